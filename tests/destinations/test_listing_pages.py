"""All listings are read, however the portal pages them, and reading ends whatever it answers."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rentix_desktop.demo.launch import start_demo
from rentix_desktop.demo.options import PAGINGS, DemoOptions, Paging
from rentix_desktop.destinations.rentix import connect
from rentix_desktop.destinations.rentix.errors import Answer, Call
from rentix_desktop.destinations.rentix.listing_items import is_plain, listing_of
from rentix_desktop.destinations.rentix.listing_pages import ListingPages
from rentix_desktop.errors import Code
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import DestinationError, Lists, Op, Operation, PortalListing, Waiter
from tests.destinations.conftest import KEY, Connect, NoWaiting
from tests.destinations.scripted import answer, scripted
from tests.fakes.request_log import MemoryRequestLog

BASE = "https://portal.example/api/v1"
Query = dict[str, str]
Portal = Callable[[Query], "tuple[int, Any]"]


@dataclass
class Told:
    """The client's place: what the portal says, and what was asked."""

    portal: Portal
    host: str = "portal.example"
    asked: list[Query] = field(default_factory=list)

    def request(self, method: str, path: str, call: Call, waiter: Waiter) -> Answer:
        assert (method, call) == ("GET", Call.READ)
        parts = urlsplit(path)
        assert parts.path == "/listings"
        query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        self.asked.append(query)
        assert len(self.asked) < 200, "it does not end"
        status, body = self.portal(query)
        return Answer(status, body, is_json=True)


def items(start: int, stop: int) -> list[dict[str, Any]]:
    return [{"id": n, "externalId": f"CN-{n}", "formData": {"id": n, "propertyArea": n}} for n in range(start, stop)]


def read_all(portal: Portal) -> tuple[list[str], bool, Told]:
    """The ids as they came, whether the list is said to be complete, what was asked."""
    told = Told(portal)
    pages = list(ListingPages(told, BASE, NoWaiting()))
    assert [page.last for page in pages] == [False] * (len(pages) - 1) + [True]
    return [listing.portal_id for page in pages for listing in page.listings], pages[-1].complete, told


def numbers(count: int) -> list[str]:
    return [str(n) for n in range(count)]


def _limit(query: Query, most: int = 100) -> int:
    return min(most, int(query.get("limit", 20)))


# the ways pages go on -------------------------------------------------------------------------------------------------
def by_cursor(count: int, name: str, param: str, holder: str = "") -> Portal:
    def portal(query: Query) -> tuple[int, Any]:
        start = int(query.get(param, "c0")[1:])
        stop = min(count, start + _limit(query))
        told: Any = {name: f"c{stop}" if stop < count else None}
        return 200, {"items": items(start, stop), **({holder: told} if holder else told)}

    return portal


@pytest.mark.parametrize(
    ("name", "param", "holder"),
    [
        ("nextCursor", "cursor", ""),
        ("next_cursor", "cursor", "meta"),
        ("cursor", "cursor", ""),
        ("next", "cursor", "pagination"),
        ("next", "after", "paging"),
        ("endCursor", "after", "pageInfo"),
        ("nextPageToken", "pageToken", ""),
        ("next", "next", ""),
    ],
)
def test_a_cursor_is_followed_whatever_it_is_called(name: str, param: str, holder: str) -> None:
    ids, complete, _ = read_all(by_cursor(250, name, param, holder))
    assert ids == numbers(250)
    assert complete


