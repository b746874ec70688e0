"""The port to what the ledger tells of days gone by: figures, the life of one listing, and what is not kept any longer.

Facts only, as in `sync.ledger`; the account's ledger implements both. Times are seconds since the epoch, UTC.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

from rentix_desktop.errors import AppError, Cause, Code

if TYPE_CHECKING:
    from rentix_desktop.sync.ledger import Before, Ledger, LedgerRow, RunInfo

HISTORY_DAYS: Final = (30, 365, 3650)
"""Days that the summaries of runs are kept: the fewest, the usual, the most."""
ROWS_DAYS: Final = (30, 90, 3650)
"""Days that their rows are kept. The figures and the taking back of a run look 30 days back."""

TIDY_SECONDS: Final = 5.0
_JUMP: Final = 60 * 86_400.0
_SETTLED: Final = 14 * 86_400.0
"""Seconds without anything noted that may be a wrong clock, and after which it is none: it is put right in a day or two."""

_log = logging.getLogger(__name__)


class Became(StrEnum):
    """What a row was answered, as the figures count it."""

    CREATED = "created"
    UPDATED = "updated"
    HIDDEN = "hidden"
    REFUSED = "refused"
    BLOCKED = "blocked"  # not sent at all; its time is the start of its run


@dataclass(frozen=True, slots=True)
class Answered:
    """`count` rows of a run that were answered the same at the same moment. `file_changed_at` is that of the run's file."""

    run: int
    source: str
    at: float
    became: Became
    count: int
    file_changed_at: float | None = None

    @property
    def sent(self) -> bool:
        return self.became not in (Became.REFUSED, Became.BLOCKED)


@dataclass(frozen=True, slots=True)
class Failing:
    """A row that was refused or blocked. `causes` name why: the service's words, or `field code` of our problems."""

    run: int
    seq: int
    row: int | None
    external_id: str
    causes: tuple[str, ...] = ()

    @property
    def place(self) -> int | str:
        """What names the row in every run of the same file."""
        return self.external_id if self.row is None else self.row


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A run that did not end, and how many of its rows `resume` would send, or ask the reasons of."""

    run: RunInfo
    left: int


@dataclass(frozen=True, slots=True)
class Lived:
    """What one run did to one listing. `before` is what was known of it then; None = nothing, or it was not sent."""

    run: RunInfo
    row: LedgerRow
    before: Before | None = None
    answered_at: float | None = None
    job_at: float | None = None  # when the service last told of its job


@dataclass(frozen=True, slots=True)
class Known:
    """A listing that a search found. `fields` are as last accepted, empty where it never was."""

    external_id: str
    fields: Mapping[str, object] = field(default_factory=dict)
    first_at: float | None = None  # when it was accepted first from here


@dataclass(frozen=True, slots=True)
class Quota:
    """What the service said of the month, and when."""

    used: int | None
    limit: int | None
    at: float


@dataclass(frozen=True, slots=True)
class Pruned:
    """What a pruning removed. `freed` bytes of the file were given back."""

    runs: int = 0
    rows: int = 0
    visits: int = 0
    freed: int = 0

    def __bool__(self) -> bool:
        return bool(self.runs or self.rows or self.visits or self.freed)


class History(Protocol):
    """Reading does not hold up what writes; nothing here reads the contents of rows unless it says so."""

    # figures ----------------------------------------------------------------------------------------------------------
    def answered(self, since: float) -> list[Answered]:
        """Everything answered, and everything blocked, since then; oldest first. Links are left out."""
        ...

    def newest_run(self, source: str) -> RunInfo | None:
        """The newest upload of a source that was started."""
        ...

    def descent(self, run: int) -> list[RunInfo]:
        """The runs made from this one, and from those: retries, and what took it back. Oldest first, without itself."""
        ...

    def failing(self, run: int) -> list[Failing]:
        """The refused and blocked rows of a run, in order, without those that wait for their links. Reads the problems of
        the blocked ones."""
        ...

    def passed(self, run: int) -> set[int | str]:
        """The `Failing.place` of the rows of a run that are neither refused nor blocked."""
        ...

    def unfinished(self) -> list[Unfinished]:
        """Every run that `interrupted` might name, newest first."""
        ...

    def not_published(self, since: float) -> dict[str, list[tuple[int, int]]]:
        """Accepted since then, failed later, and not sent well since: (run, seq) by source, newest first."""
        ...

    def statuses(self) -> dict[str, int]:
        """How many listings of each status, the service's own word, "" = it never said; hidden ones as "hidden"."""
        ...

    def shown(self, source: str) -> int:
        """How many listings of a source are shown, as far as is known."""
        ...

    def visit_times(self, since: float) -> list[float]:
        """When sources were looked at, oldest first."""
        ...

    def quota(self) -> Quota | None: ...

    def keep_quota(self, used: int | None, limit: int | None) -> None:
        """Said now. Of no effect where the service says nothing of both."""
        ...

    # one listing ------------------------------------------------------------------------------------------------------
    def life(self, external_id: str, limit: int = 1000, *, portal_id: str = "") -> list[Lived]:
        """What each run did to it, of those whose rows are kept: the newest `limit`, oldest first. `portal_id` names one
        that has no id of ours: `external_id` is empty. Reads contents."""
        ...

    def lived(self, run: int, seq: int) -> Lived | None:
        """What one run did to one listing; None = its row was removed."""
        ...

    def first_accepted(self, external_id: str) -> float | None:
        """When it was accepted first from here; None = never, or nobody knows."""
        ...

    def search(
        self,
        text: str,
        within: Collection[str] = (),
        limit: int = 50,
        go_on: Callable[[], bool] = lambda: True,
    ) -> list[Known]:
        """Listings whose id holds the text, or a field of `within` as it was last accepted; the id itself first. Stops
        when `go_on` says so."""
        ...

    # what is kept -----------------------------------------------------------------------------------------------------
    def moments(self, until: float) -> list[float]:
        """The last moment of each day up to then on which a source was looked at or a run made, oldest first."""
        ...

    def prune(self, now: float, history_days: int, rows_days: int, go_on: Callable[[], bool] = lambda: True) -> Pruned:
        """Removes what is older, in small steps, and gives the room back to the disk.

        Kept whatever their age: what was last accepted of every listing, kept corrections, runs that did not end or that
        wait to be started, the newest upload of each source with what followed from it. A run whose rows go keeps its
        counts: `Ledger.counts` says the same before and after. Stops between two steps when `go_on` says so.
        """
        ...

    def size(self) -> int:
        """Bytes on disk."""
        ...


