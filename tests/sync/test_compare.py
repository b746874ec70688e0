"""Comparing with the portal: what differs, what no source knows, what is gone; and which side wins."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rentix_desktop.catalog.fields import JsonValue, Record
from rentix_desktop.errors import AppError, Code
from rentix_desktop.sync import compare as comparing
from rentix_desktop.sync.compare import Compared, Comparing, compare
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Cancelled, PersonSeen, PortalListing, Publication
from rentix_desktop.sync.drift import DriftKind, Side, drifts
from rentix_desktop.sync.ledger import Ledger, Listing
from rentix_desktop.sync.plan import PlanOptions, plan
from rentix_desktop.sync.siding import Settled, hide, settle_drifts
from tests.fakes.catalogue import CATALOGUE
from tests.fakes.destination import FakeDestination, failure
from tests.fakes.ledger import FakeLedger
from tests.fakes.listing_portal import ListingPortal
from tests.sync.runs import RUN, mapped, send

AT = 1_000.0
PHOTOS: list[JsonValue] = [{"url": f"https://img.example/{n}.jpg", "externalFileId": f"F-{n}"} for n in range(3)]


def flat(number: int, **changes: JsonValue) -> Record:
    record: Record = {
        "externalId": f"CN-{number}",
        "announcementStatus": "active",
        "announcementValue": 100.0 + number,
        "announcementDescription": "Two light rooms",
        "propertyAddress": f"str. Ismail {number}",
        "propertyCoordinates": {"lat": 47.01, "lng": 28.85},
        "files": PHOTOS,
        "user": {"externalUserId": "A-9"},
    }
    return {name: value for name, value in (record | changes).items() if value is not None}


def upload(ledger: Ledger, portal: ListingPortal, found: Iterable[Record], *, vanished: bool = True) -> list[str]:
    """What was sent."""
    options = PlanOptions(hide_missing=vanished, hide_confirmed=True)
    forecast = plan(mapped(found), ledger, CATALOGUE, portal, RUN, options)
    sent = [row.planned.external_id for row in ledger.pending(forecast.run, -1, 10_000)]
    send(ledger, portal, forecast.run)
    return sent


def compared(ledger: Ledger, portal: ListingPortal) -> Compared:
    return compare(ledger, portal, CATALOGUE, RunControl())


def settle(ledger: Ledger, found: Compared, side: Side, *only: DriftKind) -> Settled:
    choices = [(drift, side) for drift in found.differences if not only or drift.kind in only]
    return settle_drifts(choices, ledger, CATALOGUE, AT)


def kinds(found: Compared) -> dict[DriftKind, int]:
    return dict(found.counts)


# what differs ---------------------------------------------------------------------------------------------------------
def test_nothing_differs_after_an_upload(ledger: Ledger) -> None:
    portal = ListingPortal()
    upload(ledger, portal, map(flat, range(20)))
    found = compared(ledger, portal)
    assert (found.differences, found.complete, found.listings, found.known) == ((), True, 20, 20)


def test_a_field_changed_on_the_portal_is_shown_with_both_values(ledger: Ledger) -> None:
    portal = ListingPortal()
    upload(ledger, portal, map(flat, range(20)))
    portal.portal["CN-3"]["announcementValue"] = 99_000
    (drift,) = compared(ledger, portal).differences
    assert (drift.kind, drift.external_id, drift.field) == (DriftKind.FIELD, "CN-3", "announcementValue")
    assert (drift.ours, drift.theirs, drift.source) == (103.0, 99_000, RUN.source)
    assert (drift.note, drift.public_url) == ("str. Ismail 3", "https://portal.example/p-CN-3")


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


@pytest.mark.parametrize("theirs", ["hidden", "expired", "publish_failed", "blocked", "draft"])
def test_a_status_that_is_another_one_is_shown(ledger: Ledger, theirs: str) -> None:
    portal = ListingPortal()
    upload(ledger, portal, map(flat, range(3)))
    portal.portal["CN-1"]["announcementStatus"] = theirs
    (drift,) = compared(ledger, portal).differences
    assert (drift.kind, drift.ours, drift.theirs) == (DriftKind.STATUS, "active", theirs)
    assert (Side.FILE in drift.sides) is (theirs != "blocked")  # only their support can undo that


def test_what_is_still_being_published_is_no_difference(ledger: Ledger) -> None:
    portal = ListingPortal()
    upload(ledger, portal, map(flat, range(3)))
    portal.portal["CN-1"]["announcementStatus"] = "pending_active"
    assert compared(ledger, portal).differences == ()


def test_a_listing_that_no_source_knows_is_shown_with_and_without_an_id_of_ours(ledger: Ledger) -> None:
    portal = ListingPortal()
    upload(ledger, portal, map(flat, range(3)))
    portal.typed_in["501"] = {"propertyAddress": "str. Florilor 1"}
    portal.portal["OTHER-1"] = {"announcementStatus": "active"}
    found = compared(ledger, portal).differences
    assert {(drift.kind, drift.external_id, drift.portal_id, drift.note) for drift in found} == {
        (DriftKind.UNKNOWN, None, "501", "str. Florilor 1"),
        (DriftKind.UNKNOWN, "OTHER-1", "p-OTHER-1", ""),
    }


def test_a_listing_that_is_gone_is_said_to_be_so_where_the_list_was_complete(ledger: Ledger) -> None:
    portal = ListingPortal()
    upload(ledger, portal, map(flat, range(10)))
    del portal.portal["CN-4"]
    found = compared(ledger, portal)
    assert [(drift.kind, drift.external_id) for drift in found.differences] == [(DriftKind.GONE, "CN-4")]
    assert (portal.looked_up, found.known) == ([], 10)


def test_where_the_list_may_not_be_complete_each_is_looked_up(ledger: Ledger) -> None:
    portal = ListingPortal()
    upload(ledger, portal, map(flat, range(10)))
    del portal.portal["CN-4"]
    portal.complete, portal.shows = False, lambda name: name != "CN-7"
    told: list[Comparing] = []
    found = compare(ledger, portal, CATALOGUE, RunControl(), told.append)
    assert [(drift.kind, drift.external_id) for drift in found.differences] == [(DriftKind.GONE, "CN-4")]
    assert sorted(portal.looked_up) == ["CN-4", "CN-7"]
    assert (found.complete, found.asked, told[-1]) == (False, 2, Comparing(8, 2, 2))


def test_listings_we_hid_are_not_called_gone_where_the_list_leaves_hidden_ones_out(ledger: Ledger) -> None:
    portal = ListingPortal()
    upload(ledger, portal, map(flat, range(12)))
    upload(ledger, portal, map(flat, range(6)))
    portal.shows = lambda name: portal.portal[name]["announcementStatus"] != "hidden"
    assert compared(ledger, portal).differences == ()
    assert len(portal.looked_up) == 1


def test_a_listing_whose_link_was_taken_off_is_told_once_and_never_made_twice(ledger: Ledger) -> None:
    portal = ListingPortal()
    upload(ledger, portal, map(flat, range(3)))
    portal.typed_in["p-CN-1"] = portal.portal.pop("CN-1")
    found = compared(ledger, portal)
    assert [(drift.kind, drift.external_id) for drift in found.differences] == [(DriftKind.UNLINKED, "CN-1")]
    assert settle(ledger, found, Side.FILE) == Settled(left=1)
    assert upload(ledger, portal, map(flat, range(3))) == []


def test_fields_that_the_portal_tells_of_no_listing_are_named_and_not_compared(ledger: Ledger) -> None:
    class Silent(ListingPortal):
        def told(self, portal_id: str, external_id: str | None, fields: dict[str, JsonValue]) -> PortalListing:
            rest = {name: value for name, value in fields.items() if name != "propertyAddress"}
            return super().told(portal_id, external_id, rest)

    portal = Silent()
    upload(ledger, portal, map(flat, range(5)))
    del portal.portal["CN-2"]["announcementDescription"]
    found = compared(ledger, portal)
    assert found.untold == ("propertyAddress",)
    assert [(drift.external_id, drift.field, drift.theirs) for drift in found.differences] == [
        ("CN-2", "announcementDescription", None)
    ]
    assert (found.counts, found.beyond) == ({DriftKind.FIELD: 1}, 0)


def test_no_more_than_a_bounded_number_of_differences_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "MOST", 10)
    ledger, portal = FakeLedger(), ListingPortal()
    upload(ledger, portal, map(flat, range(30)))
    for fields in portal.portal.values():
        fields["announcementValue"] = 1
    found = compared(ledger, portal)
    assert (len(found.differences), found.beyond, kinds(found)) == (10, 20, {DriftKind.FIELD: 30})


@pytest.mark.usefixtures("_quick")
def test_a_page_that_fails_for_now_is_asked_for_again(ledger: Ledger) -> None:
    failures = itertools.chain([failure(), failure(retry_after=0.0)], itertools.repeat(None))

    def before(page: int) -> None:
        if page == 1 and (error := next(failures)) is not None:
            raise error

    portal = ListingPortal(before_page=before)
    upload(ledger, portal, map(flat, range(20)))
    assert compared(ledger, portal).listings == 20


def test_it_can_be_stopped(ledger: Ledger) -> None:
    portal, control = ListingPortal(), RunControl()
    upload(ledger, portal, map(flat, range(20)))
    with pytest.raises(Cancelled):
        compare(ledger, portal, CATALOGUE, control, lambda _: control.cancel())


def test_a_service_that_does_not_list_says_so(ledger: Ledger) -> None:
    with pytest.raises(AppError) as caught:
        compare(ledger, FakeDestination(), CATALOGUE, RunControl())
    assert caught.value.code is Code.CANNOT_BE_ASKED


def test_a_new_listing_whose_answer_was_lost_is_none_that_nobody_knows(ledger: Ledger) -> None:
    portal = ListingPortal(lose_after_applying=frozenset({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}))
    forecast = plan(mapped([flat(1)]), ledger, CATALOGUE, portal, RUN, PlanOptions())
    ledger.start(forecast.run)
    ledger.intend(forecast.run, [0])
    portal.portal["CN-1"] = {"announcementValue": 1}
    ledger.finish(forecast.run, 1.0, complete=False)
    ledger.start(forecast.run)  # the answer never came
    assert compared(ledger, portal).differences == ()


# the file wins --------------------------------------------------------------------------------------------------------
def test_the_file_wins_and_the_next_sync_sends_our_value(ledger: Ledger) -> None:
    portal = ListingPortal()
    upload(ledger, portal, map(flat, range(10)))
    portal.portal["CN-3"]["announcementValue"] = 99_000
    del portal.portal["CN-4"]["propertyAddress"]
    portal.portal["CN-5"]["announcementStatus"] = "hidden"
    portal.portal["CN-6"]["announcementStatus"] = "expired"
    del portal.portal["CN-7"]
    assert settle(ledger, compared(ledger, portal), Side.FILE) == Settled(file=5)
    assert upload(ledger, portal, map(flat, range(10))) == ["CN-3", "CN-4", "CN-5", "CN-6", "CN-7"]
    assert portal.portal["CN-7"] == {name: value for name, value in flat(7).items() if name != "externalId"}
    assert compared(ledger, portal).differences == ()


def test_the_file_wins_over_a_listing_shown_again_by_hand(ledger: Ledger) -> None:
    """It is not in the file: it is hidden again."""
    portal = ListingPortal()
    upload(ledger, portal, map(flat, range(10)))
    upload(ledger, portal, map(flat, range(8)))
    portal.portal["CN-9"]["announcementStatus"] = "active"
    settle(ledger, compared(ledger, portal), Side.FILE)
    assert upload(ledger, portal, map(flat, range(8))) == ["CN-9"]
    assert portal.portal["CN-9"]["announcementStatus"] == "hidden"


def test_a_value_without_a_status_in_the_file_is_shown_again(ledger: Ledger) -> None:
    """The status was sent because it came back, and its row says none."""
    portal = ListingPortal()
    rows = [flat(n, announcementStatus=None) for n in range(10)]
    upload(ledger, portal, rows)
    upload(ledger, portal, rows[:8])
    upload(ledger, portal, rows)
    portal.portal["CN-9"]["announcementStatus"] = "hidden"
    settle(ledger, compared(ledger, portal), Side.FILE)
    assert upload(ledger, portal, rows) == ["CN-9"]
    assert portal.portal["CN-9"]["announcementStatus"] == "active"


# the portal wins ------------------------------------------------------------------------------------------------------
def test_the_portal_wins_and_nothing_is_sent_until_the_file_says_something_else(ledger: Ledger) -> None:
    portal = ListingPortal()
    upload(ledger, portal, map(flat, range(10)))
    portal.portal["CN-3"]["announcementValue"] = 99_000
    portal.portal["CN-5"]["announcementStatus"] = "hidden"
    portal.portal["CN-6"]["user"] = {"externalUserId": "A-7"}
    portal.portal["CN-8"]["files"] = [*PHOTOS[:2], {"externalFileId": "X-1"}, {"externalFileId": "X-2"}]
    assert settle(ledger, compared(ledger, portal), Side.PORTAL) == Settled(portal=4)
    assert upload(ledger, portal, map(flat, range(10))) == []
    assert compared(ledger, portal).differences == ()
    (kept,) = ledger.corrections(["CN-3"])["CN-3"]
    assert (kept.was, kept.now, kept.at) == (103.0, 99_000, AT)
    new = [flat(n, announcementValue=5.0) if n == 3 else flat(n) for n in range(10)]
    assert upload(ledger, portal, new) == ["CN-3"]
    assert portal.portal["CN-3"]["announcementValue"] == 5.0


def test_the_portal_wins_over_a_listing_hidden_because_its_file_had_it_no_more(ledger: Ledger) -> None:
    portal = ListingPortal()
    upload(ledger, portal, map(flat, range(10)))
    upload(ledger, portal, map(flat, range(8)))
    portal.portal["CN-9"]["announcementStatus"] = "active"
    settle(ledger, compared(ledger, portal), Side.PORTAL)
    assert upload(ledger, portal, map(flat, range(8))) == []
    assert portal.portal["CN-9"]["announcementStatus"] == "active"
    assert compared(ledger, portal).differences == ()


def test_a_gone_listing_left_as_it_is_is_not_made_again(ledger: Ledger) -> None:
    portal = ListingPortal()
    upload(ledger, portal, map(flat, range(10)))
    del portal.portal["CN-7"]
    assert settle(ledger, compared(ledger, portal), Side.PORTAL) == Settled(portal=1)
    assert upload(ledger, portal, map(flat, range(10))) == []


def test_an_earlier_correction_of_the_cell_keeps_what_the_file_says(ledger: Ledger) -> None:
    portal = ListingPortal()
    upload(ledger, portal, [flat(1)])
    for value in (200, 300):
        portal.portal["CN-1"]["announcementValue"] = value
        settle(ledger, compared(ledger, portal), Side.PORTAL)
        assert upload(ledger, portal, [flat(1)]) == []
    (kept,) = ledger.corrections(["CN-1"])["CN-1"]
    assert (kept.was, kept.now) == (101.0, 300)


def test_what_our_checks_would_hold_the_row_back_for_is_left_as_it_is(ledger: Ledger) -> None:
    """A row must not be stopped by what the portal has."""
    portal = ListingPortal()
    upload(ledger, portal, map(flat, range(3)))
    portal.portal["CN-1"]["announcementValue"] = -5
    portal.portal["CN-2"]["announcementStatus"] = "publish_failed"
    assert settle(ledger, compared(ledger, portal), Side.PORTAL) == Settled(portal=2)
    assert ledger.corrections(["CN-1", "CN-2"]) == {}
    forecast = plan(mapped(map(flat, range(3))), ledger, CATALOGUE, portal, RUN, PlanOptions())
    assert (forecast.unchanged, forecast.blocked) == (3, 0)


def test_a_difference_that_is_old_by_now_is_left(ledger: Ledger) -> None:
    portal = ListingPortal()
    upload(ledger, portal, map(flat, range(3)))
    portal.portal["CN-1"]["announcementValue"] = 7
    found = compared(ledger, portal)
    upload(ledger, portal, [flat(0), flat(1, announcementValue=55.0), flat(2)])
    assert settle(ledger, found, Side.FILE) == Settled(left=1)
    assert ledger.listings(["CN-1"])["CN-1"].fields["announcementValue"] == 55.0


def test_listings_of_the_portal_are_hidden_only_on_request(ledger: Ledger) -> None:
    portal = ListingPortal()
    upload(ledger, portal, map(flat, range(3)))
    portal.typed_in["501"] = {"announcementStatus": "active"}
    portal.portal["OTHER-1"] = {"announcementStatus": "active"}
    found = compared(ledger, portal)
    assert settle(ledger, found, Side.PORTAL) == Settled(left=2)
    assert hide(found.differences, portal, CATALOGUE, RunControl()) == {}
    assert portal.typed_in["501"]["announcementStatus"] == "hidden"
    assert portal.portal["OTHER-1"]["announcementStatus"] == "hidden"


def test_a_refusal_to_hide_is_told_in_the_portals_words(ledger: Ledger) -> None:
    portal = ListingPortal(refuse=lambda _: "Invalid status")
    portal.typed_in["501"] = {}
    assert hide(compared(ledger, portal).differences, portal, CATALOGUE, RunControl()) == {"501": "Invalid status"}


# whatever was done by hand --------------------------------------------------------------------------------------------
_EDITS = st.lists(
    st.tuples(
        st.integers(0, 7),
        st.one_of(
            st.tuples(st.just("announcementValue"), st.sampled_from([7, "8", 9.5, None])),
            st.tuples(st.just("announcementDescription"), st.sampled_from(["By hand", {"ro": "De mână"}, None])),
            st.tuples(st.just("announcementStatus"), st.sampled_from(["hidden", "draft", "active", "publish_failed"])),
            st.tuples(st.just("propertyCoordinates"), st.sampled_from([{"lat": "47.2", "lng": 28.9}, None])),
            st.tuples(st.just("files"), st.sampled_from([PHOTOS[:2], [{"externalFileId": "X"}], None])),
            st.tuples(st.just("user"), st.sampled_from([{"externalUserId": "A-1"}, None])),
            st.just(("gone", None)),
        ),
    ),
    max_size=12,
)


def by_hand(portal: ListingPortal, edits: list[tuple[int, tuple[str, Any]]]) -> None:
    for number, (name, value) in edits:
        fields = portal.portal.get(f"CN-{number}")
        if name == "gone":
            portal.portal.pop(f"CN-{number}", None)
        elif fields is not None and value is None:
            fields.pop(name, None)
        elif fields is not None:
            fields[name] = value


@settings(max_examples=80, deadline=None)
@given(_EDITS)
def test_after_the_file_won_the_next_sync_makes_the_portal_equal_to_it(
    edits: list[tuple[int, tuple[str, Any]]],
) -> None:
    ledger, portal = FakeLedger(), ListingPortal()
    rows = [flat(n) for n in range(8)]
    upload(ledger, portal, rows)
    by_hand(portal, edits)
    found = compared(ledger, portal)
    settle(ledger, found, Side.FILE)
    upload(ledger, portal, rows)
    for record in rows:
        there = portal.portal[str(record["externalId"])]
        told = portal.told("1", str(record["externalId"]), there)
        listing = Listing(told.external_id or "", {k: v for k, v in record.items() if k != "externalId"})
        left = [drift.field for drift in drifts(listing, told, CATALOGUE) if drift.field not in found.untold]
        assert left == []


@settings(max_examples=80, deadline=None)
@given(_EDITS)
def test_after_the_portal_won_nothing_is_sent(edits: list[tuple[int, tuple[str, Any]]]) -> None:
    ledger, portal = FakeLedger(), ListingPortal()
    rows = [flat(n) for n in range(8)]
    upload(ledger, portal, rows)
    by_hand(portal, edits)
    before = {name: dict(fields) for name, fields in portal.portal.items()}
    choices = [(drift, Side.PORTAL) for drift in compared(ledger, portal).differences]
    settle_drifts(choices, ledger, CATALOGUE, AT)
    assert upload(ledger, portal, rows) == []
    assert portal.portal == before
