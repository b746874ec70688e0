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
import zipfile
from collections.abc import Callable, Iterator
from io import TextIOWrapper
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from xml.sax.saxutils import escape

from rentix_desktop.sheets.profile import profile_table
from rentix_desktop.sheets.read import open_table

COLUMNS = 30
ROUNDS = 5
PROMISED = 2.0

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="Oferte" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    f'<Relationship Id="rId3" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    "</styleSheet>",
}
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


def workbook(rows: int) -> Path:
    """A workbook of listings, as many rows as asked for, 30 columns: texts, numbers, dates, addresses of photos."""
    path = Path(tempfile.gettempdir()) / f"rentix-benchmark-{rows}x{COLUMNS}.xlsx"
    if path.exists():
        return path
    dice = random.Random(1)
    strings: dict[str, int] = {}
    part = path.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _PARTS.items():
            archive.writestr(name, text)
        with archive.open("xl/worksheets/sheet1.xml", "w") as raw, TextIOWrapper(raw, "utf-8") as sheet:
            sheet.write(f'<worksheet xmlns="{_MAIN}"><sheetData>')
            for number in range(rows + 1):
                cells = _header() if number == 0 else _record(number, dice)
                sheet.write(f'<row r="{number + 1}">{"".join(_xml(cells, number + 1, strings))}</row>')
            sheet.write("</sheetData></worksheet>")
        with archive.open("xl/sharedStrings.xml", "w") as raw, TextIOWrapper(raw, "utf-8") as shared:
            shared.write(f'<sst xmlns="{_MAIN}" uniqueCount="{len(strings)}">')
            shared.writelines(f"<si><t>{escape(text)}</t></si>" for text in strings)
            shared.write("</sst>")
    return part.replace(path)


def _header() -> list[str | float]:
    return [f"Coloana {index}" for index in range(COLUMNS)]


def _record(number: int, dice: random.Random) -> list[str | float]:
    cells: list[str | float] = [f"AG-{number:06}"]
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


def _xml(cells: list[str | float], row: int, strings: dict[str, int]) -> Iterator[str]:
    for index, cell in enumerate(cells):
        reference = f"{'A' if index >= 26 else ''}{chr(65 + index % 26)}{row}"
        if isinstance(cell, str):
            yield f'<c r="{reference}" t="s"><v>{strings.setdefault(cell, len(strings))}</v></c>'
        else:
            date = ' s="1"' if index in (4, 10) else ""
            yield f'<c r="{reference}"{date}><v>{cell}</v></c>'


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
    path = workbook(rows)
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
    print(f"  ratio {ratio:.2f} (promised: at most {PROMISED:.0f})")
    measure(profiled, path)


if __name__ == "__main__":
    main()
