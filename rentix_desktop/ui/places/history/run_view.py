"""One run of the history: its rows, and of the one chosen what was sent of it and what the portal answered."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QSplitter, QStackedWidget, QTextBrowser, QVBoxLayout, QWidget

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.sync.books.history import Lived
from rentix_desktop.sync.ledger import State
from rentix_desktop.texts.report_words import run_kind
from rentix_desktop.texts.times import date_time_words
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.models.restoring import PastRun
from rentix_desktop.ui.models.run_rows import RunRowsModel
from rentix_desktop.ui.places.history.facts import NEEDING, SENT, Rows
from rentix_desktop.ui.places.history.markup import row_html
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import Card, ElidedLabel, label, row
from rentix_desktop.ui.widgets.faces import fit_columns, table_view
from rentix_desktop.ui.widgets.states import EmptyState, WaitingState

_ROW: Final = 52
_ALL, _SENT, _NEEDING = "all", "sent", "needing"
_STATES: Final[dict[str, tuple[State, ...] | None]] = {_ALL: None, _SENT: SENT, _NEEDING: NEEDING}


def text_browser(name: str, spoken: str) -> QTextBrowser:
    """Rich text that is read, and selected; what its links lead to is told, not gone to."""
    made = QTextBrowser()
    made.setObjectName(name)
    made.setAccessibleName(spoken)
    made.setOpenLinks(False)
    made.setFrameShape(QTextBrowser.Shape.NoFrame)
    made.document().setDocumentMargin(16)
    return made


class RunView(QWidget):
    """Told what to show; tells what is wanted."""

    wanted = Signal()  # the first rows, of the states chosen
    more_wanted = Signal()
    row_wanted = Signal(int, int)  # run, seq

    def __init__(self, desk: Desk, catalogue: Catalogue) -> None:
        super().__init__()
        tr = self._tr = desk.tr
        self._tokens = desk.tokens
        self._catalogue = catalogue
        self._seq: int | None = None  # the row to be chosen when it is there
        self.run: PastRun | None = None
        self._title = ElidedLabel()
        self._title.setObjectName("runTitle")
        self._filter = QComboBox()
        self._filter.setObjectName("rowsCombo")
        self._filter.setAccessibleName(tr("Which rows are shown"))
        for name, words in ((_ALL, tr("All rows")), (_SENT, tr("What was sent")), (_NEEDING, tr("What did not go"))):
            self._filter.addItem(words, name)
        self._filter.activated.connect(self._on_filter)
        self.model = RunRowsModel(tr, catalogue)
        self.model.wanted.connect(self.more_wanted)
        self.table = table_view("runRowsTable", tr("The rows of this upload"), desk.tokens, _ROW)
        self.table.setModel(self.model)
        self.table.selectionModel().currentRowChanged.connect(self._on_chosen)
        self._detail = text_browser("rowDetail", tr("What was sent of this listing, and what the portal answered"))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(SIZES.gap)
        split.addWidget(self.table)
        detail = Card(pad=2)
        detail.box.addWidget(self._detail)
        split.addWidget(detail)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        self._waiting = WaitingState()
        self._none = EmptyState("", "")
        self._views = QStackedWidget()
        for view in (self._waiting, self._none, split):
            self._views.addWidget(view)
        self._split = split
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SIZES.gap)
        show = label(tr("Show"))
        show.setBuddy(self._filter)
        head = row(self._title, show, self._filter)
        head.setStretch(0, 1)
        box.addLayout(head)
        box.addWidget(self._views, 1)

    @property
    def states(self) -> tuple[State, ...] | None:
        return _STATES[str(self._filter.currentData())]

    def open(self, run: PastRun, seq: int | None = None) -> None:
        """Another run; `seq` = the row that is meant."""
        info = run.info
        self.run, self._seq = run, seq
        begun = date_time_words(info.started_at or info.created_at)
        self._title.setText(" · ".join(part for part in (info.file_name, run_kind(info, self._tr), begun) if part))
        self._filter.setCurrentIndex(self._filter.findData(_ALL))
        self._detail.clear()
        if info.rows_removed:
            self._none.show_state(
                self._tr("The details of this upload are not kept any more"),
                self._tr("Its figures are in the list. How long details are kept can be changed in the settings."),
                action=False,
            )
            self._views.setCurrentWidget(self._none)
            return
        self._ask()

    def show_rows(self, rows: Rows) -> None:
        self.model.show_rows(rows.rows, rows.more)
        if not rows.rows:
            same = self.run.summary.unchanged if self.run is not None else 0
            self._none.show_state(
                self._tr("There are no such rows"),
                self._tr.plural(
                    "{n} row was as the portal had it already.", "{n} rows were as the portal had them already.", same
                )
                if same
                else "",
                action=False,
            )
            self._views.setCurrentWidget(self._none)
            return
        self._views.setCurrentWidget(self._split)
        fit_columns(self.table, widest=260, within=max(420, self.table.viewport().width()))
        place = next((at for at, told in enumerate(rows.rows) if told.planned.seq == self._seq), 0)
        self.table.selectRow(place)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._seq is not None and rows.rows[place].planned.seq != self._seq and self.run is not None:
            self.row_wanted.emit(self.run.info.id, self._seq)  # further down: what is meant is shown all the same
        self._seq = None

    def add_rows(self, rows: Rows) -> None:
        self.model.add_rows(rows.rows, rows.more)

    def show_row(self, lived: Lived) -> None:
        self._detail.setHtml(row_html(lived, self._catalogue, self._tr, self._tokens))

    def _ask(self) -> None:
        self._waiting.show_waiting(self._tr("Gathering the rows…"))
        self._views.setCurrentWidget(self._waiting)
        self.wanted.emit()

    @Slot()
    def _on_filter(self) -> None:
        self._detail.clear()
        self._ask()

    @Slot()
    def _on_chosen(self) -> None:
        at = self.table.currentIndex().row()
        if self.run is not None and 0 <= at < len(self.model.rows):
            self.row_wanted.emit(self.run.info.id, self.model.rows[at].planned.seq)
