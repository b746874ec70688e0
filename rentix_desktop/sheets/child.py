"""What runs in the child process: look, read, spool, and tell the parent. Nothing here is imported for its side
effects; the readers are loaded here and nowhere else."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from enum import Enum
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rentix_desktop.errors import AppError, Cause, Code, Param, no_room_left
from rentix_desktop.sheets.asides import AsideFinder, Found
from rentix_desktop.sheets.beside import Beside
from rentix_desktop.sheets.early import HEAD_ROWS, Head, early_header
from rentix_desktop.sheets.guard import MAX_CELLS, Guard
from rentix_desktop.sheets.header import Region, find_header
from rentix_desktop.sheets.merges import FilledDown
from rentix_desktop.sheets.prints import ColumnName, PrintWriter, StoredPrints, columns_named
from rentix_desktop.sheets.probe import problem, sniff
from rentix_desktop.sheets.spool import SpoolIndex, SpoolWriter
from rentix_desktop.sheets.system import limit_memory
from rentix_desktop.sheets.table import Cell, Format, Notice, NoticeCode, ReadOptions, SheetInfo

if TYPE_CHECKING:
    from rentix_desktop.sheets.workbook import Sheet, Workbook

MAX_COLUMNS: Final = 2_000
_REPORT_EVERY: Final = 2_000
_HAND_BACK: Final = 0.0005
"""Seconds that the guard's thread may keep the reader waiting, each time a block was written."""


class Reader(Enum):
    FIRST = 1
    SECOND = 2


@dataclass(frozen=True, slots=True)
class Job:
    """`early`: somebody waits for the first rows. `printed`: the columns that the prints of the rows are to be of."""

    path: Path
    spool: Path
    options: ReadOptions
    reader: Reader
    memory_limit: int  # bytes
    early: bool = True
    printed: tuple[ColumnName, ...] = ()


@dataclass(frozen=True, slots=True)
class Reached:
    """How far the reading got."""

    rows: int
    fraction: float | None


@dataclass(frozen=True, slots=True)
class Failed:
    """An `AppError` in parts. `again`: the other reader may do better."""

    code: Code
    cause: Cause
    detail: str = ""
    params: Mapping[str, Param] = field(default_factory=dict)
    again: bool = False


@dataclass(frozen=True, slots=True)
class Finished:
    """Everything the parent needs: the rows themselves are in the spool. `widths` counts the rows by their width."""

    format: Format
    sheets: tuple[SheetInfo, ...]
    sheet: str | None
    encoding: str | None
    delimiter: str | None
    head: tuple[tuple[Cell, ...], ...]
    header_row: int | None
    widths: Mapping[int, int]
    index: SpoolIndex
    notices: tuple[Notice, ...]
    found: Found
    merged: tuple[Region, ...] = ()
    links: Mapping[int, str] = field(default_factory=dict)
    prints: StoredPrints | None = None


Message = Reached | Head | Failed | Finished


def run(job: Job, connection: Connection) -> None:
    """The child's life: ends with one `Failed` or `Finished`, or dies."""
    _stand_alone()
    sys.setswitchinterval(_HAND_BACK)
    limit_memory(job.memory_limit)
    connection.send(
        outcome(job, lambda rows, fraction: connection.send(Reached(rows, fraction)), early=connection.send)
    )
    connection.close()


