"""Whatever goes wrong with a turn, there is one visit that says so, and nothing is lost."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import replace

import pytest

from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import After, DestinationError, Waiter
from rentix_desktop.sync.ledger import State
from rentix_desktop.sync.sources import taking, turn
from rentix_desktop.sync.sources.book import VisitEnd, stopped_by_a_person
from rentix_desktop.sync.sources.due import is_due
from rentix_desktop.sync.sources.source import Times
from rentix_desktop.sync.sources.turn_options import TurnResult
from tests.fakes.destination import Request, failure
from tests.sync.sources.turns import Desk, rows


def one_visit(desk: Desk, done: TurnResult, code: Code) -> None:
    with desk.ledger() as ledger:
        (visit,) = ledger.visits(desk.source.ledger_name)
    assert visit == done.visit
    assert (visit.end, visit.reason is not None and visit.reason.code) == (VisitEnd.FAILED, code)
    assert done.error is not None
    assert done.error.code is code


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (AppError(Code.KEY_INVALID, Cause.ACCESS), Code.KEY_INVALID),
        (AppError(Code.AGENCY_SUSPENDED, Cause.ACCESS), Code.AGENCY_SUSPENDED),
        (DestinationError(Code.UNREACHABLE, Cause.UNREACHABLE, After.RETRY), Code.UNREACHABLE),
    ],
)
def test_a_service_that_does_not_want_to_is_told_and_no_run_is_left(desk: Desk, error: AppError, code: Code) -> None:
    desk.export(rows(3))
    desk.service.down = error
    done = desk.turn()
    one_visit(desk, done, code)
    assert (done.summary, done.visit.run, done.visit.rows) == (None, None, 3)
    with desk.ledger() as ledger:
        assert ledger.runs() == []
    desk.service.down = None
    after = desk.turn()
    assert after.summary is not None
    assert after.summary.created == 3


def test_without_a_key_nothing_is_asked(desk: Desk) -> None:
    desk.export(rows(3))
    desk.keys.key = None
    one_visit(desk, desk.turn(), Code.KEY_MISSING)
    assert desk.service.verified == 0


def test_a_key_of_another_agency_sends_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    desk.export(rows(3))
    desk.source = replace(desk.source, account=replace(desk.source.account, agency_id="2"))
    monkeypatch.setattr(desk, "open_ledger", lambda _: desk.opened(desk.folder / "ledger.sqlite", desk.source.account))
    one_visit(desk, desk.turn(), Code.KEY_INVALID)
    assert desk.service.taken() == []


def test_a_key_revoked_in_the_middle_keeps_the_work_and_the_next_turn_takes_over(desk: Desk) -> None:
    desk.export(rows(250))
    desk.service.script = lambda _, number: failure(Code.KEY_INVALID, After.STOP) if number > 1 else None
    done = desk.turn()
    one_visit(desk, done, Code.KEY_INVALID)
    assert done.summary is not None
    assert done.summary.created + done.summary.not_sent == 250
    assert done.summary.created >= 200
    desk.service.script = lambda _request, _number: None
    desk.service.taken()
    after = desk.turn()
    assert after.visit.end is VisitEnd.SYNCED
    assert after.visit.same == done.summary.created
    assert len(desk.service.taken()) == done.summary.not_sent
    with desk.ledger() as ledger:
        assert ledger.interrupted() is None


def test_a_stop_is_a_visit_wherever_it_comes(desk: Desk) -> None:
    desk.export(rows(3))
    control = RunControl()
    control.cancel()
    one_visit(desk, desk.turn(control), Code.STOPPED)


@pytest.mark.parametrize("ending", [False, True])
def test_a_stop_by_a_person_is_told_from_the_end_of_the_program(desk: Desk, ending: bool) -> None:
    desk.source = replace(desk.source, times=Times(on_change=True))
    desk.export(rows(350))
    control = RunControl()
    desk.service.before = lambda *_: control.cancel(ending=ending)
    visit = desk.turn(control).visit
    assert stopped_by_a_person(visit) is not ending
    with desk.ledger() as ledger:
        visits = ledger.visits()
    later = dt.datetime.fromtimestamp(desk.now + 600, dt.UTC)
    assert is_due(desk.source, visits, later) is ending
    desk.service.before = lambda *_: None
    desk.turn()
    assert len(desk.service.portal) == 350


def test_a_stop_while_it_is_sent_loses_no_row(desk: Desk) -> None:
    desk.export(rows(350))
    control = RunControl()

    def stop(_request: Request, _waiter: Waiter) -> None:
        control.cancel()

    desk.service.before = stop
    done = desk.turn(control)
    one_visit(desk, done, Code.STOPPED)
    assert done.summary is not None
    assert done.summary.total == 350
    with desk.ledger() as ledger:
        counts = ledger.counts(done.summary.run)
    assert counts.by_state.get(State.NOT_SENT, 0) > 0


@pytest.mark.parametrize("where", ["reading", "planning"])
def test_a_full_disk_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    def full(*_: object, **__: object) -> None:
        raise AppError(Code.DISK_FULL, Cause.ENVIRONMENT)

    monkeypatch.setattr(*((taking, "open_table") if where == "reading" else (turn, "look")), full)
    desk.export(rows(3))
    one_visit(desk, desk.turn(), Code.DISK_FULL)


def test_a_visit_that_cannot_be_written_is_told_all_the_same(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.export(rows(3))

    def full(*_: object) -> int:
        raise AppError(Code.DISK_FULL, Cause.ENVIRONMENT)

    with desk.ledger() as ledger:
        monkeypatch.setattr(ledger, "add_visit", full)
        done = desk.turn(ledger=ledger)
    assert (done.visit.id, done.visit.end) == (0, VisitEnd.SYNCED)


def test_prints_that_cannot_be_kept_cost_nothing_but_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.export(rows(3))

    def full(*_: object) -> None:
        raise AppError(Code.DISK_FULL, Cause.ENVIRONMENT)

    with desk.ledger() as ledger:
        monkeypatch.setattr(ledger, "keep_prints", full)
        assert desk.turn(ledger=ledger).visit.end is VisitEnd.SYNCED
    desk.service.taken()
    again = desk.turn()
    assert (again.visit.end, again.visit.same, desk.service.taken()) == (VisitEnd.SAME, 0, [])
    assert desk.turn().visit.same == 3


def test_a_bug_is_a_visit_and_in_the_log(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(turn, "meaning_of", broken)
    desk.export(rows(3))
    with caplog.at_level(logging.ERROR):
        one_visit(desk, desk.turn(), Code.BUG)
    assert "ZeroDivisionError" in caplog.text


def test_ctrl_c_twice_leaves_a_visit_and_goes_through(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(turn, "meaning_of", interrupted)
    desk.export(rows(3))
    with pytest.raises(KeyboardInterrupt):
        desk.turn()
    with desk.ledger() as ledger:
        assert [visit.end for visit in ledger.visits()] == [VisitEnd.FAILED]


def test_a_ledger_that_cannot_be_opened_is_raised(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(_: object) -> Callable[[], None]:
        raise AppError(Code.DATA_FOLDER_BUSY, Cause.BUSY)

    monkeypatch.setattr(desk, "open_ledger", busy)
    with pytest.raises(AppError) as caught:
        desk.turn()
    assert caught.value.code is Code.DATA_FOLDER_BUSY


def test_a_new_listing_whose_answer_was_lost_is_settled_by_the_next_turn(desk: Desk) -> None:
    desk.export(rows(3))
    desk.service.lose_after_applying = frozenset(range(100))
    done = desk.turn(RunControl())
    assert done.summary is not None
    assert done.summary.in_doubt == 3
    desk.service.lose_after_applying = frozenset()
    after = desk.turn()
    assert after.summary is not None
    assert (after.summary.in_doubt, after.summary.created, after.summary.total) == (0, 3, 3)
    assert desk.turn().visit.end is VisitEnd.SAME
