"""A power cut at every page of a recorded run, and a disk that fails at each write: `python -m tests.proofs.cuts [ROWS]`.

The files of a run are recorded while it goes. Each is then cut at every page boundary, as a cut of the power may leave
it, and opened: the ledger refuses and says so, or opens with every row in a state, and the run goes on to its end.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

from rentix_desktop.errors import AppError, Code
from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.sync.destination import Operation, Outcome, Waiter
from rentix_desktop.sync.ledger import Ledger, State
from tests.fakes.destination import FakeDestination
from tests.fakes.ledger import ACCOUNT
from tests.sync.runs import planned, records, send

PAGE: Final = 4096
_WAL_HEAD, _FRAME_HEAD = 32, 24
_TOLD: Final = (Code.DATABASE_DAMAGED, Code.DISK_FULL, Code.DATA_FOLDER_NOT_WRITABLE)
FILES: Final = ("ledger.sqlite", "ledger.sqlite-wal")


@dataclass
class Recorded(FakeDestination):
    """Copies the ledger's files before each request is answered: the intent is on disk then, the answer is not."""

    folder: Path = Path()
    into: Path = Path()
    pictures: list[tuple[Path, dict[str, dict[str, Any]]]] = field(default_factory=list)

    def send(self, operations: Sequence[Operation], waiter: Waiter) -> tuple[Outcome, ...]:
        outcomes = super().send(operations, waiter)
        picture = self.into / str(len(self.pictures))
        picture.mkdir()
        for name in FILES:
            shutil.copy(self.folder / name, picture / name)
        self.pictures.append((picture, {name: dict(fields) for name, fields in self.portal.items()}))
        return outcomes


def record(rows: int, folder: Path) -> tuple[int, Recorded]:
    """A run of so many rows, with a picture of its files at each request."""
    home, into = folder / "home", folder / "pictures"
    home.mkdir()
    into.mkdir()
    with contextlib.closing(SqliteLedger(home / FILES[0], ACCOUNT)) as ledger:
        # much of a short run is in the database itself, as much of a long one is
        ledger._writer.execute("PRAGMA wal_autocheckpoint = 40")
        portal = Recorded(folder=home, into=into)
        run = planned(ledger, portal, records(rows)).run
        send(ledger, portal, run)
    return run, portal


