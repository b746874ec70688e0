"""The first page once something is kept up to date: what happened, what needs a person, what comes next."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from rentix_desktop.sync.sources.monitor import SourceFigures
from rentix_desktop.sync.sources.source import Source
from rentix_desktop.texts.times import moment_words, next_words
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.page import Foot, Page
from rentix_desktop.ui.places.home import words as home_words
from rentix_desktop.ui.places.home.doings import Doings, HomePorts, Shell
from rentix_desktop.ui.places.home.need_bar import NeedFace
from rentix_desktop.ui.places.home.source_card import SourceCard
from rentix_desktop.ui.places.home.view import HomeView
from rentix_desktop.ui.places.home.words import Figure
from rentix_desktop.ui.standing import Facts
from rentix_desktop.ui.widgets.basics import button
from rentix_desktop.ui.widgets.states import EmptyState, WaitingState

if TYPE_CHECKING:
    from rentix_desktop.ui.places.home.held_view import HeldView

_MINUTE_MS: Final = 60_000


class HomePlace(Page):
    NAME = "homePlace"

    def __init__(self, desk: Desk, ports: HomePorts, shell: Shell) -> None:
        super().__init__(desk)
        tr = desk.tr
        self._shell = shell
        self._standing = shell.standing
        self._tending = shell.tending
        self._agencies = shell.agencies
        self._doings = Doings(self, ports, shell)
        self._new = button(tr("New upload…"), "homeNewUploadButton")
        self._new.clicked.connect(self._on_new)
        self._back = button(tr("Back"), "heldBackButton")
        self._back.clicked.connect(self._on_back)
        self._hide = button(tr("It is right: hide them"), "hideThemButton", main=True)
        self._hide.clicked.connect(self._on_hide)
        self.buttons = [self._back, self._hide, self._new]
        self._waiting = WaitingState()
        self._waiting.show_waiting(tr("Gathering what happened…"))
        self._none = EmptyState("", "", tr("New upload…"), "emptyHomeButton")
        self._none.pressed.connect(self._on_new)
        self._view = HomeView(desk)
        self._held: HeldView | None = None
        self._views = QStackedWidget()
        for view in (self._waiting, self._none, self._view):
            self._views.addWidget(view)
        self.body.addWidget(self._views, 1)
        self._view.need_pressed.connect(self._doings.do)
        self._view.sync_pressed.connect(self._doings.sync_now)
        self._view.stop_pressed.connect(self._doings.stop)
        self._view.change_pressed.connect(self._doings.change)
        self._view.compare_pressed.connect(self._doings.compare)
        self._standing.changed.connect(self._on_facts)
        self._agencies.changed.connect(self._on_facts)
        self._doings.changed.connect(self._on_facts)
        self._doings.held_came.connect(self._on_held)
        self._tending.changed.connect(self._on_tended)
        self._tending.began.connect(self._on_pictures)
        self._tending.progressed.connect(self._on_pictures)
        self._tending.ended.connect(self._on_pictures)
        self._clock = QTimer(self, interval=_MINUTE_MS)
        self._clock.timeout.connect(self._on_minute)

    # what the frame shows -----------------------------------------------------------------------------------------------
    def title(self) -> str:
        tr, facts = self._tr, self._facts
        if self._showing_held:
            count = len(self._doings.held.listings) if self._doings.held is not None else 0
            return tr.plural("{n} listing would be hidden", "{n} listings would be hidden", count)
        now = dt.datetime.now().astimezone()
        if facts is None or facts.monitor is None:
            return home_words.greeting(now, tr)
        if not facts.sources and not self._faces:
            return home_words.greeting(now, tr)
        return home_words.title(now, len(self._faces), tr)

    def sentence(self) -> str:
        if self._showing_held:
            return self._tr("They are not in the file any more. Hidden listings are not deleted: they can come back.")
        return ""

    def foot(self) -> Foot:
        tr = self._tr
        if self._showing_held:
            return Foot(tr("Nothing was hidden."), back=False)
        if self._shell.presence.only_while_open:
            text = tr(
                "Files are brought up to date only while this window is open: this system shows no icon to stay in."
            )
            return Foot(text, back=False)
        return Foot(tr("Keys are kept in your system’s key store, never in a file."), back=False)

    @property
    def _facts(self) -> Facts | None:
        return self._standing.facts

    @property
    def _empty_button(self) -> QPushButton | None:
        """Where nothing is kept up to date: the one thing to do, in the middle of the page."""
        return self._none.button if self._views.currentWidget() is self._none else None

    @property
    def _showing_held(self) -> bool:
        return self._held is not None and self._views.currentWidget() is self._held

    def first_focus(self) -> QWidget | None:
        return self._empty_button or self._view.first_button() or self._new

    def enter(self) -> None:
        self._clock.start()
        self._standing.look()
        self._doings.look_at_schedule()
        self._on_facts()

    def leave(self) -> None:
        self._clock.stop()

    # what is shown ------------------------------------------------------------------------------------------------------
    @Slot()
    def _on_minute(self) -> None:
        if self._standing.error is not None:  # another program was at it, perhaps
            self._standing.look()
        self._on_facts()

    @Slot()
    def _on_facts(self) -> None:
        facts, error = self._facts, self._standing.error
        if error is not None and facts is None:
            self.error.show_error(error)
        else:
            self.error.clear()
        if self._showing_held:
            self._show_buttons()
            self.refresh()
            return
        if facts is None or facts.monitor is None:
            waiting = error is None and (facts is None or self._standing.looking)
            if waiting:
                self._views.setCurrentWidget(self._waiting)
            else:
                self._show_none(facts)
        elif facts.sources:
            self._show(facts)
        else:
            self._show_none(facts)
        self._show_buttons()
        self.refresh()

    def _show_none(self, facts: Facts | None) -> None:
        tr, agency = self._tr, self._agencies.name
        if facts is None:  # the error stands above
            self._none.show_state(tr("What is kept up to date cannot be read just now"), "", action=False)
            self._views.setCurrentWidget(self._none)
            return
        title = tr("Nothing is kept up to date for {agency} yet", agency=agency) if agency else ""
        text = tr(
            "Upload a file once; at the end you can have it kept up to date. From then on it is one click, or none."
        )
        if facts.elsewhere:
            text = f"{text} {tr('Another agency has some: it can be chosen at the top right.')}"
        self._none.show_state(title or tr("Nothing is kept up to date yet"), text)
        self._views.setCurrentWidget(self._none)

    @property
    def _faces(self) -> tuple[NeedFace, ...]:
        facts = self._facts
        return self._doings.faces(facts) if facts is not None else ()

    def _show(self, facts: Facts) -> None:
        if facts.monitor is None:
            return
        self._view.show_needs(self._faces, self._doings.why_not())
        self._view.show_elsewhere(facts.elsewhere)
        self._view.show_monitor(facts.monitor)
        self._show_cards(facts)
        if self._views.currentWidget() is not self._view:
            had_all = self._none.button is not None and self._none.button.hasFocus()
            self._views.setCurrentWidget(self._view)
            first = self._view.first_button()
            if (self._new.hasFocus() or had_all) and first is not None:  # it was all there was
                first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_cards(self, facts: Facts) -> None:
        cards = self._view.cards([source.name for source in facts.sources])
        for source in facts.sources:
            figures = facts.figures(source)
            card = cards[source.name]
            card.show_source(home_words.source_words(source, self._tr), self._figures(source, figures))
            self._show_running(card, source.name)

    def _figures(self, source: Source, figures: SourceFigures) -> tuple[Figure, ...]:
        from rentix_desktop.sync.sources.times import now_here

        tr, now = self._tr, now_here()
        picture = self._tending.picture(source.name)
        says, more = next_words(source.times, picture.due, now, tr), self._doings.wait_words(picture, source)
        if picture.running:
            says, more = tr("now"), ""
        elif picture.due is not None and source.times.on_change:  # two things: one a line
            is_due = picture.due.is_due(now)
            says = tr("now") if is_due else moment_words(picture.due.at, now, tr)
            more = more if picture.waits_for is not None else "" if is_due else tr("or when the file changes")
        upcoming = Figure(tr("Next"), says, more)
        return (
            home_words.last_figure(figures, source.times, now, tr),
            home_words.errors_figure(figures, tr),
            home_words.delay_figure(figures, tr),
            upcoming,
        )

    def _show_running(self, card: SourceCard, name: str) -> None:
        running = self._doings.running(name)
        if running is None:
            card.show_still(self._doings.why_not())
            return
        words, fraction = home_words.progress_words(running.progress, self._tr)
        card.show_running(words, fraction, stopping=running.stopping)

    @Slot()
    def _on_pictures(self) -> None:
        """A turn began, goes on, or ended: the cards alone."""
        if self._facts is not None and self._views.currentWidget() is self._view and self.isVisible():
            self._show_cards(self._facts)

    @Slot()
    def _on_tended(self) -> None:
        """What goes by itself may be different, and so what the footer says of it."""
        self._on_pictures()
        if self.isVisible():
            self.refresh()

    def _show_buttons(self) -> None:
        held = self._showing_held
        self._new.setProperty("unwanted", held or self._empty_button is not None)  # once is enough
        self._back.setProperty("unwanted", not held)
        self._hide.setProperty("unwanted", not held)
        self._hide.setEnabled(not self._doings.why_not())
        self._hide.setToolTip(self._doings.why_not())

    # the list of what would be hidden -------------------------------------------------------------------------------------
    @Slot()
    def _on_held(self) -> None:
        held = self._doings.held
        if held is None:
            return
        if self._held is None:
            from rentix_desktop.ui.places.home.held_view import HeldView

            self._held = HeldView(self.desk)
            self._views.addWidget(self._held)
        self._views.setCurrentWidget(self._held)
        self._held.show_held(held)
        self._show_buttons()
        self.refresh()
        self._held.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_back(self) -> None:
        self._views.setCurrentWidget(self._view)
        self._on_facts()

    @Slot()
    def _on_hide(self) -> None:
        held = self._doings.held
        if held is not None and self._doings.hide(held.source, held.run, len(held.listings)):
            self._on_back()

    @Slot()
    def _on_new(self) -> None:
        self._shell.ways.new_upload()
