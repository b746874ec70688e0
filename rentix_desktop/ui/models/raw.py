"""The first rows of a sheet as they are: a model over `TableInfo.head` and nothing more."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor, QFont

from rentix_desktop.sheets.table import Cell, TableInfo
from rentix_desktop.texts.language import Texts
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


class RawModel(QAbstractTableModel):
    def __init__(self, tr: Texts, tokens: Tokens) -> None:
        super().__init__()
        self._tr = tr
        self._info: TableInfo | None = None
        self._columns = 0
        self._header_font = QFont()
        self._header_font.setBold(True)
        self._header_ground = QBrush(QColor(tokens.accent_soft))
        self._muted = QBrush(QColor(tokens.muted))

    def show_table(self, info: TableInfo | None) -> None:
        self.beginResetModel()
        self._info = info
        self._columns = max((len(row) for row in info.head), default=0) if info else 0
        self.endResetModel()

    def longest(self, column: int) -> str:
        """The longest text of a column among the first rows, header included: what its width is taken from."""
        rows = self._info.head if self._info is not None else ()
        cells = (row[column] for row in rows[:_LOOKED_AT] if column < len(row))
        return max((cell_text(cell)[:_LONGEST] for cell in cells), key=len, default="")

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() or self._info is None else len(self._info.head)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else self._columns

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._info is None or not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            row = self._info.head[index.row()]
            text = cell_text(row[index.column()]) if index.column() < len(row) else ""
            if role == Qt.ItemDataRole.DisplayRole:
                return " ".join(text[:_LONGEST].split("\n"))
            return text[:2000] or None
        header = self._info.header_row
        if header is None:
            return None
        if role == Qt.ItemDataRole.FontRole and index.row() == header:
            return self._header_font
        if role == Qt.ItemDataRole.BackgroundRole and index.row() == header:
            return self._header_ground
        if role == Qt.ItemDataRole.ForegroundRole and index.row() < header:
            return self._muted
        return None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            if orientation == Qt.Orientation.Horizontal:
                return column_letters(section)
            number = self._tr.number(section + 1)
            is_header = self._info is not None and section == self._info.header_row
            return self._tr("{row} header", row=number) if is_header else number
        if role == Qt.ItemDataRole.ToolTipRole and orientation == Qt.Orientation.Vertical:
            return self._tr("Click to make this the row with the column names")
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None
