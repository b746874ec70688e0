"""What a person decides about agents and accounts before anything is linked: which of the sure pairs stay ticked, whether
a doubtful pair is one person, which account an agent has that nothing speaks for. Nothing here asks the portal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, TypeAlias

from rentix_desktop.linking.evidence import Subject, Verdict
from rentix_desktop.linking.people.agents import FileAgent, are_two
from rentix_desktop.linking.people.pairing import RIVAL, PersonPair, pair_of
from rentix_desktop.linking.people.staff import Staff
from rentix_desktop.mapping.model import Level
from rentix_desktop.sync.destination import PersonSeen

Key: TypeAlias = tuple[str, str]
"""(portal id of the account, externalId of the agent)."""


class Standing(StrEnum):
    """How an account, or an agent without one, stands."""

    LINKED = "linked"
    SURE = "sure"  # the same person surely, linked when asked
    CHOSEN = "chosen"  # the same: a person said so; linked when asked
    CHECK = "check"  # perhaps the same: a person is to look
    FREE = "free"  # an account that no agent of the file is
    ALONE = "alone"  # an agent of the file without an account


class Contest(StrEnum):
    """Why a person is asked which of several pairs is right."""

    NAMESAKE_IN_FILE = "namesake_in_file"  # another agent of the file has this name, too
    NAMESAKE_ON_PORTAL = "namesake_on_portal"  # another account has
    AS_GOOD = "as_good"  # as much speaks for each of them
    LIKE = "like"  # less speaks for the others, but enough to ask


@dataclass(frozen=True, slots=True)
class Entry:
    """An account, an agent, or both. `further`: another spelling of somebody whose account stands above."""

    standing: Standing
    person: PersonSeen | None = None
    agent: FileAgent | None = None
    pair: PersonPair | None = None
    further: bool = False

    @property
    def name(self) -> str:
        if self.person is not None and self.person.name:
            return self.person.name
        return shown_name(self.agent) if self.agent is not None else ""


def contest(pair: PersonPair, rivals: Sequence[PersonPair]) -> Contest | None:
    """None = there is no other pair among `rivals`."""
    others = [each for each in rivals if _key(each) != _key(pair)]
    if not others:
        return None
    if all(_same_name(each) for each in (pair, *others)):
        if all(each.portal_id == pair.portal_id for each in others):
            return Contest.NAMESAKE_IN_FILE
        if all(each.agent == pair.agent for each in others):
            return Contest.NAMESAKE_ON_PORTAL
    near = all(_weight(pair) - _weight(each) < RIVAL for each in others)
    return Contest.AS_GOOD if near else Contest.LIKE


def _weight(pair: PersonPair) -> float:
    return sum(fact.weight for fact in pair.evidence)


def _same_name(pair: PersonPair) -> bool:
    return any(fact.subject is Subject.NAME and fact.verdict is Verdict.AGREES for fact in pair.evidence)


def shown_name(agent: FileAgent) -> str:
    """His name, or where the file says none what it says."""
    return agent.said.shown_name or agent.texts[0][0].strip()


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person said: `same`: agent → the account that is his; `different`: pairs that are not; `off`: pairs whose
    tick was taken off."""

    same: Mapping[str, str] = field(default_factory=dict)
    different: frozenset[Key] = frozenset()
    off: frozenset[Key] = frozenset()


