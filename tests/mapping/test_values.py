"""Which portal value a cell text means, and the assignment of columns."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.mapping.assign import best_assignment
from rentix_desktop.mapping.model import Level
from rentix_desktop.mapping.text import fold
from rentix_desktop.mapping.values import suggest_values, value_of
from rentix_desktop.mapping.vocabulary import load_vocabulary

CATALOGUE, WORDS = builtin_catalogue(), load_vocabulary()


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("announcementType", "Vânzare", "sale"),
        ("announcementType", "în chirie", "rent"),
        ("announcementType", "Продажа квартиры", "sale"),
        ("announcementType", "оренда", "rent"),
        ("announcementType", "rent", "rent"),
        ("propertySecondaryType", "Apartament", "apartment"),
        ("propertySecondaryType", "Casă la curte / Individuală", "house"),
        ("propertySecondaryType", "Продажа квартиры в новостройке", "apartment"),
        ("propertySecondaryType", "Двустаен апартамент", "apartment"),
        ("propertySecondaryType", "Spațiu comercial", "trade"),
        ("propertySecondaryType", "Apartament cu 2 camere", "apartment"),
        ("propertySecondaryType", "Lot de teren", "residential-land"),
        ("propertySecondaryType", "машиноместо в подземном паркинге", "underground-parking"),
        ("propertySecondaryType", "Loc de parcare subterană", "underground-parking"),
        ("propertySecondaryType", "Covered parking space", "covered-parking"),
        ("propertyType", "Apartament", "residential"),
        ("propertyType", "Гараж", "parking"),
        ("propertyHousingMarket", "Продажа квартиры в новостройке", "new-build"),
        ("propertyVisualState", "Евроремонт", "euro-renovation"),
        ("announcementStatus", "Available", "active"),
        ("announcementCurrency", "евро", "EUR"),
        ("announcementCurrency", "lei", "MDL"),
    ],
)
def test_a_text_surely_means(field: str, text: str, value: str) -> None:
    meaning = value_of(CATALOGUE.fields[field], fold(text), CATALOGUE, WORDS)
    assert (meaning.target, meaning.level) == (value, Level.SURE)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("announcementStatus", "vândut", "completed"),
        ("announcementStatus", "продано", "completed"),
        ("announcementStatus", "Rezervat", "hidden"),
        ("announcementStatus", "снято", "hidden"),
        ("announcementStatus", "non active", "hidden"),
        ("propertySecondaryType", "Aprtament", "apartment"),
        ("announcementType", "Прод.", "sale"),
        ("announcementType", "Închir.", "rent"),
        ("propertySecondaryType", "Кварт.", "apartment"),
    ],
)
def test_a_text_that_is_asked_about(field: str, text: str, value: str) -> None:
    meaning = value_of(CATALOGUE.fields[field], fold(text), CATALOGUE, WORDS)
    assert (meaning.target, meaning.level) == (value, Level.CHECK)


@pytest.mark.parametrize(
    "text", ["vândut", "rezervat", "продано", "снято", "sold", "under offer", "заброньовано", "inactiv", "не актуально"]
)
def test_no_word_for_gone_ever_publishes(text: str) -> None:
    assert value_of(CATALOGUE.fields["announcementStatus"], fold(text), CATALOGUE, WORDS).target != "active"


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("announcementType", "poate"),
        ("propertySecondaryType", "2 camere"),
        ("announcementCurrency", "руб"),
        ("propertyHousingMarket", "brick"),
        ("propertySecondaryType", "casă sau apartament"),
        ("announcementStatus", "Продажа"),  # a word of another field, and no slip for "продана"
        ("announcementStatus", "прод."),  # sold, or on sale
    ],
)
def test_nothing_is_guessed(field: str, text: str) -> None:
    assert value_of(CATALOGUE.fields[field], fold(text), CATALOGUE, WORDS).target is None


def test_one_column_fills_several_fields() -> None:
    texts = {"Продажа квартиры в новостройке": 12, "Продажа квартиры": 30}
    found = suggest_values(CATALOGUE.fields["propertySecondaryType"], texts, CATALOGUE, WORDS)
    assert {(value.field, value.value, value.target, value.count) for value in found} == {
        ("propertySecondaryType", "Продажа квартиры", "apartment", 30),
        ("propertySecondaryType", "Продажа квартиры в новостройке", "apartment", 12),
        ("announcementType", "Продажа квартиры", "sale", 30),
        ("announcementType", "Продажа квартиры в новостройке", "sale", 12),
        ("propertyType", "Продажа квартиры", "residential", 30),
        ("propertyType", "Продажа квартиры в новостройке", "residential", 12),
        ("propertyHousingMarket", "Продажа квартиры в новостройке", "new-build", 12),
    }


def test_yes_and_no_under_the_header_of_a_value() -> None:
    found = suggest_values(CATALOGUE.fields["propertyHousingMarket"], {"1": 5, "0": 3}, CATALOGUE, WORDS)
    assert [(value.value, value.target) for value in found] == [("1", "new-build"), ("0", None)]


def test_every_known_word_leads_to_a_value_of_its_own_field() -> None:
    for field in CATALOGUE.fields.values():
        for text in WORDS.values.get(field.name, {}):
            target = value_of(field, text, CATALOGUE, WORDS).target
            assert target is None or target in field.choices


@given(st.dictionaries(st.tuples(st.integers(0, 4), st.sampled_from("abcd")), st.floats(0.01, 1), max_size=12))
def test_the_assignment_is_the_best_there_is(gains: dict[tuple[int, str], float]) -> None:
    chosen = best_assignment(gains)
    assert len(set(chosen.values())) == len(chosen)
    columns: list[int | None] = [*range(5), None, None, None, None]
    best = max(
        sum(
            gains.get((column, target), 0.0) for column, target in zip(order, "abcd", strict=True) if column is not None
        )
        for order in set(permutations(columns, 4))
    )
    assert sum(gains[pair] for pair in chosen.items()) == pytest.approx(best)
