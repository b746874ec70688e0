"""When requests were sent to each service, on disk: a restart, or a second program, forgets no rate limit.

What the text of a service means is the limiter's; here is one atomic step for several threads and processes.
"""

from __future__ import annotations

import contextlib
import errno
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

from rentix_desktop.errors import AppError
from rentix_desktop.store.files import disk_error

_SCHEMA = "CREATE TABLE IF NOT EXISTS times (scope TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID"
_PATIENCE = 30.0
"""Seconds another process may hold the file; it holds it for a millisecond."""


class SqliteRequestLog:
    """Implements `destinations.rentix.limiter.RequestLog`. The file is opened at the first use."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._database: sqlite3.Connection | None = None

    def update(self, scope: str, change: Callable[[str], str]) -> None:
        """Replaces the text of `scope` ("" at first) by what `change` makes of it, with nobody in between.

        Raises AppError DISK_FULL or DATA_FOLDER_NOT_WRITABLE, and what `change` raises; the text is then as it was.
        """
        with self._lock:
            try:
                database = self._database = self._database or self._opened()
                database.execute("BEGIN IMMEDIATE")
            except sqlite3.Error as error:
                raise self._failed(error) from error
            try:
                row = database.execute("SELECT text FROM times WHERE scope = ?", (scope,)).fetchone()
                text = change(row[0] if row else "")
                database.execute("INSERT OR REPLACE INTO times VALUES (?, ?)", (scope, text))
                database.execute("COMMIT")
            except BaseException as error:
                with contextlib.suppress(sqlite3.Error):  # a full disk has rolled back already
                    database.execute("ROLLBACK")
                if isinstance(error, sqlite3.Error):
                    raise self._failed(error) from error
                raise

    def close(self) -> None:
        with self._lock:
            if self._database is not None:
                self._database.close()
                self._database = None

    def _opened(self) -> sqlite3.Connection:
        try:
            self._path.touch(mode=0o600)
        except OSError as error:
            raise disk_error(error, self._path.parent) from error
        try:
            return self._connected()
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:  # damaged: a minute of memory, not worth asking anybody
            self._path.unlink()
            return self._connected()

    def _connected(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
        try:
            # a power cut may cost the last second, which does no harm; a killed process costs nothing
            database.execute("PRAGMA synchronous = OFF")
            database.execute(_SCHEMA)
        except BaseException:
            database.close()
            raise
        return database

    def _failed(self, error: sqlite3.Error) -> AppError:
        full = error.sqlite_errorcode == sqlite3.SQLITE_FULL
        return disk_error(OSError(errno.ENOSPC if full else errno.EIO, str(error)), self._path.parent)
