"""What the database of one account tells of days gone by: figures, and the life of a listing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, Protocol

from rentix_desktop.store.ledger.codec import ROW_COLUMNS, RUN_COLUMNS, before_of, row_of, run_of
from rentix_desktop.store.ledger.schema import DESCENT, NOT_PUBLISHED, STATE
from rentix_desktop.sync.books.history import Answered, Became, Failing, Known, Lived, Quota, Unfinished
from rentix_desktop.sync.ledger import AccountKey, Before, Counts, LedgerRow, RunInfo, RunKind, State
from rentix_desktop.sync.states import LEFT

_PAGE: Final = 500

_ANSWERED: Final = """
    SELECT a.run, runs.source, a.answered_at,
        CASE
            WHEN a.answer = 'refused' THEN 'refused'
            WHEN a.action = 'hide' THEN 'hidden'
            WHEN CASE WHEN a.created IS NOT NULL AND NOT a.ever_in_doubt THEN a.created ELSE a.action = 'create' END
                THEN 'created'
            ELSE 'updated'
        END, sum(a.number), runs.file_changed_at
    FROM (
        SELECT answered_at, run, answer, action, created, ever_in_doubt, count(*) AS number FROM rows
        WHERE answered_at >= :since GROUP BY 1, 2, 3, 4, 5, 6
    ) a JOIN runs ON runs.id = a.run WHERE runs.kind <> 'link' GROUP BY a.answered_at, a.run, 4
"""
_BLOCKED: Final = """
    SELECT runs.id, runs.source, runs.started_at, 'blocked', count(*), runs.file_changed_at
    FROM runs CROSS JOIN rows r INDEXED BY rows_failed ON r.run = runs.id
        AND (r.answer = 'refused' OR r.action = 'blocked') AND r.action = 'blocked'
    WHERE runs.started_at >= :since AND runs.kind <> 'link' GROUP BY runs.id
"""
_FAILING: Final = f"""
    SELECT r.run, r.seq, r.row, r.external_id, {STATE} AS state, r.messages,
        CASE WHEN r.action = 'blocked' THEN (SELECT problems FROM contents c WHERE c.run = r.run AND c.seq = r.seq) END
    FROM rows r INDEXED BY rows_failed WHERE r.run = :run AND (r.answer = 'refused' OR r.action = 'blocked')
    AND state IN ('refused', 'blocked') ORDER BY r.seq
"""  # noqa: S608 - constants
_WAITING: Final = f"""
    SELECT runs.source, r.run, r.seq FROM rows r JOIN runs ON runs.id = r.run
    WHERE {NOT_PUBLISHED} AND r.answered_at >= :since AND {STATE.replace(":alive", "0")} = 'accepted'
    ORDER BY r.run DESC, r.seq
"""  # noqa: S608 - constants
_LIVED: Final = f"""
    SELECT r.answered_at, r.job_at, {STATE} AS state, {ROW_COLUMNS}
    FROM rows r JOIN contents c ON c.run = r.run AND c.seq = r.seq WHERE r.run = :run AND r.seq = :seq
