"""Each fault in the middle of a run against the demo portal; at every request by `python -m tests.proofs.faults`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.proofs.faults import BATCH, CASES, Case, check
from tests.proofs.world import Portal, open_portal, short_waits

ROWS = 2 * BATCH + 30


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    with open_portal() as opened:
        yield opened


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_nothing_is_lost_and_nothing_is_wrong(case: Case, portal: Portal, tmp_path: Path) -> None:
    with short_waits():
        result = check(case, 1, ROWS, tmp_path, portal)
    assert result.wrong == []
