"""Is this account this agent of the file? What speaks for and against it, the accounts that are as good, any other one
by hand, and two keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QMargins, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from rentix_desktop.linking.people.agents import FileAgent
from rentix_desktop.linking.people.choosing import Choosing, contest, shown_name
from rentix_desktop.linking.people.pairing import PersonPair, pair_of
from rentix_desktop.sync.destination import PersonSeen
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.people import CONTESTS, STANDINGS
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.models.agents import TONES
from rentix_desktop.ui.models.linking import Side
from rentix_desktop.ui.widgets.side_by_side import SideBySide

_CHARACTERS: Final = 26
_TEXTS: Final = 3
"""Spellings of the file that are shown."""


class MatchView(QWidget):
    """`left`: back to all of them; `finished`: no pair is left that needs a look; what the last answer did."""

    changed = Signal()
    left = Signal()
    finished = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        tr = self._tr = desk.tr
        self._choosing: Choosing | None = None
        self._people: Mapping[str, PersonSeen] = {}
        self._agent: FileAgent | None = None
        self._account = ""
        self._rivals: tuple[PersonPair, ...] = ()
        self._beside = SideBySide(desk, "agent", back=tr("All agents"))
        self._accounts = QComboBox()
        self._accounts.setObjectName("agentAccountCombo")
        self._accounts.setAccessibleName(tr("Account on the portal"))
        self._accounts.setToolTip(tr("Choose another account"))
        self._accounts.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._accounts.setMinimumContentsLength(
            _CHARACTERS
        )  # not as wide as the longest: looking for it takes its time
        self._accounts.setMaxVisibleItems(14)
        self._accounts.activated.connect(self._on_account)
        self._beside.add_to_head(self._accounts)
        self._beside.same_pressed.connect(self._on_same)
        self._beside.different_pressed.connect(self._on_different)
        self._beside.undo_pressed.connect(self._on_undo)
        self._beside.back_pressed.connect(self.left)
        self._beside.candidate_pressed.connect(self._on_candidate)
        back = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(self._on_undo)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(QMargins())
        outer.addWidget(self._beside)

    def show_agent(self, choosing: Choosing, people: Mapping[str, PersonSeen], agent: FileAgent) -> None:
        """With the account that is proposed for this agent, or none."""
        self._choosing, self._people = choosing, people
        self._beside.say("")
        self._begin(agent)

    def show_doubtful(self, choosing: Choosing, people: Mapping[str, PersonSeen]) -> None:
        """The first pair that needs a look."""
        self._choosing, self._people = choosing, people
        self._beside.say("")
        self._go_on()

    def take_back(self, choosing: Choosing, people: Mapping[str, PersonSeen]) -> None:
        """The last answer, and whom it was about."""
        self._choosing, self._people = choosing, people
        self._on_undo()

    def take_focus(self) -> None:
        if self._account:
            self._beside.take_focus()
        else:
            self._accounts.setFocus(Qt.FocusReason.OtherFocusReason)

    # showing --------------------------------------------------------------------------------------------------------------
    def _go_on(self) -> None:
        doubtful = self._choosing.doubtful if self._choosing is not None else ()
        if doubtful:
            self._begin(doubtful[0].agent)
        else:
            self.finished.emit(self._beside.said.text())

    def _begin(self, agent: FileAgent) -> None:
        choosing = self._choosing
        if choosing is None:
            return
        pair = choosing.pair(agent.external_id)
        self._agent, self._account = agent, pair.portal_id if pair is not None else ""
        self._rivals = choosing.rivals(pair) if pair is not None else ()
        self._fill_accounts(choosing, agent)
        self._show()
        if self.isVisible():
            self.take_focus()

    def _show(self) -> None:
        choosing, agent, tr = self._choosing, self._agent, self._tr
        if choosing is None or agent is None:
            return
        person = self._people.get(self._account)
        pair = pair_of(person, agent) if person is not None else None
        theirs = _side_of_person(person, tr) if person is not None else Side(tr("No account chosen"), "")
        self._beside.show_pair(_side_of_agent(agent, tr), theirs, pair.evidence if pair is not None else ())
        waiting = len(choosing.doubtful)
        left = tr.plural("{n} pair to look at", "{n} pairs to look at", waiting) if waiting else shown_name(agent)
        self._beside.where.setText(left)
        standing = choosing.standing(agent.external_id)
        self._beside.show_state(tr(STANDINGS[standing]), TONES[standing])
        self._beside.same.setEnabled(bool(self._account))
        self._beside.different.setEnabled(bool(self._account))
        self._beside.undo.setEnabled(choosing.can_undo)
        at = self._accounts.findData(self._account)
        self._accounts.setCurrentIndex(max(0, at))
        names = [(self._pair_name(each), True) for each in self._rivals]
        keys = [(each.portal_id, each.agent.external_id) for each in self._rivals]
        here = (self._account, agent.external_id)
        why = contest(self._rivals[0], self._rivals) if self._rivals else None
        self._beside.show_rivals(tr(CONTESTS[why]) if why else "", names, keys.index(here) if here in keys else -1)

    def _fill_accounts(self, choosing: Choosing, agent: FileAgent) -> None:
        tr = self._tr
        made = QStandardItemModel(self._accounts)
        made.appendRow(_item(tr("Choose another account…") if self._account else tr("Choose the account…"), ""))
        holders = choosing.holders
        for person in sorted(self._people.values(), key=lambda each: each.name.casefold()):
            text = f"{person.name or tr('No. {number}', number=person.portal_id)} · {person.phone or person.email}"
            text = text.rstrip(" ·")
            if also := _others(holders.get(person.portal_id, ()), agent):
                text = tr("{account}: is {agent} already", account=text, agent=also)
            made.appendRow(_item(text, person.portal_id))
        self._accounts.setModel(made)

    def _pair_name(self, pair: PersonPair) -> str:
        """Two accounts may have one name, and two agents: what tells them apart stands behind it, or is what the file says."""
        person = self._people[pair.portal_id]
        contact = person.phone or person.email or self._tr("No. {number}", number=person.portal_id)
        agent = shown_name(pair.agent)
        if any(shown_name(each.agent) == agent and each.agent != pair.agent for each in self._rivals):
            agent = _spelt(pair.agent)
        return f"{agent} – {person.name}, {contact}"

    # deciding -------------------------------------------------------------------------------------------------------------
    @Slot()
    def _on_same(self) -> None:
        choosing, agent, tr = self._choosing, self._agent, self._tr
        if choosing is None or agent is None or not self._account:
            return
        choosing.same(agent.external_id, self._account)
        account = self._people[self._account].name
        if _others(choosing.holders.get(self._account, ()), agent):
            words = tr("{agent} is {account}, too.", agent=_spelt(agent), account=account)
        else:
            words = tr("{agent} is {account}.", agent=shown_name(agent), account=account)
        self._decided(words)

    @Slot()
    def _on_different(self) -> None:
        choosing, agent, tr = self._choosing, self._agent, self._tr
        if choosing is None or agent is None or not self._beside.different.isEnabled():
            return
        choosing.different(agent.external_id, self._account)
        self._decided(tr("{agent}: not the same.", agent=shown_name(agent)))

    def _decided(self, words: str) -> None:
        self._beside.say(words)
        self.changed.emit()
        self._go_on()

    @Slot()
    def _on_undo(self) -> None:
        agent = self._choosing.undo() if self._choosing is not None else None
        if agent is not None:
            self._beside.say(self._tr("{agent}: taken back.", agent=shown_name(agent)))
            self.changed.emit()
            self._begin(agent)

    @Slot(int)
    def _on_account(self, at: int) -> None:
        account = self._accounts.itemData(at)
        if account:
            self._account = account
        self._show()
        self.take_focus()

    @Slot(int)
    def _on_candidate(self, number: int) -> None:
        pair = self._rivals[number]
        self._agent, self._account = pair.agent, pair.portal_id
        self._show()
        self._beside.take_focus()


def _item(text: str, portal_id: str) -> QStandardItem:
    made = QStandardItem(text)
    made.setData(portal_id, Qt.ItemDataRole.UserRole)
    return made


def _spelt(agent: FileAgent) -> str:
    return agent.texts[0][0].strip()


def _others(holders: Sequence[FileAgent], agent: FileAgent) -> str:
    """What the file calls those who are this account besides the agent: two spellings of one person may be one account."""
    return ", ".join(_spelt(each) for each in holders if each.texts != agent.texts)


def _side_of_agent(agent: FileAgent, tr: Texts) -> Side:
    said = ", ".join(tr("“{text}”", text=text.strip()) for text, _ in agent.texts[:_TEXTS])
    listings = tr.plural("{n} listing", "{n} listings", agent.rows)
    return Side(shown_name(agent), f"{listings} · {said}")


def _side_of_person(person: PersonSeen, tr: Texts) -> Side:
    parts = [tr("No. {number}", number=person.portal_id), *filter(None, (person.phone, person.email))]
    if person.external_id:
        parts.append(tr("linked as “{code}”", code=person.external_id))
    return Side(person.name, " · ".join(parts))
