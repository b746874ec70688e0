"""`agents`: the accounts of the portal and the agents of a file, linked when asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing

from rentix_desktop.catalog.fields import JsonValue
from rentix_desktop.cli.context import Context
from rentix_desktop.cli.file import opened, understood
from rentix_desktop.cli.options import wrong_usage
from rentix_desktop.cli.output import EXIT_OK, EXIT_ROWS, Output
from rentix_desktop.cli.proposals import fact_data, number_or_text
from rentix_desktop.cli.send import Desk, desk_of
from rentix_desktop.linking.people.agents import FileAgent
from rentix_desktop.linking.people.choosing import Choosing, contest
from rentix_desktop.linking.people.pairing import PersonPair
from rentix_desktop.linking.people.staff import Staff, agents_of, can_be_created, create_people, link_people, staff_of
from rentix_desktop.mapping.model import Level
from rentix_desktop.mapping.read_row import Mapper, mapped_rows
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Accepted, Outcome, Refused
from rentix_desktop.texts.people import CONTESTS, refusal_words


def agents(context: Context) -> int:
    """Lists the accounts; with a file also which of its agents they are. With --link the sure pairs are linked, with
    --create accounts are asked for. 1 where the portal refused one of them. Raises what reading a file and the service
    raise."""
    said, output = context.arguments, context.output
    if said.file is None and (said.link or said.create):
        raise wrong_usage(output.tr("Say which file has the agents."))
    control = RunControl()
    with desk_of(context) as desk:
        texts = _texts(context, desk) if said.file is not None else {}
        staff = staff_of(desk.connection.destination, texts, desk.ledger, control)
        _show(staff, output)
        pairs = staff.pairing.of(Level.SURE) if said.link else ()
        alone = [agent for agent in staff.pairing.agents_alone if can_be_created(agent)] if said.create else []
        destination = desk.connection.destination
        linked = link_people(destination, pairs, staff.people, desk.ledger, control) if pairs else ()
        made = create_people(destination, alone, desk.ledger, control) if alone else ()
    outcomes = {
        **{pair.portal_id: outcome for pair, outcome in zip(pairs, linked, strict=True)},
        **{agent.external_id: outcome for agent, outcome in zip(alone, made, strict=True)},
    }
    output.data(_data(staff, outcomes))
    _tell(pairs, linked, alone, made, output)
    return EXIT_OK if all(isinstance(outcome, Accepted) for outcome in outcomes.values()) else EXIT_ROWS


def _texts(context: Context, desk: Desk) -> Mapping[str, int]:
    with opened(context) as table:
        file = understood(context, table, desk.catalogue, desk.connection.key)
        with closing(mapped_rows(table, Mapper(file.mapping, desk.catalogue, file.vocabulary))) as rows:
            return agents_of(rows, desk.catalogue)


def _show(staff: Staff, output: Output) -> None:
    tr = output.tr
    paired = {pair.portal_id: pair for pair in reversed(staff.pairing.pairs)}
    rows = []
    for person in staff.people.values():
        pair = paired.get(person.portal_id)
        if person.external_id:
            state = tr("linked")
        elif pair is None:
            state = tr("not in the file") if staff.agents else ""
        else:
            state = tr("sure") if pair.level is Level.SURE else tr("please check")
        code = person.external_id or (pair.agent.external_id if pair else "")
        rows.append((person.portal_id, person.name, person.phone, code, state))
    output.table((tr("Account"), tr("Name"), tr("Phone"), tr("In the file"), tr("State")), rows)
    choosing = Choosing(staff)
    for pair in choosing.doubtful:
        why = contest(pair, choosing.rivals(pair))
        if why is not None:
            output.line(f"  {staff.people[pair.portal_id].name}: {tr(CONTESTS[why])}")
    if not staff.pairing.agents_alone:
        return
    for agent in staff.pairing.agents_alone:
        said = tr.plural(
            "{name}: {n} listing, no account", "{name}: {n} listings, no account", agent.rows, name=_name(agent)
        )
        output.line("  " + said)
    output.line(
        tr(
            "Who has no account is invited on rentix.md: menu, the agency's name, Invitations. Until then their listings "
            "are sent without an agent."
        )
    )


def _tell(
    pairs: Sequence[PersonPair],
    linked: Sequence[Outcome],
    alone: Sequence[FileAgent],
    made: Sequence[Outcome],
    output: Output,
) -> None:
    tr = output.tr
    if linked:
        output.line(tr.plural("{n} agent was linked.", "{n} agents were linked.", _accepted(linked)))
    if made:
        output.line(tr.plural("{n} account was made.", "{n} accounts were made.", _accepted(made)))
    told = zip([*(pair.agent for pair in pairs), *alone], (*linked, *made), strict=True)
    for agent, outcome in told:
        if not isinstance(outcome, Accepted):
            output.note(f"{_name(agent)}: {refusal_words(outcome, agent.external_id, tr)}")


def _accepted(outcomes: Sequence[Outcome]) -> int:
    return sum(isinstance(outcome, Accepted) for outcome in outcomes)


def _name(agent: FileAgent) -> str:
    return agent.said.shown_name or agent.texts[0][0]


def _data(staff: Staff, outcomes: Mapping[str, Outcome]) -> dict[str, JsonValue]:
    return {
        "people": [
            {
                "id": number_or_text(person.portal_id),
                "externalId": person.external_id,
                "name": person.name,
                "phone": person.phone,
                "names": _list(
                    [text for agent in staff.pairing.linked.get(person.portal_id, ()) for text, _ in agent.texts]
                ),
            }
            for person in staff.people.values()
        ],
        "pairs": [
            {
                "id": number_or_text(pair.portal_id),
                "externalId": pair.agent.external_id,
                "confidence": pair.confidence,
                "level": pair.level.value,
                "evidence": [fact_data(fact) for fact in pair.evidence],
                "rivals": [{"id": number_or_text(account), "externalId": code} for account, code in pair.rivals],
                **_became(outcomes.get(pair.portal_id)),
            }
            for pair in staff.pairing.pairs
        ],
        "without_account": [
            {
                "externalId": agent.external_id,
                "name": agent.said.shown_name,
                "phones": _list(sorted(agent.said.phones)),
                "rows": agent.rows,
                **_became(outcomes.get(agent.external_id)),
            }
            for agent in staff.pairing.agents_alone
        ],
    }


def _became(outcome: Outcome | None) -> dict[str, JsonValue]:
    if outcome is None:
        return {}
    words: list[JsonValue] = list(outcome.messages) if isinstance(outcome, Refused) else []
    return {"accepted": isinstance(outcome, Accepted), "messages": words}


def _list(texts: Sequence[str]) -> list[JsonValue]:
    return list(texts)
