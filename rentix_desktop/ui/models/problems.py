"""What is wrong with a file: grouped by cause, or a line for each problem. A model over tuples."""

from __future__ import annotations

from typing import Final

from rentix_desktop.catalog.problems import Problem, ProblemCode, Severity
from rentix_desktop.texts.columns import column_title
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.names import field_name
from rentix_desktop.texts.problems import describe
from rentix_desktop.ui.models.faces_model import FacesModel
from rentix_desktop.ui.widgets.basics import Tone
from rentix_desktop.ui.widgets.faces import Face
from rentix_desktop.ui.wizard.check.checking import CauseGroup, ProblemRow

_COLUMNS_NAMED: Final = 3
OBJECTIONS: Final = (ProblemCode.PORTAL_OBJECTS, ProblemCode.PORTAL_SILENT)


class ProblemsModel(FacesModel):
    """`show_causes` shows a line for each cause, `show_rows` the problems of one cause, or of all."""

    def __init__(self, tr: Texts) -> None:
        self._of_causes = (tr("Cause"), tr("Listings"), tr("Column"), tr("What it means"), tr("What to do"))
        self._of_rows = (tr("Row"), tr("Listing"), tr("Column"), tr("What is wrong"), tr("What to do"))
        super().__init__(self._of_causes)
        self._tr = tr
        self._groups: tuple[CauseGroup, ...] = ()
        self._rows: tuple[ProblemRow, ...] | None = None

    def show_causes(self, groups: tuple[CauseGroup, ...]) -> None:
        self._groups, self._rows = groups, None
        self.show_size(len(groups), self._of_causes)

    def show_rows(self, rows: tuple[ProblemRow, ...]) -> None:
        self._rows = rows
        self.show_size(len(rows), self._of_rows)

    def group(self, row: int) -> CauseGroup | None:
        """The cause in a line; None while single rows are shown."""
        return self._groups[row] if self._rows is None and 0 <= row < len(self._groups) else None

    def face(self, row: int, column: int) -> Face:
        return self._cause_face(row, column) if self._rows is None else self._row_face(self._rows[row], column)

    def _cause_face(self, row: int, column: int) -> Face:
        tr, group = self._tr, self._groups[row]
        text = describe(group.first, tr)
        match column:
            case 0:
                return Face(text.cause, below=_standing(group, tr), strong=True, lines=2)
            case 1:
                tone = Tone.WRONG if group.is_error or group.first.code in OBJECTIONS else Tone.LOOK
                return Face(tr.number(group.listings), tone=tone, chip=True)
            case 2:
                return _column_face(group.columns, group.first, tr)
            case 3:
                example = text.message if group.alike else tr("For example: {text}", text=text.message)
                return Face(example, lines=2)
            case _:
                return Face(text.hint, lines=2)

    def _row_face(self, row: ProblemRow, column: int) -> Face:
        tr, problem = self._tr, row.problem
        text = describe(problem, tr)
        match column:
            case 0:
                return Face("" if row.sheet_row is None else tr.number(row.sheet_row), tone=Tone.MUTED)
            case 1:
                code = row.external_id or tr("without a code")
                return Face(row.address or code, below=code if row.address else "", strong=True, lines=2)
            case 2:
                return _column_face((problem.column,) if problem.column else (), problem, tr)
            case 3:
                wrong = problem.severity is Severity.ERROR or problem.code in OBJECTIONS
                return Face(text.message, lines=2, tone=Tone.WRONG if wrong else Tone.LOOK)
            case _:
                return Face(text.hint, lines=2)


def _standing(group: CauseGroup, tr: Texts) -> str:
    """What becomes of its listings."""
    if group.first.code in OBJECTIONS:
        return tr("the portal would refuse it")
    if group.first.code is ProblemCode.AGENT_UNKNOWN and not group.is_error:
        return tr("is sent without an agent")
    held = group.is_error or group.first.code is ProblemCode.LEFT_OUT
    return tr("is not sent") if held else tr("is sent all the same")


def _column_face(columns: tuple[str, ...], problem: Problem, tr: Texts) -> Face:
    """The header in the file; under it the field, where it is called otherwise."""
    field = field_name(problem.field, tr) if problem.field else ""
    named = ", ".join(column_title(column, tr) for column in columns[:_COLUMNS_NAMED]) + (
        " …" if len(columns) > _COLUMNS_NAMED else ""
    )
    if not named or named.casefold() == field.casefold():
        return Face(named or field)
    return Face(named, below=field)
