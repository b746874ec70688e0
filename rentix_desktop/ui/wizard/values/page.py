"""Step 4: what the cell texts of fields with fixed values become on the portal, and what else was read."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Slot
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from rentix_desktop.errors import AppError
from rentix_desktop.sync.ports import DecisionStore, LayoutStore
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.jobs import Job
from rentix_desktop.ui.models.values import FORGET, Said, ValuesModel, question_options, value_options
from rentix_desktop.ui.page import Foot
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import button, row
from rentix_desktop.ui.widgets.choosing import MEANS, ChoosingTable
from rentix_desktop.ui.widgets.states import EmptyState, WaitingState
from rentix_desktop.ui.wizard import understanding
from rentix_desktop.ui.wizard.flow import Step
from rentix_desktop.ui.wizard.remembering import RememberingPage
from rentix_desktop.ui.wizard.understanding import Understanding
from rentix_desktop.ui.wizard.values import facts, meanings
from rentix_desktop.ui.wizard.values.facts import Fact
from rentix_desktop.ui.wizard.values.meanings import Picture, Question

Index = QModelIndex | QPersistentModelIndex
_ROW: int = 52
_TALL: int = 72
_HEADING: int = 36


class ValuesPage(RememberingPage):
    NAME = "valuesPage"
    STEP = Step.VALUES

    def __init__(self, desk: Desk, layouts: LayoutStore, decisions: DecisionStore) -> None:
        super().__init__(desk, layouts, decisions)
        self._picture: Picture | None = None
        self._facts: tuple[Fact, ...] = ()
        self._gathering: Job | None = None
        self._counting: Job | None = None
        self._fitted: dict[int, int] = {}
        self._options: dict[tuple[str, bool], QStandardItemModel] = {}
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
        self._content = QWidget()
        box = QVBoxLayout(self._content)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SIZES.block)
        box.addLayout(row(self._confirm, self._leave, None))
        box.addWidget(self._table, 1)
        self._nothing = EmptyState(
            tr("Nothing to choose here"),
            tr("No column of your file has values that the portal knows by other names. Go on."),
        )
        self._waiting = WaitingState()
        self._views = QStackedWidget()
        for view in (self._nothing, self._content, self._waiting):
            self._views.addWidget(view)
        self.body.addWidget(self._views, 1)

    def _options_of(self, index: Index) -> QStandardItemModel:
        said, known = self._model.said(index.row()), self._known
        assert said is not None  # noqa: S101 - only lines that are decided are chosen in
        assert known is not None  # noqa: S101 - the table has lines only when something is known
        if isinstance(said, Question):
            key = ("", said.ruling is not None)
            if key not in self._options:
                self._options[key] = question_options(known.catalogue, self._tr, decided=key[1])
        else:
            key = (said.field, said.decided)
            if key not in self._options:
                self._options[key] = value_options(said.field, known.catalogue, self._tr, decided=key[1])
        return self._options[key]

    # what the frame shows -----------------------------------------------------------------------------------------------
    def title(self) -> str:
        return self._tr("What do the values mean?")

    def sentence(self) -> str:
        tr, known = self._tr, self._known
        if known is None or self._picture is None or not known.suggestion.values:
            return ""
        said = tr.plural(
            "{known} of {n} value is clear.",
            "{known} of {n} values are clear.",
            len(self._picture.shown),
            known=tr.number(self._picture.clear),
        )
        open_ones = self._picture.in_doubt
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
        if known is not None and self.desk.session.connection is not None:
            name = self.desk.session.connection.account.name
            note = tr("Your decisions are remembered for {agency}. Nothing is sent yet.", agency=name)
        return Foot(note, next=tr("Next: check"))

    def first_focus(self) -> QWidget | None:
        return self._table if self._model.marked_rows() else None

    # coming and going ---------------------------------------------------------------------------------------------------
    def enter(self) -> None:
        kept = self.desk.session.notes.get(understanding.NOTE)
        if not isinstance(kept, Understanding) or self.desk.session.flow.mapping is None:
            return
        self._options.clear()
        self._facts = ()
        if meanings.to_count(kept):
            self._count(kept)
        else:
            self._begin(kept)

    def leave(self) -> None:
        for job in (self._gathering, self._counting):
            if job is not None:
                job.cancel()
        self._gathering = self._counting = None

    def _count(self, kept: Understanding) -> None:
        """A column has more different texts than were looked at: all of them are."""
        self._known = None
        self._waiting.show_waiting(self._tr("Reading all the values of your file…"))
        self._views.setCurrentWidget(self._waiting)
        self._counting = self.run(
            "count-values", lambda task: meanings.with_all_texts(task, kept), self._on_counted, self._on_not_counted
        )

    @Slot(object)
    def _on_counted(self, known: Understanding) -> None:
        if self.sender() is self._counting:
            self._counting = None
            self._begin(known)
            if self._model.marked_rows():
                self._table.setFocus()
            else:
                self.settled.emit()

    @Slot(object)
    def _on_not_counted(self, error: AppError) -> None:
        if self.sender() is self._counting:
            self._counting = None
            self._views.setCurrentWidget(self._nothing)
            self.error.show_error(error)

    def _begin(self, known: Understanding) -> None:
        self._show(known, anew=True)
        rows = self._model.marked_rows()
        if self._model.rowCount():
            self._table.setCurrentIndex(self._model.index(rows[0] if rows else 1, MEANS))
        self._gathering = self.run(
            "values-facts", lambda task: facts.gather(task, known), self._on_gathered, self._on_not_gathered
        )

    @Slot(object)
    def _on_gathered(self, found: Sequence[Fact]) -> None:
        """Said beside the values; the person stays where they are."""
        if self.sender() is not self._gathering or self._known is None or self._picture is None:
            return
        self._gathering = None
        self._facts = tuple(found)
        here = self._table.currentIndex()
        said = self._model.said(here.row()) if here.isValid() else None
        self._model.show_values(self._known, self._picture, self._facts)
        self._fit()
        self._show_view(self._known)
        line = self._model.row_of(said) if said is not None else -1
        if self._model.rowCount():
            self._table.setCurrentIndex(self._model.index(line if line >= 0 else 1, MEANS))

    @Slot(object)
    def _on_not_gathered(self, error: AppError) -> None:
        if self.sender() is self._gathering:
            self._gathering = None
            self.error.show_error(error)

    # showing ------------------------------------------------------------------------------------------------------------
    def _show(self, known: Understanding, *, anew: bool = False) -> None:
        self._known = known
        self._picture = picture = meanings.picture(known)
        session = self.desk.session
        session.notes[understanding.NOTE] = known
        self._model.show_values(known, picture, self._facts, anew=anew)
        if anew or self._heights() != self._fitted:
            self._fit()
        self._show_view(known)
        self._show_buttons(picture)
        before = session.flow
        session.change(before.values_decided(known.mapping, picture.in_doubt))
        if session.flow == before:
            self.refresh()  # else the frame does

    def _show_view(self, known: Understanding) -> None:
        self._views.setCurrentWidget(self._content if known.suggestion.values or self._facts else self._nothing)

    def _show_buttons(self, picture: Picture) -> None:
        tr = self._tr
        probable, strange = len(picture.probable) + len(picture.harmless), len(picture.strange)
        self._confirm.setText(tr("All {n} are right", n=tr.number(probable)))
        self._confirm.setVisible(probable > 1)
        self._leave.setText(tr("Leave the {n} not known empty", n=tr.number(strange)))
        self._leave.setVisible(strange > 1)
        for made in (self._confirm, self._leave):
            made.setAccessibleName(made.text())

    def _heights(self) -> dict[int, int]:
        """Of the lines that are not like the others."""
        return {**dict.fromkeys(self._model.headings(), _HEADING), **dict.fromkeys(self._model.tall(), _TALL)}

    def _fit(self) -> None:
        rows = self._table.verticalHeader()
        for line in self._fitted:
            if line < self._model.rowCount():
                rows.resizeSection(line, _ROW)
        self._table.clearSpans()
        self._fitted = self._heights()
        for line, height in self._fitted.items():
            rows.resizeSection(line, height)
            if height == _HEADING:
                self._table.setSpan(line, 0, 1, self._model.columnCount())
        self._table.fit_sections()

    # deciding -----------------------------------------------------------------------------------------------------------
    @Slot(object, object)
    def _on_chosen(self, said: Said, target: str | None) -> None:
        known = self._known
        if known is None:
            return
        if target == FORGET:
            self._forget(known, said)
            return
        if isinstance(said, Question):
            self._show(meanings.with_rulings(known, {said.standing: target or known.catalogue.visibility.hidden}))
        else:
            self._show(meanings.with_values_of(known, [said], lambda _value: target))
        self._go_on()

    @Slot(int)
    def _on_confirmed(self, line: int) -> None:
        known, said = self._known, self._model.said(line)
        if known is None or said is None:
            return
        if isinstance(said, Question):
            self._show(meanings.with_rulings(known, {said.standing: said.proposed}))
        elif meanings.unknown(said):
            return
        else:
            self._show(meanings.with_values_of(known, [said], lambda each: each.target))
        self._go_on()

    @Slot()
    def _on_confirm_all(self) -> None:
        known, picture = self._known, self._picture
        if known is not None and picture is not None:
            known = meanings.with_rulings(known, {each.standing: each.proposed for each in picture.harmless})
            self._show(meanings.with_values_of(known, picture.probable, lambda each: each.target))
            self._go_on()

    @Slot()
    def _on_leave_all(self) -> None:
        if self._known is not None and self._picture is not None:
            self._show(meanings.with_values_of(self._known, self._picture.strange, lambda _each: None))
            self._go_on()

    def _forget(self, known: Understanding, said: Said) -> None:
        """Here at once, and for the files to come."""
        places = meanings.places_of(known, said)
        self._show(meanings.without(known, places))
        connection, store = self.desk.session.connection, self._decisions
        if connection is not None:
            account = connection.key
            self.run("forget-decision", lambda _task: store.forget(account, places), self._on_forgotten)

    @Slot(object)
    def _on_forgotten(self, _nothing: object) -> None:
        self.error.clear()

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
