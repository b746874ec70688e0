"""Who plans and sends for an account in this window: one at a time, the wizard or a kept file."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.ui.jobs import Task

_LOOK_SECONDS = 0.05


class Senders:
    """Thread-safe. Between programs the lock of the data folder does the same."""

    def __init__(self) -> None:
        self._locks: defaultdict[AccountKey, threading.Lock] = defaultdict(threading.Lock)
        self._guard = threading.Lock()

    @contextmanager
    def alone(self, account: AccountKey, task: Task[Any]) -> Iterator[None]:
        """On a worker: waits until nobody else sends for the account. Raises Cancelled when the job is cancelled first."""
        with self._guard:
            lock = self._locks[account]
        while not lock.acquire(timeout=_LOOK_SECONDS):
            task.check()
        try:
            task.check()
            yield
        finally:
            lock.release()

    def busy(self, account: AccountKey) -> bool:
        with self._guard:
            return account in self._locks and self._locks[account].locked()
