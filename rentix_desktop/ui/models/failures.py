"""The repair table: rows that did not go through, their cells in the clerk's terms, corrections that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final, TypeAlias

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QUndoCommand, QUndoStack

from rentix_desktop.catalog.fields import Catalogue, Record
from rentix_desktop.catalog.problems import Problem
from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.models.cells import CellColumn, columns_for, edited, read
from rentix_desktop.ui.models.failure_faces import Faces
from rentix_desktop.ui.models.failure_order import in_order
from rentix_desktop.ui.models.grouping import FailedRow
from rentix_desktop.ui.models.repairs import Repairs, Rows, Step
from rentix_desktop.ui.widgets.faces import FACE
from rentix_desktop.ui.wizard.results.fixing import Loaded

Index = QModelIndex | QPersistentModelIndex
Later: TypeAlias = "Callable[[Callable[[], Any], Callable[[Any], None]], None]"
"""Has something worked out off the window's thread, and hands it over on it."""
_NOWHERE: Final = QModelIndex()
TICK: Final = 0
LISTING: Final = 1
READY: Final = "ready"
"""Instead of a cause: the rows that are ready to be sent."""
_FAULTY_FIRST: Final = 2
"""So many faulty columns stand before the reason; of more, the reason would be out of sight."""
USUAL: Final = 130
"""Pixels of a column that nobody has looked at."""
_AT_ONCE: Final = 100
"""Rows that are corrected in the window's thread; more take too long."""


