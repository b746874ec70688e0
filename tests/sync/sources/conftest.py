from __future__ import annotations

from pathlib import Path

import pytest

from rentix_desktop.sync.sources import taking
from tests.sync.sources.turns import Desk, read_here


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Files are read in this process: `test_waits` reads them as the program does."""
    monkeypatch.setattr(taking, "open_table", read_here)
    return Desk(tmp_path)
