"""What handlers get and give, and the portal's common error form (API reference, section 8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from rentix_desktop.demo.portal import Agency, Portal

JsonObject: TypeAlias = dict[str, Any]

_NAMES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    413: "Payload Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Entity",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
}


class ApiError(Exception):
    """A refusal: an HTTP status and the portal's words, one or several (as validation gives)."""

    def __init__(self, status: int, message: str | list[str]) -> None:
        super().__init__(status, message)
        self.status = status
        self.message = message

    @property
    def words(self) -> str:
        """The message as one string, as a result of a bulk request carries it."""
        return self.message if isinstance(self.message, str) else "; ".join(self.message)


def error_form(status: int, message: str | list[str]) -> JsonObject:
    return {"statusCode": status, "message": message, "error": _NAMES.get(status, "Error")}


@dataclass(frozen=True, slots=True)
class Call:
    """One request that passed the gate. `body` is None for GET and DELETE."""

    portal: Portal
    agency: Agency
    path: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: JsonObject | None = None

    @property
    def sent(self) -> JsonObject:
        """The body of a request that must have one."""
        if self.body is None:
            raise ApiError(400, "Request body is required")
        return self.body


@dataclass(frozen=True, slots=True)
class Answer:
    body: JsonObject
    status: int = 200
