"""What the portal does with what it accepted: followed in the background, and looked up when somebody asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtCore import QObject, Signal, Slot

from rentix_desktop.errors import AppError
from rentix_desktop.sync.destination import Publication, WorksLater
from rentix_desktop.sync.follow import Follower, Looker, LookProgress
from rentix_desktop.sync.ledger import Ledger, LedgerRow
from rentix_desktop.sync.steps import family
from rentix_desktop.ui.jobs import Job, Jobs, Task
from rentix_desktop.ui.session import Connection

FOLLOWING: Final = "following"
"""Under this name it is found in `session.notes`."""
MOST_ROWS: Final = 20_000
"""Listings that are shown; those that need somebody first."""
Counts = Mapping[Publication, int]


def counts_of(ledger: Ledger, run: int) -> Counts:
    """What became of the accepted rows of an upload and of its retries."""
    root, children = family(ledger, run)
    return sum((Counter(dict(ledger.publications(each))) for each in (root, *children)), Counter())


def rows_of(task: Task[Any], ledger: Ledger, run: int) -> tuple[LedgerRow, ...]:
    """The accepted rows of an upload and of its retries, by what became of them: what needs somebody first."""
    root, children = family(ledger, run)
    found: list[LedgerRow] = []
    for publication in sorted(Publication, key=lambda one: (not one.failed, one is not Publication.PROCESSING)):
        for each in (root, *children):
            after = -1
            while page := ledger.accepted(each, (publication,), after, 500):
                task.check()
                after = page[-1].planned.seq
                found += page
                if len(found) >= MOST_ROWS:
                    return tuple(found[:MOST_ROWS])
    return tuple(found)


class Following(QObject):
    """For one upload and its retries. Belongs to the session, so that it goes on whatever page is in view."""

    changed = Signal()

    def __init__(self, parent: QObject, jobs: Jobs, connection: Connection, run: int) -> None:
        super().__init__(parent)
        self.run: Final = run
        self.counts: Counts = {}
        self.looking: LookProgress | None = None  # while it asks for the listings
        self.error: AppError | None = None  # why the last look ended early
        self._jobs = jobs
        self._connection = connection
        self._look: Job | None = None
        self._follow = jobs.build("follow", lambda task: self._followed(task, connection), aside=True)
        self._follow.progressed.connect(self._on_counts)
        self._follow.succeeded.connect(self._on_counts)

    @property
    def can_look(self) -> bool:
        return isinstance(self._connection.destination, WorksLater)

    def start(self) -> None:
        self._follow.start()

    def look(self) -> None:
        """Asks the portal for every accepted listing, one by one."""
        if self._look is not None or not self.can_look:
            return
        connection = self._connection
        self.error, self.looking = None, LookProgress(0, 0)
        look = self._look = self._jobs.build("look", lambda task: self._looked(task, connection))
        look.progressed.connect(self._on_looked_at)
        look.succeeded.connect(self._on_looked)
        look.failed.connect(self._on_look_failed)
        look.stopped.connect(self._on_look_stopped)
        look.start()
        self.changed.emit()

    def stop_looking(self) -> None:
        if self._look is not None:
            self._look.cancel()

    def stop(self) -> None:
        """Nothing more is asked; what was learnt is kept."""
        self._follow.cancel()
        self.stop_looking()

    # on the workers -----------------------------------------------------------------------------------------------------
    def _followed(self, task: Task[Any], connection: Connection) -> Counts:
        ledger, destination = connection.ledger, connection.destination
        task.progress(counts_of(ledger, self.run))
        if isinstance(destination, WorksLater):
            control = task.control()
            root, children = family(ledger, self.run)
            for each in (root, *children):
                Follower(ledger, destination, control, lambda: task.progress(counts_of(ledger, self.run))).follow(each)
        return counts_of(ledger, self.run)

    def _looked(self, task: Task[Any], connection: Connection) -> Counts:
        ledger, destination = connection.ledger, connection.destination
        assert isinstance(destination, WorksLater)  # noqa: S101 - `can_look` was asked
        control = task.control()
        of = sum(counts_of(ledger, self.run).values())
        root, children = family(ledger, self.run)
        asked = 0
        for each in (root, *children):
            before = asked

            def told(progress: LookProgress, before: int = before) -> None:
                task.progress(LookProgress(before + progress.asked, of))

            asked += Looker(ledger, destination, control, told).look(each)
        return counts_of(ledger, self.run)

    # back here ----------------------------------------------------------------------------------------------------------
    @Slot(object)
    def _on_counts(self, counts: Counts) -> None:
        self.counts = counts
        self.changed.emit()

    @Slot(object)
    def _on_looked_at(self, progress: LookProgress) -> None:
        self.looking = progress
        self.changed.emit()

    @Slot(object)
    def _on_looked(self, counts: Counts) -> None:
        self._end_look()
        self._on_counts(counts)

    @Slot(object)
    def _on_look_failed(self, error: AppError) -> None:
        self.error = error
        self._end_look()
        self._count_again()

    @Slot()
    def _on_look_stopped(self) -> None:
        self._end_look()
        self._count_again()

    def _end_look(self) -> None:
        self._look = self.looking = None

    def _count_again(self) -> None:
        """What was learnt before the end of a look that did not come through."""
        ledger, run = self._connection.ledger, self.run
        count = self._jobs.build("count", lambda _task: counts_of(ledger, run))
        count.succeeded.connect(self._on_counts)
        count.start()
        self.changed.emit()
