"""Cells as they come from a reader made plain, and cells as a person sees them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from rentix_desktop.sheets.table import Cell

_EXACT = 1e15
"""Spreadsheets keep 15 significant digits; whole floats below this are exact integers."""


def cell_text(cell: Cell) -> str:
    """The text of a cell as it is shown, trimmed; "" for an empty one.

    Numbers have at most 15 significant digits, as a spreadsheet shows them (47.01, not 47.010000000000005), and no
    exponent; dates are ISO (2026-11-20, 2026-11-20 14:30); yes and no are TRUE and FALSE.
    """
    if isinstance(cell, str):
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float):
        return _float_text(cell)
    if isinstance(cell, dt.datetime):
        return _clock(cell.isoformat(sep=" "), cell.second, cell.microsecond)
    if isinstance(cell, dt.time):
        return _clock(cell.isoformat(), cell.second, cell.microsecond)
    return cell.isoformat()


def tidy_row(row: Sequence[object], first_column: int = 0) -> tuple[Cell, ...]:
    """A row of a reader as cells: whole floats are ints, blanks are None, empty cells at the end are cut off.

    `first_column` is the column that the row starts at; the ones before it are empty.
    """
    cells: list[Cell] = [
        (None if not value or value.isspace() else value)
        if type(value) is str
        else (int(value) if value.is_integer() else value)
        if type(value) is float and -_EXACT < value < _EXACT
        else _tidy(value)
        for value in row
    ]
    end = len(cells)
    while end and cells[end - 1] is None:
        end -= 1
    if end < len(cells):
        del cells[end:]
    if first_column and cells:
        return (None,) * first_column + tuple(cells)
    return tuple(cells)


def _tidy(value: object) -> Cell:
    """What is neither a text nor an ordinary float."""
    if isinstance(value, float):
        return _float_beyond(value)
    if isinstance(value, dt.timedelta):
        return _duration(value)
    if value is None or isinstance(value, (bool, int, dt.date, dt.datetime, dt.time)):
        return value
    text = str(value)
    return None if not text or text.isspace() else text


def _float_beyond(value: float) -> Cell:
    """Infinity and not-a-number are no numbers to anybody: they stay visible as text. Large ones stay floats."""
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    return value


def _duration(value: dt.timedelta) -> Cell:
    """A duration below a day is a time of day, as the cell shows it; a longer one is the text 26:30:00."""
    seconds = int(value.total_seconds())
    if 0 <= seconds < 86_400:
        return dt.time(seconds // 3600, seconds // 60 % 60, seconds % 60, value.microseconds)
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _float_text(value: float) -> str:
    text = format(value, ".15g")
    if "e" in text:
        text = format(value, ".15f").rstrip("0").rstrip(".")
    return text


def _clock(text: str, second: int, microsecond: int) -> str:
    if microsecond:
        return text
    return text if second else text[:-3]
