"""Small charts, painted from the tokens. What they show is there in words, too: on hover, on the keyboard, and for those
who do not see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from rentix_desktop.ui.messages import announce
from rentix_desktop.ui.theme import SIZES, Tokens

_GAP: Final = 5.0
_WIDEST: Final = 34.0
_LEAST: Final = 3.0
"""Pixels of a part that is not nothing: one error among ten thousand listings is seen, too."""
_AXIS: Final = 22.0


@dataclass(frozen=True, slots=True)
class Bar:
    """`good` stands on the axis, `wrong` on top of it; `words` say both; `tick` stands under it ("" = nothing)."""

    good: int
    wrong: int
    words: str
    tick: str = ""


class BarChart(QWidget):
    """Stacked bars side by side. Left and Right go from one to the next, and say what it stands for."""

    def __init__(self, tokens: Tokens, name: str, spoken: str) -> None:
        super().__init__()
        self._tokens = tokens
        self._spoken = spoken
        self._bars: tuple[Bar, ...] = ()
        self._at: int | None = None
        self._hovered: int | None = None
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        font = self.font()
        font.setPixelSize(SIZES.caption)
        self.setFont(font)

    def show_bars(self, bars: Sequence[Bar], summary: str) -> None:
        """`summary` says in words what the whole shows."""
        self._bars = tuple(bars)
        self._at = self._hovered = None
        self.setAccessibleDescription(summary)
        self.update()

    @property
    def bars(self) -> tuple[Bar, ...]:
        return self._bars

    @property
    def told(self) -> str:
        """The words of the bar that is pointed at or that the keyboard is on; "" = none is."""
        at = self._hovered if self._hovered is not None else self._at
        return self._bars[at].words if at is not None and at < len(self._bars) else ""

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(420, 124)  # at least; it grows with the window

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(240, 110)

    # the keyboard and the mouse -----------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        last = len(self._bars) - 1
        to = {
            Qt.Key.Key_Left: (last if self._at is None else self._at) - 1,
            Qt.Key.Key_Right: -1 if self._at is None else self._at + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }.get(Qt.Key(event.key()))
        if to is None or last < 0:
            super().keyPressEvent(event)
            return
        self._go(last if self._at is None and to < 0 else max(0, min(last, to)))

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusInEvent(event)
        if (
            self._bars
            and self._at is None
            and event.reason()
            in (
                Qt.FocusReason.TabFocusReason,
                Qt.FocusReason.BacktabFocusReason,
            )
        ):
            self._go(len(self._bars) - 1)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusOutEvent(event)
        self._at = None
        QToolTip.hideText()
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        at = self._bar_at(event.position())
        if at != self._hovered:
            self._hovered = at
            self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().leaveEvent(event)
        self._hovered = None
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at = self._bar_at(QPointF(event.pos()))
            if at is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), self._bars[at].words, self)
            return True
        return super().event(event)

    def _go(self, at: int) -> None:
        self._at = at
        words = self._bars[at].words
        self.setAccessibleName(f"{self._spoken}. {words}")
        announce(self)
        left, width = self._place(at)
        QToolTip.showText(self.mapToGlobal(QPointF(left + width / 2, 0).toPoint()), words, self)
        self.update()

    def _bar_at(self, point: QPointF) -> int | None:
        if not self._bars or not self.rect().contains(point.toPoint()):
            return None
        return max(0, min(len(self._bars) - 1, int(point.x() / (self.width() / len(self._bars)))))

    # painting -------------------------------------------------------------------------------------------------------------
    def _place(self, at: int) -> tuple[float, float]:
        """Left edge and width of a bar."""
        room = self.width() / max(1, len(self._bars))
        width = min(_WIDEST, max(2.0, room - _GAP))
        return at * room + (room - width) / 2, width

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        floor = self.height() - _AXIS
        painter.fillRect(QRectF(0, floor, self.width(), 1), QColor(self._tokens.line))
        highest = max((bar.good + bar.wrong for bar in self._bars), default=0)
        room = floor - 6
        metrics = QFontMetrics(self.font())
        free = 0.0  # where the next word under the axis may begin
        for at, bar in enumerate(self._bars):
            left, width = self._place(at)
            if at in (self._at, self._hovered):
                painter.setBrush(QColor(self._tokens.hover))
                painter.drawRoundedRect(QRectF(left - 2, 0, width + 4, floor), 4, 4)
            good = max(_LEAST, room * bar.good / highest) if bar.good else 0.0
            wrong = max(_LEAST, room * bar.wrong / highest) if bar.wrong else 0.0
            if good:
                painter.setBrush(QColor(self._tokens.accent))
                painter.drawRoundedRect(QRectF(left, floor - good, width, good), 2, 2)
            if wrong:
                painter.setBrush(QColor(self._tokens.wrong))
                top = floor - good - (1 if good else 0) - wrong
                painter.drawRoundedRect(QRectF(left, top, width, wrong), 2, 2)
            if bar.tick:
                wide = metrics.horizontalAdvance(bar.tick)
                begin = min(max(0.0, left + width / 2 - wide / 2), self.width() - wide)
                if begin >= free:
                    painter.setPen(QColor(self._tokens.muted))
                    painter.drawText(
                        QRectF(begin, floor + 5, wide + 2, _AXIS - 5), Qt.AlignmentFlag.AlignLeft, bar.tick
                    )
                    painter.setPen(Qt.PenStyle.NoPen)
                    free = begin + wide + 12
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(self._tokens.accent))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
