"""When a plan is looked at against the portal's own list, and what is asked for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rentix_desktop.errors import Cause, Code
from rentix_desktop.linking.proposing import OnPortal
from rentix_desktop.linking.recalling import look_at_plan
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import After, DestinationError, ListingPage, Waiter
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


@pytest.mark.parametrize(
    ("known", "new", "asked"),
    [(0, 1, True), (0, 40, True), (10, 3, False), (10, 4, True), (100, 20, False), (100, 21, True)],
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
