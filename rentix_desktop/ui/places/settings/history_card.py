"""How long the history is kept."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QSpinBox

from rentix_desktop.sync.books.history import HISTORY_DAYS, ROWS_DAYS
from rentix_desktop.ui.page import Page
from rentix_desktop.ui.widgets.basics import Card, label, spin_box


class HistoryCard(Card):
    """What is changed here holds from the next time on that something is sent, or the program is started."""

    def __init__(self, page: Page) -> None:
        super().__init__(gap=10)
        self.setObjectName("historyCard")
        self._memory = page.desk.memory
        tr, settings = page.desk.tr, page.desk.memory.settings
        self.box.addWidget(label(tr("History"), kind="heading"))
        self._history = _days("historyDaysSpin", tr("Uploads and their figures, days"), HISTORY_DAYS)
        self._rows = _days("rowsDaysSpin", tr("Their rows and fields, days"), ROWS_DAYS)
        self._history.setValue(settings.history_days)
        self._rows.setValue(settings.rows_days)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        for line, spin in enumerate((self._history, self._rows)):
            caption = label(spin.accessibleName(), wrap=True)
            caption.setBuddy(spin)
            grid.addWidget(caption, line, 0)
            grid.addWidget(spin, line, 1)
            spin.editingFinished.connect(self._on_changed)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.box.addLayout(grid)
        self.box.addWidget(
            label(
                tr(
                    "What is older is removed, so that the history stays small. What the portal has, your corrections and"
                    " what still needs you stay."
                ),
                kind="caption",
                wrap=True,
            )
        )

    @Slot()
    def _on_changed(self) -> None:
        history, rows = self._history.value(), self._rows.value()
        self._memory.change(lambda settings: replace(settings, history_days=history, rows_days=rows))


def _days(name: str, spoken: str, bounds: tuple[int, int, int]) -> QSpinBox:
    made = spin_box(name, spoken)
    made.setRange(bounds[0], bounds[-1])
    made.setMinimumWidth(110)
    return made
