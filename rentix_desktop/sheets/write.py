"""Writing workbooks: every text is a text, whatever it starts with, and a file is there whole or not at all."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from uuid import uuid4

from rentix_desktop.errors import AppError, Cause, Code, no_room_left
from rentix_desktop.sheets.table import Cell

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as SheetCell

_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""Characters that XML cannot carry; a workbook with one of them does not open."""
_LONGEST_TEXT = 32_767
_LIVE = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet program may take for the start of a formula when the cell is edited."""
_NOT_IN_TITLES = re.compile(r"[\\/*?:\[\]]")
_LONGEST_TITLE = 31
_WARM = "FFF2CC"
_LAST_ROW: Final = 1_048_576
_ROOM: Final = 200
"""Rows below the last one that have the lists of values and the formats, too: for those that are added."""
_MOST_COMMENTS: Final = 5_000
"""Beyond it cells are coloured only: a spreadsheet program makes a window of each comment, and becomes slow."""
_NOTE_SIZE: Final = (260, 120)


@dataclass(frozen=True, slots=True)
class Marked:
    """A cell that is coloured; the note, if there is one, is its comment."""

    value: Cell
    note: str = ""


Row = Sequence[Cell | Marked]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook: a bold frozen header, then `rows` as they come (streamed). Columns count from 0.

    widths    in characters
    choices   the values that the cells of a column may be chosen from; another text may be typed all the same
    texts     columns whose cells stay texts when a person types into them ("007", "+373…")
    wrapped   columns whose long texts go on in the next line
    room      rows for which choices and formats hold below the last one
    bars      a bar chart of rows: (column of the names, column of the numbers, how many rows)
    """

    title: str
    header: Row
    rows: Iterable[Row]
    hidden_columns: Collection[int] = ()
    widths: Mapping[int, float] = field(default_factory=dict)
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)
    texts: Collection[int] = ()
    wrapped: Collection[int] = ()
    room: int = _ROOM
    bars: tuple[int, int, int] | None = None


def write_workbook(path: Path, *sheets: Sheet) -> None:
    """Write the sheets as .xlsx. Texts are written as texts, never as formulas; characters that a workbook cannot carry
    are left out and texts are cut at 32,767 characters. The file replaces an older one only when it is complete.

    Raises `AppError` FILE_NOT_WRITABLE or DISK_FULL.
    """
    with whole_file(path) as part:
        _write(part, sheets)


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A file to write to, that takes the place of `path` when the context is left without an error.

    Raises `AppError` FILE_NOT_WRITABLE or DISK_FULL, also for an OSError of the body.
    """
    part = path.with_name(f".{path.name}.{uuid4().hex[:8]}.part")
    try:
        with part.open("wb"):  # a folder that cannot be written is said before the work
            pass
        yield part
        part.replace(path)
    except OSError as error:
        raise _as_app_error(path, error) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _as_app_error(path: Path, error: OSError) -> AppError:
    code = Code.DISK_FULL if no_room_left(error) else Code.FILE_NOT_WRITABLE
    return AppError(code, Cause.ENVIRONMENT, detail=error.strerror or type(error).__name__, path=path.name)


def as_written(cell: Cell) -> Cell:
    """What a workbook has of a cell."""
    return _ILLEGAL.sub("", cell)[:_LONGEST_TEXT] if isinstance(cell, str) else cell


def _write(part: Path, sheets: Sequence[Sheet]) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    lists: list[Sequence[str]] = []
    taken: set[str] = set()
    for sheet in sheets:
        _write_sheet(book, sheet, _title(sheet.title, taken), lists)
    if lists:
        _write_lists(book, lists)
    # in memory first: an archive that fails on a full disk fails again, unheard, when it is thrown away
    whole = io.BytesIO()
    book.save(whole)
    with part.open("wb") as stream:
        stream.write(whole.getbuffer())
        stream.flush()
        os.fsync(stream.fileno())


def _title(wanted: str, taken: set[str]) -> str:
    plain = _NOT_IN_TITLES.sub(" ", wanted)[:_LONGEST_TITLE].strip("'") or "Sheet"
    title, number = plain, 2
    while title.casefold() in taken or title == _LISTS:
        title, number = f"{plain[: _LONGEST_TITLE - 4]} {number}", number + 1
    taken.add(title.casefold())
    return title


def _write_sheet(book: Any, plan: Sheet, title: str, lists: list[Sequence[str]]) -> None:
    from openpyxl.utils import get_column_letter

    # Any, here and below: the types of openpyxl know only half of a write-only sheet
    sheet: Any = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for index in sorted({*plan.hidden_columns, *plan.widths, *plan.texts}):
        column = sheet.column_dimensions[get_column_letter(index + 1)]
        column.hidden = index in plan.hidden_columns
        if index in plan.widths:
            column.width = plan.widths[index]
        if index in plan.texts:
            column.number_format = "@"
    try:
        count = _fill(sheet, plan)
    except BaseException:
        sheet.close()  # or its unfinished stream complains when it is thrown away
        raise
    last = min(count + 1 + plan.room, _LAST_ROW)
    for index, values in plan.choices.items():
        if values:
            if values not in lists:
                lists.append(values)
            cells = f"{get_column_letter(index + 1)}2:{get_column_letter(index + 1)}{last}"
            sheet.data_validations.append(_validation(lists.index(values), len(values), cells))
    if plan.bars is not None:
        sheet.add_chart(_bars(sheet, plan.bars), f"{get_column_letter(len(plan.header) + 2)}2")


_LISTS: Final = "rentix-lists"


def _validation(number: int, length: int, cells: str) -> Any:
    """The values stand on a sheet of their own: in the cell's own formula there is room for 255 characters only."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    letter = get_column_letter(number + 1)
    made = DataValidation("list", formula1=f"'{_LISTS}'!${letter}$1:${letter}${length}", allow_blank=True)
    made.showErrorMessage = False  # the file's own words are understood as well
    made.add(cells)
    return made


