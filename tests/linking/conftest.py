"""An office of its own for each test, and the strict demo portal that a module shares."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rentix_desktop.demo.options import DemoOptions
from tests.proofs.world import Office, Portal, office, open_portal, short_waits


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    with open_portal(DemoOptions(limits="off", faults=True, job_seconds=0.0)) as running, short_waits():
        yield running


@pytest.fixture
def desk(portal: Portal, tmp_path: Path) -> Iterator[Office]:
    portal.reset()
    with office(tmp_path / "office", portal) as made:
        yield made
