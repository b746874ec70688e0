"""A laptop that sleeps and wakes, and clocks that are set anew: no burst, and no wait that is wrong."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from rentix_desktop.demo.options import DemoOptions
from rentix_desktop.destinations.rentix import connect
from rentix_desktop.store import request_times
from rentix_desktop.store.request_times import RequestTimes
from rentix_desktop.sync.clock import steady
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import WaitReason
from rentix_desktop.sync.ledger import Ledger
from rentix_desktop.sync.sending.engine import Engine
from tests.fakes.destination import FakeDestination, failure
from tests.proofs.rate import _most
from tests.proofs.world import File, Portal, office, open_portal, wrong
from tests.sync.runs import planned, records

WINDOW, COUNTS_FOR, BULK = 1.5, 2.0, 6
SMALL = DemoOptions(
    limits=f"1000/{BULK}/{WINDOW}", faults=True, monthly_listings=99_999, job_seconds=0.0, answer_seconds=0.1
)
ROWS = 1300
"""Thirteen requests: three windows."""


@dataclass
class Clock:
    """A clock that can be moved."""

    ahead: float = 0.0

    def __call__(self) -> float:
        return steady() + self.ahead


def test_the_clock_goes_on_and_is_one_for_all_programs() -> None:
    first = steady()
    other = multiprocessing.get_context("spawn").Pool(1)
    with other:
        theirs = other.apply(steady)
    assert first <= theirs <= steady()
    if sys.platform == "linux":
        assert abs(steady() - time.clock_gettime(time.CLOCK_BOOTTIME)) < 1  # counts what the computer slept


def test_a_wait_is_over_when_the_computer_wakes_after_its_time() -> None:
    clock = Clock()
    control = RunControl(clock)
    woken: list[float] = []

    def wait() -> None:
        control.wait(300, WaitReason.RATE_LIMIT)
        woken.append(time.monotonic())

    thread = threading.Thread(target=wait)
    thread.start()
    _until(lambda: control.waiting is not None)
    clock.ahead, slept_until = 600.0, time.monotonic()
    thread.join(10)
    assert woken
    assert woken[0] - slept_until < 3


def test_a_window_is_free_after_a_sleep(tmp_path: Path) -> None:
    clock = Clock()
    with closing(RequestTimes(tmp_path / "times", wall=lambda: time.time() + clock.ahead, mono=clock)) as times:
        for _ in range(30):
            assert times.reserve("https://a", {"bulk": 30}) == 0
        assert times.reserve("https://a", {"bulk": 30}) > 50
        clock.ahead = 600.0
        assert [times.reserve("https://a", {"bulk": 30}) for _ in range(30)] == [0.0] * 30
        assert times.reserve("https://a", {"bulk": 30}) > 50  # a window full, and no more


@pytest.mark.usefixtures("_quick")
def test_an_outage_is_not_over_because_the_computer_slept(ledger: Ledger) -> None:
    """On waking the network is not there yet: the hour slept is no hour of looking in vain."""
    clock = Clock()

    def sleeps_at_second(_: object, number: int) -> object:
        if number == 1:
            clock.ahead += 3600
        return failure() if number < 4 else None

    portal = FakeDestination(script=sleeps_at_second)  # type: ignore[arg-type]  # a test's script
    run = planned(ledger, portal, records(5)).run
    summary = Engine(ledger, portal, RunControl(clock), wait_for_service=5.0, clock=clock).run(run)
    assert (summary.created, summary.stopped) == (5, None)


@pytest.mark.parametrize("jump", [3600.0, -3600.0, 86_400.0 * 400])
def test_a_clock_set_anew_in_the_middle_of_a_run(jump: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_times, "COUNTS_FOR", COUNTS_FOR)
    real, ahead = time.time, [0.0]
    monkeypatch.setattr(time, "time", lambda: real() + ahead[0])
    with open_portal(SMALL) as portal, office(tmp_path, portal, requests=1000, bulk=BULK) as ours:
        ours.destination.close()
        log = RequestTimes(tmp_path / "t", wall=time.time)
        ours.destination = connect(portal.base_url, portal.key, request_log=log, bulk_per_minute=BULK)
        file = File(ROWS)
        run = ours.plan(file)
        control = RunControl()
        timer = threading.Timer(1.0, lambda: ahead.__setitem__(0, jump))
        timer.start()
        started = time.monotonic()
        summary = Engine(ours.ledger, ours.destination, control).run(run)
        seconds = time.monotonic() - started
        timer.join()
        log.close()
        state = portal.state()
        assert wrong(file, ours.ledger, run, state) == []
    assert summary.created == ROWS
    assert state["too_many"] == 0
    assert seconds < 3 * COUNTS_FOR + 3


# a real program, held and let go ----------------------------------------------------------------------------------------
def _upload(folder: Path, address: str, key: str, run: int, ready: Connection) -> None:
    request_times.COUNTS_FOR = COUNTS_FOR  # type: ignore[misc]  # a minute in small
    with closing(Portal(address, key)) as portal, office(folder, portal, requests=1000, bulk=BULK) as ours:
        ready.send(None)
        ours.send(run)


@pytest.mark.skipif(sys.platform == "win32", reason="a program cannot be held there")
@pytest.mark.parametrize("seconds", [0.5, 3.0], ids=["shorter than a window", "longer"])
def test_a_program_that_is_held_and_goes_on(seconds: float, tmp_path: Path) -> None:
    file = File(ROWS)
    with open_portal(SMALL) as portal:
        with office(tmp_path, portal) as ours:
            run = ours.plan(file)
        here, there = multiprocessing.Pipe()
        process = multiprocessing.get_context("spawn").Process(
            target=_upload, args=(tmp_path, portal.base_url, portal.key, run, there)
        )
        process.start()
        try:
            here.recv()
            pid = process.pid
            assert pid is not None
            _until(lambda: len(_bulk(portal)) >= 7)
            os.kill(pid, signal.SIGSTOP)
            time.sleep(seconds)
            let_go = time.time()
            os.kill(pid, signal.SIGCONT)
            process.join(60)
            assert process.exitcode == 0
        finally:
            process.kill()
            process.join()
        with office(tmp_path, portal) as ours:
            assert wrong(file, ours.ledger, run, portal.state()) == []
        sent, state = _bulk(portal), portal.state()
    assert state["too_many"] == 0
    assert _most(sent, WINDOW) <= BULK
    if seconds > COUNTS_FOR:  # the window was free again when it went on: nothing more was waited for
        assert min(at for at in sent if at > let_go) - let_go < 1.5


def _bulk(portal: Portal) -> list[float]:
    return [entry["at"] for entry in portal.state()["log"] if entry["path"].endswith("/bulk")]


def _until(so_far: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not so_far():
        assert time.monotonic() < end
        time.sleep(0.01)
