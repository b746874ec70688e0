"""Work about what a page shows, which goes on beside it and can be stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal, Slot

from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.one_job import OneJob
from rentix_desktop.ui.page import Page


class Beside(OneJob):
    """Why it failed is shown by the page."""

    changed = Signal()  # it began, goes on (`progress` is what it said last), or ended with nothing
    done = Signal(object)  # it ended: what came of it

    def __init__(self, page: Page, name: str) -> None:
        super().__init__(page.desk, page)
        self._name = name
        self.progress: Any = None
        self.progressed.connect(self._on_progress)
        for end in (self.failed, self.stopped):
            end.connect(self.changed)
        self.failed.connect(page.error.show_error)

    def begin(self, work: Callable[[Task[Any]], Any]) -> None:
        self.let_go()
        self.progress = None
        self._start(self._name, work, self._on_done)
        self.changed.emit()

    @Slot(object)
    def _on_progress(self, progress: object) -> None:
        self.progress = progress
        self.changed.emit()

    @Slot(object)
    def _on_done(self, result: object) -> None:
        self.done.emit(result)
