"""The causes at the left of the repair table: all, each with how many rows still have it, and what is ready."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.models.failures import READY, FailuresModel
from rentix_desktop.ui.models.grouping import FailureCause
from rentix_desktop.ui.widgets.basics import Tone
from rentix_desktop.ui.widgets.faces import FACE, Face

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()


class CausesModel(QAbstractTableModel):
    """`count_again` after corrections; the lines stay where they are."""

    def __init__(self, tr: Texts) -> None:
        super().__init__()
        self._tr = tr
        self._failures: FailuresModel | None = None
        self._lines: list[tuple[str | None, str, bool]] = []  # key, title, whether it only warns

    def show_causes(self, failures: FailuresModel) -> None:
        tr = self._tr
        self.beginResetModel()
        self._failures = failures
        self._lines = [(None, tr("All of them"), False)]
        self._lines += [(cause.key, cause.title(tr), cause.warns) for cause in failures.loaded.causes]
        self._lines.append((READY, tr("Ready to send"), False))
        self.endResetModel()

    def count_again(self) -> None:
        if self._lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._lines) - 1, 1))

    def key_at(self, row: int) -> str | None:
        return self._lines[row][0] if 0 <= row < len(self._lines) else None

    def cause_at(self, row: int) -> FailureCause | None:
        key = self.key_at(row)
        causes = self._failures.loaded.causes if self._failures is not None else ()
        return next((cause for cause in causes if cause.key == key), None)

    def row_of(self, key: str | None) -> int:
        return next((row for row, line in enumerate(self._lines) if line[0] == key), 0)

    def _count(self, key: str | None) -> int:
        if self._failures is None:
            return 0
        repairs = self._failures.repairs
        if key is None:
            return repairs.all_left()
        return len(repairs.rows) - repairs.all_left() if key == READY else repairs.left(key)

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        key, title, warns = self._lines[index.row()]
        if role == FACE:
            if index.column() == 0:
                return self._chip(key, warns=warns)
            return Face(title, lines=2)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{self._tr.number(self._count(key))} {title}"
        return title if role == Qt.ItemDataRole.ToolTipRole else None

    def _chip(self, key: str | None, *, warns: bool) -> Face:
        count = self._count(key)
        if key == READY:
            return Face(self._tr.number(count), tone=Tone.GOOD if count else Tone.MUTED, chip=True)
        if not count:
            return Face("✓", tone=Tone.GOOD, chip=True)
        tone = Tone.MUTED if key is None else Tone.LOOK if warns else Tone.WRONG
        return Face(self._tr.number(count), tone=tone, chip=True)
