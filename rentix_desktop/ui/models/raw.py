"""Rows of a sheet as they are: the first ones (`TableInfo.head`), or those that were set aside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor, QFont

from rentix_desktop.sheets.table import AsideKind, Cell, SetAside, TableInfo
from rentix_desktop.texts.language import Texts, mark
from rentix_desktop.ui.theme import Tokens

Index = QModelIndex | QPersistentModelIndex
_LOOKED_AT: Final = 40  # rows that decide how wide a column is
_LONGEST: Final = 300  # characters of a cell that are drawn; the tooltip has more
_NOWHERE: Final = QModelIndex()


def column_letters(index: int) -> str:
    """0 → A, 26 → AA, as Excel names columns."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_text(cell: Cell) -> str:
    """A cell as a person reads it; an empty one is an empty text."""
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        return cell.strftime("%d.%m.%Y %H:%M")
    if isinstance(cell, dt.date):
        return cell.strftime("%d.%m.%Y")
    return str(cell)


_WORDS: Final = {
    AsideKind.TITLE: mark("title"),
    AsideKind.TOTAL: mark("total"),
    AsideKind.HEADER: mark("header again"),
    AsideKind.SHIFTED: mark("shifted"),
    AsideKind.WIDER: mark("too wide"),
    AsideKind.NOTE: mark("note"),
}
"""What stands beside the number of a row that was set aside."""


class RawModel(QAbstractTableModel):
    def __init__(self, tr: Texts, tokens: Tokens) -> None:
        super().__init__()
        self._tr = tr
        self._info: TableInfo | None = None
        self._rows: Sequence[tuple[Cell, ...]] = ()
        self._numbers: Sequence[int] = ()  # of the rows as Excel numbers them
        self._kinds: Mapping[int, AsideKind] = {}  # by that number
        self._columns = 0
        self._named = False  # the columns by their names: the row that has them is not among the rows
        self._header_font = QFont()
        self._header_font.setBold(True)
        self._header_ground = QBrush(QColor(tokens.accent_soft))
        self._doubt_ground = QBrush(QColor(tokens.look_soft))
        self._muted = QBrush(QColor(tokens.muted))

    def show_head(self, info: TableInfo | None, aside: Sequence[SetAside] = ()) -> bool:
        """The first rows. False = they are those that were shown already: only what is said of them may be another,
        and the view keeps its place."""
        self._named = False
        rows = info.head if info is not None else ()
        return self._show(info, rows, range(1, len(rows) + 1), {one.sheet_row: one.kind for one in aside})

    def show_aside(self, info: TableInfo, aside: Sequence[SetAside]) -> None:
        """Rows that were set aside, wherever they stand in the sheet."""
        self._named = True
        numbers = [one.sheet_row for one in aside]
        self._show(info, [one.cells for one in aside], numbers, {one.sheet_row: one.kind for one in aside})

    def _show(
        self,
        info: TableInfo | None,
        rows: Sequence[tuple[Cell, ...]],
        numbers: Sequence[int],
        kinds: Mapping[int, AsideKind],
    ) -> bool:
        new = len(rows) != len(self._rows) or rows != self._rows or numbers != self._numbers
        if new:
            self.beginResetModel()
        self._info, self._rows, self._numbers, self._kinds = info, rows, numbers, kinds
        self._columns = max((len(row) for row in rows), default=0)
        if new:
            self.endResetModel()
        elif rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, max(0, self._columns - 1)))
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(rows) - 1)
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(0, self._columns - 1))
        return new

    def sheet_row(self, row: int) -> int:
        """The row of the sheet (from 0) that stands in this row of the view."""
        return self._numbers[row] - 1

    def longest(self, column: int) -> str:
        """The longest text of a column among the first rows, header included: what its width is taken from. A title over
        the table is not of the column that it stands in."""
        above = 0
        if self._info is not None and self._info.header_row is not None and not self._named:
            above = self._info.header_row + 1 - self._info.header_rows
        cells = (row[column] for row in self._rows[above : above + _LOOKED_AT] if column < len(row))
        texts = [cell_text(cell)[:_LONGEST] for cell in cells]
        return max(*texts, str(self.headerData(column, Qt.Orientation.Horizontal)), "", key=len)

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else self._columns

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._info is None or not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            row = self._rows[index.row()]
            text = cell_text(row[index.column()]) if index.column() < len(row) else ""
            if role == Qt.ItemDataRole.DisplayRole:
                return " ".join(text[:_LONGEST].split("\n"))
            return text[:2000] or None
        if role not in (Qt.ItemDataRole.FontRole, Qt.ItemDataRole.BackgroundRole, Qt.ItemDataRole.ForegroundRole):
            return None
        number = self._numbers[index.row()]
        if self._is_header(number):
            found = {Qt.ItemDataRole.FontRole: self._header_font, Qt.ItemDataRole.BackgroundRole: self._header_ground}
            return found.get(Qt.ItemDataRole(role))
        kind = self._kinds.get(number)
        if role == Qt.ItemDataRole.BackgroundRole:
            return self._doubt_ground if kind in (AsideKind.SHIFTED, AsideKind.WIDER) else None
        above = self._info.header_row is not None and number <= self._info.header_row
        left_out = kind in (AsideKind.TITLE, AsideKind.TOTAL, AsideKind.HEADER, AsideKind.NOTE)
        return self._muted if role == Qt.ItemDataRole.ForegroundRole and (above or left_out) else None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            name = self._info.header[section] if self._info and section < len(self._info.header) else ""
            if role == Qt.ItemDataRole.DisplayRole:
                return name if name and self._named else column_letters(section)
            if role == Qt.ItemDataRole.ToolTipRole:
                return name or None  # of a header of two rows both are in it
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._row_name(self._numbers[section])
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tr("Click to make this the row with the column names")
        return None

    def _row_name(self, number: int) -> str:
        """ "3 header", "17 total", or the number alone."""
        shown = self._tr.number(number)
        if self._is_header(number):
            return self._tr("{row} header", row=shown)
        kind = self._kinds.get(number)
        return f"{shown} {self._tr(_WORDS[kind])}" if kind is not None else shown

    def _is_header(self, number: int) -> bool:
        """Of a header of two rows both are marked."""
        if self._info is None or self._info.header_row is None:
            return False
        last = self._info.header_row + 1
        return last - self._info.header_rows < number <= last
