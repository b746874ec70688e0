"""Tables of agents: accounts and the agents of the file in one, and those who have no account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import Qt

from rentix_desktop.linking.people.agents import FileAgent
from rentix_desktop.linking.people.choosing import Choosing, Entry, Standing, shown_name
from rentix_desktop.linking.people.staff import can_be_created
from rentix_desktop.mapping.phones import phones_in
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.people import STANDINGS, channels_words
from rentix_desktop.ui.models.faces_model import FacesModel, Index
from rentix_desktop.ui.widgets.basics import Tone
from rentix_desktop.ui.widgets.faces import Face
from rentix_desktop.ui.widgets.portraits import PORTRAIT, Album, Portrait
from rentix_desktop.ui.widgets.ticks import TICK

PHOTO: Final = 1
NAME: Final = 2
REACH: Final = 3
COUNT: Final = 5
STATE: Final = 6
TONES: Final[Mapping[Standing, Tone]] = {
    Standing.LINKED: Tone.GOOD,
    Standing.SURE: Tone.ACCENT,
    Standing.CHOSEN: Tone.ACCENT,
    Standing.CHECK: Tone.LOOK,
    Standing.FREE: Tone.MUTED,
    Standing.ALONE: Tone.LOOK,
}


class AgentsModel(FacesModel):
    """Accounts, and agents of the file that have none; sought by name, phone and what the file says."""

    def __init__(self, tr: Texts, album: Album) -> None:
        super().__init__(("", "", tr("Agent"), tr("How to reach"), tr("In the file"), tr("On the portal"), tr("State")))
        self._tr, self._album = tr, album
        self._choosing: Choosing | None = None
        self._rows: Mapping[str, int] = {}
        self._counted: Mapping[str, int] | None = None
        self._file = False
        self._every: list[tuple[Entry, str]] = []
        self._shown: list[Entry] = []
        self._only: Standing | None = None
        self._search = ""

    def show_people(
        self, choosing: Choosing, rows: Mapping[str, int], counted: Mapping[str, int] | None, *, file: bool
    ) -> None:
        """`rows`: listings of the file by account, `counted` those of the portal, None = they were not counted; `file`:
        there is one, and it says who the agents are."""
        self._choosing, self._rows, self._counted, self._file = choosing, rows, counted, file
        self._every = [(entry, _searched(entry)) for entry in choosing.entries]
        self.show_only(self._only, self._search)

    def show_counted(self, counted: Mapping[str, int] | None) -> None:
        self._counted = counted
        self.show_again()

    def show_only(self, standing: Standing | None, search: str) -> None:
        self._only, self._search = standing, search.casefold().strip()
        self._shown = [
            entry
            for entry, words in self._every
            if self._search in words and (standing is None or entry.standing is standing)
        ]
        self.show_size(len(self._shown))

    def groups(self) -> list[tuple[Standing, int]]:
        found = [entry.standing for entry, _ in self._every]
        return [(standing, found.count(standing)) for standing in Standing if standing in found]

    @property
    def every(self) -> int:
        return len(self._every)

    def entry(self, row: int) -> Entry | None:
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def row_of(self, portal_id: str) -> int:
        """-1 = it is not shown."""
        ids = [entry.person.portal_id if entry.person is not None else "" for entry in self._shown]
        return ids.index(portal_id) if portal_id in ids else -1

    def toggle(self, rows: Sequence[int]) -> None:
        """Ticks them all, or where all are, none."""
        choosing = self._choosing
        pairs = [
            entry.pair
            for row in rows
            if (entry := self.entry(row)) is not None and _may_be_ticked(entry) and entry.pair is not None
        ]
        if choosing is not None and pairs:
            choosing.tick(pairs, ticked=not all(choosing.ticked(pair) for pair in pairs))
            self.show_again()

    def face(self, row: int, column: int) -> Face:
        entry, tr = self._shown[row], self._tr
        match column:
            case 2:
                below = tr("another spelling") if entry.further else _phone(entry)
                return Face(entry.name, below=below, strong=not entry.further)
            case 3:
                words = channels_words(entry.person, tr) if entry.person is not None else ""
                return Face(words, lines=2)
            case 4:
                return self._of_file(entry)
            case 5:
                return self._of_portal(entry)
            case 6:
                free = entry.standing is Standing.FREE and not self._file
                words = tr("not linked") if free else tr(STANDINGS[entry.standing])
                return Face(words, tone=TONES[entry.standing], chip=True)
        return Face()

    def _of_file(self, entry: Entry) -> Face:
        tr = self._tr
        code = entry.person.external_id if entry.person is not None else None
        if entry.agent is not None:
            count, text = tr.plural("{n} listing", "{n} listings", entry.agent.rows), entry.agent.texts[0][0].strip()
            below = tr("code {code}", code=code) if text == code else tr("as “{text}”", text=text)
            return Face(count, below=below)
        rows = self._rows.get(entry.person.portal_id, 0) if entry.person is not None else 0
        if not rows:
            return Face("–", below=tr("code {code}", code=code) if code else "", tone=Tone.MUTED)
        count = tr.plural("{n} listing", "{n} listings", rows)
        return Face(count, below=tr("code {code}", code=code) if code else "")

    def _of_portal(self, entry: Entry) -> Face:
        if entry.person is None or entry.further:
            return Face()
        if self._counted is None:
            return Face(self._tr("not counted"), tone=Tone.MUTED)
        return Face(self._tr.number(self._counted.get(entry.person.portal_id, 0)))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if index.isValid() and index.column() == TICK and role == Qt.ItemDataRole.CheckStateRole:
            entry = self._shown[index.row()]
            if not _may_be_ticked(entry) or entry.pair is None or self._choosing is None:
                return None
            return Qt.CheckState.Checked if self._choosing.ticked(entry.pair) else Qt.CheckState.Unchecked
        if index.isValid() and index.column() == PHOTO and role == PORTRAIT:
            entry = self._shown[index.row()]
            return Portrait(entry.name, self._album.picture(entry.person.photo if entry.person else None))
        if role == Qt.ItemDataRole.AccessibleTextRole and index.isValid() and index.column() == PHOTO:
            return self._shown[index.row()].name
        return super().data(index, role)


class AloneModel(FacesModel):
    """Agents of the file who have no account."""

    def __init__(self, tr: Texts) -> None:
        super().__init__((tr("Agent"), tr("In the file"), tr("Ask the portal")))
        self._tr = tr
        self._agents: tuple[FileAgent, ...] = ()
        self._said: Mapping[str, str] = {}

    def show_agents(self, agents: Sequence[FileAgent], said: Mapping[str, str]) -> None:
        """`said`: agent → why the portal did not make the account."""
        self._agents, self._said = tuple(agents), said
        self.show_size(len(self._agents))

    def agent(self, row: int) -> FileAgent | None:
        return self._agents[row] if 0 <= row < len(self._agents) else None

    def face(self, row: int, column: int) -> Face:
        agent, tr = self._agents[row], self._tr
        match column:
            case 0:
                contacts = ", ".join(sorted(agent.said.phones | agent.said.emails))
                return Face(shown_name(agent), below=contacts, strong=True)
            case 1:
                return Face(tr.plural("{n} listing", "{n} listings", agent.rows), tone=Tone.LOOK, chip=True)
        if agent.external_id in self._said:
            return Face(self._said[agent.external_id], tone=Tone.WRONG, lines=2)
        if can_be_created(agent):
            return Face(tr("can be asked for"), tone=Tone.MUTED)
        return Face(tr("needs a name and a phone in the file"), tone=Tone.MUTED, lines=2)


def _may_be_ticked(entry: Entry) -> bool:
    return entry.standing in (Standing.SURE, Standing.CHOSEN)


def _phone(entry: Entry) -> str:
    if entry.person is not None:
        return entry.person.phone or entry.person.email
    return ", ".join(sorted(entry.agent.said.phones | entry.agent.said.emails)) if entry.agent is not None else ""


def _searched(entry: Entry) -> str:
    words = [entry.name, _phone(entry)]
    if entry.person is not None:
        words += [entry.person.email, entry.person.external_id or "", *phones_in(entry.person.phone)]
    if entry.agent is not None:
        words += [text for text, _ in entry.agent.texts]
    return "\n".join(words).casefold()
