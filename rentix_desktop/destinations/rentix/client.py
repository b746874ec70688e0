"""One HTTP client for one address and one key. The only module that knows httpx (with `errors`, which reads its
exceptions); everything that goes wrong leaves it as a DestinationError.
"""

from __future__ import annotations

import logging
import ssl
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import rentix_desktop
from rentix_desktop.destinations.rentix.address import host_of, is_loopback
from rentix_desktop.destinations.rentix.errors import Answer, Call, error_of_network, unreadable
from rentix_desktop.destinations.rentix.key import ApiKey
from rentix_desktop.destinations.rentix.limiter import Limiter
from rentix_desktop.destinations.rentix.rate_headers import read_rate_headers
from rentix_desktop.destinations.rentix.sockets import OpenSockets
from rentix_desktop.destinations.rentix.words import NotJsonError, parse_json
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.sync.destination import After, DestinationError, Waiter

if TYPE_CHECKING:
    import httpx

CONNECT_SECONDS: Final = 10.0
READ_SECONDS: Final = 60.0  # between two pieces of an answer, and of a request
ANSWER_SECONDS: Final = 180.0  # for the whole body of an answer
LARGEST_ANSWER: Final = 16 * 1024 * 1024
_START: Final = 300  # characters of a body that is not JSON, kept for the log


class Client:
    """Thread-safe. The connection is made at the first request, and httpx imported then."""

    def __init__(self, base_url: str, key: ApiKey, limiter: Limiter, ca_file: Path | None = None) -> None:
        """`base_url` was checked (`address.base_url`). `ca_file` is added to the system's certificates."""
        self._base_url = base_url
        self._key = key
        self._limiter = limiter
        self._ca_file = ca_file
        self._lock: Final = threading.Lock()
        self._http: httpx.Client | None = None
        self._sockets: Final = OpenSockets()
        self.host: Final = host_of(base_url)

    def request(
        self, method: str, path: str, call: Call, waiter: Waiter, *, body: bytes | None = None, bulk: bool = False
    ) -> Answer:
        """One request within the limits, and its whole answer, whatever its status.

        `path` starts with "/" and is complete; `body` is JSON. Raises DestinationError where there was no whole
        answer, Cancelled (from `waiter`) before it was sent, AppError CA_FILE_UNREADABLE.
        """
        http = self._opened()
        self._limiter.acquire(waiter, bulk=bulk)
        answer = self._exchange(http, method, path, call, body, bulk=bulk)
        if isinstance(answer, DestinationError):  # raised here: httpx' own exception holds the request, with the key
            raise answer
        return answer

    def interrupt(self) -> None:
        """What is on its way fails at once, as a connection that breaks; a later request makes a new one."""
        self._sockets.cut()

    def close(self) -> None:
        with self._lock:
            if self._http is not None:
                self._http.close()
                self._http = None

    def _exchange(
        self, http: httpx.Client, method: str, path: str, call: Call, body: bytes | None, *, bulk: bool
    ) -> Answer | DestinationError:
        import httpx

        headers = [self._key.header(), ("Accept", "application/json"), ("Accept-Encoding", "identity")]
        if body is not None:
            headers.append(("Content-Type", "application/json"))
        answering = False
        sent = time.monotonic()
        watch = {"trace": self._sockets.trace}
        try:
            with http.stream(
                method, self._base_url + path, content=body, headers=headers, extensions=watch
            ) as response:
                answering = True
                said = {name.lower(): value for name, value in response.headers.items()}
                news = read_rate_headers(said, time.time(), time.monotonic() - sent)
                self._limiter.heard(news, bulk=bulk, too_many=response.status_code == 429)
                raw = self._key.hidden_in_answer(self._body_of(response))
        except (httpx.HTTPError, OSError) as error:
            failure = error_of_network(error, call, self.host, answering=answering)
        except (httpx.InvalidURL, ValueError) as error:  # an address or a header that httpx cannot write
            failure = DestinationError(
                Code.ADDRESS_INVALID, Cause.USAGE, After.STOP, detail=type(error).__name__, address=self.host
            )
        except RuntimeError as error:  # closed by another thread before it was sent
            failure = DestinationError(
                Code.UNREACHABLE, Cause.UNREACHABLE, After.STOP, detail=str(error), host=self.host
            )
        except _TooBigError:
            return unreadable(call, self.host, f"over {LARGEST_ANSWER} bytes")
        else:
            location = _host_in(self._key.hidden_in(response.headers.get("location", "")))
            wait = news.reset_in if news.retry_after is None and response.status_code == 429 else news.retry_after
            return _answer(response.status_code, raw, location, wait)
        failure.detail = self._key.hidden_in(failure.detail)
        return failure

    @staticmethod
    def _body_of(response: httpx.Response) -> bytes:
        deadline = time.monotonic() + ANSWER_SECONDS
        pieces = bytearray()
        for piece in response.iter_bytes():
            pieces += piece
            if len(pieces) > LARGEST_ANSWER:
                raise _TooBigError
            if time.monotonic() > deadline:
                raise TimeoutError("the answer did not end")
        return bytes(pieces)

    def _opened(self) -> httpx.Client:
        with self._lock:
            if self._http is None:
                self._http = self._new()
            return self._http

    def _new(self) -> httpx.Client:
        import httpx

        for name in ("httpx", "httpcore"):  # they log addresses and headers
            logging.getLogger(name).setLevel(logging.WARNING)
        try:
            return httpx.Client(
                verify=self._certificates(),
                headers={"User-Agent": f"rentix-desktop/{rentix_desktop.__version__}"},
                timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
                follow_redirects=False,
                # A proxy gets only the tunnel of an https address. Plain http is this computer: no proxy may see it.
                trust_env=not is_loopback(self.host),
            )
        except (ImportError, ValueError, httpx.InvalidURL) as error:  # a proxy setting that httpx cannot use
            detail = f"proxy settings: {type(error).__name__}"
        raise DestinationError(Code.UNREACHABLE, Cause.UNREACHABLE, After.STOP, detail=detail, host=self.host)

    def _certificates(self) -> ssl.SSLContext:
        """The system's certificates, so that an office's own authority works, and one more file if it was named."""
        import truststore

        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if self._ca_file is not None:
            try:
                context.load_verify_locations(cafile=str(self._ca_file))
            except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
                raise AppError(
                    Code.CA_FILE_UNREADABLE, Cause.ENVIRONMENT, detail=str(error), path=str(self._ca_file)
                ) from error
        return context


class _TooBigError(Exception):
    """The answer is larger than any answer of this service can be."""


def _host_in(address: str) -> str:
    """The host of an address that may be anything; "" where there is none."""
    try:
        return (urlsplit(address).hostname or "")[:100]
    except ValueError:
        return ""


def _answer(status: int, raw: bytes, location: str, retry_after: float | None) -> Answer:
    try:
        return Answer(status, parse_json(raw), is_json=True, location_host=location, retry_after=retry_after)
    except NotJsonError:
        start = raw[: 4 * _START].decode("utf-8", "replace")[:_START]
        return Answer(status, start=start, location_host=location, retry_after=retry_after)
