"""Listings on a portal that others change by hand."""

from __future__ import annotations

from collections.abc import Iterable

from rentix_desktop.catalog.fields import JsonValue, Record
from rentix_desktop.sync.comparing.compare import Compared, compare
from rentix_desktop.sync.comparing.drift import DriftKind, Side
from rentix_desktop.sync.comparing.siding import Settled, settle_drifts
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.ledger import Ledger
from rentix_desktop.sync.planning.plan import PlanOptions, plan
from tests.fakes.catalogue import CATALOGUE
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
