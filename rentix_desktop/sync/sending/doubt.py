"""Rows in doubt whose writes may not be repeated: they are looked up, and where that does not tell, a person
is asked."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Final, TypeAlias

from rentix_desktop.sync.destination import Accepted, Destination, Later, LooksUp, Lost, Waiter
from rentix_desktop.sync.ledger import LedgerRow, RunKind
from rentix_desktop.sync.planning.plan import operation_of


class Doubt(StrEnum):
    """What a person says of a row whose answer was lost."""

    THERE = "there"  # they see it at the service: it counts as accepted
    AGAIN = "again"  # they do not: it is sent again
    LEAVE = "leave"  # they do not know: it stays in doubt


Ask: TypeAlias = Callable[[LedgerRow], Doubt]
"""Called by the engine from its own thread, once for each such row; the run waits for the answer."""


def leave(_: LedgerRow) -> Doubt:
    """Nobody is there to be asked."""
    return Doubt.LEAVE


_ONCE: Final = (RunKind.LINK, RunKind.HIDE)
"""What these do is refused the second time, or somebody undid it meanwhile: what is in doubt is looked up first."""


def is_repeatable(destination: Destination, kind: RunKind) -> bool:
    """Whether what such a run wrote, and had no answer to, is simply sent again."""
    return destination.repeatable and kind not in _ONCE


def look_up(destination: Destination, row: LedgerRow, waiter: Waiter) -> Accepted | Later | Lost:
    """What the service says of it. Raises as `Destination.send`."""
    if not isinstance(destination, LooksUp):
        return Lost()
    return destination.look_up(operation_of(row.planned), waiter)


def answered(doubt: Doubt) -> Accepted | Later | Lost:
    """What a person's answer means for the row."""
    if doubt is Doubt.LEAVE:
        return Lost()
    return Accepted() if doubt is Doubt.THERE else Later()
