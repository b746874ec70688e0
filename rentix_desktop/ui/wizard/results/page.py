"""Step 7: what went through, and the rows that did not: corrected here and sent again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget

from rentix_desktop.catalog.fields import Record
from rentix_desktop.errors import AppError
from rentix_desktop.sync.ledger import RunInfo
from rentix_desktop.sync.photos import PhotoFetch
from rentix_desktop.sync.ports import PRODUCTION
from rentix_desktop.sync.progress import Forecast, Summary
from rentix_desktop.sync.sources.source import SourceStore
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.models.failures import FailuresModel
from rentix_desktop.ui.page import Foot, Page
from rentix_desktop.ui.places.entries import LINKING
from rentix_desktop.ui.session import Connection, RunOrder
from rentix_desktop.ui.ways import GIVE_UP_LINKS, GO_ON_LINKING, Wish
from rentix_desktop.ui.widgets.basics import button, row, set_main
from rentix_desktop.ui.widgets.states import EmptyState, WaitingState
from rentix_desktop.ui.widgets.web import open_on_the_web
from rentix_desktop.ui.wizard.check.forecast_words import waiting_notice
from rentix_desktop.ui.wizard.file.drop import dropped_file
from rentix_desktop.ui.wizard.flow import Step
from rentix_desktop.ui.wizard.results import fixing
from rentix_desktop.ui.wizard.results.excel_trip import ExcelTrip
from rentix_desktop.ui.wizard.results.fixing import Loaded
from rentix_desktop.ui.wizard.results.keeping import Keeper, Opened, open_results
from rentix_desktop.ui.wizard.results.keeping_file import KeepOffer, Shell
from rentix_desktop.ui.wizard.results.outcome import counted, left_over
from rentix_desktop.ui.wizard.results.photo_editor import photo_editing
from rentix_desktop.ui.wizard.results.published import Published
from rentix_desktop.ui.wizard.results.repair_view import RepairView
from rentix_desktop.ui.wizard.results.reporting import Reporting
from rentix_desktop.ui.wizard.results.send_menu import SendMenu
from rentix_desktop.ui.wizard.results.undoing import Undoing
from rentix_desktop.ui.wizard.results.unread import LOOK_AGAIN, SEND_REST, unread_notice

_PORTAL = "https://rentix.md"


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was done here and not sent yet, for the page that is built again."""

    root: int
    corrections: Mapping[int, Record]
    ticked: frozenset[int]


