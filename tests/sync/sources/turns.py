"""A kept file, the ledger of its account on disk, and a service in memory: what the turns of the tests are made of."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.errors import AppError
from rentix_desktop.mapping.decisions import Place as TextPlace
from rentix_desktop.mapping.decisions import ValueDecision, joined_decisions
from rentix_desktop.mapping.layouts import Layout
from rentix_desktop.mapping.text import fold
from rentix_desktop.sheets import child, read
from rentix_desktop.sheets.prints import ColumnName
from rentix_desktop.sheets.spool import Spool, delete_spool, new_spool
from rentix_desktop.sheets.spooled import SpooledTable
from rentix_desktop.sheets.table import Early, Progress, ReadOptions, Table
from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Account, Destination, Operation, Outcome, Waiter
from rentix_desktop.sync.ledger import AccountKey, Ledger
from rentix_desktop.sync.ports import Kept, KeyKept
from rentix_desktop.sync.sources.source import Place, Rules, Source
from rentix_desktop.sync.sources.turn import hide_held, sync_source
from rentix_desktop.sync.sources.turn_options import TurnOptions, TurnResult
from tests.fakes.catalogue import CATALOGUE
from tests.fakes.destination import FakeDestination
from tests.fakes.ledger import ACCOUNT

HEADER = ("Cod", "Preț", "Adresa", "Descriere", "Status", "Notă internă")
COLUMNS = {
    "Cod": "externalId",
    "Preț": "announcementValue",
    "Adresa": "propertyAddress",
    "Descriere": "announcementDescription",
    "Status": "announcementStatus",
    "Notă internă": None,
}
LAYOUT = Layout(
    "crm",
    tuple(map(fold, HEADER)),
    tuple((fold(header), 0, target) for header, target in COLUMNS.items()),
    key=((fold("Cod"), 0),),
    names=HEADER,
)

Row = Mapping[str, str]


def row(number: int, **changed: str) -> dict[str, str]:
    """A good listing, of which some cells are changed: `price`, `address`, `text`, `status`, `note`, `code`."""
    texts = {
        "code": f"CN-{number}",
        "price": str(1_000 + number),
        "address": f"str. Ismail {number}",
        "text": "",
        "status": "",
        "note": "",
    }
    return dict(zip(HEADER, (texts | changed).values(), strict=True))


def rows(count: int, first: int = 0) -> list[dict[str, str]]:
    return [row(number) for number in range(first, first + count)]


class Keys:
    """A key for every account; `key` None = there is none."""

    def __init__(self, key: str | None = "good-key") -> None:
        self.key = key

    def put(self, account: AccountKey, key: str) -> KeyKept:
        return KeyKept(Kept.SESSION)

    def get(self, account: AccountKey) -> str | None:
        return self.key

    def forget(self, account: AccountKey) -> None:
        raise NotImplementedError


class Decided:
    """Decisions in memory."""

    def __init__(self) -> None:
        self.all: tuple[ValueDecision, ...] = ()

    def of(self, account: AccountKey) -> Sequence[ValueDecision]:
        return self.all

    def add(self, account: AccountKey, decisions: Sequence[ValueDecision]) -> None:
        self.all = joined_decisions(self.all, decisions)

    def forget(self, account: AccountKey, places: Any) -> None:
        wanted: set[TextPlace] = set(places)
        self.all = tuple(each for each in self.all if (each.field, each.text) not in wanted)


class KeptSources:
    """Sources in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, Source] = {}

    def some(self) -> bool:
        return bool(self.kept)

    def all(self) -> Sequence[Source]:
        return sorted(self.kept.values(), key=lambda source: source.name)

    def save(self, source: Source, instead_of: str | None = None) -> None:
        self.kept.pop(instead_of or source.name, None)
        self.kept[source.name] = source

    def delete(self, name: str) -> None:
        self.kept.pop(name, None)


