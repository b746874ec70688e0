"""The plain types of a spreadsheet that was read: other rooms know these and nothing of the readers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TypeAlias

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


class NoticeCode(StrEnum):
    """Things about a file that a person should know; texts in `rentix_desktop/texts/notices.py`."""

    ERROR_CELLS = "error_cells"  # params count
    FORMULAS_WITHOUT_VALUE = "formulas_without_value"  # params count
    SECOND_READER = "second_reader"  # read by the second reader: slower, the first one refused
    ENCODING_DOUBTFUL = "encoding_doubtful"  # params encoding, count: few bytes decided
    ROWS_WIDER = "rows_wider"  # params count: rows with more cells than the header
    HEADERS_REPEATED = "headers_repeated"  # params names
    HIDDEN_SHEET = "hidden_sheet"
    NO_HEADER = "no_header"
    NUL_BYTES = "nul_bytes"
    MANY_COLUMNS = "many_columns"  # params count, limit


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


@dataclass(frozen=True, slots=True)
class TableInfo:
    """What is known of a table once it was read to its end.

    `header_row` counts from 0 in the sheet, None = no header. `header` has one text per column (possibly empty, made
    unique nowhere). `rows` counts the records after the header, empty ones not counted. `head` holds the first 100
    rows of the sheet as they are, header and titles included.
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


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One record: `row` from 0 after the header (empty ones not counted), `sheet_row` as Excel numbers it (from 1).

    `cells` is as wide as the header, or wider where the row has more cells than the header.
    """

    row: int
    sheet_row: int
    cells: tuple[Cell, ...]


class Table(Protocol):
    """A table spooled to disk by the reader; holds no rows in memory. Close it to delete the spool."""

    @property
    def info(self) -> TableInfo: ...

    def records(self, start: int = 0, stop: int | None = None) -> Iterator[SheetRow]:
        """The records [start, stop), streamed from the spool."""
        ...

    def with_header(self, header_row: int | None) -> Table:
        """The same spool seen with another header row (None = no header); the file is not read again."""
        ...

    def close(self) -> None: ...


class Progress(Protocol):
    """Told now and then how far a long reading got; returning False asks it to stop."""

    def __call__(self, done_rows: int, fraction: float | None) -> bool: ...


def column_names(header: Sequence[str]) -> tuple[str, ...]:
    """Names a person can tell apart: "Preț", "Preț (2)"; "#3" for the column of index 3 without a header."""
    seen: dict[str, int] = {}
    names: list[str] = []
    for index, text in enumerate(header):
        name = text.strip() or f"#{index}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)
