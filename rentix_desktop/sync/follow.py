"""After acceptance: what the service does with a listing later is followed until it is done (API reference, 2.9)."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from enum import StrEnum
from typing import Final

from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import After, Cancelled, DestinationError, JobState, WaitReason, WorksLater
from rentix_desktop.sync.ledger import Ledger, LedgerRow, State
from rentix_desktop.sync.retry import back_off

FIRST_SECONDS: Final = 2.0
LONGEST_SECONDS: Final = 60.0
BETWEEN_SECONDS: Final = 0.5
"""Between two questions: 120 of the 300 requests a minute at most, the others are left to whatever else goes on."""
GIVE_UP_SECONDS: Final = 1800.0
_PAGE: Final = 200


class Publication(StrEnum):
    """What became of an accepted row, as far as it is known."""

    ACCEPTED = "accepted"  # the service told of nothing more to come
    PROCESSING = "processing"
    PUBLISHED = "published"
    FAILED = "failed"  # `LedgerRow.job_news` says why
    FAILED_FOR_NOW = "failed_for_now"  # the same may be sent again


_OF_JOB: Final = {
    JobState.COMPLETED: Publication.PUBLISHED,
    JobState.FAILED: Publication.FAILED,
    JobState.FAILED_RETRYABLE: Publication.FAILED_FOR_NOW,
}


def publication_of(row: LedgerRow) -> Publication | None:
    """None where the row was not accepted."""
    if row.state is not State.ACCEPTED:
        return None
    if row.job is None:
        return Publication.ACCEPTED
    return Publication.PROCESSING if row.job_news is None else _OF_JOB.get(row.job_news.state, Publication.PROCESSING)


class Follower:
    """Asks for the jobs of a run in rounds, more slowly each time. To be run in a thread of its own beside whatever else
    uses the service: the rate limit is shared. `clock` gives seconds that never go back."""

    def __init__(
        self,
        ledger: Ledger,
        destination: WorksLater,
        control: RunControl,
        give_up: float = GIVE_UP_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ledger = ledger
        self._destination = destination
        self._control = control
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
        if row.job is not None:
            self._ledger.tell_job(run, row.planned.seq, row.job, self._destination.job(row.job, self._control))
