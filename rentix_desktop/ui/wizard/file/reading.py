"""How a file is read for the file page: choices, and the worker's part. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.sheets.encoding import EncodingChoice, encoding_choices
from rentix_desktop.sheets.table import ReadOptions, Table, TableInfo
from rentix_desktop.sync.destination import Cancelled
from rentix_desktop.texts.language import mark
from rentix_desktop.ui.jobs import Task

SUFFIXES: Final = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv", ".txt")
RECENT: Final = 8

ENCODINGS: Final[Mapping[str, str]] = {
    "utf-8": mark("Unicode (UTF-8)"),
    "cp1251": mark("Cyrillic (Windows-1251)"),
    "cp1250": mark("Romanian (Windows-1250)"),
    "iso-8859-2": mark("Central European (ISO-8859-2)"),
    "iso-8859-16": mark("Romanian (ISO-8859-16)"),
    "cp1252": mark("Western (Windows-1252)"),
    "utf-16": mark("Unicode (UTF-16)"),
    "cp866": mark("Cyrillic (DOS)"),
    "koi8-r": mark("Cyrillic (KOI8-R)"),
    "mac_cyrillic": mark("Cyrillic (Mac)"),
}

_OTHER_NAMES: Final = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}
"""What the reader calls an encoding that is one to a person."""

DELIMITERS: Final[Mapping[str, str]] = {
    ";": mark("Semicolon ;"),
    ",": mark("Comma ,"),
    "\t": mark("Tab"),
    "|": mark("Bar |"),
}


@dataclass(frozen=True, slots=True)
class ReadProgress:
    """`head`: the first rows, as soon as they are there."""

    rows: int
    fraction: float | None
    head: TableInfo | None = None


def encoding_name(code: str) -> str:
    """What an encoding is called: a msgid, or the code where nobody has a name for it."""
    return ENCODINGS.get(_OTHER_NAMES.get(code, code), code)


def read(task: Task[Any], path: Path, options: ReadOptions, spool_folder: Path) -> Table:
    """The table; nothing is left open when it was stopped. Raises AppError, Cancelled."""
    from rentix_desktop.sheets.read import open_table

    head: TableInfo | None = None

    def early(info: TableInfo) -> None:
        nonlocal head
        head = info
        task.progress(ReadProgress(0, None, head), at_once=True)

    def progress(done_rows: int, fraction: float | None) -> bool:
        task.progress(ReadProgress(done_rows, fraction, head))  # only the latest is told: the head goes with each
        return not task.cancelled

    table = open_table(path, options, spool_folder=spool_folder, progress=progress, early=early)
    if task.cancelled:
        table.close()
        raise Cancelled
    return table


def choices(path: Path) -> tuple[EncodingChoice, ...]:
    """The encodings a person may choose from, the likeliest first. Raises AppError."""
    try:
        return encoding_choices(path)
    except OSError as error:
        raise AppError(Code.FILE_NOT_READABLE, Cause.DATA, detail=str(error), path=path.name) from error


def with_recent(recent: tuple[Path, ...], path: Path) -> tuple[Path, ...]:
    """The recent files with this one first."""
    return (path, *(other for other in recent if other != path))[:RECENT]


def options_of(info: TableInfo) -> ReadOptions:
    """The options that would read this table again as it is."""
    header = -1 if info.header_row is None else info.header_row
    return ReadOptions(info.sheet, header, info.encoding, info.delimiter)


def sample_for(samples: list[Path], language: str) -> Path | None:
    """The sample a new clerk starts with: a workbook in this language where there is one."""
    ranked = sorted(samples, key=lambda path: (language not in path.stem.lower().split("-"), path.suffix != ".xlsx"))
    return ranked[0] if ranked else None
