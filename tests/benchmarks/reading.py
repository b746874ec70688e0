"""Reading a large workbook against the bare first reader: `python -m tests.benchmarks.reading [ROWS]`.

Prints the ratio of `open_table` (guards, spool and header included) to bare python-calamine `iter_rows`, medians of
five rounds in one run, with the memory of both: at most 2. Then the time to the first 100 rows on screen: of a workbook
against bare calamine's own first row, at most 1.2 times; of a text file of half a gigabyte in seconds, at most 0.3.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

from rentix_desktop.sheets.profile import profile_table
from rentix_desktop.sheets.read import open_table
from rentix_desktop.sheets.table import TableInfo
from tests.benchmarks._workbooks import Value, workbook

COLUMNS = 30
ROUNDS = 5
PROMISED = 2.0
PROMISED_FIRST = 1.2
PROMISED_FIRST_OF_TEXT = 0.3
_TEXT_LINES = 4_000_000
T = TypeVar("T")

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


def bare_first(path: Path) -> int:
    from python_calamine import CalamineWorkbook

    next(iter(CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows()))
    return 1


class _ShownError(Exception):
    """What there is to show is shown: the rest need not be read here."""


def ours_first(path: Path) -> int:
    def shown(info: TableInfo) -> None:
        raise _ShownError

    with tempfile.TemporaryDirectory() as folder, suppress(_ShownError):
        open_table(path, spool_folder=Path(folder), early=shown)
        raise SystemExit("nothing was shown early")
    return 1


def large_text() -> Path:
    """Half a gigabyte of listings in cp1251, whose encoding and delimiter are to be found."""
    path = Path(tempfile.gettempdir()) / f"rentix-benchmark-reading-{_TEXT_LINES}.csv"
    if not path.exists():
        part = path.with_suffix(".part")
        with part.open("w", encoding="cp1251", newline="") as stream:
            stream.write("Код;Тип;Цена;Адрес;Площадь;Фото;Описание\r\n")
            for number in range(_TEXT_LINES):
                stream.write(
                    f"AG-{number};Квартира;{number % 900}00;ул. Измаил, {number % 90};{number % 120}.5;"
                    f"https://img.example.md/{number}.jpg;Светлая квартира, рядом парк и школа, {number % 9} этаж\r\n"
                )
        part.replace(path)
    return path


def medians_of(works: dict[str, Callable[[Path], int]], path: Path) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            times[name].append(measure(work, path)[0])
    return {name: statistics.median(values) for name, values in times.items()}


def profiled(path: Path) -> int:
    with tempfile.TemporaryDirectory() as folder:
        table = open_table(path, spool_folder=Path(folder))
        started = time.perf_counter()
        profile_table(table)
        print(f"  one pass over its columns: {time.perf_counter() - started:.2f} s")
        table.close()
    return 0


def _measure(work: Callable[[Path], T], path: Path, connection: Connection) -> None:
    started = time.perf_counter()
    found = work(path)
    connection.send((time.perf_counter() - started, found, _peak_megabytes()))


def _peak_megabytes() -> tuple[int, int]:
    """The most memory of this process, and of its largest child; zeros where the system does not tell."""
    if sys.platform == "win32":
        return 0, 0
    import resource

    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    own, children = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own // unit, children // unit


def measure(work: Callable[[Path], T], path: Path) -> tuple[float, T, tuple[int, int]]:
    """Seconds, result and memory of `work` in a fresh process; the start of that process is not counted."""
    context = get_context("spawn")
    ours_end, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_measure, args=(work, path, theirs))
    process.start()
    theirs.close()
    seconds, found, memory = ours_end.recv()
    process.join()
    ours_end.close()
    return seconds, found, memory


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
    first = medians_of({"bare": bare_first, "ours": ours_first}, path)
    ratio = first["ours"] / first["bare"]
    print(f"  first row of bare calamine: {first['bare']:.2f} s, first 100 rows shown: {first['ours']:.2f} s")
    print(f"first rows of {rows} x {COLUMNS}, against bare calamine\t{ratio:.3f}\t{PROMISED_FIRST}\ttimes")
    text = large_text()
    seconds = medians_of({"ours": ours_first}, text)["ours"]
    size = text.stat().st_size / 1e6
    print(f"first rows of a text file of {size:.0f} MB\t{seconds:.3f}\t{PROMISED_FIRST_OF_TEXT}\tseconds")


if __name__ == "__main__":
    main()
