"""A kept file of the same 100,000 listings, written anew: `python -m tests.benchmarks.unchanged [ROWS]`.

All rows were accepted before. Prints what bringing it up to date takes, of a workbook and of a text file, each written
anew with the rows in their order and shuffled: no request about listings, and at most 6 s in all (file, ledger and
key included). By steps: seconds on the clock, and of the processor in this process and in those it starts. Baselines of
the same run: bare python-calamine `iter_rows` and bare `csv.reader` over the same file. Takes a few minutes, most of them
for sending the rows the first time.
"""

from __future__ import annotations

import csv
import os
import random
import shutil
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from unittest import mock

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.mapping.decide import mapping_of
from rentix_desktop.mapping.suggest import suggest
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.profile import profile_table
from rentix_desktop.sheets.read import open_table
from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.sync.destination import Destination
from rentix_desktop.sync.ledger import AccountKey, Ledger
from rentix_desktop.sync.sources import taking, turn
from rentix_desktop.sync.sources.book import VisitEnd
from rentix_desktop.sync.sources.meaning import kept_layout
from rentix_desktop.sync.sources.source import Place, Source
from rentix_desktop.sync.sources.turn import sync_source
from rentix_desktop.sync.sources.turn_options import TurnResult
from tests.benchmarks._workbooks import Value, listings, workbook
from tests.fakes.ledger import ACCOUNT
from tests.sync.sources.turns import Decided, KeptSources, Keys, Service

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
    sources: KeptSources = field(default_factory=KeptSources)

    def builtin_catalogue(self) -> Catalogue:
        return builtin_catalogue()

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


@dataclass
class Spent:
    """Seconds: on the clock, of this process, and of the processes it started. `steps` are parts of the whole."""

    wall: float = 0.0
    own: float = 0.0
    others: float = 0.0
    steps: dict[str, Spent] = field(default_factory=dict)

    @property
    def cpu(self) -> float:
        return self.own + self.others

    def __str__(self) -> str:
        return f"{self.wall:5.2f} s ({self.own:.2f} + {self.others:.2f} of the processor)"


@contextmanager
def spending(into: Spent) -> Iterator[None]:
    before, started = os.times(), time.perf_counter()
    yield
    into.wall += time.perf_counter() - started
    after = os.times()
    into.own += after.user - before.user + after.system - before.system
    into.others += after.children_user - before.children_user + after.children_system - before.children_system


STEPS: Final[dict[str, tuple[Any, str]]] = {
    "the file is found and its digest made": (turn, "find_file"),
    "it is read to its end": (taking, "open_table"),
    "it is still as it was 2 s before": (taking, "still_as_found"),
    "the prints of the last time": (SqliteLedger, "prints"),
    "the rows are told apart": (turn, "look"),
}


@contextmanager
def by_steps(spent: Spent) -> Iterator[None]:
    """Measures what goes on meanwhile, in all and by steps."""
    with ExitStack() as at_end:
        for step, (where, name) in STEPS.items():
            part = spent.steps.setdefault(step, Spent())
            at_end.enter_context(mock.patch.object(where, name, _timed(getattr(where, name), part)))
        with spending(spent):
            yield


def _timed(function: Callable[..., Any], part: Spent) -> Callable[..., Any]:
    def timed(*args: Any, **options: Any) -> Any:
        with spending(part):
            return function(*args, **options)

    return timed


def measured(name: str, files: Sequence[tuple[str, Path]], bare: Callable[[Path], None], rows: int) -> bool:
    """The first file is sent; the others, put in its place by turns, hold the same rows in other bytes, so that each is
    read and looked at."""
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        world.spool_folder.mkdir()
        kept = world.folder / f"Export{files[0][1].suffix}"
        at = _put(files[0][1], kept, time.time() - 86_400)
        source = source_of(kept, world)
        sent = Spent()
        with spending(sent):
            _accepted(sync_source(source, world), rows)
        print(f"{name}: {rows:,} rows sent in {sent}", flush=True)
        turns: dict[str, list[Spent]] = {said: [] for said, _ in files[1:]}
        alone: dict[str, list[Spent]] = {said: [] for said, _ in files[1:]}
        for said, file in [*files[1:]] * ROUNDS:
            at = _put(file, kept, at + 3600)
            one, other = Spent(), Spent()
            with spending(other):
                bare(kept)
            world.portal.requests.clear()
            with by_steps(one):
                done = sync_source(source, world)
            assert (done.visit.end, done.visit.same) == (VisitEnd.SAME, rows), done
            assert not world.portal.requests, "listings were asked about"
            turns[said].append(one)
            alone[said].append(other)
        well = [_kept(said, turns[said], alone[said]) for said in turns]
        return all(well)


def _kept(said: str, turns: Sequence[Spent], alone: Sequence[Spent]) -> bool:
    """Prints the turn of the median, and tells whether the promise was kept."""
    whole, bare = _median(turns), _median(alone)
    print(f"  {said}, requests 0: {whole}")
    times = f"{whole.wall / bare.wall:.1f} times on the clock, {whole.cpu / bare.cpu:.1f} of the processor"
    print(f"    {bare} bare reader: {times}")
    rest = Spent(whole.wall, whole.own, whole.others)
    for step, part in whole.steps.items():
        print(f"    {part} {step}")
        rest = Spent(rest.wall - part.wall, rest.own - part.own, rest.others - part.others)
    print(f"    {rest} all else", flush=True)
    return whole.wall <= PROMISED


def _median(found: Sequence[Spent]) -> Spent:
    return sorted(found, key=lambda spent: spent.wall)[len(found) // 2]


def _accepted(first: TurnResult, rows: int) -> None:
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

    return workbook("unchanged-shuffled", rows, [str(cell) for cell in found[0]], record, days, newer=path)


def _serial(cell: object) -> Value:
    """A day as a workbook counts it."""
    return cell.toordinal() - 693_594 if hasattr(cell, "toordinal") else None


def text(path: Path, rows: list[list[Value]], end: str) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";", lineterminator=end).writerows(rows)
    return path


def calamine(path: Path) -> None:
    from python_calamine import CalamineWorkbook

    for _ in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).iter_rows():
        pass


def reader(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        for _ in csv.reader(file, delimiter=";"):
            pass


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
