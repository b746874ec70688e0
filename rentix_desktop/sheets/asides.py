"""Rows below the header that are no records: titles between the rows, totals, the header once more, broken rows.

The child collects what may be one while it streams (`AsideFinder`); which of them are is judged here, too, without
reading again, since it depends on where the header is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from rentix_desktop.sheets import subtables
from rentix_desktop.sheets.cells import cell_text
from rentix_desktop.sheets.columns import NUMBER, Columns
from rentix_desktop.sheets.header import is_header_again
from rentix_desktop.sheets.spool import StoredRow
from rentix_desktop.sheets.table import Cell

Row = tuple[Cell, ...]

MAX_LEVELS: Final = 3
_KEPT: Final = 20_000
"""Candidates of a kind; a file with more of them has no titles, it has narrow rows."""
_HEADER_WITHIN: Final = 40
_LONGEST_TITLE: Final = 100
_FEW: Final = 5
_FEW_NUMBERS: Final = 2

_TOTAL = re.compile(
    r"\W*(?:(?:grand\s+|sub[-\s]?)?total(?:ul|uri|e|ă|a)?|sum[ăa]\s+total[ăa]|media|average|итого|всего|всього|разом|усього"
    r"|подытог|общий\s+итог|общая\s+сумма|сумма|в\s+среднем|среднее)\b",
    re.IGNORECASE,
)
_TOTAL_STARTS: Final = frozenset("tTsSgGmMaAиИвВрРуУпПоОсС*-—=")
_SECTION = re.compile(
    r"\W*(?:etaj\w*|nivel\w*|scar[aă]|bloc\w*|tronson\w*|sec[țtţ]i\w+|parter|demisol|mansard\w*|corp\w*|faza|lot\w*|sector\w*"
    r"|подъезд|этаж|секция|корпус|блок|дом|литер|очередь|район|поверх|під'їзд|секція|floor|entrance|block|building"
    r"|section|phase)\b|\W*\d+\W{0,3}(?:етаж|этаж|подъезд|поверх|etaj|floor|секция)",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"[*•]\s|\*+\w|(?:pag(?:ina|e)?|стр(?:аница)?|сторінка|лист|page)\b\W*\d+(?:\s*(?:din|из|з|of|/)\s*\d+)?\W*$"
    r"|(?:not[ăae]|note|notă|примечани[ея]|примітк[аи]|n\.?\s?b)\s*[.:!]|.{0,40}\b(?:valabil\w*|действ\w+\s+(?:до|с|на)"
    r"|действительн\w+|дійсн\w+|valid\s+(?:until|till|to|from))\b",
    re.IGNORECASE,
)
"""A note to the reader of the list, wherever it stands: it is a title of nothing."""
_ADDRESS = re.compile(r"https?://|www\.|@\w|^\W*\+?\d[\d\s()-]{6,}$", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_WORDS = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Odd:
    """A row that may be no record: `number` among the rows that are not empty, `sheet_row` from 0. `width` counts the
    cells of its line in a text file, empty ones at its end included; None where that says nothing."""

    number: int
    sheet_row: int
    cells: Row
    width: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What the child saw. `odd` is in the order of the file; `usual` is the width that lines of the text file have, and
    `head_widths` that of its first lines, by sheet row, where it is another one."""

    odd: tuple[Odd, ...] = ()
    usual: int | None = None
    head_widths: Mapping[int, int] = field(default_factory=dict)


