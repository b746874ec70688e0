"""What the ledger on disk tells of days gone by: the contract, and what only a file can show."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from rentix_desktop.store.ledger import history as ledger_history
from rentix_desktop.store.ledger import retention as ledger_retention
from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.sync.destination import Accepted, Refused
from rentix_desktop.sync.sources.book import Visit, VisitEnd
from rentix_desktop.sync.summary import summarise
from tests.contracts.history import Clock, HistoryContract, sent, update
from tests.contracts.ledger import ACCOUNT, UPLOAD, row, started


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(tmp_path: Path, clock: Clock) -> Iterator[SqliteLedger]:
    made = SqliteLedger(tmp_path / "ledger.sqlite", ACCOUNT, clock)
    yield made
    made.close()


class TestSqliteHistory(HistoryContract):
    pass


def test_the_file_does_not_grow_without_bound(tmp_path: Path, clock: Clock) -> None:
    """400 days of daily uploads, each pruned after: from the ninetieth day on the file stays as it is."""
    path = tmp_path / "ledger.sqlite"
    sizes: list[int] = []
    with closing(SqliteLedger(path, ACCOUNT, clock)) as ledger:
        for day in range(400):
            clock.pass_days(1)
            sent(ledger, *(update(seq, announcementValue=day, text="x" * 200) for seq in range(25)))
            ledger.add_visit(Visit(UPLOAD.source, clock.now, VisitEnd.SYNCED, run=day + 1))
            if day % 5 == 4:
                ledger.prune(clock.now, 365, 90)
                sizes.append(path.stat().st_size)
        assert len(ledger.runs()) == 365 + 1  # that of this day, and 365 before it
        assert sum(not info.rows_removed for info in ledger.runs()) == 90 + 1
        assert len(ledger.visits()) == 365 + 1
        assert all(summarise(ledger, info.id).total == 25 for info in ledger.runs())
        assert len(ledger.listings([f"CN-{seq}" for seq in range(25)])) == 25
    after_ninety, last = sizes[90 // 5 + 1], sizes[-1]
    assert last < 1.35 * after_ninety  # a year of summaries is a small part of it
    assert max(sizes) < 1.1 * last


def test_an_older_database_gives_its_room_back_too(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_retention, "_FREE_PAGES", 20)
    path = tmp_path / "ledger.sqlite"
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA auto_vacuum = NONE")
        db.execute("CREATE TABLE anything (a)")
        db.execute("DROP TABLE anything")
    with closing(SqliteLedger(path, ACCOUNT, clock)) as ledger:
        for _ in range(4):
            sent(ledger, *(update(seq, text="x" * 500) for seq in range(100)))
        clock.pass_days(100)
        before = ledger.size()
        assert ledger.prune(clock.now, 365, 90).freed > 0
        assert path.stat().st_size < before / 2
        assert ledger._writer.execute("PRAGMA auto_vacuum").fetchall() == [(2,)]
        assert ledger._read("PRAGMA quick_check") == [("ok",)]
        assert len(list(ledger.rows(4))) == 100


def test_a_run_goes_on_while_old_rows_are_removed(tmp_path: Path, clock: Clock) -> None:
    """What is written meanwhile waits for one small step, not for the whole."""
    with closing(SqliteLedger(tmp_path / "ledger.sqlite", ACCOUNT, clock)) as ledger:
        for _ in range(3):
            sent(ledger, *(update(seq, text="x" * 300) for seq in range(4000)))
        clock.pass_days(100)
        run = started(ledger, *(row(seq) for seq in range(50)))
        steps: list[int] = []

        def go_on() -> bool:
            if len(steps) < 20:
                seq = len(steps)
                ledger.intend(run, [seq])
                ledger.settle(run, [(seq, Accepted())])
            steps.append(len(steps))
            return True

        pruned = ledger.prune(clock.now, 365, 90, go_on)
        assert pruned.rows == 12_000
        assert len(steps) > 8
        assert ledger.counts(run).created == 20


def test_a_stopped_pruning_left_the_counts_right(tmp_path: Path, clock: Clock) -> None:
    """Whatever is gone already: the counts were kept before the first row went."""
    path = tmp_path / "ledger.sqlite"
    with closing(SqliteLedger(path, ACCOUNT, clock)) as ledger:
        old = sent(ledger, *(row(seq) for seq in range(2500)), answers={3: Refused(("no",))})
        sent(ledger, row(0))
        clock.pass_days(100)
        counts, told = ledger.counts(old), iter([True, True, False])
        assert 0 < ledger.prune(clock.now, 365, 90, lambda: next(told, False)).rows < 2500
    with closing(SqliteLedger(path, ACCOUNT, clock)) as ledger:
        assert ledger.counts(old) == counts
        assert ledger.prune(clock.now, 365, 90).rows > 0
        assert list(ledger.rows(old)) == []


def test_the_figures_use_the_indexes_made_for_them(ledger: SqliteLedger) -> None:
    """No reading of a whole table of rows, however many there are."""
    for sql in (ledger_history._ANSWERED, ledger_history._BLOCKED, ledger_history._WAITING, ledger_history._FAILING):
        plan = " | ".join(
            line[3] for line in ledger._read(f"EXPLAIN QUERY PLAN {sql}", {"since": 1, "run": 1, "alive": 0})
        )
        assert "SCAN r " not in plan.replace("SCAN r USING INDEX rows_not_published", "")
        assert "SCAN rows" not in plan
        assert "rows_" in plan, plan
