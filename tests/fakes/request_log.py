"""A RequestLog in memory, with the clock in the test's hands."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping

COUNTS_FOR = 61.0


class MemoryRequestLog:
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self.sent: dict[tuple[str, str], list[float]] = defaultdict(list)
        self.closed_until: dict[tuple[str, str], float] = defaultdict(float)
        self.most: dict[tuple[str, str], int] = {}

    def reserve(self, base_url: str, windows: Mapping[str, int]) -> float:
        with self._lock:
            now = self._clock()
            wait = max(self._wait((base_url, name), limit, now) for name, limit in windows.items())
            if wait > 0:
                return wait
            for name in windows:
                self.sent[base_url, name].append(now)
            return 0.0

    def close_for(self, base_url: str, window: str, seconds: float) -> None:
        with self._lock:
            place = (base_url, window)
            self.closed_until[place] = max(self.closed_until[place], self._clock() + seconds)

    def told(self, base_url: str, window: str, limit: int) -> None:
        with self._lock:
            self.most[base_url, window] = min(limit, self.most.get((base_url, window), limit))

    def _wait(self, place: tuple[str, str], limit: int, now: float) -> float:
        limit = min(limit, self.most.get(place, limit))
        counted = [at for at in self.sent[place] if at + COUNTS_FOR > now]
        full = counted[-limit] + COUNTS_FOR - now if len(counted) >= limit else 0.0
        return max(full, self.closed_until[place] - now)
