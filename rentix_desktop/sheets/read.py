"""Opening a file as a table: a child process reads it within limits and spools its rows to disk."""

from __future__ import annotations

import errno
import multiprocessing
import time
from collections.abc import Sequence
from dataclasses import replace
from os import stat_result
from pathlib import Path
from stat import S_ISREG
from typing import Any, Final, Protocol

from rentix_desktop.errors import AppError, Cause, Code, no_room_left
from rentix_desktop.sheets import child
from rentix_desktop.sheets.child import Failed, Finished, Job, Message, Reached, Reader
from rentix_desktop.sheets.early import Head, early_info, peek
from rentix_desktop.sheets.guard import SPANS_TOO_FAR
from rentix_desktop.sheets.prints import ColumnName
from rentix_desktop.sheets.spool import Spool, delete_leftovers, delete_spool, new_spool
from rentix_desktop.sheets.spooled import SpooledTable
from rentix_desktop.sheets.system import ran_out_of_memory
from rentix_desktop.sheets.table import Early, Progress, ReadOptions, Table

MEMORY_LIMIT = 2 << 30
"""Bytes that a reader may allocate."""
TIME_LIMIT = 300.0
"""Seconds that one reader may take."""
_LISTEN: Final = 0.1
"""Seconds between two looks at whether the reading should stop; also how often `progress` is told, at the most."""


def open_table(
    path: Path,
    options: ReadOptions = ReadOptions(),  # noqa: B008 - frozen, safe to share
    *,
    spool_folder: Path,
    progress: Progress | None = None,
    early: Early | None = None,
    printed: Sequence[ColumnName] = (),
) -> Table:
    """Read the file at `path` to its end and return its table. Blocking: call it in a worker thread.

    `early` is told the first rows, in the same thread, before the rest is read: of a text file at once, of a workbook
    as soon as the reader has them; not at all where the file is small or wrong. What is known at the end may differ.

    `printed`: the columns that `Table.prints` will be asked for; then it need not look at the rows again.

    Raises `AppError`: FILE_MISSING, FILE_NOT_READABLE, FILE_FORMAT_UNKNOWN, FILE_ENCRYPTED, FILE_DAMAGED, FILE_EMPTY,
    FILE_TOO_BIG, FILE_CHANGED (all with params path, the name of the file), SHEET_UNKNOWN (sheet, sheets),
    ENCODING_UNKNOWN (path, encoding), NO_ROWS, TOO_MANY_COLUMNS (count, limit), DATA_FOLDER_NOT_WRITABLE, DISK_FULL,
    STOPPED when `progress` answers False. A table with a header and no rows below is not an error.
    """
    before = _look_at(path)
    spool = _make_spool(spool_folder)
    delete_leftovers(spool_folder)
    kept = False
    try:
        if early is not None and (first := peek(path, options)) is not None:
            early(first)
        job = Job(path, spool, options, Reader.FIRST, MEMORY_LIMIT, early is not None, tuple(printed))
        outcome = _read(job, progress, early)
        if isinstance(outcome, Failed) and outcome.again:
            second = _read(replace(job, reader=Reader.SECOND), progress, early)
            # what the first reader said is kept where the second one cannot do better
            outcome = second if isinstance(second, Finished) or second.code is Code.FILE_TOO_BIG else outcome
        if _changed(path, before):
            raise AppError(Code.FILE_CHANGED, Cause.DATA, path=path.name)
        if isinstance(outcome, Failed):
            raise AppError(outcome.code, outcome.cause, detail=outcome.detail, **outcome.params)
        kept = True
        return SpooledTable.of(path, outcome, Spool(spool, outcome.index))
    finally:
        if not kept:
            delete_spool(spool)


def _look_at(path: Path) -> stat_result:
    try:
        found = path.stat()
        if not S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "not a file")  # a pipe would keep us waiting for ever
        with path.open("rb"):
            pass
    except FileNotFoundError as error:
        raise AppError(Code.FILE_MISSING, Cause.DATA, path=str(path)) from error
    except (OSError, ValueError) as error:
        raise AppError(Code.FILE_NOT_READABLE, Cause.DATA, detail=str(error), path=path.name) from error
    if found.st_size == 0:
        raise AppError(Code.FILE_EMPTY, Cause.DATA, path=path.name)
    return found


def _changed(path: Path, before: stat_result) -> bool:
    try:
        now = path.stat()
    except OSError:
        return True
    return (now.st_size, now.st_mtime_ns, now.st_ino) != (before.st_size, before.st_mtime_ns, before.st_ino)


def _make_spool(folder: Path) -> Path:
    try:
        spool = new_spool(folder)
        spool.touch()
    except OSError as error:
        code = Code.DISK_FULL if no_room_left(error) else Code.DATA_FOLDER_NOT_WRITABLE
        raise AppError(code, Cause.ENVIRONMENT, detail=str(error), path=str(folder)) from error
    return spool


def _read(job: Job, progress: Progress | None, early: Early | None) -> Failed | Finished:
    """Run one child over the job and wait for its last word."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=child.run, args=(job, theirs), daemon=True, name="sheet-reader")
    try:
        process.start()
        theirs.close()
        outcome = _listen(ours, job, progress, early)
        if outcome is not None:
            return outcome
        process.join()
        return _died(job, process.exitcode)
    finally:
        if process.is_alive():
            process.kill()
            process.join()
        ours.close()


class _Pipe(Protocol):
    """Our end of the pipe; its type has another name on Windows."""

    def poll(self, timeout: float) -> bool: ...

    def recv(self) -> Any: ...


def _listen(connection: _Pipe, job: Job, progress: Progress | None, early: Early | None) -> Failed | Finished | None:
    """Pass on how far the child got until it ends; None when it died without a word."""
    deadline = time.monotonic() + TIME_LIMIT
    reached = Reached(0, None)
    told = 0.0
    while True:
        try:
            message: Message | None = connection.recv() if connection.poll(_LISTEN) else None
        except (EOFError, OSError):
            return None
        if isinstance(message, Failed | Finished):
            return message
        if isinstance(message, Head):
            if early is not None:
                early(early_info(job.path, message, job.options))
            continue
        reached = message or reached
        now = time.monotonic()
        if now > deadline:
            return Failed(Code.FILE_TOO_BIG, Cause.DATA, "time", {"path": job.path.name})
        if progress is not None and now - told >= _LISTEN:
            told = now
            if not progress(reached.rows, reached.fraction):
                raise AppError(Code.STOPPED, Cause.USAGE)


def _died(job: Job, exit_code: int | None) -> Failed:
    """A child that ended without a word: killed by its limits, or by what the file did to the reader."""
    final = exit_code == SPANS_TOO_FAR
    code = Code.FILE_TOO_BIG if final or ran_out_of_memory(exit_code) else Code.FILE_DAMAGED
    again = job.reader is Reader.FIRST and not final
    return Failed(code, Cause.DATA, f"reader ended with {exit_code}", {"path": job.path.name}, again)
