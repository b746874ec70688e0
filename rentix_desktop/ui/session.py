"""What the window works with while it is open: the flow, and the live things that belong to it.

The flow is a plain value (`wizard.flow.Flow`); `session.change(flow)` puts another in its place and tells the frame.
Live things (the destination, the ledger, the open table) are kept here and closed here. Pages come and go with the
language and the theme; what must outlive them is here: the run's job by `keep`, a page's own state by `notes`.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.sheets.table import ReadOptions, Table
from rentix_desktop.sync.destination import Account, Destination
from rentix_desktop.sync.ledger import AccountKey, Ledger, RunInfo
from rentix_desktop.sync.ports import KeyKept, RunningDemo
from rentix_desktop.ui.jobs import Job
from rentix_desktop.ui.senders import Senders
from rentix_desktop.ui.wizard.flow import Flow

if TYPE_CHECKING:
    from rentix_desktop.sync.repair.needing import Needing  # half the program: not before the window is up


@dataclass(frozen=True, slots=True)
class Connection:
    """A verified account and what is open for it."""

    account: Account
    destination: Destination
    catalogue: Catalogue
    ledger: Ledger
    interrupted: RunInfo | None = None
    needing: Needing | None = None  # an earlier upload with listings that still need somebody

    @property
    def key(self) -> AccountKey:
        return AccountKey(self.account.base_url, self.account.id)


@dataclass(frozen=True, slots=True)
class RunOrder:
    """What the upload page is to do: start a planned run, or go on with a started one. `trial` = that many rows only."""

    run: int
    resume: bool = False
    trial: int | None = None


@dataclass(slots=True)
class RunningPortal:
    """The demo portal while the window has it running; `context` stops it."""

    context: AbstractContextManager[RunningDemo]
    demo: RunningDemo


@dataclass(frozen=True, slots=True)
class Unsaved:
    """What somebody typed and did not save: about what, in a person's words, and in the form of the page it belongs to."""

    what: str
    typed: object


@dataclass(slots=True)
class _Live:
    connection: Connection | None = None
    table: Table | None = None
    portal: RunningPortal | None = None
    jobs: dict[str, Job] = field(default_factory=dict)


