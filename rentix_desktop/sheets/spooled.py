"""A table over a spool: what other rooms get when a file was opened."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rentix_desktop.sheets.asides import Asides, Found, Seen, judge, with_wide
from rentix_desktop.sheets.cells import cell_text
from rentix_desktop.sheets.header import MAX_HEADER_ROWS, Region, header_labels
from rentix_desktop.sheets.parts import LINK_COLUMNS
from rentix_desktop.sheets.prints import PRINT, StoredPrints, printer
from rentix_desktop.sheets.side import lies_on_its_side
from rentix_desktop.sheets.spool import Spool, StoredRow
from rentix_desktop.sheets.subtables import width_of_first
from rentix_desktop.sheets.table import (
    SECTION,
    AsideKind,
    Cell,
    Format,
    Notice,
    NoticeCode,
    RowPrint,
    SetAside,
    SheetRow,
    TableInfo,
)

if TYPE_CHECKING:
    from rentix_desktop.sheets.child import Finished

_STRAY: Final = 0.1
"""Columns beyond the header belong to the table where more than this share of its rows reach them; fewer rows are
rows wider than the header."""
_SAMPLE: Final = 200
_NOTES: Final = 20
_WIDE: Final = (NoticeCode.ROWS_SHIFTED, NoticeCode.ROWS_WIDER)
_OF_THE_HEADER: Final = frozenset(
    (
        NoticeCode.NO_HEADER,
        NoticeCode.HEADERS_REPEATED,
        NoticeCode.ROWS_WIDER,
        NoticeCode.ROWS_SHIFTED,
        NoticeCode.SECTION_ROWS,
        NoticeCode.TOTAL_ROWS,
        NoticeCode.NOTE_ROWS,
        NoticeCode.TABLES_BELOW,
        NoticeCode.TABLES_BESIDE,
        NoticeCode.ON_ITS_SIDE,
    )
)


@dataclass(frozen=True, slots=True)
class _Read:
    """What stays the same whatever row is the header. `widths` counts the rows by their width."""

    spool: Spool
    widths: Mapping[int, int]
    found: Found
    merged: tuple[Region, ...]
    links: Mapping[int, str]
    prints: StoredPrints | None


class SpooledTable:
    """Implements `sheets.table.Table`. Tables made by `with_header` share the spool; the last one closed deletes it.

    Picklable: the rows can be read in another process as long as the table is open in this one.
    """

    def __init__(self, info: TableInfo, read: _Read, asides: Asides, first: int) -> None:
        self._info = info
        self._read = read
        self._asides = asides
        self._left_out = asides.left_out
        self._links = _LinksByRow(read.links)
        self._first = first  # the number of the first row below the header among the rows of the spool
        self._width = len(info.header) - info.section_columns - len(asides.below.labels)
        self._cut = any(notice.code is NoticeCode.TABLES_BESIDE for notice in info.notices)
        self._closed = False

    @classmethod
    def of(cls, path: Path, read: Finished, spool: Spool) -> SpooledTable:
        """The table of what the child has read, with the header row that it found or was told."""
        info = TableInfo(
            path=path,
            format=read.format,
            sheets=read.sheets,
            sheet=read.sheet,
            encoding=read.encoding,
            delimiter=read.delimiter,
            header_row=None,
            header=(),
            rows=0,
            head=read.head,
            notices=read.notices,
        )
        return cls._seen(
            info, _Read(spool, read.widths, read.found, read.merged, read.links, read.prints), read.header_row
        )

    @classmethod
    def _seen(cls, info: TableInfo, read: _Read, header_row: int | None) -> SpooledTable:
        spool = read.spool
        first = 0 if header_row is None else spool.number_after(header_row)
        own = () if header_row is None else spool.row_at(header_row)
        sample = [row.cells for row in islice(spool.rows(first), _SAMPLE)]
        above = [spool.row_at(row) for row in range(max((header_row or 0) - MAX_HEADER_ROWS + 1, 0), header_row or 0)]
        labels, header_rows = header_labels(above, own, header_row or 0, read.merged, sample)
        below = Counter(read.widths)
        below.subtract(len(row.cells) for row in islice(spool.rows(), first))
        beside = width_of_first(labels)
        if read.found.usual is None:
            width = beside or _table_width(len(labels), below)
        else:
            width = beside or _text_width(len(labels), below, read.found, header_row)
        labels = labels[:width] + ("",) * (width - len(labels))
        header = [own, *reversed(above)][:header_rows] if own else []
        asides = judge(read.found, Seen(first, spool.index.rows, header, labels, sample))
        if asides.below.starts and own:  # what reaches further belongs to the tables further down
            width = max(place + 1 for place, label in enumerate(labels) if label)
            labels = labels[:width]
            asides = judge(read.found, Seen(first, spool.index.rows, header, labels, sample))
        wider = sum(count for cells, count in below.items() if cells > width) if beside is None else 0
        if wider and info.format is not Format.TEXT:
            asides = with_wide(asides, spool.rows(first), sample, width)
        notices = [notice for notice in info.notices if notice.code not in _OF_THE_HEADER]
        notices.extend(_header_notices(header_row, labels))
        if lies_on_its_side(info.head, spool.index.rows):
            notices.append(Notice(NoticeCode.ON_ITS_SIDE))
        if beside is not None:
            notices.append(Notice(NoticeCode.TABLES_BESIDE, {"columns": beside}))
        if wider and asides.first_shifted is None and info.format is Format.TEXT:
            wide = (row.sheet_row for row in spool.rows(first) if len(row.cells) > width)
            asides = replace(asides, first_shifted=next(wide, None))
        notices.extend(_row_notices(info.format, asides, wider, header_row))
        labels += asides.below.labels
        columns = {key % LINK_COLUMNS for key in read.links if header_row is None or key // LINK_COLUMNS > header_row}
        seen = replace(
            info,
            header_row=header_row,
            header=labels + (SECTION,) * asides.levels,
            rows=spool.index.rows - first - len(asides.left_out),
            notices=tuple(notices),
            header_rows=header_rows,
            section_columns=asides.levels,
            link_columns=tuple(sorted(column for column in columns if column < width)),
            left_out=len(asides.left_out),
            empty_rows=_empty_rows(spool, first, header_row),
            notes=_notes(read.found, asides),
        )
        return cls(seen, read, asides, first)

    @property
    def info(self) -> TableInfo:
        return self._info

    def records(self, start: int = 0, stop: int | None = None) -> Iterator[SheetRow]:
        """The records [start, stop), streamed from the spool; each is at least as wide as the header."""
        start = max(start, 0)
        end = self._read.spool.index.rows - self._first
        count = (end if stop is None else min(stop, end)) - start
        if count <= 0:
            return
        rows = islice(self._read.spool.rows(self._first + start), count)
        plain = (
            self._asides == Asides() and not self._cut and not self._read.links and self._info.format is not Format.TEXT
        )
        yield from self._plain(rows) if plain else self._judged(rows)

    def _plain(self, rows: Iterator[StoredRow]) -> Iterator[SheetRow]:
        first, width = self._first, self._width
        blanks = (None,) * width
        for number, sheet_row, cells in rows:
            missing = width - len(cells)
            yield SheetRow(number - first, sheet_row + 1, cells + blanks[:missing] if missing > 0 else cells)

    def _judged(self, rows: Iterator[StoredRow]) -> Iterator[SheetRow]:
        first, width, asides = self._first, self._width, self._asides
        left_out, shifted, text = self._left_out, asides.shifted, self._info.format is Format.TEXT
        links, below = self._links, asides.below
        blanks = (None,) * (width + len(below.labels))
        starts, levels = asides.starts, asides.levels
        for number, sheet_row, cells in rows:
            if number in left_out:
                continue
            row_links = links.of(sheet_row)
            wide = len(cells) > width
            rest: tuple[Cell, ...] = ()
            order = below.order_of(number)
            if order is not None:
                wide = False
                cells = below.moved(cells, order)
                row_links = {order.index(key): link for key, link in (row_links or {}).items() if key in order} or None
            else:
                cells, rest = cells[:width], cells[width:]
                cells += blanks[len(cells) :]
            if levels:
                under_place = bisect_right(starts, number) - 1
                cells += asides.under[under_place] if under_place >= 0 else (None,) * levels
            yield SheetRow(
                number - first,
                sheet_row + 1,
                cells if self._cut else cells + rest,
                (text and wide) or number in shifted,
                row_links,
            )

    def prints(self, columns: Sequence[int]) -> Iterator[RowPrint]:
        """The prints of the records; those that the child has made, where a record is made of its stored cells alone."""
        stored = self._read.prints
        mixed = self._read.links or self._asides.below.starts or max(columns, default=-1) >= self._width
        if stored is not None and stored.columns == tuple(columns) and not mixed:
            yield from self._stored(stored)
            return
        print_of = printer(columns)
        for row in self.records():
            yield RowPrint(row.row, row.sheet_row, None if row.shifted else print_of(row.cells, row.links))

    def _stored(self, stored: StoredPrints) -> Iterator[RowPrint]:
        first, left_out, shifted = self._first, self._left_out, self._asides.shifted
        text, width, prints = self._info.format is Format.TEXT, self._width, stored.prints
        for number in range(first, len(stored.sheet_rows)):
            if number in left_out:
                continue
            doubtful = number in shifted or (text and stored.widths[number] > width)
            digest = None if doubtful else prints[PRINT * number : PRINT * (number + 1)]
            yield RowPrint(number - first, stored.sheet_rows[number] + 1, digest)

    def with_header(self, header_row: int | None) -> SpooledTable:
        """The same rows under another header row, counted from 0 in the sheet; None = no header."""
        self._read.spool.hold()
        return self._seen(self._info, self._read, header_row)

    def set_aside(self, limit: int = 500) -> tuple[SetAside, ...]:
        """The rows that were judged to be no records or not to be believed, in the order of the sheet."""
        found: list[SetAside] = []
        counts: Counter[AsideKind] = Counter()
        for one in chain(self._judged_aside(), self._wider()):
            counts[one.kind] += 1
            if counts[one.kind] <= limit:
                found.append(one)
        return tuple(sorted(found, key=lambda one: one.sheet_row))

    def _judged_aside(self) -> Iterator[SetAside]:
        asides, text = self._asides, self._info.format is Format.TEXT
        for odd in self._read.found.odd:
            if odd.number in asides.titles:
                kind = AsideKind.TITLE
            elif odd.number in asides.headers:
                kind = AsideKind.HEADER
            elif odd.number in asides.totals:
                kind = AsideKind.TOTAL
            elif odd.number in asides.notes:
                kind = AsideKind.NOTE
            elif odd.number in asides.shifted and (text or len(odd.cells) <= self._width):
                kind = AsideKind.SHIFTED
            else:
                continue
            yield SetAside(kind, odd.sheet_row + 1, odd.cells)

    def _wider(self) -> Iterator[SetAside]:
        """Rows that are too wide: in a workbook a note may stand there, in a text file they are shifted."""
        if not any(notice.code in _WIDE for notice in self._info.notices):
            return
        text, shifted = self._info.format is Format.TEXT, self._asides.shifted
        known = self._left_out | (shifted & {odd.number for odd in self._read.found.odd})
        for row in self._read.spool.rows(self._first):
            if len(row.cells) > self._width and row.number not in known:
                kind = AsideKind.SHIFTED if text or row.number in shifted else AsideKind.WIDER
                yield SetAside(kind, row.sheet_row + 1, row.cells)

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._read.spool.release()

    def __enter__(self) -> SpooledTable:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _LinksByRow:
    """The links of one row out of all of them, which are in the order of the sheet."""

    def __init__(self, links: Mapping[int, str]) -> None:
        self._links = links
        self._keys = list(links)

    def of(self, sheet_row: int) -> Mapping[int, str] | None:
        if not self._keys:
            return None
        low = bisect_left(self._keys, sheet_row * LINK_COLUMNS)
        high = bisect_left(self._keys, (sheet_row + 1) * LINK_COLUMNS, low)
        return {key % LINK_COLUMNS: self._links[key] for key in self._keys[low:high]} if high > low else None


def _empty_rows(spool: Spool, first: int, header_row: int | None) -> int:
    """Empty lines below the header and above the last row."""
    if first >= spool.index.rows:
        return 0
    last = next(spool.rows(spool.index.rows - 1))
    above = -1 if header_row is None else header_row
    return last.sheet_row - above - (spool.index.rows - first)


def _notes(found: Found, asides: Asides) -> tuple[str, ...]:
    rows = (odd.cells for odd in found.odd if odd.number in asides.notes)
    return tuple(text for row in islice(rows, _NOTES) for text in map(cell_text, row) if text)


def _table_width(header: int, below: Counter[int]) -> int:
    """The width of the header, or more where a good part of the rows goes on beyond it."""
    rows = below.total()
    reaching = 0
    for width in sorted(below, reverse=True):
        if width <= header:
            break
        reaching += below[width]
        if reaching > _STRAY * rows:
            return width
    return header


def _text_width(header: int, below: Counter[int], found: Found, header_row: int | None) -> int:
    """In a text file a column without a name has its place in the header line, too: a row with more cells than that
    line has a delimiter that is none, even where all of them have it."""
    line = found.usual or 0
    if header_row is not None:
        line = found.head_widths.get(header_row, line)
    widest = max((width for width, count in below.items() if count), default=0)
    return max(header, min(line, widest))


def _header_notices(header_row: int | None, labels: tuple[str, ...]) -> Iterator[Notice]:
    if header_row is None:
        yield Notice(NoticeCode.NO_HEADER)
    names = Counter(text.casefold() for text in labels if text)
    repeated = list(dict.fromkeys(text for text in labels if text and names[text.casefold()] > 1))
    if repeated:
        yield Notice(NoticeCode.HEADERS_REPEATED, {"names": ", ".join(repeated)})


def _row_notices(kind: Format, asides: Asides, wider: int, header_row: int | None) -> Iterator[Notice]:
    counted = (
        (NoticeCode.SECTION_ROWS, len(asides.titles)),
        (NoticeCode.TOTAL_ROWS, len(asides.totals | asides.headers)),
        (NoticeCode.NOTE_ROWS, len(asides.notes)),
        (NoticeCode.TABLES_BELOW, len(asides.below.starts)),
        (NoticeCode.ROWS_WIDER, wider - len(asides.shifted) if kind is not Format.TEXT else 0),
    )
    yield from (Notice(code, {"count": count}) for code, count in counted if count > 0)
    shifted = wider + asides.narrow_shifted if kind is Format.TEXT else len(asides.shifted)
    if shifted:
        where = asides.first_shifted if asides.first_shifted is not None else (header_row or 0)
        yield Notice(NoticeCode.ROWS_SHIFTED, {"count": shifted, "row": where + 1})
