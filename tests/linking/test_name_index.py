"""Agents and accounts are looked up by what they have in common: the same as if each were compared with each."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rentix_desktop.linking.people import pairing
from rentix_desktop.linking.people.agents import PersonSaid, file_agents, name_likeness, read_person
from rentix_desktop.linking.people.name_index import NameIndex
from rentix_desktop.linking.people.pairing import PeoplePairing, candidates, pair_people
from rentix_desktop.sync.destination import PersonSeen

_GIVEN = (
    "Ion",
    "Ivan",
    "Ион",
    "Elena",
    "Lena",
    "Mihail",
    "Михай",
    "Ștefan",
    "Stefan",
    "Alexandru",
    "Sandu",
    "E.",
    "I",
    "A.",
)
_FAMILY = (
    "Rusu", "Русу", "Russo", "Ceban", "Чебан", "Popa", "Popescu", "Popovici", "Zelinski", "Zelinskaia", "Зелинская", "Munteanu",
    "Constantinopolischii", "Constantinopolischi", "Constantinopolschi", "Nicolaescu-Dobrogeanu",
)  # fmt: skip
_LETTERS = st.text("abceinorstuv", min_size=1, max_size=20)


@st.composite
def misspelt(draw: st.DrawFn) -> str:
    """A name as it stands in a file: a letter is missing, is another, or two have changed places."""
    word = draw(st.sampled_from(_FAMILY) | st.sampled_from(_GIVEN) | _LETTERS)
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, max(0, len(word) - 2)))
        match draw(st.sampled_from(("less", "more", "other", "turned"))):
            case "less":
                word = word[:at] + word[at + 1 :]
            case "more":
                word = word[:at] + draw(st.sampled_from("aeiorst")) + word[at:]
            case "other":
                word = word[:at] + draw(st.sampled_from("aeiorst")) + word[at + 1 :]
            case _:
                word = word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
    return word


NAMES = st.lists(misspelt(), min_size=0, max_size=4).map(" ".join)
PHONES = st.sampled_from(("", "", "069123456", "+373 69 123 456", "079654321", "022234567"))
EMAILS = st.sampled_from(("", "", "", "e.rusu@casa.md", "office@casa.md"))


@settings(max_examples=300)
@given(st.lists(NAMES, max_size=12), NAMES)
def test_no_name_that_is_like_another_is_missed(names: list[str], one: str) -> None:
    known, name = [read_person(each).name for each in names], read_person(one).name
    like = {place for place, other in enumerate(known) if name_likeness(other, name) > 0}
    assert like <= NameIndex(known).like(name)


@given(
    st.lists(st.tuples(NAMES, PHONES, EMAILS).map(", ".join), max_size=12),
    st.lists(st.tuples(NAMES, PHONES, EMAILS), max_size=8),
)
@settings(max_examples=200)
def test_who_is_who_is_the_same_as_with_everybody_compared_with_everybody(
    texts: list[str], accounts: list[tuple[str, str, str]]
) -> None:
    agents = file_agents(dict.fromkeys(texts, 1))
    people = [PersonSeen(str(n), None, name, phone, email) for n, (name, phone, email) in enumerate(accounts)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairing, "candidates", _everybody)
        expected: PeoplePairing = pair_people(people, agents)
    assert pair_people(people, agents) == expected


def _everybody(accounts: Sequence[PersonSaid], agents: Sequence[PersonSaid]) -> Iterator[tuple[int, int]]:
    return itertools.product(range(len(accounts)), range(len(agents)))


def test_ten_times_as_many_people_are_compared_ten_times_as_often() -> None:
    """One in ten has the family name of somebody else."""

    def compared(count: int) -> int:
        dice = random.Random(7)
        families = ["".join(dice.choices("abcdefgilmnoprstuvz", k=9)) for _ in range(count)]
        said = [
            read_person(f"{dice.choice(('Ana', 'Petru', 'Vera', 'Olga'))} {families[n - (n % 10 == 9)]}, 0691{n:05}")
            for n in range(count)
        ]
        return sum(1 for _ in candidates(said, said))

    few, many = compared(200), compared(2000)
    assert few >= 200
    assert many <= 12 * few
