"""Taking an upload back: what that will do is shown first, with what cannot be put back by name, and a clear yes is
asked for. Then it is a run like any other."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QDialog, QPushButton, QTableView, QVBoxLayout

from rentix_desktop.errors import AppError
from rentix_desktop.sync.ledger import Ledger, LedgerRow, RunKind
from rentix_desktop.sync.planning.undo import UndoForecast, not_restored, plan_undo
from rentix_desktop.sync.progress import Summary
from rentix_desktop.texts.undoing import again, does, does_not, taken_back
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.models.restoring import StaysModel
from rentix_desktop.ui.page import Page
from rentix_desktop.ui.session import Connection, RunOrder
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import Card, Tone, button, label, row
from rentix_desktop.ui.widgets.faces import fit_columns, table_view

_MOST_NAMED: Final = 20_000
_ROW: Final = 58


@dataclass(frozen=True, slots=True)
class Told:
    """What taking back will do, and the listings of which something stays."""

    forecast: UndoForecast
    stays: tuple[LedgerRow, ...]


def foretell(task: Task[Any], connection: Connection, run: int) -> Told:
    """On a worker. Raises AppError NOTHING_TO_UNDO, UNDO_TOO_LATE, `Cancelled`."""
    told = plan_undo(
        connection.ledger,
        run,
        connection.catalogue,
        connection.destination,
        time.time(),
        lambda _rows: not task.cancelled,
    )
    return Told(told, tuple(islice(not_restored(connection.ledger, told.run), _MOST_NAMED)))


class UndoQuestion(QDialog):
    """Accepted = a clear yes."""

    def __init__(self, page: Page, told: Told) -> None:
        super().__init__(page.window())
        self._desk: Desk = page.desk
        tr, forecast = page.desk.tr, told.forecast
        titles = {RunKind.UNDO: tr("Undo this taking back?"), RunKind.HIDE: tr("Take back this hiding?")}
        title = titles.get(forecast.taken_back.kind, tr("Take back this upload?"))
        self.setObjectName("undoQuestion")
        self.setWindowTitle(title)
        self.setModal(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(SIZES.margin, 24, SIZES.margin, 20)
        box.setSpacing(SIZES.gap)
        box.addWidget(label(title, kind="heading", wrap=True, name="undoTitle"))
        box.addWidget(label(taken_back(forecast.taken_back, tr), tone=Tone.MUTED, wrap=True))
        box.addWidget(self._forecast(told))
        if told.stays:
            box.addWidget(label(tr("These stay as they are, wholly or in part:"), kind="strong", wrap=True))
            names = self._names(told)
            box.addWidget(names, 1)
            fit_columns(names, widest=260, within=640)  # here it has the window's style
        if next_time := again(forecast.taken_back, tr):
            box.addWidget(label(next_time, tone=Tone.MUTED, wrap=True))
        no, yes = self._answers(forecast)
        box.addLayout(row(None, no, yes))
        no.setFocus(Qt.FocusReason.OtherFocusReason)  # what is pressed without looking changes nothing
        self.resize(720, 560 if told.stays else self.heightForWidth(720))

    def _forecast(self, told: Told) -> Card:
        tr, forecast = self._desk.tr, told.forecast
        card = Card(gap=6)
        done = does(forecast, tr) or [tr("Nothing is left to be put back.")]
        for line in done:
            card.box.addWidget(label(line, kind="strong", wrap=True))
        for line in does_not(forecast, tr):
            card.box.addWidget(label(line, tone=Tone.LOOK if told.stays else Tone.MUTED, wrap=True))
        card.setObjectName("undoForecast")
        return card

    def _names(self, told: Told) -> QTableView:
        tr = self._desk.tr
        self._model = StaysModel(tr, told.stays)
        table = table_view("undoStaysTable", tr("What stays as it is, and why"), self._desk.tokens, _ROW)
        table.setModel(self._model)
        return table

    def _answers(self, forecast: UndoForecast) -> tuple[QPushButton, QPushButton]:
        tr, count = self._desk.tr, forecast.to_send
        no = button(tr("Leave it as it is"), "undoNoButton")
        no.clicked.connect(self.reject)
        text = tr.plural("Yes, put {n} listing back", "Yes, put {n} listings back", count)
        yes = button(text if count else tr("Nothing to put back"), "undoYesButton", main=True)
        yes.setEnabled(count > 0)
        yes.clicked.connect(self.accept)
        no.setAutoDefault(True)
        yes.setAutoDefault(False)
        return no, yes


class Undoing(QObject):
    """Belongs to a page: its jobs and its error are used. `order` is told what was said yes to. The button stands in the
    footer, or `inside` the page, apart from those that send."""

    def __init__(self, page: Page, order: Callable[[RunOrder], None], *, inside: bool = False) -> None:
        super().__init__(page)
        self._page = page
        self._order = order
        self._inside = inside
        self._run: int | None = None
        self._question: UndoQuestion | None = None
        tr = page.desk.tr
        self.button = button(
            tr("Take back this upload"),
            "takeBackButton",
            hint=tr("Take back this upload: the listings become what they were before"),
            look="link" if inside else "",
        )
        self.button.clicked.connect(self._on_pressed)
        self.work_on(None)

    def work_on(self, run: int | None, *, kind: RunKind = RunKind.UPLOAD) -> None:
        """The run that the button takes back; None = there is nothing to take back."""
        tr = self._page.desk.tr
        self._run = run
        words = {RunKind.UNDO: tr("Undo the taking back"), RunKind.HIDE: tr("Take back this hiding")}
        self.button.setText(words.get(kind, tr("Take back this upload")))
        self.button.setEnabled(run is not None)
        if self._inside:
            self.button.setVisible(run is not None)
        else:
            self.button.setProperty("unwanted", run is None)

    def work_on_ended(self, summary: Summary | None) -> None:
        """The run that just ended, where anything of it may have come to the portal."""
        connection = self._page.desk.session.connection
        self.work_on(None)
        if summary is None or connection is None:
            return
        if summary.created or summary.updated or summary.hidden or summary.in_doubt:
            ledger, run = connection.ledger, summary.run
            self._page.run("undo-kind", lambda _task: (run, root_kind(ledger, run)), self._on_kind)

    @Slot(object)
    def _on_kind(self, told: tuple[int, RunKind]) -> None:
        run, kind = told
        self.work_on(run, kind=kind)
        self._page.refresh()

    @Slot()
    def _on_pressed(self) -> None:
        connection, run = self._page.desk.session.connection, self._run
        if connection is None or run is None:
            return
        self.button.setEnabled(False)
        self._page.error.clear()
        self._page.run("plan-undo", lambda task: foretell(task, connection, run), self._on_told, self._on_not_told)

    @Slot(object)
    def _on_told(self, told: Told) -> None:
        self.button.setEnabled(True)
        question = UndoQuestion(self._page, told)
        question.setProperty("run", told.forecast.run)
        question.accepted.connect(self._on_yes)
        question.rejected.connect(self._on_no)
        self._question = question
        question.open()

    @Slot(object)
    def _on_not_told(self, error: AppError) -> None:
        self.button.setEnabled(True)
        self._page.error.show_error(error)

    @Slot()
    def _on_yes(self) -> None:
        if (run := self._closed()) is not None:
            self._order(RunOrder(run))

    @Slot()
    def _on_no(self) -> None:
        """Nothing is kept of what was only looked at."""
        connection = self._page.desk.session.connection
        if (run := self._closed()) is not None and connection is not None:
            ledger = connection.ledger
            self._page.run("discard-undo", lambda _task: ledger.discard(run), self._on_discarded)

    @Slot(object)
    def _on_discarded(self, _nothing: object) -> None:
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _closed(self) -> int | None:
        question, self._question = self._question, None
        if question is None:
            return None
        question.deleteLater()
        run: int = question.property("run")
        return run


def root_kind(ledger: Ledger, run: int) -> RunKind:
    """Whether a run, or the one it is a retry of, is an upload or takes one back."""
    info = ledger.run(run)
    while info.kind is RunKind.RETRY and info.parent is not None:
        info = ledger.run(info.parent)
    return info.kind
