"""What one account keeps of its sources in its database: visits, prints of rows, what was held back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final, Protocol

from rentix_desktop.store.ledger.codec import clean, to_json
from rentix_desktop.store.ledger.kept import KeptTable
from rentix_desktop.sync.sources.book import FileFacts, Reason, Visit, VisitEnd

_COLUMNS: Final = "id, source, at, end, run, reason, file, rows, same"
_REPEATED: Final = (VisitEnd.WAITS, VisitEnd.FAILED)
_PRINTS: Final = """
    FROM prints p JOIN meanings m ON m.id = p.meaning JOIN listings l ON l.external_id = p.external_id
    WHERE m.source = ? AND l.source = m.source AND l.shown AND l.doubt = '[]'
"""


class _Database(Protocol):
    def _read(self, sql: str, params: Sequence[object] | dict[str, object] = ()) -> list[tuple[Any, ...]]: ...

    def _transaction(self, *, flush: bool = True) -> AbstractContextManager[sqlite3.Connection]: ...


class VisitsTable(KeptTable):
    """The part of the ledger that implements `sync.sources.book.SourceBook`."""

    def add_visit(self: _Database, visit: Visit) -> int:
        said = _to_sql(visit)
        with self._transaction() as db:
            if visit.end in _REPEATED:
                last = db.execute(
                    f"SELECT {_COLUMNS} FROM visits WHERE source = ? ORDER BY id DESC LIMIT 1",  # noqa: S608 - constants
                    (said[0],),
                ).fetchone()
                if last is not None and _says_the_same(_visit_of(last), visit):
                    db.execute("DELETE FROM visits WHERE id = ?", (last[0],))
            cursor = db.execute(
                "INSERT INTO visits (source, at, end, run, reason, file, rows, same) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                said,
            )
            assert cursor.lastrowid is not None  # noqa: S101 - an INSERT has one
            return cursor.lastrowid

    def visits(
        self: _Database, source: str | None = None, limit: int | None = None, before: int | None = None
    ) -> list[Visit]:
        found = self._read(
            f"SELECT {_COLUMNS} FROM visits WHERE (:source IS NULL OR source = :source)"  # noqa: S608 - constants
            " AND (:before IS NULL OR id < :before) ORDER BY id DESC LIMIT :limit",
            {"source": source and clean(source), "before": before, "limit": -1 if limit is None else limit},
        )
        return [_visit_of(sql) for sql in found]

    def prints(self: _Database, source: str) -> Mapping[bytes, str]:
        # the triggers see to it that a print has such a listing; this is so beyond any doubt
        return dict(self._read(f"SELECT p.print, p.external_id {_PRINTS}", (clean(source),)))

    def keep_prints(self: _Database, source: str, meaning: str, prints: Iterable[tuple[bytes, str]]) -> None:
        with self._transaction(flush=False) as db:  # what a power cut takes is read again
            known = db.execute("SELECT id, meaning FROM meanings WHERE source = ?", (clean(source),)).fetchone()
            if known is not None and known[1] != meaning:
                db.execute("DELETE FROM prints WHERE meaning = ?", (known[0],))
                db.execute("UPDATE meanings SET meaning = ? WHERE id = ?", (meaning, known[0]))
            number = known[0] if known else None
            if number is None:
                insert = "INSERT INTO meanings (source, meaning) VALUES (?, ?)"
                number = db.execute(insert, (clean(source), meaning)).lastrowid
            db.executemany(
                "INSERT OR REPLACE INTO prints (external_id, meaning, print) VALUES (?, ?, ?)",
                ((external_id, number, each) for each, external_id in prints),
            )

    def meaning(self: _Database, source: str) -> str | None:
        found = self._read("SELECT meaning FROM meanings WHERE source = ?", (clean(source),))
        return found[0][0] if found else None

    def forget_prints(self: _Database, source: str, external_ids: Collection[str] | None = None) -> None:
        of_source = "meaning IN (SELECT id FROM meanings WHERE source = ?)"
        with self._transaction() as db:
            if external_ids is None:
                db.execute(f"DELETE FROM prints WHERE {of_source}", (clean(source),))  # noqa: S608 - constants
                db.execute("DELETE FROM meanings WHERE source = ?", (clean(source),))
            else:
                db.execute(
                    f"DELETE FROM prints WHERE {of_source} AND external_id IN (SELECT value FROM json_each(?))",  # noqa: S608 - constants
                    (clean(source), to_json(list(external_ids))),
                )

    def shown_of(self: _Database, source: str) -> list[str]:
        found = self._read("SELECT external_id FROM listings WHERE source = ? AND shown IS NOT 0", (source,))
        return sorted(external_id for (external_id,) in found)

    def held(self: _Database, run: int) -> list[str]:
        found = self._read("SELECT external_id FROM held WHERE run = ? ORDER BY external_id", (run,))
        return [external_id for (external_id,) in found]

    def set_hide_held(self: _Database, run: int, external_ids: Sequence[str]) -> None:
        with self._transaction(flush=False) as db:
            db.execute("UPDATE runs SET hide_held = ? WHERE id = ?", (len(external_ids), run))
            db.executemany(
                "INSERT OR IGNORE INTO held (run, external_id) VALUES (?, ?)", [(run, i) for i in external_ids]
            )

    def set_same(self: _Database, run: int, count: int) -> None:
        with self._transaction(flush=False) as db:
            db.execute("UPDATE runs SET same = ? WHERE id = ?", (count, run))

    def empties(self: _Database) -> Mapping[str, bool]:
        return {field: bool(taken) for field, taken in self._read("SELECT field, taken FROM empties")}

    def keep_empties(self: _Database, told: Mapping[str, bool]) -> None:
        with self._transaction() as db:
            db.executemany("INSERT OR REPLACE INTO empties (field, taken) VALUES (?, ?)", list(told.items()))


def _says_the_same(last: Visit, visit: Visit) -> bool:
    return (last.end, last.reason, last.file, last.run) == (visit.end, visit.reason, visit.file, visit.run)


def _to_sql(visit: Visit) -> tuple[Any, ...]:
    reason = None if visit.reason is None else to_json([visit.reason.code, dict(visit.reason.params)])
    file = visit.file
    facts = None if file is None else to_json([str(file.path), file.size, file.changed_at, file.digest])
    return clean(visit.source), visit.at, visit.end.value, visit.run, reason, facts, visit.rows, visit.same


def _visit_of(sql: tuple[Any, ...]) -> Visit:
    number, source, at, end, run, reason, file, rows, same = sql
    facts = None
    if file is not None:
        path, size, changed_at, digest = json.loads(file)
        facts = FileFacts(Path(path), size, changed_at, digest)
    said = Reason(*json.loads(reason)) if reason is not None else None
    return Visit(source, at, VisitEnd(end), run, said, facts, rows, same, number)
