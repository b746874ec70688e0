"""Agents of a file and accounts of the portal, over real HTTP, down to the listings that then carry them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from rentix_desktop.catalog.fields import Record
from rentix_desktop.demo.options import DemoOptions
from rentix_desktop.errors import AppError, Code
from rentix_desktop.linking.people.pairing import pair_of
from rentix_desktop.linking.people.staff import (
    agents_of,
    can_be_created,
    change_person,
    create_people,
    forget_agents,
    link_people,
    staff_of,
    unlink_people,
)
from rentix_desktop.mapping.model import Level
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Accepted
from rentix_desktop.sync.people import Part
from tests.fakes.catalogue import CATALOGUE
from tests.fakes.destination import FakeDestination
from tests.fakes.ledger import FakeLedger
from tests.proofs.world import Office, Portal, office, open_portal
from tests.sync.runs import mapped, planned

TEXTS = ("Sandu Ion, 000/0012", "Elena Lupan", "A-1", "Petru Rusu +373 79 123 456", "cineva")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[tuple[Office, Portal]]:
    with contextlib.ExitStack() as stack:
        portal = stack.enter_context(open_portal(DemoOptions(limits="off", faults=True, job_seconds=0.0)))
        yield stack.enter_context(office(tmp_path, portal)), portal


def records(*texts: str) -> list[Record]:
    return [{"externalId": f"CN-{n}", "user": {"externalUserId": text}} for n, text in enumerate(texts)]


def test_the_texts_of_the_agent_column_are_counted() -> None:
    rows = mapped([*records("Ion", "Elena", "Ion"), {"externalId": "CN-9"}])
    assert agents_of(rows, CATALOGUE) == {"Ion": 2, "Elena": 1}


def test_from_the_file_to_the_listing(desk: tuple[Office, Portal]) -> None:
    ours, _ = desk
    control = RunControl()
    texts = agents_of(mapped(records("Elena Lupan", "Ion Sandu", "Ion Sandu", "Petru Rusu +373 79 123 456")), CATALOGUE)
    staff = staff_of(ours.destination, texts, ours.ledger, control)
    sure = staff.pairing.of(Level.SURE)
    assert [(staff.people[pair.portal_id].name, pair.agent.external_id) for pair in sure] == [
        ("Ion Sandu", "Ion Sandu")
    ]
    assert [agent.said.shown_name for agent in staff.pairing.agents_alone] == ["Petru Rusu"]
    outcomes = link_people(ours.destination, sure, staff.people, ours.ledger, control)
    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    assert ours.ledger.agents() == {"elena lupan": "A-1", "ion sandu": "Ion Sandu"}  # she was linked before
    forecast = planned(ours.ledger, ours.destination, records("ION SANDU", "Petru Rusu +373 79 123 456"))
    assert (forecast.create, forecast.warned) == (2, 1)
    ours.send(forecast.run)
    (page,) = ours.destination.list_listings(control)
    assert {each.external_id: each.user.name if each.user else None for each in page.listings} == {
        "CN-0": "Ion Sandu",
        "CN-1": None,
    }


def test_an_account_that_is_linked_already_is_remembered(desk: tuple[Office, Portal]) -> None:
    ours, _ = desk
    staff = staff_of(ours.destination, {"A-1": 3}, ours.ledger, RunControl())
    assert [staff.people[each].external_id for each in staff.pairing.linked] == ["A-1"]
    assert ours.ledger.agents() == {"a 1": "A-1"}


def test_accounts_are_made_only_when_asked_and_links_are_taken_off(desk: tuple[Office, Portal]) -> None:
    ours, _ = desk
    control = RunControl()
    texts = {"Petru Rusu +373 79 123 456": 2, "Vera": 1}
    staff = staff_of(ours.destination, texts, ours.ledger, control)
    able = [agent for agent in staff.pairing.agents_alone if can_be_created(agent)]
    assert [agent.said.shown_name for agent in able] == ["Petru Rusu"]
    assert len(ours.destination.list_people(control)) == 3
    (made,) = create_people(ours.destination, able, ours.ledger, control)
    assert isinstance(made, Accepted)
    (petru,) = (each for each in ours.destination.list_people(control) if each.name == "Petru Rusu")
    assert petru.phone == "+37379123456"
    changed = change_person(ours.destination, petru, {Part.INSTAGRAM: "https://instagram.com/petru"}, control)
    assert isinstance(changed, Accepted)
    assert len(ours.ledger.agents()) == 1
    (gone,) = unlink_people(ours.destination, [petru], ours.ledger, control)
    assert isinstance(gone, Accepted)
    assert ours.ledger.agents() == {}
    after = {each.name: each for each in ours.destination.list_people(control)}
    assert (after["Petru Rusu"].external_id, after["Petru Rusu"].profile.sites[Part.INSTAGRAM]) == (
        None,
        "https://instagram.com/petru",
    )


def test_spellings_of_one_person_are_one_account_with_one_id(desk: tuple[Office, Portal]) -> None:
    ours, _ = desk
    control = RunControl()
    texts = {"Ion Sandu": 8, "Sandu I. 0000 0012": 7, "Ionel de la birou": 1}
    staff = staff_of(ours.destination, texts, ours.ledger, control)
    (ion,) = (each for each in staff.people.values() if each.name == "Ion Sandu")
    by_hand = [pair_of(ion, agent) for agent in staff.pairing.agents_alone]
    outcomes = link_people(
        ours.destination, [*staff.pairing.of(Level.SURE), *by_hand], staff.people, ours.ledger, control
    )
    assert [type(outcome) for outcome in outcomes] == [Accepted] * 3
    after = staff_of(ours.destination, texts, ours.ledger, control)
    assert after.people[ion.portal_id].external_id == "+37300000012"  # a phone stays, names are spelt in many ways
    assert {agent.texts[0][0] for agent in after.pairing.linked[ion.portal_id]} == texts.keys()
    assert after.rows == {ion.portal_id: 16}
    assert (after.pairing.pairs, after.pairing.agents_alone, after.learned) == ((), (), False)
    tomorrow = planned(ours.ledger, ours.destination, records("I. Sandu, tel. 0000-0012", "IONEL de la Birou", "Ionel"))
    assert (tomorrow.create, tomorrow.warned) == (3, 1)


def test_a_spelling_that_a_person_took_off_stays_off_until_it_is_linked_again(desk: tuple[Office, Portal]) -> None:
    ours, _ = desk
    control = RunControl()
    texts = {"A-1": 3, "Elena Lupan": 2}
    staff = staff_of(ours.destination, texts, ours.ledger, control)
    (elena,) = staff.pairing.linked
    code, name = staff.pairing.linked[elena]
    assert (code.external_id, name.external_id, staff.rows) == ("A-1", "Elena Lupan", {elena: 5})
    forget_agents([name], ours.ledger)
    after = staff_of(ours.destination, texts, ours.ledger, control)
    assert (after.pairing.linked, after.pairing.agents_alone, after.rows) == ({elena: (code,)}, (name,), {elena: 3})
    assert planned(ours.ledger, ours.destination, records("A-1", "Elena Lupan")).warned == 1
    link_people(ours.destination, [pair_of(after.people[elena], name)], after.people, ours.ledger, control)
    assert staff_of(ours.destination, texts, ours.ledger, control).rows == {elena: 5}


def test_a_service_without_people_says_so() -> None:
    with pytest.raises(AppError) as caught:
        staff_of(FakeDestination(), {}, FakeLedger(), RunControl())
    assert caught.value.code is Code.CANNOT_BE_ASKED
