"""Writing workbooks: every text is a text, whatever it starts with, and a file is there whole or not at all."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
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


def write_workbook(
    path: Path,
    sheet_title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    hidden_columns: Collection[int] = (),
    widths: Mapping[int, float] | None = None,
    notes: Mapping[tuple[int, int], str] | None = None,
) -> None:
    """Write one sheet as .xlsx: bold frozen header, then `rows` as they come (streamed).

    Columns count from 0; `widths` are in characters. `notes` puts a comment and a warm fill on the cell of (row from 0
    without the header, column). Texts are written as texts, never as formulas; characters that a workbook cannot carry
    are left out and texts are cut at 32,767 characters. The file replaces an older one only when it is complete.
    Raises `AppError` FILE_NOT_WRITABLE or DISK_FULL.
    """
    part = path.with_name(f".{path.name}.{uuid4().hex[:8]}.part")
    try:
        with part.open("wb"):  # a folder that cannot be written is said before the work
            pass
        _write(part, sheet_title, header, rows, set(hidden_columns), widths or {}, notes or {})
        part.replace(path)
    except OSError as error:
        raise _as_app_error(path, error) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _as_app_error(path: Path, error: OSError) -> AppError:
    code = Code.DISK_FULL if no_room_left(error) else Code.FILE_NOT_WRITABLE
    return AppError(code, Cause.ENVIRONMENT, detail=error.strerror or type(error).__name__, path=path.name)


def _write(
    part: Path,
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    hidden: set[int],
    widths: Mapping[int, float],
    notes: Mapping[tuple[int, int], str],
) -> None:
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    # Any, here and below: the types of openpyxl know only half of a write-only sheet
    sheet: Any = book.create_sheet(_NOT_IN_TITLES.sub(" ", title)[:_LONGEST_TITLE] or "Sheet")
    sheet.freeze_panes = "A2"
    for index in sorted(hidden | widths.keys()):
        column = sheet.column_dimensions[get_column_letter(index + 1)]
        column.hidden = index in hidden
        if index in widths:
            column.width = widths[index]
    try:
        _fill(sheet, header, rows, notes)
    except BaseException:
        sheet.close()  # or its unfinished stream complains when it is thrown away
        raise
    # in memory first: an archive that fails on a full disk fails again, unheard, when it is thrown away
    whole = io.BytesIO()
    book.save(whole)
    with part.open("wb") as stream:
        stream.write(whole.getbuffer())
        stream.flush()
        os.fsync(stream.fileno())


def _fill(
    sheet: Any, header: Sequence[str], rows: Iterable[Sequence[Cell]], notes: Mapping[tuple[int, int], str]
) -> None:
    sheet.append([_bold(_cell(sheet, text)) for text in header])
    for number, row in enumerate(rows):
        cells = [_cell(sheet, value) for value in row]
        for index, cell in enumerate(cells):
            note = notes.get((number, index)) if notes else None
            if note is not None:
                _mark(cell, note)
        sheet.append(cells)


def _cell(sheet: Any, value: Cell) -> SheetCell:
    from openpyxl.cell import WriteOnlyCell

    if not isinstance(value, str):
        cell: SheetCell = WriteOnlyCell(sheet)
        cell.value = value
        return cell
    text = _ILLEGAL.sub("", value)[:_LONGEST_TEXT]
    if not text:
        empty: SheetCell = WriteOnlyCell(sheet)
        return empty
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    if text.startswith(_LIVE):
        cell.quotePrefix = True  # it stays a text when the clerk edits the cell, too
    return cell


def _bold(cell: SheetCell) -> SheetCell:
    from openpyxl.styles import Font

    cell.font = Font(bold=True)
    return cell


def _mark(cell: SheetCell, note: str) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell.fill = PatternFill("solid", fgColor=_WARM)
    cell.comment = Comment(_ILLEGAL.sub("", note), "Rentix Desktop")