"""  # noqa: S608 - constants


class _Database(Protocol):
    _account: AccountKey
    _clock: Callable[[], float]

    def _read(self, sql: str, params: Sequence[object] | dict[str, object] = ()) -> list[tuple[Any, ...]]: ...

    def _transaction(self, *, flush: bool = True) -> AbstractContextManager[sqlite3.Connection]: ...

    def _alive(self, run: int) -> bool: ...

    def _resumable(self) -> list[RunInfo]: ...

    def pending(self, run: int, after_seq: int, limit: int) -> list[LedgerRow]: ...

    def run(self, run: int) -> RunInfo: ...

    def counts(self, run: int) -> Counts: ...

    def lived(self, run: int, seq: int) -> Lived | None: ...


class HistoryTable:
    """The part of the ledger that implements `sync.books.history.History`."""

    # figures ----------------------------------------------------------------------------------------------------------
    def answered(self: _Database, since: float) -> list[Answered]:
        found = [*self._read(_ANSWERED, {"since": since}), *self._read(_BLOCKED, {"since": since})]
        told = [
            Answered(run, source, at, Became(became), count, changed)
            for run, source, at, became, count, changed in found
        ]
        return sorted(told, key=lambda each: (each.at, each.run, each.became))

    def newest_run(self: _Database, source: str) -> RunInfo | None:
        found = self._read(
            f"SELECT {RUN_COLUMNS} FROM runs WHERE source = ? AND kind = 'upload' AND started_at IS NOT NULL"  # noqa: S608 - constants
            " ORDER BY id DESC LIMIT 1",
            (source,),
        )
        return run_of(found[0], self._account) if found else None

    def descent(self: _Database, run: int) -> list[RunInfo]:
        found = self._read(
            f"SELECT {RUN_COLUMNS} FROM runs WHERE id IN ({DESCENT}) AND id <> ? AND started_at IS NOT NULL ORDER BY id",  # noqa: S608 - constants
            (run, run),
        )
        return [run_of(sql, self._account) for sql in found]

    def failing(self: _Database, run: int) -> list[Failing]:
        found = self._read(_FAILING, {"run": run, "alive": self._alive(run)})
        return [
            Failing(run, seq, row, external_id, _causes(state, messages, problems))
            for run, seq, row, external_id, state, messages, problems in found
        ]

    def passed(self: _Database, run: int) -> set[int | str]:
        found = self._read(
            f"SELECT coalesce(r.row, r.external_id) FROM rows r WHERE r.run = :run AND {STATE} NOT IN ('refused', 'blocked')",  # noqa: S608 - constants
            {"run": run, "alive": self._alive(run)},
        )
        return {place for (place,) in found}

    def unfinished(self: _Database) -> list[Unfinished]:
        found = []
        for info in self._resumable():
            counts = self.counts(info.id)
            left = sum(counts.by_state.get(state, 0) for state in LEFT) + counts.unexplained
            if left:
                found.append(Unfinished(info, left))
        return found

    def interrupted(self: _Database) -> RunInfo | None:
        for info in sorted(self._resumable(), key=lambda info: info.kind is not RunKind.LINK):
            if self.pending(info.id, -1, 1) or self.counts(info.id).unexplained:
                return info
        return None

    def not_published(self: _Database, since: float) -> dict[str, list[tuple[int, int]]]:
        found: dict[str, list[tuple[int, int]]] = {}
        for source, run, seq in self._read(_WAITING, {"since": since}):
            found.setdefault(source, []).append((run, seq))
        return found

    def statuses(self: _Database) -> dict[str, int]:
        found = self._read(
            "SELECT CASE WHEN shown = 0 THEN 'hidden' ELSE coalesce(status, '') END, count(*) FROM listings"
            " WHERE status IS NOT 'gone' GROUP BY 1"
        )
        return dict(found)

    def shown(self: _Database, source: str) -> int:
        ((count,),) = self._read("SELECT count(*) FROM listings WHERE source = ? AND shown = 1", (source,))
        return int(count)

    def visit_times(self: _Database, since: float) -> list[float]:
        return [at for (at,) in self._read("SELECT at FROM visits WHERE at >= ? ORDER BY at", (since,))]

    def moments(self: _Database, until: float) -> list[float]:
        found = self._read(
            "SELECT max(at) FROM (SELECT at FROM visits UNION ALL"
            " SELECT coalesce(finished_at, started_at, created_at) FROM runs) WHERE at <= ?"
            " GROUP BY CAST(at / 86400 AS INTEGER) ORDER BY 1",
            (until,),
        )
        return [at for (at,) in found]

    def quota(self: _Database) -> Quota | None:
        found = self._read("SELECT used, allowed, at FROM quota")
        return Quota(*found[0]) if found else None

    def keep_quota(self: _Database, used: int | None, limit: int | None) -> None:
        if used is None and limit is None:
            return
        with self._transaction(flush=False) as db:
            db.execute("INSERT OR REPLACE INTO quota VALUES (1, ?, ?, ?)", (used, limit, self._clock()))

    # one listing ------------------------------------------------------------------------------------------------------
    def life(self: _Database, external_id: str, limit: int = 1000, *, portal_id: str = "") -> list[Lived]:
        places = self._read(
            "SELECT r.run, r.seq FROM rows r JOIN runs ON runs.id = r.run AND runs.started_at IS NOT NULL"
            " WHERE r.external_id = :id AND (:id <> '' OR r.portal_id = :there) ORDER BY r.run DESC, r.seq DESC LIMIT :limit",
            {"id": external_id, "there": portal_id, "limit": limit},
        )
        return [lived for run, seq in reversed(places) if (lived := self.lived(run, seq)) is not None]

    def lived(self: _Database, run: int, seq: int) -> Lived | None:
        found = self._read(_LIVED, {"run": run, "seq": seq, "alive": self._alive(run)})
        if not found:
            return None
        answered_at, job_at, *sql = found[0]
        before = self._read(
            "SELECT fields, doubt, shown, status, made FROM befores WHERE run = ? AND seq = ?", (run, seq)
        )
        known = before_of(*before[0]) if before else None
        return Lived(self.run(run), row_of(tuple(sql)), known, answered_at, job_at)

    def before_hidden(self: _Database, external_id: str) -> Before | None:
        """What was known of a listing when it was hidden from here last; None = it was not, or so long ago that its rows
        are not kept any longer."""
        found = self._read(
            "SELECT b.fields, b.doubt, b.shown, b.status, b.made FROM rows r JOIN befores b USING (run, seq)"
            " WHERE r.external_id = ? AND r.action = 'hide' ORDER BY r.run DESC LIMIT 1",
            (external_id,),
        )
        return before_of(*found[0]) if found else None

    def first_accepted(self: _Database, external_id: str) -> float | None:
        found = self._read("SELECT first_at FROM listings WHERE external_id = ?", (external_id,))
        first: float | None = found[0][0] if found else None
        return first

    def search(
        self: _Database,
        text: str,
        within: Collection[str] = (),
        limit: int = 50,
        go_on: Callable[[], bool] = lambda: True,
    ) -> list[Known]:
        wanted = text.strip().casefold()
        if not wanted:
            return []
        found: dict[str, Known] = {}
        last = ""
        while len(found) < limit and go_on():
            page = self._read(
                "SELECT external_id, fields, first_at FROM listings WHERE external_id > ? ORDER BY external_id LIMIT ?",
                (last, _PAGE),
            )
            if not page:
                break
            last = page[-1][0]
            for external_id, fields, first_at in page:
                named = wanted in external_id.casefold()
                if named or (within and wanted in fields.casefold()):  # few texts hold it: only these are parsed
                    known = Known(external_id, json.loads(fields), first_at)
                    if named or any(wanted in str(known.fields.get(name, "")).casefold() for name in within):
                        found[external_id] = known
        never = self._read(
            "SELECT DISTINCT external_id FROM rows WHERE external_id LIKE '%' || ? || '%' ESCAPE '\\'"
            " AND external_id NOT IN (SELECT external_id FROM listings) LIMIT ?",
            (_literal(text.strip()), limit),
        )
        for (external_id,) in never:
            found.setdefault(external_id, Known(external_id))
        return sorted(found.values(), key=lambda known: _rank(known.external_id.casefold(), wanted))[:limit]


def _causes(state: str, messages: str | None, problems: str | None) -> tuple[str, ...]:
    if state == State.REFUSED:
        return tuple(json.loads(messages)) if messages else ()
    return tuple(f"{field} {code}" for field, code, severity, *_ in json.loads(problems or "[]") if severity == "error")


def _rank(external_id: str, wanted: str) -> tuple[int, str]:
    return (0 if external_id == wanted else 1 if external_id.startswith(wanted) else 2), external_id


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
