"""Reading text files: decoded and split as they stream, in the child process."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import combinations, islice, pairwise
from typing import BinaryIO, Final, TextIO

from rentix_desktop.sheets.table import Cell

DELIMITERS: Final = (",", ";", "\t", "|")
_NOT_IN_THE_FIRST: Final = 0.75
_PROBED_ROWS: Final = 60
_PROBED_CHARS: Final = 256 << 10
_ODD_ROWS: Final = 20_000
_MOST_QUOTES: Final = 40
_LONGEST_CELL: Final = 1 << 20
"""A spreadsheet cell holds 32,767 characters; a longer one is the rest of a file behind a quote never closed."""
_MOST_CUT: Final = 3
_FEWEST_CUT: Final = 3
_DECIMALS = re.compile(r"\d{1,2}")
_MARK: Final = "\ufeff"
"""The byte order mark, where a person named the encoding without it."""
_LEGACY: Final = (("ş", "ș"), ("ţ", "ț"), ("Ş", "Ș"), ("Ţ", "Ț"))
"""Romanian letters with a cedilla, as old code pages have them, and with the comma below, as they are written."""


class TextRows:
    """The rows of a text file. `position` tells how many bytes of the file were read so far, `usual` how many cells its
    lines have, `joined` the columns whose decimals were put back to their numbers, `odd_widths` the rows (counted from 0) that have another number of them, as far as they were read, and
    `open_quotes` how many quotes were opened and never closed: what follows them is not swallowed."""

    def __init__(self, opened: Callable[[], BinaryIO], encoding: str, delimiter: str | None) -> None:
        self._opened = opened
        self._encoding = encoding
        csv.field_size_limit(_LONGEST_CELL)
        first, text = self._start()
        named = _separator_line(first)
        self._skip = named is not None
        text = text if self._skip else first + text
        inner = _unwrapped(text)
        self._wrapped = inner is not None
        text = inner if inner is not None else text
        self.delimiter = delimiter or named or find_delimiter(text)
        self.usual = usual_width(text, self.delimiter)
        self._cut = self.usual  # how many cells a line has whose decimal commas were taken for delimiters
        self.joined = decimals_cut_off(text, self.usual) if self.delimiter == "," else ()
        self.usual -= len(self.joined)
        self.position = 0
        self.odd_widths: dict[int, int] = {}
        self.open_quotes = 0

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """Every row, empty ones as (). Raises OSError, csv.Error."""
        csv.field_size_limit(_LONGEST_CELL)
        with self._opened() as raw, self._decoded(raw) as stream:
            if self._skip:
                stream.readline()
            lines = _Lines(_clean(stream))
            for number, row in enumerate(self._split(lines)):
                if number % 1024 == 0:
                    self.position = raw.tell()
                if self.joined and len(row) == self._cut:
                    row = _joined(row, self.joined)
                if len(row) != self.usual and row and len(self.odd_widths) < _ODD_ROWS:
                    self.odd_widths[number] = len(row)
                yield _cells(row)

    def _split(self, lines: _Lines) -> Iterator[list[str]]:
        reader = csv.reader(lines, delimiter=self.delimiter)
        usual, taken = self.usual, lines.taken
        while True:
            taken.clear()
            row: list[str] | None
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error:
                row = None
            if row is None or len(taken) > 1 or lines.ended or (len(row) != usual and '"' in taken[0]):
                row = self._settled(row, lines)
            if self._wrapped and len(row) == 1:
                row = next(csv.reader([row[0]], delimiter=self.delimiter), [])
            yield row

    def _settled(self, row: list[str] | None, lines: _Lines) -> list[str]:
        """A row that took several lines, or that is of an odd width: where a quote in it was opened by mistake, its
        first line alone, and the others go back. Raises csv.Error for a line that is longer than a cell may be."""
        taken, open_at_end = lines.taken, row is not None and lines.ended
        if row is not None and not open_at_end and not self._looks_swallowed(taken):
            return row
        first = _mended(taken[0], self.delimiter, self.usual)
        if row is not None and first is None:
            self.open_quotes += open_at_end
            return row
        if first is None:
            if len(taken) == 1:
                raise csv.Error("a line without an end")
            first = taken[0].rstrip("\r\n").split(self.delimiter)
        self.open_quotes += 1
        lines.give_back(taken[1:])
        return first

    def _looks_swallowed(self, taken: list[str]) -> bool:
        """Whether a quote ends where no cell does: lines that are sound by the letter are believed."""
        if self._wrapped or self.usual < 2:
            return False
        if len(taken) > 1 and taken[1].count(self.delimiter) < self.usual - 1:
            return False
        try:
            next(csv.reader(taken, delimiter=self.delimiter, strict=True), None)
        except csv.Error:
            return True
        return False

    def _start(self) -> tuple[str, str]:
        """The first line, and what follows it, as far as it is looked at."""
        with self._opened() as raw, self._decoded(raw) as stream:
            return stream.readline(200).removeprefix(_MARK), stream.read(_PROBED_CHARS)

    def _decoded(self, raw: BinaryIO) -> io.TextIOWrapper:
        # a stray byte that is no letter is shown as U+FFFD, it does not cost the file
        return io.TextIOWrapper(raw, encoding=self._encoding, errors="replace", newline="")


class _Lines:
    """Lines for a csv reader that can be given back. `taken`: those it took for the row; `ended`: it met the end."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._back: list[str] = []
        self.taken: list[str] = []
        self.ended = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._back.pop() if self._back else next(self._lines, None)
        if line is None:
            self.ended = True
            raise StopIteration
        self.taken.append(line)
        return line

    def give_back(self, lines: list[str]) -> None:
        self._back.extend(reversed(lines))
        self.ended = False


