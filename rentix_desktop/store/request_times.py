"""When requests were sent to each service, on disk: a restart, or a second program, forgets no rate limit.

The limiter decides what the limits are; here is one atomic step, safe for several threads and processes: look whether
every window has room, and take a place in each of them.
"""

from __future__ import annotations

import contextlib
import errno
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from rentix_desktop.errors import AppError
from rentix_desktop.store.files import disk_error
from rentix_desktop.sync.clock import steady

COUNTS_FOR: Final = 61.0
"""Seconds a sent request counts for: the service's 60 and one for the way (design, section 6)."""

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS sent (base_url TEXT NOT NULL, pool TEXT NOT NULL, wall REAL NOT NULL, mono REAL NOT NULL);
CREATE INDEX IF NOT EXISTS sent_by_pool ON sent (base_url, pool);
CREATE TABLE IF NOT EXISTS closed (
    base_url TEXT NOT NULL, pool TEXT NOT NULL, wall REAL NOT NULL, mono REAL NOT NULL, seconds REAL NOT NULL,
    PRIMARY KEY (base_url, pool)
);
CREATE TABLE IF NOT EXISTS told (base_url TEXT NOT NULL, pool TEXT NOT NULL, most INTEGER NOT NULL,
    PRIMARY KEY (base_url, pool)
);
"""

# what `_Now.age` says, for all at once: a run without a limit has thousands of requests in a minute
_FORGET: Final = """
DELETE FROM sent WHERE base_url = :url AND (wall <= :wall OR mono <= :mono)
    AND (wall > :wall OR :wall - wall >= :old) AND (mono > :mono OR :mono - mono >= :old)
