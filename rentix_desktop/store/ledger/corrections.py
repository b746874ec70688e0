"""The kept corrections of one account in its database."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, Protocol

from rentix_desktop.store.ledger.codec import clean, to_json
from rentix_desktop.sync.repair.corrections import Cell, KeptCorrection

_KEEP: Final = """
    INSERT INTO corrections (external_id, field, was, said, now, at) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (external_id, field) DO UPDATE SET was = excluded.was, said = excluded.said, now = excluded.now,
        overtaken_by = NULL,
        at = CASE WHEN was = excluded.was AND said = excluded.said AND now = excluded.now THEN at ELSE excluded.at END
"""
_FIND: Final = """
    SELECT external_id, field, was, said, now, at FROM corrections
    WHERE external_id IN (SELECT value FROM json_each(?)) ORDER BY external_id, at, field
"""

_IS_PLACE: Final = "external_id LIKE char(10) || '%'"
_OF_FORMER_RUNS: Final = f"""
    DELETE FROM corrections WHERE {_IS_PLACE} AND CAST(substr(external_id, 2) AS INTEGER) IN (
        SELECT former.id FROM runs former JOIN runs ON runs.source = former.source AND former.id < runs.id
        WHERE runs.id = :run AND runs.kind = 'upload'
    )
"""  # noqa: S608 - constants


class _Database(Protocol):
    def _read(self, sql: str, params: Sequence[object] | dict[str, object] = ()) -> list[tuple[Any, ...]]: ...

    def _transaction(self) -> AbstractContextManager[sqlite3.Connection]: ...


class CorrectionsTable:
    """The part of the ledger that keeps corrections."""

    def keep_corrections(self: _Database, corrections: Iterable[KeptCorrection]) -> None:
        with self._transaction() as db:
            db.executemany(
                _KEEP,
                [
                    (clean(c.external_id), c.field, to_json(c.was), clean(c.said), to_json(c.now), c.at)
                    for c in corrections
                ],
            )

    def corrections(self: _Database, external_ids: Collection[str]) -> dict[str, tuple[KeptCorrection, ...]]:
        found: dict[str, tuple[KeptCorrection, ...]] = {}
        for external_id, field, was, said, now, at in self._read(_FIND, (to_json(list(external_ids)),)):
            kept = KeptCorrection(external_id, field, json.loads(was), json.loads(now), at, said)
            found[external_id] = (*found.get(external_id, ()), kept)
        return found

    def drop_corrections(self: _Database, cells: Iterable[Cell] | None, with_run: int | None = None) -> None:
        with self._transaction() as db:
            if cells is None:
                db.execute("DELETE FROM corrections")
            elif with_run is None:
                db.executemany("DELETE FROM corrections WHERE external_id = ? AND field = ?", cells)
            else:
                db.executemany(
                    "UPDATE corrections SET overtaken_by = ? WHERE external_id = ? AND field = ?",
                    [(with_run, *cell) for cell in cells],
                )

    def correction_count(self: _Database) -> int:
        ((count,),) = self._read(f"SELECT count(*) FROM corrections WHERE NOT ({_IS_PLACE})")  # noqa: S608 - constants
        return int(count)


def drop_overtaken(db: sqlite3.Connection, run: int) -> None:
    """Within the transaction that starts the run."""
    db.execute("DELETE FROM corrections WHERE overtaken_by = ?", (run,))
    db.execute(_OF_FORMER_RUNS, {"run": run})
