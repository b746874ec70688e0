"""How many requests are on their way at a time, and the threads that carry them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import Final

MOST: Final = 4
SLOW_SECONDS: Final = 0.3
"""Where an answer takes longer than this, another request may be on its way meanwhile."""


class Lanes:
    """One lane to begin with; one more for each slow answer, half of them after a failure."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self.width = 1

    def answered(self, seconds: float) -> None:
        if seconds > SLOW_SECONDS:
            self.width = min(self._most, self.width + 1)

    def failed(self) -> None:
        self.width = max(1, self.width // 2)


class Couriers:
    """Threads that do one job each at a time; started when first needed, ended by `close`."""

    def __init__(self) -> None:
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []

    def give(self, job: Callable[[], None], busy: int) -> None:
        """`busy` = how many jobs are being done now."""
        if busy >= len(self._threads):
            # a daemon: a server that never answers must not keep the program from ending
            thread = threading.Thread(target=self._work, name=f"sending-{busy + 1}", daemon=True)
            self._threads.append(thread)
            thread.start()
        self._jobs.put(job)

    def close(self, seconds: float) -> None:
        """Waits `seconds` at most, all in all, for the threads to end."""
        for _ in self._threads:
            self._jobs.put(None)
        until = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
