"""What became of accepted rows later, in the database of one account."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, Protocol

from rentix_desktop.store.ledger.codec import clean
from rentix_desktop.store.ledger.schema import PUBLICATION, STATE
from rentix_desktop.store.ledger.settle import undo
from rentix_desktop.sync.destination import JobNews, ListingSeen, Publication
from rentix_desktop.sync.ledger import LedgerRow, State, Unheard, Wait

_UNHEARD: Final = """
    SELECT r.run, r.seq, r.external_id, r.portal_id, r.job, max(coalesce(r.job_at, 0), coalesce(r.seen_at, 0)) AS heard
    FROM rows r JOIN contents c ON c.run = r.run AND c.seq = r.seq
    WHERE r.answered_at >= :now - :most AND r.answer = 'accepted' AND (r.job IS NULL OR NOT r.job_over)
        AND (r.seen IS NULL OR r.seen IN ('accepted', 'processing'))
        AND (heard = 0 OR :now - heard >= max(:least, heard - r.answered_at))
        AND (r.job IS NOT NULL OR (json_extract(c.fields, :path) = :value AND coalesce(r.portal_status, '') <> :value))
        AND NOT EXISTS (
            SELECT 1 FROM rows later WHERE later.external_id = r.external_id AND later.answer = 'accepted'
            AND later.run > r.run AND (r.external_id <> '' OR later.portal_id = r.portal_id)
        )
    ORDER BY heard, r.run DESC, r.seq LIMIT :limit
"""


class _Database(Protocol):
    _clock: Callable[[], float]

    def _read(self, sql: str, params: Sequence[object] | dict[str, object] = ()) -> list[tuple[Any, ...]]: ...

    def _transaction(self, *, flush: bool = True) -> AbstractContextManager[sqlite3.Connection]: ...

    def _alive(self, run: int) -> bool: ...

    def _rows_after(
        self, run: int, states: Sequence[State] | None, after_seq: int, limit: int, offset: int = 0, where: str = ""
    ) -> list[LedgerRow]: ...


class PublishedTable:
    """The part of the ledger that follows accepted rows."""

    def followed(self: _Database, run: int, after_seq: int, limit: int) -> list[LedgerRow]:
        where = " AND r.job IS NOT NULL AND NOT r.job_over"
        return self._rows_after(run, (State.ACCEPTED,), after_seq, limit, where=where)

    def unheard(self: _Database, now: float, wait: Wait, public: tuple[str, str], limit: int) -> list[Unheard]:
        field, value = public
        asked = {
            "now": now,
            "least": wait.least,
            "most": wait.most,
            "path": f'$."{field}"',
            "value": value,
            "limit": limit,
        }
        return [Unheard(*facts) for *facts, _ in self._read(_UNHEARD, asked)]

    def looked_for(self: _Database, rows: Sequence[Unheard]) -> None:
        if not rows:
            return
        now = self._clock()
        with self._transaction(flush=False) as db:
            places = [(now, each.run, each.seq) for each in rows]
            db.executemany("UPDATE rows SET seen_at = ? WHERE run = ? AND seq = ?", places)

    def tell_job(self: _Database, run: int, seq: int, job: str, news: JobNews, undone: Collection[str] = ()) -> None:
        with self._transaction(flush=False) as db:  # what a power cut takes is asked again
            told = db.execute(
                "UPDATE rows SET job_state = ?, job_message = ?, job_over = ?, job_at = ?, seen = NULL"
                " WHERE run = ? AND seq = ? AND job = ?",
                (news.state.value, clean(news.message), news.state.over, self._clock(), run, seq, job),
            )
            if undone and told.rowcount:
                undo(db, run, seq, undone)

    def tell_listing(self: _Database, run: int, seq: int, seen: ListingSeen, undone: Collection[str] = ()) -> None:
        with self._transaction(flush=False) as db:
            db.execute(
                "UPDATE rows SET seen = ?, seen_at = ?, portal_status = nullif(?, ''), public_url = coalesce(?, public_url)"
                " WHERE run = ? AND seq = ?",
                (
                    seen.publication.value,
                    self._clock(),
                    clean(seen.status),
                    seen.public_url and clean(seen.public_url),
                    run,
                    seq,
                ),
            )
            db.execute(
                "UPDATE listings SET status = nullif(?, '')"
                " WHERE external_id = (SELECT external_id FROM rows WHERE run = ? AND seq = ?)",
                (clean(seen.status), run, seq),
            )
            if undone or seen.publication is Publication.GONE:
                undo(db, run, seq, None if seen.publication is Publication.GONE else undone)

    def publications(self: _Database, run: int) -> Mapping[Publication, int]:
        found = self._read(
            f"SELECT {PUBLICATION}, count(*) FROM rows r WHERE r.run = :run AND {STATE} = 'accepted' GROUP BY 1",  # noqa: S608 - constants
            {"run": run, "alive": self._alive(run)},
        )
        return {Publication(name): count for name, count in found}

    def accepted(
        self: _Database, run: int, publications: Collection[Publication], after_seq: int, limit: int
    ) -> list[LedgerRow]:
        names = ", ".join(f"'{publication.value}'" for publication in publications)
        return self._rows_after(run, (State.ACCEPTED,), after_seq, limit, where=f" AND {PUBLICATION} IN ({names})")
