"""What all tables have in common that are only read: titles, a number of rows, a face for each cell."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from rentix_desktop.mapping.roles import ADDRESS
from rentix_desktop.sync.ledger import PlannedRow
from rentix_desktop.ui.widgets.faces import FACE, Face

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()


class FacesModel(QAbstractTableModel):
    """A table of faces that is only read; a subclass names its columns and makes the faces of a row."""

    def __init__(self, titles: tuple[str, ...]) -> None:
        super().__init__()
        self._titles = titles
        self._size = 0

    def show_size(self, rows: int, titles: tuple[str, ...] | None = None) -> None:
        """Other rows, so many of them; with `titles` under other ones. The subclass has them already."""
        self.beginResetModel()
        self._size, self._titles = rows, titles or self._titles
        self.endResetModel()

    def add_size(self, rows: int) -> None:
        """So many more at the end. The subclass has them already."""
        if rows:
            self.beginInsertRows(_NOWHERE, self._size, self._size + rows - 1)
            self._size += rows
            self.endInsertRows()

    def show_again(self) -> None:
        """The same number of rows, and other faces: a view keeps its place."""
        if self._size:
            self.dataChanged.emit(self.index(0, 0), self.index(self._size - 1, len(self._titles) - 1))

    def face(self, row: int, column: int) -> Face:
        raise NotImplementedError

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else self._size

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._titles)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return self._titles[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in (FACE, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        face = self.face(index.row(), index.column())
        return face if role == FACE else f"{face.text}\n{face.below}".strip() or None


class PagedModel(FacesModel):
    """A table whose end is not here yet: others are added when they are wanted."""

    wanted = Signal()  # the end came into view, and there is more

    def __init__(self, titles: tuple[str, ...]) -> None:
        super().__init__(titles)
        self._more = False

    def show_page(self, rows: int, *, more: bool) -> None:
        """As `show_size`; `more` = these are not all."""
        self._more = more
        self.show_size(rows)

    def add_page(self, rows: int, *, more: bool) -> None:
        self._more = more
        self.add_size(rows)

    def canFetchMore(self, _parent: Index) -> bool:  # noqa: N802 - Qt's name
        return self._more

    def fetchMore(self, _parent: Index) -> None:  # noqa: N802 - Qt's name
        self._more = False
        self.wanted.emit()


def listing_face(row: PlannedRow) -> Face:
    """Which listing it is: its address with its code under it, or its code alone."""
    address, code = row.record.get(ADDRESS), row.known_as
    return Face(address, below=code, strong=True) if isinstance(address, str) else Face(code, strong=True)
