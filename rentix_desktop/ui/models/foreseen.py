"""The listings behind a number of the forecast: a line each, opened to what changes in it, old and new."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt

from rentix_desktop.catalog.fields import Catalogue, Kind
from rentix_desktop.catalog.problems import Problem, ProblemCode, Severity
from rentix_desktop.mapping.roles import ADDRESS
from rentix_desktop.sync.ledger import Action
from rentix_desktop.sync.planning.foreseen import Change, Foreseen, Number
from rentix_desktop.texts.columns import column_title
from rentix_desktop.texts.corrections import corrected_here
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.names import action_name, field_name, status_name
from rentix_desktop.texts.problems import describe
from rentix_desktop.texts.values import photos_text, value_text
from rentix_desktop.ui.widgets.basics import Tone
from rentix_desktop.ui.widgets.faces import FACE, Face
from rentix_desktop.ui.widgets.preview import facts_text, price_text

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
_TOP: Final = 0  # internal id of a listing's line; of a line in it: the listing's row + 1
_PROBLEMS: Final = (Number.BLOCKED, Number.WAITING, Number.WARNED, Number.SKIPPED)


@dataclass(frozen=True, slots=True)
class _Line:
    """Three cells beside the listing: what, and as it is, and as it will be; or what is wrong, and what to do."""

    what: str
    one: str = ""
    other: str = ""
    tone: Tone = Tone.PLAIN
    below: str = ""


class ForeseenModel(QAbstractItemModel):
    def __init__(self, tr: Texts, catalogue: Catalogue) -> None:
        super().__init__()
        self._tr = tr
        self._catalogue = catalogue
        self._number = Number.FILE
        self._field = ""
        self._rows: tuple[Foreseen, ...] = ()
        self._lines: dict[int, tuple[_Line, ...]] = {}

    def show_rows(self, number: Number, rows: tuple[Foreseen, ...], field: str = "") -> None:
        """`field` = the change that is looked for."""
        self.beginResetModel()
        self._number, self._rows, self._field = number, rows, field
        self._lines.clear()
        self.endResetModel()

    def listing(self, index: Index) -> Foreseen | None:
        """The listing of a line, or of one in it."""
        if not index.isValid():
            return None
        return self._rows[index.row() if index.internalId() == _TOP else index.internalId() - 1]

    # Qt -----------------------------------------------------------------------------------------------------------------
    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else _TOP)

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]  # Qt overloads the name
        if not index.isValid() or index.internalId() == _TOP:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, _TOP)

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        if not parent.isValid():
            return len(self._rows)
        if parent.internalId() != _TOP or parent.column() > 0:
            return 0
        return len(self._inside(parent.row()))

    def hasChildren(self, parent: Index = _NOWHERE) -> bool:  # noqa: N802 - Qt's name
        """Without making the lines of listings that are not opened."""
        if not parent.isValid():
            return bool(self._rows)
        if parent.internalId() != _TOP or parent.column() > 0:
            return False
        found = self._rows[parent.row()]
        if self._number is Number.CORRECTED:
            return len(found.row.applied) > 1
        if self._is_wrong(found):
            return len(found.row.problems) > 1
        return len(found.changes) > (0 if found.row.action is Action.CREATE else 1)  # one alone stands in the line

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.column() > 0 else 4

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        tr = self._tr
        changes = (tr("Listing"), tr("What changes"), tr("On the portal now"), tr("After sending"))
        problems = (tr("Listing"), tr("Where"), tr("What is wrong"), tr("What to do"))
        corrections = (tr("Listing"), tr("What is corrected"), tr("In the file"), tr("Corrected"))
        if self._number is Number.CORRECTED:
            return corrections[section]
        return (problems if self._number in _PROBLEMS else changes)[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in (FACE, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        face = self._face(index)
        if role == FACE:
            return face
        return f"{face.text}\n{face.below}".strip() or None

    def _face(self, index: Index) -> Face:
        column = index.column()
        if index.internalId() != _TOP:
            return self._cell(self._inside(index.internalId() - 1)[index.row()], column)
        found = self._rows[index.row()]
        if column == 0:
            return self._name(found)
        return self._cell(self._headline(index.row()), column)

    @staticmethod
    def _cell(line: _Line, column: int) -> Face:
        match column:
            case 1:
                return Face(line.what, below=line.below, lines=2)
            case 2:
                return Face(line.one, lines=2, tone=line.tone)
            case 3:
                return Face(line.other, lines=2, strong=line.tone is Tone.MUTED)
        return Face()

    def _name(self, found: Foreseen) -> Face:
        tr = self._tr
        address, code = found.record.get(ADDRESS), found.row.external_id or tr("without a code")
        where = [code] if isinstance(address, str) else []
        if found.row.sheet_row is not None:
            where.append(tr("row {row}", row=tr.number(found.row.sheet_row)))
        return Face(address if isinstance(address, str) else code, below=" · ".join(where), strong=True)

    # what stands in a line ----------------------------------------------------------------------------------------------
    def _headline(self, row: int) -> _Line:
        """A listing in one line: the first of what is inside, and how much more there is."""
        found, tr = self._rows[row], self._tr
        is_whole = self._number is not Number.CORRECTED and found.row.action in (Action.CREATE, Action.NONE)
        if is_whole and not self._is_wrong(found):
            return self._whole(found)
        inside = self._inside(row)
        if not inside:
            return _Line(action_name(found.row.action, tr))
        first, rest = inside[0], len(inside) - 1
        more = tr.plural("and {n} more", "and {n} more", rest) if rest else ""
        below = " · ".join(text for text in (first.below, more) if text)
        return _Line(first.what, first.one, first.other, first.tone, below)

    def _whole(self, found: Foreseen) -> _Line:
        """A listing of which nothing changes, or everything is new."""
        tr = self._tr
        facts, price = facts_text(found.record, tr), price_text(found.record, tr)
        if self._number is Number.HELD:
            return _Line(facts or tr("gone from the file"), price, tr("stays as it is"))
        if found.row.action is Action.NONE:
            return _Line(facts, price, tr("stays as it is"), Tone.MUTED, self._corrected(found))
        what = facts or action_name(found.row.action, tr)
        return _Line(what, tr("not there yet"), price, Tone.MUTED, self._corrected(found))

    def _corrected(self, found: Foreseen, field: str | None = None) -> str:
        """When the listing, or one field of it, was corrected here: it is so again."""
        days = [at for name, at in found.row.corrected.items() if field in (None, name)]
        return corrected_here(max(days), self._tr) if days else ""

    def _inside(self, row: int) -> tuple[_Line, ...]:
        lines = self._lines.get(row)
        if lines is None:
            found = self._rows[row]
            if self._number is Number.CORRECTED:
                made = self._correction_lines(found)
            else:
                made = self._problem_lines(found) if self._is_wrong(found) else self._change_lines(found)
            lines = self._lines[row] = tuple(made)
        return lines

    def _is_wrong(self, found: Foreseen) -> bool:
        """It opens to what is wrong with it, not to what changes."""
        return self._number is not Number.CORRECTED and (
            self._number in _PROBLEMS or found.row.action in (Action.BLOCKED, Action.WAIT)
        )

    def _problem_lines(self, found: Foreseen) -> Iterator[_Line]:
        """Errors first."""
        for problem in sorted(found.row.problems, key=lambda problem: problem.severity is not Severity.ERROR):
            if self._number is Number.SKIPPED and problem.code is not ProblemCode.LEFT_OUT:
                continue
            text = describe(problem, self._tr)
            waits = problem.code is ProblemCode.LINK_UNSETTLED
            tone = Tone.WRONG if problem.severity is Severity.ERROR and not waits else Tone.LOOK
            yield _Line(self._where(problem), text.message, text.hint, tone)

    def _where(self, problem: Problem) -> str:
        return column_title(problem.column, self._tr) if problem.column else field_name(problem.field, self._tr)

    def _correction_lines(self, found: Foreseen) -> Iterator[_Line]:
        for kept in found.row.applied:
            name = kept.field
            was, now = (value_text(name, value, self._catalogue, self._tr) for value in (kept.was, kept.now))
            one, other = kept.said or was or self._tr("empty"), now or self._tr("empty")
            yield _Line(field_name(name, self._tr), one, other, Tone.MUTED, corrected_here(kept.at, self._tr))

    def _change_lines(self, found: Foreseen) -> Iterator[_Line]:
        """The field that is looked for first."""
        for change in sorted(found.changes, key=lambda change: change.field != self._field):
            line = replace(self._change_line(change), below=self._corrected(found, change.field))
            yield replace(line, one="") if found.row.action is Action.CREATE else line

    def _change_line(self, change: Change) -> _Line:
        tr, catalogue = self._tr, self._catalogue
        field = catalogue.fields.get(change.field)
        if change.field == catalogue.visibility.field:
            was, now = (status_name(v, tr) if isinstance(v, str) else "" for v in (change.was, change.now))
        else:
            was = value_text(change.field, change.was, catalogue, tr)
            now = value_text(change.field, change.now, catalogue, tr)
        if change.known and field is not None and field.kind is Kind.PHOTOS:
            now = photos_text(change.was, change.now, tr)
        return _Line(field_name(change.field, tr), was or self._unknown(change), now, Tone.MUTED)

    def _unknown(self, change: Change) -> str:
        return self._tr("empty") if change.known else self._tr("not sent from here yet")
