"""Cells as agencies write them, read as the field they stand under: every example that the product promises."""

from __future__ import annotations

from typing import Any

import pytest

from rentix_desktop.catalog.problems import ProblemCode, Severity
from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.mapping.readers import Context, Reading, reader
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.table import Cell

CONTEXT = Context(builtin_catalogue(), load_vocabulary(), {})
PRICE, CURRENCY, PERIOD = "announcementValue", "announcementCurrency", "announcementPayPeriod"
FLOOR, TOTAL, ROOMS, AREA = "propertyFloorNumber", "propertyFloorsTotal", "propertyQuantitySizeValue", "propertyArea"


def read(target: str, cell: Cell, header: str = "") -> Reading:
    return reader(target, header, CONTEXT)(cell)


def said(target: str, cell: Cell, header: str = "") -> dict[str, Any]:
    reading = read(target, cell, header)
    return {**dict(reading.besides), **dict(reading.fields)}


@pytest.mark.parametrize(
    ("text", "amount", "currency", "period"),
    [
        ("180.000 EUR", 180000, "EUR", None),
        ("45 000 €", 45000, "EUR", None),
        ("4950000 руб., Свободная продажа", 4950000, "RUB", None),
        ("500 euro/lună", 500, "EUR", "monthly"),
        ("59.900", 59900, None, None),
        ("120 mii", 120000, None, None),
        ("85 к €", 85000, "EUR", None),
        ("45 т.€", 45000, "EUR", None),
        ("1,2 mln lei", 1200000, "MDL", None),
        ("€62k", 62000, "EUR", None),
        ("40 euro/noapte", 40, "EUR", "daily"),
        ("12 000 грн/міс", 12000, "UAH", "monthly"),
    ],
)
def test_prices(text: str, amount: float, currency: str | None, period: str | None) -> None:
    expected = {PRICE: amount, CURRENCY: currency, PERIOD: period}
    assert said(PRICE, text) == {name: value for name, value in expected.items() if value is not None}


@pytest.mark.parametrize(
    "text",
    ["de la 45 000 până la 60 000 €", "45 000 - 60 000 €", "от 45 000 до 60 000 €", "45-60 mii €", "45 000€–60 000€"],
)
def test_of_a_range_the_first_price_is_taken_and_said(text: str) -> None:
    reading = read(PRICE, text)
    assert dict(reading.fields) == {PRICE: 45000}
    assert [(p.code, p.severity) for p in reading.problems] == [(ProblemCode.RANGE_FIRST, Severity.WARNING)]


@pytest.mark.parametrize("header", ["Preț, mii €", "Цена, тыс. евро", "Цена т.€", "Price (k EUR)"])
@pytest.mark.parametrize("cell", [62.5, "62,5", "62,5 mii", 62500, "62 500"])
def test_a_header_in_thousands_is_believed_and_never_twice(header: str, cell: Cell) -> None:
    assert said(PRICE, cell, header) == {PRICE: 62500, CURRENCY: "EUR"}


@pytest.mark.parametrize("text", ["900 €/m²", "3000 евро/сотка", "договорная"])
def test_what_is_no_price_of_the_whole_holds_the_row(text: str) -> None:
    reading = read(PRICE, text)
    assert not reading.fields
    assert [(p.code, p.severity) for p in reading.problems] == [(ProblemCode.UNREADABLE, Severity.ERROR)]


@pytest.mark.parametrize(
    ("text", "area"),
    [("54,3 m²", 54.3), ("34.6/14.2", 34.6), ("5 ari", 500), ("6 сот.", 600), ("0,5 ha", 5000), ("54,2 кв.м.", 54.2)],
)
def test_areas(text: str, area: float) -> None:
    reading = read(AREA, text)
    assert dict(reading.fields) == {AREA: area}
    assert not reading.problems


@pytest.mark.parametrize(("cell", "header"), [("850 sqft", ""), ("850 sq. ft", ""), (850, "Area, sq.ft")])
def test_square_feet_are_converted_and_said(cell: Cell, header: str) -> None:
    reading = read(AREA, cell, header)
    assert dict(reading.fields) == {AREA: 78.97}
    assert [(p.code, p.severity, p.params["value"]) for p in reading.problems] == [
        (ProblemCode.UNIT_CONVERTED, Severity.WARNING, 78.97)
    ]


