"""Waits that are short, and nothing left running."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.sync.ledger import Ledger
from rentix_desktop.sync.sending import retry
from tests.fakes.ledger import ACCOUNT, FakeLedger


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before]
    for thread in left:
        thread.join(5)
    assert not [thread.name for thread in left if thread.is_alive()]


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Back-off of hundredths of a second: what is waited for is tested apart, in test_retry."""
    monkeypatch.setattr(retry, "FIRST_SECONDS", 0.0005)
    monkeypatch.setattr(retry, "SHORTEST_SECONDS", 0.001)
    monkeypatch.setattr(retry, "LOOK_AGAIN_SECONDS", 0.15)


@pytest.fixture(params=["fake", "sqlite"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    made: Ledger = FakeLedger() if request.param == "fake" else SqliteLedger(tmp_path / "ledger.sqlite", ACCOUNT)
    yield made
    made.close()
