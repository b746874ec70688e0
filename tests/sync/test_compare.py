"""Comparing with the portal: what differs, what no source knows, what is gone."""

from __future__ import annotations

import itertools
import tracemalloc
from pathlib import Path

import pytest

from rentix_desktop.catalog.fields import JsonValue
from rentix_desktop.errors import AppError, Code
from rentix_desktop.sync.comparing import compare as comparing
from rentix_desktop.sync.comparing.compare import Comparing, compare
from rentix_desktop.sync.comparing.drift import DriftKind, Side
from rentix_desktop.sync.comparing.siding import Settled
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Cancelled, PortalListing
from rentix_desktop.sync.ledger import Ledger
from rentix_desktop.sync.planning.plan import PlanOptions, plan
from tests.benchmarks import comparing as comparing_benchmark
from tests.fakes.catalogue import CATALOGUE
from tests.fakes.destination import FakeDestination, failure
from tests.fakes.ledger import FakeLedger
from tests.fakes.listing_portal import ListingPortal
from tests.sync.drifting import compared, flat, kinds, settle, upload
from tests.sync.runs import RUN, mapped


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


def test_a_link_taken_off_is_seen_also_where_the_portals_own_id_was_never_told(ledger: Ledger) -> None:
    """The documented answers to bulk requests have no id in them (API reference, 2.3)."""
    portal = ListingPortal(tells_ids=False)
    upload(ledger, portal, [flat(n, propertyFloorNumber=3) for n in range(3)])
    portal.typed_in["501"] = portal.portal.pop("CN-1") | {"announcementValue": "101"}
    portal.typed_in["502"] = {"propertyAddress": "str. Ismail 2"}  # too little to say that it is the same
    found = compared(ledger, portal)
    assert [(drift.kind, drift.external_id, drift.portal_id) for drift in found.differences] == [
        (DriftKind.UNKNOWN, None, "502"),
        (DriftKind.UNLINKED, "CN-1", "501"),
    ]


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


def test_what_is_held_does_not_grow_with_what_the_listings_say(tmp_path: Path) -> None:
    """Their ids and what differs are held, a page of listings at a time (tests/benchmarks/comparing.py for 100,000)."""
    ledger = comparing_benchmark.ledger_of(tmp_path / "ledger.sqlite", 3_000)
    try:
        tracemalloc.start()
        found = compare(ledger, comparing_benchmark.Portal(3_000, 0.01), comparing_benchmark.CATALOGUE, RunControl())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        ledger.close()
    assert (found.listings, len(found.differences), found.complete) == (3_000, 30, True)
    assert peak < 9_000_000  # all of them at once would be several times that
