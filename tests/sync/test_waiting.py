"""Waiting: the control, the back-off, the outage, and how long a run still takes."""

from __future__ import annotations

import random
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Cancelled, WaitReason
from rentix_desktop.sync.sending.pace import WINDOW_SECONDS, Pace, time_for
from rentix_desktop.sync.sending.retry import DOWN_AFTER, LONGEST_SECONDS, LOOK_AGAIN_SECONDS, Outage, back_off


def test_a_wait_takes_its_time_and_tells_what_it_waits_for() -> None:
    control = RunControl()
    seen: list[object] = []
    unwatch = control.watch(lambda: seen.append(control.waiting))
    started = time.monotonic()
    control.wait(0.05, WaitReason.RATE_LIMIT)
    assert time.monotonic() - started >= 0.05
    assert [getattr(waiting, "why", None) for waiting in seen] == [WaitReason.RATE_LIMIT, None]
    unwatch()
    control.pause()
    assert len(seen) == 2


def test_a_wait_ends_at_once_when_stopped_and_after_a_pause_when_paused() -> None:
    control = RunControl()
    control.pause()
    ended: list[object] = []

    def wait() -> None:
        try:
            control.wait(0.01, WaitReason.BACK_OFF)
        except Cancelled as error:
            ended.append(error)
        else:
            ended.append("went on")

    thread = threading.Thread(target=wait)
    thread.start()
    thread.join(0.1)
    assert not ended
    control.resume()
    thread.join(5)
    assert ended == ["went on"]
    control.cancel()
    with pytest.raises(Cancelled):
        control.wait(60, WaitReason.BACK_OFF)
    assert not control.paused


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_the_back_off_has_a_floor_and_a_ceiling(attempt: int, dice: float) -> None:
    assert 0.05 <= back_off(attempt, lambda: dice) <= LONGEST_SECONDS


def test_the_back_off_doubles() -> None:
    assert [back_off(n, lambda: 1.0) for n in range(1, 8)] == [1, 2, 4, 8, 16, 30, 30]


def test_a_service_is_down_after_a_few_failures_and_given_up_when_patience_ends() -> None:
    outage, now = Outage(patience=120), 0.0
    for _ in range(DOWN_AFTER):
        now += outage.failed(now, None)
    assert outage.in_a_row == DOWN_AFTER
    assert now < 120  # it is looked for again then
    while not outage.over(now):
        now += outage.failed(now, None)
    assert 120 <= now <= 131
    outage.worked()
    assert (outage.down, outage.over(now)) == (False, False)


def _paused(share: float, requests: int, dice: random.Random) -> int:
    """How often a service of which so many requests fail is left alone for a while."""
    outage, paused = Outage(patience=1e9), 0
    for _ in range(requests):
        if dice.random() < share:
            paused += outage.failed(0.0, None) >= LOOK_AGAIN_SECONDS and outage.in_a_row < DOWN_AFTER
        else:
            outage.worked()
    return paused


def test_the_retry_budget_spares_a_service_that_mostly_fails_and_no_other() -> None:
    dice = random.Random(1)
    assert _paused(0.2, 2000, dice) == 0
    assert _paused(0.7, 2000, dice) > 500


def test_what_the_service_asks_to_wait_for_costs_no_patience() -> None:
    outage = Outage(patience=10)
    assert outage.failed(0, 60) == 60
    assert not outage.over(60)


def test_the_time_left_knows_the_limit_of_requests() -> None:
    assert time_for(10, 0.5, None, []) == 5
    assert time_for(30, 0.1, 30, []) == pytest.approx(3)
    assert time_for(60, 0.1, 30, []) == pytest.approx(WINDOW_SECONDS + 3)
    assert time_for(1, 0.1, 2, [-61, -11, -1]) == pytest.approx(50.1)


def test_rows_a_minute_are_those_of_the_last_minute() -> None:
    pace = Pace(30, started=0)
    assert (pace.rows_per_minute(5), pace.seconds_left(5, 100, 1)) == (None, None)
    for second in range(1, 121):
        pace.request(second - 0.5, 0.5)
        pace.answered(second, 10)
    assert pace.rows_per_minute(120) == pytest.approx(600, rel=0.02)
    assert pace.seconds_left(120, 0, 1) == 0
    left = pace.seconds_left(120, 1000, 1)
    assert left is not None
    assert left > WINDOW_SECONDS  # a hundred requests more than a window takes
