"""What agencies write that is easily taken for something else, from the cells to the records."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from rentix_desktop.catalog.fields import JsonValue
from rentix_desktop.catalog.problems import ProblemCode
from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.mapping.decide import mapping_of
from rentix_desktop.mapping.model import ReasonCode
from rentix_desktop.mapping.read_row import Mapper
from rentix_desktop.mapping.suggest import suggest
from rentix_desktop.mapping.vocabulary import load_vocabulary
from tests.mapping.tables import Columns, numbered, profile_of, repeated, rows_of

CATALOGUE, WORDS = builtin_catalogue(), load_vocabulary()


def targets(columns: Columns) -> dict[str, str | None]:
    return {column.header: column.target for column in suggest(profile_of(columns), CATALOGUE, WORDS).columns}


def first_record(columns: Columns) -> Mapping[str, JsonValue]:
    profile = profile_of(columns)
    mapping = mapping_of(suggest(profile, CATALOGUE, WORDS))
    return Mapper(mapping, CATALOGUE, WORDS).map(rows_of(columns)[0]).record


@pytest.mark.parametrize("header", ["Цена,\nтыс. евро", "Preț\n(mii euro)", "Цена,\u00a0тыс.евро", "Price,\r\nk EUR"])
def test_a_header_of_two_lines_says_thousands(header: str) -> None:
    record = first_record([("Cod", numbered("A{}")), (header, numbered("5{},5"))])
    assert (record["announcementValue"], record["announcementCurrency"]) == (50_500, "EUR")


@pytest.mark.parametrize(
    ("text", "rooms"),
    [
        ("Продажа 2-комн. квартиры в новостройке", 2),
        ("Apartament 3 camere de vânzare, bloc nou", 3),
        ("Garsonieră de vânzare", 1),
        ("Продажа комнаты в 3-комнатной квартире", None),
        ("Vânzare apartament 2-3 camere", None),
        ("Продажа квартиры", None),
    ],
)
def test_a_text_of_several_things_says_the_rooms_too(text: str, rooms: int | None) -> None:
    columns = [("Cod", numbered("A{}")), ("Tip ofertă", repeated(text, "Vânzare casă")), ("Preț", numbered("4{}000"))]
    assert first_record(columns).get("propertyQuantitySizeValue") == rooms


def test_a_column_of_rooms_goes_before_what_a_text_says_of_them() -> None:
    columns = [
        ("Cod", numbered("A{}")),
        ("Oferta", repeated("Apartament 2 camere de vânzare", "Casă 4 camere de vânzare")),
        ("Camere", repeated("3", "5")),
    ]
    assert first_record(columns)["propertyQuantitySizeValue"] == 3


def test_english_words_that_mean_something_else_in_the_trade() -> None:
    found = targets(
        [
            ("Ref", numbered("LN{}")),
            ("Property", repeated("Flat", "House")),
            ("Tenure", repeated("Leasehold", "Freehold")),
            ("Let Type", repeated("Long let", "Short let")),
            ("Rent pcm", numbered("€9{}0")),
            ("Deposit", numbered("€{}00")),
            ("Reception Rooms", repeated("1", "2")),
            ("Bedrooms", repeated("2", "3", "1")),
            ("Key no", numbered("K{}")),
        ]
    )
    assert found == {
        "Ref": "externalId",
        "Property": "propertySecondaryType",
        "Tenure": None,
        "Let Type": "announcementType",
        "Rent pcm": "announcementValue",
        "Deposit": None,
        "Reception Rooms": None,
        "Bedrooms": "propertyQuantitySizeValue",
        "Key no": None,
    }


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("offer.internal-id", "externalId"),
        ("Внутренний номер объекта", "externalId"),
        ("Internal note", None),
        ("offer.internal-note", None),
        ("Телефон объекта", None),
    ],
)
def test_a_name_that_a_program_puts_before_it_hides_no_header(header: str, target: str | None) -> None:
    columns = [(header, numbered("A-10{}")), ("Preț", numbered("4{}000 €")), ("Tip", repeated("Casă", "Apartament"))]
    assert targets(columns)[header] == target


def test_the_address_of_the_office_is_no_part_of_that_of_the_home() -> None:
    office = repeated("bd. Ștefan cel Mare 1")
    columns = [("Cod", numbered("A{}")), ("Adresa obiectului", numbered("str. Alba Iulia {}"))]
    for header in ("Adresa oficiu", "Sediul", "Office address", "Адрес агентства"):
        assert targets([*columns, (header, office)])[header] is None


def test_a_sale_that_nobody_named_is_no_state() -> None:
    columns = [("", repeated("Квартира")), ("", repeated("Продажа")), ("", numbered("4{} 000 €"))]
    found = [column.target for column in suggest(profile_of(columns), CATALOGUE, WORDS).columns]
    assert found == ["propertySecondaryType", "announcementType", "announcementValue"]


def test_damaged_letters_are_said_in_their_row() -> None:
    columns: Columns = [("Cod", ["A1", "A2"]), ("Adresa", ["str. \ufffdtefan 1", "str. Ismail 2"])]
    mapper = Mapper(mapping_of(suggest(profile_of(columns), CATALOGUE, WORDS)), CATALOGUE, WORDS)
    found = [[problem.code for problem in mapper.map(row).problems] for row in rows_of(columns)]
    assert found == [[ProblemCode.LETTERS_DAMAGED], []]
    (problem,) = mapper.map(rows_of([("Cod", ["A1"]), ("Adresa", ["a" * 300 + "\ufffdtefan" + "b" * 300])])[0]).problems
    assert "\ufffdtefan" in str(problem.params["text"])


@pytest.mark.parametrize(
    "cells",
    [
        ["Tip", "Preț", "Camere", "Suprafața", "Etaj"],
        ["Вид", "Цена", "Комнат", "Площадь", "Этаж"],
        ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"],
    ],
)
def test_names_of_columns_and_days_are_no_codes_of_listings(cells: list[str]) -> None:
    """A table that lies on its side has its names in the first column, under "Cod"."""
    assert targets([("Cod", cells), ("V1", numbered("{}", 5)), ("V2", numbered("{}", 5))])["Cod"] is None


@pytest.mark.parametrize("header", ["Preț per m²", "Год постройки", "Kitchen area"])
def test_it_is_said_why_a_known_column_is_not_used(header: str) -> None:
    (column,) = suggest(profile_of([(header, numbered("1{}"))]), CATALOGUE, WORDS).columns
    assert (column.target, [reason.code for reason in column.reasons]) == (None, [ReasonCode.NO_FIELD])
