"""Addresses as people write them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentix_desktop.linking.address import Address, read_address
from rentix_desktop.linking.evidence import Subject, Verdict, weigh
from rentix_desktop.linking.facts import Facts
from rentix_desktop.linking.spelling import bones, sounded, stem
from rentix_desktop.linking.streets import likeness, street_name
from rentix_desktop.linking.words import address_words
from tests.linking.agency import streets

_SIGNS = {"=": "same", "~": "nearly", "#": "different"}
_LINES = (Path(__file__).parent / "addresses.txt").read_text("utf-8").splitlines()
CASES = [
    tuple(part.strip() for part in line.partition(f" {sign} "))
    for line in _LINES
    for sign in _SIGNS
    if not line.startswith("#") and f" {sign} " in line
]
_WRITTEN = st.text(
    alphabet="абвгдежзийклмнопрстуфхцчшщъыьэюяăâîșțabcdefghijklmnopqrstuvwxyzĂÂȘȚABCÉ0123456789-' ", max_size=40
)
_ADDRESSES = st.lists(
    st.sampled_from(
        ["str.", "ул.", "bd", "12", "12/3", "12a", "ap. 5", "кв. 5", "Independenței", "Эминеску", "M.", "Cuza-Vodă", ",", "31", "August",
         "sect. Botanica", "г. Кишинев", "nr.", "с.", "Calea", "bl. 2", "-7", "д.", "et. 3", "Московский", "пр-т", "(", "\n", "½"]
    ), max_size=12,
).map(" ".join)  # fmt: skip


def judged(one: str, other: str) -> str:
    """Whether two addresses are one house, by the weight of where they are alone."""
    told = weigh(Facts("a", 0, read_address(one)), Facts("b", -1, read_address(other)))
    verdicts = [told[subject][0] for subject in (Subject.STREET, Subject.HOUSE, Subject.TOWN)]
    if Verdict.DIFFERS in verdicts:
        return "different"
    return "nearly" if Verdict.CLOSE in verdicts else "same"


@pytest.mark.parametrize(("one", "sign", "other"), CASES, ids=[f"{one} {sign} {other}" for one, sign, other in CASES])
def test_two_addresses_are_one_house_or_not(one: str, sign: str, other: str) -> None:
    assert judged(one, other) == _SIGNS[sign]
    assert judged(other, one) == _SIGNS[sign]


def test_the_cases_are_read() -> None:
    assert len(CASES) > 50


@pytest.mark.parametrize(
    ("text", "house", "flat", "sector", "city"),
    [
        ("str. Independenței 12/3, ap. 45", "12/3", "45", "", ""),
        ("мун. Кишинёв, сект. Ботаника, бул. Дачия 12а, кв. 7", "12/a", "7", "botanica", "chișinău"),
        ("Индепенденцей 12-45", "12", "45", "", ""),
        ("com. Stăuceni, str. Unirii 5 sc. 2 et. 3", "5", "", "", "stăuceni"),
        ("str. Chișinău, Bălți", "", "", "", "bălți"),
        ("or. Ialoveni, str. Teilor 3, Chișinău", "3", "", "", "ialoveni"),
        ("Strada Nicolae Costin 48, Buiucanii Noi, Chișinău, Chișinău", "48", "", "buiucanii noi", "chișinău"),
        ("bd. Dacia 5, et. 3", "5", "", "", ""),
        ("str. 31 August 1989", "", "", "", ""),
        ("Chișinău", "", "", "", "chișinău"),
        ("loc. Sipoteni, r-nul Călărași", "", "", "", "sipoteni"),
        ("", "", "", "", ""),
    ],
)
def test_an_address_is_taken_apart(text: str, house: str, flat: str, sector: str, city: str) -> None:
    found = read_address(text)
    assert (found.house_text, found.flat, found.sector, found.city) == (house, flat, sector, city)


def test_a_day_in_the_name_of_a_street_is_no_house() -> None:
    found = read_address("str. 31 August 1989 78")
    assert found.street is not None
    assert found.house == 78
    assert found.street.words == ("31", "month7", "1989")


@given(_WRITTEN)
def test_a_sound_is_the_sound_of_itself(word: str) -> None:
    """Taking the sound, the stem or the consonants of what was taken already changes nothing."""
    sound = sounded(word)
    assert sounded(sound) == sound
    assert sound == "" or (sound.isascii() and sound.isalnum() and sound == sound.lower())
    assert bones(bones(sound)) == bones(sound)
    assert len(stem(sound)) <= len(sound) or sound.endswith(("sci", "schi"))


@given(_ADDRESSES | st.text(max_size=400))
def test_any_text_can_be_read(text: str) -> None:
    found = read_address(text)
    assert isinstance(found, Address)
    assert read_address(text) == found
    assert found.street is None or (found.street.words and all(found.street.words))
    assert found.house is None or 0 <= found.house < 10_000


@given(_ADDRESSES, _ADDRESSES)
def test_likeness_is_the_same_both_ways(one: str, other: str) -> None:
    first, second = read_address(one).street, read_address(other).street
    if first is not None and second is not None:
        assert 0 <= likeness(first, second) <= 1
        assert likeness(first, second) == likeness(second, first)
        assert likeness(first, first) > 0.99 or not street_name(first.words).heavy


@pytest.mark.parametrize("section", ["tuned", "held out"])
def test_streets_are_found_in_the_other_language_and_mostly_told_apart(section: str) -> None:
    """Of all streets of the generated agency: names that are spellings of one another meet, and no two streets are one."""
    names = streets(section)
    romanian = [read_address(f"str. {name.romanian} 1").street for name in names]
    russian = [read_address(f"ул. {name.russian} 1").street for name in names]
    met = 0
    for one, first in enumerate(romanian):
        for other, second in enumerate(russian):
            assert first is not None
            assert second is not None
            alike = likeness(first, second)
            met += one == other and alike >= 0.77
            assert one == other or alike < 0.9, (names[one], names[other])
    assert met >= 0.85 * len(names)  # the others are translations that nobody knows by their letters


def test_the_streets_held_out_are_not_in_the_list() -> None:
    """What is measured on them was not put into the vocabulary."""
    known = {
        frozenset(map(sounded, name.replace("-", " ").split())) for group in address_words().streets for name in group
    }
    held = {
        frozenset(map(sounded, name.replace("-", " ").split()))
        for street in streets("held out")
        for name in (street.romanian, street.russian)
    }
    assert not known & held
    assert len(held) > 80
