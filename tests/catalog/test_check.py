"""Every cause a record may be blocked or warned for, by the built-in Rentix catalogue."""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import Any

import pytest

from rentix_desktop.catalog.check import Checker, check, is_photo_address
from rentix_desktop.catalog.derive import fill_derived
from rentix_desktop.catalog.fields import Catalogue, Field, Kind, Record
from rentix_desktop.catalog.problems import ProblemCode, Severity
from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue

CATALOGUE = builtin_catalogue()
CHECKER = Checker(CATALOGUE)


def good(**changes: Any) -> Record:
    """A listing that may be published; a change to None takes the field out."""
    record: Record = {
        "externalId": "CN-1",
        "announcementStatus": "active",
        "announcementType": "sale",
        "propertyType": "residential",
        "propertySecondaryType": "apartment",
        "announcementValue": 61500,
        "announcementCurrency": "EUR",
        "announcementDescription": "Two bright rooms near the park, with a lift.",
        "propertyArea": 54.3,
        "propertyFloorNumber": 3,
        "propertyFloorsTotal": 9,
        "propertyAddress": "Chișinău, str. Florilor 5",
        "propertyCoordinates": {"lat": 47.01, "lng": 28.85},
        "files": [{"url": f"https://img.example.org/{n}.jpg", "externalFileId": str(n)} for n in range(3)],
        "user": {"externalUserId": "A-9"},
    }
    record.update(changes)
    return {name: value for name, value in record.items() if value is not None}


def problems(record: Record) -> list[tuple[str, ProblemCode]]:
    return [(problem.field, problem.code) for problem in CHECKER(record)]


def test_a_complete_listing_has_no_problem() -> None:
    assert check(good(), CATALOGUE) == ()


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"externalId": None}, "externalId", ProblemCode.KEY_MISSING),
        ({"externalId": "x" * 256}, "externalId", ProblemCode.TOO_LONG),
        ({"announcementType": None}, "announcementType", ProblemCode.REQUIRED_MISSING),
        ({"propertyAddress": None, "propertyCoordinates": None}, "propertyAddress", ProblemCode.ONE_OF_MISSING),
        ({"announcementValue": "45000"}, "announcementValue", ProblemCode.NOT_A_NUMBER),
        ({"announcementValue": float("nan")}, "announcementValue", ProblemCode.NOT_A_NUMBER),
        ({"propertyFloorNumber": 2.5}, "propertyFloorNumber", ProblemCode.NOT_WHOLE),
        ({"announcementValue": -1}, "announcementValue", ProblemCode.TOO_SMALL),
        ({"announcementDescription": "Short."}, "announcementDescription", ProblemCode.TOO_SHORT),
        ({"announcementDescription": "ă" * 2001}, "announcementDescription", ProblemCode.TOO_LONG),
        ({"files": None}, "files", ProblemCode.TOO_FEW_PHOTOS),
        ({"files": [{"url": f"http://a.md/{n}"} for n in range(2)]}, "files", ProblemCode.TOO_FEW_PHOTOS),
        ({"files": [{"url": f"http://a.md/{n}"} for n in range(21)]}, "files", ProblemCode.TOO_MANY_PHOTOS),
        (
            {"files": [{"url": "http://a.md/1"}, {"url": "http://a.md/2"}, {"url": "ftp://a.md/3"}]},
            "files",
            ProblemCode.PHOTO_ADDRESS_INVALID,
        ),
        ({"propertyType": "castle"}, "propertyType", ProblemCode.VALUE_NOT_ALLOWED),
        ({"propertySecondaryType": "office"}, "propertySecondaryType", ProblemCode.VALUE_NOT_ALLOWED),
        ({"announcementCurrency": "RUB"}, "announcementCurrency", ProblemCode.CURRENCY_NOT_ACCEPTED),
        ({"propertyCoordinates": {"lat": 95, "lng": 28}}, "propertyCoordinates", ProblemCode.COORDINATES_INVALID),
        ({"propertyCoordinates": "47, 28"}, "propertyCoordinates", ProblemCode.COORDINATES_INVALID),
        ({"propertyFloorNumber": 10}, "propertyFloorNumber", ProblemCode.FLOOR_ABOVE_TOTAL),
        ({"propertyAddress": 5}, "propertyAddress", ProblemCode.WRONG_TYPE),
    ],
)
def test_one_thing_wrong_is_one_error(changes: dict[str, Any], field: str, code: ProblemCode) -> None:
    found = CHECKER(good(**changes))
    assert [(problem.field, problem.code, problem.severity) for problem in found] == [(field, code, Severity.ERROR)]


