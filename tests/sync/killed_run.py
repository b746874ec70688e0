"""A program of its own that runs an engine until it is killed: `python -m tests.sync.killed_run LEDGER PORTAL RUN`.

The portal is a file to which each applied batch is appended, so that it outlives the program.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import BatchLimits, Operation, Outcome, Waiter
from rentix_desktop.sync.sending import retry
from rentix_desktop.sync.sending.engine import Engine
from tests.fakes.destination import ENVELOPE, FakeDestination, failure
from tests.fakes.ledger import ACCOUNT

LIMITS = BatchLimits(10, 500_000, len(ENVELOPE))


class FilePortal(FakeDestination):
    """Writes what it applied to a file before it answers; now and then the answer is lost, or nothing is done."""

    def __init__(self, path: Path) -> None:
        super().__init__(limits=LIMITS)
        self._path = path

    def send(self, operations: Sequence[Operation], waiter: Waiter) -> tuple[Outcome, ...]:
        time.sleep(0.002)
        if random.random() < 0.1:
            raise failure()
        with self._path.open("a", encoding="utf-8") as file:
            file.write("".join(json.dumps([o.external_id, dict(o.fields)]) + "\n" for o in operations))
        if random.random() < 0.1:
            raise failure(maybe_applied=True)
        return super().send(operations, waiter)


def main() -> None:
    retry.FIRST_SECONDS = 0.01  # type: ignore[misc]  # many moments to be killed at, not long waits
    ledger = SqliteLedger(Path(sys.argv[1]), ACCOUNT)
    print("started", flush=True)
    summary = Engine(ledger, FilePortal(Path(sys.argv[2])), RunControl()).run(int(sys.argv[3]))
    print(json.dumps({"created": summary.created, "total": summary.total}), flush=True)
    ledger.close()


if __name__ == "__main__":
    main()
