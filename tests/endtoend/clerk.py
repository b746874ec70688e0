"""A clerk at the window: finds widgets by their object names, presses keys and buttons, and waits for what is to come."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QLineEdit, QRadioButton, QWidget

from rentix_desktop.ui.window import Window
from rentix_desktop.ui.wizard.flow import Step

W = TypeVar("W", bound=QWidget)

PATIENCE = 60.0


class Clerk:
    """Presses buttons with the mouse or, `by_keyboard`, by Tab and Enter alone. Pictures go into `album`; `words` are
    what a scenario was told to type."""

    def __init__(
        self, window: Window, album: Path | None = None, words: Sequence[str] = (), *, by_keyboard: bool = False
    ) -> None:
        self.window = window
        self.words = words
        self.album = album
        self.by_keyboard = by_keyboard
        self.pressed = 0
        """Keys and clicks so far, letters not counted."""

    # looking ------------------------------------------------------------------------------------------------------------
    def find(self, kind: type[W], name: str) -> W:
        """The visible widget of this name."""
        found = [widget for widget in self.window.findChildren(kind, name) if widget.isVisible()]
        assert len(found) == 1, f"{len(found)} of {name} on {self.window.page.NAME}"
        return found[0]

    def sees(self, name: str) -> bool:
        return any(widget.isVisible() for widget in self.window.findChildren(QWidget, name))

    def wait(self, until: Callable[[], object], what: str = "", patience: float = PATIENCE) -> None:
        """Lets the window work until something holds."""
        end = time.monotonic() + patience
        while not until():
            if time.monotonic() > end:
                self.picture("stuck")
                error = self.window.page.error.accessibleName() if self.window.page.error.isVisible() else "no error"
                raise AssertionError(f"not {what or 'so'}; {self.window.page.NAME}, {error}")
            loop = QEventLoop()  # not QTest.qWait: that holds the other threads back
            QTimer.singleShot(10, loop.quit)
            loop.exec()

    def at(self, step: Step) -> None:
        """Waits until the page of this step is there and has nothing more to work out."""
        self.wait(lambda: self.window.session.flow.step is step and self.window.page.STEP is step, f"at {step}")
        if step is not Step.UPLOAD:
            self.settled()

    def settled(self) -> None:
        self.wait(lambda: not self.window.jobs.busy, "settled")
        QApplication.processEvents()

    def picture(self, name: str) -> None:
        """What the screen shows."""
        if self.album is None:
            return
        QApplication.processEvents()
        self.album.mkdir(parents=True, exist_ok=True)
        real = QApplication.platformName() == "xcb"
        shot = self.window.screen().grabWindow(0) if real else self.window.grab()
        shot.save(str(self.album / f"{name}.png"))

    # doing --------------------------------------------------------------------------------------------------------------
    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Where the keyboard is."""
        self.pressed += 1
        QTest.keyClick(self._keyboard(), key, modifiers)

    def until(self, enough: Callable[[], object], key: Qt.Key, most: int = 60) -> None:
        """The same key again and again."""
        for _ in range(most):
            if enough():
                return
            self.key(key)
        assert enough(), f"{key} {most} times was not enough on {self.window.page.NAME}"

    def type(self, text: str) -> None:
        QTest.keyClicks(self._keyboard(), text)

    @staticmethod
    def _keyboard() -> QWidget:
        target = QApplication.focusWidget()
        assert target is not None, "the keyboard is nowhere"
        return target

    def go_to(self, name: str) -> None:
        """The keyboard on this widget: by Tab, as often as it takes, or by a click."""
        widget = self.find(QWidget, name)
        if self.by_keyboard:
            self._tab_to(widget)
        elif not widget.hasFocus():
            self.pressed += 1
            inside = widget.viewport() if isinstance(widget, QAbstractItemView) else widget
            QTest.mouseClick(inside, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
            widget.setFocus()

    def _tab_to(self, widget: QWidget) -> None:
        name = widget.objectName()
        assert widget.isEnabled(), f"{name} cannot be used"
        start = QApplication.focusWidget()
        seen = []
        while not widget.hasFocus():
            self.key(Qt.Key.Key_Tab)
            here = QApplication.focusWidget()
            seen.append(here.objectName() if here else "nowhere")
            assert here is not start, f"{name} is not reached by Tab: {seen}"

    def press(self, name: str) -> None:
        """A button, by a click or by Tab and Enter."""
        self.press_it(self.find(QAbstractButton, name))

    def press_it(self, button: QAbstractButton) -> None:
        self.wait(button.isEnabled, f"able to press {button.objectName()}")
        if self.by_keyboard:
            self._tab_to(button)
            self.key(Qt.Key.Key_Return)
        else:
            self.pressed += 1
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def choose(self, name: str) -> None:
        """One of several, by a click, or by Tab to the group and the arrows inside it."""
        radio = self.find(QRadioButton, name)
        group = [made for made in self.window.findChildren(QRadioButton) if made.parent() is radio.parent()]
        if not self.by_keyboard:
            self.press_it(radio)
            return
        self._tab_to(next(made for made in group if made.isChecked()))
        self.until(radio.isChecked, Qt.Key.Key_Down, len(group))

    def fill(self, name: str, text: str) -> None:
        """A field: what is in it goes, the text comes."""
        self.go_to(name)
        field = self.find(QLineEdit, name)
        self.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self.type(text)
        assert field.text() == text
