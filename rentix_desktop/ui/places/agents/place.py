"""Agents: which accounts of the portal are which agents of the file, their profiles, and who has no account."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from rentix_desktop.errors import AppError
from rentix_desktop.linking.people.agents import FileAgent
from rentix_desktop.linking.people.choosing import Entry, Standing
from rentix_desktop.linking.people.staff import listings_by_person
from rentix_desktop.linking.proposing import OnPortal
from rentix_desktop.sync.destination import Accepted, Outcome, PersonSeen
from rentix_desktop.sync.photos import PhotoFetch
from rentix_desktop.sync.sources.source import SourceStore
from rentix_desktop.texts.reading import reading_listings
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.page import Foot, Page
from rentix_desktop.ui.places.agents import words as agents_words
from rentix_desktop.ui.places.agents.buttons import AgentsButtons
from rentix_desktop.ui.places.agents.doing import AgentsDoing, sure_to_drop
from rentix_desktop.ui.places.agents.drafts import Drafts
from rentix_desktop.ui.places.agents.photos import Portraits
from rentix_desktop.ui.places.agents.reading import AgentsReading
from rentix_desktop.ui.places.agents.state import AgentsState, known_of, sentence
from rentix_desktop.ui.places.agents.table import AgentsList
from rentix_desktop.ui.places.agents.telling import Telling
from rentix_desktop.ui.places.agents.views import AgentsViews
from rentix_desktop.ui.places.agents.work import Deed, FileSaid, Read
from rentix_desktop.ui.places.entries import UPLOAD
from rentix_desktop.ui.places.linking import state as linking_state
from rentix_desktop.ui.places.not_now import why_not_now
from rentix_desktop.ui.widgets.portraits import Album
from rentix_desktop.ui.wizard.flow import Step


class Shell(Protocol):
    """What the place needs of the window."""

    def show_place(self, name: str) -> None: ...


class AgentsPlace(Page):
    NAME = "agentsPlace"

    def __init__(self, desk: Desk, shell: Shell, sources: SourceStore, spool: Path, fetch: PhotoFetch) -> None:
        super().__init__(desk)
        self._shell = shell
        self._telling = Telling(self.notice, self._tr)
        known = known_of(desk.session)
        self._album = known.album if known is not None else Album()
        self._drafts = Drafts(desk.session)
        self._doing = AgentsDoing(desk, self)
        self._reading = AgentsReading(desk, sources, spool, self)
        self._portraits = Portraits(desk, fetch, self._album, self)
        self._build_views()
        made = self._buttons = AgentsButtons(desk)
        made.again.clicked.connect(self._on_again)
        made.check.clicked.connect(self._on_check)
        made.link.clicked.connect(self._on_link)
        made.save.clicked.connect(self._on_save)
        self.buttons = made.all
        self.notice.pressed.connect(self._on_notice)
        desk.session.tended.connect(self._on_turned)
        desk.session.changed.connect(self._on_turned)
        desk.session.outdated.connect(self._on_outdated)
        self._reading.read.connect(self._on_read)
        self._reading.counted.connect(self._on_counted)
        self._reading.progressed.connect(self._on_progress)
        self._doing.begun.connect(self._on_begun)
        self._doing.done.connect(self._on_done)
        self._doing.saved.connect(self._on_saved)
        for each in (self._reading, self._doing):
            each.failed.connect(self._on_failed)
            each.stopped.connect(self._on_stopped)

    def _build_views(self) -> None:
        views = self._views = AgentsViews(self.desk, self._album)
        views.left.connect(self._on_left)
        views.turned.connect(self._on_view)
        views.typed.connect(self._on_typed)
        views.stop_pressed.connect(self._on_stop)
        views.again_pressed.connect(self._on_again)
        views.changed.connect(self.refresh)
        views.opened.connect(self._on_opened)
        views.edit_wanted.connect(self._on_edit)
        views.unlink_wanted.connect(self._on_unlink)
        views.forget_wanted.connect(self._doing.forget)
        views.count_wanted.connect(self._on_count)
        views.decided.connect(self._on_decided)
        views.choose_wanted.connect(self._on_choose)
        views.create_wanted.connect(self._on_create)
        views.picture_wanted.connect(self._portraits.load_one)
        self._portraits.came.connect(views.show_pictures)
        views.undo_wanted.connect(self._on_undo)
        self.body.addWidget(views, 1)

    # what the frame shows -------------------------------------------------------------------------------------------------
    def title(self) -> str:
        return self._tr("Agents")

    def sentence(self) -> str:
        known = self._known
        return sentence(known, self._tr) if known is not None else ""

    def foot(self) -> Foot:
        flow = self.desk.session.flow
        checking = flow.step is Step.CHECK and flow.run is None
        return self._buttons.show(self._views, self._known, self._why_not, checking=checking)

    @property
    def _known(self) -> AgentsState | None:
        return known_of(self.desk.session)

    @property
    def _why_not(self) -> str:
        return why_not_now(self.desk.session, self._tr)

    @property
    def _busy(self) -> bool:
        return self._reading.running or self._doing.running

    # coming and going -----------------------------------------------------------------------------------------------------
    def enter(self) -> None:
        known = self._known
        if self._busy:
            return
        if known is not None and known.read is not None and not self._views.idle:
            return  # what is shown, and perhaps being typed, stays
        if known is None or self._why_not:
            self._views.show_none(self._tr("Not just now"), self._why_not, action=False)
        elif known.read is None:
            self._read()
        else:
            self._show_people(known)

    def discard(self) -> None:
        super().discard()
        self._portraits.let_go()

    def first_focus(self) -> QWidget | None:
        self._views.take_focus()
        return None

    @Slot()
    def _on_turned(self) -> None:
        """Connected, or something begins or has ceased to be sent."""
        if self.isVisible():
            self.enter()
            self.refresh()

    @Slot()
    def _on_outdated(self) -> None:
        """Listings were sent: they are another number, and may show others."""
        known = self._known
        if known is not None and known.counted is not None:
            known.counted = None
            self._views.list.show_counted(None)

    # reading --------------------------------------------------------------------------------------------------------------
    def _read(self, file: FileSaid | None = None) -> None:
        """`file`: as it was read before; None = it is read, too."""
        connection, known = self.desk.session.connection, self._known
        if connection is not None and known is not None and not self._reading.running:
            self.error.clear()
            self._views.show_waiting(self._tr("Reading the agents of the portal…"))
            self._reading.start(connection, known, file)
            self._views.prepare(None)
            self.refresh()

    @Slot(object)
    def _on_read(self, read: Read) -> None:
        known, session = self._known, self.desk.session
        if known is None:
            return
        known.take(read)
        if known.counted is None:
            seen = linking_state.known_of(session)
            if seen is not None and seen.on_portal is not None:
                known.counted = listings_by_person(seen.on_portal.listings)
        if read.staff.learned:
            self._outdate(known)
        self._show_people(known)

    def _show_people(self, known: AgentsState) -> None:
        read, choosing = known.read, known.choosing
        if read is None or choosing is None:
            return
        if not choosing.entries:
            tr = self._tr
            words = tr("Agents are invited on rentix.md: menu, the agency's name, Invitations. They appear here then.")
            self._views.show_none(tr("The portal has no agents of your agency"), words)
            self.refresh()
        elif not self._drafts.show(known, self._views):
            self._show_list()
            self._views.prepare(read.staff.form)
        self._portraits.load(person.photo for person in read.staff.people.values() if person.photo)

    @Slot()
    def _show_list(self) -> None:
        known = self._known
        if known is not None and known.read is not None and known.choosing is not None:
            read = known.read
            self._views.list.show_people(known.choosing, read.staff.rows, known.counted, file=read.file.column)
            self._telling.show(known)
        self._views.setCurrentWidget(self._views.list)
        self.refresh()
        if self.isVisible():
            self._views.list.take_focus()

    @Slot()
    def _on_count(self) -> None:
        connection = self.desk.session.connection
        if connection is not None and not self._busy and not self._why_not:
            self.error.clear()
            self._views.show_waiting(self._tr("Reading the listings of the portal…"))
            self._reading.count(connection)
            self.refresh()

    @Slot(object)
    def _on_progress(self, count: int) -> None:
        tr = self._tr
        if self._reading.counts_listings:
            self._views.show_waiting(*reading_listings(count, tr))
        else:
            self._views.show_waiting(tr("Reading the agents of the portal…"), agents_words.reading_words(count, tr))

    @Slot(object)
    def _on_counted(self, on_portal: OnPortal) -> None:
        known = self._known
        if known is None:
            return
        known.counted = listings_by_person(on_portal.listings)
        self._telling.say(agents_words.counted_words(on_portal, known.counted, self._tr))
        self._show_people(known)

    @Slot(object)
    def _on_failed(self, error: AppError) -> None:
        self._end()
        self.error.show_error(error)

    @Slot()
    def _on_stopped(self) -> None:
        self._end()

    def _end(self) -> None:
        """Without a result: what was known before is shown, and what was typed."""
        known, tr = self._known, self._tr
        if known is not None and known.read is not None:
            if not self._drafts.show(known, self._views):
                self._show_list()
        else:
            self.notice.clear()
            self._views.show_none(tr("The agents were not read"), tr("Nothing was changed."))
        self.refresh()

    @Slot()
    def _on_stop(self) -> None:
        self._doing.stop()
        self._reading.stop()

    @Slot()
    def _on_again(self) -> None:
        if not self._busy and not self._why_not:
            self._telling.forget()
            self._read()

    # deciding -------------------------------------------------------------------------------------------------------------
    @Slot()
    def _on_view(self) -> None:
        self._telling.forget()
        self.error.clear()
        self.refresh()

    @Slot(object)
    def _on_opened(self, entry: Entry) -> None:
        if entry.standing is Standing.ALONE:
            self._show_invite(entry.agent)
        elif entry.agent is not None:
            self._on_choose(entry.agent)
        elif entry.person is not None:
            self._on_edit(entry.person)

    @Slot(object)
    def _on_choose(self, agent: FileAgent) -> None:
        if (known := self._known) is not None:
            self._views.show_choice(known, agent)

    @Slot(str)
    def _on_decided(self, answer: str) -> None:
        known = self._known
        if known is not None:
            self._telling.say(agents_words.decided_words(known, answer, self._tr), answered=True)
        self._show_list()

    @Slot()
    def _on_undo(self) -> None:
        """The last answer, taken back on the list."""
        known = self._known
        if known is not None and self._telling.answered and self._views.shows(AgentsList):
            self._views.take_back(known)

    def _show_invite(self, first: FileAgent | None = None) -> None:
        if (known := self._known) is not None:
            self._views.show_invite(known, first)

    @Slot(str)
    def _on_notice(self, name: str) -> None:
        known = self._known
        if name == agents_words.INVITE:
            self._show_invite()
        elif name == agents_words.MATCH and known is not None:
            self._views.show_doubtful(known)
        elif name == agents_words.UNDO:
            self._on_undo()
        elif name == agents_words.COLUMNS:
            session = self.desk.session
            session.change(session.flow.go(Step.COLUMNS))
            self._shell.show_place(UPLOAD)

    # a profile ------------------------------------------------------------------------------------------------------------
    @Slot(object)
    def _on_edit(self, person: PersonSeen) -> None:
        if (known := self._known) is not None:
            self._views.show_profile(known, person)

    @Slot()
    def _on_typed(self) -> None:
        known, edit = self._known, self._views.edit
        if known is not None and edit is not None:
            self._drafts.keep(known, edit)
        self.refresh()

    @Slot()
    def _on_left(self) -> None:
        """Back to all agents."""
        known = self._known
        name = self._drafts.whose(known) if known is not None else None
        if known is not None and name is not None:
            if not sure_to_drop(self.desk, name, self):
                return
            self._drafts.drop(known)
        self._show_list()

    # doing ----------------------------------------------------------------------------------------------------------------
    @Slot()
    def _on_link(self) -> None:
        if (known := self._known) is not None:
            self._doing.link(known)

    @Slot(object)
    def _on_unlink(self, people: list[PersonSeen]) -> None:
        if (known := self._known) is not None:
            self._doing.unlink(known, people, self)

    @Slot(object)
    def _on_create(self, agents: list[FileAgent]) -> None:
        self._doing.create(agents, self)

    @Slot()
    def _on_save(self) -> None:
        edit = self._views.edit
        if edit is not None and edit.person is not None:
            self._doing.change(edit.person, edit.fields)

    @Slot(object)
    def _on_begun(self, what: Deed) -> None:
        self.error.clear()
        self._telling.hide()
        self._views.show_waiting(agents_words.waiting_words(what, self._tr))
        self.refresh()

    @Slot(object, int, object)
    def _on_done(self, what: Deed, worked: int, refused: Mapping[str, tuple[str, str]]) -> None:
        """Read again: what the portal has now is what counts. A forecast that was made before does not hold any more."""
        known = self._known
        if known is None:
            return
        self._telling.say(agents_words.done_words(what, worked, refused, self._tr))
        if what is Deed.CREATE:
            known.refused |= {code: words for code, (_, words) in refused.items()}
        if worked:
            self._outdate(known)
        self._read(known.read.file if known.read is not None else None)

    def _outdate(self, known: AgentsState) -> None:
        """A forecast that was made before does not hold any more; the portal's listings are as they were."""
        counted = known.counted
        self.desk.session.outdate(known.account)
        known.counted = counted

    @Slot(object)
    def _on_saved(self, outcome: Outcome) -> None:
        known = self._known
        if isinstance(outcome, Accepted) and known is not None:
            self._drafts.drop(known)
            self._telling.say(agents_words.done_words(Deed.CHANGE, 1, {}, self._tr))
            self._read(known.read.file if known.read is not None else None)
        elif (edit := self._views.edit) is not None:
            self._views.setCurrentWidget(edit)
            edit.show_refusal(outcome)
            self.refresh()

    @Slot()
    def _on_check(self) -> None:
        self._shell.show_place(UPLOAD)