def _write_lists(book: Any, lists: Sequence[Sequence[str]]) -> None:
    sheet: Any = book.create_sheet(_LISTS)
    sheet.sheet_state = "hidden"
    for number in range(max(map(len, lists))):
        sheet.append([_cell(sheet, values[number]) if number < len(values) else None for values in lists])


def _bars(sheet: Any, where: tuple[int, int, int]) -> Any:
    from openpyxl.chart import BarChart, Reference

    names, numbers, rows = (place + 1 for place in where)
    made: Any = BarChart()
    made.type, made.legend, made.gapWidth = "bar", None, 60
    made.add_data(Reference(sheet, min_col=numbers, min_row=2, max_row=rows))
    made.set_categories(Reference(sheet, min_col=names, min_row=2, max_row=rows))
    made.y_axis.delete = made.x_axis.delete = False
    made.y_axis.majorGridlines = None
    made.x_axis.scaling.orientation = "maxMin"  # the first one on top
    made.height, made.width = 1.2 + 0.75 * where[2], 17
    return made


def _fill(sheet: Any, plan: Sheet) -> int:
    """Writes header and rows; returns how many rows."""
    comments = 0
    looks = _Looks()
    header = [_cell(sheet, value.value if isinstance(value, Marked) else value) for value in plan.header]
    for cell, value in zip(header, plan.header, strict=True):
        looks.put_on(cell, _Look(bold=True, wrapped=True))
        if isinstance(value, Marked) and value.note:
            _comment(cell, value.note)
    sheet.append(header)
    texts, wrapped = frozenset(plan.texts), frozenset(plan.wrapped)
    count = 0
    for row in plan.rows:
        count += 1
        cells = []
        for index, value in enumerate(row):
            marked = isinstance(value, Marked)
            plain = value.value if isinstance(value, Marked) else value
            cell = _cell(sheet, plain)
            live = isinstance(plain, str) and plain.startswith(_LIVE)
            text = index in texts and (plain is None or isinstance(plain, str))
            look = _Look(text, live, marked, index in wrapped)
            if look != _PLAIN:
                looks.put_on(cell, look)
            if isinstance(value, Marked) and value.note and comments < _MOST_COMMENTS:
                comments += 1
                _comment(cell, value.note)
            cells.append(cell)
        sheet.append(cells)
    return count


def _cell(sheet: Any, value: Cell) -> SheetCell:
    from openpyxl.cell import WriteOnlyCell

    if not isinstance(value, str):
        cell: SheetCell = WriteOnlyCell(sheet)
        cell.value = value
        return cell
    text = as_written(value)
    if not text:
        empty: SheetCell = WriteOnlyCell(sheet)
        return empty
    assert isinstance(text, str)  # noqa: S101 - a text stays one
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    return cell


class _Look(NamedTuple):
    """How a cell looks; `live` = it begins as a formula does, and stays a text when the clerk edits it."""

    text: bool = False
    live: bool = False
    marked: bool = False
    wrapped: bool = False
    bold: bool = False


_PLAIN: Final = _Look()


class _Looks:
    """The looks of cells, each worked out once: to give a cell its parts one by one takes longer than to write it."""

    def __init__(self) -> None:
        self._known: dict[_Look, Any] = {}

    def put_on(self, cell: Any, look: _Look) -> None:
        known = self._known.get(look)
        if known is None or cell.is_date:  # a date has a format of its own
            self._work_out(cell, look)
            if not cell.is_date:
                self._known[look] = cell._style
        else:
            cell._style = known

    @staticmethod
    def _work_out(cell: Any, look: _Look) -> None:
        from openpyxl.styles import Alignment, Font, PatternFill

        if look.text:
            cell.number_format = "@"
        if look.live:
            cell.quotePrefix = True
        if look.marked:
            cell.fill = PatternFill("solid", fgColor=_WARM)
        if look.wrapped:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
        if look.bold:
            cell.font = Font(name="Calibri", size=11, bold=True)  # without a name it is set in another one


def _comment(cell: SheetCell, note: str) -> None:
    from openpyxl.comments import Comment

    width, height = _NOTE_SIZE
    cell.comment = Comment(_ILLEGAL.sub("", note), "Rentix Desktop", height=height, width=width)
