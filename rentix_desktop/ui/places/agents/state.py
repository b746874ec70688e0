"""What the place of agents knows of one account while the window is open, and what it has to say about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rentix_desktop.linking.people.agents import FileAgent
from rentix_desktop.linking.people.choosing import Answers, Choosing, Standing
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.places.agents.work import Read
from rentix_desktop.ui.places.open_file import OpenFile, open_file_of
from rentix_desktop.ui.session import Session
from rentix_desktop.ui.widgets.portraits import Album

NOTE = "agents"


@dataclass(slots=True, eq=False)
class AgentsState:
    """`counted`: listings of the portal by account; None = they were not counted. `refused`: agent → why the portal did not
    make the account. `unlinked`: accounts whose link was just taken off: they are not to be linked again by the way."""

    account: AccountKey
    album: Album
    file: OpenFile | None = None
    read: Read | None = None
    choosing: Choosing | None = None
    counted: Mapping[str, int] | None = None
    refused: dict[str, str] = field(default_factory=dict)
    unlinked: set[str] = field(default_factory=set)

    def take(self, read: Read) -> None:
        """The people were read; what was decided about them holds on."""
        answers = self.choosing.answers if self.choosing is not None else Answers()
        self.read, self.choosing = read, Choosing(read.staff, answers)
        pairs = [pair for pair in self.choosing.accepted if pair.portal_id in self.unlinked]
        self.choosing.tick(pairs, ticked=False)
        self.unlinked.clear()

    @property
    def accepted(self) -> int:
        return len(self.choosing.accepted) if self.choosing is not None else 0

    @property
    def doubtful(self) -> int:
        return len(self.choosing.doubtful) if self.choosing is not None else 0

    @property
    def alone(self) -> tuple[FileAgent, ...]:
        """Agents of the file without an account, those with most listings first."""
        entries = self.choosing.entries if self.choosing is not None else ()
        found = [entry.agent for entry in entries if entry.standing is Standing.ALONE and entry.agent is not None]
        return tuple(sorted(found, key=lambda agent: -agent.rows))


def known_of(session: Session) -> AgentsState | None:
    """None where nobody is connected. Of another file than the one that was read nothing is known yet."""
    connection = session.connection
    if connection is None:
        return None
    note = session.notes.get(NOTE)
    if not isinstance(note, AgentsState) or note.account != connection.key:
        note = session.notes[NOTE] = AgentsState(connection.key, Album())
    file = open_file_of(session)
    if file != note.file:
        note.file, note.read, note.choosing = file, None, None
        note.refused.clear()
    return note


def sentence(known: AgentsState, tr: Texts) -> str:
    """How many accounts there are, whose agents, and what is the matter with the file."""
    read = known.read
    if read is None:
        return tr("Listings show their agent once the account on the portal is linked with the agent of your file.")
    words = [tr.plural("{n} account on the portal.", "{n} accounts on the portal.", len(read.staff.people))]
    file = read.file
    if file.column:
        named = ", ".join(file.names)
        words.append(tr.plural("{n} agent in {files}.", "{n} agents in {files}.", len(read.staff.agents), files=named))
    elif file.names:
        words.append(tr("No column of {files} says who the agent is.", files=", ".join(file.names)))
    elif not file.unread:
        words.append(tr("Open a file that names agents to see which accounts they are."))
    if file.unread:
        words.append(
            tr(
                "The file of {names} cannot be read now.",
                names=", ".join(tr("“{text}”", text=each) for each in file.unread),
            )
        )
    return " ".join(words)
