"""The outside world of a window under test: real settings and layouts on disk, a service and a key store in memory."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rentix_desktop.errors import AppError
from rentix_desktop.store.decisions import JsonDecisionStore
from rentix_desktop.store.layouts import JsonLayoutStore
from rentix_desktop.store.settings import JsonSettingsStore
from rentix_desktop.store.sources import JsonSourceStore
from rentix_desktop.sync.destination import Account, Destination
from rentix_desktop.sync.ledger import AccountKey, Ledger
from rentix_desktop.sync.photos import PhotoFault
from rentix_desktop.sync.ports import PRODUCTION, Kept, KeyKept, Ports, RunningDemo, SupportFacts
from tests.fakes.catalogue import CATALOGUE
from tests.fakes.destination import FakeDestination
from tests.fakes.ledger import FakeLedger
from tests.fakes.scheduler import FakeScheduler

KEY = "good-key"
ACCOUNT = Account(PRODUCTION, "318", "Casa Nord", "active", True, 41, 1000)
DEMO = RunningDemo("http://127.0.0.1:9/api/v1", "demo-key", "http://127.0.0.1:9/")


class MemoryKeys:
    """A key store in memory; `kept` is what `put` answers."""

    def __init__(self) -> None:
        self.keys: dict[AccountKey, str] = {}
        self.kept = KeyKept(Kept.KEYRING, backend="Windows Credential Manager")

    def put(self, account: AccountKey, key: str) -> KeyKept:
        self.keys[account] = key
        return self.kept

    def get(self, account: AccountKey) -> str | None:
        return self.keys.get(account)

    def forget(self, account: AccountKey) -> None:
        self.keys.pop(account, None)


@dataclass
class Service(FakeDestination):
    """A service that knows one account; `error` is what `verify` raises."""

    account: Account = ACCOUNT
    error: AppError | None = None
    closed: bool = False

    def verify(self) -> Account:
        if self.error is not None:
            raise self.error
        return self.account

    def close(self) -> None:
        self.closed = True


@dataclass
class World:
    """What a test changes before and looks at after."""

    folder: Path
    keys: MemoryKeys = field(default_factory=MemoryKeys)
    ledger: FakeLedger = field(default_factory=lambda: FakeLedger(clock=time.time))
    account: Account = ACCOUNT
    errors: dict[str, AppError] = field(default_factory=dict)  # key → why it is refused
    calls: list[tuple[str, str]] = field(default_factory=list)  # (base URL, key) of every connection
    services: list[Service] = field(default_factory=list)
    demos_running: int = 0
    photos: dict[str, PhotoFault] = field(default_factory=dict)  # address → why it does not open
    pictures: dict[str, bytes] = field(default_factory=dict)
    scheduler: FakeScheduler = field(default_factory=FakeScheduler)

    def __post_init__(self) -> None:
        self.settings = JsonSettingsStore(self.folder / "settings.json")

    def fetch_photo(self, address: str) -> bytes | PhotoFault:
        return self.photos.get(address) or self.pictures.get(address) or PhotoFault.MISSING

    def look_at_photo(self, address: str) -> PhotoFault | None:
        return self.photos.get(address)

    def connect(self, base_url: str, key: str) -> Destination:
        self.calls.append((base_url, key))
        account = Account(base_url, *_rest(self.account))
        service = Service(account=account, error=self.errors.get(key))
        self.services.append(service)
        return service

    @contextmanager
    def start_demo(self) -> Iterator[RunningDemo]:
        self.demos_running += 1
        try:
            yield DEMO
        finally:
            self.demos_running -= 1

    def open_ledger(self, account: AccountKey) -> Ledger:
        return self.ledger

    def ports(self) -> Ports:
        spool = self.folder / "spool"
        spool.mkdir(exist_ok=True)
        samples = self.folder / "samples"
        samples.mkdir(exist_ok=True)
        layouts = self.folder / "layouts"
        layouts.mkdir(exist_ok=True)
        sources = self.folder / "sources"
        sources.mkdir(exist_ok=True)
        (samples / "listings-en.csv").write_text("Code;Price\nCN-1;45000\nCN-2;60000\n", encoding="utf-8")
        facts = SupportFacts(self.folder, self.folder / "rentix-desktop.log", (("program", "rentix-desktop test"),))
        return Ports(
            settings=self.settings,
            keys=self.keys,
            layouts=JsonLayoutStore(layouts),
            open_ledger=self.open_ledger,
            connect=self.connect,
            start_demo=self.start_demo,
            support=lambda: facts,
            builtin_catalogue=lambda: CATALOGUE,
            spool_folder=spool,
            samples_folder=samples,
            decisions=JsonDecisionStore(self.folder),
            sources=JsonSourceStore(sources),
            scheduler=self.scheduler,
            look_at_photo=lambda address: self.look_at_photo(address),
            fetch_photo=self.fetch_photo,
            pasted_folder=self.folder / "pasted",
        )


def _rest(account: Account) -> tuple[str, str, str | None, bool | None, int | None, int | None]:
    return account.id, account.name, account.status, account.crm_enabled, account.used, account.limit
