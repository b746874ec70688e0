"""Scripted faults, for tests: `/_demo/faults`, `/_demo/state`, `/_demo/reset`, only with `--faults`.

`POST /_demo/faults` takes one fault or a list of them, replacing those there are; `[]` clears. A fault:

    {"kind": …, "times": 1, "skip": 0, "method": "POST", "path": "/listings/bulk", "holding": "CN-7", …}

`times` requests that match are hit, after `skip` that are let through; `method`, `path` (its end) and `holding` (a text
that stands in the body) are optional.
The first fault in the list that matches and is not used up takes the request; "delay" takes it and lets the next one
take it, too. Kinds:

| kind | what the client sees | applied |
| --- | --- | --- |
| status | `status`, with `headers` and `body` (object or text; default: the common error form) | no |
| html | 200 (or `status`) with an HTML page | no |
| redirect | 307 (or `status`) to `location` | no |
| refuse | the connection is closed without an answer | no |
| delay | the answer `seconds` later | yes |
| drop | the connection is closed instead of the answer | yes |
| cut | half of the answer, then the connection is closed | yes |
| not_json | text with 200 instead of the answer | yes |
| results | bulk results changed: `change` = missing, extra, reversed, nameless, twice, none | yes |
| error_shape | bulk errors as `shape` = object, list, object_list, lists | yes |
| bare_422 | a 422 without its results; other answers pass and are not counted | – |
| items | operations at `positions` (from 0) fail inside a 200 with `error` (default: a 429) | the others |
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from rentix_desktop.demo.answers import ApiError, JsonObject, error_form
from rentix_desktop.demo.gate import read_body
from rentix_desktop.demo.listings import read_form
from rentix_desktop.demo.options import API_PATH
from rentix_desktop.demo.portal import Portal

_PREFIX = "/_demo/"
_MOST_BYTES = 4 * 1024 * 1024
_INSTEAD = ("status", "html", "redirect", "refuse")
_AFTERWARDS = ("drop", "cut", "not_json", "results", "error_shape", "bare_422")
_KINDS = (*_INSTEAD, *_AFTERWARDS, "delay", "items")
_PAGE = "<!doctype html><html><body><h1>Sign in</h1><p>This network asks you to sign in first.</p></body></html>"


class TrackedProtocol(H11Protocol):
    """Keeps the open connections by the client's address, so that a fault can close one without an answer."""

    open_connections: ClassVar[dict[Any, asyncio.Transport]] = {}

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self.open_connections[transport.get_extra_info("peername")] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self.open_connections.pop(self.transport.get_extra_info("peername"), None)
        super().connection_lost(exc)


@dataclass(slots=True)
class _Fault:
    kind: str
    told: JsonObject
    times: int
    skip: int

    def takes(self, method: str, path: str, body: bytes) -> bool:
        """Whether this request is hit; counts it."""
        if self.told.get("method", method) != method or not path.endswith(self.told.get("path", "")):
            return False
        if str(self.told.get("holding", "")).encode() not in body:
            return False
        if self.times <= 0:
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.times -= 1
        return True


