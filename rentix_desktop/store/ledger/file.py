"""Opening the ledger's file, and what its failures mean to a person. A database is never deleted."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from pathlib import Path
from typing import Final

from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.store.ledger.schema import upgrade

_BUSY_SECONDS: Final = 5.0
_CACHE_KIB: Final = 2 * 1024
_CHECKED_BYTES: Final = 64 * 1024 * 1024
"""A database up to this size is checked whole when it is opened (a fraction of a second)."""
_NO_ROOM: Final = 64 * 1024
"""Bytes that the smallest step of a database needs."""


def open_database(path: Path) -> sqlite3.Connection:
    """The writing connection, with the tables up to date. Raises AppError."""
    connection: sqlite3.Connection | None = None
    try:
        connection = connect(path)
        if path.stat().st_size <= _CHECKED_BYTES:
            verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if verdict != "ok":
                raise sqlite3.DatabaseError(str(verdict))
        upgrade(connection)
    except BaseException as error:
        # before closing, which writes what is beside the database into it: a copy shows it as it was found
        told = _told(error, path)
        if connection is not None:
            connection.close()
        if told is error:
            raise
        raise told from error
    return connection


def _told(error: BaseException, path: Path) -> BaseException:
    if isinstance(error, AppError) and error.code is Code.DATABASE_NEWER:
        error.params.update(path=str(path))
    if isinstance(error, sqlite3.Error):
        return ledger_error(error, path)
    if isinstance(error, OSError):
        return _not_writable(path, str(error.strerror))
    return error


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """In autocommit mode: transactions are begun by name. Raises AppError, OSError; sqlite3.Error where there is no file."""
    if not path.exists():
        path.touch(mode=0o600)  # clients' addresses and prices: for their owner only
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        if path.stat().st_size == 0:  # of an older one it would have to be written anew
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        if read_only:
            connection.execute("PRAGMA query_only = ON")
    except sqlite3.Error as error:
        told = ledger_error(error, path)  # before closing, as above
        connection.close()
        raise told from error
    return connection


def ledger_error(error: sqlite3.Error, path: Path) -> AppError:
    """Our error for one of the database; a damaged file is copied first."""
    code = (
        getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT if type(error) is sqlite3.DatabaseError else 0) & 0xFF
    )
    detail = f"{getattr(error, 'sqlite_errorname', '')} {error}".strip()
    folder = str(path.parent)
    match code:
        case sqlite3.SQLITE_FULL:
            return AppError(Code.DISK_FULL, Cause.ENVIRONMENT, detail=detail, path=folder)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return AppError(
                Code.DATABASE_DAMAGED, Cause.ENVIRONMENT, detail=detail, path=str(path), copy=_keep_copy(path)
            )
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return AppError(Code.DATA_FOLDER_BUSY, Cause.BUSY, detail=detail, path=folder)
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_READONLY | sqlite3.SQLITE_IOERR | sqlite3.SQLITE_PERM:
            if _is_full(path.parent):  # what lies beside a database has no room: the system does not say so
                return AppError(Code.DISK_FULL, Cause.ENVIRONMENT, detail=detail, path=folder)
            return _not_writable(path, detail)
    return AppError(Code.BUG, Cause.BUG, detail=detail)


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _NO_ROOM
    except OSError:
        return False


def _not_writable(path: Path, detail: str) -> AppError:
    return AppError(Code.DATA_FOLDER_NOT_WRITABLE, Cause.ENVIRONMENT, detail=detail, path=str(path.parent))


def _keep_copy(path: Path) -> str:
    """A copy of the damaged database and of what belongs to it; one for each state it was found in. Its path."""
    try:
        stat = path.stat()
        copy = path.with_name(f"{path.name}.damaged-{stat.st_mtime_ns // 1_000_000_000}-{stat.st_size}")
        if not copy.exists():
            shutil.copy2(path, copy)
            for end in ("-wal", "-shm"):
                with contextlib.suppress(FileNotFoundError):
                    shutil.copy2(path.with_name(path.name + end), copy.with_name(copy.name + end))
    except OSError:
        return ""  # a full disk, a dying one: the database itself stays where it is
    return str(copy)
