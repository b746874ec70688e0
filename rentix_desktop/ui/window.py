"""The main window: the frame, the pages in it, and what holds for all of them.

Pages are built when first shown, and built again for another language or theme; the flow and everything live is in
the session and is not touched by that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QIcon, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from rentix_desktop import __version__
from rentix_desktop.errors import AppError
from rentix_desktop.resources import resource
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.sync.ports import Ports, Theme
from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.agencies import Agencies
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.faults import Faults
from rentix_desktop.ui.frame import Frame
from rentix_desktop.ui.jobs import Jobs
from rentix_desktop.ui.locale import QtLanguage
from rentix_desktop.ui.memory import Memory
from rentix_desktop.ui.messages import block_text
from rentix_desktop.ui.page import Page
from rentix_desktop.ui.pages import build_page, build_place
from rentix_desktop.ui.places.entries import FIX, HOME, SETTINGS, UPLOAD, UPLOADS, entries
from rentix_desktop.ui.session import Session
from rentix_desktop.ui.standing import Standing
from rentix_desktop.ui.tending.presence import Presence
from rentix_desktop.ui.theme import Look
from rentix_desktop.ui.tidying import Tidying
from rentix_desktop.ui.ways import Ways
from rentix_desktop.ui.widgets.question import said_yes
from rentix_desktop.ui.wizard.flow import Step

__all__ = ["HOME", "SETTINGS", "UPLOAD", "UPLOADS", "Opening", "Window"]

_SMALLEST: Final = QSize(1024, 680)
_USUAL: Final = QSize(1180, 760)
_WINDOW_FRAME: Final = QSize(16, 48)  # about what the system draws around a window
_AHEAD_MS: Final = 250  # after a page came: the person looks at it


def _fits(size: QSize, room: QSize) -> bool:
    return size.width() <= room.width() and size.height() <= room.height()


def _nothing() -> None:
    return None


@dataclass(frozen=True, slots=True)
class Opening:
    """How the window opens. `warm` imports what is slow, on a worker, once the window is up."""

    language: str | None = None
    base_url: str | None = None
    demo: bool = False
    warm: Callable[[], None] = _nothing


class Window(QMainWindow):
    shown = Signal()  # visible for the first time

    def __init__(self, ports: Ports, opening: Opening | None = None, faults: Faults | None = None) -> None:
        super().__init__()
        application = QApplication.instance()
        assert isinstance(application, QApplication)  # noqa: S101 - a window without an application is a bug of ours
        self._ports = ports
        self.opening = opening or Opening()
        self.jobs = Jobs(faults, self)
        if self.opening.warm is not _nothing:
            self.jobs.hold()
        self.session = Session(self)
        self._look = Look(application)
        self._qt_language = QtLanguage(application)
        self.memory = Memory(ports.settings, self.jobs, self)
        self._tr = Texts(self.opening.language or self.memory.settings.language)
        self.agencies = Agencies(ports, self.session, self.memory, self.jobs)
        self._pages: dict[Step | str, Page] = {}
        self._kept = ports.sources.some() and not self.opening.demo  # there is something to keep up to date
        self._place: str | None = HOME if self._kept else None
        self._before = UPLOAD  # where the settings lead back to
        self.standing = Standing(ports, self.session, self.agencies, self.jobs)
        self._tidying = Tidying(self.session, self.memory, self.jobs)
        self.ways = Ways(self, ports.layouts)
        self.closing = False
        self.presence = Presence(self, ports)
        self.tending = self.presence.tending
        self._warmed = False
        self._former: QWidget | None = None
        self._ahead = QTimer(self, singleShot=True, interval=_AHEAD_MS)
        self._ahead.timeout.connect(self._build_ahead)
        self.setObjectName("mainWindow")
        self.setWindowTitle("Rentix Desktop")
        self.setWindowIcon(QIcon(str(resource("icons", "app.svg"))))
        self.setMinimumSize(_SMALLEST)
        self._open_at_size()
        self.session.changed.connect(self._show)
        self.agencies.changed.connect(self._on_agencies)
        self.standing.changed.connect(self._show_frame)
        self.ways.failed.connect(self._on_failed)
        self.agencies.parting.connect(self._forget_pages)
        self.jobs.idle.connect(self._on_idle)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_scheme)
        self._build()

    def _open_at_size(self) -> None:
        """As large as is good to work in; on a screen too low or narrow for that, all of it: nothing may be cut off."""
        self.resize(_USUAL)
        room = self.screen().availableSize()
        taken = _USUAL + _WINDOW_FRAME
        if _fits(_SMALLEST, room) and not _fits(taken, room):
            self.setWindowState(Qt.WindowState.WindowMaximized)

    # the frame ----------------------------------------------------------------------------------------------------------
    def _build(self) -> None:
        """Everything visible, anew: at the start, for another language, for another theme."""
        tokens = self._look.apply(self.memory.settings.theme, self)
        self._qt_language.follow(self._tr.language)
        self.presence.speak(self._tr)
        self._desk = Desk(self._tr, tokens, self.jobs, self.session, self.memory)
        frame = Frame(self._tr, tokens)
        self._header, self._side, self._footer, self._stack = frame.header, frame.side, frame.footer, frame.stack
        self._header.settings_pressed.connect(self._on_settings)
        self._header.agency_chosen.connect(self._on_agency)
        self._header.another_pressed.connect(self.show_connect)
        self._side.step_pressed.connect(self._on_step)
        self._side.place_pressed.connect(self.show_place)
        self._side.cancel_pressed.connect(self._on_cancel)
        self._footer.back_pressed.connect(self._on_back)
        self._footer.next_pressed.connect(self._on_next)
        self.setCentralWidget(frame)
        self._show()

    def _part_with_pages(self) -> list[Page]:
        """Nothing of them is heard any more, and their work stops."""
        pages = list(self._pages.values())
        self._pages.clear()
        for page in pages:
            page.leave()
            page.discard()
            page.blockSignals(True)
        return pages

    @Slot()
    def _forget_pages(self) -> None:
        """Another agency comes: no page shows anything of the one before."""
        if self._place != SETTINGS:
            self._place = HOME if self._kept else None
        self._footer.forget()
        for page in self._part_with_pages():
            self._stack.removeWidget(page)
            page.deleteLater()

    def _rebuild(self) -> None:
        self._part_with_pages()
        former = self.takeCentralWidget()
        if former is not None:
            former.hide()
            former.setParent(None)
            former.deleteLater()  # not at once: the signal that led here may come from one of its children
        self._former = former
        self._build()

    def change_language(self, language: str | None) -> None:
        """At once, and remembered; None = the system's."""
        self._tr = Texts(language)
        self.memory.change(lambda settings: replace(settings, language=language))
        self._rebuild()

    def change_theme(self, theme: Theme) -> None:
        """At once, and remembered."""
        self.memory.change(lambda settings: replace(settings, theme=theme))
        self._rebuild()

    def show_connect(self) -> None:
        """The connect page, where keys are entered; not while something is being sent."""
        if not self.session.flow.sending:
            self._place = None
            flow = self.session.flow
            self.session.change((flow.again() if flow.run is not None else flow).go(Step.CONNECT))
            self._show()

    # what is shown ------------------------------------------------------------------------------------------------------
    @property
    def page(self) -> Page:
        """The page in view."""
        page = self._stack.currentWidget()
        assert isinstance(page, Page)  # noqa: S101 - the stack holds nothing else
        return page

    @Slot()
    def _show(self) -> None:
        page = self._page_for(self._place or self.session.flow.step)
        if self._stack.currentWidget() is not page:
            self._stack.setCurrentWidget(page)
            self._focus(page)
        if not self.closing:
            self._ahead.start()
        page.refresh()

    def _page_for(self, where: Step | str) -> Page:
        page = self._pages.get(where)
        if page is None:
            page = self._pages[where] = self._new_page(where)
            self._stack.addWidget(page)
            page.refreshed.connect(self._show_frame)
            page.settled.connect(self._on_settled)
        return page

    @Slot()
    def _build_ahead(self) -> None:
        """The page of the next step, while the person looks at this one: building and showing it at once holds the
        window up for longer than a person should see, above all at the end of an upload.

        Beside a busy worker building takes three times as long: it waits, but for the upload, which is busy to its end.
        """
        step = self.session.flow.step
        if step.following is None or not self._warmed or self.closing:
            return
        if step is Step.UPLOAD or not self.jobs.busy:
            page = self._page_for(step.following)
            QTimer.singleShot(0, page, page.ensurePolished)  # what its first showing would do, in a turn of its own

    def _focus(self, page: Page) -> None:
        """The keyboard follows the page: its first field, else the main button, else whatever can be used in it."""
        main = next((made for made in page.buttons if made.property("main")), self._footer.next)
        fields = [made for made in page.findChildren(QWidget) if made.focusPolicy() & Qt.FocusPolicy.TabFocus]
        for widget in (page.first_focus(), main, *fields, self._footer.back):
            if widget is not None and widget.isEnabled() and widget.isVisible():
                widget.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    @Slot()
    def _on_settled(self) -> None:
        if self.sender() is self.page:
            self._footer.next.setFocus(Qt.FocusReason.OtherFocusReason)

    def _new_page(self, where: Step | str) -> Page:
        self.jobs.wait_loaded()
        if isinstance(where, Step):
            return build_page(where, self._desk, self._ports, self)
        return build_place(where, self._desk, self._ports, self)

    @Slot()
    def _show_frame(self) -> None:
        tr, flow = self._tr, self.session.flow
        page = self.page
        self._show_header()
        facts, why = self.standing.facts, self._why_not()
        if self._place:
            counts = {FIX: facts.to_fix if facts is not None else 0}
            self._side.show_places(entries(tr, counts, why, begun=flow.begun), self._place)
        else:
            home = entries(tr, {}, {})[0] if self._kept else None
            self._side.show_steps(flow, home)
        cancel = ""
        if not self._place and flow.begun:
            cancel = tr("New upload") if flow.summary is not None else tr("Cancel upload")
        self._side.show_foot(cancel, tr("Version {version}", version=__version__))
        foot = page.foot()
        blocked = flow.blocked if page.STEP else None
        note = block_text(blocked, tr) if blocked and foot.next and not foot.note else foot.note
        if self.closing:
            note = tr("Stopping. What was sent is kept.")
        self._footer.note.setText(note)
        self._footer.back.setVisible(foot.back and bool(page.STEP) and page.STEP is not Step.CONNECT)
        self._footer.back.setEnabled(flow.back is not None)
        self._footer.next.setVisible(foot.next is not None)
        self._footer.next.setText(foot.next or "")
        self._footer.next.setAccessibleName(foot.next or "")
        self._footer.next.setEnabled(not page.STEP or flow.next is not None)
        self._footer.next.setToolTip(block_text(blocked, tr) if blocked else "")
        self._footer.show_actions(page.buttons)

    def _show_header(self) -> None:
        flow, agencies = self.session.flow, self.agencies
        name = agencies.name if self._place or agencies.connecting else ""
        account, facts = flow.account, self.standing.facts if self._place else None
        if account is not None and facts is not None and facts.monitor is not None and facts.agency == agencies.current:
            account = replace(account, used=facts.monitor.used, limit=facts.monitor.limit)  # as the page has it
        self._header.show_account(account, flow.demo, name, connecting=agencies.connecting)
        why = "" if agencies.may_switch else self._tr("While listings are being sent the agency stays the same.")
        self._header.show_agencies(agencies.known, agencies.current, why)

    def _why_not(self) -> dict[str, str]:
        """Places that cannot be gone to, and the reason."""
        tr, flow = self._tr, self.session.flow
        if self.standing.facts is None or not self.standing.facts.to_fix:
            return {FIX: tr("Nothing has to be fixed.")}
        if flow.sending:
            return {FIX: tr("The upload is still going on.")}
        if flow.begun and flow.summary is None:
            return {FIX: tr("A file is being prepared. Send it or cancel it first.")}
        return {}

    # what was pressed ---------------------------------------------------------------------------------------------------
    @Slot()
    def _on_back(self) -> None:
        self.session.change(self.session.flow.go_back())

    @Slot()
    def _on_next(self) -> None:
        self.page.go_next()

    @Slot(object)
    def _on_step(self, step: Step) -> None:
        self.session.change(self.session.flow.go(step))

    @Slot(str)
    def show_place(self, name: str) -> None:
        """A place outside the wizard by its name; UPLOAD leads to the step, FIX to the listings that need somebody."""
        if name == FIX:
            run = self.standing.facts.run_to_fix if self.standing.facts is not None else None
            if run is not None:
                self.ways.fix(run)
            return
        if self._place != SETTINGS:
            self._before = self._place or UPLOAD
        self._place = None if name == UPLOAD else name
        if self._place not in (None, HOME):  # the home page looks by itself
            self.standing.look()
        self._show()

    @Slot()
    def _on_agencies(self) -> None:
        if self._place or self._kept:
            self.standing.look()
        self._show()

    @Slot(object)
    def _on_failed(self, error: AppError) -> None:
        self.page.error.show_error(error)

    @Slot(object)
    def _on_agency(self, account: AccountKey) -> None:
        self.agencies.switch(account)

    def sources_changed(self) -> None:
        """A source was saved, renamed or is not kept any more."""
        self._kept = True
        self.tending.sources_changed()
        self.standing.look()

    @Slot()
    def _on_settings(self) -> None:
        """There, and from there back to where one was."""
        self.show_place(SETTINGS if self._place != SETTINGS else self._before)

    @Slot()
    def _on_cancel(self) -> None:
        self.page.cancel()

    @Slot()
    def _on_scheme(self) -> None:
        if self.memory.settings.theme is Theme.SYSTEM:
            self._rebuild()

    # opening and closing ------------------------------------------------------------------------------------------------
    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        if not self._warmed:
            self._warmed = True
            QTimer.singleShot(0, self, self._on_shown)

    @Slot()
    def _on_shown(self) -> None:
        self._focus(self.page)
        self.jobs.load(self.opening.warm)
        if self._kept:
            self.agencies.connect_again()
            self.presence.start()
        self.shown.emit()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Asks while a run is on; stops all work, waits for it without freezing, then closes everything."""
        asks = not self.closing
        if asks and (self.presence.stays_in_tray() or not self._may_close()):
            event.ignore()
            return
        self.closing = True
        self._ahead.stop()
        if asks:  # once: what cannot be written, for the disk is full, would be tried for ever
            self.session.closing.emit()
        self.jobs.cancel_all()
        if not self.jobs.ended:
            event.ignore()
            self._stack.setEnabled(False)
            self._show_frame()
            return
        self.jobs.close()
        self.session.release()
        self.presence.ended()
        event.accept()

    def _may_close(self) -> bool:
        """Asks where something is being sent, and where something typed would be lost."""
        if self.session.flow.sending and not self._really_close():
            return False
        return not self.session.unsaved or self._really_lose()

    def _really_lose(self) -> bool:
        tr = self._tr
        names = ", ".join(each.what for each in self.session.unsaved.values())
        words = tr("What you changed about {name} is not on the portal yet.", name=names)
        title, stay, go = tr("Close without saving?"), tr("Go on editing"), tr("Close without saving")
        return said_yes(self, "unsavedQuestion", title, words, stay=stay, go=go, destroys=True)

    def _really_close(self) -> bool:
        tr = self._tr
        return said_yes(
            self,
            "closeQuestion",
            tr("The upload is still going on"),
            tr("If you close now, it stops. Nothing is lost: next time it goes on where it stopped."),
            stay=tr("Keep sending"),
            go=tr("Stop and close"),
            destroys=True,
        )

    @Slot()
    def _on_idle(self) -> None:
        if self.closing:
            QTimer.singleShot(0, self, self.close)
        else:
            self._ahead.start()
