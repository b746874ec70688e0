"""How a file is read for the file page: choices, and the worker's part. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rentix_desktop.sheets.table import ReadOptions, Table
from rentix_desktop.sync.destination import Cancelled
from rentix_desktop.texts.language import mark
from rentix_desktop.ui.jobs import Task

SUFFIXES: Final = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv", ".txt")
RECENT: Final = 8

ENCODINGS: Final[Mapping[str, str]] = {
    "utf-8": mark("Unicode (UTF-8)"),
    "cp1251": mark("Cyrillic (Windows-1251)"),
    "cp1250": mark("Romanian (Windows-1250)"),
    "iso-8859-16": mark("Romanian (ISO-8859-16)"),
    "cp1252": mark("Western (Windows-1252)"),
    "utf-16": mark("Unicode (UTF-16)"),
    "cp866": mark("Cyrillic (DOS)"),
    "koi8-r": mark("Cyrillic (KOI8-R)"),
    "mac-cyrillic": mark("Cyrillic (Mac)"),
}

DELIMITERS: Final[Mapping[str, str]] = {
    ";": mark("Semicolon ;"),
    ",": mark("Comma ,"),
    "\t": mark("Tab"),
    "|": mark("Bar |"),
}


@dataclass(frozen=True, slots=True)
class ReadProgress:
    rows: int
    fraction: float | None


def read(task: Task[Any], path: Path, options: ReadOptions, spool_folder: Path) -> Table:
    """The table; nothing is left open when it was stopped. Raises AppError, Cancelled."""
    from rentix_desktop.sheets.read import open_table

    def progress(done_rows: int, fraction: float | None) -> bool:
        task.progress(ReadProgress(done_rows, fraction))
        return not task.cancelled

    table = open_table(path, options, spool_folder=spool_folder, progress=progress)
    if task.cancelled:
        table.close()
        raise Cancelled
    return table


def with_recent(recent: tuple[Path, ...], path: Path) -> tuple[Path, ...]:
    """The recent files with this one first."""
    return (path, *(other for other in recent if other != path))[:RECENT]


def sample_for(samples: list[Path], language: str) -> Path | None:
    """The sample a new clerk starts with: a workbook in this language where there is one."""
    ranked = sorted(samples, key=lambda path: (language not in path.stem.lower().split("-"), path.suffix != ".xlsx"))
    return ranked[0] if ranked else None