class ResultsPage(Page):
    NAME = "resultsPage"
    STEP = Step.RESULTS

    def __init__(
        self, desk: Desk, spool_folder: Path, fetch_photo: PhotoFetch, sources: SourceStore, pasted: Path, shell: Shell
    ) -> None:
        super().__init__(desk)
        tr = desk.tr
        self._offer = KeepOffer(self, sources, pasted)
        self._shell, self._ways = shell, shell.ways
        self._offer.keep_pressed.connect(self._ways.edit)
        self._excel = ExcelTrip(self, spool_folder)
        self._reporting = Reporting(self)
        self._run: int | None = None
        self._loaded: Loaded | None = None
        self._keeper: Keeper | None = None
        self._new = button(tr("New upload"), "newUploadButton")
        self._new.clicked.connect(self._on_new)
        self._retry = button(tr("Send again"), "retryButton", main=True)
        self._retry.clicked.connect(self._on_retry)
        self._others = SendMenu(tr)
        self._others.chosen.connect(self._send)
        self._rest = button(tr("Send the rest"), "goOnButton")
        self._rest.clicked.connect(self._on_go_on)
        self._undoing = Undoing(self, self._order, inside=True)
        self.buttons = [self._new, self._retry, self._others, self._rest]
        self._waiting = WaitingState()
        self._good = EmptyState("", "", tr("Open the portal"), "openPortalButton")
        self._good.pressed.connect(self._on_portal)
        self._views = QStackedWidget()
        self._repair = RepairView(desk, photo_editing(desk, fetch_photo, self))
        self._repair.changed.connect(self._on_corrected)
        self._repair.open_pressed.connect(self._on_open)
        self._repair.export_pressed.connect(self._excel.ask_and_export)
        self._repair.import_pressed.connect(self._excel.ask_and_import)
        self._published = Published(self, self._views)
        self._published.back_pressed.connect(self._on_back_to_results)
        for view in (self._waiting, self._good, self._repair):
            self._views.addWidget(view)
        above = row(self._published.bar, self._undoing.button, self._reporting.button)
        above.setStretch(0, 1)
        self.body.addLayout(above)
        self.body.addWidget(self._offer)
        self.body.addWidget(self._views, 1)
        self.setAcceptDrops(True)
        self.notice.pressed.connect(self._on_notice)

    @property
    def _model(self) -> FailuresModel | None:
        return self._repair.model

    # what the frame shows -----------------------------------------------------------------------------------------------
    def title(self) -> str:
        tr, summary = self._tr, self.desk.session.flow.summary
        if summary is None:
            return tr("Results")
        sent = tr.plural("{n} sent.", "{n} sent.", summary.created + summary.updated + summary.hidden)
        need = self._need
        if not need:
            return sent
        if self._loaded is not None and self._loaded.root != summary.run:  # the counts are the retry's, these are not
            return f"{sent} {tr.plural('{n} still needs you.', '{n} still need you.', need)}"
        return f"{sent} {tr.plural('{n} needs you.', '{n} need you.', need)}"

    @property
    def _need(self) -> int:
        if self._loaded is not None:
            return self._loaded.failed
        summary = self.desk.session.flow.summary
        return summary.refused + summary.blocked if summary else 0

    def sentence(self) -> str:
        summary = self.desk.session.flow.summary
        return counted(summary, self._tr) if summary is not None else ""

    def foot(self) -> Foot:
        tr = self._tr
        if self._model is None or not self._need:
            return Foot(tr("Everything that was sent is kept here and on the portal."), back=False)
        ticked, ready = len(self._model.ticked_rows), len(self._model.ready())
        if ticked > ready:
            text = tr.plural(
                "{n} ticked listing still has something wrong and stays here.",
                "{n} ticked listings still have something wrong and stay here.",
                ticked - ready,
            )
            return Foot(text, back=False)
        if self._loaded is not None and self._loaded.left:  # one button more stands beside it
            return Foot(tr("The rest is in the queue and can be sent now."), back=False)
        return Foot(tr("Change a cell and press Enter. Only what you changed is sent again."), back=False)

    def enter(self) -> None:
        summary = self.desk.session.flow.summary
        if summary is None:
            return
        if self._run != summary.run or self._loaded is None:
            self._load(summary.run)

    def leave(self) -> None:
        if self._keeper is not None:
            self._keeper.flush()
        model = self._model
        if model is not None:
            corrections = dict(model.corrections)
            self.desk.session.notes[self.NAME] = _Kept(model.loaded.root, corrections, model.ticked_rows)

    # loading ------------------------------------------------------------------------------------------------------------
    def _load(self, run: int) -> None:
        connection = self.desk.session.connection
        if connection is None:
            return
        self._run = run
        self._loaded = None
        self._undoing.work_on(None)
        ledger, catalogue = connection.ledger, connection.catalogue
        self._waiting.show_waiting(self._tr("Gathering the results…"))
        self._views.setCurrentWidget(self._waiting)
        self._show_buttons()
        self.run("results", lambda task: open_results(task, ledger, catalogue, run), self._on_loaded)

    @Slot(object)
    def _on_loaded(self, opened: Opened) -> None:
        loaded = opened.loaded
        connection, summary = self.desk.session.connection, self.desk.session.flow.summary
        if connection is None or summary is None:
            return
        self._loaded = loaded
        model = FailuresModel(self._tr, connection.catalogue, loaded, self._work_out)
        self._keep(model, connection, opened)
        kept = self.desk.session.notes.pop(self.NAME, None)
        if isinstance(kept, _Kept) and kept.root == loaded.root:
            model.restore(kept.corrections, kept.ticked)
        self._show_model(model)
        self._show_notice(summary, loaded)
        self._offer.look()
        self._undoing.work_on_ended(summary)
        self._published.follow(summary.run)
        if loaded.rows:
            self._views.setCurrentWidget(self._repair)
            if self.isVisible():
                self._repair.take_focus()
        else:
            self._show_good(summary, loaded)
        self._on_corrected()

    def _show_model(self, model: FailuresModel | None) -> None:
        self._repair.show_failures(model)
        self._others.work_on(self._repair)
        self._excel.work_on(model)

    def _keep(self, model: FailuresModel, connection: Connection, opened: Opened) -> None:
        """What was corrected before is there again, and what is corrected now is written down."""
        self._end_keeping()
        if opened.corrections:
            model.restore(opened.corrections, opened.corrections.keys())
        self._keeper = Keeper(self.desk.session, connection, opened, self.desk.jobs.build)
        self._keeper.failed.connect(self.error.show_error)
        self._keeper.follow(lambda: model.corrections)
        model.corrected.connect(self._keeper.touched)

    def _end_keeping(self) -> None:
        if self._keeper is not None:
            self._keeper.end()
            self._keeper = None

    def discard(self) -> None:
        self._end_keeping()
        super().discard()

    def _show_good(self, summary: Summary, loaded: Loaded) -> None:
        tr = self._tr
        sent = summary.created + summary.updated + summary.hidden
        if loaded.left:
            title, text = tr("What was sent went through"), tr("The rest is in the queue and can be sent now.")
        elif sent:
            title = tr.plural("{n} listing went through", "{n} listings went through", sent)
            text = tr("Nothing is left to do. Look at them on the portal, or start with another file.")
        else:
            title, text = tr("Nothing had to be sent"), tr("The portal has every listing as it is in your file.")
        self._good.show_state(title, text, action=self._portal_page() is not None)
        self._views.setCurrentWidget(self._good)

    def _show_notice(self, summary: Summary, loaded: Loaded) -> None:
        remark = left_over(summary, loaded.not_sent, self._tr)
        if remark is None and loaded.waiting:
            self.notice.show_notice(*waiting_notice(loaded.waiting, self._tr))
            return
        if remark is None:
            self.notice.clear()
            return
        look = (("portalButton", self._tr("Open the portal")),) if self._portal_page() is not None else ()
        self.notice.show_notice(remark.strong, remark.more, remark.tone, look if remark.look else ())

    @Slot(str)
    def _on_notice(self, name: str) -> None:
        if name == "portalButton":
            self._on_portal()
        elif name in (GO_ON_LINKING, GIVE_UP_LINKS):
            self._ways.unfinished_links(Wish.GO_ON if name == GO_ON_LINKING else Wish.GIVE_UP)
        elif name == SEND_REST:
            self._send_the_rest()
        elif name == LOOK_AGAIN:
            self._shell.show_place(LINKING)

    @Slot()
    def _on_go_on(self) -> None:
        if self._loaded is not None and self._loaded.left:
            notice = unread_notice(self.desk.session, self._tr)
            if notice is None:
                self._send_the_rest()
            else:
                self.notice.show_notice(*notice)
                self.notice.take_focus(LOOK_AGAIN)

    def _send_the_rest(self) -> None:
        if self._loaded is not None and self._loaded.left:
            run, _ = self._loaded.left[0]
            self._order(RunOrder(run, resume=True))

    def _order(self, order: RunOrder, sent: Collection[int] = ()) -> None:
        """Off to the upload page. What was corrected of other rows than those `sent` is kept for when it comes back."""
        model = self._model
        if model is not None:
            corrections = {seq: fields for seq, fields in model.corrections.items() if seq not in sent}
            self.desk.session.notes[self.NAME] = _Kept(
                model.loaded.root, corrections, model.ticked_rows - frozenset(sent)
            )
            self._end_keeping()
            self._show_model(None)
        self._loaded = self._run = None
        self.desk.session.order(order)

    @Slot()
    def _on_back_to_results(self) -> None:
        loaded = self._loaded
        self._views.setCurrentWidget(self._repair if loaded is not None and loaded.rows else self._good)

    # correcting -----------------------------------------------------------------------------------------------------------
    @Slot()
    def _on_corrected(self) -> None:
        self._show_buttons()
        self.refresh()

    def _show_buttons(self) -> None:
        tr, model = self._tr, self._model if self._loaded is not None else None
        ready = len(model.ready()) if model is not None else 0
        repairing = model is not None and bool(model.loaded.rows)
        self._retry.setProperty("unwanted", not repairing)
        self._retry.setEnabled(ready > 0 and model is not None and not model.is_working)
        self._others.setProperty("unwanted", not repairing)
        self._others.setEnabled(repairing and model is not None and not model.is_working)
        text = (
            tr.plural("Send {n} corrected listing", "Send {n} corrected listings", ready) if ready else tr("Send again")
        )
        self._retry.setText(text)
        self._retry.setAccessibleName(text)
        left = self._loaded is not None and bool(self._loaded.left)
        summary = self.desk.session.flow.summary
        may_go = left and summary is not None and not summary.limit_reached
        self._rest.setProperty("unwanted", not left)
        set_main(self._retry, repairing and (ready > 0 or not may_go))
        set_main(self._rest, may_go and not ready)
        set_main(self._new, not repairing and not may_go)

    def _work_out(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        """What many rows need, off the window's thread."""
        self._show_buttons()
        self.run("correct", lambda _task: work(), done, self._on_not_corrected)

    @Slot(object)
    def _on_not_corrected(self, error: AppError) -> None:
        if self._model is not None:
            self._model.gave_up()
        self._on_not_planned(error)

    # sending again --------------------------------------------------------------------------------------------------------
    @Slot()
    def _on_retry(self) -> None:
        if self._model is not None:
            self._send(self._model.ready())

    @Slot(object)
    def _send(self, chosen: list[int]) -> None:
        """These rows again, as corrected so far."""
        model, connection = self._model, self.desk.session.connection
        if model is None or connection is None or not chosen:
            return
        corrections, root = dict(model.corrections), model.loaded.root
        self._retry.setEnabled(False)
        self._others.setEnabled(False)
        self.error.clear()
        self.run(
            "plan-retry",
            lambda _task: (fixing.plan_again(connection, root, corrections, chosen), chosen),
            self._on_planned,
            self._on_not_planned,
        )

    @Slot(object)
    def _on_planned(self, planned: tuple[Forecast, list[int]]) -> None:
        forecast, chosen = planned
        self._order(RunOrder(forecast.run), chosen)

    @Slot(object)
    def _on_not_planned(self, error: AppError) -> None:
        self.error.show_error(error)
        self._show_buttons()

    # Excel ----------------------------------------------------------------------------------------------------------------
    def export_to(self, path: Path) -> None:
        """Writes the failures into this file."""
        self._excel.export_to(path)

    def import_from(self, path: Path) -> None:
        """Takes over what was corrected in a saved file."""
        self._excel.import_from(path)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        if self._model is not None and dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        path = dropped_file(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.import_from(path)

    # leaving --------------------------------------------------------------------------------------------------------------
    def cancel(self) -> None:
        self._on_new()

    @Slot()
    def _on_new(self) -> None:
        connection = self.desk.session.connection
        if self._loaded is None or not self._loaded.left or connection is None:
            self.desk.session.again()
            return
        ledger = connection.ledger
        self.run("interrupted", lambda _task: ledger.interrupted(), self._on_left_behind)

    @Slot(object)
    def _on_left_behind(self, run: RunInfo | None) -> None:
        """What was not sent stays in the queue, and the next page offers to go on with it."""
        self.desk.session.left_behind(run)
        self.desk.session.again()

    def _portal_page(self) -> str | None:
        session = self.desk.session
        if session.flow.demo and session.portal is not None:
            return session.portal.demo.page
        connection = session.connection
        return _PORTAL if connection is not None and connection.account.base_url == PRODUCTION else None

    @Slot(str)
    def _on_open(self, address: str) -> None:
        open_on_the_web(address)

    @Slot()
    def _on_portal(self) -> None:
        open_on_the_web(self._portal_page())