@pytest.mark.parametrize(
    ("text", "floor", "total"),
    [
        ("3/9", 3, 9), ("4/9, Кирпичный", 4, 9), ("12 из 25", 12, 25), ("поверх 8 з 15", 8, 15), ("Etaj 4", 4, None),
        ("P+9E", None, 9), ("S+P+4E+M", None, 4), ("Etaj 4, P+9E", 4, 9), ("4 din P+9E", 4, 9), ("4/P+9E", 4, 9),
        ("parter", 0, None), ("Parter/4", 0, 4), ("demisol", -1, None), ("цоколь/5", -1, 5), ("mansardă/5", 5, 5),
        ("ultimul/9", 9, 9), ("последний из 9", 9, 9), ("3-й этаж", 3, None), ("-1", -1, None),
    ],
)  # fmt: skip
def test_floors(text: str, floor: int | None, total: int | None) -> None:
    expected = {FLOOR: floor, TOTAL: total}
    assert said("propertyFloor", text) == {name: value for name, value in expected.items() if value is not None}


def test_an_attic_of_an_unknown_building_is_said_to_be_unreadable() -> None:
    assert [p.code for p in read("propertyFloor", "mansardă").problems] == [ProblemCode.UNREADABLE]


@pytest.mark.parametrize(
    ("text", "rooms"),
    [
        ("garsonieră", 1), ("студия", 1), ("2 camere + living", 2), ("3-комн.", 3), ("трёхкомнатная", 3), ("двушка", 2),
        ("однокімнатна", 1), ("două camere", 2), ("двустаен апартамент", 2), ("2кк", 2), ("Apartament cu 3 camere", 3),
        ("4+", 4), ("one bedroom flat", 1),
    ],
)  # fmt: skip
def test_rooms(text: str, rooms: int) -> None:
    assert said(ROOMS, text)[ROOMS] == rooms


@pytest.mark.parametrize(
    "text",
    [
        "47.0100, 28.8575", "47,0100; 28,8575", "28.8575, 47.0100", "(47.0100 28.8575)", "POINT(28.8575 47.0100)",
        "https://maps.example.org/?q=47.0100,28.8575", "47°00'36\"N 28°51'27\"E",
    ],
)  # fmt: skip
def test_coordinates_in_one_cell(text: str) -> None:
    assert said("propertyCoordinates", text) == {"propertyCoordinates": {"lat": 47.01, "lng": 28.8575}}


@pytest.mark.parametrize("text", ["47.01", "47,01", "47.01° N", "47.01 с.ш.", "N 47.01", "47°00'36\""])
def test_one_of_two_coordinates(text: str) -> None:
    assert said("propertyCoordinates.lat", text) == {"propertyCoordinates.lat": 47.01}


@pytest.mark.parametrize(
    ("text", "currency"), [("€", "EUR"), ("$", "USD"), ("лей", "MDL"), ("RON", "RON"), ("руб.", "RUB"), ("₴", "UAH")]
)
def test_currencies_are_read_as_they_are_and_never_relabelled(text: str, currency: str) -> None:
    assert said(CURRENCY, text) == {CURRENCY: currency}


@pytest.mark.parametrize("target", ["announcementType", "propertySecondaryType"])
def test_one_column_that_says_several_things(target: str) -> None:
    assert said(target, "Продажа квартиры в новостройке") == {
        "announcementType": "sale",
        "propertyType": "residential",
        "propertySecondaryType": "apartment",
        "propertyHousingMarket": "new-build",
    }


@pytest.mark.parametrize("text", ["N/A", "-", "—", "нет данных", "nespecificat", "", None, "…"])
@pytest.mark.parametrize("target", [PRICE, AREA, "propertyFloor", ROOMS, "propertyVisualState", "files"])
def test_no_value_is_no_value_and_no_problem(target: str, text: Cell) -> None:
    assert read(target, text) == Reading()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sunați la +373 69 123 456 oricând", "+373 69 123 456"),
        ("тел. 069123456, звоните", "069123456"),
        ("Scrieți: ion.rusu@mail.example.md", "ion.rusu@mail.example.md"),
    ],
)
def test_contacts_in_a_public_text_are_flagged(text: str, found: str) -> None:
    reading = read("announcementDescription", f"<p>Apartament frumos.</p>{text}")
    assert "<" not in str(dict(reading.fields))
    removed, problem = reading.problems
    assert (removed.code, removed.severity) == (ProblemCode.MARKUP_REMOVED, Severity.WARNING)
    assert (problem.code, problem.severity, problem.params["text"]) == (
        ProblemCode.CONTACT_IN_TEXT,
        Severity.WARNING,
        found,
    )


@pytest.mark.parametrize(
    "text", ["Preț 62 500 € negociabil", "Anul 2019-2020, 54 m2", "Cadastru 0100123.045", "Bloc 143, et. 3/9, 2026"]
)
def test_numbers_that_are_no_phones_are_not_flagged(text: str) -> None:
    assert not read("announcementDescription", text).problems
