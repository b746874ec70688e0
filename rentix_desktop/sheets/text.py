"""Reading text files: decoded and split as they stream, in the child process."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final, TextIO

from rentix_desktop.sheets.table import Cell

DELIMITERS: Final = (",", ";", "\t", "|")
_PROBED_ROWS: Final = 60
_PROBED_CHARS: Final = 256 << 10
_LONGEST_CELL: Final = 1 << 20
"""A spreadsheet cell holds 32,767 characters; a longer one is the rest of a file behind a quote never closed."""
_MARK: Final = "\ufeff"
"""The byte order mark, where a person named the encoding without it."""
_LEGACY: Final = (("ş", "ș"), ("ţ", "ț"), ("Ş", "Ș"), ("Ţ", "Ț"))
"""Romanian letters with a cedilla, as old code pages have them, and with the comma below, as they are written."""


class TextRows:
    """The rows of a text file. `position` tells how many bytes of the file were read so far."""

    def __init__(self, path: Path, encoding: str, delimiter: str | None) -> None:
        self._path = path
        self._encoding = encoding
        with path.open("rb") as raw, self._decoded(raw) as stream:
            self._skip = _separator_line(stream.readline(200)) is not None
        self.delimiter = delimiter or self._find_delimiter()
        self.position = 0

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """Every row, empty ones as (). Raises OSError, csv.Error."""
        csv.field_size_limit(_LONGEST_CELL)
        with self._path.open("rb") as raw, self._decoded(raw) as stream:
            if self._skip:
                stream.readline()
            for number, row in enumerate(csv.reader(_clean(stream), delimiter=self.delimiter)):
                if number % 1024 == 0:
                    self.position = raw.tell()
                yield _cells(row)

    def _find_delimiter(self) -> str:
        with self._path.open("rb") as raw, self._decoded(raw) as stream:
            first = stream.readline(200)
            named = _separator_line(first)
            text = ("" if named else first) + stream.read(_PROBED_CHARS)
        return named or find_delimiter(text)

    def _decoded(self, raw: BinaryIO) -> io.TextIOWrapper:
        # a stray byte that is no letter is shown as U+FFFD, it does not cost the file
        return io.TextIOWrapper(raw, encoding=self._encoding, errors="replace", newline="")


def find_delimiter(text: str) -> str:
    """The delimiter with the steadiest most frequent width over the first rows; a comma where nothing tells."""
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        if delimiter not in text:
            continue
        score = _steadiness(text, delimiter)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _steadiness(text: str, delimiter: str) -> float:
    """The share of rows that have the most frequent width, times a little for wider rows; 0 for one column."""
    widths: Counter[int] = Counter()
    misquoted = 0
    csv.field_size_limit(_LONGEST_CELL)
    try:
        for row in islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), _PROBED_ROWS):
            if any(row):
                widths[len(row)] += 1
                misquoted += any('"' in cell[:1] or cell.endswith('"') for cell in row)
    except csv.Error:
        return 0.0
    several = {width: count for width, count in widths.items() if width > 1}
    if not several:
        return 0.0
    total = sum(widths.values())
    width, count = max(several.items(), key=lambda item: (item[1], item[0]))
    return (count / total) ** 2 * (1 - 0.5 * misquoted / total) * (2 - 1 / (width - 1))


def _separator_line(line: str) -> str | None:
    """The delimiter that a first line `sep=;` names; Excel writes and hides such a line."""
    text = line.rstrip("\r\n").strip('"')
    if text[:4].lower() == "sep=" and len(text) == 5:
        return text[4]
    return None


def _clean(stream: TextIO) -> Iterator[str]:
    for number, line in enumerate(stream):
        if number == 0:
            line = line.removeprefix(_MARK)
        if not line.isascii():
            for old, new in _LEGACY:
                if old in line:
                    line = line.replace(old, new)
        yield line.replace("\0", "") if "\0" in line else line


def _cells(row: list[str]) -> tuple[Cell, ...]:
    cells: list[Cell] = [None if not text or text.isspace() else text for text in row]
    while cells and cells[-1] is None:
        cells.pop()
    return tuple(cells)
