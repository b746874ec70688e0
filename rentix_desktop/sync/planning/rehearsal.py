"""Asking the service about planned rows before anything is stored: the same rows, sent as `validate`.

The engine's own work does it, with its batches, limits, retries and waits, over a notebook in memory: the ledger is
only read, and a listing that was found good is not accepted by that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Final

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.errors import AppError, Code
from rentix_desktop.sync.clock import steady
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import (
    Accepted,
    Account,
    BatchLimits,
    Destination,
    Interruptible,
    Op,
    Operation,
    Outcome,
    Refused,
    Waiter,
)
from rentix_desktop.sync.ledger import Ledger, LedgerRow, State
from rentix_desktop.sync.progress import Listener
from rentix_desktop.sync.sending.doubt import leave
from rentix_desktop.sync.sending.report import Report
from rentix_desktop.sync.sending.work import Work

MOST_OBJECTIONS: Final = 20_000
"""Objections that are kept to be shown; all are counted."""
_ASKED_FOR_WORDS: Final = 20
"""Rows that the service turned down without a word, and that are asked about one by one."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What the service said beforehand. `known` False = it cannot be asked, and nothing is known by that.

    `asked` of `total` rows were answered; `objections` (row, the service's words) are the first of `refused`. `stopped`
    says why not all were.
    """

    total: int
    asked: int = 0
    refused: int = 0
    objections: tuple[tuple[LedgerRow, tuple[str, ...]], ...] = ()
    requests: int = 0
    known: bool = True
    stopped: AppError | None = None


def rehearse(
    ledger: Ledger,
    destination: Destination,
    control: RunControl,
    run: int,
    listener: Listener | None = None,
    wait_for_service: float = 30.0,
    clock: Callable[[], float] = steady,
) -> Rehearsal:
    """Asks about every row that the planned run would send; stores nothing, here or there. Ends early, and says so, where
    the person stops it or the service cannot be reached. Raises AppError where the ledger cannot be read."""
    by_state = ledger.counts(run).by_state
    total = sum(by_state.get(state, 0) for state in (State.READY, State.IN_DOUBT))
    per_minute = destination.limits.requests_per_minute
    report = Report(run, total, 0, per_minute, control, listener, clock)
    notes = _Notes(ledger)
    asked = _Asked(destination)
    work = Work(notes, asked, control, report, run, None, wait_for_service, clock, leave, repeatable=asked.repeatable)
    work.do()
    report.show(work.width, None, last=True)
    stopped = work.stopped
    if stopped is not None and stopped.code is Code.CANNOT_BE_ASKED:
        return Rehearsal(total, requests=notes.requests, known=False)
    objections = tuple(notes.objections[seq] for seq in sorted(notes.objections))
    return Rehearsal(total, notes.asked, notes.refused, objections, notes.requests, stopped=stopped)


class _Asked:
    """The service, asked instead of told. Repeatable: asking twice changes nothing."""

    repeatable: Final = True

    def __init__(self, inner: Destination) -> None:
        self._inner = inner

    @property
    def limits(self) -> BatchLimits:
        return self._inner.limits

    def verify(self) -> Account:
        return self._inner.verify()

    def catalogue(self) -> Catalogue:
        return self._inner.catalogue()

    def encode(self, operation: Operation) -> bytes:
        return self._inner.encode(replace(operation, op=Op.VALIDATE))

    def send(self, operations: Sequence[Operation], waiter: Waiter) -> tuple[Outcome, ...]:
        return self._inner.send([replace(operation, op=Op.VALIDATE) for operation in operations], waiter)

    def send_one(self, operation: Operation, waiter: Waiter) -> Outcome:
        return self._inner.send_one(replace(operation, op=Op.VALIDATE), waiter)

    def interrupt(self) -> None:
        if isinstance(self._inner, Interruptible):
            self._inner.interrupt()

    def close(self) -> None:
        """It is the caller's."""


class _Notes:
    """Implements `sync.sending.feed.RunBook` in memory: the rows come from the ledger, the answers stay here."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._rows: dict[int, LedgerRow] = {}  # on their way
        self._wordless: dict[int, LedgerRow] = {}
        self._refused: set[int] = set()
        self.objections: dict[int, tuple[LedgerRow, tuple[str, ...]]] = {}
        self.asked = 0
        self.requests = 0

    @property
    def refused(self) -> int:
        return len(self._refused)

    def pending(self, run: int, after_seq: int, limit: int) -> list[LedgerRow]:
        found = self._ledger.pending(run, after_seq, limit)
        self._rows.update((row.planned.seq, row) for row in found)
        return found

    def in_doubt(self, _run: int, _limit: int, _after_seq: int = -1) -> list[LedgerRow]:
        return []

    def rows(self, _run: int, _states: Sequence[State] | None = None) -> Iterator[LedgerRow]:
        """Those to be asked about once more, alone, for the service's words."""
        for row in list(self._wordless.values()):
            yield replace(row, state=State.REFUSED, unexplained=True)

    def together(self) -> AbstractContextManager[None]:
        return nullcontext()

    def intend(self, _run: int, _seqs: Sequence[int]) -> None:
        pass

    def withdraw(self, _run: int, _seqs: Sequence[int]) -> None:
        pass

    def not_applied(self, _run: int, _seqs: Sequence[int]) -> None:
        pass

    def count_request(self, _run: int) -> None:
        self.requests += 1

    def settle(self, _run: int, outcomes: Sequence[tuple[int, Outcome]]) -> None:
        for seq, outcome in outcomes:
            row = self._rows.get(seq) or self._wordless.get(seq)
            if row is None or not isinstance(outcome, Accepted | Refused):
                continue  # it is asked about again
            self._rows.pop(seq, None)
            self._wordless.pop(seq, None)
            self.asked += seq not in self._refused
            if isinstance(outcome, Accepted):
                self._refused.discard(seq)
                self.objections.pop(seq, None)
                continue
            self._refused.add(seq)
            if len(self.objections) < MOST_OBJECTIONS or seq in self.objections:
                self.objections[seq] = (row, outcome.messages)
            if outcome.explain and len(self._wordless) < _ASKED_FOR_WORDS:
                self._wordless[seq] = row
