"""What a person decides about agents and accounts before anything is linked."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from rentix_desktop.linking.people.agents import file_agents
from rentix_desktop.linking.people.choosing import Choosing, Contest, Standing, contest
from rentix_desktop.linking.people.pairing import pair_people
from rentix_desktop.linking.people.staff import Staff
from rentix_desktop.sync.destination import PersonSeen
from rentix_desktop.sync.people import ProfileForm

PEOPLE = (
    PersonSeen("1", "A-1", "Elena Lupan"),
    PersonSeen("2", None, "Ion Sandu"),
    PersonSeen("3", None, "Olga Morari"),
    PersonSeen("4", None, "Vera Ceban"),
)


def choosing(texts: Mapping[str, int], people: tuple[PersonSeen, ...] = PEOPLE) -> Choosing:
    return Choosing(staff(texts, people))


def staff(texts: Mapping[str, int], people: tuple[PersonSeen, ...] = PEOPLE) -> Staff:
    agents = file_agents(texts)
    by_id = {person.portal_id: person for person in people}
    return Staff(by_id, agents, pair_people(people, agents), ProfileForm({}, (), 255), {})


def standings(made: Choosing) -> dict[str, Standing]:
    return {entry.name: entry.standing for entry in made.entries}


def test_sure_ones_are_accepted_and_doubtful_ones_wait() -> None:
    made = choosing({"Ion Sandu": 7, "Olga M.": 3, "Vasile": 2})
    assert standings(made) == {
        "Olga Morari": Standing.CHECK,
        "Ion Sandu": Standing.SURE,
        "Vasile": Standing.ALONE,
        "Vera Ceban": Standing.FREE,
        "Elena Lupan": Standing.LINKED,
    }
    assert [pair.portal_id for pair in made.accepted] == ["2"]
    assert [pair.portal_id for pair in made.doubtful] == ["3"]


def test_an_answer_counts_and_is_taken_back() -> None:
    made = choosing({"Olga M.": 3})
    made.same("Olga M.", "3")
    assert [pair.portal_id for pair in made.accepted] == ["3"]
    assert not made.doubtful
    assert made.undo() is not None
    assert made.accepted == ()
    made.different("Olga M.", "3")
    assert standings(made)["Olga M."] is Standing.ALONE
    assert standings(made)["Olga Morari"] is Standing.FREE
    made.undo()
    assert [pair.portal_id for pair in made.doubtful] == ["3"]
    assert not made.can_undo


def test_any_account_can_be_chosen_by_hand_and_several_spellings_may_be_one() -> None:
    made = choosing({"Vasile": 2, "Grigore": 1, "Ion Sandu": 7})
    made.same("Vasile", "4")
    assert {(pair.agent.external_id, pair.portal_id) for pair in made.accepted} == {("Ion Sandu", "2"), ("Vasile", "4")}
    assert [agent.external_id for agent in made.holders["4"]] == ["Vasile"]
    made.same("Grigore", "2")  # whom a name has for sure
    assert {(pair.agent.external_id, pair.portal_id) for pair in made.accepted} == {
        ("Ion Sandu", "2"),
        ("Grigore", "2"),
        ("Vasile", "4"),
    }
    assert {agent.external_id for agent in made.holders["2"]} == {"Ion Sandu", "Grigore"}
    made.undo()
    assert {agent.external_id for agent in made.holders["2"]} == {"Ion Sandu"}


def test_several_texts_may_mean_an_account_that_has_an_id() -> None:
    made = choosing({"Vasile": 2, "Grigore": 1})
    made.same("Vasile", "1")
    made.same("Grigore", "1")
    assert len(made.accepted) == 2


def test_of_two_people_who_may_be_an_account_only_the_chosen_one_stays() -> None:
    made = choosing({"Rusu Ion 069111111": 4, "Ion Rusu 069222222": 3}, (PersonSeen("5", None, "Ion Rusu"),))
    (pair,) = made.doubtful
    made.same(pair.agent.external_id, "5")
    assert not made.doubtful
    (other,) = (entry for entry in made.entries if entry.standing is Standing.ALONE)
    assert other.agent is not None
    made.same(other.agent.external_id, "5")  # and where a person says that he has two phones, both
    assert len(made.accepted) == 2


def test_spellings_of_a_linked_account_stand_below_it() -> None:
    made = choosing({"Elena Lupan": 2, "A-1": 4})
    assert [(each.agent.texts[0][0], each.further) for each in made.entries if each.agent is not None] == [
        ("A-1", False),
        ("Elena Lupan", True),
    ]


def test_two_accounts_as_good_are_both_shown_and_not_settled_silently() -> None:
    twins = (PersonSeen("5", None, "Ion Rusu"), PersonSeen("6", None, "Ion Rusu"))
    made = choosing({"Ion Rusu": 4}, twins)
    (pair,) = made.doubtful
    assert {each.portal_id for each in made.rivals(pair)} == {"5", "6"}
    made.different("Ion Rusu", pair.portal_id)
    (other,) = made.doubtful  # then it may be the other one
    assert {pair.portal_id, other.portal_id} == {"5", "6"}
    made.different("Ion Rusu", other.portal_id)
    assert standings(made)["Ion Rusu"] in (Standing.ALONE, Standing.FREE)
    assert not made.doubtful


def test_two_agents_for_one_account_are_both_asked_about() -> None:
    made = choosing({"Rusu Ion 1": 4, "Ion Rusu 2": 3}, (PersonSeen("5", None, "Ion Rusu"),))
    assert made.accepted == ()
    (pair,) = made.doubtful
    assert len(made.rivals(pair)) == 2
    made.different(pair.agent.external_id, "5")
    (other,) = made.doubtful
    assert other.agent != pair.agent


def test_a_tick_taken_off_stays_off_when_the_people_are_read_again() -> None:
    texts = {"Ion Sandu": 7, "Olga M.": 3}
    made = choosing(texts)
    made.tick(made.accepted, ticked=False)
    made.same("Olga M.", "3")
    again = Choosing(staff(texts), made.answers)
    assert [pair.portal_id for pair in again.accepted] == ["3"]
    gone = Choosing(staff(texts, PEOPLE[:2]), made.answers)  # her account is not there any more
    assert standings(gone)["Olga M."] is Standing.ALONE


@pytest.mark.parametrize(
    ("texts", "people", "why"),
    [
        (
            {"Elena Rusu": 9, "Elena Ivanovna Rusu, 079111222": 3},
            (PersonSeen("5", None, "Elena Rusu", "069333444"),),
            Contest.NAMESAKE_IN_FILE,
        ),
        ({"Rusu Ion 1": 4, "Ion Rusu 2": 3}, (PersonSeen("5", None, "Ion Rusu"),), Contest.NAMESAKE_IN_FILE),
        (
            {"Ion Rusu": 4},
            (PersonSeen("5", None, "Ion Rusu"), PersonSeen("6", None, "Ion Rusu")),
            Contest.NAMESAKE_ON_PORTAL,
        ),
        (
            {"022 234 567": 9},
            (PersonSeen("5", None, "Oficiu", "022234567"), PersonSeen("6", None, "Birou", "022234567")),
            Contest.AS_GOOD,
        ),
        ({"Ion Bacescu": 4, "Lacescu I.": 1}, (PersonSeen("5", None, "Ion Bacescu"),), Contest.LIKE),
    ],
    ids=["a better namesake", "as good namesakes", "accounts of one name", "one phone", "somewhat alike"],
)
def test_who_is_asked_about_because_of_another_says_why_and_shows_the_other(
    texts: dict[str, int], people: tuple[PersonSeen, ...], why: Contest
) -> None:
    made = choosing(texts, people)
    (pair,) = made.doubtful
    rivals = made.rivals(pair)
    assert len(rivals) == 2
    assert contest(pair, rivals) is why


def test_who_is_asked_about_alone_has_no_rival() -> None:
    made = choosing({"Olga M.": 3})
    (pair,) = made.doubtful
    assert contest(pair, made.rivals(pair)) is None
