"""Which account of the portal is which agent of the file: by phone, then by e-mail address, then by name; else a person is
asked. Who has no account is told apart."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rentix_desktop.linking.assign import best_pairs
from rentix_desktop.linking.evidence import Fact, Subject, Verdict
from rentix_desktop.linking.pairing import confidence_among
from rentix_desktop.linking.people.agents import (
    FileAgent,
    PersonSaid,
    are_two,
    is_other_name,
    name_likeness,
    read_person,
)
from rentix_desktop.linking.people.name_index import NameIndex
from rentix_desktop.mapping.model import Level
from rentix_desktop.mapping.phones import emails_in, phones_in
from rentix_desktop.mapping.text import fold
from rentix_desktop.sync.destination import PersonSeen

SURE: Final = 0.9
_NOTHING: Final[Mapping[str, str]] = {}
_PRIOR: Final = -3.0
_LEAST: Final = math.log(0.1 / 0.9)
RIVAL: Final = 2.0
"""How much less may speak for a pair that is as good as another (logarithm of odds)."""


@dataclass(frozen=True, slots=True)
class PersonPair:
    """An account of the portal and the agent of the file that is the same person. `rivals`: (portal id, externalId) of
    pairs that are as good, or good enough that a person is asked: the same account with another agent, or the reverse."""

    portal_id: str
    agent: FileAgent
    confidence: float
    level: Level
    evidence: tuple[Fact, ...]
    rivals: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PeoplePairing:
    """`pairs`: of an account without an id there may be several, where the file spells one person in several ways; of one
    that has an id they are to be looked at. `linked`: portal id → the agents of the file whom the account is, the one with
    its id first, then further spellings. `agents_alone` have no account: they are to be invited."""

    pairs: tuple[PersonPair, ...]
    linked: Mapping[str, tuple[FileAgent, ...]]
    portal_alone: tuple[str, ...]
    agents_alone: tuple[FileAgent, ...]

    def of(self, level: Level) -> tuple[PersonPair, ...]:
        return tuple(pair for pair in self.pairs if pair.level is level)


def pair_people(
    people: Iterable[PersonSeen], agents: Sequence[FileAgent], said: Mapping[str, str] = _NOTHING
) -> PeoplePairing:
    """The best assignment over all. `said`: what texts mean, as `AgentBook.agents` has it; whom a person took an account
    away from is proposed none that has an id."""
    accounts = sorted({person.portal_id: person for person in people}.values(), key=lambda person: person.portal_id)
    of_agents = {agent.external_id: _known(agent, said) for agent in agents}
    by_code = _by_code(agents, of_agents)
    settled = {
        person.portal_id: found
        for person in accounts
        if person.external_id and (found := _agents_of(person, by_code.get(person.external_id, ()), of_agents))
    }
    done = {agent.external_id for found in settled.values() for agent in found}
    left = sorted((agent for agent in agents if agent.external_id not in done), key=lambda agent: agent.external_id)
    refused = {agent.external_id for agent in left if of_agents[agent.external_id] == ""}
    has_id = {person.portal_id: bool(person.external_id) for person in accounts}

    def possible(account: PersonSeen, agent: FileAgent) -> bool:
        mine = settled.get(account.portal_id, ())
        held = account.external_id and agent.external_id in refused
        return not held and not any(are_two(agent.said, each.said) for each in mine)

    every = _pairs(accounts, left, possible)
    further = [
        pair
        for pair in every
        if has_id[pair.portal_id] and pair.level is Level.SURE and _is_his(pair.agent, pair.evidence)
    ]
    for pair in further:
        settled[pair.portal_id] = [*settled.get(pair.portal_id, ()), pair.agent]
    pairs = tuple(
        replace(pair, level=Level.CHECK) if has_id[pair.portal_id] else pair for pair in every if pair not in further
    )
    paired = {pair.portal_id for pair in pairs} | settled.keys()
    taken = {pair.agent.external_id for pair in every}
    return PeoplePairing(
        pairs,
        {account: tuple(each) for account, each in settled.items()},
        tuple(person.portal_id for person in accounts if person.portal_id not in paired),
        tuple(agent for agent in left if agent.external_id not in taken),
    )


def _known(agent: FileAgent, said: Mapping[str, str]) -> str | None:
    """The id of the account that most of his rows are known to mean; "" = a person said that it is none of them."""
    rows: Counter[str] = Counter()
    for text, count in agent.texts:
        if (who := said.get(fold(text))) is not None:
            rows[who] += count
    return max(rows, key=lambda who: (rows[who], who)) if rows else None


def _by_code(agents: Sequence[FileAgent], known: Mapping[str, str | None]) -> Mapping[str, list[FileAgent]]:
    """Whom an account with this id may be already: those known to be, or whoever the file gives the id."""
    found: defaultdict[str, list[FileAgent]] = defaultdict(list)
    for agent in agents:
        who = known[agent.external_id]
        ids = {*agent.own, *agent.said.codes, *(text.strip() for text, _ in agent.texts)} if who is None else {who}
        for code in ids:
            found[code].append(agent)
    return found


def _agents_of(person: PersonSeen, agents: Iterable[FileAgent], known: Mapping[str, str | None]) -> list[FileAgent]:
    """Whom of the file an account is already; `agents` have its id."""
    code = person.external_id or ""
    found = [agent for agent in agents if known[agent.external_id] == code or _has_id(agent, code, person)]
    return sorted(found, key=lambda each: code != each.external_id)


def _has_id(agent: FileAgent, code: str, person: PersonSeen) -> bool:
    """Beside another name an id may be any number; a small one beside words is an id where the name says so, too."""
    is_id, said = code in agent.own or any(text.strip() == code for text, _ in agent.texts), _said(person)
    return not is_other_name(agent.said, said) and (is_id or bool(agent.said.name and said.name))


def pair_of(person: PersonSeen, agent: FileAgent) -> PersonPair:
    """These two, whoever else is like them: for a pair that a person looks at or has chosen."""
    facts = _evidence(agent.said, _said(person))
    odds = _PRIOR + sum(fact.weight for fact in facts)
    return PersonPair(person.portal_id, agent, round(1 / (1 + math.exp(-odds)), 4), Level.CHECK, facts)


def candidates(accounts: Sequence[PersonSaid], agents: Sequence[PersonSaid]) -> Iterator[tuple[int, int]]:
    """The pairs (account, agent) that have a phone, an e-mail address or a name in common, in their order: nothing speaks
    for any other."""
    contacts: dict[str, list[int]] = defaultdict(list)
    for place, said in enumerate(agents):
        for contact in (*said.phones, *said.emails):
            contacts[contact].append(place)
    names = NameIndex([said.name for said in agents])
    for place, said in enumerate(accounts):
        found = names.like(said.name)
        for contact in (*said.phones, *said.emails):
            found.update(contacts.get(contact, ()))
        yield from ((place, other) for other in sorted(found))


def _pairs(
    accounts: Sequence[PersonSeen], agents: Sequence[FileAgent], possible: Callable[[PersonSeen, FileAgent], bool]
) -> tuple[PersonPair, ...]:
    said = [_said(person) for person in accounts]
    facts: dict[tuple[int, int], tuple[Fact, ...]] = {}
    mine: list[dict[int, float]] = [{} for _ in accounts]
    theirs: list[dict[int, float]] = [{} for _ in agents]
    for one, other in candidates(said, [agent.said for agent in agents]):
        if not possible(accounts[one], agents[other]):
            continue
        facts[one, other] = _evidence(agents[other].said, said[one])
        odds = _PRIOR + sum(fact.weight for fact in facts[one, other])
        if odds > _LEAST:
            mine[one][other] = theirs[other][one] = odds
    best = best_pairs([{other: odds - _LEAST for other, odds in each.items()} for each in mine])
    taken = set(best.values())
    found: list[PersonPair] = []
    for one, other in sorted(best.items()):
        spelled = _spellings(one, other, [place for place in mine[one] if place not in taken], agents, theirs, facts)
        rows = {(one, place): value for place, value in mine[one].items() if place not in spelled}
        main = len(found)
        for place in spelled:
            odds = theirs[place][one]
            columns = {(each, place): value for each, value in theirs[place].items() if each != one}
            confidence = min(confidence_among(odds, rows.values()), confidence_among(odds, columns.values()))
            near = _near(odds, confidence, {**rows, **columns})
            rivals = tuple((accounts[first].portal_id, agents[second].external_id) for first, second in near)
            sure = confidence >= SURE and not rivals and _settles(facts[one, place])
            level = Level.SURE if sure and (place == other or found[main].level is Level.SURE) else Level.CHECK
            found.append(
                PersonPair(
                    accounts[one].portal_id, agents[place], round(confidence, 4), level, facts[one, place], rivals
                )
            )
    return tuple(sorted(found, key=lambda pair: (-pair.confidence, pair.portal_id, pair.agent.external_id)))


def _spellings(
    one: int,
    other: int,
    others: Iterable[int],
    agents: Sequence[FileAgent],
    theirs: Sequence[Mapping[int, float]],
    facts: Mapping[tuple[int, int], tuple[Fact, ...]],
) -> list[int]:
    """The agent who is paired with an account, and those who surely are that account, too, and of no other, and whom
    nothing tells from each other: one person whom the file spells in several ways."""
    found = [other]
    for place in sorted(others, key=lambda each: (-theirs[each][one], each)):
        alone = len(theirs[place]) == 1 and confidence_among(theirs[place][one], ()) >= SURE
        his = _settles(facts[one, place]) and _is_his(agents[place], facts[one, place])
        if alone and his and not any(are_two(agents[place].said, agents[each].said) for each in found):
            found.append(place)
    return found if _settles(facts[one, other]) else [other]


def _is_his(agent: FileAgent, facts: Iterable[Fact]) -> bool:
    """What agrees with the account is this agent's alone: the number of an office would make each of its people him."""
    ours = (str(fact.ours) for fact in facts if fact.verdict is Verdict.AGREES)
    return any(each in agent.own for said in ours for each in (said, *said.split(", ")))


