"""Reading a large workbook against the bare first reader: `python -m tests.benchmarks.reading [ROWS]`.

Prints the ratio of `open_table` (guards, spool and header included) to bare python-calamine `iter_rows`, medians of
five rounds in one run, with the memory of both. Ratios, not seconds, are what is promised: at most 2.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from rentix_desktop.sheets.profile import profile_table
from rentix_desktop.sheets.read import open_table
from tests.benchmarks._workbooks import Value, workbook

COLUMNS = 30
ROUNDS = 5
PROMISED = 2.0

_WORDS = (
    "Botanica",
    "Ciocana",
    "Rîșcani",
    "Centru",
    "apartament",
    "casă",
    "reparație",
    "euro",
    "mobilat",
    "bloc",
    "nou",
    "балкон",
    "ремонт",
    "Центр",
)


def wide_workbook(rows: int) -> Path:
    """A workbook of listings, as many rows as asked for, 30 columns: texts, numbers, dates, addresses of photos."""
    return workbook("reading", rows, [f"Coloana {index}" for index in range(COLUMNS)], _record, dates=(4, 10))


def _record(number: int, dice: random.Random) -> list[Value]:
    cells: list[Value] = [f"AG-{number:06}"]
    for index in range(1, COLUMNS):
        kind = index % 6
        if kind < 2:
            cells.append(" ".join(dice.choices(_WORDS, k=4)))
        elif kind == 2:
            cells.append(dice.randrange(10_000, 300_000))
        elif kind == 3:
            cells.append(round(dice.uniform(18, 240), 2))
        elif kind == 4:
            cells.append(dice.randrange(45_000, 46_300) if index < 12 else dice.randrange(1, 10))
        else:
            cells.append(f"https://img.example.md/listings/{number}/{index}.jpg" if index < 18 else dice.choice(_WORDS))
    return cells


def bare(path: Path) -> int:
    from python_calamine import CalamineWorkbook

    return sum(1 for _ in CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows())


def ours(path: Path) -> int:
    with tempfile.TemporaryDirectory() as folder:
        table = open_table(path, spool_folder=Path(folder))
        rows = table.info.rows + 1
        table.close()
    return rows


def profiled(path: Path) -> int:
    with tempfile.TemporaryDirectory() as folder:
        table = open_table(path, spool_folder=Path(folder))
        started = time.perf_counter()
        profile_table(table)
        print(f"  one pass over its columns: {time.perf_counter() - started:.2f} s")
        table.close()
    return 0


def _measure(work: Callable[[Path], int], path: Path, connection: Connection) -> None:
    started = time.perf_counter()
    rows = work(path)
    connection.send((time.perf_counter() - started, rows, _peak_megabytes()))


def _peak_megabytes() -> tuple[int, int]:
    """The most memory of this process, and of its largest child; zeros where the system does not tell."""
    if sys.platform == "win32":
        return 0, 0
    import resource

    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    own, children = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own // unit, children // unit


def measure(work: Callable[[Path], int], path: Path) -> tuple[float, int, tuple[int, int]]:
    """Seconds, rows and memory of `work` in a fresh process; the start of that process is not counted."""
    context = get_context("spawn")
    ours_end, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_measure, args=(work, path, theirs))
    process.start()
    theirs.close()
    seconds, rows, memory = ours_end.recv()
    process.join()
    ours_end.close()
    return seconds, rows, memory


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    path = wide_workbook(rows)
    print(f"{rows} x {COLUMNS}, {path.stat().st_size / 1e6:.1f} MB")
    times: dict[str, list[float]] = {"bare": [], "ours": []}
    memory = {"bare": (0, 0), "ours": (0, 0)}
    measure(bare, path)  # from now on the file is in the page cache for both
    for _ in range(ROUNDS):
        for name, work in (("bare", bare), ("ours", ours)):
            seconds, read, memory[name] = measure(work, path)
            if read != rows + 1:
                raise SystemExit(f"{name} read {read} rows of {rows + 1}")
            times[name].append(seconds)
    medians = {name: statistics.median(values) for name, values in times.items()}
    ratio = medians["ours"] / medians["bare"]
    print(f"  bare calamine iter_rows: {medians['bare']:.2f} s, {memory['bare'][0]} MB")
    print(f"  open_table: {medians['ours']:.2f} s, parent {memory['ours'][0]} MB, child {memory['ours'][1]} MB")
    print(f"reading {rows} x {COLUMNS}, against bare calamine iter_rows\t{ratio:.3f}\t{PROMISED}\ttimes")
    measure(profiled, path)


if __name__ == "__main__":
    main()
