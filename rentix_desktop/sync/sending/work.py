"""The work of one run: what goes next, what comes back, and what is waited for.

One thread, the caller's, decides and writes the ledger; the threads of `lanes.Couriers` only carry requests.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Collection, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from queue import Empty, SimpleQueue
from typing import Final, TypeAlias

from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.sync.control import RequestWaits, RunControl
from rentix_desktop.sync.destination import (
    Accepted,
    After,
    Cancelled,
    Destination,
    DestinationError,
    Interruptible,
    Later,
    LooksUp,
    Lost,
    Outcome,
    Refused,
    WaitReason,
)
from rentix_desktop.sync.ledger import Action, LedgerRow, State
from rentix_desktop.sync.planning.plan import operation_of
from rentix_desktop.sync.progress import Waiting
from rentix_desktop.sync.sending.doubt import Ask, answered, look_up
from rentix_desktop.sync.sending.feed import Parcel, RunBook, doubtful, parcels, unexplained
from rentix_desktop.sync.sending.lanes import Couriers, Lanes
from rentix_desktop.sync.sending.report import Report
from rentix_desktop.sync.sending.retry import Outage, back_off

_HALVE_AFTER: Final = 3
"""Failures of one parcel after which it goes in halves: it may be what the service fails at."""
_GIVE_UP_AFTER: Final = 5
"""Failures of a parcel after which its rows are left as they are, where the service works otherwise."""
_CANCEL_SECONDS: Final = 1.5
"""How long a run that the person stopped waits for what is on its way; it is cut then."""
_STOP_SECONDS: Final = 15.0
"""The same for a run that ended for another reason: nobody waits for it."""
_JOIN_SECONDS: Final = 0.5
"""How long the threads are waited for at the end; one held by a server that never answers ends with the program."""
_TICK_SECONDS: Final = 0.1
_ASLEEP_SECONDS: Final = 10.0
"""Longer between two looks, and the computer slept, or the program was held."""
_MAYBE_THERE: Final = (State.IN_DOUBT, State.REFUSED)

Result: TypeAlias = "tuple[Outcome, ...] | BaseException"


@dataclass(frozen=True, slots=True)
class _Back:
    """What a courier brought back. `seconds` from sending to answer, waits not counted."""

    parcel: Parcel
    result: Result
    sent: float
    seconds: float


class Work:
    """One run while it goes."""

    def __init__(
        self,
        ledger: RunBook,
        destination: Destination,
        control: RunControl,
        report: Report,
        run: int,
        trial: int | None,
        patience: float,
        clock: Callable[[], float],
        ask: Ask,
        *,
        repeatable: bool,
        held_back: Collection[str] = (),
    ) -> None:
        """Of `held_back` nothing is sent: their links are open, or other properties have their codes."""
        self.stopped: AppError | None = None  # the first reason counts
        self.limit_reached = False
        self._ledger = ledger
        self._destination = destination
        self._repeatable = repeatable
        self._control = control
        self.report = report
        self._run = run
        self._clock = clock
        self._held_back = held_back
        self._feed: Iterator[Parcel] = parcels(ledger, destination, repeatable, run, trial, self._may_go)
        self._ask = ask
        self._asking: Iterator[Parcel] = chain(doubtful(ledger, repeatable, run), unexplained(ledger, run))
        self._again: deque[Parcel] = deque()
        self._flying: dict[int, Parcel] = {}
        self._inbox: SimpleQueue[_Back | None] = SimpleQueue()
        self._couriers = Couriers()
        self._lanes = Lanes()
        self._outage = Outage(patience)
        self._not_before = 0.0
        self._why = WaitReason.BACK_OFF
        self._worked = 0  # requests that were answered
        self._over = False
        self._back: _Back | None = None
        self._given: list[tuple[Callable[[], None], int]] = []
        self._bug: BaseException | None = None
        self._looked = clock()
        self._slept = 0.0  # seconds so far

    @property
    def width(self) -> int:
        return self._lanes.width

    def do(self) -> None:
        """Returns when every row has its answer or the run was stopped; no request is on its way then."""
        unwatch = self._control.watch(lambda: self._inbox.put(None))
        try:
            while self._step() and self._goes_on():
                self._show()
                self._back = self._wait(self._until_next())
                self._notice_sleep()
            self._end_waits()
            self._drain()
            if self._bug is not None:
                raise self._bug
        finally:
            unwatch()
            self._end_waits()
            self._couriers.close(_JOIN_SECONDS)

    # sending ----------------------------------------------------------------------------------------------------------
    def _goes_on(self) -> bool:
        if self._control.cancelled and self.stopped is None:
            self.stopped = AppError(Code.STOPPED, Cause.USAGE)
        return self.stopped is None

    def _step(self) -> bool:
        """Takes in what came back, and sends what may go now; False where nothing is left to do. Answer and next intent
        are written as one: a disk is the slowest part of a run."""
        back, self._back = self._back, None
        alone = back is not None and back.parcel.look  # a person may be asked: nothing is held open meanwhile
        with nullcontext() if alone else self._ledger.together():
            if back is not None:
                self._returned(back)
            left = self._bug is None and self._goes_on() and (self._launch() or bool(self._flying or self._again))
        if self._bug is not None:
            raise self._bug
        for job, busy in self._given:
            self._couriers.give(job, busy)
        self._given.clear()
        return left

    def _launch(self) -> bool:
        """Prepares to send what may go now; True where something was left to send."""
        while len(self._flying) < self._free_lanes():
            if self._control.paused or self._clock() < self._not_before:
                return True
            parcel = self._next()
            if parcel is None:
                return False
            self._send(parcel)
        return True

    def _next(self) -> Parcel | None:
        """The next parcel, without the rows that may not go any more."""
        while (parcel := self._due()) is not None:
            parcel.rows = [row for row in parcel.rows if self._may_go(row)]
            if parcel.rows:
                return parcel
        return None

    def _due(self) -> Parcel | None:
        """What is due again first, then what was never sent; at the very end what is in doubt is looked up, and reasons
        are asked for."""
        now = self._clock()
        for parcel in self._again:
            if parcel.not_before <= now:
                self._again.remove(parcel)
                return parcel
        fed = next(self._feed, None)
        if fed is not None or self._again or any(not (parcel.alone or parcel.look) for parcel in self._flying.values()):
            return fed
        return next(self._asking, None)

    def _may_go(self, row: LedgerRow) -> bool:
        """Once the monthly limit is reached new listings stay queued, but for those with an answer or a lost one. What
        was planned before its link was accepted, and might be made beside it, waits."""
        if row.planned.external_id in self._held_back:
            return False
        return not self.limit_reached or row.planned.action is not Action.CREATE or row.state in _MAYBE_THERE

    def _send(self, parcel: Parcel) -> None:
        if not parcel.look:
            self._ledger.intend(self._run, parcel.seqs)
        self._flying[id(parcel)] = parcel
        parcel.slept = self._slept
        self.report.flying(len(parcel.rows))
        self._given.append((partial(self._carry, parcel), len(self._flying) - 1))

    def _carry(self, parcel: Parcel) -> None:
        """In a courier's thread: one request, whatever comes of it."""
        waiter = RequestWaits(self._control, self._clock, lambda: self._over)
        started = self._clock()
        result: Result
        try:
            operations = [operation_of(row.planned) for row in parcel.rows]
            if parcel.look:
                result = (look_up(self._destination, parcel.rows[0], waiter),)
            elif parcel.by_itself:
                result = (self._destination.send_one(operations[0], waiter),)
            else:
                result = self._destination.send(operations, waiter)
        except BaseException as error:  # noqa: BLE001 - nothing is swallowed: the run's own thread judges and raises it
            result = error
        now = self._clock()
        self._inbox.put(_Back(parcel, result, started + waiter.seconds, now - started - waiter.seconds))

    # waiting ----------------------------------------------------------------------------------------------------------
    def _until_next(self) -> float:
        """Seconds until something more may be sent, and not longer than a tick."""
        if self._control.paused or len(self._flying) >= self._free_lanes():
            return _TICK_SECONDS
        due = self._due_at()
        return min(_TICK_SECONDS, max(0.001, due - self._clock())) if due else _TICK_SECONDS

    def _free_lanes(self) -> int:
        """While the service fails, one request at a time looks whether it is back."""
        return 1 if self._outage.in_a_row else self._lanes.width

    def _show(self) -> None:
        self.report.show(self.width, self._own_wait(), down=self._outage.down)

    def _own_wait(self) -> Waiting | None:
        """What the engine itself waits for while nothing is on its way, and for a service that is down also then."""
        seconds = max(0.0, self._due_at() - self._clock())
        if self._outage.down:
            return Waiting(WaitReason.SERVICE_DOWN, seconds)
        return Waiting(self._why, seconds) if seconds and not self._flying else None

    def _due_at(self) -> float:
        """When what failed may be sent again; 0.0 = nothing did."""
        return max(self._not_before, min((parcel.not_before for parcel in self._again), default=0.0))

    def _wait(self, seconds: float) -> _Back | None:
        """What came back meanwhile."""
        with contextlib.suppress(Empty):
            back = self._inbox.get(timeout=seconds)
            if back is not None and self._flying.pop(id(back.parcel), None) is not None:
                return back
        return None

    def _notice_sleep(self) -> None:
        """Between two looks at the clock lies a tick, or the computer slept: nobody looked for the service then, and what
        was on its way did not take so long."""
        now, before = self._clock(), self._looked
        self._looked = now
        if now - before > _ASLEEP_SECONDS:
            self._slept += now - before
            self._outage.slept(now - before)

    def _end_waits(self) -> None:
        """What waits for its turn must not be sent when the run is over."""
        self._over = True
        self._control.wake()

    def _drain(self) -> None:
        """Of a stopped run: takes in what still comes back, then cuts the rest, which is in doubt."""
        self._wait_for_flights(_CANCEL_SECONDS if self._control.cancelled else _STOP_SECONDS)
        if self._flying and isinstance(self._destination, Interruptible):
            self._destination.interrupt()
            self._wait_for_flights(_CANCEL_SECONDS)
        for parcel in self._flying.values():
            self._lose(parcel.rows)
        self._flying.clear()

    def _wait_for_flights(self, seconds: float) -> None:
        until = self._clock() + seconds
        while self._flying and (left := until - self._clock()) > 0:
            self._show()
            if (back := self._wait(min(left, _TICK_SECONDS))) is not None:
                self._returned(back)

    # results ----------------------------------------------------------------------------------------------------------
    def _returned(self, back: _Back) -> None:
        self._notice_sleep()
        parcel, result = back.parcel, back.result
        seconds = max(0.0, back.seconds - (self._slept - parcel.slept))
        self.report.landed(len(parcel.rows))
        if isinstance(result, Cancelled):
            self._ledger.withdraw(self._run, parcel.seqs)
            return
        if not parcel.look or isinstance(self._destination, LooksUp):
            self._ledger.count_request(self._run)
            self.report.request(back.sent, seconds)
        if parcel.look and (isinstance(result, tuple) or _refuses(result)):
            self._works()
            self._was_looked_up(parcel.rows[0], result[0] if isinstance(result, tuple) else Lost())
            return
        if isinstance(result, tuple):
            result = _understood(result, len(parcel.rows))
        if isinstance(result, tuple):
            self._lanes.answered(seconds)
            self._works()
            self._answered(parcel, result)
        elif isinstance(result, DestinationError):
            self._failed(parcel, result)
        else:
            self._lose(parcel.rows)
            self._bug = result

    def _answered(self, parcel: Parcel, outcomes: tuple[Outcome, ...]) -> None:
        pairs = [(row, self._judged(outcome, parcel)) for row, outcome in zip(parcel.rows, outcomes, strict=True)]
        self._settle(pairs)
        lost = [replace(row, state=State.IN_DOUBT) for row, outcome in pairs if isinstance(outcome, Lost)]
        later = [row for row, outcome in pairs if isinstance(outcome, Later)]
        told = [outcome.seconds for outcome in outcomes if isinstance(outcome, Later) and outcome.seconds is not None]
        wait = back_off(parcel.failed + 1)
        if lost and self._repeatable:
            self._once_more(replace(parcel, rows=lost), wait, works_now=True)
        elif lost:
            self._look_after(replace(parcel, rows=lost), self._clock())
        if later:
            self._once_more(replace(parcel, rows=later), max(told, default=wait), works_now=True)

    def _was_looked_up(self, row: LedgerRow, found: Outcome) -> None:
        """A row in doubt was looked up; where that does not tell, a person is asked."""
        if isinstance(found, Lost):
            found = answered(self._ask(row))
        if isinstance(found, Accepted):
            self._settle([(row, found)])
        elif isinstance(found, Later):
            self._ledger.not_applied(self._run, [row.planned.seq])
            self._again.append(Parcel([replace(row, state=State.READY)]))

    def _judged(self, outcome: Outcome, parcel: Parcel) -> Outcome:
        if isinstance(outcome, Refused):
            self.limit_reached = self.limit_reached or outcome.limit_reached
            if outcome.explain and parcel.by_itself:
                return replace(outcome, explain=False)  # asked once: without words it stays
        return outcome

    def _failed(self, parcel: Parcel, error: DestinationError) -> None:
        """A request that failed as a whole."""
        if error.after in (After.SPLIT, After.REFUSE):
            self._works()
            self._refused_whole(parcel, error)
            return
        if error.maybe_applied:
            parcel.rows = self._lose(parcel.rows)
        else:
            self._ledger.withdraw(self._run, parcel.seqs)
        if error.after is After.STOP:
            self.stopped = self.stopped or error
            return
        now = self._clock()
        self._lanes.failed()
        wait = self._outage.failed(now, error.retry_after)
        self._why = WaitReason.SERVICE_DOWN if self._outage.down else WaitReason.BACK_OFF
        if error.retry_after is not None and not self._outage.down:
            self._why = WaitReason.RETRY_AFTER
        if self._outage.over(now):
            self.stopped = self.stopped or AppError(error.code, Cause.UNREACHABLE, detail=error.detail, **error.params)
            return
        self._not_before = max(self._not_before, now + wait)
        if error.maybe_applied and not self._repeatable:
            self._look_after(parcel, now + wait)
            return
        if error.code is Code.RATE_LIMITED:  # not the parcel's fault: whole and in its turn
            parcel.not_before = now + wait
            self._again.append(parcel)
        elif len(parcel.rows) == 1 or parcel.failed + 1 < _HALVE_AFTER:
            self._once_more(parcel, wait)
        else:
            for half in parcel.halves():
                self._once_more(half, wait)

    def _refused_whole(self, parcel: Parcel, error: DestinationError) -> None:
        """Halves, down to the row that is to blame."""
        if len(parcel.rows) == 1:
            self._settle([(parcel.rows[0], Refused(error.messages))])
            return
        self._ledger.withdraw(self._run, parcel.seqs)
        self._again.extendleft(reversed(parcel.halves()))

    def _look_after(self, parcel: Parcel, not_before: float) -> None:
        """What went alone went at the very end, when the others in doubt had been looked up."""
        if parcel.alone:
            self._again.extend(Parcel([row], not_before=not_before, look=True) for row in parcel.rows)

    def _once_more(self, parcel: Parcel, wait: float, *, works_now: bool = False) -> None:
        """Queues it again. Too often in vain while the service answers others: its rows are left as they are."""
        parcel.failed += 1
        if parcel.worked_before is None:
            parcel.worked_before = self._worked - works_now
        if parcel.failed >= _GIVE_UP_AFTER and self._worked > parcel.worked_before:
            return
        parcel.not_before = self._clock() + wait
        self._again.append(parcel)

    def _works(self) -> None:
        """The service answered something that could be understood."""
        self._outage.worked()
        self._worked += 1

    def _lose(self, rows: list[LedgerRow]) -> list[LedgerRow]:
        self._settle([(row, Lost()) for row in rows])
        return [replace(row, state=State.IN_DOUBT) for row in rows]

    def _settle(self, pairs: list[tuple[LedgerRow, Outcome]]) -> None:
        self._ledger.settle(self._run, [(row.planned.seq, outcome) for row, outcome in pairs])
        self.report.settled(pairs)


def _refuses(result: Result) -> bool:
    """The service does not answer such a question."""
    return isinstance(result, DestinationError) and result.after in (After.SPLIT, After.REFUSE)


def _understood(outcomes: tuple[Outcome, ...], rows: int) -> tuple[Outcome, ...] | DestinationError:
    """An answer that says nothing of any row is no answer."""
    if len(outcomes) == rows and not all(isinstance(outcome, Lost) for outcome in outcomes):
        return outcomes
    reasons = {outcome.reason for outcome in outcomes if isinstance(outcome, Lost)}
    detail = "; ".join(sorted(reasons)[:3]) or f"{len(outcomes)} outcomes for {rows} rows"
    return DestinationError(Code.ANSWER_UNREADABLE, Cause.UNREACHABLE, After.RETRY, maybe_applied=True, detail=detail)
