"""Memory of the window's process with 100,000 x 30 open: `python -m tests.benchmarks.window_memory [ROWS]`.

Megabytes that the process holds (resident) after each step; the reading child and the demo portal are processes of
their own and not counted. The baseline is the same window before. One round: memory hardly varies.
"""

from __future__ import annotations

import sys
from typing import Final

from tests.benchmarks._window import drive
from tests.benchmarks._workbooks import listings

ROWS: Final = 100_000
COLUMNS: Final = 30
PROMISED: Final = 600
NAMES: Final = {
    "read": "file read",
    "columns": "columns looked at and suggested",
    "plan": "planned",
    "most": "most at any time",
}


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    found = drive("memory", listings(rows, COLUMNS))
    print(f"memory of the window's process with {rows:,} x {COLUMNS} open")
    print(f"    the window with a sample open (baseline)\t{found['before']:.0f}\t\tMB")
    for name, words in NAMES.items():
        print(f"{words}\t{found[name]:.0f}\t{PROMISED}\tMB")
    for name in ("columns", "plan"):
        print(f"    longest gap of a 16 ms timer meanwhile: {name}\t{found[f'{name} gap']:.0f}\t\tms")


if __name__ == "__main__":
    main()
