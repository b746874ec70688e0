"""Linking: which listings of the portal are which rows of the file; links that are there; the same twice."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from rentix_desktop.errors import AppError
from rentix_desktop.linking.linked import Sent
from rentix_desktop.sync.destination import Lists
from rentix_desktop.sync.sources.source import SourceStore
from rentix_desktop.texts.conflicts import known_again_words
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.page import Foot, Page
from rentix_desktop.ui.places.entries import UPLOAD
from rentix_desktop.ui.places.linking.buttons import LinkingButtons
from rentix_desktop.ui.places.linking.conflicts import Adopted, Adopting
from rentix_desktop.ui.places.linking.doubles import hidden_words
from rentix_desktop.ui.places.linking.file import Ways
from rentix_desktop.ui.places.linking.keeping import keeper_of
from rentix_desktop.ui.places.linking.reading import LinkReading, not_sending
from rentix_desktop.ui.places.linking.sending import Ended, GivenUp, Hidden, LinkSending
from rentix_desktop.ui.places.linking.state import LinkingState, known_of
from rentix_desktop.ui.places.linking.tabs import PAIRING, Tab, Tabs
from rentix_desktop.ui.places.linking.unfinished import UnfinishedLinks
from rentix_desktop.ui.places.linking.views import LinkingViews, sentence_words, tab_counts
from rentix_desktop.ui.places.linking.wishes import Wishes
from rentix_desktop.ui.places.linking.work import Linked, Read
from rentix_desktop.ui.places.not_now import why_not_now
from rentix_desktop.ui.ways import Wish
from rentix_desktop.ui.widgets.basics import Tone


class Shell(Protocol):
    """What the place needs of the window."""

    def show_place(self, name: str) -> None: ...

    @property
    def ways(self) -> Ways: ...


class LinkingPlace(Page):
    NAME = "linkingPlace"

    def __init__(self, desk: Desk, shell: Shell, sources: SourceStore) -> None:
        super().__init__(desk)
        tr = desk.tr
        self._shell = shell
        self._tab = Tab.SURE
        self._reading = LinkReading(desk, self, sources.all)
        self._counting = LinkReading(desk, self, sources.all)
        self._counting.paired.connect(self._on_counted)
        self._adopting = Adopting(desk, self)
        self._sending = LinkSending(desk, self)
        self._keeper = keeper_of(desk)
        self._keeper.failed.connect(self.error.show_error)
        self._result: Sent | None = None
        self._tabs = Tabs(tr)
        self._tabs.chosen.connect(self._on_tab)
        self._unfinished = UnfinishedLinks(desk, self._sending, lambda: self._why_not)
        self._views = LinkingViews(self, shell.ways, sources.all)
        self._wishes = Wishes(self, self._views, self._reading, self._sending, self._adopting, self._able)
        self._connect_views()
        self.body.addWidget(self._unfinished)
        self.body.addWidget(self._tabs)
        self.body.addWidget(self._views, 1)
        self._foot = LinkingButtons(desk)
        self._foot.read_again.clicked.connect(self._on_read_again)
        self._foot.check.clicked.connect(self._on_check)
        self._foot.waiting.clicked.connect(self._on_what_waits)
        self._foot.link.clicked.connect(self._wishes.link)
        self.buttons = self._foot.all
        desk.session.tended.connect(self._on_tended)
        desk.session.changed.connect(self._on_session)

    def _connect_views(self) -> None:
        views, sending = self._views, self._sending
        views.waiting.stop_pressed.connect(self._on_stop)
        views.changed.connect(self._on_changed)
        self._adopting.adopted.connect(self._on_adopted)
        self._adopting.failed.connect(self.error.show_error)
        views.other_wanted.connect(self._on_other)
        views.read_wanted.connect(self._on_read_again)
        views.again_pressed.connect(self._on_again)
        views.go_on_pressed.connect(self._unfinished.go_on)
        views.give_up_pressed.connect(self._unfinished.ask)
        views.linked_pressed.connect(self._on_links)
        self._unfinished.not_gone_on.connect(self._show)
        self._unfinished.failed.connect(self.error.show_error)
        reading = self._reading
        reading.begun.connect(self._on_reading)
        reading.progressed.connect(views.show_progress)
        reading.paired.connect(self._on_paired)
        reading.listed.connect(self._on_listed)
        reading.failed.connect(self._on_failed)
        reading.stopped.connect(self._on_stopped)
        sending.begun.connect(self._on_sending)
        sending.progressed.connect(views.show_progress)
        sending.ended.connect(self._on_ended)
        sending.failed.connect(self._on_not_sent)
        sending.stopped.connect(self._on_not_sent)

    # what the frame shows -------------------------------------------------------------------------------------------------
    def title(self) -> str:
        return self._tr("Linking")

    def sentence(self) -> str:
        return sentence_words(self._known, self._tr)

    def foot(self) -> Foot:
        reading, sending = self._reading.running, self._sending.running
        return self._foot.show(self._views, self._known, self._why_not, reading=reading, sending=sending)

    @property
    def _known(self) -> LinkingState | None:
        return known_of(self.desk.session)

    @property
    def _why_not(self) -> str:
        return why_not_now(self.desk.session, self._tr, own=self._sending.running)

    def _able(self) -> LinkingState | None:
        """What is known, where something can be begun now."""
        return None if self._why_not else self._known

    # coming and going -------------------------------------------------------------------------------------------------------
    def enter(self) -> None:
        if self._sending.take_up():
            return
        if self._unfinished.look() is Wish.GO_ON:
            self._views.show_waiting(self._tr("Telling the portal…"))
        elif self._result is None:
            self._go_where_it_waits()
            self._show()

    def leave(self) -> None:
        self._unfinished.stop()

    def first_focus(self) -> QWidget | None:
        self._views.take_focus()
        return self._views.focusWidget()

    def _go_where_it_waits(self) -> None:
        """Where nothing is to be linked, and pairs wait for an answer, to them."""
        pairs = self._known.deciding if self._known is not None else None
        if pairs is not None and self._tab is Tab.SURE and not pairs.proposed_as_same and pairs.open_cases:
            self._tab = Tab.LOOK

    @Slot()
    def _show(self) -> None:
        """The part that is chosen, with what is known; what is not known yet is asked for."""
        if self._sending.running:
            return
        known, connection = self._known, self.desk.session.connection
        if known is None or connection is None or self._why_not:
            self._views.show_none(self._tr("Not just now"), self._why_not, action=False)
        elif self._reading.running:
            self._views.setCurrentWidget(self._views.waiting)
        elif self._tab is Tab.LINKED:
            self._reading.list_linked(known, ask=False)
        elif not isinstance(connection.destination, Lists):
            words = self._tr("Only links that were made here are known: they are under “Linked”.")
            self._views.show_none(self._tr("This portal does not tell which listings it has"), words, action=False)
        elif self._tab is Tab.TWICE:
            self._show_doubles(known)
        elif known.file is None:
            begun = self.desk.session.flow.table is not None
            self._views.no_file.show_ways(connection.ledger, known.account, begun=begun)
            self._views.setCurrentWidget(self._views.no_file)
        elif known.deciding is None:
            self._reading.pair(known, self._keeper.unwritten)
        else:
            self._keeper.follow(connection, known.deciding)
            if known.at_conflicts and known.conflicts:
                self._tab = Tab.CONFLICT
            known.at_conflicts = False
            if self._tab is Tab.CONFLICT and known.conflicts:
                self._views.show_conflicts(known)
            elif known.nothing_to_pair:
                self._views.show_nothing_to_pair(known)
            else:
                self._tab = Tab.SURE if self._tab is Tab.CONFLICT else self._tab
                self._views.show_pairs(known, self._tab, connection.catalogue.key)
        self._show_counts()
        self.refresh()

    def _show_counts(self) -> None:
        self._tabs.show_counts(tab_counts(self._known), self._tab)

    @Slot(object)
    def _on_tab(self, tab: Tab) -> None:
        self._tab, self._result = tab, None
        self.error.clear()
        self.notice.clear()
        if not self._sending.running:
            self._unfinished.show_again()
            self._show()
            self._views.take_focus()
        else:
            self._show_counts()

    @Slot()
    def _on_changed(self) -> None:
        self._keeper.touched()
        self._show_counts()
        self.refresh()

    @Slot()
    def _on_session(self) -> None:
        """An agency is connected by now, or something was sent."""
        if self.isVisible() and self._views.idle and not self.error.isVisible():
            self._show()

    @Slot()
    def _on_tended(self) -> None:
        if self.isVisible() and not self._sending.running and self._result is None:
            self._show()

    # reading and pairing ----------------------------------------------------------------------------------------------------
    @Slot(str)
    def _on_reading(self, words: str) -> None:
        self.error.clear()
        self._views.show_waiting(words)
        self.refresh()

    @Slot(object)
    def _on_paired(self, read: Read) -> None:
        known = self._known
        if known is None:
            return
        if known.on_portal is not read.on_portal:
            known.take_portal(read.on_portal, self.desk.session.flow.run)
        if read.proposed is not None:
            known.take_proposal(read.proposed)
            self._go_where_it_waits()
            if adopted := read.proposed.proposal.adopted:
                self.notice.show_notice("", known_again_words(adopted, self._tr), Tone.ACCENT)
            held = frozenset(pair.external_id for pair in known.conflicts)
            if adopted or held != known.held:
                known.held = held
                self.desk.session.outdate(known.account)  # what is known changes what is sent
        if read.doubles is not None:
            known.doubles = read.doubles
        elif known.doubles is None:
            self._counting.find_doubles(known)
        self._show()
        if not self._unfinished.asking:
            self._views.take_focus()

    @Slot(object)
    def _on_counted(self, read: Read) -> None:
        """How many are there twice, while other things are looked at."""
        known = self._known
        if known is not None and known.on_portal is read.on_portal:
            known.doubles = read.doubles
            self._show_counts()

    @Slot(object)
    def _on_failed(self, error: AppError) -> None:
        self._on_stopped()
        self.error.show_error(error, not_sending(error, self._tr))

    @Slot()
    def _on_stopped(self) -> None:
        known = self._known
        if self._sending.running:
            return
        if known is not None and known.deciding is not None and self._tab in PAIRING:
            self._show()  # what was known before is not lost
            return
        self._views.show_none(self._tr("Nothing was changed"), self._tr("The listings of the portal were not read."))
        self._show_counts()
        self.refresh()

    @Slot()
    def _on_stop(self) -> None:
        self._sending.stop()
        self._reading.stop()

    @Slot()
    def _on_read_again(self) -> None:
        known = self._known
        if known is None or self._reading.running or self._why_not:
            return
        self.notice.clear()
        if self._tab is Tab.TWICE:
            self._reading.find_doubles(known, anew=True)
        elif self._tab is Tab.LINKED:
            self._reading.list_linked(known, ask=True, anew=True)
        else:
            self._reading.pair(known, self._keeper.unwritten, anew=True)

    # the parts that need no file ---------------------------------------------------------------------------------------------
    def _show_doubles(self, known: LinkingState) -> None:
        if known.doubles is None and known.on_portal is not None:
            self._reading.find_doubles(known)
            return
        self._views.doubles.show_groups(known.doubles, known.by_id)
        self._views.setCurrentWidget(self._views.doubles)

    @Slot(object)
    def _on_listed(self, linked: Linked) -> None:
        known = self._known
        if known is not None and linked.on_portal is not None and known.on_portal is not linked.on_portal:
            known.take_portal(linked.on_portal, self.desk.session.flow.run)
        self._views.linked.show_linked(linked)
        if self._tab is not Tab.LINKED:
            self._show()
            return
        self._views.setCurrentWidget(self._views.linked)
        self._show_counts()
        self.refresh()
        self._views.take_focus()

    @Slot(str)
    def _on_other(self, code: str) -> None:
        """Who has this code is asked of the portal itself."""
        self._tab = Tab.LINKED
        self._views.linked.seek(code)
        self._on_read_again()

    # sending ----------------------------------------------------------------------------------------------------------------
    @Slot(object)
    def _on_adopted(self, adopted: Adopted) -> None:
        known = self._known
        if known is not None:
            known.settle(adopted.code)
            self.notice.show_notice("", known_again_words(1, self._tr), Tone.ACCENT)
            self.desk.session.outdate(known.account)  # what is known changes what is sent
            self._show()
            self._views.take_focus()

    @Slot()
    def _on_again(self) -> None:
        known = self._known
        if known is not None and known.deciding is None:
            self._on_tab(Tab.SURE)
        elif known is not None and self._result is not None:
            failed = {(row.planned.portal_id or "", row.planned.row or 0) for row in self._result.failed}
            self._sending.link(known, failed)

    @Slot()
    def _on_sending(self) -> None:
        self._reading.stop()
        self._counting.let_go()
        self.error.clear()
        self.notice.clear()
        self._views.show_waiting(self._tr("Telling the portal…"))
        self._views.take_focus()
        self.refresh()

    @Slot(object)
    def _on_ended(self, ended: Ended) -> None:
        known, connection = self._known, self.desk.session.connection
        if known is None or connection is None:
            return
        if isinstance(ended, Hidden):
            self._on_hidden(known, ended, connection.catalogue.visibility.hidden)
            return
        if isinstance(ended, GivenUp):
            self._result = None
            self._show()
            return
        sent = self._result = ended
        known.linked(sent.done)
        if sent.off:
            known.unlinked_now(sent.off)
        self._views.forget()
        self._views.done.show_sent(sent, catalogue=connection.catalogue, listings=known.by_id)
        self._views.setCurrentWidget(self._views.done)
        if sent.in_doubt:  # what the portal has now it says itself
            known.take_portal(None, None)
        self._show_counts()
        self.refresh()
        if self._views.done.first is not None:
            self._views.take_focus()
        else:
            self._foot.take_focus()

    @Slot()
    @Slot(object)
    def _on_not_sent(self, error: AppError | None = None) -> None:
        """Stopped before anything was sent, or by an error of this computer."""
        self._show()
        if error is not None:
            self.error.show_error(error)

    def _on_hidden(self, known: LinkingState, hidden: Hidden, status: str) -> None:
        hides = hidden.hides
        if hidden.portal_id in hides.hidden:
            known.gave_status(hidden.portal_id, status)
            known.doubles = None
        elif hidden.portal_id not in hides.refused:
            self.desk.session.left_behind(hides.run)
        self.notice.show_notice(*hidden_words(hidden, self._tr))
        self._show()
        if hides.summary.stopped is not None:
            self.error.show_error(hides.summary.stopped)

    @Slot()
    def _on_links(self) -> None:
        self._on_tab(Tab.LINKED)

    @Slot()
    def _on_what_waits(self) -> None:
        self._on_tab(Tab.LOOK)

    @Slot()
    def _on_check(self) -> None:
        self._result = None
        self._shell.show_place(UPLOAD)
