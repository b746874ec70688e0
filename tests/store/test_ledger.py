"""The ledger on disk: the contract, and what only a file can suffer."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any, cast

import pytest

from rentix_desktop.errors import AppError, Code
from rentix_desktop.store.ledger import ledger as module
from rentix_desktop.store.ledger import schema
from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.sync.destination import Accepted, JobNews, JobState, Publication, Refused
from rentix_desktop.sync.ledger import Action, Ledger, LedgerRow, State
from rentix_desktop.sync.states import Answer, Facts, publication_of, state_of
from tests.contracts.agents import AgentsContract
from tests.contracts.befores import BeforesContract
from tests.contracts.conflicts import ConflictsContract
from tests.contracts.hides import HidesContract
from tests.contracts.learning import LearningContract
from tests.contracts.ledger import ACCOUNT, LedgerContract, Reopen, planned, row, started, states
from tests.contracts.links import LinksContract
from tests.contracts.pairs import PairsContract
from tests.proofs.cuts import FailingWrites, disk_errors


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def ledger(path: Path) -> Iterator[SqliteLedger]:
    made = SqliteLedger(path, ACCOUNT)
    yield made
    made.close()


class TestSqliteLedger(
    LedgerContract,
    BeforesContract,
    LinksContract,
    HidesContract,
    LearningContract,
    AgentsContract,
    PairsContract,
    ConflictsContract,
):
    @pytest.fixture
    def reopened(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reopen]:
        opened: list[SqliteLedger] = []

        def reopen(ledger: Ledger) -> Ledger:
            ledger.close()
            monkeypatch.setattr(module, "_SESSION", "the next process")
            opened.append(SqliteLedger(path, ACCOUNT))
            return opened[-1]

        yield reopen
        for made in opened:
            made.close()


def test_what_became_of_a_row_in_sql_is_that_of_the_rule() -> None:
    db = sqlite3.connect(":memory:")
    for seen, job, state in product((None, *Publication), (None, "7"), (None, *JobState)):
        sql = f"SELECT {schema.PUBLICATION} FROM (SELECT ? AS seen, ? AS job, ? AS job_state) r"  # noqa: S608 - constants
        (found,) = db.execute(sql, (seen, job, state)).fetchone()
        news = None if state is None else JobNews(state)
        assert found == publication_of(LedgerRow(row(0), State.ACCEPTED, job=job, job_news=news, seen=seen))
    db.close()


def test_the_states_in_sql_are_those_of_the_rule() -> None:
    """All of them: 6 actions, 3 answers, 3 flags."""
    db = sqlite3.connect(":memory:")
    for action, answer, intent, lost, alive in product(
        Action, (None, *Answer), (False, True), (False, True), (False, True)
    ):
        values = {"action": action, "answer": answer, "intent": intent, "lost": lost, "alive": alive}
        sql = f"SELECT {schema.STATE} FROM (SELECT :action AS action, :answer AS answer, :intent AS intent, :lost AS lost) r"  # noqa: S608 - constants
        (found,) = db.execute(sql, values).fetchone()
        assert found == state_of(Facts(action, answer, intent, lost, alive)), values
    db.close()


def test_everything_is_there_after_closing(path: Path) -> None:
    first = SqliteLedger(path, ACCOUNT)
    run = started(first, row(0), row(1))
    first.intend(run, [0, 1])
    first.settle(run, [(0, Accepted("p-0")), (1, Refused(("Preț greșit", "\ud800")))])
    first.finish(run, 1.0, complete=True)
    before = list(first.rows(run))
    first.close()
    second = SqliteLedger(path, ACCOUNT)
    assert list(second.rows(run)) == before
    assert before[1].messages == ("Preț greșit", "?")  # half a character cannot be kept
    second.close()


def test_the_file_is_for_its_owner_only(ledger: SqliteLedger, path: Path) -> None:
    assert path.stat().st_mode & 0o077 == 0


def test_a_newer_database_is_refused_and_left_as_it_is(path: Path) -> None:
    SqliteLedger(path, ACCOUNT).close()
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()
    before = path.read_bytes()
    with pytest.raises(AppError) as caught:
        SqliteLedger(path, ACCOUNT)
    assert caught.value.code is Code.DATABASE_NEWER
    assert caught.value.params["path"] == str(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("damage", ["text", "cut", "middle"])
def test_a_damaged_database_is_refused_and_a_copy_is_kept(path: Path, damage: str) -> None:
    ledger = SqliteLedger(path, ACCOUNT)
    planned(ledger, *(row(n, text="x" * 500) for n in range(200)))
    ledger.close()
    whole = path.read_bytes()
    broken = {
        "text": b"this is not a database" * 500,
        "cut": whole[: len(whole) // 2],
        "middle": whole[:8192] + b"\xff" * 8192 + whole[16384:],
    }[damage]
    path.write_bytes(broken)
    for _ in range(2):
        with pytest.raises(AppError) as caught:
            SqliteLedger(path, ACCOUNT)
        assert caught.value.code is Code.DATABASE_DAMAGED
    assert path.read_bytes() == broken
    copies = list(path.parent.glob("*.damaged-*"))
    assert [copy.read_bytes() for copy in copies if "-wal" not in copy.name and "-shm" not in copy.name] == [broken]


def test_a_full_disk_is_told_and_what_was_written_stays(ledger: SqliteLedger) -> None:
    run = started(ledger, row(0))
    (pages,) = ledger._writer.execute("PRAGMA page_count").fetchone()
    ledger._writer.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(AppError) as caught:
        planned(ledger, *(row(n, text="x" * 5000) for n in range(50)))
    assert caught.value.code is Code.DISK_FULL
    assert states(ledger, run) == [State.READY]
    ledger.intend(run, [0])
    ledger.settle(run, [(0, Accepted())])
    assert states(ledger, run) == [State.ACCEPTED]


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(AppError) as caught:
        SqliteLedger(tmp_path / "missing" / "ledger.sqlite", ACCOUNT)
    assert caught.value.code is Code.DATA_FOLDER_NOT_WRITABLE


def test_another_program_that_writes_is_told_of(
    ledger: SqliteLedger, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger._writer.execute("PRAGMA busy_timeout = 10")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(AppError) as caught:
        planned(ledger, row(0))
    assert caught.value.code is Code.DATA_FOLDER_BUSY
    other.execute("ROLLBACK")
    other.close()
    planned(ledger, row(0))


def test_an_upgrade_is_whole_or_not_at_all(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = SqliteLedger(path, ACCOUNT)
    run = started(first, row(0))
    first.close()
    broken = ("ALTER TABLE runs ADD COLUMN note TEXT", "CREATE TABLE runs (id)")
    steps = schema.STEPS
    monkeypatch.setattr(schema, "STEPS", (*steps, broken))
    with pytest.raises(AppError):
        SqliteLedger(path, ACCOUNT)
    monkeypatch.setattr(schema, "STEPS", (*steps, broken[:1]))
    second = SqliteLedger(path, ACCOUNT)
    assert second._writer.execute("PRAGMA user_version").fetchone() == (len(steps) + 1,)
    assert [found.planned for found in second.rows(run)] == [row(0)]
    second.close()


def test_a_run_whose_end_could_not_be_written_is_gone_on_with_by_the_same_program(ledger: SqliteLedger) -> None:
    run = started(ledger, row(0), row(1))
    ledger.intend(run, [0])
    whole = ledger._writer
    ledger._writer = cast(Any, FailingWrites(whole, 1, disk_errors()["SQLITE_FULL"], stays=True))
    with pytest.raises(AppError) as caught:
        ledger.finish(run, 1.0, complete=False)
    assert caught.value.code is Code.DISK_FULL
    ledger._writer = whole
    assert states(ledger, run) == [State.IN_DOUBT, State.NOT_SENT]
    left = ledger.interrupted()
    assert left is not None
    assert left.id == run
    ledger.start(run)
    assert ledger.interrupted() is None
