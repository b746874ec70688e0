"""The two rate limits as sliding windows, and their headers (API reference, section 7)."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

from rentix_desktop.demo.clock import Clock
from rentix_desktop.demo.options import Limits

BODY_BYTES = 512 * 1024
OPERATIONS = 100


@dataclass(frozen=True, slots=True)
class Verdict:
    """`retry_after`: seconds to wait where not allowed."""

    allowed: bool
    headers: dict[str, str]
    retry_after: int = 0


class _Window:
    def __init__(self, limit: int, seconds: float) -> None:
        self.limit = limit
        self.seconds = seconds
        self._times: deque[float] = deque()

    def left(self, now: float) -> int:
        while self._times and now - self._times[0] >= self.seconds:
            self._times.popleft()
        return self.limit - len(self._times)

    def take(self, now: float) -> None:
        self._times.append(now)

    def opens(self, now: float) -> float:
        """When the oldest request leaves the window."""
        return (self._times[0] if self._times else now) + self.seconds


class RateLimits:
    """One pair of windows for each caller (an agency's key, or one pair for all unknown ones)."""

    def __init__(self, limits: Limits, clock: Clock) -> None:
        self._limits = limits
        self._clock = clock
        self._windows: dict[str, tuple[_Window, _Window]] = {}

    def admit(self, caller: str, *, bulk: bool) -> Verdict:
        """Counts a request, or refuses it uncounted. A bulk request needs room in both windows."""
        now = self._clock()
        limits = self._limits
        whole, for_bulk = self._windows.setdefault(
            caller, (_Window(limits.requests, limits.seconds), _Window(limits.bulk, limits.seconds))
        )
        needed = (whole, for_bulk) if bulk else (whole,)
        full = [window for window in needed if window.left(now) <= 0]
        if not full:
            for window in needed:
                window.take(now)
        told = for_bulk if bulk else whole
        headers = {
            "X-RateLimit-Limit": str(told.limit),
            "X-RateLimit-Remaining": str(max(0, told.left(now))),
            "X-RateLimit-Reset": str(math.ceil(told.opens(now))),
        }
        if not full:
            return Verdict(True, headers)
        wait = max(1, math.ceil(max(window.opens(now) for window in full) - now))
        return Verdict(False, headers | {"Retry-After": str(wait)}, wait)