@dataclass
class Service(FakeDestination):
    """Notes what was sent: an operation each. `down` is what `verify` raises."""

    down: AppError | None = None
    sent: list[Operation] = field(default_factory=list)
    verified: int = 0

    def verify(self) -> Account:
        self.verified += 1
        if self.down is not None:
            raise self.down
        return Account(ACCOUNT.base_url, ACCOUNT.agency_id, "Casa Nord")

    def send(self, operations: Sequence[Operation], waiter: Waiter) -> tuple[Outcome, ...]:
        self.sent += operations
        return super().send(operations, waiter)

    def taken(self) -> list[tuple[str, dict[str, Any]]]:
        """What was sent since it was asked last."""
        found = [(each.external_id, dict(each.fields)) for each in self.sent]
        self.sent.clear()
        return found


@dataclass
class Desk:
    """A folder with an export, and everything a turn needs. Time goes by when it is waited for."""

    folder: Path
    service: Service = field(default_factory=Service)
    keys: Keys = field(default_factory=Keys)
    decisions: Decided = field(default_factory=Decided)
    sources: KeptSources = field(default_factory=KeptSources)
    source: Source = field(init=False)
    now: float = 1_800_000_000.0
    waited: Callable[[], None] = lambda: None
    opened: Callable[[Path, AccountKey], SqliteLedger] = SqliteLedger

    def __post_init__(self) -> None:
        for name in ("spool", "exports"):
            (self.folder / name).mkdir(parents=True)
        place = Place(self.exports, "Export*.csv")
        self.source = Source("crm", ACCOUNT, place, str(self.exports / "crm"), LAYOUT)

    # what a turn asks for
    def builtin_catalogue(self) -> Catalogue:
        return CATALOGUE

    @property
    def spool_folder(self) -> Path:
        return self.folder / "spool"

    def open_ledger(self, account: AccountKey) -> Ledger:
        return self.opened(self.folder / "ledger.sqlite", account)

    def connect(self, base_url: str, key: str) -> Destination:
        return self.service

    # what a test does
    @property
    def exports(self) -> Path:
        return self.folder / "exports"

    def ledger(self) -> closing[SqliteLedger]:
        return closing(self.opened(self.folder / "ledger.sqlite", ACCOUNT))

    def rules(self, **rules: Any) -> None:
        self.source = replace(self.source, rules=Rules(**rules))

    def export(self, found: Sequence[Row], name: str = "Export.csv", header: Sequence[str] = HEADER) -> Path:
        """Written anew, an hour later than anything before."""
        path = self.exports / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header, delimiter=";", extrasaction="ignore")
            writer.writeheader()
            writer.writerows(found)
        return self.aged(path)

    def aged(self, path: Path) -> Path:
        self.now += 3600
        os.utime(path, (self.now, self.now))
        return path

    def options(self, **options: Any) -> TurnOptions:
        usual: dict[str, Any] = {"wait_for_service": 0.0, "clock": lambda: self.now, "sleep": self.sleep}
        return TurnOptions(**(usual | options))

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.waited()

    def turn(self, control: RunControl | None = None, **options: Any) -> TurnResult:
        return sync_source(self.source, self, control, options=self.options(**options))

    def yes(self, run: int) -> TurnResult:
        return hide_held(self.source, self, run, options=self.options())


def read_here(
    path: Path,
    options: ReadOptions,
    *,
    spool_folder: Path,
    progress: Progress | None = None,
    early: Early | None = None,
    printed: Sequence[ColumnName] = (),
) -> Table:
    """`open_table` without a process of its own, for tests that read hundreds of files."""
    read._look_at(path)
    spool = new_spool(spool_folder)
    spool.touch()
    outcome = child.outcome(
        child.Job(path, spool, options, child.Reader.FIRST, 1 << 30, early is not None, tuple(printed))
    )
    if isinstance(outcome, child.Failed):
        delete_spool(spool)
        raise AppError(outcome.code, outcome.cause, detail=outcome.detail, **outcome.params)
    return SpooledTable.of(path, outcome, Spool(spool, outcome.index))
