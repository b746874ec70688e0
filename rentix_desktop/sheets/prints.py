"""Prints of rows: 16 bytes that are the same for the same cells, so that a row can be known again without its cells.

The child makes those of the columns that it was asked for while it has the cells in hand; whoever has a row makes the
same ones.
"""

from __future__ import annotations

import hashlib
import marshal
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final, TypeAlias

from rentix_desktop.sheets.table import Cell

PRINT: Final = 16
"""Bytes of a print."""
_VERSION: Final = 2
"""Of how cells are written down to be hashed: the last one that says the same of equal cells each time."""
_PLAIN: Final = (str, int, float, bool, type(None))

ColumnName: TypeAlias = tuple[str, int]
"""A header as the file has it, and which of those with this text it is, from 0."""
Links: TypeAlias = Mapping[int, str]
"""Web addresses behind cells, by column."""


def printer(columns: Sequence[int]) -> Callable[[Sequence[Cell], Links | None], bytes]:
    """Makes prints by these columns, of cells that are at least as wide as the columns reach, and of their links."""
    picked: Callable[[Sequence[Cell]], Any] = (
        itemgetter(*columns) if len(columns) > 1 else lambda cells: [cells[i] for i in columns]
    )
    blake2b, dumps = hashlib.blake2b, marshal.dumps

    def print_of(cells: Sequence[Cell], links: Links | None) -> bytes:
        said = picked(cells)
        if links:
            said = (*said, *map(links.get, columns))
        try:
            written = dumps(said, _VERSION)
        except ValueError:  # a date
            written = dumps([_plain(cell) for cell in said], _VERSION)
        return blake2b(written, digest_size=PRINT).digest()

    return print_of


def _plain(cell: Any) -> Any:
    return cell if isinstance(cell, _PLAIN) else (type(cell).__name__, cell.isoformat())


@dataclass(frozen=True, slots=True)
class StoredPrints:
    """The prints of the rows of a spool by `columns`, one after the other, with the sheet row (from 0) and the number of
    cells of each. Of the cells as they are stored: neither links nor what a table adds to a row are in them."""

    columns: tuple[int, ...]
    sheet_rows: array[int]
    widths: array[int]
    prints: bytes


class PrintWriter:
    """Takes the rows that are spooled, in their order."""

    def __init__(self, columns: Sequence[int]) -> None:
        self._columns = tuple(columns)
        self._reach = max(columns, default=-1) + 1
        self._blanks = (None,) * self._reach
        self._print_of = printer(columns)
        self._sheet_rows = array("q")
        self._widths = array("H")
        self._prints = bytearray()

    def add(self, sheet_row: int, cells: tuple[Cell, ...]) -> None:
        width = len(cells)
        self._sheet_rows.append(sheet_row)
        self._widths.append(width)
        self._prints += self._print_of(cells if width >= self._reach else cells + self._blanks[width:], None)

    def finish(self) -> StoredPrints:
        return StoredPrints(self._columns, self._sheet_rows, self._widths, bytes(self._prints))


def columns_named(names: Sequence[ColumnName], header: Sequence[str]) -> tuple[int, ...] | None:
    """Where the columns stand in a table; None where one is not there."""
    places = {name: index for index, name in enumerate(names_of(header))}
    found = tuple(places[name] for name in names if name in places)
    return found if found and len(found) == len(names) else None


def names_of(header: Sequence[str]) -> list[ColumnName]:
    """The names of the columns, none like another."""
    seen: dict[str, int] = {}
    names = []
    for text in header:
        names.append((text, seen.get(text, 0)))
        seen[text] = seen.get(text, 0) + 1
    return names
