"""How things stand with the agency in view: what the home page shows and the side counts. Gathered on a worker, kept
here while pages come and go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from rentix_desktop.errors import AppError
from rentix_desktop.sync.ledger import AccountKey, Ledger
from rentix_desktop.sync.ports import OpenLedger, Ports
from rentix_desktop.sync.sources.monitor import Monitor, Need, NeedCode, SourceFigures
from rentix_desktop.sync.sources.source import Source, SourceStore
from rentix_desktop.ui.agencies import Agencies, ledger_of
from rentix_desktop.ui.jobs import Job, Jobs, Task
from rentix_desktop.ui.session import Connection, Session

if TYPE_CHECKING:
    from rentix_desktop.sync.repair.needing import Needing


@dataclass(frozen=True, slots=True)
class Facts:
    """`sources` are the agency's, by name, `elsewhere` how many other agencies have. `monitor` None = no agency was ever
    connected. `at` is the moment of all this, on the person's clock."""

    agency: AccountKey | None
    at: dt.datetime
    sources: tuple[Source, ...] = ()
    elsewhere: int = 0
    monitor: Monitor | None = None
    alone: Needing | None = None  # an upload of no source, with listings that still need somebody

    def figures(self, source: Source) -> SourceFigures:
        known = self.monitor.sources if self.monitor is not None else ()
        return next((each for each in known if each.source == source.ledger_name), SourceFigures(source.ledger_name))

    def named(self, ledger_name: str) -> Source | None:
        return next((source for source in self.sources if source.ledger_name == ledger_name), None)

    @property
    def needs(self) -> tuple[Need, ...]:
        """Of all sources, the most urgent first."""
        return self.monitor.needs if self.monitor is not None else ()

    @property
    def to_fix(self) -> int:
        """Listings that wait to be corrected."""
        listings = sum(_count(need) for need in self.needs if need.code is NeedCode.TO_FIX)
        return listings + (self.alone.listings if self.alone is not None else 0)

    @property
    def run_to_fix(self) -> int | None:
        """The newest run that has some of them."""
        runs = [need.run for need in self.needs if need.code is NeedCode.TO_FIX and need.run is not None]
        if self.alone is not None:
            runs.append(self.alone.run.id)
        return max(runs, default=None)


def _count(need: Need) -> int:
    count = need.params.get("count", 0)
    return count if isinstance(count, int) else 0


# on a worker ----------------------------------------------------------------------------------------------------------
def gather(
    task: Task[Any],
    store: SourceStore,
    open_ledger: OpenLedger,
    connection: Connection | None,
    agency: AccountKey | None,
) -> Facts:
    """All of it; `agency` None = the one of the first source. Raises AppError DATA_FOLDER_BUSY, DATABASE_DAMAGED,
    DATABASE_NEWER, DISK_FULL, and Cancelled."""
    from rentix_desktop.sync.sources.monitor import monitor_of
    from rentix_desktop.sync.sources.times import now_here

    now = now_here()
    sources = tuple(store.all())
    agency = agency or next((source.account for source in sources), None)
    if agency is None:
        return Facts(None, now)
    mine = tuple(source for source in sources if source.account == agency)
    task.check()
    with ledger_of(connection, open_ledger, agency) as ledger:
        monitor = monitor_of(ledger, agency, [source.ledger_name for source in mine], now)
        alone = needing_alone(ledger, mine)
    return Facts(agency, now, mine, len(sources) - len(mine), monitor, alone)


def needing_alone(ledger: Ledger, sources: Sequence[Source]) -> Needing | None:
    """The newest upload that needs somebody, where it is of no source: those of sources have needs of their own."""
    from rentix_desktop.sync.repair.needing import needing

    found = needing(ledger)
    return found if found is not None and found.run.source not in {each.ledger_name for each in sources} else None


def needing_of(ledger: Ledger, run: int) -> Needing:
    """The listings of this run that still need somebody. For a worker. Raises LookupError."""
    from rentix_desktop.sync.repair.needing import Needing, still_failed
    from rentix_desktop.sync.summary import summarise

    return Needing(ledger.run(run), still_failed(ledger, run), summarise(ledger, run))


# in the window --------------------------------------------------------------------------------------------------------
class Standing(QObject):
    """One per window."""

    changed = Signal()  # `facts` or `error` changed, or it began to look

    def __init__(self, ports: Ports, session: Session, agencies: Agencies, jobs: Jobs) -> None:
        super().__init__(session)
        self._store = ports.sources
        self._open_ledger = ports.open_ledger
        self._session = session
        self._agencies = agencies
        self._jobs = jobs
        self._job: Job | None = None
        self._again = False
        self.facts: Facts | None = None
        self.error: AppError | None = None  # why they could not be gathered

    @Slot()
    def look(self) -> None:
        """Gathers the facts anew; what is shown meanwhile is what was known before, of the same agency."""
        agency = self._agencies.current
        if self.facts is not None and agency is not None and self.facts.agency != agency:
            self.facts = None
        if self._job is not None:
            self._again = True
            return
        store, open_ledger, connection = self._store, self._open_ledger, self._session.connection
        job = self._jobs.build("standing", lambda task: gather(task, store, open_ledger, connection, agency))
        job.succeeded.connect(self._on_gathered)
        job.failed.connect(self._on_failed)
        job.ended.connect(self._on_ended)
        self._job = job
        job.start()
        self.changed.emit()

    @property
    def looking(self) -> bool:
        return self._job is not None

    @Slot(object)
    def _on_gathered(self, facts: Facts) -> None:
        self.error = None
        if facts.agency is not None:
            self._agencies.look_at(facts.agency)
        if facts.agency == self._agencies.current:  # else another one came into view meanwhile
            self.facts = facts

    @Slot(object)
    def _on_failed(self, error: AppError) -> None:
        self.error = error

    @Slot(object)
    def _on_ended(self, _job: Job) -> None:
        self._job = None
        if self._again:
            self._again = False
            self.look()
        else:
            self.changed.emit()
