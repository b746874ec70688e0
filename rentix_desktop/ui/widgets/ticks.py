"""Tables whose rows are ticked by Space, opened by Enter, or decided by two keys."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QStyle, QStyleOptionButton, QStyleOptionViewItem, QTableView

from rentix_desktop.ui.theme import Tokens
from rentix_desktop.ui.widgets.faces import FaceDelegate, Index, dress, fit_columns

TICK: Final = 0
"""The column of the ticks."""
_BOX: Final = 16
_TICK_WIDTH: Final = 44
_NARROWEST: Final = 360
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _TickDelegate(FaceDelegate):
    def __init__(self, tokens: Tokens, view: QTableView) -> None:
        super().__init__(tokens, view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        if index.column() != TICK or state is None:
            super().paint(painter, option, index)
            return
        self.paint_ground(painter, option)
        box = QStyleOptionButton()
        box.rect = QRect(0, 0, _BOX, _BOX)
        box.rect.moveCenter(option.rect.center())
        checked = state == Qt.CheckState.Checked
        box.state = QStyle.StateFlag.State_Enabled | (
            QStyle.StateFlag.State_On if checked else QStyle.StateFlag.State_Off
        )
        self._view.style().drawPrimitive(
            QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck, box, painter, self._view
        )


class TickTable(QTableView):
    """Rows that are chosen, ticked by Space or a click on the tick, opened by Enter or two clicks."""

    ticked = Signal()  # the selected rows are to be ticked, or not any more
    opened = Signal(int)

    def __init__(self, name: str, spoken: str, tokens: Tokens, row_height: int) -> None:
        super().__init__()
        dress(self, name, spoken, row_height)
        self.setItemDelegate(_TickDelegate(tokens, self))
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.clicked.connect(self._on_clicked)
        self.doubleClicked.connect(self._on_double)
        self._fits = self._fitting = False
        self.horizontalHeader().sectionResized.connect(self._on_section)

    def fit(self) -> None:
        """Columns as wide as their content where there is room for it, and no wider together than the table, whatever
        becomes of its width; until a person pulls at one."""
        self._fits = True
        self._fit()

    def _fit(self) -> None:
        self._fitting = True
        ticks = self._ticks
        room = self.viewport().width() - (_TICK_WIDTH if ticks else 0)
        fit_columns(self, widest=max(_NARROWEST, room), within=max(_NARROWEST, room), first=int(ticks))
        if ticks:
            self.setColumnWidth(TICK, _TICK_WIDTH)
        self._fitting = False

    @property
    def _ticks(self) -> bool:
        first = self.model().index(0, TICK)
        return first.data(Qt.ItemDataRole.CheckStateRole) is not None

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        if self._fits and event.size().width() != event.oldSize().width():
            self._fit()

    @Slot(int, int, int)
    def _on_section(self, column: int, _before: int, _now: int) -> None:
        last = self.model().columnCount() - 1  # it takes what is left by itself
        if not self._fitting and column != last:
            self._fits = False

    @property
    def rows(self) -> list[int]:
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    @property
    def row(self) -> int:
        """Where the keyboard is; -1 = nowhere."""
        return self.currentIndex().row()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            self.ticked.emit()
        elif event.key() in _ENTER:
            if not event.isAutoRepeat() and self.row >= 0:
                self.opened.emit(self.row)
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        if index.column() == TICK and index.data(Qt.ItemDataRole.CheckStateRole) is not None:
            self.ticked.emit()

    @Slot(QModelIndex)
    def _on_double(self, index: QModelIndex) -> None:
        if index.column() != TICK or index.data(Qt.ItemDataRole.CheckStateRole) is None:
            self.opened.emit(index.row())


class _ReadDelegate(FaceDelegate):
    """The keyboard is in the whole of the table, in no cell of it."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        plain = QStyleOptionViewItem(option)
        plain.state &= ~QStyle.StateFlag.State_HasFocus
        super().paint(painter, plain, index)


class DecidingTable(QTableView):
    """What is decided here is decided by two keys, one press each: a key held down decides once."""

    resized = Signal()
    same = Signal()
    different = Signal()
    left = Signal()

    def __init__(self, name: str, spoken: str, tokens: Tokens, row_height: int) -> None:
        super().__init__()
        dress(self, name, spoken, row_height)
        self.setItemDelegate(_ReadDelegate(tokens, self))
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableView.SelectionMode.NoSelection)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        key = event.key()
        if key not in (*_ENTER, *_NO, Qt.Key.Key_Right, Qt.Key.Key_Escape) or event.modifiers() & _OTHER:
            super().keyPressEvent(event)
        elif event.isAutoRepeat():
            return
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            (self.different if key in _NO else self.same).emit()


_NO: Final = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Left)
_OTHER: Final = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
)
