"""Agents of the file who have no account: how they get one, and asking the portal for it where the clerk wants that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QMargins, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QVBoxLayout, QWidget

from rentix_desktop.linking.people.agents import FileAgent
from rentix_desktop.linking.people.staff import can_be_created
from rentix_desktop.texts.people import invitation_steps
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.messages import announce
from rentix_desktop.ui.models.agents import AloneModel
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import Card, Tone, button, label, row, scrolled
from rentix_desktop.ui.widgets.faces import fit_columns, table_view
from rentix_desktop.ui.widgets.wrapping import wrapping

_ROW: Final = 48
_STEPS_WIDTH: Final = 280
_NARROWEST: Final = 380


class InviteView(QWidget):
    """`create_wanted`: accounts for these agents; `choose_wanted`: this agent's account is to be chosen by hand."""

    left = Signal()
    create_wanted = Signal(object)
    choose_wanted = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        tr = self._tr = desk.tr
        self._model = AloneModel(tr)
        self.table = table_view("aloneTable", tr("Agents of the file without an account"), desk.tokens, _ROW)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setModel(self._model)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.selectionModel().selectionChanged.connect(self._on_selected)
        self.table.activated.connect(self._on_choose)
        self._back = button(tr("All agents"), "inviteBackButton", small=True)
        self._back.clicked.connect(self.left)
        self._choose = button(tr("Choose the account by hand"), "chooseAccountButton", small=True)
        self._choose.clicked.connect(self._on_choose)
        self._create = button(tr("Ask the portal to create the account"), "createAccountButton", small=True)
        self._create.clicked.connect(self._on_create)
        self._copy = button(tr("Copy the steps"), "copyStepsButton", small=True)
        self._copy.clicked.connect(self._on_copy)
        self._copied = label(tone=Tone.GOOD, name="copiedLabel")
        self._why = label(kind="caption", wrap=True, name="createWhyLabel")
        left = QVBoxLayout()
        left.setSpacing(SIZES.gap)
        left.addWidget(self.table, 1)
        left.addWidget(self._why)
        left.addWidget(wrapping(self._choose, self._create))
        both = QHBoxLayout()
        both.setSpacing(SIZES.block)
        both.addLayout(left, 1)
        both.addWidget(self._build_steps())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(QMargins())
        outer.setSpacing(SIZES.gap)
        outer.addLayout(row(self._back, None, self._copied, self._copy))
        outer.addLayout(both, 1)

    def _build_steps(self) -> QWidget:
        tr = self._tr
        card = Card()
        steps = card.box
        steps.addWidget(label(tr("How an agent gets an account"), kind="strong", wrap=True))
        for number, step in enumerate(invitation_steps(tr), 1):
            count = label(f"{number}.", tone=Tone.MUTED)
            count.setAlignment(Qt.AlignmentFlag.AlignTop)
            line = row(count, label(step, wrap=True), gap=6)
            line.setStretch(1, 1)
            steps.addLayout(line)
        steps.addWidget(label(tr("Until then their listings are sent without an agent."), kind="caption", wrap=True))
        steps.addStretch(1)
        outer = QVBoxLayout()
        outer.addWidget(card)
        area = scrolled(outer)
        area.setFixedWidth(_STEPS_WIDTH)
        return area

    def show_agents(self, agents: Sequence[FileAgent], refused: Mapping[str, str], first: FileAgent | None) -> None:
        """`refused`: agent → why the portal did not make the account; `first` is selected."""
        self._copied.setText("")
        self._model.show_agents(agents, refused)
        self._fit()
        self.table.selectRow(agents.index(first) if first in agents else 0)
        self._on_selected()

    def _fit(self) -> None:
        fit_columns(self.table, widest=240, within=max(_NARROWEST, self.table.viewport().width()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def take_focus(self) -> None:
        self.table.setFocus()

    @property
    def _selected(self) -> list[FileAgent]:
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [agent for at in rows if (agent := self._model.agent(at)) is not None]

    @Slot()
    def _on_selected(self) -> None:
        tr, selected = self._tr, self._selected
        able = [agent for agent in selected if can_be_created(agent)]
        self._choose.setEnabled(len(selected) == 1)
        self._create.setEnabled(bool(able))
        text = (
            tr.plural("Ask the portal for {n} account", "Ask the portal for {n} accounts", len(able))
            if len(able) > 1
            else tr("Ask the portal to create the account")
        )
        self._create.setText(text)
        self._create.setAccessibleName(text)
        if able or not selected:
            why = tr("Rentix may refuse it: phones are verified there. Then invite the agent.")
        else:
            why = tr("The portal needs a name and a phone; the file does not say both. Invite the agent instead.")
        self._why.setText(why)

    @Slot()
    def _on_choose(self) -> None:
        if len(self._selected) == 1:
            self.choose_wanted.emit(self._selected[0])

    @Slot()
    def _on_create(self) -> None:
        able = [agent for agent in self._selected if can_be_created(agent)]
        if able:
            self.create_wanted.emit(able)

    @Slot()
    def _on_copy(self) -> None:
        steps = invitation_steps(self._tr)
        QGuiApplication.clipboard().setText("\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1)))
        self._copied.setText(self._tr("Copied"))
        announce(self._copied)
