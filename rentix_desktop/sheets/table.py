"""The plain types of a spreadsheet that was read: other rooms know these and nothing of the readers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple, Protocol, TypeAlias

from rentix_desktop.errors import Param

Cell: TypeAlias = str | int | float | bool | dt.date | dt.datetime | dt.time | None
"""Whole floats are ints already; an empty cell, and a text of blanks only, is None."""


class Format(StrEnum):
    """What the bytes of the file say it is, not what its name says."""

    XLSX = "xlsx"
    XLS = "xls"
    XLSB = "xlsb"
    ODS = "ods"
    TEXT = "text"
    HTML = "html"  # a page with a table, as many systems export under the name .xls
    XML = "xml"  # a spreadsheet of Excel 2003 as one XML file


class NoticeCode(StrEnum):
    """Things about a file that a person should know; texts in `rentix_desktop/texts/notices.py`."""

    ERROR_CELLS = "error_cells"  # params count
    FORMULAS_WITHOUT_VALUE = "formulas_without_value"  # params count
    SECOND_READER = "second_reader"  # read by the second reader: slower, the first one refused
    LETTERS_DAMAGED = "letters_damaged"  # params encoding: almost all of the file is of it, a few bytes are not
    ENCODING_DOUBTFUL = "encoding_doubtful"  # params encoding, count: few bytes decided
    ROWS_WIDER = "rows_wider"  # params count: rows of a workbook with more cells than the header, which are not used
    HEADERS_REPEATED = "headers_repeated"  # params names
    HIDDEN_SHEET = "hidden_sheet"
    NO_HEADER = "no_header"
    NUL_BYTES = "nul_bytes"
    SECTION_ROWS = "section_rows"  # params count: titles between the rows, carried into the rows beneath them
    TOTAL_ROWS = "total_rows"  # params count: totals and repeated headers, left out
    NOTE_ROWS = "note_rows"  # params count: notes to the reader of the list, page numbers, signatures: left out
    TABLES_BELOW = "tables_below"  # params count: tables with other columns further down, brought under one header
    TABLES_BESIDE = "tables_beside"  # params columns: a second table beside the first one, which alone is read
    MERGED_FILLED = "merged_filled"  # params count: cells merged over several rows, which hold for each of these
    HIDDEN_ROWS = "hidden_rows"  # params count: rows that Excel does not show; they are read all the same
    LOSSES_UNKNOWN = "losses_unknown"  # error cells, links and formats of this kind of workbook cannot be known
    ROWS_SHIFTED = "rows_shifted"  # params count, row: cells that do not stand under their headers; row = the first
    QUOTE_OPEN = "quote_open"  # params count: quotes opened and never closed, taken as they stand
    DECIMALS_JOINED = "decimals_joined"  # params count: columns whose decimal commas were taken for delimiters
    DISGUISED = "disguised"  # a page or an XML file under the name of a workbook: only its texts are there
    ON_ITS_SIDE = "on_its_side"  # the names of the columns stand in the first column, a listing to a column
    LINKS_LEFT_OUT = "links_left_out"  # params limit: hyperlinks beyond the limit were not read


@dataclass(frozen=True, slots=True)
class Notice:
    code: NoticeCode
    params: Mapping[str, Param] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the person decided; None = find out. `header_row` -1 = there is no header, else counted from 0 in the sheet."""

    sheet: str | None = None
    header_row: int | None = None
    encoding: str | None = None
    delimiter: str | None = None


@dataclass(frozen=True, slots=True)
class SheetInfo:
    name: str
    hidden: bool = False


SECTION: Final = "#section"
"""Header of the columns that no file has: the titles between the rows ("ETAJ 1"), carried into the rows beneath."""


