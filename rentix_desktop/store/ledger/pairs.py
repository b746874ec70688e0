"""What one account keeps in its database of pairs that a person decided: a listing of the service and a row's externalId."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, Protocol

from rentix_desktop.store.ledger.codec import clean
from rentix_desktop.sync.books.pairs import PairAnswer, PairName, Two

PAIRS: Final = (
    """
    CREATE TABLE pair_answers (
        number INTEGER PRIMARY KEY,            -- the order in which they were given
        portal_id TEXT NOT NULL,
        external_id TEXT NOT NULL,
        answer TEXT NOT NULL,
        UNIQUE (portal_id, external_id)
    )
    """,
)
"""The step of the schema."""


APART: Final = (
    """
    CREATE TABLE apart (
        one TEXT NOT NULL,                     -- the lesser of the service's two ids
        other TEXT NOT NULL,
        PRIMARY KEY (one, other)
    ) WITHOUT ROWID
    """,
)
"""A later step of it."""


class _Database(Protocol):
    def _read(self, sql: str, params: Sequence[object] | dict[str, object] = ()) -> list[tuple[Any, ...]]: ...

    def _transaction(self, *, flush: bool = True) -> AbstractContextManager[sqlite3.Connection]: ...


class PairsTable:
    """The part of the ledger that implements `sync.books.pairs.PairBook`."""

    def pair_answers(self: _Database) -> Mapping[PairName, PairAnswer]:
        found = self._read("SELECT portal_id, external_id, answer FROM pair_answers ORDER BY number")
        return {(portal_id, external_id): PairAnswer(answer) for portal_id, external_id, answer in found}

    def keep_pair_answers(self: _Database, answers: Mapping[PairName, PairAnswer | None]) -> None:
        with self._transaction() as db:
            for (portal_id, external_id), answer in answers.items():
                keep_pair(db, clean(portal_id), clean(external_id), answer)

    def apart(self: _Database) -> frozenset[Two]:
        return frozenset(frozenset(two) for two in self._read("SELECT one, other FROM apart"))

    def keep_apart(self: _Database, one: str, other: str, *, apart: bool) -> None:
        two = sorted((clean(one), clean(other)))
        with self._transaction() as db:
            db.execute("DELETE FROM apart WHERE one = ? AND other = ?", two)
            if apart:
                db.execute("INSERT INTO apart VALUES (?, ?)", two)


def keep_pair(db: sqlite3.Connection, portal_id: str, external_id: str, answer: PairAnswer | None) -> None:
    """What is said of a pair from now on; None = nothing. Within the caller's transaction."""
    db.execute("DELETE FROM pair_answers WHERE portal_id = ? AND external_id = ?", (portal_id, external_id))
    if answer is not None:
        db.execute(
            "INSERT INTO pair_answers (portal_id, external_id, answer) VALUES (?, ?, ?)",
            (portal_id, external_id, answer.value),
        )
