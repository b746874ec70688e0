"""How well whole files of many kinds are understood, read as the program reads them: `python -m tests.benchmarks.market
[-v] [--held]`.

Two thirds of the tables are looked at while tuning, one third ("held") is measured only: its errors are never listed.
"""

from __future__ import annotations

import math
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.mapping.decide import mapping_of
from rentix_desktop.mapping.model import Level, Suggestion
from rentix_desktop.mapping.read_row import Mapper, mapped_rows
from rentix_desktop.mapping.suggest import suggest, texts_around
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.profile import profile_table
from rentix_desktop.sheets.read import open_table
from tests.benchmarks.foreign import Score, same_target
from tests.mapping.market import MarketTable, market_tables, write

SLACK: Final = 0.0005  # of a number, relative


@dataclass(slots=True)
class Understood:
    columns: Score = field(default_factory=Score)
    files: int = 0
    headers: int = 0
    encodings: int = 0
    samples: int = 0
    samples_right: int = 0
    slowest: float = 0.0
    said: list[str] = field(default_factory=list)


def measure(tables: Iterable[MarketTable], folder: Path) -> Understood:
    catalogue, words, total = builtin_catalogue(), load_vocabulary(), Understood()
    for market in tables:
        table = open_table(write(market, folder), spool_folder=folder)
        try:
            info = table.info
            found = info.header_row if info.header_row is not None and info.header_row >= 0 else None
            total.files += 1
            total.headers += found == market.header_row and info.sheet != "Info"
            if found != market.header_row or info.sheet == "Info":
                total.said.append(f"{market.name}: header row {found} of {info.sheet}, not {market.header_row}")
            total.encodings += market.kind[0] == "xlsx" or _family(info.encoding) == _family(market.kind[1])
            profile = profile_table(table)
            started = time.perf_counter()
            suggestion = suggest(profile, catalogue, words, titles=texts_around(info))
            total.slowest = max(total.slowest, time.perf_counter() - started)
            mapper = Mapper(mapping_of(suggestion), catalogue, words)
            read = [row.record for row in mapped_rows(table, mapper)]
        finally:
            table.close()
        _columns(total, market, suggestion)
        _samples(total, market, read)
    return total


def _family(encoding: str | None) -> str:
    name = (encoding or "").lower().replace("_", "-").replace("windows-", "cp").replace("iso8859", "iso-8859")
    if name == "iso-8859-2":
        return "cp1250"  # every Romanian letter is the same byte in both
    return "utf-8" if name in ("utf-8-sig", "ascii") else "utf-16" if name.startswith("utf-16") else name


def _columns(total: Understood, market: MarketTable, suggestion: Suggestion) -> None:
    score, groups = total.columns, dict[str, int]()
    labelled = [*market.columns, *([market.section] if market.section is not None else [])]
    for index, label in enumerate(labelled):
        if index >= len(suggestion.columns):
            total.said.append(f"{market.name}: {label.header!r} is not there")
            score.missed += None not in label.expected
            continue
        column = suggestion.columns[index]
        told = same_target(column.target, label.expected)
        if label.group is not None:
            groups[label.group] = groups.get(label.group, 0) + (told in label.expected)
            if told is None or (told in label.expected and groups[label.group] == 1):
                score.right += told is not None
                score.sure += told is not None and column.level is Level.SURE
                continue
            right = False
        else:
            right = told in label.expected
        missed = label.group is None and not right and None not in label.expected
        sure = column.level is Level.SURE
        if told is not None:
            score.right += right
            score.wrong += not right
            score.sure += sure
            score.wrong_at_sure += sure and not right
        score.missed += missed
        if missed or (told is not None and not right):
            wanted = "/".join(str(target) for target in sorted(label.expected, key=str))
            total.said.append(f"{market.name}: {label.header!r} {column.level.value} {column.target} not {wanted}")
    score.missed += sum(1 for times in groups.values() if times == 0)


def _samples(total: Understood, market: MarketTable, read: list[dict[str, Any]]) -> None:
    wrong: dict[str, tuple[Any, Any, int]] = {}
    for number, record in enumerate(market.records):
        for name, wanted in record.items():
            whole, _, part = name.partition(".")
            value = read[number].get(whole) if number < len(read) else None
            value = value.get(part) if part and isinstance(value, dict) else value
            right = _same(wanted, value)
            total.samples += 1
            total.samples_right += right
            if not right:
                wrong[name] = (wanted, value, wrong.get(name, (0, 0, 0))[2] + 1)
    for name, (wanted, value, times) in wrong.items():
        total.said.append(f"{market.name}: {times} × {name}, as {value!r} instead of {wanted!r}")


def _same(wanted: Any, value: Any) -> bool:
    if isinstance(wanted, int | float) and isinstance(value, int | float):
        return math.isclose(wanted, value, rel_tol=SLACK)
    return bool(wanted == value)


def main() -> None:
    held = "--held" in sys.argv
    tables = [table for table in market_tables() if table.held is held]
    with tempfile.TemporaryDirectory() as folder:
        total = measure(tables, Path(folder))
    if "-v" in sys.argv and not held:
        print(*total.said, sep="\n")
    score = total.columns
    print(
        f"{total.files} files ({'held' if held else 'looked at'}): right {score.right}, wrong {score.wrong}, missed {score.missed}, sure {score.sure}"
    )
    print(f"columns of market files: 1 - F1\t{1 - score.f1:.4f}\t0.05\t")
    print(f"columns of market files: wrong of mapped\t{1 - score.precision:.4f}\t0.03\t")
    print(f"columns of market files: wrong and sure\t{score.wrong_at_sure}\t0\tcolumns")
    print(f"market files: headers missed\t{total.files - total.headers}\t0\tfiles")
    print(f"market files: encodings missed\t{total.files - total.encodings}\t0\tfiles")
    print(f"market files: wrong samples\t{1 - total.samples_right / total.samples:.4f}\t0.03\t")
    print(f"market files: slowest suggestion\t{total.slowest:.3f}\t0.1\ts")


if __name__ == "__main__":
    main()