class Choosing:
    """`answers` that were given before the people were read (again) hold as far as they still fit."""

    def __init__(self, staff: Staff, answers: Answers = Answers()) -> None:
        self._people = staff.people
        self._linked = staff.pairing.linked
        self._proposed = {pair.agent.external_id: pair for pair in staff.pairing.pairs}
        self._open = {pair.agent.external_id: pair.agent for pair in staff.pairing.pairs}
        self._open |= {agent.external_id: agent for agent in staff.pairing.agents_alone}
        self._others: dict[str, list[str]] = {}
        for account, agent in (rival for pair in staff.pairing.pairs for rival in pair.rivals):
            self._others.setdefault(agent, []).append(account)
        fitting = {who: said for who, said in answers.same.items() if who in self._open and said in self._people}
        self._answers = replace(answers, same=fitting)
        self._before: list[tuple[str, Answers]] = []
        self._shown: tuple[Answers, tuple[Entry, ...]] | None = None

    # what is ------------------------------------------------------------------------------------------------------------
    @property
    def answers(self) -> Answers:
        return self._answers

    def pair(self, agent: str) -> PersonPair | None:
        """The account that this agent has, or may have: what a person said, what was proposed, then what was as good."""
        said, proposed = self._answers.same.get(agent), self._proposed.get(agent)
        if said is not None:
            return proposed if proposed is not None and proposed.portal_id == said else self._pair_of(agent, said)
        if proposed is not None and self._may_be(agent, proposed.portal_id):
            return proposed
        for account in self._others.get(agent, ()):
            held = any(
                pair.portal_id == account
                and who != agent
                and who not in self._answers.same
                and self._may_be(who, account)
                for who, pair in self._proposed.items()
            )
            if account in self._people and not held and self._may_be(agent, account):
                return self._pair_of(agent, account)
        return None

    def _pair_of(self, agent: str, account: str) -> PersonPair:
        return pair_of(self._people[account], self._open[agent])

    def _may_be(self, agent: str, account: str) -> bool:
        """Nobody said that it is not, and of a free account not that it is somebody's who is another person."""
        mine = self._open[agent].said
        proposed = self._proposed.get(agent)
        sure = proposed is not None and proposed.portal_id == account and proposed.level is Level.SURE
        given = not (sure or self._people[account].external_id) and any(
            said == account and who != agent and are_two(self._open[who].said, mine)
            for who, said in self._answers.same.items()
        )
        return not given and (account, agent) not in self._answers.different

    def standing(self, agent: str) -> Standing:
        pair = self.pair(agent)
        if pair is None:
            return Standing.ALONE
        if agent in self._answers.same:
            return Standing.CHOSEN
        return Standing.SURE if pair.level is Level.SURE else Standing.CHECK

    @property
    def entries(self) -> tuple[Entry, ...]:
        """First what is to be decided, then what can be linked, agents without an account, the other accounts."""
        if self._shown is None or self._shown[0] is not self._answers:
            self._shown = self._answers, self._listed()
        return self._shown[1]

    def _listed(self) -> tuple[Entry, ...]:
        found: list[Entry] = []
        paired: set[str] = set()
        for name, agent in self._open.items():
            pair = self.pair(name)
            person = self._people[pair.portal_id] if pair is not None else None
            if pair is not None:
                paired.add(pair.portal_id)
            found.append(Entry(self.standing(name), person, agent, pair))
        for person in self._people.values():
            if spelled := self._linked.get(person.portal_id, ()):
                found += [Entry(Standing.LINKED, person, agent, further=at > 0) for at, agent in enumerate(spelled)]
            elif person.portal_id not in paired:
                found.append(Entry(Standing.LINKED if person.external_id else Standing.FREE, person))
        return tuple(sorted(found, key=_place))

    @property
    def doubtful(self) -> tuple[PersonPair, ...]:
        """Pairs that a person is to look at, the likeliest first."""
        found = [each.pair for each in self.entries if each.standing is Standing.CHECK and each.pair is not None]
        order = {name: place for place, name in enumerate(self._open)}
        return tuple(sorted(found, key=lambda pair: (-pair.confidence, order[pair.agent.external_id])))

    def rivals(self, pair: PersonPair) -> tuple[PersonPair, ...]:
        """This pair and those that it is asked about because of (`contest`); only one of them can be right."""
        mine = (pair.portal_id, pair.agent.external_id)
        asked = self._proposed.get(pair.agent.external_id, pair)
        keys = dict.fromkeys((mine, (asked.portal_id, asked.agent.external_id), *asked.rivals))
        return tuple(
            pair if (account, agent) == mine else self._pair_of(agent, account)
            for account, agent in keys
            if agent in self._open and account in self._people and self._may_be(agent, account)
        )

    def ticked(self, pair: PersonPair) -> bool:
        return _key(pair) not in self._answers.off

    @property
    def accepted(self) -> tuple[PersonPair, ...]:
        """What is linked when asked: the sure and the chosen ones that are ticked."""
        ready = (Standing.SURE, Standing.CHOSEN)
        pairs = [entry.pair for entry in self.entries if entry.standing in ready and entry.pair is not None]
        return tuple(pair for pair in pairs if self.ticked(pair))

    @property
    def holders(self) -> dict[str, tuple[FileAgent, ...]]:
        """The agents whom accounts are, linked, surely or because a person said so: several, where the file spells one
        person in several ways."""
        found = dict(self._linked)
        settled = (Standing.SURE, Standing.CHOSEN)
        for each in self.entries:
            if each.standing in settled and each.pair is not None:
                found[each.pair.portal_id] = (*found.get(each.pair.portal_id, ()), each.pair.agent)
        return found

    # what is decided ----------------------------------------------------------------------------------------------------
    def tick(self, pairs: Iterable[PersonPair], *, ticked: bool) -> None:
        keys = frozenset(map(_key, pairs))
        off = self._answers.off
        self._answers = replace(self._answers, off=off - keys if ticked else off | keys)

    def same(self, agent: str, account: str) -> None:
        """This account is this agent's. To whom a person gave it before it stays: the file may spell one person in several
        ways."""
        key = {(account, agent)}
        different, off = self._answers.different - key, self._answers.off - key
        self._say(agent, Answers({**self._answers.same, agent: account}, different, off))

    def different(self, agent: str, account: str) -> None:
        """This account is not his."""
        same = {who: said for who, said in self._answers.same.items() if (who, said) != (agent, account)}
        self._say(agent, replace(self._answers, same=same, different=self._answers.different | {(account, agent)}))

    def undo(self) -> FileAgent | None:
        """The last answer is taken back; whom it was about."""
        if not self._before:
            return None
        agent, self._answers = self._before.pop()
        return self._open[agent]

    @property
    def can_undo(self) -> bool:
        return bool(self._before)

    def _say(self, agent: str, answers: Answers) -> None:
        self._before.append((agent, self._answers))
        self._answers = answers


def _place(entry: Entry) -> tuple[int, str, str, bool]:
    """Spellings of one person one below the other."""
    account = entry.person.portal_id if entry.standing is Standing.LINKED and entry.person is not None else ""
    return _ORDER.index(entry.standing), entry.name.casefold(), account, entry.further


def _key(pair: PersonPair) -> Key:
    return pair.portal_id, pair.agent.external_id


_ORDER: Final = (
    Standing.CHECK, Standing.CHOSEN, Standing.SURE, Standing.ALONE, Standing.FREE, Standing.LINKED,
)  # fmt: skip
