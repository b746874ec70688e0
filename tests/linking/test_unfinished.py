"""Links that a person accepted and that did not get through: their rows are never sent as new listings meanwhile."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rentix_desktop.catalog.fields import Record
from rentix_desktop.catalog.problems import Problem, ProblemCode
from rentix_desktop.linking.runs import Link, give_up, plan_links, plan_unlinks
from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Accepted, DestinationError, Lost, Op, Operation, PortalListing, Refused
from rentix_desktop.sync.ledger import Action, NewRun, PlannedRow, RunKind, State
from rentix_desktop.sync.planning.foreseen import Number, count, foreseen
from rentix_desktop.sync.planning.plan import PlanOptions, plan
from rentix_desktop.sync.progress import Forecast, Summary
from rentix_desktop.sync.repair.repair import plan_retry
from rentix_desktop.sync.sending.engine import Engine
from rentix_desktop.sync.steps import resume
from tests.destinations.conftest import NoWaiting
from tests.fakes.catalogue import CATALOGUE
from tests.fakes.destination import FakeDestination
from tests.fakes.ledger import ACCOUNT, FakeLedger
from tests.linking.by_hand import FIELDS, typed_in
from tests.linking.killed_links import TOGETHER
from tests.proofs.world import Office, Portal, office
from tests.sync.runs import mapped, send

SOURCE = "/files/a.xlsx"
ROOT = Path(__file__).parents[2]


def links(desk: Office, listings: Sequence[PortalListing]) -> int:
    """A run that links each with the row of its number, started and not ended."""
    wanted = [Link(listing, f"CN-{n}", n, n + 2) for n, listing in enumerate(listings)]
    run = plan_links(wanted, desk.ledger, CATALOGUE, desk.destination, desk.account, SOURCE, "a.xlsx").run
    desk.ledger.start(run)
    return run


def stop(desk: Office, run: int) -> None:
    desk.ledger.finish(run, 0.0, complete=False)


def rows(count: int, price: int = 49_000) -> list[Record]:
    return [{"externalId": f"CN-{n}", **FIELDS, "announcementValue": price} for n in range(count)]


def planned(desk: Office, count: int, options: PlanOptions | None = None) -> Forecast:
    upload = NewRun(desk.account, RunKind.UPLOAD, SOURCE, "a.xlsx")
    return plan(mapped(rows(count)), desk.ledger, CATALOGUE, desk.destination, upload, options)


def on_portal(portal: Portal) -> list[str | None]:
    return [listing["externalId"] for listing in portal.state()["listings"]]


# what is planned -------------------------------------------------------------------------------------------------------
def test_rows_whose_links_were_not_sent_wait_and_the_others_go(desk: Office, portal: Portal) -> None:
    stop(desk, links(desk, typed_in(desk, 2)))
    forecast = planned(desk, 4)
    assert (forecast.total, forecast.create, forecast.update, forecast.blocked, forecast.waiting) == (4, 2, 0, 2, 2)
    waiting = [found.row for _, found in foreseen(desk.ledger, forecast, Number.WAITING)]
    assert [row.external_id for row in waiting] == ["CN-0", "CN-1"]
    assert {problem.code for row in waiting for problem in row.problems} == {ProblemCode.LINK_UNSETTLED}
    assert (count(forecast, Number.WAITING), count(forecast, Number.BLOCKED)) == (2, 0)
    assert list(foreseen(desk.ledger, forecast, Number.BLOCKED)) == []
    summary = desk.send(forecast.run)
    assert (summary.created, summary.blocked, summary.not_sent) == (2, 2, 0)
    assert on_portal(portal) == [None, None, "CN-2", "CN-3"]


def test_what_waits_is_no_error_of_the_file(desk: Office) -> None:
    stop(desk, links(desk, typed_in(desk, 1)))
    run = planned(desk, 2).run
    desk.send(run)
    assert desk.ledger.failing(run) == []


def test_once_the_links_are_through_the_rows_are_changes(desk: Office, portal: Portal) -> None:
    stop(desk, links(desk, typed_in(desk, 2)))
    desk.send(planned(desk, 2).run)
    summary = resume(Engine(desk.ledger, desk.destination, RunControl()), desk.ledger)
    assert (summary.total, summary.updated) == (2, 2)
    forecast = planned(desk, 2)
    assert (forecast.create, forecast.update, forecast.waiting) == (0, 2, 0)
    desk.send(forecast.run)
    assert on_portal(portal) == ["CN-0", "CN-1"]


def test_what_waited_can_be_sent_from_the_results_once_the_links_are_through(desk: Office, portal: Portal) -> None:
    stop(desk, links(desk, typed_in(desk, 1)))
    upload = planned(desk, 2).run
    desk.send(upload)
    too_early = plan_retry(desk.ledger, upload, (), CATALOGUE, desk.destination)
    assert (too_early.create, too_early.waiting) == (0, 1)
    resume(Engine(desk.ledger, desk.destination, RunControl()), desk.ledger)
    again = plan_retry(desk.ledger, upload, (), CATALOGUE, desk.destination)
    assert (again.create, again.update, again.waiting) == (0, 1, 0)
    desk.send(again.run)
    assert on_portal(portal) == ["CN-0", "CN-1"]


def test_a_row_with_an_error_of_its_own_says_that(desk: Office) -> None:
    stop(desk, links(desk, typed_in(desk, 1)))
    upload = NewRun(desk.account, RunKind.UPLOAD, SOURCE, "a.xlsx")
    wrong = MappedRow(0, 2, rows(1)[0], (Problem("announcementValue", ProblemCode.NOT_A_NUMBER),))
    forecast = plan([wrong], desk.ledger, CATALOGUE, desk.destination, upload)
    assert (forecast.blocked, forecast.waiting) == (1, 0)


def test_a_listing_whose_link_may_be_off_is_neither_changed_nor_hidden(desk: Office, portal: Portal) -> None:
    listings = typed_in(desk, 5)
    desk.send(links(desk, listings))
    off = plan_unlinks(["CN-0"], desk.ledger, CATALOGUE, desk.destination, desk.account).run
    desk.ledger.start(off)
    desk.ledger.intend(off, [0])
    desk.ledger.settle(off, [(0, Lost())])
    stop(desk, off)
    forecast = planned(desk, 5)
    assert (forecast.update, forecast.waiting) == (4, 1)
    upload = NewRun(desk.account, RunKind.UPLOAD, SOURCE, "a.xlsx")
    without = mapped(rows(5)[1:])
    forecast = plan(without, desk.ledger, CATALOGUE, desk.destination, upload, PlanOptions(hide_missing=True))
    assert (forecast.hide, forecast.hide_held) == (0, 0)
    assert len(on_portal(portal)) == 5


def test_an_upload_that_was_stopped_before_does_not_make_what_is_being_linked_now(desk: Office, portal: Portal) -> None:
    listings = typed_in(desk, 1)
    upload = planned(desk, 2).run
    desk.ledger.start(upload)
    stop(desk, upload)
    run = links(desk, listings)
    stop(desk, run)
    summary = desk.send(upload)
    assert (summary.created, summary.not_sent) == (1, 1)
    assert on_portal(portal) == [None, "CN-1"]
    left = desk.ledger.interrupted()
    assert left is not None
    assert left.id == run  # first
    desk.send(run)
    assert desk.send(upload).not_sent == 0
    assert on_portal(portal) == ["CN-0", "CN-1"]


# giving up ---------------------------------------------------------------------------------------------------------------
def test_links_that_are_given_up_hold_nothing_back(desk: Office, portal: Portal) -> None:
    run = links(desk, typed_in(desk, 3))
    stop(desk, run)
    assert give_up(desk.ledger, run, desk.destination, RunControl()) == 3
    assert desk.ledger.interrupted() is None
    assert {row.state for row in desk.ledger.rows(run)} == {State.SKIPPED}
    forecast = planned(desk, 3)
    assert (forecast.create, forecast.waiting) == (3, 0)
    assert on_portal(portal) == [None] * 3


def test_of_links_in_doubt_the_portal_is_asked_before_they_are_given_up(desk: Office, portal: Portal) -> None:
    listings = typed_in(desk, 3)
    run = links(desk, listings)
    desk.ledger.intend(run, [0, 1])
    there = Operation(Op.LINK, "CN-0", portal_id=listings[0].portal_id)
    assert isinstance(desk.destination.send([there], NoWaiting())[0], Accepted)
    desk.ledger.settle(run, [(0, Lost()), (1, Lost())])
    stop(desk, run)
    assert give_up(desk.ledger, run, desk.destination, RunControl()) == 2
    assert [row.state for row in desk.ledger.rows(run)] == [State.ACCEPTED, State.SKIPPED, State.SKIPPED]
    forecast = planned(desk, 3)
    assert (forecast.create, forecast.update, forecast.waiting) == (2, 1, 0)
    assert on_portal(portal) == ["CN-0", None, None]


def test_where_the_portal_cannot_be_asked_only_what_was_not_sent_is_given_up(desk: Office, portal: Portal) -> None:
    run = links(desk, typed_in(desk, 2))
    desk.ledger.intend(run, [0])
    desk.ledger.settle(run, [(0, Lost())])
    stop(desk, run)
    portal.faults([{"kind": "drop", "times": 99}])
    with pytest.raises(DestinationError):
        give_up(desk.ledger, run, desk.destination, RunControl())
    portal.faults([])
    assert (planned(desk, 2).create, planned(desk, 2).waiting) == (1, 1)
    assert give_up(desk.ledger, run, desk.destination, RunControl()) == 1
    assert planned(desk, 2).create == 2


# killed ------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("last", ["sending", "answered"])
def test_a_program_killed_while_it_links_makes_no_doubles(
    desk: Office, portal: Portal, tmp_path: Path, last: str
) -> None:
    size = 3 * TOGETHER
    run = links(desk, typed_in(desk, size))
    stop(desk, run)
    desk.close()
    command = [sys.executable, "-m", "tests.linking.killed_links", str(desk.path.parent), portal.base_url, portal.key]
    with subprocess.Popen(
        [*command, str(run)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        said: list[str] = []
        while said.count(last) < 2:  # the first five are answered for; of the second five it is not on disk
            said.append(process.stdout.readline().decode().strip())
            if said.count(last) < 2:
                process.stdin.write(b"\n")
        process.kill()
    with office(desk.path.parent, portal) as again:
        forecast = planned(again, size + 1)
        assert forecast.create == 1
        assert forecast.update + forecast.waiting == size
        assert forecast.waiting >= TOGETHER
        again.send(forecast.run)
        assert len(on_portal(portal)) == size + 1
        resume(Engine(again.ledger, again.destination, RunControl()), again.ledger)
        rest = planned(again, size + 1)
        assert (rest.create, rest.waiting) == (0, 0)
        again.send(rest.run)
    assert sorted(map(str, on_portal(portal))) == sorted(f"CN-{n}" for n in range(size + 1))


# any ledger --------------------------------------------------------------------------------------------------------------
IDS = ("A", "B", "C", "D")
OUTCOMES = (None, "intent", Accepted(), Refused(("no",)), Refused((), explain=True), Lost())
RUNS = st.lists(
    st.tuples(
        st.sampled_from(["link", "unlink", "upload"]),
        st.lists(
            st.tuples(st.sampled_from(IDS), st.sampled_from(OUTCOMES)), max_size=4, unique_by=lambda each: each[0]
        ),
        st.sampled_from(["ends", "stops", "dies", "given up"]),
    ),
    max_size=4,
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(RUNS, st.booleans())
def test_no_plan_ever_makes_or_changes_what_is_being_linked(
    runs: list[tuple[str, list[tuple[str, object]], str]], hide: bool
) -> None:
    ledger, destination = FakeLedger(), FakeDestination()
    source = NewRun(ACCOUNT, RunKind.UPLOAD, SOURCE, "a.xlsx")
    for kind, items, end in runs:
        if kind == "upload":
            _send_some(ledger, destination, [name for name, _ in items])
        else:
            _link_some(ledger, Action(kind), items, end)
    unsettled = ledger.unsettled_links()
    record: list[Record] = [{"externalId": name, "announcementValue": 7} for name in IDS[1:]]
    forecast = plan(mapped(record), ledger, CATALOGUE, destination, source, PlanOptions(hide_missing=hide))
    going = {
        row.planned.external_id
        for row in ledger.planned(forecast.run, (Action.CREATE, Action.UPDATE, Action.HIDE), -1, 99)
    }
    assert not going & unsettled
    sizes = (forecast.create, forecast.update, forecast.unchanged, forecast.hide, forecast.blocked, forecast.skipped)
    assert sum(sizes) == forecast.total
    before = dict(destination.applied)
    summary: Summary = send(ledger, destination, forecast.run)
    assert summary.total == forecast.total
    assert not {name for name, times in destination.applied.items() if times != before.get(name)} & unsettled


def _send_some(ledger: FakeLedger, destination: FakeDestination, names: list[str]) -> None:
    source = NewRun(ACCOUNT, RunKind.UPLOAD, SOURCE, "a.xlsx")
    record: list[Record] = [{"externalId": name, "announcementValue": 5} for name in names]
    send(ledger, destination, plan(mapped(record), ledger, CATALOGUE, destination, source).run)


def _link_some(ledger: FakeLedger, action: Action, items: list[tuple[str, object]], end: str) -> None:
    run = ledger.begin(NewRun(ACCOUNT, RunKind.LINK, SOURCE, "a.xlsx"))
    found = [PlannedRow(n, n, n + 2, name, action, {}, portal_id=f"9{name}") for n, (name, _) in enumerate(items)]
    ledger.add_rows(run, found)
    ledger.start(run)
    for seq, (_, outcome) in enumerate(items):
        if outcome is not None:
            ledger.intend(run, [seq])
        if outcome not in (None, "intent"):
            ledger.settle(run, [(seq, outcome)])  # type: ignore[list-item]  # what is left of OUTCOMES
    if end == "dies":
        ledger.die()
        return
    states = {row.state for row in ledger.rows(run)}
    left = states & {State.READY, State.SENDING, State.IN_DOUBT} or ledger.counts(run).unexplained
    ledger.settle(run, [(seq, Lost()) for seq, (_, outcome) in enumerate(items) if outcome == "intent"])
    if end == "given up":
        ledger.leave_links(run)
    ledger.finish(run, 0.0, complete=not left)
