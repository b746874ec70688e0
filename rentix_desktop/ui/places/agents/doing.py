"""What is done to agents: linked, made, changed, their links taken off; what is asked before, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from rentix_desktop.catalog.fields import Record
from rentix_desktop.linking.people.agents import FileAgent
from rentix_desktop.linking.people.choosing import shown_name
from rentix_desktop.sync.destination import Accepted, Outcome, PersonSeen
from rentix_desktop.texts.people import refusal_words
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.one_job import OneJob
from rentix_desktop.ui.places.agents import work as agents_work
from rentix_desktop.ui.places.agents.state import AgentsState
from rentix_desktop.ui.places.agents.work import Deed
from rentix_desktop.ui.places.not_now import why_not_now
from rentix_desktop.ui.session import Connection
from rentix_desktop.ui.widgets.question import said_yes


class AgentsDoing(OneJob):
    """One thing at a time. `done`: so many worked, and for each of the others its name with the reason, by the agent's id;
    `saved`: how a change of a profile ended."""

    begun = Signal(object)  # Deed
    done = Signal(object, int, object)
    saved = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(desk, parent)
        self._what = Deed.LINK
        self._whom: list[tuple[str, str]] = []  # their ids and names

    @property
    def _connection(self) -> Connection | None:
        """None where nothing can be done now."""
        session = self._desk.session
        return None if self.running or why_not_now(session, self._desk.tr) else session.connection

    def link(self, known: AgentsState) -> None:
        """Those that are ticked."""
        connection, senders, read = self._connection, self._desk.session.senders, known.read
        pairs = known.choosing.accepted if known.choosing is not None else ()
        if connection is None or read is None or not pairs:
            return
        staff = read.staff
        self._whom = [(pair.agent.external_id, shown_name(pair.agent)) for pair in pairs]
        self._do(Deed.LINK, lambda task: agents_work.link(task, connection, senders, pairs, staff))

    def create(self, agents: Sequence[FileAgent], page: QWidget) -> None:
        """After a question."""
        connection, senders = self._connection, self._desk.session.senders
        if connection is None or not _sure_to_create(self._desk, agents, page):
            return
        self._whom = [(agent.external_id, shown_name(agent)) for agent in agents]
        self._do(Deed.CREATE, lambda task: agents_work.create(task, connection, senders, agents))

    def unlink(self, known: AgentsState, people: Sequence[PersonSeen], page: QWidget) -> None:
        """After a question."""
        connection, senders = self._connection, self._desk.session.senders
        if connection is None or not _sure_to_unlink(self._desk, people, page):
            return
        known.unlinked |= {person.portal_id for person in people}
        self._whom = [(person.external_id or "", person.name) for person in people]
        self._do(Deed.UNLINK, lambda task: agents_work.unlink(task, connection, senders, people))

    @Slot(object)
    def forget(self, agents: Sequence[FileAgent]) -> None:
        """These spellings are somebody else. Not asked: nothing is sent, and the account can be chosen again."""
        connection, senders = self._connection, self._desk.session.senders
        if connection is not None:
            self._whom = [(agent.external_id, shown_name(agent)) for agent in agents]
            self._do(Deed.FORGET, lambda task: agents_work.forget(task, connection, senders, agents))

    def change(self, person: PersonSeen, fields: Record) -> None:
        connection, senders = self._connection, self._desk.session.senders
        if connection is None or not fields:
            return
        self._whom = [(person.external_id or "", person.name)]
        self._do(Deed.CHANGE, lambda task: (agents_work.change(task, connection, senders, person, fields),))

    def _do(self, what: Deed, work: Callable[[Task[Any]], tuple[Outcome, ...]]) -> None:
        self._what = what
        self.begun.emit(what)
        self._start(f"{what}-agents", work, self._on_done)

    @Slot(object)
    def _on_done(self, outcomes: tuple[Outcome, ...]) -> None:
        if self._what is Deed.CHANGE:
            self.saved.emit(outcomes[0])
            return
        tr = self._desk.tr
        refused = {
            code: (name, refusal_words(outcome, code, tr))
            for (code, name), outcome in zip(self._whom, outcomes, strict=True)
            if not isinstance(outcome, Accepted)
        }
        self.done.emit(self._what, len(outcomes) - len(refused), refused)


def sure_to_drop(desk: Desk, name: str, parent: QWidget) -> bool:
    """Asked before what was typed into a profile is let go."""
    tr = desk.tr
    words = tr("What you changed about {name} is not on the portal yet.", name=name)
    title, stay, go = tr("Leave without saving?"), tr("Go on editing"), tr("Leave without saving")
    return said_yes(parent, "unsavedQuestion", title, words, stay=stay, go=go, destroys=True)


def _sure_to_unlink(desk: Desk, people: Sequence[PersonSeen], parent: QWidget) -> bool:
    """Asked before links are taken off."""
    tr, count = desk.tr, len(people)
    title = tr("Take the link off {name}?", name=people[0].name)
    if count > 1:
        title = tr.plural("Take the links off {n} agent?", "Take the links off {n} agents?", count)
    words = tr.plural(
        "From the next upload on the listings of this agent go without one: the agency's own contacts are shown. The "
        "account stays on the portal, and it can be linked again.",
        "From the next upload on the listings of these agents go without one: the agency's own contacts are shown. The "
        "accounts stay on the portal, and they can be linked again.",
        count,
    )
    yes = tr.plural("Take the link off", "Take the links off", count)
    return said_yes(parent, "unlinkQuestion", title, words, stay=tr("Leave it"), go=yes)


def _sure_to_create(desk: Desk, agents: Sequence[FileAgent], parent: QWidget) -> bool:
    """Asked before the portal is: an account cannot be taken back from here."""
    tr = desk.tr
    names = ", ".join(f"{shown_name(agent)}, {min(agent.said.phones)}" for agent in agents[:5])
    if len(agents) > 5:
        names += " …"
    title = tr.plural("Ask the portal for {n} account?", "Ask the portal for {n} accounts?", len(agents))
    words = tr(
        "{names}. An account cannot be deleted from here. Rentix may refuse it: then invite the agent.", names=names
    )
    return said_yes(parent, "createQuestion", title, words, stay=tr("Cancel"), go=tr("Ask the portal"))
