"""The run: intent on disk, send, result on disk, until every row has an answer or the run ends."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from rentix_desktop.errors import AppError
from rentix_desktop.sync.clock import steady
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Destination
from rentix_desktop.sync.ledger import Ledger, RunKind, State
from rentix_desktop.sync.planning.unsettled import held_back
from rentix_desktop.sync.progress import Listener, Summary
from rentix_desktop.sync.sending.doubt import Ask, is_repeatable, leave
from rentix_desktop.sync.sending.report import Report
from rentix_desktop.sync.sending.work import Work
from rentix_desktop.sync.summary import summarise


class Engine:
    """Does one planned or interrupted run after the other.

    `wait_for_service`: seconds a service that is down is looked for again before the run ends with its work kept.
    `clock` gives seconds that never go back. `ask` is asked of rows in doubt where the service allows no second sending
    and does not tell whether there was a first.
    """

    def __init__(
        self,
        ledger: Ledger,
        destination: Destination,
        control: RunControl,
        listener: Listener | None = None,
        wait_for_service: float = 120.0,
        clock: Callable[[], float] = steady,
        ask: Ask = leave,
    ) -> None:
        self._ledger = ledger
        self._destination = destination
        self._control = control
        self._listener = listener
        self._patience = wait_for_service
        self._clock = clock
        self._ask = ask

    def run(self, run_id: int, trial: int | None = None) -> Summary:
        """Sends what is left of a run, with `trial` the first N ready rows only; starts it where it was only planned.

        Ends always with a summary that adds up; `Summary.stopped` says why it ended early: Code.STOPPED by the person
        (cancel), a Cause.ACCESS error, UNREACHABLE, or what the disk said where the ledger could not be written (what is
        on it by then is what the summary counts). Raises AppError where the ledger cannot even be read, and bugs.
        """
        started = self._clock()
        stopped: AppError | None = None
        limit_reached = False
        try:
            self._ledger.start(run_id)
            work = self._work(run_id, trial)
            try:
                work.do()
            finally:
                stopped, limit_reached = work.stopped, work.limit_reached
            self._finish(run_id, started)
            work.report.show(work.width, None, last=True)
        except AppError as error:  # of the ledger, or of what the requests need of this computer
            stopped = stopped or error
            self._finish_anyhow(run_id, started)
        except BaseException:
            self._finish_anyhow(run_id, started)
            raise
        return summarise(self._ledger, run_id, stopped=stopped, limit_reached=limit_reached)

    def _work(self, run_id: int, trial: int | None) -> Work:
        counts = self._ledger.counts(run_id)
        left = sum(counts.by_state.get(state, 0) for state in (State.READY, State.IN_DOUBT))
        to_send = left if trial is None else min(left, trial)
        destination = self._destination
        kind = self._ledger.run(run_id).kind
        held = frozenset() if kind is RunKind.LINK else held_back(self._ledger)
        per_minute = destination.limits.requests_per_minute
        report = Report(run_id, to_send, counts.unexplained, per_minute, self._control, self._listener, self._clock)
        return Work(
            self._ledger,
            destination,
            self._control,
            report,
            run_id,
            trial,
            self._patience,
            self._clock,
            self._ask,
            repeatable=is_repeatable(destination, kind),
            held_back=held,
        )

    def _finish_anyhow(self, run_id: int, started: float) -> None:
        with contextlib.suppress(AppError):  # the first error is the one to tell
            self._finish(run_id, started)

    def _finish(self, run_id: int, started: float) -> None:
        counts = self._ledger.counts(run_id)
        left = sum(counts.by_state.get(state, 0) for state in (State.READY, State.SENDING, State.IN_DOUBT))
        self._ledger.finish(run_id, self._clock() - started, complete=not (left or counts.unexplained))
