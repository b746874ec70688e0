"""A large workbook to mapped and checked rows, against the bare first reader: `python -m tests.benchmarks.mapping [ROWS]`.

Everything is counted: reading, one look at every column, the suggestion, and every row mapped and checked with all cores.
Ratios in one run, of the best of `ROUNDS` rounds that take turns: whatever else the machine does makes a round longer,
never shorter, and two cores at once are disturbed more than the one of the baseline. Medians and processor time are said
beside them. Memory is that of all processes together.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.mapping.crew import cores
from rentix_desktop.mapping.decide import mapping_of
from rentix_desktop.mapping.read_row import Mapper, mapped_rows
from rentix_desktop.mapping.suggest import suggest
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.profile import profile_table
from rentix_desktop.sheets.read import open_table
from tests.benchmarks._workbooks import listings
from tests.benchmarks.reading import bare as bare_rows
from tests.benchmarks.reading import measure
from tests.mapping.tables import Columns, numbered, profile_of, repeated

ROWS = 100_000
COLUMNS = 30
ROUNDS = 5
RATIO, MEGABYTES, GROWTH, SUGGESTION = 5, 700, 11, 0.1


@dataclass(frozen=True)
class Road:
    """`rows` of the file, the header among them, and the processor seconds of the longest way through the processes:
    what it would take on a machine with nothing else to do."""

    rows: int
    processor: float


def bare(path: Path) -> Road:
    rows = bare_rows(path)
    return Road(rows, time.process_time())


def mapped(path: Path) -> Road:
    catalogue, words = builtin_catalogue(), load_vocabulary()
    with tempfile.TemporaryDirectory() as folder:
        table = open_table(path, spool_folder=Path(folder))
        reading = _of_children()
        try:
            suggestion = suggest(profile_table(table), catalogue, words)
            mapper = Mapper(mapping_of(suggestion), catalogue, words)
            before = time.process_time()
            rows = 1 + sum(not row.problems for row in mapped_rows(table, mapper))
        finally:
            table.close()
    together = time.process_time() - before + _of_children() - reading
    return Road(rows, reading + before + together / cores())


def _of_children() -> float:
    """Processor seconds of the processes that have ended; 0 where the system does not tell."""
    times = os.times()
    return times.children_user + times.children_system


def suggestion_seconds(columns: int) -> float:
    """The median time of a suggestion for a table of so many columns of 400 different texts each."""
    kinds: Columns = [
        ("Cod", numbered("CN-{}", 400)),
        ("Descriere", numbered("Apartament luminos, lângă parc, cu încălzire autonomă și parcare în curte {}", 400)),
        ("Tip imobil", repeated("Apartament", "Casă", "Oficiu", times=400)),
        ("Supraf. utilă", numbered("{},5 m²", 400)),
        ("Câmp necunoscut", numbered("valoarea {} din tabel", 400)),
        ("Prețul cerut EUR", numbered("{}00 €", 400)),
        ("Zona orașului", numbered("str. Florilor {}", 400)),
    ]
    wide: Columns = [
        (f"{header} {number}" if number else header, cells)
        for number in range(columns // len(kinds))
        for header, cells in kinds
    ]
    profile, catalogue, words = profile_of(wide), builtin_catalogue(), load_vocabulary()
    seconds = []
    for _ in range(9):
        started = time.perf_counter()
        suggest(profile, catalogue, words)
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds[1:])  # the first one loads what is loaded once


class Memory:
    """The most memory that this process and all its children had together, looked at every 50 ms. Linux only."""

    def __init__(self) -> None:
        self.megabytes = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Memory:
        if sys.platform == "linux":
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.05):
            self.megabytes = max(self.megabytes, sum(map(_resident, _family(os.getpid()))))


def _family(root: int) -> list[int]:
    found = [root]
    for process in found:
        for children in Path(f"/proc/{process}/task").glob("*/children"):
            try:
                found += map(int, children.read_text().split())
            except OSError:
                continue  # it has ended meanwhile
    return found


def _resident(process: int) -> float:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * 4096 / (1 << 20)
    except (OSError, IndexError):
        return 0.0


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    large, small = listings(rows, COLUMNS), listings(rows // 10, COLUMNS)
    measure(bare, large)  # from now on the file is in the page cache for both
    times: dict[str, list[float]] = {"bare": [], "large": [], "small": []}
    processor: dict[str, list[float]] = {"bare": [], "large": [], "small": []}
    with Memory() as memory:
        for _ in range(ROUNDS):
            for name, work, path, expected in (
                ("bare", bare, large, rows), ("large", mapped, large, rows), ("small", mapped, small, rows // 10)
            ):  # fmt: skip
                seconds, road, _ = measure(work, path)
                if road.rows != expected + 1:
                    raise SystemExit(f"{name}: {road.rows} rows of {expected + 1}")
                times[name].append(seconds)
                processor[name].append(road.processor)
    best = {name: min(seconds) for name, seconds in times.items()}
    middle = {name: statistics.median(seconds) for name, seconds in times.items()}
    alone = {name: min(seconds) for name, seconds in processor.items()}
    wide = suggestion_seconds(70)  # last: nothing else is at work then
    size = f"{rows} x {COLUMNS}"
    print(f"    bare calamine iter_rows, {size}\t{best['bare']:.2f}\t\ts")
    print(f"    read, suggested, mapped and checked\t{best['large']:.2f}\t\ts")
    print(f"mapping {size}, against bare calamine iter_rows\t{best['large'] / best['bare']:.2f}\t{RATIO}\ttimes")
    print(f"    medians instead of the best rounds\t{middle['large'] / middle['bare']:.2f}\t\ttimes")
    print(f"    processor time on the longest way\t{alone['large'] / alone['bare']:.2f}\t\ttimes")
    print(f"mapping ten times the rows\t{best['large'] / best['small']:.2f}\t{GROWTH}\ttimes")
    if memory.megabytes:
        print(f"mapping {size}, memory of all processes\t{memory.megabytes:.0f}\t{MEGABYTES}\tMB")
    print(f"suggestion for 70 columns\t{wide:.3f}\t{SUGGESTION}\ts")


if __name__ == "__main__":
    main()
