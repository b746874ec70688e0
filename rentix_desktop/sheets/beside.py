"""What a workbook says of a sheet that its reader does not give, whatever its format: found beside the reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from rentix_desktop.sheets.formats import as_shown, replaced
from rentix_desktop.sheets.guard import Guard, SheetFacts
from rentix_desktop.sheets.header import Region
from rentix_desktop.sheets.oldbook import OldBook
from rentix_desktop.sheets.opendocument import OpenDocument
from rentix_desktop.sheets.parts import MAX_LINKS, merged_regions
from rentix_desktop.sheets.table import Cell, Format, Notice, NoticeCode

Row = tuple[Cell, ...]

_PLAIN: Final = frozenset((Format.HTML, Format.XML))
"""Formats whose reader is ours and loses nothing."""


class Beside:
    """One sheet of the workbook at `path`. `facts` may be asked for when `rows` has come to its end."""

    def __init__(self, path: Path, kind: Format, sheet: str, guard: Guard) -> None:
        self._path, self._kind, self._sheet, self._guard = path, kind, sheet, guard
        self._other: OldBook | OpenDocument | None = None
        if kind is Format.XLS:
            self._other = OldBook(path, sheet)
        elif kind is Format.ODS:
            self._other = OpenDocument(path, sheet)

    def merged(self, told: Sequence[Region], *, by_reader: bool) -> Sequence[Region]:
        """The merged cells: those that the reader tells of, where it tells of any."""
        if isinstance(self._other, OpenDocument):
            return self._other.merged()
        if self._kind is Format.XLSX and not by_reader:
            return merged_regions(self._path, self._sheet)
        return told

    def rows(self, rows: Iterator[Row]) -> Iterator[Row]:
        """The rows with the numbers as their cells show them."""
        if self._other is not None:
            cells = self._other.cells()
            yield from replaced(rows, cells)
            for _ in cells:
                pass  # what is known only at the end of the sheet
        elif self._kind is Format.XLSX:
            yield from as_shown(rows, self._path, self._sheet)
        else:
            yield from rows

    def facts(self) -> SheetFacts:
        return self._guard.facts(self._sheet) if self._other is None else self._other.facts

    def notices(self, facts: SheetFacts) -> Iterator[Notice]:
        """What was lost, and what cannot be known."""
        if self._kind not in _PLAIN and not (self._kind is Format.XLSX or (self._other and self._other.known)):
            yield Notice(NoticeCode.LOSSES_UNKNOWN)
        counted = (
            (NoticeCode.ERROR_CELLS, facts.errors),
            (NoticeCode.FORMULAS_WITHOUT_VALUE, facts.no_value),
            (NoticeCode.HIDDEN_ROWS, facts.hidden_rows),
        )
        yield from (Notice(code, {"count": count}) for code, count in counted if count)
        if facts.links_cut:
            yield Notice(NoticeCode.LINKS_LEFT_OUT, {"limit": MAX_LINKS})
