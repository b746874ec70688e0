"""What is decided of pairs is written down while the person goes on, and found again on another day."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from rentix_desktop.linking.deciding import Deciding
from rentix_desktop.sync.books.pairs import PairAnswer, PairName
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.jobs import Job
from rentix_desktop.ui.session import Connection

Answers = dict[PairName, PairAnswer | None]
"""None = taken back."""


class PairKeeper(QObject):
    """Belongs to the session: what is to be written is written whatever becomes of the page, and before the window
    closes."""

    failed = Signal(object)  # an AppError: it is tried again with the next answer

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.session)
        self._build = desk.jobs.build
        self._connection: Connection | None = None
        self._deciding: Deciding | None = None
        self._written: dict[PairName, PairAnswer] = {}
        self._writes: tuple[Deciding, dict[PairName, PairAnswer]] | None = None
        self._job: Job | None = None
        self._again = False
        desk.session.closing.connect(self.touched)

    def follow(self, connection: Connection, deciding: Deciding) -> None:
        """From here on its answers are kept; `touched` is told when they change."""
        if deciding is not self._deciding:
            self._connection, self._deciding, self._written = connection, deciding, deciding.said

    @property
    def unwritten(self) -> Answers:
        """What differs from what is kept, on its way or not."""
        if self._deciding is None:
            return {}
        now = self._deciding.said
        changed = (name for name in self._written.keys() | now.keys() if self._written.get(name) != now.get(name))
        return {name: now.get(name) for name in changed}

    @Slot()
    def touched(self) -> None:
        if self._job is not None:
            self._again = True
            return
        connection, answers = self._connection, self.unwritten
        if connection is None or self._deciding is None or not answers:
            return
        ledger = connection.ledger
        self._writes = self._deciding, self._deciding.said
        job = self._job = self._build("keep-pairs", lambda _task: ledger.keep_pair_answers(answers))
        job.succeeded.connect(self._on_written)
        job.failed.connect(self.failed)
        job.ended.connect(self._on_ended)
        job.start()

    @Slot(object)
    def _on_written(self, _: None) -> None:
        if self._writes is not None and self._writes[0] is self._deciding:
            self._written = self._writes[1]

    @Slot(object)
    def _on_ended(self, _: Job) -> None:
        self._job = None
        if self._again:
            self._again = False
            self.touched()


def keeper_of(desk: Desk) -> PairKeeper:
    return desk.session.findChild(PairKeeper) or PairKeeper(desk)
