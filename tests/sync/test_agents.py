"""A listing's agent: known people are named as the portal takes them, and nobody else ever costs a listing."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from rentix_desktop.catalog.fields import Record
from rentix_desktop.catalog.problems import ProblemCode, Severity
from rentix_desktop.demo.options import DemoOptions
from rentix_desktop.errors import Cause, Code
from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.mapping.text import fold
from rentix_desktop.sync.agents import Agents, settle_form
from rentix_desktop.sync.books.agents import AgentForm
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import (
    Accepted,
    After,
    DestinationError,
    Op,
    Operation,
    Outcome,
    PersonSeen,
    Waiter,
)
from rentix_desktop.sync.ledger import Ledger
from rentix_desktop.sync.people import ProfileForm
from tests.fakes.catalogue import CATALOGUE
from tests.fakes.destination import FakeDestination
from tests.proofs.world import Office, Portal, office, open_portal
from tests.sync.runs import RUN, mapped, planned, send

ELENA = PersonSeen("11", "A-1", "Elena Lupan", "+37360000011")
ION = PersonSeen("12", None, "Ion Sandu", "+37360000012")


class Agency(FakeDestination):
    """Knows people; `takes` is the form in which a listing may name one, None = it does not tell."""

    profile_form = ProfileForm({}, (), 255)

    def __init__(self, people: Sequence[PersonSeen] | None, takes: AgentForm | None = AgentForm.EXTERNAL) -> None:
        super().__init__()
        self.people = people
        self.takes = takes
        self.people_asked = 0
        self.cannot_be_asked = False

    def list_people(self, waiter: Waiter) -> tuple[PersonSeen, ...]:
        self.people_asked += 1
        if self.people is None:
            raise DestinationError(Code.UNREACHABLE, Cause.UNREACHABLE, After.RETRY)
        return tuple(self.people)

    def send_people(self, operations: Sequence[Operation], waiter: Waiter) -> tuple[Outcome, ...]:
        raise NotImplementedError

    def takes_agent(self, person: PersonSeen, form: AgentForm, waiter: Waiter) -> bool | None:
        if self.cannot_be_asked:
            raise DestinationError(Code.CANNOT_BE_ASKED, Cause.USAGE, After.STOP)
        return None if self.takes is None else form is self.takes


def rows(*texts: str) -> list[MappedRow]:
    records: list[Record] = [{"externalId": f"CN-{n}"} for n in range(len(texts))]
    for record, text in zip(records, texts, strict=True):
        if text:
            record["user"] = {"externalUserId": text}
    return mapped(records)


def users(found: Sequence[MappedRow]) -> list[Any]:
    return [row.record.get("user") for row in found]


def test_an_id_of_the_portal_and_a_text_that_means_one_are_named(ledger: Ledger) -> None:
    agency = Agency([ELENA, ION])
    ledger.keep_agents({fold("Elena"): "A-1", fold("Ion"): "A-2"})  # A-2 is nobody's any more
    agents = Agents(ledger, agency, CATALOGUE)
    found = agents(rows("A-1", "ELENA", "", "Ion", "Vasile"))
    assert users(found) == [{"externalUserId": "A-1"}] * 2 + [None] * 3
    assert [[(p.code, p.severity, p.params["text"]) for p in row.problems] for row in found[3:]] == [
        [(ProblemCode.AGENT_UNKNOWN, Severity.WARNING, "Ion")],
        [(ProblemCode.AGENT_UNKNOWN, Severity.WARNING, "Vasile")],
    ]
    assert not any(row.problems for row in found[:3])
    agents(rows("A-1"))
    assert agency.people_asked == 1


def test_rows_that_name_nobody_cost_no_request(ledger: Ledger) -> None:
    agency = Agency([ELENA])
    assert users(Agents(ledger, agency, CATALOGUE)(rows("", ""))) == [None, None]
    assert agency.people_asked == 0


def test_where_nobody_can_be_asked_listings_go_without(ledger: Ledger) -> None:
    (found,) = Agents(ledger, Agency(None), CATALOGUE)(rows("A-1"))
    assert found.record == {"externalId": "CN-0"}
    assert [problem.code for problem in found.problems] == [ProblemCode.AGENT_UNKNOWN]
    assert ledger.agent_form() is None


def test_a_service_without_people_gets_what_the_file_says(ledger: Ledger) -> None:
    assert users(Agents(ledger, FakeDestination(), CATALOGUE)(rows("Ion"))) == [{"externalUserId": "Ion"}]


@pytest.mark.parametrize("takes", AgentForm)
def test_the_form_is_tried_once_and_remembered(ledger: Ledger, takes: AgentForm) -> None:
    agency = Agency([ELENA], takes)
    assert settle_form(agency, ELENA, RunControl()) is takes
    (found,) = Agents(ledger, agency, CATALOGUE)(rows("A-1"))
    number = {"id": "11"} if takes is AgentForm.NUMBER else {}
    assert found.record["user"] == {"externalUserId": "A-1", **number}
    assert ledger.agent_form() is takes
    agency.takes = None
    (again,) = Agents(ledger, agency, CATALOGUE)(rows("A-1"))
    assert again.record == found.record


@pytest.mark.parametrize("cannot_be_asked", [False, True])
def test_where_the_form_cannot_be_tried_it_stays_open(ledger: Ledger, cannot_be_asked: bool) -> None:
    agency = Agency([ELENA], None)
    agency.cannot_be_asked = cannot_be_asked
    assert users(Agents(ledger, agency, CATALOGUE)(rows("A-1"))) == [{"externalUserId": "A-1"}]
    assert ledger.agent_form() is None


def test_another_meaning_of_a_text_is_a_change_of_its_listings(ledger: Ledger) -> None:
    agency = Agency([ELENA, PersonSeen("13", "A-3")])
    ledger.keep_agents({"elena": "A-1"})
    send(ledger, agency, planned(ledger, agency, [row.record for row in rows("Elena", "")]).run)
    again = planned(ledger, agency, [row.record for row in rows("Elena", "")])
    assert (again.update, again.unchanged) == (0, 2)
    ledger.keep_prints(RUN.source, "m", [(b"0" * 16, "CN-0")])
    ledger.keep_agents({"elena": "A-3"})
    assert dict(ledger.prints(RUN.source)) == {}
    changed = planned(ledger, agency, [row.record for row in rows("Elena", "")])
    assert (changed.update, changed.changed_fields) == (1, {"user": 1})


# over real HTTP ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def desk(tmp_path: Path) -> Iterator[tuple[Office, Portal]]:
    with contextlib.ExitStack() as stack:
        portal = stack.enter_context(open_portal(DemoOptions(limits="off", faults=True, job_seconds=0.0)))
        yield stack.enter_context(office(tmp_path, portal)), portal


def test_on_the_portal_a_listing_has_its_agent_and_one_of_nobody_is_accepted_too(desk: tuple[Office, Portal]) -> None:
    ours, portal = desk
    assert ours.destination.list_people(RunControl())[0].external_id == "A-1"
    ours.ledger.keep_agents({"elena": "A-1"})
    forecast = planned(ours.ledger, ours.destination, [row.record for row in rows("Elena", "Vasile")])
    assert (forecast.create, forecast.warned, forecast.blocked) == (2, 1, 0)
    summary = ours.send(forecast.run)
    assert (summary.created, summary.refused) == (2, 0)
    listings = {each["externalId"]: each["id"] for each in portal.state()["listings"]}
    page = next(iter(ours.destination.list_listings(RunControl())))
    agents = {each.external_id: each.user.external_id if each.user else None for each in page.listings}
    assert agents == {"CN-0": "A-1", "CN-1": None}
    assert len(listings) == 2
    assert ours.ledger.agent_form() is AgentForm.EXTERNAL
    (number,) = ours.destination.send(
        [Operation(Op.UPSERT, "CN-1", {"user": {"externalUserId": "A-1", "id": "11"}})], RunControl()
    )
    assert isinstance(number, Accepted)
