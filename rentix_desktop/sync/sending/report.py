"""What a run tells while it goes: at most ten pictures a second, and always the last one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Accepted, Outcome, Refused
from rentix_desktop.sync.ledger import LedgerRow, State
from rentix_desktop.sync.progress import Listener, RunProgress, Waiting
from rentix_desktop.sync.sending.pace import Pace

_BETWEEN_SECONDS: Final = 0.1
_RECENT: Final = 50


class Report:
    """Counts what the engine does and shows it to the listener.

    `to_send` rows are to be answered in this session; `unexplained` were refused in an earlier one, and are asked for
    their reasons.
    """

    def __init__(
        self,
        run: int,
        to_send: int,
        unexplained: int,
        per_minute: int | None,
        control: RunControl,
        listener: Listener | None,
        clock: Callable[[], float],
    ) -> None:
        self._run = run
        self._to_send = to_send + unexplained
        self._control = control
        self._listener = listener
        self._clock = clock
        self._pace = Pace(per_minute, clock())
        self._accepted = 0
        self._refused = unexplained
        self._flying = 0
        self._given: deque[float] = deque()  # when what is on its way was given out, oldest first
        self._recent: deque[LedgerRow] = deque(maxlen=_RECENT)
        self._shown: float | None = None

    def flying(self, rows: int) -> None:
        self._flying += rows
        self._given.append(self._clock())

    def landed(self, rows: int) -> None:
        self._flying -= rows
        self._given.popleft()  # mostly the one that came back

    def request(self, sent: float, seconds: float) -> None:
        self._pace.request(sent, seconds)

    def settled(self, pairs: list[tuple[LedgerRow, Outcome]]) -> None:
        told = [(row, outcome) for row, outcome in pairs if isinstance(outcome, Accepted | Refused)]
        self._recent.extendleft(became(row, outcome) for row, outcome in told[-_RECENT:])
        answered = 0
        for row, outcome in told:
            if row.unexplained:  # asked for its reasons: it was counted before
                self._refused -= 1
            else:
                answered += 1
            if isinstance(outcome, Accepted):
                self._accepted += 1
            else:
                self._refused += 1
        if answered:
            self._pace.answered(self._clock(), answered)

    def show(self, width: int, waiting: Waiting | None, *, down: bool = False, last: bool = False) -> None:
        """Calls the listener, unless it was called a moment ago and this is not the last picture. `down`: when a service
        that does not answer will be back nobody knows, so no time is told."""
        if self._listener is None:
            return
        now = self._clock()
        if not last and self._shown is not None and now - self._shown < _BETWEEN_SECONDS:
            return
        self._shown = now
        answered = self._accepted + self._refused
        left = None if down else self._pace.seconds_left(now, max(0, self._to_send - answered), width, self._given)
        if left is not None and waiting is not None:
            left += waiting.seconds
        self._listener(
            RunProgress(
                run=self._run,
                to_send=self._to_send,
                answered=answered,
                accepted=self._accepted,
                refused=self._refused,
                on_the_way=0 if last else self._flying,
                rows_per_minute=self._pace.rows_per_minute(now),
                seconds_left=left,
                waiting=None if last else waiting or self._control.waiting,
                paused=self._control.paused and not last,
                recent=tuple(self._recent),
            )
        )


def became(row: LedgerRow, outcome: Outcome) -> LedgerRow:
    """The row as it is after its answer, for showing."""
    match outcome:
        case Accepted():
            return replace(
                row,
                state=State.ACCEPTED,
                created=outcome.created,
                portal_id=outcome.portal_id,
                public_url=outcome.public_url,
                portal_status=outcome.status,
            )
        case Refused():
            return replace(row, state=State.REFUSED, messages=outcome.messages)
        case _:
            return row
