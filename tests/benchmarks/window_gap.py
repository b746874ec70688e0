"""How long the window stands still while it works: `python -m tests.benchmarks.window_gap [ROUNDS]`.

The longest time between two ticks of a 16 ms timer in the real window (offscreen), medians of rounds, each in a fresh
process: while a workbook of 100,000 x 30 is read through the file page, while its columns and those of one of 20,000 x 54
are looked at and decided, and while a workbook of 10,000 x 20 is looked at, planned and sent through its pages.
"""

from __future__ import annotations

import statistics
import sys
from typing import Final

from tests.benchmarks._window import drive
from tests.benchmarks._workbooks import listings, wide

ROUNDS: Final = 5
PROMISED: Final = 50
NAMES: Final = {
    "read": "100,000 x 30 read through the file page",
    "large columns": "100,000 x 30 looked at and suggested on the columns page",
    "large columns decided": "100,000 x 30: columns given other meanings",
    "wide columns": "20,000 x 54 looked at and suggested on the columns page",
    "wide columns decided": "20,000 x 54: columns given other meanings",
    "columns": "10,000 x 20 looked at and suggested on the columns page",
    "plan": "10,000 x 20 planned on the check page",
    "upload": "10,000 x 20 sent through the upload page",
}


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    large, small, broad = listings(100_000, 30), listings(10_000, 20), wide(20_000)
    found = [drive("gaps", large, broad, small) for _ in range(rounds)]
    print(f"longest gap of a 16 ms timer in the window, medians of {rounds} rounds")
    print(f"    nothing to do (baseline)\t{statistics.median(one['idle'] for one in found):.0f}\t\tms")
    for name, words in NAMES.items():
        gaps = sorted(one[name] for one in found)
        print(f"{words}\t{statistics.median(gaps):.0f}\t{PROMISED}\tms")
        print(f"    of {', '.join(f'{gap:.0f}' for gap in gaps)} ms")


if __name__ == "__main__":
    main()
