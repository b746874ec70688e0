"""Tables of the same kind below and beside one another on a sheet: brought under one header, or told of."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rentix_desktop.sheets.cells import cell_text
from rentix_desktop.sheets.table import Cell

Row = tuple[Cell, ...]

_NOWHERE: Final = -1
_FEWEST: Final = 2
_MOST_EXTRA: Final = 50
"""Columns that the tables below may add to those of the first one."""


@dataclass(frozen=True, slots=True)
class Below:
    """From row `starts[i]` (by number) on, the cell of column `n` stands in place `orders[i][n]` of the row, -1 = nowhere;
    an empty order: where the header says. `labels` are columns that the first table does not have."""

    starts: tuple[int, ...] = ()
    orders: tuple[tuple[int, ...], ...] = ()
    labels: tuple[str, ...] = ()

    def order_of(self, number: int) -> tuple[int, ...] | None:
        """The order of the cells in the row of this number; None where the first header says."""
        place = bisect_right(self.starts, number) - 1 if self.starts else -1
        return self.orders[place] if place >= 0 else None

    def header_of(self, number: int) -> int:
        """The number of the later header that a row stands under; -1 where that is the first one."""
        place = bisect_right(self.starts, number) - 1
        return self.starts[place] - 1 if place >= 0 else -1

    def seen(self, number: int, cells: Row, width: int) -> tuple[Row, int]:
        """The cells of a row in the order of the columns, and how many its own header, or one of `width`, has."""
        order = self.order_of(number)
        return (cells, width) if order is None else (self.moved(cells, order), max(order) + 1)

    def moved(self, cells: Row, order: Sequence[int]) -> Row:
        count = len(cells)
        return tuple(cells[place] if 0 <= place < count else None for place in order)


ONE_TABLE: Final = Below()


def tables_below(headers: Iterable[tuple[int, Row]], labels: Sequence[str]) -> Below:
    """How the columns of tables further down stand to the `labels` of the first one; `headers` are the numbers of the
    rows that are a header again, and their cells."""
    found = [(number, _labels(row)) for number, row in headers]
    if all(_same(own, labels) for _, own in found):
        return ONE_TABLE
    known = _counted(labels)
    extra: dict[tuple[str, int], str] = {}
    for _, own in found:
        for place, key in _counted(own).items():
            if key not in known.values() and len(extra) < _MOST_EXTRA:
                extra.setdefault(key, own[place])
    wanted = [*(known.get(place) for place in range(len(labels))), *extra]
    orders = []
    for _, own in found:
        places = {key: place for place, key in _counted(own).items()}
        orders.append(tuple(_NOWHERE if key is None else places.get(key, _NOWHERE) for key in wanted))
    return Below(tuple(number + 1 for number, _ in found), tuple(orders), tuple(extra.values()))


def width_of_first(labels: Sequence[str]) -> int | None:
    """Where tables stand side by side, how many columns the first one has; None where there is one table.

    They do where an empty column parts the labels in groups that repeat those of the first group.
    """
    groups: list[list[str]] = [[]]
    first_end = 0
    for place, label in enumerate(labels):
        if label.strip():
            groups[-1].append(label.strip().casefold())
            first_end = place + 1 if len(groups) == 1 else first_end
        elif groups[-1]:
            groups.append([])
    first, others = groups[0], [group for group in groups[1:] if group]
    if len(first) < _FEWEST or not others or any(set(group) != set(first) for group in others):
        return None
    return first_end


def _labels(row: Row) -> list[str]:
    return [cell_text(cell) for cell in row]


def _counted(labels: Sequence[str]) -> Mapping[int, tuple[str, int]]:
    """Places of labels to the label and how often it stood before."""
    seen: Counter[str] = Counter()
    counted = {}
    for place, label in enumerate(labels):
        if text := label.strip().casefold():
            counted[place] = (text, seen[text])
            seen[text] += 1
    return counted


def _same(own: Sequence[str], labels: Sequence[str]) -> bool:
    """Whether every label stands where the first header has it; a header of two rows says more than one of them."""
    return all(
        not text or (place < len(labels) and text.casefold() in labels[place].casefold())
        for place, text in enumerate(own)
    )
