"""Reading for the place of agents: the file's, the portal's, and the portal's listings; one thing at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from rentix_desktop.sync.sources.source import SourceStore
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.jobs import Job, Task
from rentix_desktop.ui.places.agents import work as agents_work
from rentix_desktop.ui.places.agents.note import Known
from rentix_desktop.ui.places.agents.work import FileReader, FileSaid
from rentix_desktop.ui.session import Connection


class AgentsReading(QObject):
    read = Signal(object)  # agents_work.Read
    counted = Signal(object)  # OnPortal
    progressed = Signal(object)  # listings read so far
    failed = Signal(object)
    stopped = Signal()

    def __init__(self, desk: Desk, sources: SourceStore, spool: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._sources, self._spool = desk, sources, spool
        self._job: Job | None = None

    @property
    def running(self) -> bool:
        return self._job is not None

    def stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def discard(self) -> None:
        """The page goes: nothing of this is heard any more."""
        if self._job is not None:
            self._job.cancel()
            self._job.disconnect(self)

    def start(self, connection: Connection, known: Known, file: FileSaid | None) -> None:
        """`file`: as it was read before; None = it is read, too: the one of the wizard, else those of the kept sources."""
        table = self._desk.session.table
        source: FileReader | FileSaid
        if file is not None:
            source = file
        elif known.file is not None and table is not None:
            source = agents_work.open_file(table, known.file.mapping)
        else:
            source = agents_work.kept_files(connection, self._sources.all, self._spool)
        self._start("agents", lambda task: agents_work.read(task, connection, source), self._on_read)

    def count(self, connection: Connection) -> None:
        self._start("count-listings", lambda task: agents_work.count_listings(task, connection), self._on_counted)

    def _start(self, name: str, work: Callable[[Task[Any]], Any], done: Callable[[Any], None]) -> None:
        job = self._job = self._desk.jobs.build(name, work)
        job.succeeded.connect(done)
        job.failed.connect(self._on_failed)
        job.stopped.connect(self._on_stopped)
        job.progressed.connect(self.progressed)
        job.start()

    @Slot(object)
    def _on_read(self, read: object) -> None:
        self._job = None
        self.read.emit(read)

    @Slot(object)
    def _on_counted(self, on_portal: object) -> None:
        self._job = None
        self.counted.emit(on_portal)

    @Slot(object)
    def _on_failed(self, error: object) -> None:
        self._job = None
        self.failed.emit(error)

    @Slot()
    def _on_stopped(self) -> None:
        self._job = None
        self.stopped.emit()
