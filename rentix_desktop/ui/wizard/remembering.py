"""What the columns and the values page share: what was decided is remembered before the person goes on."""

from __future__ import annotations

from PySide6.QtCore import Slot

from rentix_desktop.errors import AppError
from rentix_desktop.sync.ports import LayoutStore
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.wizard import understanding
from rentix_desktop.ui.wizard.page import Page
from rentix_desktop.ui.wizard.understanding import Understanding


class RememberingPage(Page):
    """A page that decides about a file. A subclass keeps what is decided in `self._known`."""

    def __init__(self, desk: Desk, layouts: LayoutStore) -> None:
        super().__init__(desk)
        self._layouts = layouts
        self._known: Understanding | None = None
        self._unsaved = False

    def go_next(self) -> None:
        """What was decided is remembered first; where it cannot be, that is said once, and the next press goes on."""
        known = self._known
        if known is None or self._unsaved:
            self._unsaved = False
            super().go_next()
            return
        layouts, kept = self._layouts, understanding.layout(known)
        self.run("save-layout", lambda _task: layouts.save(kept), self._on_saved, self._on_not_saved)

    @Slot(object)
    def _on_saved(self, _nothing: object) -> None:
        self.error.clear()
        if self.desk.session.flow.step is self.STEP:  # else another way was taken meanwhile
            super().go_next()

    @Slot(object)
    def _on_not_saved(self, error: AppError) -> None:
        self._unsaved = True
        self.error.show_error(error)
