"""What every request to the API passes: size, key, rate, content type, JSON; and how answers and refusals go out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any, TypeAlias

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from rentix_desktop.demo import auth
from rentix_desktop.demo.answers import Answer, ApiError, Call, JsonObject, error_form
from rentix_desktop.demo.limits import BODY_BYTES
from rentix_desktop.demo.portal import Portal

Handler: TypeAlias = Callable[[Call], Answer]

_DRAINED_BYTES = 64 * 1024 * 1024
"""How much of a body that is too large is read and dropped, so that its sender is still there to read the 413."""


def endpoint(portal: Portal, handler: Handler) -> Callable[[Request], Any]:
    """A route's function for a handler; the gate has put the agency and the body beside the request."""

    async def answer(request: Request) -> Response:
        state = request.state
        call = Call(portal, state.agency, request.path_params, dict(request.query_params), state.body)
        result = handler(call)
        return JSONResponse(result.body, result.status)

    return answer


class Gate:
    """Stands before the routes of the API."""

    def __init__(self, app: ASGIApp, portal: Portal) -> None:
        self._app = app
        self._portal = portal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        told: dict[str, str] = {}
        entry: JsonObject = {"method": request.method, "path": _path(scope), "status": 0, "at": self._portal.clock()}
        self._portal.log.append(entry)
        self._portal.requests += 1

        async def send_with_limits(message: Any) -> None:
            if message["type"] == "http.response.start":
                entry["status"] = message["status"]
                extra = [(name.lower().encode(), value.encode()) for name, value in told.items()]
                message["headers"] = [*message["headers"], *extra]
            await send(message)

        try:
            await self._admit(request, entry, told)
            await asyncio.sleep(self._portal.options.answer_seconds)
            await self._app(scope, receive, send_with_limits)
        except ClientDisconnect:
            return
        except ApiError as refusal:
            answer = JSONResponse(error_form(refusal.status, refusal.message), refusal.status)
            await answer(scope, receive, send_with_limits)
        except HTTPException:  # no such path, or no such method on it
            answer = JSONResponse(error_form(404, f"Cannot {request.method} {request.url.path}"), 404)
            await answer(scope, receive, send_with_limits)

    async def _admit(self, request: Request, entry: JsonObject, told: dict[str, str]) -> None:
        """Raises ApiError; fills the rate limit headers and leaves agency and body for the handler."""
        body = await read_body(request, BODY_BYTES)
        entry["bytes"] = -1 if body is None else len(body)
        entry["key"] = "authorization" in request.headers or "x-api-key" in request.headers
        key = auth.given_key(request.headers)
        verdict = self._portal.rates.admit(
            key if key in self._portal.agencies else "", bulk=_path(request.scope).endswith("/bulk")
        )
        told |= verdict.headers
        if not verdict.allowed:
            self._portal.too_many += 1
            raise ApiError(429, "ThrottlerException: Too Many Requests")
        agency = auth.agency_of(self._portal, key)
        auth.admit(agency)
        if body is None:
            raise ApiError(413, "request entity too large")
        request.state.agency = agency
        request.state.body = _parsed(request.headers, body)
        operations = (request.state.body or {}).get("operations")
        entry["operations"] = len(operations) if isinstance(operations, list) else 0
        self._portal.jobs.settle()


def _path(scope: Scope) -> str:
    """The path after `/api/v1`."""
    return str(scope["path"]).removeprefix(str(scope.get("root_path", "")))


async def read_body(request: Request, most: int) -> bytes | None:
    """The body, or None when it is longer than `most` bytes: then what comes is dropped, never kept."""
    kept = bytearray()
    length = 0
    async for chunk in request.stream():
        length += len(chunk)
        if length <= most:
            kept += chunk
        else:
            kept.clear()
        if length > _DRAINED_BYTES:
            break
    return bytes(kept) if length <= most else None


def _parsed(headers: Headers, body: bytes) -> JsonObject | None:
    if not body:
        return None
    kind = headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/json":
        raise ApiError(415, f"Unsupported media type: {kind or 'none'}")
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise ApiError(400, "Request body is not valid JSON") from error
    if not isinstance(value, dict):
        raise ApiError(400, "Request body must be an object")
    return value


def _refuse_constant(name: str) -> float:
    raise ValueError(name)  # NaN and Infinity are Python's, not JSON's
