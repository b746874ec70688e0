"""The figures of the home page, a listing's life and a pruning, over a year of daily uploads of 2,000 rows.

`python -m tests.benchmarks.history [days] [rows]` prints seconds, and the share of the time that is SQL.
"""

from __future__ import annotations

import datetime as dt
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.sync.sources.book import Visit, VisitEnd
from rentix_desktop.sync.sources.monitor import monitor_of
from tests.contracts.history import DAY
from tests.contracts.ledger import ACCOUNT

SOURCE = "/files/export.xlsx#Sheet1"


def fill(ledger: SqliteLedger, days: int, rows: int, end: float, listings: int | None = None) -> None:
    """A run a day: a twentieth of the rows changes, one in 200 is refused, one in 200 blocked, the rest is unchanged.
    Written as the ledger writes it, only faster; the newest day ends at `end`."""
    db = ledger._writer
    fields = json.dumps({"announcementValue": 61500, "propertyAddress": "str. Ismail 33, Chișinău", "text": "x" * 600})
    listings = listings or rows
    db.execute("BEGIN")
    db.executemany(
        "INSERT INTO listings (external_id, fields, source, shown, status, made, first_at) VALUES (?, ?, ?, 1, 'active', 1, 0)",
        [(f"CN-{number}", fields, SOURCE) for number in range(listings)],
    )
    for day in range(days):
        at, run = end - (days - 1 - day) * DAY, day + 1
        db.execute(
            "INSERT INTO runs (id, kind, source, file_name, created_at, started_at, finished_at, complete, file_changed_at)"
            " VALUES (?, 'upload', ?, 'export.xlsx', ?, ?, ?, 1, ?)",
            (run, SOURCE, at, at, at + 60, at - 300),
        )
        facts, contents, befores = [], [], []
        for seq in range(rows):
            kind = (seq + day * 7) % 200
            action = "blocked" if kind == 0 else "update" if kind <= 10 else "none"
            answer = None if action != "update" else "refused" if kind == 1 else "accepted"
            words = '["Invalid status"]' if answer == "refused" else None
            answered = at + seq // 100 if answer else None
            facts.append((run, seq, seq, seq + 2, f"CN-{seq}", action, answer, words, answered))
            sent = '{"announcementValue": 61500}' if action == "update" else "{}"
            problem = '[["propertyAddress", "required_missing", "error", {}, null]]' if action == "blocked" else "[]"
            contents.append((run, seq, fields, sent, problem))
            if answer == "accepted":
                befores.append((run, seq, sent))
        db.executemany(
            "INSERT INTO rows (run, seq, row, sheet_row, external_id, action, answer, messages, answered_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            facts,
        )
        db.executemany(
            "INSERT INTO contents (run, seq, rest, fields, beyond, problems) VALUES (?, ?, ?, ?, 0, ?)", contents
        )
        db.executemany(
            "INSERT INTO befores (run, seq, fields, doubt, shown, status, made) VALUES (?, ?, ?, '[]', 1, 'active', 1)",
            befores,
        )
    db.execute("COMMIT")
    for day in range(days):
        ledger.add_visit(Visit(SOURCE, end - (days - 1 - day) * DAY, VisitEnd.SYNCED, run=day + 1, rows=rows))


@contextmanager
def sql_time(ledger: SqliteLedger) -> Iterator[list[float]]:
    """The seconds of each reading statement."""
    spent: list[float] = []
    read = ledger._read

    def timed(sql: str, params: object = ()) -> object:
        begun = time.perf_counter()
        found = read(sql, params)  # type: ignore[arg-type] # passed on as it came
        spent.append(time.perf_counter() - begun)
        return found

    ledger._read = timed  # type: ignore[method-assign, assignment] # measured where every reading goes through
    try:
        yield spent
    finally:
        del ledger._read  # the class has it


def measure(name: str, ledger: SqliteLedger, what: Callable[[], object], times: int = 5) -> float:
    """The median of the seconds of SQL."""
    whole, sql = [], []
    for _ in range(times):
        with sql_time(ledger) as spent:
            begun = time.perf_counter()
            what()
            whole.append(time.perf_counter() - begun)
        sql.append(sum(spent))
    print(f"{name}: {statistics.median(whole) * 1000:.1f} ms, SQL {statistics.median(sql) * 1000:.1f} ms")
    return statistics.median(sql)


def main(days: int = 365, rows: int = 2_000) -> None:
    now = time.time()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.sqlite"
        with closing(SqliteLedger(path, ACCOUNT)) as ledger:
            fill(ledger, days, rows, now - 3600)
            print(f"{days} days of {rows} rows: {ledger.size() / 1e6:.0f} MB")
            here = dt.datetime.now().astimezone()
            measure("figures", ledger, lambda: monitor_of(ledger, ACCOUNT, [SOURCE], here))
            measure("a life", ledger, lambda: ledger.life("CN-77"))
            measure("a search by address", ledger, lambda: ledger.search("ismail 99", ("propertyAddress",)))
            begun = time.perf_counter()
            pruned = ledger.prune(now, 365, 90)
            print(
                f"pruning: {time.perf_counter() - begun:.1f} s, {pruned.rows} rows, {pruned.freed / 1e6:.0f} MB freed"
            )
            print(f"left: {ledger.size() / 1e6:.0f} MB")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
