"""Comparing 100,000 listings of a portal in memory with a ledger on disk: seconds, and what it holds.

python -m tests.benchmarks.comparing [--listings 100000] [--differing 0.05]
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

from rentix_desktop.catalog.fields import Record
from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.sync.comparing.compare import compare
from rentix_desktop.sync.comparing.drift import Side
from rentix_desktop.sync.comparing.siding import settle_drifts
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Accepted, ListingPage, PortalListing, Waiter
from rentix_desktop.sync.ledger import Action, NewRun, PlannedRow, RunKind
from tests.fakes.destination import FakeDestination
from tests.fakes.ledger import ACCOUNT

PAGE = 100
CHUNK = 500
CATALOGUE = builtin_catalogue()


def fields_of(number: int) -> Record:
    return {
        "announcementType": "sale",
        "propertyType": "residential",
        "propertySecondaryType": "apartment",
        "announcementStatus": "active",
        "announcementValue": 50_000 + number,
        "announcementCurrency": "EUR",
        "announcementDescription": f"Două camere luminoase lângă parc, etajul {number % 9}. " * 8,
        "propertyArea": 40.5 + number % 60,
        "propertyFloorNumber": number % 9,
        "propertyAddress": f"Chișinău, str. Grădinilor {number}",
        "files": [
            {"url": f"https://img.example/{number}/{n}.jpg", "externalFileId": f"{number}-{n}"} for n in range(8)
        ],
    }


class Portal(FakeDestination):
    """Makes its pages when they are asked for."""

    def __init__(self, count: int, differing: float) -> None:
        super().__init__()
        self._count = count
        self._every = round(1 / differing) if differing else count + 1

    def list_listings(self, waiter: Waiter) -> Iterator[ListingPage]:
        for start in range(0, self._count, PAGE):
            stop = min(self._count, start + PAGE)
            yield ListingPage(tuple(self._told(n) for n in range(start, stop)), last=stop == self._count)

    def _told(self, number: int) -> PortalListing:
        fields = fields_of(number)
        ids = tuple(str(photo["externalFileId"]) for photo in fields.pop("files"))  # type: ignore[union-attr, index, call-overload]
        if number % self._every == 0:
            fields["announcementValue"] = 1
        return PortalListing(
            str(number), f"CN-{number:06}", fields, "active", photo_ids=ids, photo_count=len(ids), whole=True
        )


def ledger_of(path: Path, count: int) -> SqliteLedger:
    ledger = SqliteLedger(path, ACCOUNT)
    run = ledger.begin(NewRun(ACCOUNT, RunKind.UPLOAD, "a", "a.xlsx"))
    for start in range(0, count, CHUNK):
        rows = [
            PlannedRow(n, n, n + 2, f"CN-{n:06}", Action.CREATE, fields_of(n), fields_of(n))
            for n in range(start, min(count, start + CHUNK))
        ]
        ledger.add_rows(run, rows)
        ledger.settle(run, [(row.seq, Accepted(status="active")) for row in rows])
    return ledger


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--listings", type=int, default=100_000)
    parser.add_argument("--differing", type=float, default=0.05)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ledger = ledger_of(Path(folder) / "ledger.sqlite", options.listings)
        portal = Portal(options.listings, options.differing)
        started = time.perf_counter()
        found = compare(ledger, portal, CATALOGUE, RunControl())
        seconds = time.perf_counter() - started
        started = time.perf_counter()
        settled = settle_drifts([(drift, Side.PORTAL) for drift in found.differences], ledger, CATALOGUE, 0.0)
        settling = time.perf_counter() - started
        ledger.close()
        ledger = SqliteLedger(Path(folder) / "ledger.sqlite", ACCOUNT)
        tracemalloc.start()
        compare(ledger, Portal(options.listings, options.differing), CATALOGUE, RunControl())
        _, peak = tracemalloc.get_traced_memory()
        ledger.close()
    told = {
        "listings": found.listings,
        "differences": len(found.differences),
        "seconds": round(seconds, 2),
        "settled": settled.portal,
        "settling_seconds": round(settling, 2),
        "peak_mb": round(peak / 1e6, 1),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
