from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rentix_desktop.demo.launch import DemoPortal
from tests.cli.console import Console
from tests.cli.contract import hostile
from tests.cli.contract.seen import Portal


@pytest.fixture
def behind(portal: DemoPortal) -> Iterator[Portal]:
    """The demo portal as on its first day, without faults before and after."""
    seen = Portal(portal)
    seen.reset()
    yield seen
    seen.reset()


@pytest.fixture(scope="session")
def hostile_server() -> Iterator[hostile.Hostile]:
    with hostile.serve() as served:
        yield served


@pytest.fixture
def enemy(hostile_server: hostile.Hostile) -> hostile.Hostile:
    fresh = hostile.Hostile(hostile_server.base_url)
    hostile_server.__dict__.update(fresh.__dict__)
    return hostile_server


@pytest.fixture
def attacked(enemy: hostile.Hostile, tmp_path: Path) -> Console:
    """`rentix-sync` before the hostile portal. That the key is nowhere is looked at after every command."""
    return Console(tmp_path / "data", enemy.base_url, "secret-KEY-7f3a91bb")
