"""A row that goes on in the next line where the window is too narrow: nothing is cut in a longer language."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

from rentix_desktop.ui.theme import SIZES


class WrappingRow(QLayout):
    def __init__(self, parent: QWidget | None = None, *, gap: int = SIZES.gap) -> None:
        super().__init__()
        if parent is not None:
            parent.setLayout(self)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        # Qt asks over and over; beside a busy worker every call from Qt into Python may have to wait its turn
        self._heights: dict[int, int] = {}
        self._hint: QSize | None = None
        self._minimum: QSize | None = None
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's name
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 - Qt's name
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        return True

    def invalidate(self) -> None:
        """Something in it has another size, or came or went."""
        self._heights.clear()
        self._hint = self._minimum = None
        super().invalidate()

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        if width not in self._heights:
            self._heights[width] = self._place(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def setGeometry(self, area: QRect) -> None:  # noqa: N802 - Qt's name
        super().setGeometry(area)
        self._place(area, move=True)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One line, where there is room for it."""
        if self._hint is None:
            hints = [item.sizeHint() for item in self._items if not item.isEmpty()]
            width = sum(hint.width() for hint in hints) + self._gap * max(0, len(hints) - 1)
            self._hint = QSize(width, max((hint.height() for hint in hints), default=0))
        return self._hint

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        if self._minimum is None:
            self._minimum = QSize()
            for item in self._items:
                if not item.isEmpty():
                    self._minimum = self._minimum.expandedTo(item.minimumSize())
        return self._minimum

    def _place(self, area: QRect, *, move: bool) -> int:
        """Puts the items in lines; returns the height they need."""
        left, top, line = area.x(), area.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint().boundedTo(QSize(max(area.width(), item.minimumSize().width()), 16_777_215))
            if left > area.x() and left + size.width() > area.x() + area.width():
                left, top, line = area.x(), top + line + self._gap, 0
            if move:
                item.setGeometry(QRect(QPoint(left, top), size))
            left += size.width() + self._gap
            line = max(line, size.height())
        return top + line - area.y()


def wrapping(*parts: QWidget, gap: int = SIZES.gap) -> QWidget:
    """A widget with such a row, as high as its lines need."""
    holder = QWidget()
    line = WrappingRow(gap=gap)
    for part in parts:
        line.addWidget(part)
    holder.setLayout(line)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    holder.setSizePolicy(policy)
    return holder