@pytest.mark.parametrize("address", ["https://portal.example/api/v1/listings", "/api/v1/listings", ""])
@pytest.mark.parametrize("holder", ["links", "_links", ""])
def test_the_address_of_the_next_page_is_followed(address: str, holder: str) -> None:
    def portal(query: Query) -> tuple[int, Any]:
        start = int(query.get("from", 0))
        link: Any = f"{address}?from={start + 100}&limit=100" if start + 100 < 250 else None
        told = {holder: {"next": {"href": link} if link else None}} if holder else {"next": link}
        return 200, {"data": items(start, min(250, start + 100)), **told}

    ids, complete, _ = read_all(portal)
    assert ids == numbers(250)
    assert complete


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/x?from=100", "//evil.example/?from=100", "http://[::1?a=b"]
)
def test_an_address_of_another_host_is_not_followed(elsewhere: str) -> None:
    ids, complete, told = read_all(lambda _: (200, {"items": items(0, 100), "next": elsewhere}))
    assert ids == numbers(100)
    assert not complete
    assert all("from" not in query and "a" not in query for query in told.asked)


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("told_in", ["pagination", "", None])
def test_pages_by_number_also_from_zero(first: int, told_in: str | None) -> None:
    def portal(query: Query) -> tuple[int, Any]:
        number = int(query.get("page", first))
        start = (number - first) * 100
        said: Any = {"page": number}
        beside = {} if told_in is None else {told_in: said} if told_in else said
        return 200, {"items": items(start, max(start, min(250, start + 100))), **beside}

    ids, complete, _ = read_all(portal)
    assert sorted(ids, key=int) == numbers(250)
    assert complete


@pytest.mark.parametrize("param", ["offset", "skip"])
@pytest.mark.parametrize("told", [True, False])
def test_pages_by_offset(param: str, told: bool) -> None:
    def portal(query: Query) -> tuple[int, Any]:
        if set(query) - {"limit", param}:
            return 400, {"statusCode": 400, "message": ["property should not exist"]}
        start = int(query.get(param, 0))
        return 200, {"items": items(start, min(250, start + _limit(query))), **({param: start} if told else {})}

    ids, complete, _ = read_all(portal)
    assert ids == numbers(250)
    assert complete


def test_a_portal_that_gives_fewer_than_asked_for_is_read_whole() -> None:
    def portal(query: Query) -> tuple[int, Any]:
        start = int(query.get("offset", 0))
        return 200, items(start, min(250, start + 20))

    ids, complete, _ = read_all(portal)
    assert ids == numbers(250)
    assert complete


def test_a_way_that_fails_is_left_for_the_next_one() -> None:
    """`page` makes the portal fall over, `offset` works."""

    def portal(query: Query) -> tuple[int, Any]:
        if "page" in query:
            return 500, {"statusCode": 500, "message": "Internal server error"}
        start = int(query.get("offset", 0))
        return 200, {"items": items(start, min(150, start + 100))}

    told = Told(portal)
    pages = ListingPages(told, BASE, NoWaiting())
    found: list[PortalListing] = []
    failures = 0
    while True:
        try:
            page = next(pages)
        except DestinationError:
            failures += 1
            continue
        found += page.listings
        if page.last:
            break
    assert [listing.portal_id for listing in found] == numbers(150)
    assert page.complete
    assert failures == 2


def test_a_portal_that_will_not_be_asked_for_a_size() -> None:
    def portal(query: Query) -> tuple[int, Any]:
        return (400, {"message": "no limit here"}) if "limit" in query else (200, {"items": items(0, 7)})

    assert read_all(portal)[:2] == (numbers(7), True)


# the end --------------------------------------------------------------------------------------------------------------
def test_a_portal_that_repeats_itself_is_left_and_said_to_be_incomplete() -> None:
    ids, complete, told = read_all(lambda _: (200, {"items": items(0, 100)}))
    assert ids == numbers(100)
    assert not complete
    assert len(told.asked) <= 6


def test_a_cursor_that_stands_still_is_not_followed_for_ever() -> None:
    ids, complete, _ = read_all(lambda _: (200, {"items": items(0, 100), "nextCursor": "same", "hasMore": True}))
    assert (ids, complete) == (numbers(100), False)


def test_fewer_than_the_total_is_incomplete() -> None:
    assert read_all(lambda _: (200, {"items": items(0, 100), "total": 250}))[:2] == (numbers(100), False)


def test_a_total_that_is_that_of_the_page_is_not_believed() -> None:
    def portal(query: Query) -> tuple[int, Any]:
        start = int(query.get("offset", 0))
        stop = min(150, start + 100)
        return 200, {"items": items(start, stop), "total": stop - start}

    ids, _, _ = read_all(portal)
    assert ids == numbers(150)