class AsideFinder:
    """Collects candidates while the rows stream by; `widths` is filled by the reader with lines of unusual width."""

    def __init__(self, head: Sequence[Row], widths: Mapping[int, int] | None = None) -> None:
        self._head = head  # grows while the first rows are read
        self._widths = widths if widths is not None else {}
        self._firsts: set[str] = set()  # the texts that the first rows begin with
        self._narrow: list[Odd] = []
        self._other: list[Odd] = []

    def look(self, number: int, sheet_row: int, row: Row) -> None:
        filled = len(row) - row.count(None)
        width = self._widths.get(sheet_row) if self._widths else None
        if filled <= 2:
            if len(self._narrow) < _KEPT:
                self._narrow.append(Odd(number, sheet_row, row, width))
            return
        if (width is not None or self._total_or_header(sheet_row, row)) and len(self._other) < _KEPT:
            self._other.append(Odd(number, sheet_row, row, width))

    def found(self, usual: int | None = None) -> Found:
        narrow = self._narrow if len(self._narrow) < _KEPT else []
        head_widths = {row: width for row, width in self._widths.items() if row < len(self._head)}
        return Found(tuple(sorted(narrow + self._other, key=lambda odd: odd.number)), usual, head_widths)

    def _total_or_header(self, sheet_row: int, row: Row) -> bool:
        first = row[0]
        if first is None:
            first = next(cell for cell in row if cell is not None)
        if type(first) is not str:
            return False
        again = first in self._firsts and any(
            row == other or (_plain(row) and is_header_again(row, other))
            for other in self._head[: min(sheet_row, _HEADER_WITHIN)]
            if first in other
        )
        if sheet_row < _HEADER_WITHIN:
            self._firsts.add(first)
        return again or (first[0] in _TOTAL_STARTS and _TOTAL.match(first) is not None)


def _plain(row: Row) -> bool:
    """Whether the row may be labels: texts alone, with hardly a digit in them."""
    texts = [cell for cell in row if type(cell) is str]
    return len(texts) + row.count(None) == len(row) and len(_DIGITS.findall(" ".join(texts))) <= _FEW_NUMBERS


