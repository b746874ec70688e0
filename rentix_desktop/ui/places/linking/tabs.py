"""The parts of the place of linking, as a row of buttons with counts."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QMargins, Signal, Slot
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from rentix_desktop.texts.language import Texts, mark
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import button
from rentix_desktop.ui.widgets.wrapping import WrappingRow


class Tab(StrEnum):
    SURE = "sure"
    LOOK = "look"
    ALONE = "alone"
    CONFLICT = "conflict"  # shown where there are any
    LINKED = "linked"
    TWICE = "twice"


PAIRING: Final = (Tab.SURE, Tab.LOOK, Tab.ALONE)
"""The parts that need a file."""
_NAMES: Final[Mapping[Tab, str]] = {
    Tab.SURE: mark("Surely the same"),
    Tab.LOOK: mark("Please look"),
    Tab.ALONE: mark("No partner"),
    Tab.CONFLICT: mark("Code of another"),
    Tab.LINKED: mark("Linked"),
    Tab.TWICE: mark("Twice on the portal"),
}


class Tabs(QWidget):
    chosen = Signal(object)  # Tab

    def __init__(self, tr: Texts) -> None:
        super().__init__()
        self._tr = tr
        self._buttons: dict[Tab, QPushButton] = {}
        box = self._box = WrappingRow(gap=SIZES.gap)
        box.setContentsMargins(QMargins())
        for tab, text in _NAMES.items():
            made = button(tr(text), f"{tab.value}Tab", small=True)
            made.setProperty("choice", True)
            made.setCheckable(True)
            made.clicked.connect(self._on_clicked)
            box.addWidget(made)
            self._buttons[tab] = made
        self.setLayout(box)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_counts(self, counts: Mapping[Tab, int | None], current: Tab) -> None:
        """None = not known."""
        tr = self._tr
        for tab, made in self._buttons.items():
            count, name = counts.get(tab), tr(_NAMES[tab])
            text = tr("{place} ({count})", place=name, count=tr.number(count)) if count is not None else name
            if made.text() != text:
                made.setText(text)
                made.setAccessibleName(text)
            made.setChecked(tab is current)
        self._buttons[Tab.CONFLICT].setVisible(bool(counts.get(Tab.CONFLICT)) or current is Tab.CONFLICT)
        self._box.invalidate()
        self._box.activate()  # no count is cut until the next event, either: one may come by itself

    @Slot()
    def _on_clicked(self) -> None:
        sender = self.sender()
        # no group of Qt's: in one the keyboard reaches the chosen button only
        self.chosen.emit(next(tab for tab, made in self._buttons.items() if made is sender))
