"""The one door through which every foreign failure comes in: statuses, network, TLS, nonsense → DestinationError.

What each status means is the API reference's, sections 7 and 8. Nothing of a request is taken into an error: it holds
the key.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from rentix_desktop.catalog.fields import JsonValue
from rentix_desktop.destinations.rentix.words import words_of
from rentix_desktop.errors import Cause, Code
from rentix_desktop.sync.destination import After, DestinationError

if TYPE_CHECKING:
    import httpx


class Call(Enum):
    """What was being done, as far as it matters for a failure: may it have had an effect, can it be divided?"""

    READ = "read"
    WRITE_ONE = "write one"
    WRITE_MANY = "write many"

    @property
    def writes(self) -> bool:
        return self is not Call.READ


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. `json` is None where the body is not JSON (`is_json` False); `start` is the body's beginning."""

    status: int
    json: JsonValue = None
    is_json: bool = False
    start: str = ""
    location_host: str = ""
    retry_after: float | None = None

    @property
    def is_html(self) -> bool:
        return not self.is_json and self.start.lstrip("\ufeff \t\r\n").startswith("<")


_DETAIL: Final = 300  # characters of a foreign text that go into the log


# statuses -------------------------------------------------------------------------------------------------------------
def error_of_answer(answer: Answer, call: Call, host: str) -> DestinationError:
    """The error an answer means that is not the one hoped for (any status but 2xx, or a 2xx of the wrong shape)."""
    status = answer.status
    if 200 <= status < 300:
        return _nonsense(answer, call, host)
    if status in (408, 425, 429) or status >= 500:
        return _passing(answer, call)
    code, cause, after = _final(answer, call)
    words = words_of(answer.json)
    return DestinationError(
        code,
        cause,
        after,
        messages=words or ((f"HTTP {status}",) if after is After.REFUSE else ()),  # a refused row says something
        detail=_about(answer),
        status=status,
        host=(answer.location_host or host) if code is Code.REDIRECTED else host,
    )


def _final(answer: Answer, call: Call) -> tuple[Code, Cause, After]:
    """What waiting does not help against."""
    status = answer.status
    said = " ".join(words_of(answer.json)).lower()
    of_the_data = After.SPLIT if call is Call.WRITE_MANY else After.REFUSE
    if status < 400:
        return Code.REDIRECTED, Cause.UNREACHABLE, After.STOP
    if status == 413:
        return Code.TOO_LARGE, Cause.DATA, of_the_data
    # HTML is a sign-in page of the network, or a guard before the service. Our paths are fixed: 404 is another service.
    if answer.is_html or status in (404, 405, 410):
        return Code.NOT_THE_API, Cause.UNREACHABLE, After.STOP
    if status in (401, 403):
        return _no_access(status, said), Cause.ACCESS, After.STOP
    if status == 400 and "multiple authentication" in said:
        return Code.SEVERAL_KEYS_SENT, Cause.ACCESS, After.STOP
    if status == 415:
        return Code.REQUEST_REFUSED, Cause.BUG, After.STOP
    return Code.REQUEST_REFUSED, Cause.DATA, of_the_data


def _no_access(status: int, said: str) -> Code:
    if status == 401:
        return Code.KEY_MISSING if "required" in said else Code.KEY_INVALID
    if "suspend" in said:
        return Code.AGENCY_SUSPENDED
    return Code.CRM_DISABLED if "crm" in said else Code.FORBIDDEN


def _passing(answer: Answer, call: Call) -> DestinationError:
    """429 and 425 are said before anything is done; of the others nobody knows."""
    code = {408: Code.TIMEOUT, 429: Code.RATE_LIMITED}.get(answer.status, Code.SERVER_ERROR)
    return DestinationError(
        code,
        Cause.UNREACHABLE,
        After.RETRY,
        maybe_applied=call.writes and answer.status not in (425, 429),
        retry_after=answer.retry_after,
        messages=words_of(answer.json),
        detail=_about(answer),
        status=answer.status,
    )


def _nonsense(answer: Answer, call: Call, host: str) -> DestinationError:
    """Success, said by something that does not speak as the portal does: the rows are in doubt."""
    if answer.is_html:
        return DestinationError(
            Code.NOT_THE_API,
            Cause.UNREACHABLE,
            After.STOP,
            maybe_applied=call.writes,
            detail=_about(answer),
            host=host,
        )
    return unreadable(call, host, _about(answer))


def unreadable(call: Call, host: str, detail: str) -> DestinationError:
    """An answer that was cut, is not JSON, is too big or not of the expected shape."""
    return DestinationError(
        Code.ANSWER_UNREADABLE,
        Cause.UNREACHABLE,
        After.RETRY,
        maybe_applied=call.writes,
        detail=detail,
        host=host,
    )


def _about(answer: Answer) -> str:
    start = " ".join(answer.start.split())[:_DETAIL]
    return f"HTTP {answer.status} {start}".strip()


# network --------------------------------------------------------------------------------------------------------------
def error_of_network(error: httpx.HTTPError | OSError, call: Call, host: str, *, answering: bool) -> DestinationError:
    """A request that got no whole answer. `answering` = the answer had begun."""
    import httpx

    never_sent = isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError))
    detail = f"{type(error).__name__}: {error}"[:_DETAIL]
    if answering and not isinstance(error, (httpx.TimeoutException, TimeoutError)):
        return unreadable(call, host, detail)
    code = _network_code(error)
    return DestinationError(
        code,
        Cause.UNREACHABLE,
        After.STOP if code in (Code.TLS_FAILED, Code.ADDRESS_INVALID) else After.RETRY,
        maybe_applied=call.writes and not never_sent,
        detail=detail,
        host=host,
        address=host,
    )


def _network_code(error: BaseException) -> Code:
    import httpx

    roots = tuple(_causes(error))
    # Once the connection stands, what TLS complains of is a broken line, and so is a line that ends in the greeting.
    if isinstance(error, (httpx.ConnectError, httpx.ProxyError)) and any(map(_refused_by_tls, roots)):
        return Code.TLS_FAILED
    if any(isinstance(root, socket.gaierror) for root in roots):
        return Code.HOST_UNKNOWN
    if isinstance(error, (httpx.TimeoutException, TimeoutError)):
        return Code.TIMEOUT
    if isinstance(error, httpx.UnsupportedProtocol):
        return Code.ADDRESS_INVALID
    return Code.UNREACHABLE


def _refused_by_tls(root: BaseException) -> bool:
    return isinstance(root, ssl.SSLError) and not isinstance(root, (ssl.SSLEOFError, ssl.SSLZeroReturnError))


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__
