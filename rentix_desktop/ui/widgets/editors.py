"""The repair table's view: cells edited, copied, pasted and filled as in a spreadsheet program."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Slot,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QWidget,
)

from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.models.cells import CellColumn
from rentix_desktop.ui.models.clipboard import from_text, to_text
from rentix_desktop.ui.models.failures import LISTING, TICK, FailuresModel
from rentix_desktop.ui.theme import Tokens
from rentix_desktop.ui.widgets.faces import dress
from rentix_desktop.ui.widgets.failures_delegate import FailuresDelegate

Index = QModelIndex | QPersistentModelIndex
OwnEditor: TypeAlias = Callable[[QModelIndex, CellColumn], bool]
"""Edits a cell in a way of its own (photos): True where it does, and puts what comes of it by `FailuresModel.put`."""


class _Held(QTableView):
    """Tick and listing over the left edge of the table: they stay while the other columns are scrolled."""

    def __init__(self, table: FailuresView, tokens: Tokens, tr: Texts, row_height: int) -> None:
        super().__init__(table)
        self._table = table
        dress(self, "heldColumns", tr("Listings that did not go through"), row_height)
        self.setItemDelegate(FailuresDelegate(tokens, tr, table))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setProperty("held", True)
        self.horizontalHeader().setStretchLastSection(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().valueChanged.connect(table.verticalScrollBar().setValue)
        table.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.clicked.connect(table.on_held_clicked)
        self.horizontalHeader().setSectionsClickable(True)
        self.horizontalHeader().sectionClicked.connect(table.on_header_clicked)

    def place(self) -> None:
        table = self._table
        frame = table.frameWidth()
        width = table.columnWidth(TICK) + table.columnWidth(LISTING)
        height = table.viewport().height() + table.horizontalHeader().height()
        self.setGeometry(frame, frame, width, height)
        self.horizontalHeader().setFixedHeight(table.horizontalHeader().height())
        self.raise_()


class FailuresView(QTableView):
    """F2 or typing edits, Enter goes down, Ctrl+Enter fills what is selected, Ctrl+C, Ctrl+V, Ctrl+D, Delete, Ctrl+Z,
    Ctrl+Y; space ticks; Alt+Up and Alt+Down sort. `own_editor` takes the cells it wants."""

    def __init__(self, tokens: Tokens, tr: Texts, row_height: int) -> None:
        super().__init__()
        self._tr = tr
        self.own_editor: OwnEditor | None = None
        dress(self, "failuresTable", tr("Listings that did not go through"), row_height)
        self.setItemDelegate(FailuresDelegate(tokens, tr, self))
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.EditKeyPressed | triggers.AnyKeyPressed | triggers.DoubleClicked)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._held = _Held(self, tokens, tr, row_height)
        header = self.horizontalHeader()
        header.sectionResized.connect(self._on_section_resized)
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self.on_header_clicked)
        delegate = self.itemDelegate()
        if isinstance(delegate, FailuresDelegate):
            delegate.filled.connect(self._on_filled)

    # sorting ------------------------------------------------------------------------------------------------------------
    @Slot(int)
    def on_header_clicked(self, section: int) -> None:
        """Up at first, down when it is clicked again."""
        model = self.failures
        if model is not None:
            up = model.sorted_section == (section, Qt.SortOrder.AscendingOrder)
            self.sort_by(section, Qt.SortOrder.DescendingOrder if up else Qt.SortOrder.AscendingOrder)

    def sort_by(self, section: int, order: Qt.SortOrder) -> None:
        """The row where the keyboard is stays current."""
        model, here = self.failures, self.currentIndex()
        if model is None:
            return
        seq = model.row_at(here.row()).seq if here.isValid() else None
        model.sort(section, order)
        self.show_sorted()
        if seq is not None:
            self.setCurrentIndex(model.index(model.place_of(seq), here.column()))

    def show_sorted(self) -> None:
        """The sign in the header."""
        place = self.failures.sorted_section if self.failures is not None else None
        for header in (self.horizontalHeader(), self._held.horizontalHeader()):
            header.setSortIndicatorShown(place is not None)
            if place is not None:
                header.setSortIndicator(*place)

    # the first columns stay in view -------------------------------------------------------------------------------------
    def setModel(self, model: QAbstractItemModel | None) -> None:  # noqa: N802 - Qt's name
        super().setModel(model)
        self._held.setModel(model)
        if model is not None:
            self._held.setSelectionModel(self.selectionModel())
            self._hold()

    def hold_columns(self) -> None:
        """After the model's columns are others."""
        self._hold()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._held.place()

    def scrollTo(  # noqa: N802 - Qt's name
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        super().scrollTo(index, hint)
        if index.column() > LISTING:
            covered = self.visualRect(index).left() - self._held.width()
            if covered < 0:
                bar = self.horizontalScrollBar()
                bar.setValue(bar.value() + covered)

    def _hold(self) -> None:
        for column in range(self.model().columnCount()):
            self._held.setColumnHidden(column, column > LISTING)
            if column <= LISTING:
                self._held.setColumnWidth(column, self.columnWidth(column))
        self._held.place()

    @Slot(int, int, int)
    def _on_section_resized(self, section: int, _: int, width: int) -> None:
        if section <= LISTING:
            self._held.setColumnWidth(section, width)
            self._held.place()

    @Slot(QModelIndex)
    def on_held_clicked(self, index: QModelIndex) -> None:
        self._tick(index)

    @property
    def failures(self) -> FailuresModel | None:
        model = self.model()
        return model if isinstance(model, FailuresModel) else None

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:  # noqa: N802 - Qt's name
        super().closeEditor(editor, hint)
        delegate = self.itemDelegate()
        if isinstance(delegate, FailuresDelegate) and delegate.entered:
            delegate.entered = False
            self._move_down()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        model = self.failures
        if model is None or self.state() is QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)
            return
        key, alt = event.key(), event.modifiers() == Qt.KeyboardModifier.AltModifier
        if alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            orders = {Qt.Key.Key_Up: Qt.SortOrder.AscendingOrder, Qt.Key.Key_Down: Qt.SortOrder.DescendingOrder}
            self.sort_by(self.currentIndex().column(), orders[Qt.Key(key)])
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy(model)
        elif event.matches(QKeySequence.StandardKey.Paste):
            self._paste(model)
        elif event.matches(QKeySequence.StandardKey.Undo):
            model.undo.undo()
        elif event.matches(QKeySequence.StandardKey.Redo) or (
            key == Qt.Key.Key_Y and event.modifiers() == Qt.KeyboardModifier.ControlModifier
        ):
            model.undo.redo()
        elif key == Qt.Key.Key_D and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self._fill_down(model)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            model.put_texts(dict.fromkeys(self._selected(), ""), self._tr("Empty cells"))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._move_down()
        elif key == Qt.Key.Key_Space and self._tick(self.currentIndex()):
            pass
        elif key == Qt.Key.Key_F2:
            self._edit_at(self.currentIndex(), model)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and index.column() == TICK:
            self._tick(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        model, index = self.failures, self.indexAt(event.position().toPoint())
        if model is not None and index.isValid() and index.column() != TICK:
            self._edit_at(index, model)
        else:
            super().mouseDoubleClickEvent(event)

    def _edit_at(self, index: QModelIndex, model: FailuresModel) -> None:
        """Edits a cell; of one that cannot be edited (the reason, the listing) the faulty cell of its row is meant."""
        if index.isValid() and not index.flags() & Qt.ItemFlag.ItemIsEditable:
            index = index.siblingAtColumn(model.first_wrong(index.row()))
        if not index.isValid() or not index.flags() & Qt.ItemFlag.ItemIsEditable:
            return
        if index != self.currentIndex():  # what is selected stays so: Ctrl+Enter fills it
            self.setCurrentIndex(index)
        column = model.column_at(index.column())
        if column is not None and self.own_editor is not None and self.own_editor(index, column):
            return
        self.edit(index)

    @Slot(str)
    def _on_filled(self, text: str) -> None:
        model = self.failures
        if model is not None:
            model.put_texts(dict.fromkeys(self._selected(), text), self._tr("Fill the selected cells"))

    def _tick(self, index: QModelIndex) -> bool:
        if not index.isValid() or index.column() != TICK:
            return False
        checked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        state = Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked
        return self.model().setData(index, state, Qt.ItemDataRole.CheckStateRole)

    def _move_down(self) -> None:
        here = self.currentIndex()
        below = here.siblingAtRow(here.row() + 1)
        if below.isValid():
            self.setCurrentIndex(below)

    def _selected(self) -> list[tuple[int, int]]:
        """(row, section) of the selected cells, else of the current one."""
        chosen = self.selectionModel().selectedIndexes() or [self.currentIndex()]
        return sorted((index.row(), index.column()) for index in chosen if index.isValid())

    def _copy(self, model: FailuresModel) -> None:
        chosen = self._selected()
        if not chosen:
            return
        rows = range(chosen[0][0], chosen[-1][0] + 1)
        sections = sorted({section for _, section in chosen if section != TICK})
        lines = [[model.text_at(model.index(at, section)) for section in sections] for at in rows]
        QGuiApplication.clipboard().setText(to_text(lines))

    def _paste(self, model: FailuresModel) -> None:
        """One text goes into every selected cell; a block goes in from the current one on."""
        block = from_text(QGuiApplication.clipboard().text())
        here = self.currentIndex()
        if not block or not here.isValid():
            return
        if len(block) == 1 and len(block[0]) == 1:
            texts = dict.fromkeys(self._selected(), block[0][0])
        else:
            texts = {
                (here.row() + down, here.column() + right): text
                for down, line in enumerate(block)
                for right, text in enumerate(line)
            }
        model.put_texts(texts, self._tr("Paste"))

    def _fill_down(self, model: FailuresModel) -> None:
        """The topmost selected cell of each column goes into those under it; of one cell, the one above it."""
        chosen = self._selected()
        if len(chosen) == 1 and chosen[0][0] > 0:
            chosen = [(chosen[0][0] - 1, chosen[0][1]), *chosen]
        tops: dict[int, str] = {}
        texts: dict[tuple[int, int], str] = {}
        for at, section in chosen:
            if section in tops:
                texts[at, section] = tops[section]
            else:
                tops[section] = model.text_at(model.index(at, section))
        model.put_texts(texts, self._tr("Fill down"))
