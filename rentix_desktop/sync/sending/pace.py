"""How fast a run goes and how long it will still take."""

from __future__ import annotations

import heapq
import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

WINDOW_SECONDS: Final = 61.0
"""A request counts for this long against the requests a minute (design, section 6)."""


@dataclass(slots=True)
class Pace:
    """Fed with what came back; all times in seconds of one clock."""

    per_minute: int | None
    started: float
    _sent: deque[float] = field(default_factory=deque)
    _answered: deque[tuple[float, int]] = field(default_factory=deque)
    _seconds: float | None = None  # a request takes, waits not counted
    _rows: float | None = None  # a request holds

    def request(self, sent: float, seconds: float) -> None:
        self._sent.append(sent)
        while self._sent and self._sent[0] <= sent - WINDOW_SECONDS:
            self._sent.popleft()
        self._seconds = seconds if self._seconds is None else 0.8 * self._seconds + 0.2 * seconds

    def answered(self, now: float, rows: int) -> None:
        self._answered.append((now, rows))
        self._rows = float(rows) if self._rows is None else max(1.0, 0.8 * self._rows + 0.2 * rows)

    def rows_per_minute(self, now: float) -> float | None:
        """Over the last minute, or since the start where that is less."""
        while self._answered and self._answered[0][0] < now - 60:
            self._answered.popleft()
        elapsed = min(60.0, now - self.started)
        if not self._answered or elapsed <= 0:
            return None
        return 60.0 * sum(rows for _, rows in self._answered) / elapsed

    def seconds_left(self, now: float, rows: int, width: int, flying: Sequence[float] = ()) -> float | None:
        """For `rows` rows not answered yet, `width` requests on their way at a time, of which those of `flying` were given
        out at these times; None = not known yet."""
        if not rows:
            return 0.0
        if self._seconds is None or self._rows is None:
            return None
        requests = max(len(flying), math.ceil(rows / self._rows))
        sent, given = [at - now for at in self._sent], [at - now for at in flying]
        return time_for(requests, self._seconds, self.per_minute, sent, given, width)


def time_for(
    requests: int,
    seconds: float,
    per_minute: int | None,
    sent: Sequence[float],
    flying: Sequence[float] = (),
    width: int = 1,
) -> float:
    """Seconds until `requests` more are answered, each `seconds` after its sending, `width` at a time, where `per_minute`
    may go in any window.

    `sent` are the times of those answered before, `flying` of the first of `requests`, relative to now (negative), oldest
    first.
    """
    window = deque(sent[-per_minute:] if per_minute else ())
    lanes: list[float] = []  # when each is free again
    over = 0.0
    for number in range(requests):
        free = heapq.heappop(lanes) if number >= len(flying) and len(lanes) >= width else 0.0
        at = flying[number] if number < len(flying) else max(0.0, free)
        if per_minute:
            if len(window) >= per_minute:
                at = max(at, window.popleft() + WINDOW_SECONDS)
            window.append(at)
        heapq.heappush(lanes, at + seconds)
        over = max(over, at + seconds)
    return over
