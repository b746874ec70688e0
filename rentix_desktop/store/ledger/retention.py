"""What the ledger does not keep any longer: rows of old runs, then the runs themselves; the room goes back to the disk."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Protocol

from rentix_desktop.store.ledger.codec import counts_to_json
from rentix_desktop.store.ledger.schema import NOT_PUBLISHED
from rentix_desktop.sync.books.history import Pruned
from rentix_desktop.sync.ledger import Counts

_STEP: Final = 1_000
"""Rows removed at a time: a run that goes on meanwhile waits for a hundredth of a second at most."""
_BETWEEN_SECONDS: Final = 0.002
_PAGES: Final = 500
"""Pages given back at a time (2 MB)."""
_FREE_PAGES: Final = 2_000
"""An older database, which cannot give pages back bit by bit, is written anew once it has so many free (8 MB)."""
_DAY: Final = 86_400.0
_INCREMENTAL: Final = 2


class _Database(Protocol):
    _path: Path

    def _read(self, sql: str, params: Sequence[object] | dict[str, object] = ()) -> list[tuple[Any, ...]]: ...

    def _transaction(self, *, flush: bool = True) -> AbstractContextManager[sqlite3.Connection]: ...

    def _quietly(self) -> AbstractContextManager[sqlite3.Connection]: ...

    def _runs_now(self) -> bool: ...

    def counts(self, run: int) -> Counts: ...

    def size(self) -> int: ...

    def _remove_rows(self, run: int, go_on: Callable[[], bool]) -> int: ...

    def _remove_runs(self, runs: Sequence[int]) -> int: ...

    def _give_back(self, go_on: Callable[[], bool]) -> None: ...


@dataclass(frozen=True, slots=True)
class _Run:
    id: int
    parent: int | None
    source: str
    upload: bool
    at: float  # of its end
    open: bool  # planned, going on, or to be resumed
    rows: bool  # it has some


class RetentionTable:
    """The part of the ledger that forgets."""

    def prune(
        self: _Database,
        now: float,
        history_days: int,
        rows_days: int,
        go_on: Callable[[], bool] = lambda: True,
    ) -> Pruned:
        before, done = self.size(), Pruned()
        for run in _older(_runs(self), now - min(rows_days, history_days) * _DAY):
            if not go_on():
                break
            if run.rows:
                done = replace(done, rows=done.rows + self._remove_rows(run.id, go_on))
        if go_on():
            old = now - history_days * _DAY
            done = replace(done, runs=self._remove_runs([run.id for run in _older(_runs(self), old)]))
            with self._transaction(flush=False) as db:
                visits = db.execute(_VISITS, (old,)).rowcount
            done = replace(done, visits=visits)
        if go_on():
            self._give_back(go_on)
        return replace(done, freed=max(0, before - self.size()))

    def size(self: _Database) -> int:
        beside = (self._path.with_name(self._path.name + end) for end in ("", "-wal"))
        found = 0
        for path in beside:
            with suppress(FileNotFoundError):
                found += path.stat().st_size
        return found

    def _remove_rows(self: _Database, run: int, go_on: Callable[[], bool]) -> int:
        """Its counts are kept before the first row goes; from then on they are what is told of it."""
        with self._transaction(flush=False) as db:
            db.execute(
                "UPDATE runs SET counts = ? WHERE id = ? AND counts IS NULL", (counts_to_json(self.counts(run)), run)
            )
        removed, last = 0, -1
        while go_on():
            with self._transaction(flush=False) as db:
                seqs = db.execute(
                    f"SELECT r.seq FROM rows r WHERE r.run = ? AND r.seq > ? AND NOT (r.answer IS 'accepted' AND {NOT_PUBLISHED}) ORDER BY r.seq LIMIT ?",  # noqa: S608 - constants
                    (run, last, _STEP),
                ).fetchall()
                if not seqs:
                    db.execute("DELETE FROM held WHERE run = ?", (run,))
                    break
                last = seqs[-1][0]
                for table in ("contents", "befores", "rows"):
                    db.executemany(
                        f"DELETE FROM {table} WHERE run = ? AND seq = ?",  # noqa: S608 - constants
                        [(run, seq) for (seq,) in seqs],
                    )
            removed += len(seqs)
            time.sleep(_BETWEEN_SECONDS)  # the lock goes round
        return removed

    def _remove_runs(self: _Database, runs: Sequence[int]) -> int:
        """Those without rows; a run that another one was made from stays for as long as that one."""
        removed = 0
        with self._transaction(flush=False) as db:
            for run in sorted(runs, reverse=True):  # what was made from a run has a higher number
                removed += db.execute(
                    "DELETE FROM runs WHERE id = :run AND NOT EXISTS (SELECT 1 FROM runs made WHERE made.parent = :run)"
                    " AND NOT EXISTS (SELECT 1 FROM rows WHERE rows.run = :run)",
                    {"run": run},
                ).rowcount
        return removed

    def _give_back(self: _Database, go_on: Callable[[], bool]) -> None:
        with self._quietly() as db:  # the reading connection may not have seen yet that it was written anew
            ((mode,),), ((free,),) = (
                db.execute(f"PRAGMA {name}").fetchall() for name in ("auto_vacuum", "freelist_count")
            )
        if mode != _INCREMENTAL and free >= _FREE_PAGES and not self._runs_now() and _has_room(self._path):
            with self._quietly() as db:  # once: from then on it gives back bit by bit
                db.execute(f"PRAGMA auto_vacuum = {_INCREMENTAL}")
                db.execute("VACUUM")
        while free > 0 and mode == _INCREMENTAL and go_on():
            with self._quietly() as db:
                db.execute(f"PRAGMA incremental_vacuum({_PAGES})").fetchall()
            free -= _PAGES
            time.sleep(_BETWEEN_SECONDS)
        with self._quietly() as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


_VISITS: Final = """
    DELETE FROM visits WHERE at < ? AND id NOT IN (SELECT max(id) FROM visits GROUP BY source)
        AND id NOT IN (SELECT max(id) FROM visits WHERE end IN ('synced', 'same') GROUP BY source)
"""
"""The last of each source stays, and the last that took its file."""


def _runs(ledger: _Database) -> list[_Run]:
    found = ledger._read(
        "SELECT id, parent, source, kind = 'upload' AND started_at IS NOT NULL,"
        " coalesce(finished_at, started_at, created_at),"
        " started_at IS NULL OR (NOT complete AND replaced_by IS NULL),"
        " EXISTS (SELECT 1 FROM rows WHERE rows.run = runs.id) FROM runs ORDER BY id"
    )
    return [
        _Run(number, parent, source, bool(upload), at, bool(is_open), bool(rows))
        for number, parent, source, upload, at, is_open, rows in found
    ]


def _older(runs: Sequence[_Run], than: float) -> list[_Run]:
    """Those that may go: an upload and all that was made from it go together, when the last of them is old enough."""
    roots: dict[int, int] = {}
    stay: set[int] = set()
    newest = {run.source: run.id for run in runs if run.upload}
    for run in runs:
        root = roots.get(run.parent, run.id) if run.parent is not None else run.id
        roots[run.id] = root
        if run.open or run.at >= than or newest.get(run.source) == run.id:
            stay.add(root)
    return [run for run in runs if roots[run.id] not in stay]


def _has_room(path: Path) -> bool:
    return shutil.disk_usage(path.parent).free > 3 * path.stat().st_size
