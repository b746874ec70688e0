"""What the proofs share: the strict demo portal with faults, a file of rows, a ledger, and what must hold at the end."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

from rentix_desktop.catalog.fields import Record
from rentix_desktop.demo.launch import start_demo
from rentix_desktop.demo.options import DemoOptions
from rentix_desktop.destinations.rentix import connect
from rentix_desktop.destinations.rentix.destination import RentixDestination
from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.store.request_times import RequestTimes
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.ledger import AccountKey, Ledger, LedgerRow, NewRun, RunKind, State
from rentix_desktop.sync.planning.plan import plan
from rentix_desktop.sync.progress import Listener, Summary
from rentix_desktop.sync.sending import retry
from rentix_desktop.sync.sending.engine import Engine
from tests.fakes.catalogue import CATALOGUE

UNLIMITED: Final = 1_000_000
Fault = dict[str, Any]


class Portal:
    """The demo portal in its own process, and its back door."""

    def __init__(self, base_url: str, key: str) -> None:
        self.base_url = base_url
        self.key = key
        self._door = httpx.Client(base_url=base_url.removesuffix("/api/v1"), timeout=60, trust_env=False)

    def faults(self, faults: Sequence[Fault]) -> None:
        self._door.post("/_demo/faults", json=list(faults)).raise_for_status()

    def state(self) -> dict[str, Any]:
        answer = self._door.get("/_demo/state")
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def reset(self) -> None:
        self._door.post("/_demo/reset").raise_for_status()

    def close(self) -> None:
        self._door.close()


@contextlib.contextmanager
def open_portal(options: DemoOptions | None = None) -> Iterator[Portal]:
    with start_demo(options or DemoOptions(limits="off", faults=True, job_seconds=0.0)) as demo:
        portal = Portal(demo.base_url, demo.key)
        with contextlib.closing(portal):
            yield portal


@contextlib.contextmanager
def short_waits() -> Iterator[None]:
    """Back-off of hundredths of a second: the proofs want many faults, not long waits."""
    kept = retry.FIRST_SECONDS, retry.SHORTEST_SECONDS, retry.LOOK_AGAIN_SECONDS
    retry.FIRST_SECONDS, retry.SHORTEST_SECONDS, retry.LOOK_AGAIN_SECONDS = 0.01, 0.001, 0.05  # type: ignore[misc]  # settings of a test
    try:
        yield
    finally:
        retry.FIRST_SECONDS, retry.SHORTEST_SECONDS, retry.LOOK_AGAIN_SECONDS = kept  # type: ignore[misc]  # see above


@dataclass(frozen=True, slots=True)
class File:
    """`rows` rows; of these `bad` ones have a description that the portal finds too short."""

    rows: int
    bad: frozenset[int] = frozenset()
    price: int = 1000

    def records(self) -> Iterator[Record]:
        for number in range(self.rows):
            record: Record = {
                "externalId": name_of(number),
                "announcementValue": self.price + number,
                "propertyAddress": f"str. Ismail {number}",
            }
            if number in self.bad:
                record["announcementDescription"] = "scurt"
            yield record


def name_of(number: int) -> str:
    return f"CN-{number:06}"


class Office:
    """One agency's program: a ledger in a folder of its own, and a destination; `times` where another folder's request
    times are shared."""

    def __init__(
        self,
        folder: Path,
        portal: Portal,
        *,
        bulk: int = UNLIMITED,
        requests: int = UNLIMITED,
        times: Path | None = None,
    ) -> None:
        self.account = AccountKey(portal.base_url, "1")
        self.path = folder / "ledger.sqlite"
        self.ledger: Ledger = SqliteLedger(self.path, self.account)
        self._times = RequestTimes((times or folder) / "times.sqlite")
        self.destination: RentixDestination = connect(
            portal.base_url, portal.key, request_log=self._times, requests_per_minute=requests, bulk_per_minute=bulk
        )

    def plan(self, file: File) -> int:
        run = NewRun(self.account, RunKind.UPLOAD, "/files/export.xlsx#Sheet1", "export.xlsx")
        rows = (MappedRow(number, number + 2, record) for number, record in enumerate(file.records()))
        return plan(rows, self.ledger, CATALOGUE, self.destination, run).run

    def send(self, run: int, listener: Listener | None = None, patience: float = 30.0) -> Summary:
        return Engine(self.ledger, self.destination, RunControl(), listener, patience).run(run)

    def close(self) -> None:
        self.destination.close()
        self._times.close()
        self.ledger.close()


@contextlib.contextmanager
def office(
    folder: Path, portal: Portal, *, bulk: int = UNLIMITED, requests: int = UNLIMITED, times: Path | None = None
) -> Iterator[Office]:
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.closing(Office(folder, portal, bulk=bulk, requests=requests, times=times)) as made:
        yield made


def wrong(
    file: File, ledger: Ledger, run: int, state: dict[str, Any], refused: frozenset[int] | None = None
) -> list[str]:
    """What does not hold of a finished run; empty = 0 lost, 0 wrong. `refused` rows (None: the bad ones) and no others
    were refused, with words; everything else is on the portal as the file has it, and in the ledger as on the portal."""
    expected_refused = file.bad if refused is None else refused
    found: list[str] = []
    rows = {row.planned.external_id: row for row in ledger.rows(run)}
    listings = {listing["externalId"]: listing for listing in state["listings"]}
    known = ledger.listings(list(rows))
    counts = ledger.counts(run)
    if sum(counts.by_state.values()) != counts.total or counts.total != file.rows:
        found.append(f"states do not add up: {counts}")
    for number, record in enumerate(file.records()):
        name = name_of(number)
        row, listing = rows.get(name), listings.pop(name, None)
        if row is None:
            found.append(f"{name} is in no state")
        elif number in expected_refused:
            found += _of_refused(name, row, listing)
        else:
            found += _of_accepted(name, row, listing, record)
            if name not in known or dict(known[name].fields) != {k: v for k, v in record.items() if k != "externalId"}:
                found.append(f"{name}: the ledger does not know what the portal has")
    return found + [f"{name} was never in the file" for name in listings]


def _of_refused(name: str, row: LedgerRow, listing: dict[str, Any] | None) -> list[str]:
    found = []
    if row.state is not State.REFUSED or not row.messages:
        found.append(f"{name} is {row.state} with {row.messages}, not refused with words")
    if listing is not None:
        found.append(f"{name} was refused, and is on the portal")
    return found


def _of_accepted(name: str, row: LedgerRow, listing: dict[str, Any] | None, record: Record) -> list[str]:
    if row.state is not State.ACCEPTED or listing is None:
        return [f"{name} is {row.state} {row.messages}, {'lost' if listing is None else 'on the portal'}"]
    found = []
    form = listing["formData"]
    different = {key: form.get(key) for key in record if key != "externalId" and form.get(key) != record[key]}
    if different:
        found.append(f"{name} is wrong on the portal: {different}")
    if listing["applied"] > row.attempts or (listing["applied"] > 1 and not row.ever_in_doubt):
        found.append(f"{name} was applied {listing['applied']} times in {row.attempts} attempts")
    return found