class FailuresModel(QAbstractTableModel):
    """Columns: the tick, the listing, the faulty fields, why, the other fields.

    `corrected` = something was corrected, `taken` = which (seq → fields as they are now), `ticked` = what will be sent
    is another, `working` = many rows are being corrected: nothing else is taken meanwhile.
    """

    corrected = Signal()
    taken = Signal(object)
    ticked = Signal()
    working = Signal(bool)

    def __init__(self, tr: Texts, catalogue: Catalogue, loaded: Loaded, later: Later | None = None) -> None:
        super().__init__()
        self._tr = tr
        self._catalogue = catalogue
        self.loaded = loaded
        self.undo = QUndoStack(self)
        self.repairs = Repairs(catalogue, loaded)
        self._faces = Faces(self.repairs, tr)
        self.later = later
        self._step_name: str | None = None  # of the step that is being worked out
        self._shown: list[FailedRow] = list(loaded.rows)
        self._searched: dict[int, str] = {}
        self._cause: str | None = None
        self._columns: list[CellColumn] = []
        self._before_why = 0
        self._room, self._widths = 0, dict[str, int]()
        self._lines: dict[int, int] | None = None  # seq → line
        self._sorted: tuple[str | int | None, bool] | None = None  # what by, descending
        self._arrange()

    # what is shown ------------------------------------------------------------------------------------------------------
    def show_only(self, cause: str | None, search: str, room: int = 0, widths: Mapping[str, int] | None = None) -> None:
        """Rows of one cause (None = all, READY) whose address or code holds the text; faulty columns of that cause
        first. `room` pixels are for fields before the reason, whose `widths` are known by name. What was sorted stays
        sorted."""
        self.beginResetModel()
        self._cause, self._room, self._widths = cause, room, dict(widths or {})
        wanted = search.casefold().strip()
        self._lines = None
        self._shown = self._rows_of(cause)
        if wanted:
            self._shown = [row for row in self._shown if wanted in self._search_text(row)]
        self._arrange()
        self._sort_shown()
        self.endResetModel()

    def _rows_of(self, cause: str | None) -> list[FailedRow]:
        if cause == READY:
            return [row for row in self.loaded.rows if self.repairs.is_good(row)]
        return list(self.loaded.rows if cause is None else self.repairs.rows_of(cause))

    def _search_text(self, row: FailedRow) -> str:
        found = self._searched.get(row.seq)
        if found is None:
            found = f"{row.address(self.record(row))}\n{row.row.planned.external_id}".casefold()
            self._searched[row.seq] = found
        return found

    def _arrange(self) -> None:
        wrong = self.loaded.wrong
        if self._cause is not None:
            wrong = next((cause.fields for cause in self.loaded.causes if cause.key == self._cause), frozenset())
        columns = columns_for(self._catalogue, self.loaded.used | self.loaded.wrong, wrong, self._tr)
        faulty = sum(any(name in wrong for name in column.fields) for column in columns)
        self._columns = columns
        fitting, taken = 0, 0
        for column in columns:
            taken += self._widths.get(column.name, USUAL)
            fitting += taken <= self._room
        self._before_why = max(faulty if faulty <= _FAULTY_FIRST else 0, fitting)

    @property
    def why_column(self) -> int:
        return LISTING + 1 + self._before_why

    @property
    def columns(self) -> list[CellColumn]:
        return self._columns

    def column_at(self, section: int) -> CellColumn | None:
        """The field column of a section; None for tick, listing and why."""
        if section <= LISTING or section == self.why_column:
            return None
        return self._columns[section - LISTING - 1 - (section > self.why_column)]

    def row_at(self, row: int) -> FailedRow:
        return self._shown[row]

    def place_of(self, seq: int) -> int:
        """The line a row is shown in; 0 where it is not shown."""
        return self._line_of(seq) or 0

    def _line_of(self, seq: int) -> int | None:
        if self._lines is None:
            self._lines = {row.seq: line for line, row in enumerate(self._shown)}
        return self._lines.get(seq)

    def first_wrong(self, at: int) -> int:
        """The section of the first faulty cell of a line; the listing's where none is."""
        row = self._shown[at]
        for section in range(LISTING + 1, self.columnCount()):
            column = self.column_at(section)
            if column is not None and self._faces.is_wrong(row, column):
                return section
        return LISTING

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By any column; rows stay where they are while they are edited."""
        if not 0 <= column < self.columnCount():
            return
        found = self.column_at(column)
        what = found.name if found is not None else column if column <= LISTING else None
        self.beginResetModel()
        self._sorted = (what, order is Qt.SortOrder.DescendingOrder)
        self._sort_shown()
        self.endResetModel()

    def _sort_shown(self) -> None:
        if self._sorted is None:
            return
        what, descending = self._sorted
        column = next((each for each in self._columns if each.name == what), None) if isinstance(what, str) else what
        if column is not None or what is None:
            self._lines = None
            self._shown = in_order(self._shown, column, self.repairs, descending=descending)

    @property
    def sorted_section(self) -> tuple[int, Qt.SortOrder] | None:
        """Where the sign of sorting stands; None where nothing was sorted, or its column is not shown."""
        if self._sorted is None:
            return None
        what, descending = self._sorted
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        for section in range(self.columnCount()):
            column = self.column_at(section)
            is_it = column is not None and column.name == what
            if is_it or (section == what) or (what is None and section == self.why_column):
                return section, order
        return None

    # corrections --------------------------------------------------------------------------------------------------------
    @property
    def corrections(self) -> Mapping[int, Record]:
        return self.repairs.corrections

    @property
    def ticked_rows(self) -> frozenset[int]:
        return frozenset(self.repairs.ticked)

    def ready(self) -> list[int]:
        """The ticked rows that may be sent: nothing is wrong with them any more, as far as can be known here."""
        return self.repairs.ready()

    def record(self, row: FailedRow) -> Record:
        return self.repairs.record(row)

    def problems(self, row: FailedRow) -> tuple[Problem, ...]:
        return self.repairs.problems(row)

    def is_changed(self, row: FailedRow) -> bool:
        return self.repairs.is_changed(row)

    @property
    def is_working(self) -> bool:
        return self._step_name is not None

    def put(self, changes: Mapping[int, Record], text: str) -> None:
        """Corrects rows (seq → fields), as one step that can be undone."""
        self.change(len(changes), lambda: changes, text)

    def change(self, rows: int, work: Callable[[], Mapping[int, Record]], text: str) -> None:
        """The same; `work` makes the corrections of about so many rows, of many off the window's thread."""
        if self.is_working:
            return
        if rows <= _AT_ONCE or self.later is None:
            self._do(self.repairs.step(work()), text)
            return
        self._step_name = text
        self.working.emit(True)
        self.later(lambda: self.repairs.step(work()), self._on_worked_out)

    @Slot(object)
    def _on_worked_out(self, step: Step) -> None:
        text, self._step_name = self._step_name or "", None
        self.working.emit(False)
        self._do(step, text)

    def gave_up(self) -> None:
        """What was worked out did not come to an end."""
        self._step_name = None
        self.working.emit(False)

    def _do(self, step: Step, text: str) -> None:
        if step.after:
            self.undo.push(_Change(self, step, text))

    def restore(self, corrections: Mapping[int, Record], ticked: Iterable[int]) -> None:
        """What a page built again had, or what was kept of another day; nothing to be undone."""
        self.take(self.repairs.step(corrections).after)
        self.repairs.tick(ticked)
        self.ticked.emit()

    def take(self, rows: Rows) -> None:
        self.repairs.take(rows)
        for seq in rows:
            self._searched.pop(seq, None)
        self._show_again(rows)
        self.taken.emit({seq: now.fields for seq, now in rows.items()})
        self.corrected.emit()
        self.ticked.emit()

    def _show_again(self, seqs: Collection[int]) -> None:
        lines = [line for seq in seqs if (line := self._line_of(seq)) is not None] if len(seqs) <= _AT_ONCE else None
        if lines is None:
            lines = [0, len(self._shown) - 1] if self._shown else []
        if lines:
            self.dataChanged.emit(self.index(min(lines), 0), self.index(max(lines), self.columnCount() - 1))

    def tick(self, seqs: Collection[int]) -> None:
        """These are to be sent, and no others."""
        self.repairs.tick(seqs)
        if self._shown:
            self.dataChanged.emit(self.index(0, TICK), self.index(len(self._shown) - 1, TICK))
        self.ticked.emit()

    # as in Excel --------------------------------------------------------------------------------------------------------
    def text_at(self, index: Index) -> str:
        """A cell as it is copied."""
        row, column = self._shown[index.row()], self.column_at(index.column())
        if column is not None:
            return edited(column, self.record(row), self._tr)
        return "" if index.column() == TICK else str(self.data(index) or "")

    def put_texts(self, texts: Mapping[tuple[int, int], str], step: str) -> None:
        """Texts into cells ((row, section) → text), as one step."""
        cells = [
            (self._shown[at], column, text)
            for (at, section), text in texts.items()
            if 0 <= at < len(self._shown) and section < self.columnCount()
            if (column := self.column_at(section)) is not None and self._shown[at].fixable
        ]
        self.change(len(cells), lambda: self._read(cells), step)

    def _read(self, cells: Iterable[tuple[FailedRow, CellColumn, str]]) -> dict[int, Record]:
        changes: dict[int, Record] = {}
        for row, column, text in cells:
            known = self.record(row)
            if text != edited(column, known, self._tr):
                fields = read(column, text, known, self._catalogue, self.loaded.words)
                changes.setdefault(row.seq, {}).update(fields)
        return changes

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
        if self.column_at(index.column()) is not None and self._shown[index.row()].fixable and not self.is_working:
            return flags | Qt.ItemFlag.ItemIsEditable
        return flags

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tr("Click to sort; Alt+↑ and Alt+↓ sort by the column where the keyboard is")
        if role != Qt.ItemDataRole.DisplayRole:
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
        row, section = self._shown[index.row()], index.column()
        if section == TICK:
            return self._tick_data(row, role)
        if role == Qt.ItemDataRole.EditRole:
            return self.text_at(index)
        if role in (FACE, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            column = self.column_at(section)
            if section == LISTING:
                face = self._faces.listing(row)
            else:
                face = self._faces.why(row) if column is None else self._faces.cell(row, column)
            if role == FACE:
                return face
            return "\n".join(part for part in (face.text, face.below, face.beside) if part) or None
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802 - Qt's name
        if not index.isValid():
            return False
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == TICK:
            self.repairs.set_ticked(self._shown[index.row()].seq, Qt.CheckState(value) is Qt.CheckState.Checked)
            self.dataChanged.emit(index, index)
            self.ticked.emit()
            return True
        if role == Qt.ItemDataRole.EditRole:
            steps = self.undo.count()
            self.put_texts({(index.row(), index.column()): str(value)}, self._tr("Change a cell"))
            return self.undo.count() != steps or self.undo.canUndo()
        return False

    def _tick_data(self, row: FailedRow, role: int) -> Any:
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if row.seq in self.repairs.ticked else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._tr("Send again")
        return None


class _Change(QUndoCommand):
    """One step of correcting."""

    def __init__(self, model: FailuresModel, step: Step, text: str) -> None:
        super().__init__(text)
        self._model = model
        self._step = step

    def redo(self) -> None:
        self._model.take(self._step.after)

    def undo(self) -> None:
        self._model.take(self._step.before)