def _stand_alone() -> None:
    """Ctrl+C is the parent's to handle; a reader's last words are for nobody; without a parent there is no work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    silence = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        with suppress(OSError):  # a windowed program may have neither
            os.dup2(silence, stream)
    parent = parent_process()
    if parent is not None:

        def leave() -> None:
            wait([parent.sentinel])
            os._exit(1)

        threading.Thread(target=leave, daemon=True, name="parent-watch").start()


def _told_to_nobody(*_: object) -> None:
    pass


def outcome(
    job: Job,
    report: Callable[[int, float | None], None] = _told_to_nobody,
    early: Callable[[Head], None] = _told_to_nobody,
) -> Failed | Finished:
    """Do the job here and now. Never raises: whatever the file does to a reader becomes a `Failed`.

    `early` is given the first rows of a workbook as soon as they are there; of a text file the parent has them already.
    """
    from rentix_desktop.sheets.workbook import WorkbookEncryptedError, WorkbookError

    again = job.reader is Reader.FIRST
    try:
        return _read(job, report, early)
    except AppError as error:
        return Failed(error.code, error.cause, error.detail, error.params)
    except WorkbookEncryptedError as error:
        return _failed(Code.FILE_ENCRYPTED, job, str(error))
    except WorkbookError as error:
        return _failed(Code.FILE_DAMAGED, job, str(error), again=again)
    except MemoryError:
        return _failed(Code.FILE_TOO_BIG, job, "memory", again=again)
    except OSError as error:
        return _os_failure(job, error)
    except Exception as error:  # noqa: BLE001 - whatever a reader raises over a hostile file is the file's fault
        return _failed(Code.FILE_DAMAGED, job, f"{type(error).__name__}: {error}", again=again)
    except BaseException as error:  # noqa: BLE001 - a panic of the first reader is a BaseException
        return _failed(Code.FILE_DAMAGED, job, f"panic: {error}", again=again)


def _failed(code: Code, job: Job, detail: str, *, again: bool = False) -> Failed:
    return Failed(code, Cause.DATA, detail[:500], {"path": job.path.name}, again)


def _os_failure(job: Job, error: OSError) -> Failed:
    if no_room_left(error):
        return Failed(Code.DISK_FULL, Cause.ENVIRONMENT, "spool", {"path": job.path.name})
    code = Code.FILE_CHANGED if isinstance(error, FileNotFoundError) else Code.FILE_NOT_READABLE
    return _failed(code, job, error.strerror or type(error).__name__)


def _read(job: Job, report: Callable[[int, float | None], None], early: Callable[[Head], None]) -> Finished:
    kind = sniff(job.path)
    return _read_text(job, report) if kind is Format.TEXT else _read_workbook(job, kind, report, early)


def _read_text(job: Job, report: Callable[[int, float | None], None]) -> Finished:
    import csv

    from rentix_desktop.sheets.encoding import Encoding, detect_encoding, fits
    from rentix_desktop.sheets.text import TextRows

    wanted = job.options.encoding
    found = detect_encoding(job.path)
    if wanted is not None:
        if not fits(job.path, wanted):
            raise problem(Code.ENCODING_UNKNOWN, job.path, encoding=wanted)
        found = Encoding(wanted, found.evidence, found.nul_bytes, sure=True)
    source = TextRows(lambda: job.path.open("rb"), found.name, job.options.delimiter)
    size = job.path.stat().st_size
    try:
        spooled = _spool(
            job,
            source.rows(),
            lambda rows: report(rows, source.position / size),
            odd_widths=source.odd_widths,
            usual=source.usual,
        )
    except csv.Error as error:
        raise problem(Code.FILE_DAMAGED, job.path, str(error)) from error
    notices = []
    if found.name == "utf-8" and not found.sure:
        notices.append(Notice(NoticeCode.LETTERS_DAMAGED, {"encoding": found.name}))
    elif not found.sure:
        notices.append(Notice(NoticeCode.ENCODING_DOUBTFUL, {"encoding": found.name, "count": found.evidence}))
    if found.nul_bytes:
        notices.append(Notice(NoticeCode.NUL_BYTES, {"count": found.nul_bytes}))
    if source.joined:
        notices.append(Notice(NoticeCode.DECIMALS_JOINED, {"count": len(source.joined)}))
    if source.open_quotes:
        notices.append(Notice(NoticeCode.QUOTE_OPEN, {"count": source.open_quotes}))
    return Finished(
        Format.TEXT, (), None, found.name, source.delimiter, spooled.head, spooled.header_row, spooled.widths,
        spooled.index, tuple(notices), spooled.found, prints=spooled.prints,
    )  # fmt: skip


def _read_workbook(
    job: Job, kind: Format, report: Callable[[int, float | None], None], early: Callable[[Head], None]
) -> Finished:
    guard = Guard(job.path, zipped_xml=kind is Format.XLSX, patient=job.early and job.reader is Reader.FIRST)
    with closing(_book(job, kind)) as book:
        name, sheet = _sheet(job, book, guard)
        height, width = sheet.size
        if height * width > MAX_CELLS:
            raise problem(Code.FILE_TOO_BIG, job.path, f"{height} x {width}")
        beside = Beside(job.path, kind, name, guard)
        regions = beside.merged(sheet.merged, by_reader=job.reader is Reader.FIRST)
        merged = tuple(region for region in regions if region[0][0] < HEAD_ROWS)

        def shown(head: tuple[tuple[Cell, ...], ...]) -> None:
            early(Head(kind, tuple(book.sheets), name, None, None, head, merged))
            guard.go_on()

        rows = FilledDown(beside.rows(sheet.rows()), regions, lambda head: _header_row(job, head, merged), HEAD_ROWS)
        spooled = _spool(
            job, rows.rows(), lambda done: report(done, done / height if height else None), merged=merged,
            early=shown,
        )  # fmt: skip
        facts = beside.facts()
        notices = (*_book_notices(job, kind, book, name), *beside.notices(facts))
        if rows.filled:
            notices += (Notice(NoticeCode.MERGED_FILLED, {"count": rows.filled}),)
        return Finished(
            kind, tuple(book.sheets), name, None, None, spooled.head, spooled.header_row, spooled.widths,
            spooled.index, notices, spooled.found, merged, facts.links or sheet.links, spooled.prints,
        )  # fmt: skip


def _book(job: Job, kind: Format) -> Workbook:
    from rentix_desktop.sheets.workbook import FirstReader, SecondReader

    if kind in (Format.HTML, Format.XML):
        from rentix_desktop.sheets.markup import MarkupBook

        return MarkupBook(job.path, kind)
    return FirstReader(job.path) if job.reader is Reader.FIRST else SecondReader(job.path)


def _book_notices(job: Job, kind: Format, book: Workbook, name: str) -> Iterator[Notice]:
    if kind is Format.HTML and job.path.suffix.lower().startswith((".xl", ".ods")):
        yield Notice(NoticeCode.DISGUISED)
    elif job.reader is Reader.SECOND:
        yield Notice(NoticeCode.SECOND_READER)
    if any(sheet.hidden for sheet in book.sheets if sheet.name == name):
        yield Notice(NoticeCode.HIDDEN_SHEET)


def _sheet(job: Job, book: Workbook, guard: Guard) -> tuple[str, Sheet]:
    from rentix_desktop.sheets.workbook import choose_sheet

    def opened(name: str) -> Sheet:
        if guard.enter(name):
            return book.sheet(name)
        raise problem(Code.FILE_TOO_BIG, job.path, f"cells far away in {name}")

    names = [sheet.name for sheet in book.sheets]
    wanted = job.options.sheet
    if wanted is not None:
        if wanted not in names:
            raise problem(Code.SHEET_UNKNOWN, job.path, sheet=wanted, sheets=", ".join(names))
        return wanted, opened(wanted)
    # a sheet that nobody can read does not stand in the way of the others
    within = [sheet for sheet in book.sheets if sheet.name not in guard.too_big]
    chosen = choose_sheet(within or book.sheets, opened)
    if chosen is None:
        raise problem(Code.NO_ROWS, job.path)
    return chosen


@dataclass(frozen=True, slots=True)
class _Spooled:
    head: tuple[tuple[Cell, ...], ...]
    header_row: int | None
    widths: Mapping[int, int]
    index: SpoolIndex
    found: Found
    prints: StoredPrints | None


def _spool(
    job: Job,
    rows: Iterator[tuple[Cell, ...]],
    report: Callable[[int], None],
    *,
    merged: Sequence[Region] = (),
    odd_widths: Mapping[int, int] | None = None,
    usual: int | None = None,
    early: Callable[[tuple[tuple[Cell, ...], ...]], None] = _told_to_nobody,
) -> _Spooled:
    head: list[tuple[Cell, ...]] = []
    finder = AsideFinder(head, odd_widths)
    number = 0
    widths: Counter[int] = Counter()
    seen = 0
    prints: PrintWriter | None = None
    with job.spool.open("wb") as stream:
        writer = SpoolWriter(stream)
        for sheet_row, row in enumerate(rows):
            seen = sheet_row + 1
            if sheet_row < HEAD_ROWS:
                head.append(row)
                if sheet_row == HEAD_ROWS - 1:
                    early(tuple(head))
            if row:
                if len(row) > MAX_COLUMNS:
                    raise problem(Code.TOO_MANY_COLUMNS, job.path, count=len(row), limit=MAX_COLUMNS)
                widths[len(row)] += 1
                finder.look(number, sheet_row, row)
                writer.add(sheet_row, row)
                number += 1
                if prints is not None:
                    prints.add(sheet_row, row)
            if sheet_row == HEAD_ROWS - 1 and job.printed:
                prints = _prints(job, head, merged)
            if sheet_row % _REPORT_EVERY == 0:
                report(sheet_row)
        index = writer.finish()
    wanted = job.options.header_row
    if not index.rows or (wanted is not None and wanted >= seen):
        raise problem(Code.NO_ROWS, job.path)
    return _Spooled(
        tuple(head),
        _header_row(job, head, merged),
        dict(widths),
        index,
        finder.found(usual),
        prints.finish() if prints is not None else None,
    )


def _prints(job: Job, head: Sequence[tuple[Cell, ...]], merged: Sequence[Region]) -> PrintWriter | None:
    """Of the columns that were asked for, the first rows taken; None where they are not there. Whether the columns stand
    so in the table is for the parent to see."""
    columns = columns_named(job.printed, early_header(head, merged, job.options)[1])
    if columns is None:
        return None
    prints = PrintWriter(columns)
    for sheet_row, row in enumerate(head):
        if row:
            prints.add(sheet_row, row)
    return prints


def _header_row(job: Job, head: Sequence[tuple[Cell, ...]], merged: Sequence[Region]) -> int | None:
    wanted = job.options.header_row
    return find_header(head, merged) if wanted is None else wanted if wanted >= 0 else None
