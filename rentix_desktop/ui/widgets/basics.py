"""Labels, buttons, cards and chips: plain Qt widgets with the properties the stylesheet knows."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from rentix_desktop.ui.theme import SIZES, Tokens, icon


class Tone(StrEnum):
    """What a colour means; a word always stands with it."""

    PLAIN = ""
    MUTED = "muted"
    GOOD = "good"
    LOOK = "look"
    WRONG = "wrong"
    ACCENT = "accent"


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Sets a property the stylesheet looks at, and has the stylesheet look again."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)


def label(text: str = "", *, kind: str = "", tone: Tone = Tone.PLAIN, wrap: bool = False, name: str = "") -> QLabel:
    """`kind`: strong, caption, figure, heading or nothing. Texts are shown as they are, never as markup."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if kind:
        made.setProperty("kind", kind)
    if tone:
        made.setProperty("tone", tone.value)
    if name:
        made.setObjectName(name)
    return made


def chip(text: str, tone: Tone) -> QLabel:
    """A word on its soft ground: "sure", "please check", "accepted"."""
    made = label(text, kind="chip", tone=tone)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made


class PushButton(QPushButton):
    """Enter presses it as Space does, but a key held down only once: what comes next may be the button that sends."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self.click()


def button(
    text: str,
    name: str,
    *,
    hint: str = "",
    main: bool = False,
    small: bool = False,
    look: str = "",
    sign: str = "",
    tokens: Tokens | None = None,
) -> QPushButton:
    """A push button; `look` is "flat" or "link", `sign` an icon of resources/icons, `hint` a longer accessible name."""
    made = PushButton(text)
    made.setObjectName(name)
    made.setAccessibleName(hint or text)
    if hint and hint != text:
        made.setToolTip(hint)
    for prop, wanted in (("main", main), ("small", small), (look, bool(look))):
        if wanted:
            made.setProperty(prop, True)
    if sign and tokens is not None:
        made.setIcon(icon(sign, tokens.on_accent if main else tokens.text))
        made.setIconSize(QSize(16, 16))
    made.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
    return made


def set_main(made: QPushButton, main: bool) -> None:
    """Makes a button the main action of the footer, or an ordinary one."""
    set_property(made, "main", main)


def spin_box(name: str, spoken: str) -> QSpinBox:
    """A number field; the stylesheet cannot give its inner field a margin."""
    made = QSpinBox()
    made.setObjectName(name)
    made.setAccessibleName(spoken)
    made.setKeyboardTracking(False)
    made.lineEdit().setTextMargins(8, 0, 0, 0)
    return made


class Card(QFrame):
    """A block on the surface; put into `self.box`."""

    def __init__(self, *, pad: int = SIZES.pad, gap: int = SIZES.gap) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(pad, pad, pad, pad)
        self.box.setSpacing(gap)


class ElidedLabel(QLabel):
    """One line; what does not fit is elided, the whole is the tooltip."""

    def __init__(self, text: str = "", mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> None:
        super().__init__()
        self._mode = mode
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setText(text)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        self._whole = text
        super().setText(text)
        self._update_tip()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(48, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._update_tip()

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        rect = self.contentsRect()
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(rect, int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), self._elided())

    def _elided(self) -> str:
        return self.fontMetrics().elidedText(self._whole, self._mode, self.contentsRect().width())

    def _update_tip(self) -> None:
        self.setToolTip(self._whole if self._elided() != self._whole else "")


def search_field(words: str, name: str, *, title: str = "") -> QLineEdit:
    """`words` say what is looked for; `title` is what a screen reader says, if it is something else."""
    made = QLineEdit()
    made.setObjectName(name)
    made.setPlaceholderText(words)
    made.setAccessibleName(title or words)
    made.setClearButtonEnabled(True)
    return made


def row(*parts: QWidget | QLayout | int | None, gap: int = SIZES.gap) -> QHBoxLayout:
    """Side by side; an int is a space, None takes what is left."""
    made = QHBoxLayout()
    made.setSpacing(gap)
    made.setContentsMargins(0, 0, 0, 0)
    for part in parts:
        if part is None:
            made.addStretch(1)
        elif isinstance(part, int):
            made.addSpacing(part)
        elif isinstance(part, QWidget):
            made.addWidget(part)
        else:
            made.addLayout(part)
    return made


def clear(layout: QLayout, keep: Iterable[QWidget] = ()) -> None:
    """Empties a layout; its widgets are deleted, those of `keep` only taken out."""
    kept = set(keep)
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None and widget not in kept:
            widget.hide()
            widget.deleteLater()


def scrolled(layout: QLayout) -> QScrollArea:
    """A body that scrolls where the window is too low for it."""
    inner = QWidget()
    inner.setObjectName("scrolled")
    inner.setLayout(layout)
    layout.setContentsMargins(0, 0, 0, 0)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)
    return area
