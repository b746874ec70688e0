"""Cells as spreadsheet programs put them on the clipboard: tabs between, a line each, quotes where a cell holds either."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

_NEEDS_QUOTES: Final = re.compile(r'[\t\n\r"]')
_CELL: Final = re.compile(r'(?:"((?:[^"]|"")*)"(?=[\t\n]|\Z)|([^\t\n]*))(\t|\n|\Z)')


def to_text(rows: Iterable[Iterable[str]]) -> str:
    return "\n".join("\t".join(_quoted(cell) for cell in row) for row in rows)


def from_text(text: str) -> list[list[str]]:
    """The cells of each line; a line end at the very end begins no further line."""
    return list(lines_of(text))


def lines_of(text: str) -> Iterator[list[str]]:
    """The same, a line at a time."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    if not text:
        return
    cells: list[str] = []
    at = 0
    while True:
        found = _CELL.match(text, at)
        assert found is not None  # noqa: S101 - the second form takes any text
        quoted, plain, end = found.groups()
        cells.append(plain if quoted is None else quoted.replace('""', '"'))
        at = found.end()
        if end != "\t":
            yield cells
            cells = []
        if not end:
            return


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.search(cell) else cell