def _mended(line: str, delimiter: str, usual: int) -> list[str] | None:
    """The cells of a line without the quote that was opened by mistake; None where that gives no usual width."""
    if usual < 2:
        return None
    line = line.rstrip("\r\n")
    places = [place for place, char in enumerate(line) if char == '"'][:_MOST_QUOTES]
    for place in places:
        try:
            row = next(csv.reader([line[:place] + line[place + 1 :]], delimiter=delimiter, strict=True), [])
        except csv.Error:
            continue
        if len(row) == usual:
            return row
    literal = line.split(delimiter)
    return [cell.strip('"') for cell in literal] if len(literal) == usual else None


def _unwrapped(text: str) -> str | None:
    """The text inside, where every line as a whole stands in quotes, as a spreadsheet saves what it took for one
    column; None where it is not so."""
    lines = [line for line in text.splitlines()[:_PROBED_ROWS] if line.strip()]
    if len(lines) < 2 or not all(line.startswith('"') and line.endswith('"') for line in lines[:-1]):
        return None
    rows = [row for row in islice(csv.reader(io.StringIO(text, newline="")), _PROBED_ROWS) if row]
    if any(len(row) != 1 for row in rows):
        return None
    inner = "\n".join(row[0] for row in rows)
    width = usual_width(inner, find_delimiter(inner))
    other = usual_width(text, find_delimiter(text))
    return inner if width > max(other, 1) else None


def usual_width(text: str, delimiter: str) -> int:
    """How many cells most of the first rows have."""
    widths: Counter[int] = Counter()
    try:
        for row in islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), _PROBED_ROWS):
            if any(row):
                widths[len(row)] += 1
    except csv.Error:
        pass
    return max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))[0]


def decimals_cut_off(text: str, usual: int) -> tuple[int, ...]:
    """The columns, in a file of commas, whose numbers lost their decimals to the next column ("54,3" not quoted): the
    header has so many cells less, and there is but one way to put them together. Else none."""
    try:
        rows = [row for row in islice(csv.reader(io.StringIO(text, newline="")), _PROBED_ROWS) if len(row) > 1]
    except csv.Error:
        return ()
    body = [row for row in rows[1:] if len(row) == usual]
    missing = usual - len(rows[0]) if rows else 0
    if not 0 < missing <= _MOST_CUT or len(body) < _FEWEST_CUT:
        return ()
    columns = [
        place
        for place in range(usual - 1)
        if all(row[place].strip().lstrip("-").isdecimal() and _DECIMALS.fullmatch(row[place + 1]) for row in body)
    ]
    ways = [way for way in combinations(columns, missing) if all(b - a > 1 for a, b in pairwise(way))]
    return ways[0] if len(ways) == 1 else ()


def _joined(row: list[str], columns: tuple[int, ...]) -> list[str]:
    cells = list(row)
    for place in reversed(columns):
        cells[place : place + 2] = [f"{cells[place]},{cells[place + 1]}"]
    return cells


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
    """The share of rows that have the most frequent width, times a little for wider rows; 0 for one column. A sign that
    the first row has none of, as the commas of descriptions and decimals, is less likely to be it."""
    widths: Counter[int] = Counter()
    misquoted = first = 0
    try:
        for row in islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), _PROBED_ROWS):
            if any(row):
                widths[len(row)] += 1
                first = first or len(row)
                misquoted += any('"' in cell[:1] or cell.endswith('"') for cell in row)
    except csv.Error:
        return 0.0
    several = {width: count for width, count in widths.items() if width > 1}
    if not several:
        return 0.0
    total = sum(widths.values())
    width, count = max(several.items(), key=lambda item: (item[1], item[0]))
    steady = (count / total) ** 2 * (_NOT_IN_THE_FIRST if first == 1 else 1)
    return steady * (1 - 0.5 * misquoted / total) * (2 - 1 / (width - 1))


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
    cells: list[Cell] = [
        None if not text or text.isspace() else text if text[0] != "=" else _unquoted(text) for text in row
    ]
    while cells and cells[-1] is None:
        cells.pop()
    return tuple(cells)


def _unquoted(text: str) -> str | None:
    """The text of ="00123", as programs write codes so that a spreadsheet keeps their zeros."""
    if len(text) < 3 or not text.startswith('="') or not text.endswith('"'):
        return text
    inner = text[2:-1].replace('""', '"')
    return inner if inner.strip() else None
