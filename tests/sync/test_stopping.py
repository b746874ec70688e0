"""A run that is paused or stopped: what is on its way comes back or is cut, the rest keeps its place."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from rentix_desktop.errors import Code
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import After, BatchLimits, Outcome, Refused, Waiter, WaitReason
from rentix_desktop.sync.ledger import Ledger, State
from rentix_desktop.sync.progress import RunProgress
from rentix_desktop.sync.summary import failures
from tests.fakes.destination import FakeDestination, Request, failure
from tests.sync.runs import planned, records, send

pytestmark = pytest.mark.usefixtures("_quick")


def started(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def until(condition: Callable[[], bool]) -> None:
    for _ in range(1000):
        if condition():
            return
        time.sleep(0.005)
    raise AssertionError("it never came")


def test_stopping_in_the_middle_keeps_the_rest_queued(ledger: Ledger) -> None:
    control = RunControl()

    def stop_at_third(_: Request, n: int) -> None:
        if n == 2:
            control.cancel()

    portal = FakeDestination(script=stop_at_third)
    run = planned(ledger, portal, records(1000)).run
    summary = send(ledger, portal, run, control=control)
    assert summary.stopped is not None
    assert summary.stopped.code is Code.STOPPED
    assert (summary.created, summary.not_sent, summary.in_doubt) == (300, 700, 0)
    assert send(ledger, portal, run).created == 1000
    assert set(portal.applied.values()) == {1}


def test_stopping_interrupts_a_wait_for_the_limit_and_those_rows_are_ready_again(ledger: Ledger) -> None:
    portal = FakeDestination(before=lambda _, waiter: waiter.wait(60, WaitReason.RATE_LIMIT))
    control = RunControl()
    run = planned(ledger, portal, records(10)).run
    results: list[object] = []
    thread = started(lambda: results.append(send(ledger, portal, run, control=control)))
    until(lambda: control.waiting is not None)
    before = time.monotonic()
    control.cancel()
    thread.join(5)
    assert time.monotonic() - before < 1
    assert not portal.requests
    assert ledger.counts(run).by_state == {State.NOT_SENT: 10}
    assert ledger.run(run).requests == 0


def test_what_waits_for_the_limit_when_a_run_ends_is_not_sent_after_its_end(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rentix_desktop.sync.sending.lanes.SLOW_SECONDS", 0.0)
    control = RunControl()

    def wait_or_fail(request: Request, waiter: Waiter) -> None:
        if request.ids == ("CN-1",):
            waiter.wait(60, WaitReason.RATE_LIMIT)
        if request.ids == ("CN-2",):
            until(lambda: control.waiting is not None)
            raise failure(Code.KEY_INVALID, After.STOP)

    portal = FakeDestination(limits=BatchLimits(1, 500_000, 17), before=wait_or_fail)
    run = planned(ledger, portal, records(3)).run
    before = time.monotonic()
    summary = send(ledger, portal, run, control=control)
    assert time.monotonic() - before < 5
    assert (summary.created, summary.not_sent, summary.in_doubt) == (1, 2, 0)
    assert [request.ids for request in portal.requests] == [("CN-0",)]


def test_stopping_does_not_wait_for_a_stalled_server(ledger: Ledger) -> None:
    stalled = threading.Event()

    def stall(_: Request, __: object) -> None:
        stalled.wait(20)

    portal = FakeDestination(before=stall)
    control = RunControl()
    run = planned(ledger, portal, records(10)).run
    thread = started(lambda: send(ledger, portal, run, control=control))
    until(lambda: ledger.counts(run).by_state.get(State.SENDING, 0) == 10)
    before = time.monotonic()
    control.cancel()
    thread.join(10)
    assert time.monotonic() - before < 3
    assert ledger.counts(run).by_state == {State.IN_DOUBT: 10}
    stalled.set()


def test_a_pause_holds_what_was_not_sent(ledger: Ledger) -> None:
    control = RunControl()

    def pause_at_second(_: Request, n: int) -> None:
        if n == 1:
            control.pause()

    portal = FakeDestination(script=pause_at_second)
    seen: list[RunProgress] = []
    run = planned(ledger, portal, records(500)).run
    thread = started(lambda: send(ledger, portal, run, control=control, listener=seen.append))
    until(lambda: any(p.paused and p.answered == 200 for p in seen))
    assert len(portal.requests) == 2
    control.resume()
    thread.join(10)
    assert len(portal.portal) == 500


def test_reasons_that_were_not_asked_for_when_the_run_stopped_are_asked_for_when_it_goes_on(ledger: Ledger) -> None:
    control = RunControl()

    def stop_at_the_second_question(request: Request, number: int) -> tuple[Outcome, ...] | None:
        if not request.alone:
            return tuple(Refused(explain=True) for _ in request.ids)
        if number == 2:
            control.cancel()
        return None

    portal = FakeDestination(refuse=lambda o: None if o.external_id == "CN-4" else f"no {o.external_id}")
    portal.script = stop_at_the_second_question
    run = planned(ledger, portal, records(5)).run
    summary = send(ledger, portal, run, control=control)
    assert (summary.refused, summary.not_sent, summary.requests) == (5, 0, 3)
    assert ledger.counts(run).unexplained == 3
    interrupted = ledger.interrupted()
    assert interrupted is not None
    assert interrupted.id == run

    seen: list[RunProgress] = []
    summary = send(ledger, portal, run, listener=seen.append)
    assert (summary.refused, summary.created, summary.requests) == (4, 1, 6)
    assert [f.row.messages for f in failures(ledger, run)] == [(f"no CN-{n}",) for n in range(4)]
    assert ledger.interrupted() is None
    assert {(p.to_send, p.answered) for p in seen} == {(3, 3)}
    assert (seen[-1].accepted, seen[-1].refused) == (1, 2)
