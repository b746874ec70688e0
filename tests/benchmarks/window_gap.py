"""How long the window stands still while it works: `python -m tests.benchmarks.window_gap [ROUNDS]`.

The longest time between two ticks of a 16 ms timer in the real window (offscreen), medians of rounds, each in a fresh
process: while a workbook of 100,000 x 30 is read through the file page, while its columns and those of one of 20,000 x 54
are looked at and decided, and while a workbook of 10,000 x 20 is looked at, planned and sent through its pages; then the
places outside the wizard, the results of a large upload that went wrong, and an agency of 200 agents. What a person presses is part of it.

Beside it what the window's own thread worked between two ticks: on a busy machine only that says something.
"""

from __future__ import annotations

import statistics
import sys
from typing import Final

from tests.benchmarks._agency import AGENTS
from tests.benchmarks._window import FAILURES, drive
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
    "values": "10,000 x 20 on the values page",
    "plan": "10,000 x 20 planned on the check page",
    "upload": "10,000 x 20 sent through the upload page to the results",
    "settings": "the settings",
    "history": "the uploads so far",
    "failures": f"the results of {FAILURES:,} listings that were not taken",
    "agents": f"{AGENTS} agents on their page",
    "first pair": "the first pair of agent and account that a person looks at",
    "next pair": "that pair decided, the next one shown",
    "agents again": "back to all agents",
    "invite": "agents without an account, and how they are invited",
    "profile": "the profile of one of them",
}


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    large, small, broad = listings(100_000, 30), listings(10_000, 20), wide(20_000)
    found = [{**drive("gaps", large, broad, small), **drive("agency")} for _ in range(rounds)]
    print(f"longest gap of a 16 ms timer in the window, medians of {rounds} rounds, ms")
    print("what\tgap\tpromised\town time of the window's thread between two ticks")
    for name, words in {"idle": "    nothing to do (baseline)", **NAMES}.items():
        gaps, own = (sorted(one[name][place] for one in found) for place in (0, 1))
        promised = PROMISED if name in NAMES else ""
        print(f"{words}\t{statistics.median(gaps):.0f}\t{promised}\t{statistics.median(own):.0f}")
        if name in NAMES:
            print(f"    of {', '.join(f'{gap:.0f}' for gap in gaps)}")


if __name__ == "__main__":
    main()