def _near(odds: float, confidence: float, others: Mapping[tuple[int, int], float]) -> list[tuple[int, int]]:
    """The pairs that are as good; where none is, but the pair would be sure without the others, the best of these: a
    person is asked because of them."""
    near = sorted(place for place, value in others.items() if value > odds - RIVAL)
    if near or not others or confidence >= SURE or confidence_among(odds, ()) < SURE:
        return near
    best = max(others.values())
    return sorted(place for place, value in others.items() if value == best)


def _said(person: PersonSeen) -> PersonSaid:
    """An account's own words, and those of the id that it was linked with; its name may hold more than a name."""
    named, linked = read_person(person.name), read_person(person.external_id or "")
    return PersonSaid(
        phones_in(person.phone) | named.phones | linked.phones,
        emails_in(person.email) | named.emails | linked.emails,
        frozenset(),
        named.name,
        person.name,
    )


def _evidence(ours: PersonSaid, theirs: PersonSaid) -> tuple[Fact, ...]:
    facts = (
        _shared(Subject.PHONE, ours.phones, theirs.phones, 6.0, -2.5),
        _shared(Subject.EMAIL, ours.emails, theirs.emails, 6.0, -0.5),
        _name(ours, theirs),
    )
    return tuple(fact for fact in facts if fact.ours is not None or fact.theirs is not None)