class Session(QObject):
    """One per window. Everything on the window's thread; a job is handed what it needs, not the session."""

    changed = Signal()  # the flow has changed
    tended = Signal()  # a kept file of the account begins, or has ceased, to be brought up to date
    outdated = Signal()  # something was sent beside the wizard: what was forecast does not hold any more
    links_wished = Signal(object)  # a `ways.Wish`: of links that are not through, said on a page of the wizard
    closing = Signal()  # the window is about to close: what is to be written is written now

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._flow = Flow()
        self._live = _Live()
        self._order: RunOrder | None = None
        self._tended: dict[Job, AccountKey] = {}
        self._outdating: set[Job] = set()
        self.senders = Senders()
        self.key_kept: KeyKept | None = None  # where the key of the connection was put; None = it was kept before
        self.file: Path | None = None  # the file chosen, read or not
        self.options = ReadOptions()  # and what was decided about reading it
        self.notes: dict[str, object] = {}  # page name → what it wants back when it is built again
        self.unsaved: dict[tuple[str, AccountKey], Unsaved] = {}  # by page name: outlives the page and the connection

    # the flow
    @property
    def flow(self) -> Flow:
        return self._flow

    def change(self, flow: Flow) -> None:
        """Another flow; `changed` is told only where it differs from the one before."""
        if flow != self._flow:
            self._flow = flow
            self.changed.emit()

    def again(self) -> None:
        """A new upload with the same account: the file and what belongs to it is let go."""
        self.take_table(None)
        self.file = None
        self.options = ReadOptions()
        self.notes.clear()
        self.change(self._flow.again())

    def order(self, order: RunOrder) -> None:
        """Send: the upload page comes into view and takes the order. From here on there is no way back."""
        self._order = order
        if self._live.connection is not None:  # what was offered is over, whichever run this is
            self._live.connection = replace(self._live.connection, interrupted=None, needing=None)
        self.change(self._flow.started(order.run))

    def look_again(self, needing: Needing) -> None:
        """The results of an earlier upload come into view."""
        self.needs_nobody()
        self.take_table(None)
        self.change(self._flow.again().ended(needing.summary))

    def needs_nobody(self) -> None:
        """The listings of the earlier upload are looked at, or are not to be spoken of any more."""
        if self._live.connection is not None:
            self._live.connection = replace(self._live.connection, needing=None)

    def left_behind(self, run: RunInfo | None) -> None:
        """A run the person leaves with rows still to be sent: it is offered again."""
        if self._live.connection is not None:
            self._live.connection = replace(self._live.connection, interrupted=run)

    def take_order(self) -> RunOrder | None:
        """The order not yet taken; asked by the upload page when it comes into view."""
        order, self._order = self._order, None
        return order

    # kept files that are brought up to date meanwhile
    @property
    def being_tended(self) -> bool:
        """A kept file of the account is at it: nothing else can be sent until it is done."""
        connection = self._live.connection
        return connection is not None and connection.key in self._tended.values()

    def tend(self, account: AccountKey, job: Job, *, outdates: bool = False) -> None:
        """This job, which is not started yet, sends for the account beside the wizard. `outdates`: at its end what was
        forecast does not hold, in any case."""
        self._tended[job] = account
        if outdates:
            self._outdating.add(job)
        job.ended.connect(self._on_tended)
        self.tended.emit()

    @Slot(object)
    def _on_tended(self, job: Job) -> None:
        account = self._tended.pop(job)
        if job in self._outdating:
            self._outdating.discard(job)
            self.outdate(account)
        self.tended.emit()

    def outdate(self, account: AccountKey) -> None:
        """Listings of the account were sent: a forecast that was made before is made again."""
        connection = self._live.connection
        if connection is None or connection.key != account or self._flow.run is not None:
            return
        if self._flow.forecast is not None:
            self.change(self._flow.forecasted(None))
        self.outdated.emit()

    # live things
    @property
    def connection(self) -> Connection | None:
        return self._live.connection

    @property
    def table(self) -> Table | None:
        return self._live.table

    @property
    def portal(self) -> RunningPortal | None:
        return self._live.portal

    def take_connection(self, connection: Connection | None) -> None:
        """A newly verified account, or none; the former one's destination and ledger are closed."""
        former, self._live.connection = self._live.connection, connection
        self.key_kept = None
        if former is not None and former is not connection:
            former.destination.close()
            former.ledger.close()

    def part(self) -> Connection | None:
        """The account is not in view any more, and nothing of it: the file that was read is kept. Who asks closes what
        was open for it, once nothing works with it any more."""
        former, self._live.connection = self._live.connection, None
        self.key_kept = None
        self._order = None
        self.notes.clear()
        self.change(self._flow.disconnected())
        return former

    def take_table(self, table: Table | None) -> None:
        """The table that was read, or none; the former one's spool is deleted."""
        former, self._live.table = self._live.table, table
        if former is not None and former is not table:
            former.close()

    def take_portal(self, portal: RunningPortal | None) -> None:
        self._live.portal = portal

    # jobs that outlive the page that started them
    def keep(self, name: str, job: Job) -> None:
        """A job a page built again must find, as the upload's: `kept(name)` gives it while it runs."""
        self._live.jobs[name] = job

    def kept(self, name: str) -> Job | None:
        job = self._live.jobs.get(name)
        return job if job is not None and job.running else None

    def release(self) -> None:
        """Closes everything; after the jobs have ended. May take a second: the demo portal is stopped."""
        self.take_table(None)
        self.take_connection(None)
        portal, self._live.portal = self._live.portal, None
        if portal is not None:
            portal.context.__exit__(None, None, None)
