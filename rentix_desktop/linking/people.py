"""Which account of the portal is which agent of the file: by phone, then by e-mail address, then by name; else a person is
asked. Who has no account is told apart."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rentix_desktop.linking.agents import FileAgent, PersonSaid, is_other_name, name_likeness, read_person
from rentix_desktop.linking.assign import best_pairs
from rentix_desktop.linking.evidence import Fact, Subject, Verdict
from rentix_desktop.linking.name_index import NameIndex
from rentix_desktop.linking.pairing import confidence_among
from rentix_desktop.linking.phones import emails_in, phones_in
from rentix_desktop.mapping.model import Level
from rentix_desktop.sync.destination import PersonSeen

SURE: Final = 0.9
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
    """`linked`: accounts that carry the externalId of an agent already (portal id → externalId). `agents_alone` have no
    account: they are to be invited."""

    pairs: tuple[PersonPair, ...]
    linked: tuple[tuple[str, str], ...]
    portal_alone: tuple[str, ...]
    agents_alone: tuple[FileAgent, ...]

    def of(self, level: Level) -> tuple[PersonPair, ...]:
        return tuple(pair for pair in self.pairs if pair.level is level)


def pair_people(people: Iterable[PersonSeen], agents: Sequence[FileAgent]) -> PeoplePairing:
    """The best assignment over all. Accounts that are linked with somebody else's id are not proposed again."""
    accounts = sorted({person.portal_id: person for person in people}.values(), key=lambda person: person.portal_id)
    by_id = {agent.external_id: agent for agent in agents}
    by_text = {text.strip(): agent for agent in agents for text, _ in agent.texts}
    linked = {
        person.portal_id: agent
        for person in accounts
        if person.external_id
        and (agent := by_text.get(person.external_id) or by_id.get(person.external_id))
        and not is_other_name(agent.said, _said(person))  # beside a name an id may be any number
    }
    free = [person for person in accounts if not person.external_id]
    done = {agent.external_id for agent in linked.values()}
    open_agents = sorted(
        (agent for agent in agents if agent.external_id not in done), key=lambda agent: agent.external_id
    )
    pairs = _pairs(free, open_agents)
    paired = {pair.portal_id for pair in pairs}
    taken = {pair.agent.external_id for pair in pairs}
    return PeoplePairing(
        pairs,
        tuple((person.portal_id, person.external_id or "") for person in accounts if person.portal_id in linked),
        tuple(person.portal_id for person in accounts if person.portal_id not in paired | linked.keys()),
        tuple(agent for agent in agents if agent.external_id not in done | taken),
    )


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


def _pairs(accounts: Sequence[PersonSeen], agents: Sequence[FileAgent]) -> tuple[PersonPair, ...]:
    said = [_said(person) for person in accounts]
    mine: list[dict[int, float]] = [{} for _ in accounts]
    theirs: list[dict[int, float]] = [{} for _ in agents]
    for one, other in candidates(said, [agent.said for agent in agents]):
        odds = _PRIOR + sum(fact.weight for fact in _evidence(agents[other].said, said[one]))
        if odds > _LEAST:
            mine[one][other] = theirs[other][one] = odds
    gains = [{other: odds - _LEAST for other, odds in each.items()} for each in mine]
    found: list[PersonPair] = []
    for one, other in sorted(best_pairs(gains).items()):
        odds = mine[one][other]
        rows = {(one, place): value for place, value in mine[one].items() if place != other}
        columns = {(place, other): value for place, value in theirs[other].items() if place != one}
        confidence = min(confidence_among(odds, rows.values()), confidence_among(odds, columns.values()))
        near = _near(odds, confidence, {**rows, **columns})
        rivals = tuple((accounts[first].portal_id, agents[second].external_id) for first, second in near)
        facts = _evidence(agents[other].said, said[one])
        sure = confidence >= SURE and not rivals and _settles(facts)
        level = Level.SURE if sure else Level.CHECK
        found.append(PersonPair(accounts[one].portal_id, agents[other], round(confidence, 4), level, facts, rivals))
    return tuple(sorted(found, key=lambda pair: (-pair.confidence, pair.portal_id)))


def _near(odds: float, confidence: float, others: Mapping[tuple[int, int], float]) -> list[tuple[int, int]]:
    """The pairs that are as good; where none is, but the pair would be sure without the others, the best of these: a
    person is asked because of them."""
    near = sorted(place for place, value in others.items() if value > odds - RIVAL)
    if near or not others or confidence >= SURE or confidence_among(odds, ()) < SURE:
        return near
    best = max(others.values())
    return sorted(place for place, value in others.items() if value == best)


def _said(person: PersonSeen) -> PersonSaid:
    """An account's own words; its name may hold more than a name."""
    named = read_person(person.name)
    return PersonSaid(
        phones_in(person.phone) | named.phones,
        emails_in(person.email) | named.emails,
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
