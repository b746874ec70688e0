"""One code on two records: what makes two properties of them all the same, and what never does."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rentix_desktop.catalog.fields import JsonValue, Record
from rentix_desktop.linking.address import read_address
from rentix_desktop.linking.another import plainly_another
from rentix_desktop.linking.facts import facts_of_listing, facts_of_row
from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.sync.destination import PortalListing
from tests.linking.agency import agency
from tests.linking.test_pairing import FLAT, listing, row

CHISINAU = "Chișinău, str. 31 August 1989, 42/1"
UNGHENI: Record = {"propertyAddress": "Ungheni, bd. Ștefan cel Mare 69", "announcementType": "rent"}


def is_another(ours: MappedRow, theirs: PortalListing) -> bool:
    mine, other = facts_of_row(ours, "A-0"), facts_of_listing(theirs)
    assert plainly_another(mine, other) is plainly_another(other, mine)
    return plainly_another(mine, other)


def changed(**fields: JsonValue) -> bool:
    """Whether a flat and what it was changed into are told to be two."""
    return is_another(row(**{"propertyAddress": CHISINAU, **fields}), listing(propertyAddress=CHISINAU))


def test_another_town_street_and_deal_are_another_property() -> None:
    assert is_another(row(propertyAddress=CHISINAU), listing(**UNGHENI, announcementValue=300))
    thin = {name: None for name in FLAT if name not in ("propertyAddress", "announcementType")}
    assert is_another(row(propertyAddress=CHISINAU, **thin), listing(**{**thin, **UNGHENI}))


def test_a_garage_under_the_house_is_no_flat_of_it() -> None:
    garage: Record = {"propertyType": "parking", "propertySecondaryType": "garage", "announcementValue": 9_000}
    gone = dict.fromkeys(("propertyFloorNumber", "propertyFloorsTotal", "propertyQuantitySizeValue"))
    assert changed(**garage, **gone, propertyArea=18)


def test_another_flat_of_the_house_is_another_property() -> None:
    assert changed(propertyFloorNumber=7, propertyQuantitySizeValue=4, propertyArea=110, announcementValue=140_000)


@pytest.mark.parametrize(
    "edit",
    [
        {},
        {"announcementValue": 12_000},
        {"propertyArea": 70, "announcementValue": 40_000},
        {"propertyArea": 57, "propertyFloorNumber": 4},
        {"announcementType": "rent", "announcementValue": 350},
        {"announcementType": "rent", "announcementValue": 350, "propertySecondaryType": "room"},
        {"propertyType": "commercial", "propertySecondaryType": "office", "announcementValue": 75_000},
        {"propertyAddress": "мун. Кишинёв, ул. 31 Августа 1989, 42/1, кв. 7"},
        {"propertyAddress": "31 August 42"},
        {"propertyAddress": "Centru"},
        {"propertyAddress": "Chișinău, bd. Dacia 5"},
        {"propertyAddress": "Chișinău, bd. Dacia 5", "announcementValue": 40_000},
        {"propertyAddress": "Bălți, str. Kiev 111"},
        {"propertyAddress": None, "propertyFloorNumber": None},
        dict.fromkeys(FLAT),
    ],
    ids=lambda edit: "-".join(edit) or "nothing",
)
def test_what_is_edited_every_day_makes_no_other_property(edit: Record) -> None:
    assert not changed(**edit)


ROWS = agency(300, 7)
PAIRS = [
    (each, next(there for there in ROWS.listings if there.portal_id == portal_id))
    for portal_id, code in ROWS.truth.items()
    for each in ROWS.rows
    if each.record["externalId"] == code
]


def _renamed(address: str) -> str:
    """Its street has another name now."""
    return f"str. Primăverii Târzii {read_address(address).house_text}"


Edit = Callable[[Record, random.Random], Record]
EDITS: dict[str, Edit] = {
    "price": lambda record, rng: {"announcementValue": float(str(record["announcementValue"])) * rng.uniform(0.3, 3)},
    "area": lambda record, rng: {"propertyArea": float(str(record["propertyArea"])) * rng.uniform(0.7, 1.5)},
    "deal": lambda record, _: (
        {"announcementType": "rent", "announcementValue": 400}
        if record["announcementType"] == "sale"
        else {"announcementType": "sale", "announcementValue": 60_000}
    ),
    "floor": lambda _, rng: {"propertyFloorNumber": rng.randint(1, 16)},
    "rooms": lambda _, rng: {"propertyQuantitySizeValue": rng.randint(1, 6)},
    "kind": lambda *_: {"propertySecondaryType": "house"},
    "moved": lambda *_: {"propertyAddress": "Bălți, str. Kiev 111"},
    "place": lambda *_: {"propertyCoordinates": {"lat": 47.76, "lng": 27.93}},
    "office": lambda *_: {"propertyType": "commercial", "propertySecondaryType": "office"},
    "renamed": lambda record, _: {"propertyAddress": _renamed(str(record["propertyAddress"]))},
    "forgotten": lambda record, rng: {rng.choice(sorted(record.keys() - {"externalId"})): None},
}


@settings(deadline=None, max_examples=400)
@given(st.integers(0, len(PAIRS) - 1), st.sampled_from(sorted(EDITS)), st.randoms(use_true_random=False))
def test_of_a_whole_agency_no_edit_of_one_thing_makes_another_property(at: int, edit: str, rng: random.Random) -> None:
    """Beside all the noise that the two sides of a pair have already."""
    ours, theirs = PAIRS[at]
    record = {**ours.record, **EDITS[edit](ours.record, rng)}
    assert not is_another(
        replace(ours, record={name: value for name, value in record.items() if value is not None}), theirs
    )


IN_PLACE = sorted(EDITS.keys() - {"moved", "place", "forgotten"})
"""The place agrees still, but for the one thing that was said of it anew."""
UNSAID = (
    ("propertyFloorNumber", "propertyFloorsTotal"), ("propertyCoordinates",), ("propertyArea",),
    ("propertyQuantitySize", "propertyQuantitySizeValue"), ("announcementDescription",), ("announcementValue",),
    ("announcementType",), ("propertySecondaryType", "propertyType"),
)  # fmt: skip
"""What a thin record does not say, in every combination."""


def without(record: Record, gone: frozenset[str]) -> Record:
    return {name: value for name, value in record.items() if value is not None and name not in gone}


@settings(deadline=None, max_examples=1500)
@given(
    st.integers(0, len(PAIRS) - 1),
    st.lists(st.sampled_from(IN_PLACE), min_size=2, max_size=2, unique=True),
    st.sets(st.sampled_from(UNSAID)).map(lambda groups: frozenset(name for group in groups for name in group)),
    st.randoms(use_true_random=False),
)
def test_two_edits_at_once_make_no_other_property_however_little_is_said_beside_them(
    at: int, edits: list[str], gone: frozenset[str], rng: random.Random
) -> None:
    ours, theirs = PAIRS[at]
    record: Record = dict(ours.record)
    for edit in edits:
        record.update(EDITS[edit](ours.record, rng))
    there = replace(theirs, fields=without(theirs.fields, gone))
    assert not is_another(replace(ours, record=without(record, gone)), there)


def test_of_a_whole_agency_nearly_every_other_listing_is_another_property() -> None:
    rng = random.Random(7)
    others = [(ours, rng.choice(PAIRS)[1]) for ours, theirs in PAIRS]
    wrong = [(ours, other) for (ours, theirs), (_, other) in zip(PAIRS, others, strict=True) if other is not theirs]
    found = sum(is_another(ours, other) for ours, other in wrong)
    assert found >= 0.95 * len(wrong)
