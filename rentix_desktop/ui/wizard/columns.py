"""Step 3: what the columns of the file mean, how a listing will look, and what publishing still needs."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Slot
from PySide6.QtGui import QResizeEvent, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from rentix_desktop.errors import AppError
from rentix_desktop.sync.ports import DecisionStore, LayoutStore
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.models.columns import ColumnsModel, target_options
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import ElidedLabel, Tone, button, row, scrolled
from rentix_desktop.ui.widgets.choosing import MEANS, ChoosingTable
from rentix_desktop.ui.widgets.constants import ConstantsCard, LayoutNameCard
from rentix_desktop.ui.widgets.listing_code import ListingCodeCard
from rentix_desktop.ui.widgets.preview import PreviewCard
from rentix_desktop.ui.widgets.states import EmptyState, WaitingState
from rentix_desktop.ui.wizard import keys, needs, studying, understanding
from rentix_desktop.ui.wizard.flow import Step
from rentix_desktop.ui.wizard.keys import KeyFacts
from rentix_desktop.ui.wizard.page import Foot
from rentix_desktop.ui.wizard.remembering import RememberingPage
from rentix_desktop.ui.wizard.understanding import Entry, Previewed, Understanding

Index = QModelIndex | QPersistentModelIndex
_ROW: int = 60
_RIGHT: int = 280
_RIGHT_NARROW: int = 256
_NARROW: int = 840


class ColumnsPage(RememberingPage):
    NAME = "columnsPage"
    STEP = Step.COLUMNS

    def __init__(self, desk: Desk, layouts: LayoutStore, decisions: DecisionStore) -> None:
        super().__init__(desk, layouts, decisions)
        self._studying = False
        self._options: QStandardItemModel | None = None
        self._preview_row = 0
        self._facts: KeyFacts | None = None
        tr = desk.tr
        self._model = ColumnsModel(tr)
        self._table = ChoosingTable("columnsTable", tr("The columns of your file"), desk.tokens, self._options_of, _ROW)
        self._table.setModel(self._model)
        self._model.chosen.connect(self._on_chosen, Qt.ConnectionType.QueuedConnection)  # after the combo is closed
        self._table.confirm_pressed.connect(self._on_confirmed)
        self._preview = PreviewCard(desk)
        self._preview.row_pressed.connect(self._on_preview_row)
        self._constants = ConstantsCard(desk)
        self._constants.changed.connect(self._on_constant)
        self._constants.added.connect(self._on_added)
        self._code = ListingCodeCard(desk)
        self._code.changed.connect(self._on_key)
        self._name = LayoutNameCard(desk)
        self._name.changed.connect(self._on_name)
        self._waiting = WaitingState()
        self._views = QStackedWidget()
        self._views.addWidget(self._waiting)
        self._views.addWidget(self._build())
        self._failed = EmptyState(
            tr("The columns could not be looked at"), tr("Nothing was sent."), tr("Try again"), "studyAgainButton"
        )
        self._failed.pressed.connect(self.enter)
        self._views.addWidget(self._failed)
        self.body.addWidget(self._views, 1)

    def _build(self) -> QWidget:
        right = QVBoxLayout()
        right.setSpacing(SIZES.block)
        for card in (self._code, self._preview, self._constants, self._name):
            right.addWidget(card)
        right.addStretch(1)
        area = self._area = scrolled(right)
        made = QWidget()
        box = QHBoxLayout(made)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SIZES.block)
        box.addLayout(self._build_left(), 1)
        box.addWidget(area)
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """A wide window gives the space to the table, a narrow one takes none from it."""
        super().resizeEvent(event)
        self._area.setFixedWidth(_RIGHT if self.width() > _NARROW else _RIGHT_NARROW)

    def _build_left(self) -> QVBoxLayout:
        tr = self._tr
        self._apart = button(tr("Photo columns one by one"), "photosApartButton", look="link")
        self._apart.clicked.connect(self._on_apart)
        self._hint = ElidedLabel()
        self._hint.setObjectName("columnHint")
        self._hint.setProperty("kind", "caption")
        self._table.moved.connect(self._show_hint)
        self._table.fitted.connect(self._show_hint)
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addWidget(self._table, 1)
        left.addLayout(row(self._hint, self._apart))
        return left

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
            self.error.clear()
            self._on_progress((0, None))
            self._views.setCurrentIndex(0)
            self.run(
                "study-columns",
                lambda task: studying.study(task, table, catalogue, layouts, decided),
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
            self._notice(known)
        self._model.show_columns(known)
        self._show_hint()
        self._views.setCurrentIndex(1)
        if anew:
            self._table.fit_sections()
        self._show_key(known)
        self._apart.setVisible(not self._model.together or any(len(e) > 1 for e in understanding.entries(known)))
        self._constants.show_needed(known)
        self._name.show_name(known.name)
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
        tr = self._tr
        new = len(known.suggestion.layout_extra)
        if new:
            said = tr.plural(
                "This file is known as “{name}”; {n} column is new in it.",
                "This file is known as “{name}”; {n} columns are new in it.",
                new,
                name=known.used,
            )
        else:
            said = tr("This file is known as “{name}”: this page is already done.", name=known.used)
        self.notice.show_notice(said, tone=Tone.GOOD)

    def _show_key(self, known: Understanding) -> None:
        """How many rows lack a code of their own is counted over the whole file, not in the window."""
        key = known.suggestion.key
        self._code.show_key(known, self._facts)
        if key and not keys.key_is_whole(known) and (self._facts is None or self._facts.key != key):
            table = known.table
            self.run("count-codes", lambda task: keys.key_facts(task, table, key), self._on_counted)

    @Slot()
    def _show_hint(self) -> None:
        """How the keyboard works; in a narrow window, why the column was taken for this."""
        line = self._table.currentIndex().row()
        if self._table.narrow and line >= 0:
            self._hint.setText(self._model.why(self._model.entry(line)))
        else:
            self._hint.setText(self._tr("Enter: choose · Space: it is right"))

    @Slot(object)
    def _on_counted(self, facts: KeyFacts) -> None:
        self._facts = facts
        if self._known is not None:
            self._code.show_key(self._known, facts)

    # deciding -----------------------------------------------------------------------------------------------------------
    @Slot(int, object)
    def _on_chosen(self, row: int, target: str | None) -> None:
        if self._known is not None:
            self._show(understanding.with_column(self._known, self._model.entry(row), target))

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
        self._apart.setText(together[self._model.together])
        self._apart.setAccessibleName(self._apart.text())
        self._model.show_columns(self._known)

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
        self._preview_row = row
        self._look_at_row()

    def _look_at_row(self) -> None:
        known, row = self._known, self._preview_row
        if known is None:
            return
        self.run("preview", lambda _task: understanding.preview(known, row), self._on_previewed, self._on_not_previewed)

    @Slot(object)
    def _on_previewed(self, previewed: Previewed) -> None:
        known = self._known
        if known is None or previewed.row is None or previewed.mapping != known.mapping:
            return
        if previewed.row.row == self._preview_row:
            self._preview.show_row(previewed.row, known.profile.rows, known.catalogue)

    @Slot(object)
    def _on_not_previewed(self, error: AppError) -> None:
        if self.isVisible():  # else the table was let go with the page
            self.error.show_error(error)
