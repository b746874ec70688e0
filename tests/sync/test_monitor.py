"""The figures of the home page and of `status`: what the guide asks to watch, and what needs a person until it is settled."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from rentix_desktop.errors import Code
from rentix_desktop.sync.destination import Accepted, JobNews, JobState, Lost, Refused
from rentix_desktop.sync.ledger import Action, NewRun, RunKind
from rentix_desktop.sync.sources.book import Reason, Visit, VisitEnd, WaitCode
from rentix_desktop.sync.sources.monitor import Need, NeedCode, SourceFigures, monitor_of
from tests.contracts.history import Clock, blocked, hide, sent, update
from tests.contracts.ledger import ACCOUNT, UPLOAD, planned, row, started
from tests.fakes.ledger import FakeLedger

SOURCE = UPLOAD.source
ZONE = dt.timezone(dt.timedelta(hours=2))
NOON = dt.datetime(2026, 3, 30, 12, tzinfo=ZONE)


@pytest.fixture
def clock() -> Clock:
    return Clock((NOON - dt.timedelta(days=10)).timestamp())


@pytest.fixture
def ledger(clock: Clock) -> FakeLedger:
    return FakeLedger(ACCOUNT, clock)


def figures(ledger: FakeLedger, now: dt.datetime = NOON) -> SourceFigures:
    (found,) = monitor_of(ledger, ACCOUNT, [SOURCE], now).sources
    return found


def needs(ledger: FakeLedger) -> list[NeedCode]:
    return [need.code for need in figures(ledger).needs]


def visit(ledger: FakeLedger, clock: Clock, end: VisitEnd, code: str = "", run: int | None = None) -> Visit:
    reason = Reason(code, {"folder": "/files"}) if code else None
    made = Visit(SOURCE, clock.now, end, run, reason)
    return replace(made, id=ledger.add_visit(made))


# figures --------------------------------------------------------------------------------------------------------------
def test_thirty_days_of_the_persons_calendar_each_there(ledger: FakeLedger, clock: Clock) -> None:
    clock.now = dt.datetime(2026, 3, 20, 23, 59, tzinfo=ZONE).timestamp()
    sent(ledger, row(0), row(1), row(2), blocked(3), answers={2: Refused(("no",))})
    clock.now += 120  # past midnight, on the person's clock
    sent(ledger, update(0, a=1), hide(1, "CN-1"), row(4, Action.NONE))
    visit(ledger, clock, VisitEnd.SAME)
    clock.now = dt.datetime(2026, 2, 28, 23, 0, tzinfo=ZONE).timestamp()
    sent(ledger, row(9))  # 30 days and a bit ago: in no day
    days = monitor_of(ledger, ACCOUNT, [], NOON).days
    assert [day.day for day in days] == [dt.date(2026, 3, 1) + dt.timedelta(days=n) for n in range(30)]
    assert [(d.day.day, d.created, d.updated, d.hidden, d.errors, d.visits) for d in days if d.sent or d.errors] == [
        (20, 2, 0, 0, 2, 0),
        (21, 0, 1, 1, 0, 1),
    ]
    assert days[20].sent == 2


def test_the_delay_is_the_median_from_the_files_change_to_the_portals_yes(ledger: FakeLedger, clock: Clock) -> None:
    assert figures(ledger).delay is None
    file = replace(UPLOAD, file_changed_at=clock.now - 100)
    run = started(ledger, *(row(seq) for seq in range(5)), run=file)
    ledger.intend(run, range(5))
    for seq, seconds in enumerate((10.0, 20.0, 30.0, 4000.0)):
        clock.now = (file.file_changed_at or 0.0) + seconds
        ledger.settle(run, [(seq, Accepted())])
    ledger.settle(run, [(4, Refused(("no",)))])
    ledger.finish(run, 1.0, complete=True)
    assert figures(ledger).delay == 20.0
    sent(ledger, row(7), run=replace(UPLOAD, source="another", file_changed_at=0.0))  # of no concern
    assert figures(ledger).delay == 20.0


def test_the_last_visit_is_told_and_the_last_that_took_the_file(ledger: FakeLedger, clock: Clock) -> None:
    nothing = figures(ledger)
    assert (nothing.latest, nothing.last, nothing.summary) == (None, None, None)
    run = sent(ledger, row(0), blocked(1))
    good = visit(ledger, clock, VisitEnd.SYNCED, run=run)
    clock.now += 60
    waits = visit(ledger, clock, VisitEnd.WAITS, WaitCode.EMPTY)
    told = figures(ledger)
    assert (told.latest, told.last) == (waits, good)
    assert told.summary is not None
    assert (told.summary.run, told.summary.created, told.summary.blocked) == (run, 1, 1)


def test_the_month_and_the_listings_on_the_portal(ledger: FakeLedger, clock: Clock) -> None:
    ledger.keep_quota(7, 50)
    sent(ledger, row(0), row(1), answers={0: Accepted(status="active"), 1: Accepted(status="draft")})
    monitor = monitor_of(ledger, ACCOUNT, [SOURCE], NOON)
    assert (monitor.used, monitor.limit, monitor.quota_at) == (7, 50, clock.now - 0)
    assert monitor.on_portal == {"active": 1, "draft": 1}


# needs ----------------------------------------------------------------------------------------------------------------
def test_all_is_well(ledger: FakeLedger, clock: Clock) -> None:
    run = sent(ledger, row(0), row(1, Action.NONE))
    visit(ledger, clock, VisitEnd.SYNCED, run=run)
    assert needs(ledger) == []


def test_rows_to_fix_until_a_retry_or_the_next_file_brings_them_through(ledger: FakeLedger, clock: Clock) -> None:
    run = sent(ledger, row(0), row(1), blocked(2), row(3), answers={0: Refused(("no",)), 1: Refused(("no",))})
    (need,) = figures(ledger).needs
    assert need == Need(NeedCode.TO_FIX, SOURCE, {"count": 3, "causes": 2}, run)
    again = NewRun(ACCOUNT, RunKind.RETRY, SOURCE, "a.xlsx", parent=run)
    sent(ledger, row(0), blocked(2), run=again)
    assert figures(ledger).needs[0].params == {"count": 2, "causes": 2}
    sent(ledger, row(0), row(1), row(2), row(3))
    assert needs(ledger) == []


def test_an_upload_that_was_taken_back_needs_nobody_until_that_is_undone(ledger: FakeLedger) -> None:
    run = sent(ledger, row(0), row(1), answers={0: Refused(("no",))})
    back = sent(ledger, hide(0, "CN-1"), run=NewRun(ACCOUNT, RunKind.UNDO, SOURCE, "a.xlsx", parent=run))
    assert needs(ledger) == []
    sent(ledger, update(0, a=1), run=NewRun(ACCOUNT, RunKind.UNDO, SOURCE, "a.xlsx", parent=back))
    assert needs(ledger) == [NeedCode.TO_FIX]


def test_held_listings_until_they_are_hidden_or_come_back(ledger: FakeLedger) -> None:
    sent(ledger, *(row(seq) for seq in range(5)))
    run = planned(ledger, update(0, a=1))
    ledger.set_hide_held(run, ["CN-1", "CN-2", "CN-3", "CN-4"])
    ledger.start(run)
    ledger.intend(run, [0])
    ledger.settle(run, [(0, Accepted())])
    ledger.finish(run, 1.0, complete=True)
    (need,) = figures(ledger).needs
    assert need == Need(NeedCode.HIDE_HELD, SOURCE, {"count": 4, "rows": 1, "before": 5}, run)
    sent(ledger, *(hide(n, f"CN-{n}") for n in (1, 2, 3)), run=replace(UPLOAD, kind=RunKind.RETRY, parent=run))
    assert figures(ledger).needs[0].params["count"] == 1
    sent(ledger, update(0, a=2), row(4, Action.NONE))  # a file that has it again
    assert needs(ledger) == []


def test_a_run_that_did_not_end_until_it_does(ledger: FakeLedger) -> None:
    run = started(ledger, row(0), row(1))
    ledger.intend(run, [0])
    ledger.settle(run, [(0, Lost())])
    ledger.finish(run, 1.0, complete=False)
    (need,) = figures(ledger).needs
    assert need == Need(NeedCode.INTERRUPTED, SOURCE, {"count": 2}, run)
    ledger.start(run)
    ledger.intend(run, [0, 1])
    ledger.settle(run, [(0, Accepted()), (1, Accepted())])
    ledger.finish(run, 1.0, complete=True)
    assert needs(ledger) == []


def test_a_file_that_waits_until_it_is_taken(ledger: FakeLedger, clock: Clock) -> None:
    waits = visit(ledger, clock, VisitEnd.WAITS, WaitCode.MISSING)
    (need,) = figures(ledger).needs
    assert need == Need(NeedCode.WAITS, SOURCE, {"folder": "/files", "code": "missing"}, visit=waits)
    clock.now += 60
    visit(ledger, clock, VisitEnd.SAME)
    assert needs(ledger) == []


def test_a_file_that_is_being_written_needs_nobody(ledger: FakeLedger, clock: Clock) -> None:
    visit(ledger, clock, VisitEnd.WAITS, WaitCode.STILL_WRITTEN)
    assert needs(ledger) == []


def test_a_failure_until_something_of_the_source_went_well_since(ledger: FakeLedger, clock: Clock) -> None:
    visit(ledger, clock, VisitEnd.FAILED, Code.UNREACHABLE)
    assert needs(ledger) == [NeedCode.FAILED]
    clock.now += 60
    sent(ledger, row(0), run=replace(UPLOAD, source="another"))
    assert needs(ledger) == [NeedCode.FAILED]
    sent(ledger, row(0))  # by hand, in the wizard
    assert needs(ledger) == []


def test_a_refused_key_until_the_account_is_answered_again(ledger: FakeLedger, clock: Clock) -> None:
    visit(ledger, clock, VisitEnd.FAILED, Code.KEY_INVALID)
    assert needs(ledger) == [NeedCode.KEY_REFUSED]
    clock.now += 60
    sent(ledger, row(0), run=replace(UPLOAD, source="another"))  # with the new key
    assert needs(ledger) == []


def test_listings_that_could_not_be_published_until_they_are(ledger: FakeLedger, clock: Clock) -> None:
    run = sent(ledger, row(0), row(1), answers={0: Accepted(job="7")})
    ledger.tell_job(run, 0, "7", JobNews(JobState.FAILED))
    (need,) = figures(ledger).needs
    assert need == Need(NeedCode.PUBLISH_FAILED, SOURCE, {"count": 1}, run)
    sent(ledger, update(0, a=1))
    assert needs(ledger) == []


def test_the_most_urgent_stands_first(ledger: FakeLedger, clock: Clock) -> None:
    run = sent(ledger, row(0), row(1), answers={0: Accepted(job="7"), 1: Refused(("no",))})
    ledger.tell_job(run, 0, "7", JobNews(JobState.FAILED))
    clock.now += 60
    visit(ledger, clock, VisitEnd.FAILED, Code.KEY_INVALID)
    assert needs(ledger) == [NeedCode.KEY_REFUSED, NeedCode.TO_FIX, NeedCode.PUBLISH_FAILED]


def test_a_key_refused_in_the_middle_of_a_sync_is_told(ledger: FakeLedger, clock: Clock) -> None:
    """What that sync had brought through before says nothing of the key."""
    begun = clock.now
    clock.now += 30
    run = sent(ledger, row(0))
    ledger.add_visit(Visit(SOURCE, begun, VisitEnd.FAILED, run, Reason(Code.KEY_INVALID)))
    assert needs(ledger) == [NeedCode.KEY_REFUSED]
