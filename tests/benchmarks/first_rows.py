"""How soon the first 100 rows of a file are seen in the window: `python -m tests.benchmarks.first_rows [ROUNDS] [ROWS]`.

In the real window (offscreen), each round in a fresh process: from Enter in the path line to the first painted picture
with 100 rows of the file, medians. A text file of half a gigabyte in seconds, at most 0.3; a workbook of 100,000 x 30
against bare calamine's own first row in the same round, at most 1.2 times. And how long Stop takes to be followed.
"""

from __future__ import annotations

import statistics
import sys
from typing import Final

from tests.benchmarks._window import drive
from tests.benchmarks.reading import (
    PROMISED_FIRST,
    PROMISED_FIRST_OF_TEXT,
    bare_first,
    large_text,
    measure,
    wide_workbook,
)

ROUNDS: Final = 5
ROWS: Final = 100_000
PROMISED_STOP: Final = 0.05


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    text, book = large_text(), wide_workbook(int(sys.argv[2]) if len(sys.argv) > 2 else ROWS)
    measure(bare_first, book)  # from now on the file is in the page cache for both
    found, ratios = [], []
    for _ in range(rounds):
        bare = measure(bare_first, book)[0]
        found.append(drive("first_rows", text, book))
        ratios.append(found[-1]["workbook"] / bare)
    stops = [one[name] for one in found for name in ("text stopped", "workbook stopped")]
    print(f"the first 100 rows on screen, medians of {rounds} rounds")
    print(f"text of {text.stat().st_size / 1e6:.0f} MB\t{_median(found, 'text'):.2f}\t{PROMISED_FIRST_OF_TEXT}\ts")
    print(f"workbook / bare calamine's first row\t{statistics.median(ratios):.2f}\t{PROMISED_FIRST}\tx")
    print(f"    workbook\t{_median(found, 'workbook'):.2f}\t\ts")
    print(f"Stop is followed after, at most\t{max(stops):.3f}\t{PROMISED_STOP}\ts")


def _median(found: list[dict[str, float]], name: str) -> float:
    return statistics.median(one[name] for one in found)


if __name__ == "__main__":
    main()
