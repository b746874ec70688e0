"""A disk that fails at each of its writes, as the system calls see it: `python -m tests.proofs.disk [ROWS] [EVERY]`.

The settings are saved, a ledger is opened, a run is planned and sent with its request times kept on disk; the write
number 1, 2, 3, … of all that fails as a full disk or a broken one does, once or for good, with nothing or half of it
written. Whatever fails: the run ends with a summary, nothing is lost, and once the disk works the run goes on. Linux
with a C compiler.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rentix_desktop.errors import AppError, Cause
from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.store.request_times import RequestTimes
from rentix_desktop.store.settings import JsonSettingsStore
from rentix_desktop.sync.ports import Settings
from tests.fakes.destination import FakeDestination
from tests.fakes.ledger import ACCOUNT
from tests.proofs.cuts import went_on
from tests.sync.runs import planned, records, send

_SOURCE: Final = Path(__file__).with_name("failing_disk.c")
_ARMED: Final = "RENTIX_FAILING_DISK"
KINDS: Final = tuple(
    (number, stays, halves)
    for number in (errno.ENOSPC, errno.EIO)
    for stays in (False, True)
    for halves in (False, True)
)


@dataclass(frozen=True, slots=True)
class Disk:
    """The library of `failing_disk.c`, loaded into this process before the C library."""

    library: ctypes.CDLL

    def arm(self, folder: Path, at: int, number: int, *, stays: bool, halves: bool) -> None:
        self.library.disk_arm(os.fsencode(folder), ctypes.c_long(at), number, int(stays), int(halves))

    def counted(self) -> int:
        return int(self.library.disk_counted())


def day(folder: Path, rows: int, portal: FakeDestination) -> str:
    """What a program does in a day; how it was told that the disk failed, "" = it was not."""
    told = ""
    settings = JsonSettingsStore(folder / "settings.json")
    times = RequestTimes(folder / "times.sqlite")
    portal.before = lambda *_: _reserve(times)
    try:
        settings.save(Settings(language="ro"))
        with contextlib.closing(SqliteLedger(folder / "ledger.sqlite", ACCOUNT)) as ledger:
            run = planned(ledger, portal, records(rows)).run
            stopped = send(ledger, portal, run).stopped
        if stopped is not None:
            told = _told(stopped)
        settings.save(Settings(language="ru"))
    except AppError as error:
        told = told or _told(error)
    finally:
        times.close()
    return told


def _reserve(times: RequestTimes) -> None:
    times.reserve("http://a", {"bulk": 10_000})


def _told(error: AppError) -> str:
    return f"told: {error.code}" if error.cause is Cause.ENVIRONMENT else f"told as {error.code}: {error.detail}"


def afterwards(folder: Path, rows: int, portal: FakeDestination) -> str:
    """What becomes of it once the disk works."""
    portal.before = lambda *_: None
    if JsonSettingsStore(folder / "settings.json").load().language not in (None, "ro", "ru"):
        return "the settings are lost"
    has = {name: dict(fields) for name, fields in portal.portal.items()}
    with contextlib.closing(SqliteLedger(folder / "ledger.sqlite", ACCOUNT)) as ledger:
        runs = ledger.runs()
        return went_on(ledger, runs[0].id if runs else 0, rows, has)


def failing(disk: Disk, rows: int, folder: Path, at: int, kind: tuple[int, bool, bool]) -> tuple[str, bool]:
    """What becomes of a day whose write number `at` fails, and whether it came to that write."""
    number, stays, halves = kind
    folder.mkdir()
    portal = FakeDestination()
    disk.arm(folder, at, number, stays=stays, halves=halves)
    told = day(folder, rows, portal)
    met = disk.counted() >= at
    disk.arm(folder, 0, 0, stays=False, halves=False)
    result = afterwards(folder, rows, portal)
    shutil.rmtree(folder)
    return (f"{told or 'not noticed'}; {result}"), met


def run(disk: Disk, rows: int, every: int) -> Counter[str]:
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        for kind in KINDS:
            at, met = 1, True
            while met:
                result, met = failing(disk, rows, Path(name).resolve() / "data", at, kind)
                if met:
                    found[result] += 1
                at += every
    return found


def good(words: str) -> bool:
    return not words.startswith("told as ") and words.endswith(("; goes on", "; begins anew"))


def main() -> int:
    arguments = [int(word) for word in sys.argv[1:]]
    rows, every = (*arguments, *(230, 1)[len(arguments) :])
    if _ARMED not in os.environ:
        return _in_a_program_of_its_own(sys.argv[1:])
    started = time.monotonic()
    found = run(Disk(ctypes.CDLL(os.environ[_ARMED])), rows, every)
    for words, count in found.most_common():
        print(f"{count}\t{words}")
    print(f"{found.total()} failing writes, {time.monotonic() - started:.0f} s")
    return 0 if found and all(map(good, found)) else 1


def _in_a_program_of_its_own(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "failing_disk.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, _SOURCE, "-ldl", "-lpthread"], check=True)
        environment = {**os.environ, _ARMED: str(library), "LD_PRELOAD": str(library)}
        command = [sys.executable, "-m", "tests.proofs.disk", *arguments]
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
