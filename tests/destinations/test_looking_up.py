"""How a listing stands on the portal, by `GET /listings/:id` (API reference, 2.4)."""

from __future__ import annotations

from typing import Any

import pytest

from rentix_desktop.catalog.fields import Record
from rentix_desktop.sync.destination import DestinationError, ListingSeen, Publication
from tests.destinations.conftest import Connect, NoWaiting
from tests.destinations.scripted import answer, scripted

LISTING: dict[str, Any] = {
    "id": 90211,
    "externalId": "CN 1/ț",
    "publicUrl": "https://rentix.md/announcement/90211",
    "formData": {"announcementStatus": "pending_active"},
}


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        (
            answer(200, LISTING),
            ListingSeen(Publication.PROCESSING, "pending_active", LISTING["publicUrl"], "CN 1/ț", "90211"),
        ),
        (
            answer(200, {"id": 1, "formData": {"announcementStatus": "active"}}),
            ListingSeen(Publication.PUBLISHED, "active", portal_id="1"),
        ),
        (
            answer(200, {"id": 1, "status": "publish_failed"}),
            ListingSeen(Publication.FAILED, "publish_failed", portal_id="1"),
        ),
        (
            answer(200, {"id": 1, "formData": {"announcementStatus": "blocked"}}),
            ListingSeen(Publication.BLOCKED, "blocked", portal_id="1"),
        ),
        (
            answer(200, {"id": 1, "formData": {"announcementStatus": "of-tomorrow"}}),
            ListingSeen(Publication.ACCEPTED, "of-tomorrow", portal_id="1"),
        ),
        (answer(200, {"id": 1, "formData": []}), ListingSeen(Publication.ACCEPTED, portal_id="1")),
        (answer(404, {"statusCode": 404, "message": "Listing not found"}), ListingSeen(Publication.GONE)),
    ],
)
def test_how_a_listing_stands(connected: Connect, said: bytes, seen: ListingSeen) -> None:
    with scripted(said) as server:
        destination = connected(server.address)
        assert destination.listing("CN 1/ț", "90211", NoWaiting()) == seen
        assert destination.listing("CN 1/ț", None, NoWaiting()) == seen
    assert [asked.path for asked in server.asked] == [
        "/api/v1/listings/90211",
        "/api/v1/listings/external/CN%201%2F%C8%9B",
    ]


@pytest.mark.parametrize(
    "said",
    [
        answer(404, {"statusCode": 404, "message": "Cannot GET /api/v1/listings/90211"}),
        answer(404, "<h1>Not found</h1>", kind="text/html"),
        answer(200, {"items": []}),
        answer(200, b"hello"),
    ],
)
def test_an_answer_that_is_not_about_a_listing_says_nothing_of_it(connected: Connect, said: bytes) -> None:
    with scripted(said) as server, pytest.raises(DestinationError):
        connected(server.address).listing("CN-1", "90211", NoWaiting())


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (answer(200, LISTING | {"formData": {"propertyArea": 54}}), ("90211", "CN 1/ț", {"propertyArea": 54})),
        (answer(404, {"statusCode": 404, "message": "Listing not found"}), None),
    ],
)
def test_what_is_under_an_id_of_ours_is_told_with_its_fields(
    connected: Connect, said: bytes, found: tuple[str, str, Record] | None
) -> None:
    with scripted(said) as server:
        listing = connected(server.address).find_listing("CN 1/ț", NoWaiting())
    assert (listing and (listing.portal_id, listing.external_id, listing.fields)) == found
    assert [asked.path for asked in server.asked] == ["/api/v1/listings/external/CN%201%2F%C8%9B"]


def test_a_portal_that_does_not_know_the_path_tells_nothing_of_an_id(connected: Connect) -> None:
    said = answer(404, {"statusCode": 404, "message": "Cannot GET /api/v1/listings/external/CN-1"})
    with scripted(said) as server, pytest.raises(DestinationError):
        connected(server.address).find_listing("CN-1", NoWaiting())
