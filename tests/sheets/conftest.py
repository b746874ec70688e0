from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from rentix_desktop.sheets.read import open_table
from rentix_desktop.sheets.table import Progress, ReadOptions, Table

Open = Callable[..., Table]


@pytest.fixture
def spools(tmp_path: Path) -> Path:
    return tmp_path / "spools"


@pytest.fixture
def read(spools: Path) -> Iterator[Open]:
    """Opens files and closes their tables at the end; no spool may be left then."""
    with ExitStack() as opened:

        def open_one(path: Path, progress: Progress | None = None, **options: str | int) -> Table:
            table = open_table(path, ReadOptions(**options), spool_folder=spools, progress=progress)  # type: ignore[arg-type]  # tests name options freely
            return opened.enter_context(closing(table))

        yield open_one
    assert not list(spools.glob("*")), "a spool was left behind"