@dataclass(frozen=True, slots=True)
class TableInfo:
    """What is known of a table once it was read to its end.

    `header_row` counts from 0 in the sheet, None = no header; of a header of two rows it is the lower one. `header` has
    one text per column (possibly empty, made unique nowhere). `rows` counts the records after the header: neither empty
    rows nor titles between the rows, totals and repeated headers (`left_out` counts these). `head` holds the first 100
    rows of the sheet as they are, header and titles included.

    The last `section_columns` of `header` are not in the file: each is named SECTION and holds the title that a record
    stands under, a column a level. `link_columns` are the columns where hyperlinks stand behind the cells.
    `empty_rows` counts the empty lines between the header and the last row. `notes` are the texts of the first notes
    among and below the rows. `complete` is False in what is shown while
    the file is still read: then `rows` counts those of the head alone.
    """

    path: Path
    format: Format
    sheets: tuple[SheetInfo, ...]
    sheet: str | None
    encoding: str | None
    delimiter: str | None
    header_row: int | None
    header: tuple[str, ...]
    rows: int
    head: tuple[tuple[Cell, ...], ...]
    notices: tuple[Notice, ...] = ()
    header_rows: int = 1
    section_columns: int = 0
    link_columns: tuple[int, ...] = ()
    left_out: int = 0
    complete: bool = True
    empty_rows: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One record: `row` from 0 after the header (empty ones not counted, titles between the rows and other rows that
    are left out counted), `sheet_row` as Excel numbers it (from 1).

    `cells` is as wide as the header, the titles it stands under last, or wider where the row has more cells than the
    header. `shifted`: its cells do not stand under their headers, so that nothing of it can be believed. `links` are
    the web addresses behind its cells, by column; None where there are none.
    """

    row: int
    sheet_row: int
    cells: tuple[Cell, ...]
    shifted: bool = False
    links: Mapping[int, str] | None = None


class RowPrint(NamedTuple):
    """What a record is known again by; `row` and `sheet_row` as of `SheetRow`. `digest` is None where the record cannot be
    believed."""

    row: int
    sheet_row: int
    digest: bytes | None


class AsideKind(StrEnum):
    """Why a row is set aside: no record at all, or one whose cells cannot be believed."""

    TITLE = "title"  # between the rows, carried into those beneath it
    TOTAL = "total"
    HEADER = "header"  # the header once more
    SHIFTED = "shifted"  # a record whose cells do not stand under their headers: it is not sent
    WIDER = "wider"  # a record with more cells than the header
    NOTE = "note"  # a note to the reader of the list


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that a person should be able to look at: `sheet_row` as Excel numbers it, `cells` as they are."""

    kind: AsideKind
    sheet_row: int
    cells: tuple[Cell, ...]


class Table(Protocol):
    """A table spooled to disk by the reader; holds no rows in memory. Close it to delete the spool. Picklable: another
    process can read the rows while it is open in this one."""

    @property
    def info(self) -> TableInfo: ...

    def records(self, start: int = 0, stop: int | None = None) -> Iterator[SheetRow]:
        """The records whose `row` is in [start, stop), streamed from the spool; rows that are no records are left
        out, so that the numbers may have gaps."""
        ...

    def prints(self, columns: Sequence[int]) -> Iterator[RowPrint]:
        """A print of each record by these columns, in their order: the same for the same cells and links behind them,
        in every file; without a look at the rows where the reader made them (`open_table`)."""
        ...

    def with_header(self, header_row: int | None) -> Table:
        """The same spool seen with another header row (None = no header); the file is not read again."""
        ...

    def set_aside(self, limit: int = 500) -> Sequence[SetAside]:
        """Rows below the header that are no records, and records that cannot be believed, in the order of the sheet; at
        most `limit` of a kind. May go through the whole spool: call it in a worker thread."""
        ...

    def close(self) -> None: ...


class Progress(Protocol):
    """Told now and then how far a long reading got; returning False asks it to stop."""

    def __call__(self, done_rows: int, fraction: float | None) -> bool: ...


class Early(Protocol):
    """Told once, early, what the first rows look like: a `TableInfo` that is not `complete`, to be shown meanwhile."""

    def __call__(self, info: TableInfo, /) -> None: ...


def column_names(header: Sequence[str]) -> tuple[str, ...]:
    """Names a person can tell apart: "Preț", "Preț (2)"; "#3" for the column of index 3 without a header."""
    seen: dict[str, int] = {}
    names: list[str] = []
    for index, text in enumerate(header):
        name = text.strip() or f"#{index}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)
