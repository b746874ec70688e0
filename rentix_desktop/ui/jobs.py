"""Work off the window's thread: build, connect, start.

    job = jobs.build("verify", work)            # work(task) -> result, on a thread of its own
    job.succeeded.connect(self._on_verified)    # methods of QObjects only: they are called on the window's thread
    job.failed.connect(self._on_failed)
    job.start()

`task.progress(value)` is merged to at most ten a second, the last one always delivered, and always before the end.
`task.cancelled` is asked by the work; `task.on_cancel(call)` is for work that has a stop of its own.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from rentix_desktop.errors import AppError, Code
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Cancelled
from rentix_desktop.ui.faults import Faults

_INTERVAL_MS: Final = 100
_TURN_SECONDS: Final = 0.05
_NOTHING: Final = object()
_TOGETHER: Final = 500
"""Rows between two looks at whether the person stopped it."""

T = TypeVar("T")
S = TypeVar("S")


class Task(Generic[T]):
    """The worker's side of a job: what the work tells and asks."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._lock = threading.Lock()
        self._cancel = threading.Event()
        self._ending = False
        self._stops: list[Callable[[], None]] = []
        self._wake = wake
        self._woken = self._at_once = False
        self._progress: object = _NOTHING

    @property
    def cancelled(self) -> bool:
        return self._cancel.is_set()

    def check(self) -> None:
        """Raises Cancelled once the job is cancelled."""
        if self._cancel.is_set():
            raise Cancelled

    def each(self, items: Iterable[S], told: Callable[[int], object] | None = None) -> Iterator[S]:
        """The same ones; after every few hundred it is looked whether the job was cancelled, and `told` how many they
        were. Raises Cancelled."""
        for number, item in enumerate(items):
            if number % _TOGETHER == 0:
                self.check()
                if number and told is not None:
                    told(number)
            yield item

    def wait(self, seconds: float) -> bool:
        """Waits, True at once when cancelled."""
        return self._cancel.wait(seconds)

    def progress(self, value: object, *, at_once: bool = False) -> None:
        """Shows how far it is; any value the receiver understands. Never waits. `at_once`: not merged with what comes
        within a tenth of a second, as the first rows of a file that somebody waits for."""
        with self._lock:
            self._progress = value
            if self._woken and not at_once:
                return
            self._woken = True
            self._at_once |= at_once
        self._wake()

    def on_cancel(self, call: Callable[[], None]) -> None:
        """`call` is called on cancelling, from the window's thread; at once if that was before."""
        with self._lock:
            if not self._cancel.is_set():
                self._stops.append(call)
                return
        call()

    def control(self) -> RunControl:
        """A run's control: what it waits for ends when the job is cancelled."""
        control = RunControl()
        self.on_cancel(lambda: control.cancel(ending=self._ending))
        return control

    # the window's side
    def cancel(self, *, ending: bool = False) -> None:
        """`ending` as of `RunControl.cancel`."""
        with self._lock:
            self._ending = self._ending or ending
            self._cancel.set()
            stops, self._stops = self._stops, []
        for stop in stops:
            stop()

    def take_progress(self) -> object:
        with self._lock:
            value, self._progress, self._woken, self._at_once = self._progress, _NOTHING, False, False
            return value

    @property
    def at_once(self) -> bool:
        """Whether what was told last is not to be merged with what comes."""
        return self._at_once


