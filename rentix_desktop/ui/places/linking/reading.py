"""What the place of linking reads and works out: the portal's listings, pairs, doubles, links that are there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from rentix_desktop.errors import AppError, Code
from rentix_desktop.sync.sources.source import Source
from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.one_job import OneJob
from rentix_desktop.ui.places.linking import work as linking_work
from rentix_desktop.ui.places.linking.keeping import Answers
from rentix_desktop.ui.places.linking.state import LinkingState
from rentix_desktop.ui.places.linking.work import Linked, Read


class LinkReading(OneJob):
    """What is known is not read again. `progressed`: the number of listings read."""

    begun = Signal(str)  # what is waited for
    paired = Signal(object)  # Read, with pairs or with doubles
    listed = Signal(object)  # Linked

    def __init__(self, desk: Desk, parent: QObject, kept: Callable[[], Sequence[Source]]) -> None:
        super().__init__(desk, parent)
        self._kept = kept

    def pair(self, known: LinkingState, unwritten: Answers, *, anew: bool = False) -> None:
        """`anew`: the portal is read, though it was before; what is known holds until it is."""
        session = self._desk.session
        connection, table, file = session.connection, session.table, known.file
        if connection is None or table is None or file is None:
            return
        on_portal, kept = None if anew else known.on_portal, self._kept
        self._read(
            self._desk.tr("Reading the listings of the portal, and looking for their rows…"),
            lambda task: linking_work.read_and_pair(task, connection, table, file.mapping, on_portal, kept, unwritten),
            self._on_read,
        )

    def find_doubles(self, known: LinkingState, *, anew: bool = False) -> None:
        """`anew`: as for `pair`."""
        connection, on_portal = self._desk.session.connection, None if anew else known.on_portal
        if connection is not None:
            words = self._desk.tr("Looking for properties that are there twice…")
            self._read(words, lambda task: linking_work.read_doubles(task, connection, on_portal), self._on_read)

    def keep_apart(self, known: LinkingState, one: str, other: str, *, apart: bool) -> None:
        """Two listings are not the same, or that is taken back; what is there twice is found anew."""
        connection, on_portal = self._desk.session.connection, known.on_portal
        if connection is None:
            return

        def work(task: Task[Any]) -> Read:
            connection.ledger.keep_apart(one, other, apart=apart)
            return linking_work.read_doubles(task, connection, on_portal)

        self._read(self._desk.tr("Looking for properties that are there twice…"), work, self._on_read)

    def list_linked(self, known: LinkingState, *, ask: bool, anew: bool = False) -> None:
        """`ask`: of the portal, too, where it was not read; `anew`: as for `pair`."""
        connection, on_portal = self._desk.session.connection, None if anew else known.on_portal
        if connection is not None:
            words = self._desk.tr("Looking which listings are linked…")
            self._read(words, lambda task: linking_work.linked(task, connection, on_portal, ask=ask), self._on_listed)

    def _read(self, words: str, work: Callable[[Task[Any]], Any], done: Callable[[Any], None]) -> None:
        self._start("linking", work, done)
        self.begun.emit(words)

    @Slot(object)
    def _on_read(self, read: Read) -> None:
        self.paired.emit(read)

    @Slot(object)
    def _on_listed(self, linked: Linked) -> None:
        self.listed.emit(linked)


def not_sending(error: AppError, tr: Texts) -> str:
    """What to do about it where nothing was being sent, and so nothing goes on; "" = as it says itself."""
    away = (Code.UNREACHABLE, Code.TIMEOUT)
    return tr("Check the internet connection and try again.") if error.code in away else ""
