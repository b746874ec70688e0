"""Work about what a page shows, which goes on beside it and can be stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from rentix_desktop.errors import AppError
from rentix_desktop.ui.jobs import Job, Task
from rentix_desktop.ui.page import Page


class Beside(QObject):
    """One job at a time; of one that was let go nothing is heard. Why it failed is shown by the page."""

    changed = Signal()  # it began, goes on (`progress` is what it said last), or ended with nothing
    done = Signal(object)  # it ended: what came of it

    def __init__(self, page: Page, name: str) -> None:
        super().__init__(page)
        self._page = page
        self._name = name
        self._job: Job | None = None
        self.progress: Any = None

    @property
    def going_on(self) -> bool:
        return self._job is not None

    def begin(self, work: Callable[[Task[Any]], Any]) -> None:
        self.progress = None
        self._job = self._page.run(
            self._name, work, self._on_done, self._on_failed, self._on_progress, self._on_stopped
        )
        self.changed.emit()

    @Slot()
    def stop(self) -> None:
        """What it has until then may still come."""
        if self._job is not None:
            self._job.cancel()

    def let_go(self) -> None:
        self.stop()
        self._job = None

    @Slot(object)
    def _on_progress(self, progress: object) -> None:
        if self.sender() is self._job:
            self.progress = progress
            self.changed.emit()

    @Slot(object)
    def _on_done(self, result: object) -> None:
        if self.sender() is self._job:
            self._job = None
            self.done.emit(result)

    @Slot(object)
    def _on_failed(self, error: AppError) -> None:
        if self.sender() is self._job:
            self._on_stopped()
            self._page.error.show_error(error)

    @Slot()
    def _on_stopped(self) -> None:
        if self.sender() is self._job:
            self._job = None
            self.changed.emit()