class Job(QObject):
    """One piece of work. Exactly one of `succeeded`, `failed`, `stopped` comes, then `ended`."""

    succeeded = Signal(object)  # the result
    failed = Signal(object)  # an AppError
    stopped = Signal()  # cancelled
    progressed = Signal(object)
    ended = Signal(object)  # the job itself
    _woken = Signal()
    _finished = Signal()

    def __init__(
        self,
        name: str,
        work: Callable[[Task[Any]], Any],
        faults: Faults,
        after: threading.Event | None = None,
        *,
        aside: bool = False,
    ) -> None:
        super().__init__()
        self.name = name
        self.aside = aside  # mostly waits; nobody waits for it
        self._after = after  # what the work waits for before it begins
        self.last_progress: object = None
        self.running = False  # started, and its end not yet told
        self._faults = faults
        self._task: Task[Any] = Task(self._woken.emit)
        self._outcome: Callable[[], None] | None = None
        self._last = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._deliver)
        # a timer: a call that is queued would come before the painting
        self._beginning = QTimer(self, singleShot=True, interval=0)
        self._beginning.timeout.connect(self.begin)
        self._woken.connect(self._on_woken, Qt.ConnectionType.QueuedConnection)
        self._finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._run, args=(work,), name=f"job-{name}", daemon=True)

    def start(self) -> None:
        """The work begins once what was asked to be shown is on the screen: beside a busy worker showing takes several
        times as long, because each time Qt asks something of Python the worker has to be made to wait."""
        self.running = True
        self._beginning.start()

    @Slot()
    def begin(self) -> None:
        """At once, where it was started and did not begin yet."""
        if self._thread.ident is None:
            self._thread.start()

    @property
    def cancelling(self) -> bool:
        return self._task.cancelled

    def cancel(self, *, ending: bool = False) -> None:
        """Asks it to stop. `stopped` comes when it did. `ending` = because the program ends."""
        self._task.cancel(ending=ending)

    def join(self, seconds: float) -> bool:
        """Waits for the thread; only for the end of the program and for tests."""
        if self.running:
            self.begin()
            self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self, work: Callable[[Task[Any]], Any]) -> None:
        try:
            while self._after is not None and not self._after.wait(_TURN_SECONDS):
                self._task.check()
            result = work(self._task)
        except Cancelled:
            self._outcome = self.stopped.emit
        except AppError as error:
            self._outcome = self.stopped.emit if error.code is Code.STOPPED else _emit(self.failed, error)
        except BaseException as error:  # noqa: BLE001 - a reader's panic is a BaseException; nothing may vanish in a thread
            self._outcome = _emit(self.failed, self._faults.as_app_error(error))
        else:
            self._outcome = _emit(self.succeeded, result)
        self._finished.emit()

    @Slot()
    def _on_woken(self) -> None:
        if self._task.at_once:
            self._deliver()
        elif not self._timer.isActive():
            since = (time.monotonic() - self._last) * 1000
            self._timer.start(max(0, round(_INTERVAL_MS - since)))

    @Slot()
    def _deliver(self) -> None:
        value = self._task.take_progress()
        if value is not _NOTHING:
            self._last = time.monotonic()
            self.last_progress = value
            self.progressed.emit(value)

    @Slot()
    def _on_finished(self) -> None:
        self._timer.stop()
        self._deliver()
        self._thread.join()
        outcome, self._outcome = self._outcome, None
        self.running = False
        if outcome is not None:
            outcome()
        self.ended.emit(self)


def _emit(signal: Any, value: object) -> Callable[[], None]:
    def emit() -> None:
        signal.emit(value)

    return emit


class Jobs(QObject):
    """All jobs of the window: holds them while they run and stops them at the end."""

    idle = Signal()  # a job ended, and the window is not busy
    _swept = Signal()

    def __init__(self, faults: Faults | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.faults = faults or Faults()
        self._jobs: set[Job] = set()
        self._loaded = threading.Event()
        self._loaded.set()
        self._loading = False
        self._over: list[Job] = []  # let go of one turn of the event loop later, not inside their own signal
        self._swept.connect(self._sweep, Qt.ConnectionType.QueuedConnection)

    def hold(self) -> None:
        """Every job started from now on waits until `load` was called and is through."""
        self._loaded.clear()

    def load(self, modules: Callable[[], None]) -> None:
        """Imports, alone. Two threads that import at once can meet in a half-imported module: a library whose modules
        need each other, or one that Qt's binding looks through at every import, then fails without a fault of ours."""

        def work(_: Task[Any]) -> None:
            try:
                modules()
            finally:
                self._loaded.set()

        self._loading = True
        job = self._hire("load", work, None)
        job.start()
        job.begin()  # the window's thread may wait for it

    def wait_loaded(self) -> None:
        """For the window's own imports, where loading has begun; a person is hardly ever as fast as that."""
        if self._loading:
            self._loaded.wait()

    def build(self, name: str, work: Callable[[Task[Any]], Any], *, aside: bool = False) -> Job:
        """A job that is not started yet: connect its signals first. `aside` = it mostly waits, for minutes perhaps, and
        the window is not busy for it."""
        return self._hire(name, work, self._loaded, aside=aside)

    def _hire(
        self, name: str, work: Callable[[Task[Any]], Any], after: threading.Event | None, *, aside: bool = False
    ) -> Job:
        job = Job(name, work, self.faults, after, aside=aside)
        job.ended.connect(self._on_ended)
        self._jobs.add(job)
        return job

    @property
    def busy(self) -> bool:
        return any(job.running and not job.aside for job in self._jobs)

    @property
    def ended(self) -> bool:
        """None runs, aside or not."""
        return not any(job.running for job in self._jobs)

    @property
    def going_on(self) -> tuple[Job, ...]:
        """Those that run just now."""
        return tuple(job for job in self._jobs if job.running)

    def cancel_all(self) -> None:
        """The program ends."""
        for job in tuple(self._jobs):
            job.cancel(ending=True)

    def close(self, seconds: float = 40.0) -> bool:
        """Cancels all and waits for their threads; nothing of them is delivered any more. False = one did not end."""
        self.cancel_all()
        ended = [job.join(seconds) for job in tuple(self._jobs)]  # each of them, also after one that did not end
        for job in self._jobs:
            job.blockSignals(True)
        self._jobs.clear()
        return all(ended)

    @Slot(object)
    def _on_ended(self, job: Job) -> None:
        self._jobs.discard(job)
        self._over.append(job)
        self._swept.emit()
        if not self.busy:
            self.idle.emit()

    @Slot()
    def _sweep(self) -> None:
        self._over.clear()
