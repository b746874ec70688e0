"""Step 4: what the cell texts of fields with fixed values become on the portal."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Slot
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from rentix_desktop.mapping.model import Level, ValueSuggestion
from rentix_desktop.sync.ports import DecisionStore, LayoutStore
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.models.values import ValuesModel, value_options
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import button, row
from rentix_desktop.ui.widgets.choosing import MEANS, ChoosingTable
from rentix_desktop.ui.widgets.states import EmptyState
from rentix_desktop.ui.wizard import understanding
from rentix_desktop.ui.wizard.flow import Step
from rentix_desktop.ui.wizard.page import Foot
from rentix_desktop.ui.wizard.remembering import RememberingPage
from rentix_desktop.ui.wizard.understanding import Understanding

Index = QModelIndex | QPersistentModelIndex
_ROW: int = 52
_HEADING: int = 36


class ValuesPage(RememberingPage):
    NAME = "valuesPage"
    STEP = Step.VALUES

    def __init__(self, desk: Desk, layouts: LayoutStore, decisions: DecisionStore) -> None:
        super().__init__(desk, layouts, decisions)
        self._headings: list[int] = []
        self._options: dict[str, QStandardItemModel] = {}
        tr = desk.tr
        self._model = ValuesModel(tr)
        self._model.chosen.connect(self._on_chosen, Qt.ConnectionType.QueuedConnection)  # after the combo is closed
        self._table = ChoosingTable("valuesTable", tr("The values in your file"), desk.tokens, self._options_of, _ROW)
        self._table.setModel(self._model)
        self._table.confirm_pressed.connect(self._on_confirmed)
        self._confirm = button("", "confirmAllButton", small=True)
        self._confirm.clicked.connect(self._on_confirm_all)
        self._leave = button("", "leaveAllButton", small=True)
        self._leave.clicked.connect(self._on_leave_all)
        content = QWidget()
        box = QVBoxLayout(content)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SIZES.block)
        box.addLayout(row(self._confirm, self._leave, None))
        box.addWidget(self._table, 1)
        self._views = QStackedWidget()
        self._views.addWidget(
            EmptyState(
                tr("Nothing to choose here"),
                tr("No column of your file has values that the portal knows by other names. Go on."),
            )
        )
        self._views.addWidget(content)
        self.body.addWidget(self._views, 1)

    def _options_of(self, index: Index) -> QStandardItemModel:
        field = self._model.field(index.row())
        if field not in self._options:
            assert self._known is not None  # noqa: S101 - the table has rows only when something is known
            self._options[field] = value_options(field, self._known.catalogue, self._tr)
        return self._options[field]

    # what the frame shows -----------------------------------------------------------------------------------------------
    def title(self) -> str:
        return self._tr("What do the values mean?")

    def sentence(self) -> str:
        tr, known = self._tr, self._known
        if known is None or not known.suggestion.values:
            return ""
        values = understanding.shown_values(known)
        open_ones = understanding.values_in_doubt(known)
        clear = tr.number(len(values) - open_ones)
        said = tr.plural("{known} of {n} value is clear.", "{known} of {n} values are clear.", len(values), known=clear)
        if open_ones:
            look = tr.plural(
                "Decide the one marked yellow, then go on.", "Decide the {n} marked yellow, then go on.", open_ones
            )
        else:
            look = tr("You can go on.")
        return f"{said} {look}"

    def foot(self) -> Foot:
        tr, known = self._tr, self._known
        note = tr("Nothing is sent yet.")
        if known is not None:
            note = tr("Remembered as “{name}”. Nothing is sent yet.", name=known.name)
        return Foot(note, next=tr("Next: check"))

    def first_focus(self) -> QWidget | None:
        return self._table if self._model.marked_rows() else None

    # coming and going ---------------------------------------------------------------------------------------------------
    def enter(self) -> None:
        kept = self.desk.session.notes.get(understanding.NOTE)
        if not isinstance(kept, Understanding) or self.desk.session.flow.mapping is None:
            return
        self._options.clear()
        self._show(kept)
        self._model.sort_again()
        self._fit()
        rows = self._model.marked_rows()
        if self._model.rowCount():
            self._table.setCurrentIndex(self._model.index(rows[0] if rows else 1, MEANS))

    # showing ------------------------------------------------------------------------------------------------------------
    def _show(self, known: Understanding) -> None:
        self._known = known
        session = self.desk.session
        session.notes[understanding.NOTE] = known
        self._model.show_values(known)
        if self._model.headings() != self._headings:
            self._fit()
        self._views.setCurrentIndex(1 if known.suggestion.values else 0)
        self._show_buttons(known)
        session.change(session.flow.values_decided(known.mapping, understanding.values_in_doubt(known)))
        self.refresh()

    def _show_buttons(self, known: Understanding) -> None:
        tr = self._tr
        probable, strange = self._probable(known), self._strange(known)
        self._confirm.setText(tr("All {n} are right", n=tr.number(len(probable))))
        self._confirm.setVisible(len(probable) > 1)
        self._leave.setText(tr("Leave the {n} not known empty", n=tr.number(len(strange))))
        self._leave.setVisible(len(strange) > 1)
        for made in (self._confirm, self._leave):
            made.setAccessibleName(made.text())

    def _fit(self) -> None:
        rows = self._table.verticalHeader()
        for line in self._headings:
            if line < self._model.rowCount():
                rows.resizeSection(line, _ROW)
        self._table.clearSpans()
        self._headings = self._model.headings()
        for line in self._headings:
            rows.resizeSection(line, _HEADING)
            self._table.setSpan(line, 0, 1, self._model.columnCount())
        self._table.fit_sections()

    @staticmethod
    def _probable(known: Understanding) -> list[ValueSuggestion]:
        return [value for value in known.suggestion.values if value.level is Level.CHECK]

    @staticmethod
    def _strange(known: Understanding) -> list[ValueSuggestion]:
        return [value for value in known.suggestion.values if understanding.unknown(value)]

    # deciding -----------------------------------------------------------------------------------------------------------
    @Slot(object, object)
    def _on_chosen(self, value: ValueSuggestion, target: str | None) -> None:
        if self._known is not None:
            self._show(understanding.with_values_of(self._known, [value], lambda _value: target))
            self._go_on()

    @Slot(int)
    def _on_confirmed(self, line: int) -> None:
        value = self._model.value(line)
        if self._known is not None and value is not None and not understanding.unknown(value):
            self._show(understanding.with_values_of(self._known, [value], lambda each: each.target))
            self._go_on()

    @Slot()
    def _on_confirm_all(self) -> None:
        if self._known is not None:
            probable = self._probable(self._known)
            self._show(understanding.with_values_of(self._known, probable, lambda each: each.target))
            self._go_on()

    @Slot()
    def _on_leave_all(self) -> None:
        if self._known is not None:
            self._show(understanding.with_values_of(self._known, self._strange(self._known), lambda _each: None))
            self._go_on()

    def _go_on(self) -> None:
        """To the next one that is to be decided; with none left the keyboard is on Next."""
        rows = self._model.marked_rows()
        if not rows:
            self.settled.emit()
            return
        here = self._table.currentIndex().row()
        following = next((line for line in rows if line > here), rows[0])
        self._table.setCurrentIndex(self._model.index(following, MEANS))
        self._table.setFocus()
