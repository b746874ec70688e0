"""The causes at the left of the repair table: all, then each with its count."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.widgets.basics import Tone
from rentix_desktop.ui.widgets.faces import FACE, Face
from rentix_desktop.ui.wizard.fixing import Loaded

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()


class CausesModel(QAbstractTableModel):
    def __init__(self, tr: Texts) -> None:
        super().__init__()
        self._tr = tr
        self._lines: list[tuple[str | None, int, str]] = []

    def show_causes(self, loaded: Loaded) -> None:
        tr = self._tr
        self.beginResetModel()
        self._lines = [(None, len(loaded.rows), tr("All of them"))]
        self._lines += [(cause.key, cause.count, cause.title(tr)) for cause in loaded.causes]
        self.endResetModel()

    def key_at(self, row: int) -> str | None:
        return self._lines[row][0] if 0 <= row < len(self._lines) else None

    def row_of(self, key: str | None) -> int:
        return next((row for row, line in enumerate(self._lines) if line[0] == key), 0)

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        key, count, title = self._lines[index.row()]
        if role == FACE:
            if index.column() == 0:
                return Face(self._tr.number(count), tone=Tone.WRONG if key is not None else Tone.MUTED, chip=True)
            return Face(title, lines=2)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{self._tr.number(count)} {title}"
        return title if role == Qt.ItemDataRole.ToolTipRole else None
