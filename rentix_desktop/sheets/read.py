"""Opening a file as a table: a child process reads it within limits and spools its rows to disk."""

from __future__ import annotations

from pathlib import Path

from rentix_desktop.sheets.table import Progress, ReadOptions, Table

MAX_COLUMNS = 2_000


def open_table(
    path: Path,
    options: ReadOptions = ReadOptions(),  # noqa: B008 - frozen, safe to share
    *,
    spool_folder: Path,
    progress: Progress | None = None,
) -> Table:
    """Read the file at `path` to its end and return its table. Blocking: call it in a worker thread.

    Raises `AppError`: FILE_MISSING, FILE_NOT_READABLE, FILE_FORMAT_UNKNOWN, FILE_ENCRYPTED, FILE_DAMAGED, FILE_EMPTY,
    FILE_TOO_BIG, FILE_CHANGED, SHEET_UNKNOWN (params sheet, sheets), ENCODING_UNKNOWN (params path, encoding), NO_ROWS,
    TOO_MANY_COLUMNS (params count, limit), DISK_FULL, STOPPED when `progress` answers False.
    """
    raise NotImplementedError
