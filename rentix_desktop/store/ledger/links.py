"""Links that a person accepted and that are not answered for, in the database of one account."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, Protocol

_UNSETTLED: Final = """
    SELECT DISTINCT r.external_id FROM runs CROSS JOIN rows r ON r.run = runs.id
    WHERE runs.kind = 'link' AND runs.started_at IS NOT NULL AND NOT runs.complete
        AND r.action IN ('link', 'unlink') AND (r.answer IS NULL OR r.lost OR r.intent OR r.unexplained)
"""
_LEAVE: Final = """
    UPDATE rows SET action = 'skip'
    WHERE run = ? AND action IN ('link', 'unlink') AND answer IS NULL AND NOT lost AND NOT intent
"""


class _Database(Protocol):
    def _read(self, sql: str, params: Sequence[object] | dict[str, object] = ()) -> list[tuple[Any, ...]]: ...

    def _transaction(self, *, flush: bool = True) -> AbstractContextManager[sqlite3.Connection]: ...


class LinksTable:
    """The part of the ledger that implements `sync.books.links.LinkBook`."""

    def unsettled_links(self: _Database) -> frozenset[str]:
        return frozenset(external_id for (external_id,) in self._read(_UNSETTLED))

    def leave_links(self: _Database, run: int) -> int:
        with self._transaction() as db:
            return db.execute(_LEAVE, (run,)).rowcount
