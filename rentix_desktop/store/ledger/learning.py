"""What a look at the service itself showed of its listings, written over what was known of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, Protocol

from rentix_desktop.store.ledger.codec import LISTING_COLUMNS, clean, listing_of, to_json
from rentix_desktop.sync.ledger import Learnt, Listing

_FIND: Final = "SELECT external_id, fields, doubt FROM listings WHERE external_id IN (SELECT value FROM json_each(?))"
_WRITE: Final = """
    UPDATE listings SET fields = ?, doubt = ?, shown = coalesce(?, shown), status = coalesce(?, status),
        source = CASE WHEN ? THEN NULL ELSE source END
    WHERE external_id = ?
"""

_ADOPT: Final = """
    INSERT INTO listings (external_id, fields, portal_id, public_url, source, shown) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (external_id) DO NOTHING
"""


class _Database(Protocol):
    def _read(self, sql: str, params: Sequence[object] | dict[str, object] = ()) -> list[tuple[Any, ...]]: ...

    def _transaction(self, *, flush: bool = True) -> AbstractContextManager[sqlite3.Connection]: ...


class LearningTable:
    """The part of the ledger that is told what the service has. The prints of such rows go by the triggers of
    `schema_sources`, in the same transaction."""

    def known(self: _Database, after: str, limit: int) -> list[Listing]:
        found = self._read(
            f"SELECT {LISTING_COLUMNS} FROM listings WHERE external_id > ? ORDER BY external_id LIMIT ?",  # noqa: S608 - constants
            (after, limit),
        )
        return [listing_of(sql) for sql in found]

    def learn(self: _Database, learnt: Sequence[Learnt]) -> None:
        by_id = {each.external_id: each for each in learnt}
        with self._transaction() as db:
            gone = [each.external_id for each in learnt if each.gone]
            db.execute("DELETE FROM listings WHERE external_id IN (SELECT value FROM json_each(?))", (to_json(gone),))
            rows = [
                _to_sql(by_id[external_id], json.loads(fields), json.loads(doubt))
                for external_id, fields, doubt in db.execute(_FIND, (to_json(list(by_id)),)).fetchall()
            ]
            db.executemany(_WRITE, rows)

    def adopt(self: _Database, listings: Sequence[Listing]) -> int:
        rows = [
            (clean(each.external_id), to_json(each.fields), each.portal_id, each.public_url, each.source, each.shown)
            for each in listings
        ]
        with self._transaction() as db:
            new = db.executemany(_ADOPT, rows).rowcount
            db.executemany("DELETE FROM maybe_there WHERE external_id = ?", [row[:1] for row in rows])
            return new


def _to_sql(told: Learnt, fields: dict[str, Any], doubt: list[str]) -> tuple[Any, ...]:
    for name, value in told.fields.items():
        if value is None:
            fields.pop(name, None)
        else:
            fields[name] = value
    left = sorted(set(doubt) - set(told.fields))
    status = None if told.status is None else clean(told.status)
    return to_json(fields), to_json(left), told.shown, status, told.detached, told.external_id
