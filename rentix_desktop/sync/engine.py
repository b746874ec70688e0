"""The run: intent on disk, send, result on disk, until every row has an answer or the run ends."""

from __future__ import annotations

import time
from collections.abc import Callable

from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Destination
from rentix_desktop.sync.ledger import Ledger
from rentix_desktop.sync.progress import Listener, Summary


class Engine:
    """Does one planned or interrupted run after the other.

    `wait_for_service`: seconds a service that is down is looked for again before the run ends with its work kept.
    `clock` gives seconds that never go back.
    """

    def __init__(
        self,
        ledger: Ledger,
        destination: Destination,
        control: RunControl,
        listener: Listener | None = None,
        wait_for_service: float = 120.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        raise NotImplementedError

    def run(self, run_id: int, trial: int | None = None) -> Summary:
        """Sends what is left of a run, with `trial` the first N ready rows only; starts it where it was only planned.

        Ends always with a summary that adds up; `Summary.stopped` says why it ended early: Code.STOPPED by the person
        (cancel), a Cause.ACCESS error, or UNREACHABLE. Raises AppError where the ledger cannot be written.
        """
        raise NotImplementedError
