"""The history: the uploads so far and the looks at kept files, each down to the row and the field; what happened to one
listing; and the way to take an upload back."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final, Protocol, TypeVar

from PySide6.QtCore import Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.sync.books.history import Lived
from rentix_desktop.sync.ledger import AccountKey, Ledger, RunKind
from rentix_desktop.sync.planning.undo import AVAILABLE_DAYS
from rentix_desktop.sync.ports import OpenLedger
from rentix_desktop.ui.agencies import ledger_of
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.jobs import Job, Task
from rentix_desktop.ui.models.restoring import PastModel, PastRun, PastVisit
from rentix_desktop.ui.page import Foot, Page
from rentix_desktop.ui.places.entries import COMPARE
from rentix_desktop.ui.places.history.facts import Answer, Past, Rows, answer, one_row, past, past_run, rows_of_run
from rentix_desktop.ui.places.history.markup import (
    found_html,
    life_html,
    listing_of_link,
    part_of_link,
    run_of_link,
    visit_html,
)
from rentix_desktop.ui.places.history.run_view import RunView, text_browser
from rentix_desktop.ui.session import RunOrder
from rentix_desktop.ui.widgets.basics import Card, button, label, row, search_field
from rentix_desktop.ui.widgets.faces import fit_columns, table_view
from rentix_desktop.ui.widgets.states import EmptyState, WaitingState
from rentix_desktop.ui.wizard.results.undoing import Undoing

_ROW: Final = 58
_AFTER_TYPING_MS: Final = 350
T = TypeVar("T")


class Shell(Protocol):
    """What the place needs of the window."""

    def show_place(self, name: str) -> None: ...


class UploadsPlace(Page):
    NAME = "uploadsPlace"

    def __init__(
        self,
        desk: Desk,
        shell: Shell,
        open_ledger: OpenLedger | None = None,
        builtin: Callable[[], Catalogue] | None = None,
        agency: AccountKey | None = None,
    ) -> None:
        """`open_ledger`, `builtin` and `agency`: for the history of an agency that is not connected just now."""
        super().__init__(desk)
        tr = desk.tr
        self._shell = shell
        self._open_ledger = open_ledger
        self._builtin = builtin
        self._agency = agency
        self._searching: Job | None = None
        self._told: Answer | None = None  # what the search showed last
        self._wanted_row = (0, 0)  # run, seq: the one whose details are on their way
        self._run_view: RunView | None = None
        self._model = PastModel(tr)
        self._model.wanted.connect(self._on_older_wanted)
        self._table = table_view("uploadsTable", tr("The uploads so far, newest first"), desk.tokens, _ROW)
        self._table.setModel(self._model)
        self._table.selectionModel().currentRowChanged.connect(self._on_chosen)
        self._table.activated.connect(self._on_open)
        self._waiting = WaitingState()
        self._none = EmptyState(tr("Nothing was sent yet"), tr("Each upload is listed here once it was sent."))
        self._life = text_browser("lifeText", tr("What happened to the listing"))
        self._life.anchorClicked.connect(self._on_link)
        self._answer = Card(pad=2)
        self._answer.box.addWidget(self._life)
        self._views = QStackedWidget()
        for view in (self._waiting, self._none, self._table, self._answer):
            self._views.addWidget(view)
        self.body.addLayout(self._build_search())
        self.body.addWidget(self._views, 1)
        self._undoing = Undoing(self, self._on_order)
        self._open = button(tr("Open"), "openRunButton", hint=tr("Show what was sent, and what the portal answered"))
        self._open.clicked.connect(self._on_open)
        self._compare = button(tr("Compare with the portal"), "comparePlaceButton")
        self._compare.clicked.connect(self._on_compare)
        self.buttons = [self._compare, self._open, self._undoing.button]

    def _build_search(self) -> Any:
        tr = self._tr
        self._back = button(tr("All uploads"), "allUploadsButton", hint=tr("Back to the list of uploads"))
        self._back.clicked.connect(self._on_back)
        self._back.hide()
        title = tr("What happened to listing…?")
        self._search = search_field(tr("Code or part of the address"), "listingSearchEdit", title=title)
        self._search.textEdited.connect(self._on_typed)
        self._search.returnPressed.connect(self._on_search)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_AFTER_TYPING_MS)
        self._typing.timeout.connect(self._on_search)
        asked = label(tr("What happened to listing…?"))
        asked.setBuddy(self._search)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._on_back)
        line = row(self._back, asked, self._search)
        line.setStretch(2, 1)
        return line

    # what the frame shows -----------------------------------------------------------------------------------------------
    def title(self) -> str:
        return self._tr("History")

    def sentence(self) -> str:
        return self._tr.plural(
            "An upload can be taken back for {n} day, together with what was sent again after it.",
            "An upload can be taken back for {n} days, together with what was sent again after it.",
            AVAILABLE_DAYS,
        )

    def foot(self) -> Foot:
        tr, flow = self._tr, self.desk.session.flow
        if not self._in_list:
            note = ""
        elif self._busy:
            note = tr("Something is being sent now. When it is done, an upload can be taken back.")
        elif flow.begun and flow.summary is None:
            note = tr("A file is being prepared. Send it or cancel it first, then an upload can be taken back.")
        else:
            note = tr("What taking back will do is shown first.")
        return Foot(note, back=False)

    @property
    def _in_list(self) -> bool:
        return self._views.currentWidget() in (self._table, self._none, self._waiting)

    @property
    def _busy(self) -> bool:
        return self.desk.session.flow.sending

    @property
    def _may(self) -> bool:
        """A plan of an undo takes the place of one that was made for a file and not sent yet."""
        flow = self.desk.session.flow
        connected = self.desk.session.connection is not None
        return connected and (not flow.begun or flow.summary is not None)

    # the list -------------------------------------------------------------------------------------------------------------
    def enter(self) -> None:
        self._undoing.work_on(None)
        self._show(self._waiting)
        self._waiting.show_waiting(self._tr("Gathering the uploads…"))
        if not self._with_ledger("past-runs", lambda task, ledger: past(task, ledger, time.time()), self._on_past):
            self._show(self._none)

    def _with_ledger(self, name: str, work: Callable[[Task[Any], Ledger], T], done: Callable[[T], None]) -> Job | None:
        """None where no agency is known."""
        connection, open_ledger = self.desk.session.connection, self._open_ledger
        agency = connection.key if connection is not None else self._agency
        if agency is None or (connection is None and open_ledger is None):
            return None

        def with_ledger(task: Task[Any]) -> T:
            if connection is not None:
                return work(task, connection.ledger)
            assert open_ledger is not None  # noqa: S101 - looked at above
            with ledger_of(None, open_ledger, agency) as ledger:
                return work(task, ledger)

        return self.run(name, with_ledger, done)

    @Slot(object)
    def _on_past(self, found: Past) -> None:
        self._model.show_lines(found.lines, found.more)
        if self._views.currentWidget() is self._waiting:
            self._show(self._table if found.lines else self._none)
        fit_columns(self._table, widest=320, within=max(640, self.width() - 80))
        if found.lines:
            self._table.selectRow(0)
            if self._in_list:
                self._table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._on_chosen()

    @Slot()
    def _on_older_wanted(self) -> None:
        skip = len(self._model.lines)
        self._with_ledger("older-runs", lambda task, ledger: past(task, ledger, time.time(), skip), self._on_older)

    @Slot(object)
    def _on_older(self, found: Past) -> None:
        self._model.add_lines(found.lines, found.more)

    @property
    def _chosen(self) -> PastRun | PastVisit | None:
        at = self._table.currentIndex().row()
        return self._model.lines[at] if 0 <= at < len(self._model.lines) else None

    @Slot()
    def _on_chosen(self) -> None:
        line = self._chosen if self._views.currentWidget() is self._table else None
        run = line if isinstance(line, PastRun) else None
        may = run is not None and run.can and self._may
        kind = run.info.kind if run is not None else RunKind.UPLOAD
        self._undoing.work_on(run.info.id if run is not None and may else None, kind=kind)
        self._open.setProperty("unwanted", line is None)
        self.refresh()

    def _show(self, view: Any) -> None:
        self._views.setCurrentWidget(view)
        self._back.setVisible(not self._in_list)
        self._on_chosen()

    @Slot()
    def _on_back(self) -> None:
        self._typing.stop()
        self._search.clear()
        if not self._in_list:
            self._show(self._table if self._model.lines else self._none)
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    # one run --------------------------------------------------------------------------------------------------------------
    @property
    def _catalogue(self) -> Catalogue | None:
        connection = self.desk.session.connection
        return connection.catalogue if connection is not None else self._builtin() if self._builtin else None

    @Slot()
    def _on_open(self) -> None:
        line = self._chosen
        if isinstance(line, PastRun):
            self._open_run(line)
        elif line is not None:
            self._life.setHtml(visit_html(line, self._tr, self.desk.tokens))
            self._show(self._answer)

    def _open_run(self, run: PastRun, seq: int | None = None) -> None:
        catalogue = self._catalogue
        if catalogue is None:
            return
        if self._run_view is None:
            view = self._run_view = RunView(self.desk, catalogue)
            view.wanted.connect(self._on_rows_wanted)
            view.more_wanted.connect(self._on_more_wanted)
            view.row_wanted.connect(self._on_row_wanted)
            self._views.addWidget(view)
        self._show(self._run_view)
        self._run_view.open(run, seq)

    @Slot()
    def _on_rows_wanted(self) -> None:
        self._ask_rows(-1, 0, self._on_rows)

    @Slot()
    def _on_more_wanted(self) -> None:
        rows = self._run_view.model.rows if self._run_view is not None else ()
        if rows:
            self._ask_rows(rows[-1].planned.seq, len(rows), self._on_more)

    def _ask_rows(self, after: int, skip: int, done: Callable[[Rows], None]) -> None:
        view = self._run_view
        if view is None or view.run is None:
            return
        run, states = view.run.info.id, view.states
        self._with_ledger("rows", lambda task, ledger: rows_of_run(task, ledger, run, states, after, skip), done)

    @Slot(object)
    def _on_rows(self, rows: Rows) -> None:
        view = self._run_view
        if view is not None and view.run is not None and (rows.run, rows.states) == (view.run.info.id, view.states):
            view.show_rows(rows)

    @Slot(object)
    def _on_more(self, rows: Rows) -> None:
        view = self._run_view
        if view is not None and view.run is not None and (rows.run, rows.states) == (view.run.info.id, view.states):
            view.add_rows(rows)

    @Slot(int, int)
    def _on_row_wanted(self, run: int, seq: int) -> None:
        self._wanted_row = (run, seq)
        self._with_ledger("row", lambda task, ledger: one_row(task, ledger, run, seq), self._on_row)

    @Slot(object)
    def _on_row(self, lived: Lived | None) -> None:
        view = self._run_view
        if view is not None and lived is not None and (lived.run.id, lived.row.planned.seq) == self._wanted_row:
            view.show_row(lived)

    # one listing ----------------------------------------------------------------------------------------------------------
    @Slot()
    def _on_typed(self) -> None:
        if self._search.text().strip():
            self._typing.start()
        else:
            self._on_back()

    @Slot()
    def _on_search(self) -> None:
        self._typing.stop()
        text = self._search.text().strip()
        if not text:
            return
        if self._searching is not None:
            self._searching.cancel()
        self._searching = self._with_ledger("search", lambda task, ledger: answer(task, ledger, text), self._on_answer)

    @Slot(object)
    def _on_answer(self, told: Answer) -> None:
        if told.text == self._search.text().strip():
            self._show_answer(told)

    def _show_answer(self, told: Answer, part: int = 0) -> None:
        catalogue, tr, tokens = self._catalogue, self._tr, self.desk.tokens
        if catalogue is None:
            return
        self._told = told
        if told.life is not None:
            known = told.found[0] if told.found else None
            self._life.setHtml(life_html(told.life, known, catalogue, tr, tokens, part))
        else:
            self._life.setHtml(found_html(told.text, told.found, tr, tokens))
        self._show(self._answer)

    @Slot(QUrl)
    def _on_link(self, url: QUrl) -> None:
        link = url.toString(QUrl.ComponentFormattingOption.FullyEncoded)
        name, place, part = listing_of_link(link), run_of_link(link), part_of_link(link)
        if name is not None:
            self._search.setText(name)
            self._on_search()
        elif part is not None and self._told is not None:
            self._show_answer(self._told, part)
        elif place is not None:
            self._wanted_row = place
            run = place[0]
            self._with_ledger("one-run", lambda task, ledger: past_run(task, ledger, run), self._on_one_run)

    @Slot(object)
    def _on_one_run(self, run: PastRun) -> None:
        self._open_run(run, self._wanted_row[1])

    @Slot()
    def _on_compare(self) -> None:
        self._shell.show_place(COMPARE)

    def _on_order(self, order: RunOrder) -> None:
        self.desk.session.order(order)
        self._shell.show_place("upload")
