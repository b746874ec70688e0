"""A ledger cut short, and disks that fail; at every page and every write by `python -m tests.proofs.cuts`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.proofs.cuts import PAGE, cuts, disk_errors, failing, full_disk, opened, record

ROWS = 230


def test_a_ledger_cut_at_a_page_goes_on_or_is_refused(tmp_path: Path) -> None:
    run, portal = record(ROWS, tmp_path)
    picture, has = portal.pictures[-1]
    places = list(cuts(picture))
    found = Counter(opened(picture, name, end, tmp_path / "work", run, ROWS, has) for name, end in places[::4])
    assert found.keys() <= {"refused", "goes on", "begins anew"}
    assert found["goes on"]


@pytest.mark.parametrize("name", disk_errors())
@pytest.mark.parametrize("stays", [False, True], ids=["once", "for good"])
def test_a_write_that_fails_loses_nothing(name: str, stays: bool, tmp_path: Path) -> None:
    for at in range(1, 25, 3):
        folder = tmp_path / str(at)
        folder.mkdir()
        result, met = failing(at, disk_errors()[name], ROWS, folder, stays=stays)
        assert (result, met) == ("goes on", True)


@pytest.mark.skipif(sys.platform == "win32", reason="only where the size of files can be limited")
def test_a_disk_that_fills_up_loses_nothing(tmp_path: Path) -> None:
    results = []
    for step in range(0, 16, 5):
        folder = tmp_path / str(step)
        folder.mkdir()
        results.append(full_disk(step * PAGE, ROWS, folder))
    assert {result for result, _ in results} == {"goes on"}
    assert results[0][1]


@pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("cc") is None, reason="needs Linux and a C compiler: a library of ours"
)
def test_a_system_call_that_fails_loses_nothing() -> None:
    """At each 31st write of a day; at every one by `python -m tests.proofs.disk`."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.proofs.disk", "230", "31"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "told: disk_full; goes on" in done.stdout
