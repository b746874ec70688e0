"""What a run still has to send, cut into parcels: one parcel is one request. Reads the ledger a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, Protocol

from rentix_desktop.sync.destination import Destination, Op, Outcome
from rentix_desktop.sync.ledger import LedgerRow, State
from rentix_desktop.sync.planning.plan import operation_of
from rentix_desktop.sync.sending.batches import batches

_PAGE: Final = 500


class RunBook(Protocol):
    """What the work of a run reads and writes: the part of `sync.ledger.Ledger` that it needs, with its promises."""

    def pending(self, run: int, after_seq: int, limit: int, /) -> list[LedgerRow]: ...

    def in_doubt(self, run: int, limit: int, after_seq: int = -1, /) -> list[LedgerRow]: ...

    def rows(self, run: int, states: Sequence[State] | None = None, /) -> Iterator[LedgerRow]: ...

    def together(self) -> AbstractContextManager[None]: ...

    def intend(self, run: int, seqs: Sequence[int], /) -> None: ...

    def settle(self, run: int, outcomes: Sequence[tuple[int, Outcome]], /) -> None: ...

    def withdraw(self, run: int, seqs: Sequence[int], /) -> None: ...

    def not_applied(self, run: int, seqs: Sequence[int], /) -> None: ...

    def count_request(self, run: int, /) -> None: ...


@dataclass(slots=True, eq=False)
class Parcel:
    """Rows that go in one request; with `alone` one row that is asked for its reasons, with `look` one that is looked up
    only.

    `failed` counts the requests that brought no answer for them, `worked_before` the answered requests of the run when
    the first of these failed, `slept` is what the run had slept when it was sent.
    """

    rows: list[LedgerRow]
    failed: int = 0
    not_before: float = 0.0
    alone: bool = False
    look: bool = False
    worked_before: int | None = None
    slept: float = 0.0

    @property
    def by_itself(self) -> bool:
        """Whether it goes by `send_one`."""
        return self.alone or _is_named_there(self.rows[0])

    @property
    def seqs(self) -> list[int]:
        return [row.planned.seq for row in self.rows]

    def halves(self) -> tuple[Parcel, Parcel]:
        middle = len(self.rows) // 2
        one, other = self.rows[:middle], self.rows[middle:]
        return replace(self, rows=one, failed=self.failed // 2), replace(self, rows=other, failed=self.failed // 2)


def parcels(
    ledger: RunBook,
    destination: Destination,
    repeatable: bool,
    run: int,
    most_rows: int | None,
    wanted: Callable[[LedgerRow], bool],
) -> Iterator[Parcel]:
    """First what is in doubt, where a write may be repeated, then what was never sent; `most_rows` at
    most. A row that is not `wanted` is left out."""
    rows = islice(filter(wanted, _to_send(ledger, repeatable, run)), most_rows)
    for batch in batches(rows, lambda row: len(destination.encode(operation_of(row.planned))), destination.limits):
        yield from (Parcel([row]) for row in batch if _is_named_there(row))
        if rest := [row for row in batch if not _is_named_there(row)]:
            yield Parcel(rest)


def _is_named_there(row: LedgerRow) -> bool:
    """Whether its listing is named by the service's own id: requests of many change listings by our ids only."""
    operation = operation_of(row.planned)
    return operation.op is Op.UPSERT and operation.portal_id is not None


def unexplained(ledger: RunBook, run: int) -> Iterator[Parcel]:
    """The rows refused without words, each to be sent alone for its reasons."""
    for row in ledger.rows(run, (State.REFUSED,)):
        if row.unexplained:
            yield Parcel([row], alone=True)


def doubtful(ledger: RunBook, repeatable: bool, run: int) -> Iterator[Parcel]:
    """The rows in doubt that may not simply be sent again, each to be looked up."""
    after = -1
    while not repeatable and (page := ledger.in_doubt(run, _PAGE, after)):
        after = page[-1].planned.seq
        yield from (Parcel([row], look=True) for row in page)


def _to_send(ledger: RunBook, repeatable: bool, run: int) -> Iterator[LedgerRow]:
    repeated: set[int] = set()
    after = -1
    while repeatable and (page := ledger.in_doubt(run, _PAGE, after)):
        after = page[-1].planned.seq
        repeated.update(row.planned.seq for row in page)
        yield from page
    after = -1
    while page := ledger.pending(run, after, _PAGE):
        after = page[-1].planned.seq
        # a row in doubt was sent again above, or is lost since and waits for its turn in the engine
        yield from (row for row in page if row.state is not State.IN_DOUBT and row.planned.seq not in repeated)
