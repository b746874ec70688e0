"""The rate limits of the API (design, section 6): two sliding windows, all requests and bulk requests among them.

Which limits hold and what the answers change is decided here; counting is done by the `RequestLog`, on disk, so that
neither a restart nor a second process forgets a request.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from rentix_desktop.destinations.rentix.rate_headers import RateNews
from rentix_desktop.sync.destination import Waiter, WaitReason


class Window(StrEnum):
    """The names of the windows in the log."""

    ALL = "all"
    BULK = "bulk"


class RequestLog(Protocol):
    """When requests were sent, by (base URL, window). A sent request counts for 61 s: the service's minute, and one
    second for the way to it. Safe for several threads and processes."""

    def reserve(self, base_url: str, windows: Mapping[str, int]) -> float:
        """`windows` are names with the number of requests each takes: a place is taken in all of them, or in none.

        Gives 0.0 when it was taken, else the seconds after which to ask again.
        """
        ...

    def close_for(self, base_url: str, window: str, seconds: float) -> None:
        """Nothing more into this window for so long. A shorter time does not undo a longer one."""
        ...

    def told(self, base_url: str, window: str, limit: int) -> None:
        """The service's own number for this window. The lowest one told holds while requests count there."""
        ...


@dataclass(frozen=True, slots=True)
class Rates:
    """How many requests a minute may be sent, by our settings."""

    all: int = 300
    bulk: int = 30

    def of(self, *, bulk: bool) -> dict[str, int]:
        """The windows one request needs a place in."""
        return {Window.ALL: self.all, Window.BULK: self.bulk} if bulk else {Window.ALL: self.all}


@dataclass(frozen=True, slots=True)
class Closing:
    """A window is closed by the service for `seconds`."""

    seconds: float
    why: WaitReason


def closing(news: RateNews, *, too_many: bool) -> Closing | None:
    """A 429 closes the window until `Retry-After` (or else the reset), `Remaining: 0` until the reset."""
    if too_many:
        seconds = news.reset_in if news.retry_after is None else news.retry_after
        return Closing(seconds, WaitReason.RETRY_AFTER) if seconds else None
    if news.remaining == 0 and news.reset_in:
        return Closing(news.reset_in, WaitReason.RATE_LIMIT)
    return None


class Limiter:
    """Keeps one service's limits, for all threads of this process and every process that shares the log."""

    def __init__(self, log: RequestLog, base_url: str, rates: Rates) -> None:
        self._log = log
        self._base_url = base_url
        self._rates = rates
        self._asked_until = dict.fromkeys(Window, 0.0)  # by the monotonic clock: only to name the reason of a wait
        self._lock: Final = threading.Lock()

    def acquire(self, waiter: Waiter, *, bulk: bool) -> None:
        """Returns when one request may be sent; it is counted already. Raises what `waiter` raises (Cancelled)."""
        windows = self._rates.of(bulk=bulk)
        while True:
            seconds = self._log.reserve(self._base_url, windows)
            if seconds <= 0.0:
                return
            with self._lock:
                asked_until = max(self._asked_until[Window(name)] for name in windows)
            asked = time.monotonic() < asked_until
            waiter.wait(seconds, WaitReason.RETRY_AFTER if asked else WaitReason.RATE_LIMIT)

    def heard(self, news: RateNews, *, bulk: bool, too_many: bool) -> None:
        """To be told of every answer; `too_many` = it was a 429.

        What a bulk answer says is of the bulk window, what any other says of the whole. A limit of 0 would mean never
        to ask again, so it counts as 1.
        """
        window = Window.BULK if bulk else Window.ALL
        closed = closing(news, too_many=too_many)
        if closed is not None and closed.why is WaitReason.RETRY_AFTER:
            with self._lock:
                self._asked_until[window] = max(self._asked_until[window], time.monotonic() + closed.seconds)
        if news.limit is not None:
            self._log.told(self._base_url, window, max(1, news.limit))
        if closed is not None:
            self._log.close_for(self._base_url, window, closed.seconds)
