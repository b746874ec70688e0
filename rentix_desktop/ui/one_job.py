"""Work of a page, one job at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.jobs import Job, Task


class OneJob(QObject):
    """The base of what a page has done off the window's thread: a subclass begins it, and tells in a signal of its own what
    came of it. When that is told nothing is running any more, so that the receiver may begin the next."""

    progressed = Signal(object)
    failed = Signal(object)  # an AppError
    stopped = Signal()

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._job: Job | None = None

    @property
    def running(self) -> bool:
        return self._job is not None

    @Slot()
    def stop(self) -> None:
        """What is on its way may still come; one of the signals tells the end."""
        if self._job is not None:
            self._job.cancel()

    def let_go(self) -> None:
        """It is stopped, and nothing of it is heard any more."""
        if self._job is not None:
            self._job.cancel()
            self._job.disconnect(self)
            self._job = None

    def _start(self, name: str, work: Callable[[Task[Any]], Any], done: Callable[[Any], None]) -> None:
        """`done` is a method of the subclass: it is called on the window's thread."""
        job = self._desk.jobs.build(name, work)
        self._follow(job, done)
        job.start()

    def _follow(self, job: Job, done: Callable[[Any], None]) -> None:
        """A job that is running already is followed as one of its own."""
        self._job = job
        job.progressed.connect(self.progressed)
        job.succeeded.connect(self._on_over)
        job.succeeded.connect(done)
        job.failed.connect(self._on_over)
        job.failed.connect(self.failed)
        job.stopped.connect(self._on_over)
        job.stopped.connect(self.stopped)

    @Slot()
    def _on_over(self) -> None:
        self._job = None
