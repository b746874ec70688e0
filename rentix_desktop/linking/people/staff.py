"""The agents of a file and the accounts of the portal: paired, linked when asked, and remembered, so that listings then
carry their agent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rentix_desktop.catalog.fields import Catalogue, Record
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.linking.people.agents import FileAgent, file_agents
from rentix_desktop.linking.people.pairing import PeoplePairing, PersonPair, pair_people
from rentix_desktop.linking.people.sending import Taken, send_people
from rentix_desktop.mapping.model import ColumnMapping, MappedRow
from rentix_desktop.mapping.text import fold
from rentix_desktop.sync.agent_meaning import Meanings
from rentix_desktop.sync.agents import agent_field, agent_text
from rentix_desktop.sync.books.agents import AgentBook
from rentix_desktop.sync.destination import (
    Accepted,
    Destination,
    HasPeople,
    Op,
    Operation,
    Outcome,
    PersonSeen,
    PortalListing,
    Waiter,
)
from rentix_desktop.sync.people import Part, ProfileForm


@dataclass(frozen=True, slots=True)
class Staff:
    """`people` of the portal, by their portal ids; `agents` of the file; which is which. `rows`: listings of the file that
    an upload would give to an account now, by its portal id. `learned`: reading has shown what a text means, and a
    forecast that was made before does not hold."""

    people: Mapping[str, PersonSeen]
    agents: tuple[FileAgent, ...]
    pairing: PeoplePairing
    form: ProfileForm
    rows: Mapping[str, int]
    learned: bool = False


def agents_of(rows: Iterable[MappedRow], catalogue: Catalogue) -> Mapping[str, int]:
    """The distinct texts of the agent column, and in how many rows each stands. Empty where no column is one."""
    field = agent_field(catalogue)
    if field is None:
        return {}
    return Counter(text for row in rows if (text := agent_text(row.record, field)))


def agent_column(mapping: ColumnMapping, catalogue: Catalogue) -> ColumnMapping | None:
    """Of a mapping what is needed to read the agents of a file, and nothing else; None where no column is one."""
    name = agent_field(catalogue)
    columns = tuple((at, target) for at, target in mapping.columns if target == name)
    return replace(mapping, columns=columns, key=(), constants=()) if columns else None


def listings_by_person(listings: Iterable[PortalListing]) -> dict[str, int]:
    """Portal id of an account → listings of the portal that show it."""
    return dict(Counter(listing.user.portal_id for listing in listings if listing.user is not None))


def staff_of(destination: Destination, texts: Mapping[str, int], book: AgentBook, waiter: Waiter) -> Staff:
    """Reads the accounts and pairs them with the agents of a file. Of agents who surely are an account that has an id, be
    it theirs or another one, it is remembered which texts mean them. One request. Raises DestinationError, and AppError
    CANNOT_BE_ASKED."""
    service = _with_people(destination)
    before = dict(book.agents())
    people = {person.portal_id: person for person in service.list_people(waiter)}
    agents = file_agents(texts)
    pairing = pair_people(people.values(), agents, before)
    linked = [
        (agent, code)
        for portal_id, meant in pairing.linked.items()
        if (code := people[portal_id].external_id)
        for agent in meant
    ]
    _remember(linked, book)
    after = book.agents()
    rows = _rows_of(people.values(), texts, after)
    return Staff(people, agents, pairing, service.profile_form, rows, learned=after != before)


def link_people(
    destination: Destination,
    pairs: Sequence[PersonPair],
    people: Mapping[str, PersonSeen],
    book: AgentBook,
    waiter: Waiter,
) -> tuple[Outcome, ...]:
    """Gives accounts the ids of their agents, and remembers what texts mean those that the portal took; one outcome per
    pair. An account has one id: of several agents that are it the best one's, or the one that it has; of the others it is
    remembered that their texts mean it, too. Raises as `staff_of`."""
    has_id = {pair.portal_id: people[pair.portal_id].external_id for pair in pairs}
    named: dict[str, list[FileAgent]] = {}
    for pair in pairs:
        named.setdefault(pair.portal_id, []).append(pair.agent)
    _remember([(agent, code) for account, each in named.items() if (code := has_id[account]) for agent in each], book)
    free = [account for account in named if not has_id[account]]
    codes = {account: min(named[account], key=_worth).external_id for account in free}
    operations = [Operation(Op.LINK, codes[account], portal_id=account) for account in free]

    def remember(taken: Sequence[int]) -> None:
        _remember([(agent, codes[free[at]]) for at in taken for agent in named[free[at]]], book)

    outcomes = _sent(destination, operations, waiter, remember)
    sent = dict(zip(free, outcomes, strict=True))
    return tuple(sent.get(pair.portal_id) or Accepted(portal_id=pair.portal_id) for pair in pairs)


def _worth(agent: FileAgent) -> tuple[int, int, str]:
    """Whose id an account gets: a CRM id before a phone, an address and a name; then who has most rows."""
    kinds = (agent.said.codes, agent.said.phones, agent.said.emails)
    kind = next((at for at, each in enumerate(kinds) if agent.external_id in each), len(kinds))
    return kind, -agent.rows, agent.external_id


def create_people(
    destination: Destination, agents: Sequence[FileAgent], book: AgentBook, waiter: Waiter
) -> tuple[Outcome, ...]:
    """Asks for accounts for agents that have none, because a person said so: the portal may well refuse (API reference,
    2.6: contradiction 2). Agents without a name or a phone are not `can_be_created`. Raises as `staff_of`."""
    operations = [
        Operation(Op.UPSERT, agent.external_id, {Part.NAME: agent.said.shown_name, Part.PHONE: min(agent.said.phones)})
        for agent in agents
    ]

    def remember(taken: Sequence[int]) -> None:
        _remember([(agents[at], agents[at].external_id) for at in taken], book)

    return _sent(destination, operations, waiter, remember)


def can_be_created(agent: FileAgent) -> bool:
    return bool(agent.said.shown_name and agent.said.phones)


def change_person(destination: Destination, person: PersonSeen, fields: Record, waiter: Waiter) -> Outcome:
    """Changes the profile of an account; `fields` by `Part`. Raises as `staff_of`."""
    operation = Operation(Op.UPSERT, person.external_id or "", fields, person.portal_id)
    return _sent(destination, [operation], waiter)[0]


def unlink_people(
    destination: Destination, people: Sequence[PersonSeen], book: AgentBook, waiter: Waiter
) -> tuple[Outcome, ...]:
    """Takes the ids off accounts; what texts meant them is forgotten. Raises as `staff_of`."""
    operations = [Operation(Op.UNLINK, person.external_id or "", portal_id=person.portal_id) for person in people]

    def forget(taken: Sequence[int]) -> None:
        gone = {people[at].external_id for at in taken}
        book.keep_agents({text: None for text, who in book.agents().items() if who in gone})

    return _sent(destination, operations, waiter, forget)


def forget_agents(agents: Sequence[FileAgent], book: AgentBook) -> None:
    """What they are spelt as means nobody any more, because a person said so; their account keeps its link."""
    book.keep_agents({fold(text): "" for agent in agents for text, _ in agent.texts})


def _with_people(destination: Destination) -> HasPeople:
    if not isinstance(destination, HasPeople):
        raise AppError(Code.CANNOT_BE_ASKED, Cause.USAGE)
    return destination


def _sent(
    destination: Destination,
    operations: Sequence[Operation],
    waiter: Waiter,
    taken: Taken = lambda _: None,
) -> tuple[Outcome, ...]:
    return send_people(_with_people(destination), operations, destination.limits.max_operations, waiter, taken)


def _rows_of(people: Iterable[PersonSeen], texts: Mapping[str, int], said: Mapping[str, str]) -> dict[str, int]:
    meanings = Meanings(people, said)
    found: Counter[str] = Counter()
    for text, count in texts.items():
        person = meanings.person(text)
        if person is not None:
            found[person.portal_id] += count
    return dict(found)


def _remember(agents: Sequence[tuple[FileAgent, str]], book: AgentBook) -> None:
    said: dict[str, str | None] = {fold(text): external_id for agent, external_id in agents for text, _ in agent.texts}
    if said:
        book.keep_agents(said)
