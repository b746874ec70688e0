"""Old rows of the ledger go when an account is connected and after each upload, on a worker and in small steps."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Slot

from rentix_desktop.sync.books.history import tidy
from rentix_desktop.sync.progress import Summary
from rentix_desktop.ui.jobs import Job, Jobs
from rentix_desktop.ui.memory import Memory
from rentix_desktop.ui.session import Connection, Session


class Tidying(QObject):
    """One per window. Nothing of it is shown: what cannot be done now is done the next time."""

    def __init__(self, session: Session, memory: Memory, jobs: Jobs) -> None:
        super().__init__(session)
        self._session = session
        self._memory = memory
        self._jobs = jobs
        self._done_for: tuple[Connection | None, Summary | None] = (None, None)
        self._job: Job | None = None
        session.changed.connect(self._on_changed)

    @Slot()
    def _on_changed(self) -> None:
        connection, flow = self._session.connection, self._session.flow
        if connection is None or flow.sending or self._job is not None:
            return
        ledger, former = connection.ledger, self._done_for[0]
        same_ledger = former is not None and former.ledger is ledger
        if same_ledger and flow.summary in (None, self._done_for[1]):
            return
        self._done_for = (connection, flow.summary)
        settings = self._memory.settings
        history_days, rows_days = settings.history_days, settings.rows_days

        job = self._jobs.build(
            "tidy",
            lambda task: tidy(ledger, history_days, rows_days, time.time(), lambda: not task.cancelled),
            aside=True,
        )
        job.ended.connect(self._on_ended)
        self._job = job
        job.start()

    @Slot(object)
    def _on_ended(self, _job: Job) -> None:
        self._job = None
