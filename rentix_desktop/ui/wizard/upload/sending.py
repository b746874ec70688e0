"""A run while it goes. It lives in the session's notes, not in the page: a page built again finds it as it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QObject, Signal, Slot

from rentix_desktop.errors import AppError
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Account, Cancelled
from rentix_desktop.sync.progress import RunProgress, Summary
from rentix_desktop.sync.sending.engine import Engine
from rentix_desktop.sync.summary import summarise
from rentix_desktop.ui.jobs import Jobs, Task
from rentix_desktop.ui.senders import Senders
from rentix_desktop.ui.session import Connection, RunOrder, Session

NOTE: Final = "sending"
"""Under this name it is found in `session.notes`."""


@dataclass(frozen=True, slots=True)
class Sent:
    """How a run ended; the account as it is now, where the portal still answers."""

    summary: Summary
    account: Account | None


def send(task: Task[Any], control: RunControl, order: RunOrder, connection: Connection, senders: Senders) -> Sent:
    """Does the run. An error of ours or of this computer ends it as any other end does: with a summary.

    Raises AppError where not even that can be had.
    """
    task.on_cancel(control.cancel)
    engine = Engine(connection.ledger, connection.destination, control, task.progress)
    try:
        with senders.alone(connection.key, task):
            summary = engine.run(order.run, order.trial)
    except Cancelled:  # stopped while a kept file was at it: nothing of this run was begun
        summary = summarise(connection.ledger, order.run)
    except AppError as error:
        summary = summarise(connection.ledger, order.run, stopped=error)
    return Sent(summary, _account(connection) if summary.stopped is None else None)


def _account(connection: Connection) -> Account | None:
    """How much of the monthly limit is used now. Only for showing: without an answer the former figure stays."""
    try:
        account = connection.destination.verify()
        connection.ledger.keep_quota(account.used, account.limit)
    except AppError:
        return None
    return account


class Sending(QObject):
    """Owns the job and its control; at the end it puts the summary into the flow, whatever page is in view."""

    changed = Signal()

    def __init__(self, session: Session, jobs: Jobs, connection: Connection, order: RunOrder) -> None:
        super().__init__(session)
        self._session = session
        self.order = order
        self.control = RunControl()
        self.progress: RunProgress | None = None
        self.error: AppError | None = None
        control, senders = self.control, session.senders
        self._job = jobs.build("upload", lambda task: send(task, control, order, connection, senders))
        self._job.progressed.connect(self._on_progress)
        self._job.succeeded.connect(self._on_sent)
        self._job.failed.connect(self._on_failed)
        session.keep("upload", self._job)

    def start(self) -> None:
        self._job.start()

    @property
    def stopping(self) -> bool:
        return self.control.cancelled

    @property
    def running(self) -> bool:
        return self._job.running

    def pause(self) -> None:
        self.control.pause()
        self.changed.emit()

    def go_on(self) -> None:
        self.control.resume()
        self.changed.emit()

    def stop(self) -> None:
        """What is on its way comes back, nothing more is sent."""
        self._job.cancel()
        self.changed.emit()

    @Slot(object)
    def _on_progress(self, progress: RunProgress) -> None:
        self.progress = progress
        self.changed.emit()

    @Slot(object)
    def _on_sent(self, sent: Sent) -> None:
        session = self._session
        session.notes.pop(NOTE, None)
        flow = session.flow
        if sent.account is not None:
            flow = flow.connected(sent.account, demo=flow.demo)
        session.change(flow.ended(sent.summary))
        self.deleteLater()

    @Slot(object)
    def _on_failed(self, error: AppError) -> None:
        self.error = error
        self.changed.emit()
