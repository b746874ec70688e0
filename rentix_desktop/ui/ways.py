"""The ways from the places into the wizard: a new upload, the listings to be fixed, a run to go on with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from rentix_desktop.sync.ports import LayoutStore
from rentix_desktop.sync.sources.source import Source
from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.places.entries import LINKING, SOURCE, UPLOAD
from rentix_desktop.ui.session import RunOrder
from rentix_desktop.ui.wizard.flow import Step

if TYPE_CHECKING:
    from rentix_desktop.sync.repair.needing import Needing
    from rentix_desktop.ui.window import Window

DRAFT = "source_draft"
"""Under this name of `session.notes` the page that edits a source finds it."""
ASK_KEY = "ask_key"
"""Under this name of `session.notes` the connect page finds that a key is to be entered, connected or not."""
UNFINISHED_LINKS = "unfinished_links"
"""Under this name of `session.notes` the place of linking finds the `Wish` of the person."""
GO_ON_LINKING = "goOnLinkingButton"
GIVE_UP_LINKS = "giveUpLinksButton"
"""What the buttons of all pages are called that say such a wish."""


class Wish(Enum):
    """What is to become of links that were accepted and are not through."""

    GO_ON = auto()
    GIVE_UP = auto()


@dataclass(frozen=True, slots=True)
class Draft:
    """A source as it is being edited. `former` = the name it is kept under, None = it is new. `file` = the one it was
    made from. `from_wizard` = the way back leads to the results."""

    source: Source
    former: str | None = None
    file: Path | None = None
    from_wizard: bool = False


class Ways(QObject):
    failed = Signal(object)  # an AppError

    def __init__(self, window: Window, layouts: LayoutStore) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self._layouts = layouts
        self._after: Callable[[], None] | None = None  # what is done once the agency is connected
        window.agencies.changed.connect(self._on_agencies)
        self._session.links_wished.connect(self.unfinished_links)

    def connected_then(self, after: Callable[[], None]) -> None:
        """Does it now, or once the agency is connected; where it cannot be, `failed` says why."""
        if self._session.connection is not None:
            after()
            return
        self._after = after
        self._window.agencies.connect_again()

    @Slot()
    def _on_agencies(self) -> None:
        agencies, after = self._window.agencies, self._after
        if after is None or agencies.connecting:
            return
        self._after = None
        if self._session.connection is not None:
            after()
        elif agencies.error is not None:
            self.failed.emit(agencies.error)

    def new_upload(self) -> None:
        """The wizard; an upload that is not sent yet is gone on with, with nothing begun it is at the file."""
        session = self._session
        self._window.show_place(UPLOAD)
        if session.flow.summary is not None:
            self._window.page.cancel()
        elif session.flow.step is Step.CONNECT and session.connection is not None:
            session.change(session.flow.go_next())

    def enter_key(self) -> None:
        """Where a key is entered, also where one is connected already."""
        self._session.notes[ASK_KEY] = True
        self._window.show_connect()

    def go_on(self, run: int) -> None:
        """Sends what is left of a run."""
        self.connected_then(lambda: self._go_on(run))

    def _go_on(self, run: int) -> None:
        self._session.order(RunOrder(run, resume=True))
        self._window.show_place(UPLOAD)

    @Slot(object)
    def unfinished_links(self, wish: Wish) -> None:
        """The place of linking does it."""
        self.connected_then(lambda: self._unfinished_links(wish))

    def _unfinished_links(self, wish: Wish) -> None:
        self._session.notes[UNFINISHED_LINKS] = wish
        self._window.show_place(LINKING)

    def fix(self, run: int) -> None:
        """The listings of this run that need somebody, in the table where they are corrected."""
        self.connected_then(lambda: self._fix(run))

    def _fix(self, run: int) -> None:
        from rentix_desktop.ui.standing import needing_of

        connection = self._session.connection
        if connection is not None:
            ledger = connection.ledger
            self._run("to-fix", lambda _task: needing_of(ledger, run), self._on_to_fix)

    @Slot(object)
    def _on_to_fix(self, needing: Needing) -> None:
        self._session.look_again(needing)
        self._window.show_place(UPLOAD)

    def edit(self, draft: Draft) -> None:
        """The page where what is kept of a file is decided."""
        self._session.notes[DRAFT] = draft
        self._window.show_place(SOURCE)

    def open_file(self, path: Path) -> None:
        """The wizard with this file."""
        self._session.again()
        self._session.file = path
        self._window.show_place(UPLOAD)

    def choose_columns(self, source: Source, path: Path) -> None:
        """The wizard with this file, and with what was decided about such files before."""
        layouts, layout = self._layouts, replace(source.layout, values=())

        def work(_task: Task[Any]) -> tuple[Source, Path]:
            if layout.name not in {each.name for each in layouts.all()}:
                layouts.save(layout)
            return source, path

        self._run("prefill", work, self._on_prefilled)

    @Slot(object)
    def _on_prefilled(self, found: tuple[Source, Path]) -> None:
        source, path = found
        self._session.again()
        self._session.file, self._session.options = path, source.read
        self._window.show_place(UPLOAD)

    def _run(self, name: str, work: Callable[[Task[Any]], Any], done: Callable[[Any], None]) -> None:
        job = self._window.jobs.build(name, work)
        job.succeeded.connect(done)
        job.failed.connect(self.failed)
        job.start()
