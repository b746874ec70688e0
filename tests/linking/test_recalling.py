"""When a plan is looked at against the portal's own list, and what is asked for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rentix_desktop.errors import Cause, Code
from rentix_desktop.linking.proposing import OnPortal
from rentix_desktop.linking.recalling import look_at_plan, recall
from rentix_desktop.sync.books.conflicts import Conflict
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import After, DestinationError, ListingPage, PortalListing, Waiter
from rentix_desktop.sync.planning.recall import is_little_known
from tests.fakes.catalogue import CATALOGUE
from tests.fakes.destination import FakeDestination
from tests.fakes.ledger import FakeLedger
from tests.linking.test_pairing import listing
from tests.sync.runs import planned, records, upload


class Listing(FakeDestination):
    """One that tells which listings it has; `refuses`: it does not just now."""

    def __init__(self, *, refuses: bool = False) -> None:
        super().__init__()
        self.refuses, self.readings = refuses, 0

    def list_listings(self, waiter: Waiter) -> Iterator[ListingPage]:
        self.readings += 1
        if self.refuses:
            raise DestinationError(Code.SERVER_ERROR, Cause.UNREACHABLE, After.REFUSE)
        return iter(())


class Finding(Listing):
    """One that also tells what it has under one id."""

    def __init__(self, *there: PortalListing, refuses: bool = False) -> None:
        super().__init__(refuses=refuses)
        self.there, self.asked = {each.external_id: each for each in there}, list[str]()

    def find_listing(self, external_id: str, waiter: Waiter) -> PortalListing | None:
        self.asked.append(external_id)
        if self.refuses:
            raise DestinationError(Code.SERVER_ERROR, Cause.UNREACHABLE, After.REFUSE)
        return self.there.get(external_id)


@pytest.mark.parametrize(
    ("known", "new", "asked"),
    [(0, 1, True), (0, 40, True), (10, 3, False), (10, 4, True), (100, 20, False), (100, 21, True), (200, 21, True)],
)
def test_it_is_asked_for_where_more_is_new_than_a_day_brings(known: int, new: int, asked: bool) -> None:
    ledger, portal = FakeLedger(), FakeDestination()
    if known:
        upload(ledger, portal, records(known))
    assert is_little_known(planned(ledger, portal, records(known + new))) is asked


def test_a_ledger_that_knows_its_listings_asks_nothing() -> None:
    ledger, portal = FakeLedger(), Listing()
    upload(ledger, portal, records(20))
    for found in (records(20), records(22), records(20, price=99.0)):
        looked = look_at_plan(ledger, portal, CATALOGUE, planned(ledger, portal, found), RunControl())
        assert (looked.on_portal, looked.changed, looked.failed) == (None, False, None)
    assert portal.readings == 0


def test_of_a_ledger_that_knows_its_listings_the_few_new_ones_are_looked_up() -> None:
    elsewhere = {"propertyAddress": "Ungheni, bd. Ștefan cel Mare 69", "announcementType": "rent"}
    ours = listing(91, "CN-21", propertyAddress="str. Ismail 21", announcementValue=100.0)
    ledger, portal = FakeLedger(), Finding(listing(90, "CN-20", announcementValue=3.0, **elsewhere), ours)
    upload(ledger, portal, records(20))
    look_at_plan(ledger, portal, CATALOGUE, planned(ledger, portal, records(20, price=9.0)), RunControl())
    assert portal.asked == []
    looked = look_at_plan(ledger, portal, CATALOGUE, planned(ledger, portal, records(23)), RunControl())
    assert portal.asked == ["CN-20", "CN-21", "CN-22"]
    assert [each.external_id for each in looked.restored.conflicts] == ["CN-20"]
    assert (looked.restored.adopted, looked.changed, looked.on_portal, portal.readings) == (1, True, None, 0)


def test_what_is_held_is_looked_up_again_where_a_person_asks() -> None:
    ledger, portal = FakeLedger(), Finding()
    upload(ledger, portal, records(20))
    ledger.keep_conflicts([], [Conflict("CN-20", "90"), Conflict("CN-77", "91")])
    run = planned(ledger, portal, records(21))
    assert run.blocked == 1
    assert not recall(ledger, portal, CATALOGUE, run, RunControl(), held=False)
    assert portal.asked == []
    assert recall(ledger, portal, CATALOGUE, run, RunControl())
    assert (portal.asked, set(ledger.conflicts())) == (["CN-20"], {"CN-77"})  # the other one is no row of this file


def test_where_new_ones_cannot_be_looked_up_they_are_new() -> None:
    ledger, portal = FakeLedger(), Finding(refuses=True)
    upload(ledger, portal, records(20))
    looked = look_at_plan(ledger, portal, CATALOGUE, planned(ledger, portal, records(22)), RunControl())
    assert (looked.changed, looked.failed, portal.asked) == (False, None, ["CN-20"])


def test_what_was_read_before_is_not_read_again() -> None:
    ledger, portal = FakeLedger(), Listing()
    there = OnPortal((listing(90, "CN-0", propertyAddress="str. Ismail 0", announcementValue=100.0),), complete=True)
    run = planned(ledger, portal, records(2))
    looked = look_at_plan(ledger, portal, CATALOGUE, run, RunControl(), on_portal=there)
    assert (looked.restored.adopted, looked.changed, portal.readings) == (1, True, 0)


def test_what_cannot_be_read_is_told_and_holds_nothing_up() -> None:
    ledger, portal = FakeLedger(), Listing(refuses=True)
    looked = look_at_plan(ledger, portal, CATALOGUE, planned(ledger, portal, records(2)), RunControl())
    assert looked.failed is not None
    assert (looked.changed, looked.on_portal) == (False, None)
