"""The repair table: rows that did not go through, their cells in the clerk's terms, corrections that can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from rentix_desktop.catalog.fields import Catalogue, Record
from rentix_desktop.catalog.problems import Problem, ProblemCode, Severity
from rentix_desktop.sync.ledger import State
from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.models.cells import CellColumn, columns_for, edited, measure, read, shown, wrong_fields_of
from rentix_desktop.ui.widgets.basics import Tone
from rentix_desktop.ui.widgets.faces import FACE, Face
from rentix_desktop.ui.wizard.fixing import FailedRow, Loaded, reasons, record_of, still_wrong

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
TICK: Final = 0
LISTING: Final = 1
_LINES: Final = 3
_FAULTY_FIRST: Final = 2
"""So many faulty columns stand before the reason; of more, the reason would be out of sight."""

_LENGTHS: Final = (
    ProblemCode.TOO_SHORT,
    ProblemCode.TOO_LONG,
    ProblemCode.TOO_FEW_PHOTOS,
    ProblemCode.TOO_MANY_PHOTOS,
)


class FailuresModel(QAbstractTableModel):
    """Columns: the tick, the listing, the faulty fields, why, the other fields. `corrected` = something was corrected,
    `ticked` = what will be sent is another."""

    corrected = Signal()
    ticked = Signal()

    def __init__(self, tr: Texts, catalogue: Catalogue, loaded: Loaded) -> None:
        super().__init__()
        self._tr = tr
        self._catalogue = catalogue
        self.loaded = loaded
        self.undo = QUndoStack(self)
        self._rows = {row.seq: row for row in loaded.rows}
        self._shown: list[FailedRow] = list(loaded.rows)
        self._corrections: dict[int, Record] = {row.seq: row.before for row in loaded.rows if row.before}
        self._ticked: set[int] = set()
        self._problems: dict[int, tuple[Problem, ...]] = {}
        self._cause: str | None = None
        self._search = ""
        self._columns: list[CellColumn] = []
        self._why = LISTING + 1
        self._arrange()

    # what is shown ------------------------------------------------------------------------------------------------------
    def show_only(self, cause: str | None, search: str) -> None:
        """Rows of one cause (None = all) whose address or code holds the text; faulty columns of that cause first."""
        self.beginResetModel()
        self._cause, self._search = cause, search.casefold().strip()
        self._shown = [row for row in self.loaded.rows if self._wanted(row)]
        self._arrange()
        self.endResetModel()

    def _wanted(self, row: FailedRow) -> bool:
        if self._cause is not None and self._cause not in self.loaded.causes_of[row.seq]:
            return False
        if not self._search:
            return True
        text = f"{row.address(self.record(row))}\n{row.row.planned.external_id}"
        return self._search in text.casefold()

    def _arrange(self) -> None:
        wrong = self.loaded.wrong
        if self._cause is not None:
            wrong = next((cause.fields for cause in self.loaded.causes if cause.key == self._cause), frozenset())
        columns = columns_for(self._catalogue, self.loaded.used | self.loaded.wrong, wrong, self._tr)
        faulty = sum(any(name in wrong for name in column.fields) for column in columns)
        self._columns = columns
        self._why = LISTING + 1 + (faulty if faulty <= _FAULTY_FIRST else 0)

    @property
    def why_column(self) -> int:
        return self._why

    def column_at(self, section: int) -> CellColumn | None:
        """The field column of a section; None for tick, listing and why."""
        if section <= LISTING or section == self._why:
            return None
        return self._columns[section - LISTING - 1 - (section > self._why)]

    def row_at(self, row: int) -> FailedRow:
        return self._shown[row]

    def first_wrong(self, at: int) -> int:
        """The section of the first faulty cell of a line; the listing's where none is."""
        row = self._shown[at]
        for section in range(LISTING + 1, self.columnCount()):
            column = self.column_at(section)
            if column is not None and self._is_wrong(row, column):
                return section
        return LISTING

    # corrections --------------------------------------------------------------------------------------------------------
    @property
    def corrections(self) -> Mapping[int, Record]:
        return self._corrections

    @property
    def ticked_rows(self) -> frozenset[int]:
        return frozenset(self._ticked)

    def ready(self) -> list[int]:
        """The ticked rows that may be sent: nothing is wrong with them any more, as far as can be known here."""
        return [seq for seq in sorted(self._ticked) if not _errors(self.problems(self._rows[seq]))]

    def record(self, row: FailedRow) -> Record:
        return record_of(row, self._corrections.get(row.seq, {}), self._catalogue)

    def problems(self, row: FailedRow) -> tuple[Problem, ...]:
        found = self._problems.get(row.seq)
        if found is None:
            fields = self._corrections.get(row.seq, {})
            found = still_wrong(row, fields, self._catalogue, self.loaded.checker)
            if row.state is State.BLOCKED and not self.is_changed(row):
                found = row.problems  # the plan knows more: codes that stand twice in the file
            self._problems[row.seq] = found
        return found

    def is_changed(self, row: FailedRow) -> bool:
        return self._corrections.get(row.seq, {}) != row.before

    def put(self, changes: Mapping[int, Record], text: str) -> None:
        """Corrects rows (seq → fields), as one step that can be undone."""
        before = {seq: self._corrections.get(seq, {}) for seq in changes if seq in self._rows}
        after = {seq: self._merged(seq, changes[seq]) for seq in before}
        if after != before:
            self.undo.push(_Change(self, before, after, text))

    def restore(self, corrections: Mapping[int, Record], ticked: Iterable[int]) -> None:
        """What a page built again had."""
        self.take({seq: fields for seq, fields in corrections.items() if seq in self._rows})
        self._ticked = {seq for seq in ticked if seq in self._rows}
        self._all_changed()

    def take(self, corrections: Mapping[int, Record]) -> None:
        for seq, fields in corrections.items():
            self._corrections[seq] = fields
            self._problems.pop(seq, None)
            if self.is_changed(self._rows[seq]):
                self._ticked.add(seq)
            else:
                self._ticked.discard(seq)
        self._all_changed()
        self.corrected.emit()
        self.ticked.emit()

    def _all_changed(self) -> None:
        if self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, self.columnCount() - 1))

    def _merged(self, seq: int, fields: Record) -> Record:
        """Against the row of the upload: a value put back is no correction."""
        original = self._rows[seq].row.planned.record
        merged = self._corrections.get(seq, {}) | fields
        return {name: value for name, value in merged.items() if value != original.get(name)}

    # as in Excel --------------------------------------------------------------------------------------------------------
    def text_at(self, index: Index) -> str:
        """A cell as it is copied."""
        row, column = self._shown[index.row()], self.column_at(index.column())
        if column is not None:
            return edited(column, self.record(row), self._tr)
        return "" if index.column() == TICK else self._face(index.row(), index.column()).text

    def put_texts(self, texts: Mapping[tuple[int, int], str], step: str) -> int:
        """Texts into cells ((row, section) → text), as one step; returns how many cells took one."""
        changes: dict[int, Record] = {}
        taken = 0
        for (at, section), text in texts.items():
            column = self.column_at(section)
            if column is None or not 0 <= at < len(self._shown) or not self._shown[at].fixable:
                continue
            row = self._shown[at]
            known = self.record(row)
            if text == edited(column, known, self._tr):
                continue
            taken += 1
            fields = read(column, text, known, self._catalogue, self.loaded.words)
            changes.setdefault(row.seq, {}).update(fields)
        if changes:
            self.put(changes, step)
        return taken

    # Qt -----------------------------------------------------------------------------------------------------------------
    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else LISTING + 2 + len(self._columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if index.column() == TICK:
            return flags | Qt.ItemFlag.ItemIsUserCheckable
        if self.column_at(index.column()) is not None and self._shown[index.row()].fixable:
            return flags | Qt.ItemFlag.ItemIsEditable
        return flags

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        if section == TICK:
            return ""
        if section == LISTING:
            return self._tr("Listing")
        column = self.column_at(section)
        return self._tr("Why") if column is None else column.title

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if index.column() == TICK:
            return self._tick_data(self._shown[index.row()], role)
        if role == Qt.ItemDataRole.EditRole:
            return self.text_at(index)
        if role in (FACE, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            face = self._face(index.row(), index.column())
            if role == FACE:
                return face
            return "\n".join(part for part in (face.text, face.below, face.beside) if part) or None
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802 - Qt's name
        if not index.isValid():
            return False
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == TICK:
            seq = self._shown[index.row()].seq
            if Qt.CheckState(value) is Qt.CheckState.Checked:
                self._ticked.add(seq)
            else:
                self._ticked.discard(seq)
            self.dataChanged.emit(index, index)
            self.ticked.emit()
            return True
        if role == Qt.ItemDataRole.EditRole:
            return bool(self.put_texts({(index.row(), index.column()): str(value)}, self._tr("Change a cell")))
        return False

    def _tick_data(self, row: FailedRow, role: int) -> Any:
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if row.seq in self._ticked else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._tr("Send again")
        return None

    # faces --------------------------------------------------------------------------------------------------------------
    def _face(self, at: int, section: int) -> Face:
        row = self._shown[at]
        record = self.record(row)
        if section == LISTING:
            address, code = row.address(record), str(record.get(self._catalogue.key) or self._tr("without a code"))
            where = "" if row.row.planned.sheet_row is None else self._tr("row {n}", n=row.row.planned.sheet_row)
            below = f"{code} · {where}" if address and where else code if address else where
            return Face(address or code, below=below, strong=True, lines=2)
        column = self.column_at(section)
        return self._why_face(row) if column is None else self._cell_face(row, record, column)

    def _why_face(self, row: FailedRow) -> Face:
        tr = self._tr
        problems = self.problems(row)
        if self.is_changed(row) and not _errors(problems):
            return Face(tr("Ready to send"), tone=Tone.GOOD, below=tr("changed"))
        if row.state is State.REFUSED and not self.is_changed(row):
            return Face("\n".join(reasons(row, problems, tr)), lines=_LINES)
        words = [text.partition(": ")[2] or text for text in _sentences(row, problems, tr)]
        return Face("\n".join(words), lines=_LINES)

    def _cell_face(self, row: FailedRow, record: Record, column: CellColumn) -> Face:
        text = shown(column, record, self._tr)
        corrections = self._corrections.get(row.seq, {})
        changed = any(corrections.get(name) != row.before.get(name) for name in column.fields)
        wrong = self._is_wrong(row, column)
        counted = changed or (row.state is State.REFUSED and wrong) or self._is_long_or_short(row, column)
        beside = measure(column, edited(column, record, self._tr)) if counted else ""
        ground = Tone.WRONG if wrong else Tone.GOOD if changed else Tone.PLAIN
        if changed and not wrong:
            beside = f"{beside} ✓ {self._tr('changed')}".strip()
        if wrong and not text:
            return Face(self._tr("empty"), tone=Tone.MUTED, beside=beside, ground=ground)
        return Face(text, beside=beside, ground=ground, lines=2)

    def _is_long_or_short(self, row: FailedRow, column: CellColumn) -> bool:
        return any(p.code in _LENGTHS and p.field in column.fields for p in self.problems(row))

    def _is_wrong(self, row: FailedRow, column: CellColumn) -> bool:
        fields = {problem.field for problem in _errors(self.problems(row))}
        if row.state is State.REFUSED and not self.is_changed(row):
            fields |= wrong_fields_of(row.messages, self._catalogue)
        return any(name in fields for name in column.fields)


def _errors(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity is Severity.ERROR]


def _sentences(row: FailedRow, problems: Iterable[Problem], tr: Texts) -> list[str]:
    """Ours, once a row is changed or was held back by us."""
    held = FailedRow(row.row, row.before, State.BLOCKED, (), ())
    return reasons(held, problems, tr)


class _Change(QUndoCommand):
    """One step of correcting."""

    def __init__(self, model: FailuresModel, before: dict[int, Record], after: dict[int, Record], text: str) -> None:
        super().__init__(text)
        self._model = model
        self._before = before
        self._after = after

    def redo(self) -> None:
        self._model.take(self._after)

    def undo(self) -> None:
        self._model.take(self._before)
