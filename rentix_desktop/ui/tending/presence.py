"""The window beside its tending: in the tray while it is closed, told of what needs a person, opened at the right place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from rentix_desktop.sync.sources.source import Source
from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.places.entries import HOME
from rentix_desktop.ui.tending.notices import Notices
from rentix_desktop.ui.tending.tending import Tending
from rentix_desktop.ui.tending.tray import Tray
from rentix_desktop.ui.tending.turns import TendingPorts

if TYPE_CHECKING:
    from rentix_desktop.sync.sources.monitor import Need
    from rentix_desktop.ui.window import Window


class Presence(QObject):
    """One per window; `tending` is at work from `start` on."""

    def __init__(
        self, window: Window, ports: TendingPorts, there_is_room: Callable[[], bool] = Tray.there_is_room
    ) -> None:
        super().__init__(window)
        self._window = window
        self.tending = Tending(ports, window.session, window.jobs)
        self.tray = Tray(self)
        self.there_is_room = there_is_room
        self._notices = Notices()
        self._told: tuple[Source, Need] | None = None  # what the notification shown last is about
        self._tr = Texts("en")
        self._quitting = False
        self.tending.heard.connect(self._on_heard)
        self.tending.changed.connect(self._on_changed)
        self.tending.needs_changed.connect(window.standing.look)
        self.tray.show_pressed.connect(self.open)
        self.tray.sync_pressed.connect(self.tending.sync_all)
        self.tray.pause_toggled.connect(self.tending.pause)
        self.tray.quit_pressed.connect(self.quit)
        self.tray.message_pressed.connect(self._on_message)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.commitDataRequest.connect(self._on_session_end, Qt.ConnectionType.DirectConnection)

    def start(self) -> None:
        """The window is up."""
        self.tending.sources_changed()

    def speak(self, tr: Texts) -> None:
        """Another language."""
        self._tr = tr
        if self.tray.shown:
            self.tray.show(tr, paused=self.tending.paused)

    # closing --------------------------------------------------------------------------------------------------------------
    @property
    def only_while_open(self) -> bool:
        """There is something to do by itself, and it is done only while the window is open."""
        return self.tending.timed and not self.tray.shown

    def stays_in_tray(self) -> bool:
        """Closing the window leaves it in the tray where there is something to do by itself, and an icon to come back by:
        it is hidden then. Said the first time, on this computer."""
        if self._quitting or not self.tending.timed or not self.tray.shown:
            return False
        QApplication.setQuitOnLastWindowClosed(False)
        self._window.hide()
        memory = self._window.memory
        if not memory.settings.tray_told:
            memory.change(lambda settings: replace(settings, tray_told=True))
            tr = self._tr
            self._told = None
            self.tray.tell(
                tr("Rentix Desktop goes on"),
                tr("It keeps your files up to date from here. To end it, choose Quit in the menu of this icon."),
            )
        return True

    def ended(self) -> None:
        """The window has closed for good."""
        self.tray.hide()
        if not QApplication.quitOnLastWindowClosed():  # it was hidden once
            QApplication.setQuitOnLastWindowClosed(True)
            QApplication.quit()

    @Slot()
    def quit(self) -> None:
        self._quitting = True
        if self._window.session.flow.sending:
            self.open()  # it asks
        self._window.close()
        self._quitting = self._window.closing

    @Slot()
    def _on_session_end(self) -> None:
        self._quitting = True

    # coming back ----------------------------------------------------------------------------------------------------------
    @Slot()
    def open(self) -> None:
        window = self._window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()

    @Slot()
    def _on_message(self) -> None:
        self.open()
        if self._told is not None:
            self._show_need(*self._told)

    def _show_need(self, source: Source, need: Need) -> None:
        """The table where it is repaired, or the home page, which says what can be done."""
        from rentix_desktop.sync.sources.monitor import NeedCode

        window = self._window
        flow = window.session.flow
        if window.agencies.current != source.account:
            window.agencies.switch(source.account)
        free = not flow.sending and (flow.summary is not None or not flow.begun)
        if need.code is NeedCode.TO_FIX and need.run is not None and free:
            window.ways.fix(need.run)
        else:
            window.show_place(HOME)

    # what is to be said ---------------------------------------------------------------------------------------------------
    @Slot(object, object, bool)
    def _on_heard(self, source: Source, needs: tuple[Need, ...], told: bool) -> None:
        if told:
            self._notices.known(source.name, needs)
            return
        fresh = self._notices.fresh(source.name, needs)
        if not fresh:
            return
        from rentix_desktop.texts.visits import describe_need

        need = fresh[0]  # the most urgent; the others stand beside it where it leads to
        self._told = (source, need)
        text = describe_need(need, self._tr)
        title = f"{source.name}: {text.title}"
        if self.tray.shown:
            self.tray.tell(title, f"{text.message} {text.hint}".strip())
        else:
            QApplication.alert(self._window)

    @Slot()
    def _on_changed(self) -> None:
        wanted = self.tending.timed and self.there_is_room() and not self._window.closing
        if wanted and not self.tray.shown:
            self.tray.show(self._tr, paused=self.tending.paused)
        elif not wanted and self.tray.shown and self._window.isVisible():
            self.tray.hide()
        self.tray.show_paused(paused=self.tending.paused)
