"""What is done to people while the portal is busy, fails or loses its answers, over real sockets: everything is done once,
and everybody is told of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rentix_desktop.errors import Code
from rentix_desktop.linking.people.agents import FileAgent, file_agents
from rentix_desktop.linking.people.pairing import pair_of
from rentix_desktop.linking.people.staff import change_person, create_people, link_people, unlink_people
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Accepted, DestinationError, Later, Outcome, PersonSeen, Refused, WaitReason
from rentix_desktop.sync.people import Part, WhyNot
from tests.proofs.world import Office, Portal, office, open_portal, short_waits

BUSY: dict[str, Any] = {"kind": "items", "path": "/users/bulk", "positions": [0]}
DROPPED: dict[str, Any] = {"kind": "drop", "path": "/users/bulk"}
DOWN: dict[str, Any] = {"kind": "status", "path": "/users/bulk", "status": 503}
WITHOUT_RESULTS: dict[str, Any] = {"kind": "results", "path": "/users/bulk", "change": "none"}
PASSING = [BUSY, DROPPED, DOWN, WITHOUT_RESULTS, {"kind": "cut", "path": "/users/bulk"}, DOWN | {"status": 429}]
NAMES = ["busy inside", "dropped", "down", "without results", "cut", "busy"]


class Waits:
    """Remembers for how long somebody waited, and does not."""

    def __init__(self) -> None:
        self.told: list[tuple[float, WaitReason]] = []

    def wait(self, seconds: float, why: WaitReason) -> None:
        self.told.append((seconds, why))


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    with open_portal() as running, short_waits():
        yield running


@pytest.fixture
def desk(portal: Portal, tmp_path: Path) -> Iterator[Office]:
    portal.reset()
    with office(tmp_path, portal) as made:
        yield made


def people_of(desk: Office) -> dict[str, PersonSeen]:
    return {each.name: each for each in desk.destination.list_people(RunControl())}


def agents(*texts: str) -> dict[str, FileAgent]:
    return {agent.texts[0][0]: agent for agent in file_agents(dict.fromkeys(texts, 1))}


def link(desk: Office, *names: str) -> tuple[Outcome, ...]:
    """Ion Sandu and Olga Morari have no link on the demo portal, Elena Lupan is A-1."""
    people, found = people_of(desk), agents(*names)
    pairs = [pair_of(people[name], found[name]) for name in names]
    return link_people(desk.destination, pairs, {p.portal_id: p for p in people.values()}, desk.ledger, RunControl())


def written(portal: Portal) -> list[Any]:
    return [each for each in portal.state()["log"] if each["method"] != "GET" and "/users" in each["path"]]


@pytest.mark.parametrize("fault", PASSING, ids=NAMES)
def test_links_are_made_once_whatever_passes_in_between(desk: Office, portal: Portal, fault: dict[str, Any]) -> None:
    portal.faults([fault])
    outcomes = link(desk, "Ion Sandu", "Olga Morari")
    assert all(isinstance(outcome, Accepted) for outcome in outcomes), outcomes
    assert {name: each.external_id for name, each in people_of(desk).items()} == {
        "Ion Sandu": "Ion Sandu",
        "Olga Morari": "Olga Morari",
        "Elena Lupan": "A-1",
    }
    assert desk.ledger.agents() == {"ion sandu": "Ion Sandu", "olga morari": "Olga Morari"}


@pytest.mark.parametrize("fault", PASSING, ids=NAMES)
def test_so_are_accounts_changes_and_links_taken_off(desk: Office, portal: Portal, fault: dict[str, Any]) -> None:
    link(desk, "Ion Sandu")
    portal.faults([fault])
    (made,) = create_people(desk.destination, tuple(agents("Petru Rusu 079123456").values()), desk.ledger, RunControl())
    assert isinstance(made, Accepted)
    portal.faults([fault])
    changed = change_person(desk.destination, people_of(desk)["Olga Morari"], {Part.NAME: "Olga M."}, RunControl())
    assert isinstance(changed, Accepted)
    portal.faults([fault])
    (gone,) = unlink_people(desk.destination, [people_of(desk)["Ion Sandu"]], desk.ledger, RunControl())
    assert isinstance(gone, Accepted)
    found = people_of(desk)
    assert sorted(found) == ["Elena Lupan", "Ion Sandu", "Olga M.", "Petru Rusu"]
    assert found["Ion Sandu"].external_id is None
    assert desk.ledger.agents() == {"petru rusu 079123456": "+37379123456"}


def test_a_lost_answer_is_looked_up_and_not_sent_again(desk: Office, portal: Portal) -> None:
    portal.faults([DROPPED])
    link(desk, "Ion Sandu")
    assert len(written(portal)) == 1


def test_it_waits_as_long_as_the_portal_asks_for(desk: Office, portal: Portal) -> None:
    portal.faults([DOWN | {"status": 429, "headers": {"Retry-After": "7"}}])
    waits, people = Waits(), people_of(desk)
    pair = pair_of(people["Ion Sandu"], agents("Ion Sandu")["Ion Sandu"])
    (outcome,) = link_people(desk.destination, [pair], {pair.portal_id: people["Ion Sandu"]}, desk.ledger, waits)
    assert isinstance(outcome, Accepted)
    assert any(6 <= seconds <= 8 for seconds, _ in waits.told)


def test_a_portal_that_stays_away_is_an_error_and_nothing_is_remembered(desk: Office, portal: Portal) -> None:
    portal.faults([DOWN | {"times": 99}])
    with pytest.raises(DestinationError) as caught:
        link(desk, "Ion Sandu")
    assert caught.value.code is Code.SERVER_ERROR
    assert desk.ledger.agents() == {}


def test_one_that_is_never_taken_does_not_hold_the_others_up(desk: Office, portal: Portal) -> None:
    portal.faults([BUSY | {"times": 99}])
    outcomes = link(desk, "Ion Sandu", "Olga Morari")
    assert isinstance(outcomes[0], Later)
    assert isinstance(outcomes[1], Accepted)
    assert desk.ledger.agents() == {"olga morari": "Olga Morari"}


def test_a_key_that_is_refused_in_between_ends_it_and_what_was_done_is_remembered(desk: Office, portal: Portal) -> None:
    portal.faults([BUSY, {"kind": "status", "path": "/users/bulk", "status": 401}])
    with pytest.raises(DestinationError) as caught:
        link(desk, "Ion Sandu", "Olga Morari")
    assert caught.value.code is Code.KEY_INVALID
    assert desk.ledger.agents() == {"olga morari": "Olga Morari"}


def test_where_each_goes_alone_what_was_done_stays_done(desk: Office, portal: Portal) -> None:
    alone = {"kind": "status", "path": "/users/bulk", "times": 99, "status": 404}
    second = {"kind": "status", "path": "/link", "skip": 1, "status": 429}
    portal.faults([alone, second])
    outcomes = link(desk, "Ion Sandu", "Olga Morari")
    assert all(isinstance(outcome, Accepted) for outcome in outcomes), outcomes
    assert [each["path"].rpartition("/users/")[2] for each in written(portal) if "/link" in each["path"]] == [
        "12/link",
        "13/link",
        "13/link",
    ]


def test_what_is_refused_as_a_whole_is_divided_down_to_who_is_to_blame(desk: Office, portal: Portal) -> None:
    too_large = {"kind": "status", "path": "/users/bulk", "times": 9, "status": 413, "holding": "Olga Morari"}
    portal.faults([too_large])
    outcomes = link(desk, "Ion Sandu", "Olga Morari")
    assert isinstance(outcomes[0], Accepted)
    assert isinstance(outcomes[1], Refused)


def test_a_refusal_is_said_once_and_with_what_it_means(desk: Office, portal: Portal) -> None:
    people = people_of(desk)
    pair = pair_of(people["Ion Sandu"], agents("A-1")["A-1"])
    (outcome,) = link_people(desk.destination, [pair], {pair.portal_id: people["Ion Sandu"]}, desk.ledger, RunControl())
    assert outcome == Refused(("External ID already linked",), why=WhyNot.CODE_TAKEN)
    assert len(written(portal)) == 1
