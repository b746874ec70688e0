"""The uploads so far: what each did, and the way to take one back."""

from __future__ import annotations

import time
from typing import Any, Protocol

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QStackedWidget

from rentix_desktop.sync.ledger import Ledger, RunKind
from rentix_desktop.sync.steps import family, taken_back
from rentix_desktop.sync.summary import summarise
from rentix_desktop.sync.undo import AVAILABLE_DAYS, available_until
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.models.restoring import PastModel, PastRun
from rentix_desktop.ui.session import RunOrder
from rentix_desktop.ui.widgets.faces import fit_columns, table_view
from rentix_desktop.ui.widgets.states import EmptyState, WaitingState
from rentix_desktop.ui.wizard.page import Foot, Page
from rentix_desktop.ui.wizard.undoing import Undoing

_MOST = 200
_ROW = 58


class Shell(Protocol):
    """What the place needs of the window."""

    def show_place(self, name: str) -> None: ...


def past_runs(task: Task[Any], ledger: Ledger, now: float) -> tuple[PastRun, ...]:
    """On a worker: the newest runs, newest first. Raises `Cancelled`."""
    found = []
    taken = taken_back(ledger)
    for info in ledger.runs(_MOST):
        task.check()
        summary = summarise(ledger, info.id)
        root, retries = family(ledger, info.id)
        touched = summary.created + summary.updated + summary.hidden + summary.in_doubt
        can = bool(touched) and now <= available_until(ledger, [root, *retries])
        found.append(PastRun(info, summary, can, was=root in taken))
    return tuple(found)


class UploadsPlace(Page):
    NAME = "uploadsPlace"

    def __init__(self, desk: Desk, shell: Shell) -> None:
        super().__init__(desk)
        tr = desk.tr
        self._shell = shell
        self._model = PastModel(tr)
        self._table = table_view("uploadsTable", tr("The uploads so far, newest first"), desk.tokens, _ROW)
        self._table.setModel(self._model)
        self._table.selectionModel().currentRowChanged.connect(self._on_chosen)
        self._waiting = WaitingState()
        self._waiting.show_waiting(tr("Gathering the uploads…"))
        self._none = EmptyState(tr("Nothing was sent yet"), tr("Each upload is listed here once it was sent."))
        self._views = QStackedWidget()
        for view in (self._waiting, self._none, self._table):
            self._views.addWidget(view)
        self.body.addWidget(self._views, 1)
        self._undoing = Undoing(self, self._on_order)
        self.buttons = [self._undoing.button]

    def title(self) -> str:
        return self._tr("Uploads so far")

    def sentence(self) -> str:
        return self._tr.plural(
            "An upload can be taken back for {n} day, together with what was sent again after it.",
            "An upload can be taken back for {n} days, together with what was sent again after it.",
            AVAILABLE_DAYS,
        )

    def foot(self) -> Foot:
        tr, flow = self._tr, self.desk.session.flow
        if self._busy:
            note = tr("Something is being sent now. When it is done, an upload can be taken back.")
        elif flow.begun and flow.summary is None:
            note = tr("A file is being prepared. Send it or cancel it first, then an upload can be taken back.")
        else:
            note = tr("What taking back will do is shown first.")
        return Foot(note, back=False)

    @property
    def _busy(self) -> bool:
        return self.desk.session.flow.sending

    @property
    def _may(self) -> bool:
        """A plan of an undo takes the place of one that was made for a file and not sent yet."""
        flow = self.desk.session.flow
        return not flow.begun or flow.summary is not None

    def enter(self) -> None:
        connection = self.desk.session.connection
        self._undoing.work_on(None)
        if connection is None:
            self._views.setCurrentWidget(self._none)
            return
        ledger = connection.ledger
        self._views.setCurrentWidget(self._waiting)
        self.run("past-runs", lambda task: past_runs(task, ledger, time.time()), self._on_runs)

    @Slot(object)
    def _on_runs(self, runs: tuple[PastRun, ...]) -> None:
        self._model.show_runs(runs)
        self._views.setCurrentWidget(self._table if runs else self._none)
        fit_columns(self._table, widest=320, within=max(640, self.width() - 80))
        if runs:
            self._table.selectRow(0)
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._on_chosen()

    @Slot()
    def _on_chosen(self) -> None:
        row = self._table.currentIndex().row()
        run = self._model.runs[row] if 0 <= row < len(self._model.runs) else None
        may = run is not None and run.can and self._may
        kind = run.info.kind if run is not None else RunKind.UPLOAD
        self._undoing.work_on(run.info.id if run is not None and may else None, kind=kind)
        self.refresh()

    def _on_order(self, order: RunOrder) -> None:
        self.desk.session.order(order)
        self._shell.show_place("upload")