def rows_of(ledger: Ledger, run: int) -> RunInfo:
    """The run, if its rows are still there. Raises AppError ROWS_REMOVED (params run), LookupError."""
    info = ledger.run(run)
    if info.rows_removed:
        raise AppError(Code.ROWS_REMOVED, Cause.USAGE, run=run)
    return info


def tidy(
    history: History,
    history_days: int,
    rows_days: int,
    now: float,
    go_on: Callable[[], bool] = lambda: True,
    seconds: float = TIDY_SECONDS,
) -> Pruned:
    """Removes what is too old, for so many seconds at most: the rest goes next time. For the end of a run, and the start
    of the program. What cannot be done now is not worth a word to a person: it goes into the log.

    A clock that went far ahead is not believed at once: what is old by it may be of last week."""
    until = time.monotonic() + seconds
    try:
        return history.prune(
            believed(history.moments(now), now),
            clamped(history_days, HISTORY_DAYS),
            clamped(rows_days, ROWS_DAYS),
            lambda: go_on() and time.monotonic() < until,
        )
    except AppError as error:
        _log.warning("old rows were not removed: %s", error)
        return Pruned()


def believed(moments: Sequence[float], now: float) -> float:
    """The moment that what is kept is old by: now, or where nothing was noted for so long before that the clock may be
    wrong, the last one before that gap. Once the time after a gap has gone on for a while, it is believed."""
    points = [*moments, now]
    for at in range(len(points) - 1, 0, -1):
        if points[at] - points[at - 1] > _JUMP and now - points[at] < _SETTLED:
            now = points[at - 1]
    return now


def clamped(days: int, bounds: Sequence[int]) -> int:
    """Within the fewest and the most of HISTORY_DAYS or ROWS_DAYS."""
    return max(bounds[0], min(days, bounds[-1]))
