"""What one account keeps in its database of codes that other properties have on the service."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, Protocol

from rentix_desktop.store.ledger.codec import clean, to_json
from rentix_desktop.sync.books.conflicts import Conflict

CONFLICTS: Final = (
    """
    CREATE TABLE conflicts (
        external_id TEXT PRIMARY KEY,
        portal_id TEXT NOT NULL,
        told TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    # however a listing becomes known: no code that adopts, links or settles one has to know of it
    """
    CREATE TRIGGER conflict_settled AFTER INSERT ON listings BEGIN
        DELETE FROM conflicts WHERE external_id = new.external_id;
    END
    """,
    """
    CREATE TRIGGER conflict_unlinked AFTER UPDATE OF answer ON rows
        WHEN new.answer = 'accepted' AND new.action = 'unlink' BEGIN
        DELETE FROM conflicts WHERE external_id = new.external_id;
    END
    """,
)
"""The step of the schema."""


class _Database(Protocol):
    def _read(self, sql: str, params: Sequence[object] | dict[str, object] = ()) -> list[tuple[Any, ...]]: ...

    def _transaction(self, *, flush: bool = True) -> AbstractContextManager[sqlite3.Connection]: ...


class ConflictsTable:
    """The part of the ledger that implements `sync.books.conflicts.ConflictBook`."""

    def conflicts(self: _Database) -> Mapping[str, Conflict]:
        found = self._read("SELECT external_id, portal_id, told FROM conflicts ORDER BY external_id")
        return {external_id: Conflict(external_id, portal_id, told) for external_id, portal_id, told in found}

    def keep_conflicts(self: _Database, looked_at: Collection[str], found: Collection[Conflict]) -> None:
        rows = [(clean(each.external_id), clean(each.portal_id), clean(each.told)) for each in found]
        names = [clean(name) for name in looked_at]
        known = (
            "SELECT external_id, portal_id, told FROM conflicts WHERE external_id IN (SELECT value FROM json_each(?))"
        )
        if sorted(rows) == sorted(self._read(known, (to_json(names),))):
            return
        with self._transaction() as db:
            db.execute("DELETE FROM conflicts WHERE external_id IN (SELECT value FROM json_each(?))", (to_json(names),))
            db.executemany("INSERT OR REPLACE INTO conflicts VALUES (?, ?, ?)", rows)
