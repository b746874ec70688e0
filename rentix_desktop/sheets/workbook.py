"""The two readers of workbooks behind one face; both run in the child process only."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from rentix_desktop.sheets.cells import tidy_row
from rentix_desktop.sheets.header import Region, find_header, listing_signs, table_width
from rentix_desktop.sheets.table import Cell, SheetInfo

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

Row = tuple[Cell, ...]

_LOOKED_AT: Final = 500
_ERRORS: Final = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA", "#SPILL!", "#CALC!")
)


class WorkbookError(Exception):
    """The reader refused the file; the message is technical."""


class WorkbookEncryptedError(WorkbookError):
    """The workbook has a password."""


class Sheet(Protocol):
    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns that the sheet spans; 0 where it is not known before reading."""
        ...

    @property
    def merged(self) -> Sequence[Region]:
        """The merged regions, as far as the format and the reader tell."""
        ...

    @property
    def links(self) -> Mapping[int, str]:
        """The web addresses behind its cells, as `parts.Links` keeps them, as far as the reader itself tells."""
        ...

    def rows(self) -> Iterator[Row]:
        """Every row from the first one of the sheet on, empty ones as ()."""
        ...


class Workbook(Protocol):
    @property
    def sheets(self) -> Sequence[SheetInfo]: ...

    def sheet(self, name: str) -> Sheet: ...

    def close(self) -> None: ...


class FirstReader:
    """python-calamine: fast, .xlsx .xls .xlsb .ods. A panic of it is a BaseException, an abort ends the process."""

    def __init__(self, path: Path) -> None:
        from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

        try:
            # by its content: by its path it would believe the name's ending
            with path.open("rb") as stream:
                self._book: CalamineWorkbook = CalamineWorkbook.from_filelike(stream)
            self.sheets = [
                SheetInfo(sheet.name, hidden=sheet.visible != SheetVisibleEnum.Visible)
                for sheet in self._book.sheets_metadata
                if sheet.typ == SheetTypeEnum.WorkSheet
            ]
        except PasswordError as error:
            raise WorkbookEncryptedError(str(error)) from error
        except CalamineError as error:
            raise WorkbookError(str(error)) from error

    def sheet(self, name: str) -> Sheet:
        from python_calamine import CalamineError

        try:
            return _FirstSheet(self._book.get_sheet_by_name(name))
        except CalamineError as error:
            raise WorkbookError(str(error)) from error

    def close(self) -> None:
        self._book.close()


class _FirstSheet:
    def __init__(self, sheet: CalamineSheet) -> None:
        self._sheet = sheet
        self.size = (sheet.total_height, sheet.total_width)
        self.merged: Sequence[Region] = sheet.merged_cell_ranges or ()
        self.links: Mapping[int, str] = {}

    def rows(self) -> Iterator[Row]:
        start = self._sheet.start
        if start is None:
            return
        # its rows begin with the first one of the sheet, but with the first column that is used
        column = start[1]
        for row in self._sheet.iter_rows():
            yield tidy_row(row, column)


class SecondReader:
    """openpyxl, read-only: slow and patient, .xlsx only. Strict OOXML gives no rows here."""

    def __init__(self, path: Path) -> None:
        from openpyxl import load_workbook

        self._stream = path.open("rb")  # by its path it would believe the name's ending
        try:
            self._book = load_workbook(self._stream, read_only=True, data_only=True)
        except Exception as error:
            self._stream.close()
            raise WorkbookError(f"{type(error).__name__}: {error}") from error
        self.sheets = [SheetInfo(sheet.title, hidden=sheet.sheet_state != "visible") for sheet in self._book.worksheets]

    def sheet(self, name: str) -> Sheet:
        return _SecondSheet(self._book[name])

    def close(self) -> None:
        self._book.close()
        self._stream.close()


class _SecondSheet:
    size = (0, 0)
    merged: Sequence[Region] = ()
    links: Mapping[int, str] = {}

    def __init__(self, sheet: Any) -> None:  # openpyxl's type of a read-only sheet is private
        sheet.reset_dimensions()  # what the file declares may be wrong
        self._sheet = sheet

    def rows(self) -> Iterator[Row]:
        try:
            for row in self._sheet.iter_rows(values_only=True):
                yield tidy_row([_as_first_reader(value) for value in row])
        except Exception as error:
            raise WorkbookError(f"{type(error).__name__}: {error}") from error


def _as_first_reader(value: object) -> object:
    """Error cells are empty and a date without a time is a date, as in the first reader."""
    if isinstance(value, str):
        return None if value in _ERRORS else value
    if isinstance(value, dt.datetime) and not (value.hour or value.minute or value.second or value.microsecond):
        return value.date()
    return value


def choose_sheet(sheets: Iterable[SheetInfo], opened: Callable[[str], Sheet]) -> tuple[str, Sheet] | None:
    """The sheet with the most rows that look like a table; hidden ones only where nothing else has rows.

    `opened` reads a sheet by its name; the one that is chosen is not read twice.
    """
    shown: list[str] = []
    hidden: list[str] = []
    for sheet in sheets:
        (hidden if sheet.hidden else shown).append(sheet.name)
    if len(shown) == 1 and not hidden:
        return shown[0], opened(shown[0])
    return _best(shown, opened) or _best(hidden, opened)


def _best(names: Sequence[str], opened: Callable[[str], Sheet]) -> tuple[str, Sheet] | None:
    best, best_score = None, 0.0
    for name in names:
        sheet = opened(name)
        score = table_score(sheet)
        if score > best_score:
            best, best_score = (name, sheet), score
    return best


def table_score(sheet: Sheet) -> float:
    """How much the sheet looks like the one with the listings: its cells of records, where a thousand rows of towns or
    clients are less than a few under the names of what a listing has; one without header or of two columns counts less."""
    rows = list(islice(sheet.rows(), _LOOKED_AT))
    filled = [row for row in rows if row]
    width = table_width(filled)
    if not filled or not width:
        return 0.0
    like = sum(1 for row in filled if sum(1 for cell in row if cell is not None) * 2 >= width)
    height = max(sheet.size[0], len(rows))
    records = like * height / len(rows)
    header = find_header(rows[:100])
    factor = 1.0 if header is not None else 0.5
    signs = 0 if header is None else listing_signs(rows[max(0, header - 1) : header + 1])
    size = math.sqrt(records) * min(width, 12) * max(1, signs) ** 2
    return size * (factor if width > 2 else factor / 4)
