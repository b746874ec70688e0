"""A month of an agency, scaled down; with 2,000 listings by `python -m tests.proofs.month`."""

from __future__ import annotations

from pathlib import Path

import pytest

from rentix_desktop.demo.options import DemoOptions
from rentix_desktop.sync.sources import taking
from tests.proofs.month import TOLD, month
from tests.proofs.month_files import INCIDENTS
from tests.proofs.world import open_portal
from tests.sync.sources.turns import read_here


def test_a_month_with_everything_that_goes_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "open_table", read_here)
    options = DemoOptions(limits="off", faults=True, job_seconds=0.0)
    with open_portal(options) as portal:
        result = month(60, 3, tmp_path, portal)
    assert result.wrong == []
    assert set(result.incidents) == {incident.value for incident in TOLD}
    assert len(INCIDENTS) == len(TOLD) + 1
    assert result.taken >= 30 - len(INCIDENTS)
