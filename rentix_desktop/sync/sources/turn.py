"""One source, once: find its file, read it, plan only what changed, send that, and say what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from rentix_desktop.errors import AppError
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Destination
from rentix_desktop.sync.ledger import Ledger
from rentix_desktop.sync.ports import DecisionStore, KeyStore, OpenLedger
from rentix_desktop.sync.progress import Listener, Summary
from rentix_desktop.sync.sources.book import Visit
from rentix_desktop.sync.sources.source import Source


class TurnPorts(Protocol):
    """What a turn needs of the outside world; `sync.ports.Ports` is one."""

    @property
    def keys(self) -> KeyStore: ...

    @property
    def open_ledger(self) -> OpenLedger: ...

    @property
    def connect(self) -> Callable[[str, str], Destination]: ...

    @property
    def decisions(self) -> DecisionStore: ...

    @property
    def spool_folder(self) -> Path: ...


@dataclass(frozen=True, slots=True)
class Turned:
    """How a turn ended. `visit` is on disk (its `id` is 0 where not even that could be written).

    summary   of the run; where nothing was to be sent one of no run, with every row unchanged; None = the file was not
              taken, or nothing is known of it
    held      listings that are gone from the file and were not hidden: they need a yes
    unused    columns of the file that the layout does not know: they are not used
    kept      fields that are empty in the file and keep what the service has, because it does not take them empty
    error     why it failed
    """

    visit: Visit
    summary: Summary | None = None
    held: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    error: AppError | None = None


@dataclass(frozen=True, slots=True)
class TurnWays:
    """How a turn is made. `key` = None: from the key store. `ledger`, where the account's is open already: it is used,
    and left open. `wait_for_service` as `Engine`. `clock` gives seconds since the epoch."""

    key: str | None = None
    ledger: Ledger | None = None
    wait_for_service: float = 120.0
    clock: Callable[[], float] | None = None
    sleep: Callable[[float], None] | None = None


def sync_source(
    source: Source,
    ports: TurnPorts,
    control: RunControl | None = None,
    listener: Listener | None = None,
    ways: TurnWays | None = None,
) -> Turned:
    """Looks at a source once, and leaves exactly one visit, whatever happens. Blocking: call it in a worker thread.

    Nothing else may plan or send for the account meanwhile. `control` stops it anywhere.

    Raises AppError where the account's ledger cannot be opened (DATA_FOLDER_BUSY, DATABASE_DAMAGED, …): nothing can be
    said of it then.
    """
    raise NotImplementedError


def hide_held(
    source: Source,
    ports: TurnPorts,
    run: int,
    control: RunControl | None = None,
    listener: Listener | None = None,
    ways: TurnWays | None = None,
) -> Turned:
    """The person said yes: hides those of the `held` listings of a run that the file of today still lacks, and leaves a
    visit. The file is looked at anew; where it is not to be taken, nothing is hidden. Raises as `sync_source`."""
    raise NotImplementedError
