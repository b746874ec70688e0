"""The icon beside the clock. Where the system has no place for one, there is none."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from rentix_desktop.resources import resource
from rentix_desktop.texts.language import Texts

_SHOWN_MS = 15_000


class Tray(QObject):
    show_pressed = Signal()
    sync_pressed = Signal()
    pause_toggled = Signal(bool)
    quit_pressed = Signal()
    message_pressed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._icon: QSystemTrayIcon | None = None
        self._menu: QMenu | None = None
        self._pause: QAction | None = None

    @staticmethod
    def there_is_room() -> bool:
        """Whether this system shows icons; asked each time, because the bar may come later than the program."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    @property
    def shown(self) -> bool:
        return self._icon is not None

    def show(self, tr: Texts, *, paused: bool) -> None:
        """Shows it with its words in this language."""
        self.hide()
        menu = QMenu()
        self._action(menu, "trayShow", tr("Open Rentix Desktop")).triggered.connect(self.show_pressed)
        self._action(menu, "traySync", tr("Bring all up to date now")).triggered.connect(self.sync_pressed)
        pause = self._action(menu, "trayPause", tr("Pause"))
        pause.setCheckable(True)
        pause.setChecked(paused)
        pause.toggled.connect(self.pause_toggled)
        menu.addSeparator()
        self._action(menu, "trayQuit", tr("Quit")).triggered.connect(self.quit_pressed)
        icon = QSystemTrayIcon(QIcon(str(resource("icons", "app.svg"))), self)
        icon.setObjectName("trayIcon")
        icon.setToolTip("Rentix Desktop")
        icon.setContextMenu(menu)
        icon.activated.connect(self._on_activated)
        icon.messageClicked.connect(self.message_pressed)
        icon.show()
        self._icon, self._menu, self._pause = icon, menu, pause

    @property
    def menu(self) -> QMenu | None:
        return self._menu

    def hide(self) -> None:
        icon, menu = self._icon, self._menu
        self._icon = self._menu = self._pause = None
        if icon is not None:
            icon.hide()
            icon.deleteLater()
        if menu is not None:
            menu.deleteLater()

    def show_paused(self, *, paused: bool) -> None:
        if self._pause is not None:
            self._pause.setChecked(paused)

    def tell(self, title: str, text: str) -> None:
        if self._icon is not None:
            self._icon.showMessage(title, text, QSystemTrayIcon.MessageIcon.Information, _SHOWN_MS)

    @staticmethod
    def _action(menu: QMenu, name: str, text: str) -> QAction:
        action = menu.addAction(text)
        action.setObjectName(name)
        return action

    @Slot(QSystemTrayIcon.ActivationReason)
    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.show_pressed.emit()
