"""A kept file of the same 100,000 listings, written anew: `python -m tests.benchmarks.unchanged [ROWS]`.

All rows were accepted before. Prints what bringing it up to date takes, of a workbook and of a text file, each written
anew with the rows in their order and shuffled: no request about listings, and at most 6 s in all (file, ledger and
key included). Baselines of the same run: bare python-calamine `iter_rows` and bare `csv.reader` over the same file.
"""

from __future__ import annotations

import csv
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.mapping.decide import mapping_of
from rentix_desktop.mapping.suggest import suggest
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.profile import profile_table
from rentix_desktop.sheets.read import open_table
from rentix_desktop.store.ledger import SqliteLedger
from rentix_desktop.sync.destination import Destination
from rentix_desktop.sync.ledger import AccountKey, Ledger
from rentix_desktop.sync.sources.book import VisitEnd
from rentix_desktop.sync.sources.meaning import kept_layout
from rentix_desktop.sync.sources.source import Place, Source
from rentix_desktop.sync.sources.turn import Turned, TurnWays, sync_source
from tests.benchmarks._workbooks import Value, listings, workbook
from tests.fakes.ledger import ACCOUNT
from tests.sync.sources.turns import Decided, Keys, Service

ROWS: Final = 100_000
COLUMNS: Final = 30
ROUNDS: Final = 3
PROMISED: Final = 6.0


@dataclass
class Portal(Service):
    """Takes everything, at once."""

    def catalogue(self) -> Catalogue:
        return builtin_catalogue()


@dataclass
class World:
    """What a turn asks for."""

    folder: Path
    portal: Portal = field(default_factory=Portal)
    keys: Keys = field(default_factory=Keys)
    decisions: Decided = field(default_factory=Decided)

    @property
    def spool_folder(self) -> Path:
        return self.folder / "spool"

    def open_ledger(self, account: AccountKey) -> Ledger:
        return SqliteLedger(self.folder / "ledger.sqlite", account)

    def connect(self, base_url: str, key: str) -> Destination:
        return self.portal


def source_of(path: Path, world: World) -> Source:
    with closing(open_table(path, spool_folder=world.spool_folder)) as table:
        suggestion = suggest(profile_table(table), builtin_catalogue(), load_vocabulary())
        layout = kept_layout("benchmark", suggestion, mapping_of(suggestion), table.info.header)
    return Source("benchmark", ACCOUNT, Place(path.parent, path.name), "benchmark", layout)


def measured(name: str, files: Sequence[tuple[str, Path]], bare: Callable[[Path], float], rows: int) -> bool:
    """The first file is sent; each other one, put in its place, holds the same rows."""
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        world.spool_folder.mkdir()
        kept = world.folder / f"Export{files[0][1].suffix}"
        at = _put(files[0][1], kept, time.time() - 86_400)
        source = source_of(kept, world)
        started = time.perf_counter()
        first = sync_source(source, world)
        _accepted(first, rows)
        print(f"{name}: {rows:,} rows sent in {time.perf_counter() - started:.1f} s")
        well = True
        for said, file in files[1:]:
            seconds, baseline = [], []
            for _ in range(ROUNDS):
                at = _put(file, kept, at + 3600)
                baseline.append(bare(kept))
                world.portal.requests.clear()
                # another digest each time, so that the rows are really looked at
                started = time.perf_counter()
                done = sync_source(source, world, ways=TurnWays())
                seconds.append(time.perf_counter() - started)
                assert (done.visit.end, done.visit.same) == (VisitEnd.SAME, rows), done
                assert not world.portal.requests, "listings were asked about"
                at = _put(files[0][1], kept, at + 3600)
                assert sync_source(source, world).visit.same == rows
            took, alone = statistics.median(seconds), statistics.median(baseline)
            well = well and took <= PROMISED
            print(f"  {said}: {took:.2f} s (bare reader {alone:.2f} s, {took / alone:.1f} times); requests: 0")
    return well


def _accepted(first: Turned, rows: int) -> None:
    assert first.summary is not None
    assert first.summary.created == rows, first.summary


def _put(file: Path, place: Path, at: float) -> float:
    shutil.copyfile(file, place)
    os.utime(place, (at, at))
    return at


# the files ------------------------------------------------------------------------------------------------------------
def rows_of(path: Path) -> list[list[Value]]:
    from python_calamine import CalamineWorkbook

    found: Any = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    rows: list[list[Value]] = found
    return rows


def again(path: Path, folder: Path) -> Path:
    """The same workbook in other bytes."""
    new = folder / path.name
    shutil.copyfile(path, new)
    with zipfile.ZipFile(new, "a") as archive:
        archive.comment = b"written anew"
    return new


def shuffled(path: Path, rows: int) -> Path:
    """The same rows in another order."""
    found = rows_of(path)
    order = list(range(1, rows + 1))
    random.Random(7).shuffle(order)
    days = [index for index, cell in enumerate(found[1]) if hasattr(cell, "toordinal")]

    def record(number: int, _dice: random.Random) -> list[Value]:
        cells = found[order[number - 1]]
        return [_serial(cell) if index in days else cell if cell != "" else None for index, cell in enumerate(cells)]

    return workbook("unchanged-shuffled", rows, [str(cell) for cell in found[0]], record, dates=days)


def _serial(cell: object) -> Value:
    """A day as a workbook counts it."""
    return cell.toordinal() - 693_594 if hasattr(cell, "toordinal") else None


def text(path: Path, rows: list[list[Value]], end: str) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";", lineterminator=end).writerows(rows)
    return path


def calamine(path: Path) -> float:
    from python_calamine import CalamineWorkbook

    started = time.perf_counter()
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    for _ in sheet.iter_rows():
        pass
    return time.perf_counter() - started


def reader(path: Path) -> float:
    started = time.perf_counter()
    with path.open(encoding="utf-8", newline="") as file:
        for _ in csv.reader(file, delimiter=";"):
            pass
    return time.perf_counter() - started


def main(rows: int) -> int:
    book = listings(rows, COLUMNS)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        books = [
            ("", book),
            ("workbook, in its order", again(book, folder)),
            ("workbook, shuffled", shuffled(book, rows)),
        ]
        well = measured("workbook", books, calamine, rows)
        found = rows_of(book)
        body = found[1:]
        random.Random(3).shuffle(body)
        texts = [
            ("", text(folder / "a.csv", found, "\n")),
            ("text, in its order", text(folder / "b.csv", found, "\r\n")),
            ("text, shuffled", text(folder / "c.csv", [found[0], *body], "\n")),
        ]
        well = measured("text", texts, reader, rows) and well
    print(f"at most {PROMISED:g} s: {'kept' if well else 'NOT KEPT'}")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS))
