"""Numbers that are hardly meant: a warning with what was read, and nothing changed."""

from __future__ import annotations

import tomllib

import pytest

from rentix_desktop.catalog.check import check
from rentix_desktop.catalog.fields import JsonValue, Record
from rentix_desktop.catalog.plausible import load_plausible
from rentix_desktop.catalog.problems import IMPROBABLE, ProblemCode, Severity
from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.resources import resource

CATALOGUE = builtin_catalogue()
SMALL, LARGE, THOUSANDS, PHONE = (
    ProblemCode.IMPROBABLE_SMALL,
    ProblemCode.IMPROBABLE_LARGE,
    ProblemCode.THOUSANDS_MEANT,
    ProblemCode.PHONE_MEANT,
)
PRICE, AREA, ROOMS = "announcementValue", "propertyArea", "propertyQuantitySizeValue"


def flat(**changed: JsonValue) -> Record:
    made: Record = {
        "announcementType": "sale", "propertyType": "residential", "propertySecondaryType": "apartment",
        PRICE: 62_000, "announcementCurrency": "EUR", AREA: 54, ROOMS: 2,
    }  # fmt: skip
    return made | changed


def told(record: Record) -> list[tuple[str, ProblemCode]]:
    found = [problem for problem in check(record, CATALOGUE) if problem.code in IMPROBABLE]
    assert {problem.severity for problem in found} <= {Severity.WARNING}
    return [(problem.field, problem.code) for problem in found]


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({PRICE: 62}, [(PRICE, THOUSANDS)]),
        ({PRICE: 62.5}, [(PRICE, THOUSANDS)]),
        ({PRICE: 37369123456}, [(PRICE, PHONE)]),
        ({PRICE: 69123456}, [(PRICE, PHONE)]),
        ({PRICE: 380501234567}, [(PRICE, PHONE)]),
        ({PRICE: 900_000_000}, [(PRICE, LARGE)]),
        ({PRICE: 900, "announcementCurrency": "MDL"}, [(PRICE, THOUSANDS)]),
        ({PRICE: 1_200_000, "announcementCurrency": "MDL"}, []),
        ({PRICE: 62, "announcementCurrency": "XYZ"}, []),
        ({AREA: 5400}, [(AREA, LARGE)]),
        ({AREA: 3}, [(AREA, SMALL)]),
        ({AREA: 5400, "propertySecondaryType": "residential-land"}, []),
        ({AREA: 5400, "propertySecondaryType": "warehouse", "propertyType": "commercial"}, []),
        ({ROOMS: 1986}, [(ROOMS, LARGE)]),
        ({ROOMS: 54}, [(ROOMS, LARGE)]),
        ({"propertyFloorNumber": 3, "propertyFloorsTotal": 1986}, [("propertyFloorsTotal", LARGE)]),
        ({"announcementType": "rent", PRICE: 450}, []),
        ({"announcementType": "rent", PRICE: 62_000}, [(PRICE, LARGE)]),
        ({"announcementType": "rent", PRICE: 2}, [(PRICE, SMALL)]),
        ({"announcementType": "rent", PRICE: 4, "announcementPayPeriod": "daily"}, []),
        ({"propertyType": "parking", "propertySecondaryType": "garage", PRICE: 4_000, AREA: 18, ROOMS: None}, []),
        ({"propertyType": "parking", "propertySecondaryType": "garage", PRICE: 5, AREA: 18}, [(PRICE, THOUSANDS)]),
        ({"propertySecondaryType": "house", PRICE: 3_500, AREA: 60, ROOMS: 3}, []),
        ({"propertySecondaryType": "house", PRICE: 1_500_000, AREA: 900, ROOMS: 20}, []),
    ],
)
def test_what_is_outside_of_life_is_said(changed: Record, wanted: list[tuple[str, ProblemCode]]) -> None:
    assert told(flat(**changed)) == wanted


def test_the_thousands_that_were_meant_are_named_and_the_price_stays_as_it_was_read() -> None:
    record = flat(**{PRICE: 62})
    (problem,) = (each for each in check(record, CATALOGUE) if each.code is THOUSANDS)
    assert dict(problem.params) == {"value": 62, "meant": 62_000}
    assert record[PRICE] == 62


def test_a_field_that_is_wrong_already_is_not_called_unusual_too() -> None:
    assert [code for field, code in told(flat(**{ROOMS: -5}))] == []


def test_the_table_has_a_field_of_the_catalogue_and_an_order_in_every_range() -> None:
    table = tomllib.loads(resource("plausible.toml").read_text("utf-8"))
    for each in table["range"]:
        assert each["field"] in CATALOGUE.fields
        assert each["low"] < each["high"]
        for name, values in each.get("when", {}).items():
            assert set(values) <= set(CATALOGUE.fields[name].choices)
    assert set(CATALOGUE.fields["announcementCurrency"].choices) <= set(table["currencies"])
    assert load_plausible() is load_plausible()