@dataclass(frozen=True, slots=True)
class Asides:
    """What was judged. `titles`, `totals`, `headers` (again), `notes`, `shifted` are numbers of rows; from row `starts[i]`
    on records stand under `under[i]`, a text or None for each of `levels`. `below`: how the tables further down stand."""

    titles: frozenset[int] = frozenset()
    totals: frozenset[int] = frozenset()
    headers: frozenset[int] = frozenset()
    notes: frozenset[int] = frozenset()
    shifted: frozenset[int] = frozenset()
    narrow_shifted: int = 0  # those of them that are no wider than the table
    first_shifted: int | None = None  # its sheet row, from 0
    levels: int = 0
    starts: tuple[int, ...] = ()
    under: tuple[tuple[str | None, ...], ...] = ()
    below: subtables.Below = subtables.ONE_TABLE

    @property
    def left_out(self) -> frozenset[int]:
        return self.titles | self.totals | self.headers | self.notes


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of the table when its rows are judged: numbers of its first row and of the one after its last, the
    rows of its header, the lowest one first, its labels, and the first rows below the header as a sample."""

    first: int
    end: int
    header: Sequence[Row]
    labels: Sequence[str]
    sample: Sequence[Row]

    @property
    def width(self) -> int:
        return len(self.labels)


def judge(found: Found, table: Seen) -> Asides:
    """Which of the rows that were found are no records of this table."""
    numbered = frozenset((table.first,)) if table.header and _is_numbering(table.sample[:1]) else frozenset()
    if not found.odd:
        return Asides(headers=numbered)
    odd_cells = {odd.cells for odd in found.odd}
    columns = Columns([row for row in table.sample if row not in odd_cells])
    titles: dict[int, str] = {}
    totals: set[int] = set()
    headers: dict[int, Row] = dict.fromkeys(numbered, ())
    notes: set[int] = set()
    for odd in found.odd:
        if odd.number < table.first:
            continue
        if _is_total(odd.cells):
            totals.add(odd.number)
        elif any(is_header_again(odd.cells, row) for row in table.header):
            headers[odd.number] = odd.cells
        elif table.width > 2 and (title := _title(odd.cells, columns, table.width)):
            titles[odd.number] = title
    if 3 * len(titles) > 2 * (table.end - table.first - len(totals) - len(headers)):
        titles = {}  # rows of one cell are what the table is made of
    for number in [number for number, title in titles.items() if _NOTE.match(title)]:
        notes.add(number)
        del titles[number]
    end = _last_record(found.odd, table, columns, titles.keys() | totals | notes) if table.header else table.end
    notes |= {odd.number for odd in found.odd if odd.number >= end and odd.number not in totals | headers.keys()}
    titles = {number: title for number, title in titles.items() if number < end}
    below = subtables.tables_below(((number, row) for number, row in headers.items() if row), table.labels)
    broken = list(_broken(found, table, columns, titles.keys() | totals | headers.keys() | notes, below))
    runs = _runs(titles, totals | headers.keys() | notes, end)
    if len(runs) == 1 and not table.header and table.first in titles:
        runs = []  # the title of a table without a header
    if runs and (above := _above(found.odd, titles, table)):
        runs.insert(0, (table.first, (above,)))
    levels = min(max((len(run) for _, run in runs), default=0), MAX_LEVELS)
    return Asides(
        frozenset(titles),
        frozenset(totals),
        frozenset(headers),
        frozenset(notes),
        frozenset(odd.number for odd in broken),
        sum(1 for odd in broken if len(odd.cells) <= table.width),
        min((odd.sheet_row for odd in broken), default=None),
        levels,
        tuple(start for start, _ in runs),
        tuple(_stacked(runs, levels)),
        below,
    )


def _is_numbering(rows: Sequence[Row]) -> bool:
    """Whether the row numbers its columns, 1 2 3, as official lists do below the header."""
    texts = [cell_text(cell) for cell in rows[0]] if rows else []
    return len(texts) >= _FEW - 1 and texts == [str(number) for number in range(1, len(texts) + 1)]


def _last_record(odd: Sequence[Odd], table: Seen, columns: Columns, no_records: Set[int]) -> int:
    """The number of the row after the last record: what follows it are totals, notes and signatures, narrow rows with
    nothing of the kind that stands in their columns."""
    narrow = {one.number: one.cells for one in odd if len(one.cells) - one.cells.count(None) <= 2}
    end = table.end
    while end > table.first:
        number = end - 1
        if number not in no_records and not (
            number in narrow and table.width > 3 and not columns.has_value(narrow[number])
        ):
            break
        end = number
    return end


# titles ---------------------------------------------------------------------------------------------------------------
def _title(row: Row, columns: Columns, width: int) -> str | None:
    """The text of a title between the rows, None where the row is a record, if a sparse one."""
    cells = [(index, cell_text(cell)) for index, cell in enumerate(row) if cell is not None]
    index, text = cells[0]
    if not isinstance(row[index], str) or len(text) > _LONGEST_TITLE or columns.is_value(index, text):
        return None
    if len(cells) == 1:
        named = _SECTION.match(text)
        return text if named or (_LETTER.search(text) and not _ADDRESS.search(text)) else None
    if len(cells) == 2 and width > 4 and _SECTION.match(text):
        return " ".join(text for _, text in cells)
    return None


def _runs(titles: Mapping[int, str], totals: set[int], end: int) -> list[tuple[int, tuple[str, ...]]]:
    """Titles that follow one another directly, each run with the number of the row below it; of two of one kind the
    first stands over no rows. A run that nothing follows is a note at the end."""
    runs: list[tuple[int, tuple[str, ...]]] = []
    run: list[str] = []
    expected = -1
    for number in sorted(titles.keys() | totals):
        if number != expected:
            run = []
        expected = number + 1
        if number in totals:
            if runs and runs[-1][0] == number:
                runs[-1] = (expected, runs[-1][1])
            continue
        text = titles[number]
        if run and _kind(run[-1]) is not None and _kind(run[-1]) == _kind(text):
            run[-1] = text
        else:
            run.append(text)
        if runs and runs[-1][0] == number:
            runs.pop()
        runs.append((expected, tuple(run[-MAX_LEVELS:])))
    if runs and runs[-1][0] >= end:
        runs.pop()
    return runs


def _stacked(runs: Sequence[tuple[int, tuple[str, ...]]], levels: int) -> Iterator[tuple[str | None, ...]]:
    """A run of fewer titles than there are levels changes the lowest levels: "ETAJ 2" stays in "Bloc A"."""
    under: list[str | None] = [None] * levels
    for _, run in runs:
        under[levels - len(run) :] = run
        yield tuple(under)


def _kind(text: str) -> str | None:
    """What numbered titles have in common: "ETAJ 1" and "ETAJ 2", "Bloc A" and "Bloc B"; None for other titles."""
    words = _WORDS.findall(text.casefold())
    if _DIGITS.search(text):
        return " ".join(words)
    return words[0] if len(words) == 2 and len(words[1]) == 1 else None


def _above(odd: Sequence[Odd], titles: Mapping[int, str], table: Seen) -> str | None:
    """The title right above the header, where it is of the kind of those between the rows: it stands over the first
    rows, unless these have one of their own."""
    if not titles or table.first in titles or not table.header:
        return None
    place = table.first - len(table.header) - 1
    row = next((one.cells for one in odd if one.number == place), ())
    texts = [cell_text(cell) for cell in row if cell is not None]
    if len(texts) != 1 or not isinstance(row[-1], str):
        return None
    kinds = {_kind(text) for text in titles.values()}
    plain = len(texts[0].split()) <= 3 and max(len(text.split()) for text in titles.values()) <= 3
    return texts[0] if kinds == {_kind(texts[0])} and (plain or None not in kinds) else None


def _is_total(row: Row) -> bool:
    """A total: its name, and nothing beside it but numbers."""
    cells = [cell for cell in row if cell is not None]
    if not isinstance(cells[0], str) or not _TOTAL.match(cells[0]):
        return False
    return all(not isinstance(cell, str) or NUMBER.fullmatch(cell) or _TOTAL.match(cell) for cell in cells[1:]) and (
        len(cells) > 1 or len(cells[0]) <= 40
    )


# rows whose cells moved ---------------------------------------------------------------------------------
def _broken(found: Found, table: Seen, columns: Columns, asides: Set[int], below: subtables.Below) -> Iterator[Odd]:
    """Rows with a delimiter too many or too few whose cells do not fit their columns, and lines broken in two."""
    if found.usual is None:
        return
    odd = [one for one in found.odd if one.width and one.number >= table.first and one.number not in asides]
    rare = len(odd) * 5 <= table.end - table.first + 5
    halves: set[int] = set()
    for one, other in pairwise(odd):
        whole = (one.width or 0) + (other.width or 0) - 1
        if rare and other.number == one.number + 1 and one.number not in halves and whole == found.usual:
            halves |= {one.number, other.number}
    lines = {one.number: one.width for one in found.odd}
    for one in odd:
        if one.width == lines.get(below.header_of(one.number)):
            continue  # as wide as the header of its own table
        cells, width = below.seen(one.number, one.cells, table.width)
        if len(one.cells) > width or one.number in halves or columns.mismatch(cells):
            yield one


def with_wide(asides: Asides, rows: Iterator[StoredRow], sample: Sequence[Row], width: int) -> Asides:
    """The same for a workbook with rows wider than the header: those whose cells do not fit their columns are shifted;
    in the others a note stands beside the table."""
    columns = Columns([row for row in sample if len(row) <= width])
    broken = [
        row
        for row in rows
        if len(row.cells) > width and row.number not in asides.left_out and columns.mismatch(row.cells[:width])
    ]
    first = min((row.sheet_row for row in broken), default=None)
    return replace(asides, shifted=frozenset(row.number for row in broken), first_shifted=first)
