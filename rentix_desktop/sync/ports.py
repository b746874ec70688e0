"""What window and console need from the outside world. `bootstrap.parts` builds the real ones, tests build fakes.

A page or a command is handed the ports it uses, never all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.mapping.decisions import Place, ValueDecision
from rentix_desktop.mapping.layouts import Layout
from rentix_desktop.sync.books.history import HISTORY_DAYS, ROWS_DAYS
from rentix_desktop.sync.destination import Account, DestinationFactory
from rentix_desktop.sync.ledger import AccountKey, Ledger
from rentix_desktop.sync.photos import PhotoFetch, PhotoLook
from rentix_desktop.sync.sources.schedule import SystemScheduler
from rentix_desktop.sync.sources.source import SourceStore

PRODUCTION: Final = "https://crm.rentix.md/api/v1"

PASTED_DAYS: Final = 30
"""Days that a pasted table is kept: an upload of it can go on, or be made again, for so long."""


# keys -----------------------------------------------------------------------------------------------------------------
class Kept(StrEnum):
    """Where a key is."""

    KEYRING = "keyring"
    SESSION = "session"  # in memory only: gone when the program ends


@dataclass(frozen=True, slots=True)
class KeyKept:
    """`backend` is the name a person knows ("Windows Credential Manager"); `why_not` says why it is SESSION only."""

    where: Kept
    backend: str | None = None
    why_not: str | None = None  # an errors.Code value


class KeyStore(Protocol):
    """The API keys, one per account. Every call may take up to its time limit: never on the window's thread.

    Nothing raises for a missing or locked keyring: the key is then kept for this session and `KeyKept` says so.
    """

    def put(self, account: AccountKey, key: str) -> KeyKept: ...

    def get(self, account: AccountKey) -> str | None: ...

    def forget(self, account: AccountKey) -> None: ...


# settings -------------------------------------------------------------------------------------------------------------
class Theme(StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """An account that was connected before; its key is in the key store, not here."""

    key: AccountKey
    name: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What is remembered between sessions. No secrets. None = the default, or the system's."""

    language: str | None = None
    theme: Theme = Theme.SYSTEM
    ca_file: Path | None = None
    requests_per_minute: int = 300
    bulk_per_minute: int = 30
    accounts: tuple[KnownAccount, ...] = ()
    last_account: AccountKey | None = None
    recent_files: tuple[Path, ...] = ()
    history_days: int = HISTORY_DAYS[1]  # how long the summaries of runs are kept, and their rows: `sync.books.history`
    rows_days: int = ROWS_DAYS[1]
    tray_told: bool = False  # that the program goes on beside the clock when its window is closed

    def with_account(self, account: Account) -> Settings:
        """With this account known, and the one used last."""
        key = AccountKey(account.base_url, account.id)
        others = tuple(known for known in self.accounts if known.key != key)
        return replace(self, accounts=(*others, KnownAccount(key, account.name)), last_account=key)


class SettingsStore(Protocol):
    def load(self) -> Settings:
        """Defaults where there is no file; a damaged file is kept beside and replaced by defaults."""
        ...

    def save(self, settings: Settings) -> None: ...


class LayoutStore(Protocol):
    """The remembered layouts of files, and the decisions about cell texts that go with them."""

    def all(self) -> Sequence[Layout]: ...

    def save(self, layout: Layout) -> None:
        """Keeps it under its name; one of the same name is replaced."""
        ...

    def delete(self, name: str) -> None: ...

    def rename(self, old: str, new: str) -> None:
        """Keeps the layout under another name; one of that name is replaced. Nothing happens where there is none."""
        ...

    def export(self, name: str, path: Path) -> None:
        """Writes it to a file that `read_file` reads on another computer. Raises AppError LAYOUT_UNKNOWN,
        FILE_NOT_WRITABLE, DISK_FULL."""
        ...

    def read_file(self, path: Path) -> Layout:
        """A layout from such a file; it is not kept yet. Raises AppError LAYOUT_NOT_READABLE, FILE_MISSING."""
        ...


class DecisionStore(Protocol):
    """What a person said about cell texts; it holds for every file of the account."""

    def of(self, account: AccountKey) -> Sequence[ValueDecision]: ...

    def add(self, account: AccountKey, decisions: Sequence[ValueDecision]) -> None:
        """Keeps them beside the older ones; a newer one about the same text replaces the older one."""
        ...

    def forget(self, account: AccountKey, places: Collection[Place]) -> None:
        """What was said about these texts is not remembered any more."""
        ...


# the rest -------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class RunningDemo:
    """The demo portal, in a process of its own. Leaving the context stops it."""

    base_url: str
    key: str
    page: str  # the address of the page with the published listings


@dataclass(frozen=True, slots=True)
class SupportFacts:
    """For "copy details for support": versions, paths, sizes. Nothing secret."""

    data_folder: Path
    log_file: Path
    facts: tuple[tuple[str, str], ...] = field(default=())


class OpenLedger(Protocol):
    def __call__(self, account: AccountKey) -> Ledger:
        """Raises AppError DATA_FOLDER_BUSY, DATABASE_DAMAGED, DATABASE_NEWER, DISK_FULL."""
        ...


class TurnPorts(Protocol):
    """What a turn of a source (`sync.sources.turn`) needs of it; `Ports` is one."""

    @property
    def keys(self) -> KeyStore: ...

    @property
    def open_ledger(self) -> OpenLedger: ...

    @property
    def connect(self) -> DestinationFactory: ...

    @property
    def decisions(self) -> DecisionStore: ...

    @property
    def sources(self) -> SourceStore: ...

    @property
    def builtin_catalogue(self) -> Callable[[], Catalogue]: ...

    @property
    def spool_folder(self) -> Path: ...


@dataclass(frozen=True, slots=True)
class Ports:
    """The outside world, as `bootstrap` hands it to the window and to the console."""

    settings: SettingsStore
    keys: KeyStore
    layouts: LayoutStore
    open_ledger: OpenLedger
    connect: DestinationFactory
    start_demo: Callable[[], AbstractContextManager[RunningDemo]]
    support: Callable[[], SupportFacts]
    builtin_catalogue: Callable[[], Catalogue]  # what is known without key and network
    spool_folder: Path
    samples_folder: Path
    pasted_folder: Path  # tables pasted from the clipboard are kept here as small files
    decisions: DecisionStore
    sources: SourceStore
    scheduler: SystemScheduler
    look_at_photo: PhotoLook
    fetch_photo: PhotoFetch
