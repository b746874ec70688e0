"""Reading for the place of agents: the file's, the portal's, and the portal's listings; one thing at a time."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from rentix_desktop.sync.sources.source import SourceStore
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.one_job import OneJob
from rentix_desktop.ui.places.agents import work as agents_work
from rentix_desktop.ui.places.agents.state import AgentsState
from rentix_desktop.ui.places.agents.work import FileReader, FileSaid
from rentix_desktop.ui.session import Connection


class AgentsReading(OneJob):
    """`progressed`: rows of the file read so far, or listings where `counts_listings`."""

    read = Signal(object)  # agents_work.Read
    counted = Signal(object)  # OnPortal

    def __init__(self, desk: Desk, sources: SourceStore, spool: Path, parent: QObject) -> None:
        super().__init__(desk, parent)
        self._sources, self._spool = sources, spool
        self.counts_listings = False

    def start(self, connection: Connection, known: AgentsState, file: FileSaid | None) -> None:
        """`file`: as it was read before; None = it is read, too: the one of the wizard, else those of the kept sources."""
        table = self._desk.session.table
        source: FileReader | FileSaid
        if file is not None:
            source = file
        elif known.file is not None and table is not None:
            source = agents_work.open_file(table, known.file.mapping)
        else:
            source = agents_work.kept_files(connection, self._sources.all, self._spool)
        self.counts_listings = False
        self._start("agents", lambda task: agents_work.read(task, connection, source), self._on_read)

    def count(self, connection: Connection) -> None:
        self.counts_listings = True
        self._start("count-listings", lambda task: agents_work.count_listings(task, connection), self._on_counted)

    @Slot(object)
    def _on_read(self, read: object) -> None:
        self.read.emit(read)

    @Slot(object)
    def _on_counted(self, on_portal: object) -> None:
        self.counted.emit(on_portal)
