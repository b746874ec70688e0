"""One database opened twice in one process: the window plans with one while a kept file is sent with another."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from rentix_desktop.store.ledger import ledger as module
from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.sync.destination import Accepted
from rentix_desktop.sync.ledger import State
from tests.contracts.ledger import ACCOUNT, planned, row, started, states


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def window(path: Path) -> Iterator[SqliteLedger]:
    with closing(SqliteLedger(path, ACCOUNT)) as made:
        yield made


@pytest.fixture
def turn(path: Path) -> Iterator[SqliteLedger]:
    with closing(SqliteLedger(path, ACCOUNT)) as made:
        yield made


def test_what_one_has_on_its_way_is_not_lost_to_the_other(window: SqliteLedger, path: Path) -> None:
    run = started(window, row(0), row(1))
    window.intend(run, [0])
    with closing(SqliteLedger(path, ACCOUNT)) as second:
        assert states(second, run) == [State.SENDING, State.READY]
        assert second.interrupted() is None
    assert states(window, run) == [State.SENDING, State.READY]
    window.settle(run, [(0, Accepted("p1"))])
    assert states(window, run) == [State.ACCEPTED, State.READY]


def test_what_the_window_planned_is_still_there_after_a_turn(window: SqliteLedger, turn: SqliteLedger) -> None:
    forecast = planned(window, row(0), row(1))
    sent = started(turn, row(0))
    turn.intend(sent, [0])
    turn.settle(sent, [(0, Accepted("p1"))])
    turn.finish(sent, 1.0, complete=True)
    window.start(forecast)
    window.intend(forecast, [0, 1])
    window.settle(forecast, [(0, Accepted("p1")), (1, Accepted("p2"))])
    assert states(window, forecast) == [State.ACCEPTED, State.ACCEPTED]


def test_what_a_closed_one_planned_is_thrown_away_by_the_next_plan(window: SqliteLedger, path: Path) -> None:
    with closing(SqliteLedger(path, ACCOUNT)) as second:
        left = planned(second, row(0))
    planned(window, row(1))
    with pytest.raises(LookupError):
        window.run(left)


def test_what_a_dead_program_planned_is_thrown_away(
    window: SqliteLedger, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = planned(window, row(0))
    monkeypatch.setattr(module, "_SESSION", "another")
    with closing(SqliteLedger(path, ACCOUNT)) as later:
        planned(later, row(1))
        with pytest.raises(LookupError):
            later.run(left)


def test_both_write_at_the_same_time(window: SqliteLedger, turn: SqliteLedger) -> None:
    """Each answer of each of two runs is kept, whoever comes first."""
    rows = [row(seq) for seq in range(60)]
    runs = {window: started(window, *rows), turn: started(turn, *rows)}
    failed: list[BaseException] = []

    def send(ledger: SqliteLedger) -> None:
        try:
            for seq in range(60):
                ledger.intend(runs[ledger], [seq])
                ledger.settle(runs[ledger], [(seq, Accepted(f"p{seq}"))])
        except BaseException as error:  # noqa: BLE001 - told below: a thread's own is lost
            failed.append(error)

    threads = [threading.Thread(target=send, args=(ledger,)) for ledger in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    for run in runs.values():
        assert states(window, run) == [State.ACCEPTED] * 60
