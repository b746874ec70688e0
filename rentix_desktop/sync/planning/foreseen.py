"""The rows behind each number of a forecast, a page at a time: which listings, and what changes in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rentix_desktop.catalog.fields import JsonValue, Record
from rentix_desktop.sync.ledger import Action, Ledger, Listing, PlannedRow
from rentix_desktop.sync.planning.plan import GOING
from rentix_desktop.sync.progress import Forecast

_LOOKED_AT: Final = 500
"""Rows read from the ledger at a time."""


class Number(StrEnum):
    """The numbers of a forecast."""

    FILE = "file"  # every row of the file
    SENT = "sent"  # what the requests carry
    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    HIDE = "hide"
    HELD = "held"  # gone from the file, and not hidden without a yes
    BLOCKED = "blocked"  # for what is wrong with them
    WAITING = "waiting"  # for their links
    SKIPPED = "skipped"
    CORRECTED = "corrected"  # corrected here before, and so again
    WARNED = "warned"  # something to look at that holds nothing back


ACTIONS: Final[Mapping[Number, tuple[Action, ...]]] = {
    Number.FILE: tuple(action for action in Action if action is not Action.HIDE),
    Number.SENT: (Action.CREATE, Action.UPDATE, Action.HIDE),
    Number.CREATE: (Action.CREATE,),
    Number.UPDATE: (Action.UPDATE,),
    Number.UNCHANGED: (Action.NONE,),
    Number.HIDE: (Action.HIDE,),
    Number.HELD: (),
    Number.BLOCKED: (Action.BLOCKED,),
    Number.WAITING: (Action.WAIT,),
    Number.SKIPPED: (Action.SKIP,),
    Number.CORRECTED: tuple(action for action in Action if action is not Action.HIDE),
    Number.WARNED: GOING,
}


@dataclass(frozen=True, slots=True)
class Change:
    """One field. `known` False = nobody knows what the portal has of it: never sent, or its answer was lost."""

    field: str
    was: JsonValue
    now: JsonValue
    known: bool


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A listing behind a number. `listing` is what the portal last accepted of it; `changes` are the fields that are
    sent."""

    row: PlannedRow
    listing: Listing | None
    changes: tuple[Change, ...]

    @property
    def record(self) -> Record:
        """What the file says; of a listing that is gone from it, what the portal last accepted."""
        if self.listing is not None and self.row.sheet_row is None:
            return self.listing.fields | self.row.record
        return self.row.record


def count(planned: Forecast, number: Number) -> int:
    """How many rows are behind a number."""
    match number:
        case Number.FILE:
            return planned.total - planned.hide
        case Number.SENT:
            return planned.create + planned.update + planned.hide
        case Number.HELD:
            return planned.hide_held
        case Number.BLOCKED:
            return planned.blocked - planned.waiting
    return int(getattr(planned, number.value))


def foreseen(
    ledger: Ledger,
    planned: Forecast,
    number: Number,
    wanted: Callable[[Foreseen], bool] = lambda _: True,
    after: int = -1,
    looked_at: Callable[[int], None] = lambda _: None,
) -> Iterator[tuple[int, Foreseen]]:
    """The rows behind a number that are `wanted`, in their order, each with its place, from which to go on `after`. Of a
    row of the file `wanted` is asked before it is looked up what the portal has of it.

    `looked_at` is told how many rows were gone through since `after`, some hundreds at a time; what it raises ends it.
    Raises AppError where the ledger cannot be read.
    """
    done = 0
    while page := _page(ledger, planned, number, after):
        maybe = [(place, row) for place, row in page if row.sheet_row is None or wanted(_foreseen(row, None))]
        known = ledger.listings([row.external_id for _, row in maybe])
        for place, row in maybe:
            found = _foreseen(row, known.get(row.external_id))
            if wanted(found):
                yield place, found
        after = page[-1][0]
        done += len(page)
        looked_at(done)


def _page(ledger: Ledger, planned: Forecast, number: Number, after: int) -> list[tuple[int, PlannedRow]]:
    if number is Number.HELD:
        held = planned.held[after + 1 : after + 1 + _LOOKED_AT]
        return [(after + 1 + at, _held(external_id)) for at, external_id in enumerate(held)]
    problems, corrected = number is Number.WARNED, number is Number.CORRECTED
    rows = ledger.planned(planned.run, ACTIONS[number], after, _LOOKED_AT, with_problems=problems, corrected=corrected)
    return [(row.planned.seq, row.planned) for row in rows]


def _held(external_id: str) -> PlannedRow:
    return PlannedRow(-1, None, None, external_id, Action.NONE, {})


def _foreseen(row: PlannedRow, listing: Listing | None) -> Foreseen:
    before = listing.fields if listing is not None else {}
    return Foreseen(
        row,
        listing,
        tuple(Change(name, before.get(name), now, name in before) for name, now in row.fields.items()),
    )