def cuts(picture: Path) -> Iterator[tuple[str, int]]:
    """Every length at which a file may end: whole pages of the database, whole frames of the WAL and halves of them."""
    size = (picture / FILES[0]).stat().st_size
    yield from ((FILES[0], end) for end in range(0, size + 1, PAGE))
    size = (picture / FILES[1]).stat().st_size
    frame = _FRAME_HEAD + PAGE
    for end in range(_WAL_HEAD, size + 1, frame):
        yield from ((FILES[1], end), (FILES[1], min(size, end + frame // 2)))
    yield (FILES[1], 0)


def opened(picture: Path, name: str, end: int, work: Path, run: int, rows: int, has: dict[str, dict[str, Any]]) -> str:
    """What becomes of one cut: "refused", "begins anew" (nothing of the run was on disk yet), "goes on"; else what is
    wrong."""
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(picture, work)
    with (work / name).open("r+b") as file:
        file.truncate(end)
    before = [(work / name).read_bytes() for name in FILES]
    try:
        ledger = SqliteLedger(work / FILES[0], ACCOUNT)
    except AppError as error:
        if error.code is not Code.DATABASE_DAMAGED:
            return f"refused as {error.code}: {error.detail}"
        copy = str(error.params["copy"])
        kept = [Path(copy + end).read_bytes() for end in ("", "-wal")]
        return "refused" if kept == before and (work / FILES[0]).exists() else "refused, and not kept"
    with contextlib.closing(ledger):
        try:
            return went_on(ledger, run, rows, has)
        except AppError as error:
            return "refused" if error.code is Code.DATABASE_DAMAGED else f"failed: {error!r}"


def went_on(ledger: Ledger, run: int, rows: int, has: dict[str, dict[str, Any]]) -> str:
    portal = FakeDestination(portal={name: dict(fields) for name, fields in has.items()})
    wanted = {str(record["externalId"]): record for record in records(rows)}
    try:
        counts = ledger.counts(run)
        ledger.run(run)
    except LookupError:
        counts = None
    if counts is None or not counts.total:  # the plan is not there: the person sends the file again
        run = planned(ledger, portal, records(rows)).run
    elif counts.total != rows or sum(counts.by_state.values()) != rows:
        return f"{counts.total} of {rows} rows are left"
    accepted = [row.planned.external_id for row in ledger.rows(run, (State.ACCEPTED,))]
    if not set(accepted) <= has.keys():
        return "accepted rows that the portal has not"
    summary = send(ledger, portal, run)
    if summary.created + summary.updated != rows or summary.in_doubt or summary.not_sent:
        return f"did not end: {summary}"
    for name, record in wanted.items():
        if any(portal.portal.get(name, {}).get(key) != value for key, value in record.items() if key != "externalId"):
            return f"{name} is wrong"
    return "goes on" if counts is not None and counts.total else "begins anew"


class FailingWrites:
    """A connection whose statement number `at` that writes fails as SQLite fails, and those after it if it `stays`."""

    def __init__(self, connection: Any, at: int, error: BaseException, stays: bool) -> None:
        self._connection, self._left, self._error, self._stays = connection, at, error, stays

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._connection, name)
        return self._failing(found) if name in ("execute", "executemany") else found

    def _failing(self, call: Any) -> Any:
        def do(sql: str, *params: Any) -> Any:
            if not sql.lstrip().upper().startswith(("SELECT", "ROLLBACK", "PRAGMA")):
                self._left -= 1
                if self._left == 0 or (self._stays and self._left < 0):
                    raise self._error
            return call(sql, *params)

        return do


def failing(at: int, error: BaseException, rows: int, folder: Path, *, stays: bool) -> tuple[str, bool]:
    """What becomes of a run whose write number `at` fails, and whether it came to that write."""
    portal = FakeDestination()
    told = ""
    with contextlib.closing(SqliteLedger(folder / FILES[0], ACCOUNT)) as ledger:
        run = planned(ledger, portal, records(rows)).run
        writer = FailingWrites(ledger._writer, at, error, stays)
        ledger._writer = cast(Any, writer)
        stopped = send(ledger, portal, run).stopped  # the summary is there whatever failed
        told = stopped.code if stopped else ""
        met = writer._left <= 0
    if met and told not in _TOLD:
        return f"told as {told or 'nothing'}", met
    with contextlib.closing(SqliteLedger(folder / FILES[0], ACCOUNT)) as ledger:
        has = {name: dict(fields) for name, fields in portal.portal.items()}
        return went_on(ledger, run, rows, has), met


def disk_errors() -> dict[str, sqlite3.OperationalError]:
    """As SQLite raises them."""
    found = {}
    for name in ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY"):
        found[name] = sqlite3.OperationalError(name)
        found[name].sqlite_errorcode = getattr(sqlite3, name)
    return found


def full_disk(room: int, rows: int, folder: Path) -> tuple[str, bool]:
    """What becomes of a run for which the disk has `room` bytes more in each file, and whether it came to that."""
    import resource

    portal = FakeDestination()
    told = ""
    with contextlib.closing(SqliteLedger(folder / FILES[0], ACCOUNT)) as ledger:
        run = planned(ledger, portal, records(rows)).run
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, ((folder / FILES[1]).stat().st_size + room, before[1]))
        try:
            stopped = send(ledger, portal, run).stopped
            told = stopped.code if stopped else ""
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
    if told and told not in _TOLD:
        return f"told as {told}", True
    with contextlib.closing(SqliteLedger(folder / FILES[0], ACCOUNT)) as ledger:
        has = {name: dict(fields) for name, fields in portal.portal.items()}
        return went_on(ledger, run, rows, has), bool(told)


def _failing_disks(rows: int, folder: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    numbers = iter(range(1_000_000))
    for error in disk_errors().values():
        for stays in (False, True):
            at, met = 0, True
            while met:
                at += 1
                here = folder / f"failing-{next(numbers)}"
                here.mkdir()
                result, met = failing(at, error, rows, here, stays=stays)
                found[f"write fails: {result}"] += met
    room, met = 0, sys.platform != "win32"
    while met:
        here = folder / f"failing-{next(numbers)}"
        here.mkdir()
        result, met = full_disk(room, rows, here)
        found[f"disk full: {result}"] += met
        room += PAGE // 2
    return found


def main() -> int:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run, portal = record(rows, folder)
        for picture, has in portal.pictures:
            for file, end in cuts(picture):
                result = opened(picture, file, end, folder / "work", run, rows, has)
                found[result] += 1
        print(f"{sum(found.values())} cuts of {len(portal.pictures)} pictures: {dict(found)}")
        found_failing = _failing_disks(rows // 4, folder)
    print(f"{found_failing.total()} failing disks: {dict(found_failing)}")
    good = all(words.endswith((": goes on", ": begins anew")) for words in found_failing)
    return 0 if good and found.keys() <= {"refused", "goes on", "begins anew"} else 1


if __name__ == "__main__":
    sys.exit(main())
