"""Step 5: what will happen, before anything is sent."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from rentix_desktop.errors import AppError
from rentix_desktop.sync.photos import PhotoLook
from rentix_desktop.sync.progress import Forecast, beyond_the_month
from rentix_desktop.texts.durations import about
from rentix_desktop.texts.names import field_name
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.jobs import Job
from rentix_desktop.ui.session import RunOrder
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import Card, StatCard, Tone, button, label, row
from rentix_desktop.ui.widgets.states import EmptyState, SegmentBar, WaitingState
from rentix_desktop.ui.wizard import checking
from rentix_desktop.ui.wizard.checking import Checked, PhotosLooked
from rentix_desktop.ui.wizard.flow import Step
from rentix_desktop.ui.wizard.page import Foot, Page
from rentix_desktop.ui.wizard.problems_view import ProblemsView

TRIAL = 5


class CheckPage(Page):
    NAME = "checkPage"
    STEP = Step.CHECK

    def __init__(self, desk: Desk, look_at_photo: PhotoLook) -> None:
        super().__init__(desk)
        tr = desk.tr
        self._look_at = look_at_photo
        self._planning: Job | None = None
        self._looking: Job | None = None
        self._checked: Checked | None = None
        self._trial = button(tr("Try with {n} first", n=tr.number(TRIAL)), "trialButton")
        self._trial.clicked.connect(self._on_trial)
        self._send = button("", "sendButton", main=True)
        self._send.clicked.connect(self._on_send)
        self.buttons = [self._trial, self._send]
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
        self._forecast_view = self._build_forecast()
        for view in (self._waiting, self._stopped, self._forecast_view):
            self._views.addWidget(view)
        self.body.addWidget(self._views, 1)
        self.notice.pressed.connect(self._on_notice)

    # building -----------------------------------------------------------------------------------------------------------
    def _build_forecast(self) -> QWidget:
        self._forecast = label(wrap=True, name="forecastLabel")
        self._cards = {
            "create": StatCard(Tone.ACCENT, "createCard"),
            "update": StatCard(Tone.PLAIN, "updateCard"),
            "unchanged": StatCard(Tone.MUTED, "unchangedCard"),
            "hide": StatCard(Tone.LOOK, "hideCard"),
            "blocked": StatCard(Tone.WRONG, "blockedCard"),
        }
        cards = QHBoxLayout()
        cards.setSpacing(SIZES.block)
        for card in self._cards.values():
            cards.addWidget(card, 1)
        self._cost = label(name="costLabel")
        self._limit = label(kind="caption", wrap=True, name="limitLabel")
        self._limit_bar = SegmentBar(self.desk.tokens, "limitBar", 8)
        self._limit_part = QWidget()
        limit = QVBoxLayout(self._limit_part)
        limit.setContentsMargins(0, 0, 0, 0)
        limit.setSpacing(6)
        limit.addWidget(self._limit)
        limit.addWidget(self._limit_bar)
        bar = Card(pad=14)
        bar.box.addLayout(row(self._cost, 18, self._limit_part))
        self._problems = ProblemsView(self.desk)
        self._problems.photos_pressed.connect(self._on_photos)
        self._problems.stop_pressed.connect(self._on_stop_photos)
        view = QWidget()
        outer = QVBoxLayout(view)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(SIZES.block)
        outer.addWidget(self._forecast)
        outer.addLayout(cards)
        outer.addWidget(bar)
        outer.addWidget(self._problems, 1)
        return view

    # what the frame shows -----------------------------------------------------------------------------------------------
    def title(self) -> str:
        return self._tr("What will happen")

    def sentence(self) -> str:
        if self._checked is not None:
            return ""  # the forecast itself says it
        return self._tr("The file is compared with what was sent before. Nothing is sent yet.")

    def foot(self) -> Foot:
        return Foot(self._tr("Nothing is sent yet. Your file stays as it is."))

    def enter(self) -> None:
        flow = self.desk.session.flow
        kept = self.desk.session.notes.get(self.NAME)
        if isinstance(kept, Checked) and flow.forecast is not None and flow.forecast.run == kept.forecast.run:
            self._show(kept)
        elif self._planning is None:
            self._plan()

    def leave(self) -> None:
        for job in (self._planning, self._looking):
            if job is not None:
                job.cancel()
        self._planning = self._looking = None

    # planning -----------------------------------------------------------------------------------------------------------
    @Slot()
    def _plan(self) -> None:
        session = self.desk.session
        table, mapping, connection = session.table, session.flow.mapping, session.connection
        self._checked = None
        self._show_buttons(None)
        self.notice.clear()
        self.error.clear()
        if table is None or mapping is None or connection is None:
            self._views.setCurrentWidget(self._stopped)
            return
        self._views.setCurrentWidget(self._waiting)
        self._on_progress(0)
        self._planning = self.run(
            "check",
            lambda task: checking.look(task, table, mapping, connection),
            self._on_planned,
            self._on_failed,
            self._on_progress,
            self._on_stopped,
        )
        self.refresh()

    @Slot(object)
    def _on_progress(self, rows: int) -> None:
        tr, table = self._tr, self.desk.session.table
        total = table.info.rows if table is not None else 0
        more = tr("{done} of {all} rows", done=tr.number(rows), all=tr.number(total))
        self._waiting.show_waiting(tr("Checking every row…"), more, rows / total if total else None)

    @Slot(object)
    def _on_planned(self, checked: Checked) -> None:
        if self.sender() is not self._planning:
            return
        self._planning = None
        session = self.desk.session
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
        if self._checked is not None:
            self.desk.session.order(RunOrder(self._checked.forecast.run))

    @Slot()
    def _on_trial(self) -> None:
        if self._checked is not None:
            self.desk.session.order(RunOrder(self._checked.forecast.run, trial=TRIAL))

    # showing ------------------------------------------------------------------------------------------------------------
    def _show(self, checked: Checked) -> None:
        self._checked = checked
        planned = checked.forecast
        self._forecast.setText(self._sentence_of(planned))
        self._forecast.setAccessibleName(self._forecast.text())
        self._show_cards(checked)
        self._show_cost(planned)
        found = checked.photos.groups if checked.photos is not None else ()
        cut = checked.kept if checked.kept < checked.problems else None
        self._problems.show_groups((*checked.groups, *found), cut)
        self._show_photos(checked.photos)
        self._show_notice(planned)
        self._show_buttons(planned)
        self._views.setCurrentWidget(self._forecast_view)
        self.refresh()

    def _sentence_of(self, planned: Forecast) -> str:
        """The whole forecast in words: what a screen reader says, too."""
        tr, table = self._tr, self.desk.session.flow.table
        name = table.path.name if table is not None else ""
        rows = tr.plural("{n} listing in {file}.", "{n} listings in {file}.", planned.total - planned.hide, file=name)
        sent = checking.to_send(planned)
        parts = [rows]
        if not sent and not planned.blocked and not planned.skipped:
            parts.append(tr("All of them are on the portal as they are in the file: there is nothing to send."))
        elif not sent:
            parts.append(
                tr("None of them can be sent as it is.") if planned.blocked else tr("There is nothing to send.")
            )
        else:
            parts.append(tr.plural("{n} will be sent.", "{n} will be sent.", sent))
        if planned.blocked:
            parts.append(
                tr.plural(
                    "{n} stays here until it is fixed and holds up none of the others.",
                    "{n} stay here until they are fixed and hold up none of the others.",
                    planned.blocked,
                )
            )
        if planned.skipped:
            parts.append(
                tr.plural("{n} is left out, as you decided.", "{n} are left out, as you decided.", planned.skipped)
            )
        if planned.hide_held:
            parts.append(
                tr.plural(
                    "{n} is gone from the file and is not hidden without your yes.",
                    "{n} are gone from the file and are not hidden without your yes.",
                    planned.hide_held,
                )
            )
        return " ".join(parts)

    def _show_cards(self, checked: Checked) -> None:
        tr, planned, cards = self._tr, checked.forecast, self._cards
        number = tr.number
        how = tr("created as drafts") if self._as_drafts else tr("created as the file says")
        cards["create"].show_count(number(planned.create), tr.plural("new", "new", planned.create), how)
        fields = sum(planned.changed_fields.values())
        quiet = tr("nothing has changed")
        if fields:
            most = max(planned.changed_fields, key=lambda name: planned.changed_fields[name])
            changed = tr.plural("{n} field", "{n} fields", fields)
            quiet = tr("{fields}, mostly {field}", fields=changed, field=field_name(most, tr))
        cards["update"].show_count(number(planned.update), tr.plural("updated", "updated", planned.update), quiet)
        unchanged = tr.plural("unchanged", "unchanged", planned.unchanged)
        cards["unchanged"].show_count(number(planned.unchanged), unchanged, tr("nothing to send"))
        hidden = tr.plural("hidden", "hidden", planned.hide)
        cards["hide"].show_count(number(planned.hide), hidden, tr("gone from the file"))
        cards["hide"].setVisible(bool(planned.hide))
        causes = checked.error_causes
        quiet = tr.plural("{n} cause, below", "{n} causes, below", causes) if causes else tr("every row is fine")
        blocked = tr.plural("cannot be sent", "cannot be sent", planned.blocked)
        cards["blocked"].show_count(number(planned.blocked), blocked, quiet, empty=not planned.blocked)

    @property
    def _as_drafts(self) -> bool:
        """The file does not say what becomes of new listings: the portal's default holds."""
        session = self.desk.session
        mapping, connection = session.flow.mapping, session.connection
        return bool(mapping and connection and not checking.says_status(mapping, connection.catalogue))

    def _show_cost(self, planned: Forecast) -> None:
        tr, session = self._tr, self.desk.session
        destination = session.connection.destination if session.connection else None
        per_minute = destination.limits.requests_per_minute if destination else None
        if planned.requests:
            requests = tr.plural("{n} request", "{n} requests", planned.requests)
            time = about(checking.seconds_for(planned.requests, per_minute), tr)
            self._cost.setText(tr("{requests}  ·  about {time}", requests=requests, time=time))
        else:
            self._cost.setText(tr("No request is needed"))
        account = session.flow.account
        used, limit = (account.used, account.limit) if account else (None, None)
        self._limit_part.setVisible(used is not None and limit is not None)
        if used is None or limit is None:
            return
        over = max(0, used + planned.create - limit)
        text = tr(
            "Monthly limit: {used} used + {new} new of {limit}",
            used=tr.number(used),
            new=tr.number(planned.create),
            limit=tr.number(limit),
        )
        self._limit.setText(text)
        self._limit_bar.show_segments(limit, ((used, "control"), (planned.create, "wrong" if over else "accent")), text)

    def _show_notice(self, planned: Forecast) -> None:
        """What becomes of the new listings, where the file does not say it; and what does not fit this month."""
        tr, account = self._tr, self.desk.session.flow.account
        if account is not None:
            over = beyond_the_month(planned, account)
            if over > 0:
                self.notice.show_notice(
                    tr.plural(
                        "{n} new listing is more than your monthly limit allows",
                        "{n} new listings are more than your monthly limit allows",
                        over,
                    ),
                    tr("They are kept here and can be sent next month. Changes are sent now."),
                    Tone.LOOK,
                )
                return
        if planned.create and self._as_drafts:
            self.notice.show_notice(
                tr("New listings arrive as drafts"),
                tr("Your file does not say whether to publish them. To publish at once, choose a status for all rows."),
                Tone.ACCENT,
                (("chooseStatusButton", tr("Choose a status")),),
            )
            return
        self.notice.clear()

    @Slot(str)
    def _on_notice(self, _: str) -> None:
        session = self.desk.session
        session.change(session.flow.go(Step.COLUMNS))

    def _show_buttons(self, planned: Forecast | None) -> None:
        tr = self._tr
        sent = checking.to_send(planned) if planned else 0
        self._send.setEnabled(sent > 0)
        text = tr.plural("Send {n} listing", "Send {n} listings", sent) if sent else tr("Nothing to send")
        self._send.setText(text if planned else tr("Send"))
        self._send.setAccessibleName(self._send.text())
        self._trial.setProperty("unwanted", planned is None or sent <= TRIAL)

    # the photos -----------------------------------------------------------------------------------------------------------
    @Slot()
    def _on_photos(self) -> None:
        checked, connection, look_at = self._checked, self.desk.session.connection, self._look_at
        if checked is None or connection is None or self._looking is not None:
            return
        ledger, catalogue, run = connection.ledger, connection.catalogue, checked.forecast.run
        self._looking = self.run(
            "photos",
            lambda task: checking.look_at_photos(task, look_at, ledger, catalogue, run),
            self._on_photos_looked_at,
            self._on_photos_failed,
            self._on_photos_progress,
        )
        self._show_photos(None)

    @Slot()
    def _on_stop_photos(self) -> None:
        if self._looking is not None:
            self._looking.cancel()

    @Slot(object)
    def _on_photos_progress(self, looked: PhotosLooked) -> None:
        if self.sender() is self._looking:
            self._show_photos(looked)

    @Slot(object)
    def _on_photos_looked_at(self, looked: PhotosLooked) -> None:
        checked = self._checked
        if self.sender() is not self._looking or checked is None:
            return
        self._looking = None
        self._show(replace(checked, photos=looked))
        self.desk.session.notes[self.NAME] = self._checked

    @Slot(object)
    def _on_photos_failed(self, error: AppError) -> None:
        self._looking = None
        self._show_photos(None)
        self.error.show_error(error)

    def _show_photos(self, looked: PhotosLooked | None) -> None:
        rows = self._checked.forecast.total if self._checked is not None else 0
        self._problems.show_photos(looked, looking=self._looking is not None, rows=rows)
