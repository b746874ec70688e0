"""The agents of a file and the accounts of the portal: paired, linked when asked, and remembered, so that listings then
carry their agent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rentix_desktop.catalog.fields import Catalogue, Record
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.linking.agents import FileAgent, file_agents
from rentix_desktop.linking.people import PeoplePairing, PersonPair, pair_people
from rentix_desktop.linking.people_sending import Taken, send_people
from rentix_desktop.mapping.model import ColumnMapping, Level, MappedRow
from rentix_desktop.mapping.text import fold
from rentix_desktop.sync.agent_book import AgentBook
from rentix_desktop.sync.agents import agent_field, agent_text, person_meant
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
    """Reads the accounts and pairs them with the agents of a file. Of agents whose account is linked already, under their
    own id or another one, it is remembered which texts mean them. One request. Raises DestinationError, and AppError
    CANNOT_BE_ASKED."""
    service = _with_people(destination)
    before = dict(book.agents())
    people = {person.portal_id: person for person in service.list_people(waiter)}
    agents = file_agents(texts)
    pairing = pair_people(people.values(), agents)
    under_another = _pairs_with_linked(people, pairing)
    sure = {pair.portal_id: pair.agent for pair in under_another if pair.level is Level.SURE}
    _remember(_linked(people, agents, pairing), book)
    _remember([(agent, people[portal_id].external_id or "") for portal_id, agent in sure.items()], book)
    taken = [pair.agent for pair in under_another]
    meant = book.agents()
    return Staff(
        people,
        agents,
        PeoplePairing(
            (*pairing.pairs, *(pair for pair in under_another if pair.level is not Level.SURE)),
            (*pairing.linked, *((each, people[each].external_id or "") for each in sure)),
            tuple(each for each in pairing.portal_alone if all(each != pair.portal_id for pair in under_another)),
            tuple(agent for agent in pairing.agents_alone if agent not in taken),
        ),
        service.profile_form,
        _rows_of(people.values(), texts, meant),
        learned=meant != before,
    )


def link_people(
    destination: Destination,
    pairs: Sequence[PersonPair],
    people: Mapping[str, PersonSeen],
    book: AgentBook,
    waiter: Waiter,
) -> tuple[Outcome, ...]:
    """Gives accounts the ids of their agents, and remembers what texts mean those that the portal took; one outcome per
    pair. An account of `people` that has an id keeps it: only what texts mean it is remembered. Raises as `staff_of`."""
    has_id = {pair.portal_id: people[pair.portal_id].external_id for pair in pairs}
    free = [pair for pair in pairs if not has_id[pair.portal_id]]
    operations = [Operation(Op.LINK, pair.agent.external_id, portal_id=pair.portal_id) for pair in free]
    _remember([(pair.agent, code) for pair in pairs if (code := has_id[pair.portal_id])], book)

    def remember(taken: Sequence[int]) -> None:
        _remember([(free[at].agent, free[at].agent.external_id) for at in taken], book)

    outcomes = _sent(destination, operations, waiter, remember)
    sent = dict(zip((pair.portal_id for pair in free), outcomes, strict=True))
    return tuple(sent.get(pair.portal_id) or Accepted(portal_id=pair.portal_id) for pair in pairs)


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


def _rows_of(people: Iterable[PersonSeen], texts: Mapping[str, int], meant: Mapping[str, str]) -> dict[str, int]:
    by_id = {person.external_id: person for person in people if person.external_id}
    found: Counter[str] = Counter()
    for text, count in texts.items():
        person = person_meant(text, by_id, meant)
        if person is not None:
            found[person.portal_id] += count
    return dict(found)


def _linked(
    people: Mapping[str, PersonSeen], agents: Sequence[FileAgent], pairing: PeoplePairing
) -> list[tuple[FileAgent, str]]:
    """Agents that `pairing` found linked, with the ids of their accounts."""
    by_any = {text.strip(): agent for agent in agents for text, _ in agent.texts}
    by_any |= {agent.external_id: agent for agent in agents}
    ids = (people[portal_id].external_id for portal_id, _ in pairing.linked)
    return [(by_any[each], each) for each in ids if each in by_any]


def _pairs_with_linked(people: Mapping[str, PersonSeen], pairing: PeoplePairing) -> tuple[PersonPair, ...]:
    """Agents without an account of their own id, and accounts with the id of nobody in the file."""
    mine = {portal_id for portal_id, _ in pairing.linked}
    others = [
        replace(each, external_id=None) for each in people.values() if each.external_id and each.portal_id not in mine
    ]
    return pair_people(others, pairing.agents_alone).pairs


def _remember(agents: Sequence[tuple[FileAgent, str]], book: AgentBook) -> None:
    said: dict[str, str | None] = {fold(text): external_id for agent, external_id in agents for text, _ in agent.texts}
    if said:
        book.keep_agents(said)
