"""How long it will still take, against a simulated steady service: within 10 % of the whole from the first quarter on."""

from __future__ import annotations

import heapq
from collections import deque

import pytest

from rentix_desktop.sync.sending.lanes import Lanes
from rentix_desktop.sync.sending.pace import WINDOW_SECONDS, Pace

BATCH = 100


def simulated(
    rows: int, answer_seconds: float, per_minute: int | None
) -> tuple[float, list[tuple[float, float, float]]]:
    """Seconds a run takes, and (share answered, when, seconds left as told) after each answer."""
    pace, lanes = Pace(per_minute, 0.0), Lanes()
    sent: deque[float] = deque()
    flying: list[tuple[float, float]] = []  # answered at, sent at
    told: list[tuple[float, float, float]] = []
    now, left, answered = 0.0, rows // BATCH, 0
    while left or flying:
        while left and len(flying) < lanes.width:
            at = now
            if per_minute and len(sent) >= per_minute:
                at = max(now, sent.popleft() + WINDOW_SECONDS)
            sent.append(at)
            heapq.heappush(flying, (at + answer_seconds, at))
            left -= 1
        now, at = heapq.heappop(flying)
        pace.request(at, answer_seconds)
        pace.answered(now, BATCH)
        lanes.answered(answer_seconds)
        answered += BATCH
        seconds = pace.seconds_left(now, rows - answered, lanes.width, sorted(at for _, at in flying))
        assert seconds is not None
        told.append((answered / rows, now, seconds))
    return now, told


@pytest.mark.parametrize("per_minute", [30, 10, None])
@pytest.mark.parametrize("answer_seconds", [0.1, 0.25, 0.5, 2.0, 6.0, 12.0])
@pytest.mark.parametrize("rows", [2_000, 3_000, 6_000, 20_000])
def test_from_the_first_quarter_on(rows: int, answer_seconds: float, per_minute: int | None) -> None:
    whole, told = simulated(rows, answer_seconds, per_minute)
    worst = max(abs(now + left - whole) / whole for share, now, left in told if share >= 0.25)
    assert worst <= 0.1
