"""What tending does on a worker: one turn of a source, and the look at all of them. No Qt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from rentix_desktop.errors import AppError, Cause
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.ledger import AccountKey, Ledger
from rentix_desktop.sync.ports import SettingsStore, TurnPorts
from rentix_desktop.sync.progress import Listener
from rentix_desktop.sync.sources.book import LOOK_BACK, Visit
from rentix_desktop.sync.sources.source import Source
from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.senders import Senders

if TYPE_CHECKING:
    from rentix_desktop.sync.sources.monitor import Need


class TendingPorts(TurnPorts, Protocol):
    """What is needed of the outside world; `sync.ports.Ports` is one."""

    @property
    def settings(self) -> SettingsStore: ...


SyncSource: TypeAlias = Callable[[Source, TurnPorts, Ledger, RunControl, Listener, bool], Visit]


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledgers say. Names are those of sources; `away` are accounts whose ledger could not be opened."""

    sources: tuple[Source, ...] = ()
    visits: Mapping[str, tuple[Visit, ...]] = field(default_factory=dict)
    needs: Mapping[str, tuple[Need, ...]] = field(default_factory=dict)
    away: Mapping[AccountKey, AppError] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TurnEnd:
    """How a turn ended, and what needs a person now."""

    visit: Visit
    needs: tuple[Need, ...] = ()


class TakeTurn(Protocol):
    def __call__(
        self, task: Task[Any], source: Source, ports: TendingPorts, senders: Senders, now: dt.datetime, asked: bool
    ) -> TurnEnd: ...


def sync(
    source: Source, ports: TurnPorts, ledger: Ledger, control: RunControl, listener: Listener, asked: bool
) -> Visit:
    from rentix_desktop.linking.recalling import recall
    from rentix_desktop.sync.sources.turn import sync_source
    from rentix_desktop.sync.sources.turn_options import TurnOptions

    options = TurnOptions(ledger=ledger, asked=asked, recall=partial(recall, held=asked))
    return sync_source(source, ports, control, listener, options).visit


def take(
    task: Task[Any], source: Source, ports: TendingPorts, senders: Senders, now: dt.datetime, asked: bool
) -> TurnEnd:
    """One turn, once nobody else sends for the account; `asked` = by a person. Its ledger is opened for it alone: what
    the window has planned with another one stays (see `SqliteLedger.begin`). Raises AppError where the ledger cannot be
    opened, Cancelled."""
    return take_by(sync, task, source, ports, senders, now, asked)


def take_by(
    how: SyncSource,
    task: Task[Any],
    source: Source,
    ports: TendingPorts,
    senders: Senders,
    now: dt.datetime,
    asked: bool = True,
) -> TurnEnd:
    from rentix_desktop.sync.books.history import tidy

    control = task.control()
    with senders.alone(source.account, task), closing(ports.open_ledger(source.account)) as ledger:
        visit = how(source, ports, ledger, control, task.progress, asked)
        settings = ports.settings.load()
        tidy(ledger, settings.history_days, settings.rows_days, now.timestamp(), lambda: not task.cancelled)
        return TurnEnd(visit, needs_of(ledger, source, now))


def needs_of(ledger: Ledger, source: Source, now: dt.datetime) -> tuple[Need, ...]:
    from rentix_desktop.sync.sources.monitor import monitor_of

    return monitor_of(ledger, source.account, [source.ledger_name], now).needs


def look(task: Task[Any], ports: TendingPorts, now: dt.datetime) -> Known:
    """All kept sources, and what the ledgers say of those that have times. A data folder that another program holds is
    no error: those are `away`."""
    sources = tuple(ports.sources.all())
    visits: dict[str, tuple[Visit, ...]] = {}
    needs: dict[str, tuple[Need, ...]] = {}
    away: dict[AccountKey, AppError] = {}
    for account in dict.fromkeys(source.account for source in sources if not source.times.by_hand):
        task.check()
        try:
            with closing(ports.open_ledger(account)) as ledger:
                for source in sources:
                    if source.account == account:
                        visits[source.name] = tuple(ledger.visits(source.ledger_name, LOOK_BACK))
                        needs[source.name] = needs_of(ledger, source, now)
        except AppError as error:
            if error.cause is Cause.BUG:
                raise
            away[account] = error
    return Known(sources, visits, needs, away)
