"""Every fix settles what it is for and brings nothing new; what it cannot settle it leaves as it is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rentix_desktop.catalog.check import Checker
from rentix_desktop.catalog.fields import JsonValue, Record
from rentix_desktop.catalog.problems import Problem, ProblemCode, Severity
from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.sync.repair.fixes import OFFERED, WORKS, Fix, FixCode, fixed, offered
from rentix_desktop.sync.repair.recheck import corrected
from rentix_desktop.texts.causes import FIXES

CATALOGUE = builtin_catalogue()
CHECK = Checker(CATALOGUE)
PHOTOS: list[JsonValue] = [{"url": f"https://x.md/{place}.jpg", "externalFileId": str(place)} for place in range(4)]
GOOD: Record = {
    "externalId": "CN-1",
    "announcementType": "sale",
    "propertyType": "residential",
    "propertySecondaryType": "apartment",
    "announcementStatus": "active",
    "announcementValue": 45_000,
    "announcementCurrency": "EUR",
    "announcementDescription": "Two bright rooms beside the park, free from today on.",
    "propertyArea": 54,
    "propertyFloorNumber": 3,
    "propertyFloorsTotal": 9,
    "propertyAddress": "str. Ismail 44",
    "propertyCoordinates": {"lat": 47.0, "lng": 28.8},
    "files": list(PHOTOS),
}


def details(_: Record) -> str:
    return "Apartment, str. Ismail 44, 2 rooms, 54 m²"


def wrong(record: Record, code: ProblemCode) -> tuple[Record, Problem]:
    problem = next(problem for problem in CHECK(record) if problem.code is code)
    return record, problem


def apply(code: FixCode, record: Record, problem: Problem, *, live: bool = False, **more: Any) -> Record:
    fix = Fix(code, problem.field, frozenset({problem.code}), **more)
    return fixed(fix, record, [problem], CATALOGUE, live=live, details=details)


@pytest.mark.parametrize(
    ("change", "code", "fix", "made"),
    [
        ({"announcementDescription": "word " * 500}, ProblemCode.TOO_LONG, FixCode.CUT, None),
        ({"announcementDescription": "2 rooms"}, ProblemCode.TOO_SHORT, FixCode.ADD_DETAILS, None),
        (
            {"announcementDescription": "2 rooms"},
            ProblemCode.TOO_SHORT,
            FixCode.CLEAR,
            {"announcementDescription": None},
        ),
        ({"files": PHOTOS[:2]}, ProblemCode.TOO_FEW_PHOTOS, FixCode.AS_DRAFT, {"announcementStatus": "draft"}),
        ({"files": PHOTOS * 6}, ProblemCode.TOO_MANY_PHOTOS, FixCode.KEEP_FIRST_PHOTOS, {"files": (PHOTOS * 6)[:20]}),
        (
            {"files": [*PHOTOS, {"url": "C:\\5.jpg"}]},
            ProblemCode.PHOTO_ADDRESS_INVALID,
            FixCode.DROP_PHOTOS,
            {"files": PHOTOS},
        ),
        (
            {"files": [*PHOTOS[:2], {"url": "5.jpg"}]},
            ProblemCode.PHOTO_ADDRESS_INVALID,
            FixCode.DROP_PHOTOS_AS_DRAFT,
            {"files": PHOTOS[:2], "announcementStatus": "draft"},
        ),
        ({"files": [*PHOTOS, {"url": "x.md/5.jpg"}]}, ProblemCode.PHOTO_ADDRESS_INVALID, FixCode.ADD_HTTPS, None),
        (
            {"propertyFloorNumber": 9, "propertyFloorsTotal": 4},
            ProblemCode.FLOOR_ABOVE_TOTAL,
            FixCode.SWAP_FLOORS,
            {"propertyFloorNumber": 4, "propertyFloorsTotal": 9},
        ),
        (
            {"propertyCoordinates": {"lat": 28.8, "lng": 47.0}},
            ProblemCode.COORDINATES_OUTSIDE,
            FixCode.SWAP_COORDINATES,
            {"propertyCoordinates": {"lat": 47.0, "lng": 28.8}},
        ),
        ({"propertyFloorNumber": 2.5}, ProblemCode.NOT_WHOLE, FixCode.ROUND, {"propertyFloorNumber": 2}),
    ],
)
def test_a_fix_settles_its_problem(change: Record, code: ProblemCode, fix: FixCode, made: Record | None) -> None:
    record, problem = wrong(GOOD | change, code)
    fields = apply(fix, record, problem)
    assert fields
    if made is not None:
        assert fields == made
    assert CHECK(corrected(record, fields, CATALOGUE)) == ()


def test_a_text_is_cut_between_two_words_and_not_in_one() -> None:
    record, problem = wrong(GOOD | {"announcementDescription": "Chisinau " * 400}, ProblemCode.TOO_LONG)
    text = apply(FixCode.CUT, record, problem)["announcementDescription"]
    assert isinstance(text, str)
    assert 1900 < len(text) <= 2000
    assert set(text.split()) == {"Chisinau"}


def test_a_value_is_put_only_where_this_text_stands() -> None:
    record, problem = wrong(GOOD | {"announcementCurrency": "RUB"}, ProblemCode.CURRENCY_NOT_ACCEPTED)
    assert apply(FixCode.MEAN, record, problem, text="RUB", value="EUR") == {"announcementCurrency": "EUR"}
    assert apply(FixCode.MEAN, record, problem, text="GBP", value="EUR") == {}
    assert apply(FixCode.MEAN, record, problem, text="RUB", value="DOGE") == {}


def test_what_a_public_listing_needs_is_not_emptied() -> None:
    record, problem = wrong(GOOD | {"announcementCurrency": "RUB"}, ProblemCode.CURRENCY_NOT_ACCEPTED)
    assert apply(FixCode.CLEAR, record, problem) == {}
    assert apply(FixCode.CLEAR_AS_DRAFT, record, problem) == {
        "announcementCurrency": None,
        "announcementStatus": "draft",
    }


def test_a_listing_that_everyone_sees_is_not_made_a_draft() -> None:
    record, problem = wrong(GOOD | {"files": PHOTOS[:2]}, ProblemCode.TOO_FEW_PHOTOS)
    assert apply(FixCode.AS_DRAFT, record, problem, live=True) == {}


def test_of_two_photos_with_long_addresses_the_named_one_is_left_out() -> None:
    long = "https://x.md/" + "a" * 200
    photos: list[JsonValue] = [*PHOTOS, {"url": f"{long}1.jpg"}, {"url": f"{long}2.jpg"}]
    problem = Problem("files", ProblemCode.PHOTO_DOES_NOT_OPEN, params={"text": f"{long}2.jpg"[:120], "number": 6})
    record: Record = {**GOOD, "files": photos}
    assert apply(FixCode.DROP_PHOTOS, record, problem) == {"files": photos[:5]}


TEXTS = st.text(st.characters(categories=["L", "N", "P", "Z"]), max_size=30)
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "announcementDescription": st.one_of(
            TEXTS.filter(bool), st.integers(1990, 2100).map(lambda n: "ab " * (n // 3))
        ),
        "announcementStatus": st.sampled_from(["active", "draft", "hidden"]),
        "announcementCurrency": st.sampled_from(["EUR", "RUB", ""]),
        "announcementValue": st.one_of(st.integers(-5, 90_000), TEXTS),
        "propertyFloorNumber": st.one_of(st.integers(-2, 20), st.floats(-3, 30)),
        "propertyFloorsTotal": st.integers(0, 12),
        "propertyCoordinates": st.fixed_dictionaries({"lat": st.floats(-200, 200), "lng": st.floats(-200, 200)}),
        "files": st.lists(
            st.sampled_from(["a.jpg", "x.md/1.jpg", "https://x.md/1.jpg", "http://", "//x.md/a/b.jpg"]), max_size=24
        ).map(lambda urls: [{"url": url} for url in urls]),
    },
)


@given(CHANGES, st.booleans())
@settings(max_examples=300)
def test_no_fix_leaves_its_problem_or_brings_another(change: dict[str, Any], live: bool) -> None:
    record: Record = {**GOOD, **change}
    found = CHECK(record)
    before = {(problem.field, problem.code) for problem in found if problem.severity is Severity.ERROR}
    for problem in found:
        for fix in offered(problem):
            fields = fixed(fix, record, found, CATALOGUE, live=live, details=details)
            if not fields:
                continue
            after = CHECK(corrected(record, fields, CATALOGUE))
            errors = {(problem.field, problem.code) for problem in after if problem.severity is Severity.ERROR}
            assert (problem.field, problem.code) not in {(p.field, p.code) for p in after}, (fix.code, record, fields)
            assert errors <= before, (fix.code, record, fields, errors - before)


def test_every_fix_is_offered_can_be_done_and_has_a_title() -> None:
    assert {code for codes in OFFERED.values() for code in codes} == set(WORKS) == set(FixCode) == set(FIXES)