def _shared(subject: Subject, ours: frozenset[str], theirs: frozenset[str], agrees: float, differs: float) -> Fact:
    mine, other = (", ".join(sorted(values)) or None for values in (ours, theirs))
    if not ours or not theirs:
        return Fact(subject, mine, other, Verdict.UNKNOWN, 0.0)
    same = bool(ours & theirs)
    return Fact(subject, mine, other, Verdict.AGREES if same else Verdict.DIFFERS, agrees if same else differs)


def _name(ours: PersonSaid, theirs: PersonSaid) -> Fact:
    shown = (ours.shown_name or None, theirs.shown_name or None)
    if not ours.name or not theirs.name:
        return Fact(Subject.NAME, *shown, Verdict.UNKNOWN, 0.0)
    alike = name_likeness(ours.name, theirs.name)
    if alike >= 0.97:
        return Fact(Subject.NAME, *shown, Verdict.AGREES, 5.5)
    if alike >= 0.75:
        return Fact(Subject.NAME, *shown, Verdict.CLOSE, 4.0)
    if alike > 0:
        return Fact(Subject.NAME, *shown, Verdict.CLOSE, 2.0)
    return Fact(Subject.NAME, *shown, Verdict.DIFFERS, -3.0)


def _settles(facts: Iterable[Fact]) -> bool:
    """A phone, an e-mail address or the whole name agrees, and nothing differs but a second address."""
    verdicts = {fact.subject: fact.verdict for fact in facts}
    differs = any(verdicts.get(subject) is Verdict.DIFFERS for subject in (Subject.PHONE, Subject.NAME))
    return not differs and any(verdict is Verdict.AGREES for verdict in verdicts.values())
