"""Agents of the file and accounts of the portal."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentix_desktop.linking.evidence import Subject, Verdict
from rentix_desktop.linking.people.agents import file_agents, name_likeness, read_person
from rentix_desktop.linking.people.pairing import PeoplePairing, PersonPair, pair_people
from rentix_desktop.mapping.model import Level
from rentix_desktop.mapping.phones import emails_in, phones_in
from rentix_desktop.sync.destination import PersonSeen


@pytest.mark.parametrize(
    "text",
    [
        "069123456", "069 123 456", "+373 69 123456", "373-69-12-34-56", "00373 69123456", "(069)123456", "69123456", "0 69 12 34 56",
        "+373 (0) 69 123 456", "8 069 123 456", "069.123.456", "tel. 069123456", "Ion Rusu, 069123456", "+37369123456", "0(69)123-456",
        "069–123–456", "моб.: 069 12 34 56 (Viber)", "069\u00a0123\u00a0456",
    ],
)  # fmt: skip
def test_every_usual_spelling_of_a_phone_is_one_number(text: str) -> None:
    assert phones_in(text) == {"+37369123456"}


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("069123456/079654321", {"+37369123456", "+37379654321"}),
        ("069 123 456 079 111 222", {"+37369123456", "+37379111222"}),
        ("069123456, 022-234-567", {"+37369123456", "+37322234567"}),
        ("+40 721 234 567", {"+40721234567"}),
        ("Sandu I. 0000 0012", {"+37300000012"}),  # a range that nobody knows yet, written as a number
        ("00 373 0000 0012", {"+37300000012"}),
        ("+373 0000 0012 / 069123456", {"+37300000012", "+37369123456"}),
        ("000000012", {"+37300000012"}),
        ("00000012", set()),
        ("12 05 2026", set()),
        ("A-4407", set()),
        ("12", set()),
        ("2026-05-04", set()),
        ("", set()),
    ],
)
def test_phones_in_a_cell(text: str, phones: set[str]) -> None:
    assert phones_in(text) == phones


def test_a_cell_with_everything_is_taken_apart() -> None:
    said = read_person("Agent: Elena Rusu, tel. 069 123 456, elena.rusu@casa-verde.md (id A-9)")
    assert said.name == ("elena", "rusu")
    assert said.phones == {"+37369123456"}
    assert said.emails == emails_in("ELENA.RUSU@casa-verde.md") == {"elena.rusu@casa-verde.md"}
    assert said.codes == {"A-9"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Sandu I. 0000 0012", "Sandu I."),
        ("И. Русу, тел. 069123456", "И. Русу"),
        ("Ion Sandu.", "Ion Sandu"),
        ("Русу Ион и Попа Ана", "Русу Ион Попа Ана"),
    ],
)
def test_an_initial_is_a_part_of_the_name(text: str, shown: str) -> None:
    assert read_person(text).shown_name == shown


@pytest.mark.parametrize(
    ("texts", "external_id"),
    [
        (["Petru Rusu, tel. 079 123 456"], "+37379123456"),
        (["A-9", "A-9 Petru Rusu 079 123 456"], "A-9"),
        (["Petru Rusu (4407)"], "4407"),
        (["Petru Rusu 2"], "Petru Rusu"),
        (["petru@casa.md"], "petru@casa.md"),
        (["Petru Rusu"], "Petru Rusu"),
    ],
)
def test_what_an_account_is_linked_with_is_what_stays_the_same(texts: list[str], external_id: str) -> None:
    (agent,) = file_agents(dict.fromkeys(texts, 1))
    assert agent.external_id == external_id


def test_what_two_have_is_the_id_of_neither() -> None:
    agents = file_agents({"Ion Rusu 022234567": 2, "Elena Popa 022234567": 1})
    assert [agent.external_id for agent in agents] == ["Ion Rusu", "Elena Popa"]


def test_a_person_whom_the_file_spells_in_two_ways_is_one_account() -> None:
    agents = file_agents({"Ion Sandu": 8, "Sandu I. 069 123 456": 8})
    found = pair_people([PersonSeen("12", None, "Ion Sandu", "+37369123456")], agents)
    assert {(pair.portal_id, pair.agent.texts[0][0], pair.level) for pair in found.pairs} == {
        ("12", "Ion Sandu", Level.SURE),
        ("12", "Sandu I. 069 123 456", Level.SURE),
    }
    assert found.agents_alone == ()


@pytest.mark.parametrize(
    "code", ["Petru Rusu, tel. 079 123 456", "+37379123456", "A-9"], ids=["a former raw cell", "a phone", "a code"]
)
@pytest.mark.parametrize(
    "text", ["Rusu P. 079123456", "+373 (79) 123-456", "Петру Русу 0 79 12 34 56", "A-9 Petru 079123456"]
)
def test_tomorrows_other_spelling_is_the_same_agent(code: str, text: str) -> None:
    phone = "" if code != "A-9" else "079123456"
    found = pair_people([PersonSeen("5", code, "Petru Rusu", phone)], file_agents({text: 3}))
    assert [agent.texts for agent in found.linked["5"]] == [((text, 3),)]
    assert found.pairs == ()


@pytest.mark.parametrize(
    ("one", "other", "at_least", "at_most"),
    [
        ("Elena Rusu", "Rusu Elena", 1.0, 1.0),
        ("Elena Rusu", "Елена Русу", 0.97, 1.0),
        ("Ștefan Țurcanu", "Stefan Turcanu", 0.97, 1.0),
        ("Ion Ceban", "Чебан Ион", 0.97, 1.0),
        ("Mihail Popa", "Михай Попа", 0.97, 1.0),
        ("Elena Rusu", "Elena Ivanovna Rusu", 0.97, 1.0),
        ("Elena Rusu", "Elena Russo", 0.75, 0.97),
        ("Elena Rusu", "E. Rusu", 0.1, 0.6),
        ("Elena Rusu", "Elena", 0.1, 0.6),
        ("Elena Rusu", "Elena Popa", 0.0, 0.0),
        ("Elena Rusu", "Ion Rusu", 0.0, 0.0),
    ],
)
def test_names(one: str, other: str, at_least: float, at_most: float) -> None:
    for left, right in ((one, other), (other, one)):
        assert at_least <= name_likeness(read_person(left).name, read_person(right).name) <= at_most


def test_texts_of_one_person_are_put_together() -> None:
    agents = file_agents({"Elena Rusu": 10, "Rusu Elena 069123456": 3, "069 123 456": 2, "Ион Чебан": 4, "A-9": 7})
    assert [(agent.external_id, agent.rows) for agent in agents] == [
        ("+37369123456", 15),
        ("A-9", 7),
        ("Ион Чебан", 4),
    ]
    assert agents[0].said.phones == {"+37369123456"}


def test_namesakes_with_two_phones_stay_two() -> None:
    assert len(file_agents({"Ion Rusu 069123456": 1, "Ion Rusu 079123456": 1})) == 2


def test_an_office_phone_does_not_make_two_people_one() -> None:
    assert len(file_agents({"Ion Rusu 022234567": 1, "Elena Popa 022234567": 1})) == 2


def only(pairing: PeoplePairing) -> PersonPair:
    assert len(pairing.pairs) == 1
    return pairing.pairs[0]


def test_by_phone_first() -> None:
    agents = file_agents({"Lena 069123456": 5})
    pair = only(pair_people([PersonSeen("1", None, "", "+373 69 123 456")], agents))
    assert (pair.portal_id, pair.agent.external_id, pair.level) == ("1", "+37369123456", Level.SURE)
    assert [(fact.subject, fact.verdict) for fact in pair.evidence] == [
        (Subject.PHONE, Verdict.AGREES),
        (Subject.NAME, Verdict.UNKNOWN),
    ]


def test_by_email_then_by_name() -> None:
    agents = file_agents({"e.rusu@casa.md": 5, "Чебан Ион": 2})
    people = [
        PersonSeen("1", None, "Elena Rusu", email="E.Rusu@casa.md"),
        PersonSeen("2", None, "Ion Ceban", "+37369111222"),
    ]
    found = pair_people(people, agents)
    assert {(pair.portal_id, pair.agent.external_id, pair.level) for pair in found.pairs} == {
        ("1", "e.rusu@casa.md", Level.SURE),
        ("2", "Чебан Ион", Level.SURE),
    }


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("E. Rusu", PersonSeen("1", None, "Elena Rusu")),
        ("Elena", PersonSeen("1", None, "Elena Rusu")),
        ("Elena Russo", PersonSeen("1", None, "Elena Rusu")),
        ("Ion Popa 069123456", PersonSeen("1", None, "Elena Rusu", "069123456")),
        ("Elena Rusu 079123456", PersonSeen("1", None, "Elena Rusu", "069123456")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_in_doubt_is_asked(text: str, person: PersonSeen) -> None:
    assert only(pair_people([person], file_agents({text: 1}))).level is Level.CHECK


def test_two_accounts_with_one_phone_are_rivals() -> None:
    people = [PersonSeen("1", None, "Oficiu", "022234567"), PersonSeen("2", None, "Oficiu", "022234567")]
    pair = only(pair_people(people, file_agents({"022 234 567": 9})))
    assert pair.level is Level.CHECK
    assert len(pair.rivals) == 1


def test_a_shared_phone_is_settled_by_the_names() -> None:
    people = [PersonSeen("1", None, "Elena Rusu", "022234567"), PersonSeen("2", None, "Ion Popa", "022234567")]
    found = pair_people(people, file_agents({"Русу Елена 022 234 567": 9, "Popa Ion, 022 234 567": 3}))
    assert {(pair.portal_id, pair.agent.said.name, pair.level) for pair in found.pairs} == {
        ("1", ("rusu", "elena"), Level.SURE),
        ("2", ("popa", "ion"), Level.SURE),
    }


def test_who_is_linked_and_who_has_no_account_is_told() -> None:
    agents = file_agents({"A-9": 7, "Maria Doga": 2})
    found = pair_people([PersonSeen("1", "A-9", "X"), PersonSeen("2", "B-1", "Maria Doga"), PersonSeen("3")], agents)
    assert found.pairs == ()
    assert {account: [each.external_id for each in found.linked[account]] for account in found.linked} == {
        "1": ["A-9"],
        "2": ["Maria Doga"],
    }
    assert found.portal_alone == ("3",)
    assert found.agents_alone == ()


_CELLS = st.text(max_size=60) | st.sampled_from(
    ["Elena Rusu", "069123456", "Ion 069123456", "A-9", "a@b.md", "И. Русу", "373", "+", "("]
)


@given(st.dictionaries(_CELLS, st.integers(1, 9), max_size=12), st.lists(st.tuples(_CELLS, _CELLS), max_size=6))
def test_any_cell_is_borne_and_everybody_is_somewhere(texts: dict[str, int], accounts: list[tuple[str, str]]) -> None:
    agents = file_agents(texts)
    assert sum(agent.rows for agent in agents) <= sum(texts.values())
    people = [PersonSeen(str(number), None, name, phone) for number, (name, phone) in enumerate(accounts)]
    found = pair_people(people, agents)
    assert len({pair.portal_id for pair in found.pairs}) + len(found.portal_alone) == len(people)
    assert len(found.pairs) + len(found.agents_alone) == len(agents)
    assert len({pair.agent.texts for pair in found.pairs}) == len(found.pairs)


def test_the_order_does_not_matter() -> None:
    texts = {"Elena Rusu 069123456": 3, "Ion Ceban": 2, "Lena": 1, "022234567": 4}
    people = [
        PersonSeen("1", None, "Елена Русу", "+37369123456"),
        PersonSeen("2", None, "Чебан Ион"),
        PersonSeen("3", None, "Lena R."),
    ]
    first = pair_people(people, file_agents(texts))
    shuffled = list(texts.items())
    random.Random(1).shuffle(shuffled)
    assert pair_people(people[::-1], file_agents(dict(shuffled))) == first