def test_a_number_above_the_largest_is_said_with_the_limit() -> None:
    narrow = replace(
        CATALOGUE, fields={**CATALOGUE.fields, "propertyArea": Field("propertyArea", Kind.NUMBER, maximum=50)}
    )
    (problem,) = check(good(), narrow)
    assert (problem.code, problem.params) == (ProblemCode.TOO_LARGE, {"value": 54.3, "limit": 50})


def test_a_place_outside_moldova_is_a_warning_only() -> None:
    (problem,) = CHECKER(good(propertyCoordinates={"lat": 44.43, "lng": 26.1}))
    assert (problem.code, problem.severity) == (ProblemCode.COORDINATES_OUTSIDE, Severity.WARNING)


def test_a_draft_may_be_incomplete_but_not_wrong() -> None:
    assert problems({"externalId": "CN-1"}) == []
    assert problems({"externalId": "CN-1", "announcementStatus": "hidden"}) == []
    assert problems({"externalId": "CN-1", "announcementDescription": "Short."}) == [
        ("announcementDescription", ProblemCode.TOO_SHORT)
    ]


@pytest.mark.parametrize("status", ["active", "expired", "completed"])
def test_every_public_status_needs_the_required_fields(status: str) -> None:
    found = problems({"externalId": "CN-1", "announcementStatus": status})
    assert {field for field, _ in found} == {
        "announcementType",
        "propertyType",
        "propertySecondaryType",
        "announcementValue",
        "announcementCurrency",
        "propertyAddress",
        "files",
    }


def test_land_for_rent_is_refused_and_for_sale_taken() -> None:
    assert problems(good(propertySecondaryType="residential-land")) == []
    assert problems(good(propertySecondaryType="residential-land", announcementType="rent", announcementValue=450)) == [
        ("propertySecondaryType", ProblemCode.VALUE_NOT_ALLOWED)
    ]


def test_lengths_count_characters_and_the_limit_is_inclusive() -> None:
    assert problems(good(announcementDescription="ș" * 40)) == []
    assert problems(good(announcementDescription="ș" * 2000)) == []
    (problem,) = CHECKER(good(announcementDescription="ș" * 39))
    assert problem.params == {"length": 39, "limit": 40}


def test_a_field_the_live_schema_adds_is_checked_whatever_its_name() -> None:
    odd = {name: Field(name, Kind.INTEGER, minimum=1) for name in ("copy", "_hidden", "model_dump", "a b")}
    catalogue: Catalogue = replace(CATALOGUE, fields={**CATALOGUE.fields, **odd})
    found = check(good(**{"copy": 0, "_hidden": 2, "model_dump": 3, "a b": "x"}), catalogue)
    assert {(problem.field, problem.code) for problem in found} == {
        ("copy", ProblemCode.TOO_SMALL),
        ("a b", ProblemCode.NOT_A_NUMBER),
    }


def test_fields_the_catalogue_does_not_know_pass() -> None:
    assert problems(good(somethingNew={"a": [1]})) == []


def test_a_checker_crosses_process_borders() -> None:
    assert pickle.loads(pickle.dumps(CHECKER))(good(announcementType=None)) == CHECKER(good(announcementType=None))  # noqa: S301 - our own bytes


@pytest.mark.parametrize(
    ("address", "taken"),
    [
        ("https://img.example.org/a.jpg", True),
        ("HTTP://img.example.org", True),
        ("http://кириллица.рф/фото.jpg", True),
        ("http://10.0.0.1:8080/x?y=z#q", True),
        ("http:///a.jpg", False),
        ("https://", False),
        ("//img.example.org/a.jpg", False),
        ("file:///c:/a.jpg", False),
        ("a.jpg", False),
        ("http://a b.md/x", False),
        ("http://a..b/x", False),
        ("javascript:alert(1)", False),
    ],
)
def test_addresses_of_photos(address: str, taken: bool) -> None:
    assert is_photo_address(address) is taken


def test_what_follows_is_filled_in_and_what_was_said_is_kept() -> None:
    record: Record = {"propertySecondaryType": "apartment", "propertyQuantitySizeValue": 2}
    fill_derived(record, CATALOGUE)
    assert record["propertyType"] == "residential"
    assert record["propertyQuantitySize"] == "custom-value"
    said: Record = {"propertySecondaryType": "apartment", "propertyType": "commercial"}
    fill_derived(said, CATALOGUE)
    assert said["propertyType"] == "commercial"
    unclear: Record = {"propertySecondaryType": "other"}
    fill_derived(unclear, CATALOGUE)
    assert "propertyType" not in unclear
