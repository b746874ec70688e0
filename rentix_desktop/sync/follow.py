"""After acceptance: what the service does with a listing later is followed until it is done (API reference, 2.9), and
looked up again whenever somebody asks."""

from __future__ import annotations

import contextlib
import itertools
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import (
    After,
    Cancelled,
    DestinationError,
    JobState,
    Publication,
    WaitReason,
    WorksLater,
)
from rentix_desktop.sync.ledger import Ledger, LedgerRow
from rentix_desktop.sync.sending.retry import back_off

FIRST_SECONDS: Final = 2.0
LONGEST_SECONDS: Final = 60.0
BETWEEN_SECONDS: Final = 0.5
"""Between two questions: 120 of the 300 requests a minute at most, the others are left to whatever else goes on."""
GIVE_UP_SECONDS: Final = 1800.0
_PAGE: Final = 200


class Follower:
    """Asks for the jobs of a run in rounds, more slowly each time. To be run in a thread of its own beside whatever else
    uses the service: the rate limit is shared. `told` is called after each answer; `clock` gives seconds that never go
    back."""

    def __init__(
        self,
        ledger: Ledger,
        destination: WorksLater,
        control: RunControl,
        told: Callable[[], None] = lambda: None,
        give_up: float = GIVE_UP_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ledger = ledger
        self._destination = destination
        self._control = control
        self._told = told
        self._give_up = give_up
        self._clock = clock

    def follow(self, run: int) -> bool:
        """Returns when every job is over (True), or when the time is up, it was cancelled or the key was refused
        (False): what is left is asked for by the next `follow`."""
        until = self._clock() + self._give_up
        pause = FIRST_SECONDS
        with contextlib.suppress(Cancelled):
            while self._ledger.followed(run, -1, 1):
                if self._clock() + pause > until:
                    return False
                self._control.wait(pause, WaitReason.BACK_OFF)
                pause = min(LONGEST_SECONDS, 2 * pause)
                if not self._round(run, until):
                    return False
            return True
        return False

    def _round(self, run: int, until: float) -> bool:
        """Asks for each job once; False where asking on is of no use."""
        after, failed = -1, 0
        while page := self._ledger.followed(run, after, _PAGE):
            for row in page:
                after = row.planned.seq
                try:
                    self._ask(run, row)
                    self._told()
                    failed, wait = 0, BETWEEN_SECONDS
                except DestinationError as error:
                    if error.after is After.STOP:
                        return False
                    failed += 1
                    wait = max(back_off(failed), error.retry_after or 0.0)
                if self._clock() + wait > until:
                    return False
                self._control.wait(wait, WaitReason.BACK_OFF)
        return True

    def _ask(self, run: int, row: LedgerRow) -> None:
        if row.job is None:
            return
        news = self._destination.job(row.job, self._control)
        failed = news.state in (JobState.FAILED, JobState.FAILED_RETRYABLE)
        self._ledger.tell_job(run, row.planned.seq, row.job, news, self._destination.later_fields if failed else ())


ASKED_AGAIN: Final = (
    Publication.FAILED,
    Publication.FAILED_FOR_NOW,
    Publication.BLOCKED,
    Publication.PROCESSING,
    Publication.ACCEPTED,
    Publication.PUBLISHED,
    Publication.GONE,
)
"""All, those first where an answer matters most."""
_TRIES: Final = 4


@dataclass(frozen=True, slots=True)
class LookProgress:
    asked: int
    of: int


class Looker:
    """Asks for the listings of a run one by one, because somebody wants to know how they stand now (API reference, 2.4).
    The rate limit is the destination's. `told` is called after each answer."""

    def __init__(
        self,
        ledger: Ledger,
        destination: WorksLater,
        control: RunControl,
        told: Callable[[LookProgress], None] = lambda _: None,
    ) -> None:
        self._ledger = ledger
        self._destination = destination
        self._control = control
        self._told = told

    def look(self, run: int, publications: Sequence[Publication] = ASKED_AGAIN) -> int:
        """Returns how many were asked for. Raises Cancelled, DestinationError: what was learnt until then is kept."""
        known = self._ledger.publications(run)
        of = sum(known.get(publication, 0) for publication in publications)
        seen: set[int] = set()
        for publication in publications:
            after = -1
            while page := self._ledger.accepted(run, (publication,), after, _PAGE):
                after = page[-1].planned.seq
                for row in page:
                    if row.planned.seq not in seen:  # an answer may have moved it to where it is met again
                        seen.add(row.planned.seq)
                        self._one(run, row)
                        self._told(LookProgress(len(seen), of))
        return len(seen)

    def _one(self, run: int, row: LedgerRow) -> None:
        for attempt in itertools.count(1):
            try:
                seen = self._destination.listing(row.planned.external_id, row.portal_id, self._control)
            except DestinationError as error:
                if error.after is not After.RETRY or attempt == _TRIES:
                    raise
                self._control.wait(max(back_off(attempt), error.retry_after or 0.0), WaitReason.BACK_OFF)
            else:
                undone = self._destination.later_fields if seen.publication is Publication.FAILED else ()
                self._ledger.tell_listing(run, row.planned.seq, seen, undone)
                return
