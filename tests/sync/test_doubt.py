"""In doubt where a write may not be repeated: looked up, else asked. And new listings whose row vanished meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from rentix_desktop.errors import Code
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Accepted, After, Later, Lost, Operation, Waiter
from rentix_desktop.sync.ledger import Ledger, LedgerRow, State
from rentix_desktop.sync.planning.plan import PlanOptions
from rentix_desktop.sync.progress import Summary
from rentix_desktop.sync.sending.doubt import Ask, Doubt, leave
from rentix_desktop.sync.sending.engine import Engine
from tests.fakes.destination import FakeDestination, failure
from tests.sync.runs import planned, records, send, upload

pytestmark = pytest.mark.usefixtures("_quick")

HIDE = PlanOptions(hide_missing=True, hide_confirmed=True)


@dataclass
class Knowing(FakeDestination):
    """Can be asked what became of a write; does not know of those in `forgetful`."""

    looked: list[str] = field(default_factory=list)
    forgetful: frozenset[str] = frozenset()
    failing: int = 0
    refusing: bool = False

    def look_up(self, operation: Operation, waiter: Waiter) -> Accepted | Later | Lost:
        self.looked.append(operation.external_id)
        if self.failing:
            self.failing -= 1
            raise failure()
        if self.refusing:
            raise failure(Code.REQUEST_REFUSED, After.REFUSE)
        if operation.external_id in self.forgetful:
            return Lost()
        has = self.portal.get(operation.external_id)
        there = has is not None and all(has.get(name) == value for name, value in operation.fields.items())
        return Accepted(portal_id="p") if there else Later()


def go(ledger: Ledger, portal: FakeDestination, run: int, ask: Ask = leave) -> Summary:
    return Engine(ledger, portal, RunControl(), ask=ask).run(run)


def lost_run(ledger: Ledger, portal: FakeDestination, count: int = 4) -> int:
    return planned(ledger, portal, records(count)).run


def test_what_was_applied_is_found_and_not_sent_again(ledger: Ledger) -> None:
    portal = Knowing(repeatable=False, lose_after_applying=frozenset({0}))
    summary = go(ledger, portal, lost_run(ledger, portal, 150))
    assert (summary.created, summary.in_doubt, summary.requests) == (150, 0, 2 + 100)
    assert portal.looked == [f"CN-{number}" for number in range(100)]
    assert set(portal.applied.values()) == {1}


def test_what_was_not_applied_is_sent_then(ledger: Ledger) -> None:
    portal = Knowing(repeatable=False, script=lambda _, n: failure(maybe_applied=True) if n == 0 else None)
    summary = go(ledger, portal, lost_run(ledger, portal))
    assert (summary.created, summary.in_doubt) == (4, 0)
    assert set(portal.applied.values()) == {1}


def test_a_look_that_fails_is_tried_again(ledger: Ledger) -> None:
    portal = Knowing(repeatable=False, lose_after_applying=frozenset({0}), failing=3)
    summary = go(ledger, portal, lost_run(ledger, portal))
    assert (summary.created, summary.in_doubt) == (4, 0)
    assert len(portal.requests) == 1


@pytest.mark.parametrize("portal", [FakeDestination, lambda **more: Knowing(refusing=True, **more)], ids=["mute", "no"])
def test_where_looking_does_not_tell_a_person_is_asked(ledger: Ledger, portal: type[FakeDestination]) -> None:
    made = portal(repeatable=False, lose_after_applying=frozenset({0}))
    said = {"CN-0": Doubt.THERE, "CN-1": Doubt.LEAVE, "CN-2": Doubt.AGAIN, "CN-3": Doubt.THERE}
    asked: list[str] = []

    def ask(row: LedgerRow) -> Doubt:
        assert row.state is State.IN_DOUBT
        asked.append(row.planned.external_id)
        return said[row.planned.external_id]

    run = lost_run(ledger, made)
    summary = go(ledger, made, run, ask)
    assert asked == list(said)
    assert (summary.created, summary.in_doubt, summary.total) == (3, 1, 4)
    assert made.applied == {"CN-0": 1, "CN-1": 1, "CN-2": 2, "CN-3": 1}
    left = ledger.interrupted()
    assert left is not None
    summary = go(ledger, made, run, lambda _: Doubt.THERE)
    assert (summary.created, summary.in_doubt) == (4, 0)
    assert made.applied["CN-1"] == 1


def test_only_what_the_service_does_not_know_is_asked_of_a_person(ledger: Ledger) -> None:
    portal = Knowing(repeatable=False, lose_after_applying=frozenset({0}), forgetful=frozenset({"CN-2"}))
    asked: list[str] = []

    def ask(row: LedgerRow) -> Doubt:
        asked.append(row.planned.external_id)
        return Doubt.THERE

    assert go(ledger, portal, lost_run(ledger, portal), ask).created == 4
    assert asked == ["CN-2"]


def test_a_program_that_died_is_looked_up_the_same_way(ledger: Ledger) -> None:
    portal = Knowing(repeatable=False)
    run = lost_run(ledger, portal)
    ledger.start(run)
    ledger.intend(run, [0, 1])
    portal.portal["CN-1"] = dict(records(2)[1])
    summary = go(ledger, portal, run)
    assert (summary.created, summary.in_doubt) == (4, 0)
    assert portal.applied == {"CN-0": 1, "CN-2": 1, "CN-3": 1}


def test_a_refused_key_ends_the_looking(ledger: Ledger) -> None:
    class Locked(Knowing):
        def look_up(self, operation: Operation, waiter: Waiter) -> Accepted | Later | Lost:
            raise failure(Code.KEY_INVALID, After.STOP)

    portal = Locked(repeatable=False, lose_after_applying=frozenset({0}))
    summary = go(ledger, portal, lost_run(ledger, portal))
    assert summary.stopped is not None
    assert (summary.stopped.code, summary.in_doubt) == (Code.KEY_INVALID, 4)


# gone from the file before it was known whether it is there -----------------------------------------------------------
def unanswered(ledger: Ledger, portal: FakeDestination, *, applied: bool) -> int:
    """A run of three new listings whose one request is lost, and that could not go on."""
    patience = 0.0
    portal.lose_after_applying = frozenset({0}) if applied else frozenset()
    portal.script = lambda _, n: None if applied or n else failure(maybe_applied=True)
    run = planned(ledger, portal, records(3)).run
    summary = send(ledger, portal, run, patience=patience)
    assert summary.in_doubt == 3
    portal.lose_after_applying = frozenset()
    portal.script = lambda _request, _number: None
    return run


def test_after_a_resume_it_counts_as_vanished(ledger: Ledger) -> None:
    portal = FakeDestination()
    run = unanswered(ledger, portal, applied=True)
    assert send(ledger, portal, run).created == 3  # sent as it was planned, whatever the file holds now
    forecast = planned(ledger, portal, records(2), HIDE)
    assert (forecast.hide, forecast.unchanged) == (1, 2)
    assert send(ledger, portal, forecast.run).hidden == 1
    assert portal.portal["CN-2"]["announcementStatus"] == "hidden"


@pytest.mark.parametrize("applied", [True, False])
def test_without_a_resume_it_is_looked_up(ledger: Ledger, applied: bool) -> None:
    portal = Knowing()
    unanswered(ledger, portal, applied=applied)
    forecast = planned(ledger, portal, records(2), HIDE)
    assert portal.looked == ["CN-2"]
    assert (forecast.create, forecast.hide) == (2, int(applied))
    summary = send(ledger, portal, forecast.run)
    assert (summary.hidden, summary.created + summary.updated) == (int(applied), 2)
    assert ("CN-2" in portal.portal) is applied
    if applied:
        assert portal.portal["CN-2"]["announcementStatus"] == "hidden"
    portal.looked.clear()
    again = planned(ledger, portal, records(2), HIDE)
    assert (portal.looked, again.hide, again.unchanged) == ([], 0, 2)  # it is known now


def test_until_the_service_tells_it_is_not_forgotten(ledger: Ledger) -> None:
    portal = Knowing(failing=1)
    unanswered(ledger, portal, applied=True)
    assert planned(ledger, portal, records(2), HIDE).hide == 0
    assert upload(ledger, portal, records(2)).total == 2  # and nothing is hidden that nobody asked to be
    assert planned(ledger, portal, records(2), HIDE).hide == 1


def test_a_row_that_comes_back_needs_no_look(ledger: Ledger) -> None:
    portal = Knowing()
    unanswered(ledger, portal, applied=True)
    forecast = planned(ledger, portal, records(3), HIDE)
    assert (forecast.create, forecast.hide, portal.looked) == (3, 0, [])
    assert send(ledger, portal, forecast.run).created == 3  # as the forecast said
    assert ledger.maybe_there(ledger.run(forecast.run).source) == []


def test_the_brake_counts_what_was_found(ledger: Ledger) -> None:
    portal = Knowing()
    unanswered(ledger, portal, applied=True)
    forecast = planned(ledger, portal, records(1, first=50), PlanOptions(hide_missing=True))
    assert (forecast.hide, forecast.hide_held) == (0, 3)
