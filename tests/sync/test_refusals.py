"""What the portal says is put in our terms where it is known, and is left as it is where it is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentix_desktop.catalog.fields import Record
from rentix_desktop.catalog.problems import ProblemCode
from rentix_desktop.demo import validation
from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.sync.repair.refusals import understand

CATALOGUE = builtin_catalogue()
RECORD: Record = {
    "externalId": "CN-1",
    "announcementStatus": "active",
    "announcementDescription": "2 rooms",
    "announcementCurrency": "RUB",
    "announcementValue": 0,
    "propertyFloorNumber": 12,
    "propertyFloorsTotal": 9,
    "files": [{"url": "a.jpg"}, {"url": "https://x.md/2.jpg"}],
    "user": {"externalUserId": "A-404"},
}


@pytest.mark.parametrize(
    ("words", "field", "code", "params"),
    [
        (
            "announcementDescription must be longer than or equal to 40 characters",
            "announcementDescription",
            ProblemCode.TOO_SHORT,
            {"length": 7, "limit": 40},
        ),
        (
            "announcementCurrency must be one of the following values: EUR, USD, MDL",
            "announcementCurrency",
            ProblemCode.CURRENCY_NOT_ACCEPTED,
            {"text": "RUB"},
        ),
        ("files must contain at least 3 elements", "files", ProblemCode.TOO_FEW_PHOTOS, {"length": 2, "limit": 3}),
        (
            "files.0.url must be a URL address",
            "files",
            ProblemCode.PHOTO_ADDRESS_INVALID,
            {"text": "a.jpg", "number": 1},
        ),
        (
            "propertyFloorNumber must not be greater than propertyFloorsTotal",
            "propertyFloorNumber",
            ProblemCode.FLOOR_ABOVE_TOTAL,
            {"floor": "12", "total": "9"},
        ),
        (
            "announcementValue must not be less than 1",
            "announcementValue",
            ProblemCode.TOO_SMALL,
            {"value": 0, "limit": 1},
        ),
        (
            "propertyAddress or propertyCoordinates should not be empty",
            "propertyAddress",
            ProblemCode.ONE_OF_MISSING,
            {"fields": "propertyAddress, propertyCoordinates"},
        ),
        (
            "announcementPayPeriod should not exist for sale",
            "announcementPayPeriod",
            ProblemCode.NOT_WANTED,
            {"text": ""},
        ),
        ("User not found", "user", ProblemCode.AGENT_UNKNOWN, {"text": "A-404"}),
        ("Invalid status", "announcementStatus", ProblemCode.STATUS_NOT_POSSIBLE, {"text": "active"}),
        ("External ID already linked", "externalId", ProblemCode.CODE_TAKEN, {"text": "CN-1"}),
        ("Listing already has external ID", "externalId", ProblemCode.HAS_OTHER_CODE, {"text": "CN-1"}),
        ("Listing not found", "externalId", ProblemCode.NOT_ON_PORTAL, {"text": "CN-1"}),
    ],
)
def test_known_words_name_field_and_problem(
    words: str, field: str, code: ProblemCode, params: dict[str, str | int]
) -> None:
    problem = understand(words, RECORD, CATALOGUE)
    assert problem is not None
    assert (problem.field, problem.code, dict(problem.params)) == (field, code, params)


@pytest.mark.parametrize(
    "words",
    [
        "announcementValue must not be 13",
        "somethingElse must be a number",
        "Something went wrong",
        "",
        "announcementValue must be a number and the moon must be round",
    ],
)
def test_other_words_stay_words(words: str) -> None:
    found = understand(words, RECORD, CATALOGUE)
    assert found is None or found.field in CATALOGUE.fields
    assert (found is None) == (not words.startswith("announcementValue must be a number"))


def test_all_that_the_demo_portal_says_of_fields_is_understood() -> None:
    wrong: Record = {
        "announcementType": "swap",
        "propertyType": 3,
        "announcementCurrency": "RUB",
        "announcementDescription": "short",
        "propertyFloorNumber": 900,
        "propertyArea": "big",
        "propertyQuantitySizeValue": 1.5,
        "files": [{"url": "x"}],
        "propertyAddress": "x" * 501,
        "propertyCoordinates": {"lat": 100, "lng": 1},
        "user": {"externalUserId": ""},
        "propertyHousingMarket": "NO WAY",
    }
    said = [*validation.check_given(wrong), *validation.check_public({}, 0)]
    said += validation.check_together({"announcementType": "sale", "announcementPayPeriod": "monthly"})
    assert len(said) >= 17
    assert [words for words in said if understand(words, wrong, CATALOGUE) is None] == []


@given(st.text(max_size=200))
def test_any_words_are_read_without_a_fault(words: str) -> None:
    found = understand(words, RECORD, CATALOGUE)
    assert found is None or found.field in CATALOGUE.fields
