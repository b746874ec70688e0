"""A kept file some of whose listings are being linked: a turn sends the others, and never links by itself."""

from __future__ import annotations

from rentix_desktop.sync.destination import Accepted, Lost
from rentix_desktop.sync.ledger import Action, NewRun, PlannedRow, RunKind
from rentix_desktop.sync.sources.book import VisitEnd
from rentix_desktop.sync.sources.monitor import NeedCode, monitor_of
from rentix_desktop.sync.sources.times import now_here
from tests.fakes.ledger import ACCOUNT
from tests.sync.sources.turns import Desk, row, rows

PRICE = "announcementValue"


def links(desk: Desk, *names: str, source: str | None = None, dies: bool = False) -> int:
    """A run of links that was stopped before it had sent any, or was killed."""
    with desk.ledger() as ledger:
        run = ledger.begin(NewRun(ACCOUNT, RunKind.LINK, source or desk.source.ledger_name, "Export.csv"))
        there = [PlannedRow(n, n, n + 2, name, Action.LINK, {}, portal_id=f"9{n}") for n, name in enumerate(names)]
        ledger.add_rows(run, there)
        ledger.start(run)
        if not dies:
            ledger.finish(run, 0.0, complete=False)
    return run


def linked(desk: Desk, run: int, count: int) -> None:
    with desk.ledger() as ledger:
        ledger.start(run)
        ledger.intend(run, range(count))
        ledger.settle(run, [(seq, Accepted()) for seq in range(count)])
        ledger.finish(run, 0.0, complete=True)


def needs(desk: Desk) -> list[tuple[NeedCode, object, int | None]]:
    with desk.ledger() as ledger:
        found = monitor_of(ledger, ACCOUNT, [desk.source.ledger_name], now_here()).needs
    return [(need.code, need.params.get("count"), need.run) for need in found]


def test_the_others_are_sent_and_a_person_is_told(desk: Desk) -> None:
    run = links(desk, "CN-0", "CN-1")
    desk.export(rows(5))
    first = desk.turn()
    assert [name for name, _ in desk.service.taken()] == ["CN-2", "CN-3", "CN-4"]
    assert first.summary is not None
    assert (first.summary.created, first.summary.blocked, first.summary.total) == (3, 2, 5)
    assert needs(desk) == [(NeedCode.LINKS_LEFT, 2, run)]


def test_a_killed_run_of_links_is_not_gone_on_with_by_itself(desk: Desk) -> None:
    links(desk, "CN-0", dies=True)
    desk.export(rows(2))
    desk.turn()
    assert [name for name, _ in desk.service.taken()] == ["CN-1"]
    with desk.ledger() as ledger:
        assert ledger.unsettled_links() == {"CN-0"}


def test_as_long_as_they_wait_there_is_no_run_after_the_other(desk: Desk) -> None:
    links(desk, "CN-0")
    desk.export(rows(3))
    first = desk.turn()
    for _ in range(2):
        again = desk.turn()
        assert (again.visit.end, again.visit.run) == (VisitEnd.SAME, first.visit.run)
    desk.export([*rows(2), row(2, price="7")])
    desk.service.taken()
    desk.turn()
    assert desk.service.taken() == [("CN-2", {PRICE: 7})]
    with desk.ledger() as ledger:
        assert len(ledger.runs()) == 3


def test_once_the_links_are_through_the_same_file_changes_what_waited(desk: Desk) -> None:
    run = links(desk, "CN-0", "CN-1")
    desk.export(rows(5))
    desk.turn()
    desk.service.taken()
    desk.service.portal.update({"CN-0": {}, "CN-1": {}})
    linked(desk, run, 2)
    assert needs(desk) == []
    after = desk.turn()
    assert sorted(name for name, _ in desk.service.taken()) == ["CN-0", "CN-1"]
    assert after.summary is not None
    assert (after.summary.created, after.summary.updated) == (0, 2)
    assert desk.turn().visit.end is VisitEnd.SAME


def test_once_the_links_are_given_up_the_same_file_makes_what_waited(desk: Desk) -> None:
    run = links(desk, "CN-0")
    desk.export(rows(2))
    desk.turn()
    desk.service.taken()
    with desk.ledger() as ledger:
        ledger.leave_links(run)
    after = desk.turn()
    assert [name for name, _ in desk.service.taken()] == ["CN-0"]
    assert after.summary is not None
    assert after.summary.created == 1


def test_links_of_another_file_that_hold_its_rows_are_told_of(desk: Desk) -> None:
    run = links(desk, "CN-0", source="/files/by-hand.xlsx")
    assert needs(desk) == []
    desk.export(rows(2))
    desk.turn()
    assert needs(desk) == [(NeedCode.LINKS_LEFT, 1, run)]


def test_links_being_taken_off_of_rows_that_did_not_change_are_told_of(desk: Desk) -> None:
    desk.export(rows(3))
    desk.turn()
    with desk.ledger() as ledger:
        run = ledger.begin(NewRun(ACCOUNT, RunKind.LINK, "", ""))
        ledger.add_rows(run, [PlannedRow(0, 0, None, "CN-1", Action.UNLINK, {}, portal_id="91")])
        ledger.start(run)
        ledger.intend(run, [0])
        ledger.settle(run, [(0, Lost())])
        ledger.finish(run, 0.0, complete=False)
    assert needs(desk) == [(NeedCode.LINKS_LEFT, 1, run)]
    desk.turn()
    assert needs(desk) == [(NeedCode.LINKS_LEFT, 1, run)]
    linked(desk, run, 1)
    assert needs(desk) == []
