"""Listings as people type them in on the portal."""

from __future__ import annotations

from rentix_desktop.catalog.fields import Record
from rentix_desktop.sync.destination import Op, Operation, PortalListing
from tests.destinations.conftest import NoWaiting
from tests.proofs.world import Office

FIELDS: Record = {"announcementValue": 50_000, "propertyAddress": "Chișinău, str. Ismail 1"}


def typed_in(desk: Office, count: int) -> list[PortalListing]:
    """Listings of the portal that have no id of ours."""
    names = [f"by-hand-{number}" for number in range(count)]
    desk.destination.send([Operation(Op.UPSERT, name, FIELDS) for name in names], NoWaiting())
    ids = [str(desk.destination.listing(name, None, NoWaiting()).portal_id) for name in names]
    off = [Operation(Op.UNLINK, name, portal_id=each) for name, each in zip(names, ids, strict=True)]
    desk.destination.send(off, NoWaiting())
    return [PortalListing(each, None, FIELDS) for each in ids]
