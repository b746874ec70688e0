"""A program of its own that links until it is killed: `python -m tests.linking.killed_links FOLDER URL KEY RUN`.

It says `sending` before and `answered` after each request of five links, and goes on when it is told a line.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import BatchLimits, Operation, Outcome, Waiter
from rentix_desktop.sync.sending.engine import Engine
from tests.fakes.destination import ENVELOPE
from tests.proofs.world import Office, Portal

TOGETHER = 5


class Slowly:
    """A destination that waits for a word around each request."""

    limits = BatchLimits(TOGETHER, 500_000, len(ENVELOPE))

    def __init__(self, destination: Any) -> None:
        self._destination = destination

    def __getattr__(self, name: str) -> Any:
        return getattr(self._destination, name)

    def send(self, operations: Sequence[Operation], waiter: Waiter) -> tuple[Outcome, ...]:
        _say("sending")
        outcomes: tuple[Outcome, ...] = self._destination.send(operations, waiter)
        _say("answered")
        return outcomes


def _say(what: str) -> None:
    print(what, flush=True)
    sys.stdin.readline()


def main() -> None:
    folder, base_url, key, run = sys.argv[1:]
    office = Office(Path(folder), Portal(base_url, key))
    destination: Any = Slowly(office.destination)
    Engine(office.ledger, destination, RunControl()).run(int(run))
    print("ended", flush=True)


if __name__ == "__main__":
    main()
