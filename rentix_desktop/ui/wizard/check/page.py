"""Step 5: what will happen, before anything is sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget

from rentix_desktop.errors import AppError
from rentix_desktop.sync.photos import PhotoLook
from rentix_desktop.sync.planning.foreseen import Number
from rentix_desktop.sync.planning.plan import PlanOptions
from rentix_desktop.sync.progress import Forecast, RunProgress
from rentix_desktop.sync.sources.source import SourceStore
from rentix_desktop.texts.reading import listings_read
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.jobs import Job
from rentix_desktop.ui.page import Foot, Page
from rentix_desktop.ui.places.entries import AGENTS, LINKING
from rentix_desktop.ui.places.linking.state import known_of
from rentix_desktop.ui.session import RunOrder
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.ways import GIVE_UP_LINKS, GO_ON_LINKING, Ways, Wish
from rentix_desktop.ui.widgets.basics import Tone, button, spin_box
from rentix_desktop.ui.widgets.states import EmptyState, WaitingState
from rentix_desktop.ui.wizard.check import checking
from rentix_desktop.ui.wizard.check.beside import Beside
from rentix_desktop.ui.wizard.check.checking import Checked, PhotosLooked, PortalAsked, PortalRead
from rentix_desktop.ui.wizard.check.forecast_view import ForecastView
from rentix_desktop.ui.wizard.check.forecast_words import (
    DECIDE_CONFLICTS,
    conflict_notice,
    forecast_notice,
    forecast_sentence,
)
from rentix_desktop.ui.wizard.check.foreseen_view import ForeseenView
from rentix_desktop.ui.wizard.check.linking_offer import LinkingOffer
from rentix_desktop.ui.wizard.flow import Step

_ROOM = 640
"""Pixels for the forecast and what is wrong, under which there would be too few rows."""
TRIAL = 5
"""Listings of a trial, until the person chooses another number."""


class Shell(Protocol):
    """What the page needs of the window."""

    ways: Ways

    def show_place(self, name: str) -> None: ...


class CheckPage(Page):
    NAME = "checkPage"
    STEP = Step.CHECK

    def __init__(self, desk: Desk, look_at_photo: PhotoLook, sources: SourceStore, shell: Shell) -> None:
        super().__init__(desk)
        tr = desk.tr
        self._look_at = look_at_photo
        self._sources = sources
        self._shell = shell
        self._planning: Job | None = None
        self._photos = Beside(self, "photos")
        self._photos.changed.connect(self._on_photos_changed)
        self._photos.done.connect(self._on_photos_looked_at)
        self._asking = Beside(self, "ask-portal")
        self._asking.changed.connect(self._on_asking_changed)
        self._asking.done.connect(self._on_asked)
        self._checked: Checked | None = None
        self._options = PlanOptions()
        self._file: object = None  # that the options are about
        self._trial = button("", "trialButton")
        self._trial.clicked.connect(self._on_trial)
        self._trial_size = spin_box("trialSize", tr("How many listings to try with first"))
        self._trial_size.setToolTip(tr("How many listings to try with first"))
        self._trial_size.setRange(1, TRIAL)
        self._trial_size.setValue(TRIAL)
        self._trial_size.valueChanged.connect(self._on_trial_size)
        self._send = button("", "sendButton", main=True)
        self._send.clicked.connect(self._on_send)
        self.buttons = [self._trial_size, self._trial, self._send]
        self._waiting = WaitingState(tr("Stop"), "stopCheckButton")
        self._waiting.stop_pressed.connect(self._on_stop)
        self._stopped = EmptyState(
            tr("Not checked yet"),
            tr("Nothing was sent. Check the file to see what would happen."),
            tr("Check now"),
            "checkAgainButton",
        )
        self._stopped.pressed.connect(self._plan)
        self._views = QStackedWidget()
        self._view = self._build_forecast()
        self._rows = ForeseenView(desk, self.run)
        self._rows.back_pressed.connect(self._on_numbers)
        for view in (self._waiting, self._stopped, self._view, self._rows):
            self._views.addWidget(view)
        self._offer = LinkingOffer(desk)
        self._offer.pair_pressed.connect(self._on_pair)
        self._offer.changed.connect(self._on_offer)
        self.body.addWidget(self._offer)
        self.body.addWidget(self._views, 1)
        self.notice.pressed.connect(self._on_notice)
        desk.session.tended.connect(self._on_tended)
        desk.session.outdated.connect(self._on_outdated)

    def _build_forecast(self) -> ForecastView:
        made = ForecastView(self.desk)
        made.number_pressed.connect(self._on_number)
        made.ask_pressed.connect(self._on_ask)
        made.stop_pressed.connect(self._asking.stop)
        made.hide_chosen.connect(self._on_hide)
        self._problems = made.problems
        self._problems.photos_pressed.connect(self._on_photos)
        self._problems.stop_pressed.connect(self._photos.stop)
        self._problems.agents_pressed.connect(self._on_agents)
        return made

    # what the frame shows -----------------------------------------------------------------------------------------------
    def title(self) -> str:
        return self._tr("What will happen")

    def sentence(self) -> str:
        if self._checked is not None:
            return ""  # the forecast itself says it
        return self._tr("The file is compared with what was sent before. Nothing is sent yet.")

    def foot(self) -> Foot:
        if self.desk.session.being_tended:
            return Foot(self._tr("A kept file is being brought up to date. When that is done this can be sent."))
        return Foot(self._tr("Nothing is sent yet."))

    def enter(self) -> None:
        flow = self.desk.session.flow
        kept = self.desk.session.notes.get(self.NAME)
        if isinstance(kept, Checked) and flow.forecast is not None and flow.forecast.run == kept.forecast.run:
            self._show(kept)
        elif self._planning is None:
            self._plan()

    def leave(self) -> None:
        self._let_go()
        self._rows.stop()

    def _let_go(self) -> None:
        """What is going on about a plan ends with it."""
        self._offer.stop()
        for beside in (self._photos, self._asking):
            beside.let_go()
        if self._planning is not None:
            self._planning.cancel()
        self._planning = None

    # planning -----------------------------------------------------------------------------------------------------------
    @Slot()
    def _plan(self) -> None:
        session = self.desk.session
        table, mapping, connection = session.table, session.flow.mapping, session.connection
        self._let_go()
        self._checked = None
        self._show_buttons(None)
        self.notice.clear()
        self.error.clear()
        if table is None or mapping is None or connection is None:
            self._views.setCurrentWidget(self._stopped)
            return
        self._views.setCurrentWidget(self._waiting)
        self._on_progress(0)
        if self._file != session.flow.table:  # what was chosen for another file is not chosen for this one
            self._file, self._options = session.flow.table, PlanOptions()
        options, kept, known = self._options, self._sources.all, known_of(session)
        on_portal, ask = (known.on_portal, known.unread is None) if known is not None else (None, True)
        self._planning = self.run(
            "check",
            lambda task: checking.look(task, table, mapping, connection, options, kept, on_portal, ask=ask),
            self._on_planned,
            self._on_failed,
            self._on_progress,
            self._on_stopped,
        )
        self.refresh()

    @Slot(object)
    def _on_progress(self, rows: int | PortalRead) -> None:
        tr, table = self._tr, self.desk.session.table
        if isinstance(rows, PortalRead):
            read = listings_read(rows.listings, tr)
            self._waiting.show_waiting(tr("Looking which of them the portal has already…"), read, None)
            return
        total = table.info.rows if table is not None else 0
        more = tr("{done} of {all} rows", done=tr.number(rows), all=tr.number(total))
        self._waiting.show_waiting(tr("Checking every row…"), more, rows / total if total else None)

    @Slot(object)
    def _on_planned(self, checked: Checked) -> None:
        if self.sender() is not self._planning:
            return
        self._planning = None
        session = self.desk.session
        known = known_of(session)
        if known is not None:
            known.take_recalled(checked.recalled, session.flow.run)
        session.notes[self.NAME] = checked
        session.change(session.flow.forecasted(checked.forecast))
        self._show(checked)
        self._send.setFocus()

    @Slot(object)
    def _on_failed(self, error: AppError) -> None:
        if self.sender() is self._planning:
            self._planning = None
            self._views.setCurrentWidget(self._stopped)
            self.error.show_error(error)

    @Slot()
    def _on_stopped(self) -> None:
        if self.sender() is self._planning:
            self._planning = None
            self._views.setCurrentWidget(self._stopped)

    @Slot()
    def _on_stop(self) -> None:
        if self._planning is not None:
            self._planning.cancel()

    # sending ------------------------------------------------------------------------------------------------------------
    @Slot()
    def _on_send(self) -> None:
        self._offer.before(self._order)

    @Slot()
    def _on_trial(self) -> None:
        size = self._trial_size.value()
        self._offer.before(lambda: self._order(size))

    def _order(self, trial: int | None = None) -> None:
        if self._checked is not None and self._send.isEnabled():
            self.desk.session.order(RunOrder(self._checked.forecast.run, trial=trial))

    @Slot()
    def _on_offer(self) -> None:
        """One thing at a time: what becomes of new listings waits until none of them is a double."""
        if self._checked is not None and self._views.currentWidget() is self._view:
            self._show_notice(self._checked.forecast)
        self._fit()

    @Slot()
    def _on_pair(self) -> None:
        self._shell.show_place(LINKING)

    @Slot()
    def _on_agents(self) -> None:
        self._shell.show_place(AGENTS)

    @Slot()
    def _on_tended(self) -> None:
        """A kept file of the account begins to be brought up to date, or that is done."""
        self._show_buttons(self._checked.forecast if self._checked is not None else None)
        if self.isVisible():
            self.refresh()

    @Slot()
    def _on_outdated(self) -> None:
        """Listings were sent meanwhile: what would happen now is another thing."""
        if self._checked is None and self._planning is None:
            return
        if self.isVisible():
            self._plan()
        else:
            self._let_go()
            self._checked = None

    @Slot()
    def _on_trial_size(self) -> None:
        text = self._tr.plural("Try with {n} first", "Try with {n} first", self._trial_size.value())
        self._trial.setText(text)
        self._trial.setAccessibleName(text)

    @Slot(bool)
    def _on_hide(self, wanted: bool) -> None:
        """Another plan: what is gone from the file is hidden, or not."""
        self._options = PlanOptions(hide_missing=wanted)
        self._plan()

    # the rows behind a number -------------------------------------------------------------------------------------------
    @Slot(object)
    def _on_number(self, number: Number) -> None:
        checked, connection = self._checked, self.desk.session.connection
        if checked is not None and connection is not None:
            self.notice.hide()
            self._views.setCurrentWidget(self._rows)
            self._rows.show_number(connection, checked.forecast, number)

    @Slot()
    def _on_numbers(self) -> None:
        self._rows.stop()
        if self._checked is not None:
            self._views.setCurrentWidget(self._view)
            self._show_notice(self._checked.forecast)
            self._view.take_focus(self._rows.number)

    # showing ------------------------------------------------------------------------------------------------------------
    def _show(self, checked: Checked) -> None:
        self._checked = checked
        planned = checked.forecast
        self._file, self._options = self.desk.session.flow.table, checked.options
        account, table = self.desk.session.flow.account, self.desk.session.flow.table
        known = known_of(self.desk.session)
        again = known.restored if known is not None else 0
        sentence = forecast_sentence(planned, table.path.name if table is not None else "", self._tr, again)
        self._view.show_forecast(checked, sentence, account, as_drafts=self._as_drafts)
        self._show_photos(checked.photos)
        self._show_asking(None)
        self._show_notice(planned)
        self._show_buttons(planned)
        self._offer.look(planned)
        if self._views.currentWidget() is not self._rows:
            self._views.setCurrentWidget(self._view)
        self._fit()
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where there is little room the table keeps its rows, and what stands over it is told more briefly."""
        over = (each for each in (self.notice, self.error, self._offer) if each.isVisibleTo(self))
        short = self.height() - sum(each.sizeHint().height() + SIZES.block for each in over) < _ROOM
        self._view.show_short(short)
        self.show_close(short)

    @property
    def _as_drafts(self) -> bool:
        """The file does not say what becomes of new listings: the portal's default holds."""
        session = self.desk.session
        mapping, connection = session.flow.mapping, session.connection
        return bool(mapping and connection and not checking.says_status(mapping, connection.catalogue))

    def _show_notice(self, planned: Forecast) -> None:
        """What becomes of the new listings, where the file does not say it; and what does not fit this month."""
        held = self._checked.conflicts if self._checked is not None else 0
        notice = conflict_notice(held, self._tr) if held and not planned.waiting else None
        notice = notice or forecast_notice(planned, self.desk.session.flow.account, self._tr, as_drafts=self._as_drafts)
        if notice is None or (self._offer.speaks and notice[2] is Tone.ACCENT):
            self.notice.clear()
        else:
            self.notice.show_notice(*notice)

    @Slot(str)
    def _on_notice(self, name: str) -> None:
        if name in (GO_ON_LINKING, GIVE_UP_LINKS):
            known = known_of(self.desk.session)
            if known is not None:
                known.from_check = True
            self._shell.ways.unfinished_links(Wish.GO_ON if name == GO_ON_LINKING else Wish.GIVE_UP)
            return
        if name == DECIDE_CONFLICTS:
            known = known_of(self.desk.session)
            if known is not None:
                known.from_check = known.at_conflicts = True
            self._shell.show_place(LINKING)
            return
        if name == "hideHeldButton":
            self._options = PlanOptions(hide_missing=True, hide_confirmed=True)
            self._plan()
            return
        session = self.desk.session
        session.change(session.flow.go(Step.COLUMNS))

    def _show_buttons(self, planned: Forecast | None) -> None:
        tr = self._tr
        sent = checking.to_send(planned) if planned else 0
        free = not self._asking.running and not self.desk.session.being_tended
        self._send.setEnabled(sent > 0 and free)
        text = tr.plural("Send {n} listing", "Send {n} listings", sent) if sent else tr("Nothing to send")
        self._send.setText(text if planned else tr("Send"))
        self._send.setAccessibleName(self._send.text())
        few = planned is None or sent <= TRIAL
        self._trial_size.setMaximum(max(TRIAL, sent - 1))
        self._on_trial_size()
        for made in (self._trial_size, self._trial):
            made.setProperty("unwanted", few)
            made.setEnabled(free)

    # asking the portal beforehand, and looking at the photos ------------------------------------------------------------
    @Slot()
    def _on_ask(self) -> None:
        checked, connection = self._checked, self.desk.session.connection
        if checked is not None and connection is not None and not self._asking.running:
            run = checked.forecast.run
            self.error.clear()
            self._asking.begin(lambda task: checking.ask_the_portal(task, connection, run))
            self.refresh()

    @Slot()
    def _on_asking_changed(self) -> None:
        if self._checked is not None:
            self._show_asking(self._asking.progress if self._asking.running else None)
            self._show_buttons(self._checked.forecast)

    @Slot(object)
    def _on_asked(self, asked: PortalAsked) -> None:
        if self._checked is not None:
            self._show_and_keep(replace(self._checked, asked=asked))

    def _show_asking(self, progress: RunProgress | None) -> None:
        checked = self._checked
        if checked is not None:
            sent = checking.to_send(checked.forecast)
            self._view.show_asking(checked.asked, progress, asking=self._asking.running, sent=sent)

    @Slot()
    def _on_photos(self) -> None:
        checked, connection, look_at = self._checked, self.desk.session.connection, self._look_at
        if checked is not None and connection is not None and not self._photos.running:
            ledger, catalogue, run = connection.ledger, connection.catalogue, checked.forecast.run
            self._photos.begin(lambda task: checking.look_at_photos(task, look_at, ledger, catalogue, run))

    @Slot()
    def _on_photos_changed(self) -> None:
        self._show_photos(self._photos.progress if self._photos.running else None)

    @Slot(object)
    def _on_photos_looked_at(self, looked: PhotosLooked) -> None:
        if self._checked is not None:
            self._show_and_keep(replace(self._checked, photos=looked))

    def _show_photos(self, looked: PhotosLooked | None) -> None:
        rows = self._checked.forecast.total if self._checked is not None else 0
        self._problems.show_photos(looked, looking=self._photos.running, rows=rows)

    def _show_and_keep(self, checked: Checked) -> None:
        self._show(checked)
        self.desk.session.notes[self.NAME] = checked
