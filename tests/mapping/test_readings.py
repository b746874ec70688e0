"""Headers that are written otherwise than any name we know."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentix_desktop.mapping.headers import EXACT, header_meaning
from rentix_desktop.mapping.readings import one_alphabet, sound
from rentix_desktop.mapping.text import in_latin
from rentix_desktop.mapping.vocabulary import load_vocabulary

WORDS = load_vocabulary()


def read(header: str) -> set[str]:
    return set(header_meaning(header, WORDS).targets)


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("Kolichestvo komnat", "propertyQuantitySizeValue"),
        ("Obshchaya ploshchad'", "propertyArea"),
        ("ploshad obshaja", "propertyArea"),
        ("Etazhnost", "propertyFloorsTotal"),
        ("Tsena prodazhi", "announcementValue"),
        ("Rajon", "propertyAddress.part"),
        ("Opisanie", "announcementDescription"),
        ("Supraf. tot.", "propertyArea"),
        ("Стоим.", "announcementValue"),
        ("Totală suprafața", "propertyArea"),
        ("Этажей в здании", "propertyFloorsTotal"),
        ("Adresa unității", "propertyAddress"),
        ("Usable sqm", "propertyArea"),
        ("GIA sq ft", "propertyArea"),
        ("Asking EUR", "announcementValue"),
        ("Цена за участок, евро", "announcementValue"),
        ("Etaj (этаж)", "propertyFloorNumber"),
        ("Preț / Цена", "announcementValue"),
    ],
)
def test_a_header_is_understood(header: str, target: str) -> None:
    assert target in read(header)


@pytest.mark.parametrize(
    "header", ["Kolichestvo komnat", "Supraf. tot.", "Preț / Цена", "Totală suprafața", "Descrierea lotului"]
)
def test_what_is_read_in_another_way_than_it_is_written_is_never_sure(header: str) -> None:
    found = header_meaning(header, WORDS).targets
    assert found
    assert all(named.score < EXACT for named in found.values())


@pytest.mark.parametrize(
    "header",
    [
        "Cena za metr", "Ploshad kuhni", "Цена за м^2", "EUR/sqm", "price_for_square_metre", "Preț, €/m²", "Цена за сот.",
        "Пл. ділянки", "Aria terenului", "S. teren", "% агента", "Sc.", "Кв.", "External sqm", "Rent pw", "Год построй.",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_price_an_area_or_a_code_is_not_one(header: str) -> None:
    assert not read(header) & {"announcementValue", "propertyArea", "externalId", "user"}


@pytest.mark.parametrize(
    ("header", "target"),
    [("Цeнa", "announcementValue"), ("Koмнат", "propertyQuantitySizeValue"), ("Kод", "externalId")],
)
def test_letters_of_the_other_keyboard_are_read_as_they_look(header: str, target: str) -> None:
    assert target in read(header)


def test_words_of_one_alphabet_stay_as_they_are() -> None:
    for text in ("Preț, EUR", "Цена", "Цена EUR", "S общая", "м2"):
        assert one_alphabet(text) == text


def test_words_sound_the_same_in_the_usual_spelling_in_latin_letters() -> None:
    russian = {token for name in WORDS.headers for token in name.split() if len(token) > 2 and in_latin(token)}
    other = [token for token in russian if sound(in_latin(token)[0]) != sound(token)]
    assert len(russian) > 300
    assert len(other) < 0.02 * len(russian), other


@given(st.text(max_size=40))
def test_any_header_is_read(header: str) -> None:
    meaning = header_meaning(header, WORDS)
    assert not (meaning.private and meaning.targets)
