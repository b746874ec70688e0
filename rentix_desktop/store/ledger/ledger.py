"""The ledger on disk: SQLite, one database per account, every fact safe before the next request goes out."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from rentix_desktop.errors import AppError
from rentix_desktop.store.ledger.agents import AgentsTable
from rentix_desktop.store.ledger.codec import (
    LISTING_COLUMNS,
    ROW_COLUMNS,
    RUN_COLUMNS,
    before_of,
    clean,
    counts_of,
    listing_of,
    planned_to_sql,
    row_of,
    run_of,
)
from rentix_desktop.store.ledger.conflicts import ConflictsTable
from rentix_desktop.store.ledger.corrections import CorrectionsTable, drop_overtaken
from rentix_desktop.store.ledger.file import connect, ledger_error, open_database
from rentix_desktop.store.ledger.history import HistoryTable
from rentix_desktop.store.ledger.learning import LearningTable
from rentix_desktop.store.ledger.links import LinksTable
from rentix_desktop.store.ledger.pairs import PairsTable
from rentix_desktop.store.ledger.published import PublishedTable
from rentix_desktop.store.ledger.retention import RetentionTable
from rentix_desktop.store.ledger.schema import DESCENT, STATE
from rentix_desktop.store.ledger.settle import remove_run, settle
from rentix_desktop.store.ledger.visits import VisitsTable
from rentix_desktop.sync.destination import Lost, Outcome
from rentix_desktop.sync.ledger import (
    AccountKey,
    Action,
    Before,
    Counts,
    LedgerRow,
    Listing,
    NewRun,
    PlannedRow,
    RunInfo,
    RunKind,
    State,
)
from rentix_desktop.sync.states import LEFT

_SESSION: Final = uuid4().hex
"""This process. A run whose session is another one, and that has no end, was interrupted."""
_PAGE: Final = 500
"""Rows read at a time, so that a long reading never holds the others up."""
_ROWS: Final = "FROM rows r JOIN contents c ON c.run = r.run AND c.seq = r.seq WHERE r.run = :run"


class SqliteLedger(
    HistoryTable,
    RetentionTable,
    PublishedTable,
    VisitsTable,
    CorrectionsTable,
    LearningTable,
    AgentsTable,
    PairsTable,
    LinksTable,
    ConflictsTable,
):
    """Implements `sync.ledger.Ledger` for one account. Usable from several threads.

    One connection writes and one reads, each behind a lock: the window looks while the engine writes. Only one program
    may have the database open (the data folder's lock sees to that): intents that a dead one left are in doubt from
    the opening on. Every method raises AppError DISK_FULL, DATA_FOLDER_NOT_WRITABLE, DATABASE_DAMAGED or
    DATA_FOLDER_BUSY where the database fails; nothing of the call is on disk then.
    """

    def __init__(self, path: Path, account: AccountKey, clock: Callable[[], float] = time.time) -> None:
        """Opens or makes the database. Raises AppError DATABASE_NEWER and those above."""
        self._path = path
        self._account = account
        self._clock = clock
        self._writing = threading.RLock()
        self._reading = threading.RLock()
        self._together: int | None = None  # the thread whose writes are one
        self._me = f"{_SESSION}/{uuid4().hex}"  # this opening: what it plans, no other one throws away
        self._ended: set[int] = set()  # runs whose end is to be written, or could not be
        self._writer = open_database(path)
        try:
            with self._translated():
                self._reader = connect(path, read_only=True)
            self._recover()
        except BaseException:
            self.close()
            raise

    # what was accepted ------------------------------------------------------------------------------------------------
    def listings(self, external_ids: Sequence[str]) -> dict[str, Listing]:
        found = self._read(
            f"SELECT {LISTING_COLUMNS} FROM listings WHERE external_id IN (SELECT value FROM json_each(?))",  # noqa: S608 - constants
            (json.dumps(list(external_ids)),),
        )
        return {
            each.external_id: each if each.shown else replace(each, before_hidden=self.before_hidden(each.external_id))
            for each in map(listing_of, found)
        }

    def listings_of(self, source: str) -> Iterator[Listing]:
        last = ""
        while page := self._read(
            f"SELECT {LISTING_COLUMNS} FROM listings WHERE source = ? AND external_id > ?"  # noqa: S608 - constants
            " ORDER BY external_id LIMIT ?",
            (source, last, _PAGE),
        ):
            for listing in map(listing_of, page):
                last = listing.external_id
                yield listing

    def maybe_there(self, source: str) -> list[str]:
        found = self._read("SELECT external_id FROM maybe_there WHERE source = ? ORDER BY external_id", (source,))
        return [external_id for (external_id,) in found]

    def not_there(self, external_id: str) -> None:
        self._write("DELETE FROM maybe_there WHERE external_id = ?", (external_id,))

    # planning (not flushed: what a power cut takes is planned again; `start` puts the whole on disk) -------------------
    def begin(self, run: NewRun) -> int:
        with self._transaction(flush=False) as db:
            # those of another opening in this process are still wanted: the window plans while a kept file is sent
            left = "started_at IS NULL AND (session IS NULL OR session = :me OR session NOT LIKE :here)"
            found = db.execute(f"SELECT id FROM runs WHERE {left}", {"me": self._me, "here": f"{_SESSION}/%"})  # noqa: S608 - constants
            for (planned,) in found.fetchall():
                remove_run(db, planned)
            cursor = db.execute(
                "INSERT INTO runs (kind, source, file_name, parent, created_at, session, origin, file_changed_at)"
                " VALUES (:kind, :source, :file, :parent, :now, :me, :origin, coalesce(:changed, CASE WHEN :kind = 'retry' THEN"
                " (SELECT file_changed_at FROM runs WHERE id = :parent) END))",
                {
                    "kind": run.kind.value,
                    "source": run.source,
                    "file": run.file_name,
                    "parent": run.parent,
                    "now": self._clock(),
                    "me": self._me,
                    "origin": run.origin and clean(run.origin),
                    "changed": run.file_changed_at,
                },
            )
            assert cursor.lastrowid is not None  # noqa: S101 - an INSERT has one
            return cursor.lastrowid

    def add_rows(self, run: int, rows: Iterable[PlannedRow]) -> None:
        pairs = [planned_to_sql(run, row) for row in rows]
        with self._transaction(flush=False) as db:
            db.executemany(
                "INSERT INTO rows (run, seq, row, sheet_row, external_id, action, portal_id)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                [facts for facts, _ in pairs],
            )
            db.executemany(
                "INSERT INTO contents (run, seq, rest, fields, beyond, problems, applied) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [contents for _, contents in pairs],
            )
            if pairs:  # whether these are new nobody knows
                db.execute(
                    "UPDATE rows SET ever_in_doubt = 1 WHERE run = ? AND seq >= ? AND action = 'create'"
                    " AND external_id IN (SELECT external_id FROM maybe_there)",
                    (run, min(facts[1] for facts, _ in pairs)),
                )

    def start(self, run: int) -> None:
        info = self.run(run)
        self._ended.discard(run)
        with self._transaction() as db:
            self._lose_intents(db, run)
            drop_overtaken(db, run)
            db.execute(
                "UPDATE runs SET started_at = coalesce(started_at, ?), finished_at = NULL, complete = 0, session = ?"
                " WHERE id = ?",
                (self._clock(), _SESSION, run),
            )
            db.execute(
                "UPDATE runs SET replaced_by = :run WHERE id < :run AND started_at IS NOT NULL AND NOT complete AND source = :source"
                " AND kind <> 'link' AND (:kind = 'upload' OR (:kind = 'retry' AND kind = 'retry' AND parent = :parent))",
                {"run": run, "source": info.source, "kind": info.kind.value, "parent": info.parent},
            )
            if info.kind is RunKind.UNDO:
                db.execute(
                    f"UPDATE runs SET replaced_by = ? WHERE id < ? AND NOT complete AND id IN ({DESCENT})",  # noqa: S608 - constants
                    (run, run, info.parent),
                )

    def discard(self, run: int) -> None:
        with self._transaction() as db:
            remove_run(db, run)

    def planned(
        self,
        run: int,
        actions: Collection[Action],
        after_seq: int,
        limit: int,
        *,
        with_problems: bool = False,
        corrected: bool = False,
    ) -> list[LedgerRow]:
        names = ", ".join(f"'{action.value}'" for action in actions)
        where = f" AND r.action IN ({names})" + (" AND c.problems <> '[]'" if with_problems else "")
        where += " AND c.applied <> ''" if corrected else ""
        return self._rows_after(run, None, after_seq, limit, where=where)

    # running ----------------------------------------------------------------------------------------------------------
    def pending(self, run: int, after_seq: int, limit: int) -> list[LedgerRow]:
        return self._rows_after(run, LEFT, after_seq, limit)

    def in_doubt(self, run: int, limit: int, after_seq: int = -1) -> list[LedgerRow]:
        return self._rows_after(run, (State.IN_DOUBT,), after_seq, limit)

    def intend(self, run: int, seqs: Sequence[int]) -> None:
        with self._transaction() as db:
            db.executemany(
                "UPDATE rows SET ever_in_doubt = max(ever_in_doubt, lost, intent), intent = 1, attempts = attempts + 1"
                " WHERE run = ? AND seq = ?",
                [(run, seq) for seq in seqs],
            )

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        with self._transaction():
            self._together = threading.get_ident()
            try:
                yield
            finally:
                self._together = None

    def settle(self, run: int, outcomes: Sequence[tuple[int, Outcome]]) -> None:
        with self._transaction() as db:
            settle(db, run, outcomes, self._clock())

    def befores(self, run: int, seqs: Sequence[int]) -> dict[int, Before]:
        found = self._read(
            "SELECT seq, fields, doubt, shown, status, made FROM befores"
            " WHERE run = ? AND seq IN (SELECT value FROM json_each(?))",
            (run, json.dumps(list(seqs))),
        )
        return {seq: before_of(*facts) for seq, *facts in found}

    def withdraw(self, run: int, seqs: Sequence[int]) -> None:
        with self._transaction() as db:
            db.executemany(
                "UPDATE rows SET intent = 0, attempts = attempts - 1 WHERE run = ? AND seq = ? AND intent",
                [(run, seq) for seq in seqs],
            )

    def not_applied(self, run: int, seqs: Sequence[int]) -> None:
        with self._transaction() as db:
            db.executemany(
                "UPDATE rows SET lost = 0 WHERE run = ? AND seq = ? AND NOT intent", [(run, seq) for seq in seqs]
            )

    def count_request(self, run: int) -> None:
        self._write("UPDATE runs SET requests = requests + 1 WHERE id = ?", (run,), flush=False)

    def finish(self, run: int, seconds: float, *, complete: bool) -> None:
        self._ended.add(run)  # also where the disk is full: nobody runs it any more
        self._write(
            "UPDATE runs SET finished_at = ?, seconds = seconds + ?, complete = ? WHERE id = ?",
            (self._clock(), seconds, complete, run),
        )

    # looking ----------------------------------------------------------------------------------------------------------
    def counts(self, run: int) -> Counts:
        kept = self._read("SELECT counts FROM runs WHERE id = ?", (run,))
        if kept and kept[0][0] is not None:  # its rows were removed
            return counts_of(kept[0][0])
        by_state: dict[State, int] = {}
        by_action: dict[Action, int] = {}
        accepted = {"created": 0, "updated": 0, "hidden": 0}
        total = unexplained = 0
        for state, action, created, count, wordless in self._read(
            f"""
            SELECT {STATE} AS state, r.action,
                CASE WHEN r.created IS NOT NULL AND NOT r.ever_in_doubt THEN r.created ELSE r.action = 'create' END,
                count(*), sum(r.unexplained)
            FROM rows r WHERE r.run = :run GROUP BY 1, 2, 3
            UNION ALL SELECT 'unchanged', 'none', 0, same, 0 FROM runs WHERE id = :run AND same
            """,  # noqa: S608 - constants
            {"run": run, "alive": self._alive(run)},
        ):
            total += count
            by_state[State(state)] = by_state.get(State(state), 0) + count
            by_action[Action(action)] = by_action.get(Action(action), 0) + count
            if state == State.REFUSED:
                unexplained += wordless
            if state == State.ACCEPTED:
                became = "hidden" if action == Action.HIDE else "created" if created else "updated"
                accepted[became] += count
        return Counts(total, by_state, by_action, **accepted, unexplained=unexplained)

    def rows(
        self, run: int, states: Sequence[State] | None = None, offset: int = 0, limit: int | None = None
    ) -> Iterator[LedgerRow]:
        left = limit
        after = -1
        while left is None or left > 0:
            page = self._rows_after(run, states, after, _PAGE if left is None else min(_PAGE, left), offset)
            yield from page
            if not page:
                return
            after, offset = page[-1].planned.seq, 0
            left = None if left is None else left - len(page)

    def run(self, run: int) -> RunInfo:
        found = self._read(f"SELECT {RUN_COLUMNS} FROM runs WHERE id = ?", (run,))  # noqa: S608 - constants
        if not found:
            raise LookupError(run)
        return run_of(found[0], self._account)

    def origin(self, run: int) -> str | None:
        found = self._read("SELECT origin FROM runs WHERE id = ?", (run,))
        if not found:
            raise LookupError(run)
        origin: str | None = found[0][0]
        return origin

    def runs(self, limit: int | None = None) -> list[RunInfo]:
        found = self._read(
            f"SELECT {RUN_COLUMNS} FROM runs WHERE started_at IS NOT NULL ORDER BY id DESC LIMIT ?",  # noqa: S608 - constants
            (-1 if limit is None else limit,),
        )
        return [run_of(sql, self._account) for sql in found]

    def close(self) -> None:
        if hasattr(self, "_reader"):
            with contextlib.suppress(
                AppError, sqlite3.Error
            ):  # also closed before; what it planned is wanted by nobody
                self._write("UPDATE runs SET session = NULL WHERE session = ?", (self._me,), flush=False)
        with self._writing, self._reading:
            for name in ("_reader", "_writer"):
                connection: sqlite3.Connection | None = getattr(self, name, None)
                if connection is not None:
                    connection.close()

    # inside -----------------------------------------------------------------------------------------------------------
    def _rows_after(
        self, run: int, states: Sequence[State] | None, after_seq: int, limit: int, offset: int = 0, where: str = ""
    ) -> list[LedgerRow]:
        only = where
        if states is not None:
            only += " AND state IN (SELECT value FROM json_each(:states))"
        found = self._read(
            f"SELECT {STATE} AS state, {ROW_COLUMNS} {_ROWS} AND r.seq > :after{only}"
            " ORDER BY r.seq LIMIT :limit OFFSET :offset",
            {
                "run": run,
                "alive": self._alive(run),
                "after": after_seq,
                "states": json.dumps([] if states is None else list(states)),
                "limit": limit,
                "offset": offset,
            },
        )
        return [row_of(sql) for sql in found]

    def _resumable(self) -> list[RunInfo]:
        """The runs that did not end and do not go on now, newest first."""
        found = self._read(
            f"SELECT {RUN_COLUMNS} FROM runs WHERE started_at IS NOT NULL AND NOT complete AND replaced_by IS NULL"  # noqa: S608 - constants
            " AND (finished_at IS NOT NULL OR session IS NOT ? OR id IN (SELECT value FROM json_each(?))) ORDER BY id DESC",
            (_SESSION, json.dumps(list(self._ended))),
        )
        return [run_of(sql, self._account) for sql in found]

    def _alive(self, run: int) -> bool:
        if run in self._ended:
            return False
        found = self._read(
            "SELECT started_at IS NULL OR (finished_at IS NULL AND session IS ?) FROM runs WHERE id = ?",
            (_SESSION, run),
        )
        return bool(found and found[0][0])

    def _recover(self) -> None:
        """What a dead program had on its way is in doubt."""
        with self._transaction() as db:
            dead = "SELECT DISTINCT r.run FROM rows r JOIN runs ON runs.id = r.run WHERE r.intent AND runs.session IS NOT ?"
            for (run,) in db.execute(dead, (_SESSION,)).fetchall():
                self._lose_intents(db, run)

    def _lose_intents(self, db: sqlite3.Connection, run: int) -> None:
        seqs = db.execute("SELECT seq FROM rows WHERE run = ? AND intent", (run,)).fetchall()
        settle(db, run, [(seq, Lost("interrupted")) for (seq,) in seqs], self._clock())

    def _read(self, sql: str, params: Sequence[object] | dict[str, object] = ()) -> list[tuple[Any, ...]]:
        if self._together == threading.get_ident():
            with self._translated():
                return self._writer.execute(sql, params).fetchall()
        with self._reading, self._translated():
            return self._reader.execute(sql, params).fetchall()

    def _write(self, sql: str, params: Sequence[object], *, flush: bool = True) -> None:
        with self._transaction(flush=flush) as db:
            db.execute(sql, params)

    @contextlib.contextmanager
    def _transaction(self, *, flush: bool = True) -> Iterator[sqlite3.Connection]:
        """On disk, whole, when it is left without an error; without `flush` at the latest when a next one with it is."""
        db = self._writer
        if self._together == threading.get_ident():  # its end is the end of what is written together
            with self._translated():
                yield db
            return
        with self._writing, self._translated():
            db.execute(f"PRAGMA synchronous = {'FULL' if flush else 'NORMAL'}")
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def _quietly(self) -> Iterator[sqlite3.Connection]:
        """For what stands in no transaction."""
        with self._writing, self._translated():
            yield self._writer

    def _runs_now(self) -> bool:
        found = self._read("SELECT 1 FROM runs WHERE session IS ? AND finished_at IS NULL AND started_at", (_SESSION,))
        return bool(found)

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise ledger_error(error, self._path) from error
