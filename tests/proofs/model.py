"""The model of `tests.sync.test_model` for longer: `python -m tests.proofs.model [EXAMPLES]`, of 50 steps each.

Accept, refuse, lose the answer, kill, edit, retry, change the file: in any order, ledger and portal agree. Counts what
was done.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from typing import Any, ClassVar, Final

from hypothesis.stateful import run_state_machine_as_test

from rentix_desktop.sync.sending import lanes
from tests.proofs.world import short_waits
from tests.sync.test_model import Office, steps

EXAMPLES: Final = 300
STEPS: Final = 50


class Counted(Office):
    """Counts the steps of a kind, and what went wrong in them."""

    done: ClassVar[Counter[str]] = Counter()

    def _go(self, run: int, mishaps: Any, trial: int | None = None, ledger: Any = None) -> None:
        self.done.update(["run", *(f"    {mishap}" for mishap in mishaps)])
        super()._go(run, mishaps, trial, ledger)

    def _killed(self, run: int, mishaps: Any, left: int, after: bool) -> None:
        before = self.ledger
        super()._killed(run, mishaps, left, after)
        self.done["    killed"] += self.ledger is not before


def main() -> int:
    examples = int(sys.argv[1]) if len(sys.argv) > 1 else EXAMPLES
    lanes.SLOW_SECONDS = -1.0  # type: ignore[misc]  # four requests on their way from the fourth on
    started = time.monotonic()
    with short_waits():
        run_state_machine_as_test(Counted, settings=steps(examples, STEPS))
    print(f"{examples} examples of at most {STEPS} steps, {time.monotonic() - started:.0f} s: ledger and portal agree")
    for name, count in sorted(Counted.done.items()):
        print(f"{name}\t{count}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
