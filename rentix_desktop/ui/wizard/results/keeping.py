"""What is corrected in the repair table is written down while the clerk goes on, and found again at the next opening."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from rentix_desktop.catalog.fields import Catalogue, Record
from rentix_desktop.errors import AppError
from rentix_desktop.sync.ledger import Ledger, PlannedRow
from rentix_desktop.sync.planning.plan import chunks
from rentix_desktop.sync.repair.corrections import Cell, KeptCorrection, Places, repaired
from rentix_desktop.sync.repair.repair import places_of, unsent
from rentix_desktop.ui.jobs import Job, Task
from rentix_desktop.ui.models.grouping import FailedRow
from rentix_desktop.ui.session import Connection, Session
from rentix_desktop.ui.wizard.results import fixing
from rentix_desktop.ui.wizard.results.fixing import Loaded

_WAIT_MS: Final = 200
"""Corrections made so soon after one another are written together."""
_ROWS: Final = 500

Corrections = Mapping[int, Record]
"""What is corrected by now: seq of the upload's row → new values."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What the results page shows. `corrections` were made before and not sent, or were refused; a row with nothing
    but what its last retry sent is missing."""

    loaded: Loaded
    corrections: Corrections
    places: Places


# on a worker ----------------------------------------------------------------------------------------------------------
def open_results(task: Task[Any], ledger: Ledger, catalogue: Catalogue, run: int) -> Opened:
    """Gathers what failed, and what was corrected of it before. Raises as `fixing.load`."""
    loaded = fixing.load(task, ledger, catalogue, run)
    places = places_of(ledger, loaded.root, catalogue)
    task.check()
    return Opened(loaded, _unsent(ledger, places, loaded.rows), places)


def _unsent(ledger: Ledger, places: Places, rows: Iterable[FailedRow]) -> dict[int, Record]:
    found: dict[int, Record] = {}
    for page in chunks((row for row in rows if row.fixable), _ROWS):
        since = unsent(ledger, places, [row.row.planned for row in page])
        for row in page:
            fields = row.before | since.get(row.seq, {})
            if fields != row.before:
                found[row.seq] = fields
    return found


def write(
    ledger: Ledger,
    places: Places,
    rows: Mapping[int, PlannedRow],
    before: Corrections,
    now: Corrections,
) -> None:
    """Writes what became different from `before` to `now`. Raises AppError where the disk fails."""
    at = time.time()
    keep: list[KeptCorrection] = []
    drop: list[Cell] = []
    for seq in before.keys() | now.keys():
        old, new = before.get(seq, {}), now.get(seq, {})
        if old is new or old == new or seq not in rows:
            continue
        fields: Record = {name: value for name, value in new.items() if name not in old or old[name] != value}
        changes = repaired(rows[seq], places, fields, at, back=[name for name in old if name not in new])
        keep += changes.keep
        drop += changes.drop
    if drop:
        ledger.drop_corrections(drop)
    if keep:
        ledger.keep_corrections(keep)


# in the window --------------------------------------------------------------------------------------------------------
class Keeper(QObject):
    """Writes the corrections of one opened results page. Belongs to the session: what is to be written is written
    whatever becomes of the page, and before the window closes."""

    failed = Signal(object)  # an AppError: it is tried again with the next correction

    def __init__(self, session: Session, connection: Connection, opened: Opened, jobs_of: Callable[..., Job]) -> None:
        super().__init__(session)
        self._connection = connection
        self._build = jobs_of
        self._places = opened.places
        self._rows = {row.seq: row.row.planned for row in opened.loaded.rows}
        self._written: Corrections = {row.seq: row.before for row in opened.loaded.rows if row.before}
        self._written = {**self._written, **opened.corrections}
        self._source: Callable[[], Corrections] = lambda: self._written
        self._writing: Job | None = None
        self._writes: Corrections = {}
        self._again = False
        self._ended = False
        self._timer = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._timer.timeout.connect(self.flush)
        session.closing.connect(self.flush)

    def follow(self, corrections: Callable[[], Corrections]) -> None:
        """From here on `corrections` says what is corrected; `touched` is told when it changed."""
        self._source = corrections

    @Slot()
    def touched(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def flush(self) -> None:
        """Writes what is not written yet, now."""
        self._timer.stop()
        if self._writing is not None:
            self._again = True
            return
        now = dict(self._source())
        if now == self._written:
            self._end_if_asked()
            return
        ledger, places = self._connection.ledger, self._places
        rows, before = self._rows, self._written
        self._writes = now
        job = self._writing = self._build("keep", lambda _task: write(ledger, places, rows, before, now))
        job.succeeded.connect(self._on_written)
        job.failed.connect(self._on_failed)
        job.ended.connect(self._on_ended)
        job.start()

    def end(self) -> None:
        """The page goes: writes the last, then goes, too."""
        last = dict(self._source())
        self._source = lambda: last
        self._ended = True
        self.flush()

    @Slot(object)
    def _on_written(self, _: None) -> None:
        self._written = self._writes

    @Slot(object)
    def _on_failed(self, error: AppError) -> None:
        self.failed.emit(error)

    @Slot(object)
    def _on_ended(self, _: Job) -> None:
        self._writing = None
        if self._again:
            self._again = False
            self.flush()
        else:
            self._end_if_asked()

    def _end_if_asked(self) -> None:
        if self._ended:
            self.deleteLater()