def test_a_list_that_changes_while_it_is_read_is_not_called_complete() -> None:
    def portal(query: Query) -> tuple[int, Any]:
        start = int(query.get("offset", 0))
        return 200, {"items": items(start, min(150, start + 100)), "offset": start, "total": 150 if start else 151}

    assert read_all(portal)[1] is False


@pytest.mark.parametrize(("count", "complete"), [(0, True), (7, True), (20, False), (99, True), (100, False)])
def test_one_answer_that_says_nothing_of_pages(count: int, complete: bool) -> None:
    """A page as full as pages usually are may not be all."""
    ids, said, _ = read_all(lambda _: (200, {"items": items(0, count)}))
    assert (ids, said) == (numbers(count), complete)


def test_what_cannot_be_read_is_left_out_and_told_of() -> None:
    ids, complete, _ = read_all(lambda _: (200, {"items": [{"id": 1}, "x", None, {"no": "id"}, [], 3], "total": 6}))
    assert (ids, complete) == (["1"], False)


@pytest.mark.parametrize("body", [None, 3, "x", {}, {"items": {}}, {"items": 7}, {"error": "x"}])
def test_an_answer_that_is_no_list_is_an_error_that_may_pass(body: Any) -> None:
    with pytest.raises(DestinationError) as caught:
        list(ListingPages(Told(lambda _: (200, body)), BASE, NoWaiting()))
    assert caught.value.code is Code.ANSWER_UNREADABLE


@pytest.mark.parametrize(("status", "code"), [(401, Code.KEY_INVALID), (403, Code.FORBIDDEN), (503, Code.SERVER_ERROR)])
def test_a_failure_is_raised_and_the_page_asked_for_again(status: int, code: Code) -> None:
    answers = [(status, {"message": "Invalid API key"}), (200, {"items": items(0, 3)})]
    pages = ListingPages(Told(lambda _: answers[0] if len(answers) == 1 else answers.pop(0)), BASE, NoWaiting())
    with pytest.raises(DestinationError) as caught:
        next(pages)
    assert caught.value.code is code
    assert len(next(pages).listings) == 3


_WORDS = """items data next nextCursor cursor total hasMore page offset links pagination meta id externalId formData user files
status href url"""
_KEYS = st.sampled_from(_WORDS.split()) | st.text(max_size=4)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=5),
    max_leaves=25,
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_VALUES, min_size=1, max_size=6))
def test_reading_ends_whatever_is_answered(answers: list[Any]) -> None:
    told = Told(lambda _: (200, answers[min(len(told.asked), len(answers)) - 1]))
    pages = ListingPages(told, BASE, NoWaiting())
    seen: set[str] = set()
    with contextlib.suppress(DestinationError):
        for page in pages:
            for listing in page.listings:
                assert listing.portal_id or listing.external_id
                key = listing.portal_id or f"external {listing.external_id}"
                assert key not in seen
                seen.add(key)


# one listing ----------------------------------------------------------------------------------------------------------
FULL: Any = {
    "id": 90211,
    "externalId": "CN-4407",
    "publicUrl": "https://rentix.md/announcement/90211",
    "createdAt": "2026-05-04T09:30:00.000Z",
    "updatedAt": "2026-05-06T17:02:11.000Z",
    "formData": {
        "id": 90211,
        "announcementStatus": "active",
        "announcementValue": 61500,
        "balcony": {"kind": "loggia"},
    },
    "user": {"id": 12, "externalId": "A-9", "name": "Elena Rusu", "phone": "+37360000111", "role": "admin"},
    "files": [
        {"id": 7001, "externalId": "CN-4407-1", "size": "183402"},
        {"id": 7002, "externalFileId": "CN-4407-2", "originalUrl": "https://img.example.org/2.jpg"},
    ],
}


