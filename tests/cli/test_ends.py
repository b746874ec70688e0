"""However a run ends, its summary is written and adds up, and a sentence says what to do."""

from __future__ import annotations

import contextlib
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest

from rentix_desktop.demo.launch import start_demo
from rentix_desktop.demo.options import DemoOptions
from rentix_desktop.sync.sending.engine import Engine
from tests.cli.console import Console, Done, rows, write_csv
from tests.proofs.world import open_portal

PARTS = ("created", "updated", "unchanged", "hidden", "refused", "blocked", "skipped", "not_sent", "in_doubt")


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[Console]:
    with start_demo(DemoOptions(limits="off", answer_seconds=0.4)) as portal:
        yield Console(tmp_path / "data", portal.base_url, portal.key, {"RENTIX_BULK_PER_MINUTE": "1000"})


def _whole(done: Done, total: int) -> dict[str, Any]:
    summary: dict[str, Any] = done.data
    assert summary["total"] == total == sum(summary[name] for name in PARTS)
    return summary


def _until(so_far: Callable[[], bool], process: Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while not so_far():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.01)


def _accepted(console: Console) -> int:
    return int(console("agency").data["used"])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the files of another process")
def test_a_disk_that_fills_up_in_the_middle(slow: Console, tmp_path: Path) -> None:
    import resource

    file = write_csv(tmp_path / "a.csv", rows(900))
    with slow.start("upload", file) as process:
        _until(lambda: _accepted(slow) >= 200, process)
        (log,) = (slow.data_dir / "ledgers").glob("*-wal")
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (log.stat().st_size, resource.RLIM_INFINITY))
        done = slow.done(process, *process.communicate(timeout=60))
    assert done.code == 2
    summary = _whole(done, 900)
    assert summary["created"] >= 100
    assert summary["in_doubt"] + summary["not_sent"] > 0
    told = done.stderr.splitlines()[-1].lower()
    assert "disk" in told or "folder" in told, told

    rest = slow("resume")
    assert rest.code == 0
    assert _whole(rest, 900)["created"] == 900
    assert _accepted(slow) == 900


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Linux and macOS")
@pytest.mark.parametrize("names", [("SIGHUP",), ("SIGTERM", "SIGTERM")], ids=["closed", "twice"])
def test_a_signal(names: tuple[str, ...], tmp_path: Path) -> None:
    numbers = tuple(signal.Signals[name] for name in names)
    with open_portal() as portal:
        portal.faults([{"kind": "delay", "seconds": 20, "method": "POST", "path": "/listings/bulk", "times": 9}])
        console = Console(tmp_path / "data", portal.base_url, portal.key)
        assert _stopped_while_stalled(console, tmp_path, numbers) < 5


def _stopped_while_stalled(console: Console, folder: Path, numbers: tuple[signal.Signals, ...]) -> float:
    """Seconds from the signal to the end."""
    file = write_csv(folder / "a.csv", rows(150))
    with console.start("upload", file) as process:
        _until(lambda: _on_the_way(console), process)
        started = time.monotonic()
        for number in numbers:
            process.send_signal(number)
            time.sleep(0.2)
        done = console.done(process, *process.communicate(timeout=60))
        seconds = time.monotonic() - started
    assert done.code == 130
    assert _whole(done, 150)["created"] == 0
    assert "resume" in done.stderr
    return seconds


def _on_the_way(console: Console) -> bool:
    """Whether rows are on their way, as the file says."""
    for path in (console.data_dir / "ledgers").glob("*.sqlite"):
        with contextlib.closing(sqlite3.connect(path)) as database, contextlib.suppress(sqlite3.Error):
            return bool(database.execute("SELECT count(*) FROM rows WHERE intent").fetchone()[0])
    return False


def test_a_bug_of_ours(slow: Console, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Engine.run

    def broken(engine: Engine, run: int, trial: int | None = None) -> object:
        whole(engine, run, 2)
        raise ZeroDivisionError

    monkeypatch.setattr(Engine, "run", broken)
    done = slow("upload", write_csv(tmp_path / "a.csv", rows(5)))
    assert done.code == 2
    assert (_whole(done, 5)["created"], done.data["not_sent"]) == (2, 3)
    assert done.stderr


def test_the_months_limit_is_foretold_and_what_is_left_is_named(slow: Console, tmp_path: Path) -> None:
    console, file = slow.with_(key="demo-almost-full"), write_csv(tmp_path / "a.csv", rows(5))
    forecast = console("plan", file)
    assert (forecast.code, forecast.data["create"]) == (0, 5)
    assert "2 new listings are more than your monthly limit allows" in forecast.stderr
    done = console("upload", file)
    assert (_whole(done, 5)["created"], done.data["not_sent"] + done.data["refused"]) == (3, 2)
    assert "monthly limit" in done.stderr.lower()
    left = [f"T-{number}" for number in (3, 4)]
    assert all(name in done.stdout + done.stderr for name in left)
