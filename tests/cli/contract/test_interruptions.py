"""Runs that are killed, stopped or disturbed: afterwards the portal has what the file says, once."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from rentix_desktop.demo.launch import start_demo
from rentix_desktop.demo.options import DemoOptions
from tests.cli.console import Console, rows, write_csv
from tests.cli.contract.seen import BULK, Portal, summary

ROWS = 600
TIMES = 4
_FAULTS = (
    {"kind": "cut"},
    {"kind": "drop"},
    {"kind": "status", "status": 500},
    {"kind": "results", "change": "missing"},
    {"kind": "items", "positions": [3, 7]},
    {"kind": "not_json"},
)


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[tuple[Console, Portal]]:
    """A portal of its own that takes its time, so that there is a middle to be killed in."""
    with start_demo(DemoOptions(limits="off", answer_seconds=0.08, faults=True)) as demo:
        unlimited = {"RENTIX_BULK_PER_MINUTE": "10000", "RENTIX_REQUESTS_PER_MINUTE": "10000"}
        yield Console(tmp_path / "data", demo.base_url, demo.key, unlimited), Portal(demo)


def _until(condition: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    """Until it is so, or the process ended."""
    end = time.monotonic() + 60
    while not condition() and process.poll() is None:
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.skipif(sys.platform == "win32", reason="only on Linux and macOS: signals")
def test_killed_again_and_again_at_random_under_faults(slow: tuple[Console, Portal], tmp_path: Path) -> None:
    console, portal = slow
    chance = random.Random(11)
    listings, file = rows(ROWS), tmp_path / "a.csv"
    interrupted = 0
    for number in range(TIMES):
        for index, listing in enumerate(listings):
            listing["Price"] = str(10_000 + 1000 * number + index)
        write_csv(file, listings)
        portal.faults(*[BULK | chance.choice(_FAULTS) | {"skip": chance.randint(0, 3)} for _ in range(2)])
        wanted = portal.bulk_requests + chance.randint(1, 4)
        how = signal.SIGKILL if number % 3 else chance.choice((signal.SIGINT, signal.SIGTERM))
        with console.start("upload", file) as process:
            _until(partial(_sent, portal, wanted), process)
            time.sleep(chance.uniform(0, 0.08))
            process.send_signal(how)
            stdout, stderr = process.communicate(timeout=60)
        if how is not signal.SIGKILL and process.returncode == 130:
            assert summary(console.done(process, stdout, stderr)), "a stopped run tells how far it came"
        interrupted += process.returncode in (130, -signal.SIGKILL)
        rest = console("resume")
        assert rest.code == 0
        if process.returncode in (130, -signal.SIGKILL):
            assert rest.data["total"] == ROWS
            assert set(summary(rest)) <= {"created", "updated"}
        assert portal.prices == {listing["ID"]: int(listing["Price"]) for listing in listings}
        assert console("plan", file).data["unchanged"] == ROWS
    assert interrupted >= TIMES // 2, "the kills came too late to mean anything"


def test_two_programs_on_one_data_folder(slow: tuple[Console, Portal], tmp_path: Path) -> None:
    console, portal = slow
    file = write_csv(tmp_path / "a.csv", rows(3))
    portal.faults({"kind": "delay", "seconds": 600, **BULK})
    with console.start("upload", file) as process:
        _until(lambda: bool(console("runs").data), process)
        for words in (["upload", file], ["plan", file], ["resume"], ["retry"]):
            done = console(*words)
            assert (done.code, done.error) == (5, "data_folder_busy")
            assert done.stderr.count(str(process.pid)) == 1, "who holds it is said once"
        assert console("inspect", file).code == 0
        process.kill()  # the lock dies with its holder
        process.communicate()
    portal.faults()
    done = console("upload", file)
    assert (done.code, summary(done)) == (0, {"created": 3})


@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux: /proc")
def test_the_key_is_on_no_command_line(slow: tuple[Console, Portal], tmp_path: Path) -> None:
    console, portal = slow
    portal.faults({"kind": "delay", "seconds": 600, **BULK})
    with console.start("upload", write_csv(tmp_path / "a.csv", rows(3))) as process:
        seen = b""
        end = time.monotonic() + 30
        while not list((console.data_dir / "ledgers").glob("*")) and time.monotonic() < end:
            seen += b"".join(_command_line(path) for path in Path("/proc").glob("[0-9]*"))
        process.kill()
        process.communicate()
    assert b"rentix_desktop" in seen
    assert console.key is not None
    assert console.key.encode() not in seen


def _sent(portal: Portal, count: int) -> bool:
    return portal.bulk_requests >= count


def _command_line(process: Path) -> bytes:
    """Of a process of ours; what else runs on this computer may speak of anything."""
    try:
        words = (process / "cmdline").read_bytes()
    except OSError:  # it ended meanwhile
        return b""
    return words if b"rentix_desktop" in words else b""


def test_the_limits_of_the_portal_are_kept(tmp_path: Path) -> None:
    """The documented windows with smaller numbers: all may go at once, and the portal never says 429."""
    options = DemoOptions(limits="300/4/60", monthly_listings=10_000, faults=True)
    with start_demo(options) as demo:
        console = Console(tmp_path / "data", demo.base_url, demo.key, {"RENTIX_BULK_PER_MINUTE": "4"})
        portal = Portal(demo)
        file = write_csv(tmp_path / "a.csv", rows(600))
        with console.start("upload", file) as process:
            _until(partial(_sent, portal, 4), process)
            time.sleep(0.5)  # would be enough for the two that are left
            process.send_signal(signal.SIGTERM)
            done = console.done(process, *process.communicate(timeout=60))
        assert (done.code, summary(done)) == (130, {"created": 400, "not_sent": 200})
        assert (portal.state["too_many"], portal.bulk_requests) == (0, 4)
        asked = portal.requests
        with console.start("resume") as process:  # a restart forgets nothing
            _until(lambda: portal.requests >= asked + 2, process)  # who it is, what there is: next are the listings
            time.sleep(0.5)
            process.send_signal(signal.SIGTERM)
            again = console.done(process, *process.communicate(timeout=60))
        assert again.code == 130
        assert (portal.state["too_many"], portal.bulk_requests) == (0, 4)


@pytest.mark.skipif(sys.platform == "win32", reason="only on Linux and macOS: signals")
def test_a_signal_while_the_portal_says_whose_key_it_is(tmp_path: Path) -> None:
    """It is not forgotten when the answer comes all the same."""
    with start_demo(DemoOptions(limits="off", answer_seconds=1.0, faults=True)) as demo:
        console, portal = Console(tmp_path / "data", demo.base_url, demo.key), Portal(demo)
        with console.start("upload", write_csv(tmp_path / "a.csv", rows(3))) as process:
            _until(lambda: portal.requests >= 1, process)
            process.send_signal(signal.SIGTERM)
            done = console.done(process, *process.communicate(timeout=60))
        assert (done.code, done.error) == (130, "stopped")
        assert portal.bulk_requests == 0
