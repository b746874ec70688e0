"""What is a difference between a listing of the portal and what was sent, and what is none."""

from __future__ import annotations

from typing import Any

import pytest

from rentix_desktop.catalog.fields import JsonValue, Record
from rentix_desktop.sync.comparing.drift import drifts
from rentix_desktop.sync.destination import PersonSeen, PortalListing, Publication
from rentix_desktop.sync.ledger import Listing
from tests.fakes.catalogue import CATALOGUE
from tests.sync.drifting import PHOTOS


def one(ours: Record, **told: Any) -> list[tuple[str, JsonValue]]:
    """The differing fields of one listing, with what the portal has."""
    listing = Listing("CN-1", {name: value for name, value in ours.items() if name != "externalId"})
    seen = PortalListing("7", "CN-1", told.pop("fields", {}), **told)
    return [(drift.field, drift.theirs) for drift in drifts(listing, seen, CATALOGUE)]


@pytest.mark.parametrize(
    ("field", "ours", "theirs"),
    [
        ("announcementValue", 61500, "61500"),
        ("announcementValue", 61500.0, 61500),
        ("announcementValue", 0.1 + 0.2, 0.3),
        ("propertyFloorNumber", 3, "3"),
        ("announcementDescription", "Două camere", {"ro": "Două camere", "ru": "Две комнаты"}),
        ("announcementDescription", "Две комнаты", {"ro": "Două camere", "ru": "Две комнаты"}),
        ("announcementDescription", "Two\r\nrooms ", "Two\nrooms"),
        ("announcementDescription", "Ștefan", "S\u0326tefan"),
        ("propertyCoordinates", {"lat": 47.0101, "lng": 28.8574}, {"lat": "47.0101", "lng": 28.857400001}),
        ("propertyCoordinates", {"lat": 47.0101, "lng": 28.8574}, {"lng": 28.8574, "lat": 47.0101, "zoom": 3}),
        ("propertyType", "residential", "residential"),
    ],
)
def test_the_same_in_another_form_is_no_difference(field: str, ours: JsonValue, theirs: JsonValue) -> None:
    assert one({field: ours}, fields={field: theirs}, whole=True) == []


@pytest.mark.parametrize(
    ("field", "ours", "theirs", "shown"),
    [
        ("announcementValue", 61500, "61501", 61501),
        ("announcementValue", 61500, "on request", "on request"),
        ("announcementValue", 61500, True, True),
        ("announcementDescription", "Two rooms", {"ru": "Три комнаты"}, "Три комнаты"),
        ("announcementDescription", "Two rooms", "", None),
        ("propertyCoordinates", {"lat": 47.0, "lng": 28.8}, {"lat": "47.1", "lng": 28.8}, {"lat": 47.1, "lng": 28.8}),
        ("propertyType", "residential", "commercial", "commercial"),
        ("propertyType", "residential", ["x"], ["x"]),
    ],
)
def test_another_value_is_a_difference_in_our_form(
    field: str, ours: JsonValue, theirs: JsonValue, shown: JsonValue
) -> None:
    assert one({field: ours}, fields={field: theirs}, whole=True) == [(field, shown)]


def test_what_is_not_told_is_a_difference_only_where_all_is_told() -> None:
    ours: Record = {"announcementValue": 3, "user": {"externalUserId": "A-9"}, "files": PHOTOS}
    assert one(ours) == []
    assert one(ours, whole=True, photo_count=0) == [("announcementValue", None), ("user", None), ("files", None)]


def test_what_the_portal_works_out_by_itself_is_no_difference() -> None:
    told = {"announcementValue": 3, "propertyCoordinates": {"lat": 47, "lng": 28}, "views": 7, "slug": "x"}
    assert one({"announcementValue": 3}, fields=told, whole=True) == []
    assert one({"views": 6, "announcementValue": 3}, fields=told, whole=True) == []  # read when it was linked


@pytest.mark.parametrize(
    ("told", "theirs"),
    [
        ({"photo_ids": ("F-2", "F-0", "F-1"), "photo_count": 3}, None),  # any order
        ({"photo_count": 3}, None),  # their ids are not told
        ({}, None),  # nothing of photos is told
        ({"photo_ids": ("F-0",), "photo_count": 1, "publication": Publication.PROCESSING}, None),  # on their way
        ({"photo_ids": ("F-0", "X"), "photo_count": 2}, [PHOTOS[0], {"externalFileId": "X"}]),
        ({"photo_ids": ("F-0", "F-1"), "photo_count": 3}, [PHOTOS[0], PHOTOS[1], {}]),  # one is not from here
        ({"photo_count": 2}, [{}, {}]),
    ],
)
def test_photos_are_compared_by_our_own_ids(told: dict[str, Any], theirs: JsonValue) -> None:
    assert one({"files": PHOTOS}, **told) == ([] if theirs is None else [("files", theirs)])


def test_an_agent_is_compared_by_our_own_id() -> None:
    ours: Record = {"user": {"externalUserId": "A-9"}}
    assert one(ours, user=PersonSeen("12", "A-9")) == []
    assert one(ours, user=PersonSeen("12", "A-8")) == [("user", {"externalUserId": "A-8"})]
    assert one(ours, user=PersonSeen("12", None, "Elena")) == [("user", {"id": "12"})]
    assert one({"user": {"id": 12}}, user=PersonSeen("12", "A-9")) == []
    assert one({"user": {"id": 12}}, user=PersonSeen("13")) == [("user", {"id": "13"})]
