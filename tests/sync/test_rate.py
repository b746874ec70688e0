"""A run at the portal's limit, in small; at the documented limits by `python -m tests.proofs.rate`."""

from __future__ import annotations

import multiprocessing
from contextlib import closing
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from rentix_desktop.demo.options import DemoOptions, Limits
from rentix_desktop.store import request_times
from rentix_desktop.sync.sending import pace
from tests.proofs.rate import _most, recorded
from tests.proofs.world import File, Portal, office, open_portal, wrong

COUNTS_FOR, WINDOW, BULK = 3.0, 2.0, 4
ROWS = 500


def test_a_run_uses_the_limit_up_and_never_oversteps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_times, "COUNTS_FOR", 4.0)
    monkeypatch.setattr(pace, "WINDOW_SECONDS", 4.0)
    result = recorded(0.5, 1400, Limits(requests=1000, bulk=6, seconds=3.0))
    assert (result.too_many, result.most_in_a_window, result.wrong) == (0, 6, [])
    assert result.most_in_flight > 1
    assert result.said_waits
    assert result.worst_estimate <= 0.15  # a tenth, and what a busy computer adds to eight seconds


def _upload(folder: Path, times: Path, address: str, key: str, run: int) -> None:
    request_times.COUNTS_FOR = COUNTS_FOR  # type: ignore[misc]  # a minute in small
    with (
        closing(Portal(address, key)) as portal,
        office(folder, portal, requests=1000, bulk=BULK, times=times) as ours,
    ):
        ours.send(run)


def _program(folder: Path, times: Path, portal: Portal, run: int) -> BaseProcess:
    arguments = (folder, times, portal.base_url, portal.key, run)
    process = multiprocessing.get_context("spawn").Process(target=_upload, args=arguments)
    process.start()
    return process


@pytest.mark.parametrize("together", [True, False], ids=["two at once", "killed and started again within the minute"])
def test_several_programs_share_the_limit(together: bool, tmp_path: Path) -> None:
    options = DemoOptions(limits=f"1000/{BULK}/{WINDOW}", monthly_listings=99_999, faults=True, job_seconds=0.0)
    file = File(ROWS)
    with open_portal(options) as portal:
        folders = [tmp_path / "one", tmp_path / "other"] if together else [tmp_path / "one"]
        runs = []
        for folder in folders:
            with office(folder, portal, times=tmp_path) as ours:
                runs.append(ours.plan(file))
                ours.ledger.start(runs[-1])
                ours.ledger.finish(runs[-1], 0, complete=False)
        programs = [_program(folder, tmp_path, portal, run) for folder, run in zip(folders, runs, strict=True)]
        if not together:
            while len(_sent(portal)) < BULK:
                programs[0].join(0.01)
            programs[0].kill()
            programs[0].join()
            programs = [_program(folders[0], tmp_path, portal, runs[0])]
        for program in programs:
            program.join(60)
            assert program.exitcode == 0
        state = portal.state()
        for folder, run in zip(folders, runs, strict=True):
            with office(folder, portal) as ours:
                counts = ours.ledger.counts(run)
                assert counts.created + counts.updated == ROWS
                if not together:
                    assert wrong(file, ours.ledger, run, state) == []
        assert state["too_many"] == 0
        assert _most(_sent(portal), WINDOW) == BULK


def _sent(portal: Portal) -> list[float]:
    return [entry["at"] for entry in portal.state()["log"] if entry["path"].endswith("/bulk")]
