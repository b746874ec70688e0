"""Beside the button that sends what was corrected: the other listings that may be sent again."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy

from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.wizard.results.repair_view import RepairView


class SendMenu(QPushButton):
    """`chosen` = these rows (seqs) are to be sent again. What is wrong by our own checks is in none of the choices."""

    chosen = Signal(object)

    def __init__(self, tr: Texts) -> None:
        super().__init__("…")
        self.setObjectName("retryMenuButton")
        self.setAccessibleName(tr("Send others again"))
        self.setToolTip(tr("Send others again"))
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._tr = tr
        self._repair: RepairView | None = None
        self._menu = QMenu(self)
        self._menu.setObjectName("retryMenu")
        self._menu.aboutToShow.connect(self._on_opening)
        self._menu.triggered.connect(self._on_chosen)
        self.setMenu(self._menu)

    def work_on(self, repair: RepairView) -> None:
        self._repair = repair

    def choices(self) -> list[tuple[str, str, list[int]]]:
        """(name, words, rows) of each."""
        tr, repair = self._tr, self._repair
        model = repair.model if repair is not None else None
        if repair is None or model is None:
            return []
        able = {row.seq for row in model.loaded.rows if model.repairs.may_be_sent(row)}
        selected = [seq for seq in repair.selected_seqs() if seq in able]
        found = [
            ("all", tr("All that may be sent: {n}", n=tr.number(len(able))), sorted(able)),
            ("selected", tr("The selected ones: {n}", n=tr.number(len(selected))), selected),
        ]
        if repair.cause is not None:
            of_cause = [row.seq for row in model.loaded.rows if row.seq in able and self._is_of(row.seq)]
            found.append(("cause", tr("All of this cause: {n}", n=tr.number(len(of_cause))), of_cause))
        return found

    def _is_of(self, seq: int) -> bool:
        repair = self._repair
        cause, model = (repair.cause, repair.model) if repair is not None else (None, None)
        return cause is not None and model is not None and cause.key in model.repairs.causes_of(seq)

    @Slot()
    def _on_opening(self) -> None:
        self._menu.clear()
        for name, words, rows in self.choices():
            action = self._menu.addAction(words)
            action.setObjectName(f"retry_{name}")
            action.setData(rows)
            action.setEnabled(bool(rows))

    @Slot(QAction)
    def _on_chosen(self, action: QAction) -> None:
        self.chosen.emit(list(action.data()))
