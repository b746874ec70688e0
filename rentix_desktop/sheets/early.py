"""The first rows of a file, to be shown while the rest of it is read."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from rentix_desktop.errors import AppError
from rentix_desktop.sheets.encoding import detect_start, fits_start
from rentix_desktop.sheets.header import MAX_HEADER_ROWS, Region, find_header, header_labels
from rentix_desktop.sheets.probe import sniff_text
from rentix_desktop.sheets.table import Cell, Format, ReadOptions, SheetInfo, TableInfo

HEAD_ROWS: Final = 100
_LOOKED_AT: Final = 256 << 10
"""Bytes of a text file that a first look takes in, whatever its size."""


@dataclass(frozen=True, slots=True)
class Head:
    """The first rows of a sheet, as the child sends them as soon as it has them."""

    format: Format
    sheets: tuple[SheetInfo, ...]
    sheet: str | None
    encoding: str | None
    delimiter: str | None
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[Region, ...] = ()


def peek(path: Path, options: ReadOptions) -> TableInfo | None:
    """The first rows of a text file, from its first bytes alone, here and now: milliseconds, whatever its size. None
    for other files, and where nothing can be said so early."""
    import csv

    from rentix_desktop.sheets.text import TextRows

    try:
        with path.open("rb") as stream:
            start = stream.read(_LOOKED_AT)
        if not sniff_text(path, start):
            return None
        encoding = options.encoding or detect_start(start).name
        if options.encoding is not None and not fits_start(start, encoding):
            return None
        source = TextRows(lambda: io.BytesIO(start), encoding, options.delimiter)
        rows = list(islice(source.rows(), HEAD_ROWS))
    except (AppError, csv.Error, UnicodeError, OSError):
        return None  # the reading itself will say what is wrong
    if len(rows) < HEAD_ROWS and len(start) == _LOOKED_AT:
        rows = rows[:-1]  # cut
    if not any(rows):
        return None
    head = Head(Format.TEXT, (), None, encoding, source.delimiter, tuple(rows))
    return early_info(path, head, options)


def early_info(path: Path, head: Head, options: ReadOptions) -> TableInfo:
    """What is known from the first rows."""
    row, labels, header_rows = early_header(head.rows, head.merged, options)
    below = [cells for cells in head.rows[0 if row is None else row + 1 :] if cells]
    width = max(map(len, (labels, *below)), default=0)
    return TableInfo(
        path,
        head.format,
        head.sheets,
        head.sheet,
        head.encoding,
        head.delimiter,
        row,
        (*labels, *("",) * (width - len(labels))),
        len(below),
        head.rows,
        header_rows=header_rows,
        complete=False,
    )


def early_header(
    rows: Sequence[tuple[Cell, ...]], merged: Sequence[Region], options: ReadOptions
) -> tuple[int | None, tuple[str, ...], int]:
    """The header as the first rows have it: its row, None where there is none, its texts, and of how many rows it is."""
    wanted = options.header_row
    row = find_header(rows, merged) if wanted is None else wanted if 0 <= wanted < len(rows) else None
    if row is None:
        return None, (), 1
    below = [cells for cells in rows[row + 1 :] if cells]
    return row, *header_labels(rows[max(row - MAX_HEADER_ROWS + 1, 0) : row], rows[row], row, merged, below)