def test_the_whole_form_of_a_listing() -> None:
    listing = listing_of(FULL)
    assert listing is not None
    assert (listing.portal_id, listing.external_id, listing.status) == ("90211", "CN-4407", "active")
    assert listing.fields == {
        "announcementStatus": "active",
        "announcementValue": 61500,
        "balcony": {"kind": "loggia"},  # not known here, and kept
    }
    assert listing.user is not None
    assert (listing.user.portal_id, listing.user.external_id, listing.user.name) == ("12", "A-9", "Elena Rusu")
    assert listing.photo_ids == ("CN-4407-1", "CN-4407-2")
    assert listing.photos == ("https://img.example.org/2.jpg",)
    assert listing.updated_at == "2026-05-06T17:02:11.000Z"


@pytest.mark.parametrize(
    "form",
    [
        {"id": "90211", "externalId": None, "status": "hidden", "announcementValue": 61500},
        {"formData": {"id": 90211.0, "announcementStatus": "hidden", "announcementValue": 61500}},
    ],
)
def test_a_shorter_form_of_a_listing(form: Any) -> None:
    listing = listing_of(form)
    assert listing is not None
    assert (listing.portal_id, listing.external_id, listing.status) == ("90211", None, "hidden")
    assert listing.fields["announcementValue"] == 61500


def test_what_is_nested_without_end_is_left_out() -> None:
    deep: Any = "x"
    for _ in range(900):
        deep = [deep]
    assert not is_plain(deep)
    listing = listing_of({"id": 1, "formData": {"deep": deep, "propertyArea": 50}})
    assert listing is not None
    assert listing.fields == {"propertyArea": 50}


def test_what_is_no_number_is_left_out() -> None:
    listing = listing_of({"id": 1, "formData": {"a": float("inf"), "b": [{"c": float("nan")}], "propertyArea": 50}})
    assert listing is not None
    assert listing.fields == {"propertyArea": 50}


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(_KEYS, _VALUES, max_size=8))
def test_no_answer_breaks_the_reading_of_a_listing(answer: Any) -> None:
    listing = listing_of(answer)
    if listing is not None:
        assert listing.portal_id or listing.external_id
        assert all(isinstance(each, str) for each in (*listing.photos, *listing.photo_ids, listing.status))


# over HTTP ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("paging", PAGINGS)
def test_the_demo_portal_is_read_in_each_of_its_ways(paging: Paging, connected: Connect) -> None:
    with start_demo(DemoOptions(limits="off", paging=paging)) as portal:
        destination = connected(portal.base_url, portal.key)
        for start in range(0, 250, 50):
            operations = [Operation(Op.UPSERT, f"CN-{start + n}", {"propertyArea": 50 + n}) for n in range(50)]
            destination.send(operations, RunControl())
        assert isinstance(destination, Lists)
        pages = list(destination.list_listings(RunControl()))
    found = [listing for page in pages for listing in page.listings]
    assert [listing.external_id for listing in found] == [f"CN-{n}" for n in range(len(found))]
    assert found[7].fields["propertyArea"] == 57
    assert (len(found), pages[-1].complete) == ((100, False) if paging == "none" else (250, True))


def test_the_key_goes_to_no_other_host(connected: Connect) -> None:
    with scripted(answer(200, {"items": []})) as other:
        there = f"{other.address}/listings?page=2"
        body = json.dumps({"items": items(0, 100), "next": there, "links": {"next": {"href": there}}})
        with scripted(answer(200, body)) as server:
            pages = list(connected(server.address).list_listings(RunControl()))
    assert len(server.asked) > 1
    assert other.asked == []
    assert not pages[-1].complete


def test_the_requests_for_pages_keep_the_rate_limit() -> None:
    body = json.dumps({"items": items(0, 100), "nextCursor": "more", "total": 250})
    with scripted(answer(200, body)) as server:
        limited = connect(server.address, KEY, request_log=MemoryRequestLog(), requests_per_minute=1)
        with contextlib.closing(limited):
            pages = limited.list_listings(NoWaiting())
            next(pages)
            with pytest.raises(AssertionError, match="rate_limit"):
                next(pages)
    assert len(server.asked) == 1
