"""Cells merged over several rows: a person sees their value beside each of these rows, a reader gives it once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from typing import Final

from rentix_desktop.sheets.header import Region
from rentix_desktop.sheets.table import Cell

Row = tuple[Cell, ...]

_WIDEST: Final = 3
"""Columns of a merged cell that may be a value of each of its rows; a wider one is a title."""


class FilledDown:
    """Rows in which a cell merged over several of them has its value in each. Nothing is filled in the header and above
    it: `header_row` finds it in the first rows. `filled` counts the merged cells that had a value to give."""

    def __init__(
        self,
        rows: Iterator[Row],
        merged: Sequence[Region],
        header_row: Callable[[Sequence[Row]], int | None],
        head: int,
    ) -> None:
        self._rows, self._head, self._header_row = rows, head, header_row
        self._regions = sorted(
            (top, bottom, left) for (top, left), (bottom, right) in merged if bottom > top and right - left < _WIDEST
        )
        self.filled = 0

    def rows(self) -> Iterator[Row]:
        if not self._regions:
            yield from self._rows
            return
        head = list(islice(self._rows, self._head))
        header = self._header_row(head)
        waiting = [region for region in reversed(self._regions) if header is None or region[0] > header]
        values: dict[int, tuple[int, Cell]] = {}  # column to the last row of its merged cell, and its value
        for number, row in enumerate(chain(head, self._rows)):
            if row and values:
                row = _filled(row, number, values)
            while waiting and waiting[-1][0] <= number:
                top, bottom, left = waiting.pop()
                if top == number and left < len(row) and row[left] is not None:
                    values[left] = (bottom, row[left])
                    self.filled += 1
            yield row


def _filled(row: Row, number: int, values: dict[int, tuple[int, Cell]]) -> Row:
    cells = list(row)
    for column, (last, value) in list(values.items()):
        if number > last:
            del values[column]
            continue
        if column >= len(cells):
            cells += [None] * (column + 1 - len(cells))
        if cells[column] is None:
            cells[column] = value
    return tuple(cells)
