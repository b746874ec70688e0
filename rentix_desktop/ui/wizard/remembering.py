"""What the columns and the values page share: what was decided is remembered before the person goes on, the columns by
the file's layout, the texts by the account."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Slot

from rentix_desktop.errors import AppError
from rentix_desktop.mapping.decisions import ValueDecision, decisions_of
from rentix_desktop.sync.ports import DecisionStore, LayoutStore
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.page import Page
from rentix_desktop.ui.wizard import understanding
from rentix_desktop.ui.wizard.understanding import Understanding


class RememberingPage(Page):
    """A page that decides about a file. A subclass keeps what is decided in `self._known`."""

    def __init__(self, desk: Desk, layouts: LayoutStore, decisions: DecisionStore) -> None:
        super().__init__(desk)
        self._layouts = layouts
        self._decisions = decisions
        self._known: Understanding | None = None
        self._unsaved = False

    def decided_before(self) -> Callable[[], Sequence[ValueDecision]]:
        """Reads what was decided about texts for the account that is connected. For a worker."""
        connection, store = self.desk.session.connection, self._decisions
        if connection is None:
            return tuple
        account = connection.key
        return lambda: store.of(account)

    def go_next(self) -> None:
        """What was decided is remembered first; where it cannot be, that is said once, and the next press goes on."""
        known, connection = self._known, self.desk.session.connection
        if known is None or connection is None or self._unsaved:
            self._unsaved = False
            super().go_next()
            return
        layouts, decisions, account = self._layouts, self._decisions, connection.key
        today = date.today()  # noqa: DTZ011 - the day on the person's calendar

        def save(_task: object) -> None:
            layouts.save(understanding.layout(known))
            decisions.add(account, decisions_of(known.suggestion, today))

        self.run("save-layout", save, self._on_saved, self._on_not_saved)

    @Slot(object)
    def _on_saved(self, _nothing: object) -> None:
        self.error.clear()
        if self.desk.session.flow.step is self.STEP:  # else another way was taken meanwhile
            super().go_next()

    @Slot(object)
    def _on_not_saved(self, error: AppError) -> None:
        self._unsaved = True
        self.error.show_error(error)
