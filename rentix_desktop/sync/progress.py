"""What a run tells while it goes, and how it is paused and stopped: parameters of the work, not globals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from rentix_desktop.errors import AppError
from rentix_desktop.sync.destination import Account, WaitReason
from rentix_desktop.sync.ledger import LedgerRow


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the engine waits for, and how many seconds are left."""

    why: WaitReason
    seconds: float


@dataclass(frozen=True, slots=True)
class RunProgress:
    """A picture of a run. `recent` are the rows answered last, newest first (at most 50)."""

    run: int
    to_send: int
    answered: int
    accepted: int
    refused: int
    on_the_way: int
    rows_per_minute: float | None = None
    seconds_left: float | None = None
    waiting: Waiting | None = None
    paused: bool = False
    recent: tuple[LedgerRow, ...] = ()


class Listener(Protocol):
    """Called by the engine from its own thread, at most ten times a second, and always for the last picture."""

    def __call__(self, progress: RunProgress, /) -> None: ...


@dataclass(frozen=True, slots=True)
class Failure:
    """One row of the summary's `failures`: the portal's words for refused rows, problems (ours) for blocked ones."""

    row: LedgerRow


@dataclass(frozen=True, slots=True)
class Forecast:
    """What will happen if the run is started. `warned` rows have something to look at that holds nothing back; `held` are
    the listings of `hide_held`; `waiting` is how many of the `blocked` rows wait only for their links (`sync.books.links`)."""

    run: int
    total: int
    create: int
    update: int
    unchanged: int
    hide: int
    hide_held: int
    blocked: int
    skipped: int
    requests: int
    changed_fields: Mapping[str, int] = field(default_factory=dict)  # field → in how many updates
    corrected: int = 0  # rows with cells that were corrected here before, and are so again
    overtaken: int = 0  # corrections that are given up: the file says something else by now
    warned: int = 0
    held: tuple[str, ...] = ()
    waiting: int = 0


def beyond_the_month(planned: Forecast, account: Account) -> int:
    """How many of the new listings do not fit into this month's limit, as far as it is known; they will stay queued."""
    if account.used is None or account.limit is None:
        return 0
    return max(0, min(planned.create, account.used + planned.create - account.limit))


@dataclass(frozen=True, slots=True)
class Summary:
    """How a run ended (design, section 5). The nine counts from `created` to `in_doubt` add up to `total`."""

    run: int
    total: int
    created: int
    updated: int
    unchanged: int
    hidden: int
    refused: int
    blocked: int
    skipped: int
    not_sent: int
    in_doubt: int
    hide_held: int
    requests: int
    seconds: float
    stopped: AppError | None = field(default=None, compare=False)  # why it ended early; Code.STOPPED = by the person
    limit_reached: bool = False  # the service's monthly limit: creations that were left stay queued