class _Recorder:
    """Catches what the portal would answer."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = bytearray()

    async def send(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
        else:
            self.body += message.get("body", b"")


class Faults:
    """Stands before everything else."""

    def __init__(self, app: ASGIApp, portal: Portal) -> None:
        self._app = app
        self._portal = portal
        self._faults: list[_Fault] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].startswith(_PREFIX):
            await self._control(Request(scope, receive), send)
            return
        if not scope["path"].startswith(API_PATH):
            await self._app(scope, receive, send)
            return
        body = b""
        if any("holding" in fault.told for fault in self._faults):
            body = await read_body(Request(scope, receive), _MOST_BYTES) or b""
            receive = _again(body)
        for fault in self._faults:
            if not fault.takes(scope["method"], scope["path"], body):
                continue
            if fault.kind == "delay":
                await asyncio.sleep(float(fault.told.get("seconds", 1)))
                continue
            await self._spoil(fault, scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _spoil(self, fault: _Fault, scope: Scope, receive: Receive, send: Send) -> None:
        if fault.kind in _INSTEAD:
            await self._instead(fault, scope, receive, send)
            return
        left_out: list[tuple[int, JsonObject]] = []
        if fault.kind == "items":
            receive, left_out = await _without_items(fault.told, scope, receive)
        recorder = _Recorder()
        await self._app(scope, receive, recorder.send)
        if fault.kind == "drop":
            await _close(scope)
        elif fault.kind == "cut":
            await _half(recorder, scope, send)
        elif fault.kind == "not_json":
            await _resend(200, recorder.headers, b"upstream connect error", send)
        else:
            body = _changed(fault, recorder.status, json.loads(bytes(recorder.body)), left_out)
            status = 200 if fault.kind == "items" else recorder.status
            await _resend(status, recorder.headers, json.dumps(body).encode(), send)

    async def _instead(self, fault: _Fault, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        await read_body(request, _MOST_BYTES)
        self._portal.requests += 1
        self._portal.log.append(
            {"method": request.method, "path": scope["path"].removeprefix(API_PATH), "fault": fault.kind}
            | {"at": self._portal.clock(), "key": "authorization" in request.headers or "x-api-key" in request.headers}
        )
        if fault.kind == "refuse":
            await _close(scope)
            return
        await _made_up(fault)(scope, receive, send)

    async def _control(self, request: Request, send: Send) -> None:
        """The requests to `/_demo/…`."""
        try:
            answer = await self._command(request)
        except ApiError as refusal:
            answer = error_form(refusal.status, refusal.message)
            await JSONResponse(answer, refusal.status)(request.scope, request.receive, send)
            return
        except ClientDisconnect:
            return
        await JSONResponse(answer)(request.scope, request.receive, send)

    async def _command(self, request: Request) -> JsonObject:
        command = (request.method, request.url.path.removeprefix(_PREFIX))
        if command == ("GET", "state"):
            return state_of(self._portal)
        if command == ("POST", "reset"):
            self._portal.reset()
            self._faults = []
            return {"reset": True}
        if command == ("POST", "faults"):
            self._faults = _read_faults(await read_body(request, _MOST_BYTES) or b"")
            return {"faults": len(self._faults)}
        raise ApiError(404, f"Cannot {command[0]} {_PREFIX}{command[1]}")


def _read_faults(body: bytes) -> list[_Fault]:
    try:
        told = json.loads(body)
        given = told if isinstance(told, list) else [told]
        faults = [_Fault(one["kind"], one, int(one.get("times", 1)), int(one.get("skip", 0))) for one in given]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ApiError(400, "not a fault") from error
    wrong = [fault.kind for fault in faults if fault.kind not in _KINDS]
    if wrong:
        raise ApiError(400, f"kind must be one of the following values: {', '.join(_KINDS)}")
    return faults


def state_of(portal: Portal) -> JsonObject:
    """What the portal knows, for the tests to look at. Listings in the order they were made."""
    portal.jobs.settle()
    made = [
        {
            "agency": agency.id,
            "status": listing.status,
            "applied": listing.applied,
            **read_form(portal, agency, listing),
        }
        for agency in portal.agencies.values()
        for listing in agency.listings.values()
    ]
    return {"listings": made, "requests": portal.requests, "too_many": portal.too_many, "log": list(portal.log)}


def _made_up(fault: _Fault) -> Response:
    """The answer of a fault that never reaches the portal."""
    told = fault.told
    if fault.kind == "html":
        return HTMLResponse(_PAGE, int(told.get("status", 200)), told.get("headers"))
    if fault.kind == "redirect":
        return Response(b"", int(told.get("status", 307)), {"location": str(told["location"])})
    status = int(told.get("status", 500))
    body = told.get("body", error_form(status, "Scripted fault"))
    if isinstance(body, str):
        return HTMLResponse(body, status, told.get("headers"))
    return JSONResponse(body, status, told.get("headers"))


async def _without_items(
    told: JsonObject, scope: Scope, receive: Receive
) -> tuple[Receive, list[tuple[int, JsonObject]]]:
    """A body without the operations at `positions`, and results for these with their places."""
    body = json.loads(await read_body(Request(scope, receive), _MOST_BYTES) or b"{}")
    operations = body.get("operations", [])
    error = told.get("error", {"statusCode": 429, "message": "ThrottlerException: Too Many Requests"})
    places = [place for place in told.get("positions", [0]) if place < len(operations)]
    failed = [
        (place, {"externalId": operations[place].get("externalId"), "success": False, "error": error})
        for place in places
    ]
    body["operations"] = [operation for place, operation in enumerate(operations) if place not in places]
    return _again(json.dumps(body).encode()), failed


def _again(body: bytes) -> Receive:
    """Gives a body that was read already."""
    message: Message = {"type": "http.request", "body": body, "more_body": False}

    async def receive() -> Message:
        return message

    return receive


def _changed(fault: _Fault, status: int, body: JsonObject, left_out: list[tuple[int, JsonObject]]) -> JsonObject:
    """A bulk answer as the fault makes it; any other answer unchanged."""
    if fault.kind == "bare_422":
        if status != 422:
            fault.times += 1
            return body
        return {name: value for name, value in body.items() if name not in ("results", "summary")}
    results: list[JsonObject] = list(body.get("results", []))
    if fault.kind == "items":
        for place, failed in left_out:
            results.insert(place, failed)
        good = sum(1 for result in results if result["success"])
        return {
            "summary": {"total": len(results), "succeeded": good, "failed": len(results) - good},
            "results": results,
        }
    if "results" not in body:
        return body
    if fault.kind == "error_shape":
        return body | {"results": [_reshaped(result, fault.told.get("shape", "object")) for result in results]}
    return _rearranged(body, results, fault.told.get("change", "missing"))


def _rearranged(body: JsonObject, results: list[JsonObject], change: str) -> JsonObject:
    if change == "none":
        return {name: value for name, value in body.items() if name != "results"}
    changes = {
        "missing": results[:-1],
        "extra": [*results, {"externalId": "never-sent", "success": True}],
        "reversed": results[::-1],
        "nameless": [{name: value for name, value in result.items() if name != "externalId"} for result in results],
        "twice": [*results, *results[:1]],
    }
    return body | {"results": changes[change]}


def _reshaped(result: JsonObject, shape: str) -> JsonObject:
    if "error" not in result:
        return result
    words = str(result["error"]).split("; ")
    shapes: dict[str, Any] = {
        "object": {"message": result["error"], "statusCode": 400},
        "list": words,
        "object_list": {"message": words, "error": "Bad Request", "statusCode": 400},
        "lists": [[word] for word in words],
    }
    return result | {"error": shapes[shape]}


async def _resend(status: int, headers: list[tuple[bytes, bytes]], body: bytes, send: Send) -> None:
    kept = [(name, value) for name, value in headers if name != b"content-length"]
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*kept, length]})
    await send({"type": "http.response.body", "body": body})


async def _half(recorder: _Recorder, scope: Scope, send: Send) -> None:
    await send({"type": "http.response.start", "status": recorder.status, "headers": recorder.headers})
    half = bytes(recorder.body[: len(recorder.body) // 2])
    await send({"type": "http.response.body", "body": half, "more_body": True})
    await _close(scope)


async def _close(scope: Scope) -> None:
    """Closes the connection after what was written; waits until uvicorn has noticed."""
    client = tuple(scope["client"])
    transport = TrackedProtocol.open_connections.get(client)
    if transport is None:
        return
    transport.close()
    while client in TrackedProtocol.open_connections:
        await asyncio.sleep(0.001)
