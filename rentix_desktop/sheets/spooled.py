"""A table over a spool: what other rooms get when a file was opened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rentix_desktop.sheets.cells import cell_text
from rentix_desktop.sheets.spool import Spool
from rentix_desktop.sheets.table import Notice, NoticeCode, SheetRow, TableInfo

if TYPE_CHECKING:
    from rentix_desktop.sheets.child import Finished

_STRAY: Final = 0.1
"""Columns beyond the header belong to the table where more than this share of its rows reach them; fewer rows are
rows wider than the header."""
_OF_THE_HEADER: Final = frozenset((NoticeCode.NO_HEADER, NoticeCode.HEADERS_REPEATED, NoticeCode.ROWS_WIDER))


class SpooledTable:
    """Implements `sheets.table.Table`. Tables made by `with_header` share the spool; the last one closed deletes it."""

    def __init__(self, info: TableInfo, spool: Spool, widths: Mapping[int, int], first: int) -> None:
        self._info = info
        self._spool = spool
        self._widths = widths
        self._first = first  # the number of the first record among the rows of the spool
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
        return cls._seen(info, spool, read.widths, read.header_row)

    @classmethod
    def _seen(cls, info: TableInfo, spool: Spool, widths: Mapping[int, int], header_row: int | None) -> SpooledTable:
        first = 0 if header_row is None else spool.number_after(header_row)
        own = () if header_row is None else spool.row_at(header_row)
        below = Counter(widths)
        below.subtract(len(row.cells) for row in islice(spool.rows(), first))
        width = _table_width(len(own), below)
        header = tuple(cell_text(cell) for cell in own) + ("",) * (width - len(own))
        notices = [notice for notice in info.notices if notice.code not in _OF_THE_HEADER]
        notices.extend(_header_notices(header_row, header, below))
        seen = replace(
            info, header_row=header_row, header=header, rows=spool.index.rows - first, notices=tuple(notices)
        )
        return cls(seen, spool, widths, first)

    @property
    def info(self) -> TableInfo:
        return self._info

    def records(self, start: int = 0, stop: int | None = None) -> Iterator[SheetRow]:
        """The records [start, stop), streamed from the spool; each is at least as wide as the header."""
        start = max(start, 0)
        count = (self._info.rows if stop is None else min(stop, self._info.rows)) - start
        if count <= 0:
            return
        first, width = self._first, len(self._info.header)
        blanks = (None,) * width
        for number, sheet_row, cells in islice(self._spool.rows(first + start), count):
            missing = width - len(cells)
            yield SheetRow(number - first, sheet_row + 1, cells + blanks[:missing] if missing > 0 else cells)

    def with_header(self, header_row: int | None) -> SpooledTable:
        """The same rows under another header row, counted from 0 in the sheet; None = no header."""
        return self._seen(self._info, self._spool.hold(), self._widths, header_row)

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._spool.release()

    def __enter__(self) -> SpooledTable:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


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


def _header_notices(header_row: int | None, header: tuple[str, ...], below: Counter[int]) -> Iterator[Notice]:
    if header_row is None:
        yield Notice(NoticeCode.NO_HEADER)
    names = Counter(text.casefold() for text in header if text)
    repeated = list(dict.fromkeys(text for text in header if text and names[text.casefold()] > 1))
    if repeated:
        yield Notice(NoticeCode.HEADERS_REPEATED, {"names": ", ".join(repeated)})
    wider = sum(count for width, count in below.items() if width > len(header))
    if wider:
        yield Notice(NoticeCode.ROWS_WIDER, {"count": wider})