"""
_AHEAD: Final = "UPDATE sent SET wall = :wall, mono = :mono WHERE base_url = :url AND wall > :wall AND mono > :mono"
_NO_LIMIT: Final = 1_000_000
"""Of more requests a minute than this nobody need be told; a header may say any number."""
_TIDY_EVERY: Final = 1.0
"""Seconds between two removals of what counts no more."""
_PATIENCE: Final = 30.0
"""Seconds another process may hold the file; it holds it for a millisecond."""


class RequestTimes:
    """Implements `destinations.rentix.limiter.RequestLog`: windows by (base URL, name). Opened at the first use.

    Both clocks are kept with every time. The wall clock alone is wrong when it is set anew, the monotonic one alone
    after the computer was started anew; the younger of two plausible ages is taken: a limit is then kept too
    long at worst, never too short.
    """

    def __init__(self, path: Path, wall: Callable[[], float] = time.time, mono: Callable[[], float] = steady) -> None:
        self._path = path
        self._clocks = wall, mono
        self._lock = threading.Lock()
        self._database: sqlite3.Connection | None = None
        self._tidied: dict[str, float] = {}

    def reserve(self, base_url: str, windows: Mapping[str, int]) -> float:
        """`windows` are names with the number of requests each takes: a place is taken in all of them, or in none.

        Gives 0.0 when it was taken, else the seconds after which to ask again.
        Raises AppError DISK_FULL or DATA_FOLDER_NOT_WRITABLE.
        """
        with self._writing() as database:
            now = _Now(*self._clocks)
            if abs(now.mono - self._tidied.get(base_url, -_TIDY_EVERY)) >= _TIDY_EVERY:
                self._forget_old(database, base_url, now)
                self._tidied[base_url] = now.mono
            wait = max(
                (self._wait(database, base_url, pool, limit, now) for pool, limit in windows.items()), default=0.0
            )
            if wait > 0.0:
                return wait
            database.executemany(
                "INSERT INTO sent VALUES (?, ?, ?, ?)", [(base_url, pool, now.wall, now.mono) for pool in windows]
            )
            return 0.0

    def close_for(self, base_url: str, window: str, seconds: float) -> None:
        """The service said: nothing more into this window for so long. A shorter time does not undo a longer one."""
        with self._writing() as database:
            now = _Now(*self._clocks)
            if self._closed(database, base_url, window, now) < seconds:
                database.execute(
                    "INSERT OR REPLACE INTO closed VALUES (?, ?, ?, ?, ?)",
                    (base_url, window, now.wall, now.mono, seconds),
                )

    def told(self, base_url: str, window: str, limit: int) -> None:
        """The service's own number for this window. The lowest one told holds while requests count there."""
        with self._writing() as database:
            database.execute(
                "INSERT INTO told VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET most = min(most, excluded.most)",
                (base_url, window, min(limit, _NO_LIMIT)),
            )

    def close(self) -> None:
        with self._lock:
            if self._database is not None:
                self._database.close()
                self._database = None

    def _wait(self, database: sqlite3.Connection, base_url: str, pool: str, limit: int, now: _Now) -> float:
        closed = self._closed(database, base_url, pool, now)
        told = database.execute("SELECT most FROM told WHERE base_url = ? AND pool = ?", (base_url, pool)).fetchone()
        limit = limit if told is None else min(limit, told[0])
        sent = "FROM sent WHERE base_url = ? AND pool = ?"
        (count,) = database.execute(f"SELECT count(*) {sent}", (base_url, pool)).fetchone()
        if count < limit:
            return closed
        rows = database.execute(f"SELECT wall, mono {sent}", (base_url, pool))
        ages = sorted(age for wall, mono in rows if (age := now.age(wall, mono)) < COUNTS_FOR)
        return closed if len(ages) < limit else max(closed, COUNTS_FOR - ages[limit - 1])

    @staticmethod
    def _closed(database: sqlite3.Connection, base_url: str, pool: str, now: _Now) -> float:
        row = database.execute(
            "SELECT wall, mono, seconds FROM closed WHERE base_url = ? AND pool = ?", (base_url, pool)
        ).fetchone()
        return 0.0 if row is None else max(0.0, row[2] - now.age(row[0], row[1]))

    @staticmethod
    def _forget_old(database: sqlite3.Connection, base_url: str, now: _Now) -> None:
        """Also takes times that lie in the future by both clocks for now: else they would count until then."""
        moment = {"url": base_url, "wall": now.wall, "mono": now.mono, "old": COUNTS_FOR}
        database.execute(_FORGET, moment)
        database.execute(_AHEAD, moment)
        database.execute(
            "DELETE FROM told WHERE base_url = ?1 AND pool NOT IN (SELECT pool FROM sent WHERE base_url = ?1)",
            (base_url,),
        )
        database.execute(
            "UPDATE closed SET wall = ?, mono = ? WHERE base_url = ? AND wall > ? AND mono > ?",
            (now.wall, now.mono, base_url, now.wall, now.mono),
        )

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, with nobody else between its reading and its writing."""
        with self._lock:
            try:
                if self._database is None:
                    self._database = self._opened()
                self._database.execute("BEGIN IMMEDIATE")
                try:
                    yield self._database
                    self._database.execute("COMMIT")
                except BaseException:
                    with contextlib.suppress(sqlite3.Error):  # a full disk has rolled back already
                        self._database.execute("ROLLBACK")
                    raise
            except sqlite3.Error as error:
                raise self._failed(error) from error

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
            try:
                self._path.unlink()
            except OSError as error:  # Windows, and another program has it open
                raise disk_error(error, self._path.parent) from error
            return self._connected()

    def _connected(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
        try:
            # a power cut may cost the last second, which does no harm; a killed process costs nothing
            database.execute("PRAGMA synchronous = OFF")
            verdict = database.execute("PRAGMA quick_check(1)").fetchone()[0]
            if verdict != "ok":
                raise sqlite3.DatabaseError(str(verdict))
            database.executescript(_SCHEMA)
        except BaseException:
            database.close()
            raise
        return database

    def _failed(self, error: sqlite3.Error) -> AppError:
        full = error.sqlite_errorcode == sqlite3.SQLITE_FULL
        return disk_error(OSError(errno.ENOSPC if full else errno.EIO, str(error)), self._path.parent)


class _Now:
    """This moment by both clocks; the monotonic one counts from the start of the computer, for all programs alike."""

    def __init__(self, wall: Callable[[], float], mono: Callable[[], float]) -> None:
        self.wall = wall()
        self.mono = mono()

    def age(self, wall: float, mono: float) -> float:
        """Seconds since a moment, never more than they truly are; 0 for one that lies ahead by both clocks."""
        ages = [age for age in (self.wall - wall, self.mono - mono) if age >= 0.0]
        return min(ages, default=0.0)
