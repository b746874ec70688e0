"""Which side wins: the file, and the next sync sends it; the portal, and nothing is sent."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rentix_desktop.sync.comparing.drift import Side, drifts
from rentix_desktop.sync.comparing.siding import Settled, settle_drifts
from rentix_desktop.sync.ledger import Ledger, Listing
from rentix_desktop.sync.planning.plan import PlanOptions, plan
from tests.fakes.catalogue import CATALOGUE
from tests.fakes.ledger import FakeLedger
from tests.fakes.listing_portal import ListingPortal
from tests.sync.drifting import AT, PHOTOS, compared, flat, settle, upload
from tests.sync.runs import RUN, mapped


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
    assert compared(ledger, portal).differences == ()  # it was decided
    assert upload(ledger, portal, map(flat, range(7))) == ["CN-8", "CN-9"]  # out of the file: there is nothing to hide
    assert "CN-7" not in portal.portal


def test_a_gone_listing_left_as_it_is_is_made_again_whole_once_its_row_says_something_else(ledger: Ledger) -> None:
    """A part of it alone would make a listing of that part."""
    portal = ListingPortal()
    rows = [flat(n, announcementStatus=None) for n in range(10)]
    upload(ledger, portal, rows)
    del portal.portal["CN-7"]
    settle(ledger, compared(ledger, portal), Side.PORTAL)
    assert upload(ledger, portal, rows) == []
    rows[7]["announcementValue"] = 5.0
    assert upload(ledger, portal, rows) == ["CN-7"]
    assert portal.portal["CN-7"] == {name: value for name, value in rows[7].items() if name != "externalId"}
    assert compared(ledger, portal).differences == ()
    assert not ledger.listings(["CN-7"])["CN-7"].gone


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


def test_listings_of_the_portal_are_no_sides(ledger: Ledger) -> None:
    portal = ListingPortal()
    upload(ledger, portal, map(flat, range(3)))
    portal.typed_in["501"] = {"announcementStatus": "active"}
    portal.portal["OTHER-1"] = {"announcementStatus": "active"}
    found = compared(ledger, portal)
    assert settle(ledger, found, Side.PORTAL) == Settled(left=2)
    assert {portal.typed_in["501"]["announcementStatus"], portal.portal["OTHER-1"]["announcementStatus"]} == {"active"}


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
