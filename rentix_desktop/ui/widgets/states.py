"""What a page shows while there is nothing, or while it waits."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from rentix_desktop.ui.theme import SIZES, Tokens
from rentix_desktop.ui.widgets.basics import Tone, button, label, row


class EmptyState(QWidget):
    """What will be here, and one action."""

    pressed = Signal()

    def __init__(self, title: str, sentence: str, action: str = "", name: str = "emptyAction") -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setSpacing(SIZES.gap)
        box.addStretch(1)
        self._title = label(title, kind="heading", wrap=True)
        self._sentence = label(sentence, tone=Tone.MUTED, wrap=True)
        for part in (self._title, self._sentence):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            box.addWidget(part)
        self._action = button(action, name)
        self._action.clicked.connect(self.pressed)
        if not action:
            self._action.hide()
        box.addSpacing(SIZES.gap)
        box.addLayout(row(None, self._action, None))
        box.addStretch(1)

    @property
    def button(self) -> QPushButton | None:
        """What can be done, if something can."""
        return None if self._action.isHidden() else self._action

    def show_state(self, title: str, sentence: str, *, action: bool = True) -> None:
        """Other words; `action` False = there is nothing to do about it just now."""
        self._title.setText(title)
        self._sentence.setText(sentence)
        self._action.setVisible(action)


class WaitingState(QWidget):
    """What is waited for, how far it is, and Stop where it can be stopped."""

    stop_pressed = Signal()

    def __init__(self, stop: str = "", name: str = "stopButton") -> None:
        super().__init__()
        self._what = label(kind="heading", wrap=True)
        self._more = label(tone=Tone.MUTED, wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setMaximumWidth(420)
        self._bar.setMinimumWidth(280)
        box = QVBoxLayout(self)
        box.setSpacing(SIZES.gap)
        box.addStretch(1)
        for part in (self._what, self._more):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            box.addWidget(part)
        box.addSpacing(SIZES.gap)
        box.addLayout(row(None, self._bar, None))
        self._stop = button(stop, name) if stop else None
        if self._stop is not None:
            self._stop.clicked.connect(self.stop_pressed)
            box.addSpacing(SIZES.gap)
            box.addLayout(row(None, self._stop, None))
        box.addStretch(1)

    def take_focus(self) -> None:
        """To Stop, if there is one."""
        if self._stop is not None:
            self._stop.setFocus()

    def show_waiting(self, what: str, more: str = "", fraction: float | None = None) -> None:
        """`fraction` 0…1; None = not known."""
        self._what.setText(what)
        self._more.setText(more)
        self._more.setVisible(bool(more))
        self._bar.setAccessibleName(what)
        if fraction is None:
            self._bar.setRange(0, 0)
        else:
            self._bar.setRange(0, 1000)
            self._bar.setValue(round(max(0.0, min(1.0, fraction)) * 1000))


class SegmentBar(QWidget):
    """A bar in segments: (amount, token name) each, of a whole; what is left is the ground.

    `value_text` says in words what it shows: it is the accessible description.
    """

    def __init__(self, tokens: Tokens, name: str = "", thickness: int = 12) -> None:
        super().__init__()
        self._tokens = tokens
        self._whole = 1.0
        self._segments: tuple[tuple[float, str], ...] = ()
        self._thickness = thickness
        if name:
            self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_segments(self, whole: float, segments: tuple[tuple[float, str], ...], value_text: str = "") -> None:
        self._whole = max(whole, 1e-9)
        self._segments = segments
        self.setAccessibleDescription(value_text)
        self.setToolTip(value_text)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(160, self._thickness)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(60, self._thickness)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        path = QPainterPath()
        path.addRoundedRect(area, area.height() / 2, area.height() / 2)
        painter.setClipPath(path)
        painter.fillRect(area, QColor(self._tokens.line))
        left = 0.0
        for amount, token in self._segments:
            width = area.width() * min(1.0, amount / self._whole)
            if amount > 0:
                width = max(width, 3.0)  # one refused row of ten thousand is seen, too
            painter.fillRect(QRectF(left, 0, width, area.height()), QColor(getattr(self._tokens, token)))
            left += width
