"""Whose listings the window works with: the agency that is connected, or that is to be. One at a time; what belongs to
one is let go before another is connected, so that no ledger is ever seen under another's name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot

from rentix_desktop.errors import AppError
from rentix_desktop.sync.ledger import AccountKey, Ledger
from rentix_desktop.sync.ports import KnownAccount, OpenLedger, Ports
from rentix_desktop.ui.jobs import Job, Jobs
from rentix_desktop.ui.memory import Memory
from rentix_desktop.ui.session import Connection, Session

if TYPE_CHECKING:
    from rentix_desktop.ui.wizard.connect.connecting import Reached

_PATIENCE: Final = 10.0  # seconds for each thing that still works with an account that was left


@contextmanager
def ledger_of(connection: Connection | None, open_ledger: OpenLedger, account: AccountKey) -> Iterator[Ledger]:
    """The ledger of an account: the connection's where it is the same one, else opened and closed again. For a worker.

    Raises what `open_ledger` raises.
    """
    if connection is not None and connection.key == account:
        yield connection.ledger
        return
    ledger = open_ledger(account)
    try:
        yield ledger
    finally:
        ledger.close()


class Agencies(QObject):
    """The agency in view, and the way to another one."""

    changed = Signal()  # another agency, or how far its connection is
    parting = Signal()  # the agency in view is about to be left: what of it is shown goes

    def __init__(self, ports: Ports, session: Session, memory: Memory, jobs: Jobs) -> None:
        super().__init__(session)
        self._connect = ports.connect
        self._open_ledger = ports.open_ledger
        self._keys = ports.keys
        self._session = session
        self._memory = memory
        self._jobs = jobs
        self._chosen: AccountKey | None = memory.settings.last_account
        self._job: Job | None = None
        self.error: AppError | None = None  # why the agency in view could not be connected

    @property
    def known(self) -> tuple[KnownAccount, ...]:
        """Those that were connected before and not forgotten since: their keys are kept."""
        return self._memory.settings.accounts

    @property
    def current(self) -> AccountKey | None:
        connection = self._session.connection
        return connection.key if connection is not None else self._chosen

    @property
    def name(self) -> str:
        """Of the agency in view; "" = none is."""
        connection = self._session.connection
        if connection is not None:
            return connection.account.name
        return next((known.name for known in self.known if known.key == self._chosen), "")

    @property
    def connecting(self) -> bool:
        return self._job is not None

    @property
    def may_switch(self) -> bool:
        """Not while something is being sent: what comes of it belongs to the agency that sends it."""
        return not self._session.flow.sending

    def switch(self, account: AccountKey) -> None:
        """Another agency comes into view and is connected."""
        if not self.may_switch or account == self.current:
            return
        self._give_up()
        self.parting.emit()
        from rentix_desktop.ui.wizard.results.following import FOLLOWING, Following

        following = self._session.notes.get(FOLLOWING)
        if isinstance(following, Following):
            following.stop()
        former = self._session.part()
        if former is not None:
            self._close(former)
        self._chosen = account
        self._memory.change(lambda settings: replace(settings, last_account=account))
        self.connect_again()

    def _close(self, former: Connection) -> None:
        """Once what works with it has ended: a correction that is just being written is not lost."""
        others = self._jobs.going_on

        def close(_task: object) -> None:
            for job in others:
                job.join(_PATIENCE)
            former.destination.close()
            former.ledger.close()

        self._jobs.build("close-account", close).start()

    def look_at(self, account: AccountKey) -> None:
        """Shows and connects an agency where none is in view yet: the settings that named it are lost."""
        if self.current is None:
            self._chosen = account
            self.connect_again()

    @Slot()
    def connect_again(self) -> None:
        """Connects the agency in view with its kept key, in the background, where it is not connected yet."""
        account = self.current
        if account is None or self._session.connection is not None or self._job is not None:
            return
        from rentix_desktop.ui.wizard.connect import connecting

        connect, open_ledger, keys = self._connect, self._open_ledger, self._keys
        self.error = None
        job = self._jobs.build("connect", lambda task: connecting.reconnect(task, connect, open_ledger, keys, account))
        job.succeeded.connect(self._on_reached)
        job.failed.connect(self._on_failed)
        job.stopped.connect(self._on_stopped)
        self._job = job
        job.start()
        self.changed.emit()

    def _give_up(self) -> None:
        """A connection on its way is not wanted any more; what it brings is closed by itself."""
        job, self._job = self._job, None
        if job is not None:
            job.cancel()
        self.error = None

    @Slot(object)
    def _on_reached(self, reached: Reached) -> None:
        mine = self.sender() is self._job
        if mine:
            self._job = None
        connection = reached.connection
        if not mine or self._session.connection is not None:
            connection.ledger.close()  # by now it is another one's turn
            connection.destination.close()
            self.changed.emit()
            return
        self._session.take_connection(connection)
        self._memory.change(lambda settings: settings.with_account(connection.account))
        self._session.change(self._session.flow.connected(connection.account))
        self.changed.emit()

    @Slot(object)
    def _on_failed(self, error: AppError) -> None:
        if self.sender() is self._job:
            self._job = None
            self.error = error
            self.changed.emit()

    @Slot()
    def _on_stopped(self) -> None:
        if self.sender() is self._job:
            self._job = None
            self.changed.emit()
