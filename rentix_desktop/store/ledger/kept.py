"""What the kept files of one account have of each other, and what was taken back, in its database."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, Protocol

from rentix_desktop.store.ledger.codec import clean, to_json
from rentix_desktop.sync.sources.book import Undone

_HAND_OVER: Final = """
    UPDATE listings SET source = (
        SELECT kept.source FROM kept JOIN codes ON codes.kept = kept.id AND codes.external_id = listings.external_id
        WHERE kept.source <> :source ORDER BY kept.id LIMIT 1
    )
    WHERE source = :source AND shown IS NOT 0
        AND external_id IN (SELECT external_id FROM codes JOIN kept ON kept.id = kept WHERE source <> :source)
        AND external_id NOT IN (SELECT external_id FROM codes JOIN kept ON kept.id = kept WHERE source = :source)
"""
_NOBODYS: Final = "source <> '' AND source NOT IN (SELECT source FROM kept)"
_TAKE_OVER: Final = f"""
    UPDATE listings SET source = :source WHERE shown IS NOT 0 AND {_NOBODYS}
        AND external_id IN (SELECT external_id FROM codes JOIN kept ON kept.id = kept WHERE source = :source)
"""  # noqa: S608 - constants


class _Database(Protocol):
    def _read(self, sql: str, params: Sequence[object] | dict[str, object] = ()) -> list[tuple[Any, ...]]: ...

    def _transaction(self, *, flush: bool = True) -> AbstractContextManager[sqlite3.Connection]: ...


class KeptTable:
    """A part of what implements `sync.sources.book.SourceBook`."""

    def keep_sources(self: _Database, names: Mapping[str, str]) -> None:
        wanted = {clean(source): clean(name) for source, name in names.items()}
        if dict(self._read("SELECT source, name FROM kept")) == wanted:
            return
        with self._transaction() as db:
            db.executemany(
                "INSERT INTO kept (source, name) VALUES (?, ?) ON CONFLICT (source) DO UPDATE SET name = excluded.name",
                list(wanted.items()),
            )
            gone = "SELECT id FROM kept WHERE source NOT IN (SELECT value FROM json_each(?))"
            known = (to_json(list(wanted)),)
            db.execute(f"DELETE FROM codes WHERE kept IN ({gone})", known)  # noqa: S608 - constants
            db.execute(f"DELETE FROM kept WHERE id IN ({gone})", known)  # noqa: S608 - constants

    def keep_codes(self: _Database, source: str, external_ids: Collection[str]) -> None:
        found = self._read("SELECT id FROM kept WHERE source = ?", (clean(source),))
        if not found:
            return
        number = found[0][0]
        before = {name for (name,) in self._read("SELECT external_id FROM codes WHERE kept = ?", (number,))}
        now = {clean(name) for name in external_ids}
        if before == now:
            return
        with self._transaction(flush=False) as db:  # what a power cut takes is found out again with the next file
            db.executemany("DELETE FROM codes WHERE kept = ? AND external_id = ?", [(number, i) for i in before - now])
            db.executemany("INSERT INTO codes (kept, external_id) VALUES (?, ?)", [(number, i) for i in now - before])

    def codes_of(self: _Database, source: str) -> Collection[str]:
        found = self._read(
            "SELECT external_id FROM codes JOIN kept ON kept.id = kept WHERE source = ?", (clean(source),)
        )
        return frozenset(external_id for (external_id,) in found)

    def also_in(self: _Database, external_ids: Collection[str], but: str) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        others = self._read("SELECT id, source, name FROM kept WHERE source <> ? ORDER BY id", (clean(but),))
        for number, source, name in others if external_ids else ():
            for (external_id,) in self._read(
                "SELECT external_id FROM codes WHERE kept = ? AND external_id IN (SELECT value FROM json_each(?))",
                (number, to_json(list(external_ids))),
            ):
                found.setdefault(external_id, {})[source] = name
        return found

    def hand_over(self: _Database, source: str) -> int:
        if len(self._read("SELECT 1 FROM kept")) < 2:
            return 0
        with self._transaction(flush=False) as db:
            return db.execute(_HAND_OVER, {"source": clean(source)}).rowcount

    def take_over(self: _Database, source: str) -> int:
        # of the index alone: hardly ever there are any
        if not self._read(f"SELECT 1 FROM (SELECT DISTINCT source FROM listings) WHERE {_NOBODYS} LIMIT 1"):  # noqa: S608 - constants
            return 0
        with self._transaction(flush=False) as db:
            return db.execute(_TAKE_OVER, {"source": clean(source)}).rowcount

    # what was taken back ----------------------------------------------------------------------------------------------
    def undone(self: _Database, external_ids: Collection[str]) -> dict[str, Undone]:
        found = self._read(
            "SELECT external_id, run, fields, former, at FROM undone"
            " WHERE external_id IN (SELECT value FROM json_each(?))",
            (to_json(list(external_ids)),),
        )
        return {
            external_id: Undone(run, json.loads(fields), json.loads(former), at)
            for external_id, run, fields, former, at in found
        }

    def keep_undone(self: _Database, source: str, waiting: Collection[str], unread: Collection[str] = ()) -> None:
        left = to_json([*waiting, *unread])
        known: dict[str, object] = {"source": clean(source), "waiting": to_json(list(waiting)), "left": left}
        if self._read("SELECT 1 FROM undone WHERE source = :source LIMIT 1", known):
            with self._transaction() as db:
                db.execute(
                    "DELETE FROM undone WHERE source = :source"
                    " AND external_id NOT IN (SELECT value FROM json_each(:left))",
                    known,
                )
                db.execute(
                    "UPDATE undone SET waits = 1 WHERE source = :source"
                    " AND external_id IN (SELECT value FROM json_each(:waiting))",
                    known,
                )

    def taken_back(self: _Database, source: str) -> list[str]:
        found = self._read("SELECT external_id FROM undone WHERE source = ? AND waits", (clean(source),))
        return sorted(external_id for (external_id,) in found)
