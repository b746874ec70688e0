"""Step 3: what the columns of the file mean, how a listing will look, and what publishing still needs."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut, QStandardItemModel
from PySide6.QtWidgets import QStackedWidget, QWidget

from rentix_desktop.errors import AppError
from rentix_desktop.sync.ports import DecisionStore, LayoutStore
from rentix_desktop.texts.columns import Fit, used_layout
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.models.columns import ColumnsModel, target_options
from rentix_desktop.ui.page import Foot
from rentix_desktop.ui.widgets.basics import Tone
from rentix_desktop.ui.widgets.choosing import MEANS
from rentix_desktop.ui.widgets.missing import JUMP
from rentix_desktop.ui.widgets.preview import BACK, ON
from rentix_desktop.ui.widgets.states import EmptyState, WaitingState
from rentix_desktop.ui.wizard import understanding
from rentix_desktop.ui.wizard.columns import keys, needs, studying
from rentix_desktop.ui.wizard.columns.keys import KeyFacts
from rentix_desktop.ui.wizard.columns.view import ColumnsView
from rentix_desktop.ui.wizard.flow import Step
from rentix_desktop.ui.wizard.remembering import RememberingPage
from rentix_desktop.ui.wizard.understanding import Entry, Previewed, Understanding

Index = QModelIndex | QPersistentModelIndex
_UNCOUNTED: Final = Fit(0, 0)


class ColumnsPage(RememberingPage):
    NAME = "columnsPage"
    STEP = Step.COLUMNS

    def __init__(self, desk: Desk, layouts: LayoutStore, decisions: DecisionStore) -> None:
        super().__init__(desk, layouts, decisions)
        self._studying = False
        self._options: QStandardItemModel | None = None
        self._preview_row = self._shown_row = 0
        self._back = False
        self._facts: KeyFacts | None = None
        self._fits: dict[tuple[int, str], Fit] = {}
        self._anew = False  # the remembered layout was left: none is wanted for this file
        tr = desk.tr
        self._model = ColumnsModel(tr)
        self._model.chosen.connect(self._on_chosen, Qt.ConnectionType.QueuedConnection)  # after the combo is closed
        view = self._view = ColumnsView(desk, self._model, self._options_of)
        self._table, self._missing, self._code, self._constants = view.table, view.missing, view.code, view.constants
        for signal, slot in (
            (view.table.confirm_pressed, self._on_confirmed),
            (view.table.moved, self._show_reason),
            (view.apart.clicked, self._on_apart),
            (view.preview.row_pressed, self._on_preview_row),
            (view.constants.changed, self._on_constant),
            (view.constants.added, self._on_added),
            (view.code.changed, self._on_key),
            (view.name.changed, self._on_name),
            (view.missing.column_chosen, self._on_column_for),
            (view.missing.value_wanted, view.show_editor),
            (view.missing.code_wanted, view.show_code),
            (view.missing.publish_wanted, self._on_publish),
            (self.notice.pressed, self._on_notice),
        ):
            signal.connect(slot)
        for sequence, slot in ((JUMP, self._on_jump), (BACK, view.preview.go_back), (ON, view.preview.go_on)):
            made = QShortcut(QKeySequence(sequence), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            made.activated.connect(slot)
        self._waiting = WaitingState()
        self._views = QStackedWidget()
        self._views.addWidget(self._waiting)
        self._views.addWidget(view)
        self._failed = EmptyState(
            tr("The columns could not be looked at"), tr("Nothing was sent."), tr("Try again"), "studyAgainButton"
        )
        self._failed.pressed.connect(self.enter)
        self._views.addWidget(self._failed)
        self.body.addWidget(self._views, 1)

    def _options_of(self, _index: Index) -> QStandardItemModel:
        assert self._options is not None  # noqa: S101 - the table has rows only when something is known
        return self._options

    # what the frame shows -----------------------------------------------------------------------------------------------
    def title(self) -> str:
        return self._tr("What do the columns mean?")

    def sentence(self) -> str:
        tr, known = self._tr, self._known
        if known is None:
            return tr("Your file is being looked at. Nothing is sent yet.")
        columns = known.suggestion.columns
        clear = sum(c.target is not None and not understanding.marked(known, (c.index,)) for c in columns)
        count = tr.number(clear)
        said = tr.plural(
            "{known} of {n} column is recognised.", "{known} of {n} columns are recognised.", len(columns), known=count
        )
        doubtful = len(self._model.marked_rows())
        if not known.suggestion.key:
            look = tr("Choose the column with the listing code, then go on.")
        elif doubtful:
            look = tr.plural(
                "Look at the one marked yellow, then go on.", "Look at the {n} marked yellow, then go on.", doubtful
            )
        else:
            look = tr("You can go on.")
        return f"{said} {look} {tr('Nothing is sent yet.')}"

    def foot(self) -> Foot:
        tr, known = self._tr, self._known
        note = ""
        if known is not None:
            note = tr("Remembered as “{name}”. Next time this page is already done.", name=known.name)
        return Foot(note, next=tr("Next: values"))

    def first_focus(self) -> QWidget | None:
        return self._table if self._known is not None and self._model.marked_rows() else None

    # coming and going ---------------------------------------------------------------------------------------------------
    def enter(self) -> None:
        session = self.desk.session
        table, connection = session.table, session.connection
        if table is None or connection is None:
            return
        kept = session.notes.get(understanding.NOTE)
        if isinstance(kept, Understanding) and kept.table is table and kept.catalogue == connection.catalogue:
            self._show(kept)
        elif not self._studying:
            self._known = None
            self._model.show_columns(None)
            self._studying = True
            catalogue, layouts, decided = connection.catalogue, self._layouts, self.decided_before()
            anew, self._anew = self._anew, False
            self.error.clear()
            self._on_progress((0, None))
            self._views.setCurrentIndex(0)
            self.run(
                "study-columns",
                lambda task: studying.study(task, table, catalogue, layouts, decided, anew=anew),
                self._on_studied,
                self._on_not_studied,
                self._on_progress,
                self._on_study_stopped,
            )

    @Slot(object)
    def _on_progress(self, progress: tuple[int, float | None]) -> None:
        rows, fraction = progress
        more = self._tr.plural("{n} row looked at", "{n} rows looked at", rows) if rows else ""
        self._waiting.show_waiting(self._tr("Working out what the columns mean…"), more, fraction)

    @Slot(object)
    def _on_studied(self, known: Understanding) -> None:
        self._studying = False
        if self.desk.session.table is not known.table:  # another file was chosen meanwhile
            if self.isVisible():
                self.enter()
            return
        self._show(known)
        rows = self._model.marked_rows()
        self._table.setCurrentIndex(self._model.index(rows[0] if rows else 0, MEANS))
        if rows:
            self._table.setFocus()
        else:
            self.settled.emit()

    @Slot(object)
    def _on_not_studied(self, error: AppError) -> None:
        self._studying = False
        self.error.show_error(error)
        self._views.setCurrentWidget(self._failed)

    @Slot()
    def _on_study_stopped(self) -> None:
        self._studying = False

    # showing ------------------------------------------------------------------------------------------------------------
    def _show(self, known: Understanding) -> None:
        """Everything as it is known now, here and in the flow."""
        anew = self._known is None or self._known.profile is not known.profile
        self._known = known
        session = self.desk.session
        session.notes[understanding.NOTE] = known
        if anew:
            self._options = target_options(known.catalogue, self._tr)
            self._preview_row = 0
            self._facts = None
            self._fits = {}
            self._notice(known)
        self._model.show_columns(known)
        self._show_reason()
        self._views.setCurrentIndex(1)
        if anew:
            self._table.fit_sections()
        self._show_key(known)
        self._missing.show_known(known)
        self._count_fits(known)
        self._view.apart.setVisible(not self._model.together or any(len(e) > 1 for e in understanding.entries(known)))
        self._constants.show_needed(known)
        self._view.name.show_name(known.name)
        flow = session.flow
        if flow.suggestion is None:
            flow = flow.suggested(known.suggestion)
        session.change(flow.columns_decided(known.mapping, understanding.columns_in_doubt(known)))
        self._look_at_row()
        self.refresh()

    def _notice(self, known: Understanding) -> None:
        if known.used is None:
            self.notice.clear()
            return
        said, more = used_layout(known.suggestion, self._tr)
        tone = Tone.LOOK if known.suggestion.layout_missing else Tone.GOOD
        self.notice.show_notice(said, more, tone, (("leaveLayoutButton", self._tr("Do not use it")),))

    @Slot(str)
    def _on_notice(self, _name: str) -> None:
        """The layout is left: the file is looked at as if none were remembered."""
        self._anew = True
        self.desk.session.notes.pop(understanding.NOTE, None)
        self.notice.clear()
        self.enter()

    def _count_fits(self, known: Understanding) -> None:
        """How many of all the cells are what their column was taken for: more than were looked at to suggest it."""
        wanted = [
            (column.index, column.target)
            for column in known.suggestion.columns
            if column.target is not None and (column.index, column.target) not in self._fits
        ]
        if wanted:
            self._fits |= dict.fromkeys(wanted, _UNCOUNTED)
            self.run("count-fits", lambda task: (known, studying.fits(task, known, wanted)), self._on_fits)

    @Slot(object)
    def _on_fits(self, found: tuple[Understanding, dict[tuple[int, str], Fit]]) -> None:
        known, fits = found
        if self._known is not None and self._known.profile is known.profile:
            self._fits |= fits
            self._model.show_fits({place: fit for place, fit in self._fits.items() if fit is not _UNCOUNTED})
            self._show_reason()

    def _show_key(self, known: Understanding) -> None:
        """How many rows lack a code of their own is counted over the whole file, not in the window."""
        key = known.suggestion.key
        self._code.show_key(known, self._facts)
        if key and not keys.key_is_whole(known) and (self._facts is None or self._facts.key != key):
            table = known.table
            self.run("count-codes", lambda task: keys.key_facts(task, table, key), self._on_counted)

    @Slot()
    def _show_reason(self) -> None:
        """Why the column the keyboard is on was taken for what it was."""
        line = self._table.currentIndex().row()
        self._view.show_reason(self._model.whole_why(self._model.entry(line)) if line >= 0 else "")

    @Slot(object)
    def _on_counted(self, facts: KeyFacts) -> None:
        self._facts = facts
        if self._known is not None:
            self._code.show_key(self._known, facts)

    # deciding -----------------------------------------------------------------------------------------------------------
    @Slot(int, object)
    def _on_chosen(self, row: int, target: str | None) -> None:
        if self._known is not None:
            self._give(self._model.entry(row), target)

    def _give(self, entry: Entry, target: str | None) -> None:
        """Another meaning: what the texts of a column say is worked out beside the window, where they are many."""
        known = self._known
        if known is None:
            return
        if not understanding.takes_time(known, entry, target):
            self._show(understanding.with_column(known, entry, target))
            return

        def decide(_task: object) -> tuple[Understanding, Understanding, Entry, str | None]:
            return known, understanding.with_column(known, entry, target), entry, target

        self.run("decide-column", decide, self._on_given)

    @Slot(object)
    def _on_given(self, given: tuple[Understanding, Understanding, Entry, str | None]) -> None:
        before, after, entry, target = given
        if self._known is before:
            self._show(after)
        elif self._known is not None and self._known.profile is before.profile:
            self._give(entry, target)  # something else was decided meanwhile

    @Slot(int)
    def _on_confirmed(self, row: int) -> None:
        if self._known is None:
            return
        self._show(understanding.confirmed(self._known, self._model.entry(row)))
        rows = self._model.marked_rows()
        if rows:
            following = next((other for other in rows if other > row), rows[0])
            self._table.setCurrentIndex(self._model.index(following, MEANS))
        else:
            self.settled.emit()

    @Slot(object)
    def _on_key(self, indices: Entry) -> None:
        if self._known is not None:
            self._show(keys.with_key_of(self._known, indices))

    @Slot()
    def _on_apart(self) -> None:
        self._model.together = not self._model.together
        together = self._tr("Photo columns in one line"), self._tr("Photo columns one by one")
        self._view.apart.setText(together[self._model.together])
        self._view.apart.setAccessibleName(self._view.apart.text())
        self._model.show_columns(self._known)

    # what is missing ----------------------------------------------------------------------------------------------------
    @Slot()
    def _on_jump(self) -> None:
        """To the next thing that is missing, then to the next column marked yellow."""
        if self._known is None or self._missing.jump():
            return
        rows = self._model.marked_rows()
        if rows:
            here = self._table.currentIndex().row()
            self._table.setCurrentIndex(self._model.index(next((r for r in rows if r > here), rows[0]), MEANS))
            self._table.setFocus()
        else:
            self.settled.emit()

    @Slot(str, int)
    def _on_column_for(self, field: str, column: int) -> None:
        if self._known is not None:
            self._give((column,), field)
            self._table.setCurrentIndex(self._model.index(self._model.row_of(column), MEANS))
            self._table.setFocus()

    @Slot()
    def _on_publish(self) -> None:
        if self._known is not None:
            visibility = self._known.catalogue.visibility
            self._show(needs.with_constant_of(self._known, visibility.field, visibility.shown))

    @Slot(str, str)
    def _on_constant(self, field: str, value: str) -> None:
        if self._known is not None:
            self._show(needs.with_constant_of(self._known, field, value or None))

    @Slot()
    def _on_added(self) -> None:
        if self._known is not None:
            self._constants.show_needed(self._known)

    @Slot(str)
    def _on_name(self, name: str) -> None:
        if self._known is not None:
            self._known = replace(self._known, name=name)
            self.desk.session.notes[understanding.NOTE] = self._known
            self.refresh()

    # the preview --------------------------------------------------------------------------------------------------------
    @Slot(int)
    def _on_preview_row(self, row: int) -> None:
        self._back, self._preview_row = row < self._shown_row, row
        self._look_at_row()

    def _look_at_row(self) -> None:
        known, row, back = self._known, self._preview_row, self._back
        if known is None:
            return
        self.run(
            "preview",
            lambda _task: understanding.preview(known, row, back=back),
            self._on_previewed,
            self._on_not_previewed,
        )

    @Slot(object)
    def _on_previewed(self, previewed: Previewed) -> None:
        known = self._known
        if known is None or previewed.row is None or previewed.mapping != known.mapping:
            return
        if previewed.asked == self._preview_row:
            self._shown_row = previewed.row.row
            self._view.preview.show_row(previewed.row, known.profile.rows, known.catalogue)

    @Slot(object)
    def _on_not_previewed(self, error: AppError) -> None:
        if self.isVisible():  # else the table was let go with the page
            self.error.show_error(error)
