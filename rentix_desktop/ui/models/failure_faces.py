"""How the cells of the repair table look: what a row says, what is wrong with it, what was changed."""

from __future__ import annotations

from typing import Final

from rentix_desktop.catalog.problems import ProblemCode
from rentix_desktop.sync.ledger import State
from rentix_desktop.texts.corrections import corrected_here
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.problems import describe
from rentix_desktop.ui.models.cells import CellColumn, edited, measure, shown, wrong_fields_of
from rentix_desktop.ui.models.grouping import FailedRow
from rentix_desktop.ui.models.repairs import Repairs
from rentix_desktop.ui.widgets.basics import Tone
from rentix_desktop.ui.widgets.faces import Face

_LINES: Final = 3
_LENGTHS: Final = (
    ProblemCode.TOO_SHORT,
    ProblemCode.TOO_LONG,
    ProblemCode.TOO_FEW_PHOTOS,
    ProblemCode.TOO_MANY_PHOTOS,
)


class Faces:
    def __init__(self, repairs: Repairs, tr: Texts) -> None:
        self._repairs = repairs
        self._tr = tr

    def listing(self, row: FailedRow) -> Face:
        """The address, the code under it."""
        tr, record = self._tr, self._repairs.record(row)
        address = row.address(record)
        code = str(record.get(self._repairs.catalogue.key) or tr("without a code"))
        where = "" if row.row.planned.sheet_row is None else tr("row {n}", n=row.row.planned.sheet_row)
        below = f"{code} · {where}" if address and where else code if address else where
        return Face(address or code, below=below, strong=True, lines=2)

    def why(self, row: FailedRow) -> Face:
        """In our words, the portal's own under them where they are not the same."""
        tr, repairs = self._tr, self._repairs
        if repairs.is_good(row):
            return Face(tr("Ready to send"), tone=Tone.GOOD, below=tr("changed"))
        sentences = [_without_field(describe(problem, tr).sentence) for problem in repairs.wrong(row)]
        if row.state is not State.REFUSED or not self._speaks(row):
            return Face("\n".join(dict.fromkeys(sentences)), lines=_LINES)
        said = " · ".join(row.messages) or tr("The portal gave no reason.")
        if not sentences:
            return Face("\n".join(row.messages) or said, lines=_LINES)
        return Face("\n".join(dict.fromkeys(sentences)), below=tr("Portal: {words}", words=said), lines=2)

    def _speaks(self, row: FailedRow) -> bool:
        """Whether what the portal said still holds."""
        return not self._repairs.is_changed(row) or bool(self._repairs.refusals(row))

    def cell(self, row: FailedRow, column: CellColumn) -> Face:
        tr, record = self._tr, self._repairs.record(row)
        text = shown(column, record, tr)
        changed = not self._repairs.changed_fields(row).isdisjoint(column.fields)
        wrong = self.is_wrong(row, column)
        counted = changed or (row.state is State.REFUSED and wrong) or self._is_long_or_short(row, column)
        beside = measure(column, edited(column, record, tr)) if counted else ""
        ground = Tone.WRONG if wrong else Tone.GOOD if changed else Tone.PLAIN
        if changed and not wrong:
            beside = f"{beside} ✓ {tr('changed')}".strip()
        elif not changed and (kept := [at for name, at in row.row.planned.corrected.items() if name in column.fields]):
            beside = f"{beside} ✓ {corrected_here(max(kept), tr)}".strip()
        if not text and (wrong or changed):
            told = "" if changed else self._told(row, column)
            return Face(told or tr("empty"), tone=Tone.MUTED, beside=beside, ground=ground)
        return Face(text, beside=beside, ground=ground, lines=2)

    def is_wrong(self, row: FailedRow, column: CellColumn) -> bool:
        repairs = self._repairs
        fields = {problem.field for problem in repairs.wrong(row)}
        if row.state is State.REFUSED and not repairs.is_changed(row):
            fields |= wrong_fields_of(row.messages, repairs.catalogue)
        return any(name in fields for name in column.fields)

    def _told(self, row: FailedRow, column: CellColumn) -> str:
        """What the file says where nothing could be made of it."""
        texts = (str(p.params.get("text", "")) for p in self._repairs.problems(row) if p.field in column.fields)
        return next((text for text in texts if text), "")

    def _is_long_or_short(self, row: FailedRow, column: CellColumn) -> bool:
        return any(p.code in _LENGTHS and p.field in column.fields for p in self._repairs.problems(row))


def _without_field(sentence: str) -> str:
    """The cell that is marked names the field."""
    return sentence.partition(": ")[2] or sentence
