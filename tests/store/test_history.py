"""What the ledger on disk tells of days gone by: the contract, and what only a file can show."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rentix_desktop.store.ledger import SqliteLedger
from tests.contracts.history import Clock, HistoryContract
from tests.contracts.ledger import ACCOUNT


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
