"""Pause, go on, stop: one object shared by whoever watches a run and the engine that does it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from rentix_desktop.sync.clock import steady
from rentix_desktop.sync.destination import Cancelled, WaitReason
from rentix_desktop.sync.progress import Waiting

_LOOK_SECONDS: Final = 1.0
"""How often a wait looks at the clock: a wait of the system stands still while the computer sleeps, the clock does not."""


class RunControl:
    """Thread-safe. Is the `Waiter` that a destination waits by, so that stopping interrupts every wait at once.

    `clock` gives seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = steady) -> None:
        self._clock = clock
        self._changed = threading.Condition()
        self._paused = False
        self._cancelled = False
        self._ending = False
        self._waits: dict[int, tuple[WaitReason, float]] = {}
        self._watchers: list[Callable[[], None]] = []

    def pause(self) -> None:
        """What is on its way comes back; nothing more is sent until `resume`."""
        self._change(paused=True)

    def resume(self) -> None:
        self._change(paused=False)

    def cancel(self, *, ending: bool = False) -> None:
        """For good: every wait ends at once, nothing more is sent. `ending` = the program ends, or is ended: nobody said
        that this is not to go on."""
        self._ending = self._ending or (ending and not self._cancelled)
        self._change(cancelled=True)

    @property
    def paused(self) -> bool:
        return self._paused and not self._cancelled

    @property
    def cancelled(self) -> bool:
        return self._cancelled

    @property
    def ending(self) -> bool:
        """It was cancelled because the program ends."""
        return self._ending

    @property
    def waiting(self) -> Waiting | None:
        """What is waited for, with the seconds left: of several waits the one that ends first."""
        with self._changed:
            if not self._waits:
                return None
            why, until = min(self._waits.values(), key=lambda wait: wait[1])
        return Waiting(why, max(0.0, until - self._clock()))

    def wait(self, seconds: float, why: WaitReason, over: Callable[[], bool] = lambda: False) -> None:
        """Returns after `seconds`, and not before a pause is over. Raises `Cancelled` when the run is cancelled, or is
        `over`, which is asked again after `wake`."""
        me = threading.get_ident()
        until = self._clock() + seconds
        with self._changed:
            self._waits[me] = (why, until)
        self._tell()
        try:
            with self._changed:
                while not (self._cancelled or over()) and (self._paused or self._clock() < until):
                    self._changed.wait(None if self._paused else min(_LOOK_SECONDS, max(0.001, until - self._clock())))
        finally:
            with self._changed:
                del self._waits[me]
            self._tell()
        if self._cancelled or over():
            raise Cancelled

    def wake(self) -> None:
        """Every wait looks again whether it is over."""
        with self._changed:
            self._changed.notify_all()

    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        """`changed` is called, from any thread, when something here changed. Returns what ends the watching."""
        with self._changed:
            self._watchers.append(changed)
        return lambda: self._watchers.remove(changed)

    def _change(self, *, paused: bool | None = None, cancelled: bool = False) -> None:
        with self._changed:
            self._paused = self._paused if paused is None else paused
            self._cancelled = self._cancelled or cancelled
            self._changed.notify_all()
        self._tell()

    def _tell(self) -> None:
        for watcher in tuple(self._watchers):
            watcher()


class RequestWaits:
    """The waiter of one request: the run's, with the seconds waited summed up. It ends when the run does."""

    def __init__(self, control: RunControl, clock: Callable[[], float], over: Callable[[], bool]) -> None:
        self._control = control
        self._clock = clock
        self._over = over
        self.seconds = 0.0

    def wait(self, seconds: float, why: WaitReason) -> None:
        started = self._clock()
        try:
            self._control.wait(seconds, why, self._over)
        finally:
            self.seconds += self._clock() - started
