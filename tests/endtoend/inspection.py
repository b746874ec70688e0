"""Looks at every page the clerk comes to: names, keyboard, and that no text is cut, in the sizes a window may have."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from rentix_desktop.ui.widgets.basics import ElidedLabel
from rentix_desktop.ui.window import Window
from tests.endtoend.clerk import Clerk

INTERACTIVE = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QAbstractItemView, QPlainTextEdit)
SIZES = (QSize(1024, 680), QSize(1280, 720))


class Inspector(Clerk):
    """A clerk who looks closely wherever a picture would be taken. `findings` are what is wrong, page by page."""

    def __init__(self, window: Window, album: Path | None = None) -> None:
        super().__init__(window, album)
        self.findings: list[str] = []
        self.names: defaultdict[str, set[str]] = defaultdict(set)

    def picture(self, name: str) -> None:
        if QApplication.activePopupWidget() is not None:
            return
        window = self.window
        for size in SIZES:
            window.resize(size)
            QApplication.processEvents()
            for _ in range(8):  # a text that came just now asks for room, a layer at a time
                QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
            where = f"{name} {size.width()}x{size.height()}"
            if window.size() != size:
                self._found(where, f"the window is {window.width()}x{window.height()}")
            for found in (*_cut(window), *_outside(window)):
                self._found(where, found)
            super().picture(where.replace(" ", "-"))
        self.names[window.page.NAME] |= {widget.objectName() for widget in _visible(window, QWidget)}
        for found in (*_unnamed(window), *_mnemonics(window), *_not_by_tab(window)):
            self._found(name, found)

    def _found(self, where: str, what: str) -> None:
        self.findings.append(f"{where}: {what}")


def _visible(window: Window, kind: type[QWidget]) -> list[QWidget]:
    return [widget for widget in window.findChildren(kind) if widget.isVisible()]


def _interactive(window: Window) -> list[QWidget]:
    return [
        widget for widget in _visible(window, QWidget) if isinstance(widget, INTERACTIVE) and not _is_a_part(widget)
    ]


def _is_a_part(widget: QWidget) -> bool:
    """Of another widget: the field of a spin box, the header of a table, an editor in a cell."""
    above: QWidget | None = widget.parentWidget()
    while above is not None:
        if isinstance(above, QComboBox | QAbstractSpinBox | QAbstractItemView | QLineEdit):
            return True
        above = above.parentWidget()
    return False


def _said(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton | QLabel) else ""
    return f"{widget.objectName() or type(widget).__name__} “{text}”"


def _unnamed(window: Window) -> list[str]:
    found = []
    for widget in _interactive(window):
        if not widget.accessibleName():
            found.append(f"{_said(widget)} has no accessible name")
        if not widget.objectName():
            found.append(f"{_said(widget)} has no object name")
    return found


def _mnemonics(window: Window) -> list[str]:
    texts = [
        widget.text() for widget in _visible(window, QWidget) if isinstance(widget, QAbstractButton) and widget.text()
    ]
    keys = Counter(key.toString() for key in map(QKeySequence.mnemonic, texts) if not key.isEmpty())
    return [f"{key} stands for {count} buttons" for key, count in keys.items() if count > 1]


def _not_by_tab(window: Window) -> list[str]:
    """What the keyboard does not reach, and where it jumps back up the page."""
    order = _tab_order(window)
    reached = set(order)
    found = [
        f"{_said(widget)} is not reached by Tab"
        for widget in _interactive(window)
        if widget not in reached and widget.isEnabled() and not _other_of_group(widget)
    ]
    page = window.page
    inside = [(widget, _place(widget, window)) for widget in order if page.isAncestorOf(widget)]
    for (first, here), (second, there) in pairwise(inside):
        if there.bottom() <= here.top() and there.left() < here.right():
            found.append(f"Tab goes up from {_said(first)} to {_said(second)}")
    # Back may come after what leads on: the page's own buttons come into the window with the page
    footer = [widget for widget in order if widget in _footer(window) and widget.objectName() != "backButton"]
    lefts = [_place(widget, window).left() for widget in footer]
    if lefts != sorted(lefts):
        found.append(f"Tab in the footer: {[widget.objectName() for widget in footer]}")
    return found


def _tab_order(window: Window) -> list[QWidget]:
    """One round from the first widget of the page; the keyboard is back where it was afterwards."""
    before = QApplication.focusWidget()
    page = window.page
    start = next((widget for widget in _interactive(window) if page.isAncestorOf(widget) and _takes_tab(widget)), None)
    if start is None:
        start = next(widget for widget in _interactive(window) if _takes_tab(widget))
    start.setFocus(Qt.FocusReason.TabFocusReason)
    order = [start]
    while len(order) < 200:
        window.focusNextPrevChild(True)
        here = QApplication.focusWidget()
        if here is None or here is start:
            break
        order.append(here)
    elsewhere = [at for at, widget in enumerate(order) if not page.isAncestorOf(widget)]
    if elsewhere and page.isAncestorOf(start):  # from the page's first on: it comes after the last of the frame
        order = [*order[elsewhere[-1] + 1 :], *order[: elsewhere[-1] + 1]]
    if before is not None:
        before.setFocus()
    return order


def _takes_tab(widget: QWidget) -> bool:
    return widget.isEnabled() and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and not _other_of_group(widget)


def _other_of_group(widget: QWidget) -> bool:
    """Of an exclusive group the chosen one is reached by Tab, the others by the arrows."""
    return isinstance(widget, QAbstractButton) and widget.autoExclusive() and not widget.isChecked()


def _footer(window: Window) -> set[QWidget]:
    footer = window.findChild(QWidget, "footer")
    assert isinstance(footer, QWidget)
    return set(footer.findChildren(QWidget))


def _place(widget: QWidget, window: Window) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def _cut(window: Window) -> list[str]:
    """Buttons and labels that have less room than their text needs."""
    found = []
    for widget in _visible(window, QWidget):
        if isinstance(widget, QAbstractButton) and widget.text() and not _is_a_part(widget):
            widget.ensurePolished()
            if widget.width() < widget.sizeHint().width():
                found.append(f"{_said(widget)} is {widget.width()} of {widget.sizeHint().width()} wide")
        elif isinstance(widget, QLabel) and widget.text() and not isinstance(widget, ElidedLabel):
            needed = widget.heightForWidth(widget.width()) if widget.wordWrap() else widget.sizeHint().height()
            if widget.height() < needed - 1:  # the space between lines
                found.append(f"{_said(widget)} is {widget.height()} of {needed} high")
            if not widget.wordWrap() and widget.width() < widget.sizeHint().width():
                found.append(f"{_said(widget)} is {widget.width()} of {widget.sizeHint().width()} wide")
    return found


def _outside(window: Window) -> list[str]:
    """Widgets that stick out of what holds them (scrolled parts aside)."""
    found = []
    for widget in _interactive(window):
        above = widget.parentWidget()
        if above is None or above.objectName() == "scrolled":
            continue
        if not above.rect().contains(widget.geometry()):
            found.append(f"{_said(widget)} sticks out of {above.objectName() or type(above).__name__}")
    return found
