"""Small tables for tests: written as columns, seen as the profile and the rows that the reader of sheets would give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rentix_desktop.sheets.cells import cell_text
from rentix_desktop.sheets.profile import ColumnProfile, TableProfile
from rentix_desktop.sheets.table import Cell, SheetRow

Columns = Sequence[tuple[str, Sequence[Cell]]]


def rows_of(columns: Columns) -> list[SheetRow]:
    cells = zip(*(values for _, values in columns), strict=True)
    return [SheetRow(number, number + 2, tuple(row)) for number, row in enumerate(cells)]


def profile_of(columns: Columns) -> TableProfile:
    found = []
    for index, (header, values) in enumerate(columns):
        texts = [text for text in map(cell_text, values) if text]
        counts = Counter(texts)
        distinct = dict(counts.most_common())
        unique = len(counts) == len(texts)
        found.append(ColumnProfile(index, header, len(texts), distinct, True, tuple(counts)[:200], unique))
    return TableProfile(len(columns[0][1]) if columns else 0, tuple(found), tuple(rows_of(columns)))


def repeated(*values: Cell, times: int = 20) -> list[Cell]:
    """The values over and over, `times` of them in all."""
    return [values[number % len(values)] for number in range(times)]


def numbered(pattern: str, times: int = 20) -> list[Cell]:
    return [pattern.format(number) for number in range(times)]
