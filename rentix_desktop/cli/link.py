"""`link` and `unlink`: listings that are on the portal already get the codes of the file's rows, or lose them again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Final

from rentix_desktop.catalog.fields import JsonValue
from rentix_desktop.cli.context import Context
from rentix_desktop.cli.file import opened, understood
from rentix_desktop.cli.options import wrong_usage
from rentix_desktop.cli.output import EXIT_OK, Output
from rentix_desktop.cli.recalling import tell_conflicts
from rentix_desktop.cli.send import Desk, carry_out, desk_of
from rentix_desktop.linking.deciding import Deciding, Key
from rentix_desktop.linking.evidence import Fact
from rentix_desktop.linking.pairing import Pair
from rentix_desktop.linking.proposing import OnPortal, Proposal, links, propose, read_portal
from rentix_desktop.linking.restoring import adopt, by_code
from rentix_desktop.linking.runs import links_of, plan_links, plan_unlinks
from rentix_desktop.mapping.model import Level
from rentix_desktop.mapping.read_row import Mapper, mapped_rows
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.ledger import Ledger
from rentix_desktop.sync.pair_book import PairAnswer
from rentix_desktop.sync.steps import source_of
from rentix_desktop.texts.conflicts import known_again_words

SURE: Final = "sure"
_NAMED: Final = 20


def link(context: Context) -> int:
    """Proposes pairs; with --accept sure links those that are sure, but for those that a person left or said are two.
    Raises what reading a file and the service raise."""
    output, said = context.output, context.arguments
    with opened(context) as table, desk_of(context) as desk:
        file = understood(context, table, desk.catalogue, desk.connection.key)
        file.refuse_doubts(desk.catalogue)
        _ask_again(said.ask_again or (), desk.ledger, output)
        source = source_of(table.info.path, table.info.sheet, said.source)
        control = RunControl()

        def work() -> Proposal:
            on_portal = read_portal(desk.connection.destination, control)
            with closing(mapped_rows(table, Mapper(file.mapping, desk.catalogue, file.vocabulary))) as rows:
                proposal = propose(on_portal, rows, desk.ledger, desk.catalogue, source, control)
            return _same_all_the_same(said.same or (), proposal, on_portal, desk, source, output)

        proposal = context.stopping.work(control, work)
        if said.save_layout:
            file.remember(said.save_layout, context.ports, desk.connection.key)
        _show(proposal, output)
        deciding = Deciding(proposal.pairing, proposal.said)
        ticked = {each.portal_id for each in deciding.sure if deciding.ticked(each)}
        sure = [pair for pair in proposal.pairing.of(Level.SURE) if pair.portal_id in ticked]
        if said.accept != SURE or not sure:
            output.data(_data(proposal))
            return EXIT_OK
        return _link(context, desk, proposal, sure, source, table.info.path.name)


def unlink(context: Context) -> int:
    """Takes the codes off listings; the listings stay as they are. Raises AppError NOTHING_TO_UNDO for a run that has
    linked none, WRONG_USAGE."""
    ids: list[str] = context.arguments.ids
    run: int | None = context.arguments.run
    if bool(ids) is (run is not None):
        raise wrong_usage(context.output.tr("Say either the codes, or the run with --run."))
    with desk_of(context) as desk:
        if run is not None:
            if all(info.id != run for info in desk.ledger.runs()):
                raise wrong_usage(context.output.tr("There is no run {run}.", run=run))
            ids = list(links_of(desk.ledger, run))
        planned = plan_unlinks(ids, desk.ledger, desk.catalogue, desk.connection.destination, desk.connection.key)
        return carry_out(context, desk, planned.run)


def _link(context: Context, desk: Desk, proposal: Proposal, sure: Sequence[Pair], source: str, file_name: str) -> int:
    planned = plan_links(
        links(sure, proposal),
        desk.ledger,
        desk.catalogue,
        desk.connection.destination,
        desk.connection.key,
        source,
        file_name,
    )
    return carry_out(context, desk, planned.run, beside=_data(proposal))


def _same_all_the_same(
    codes: Sequence[str], proposal: Proposal, on_portal: OnPortal, desk: Desk, source: str, output: Output
) -> Proposal:
    """A person says that listings with these codes are the properties of their rows, though they do not look it: they are
    known from now on. The proposal without their conflicts. Raises AppError WRONG_USAGE."""
    conflicts = {pair.external_id: pair for pair in proposal.conflicts}
    for code in codes:
        if code not in conflicts:
            raise wrong_usage(output.tr("No other property has the code “{code}” on the portal.", code=code))
    there = by_code(on_portal.listings)
    same = [(there[code], proposal.rows[conflicts[code].row].record) for code in dict.fromkeys(codes)]
    adopted = adopt(same, desk.ledger, desk.catalogue, source) if same else 0
    left = tuple(pair for pair in proposal.conflicts if pair.external_id not in codes)
    return replace(proposal, adopted=proposal.adopted + adopted, conflicts=left)


def _ask_again(codes: Sequence[str], ledger: Ledger, output: Output) -> None:
    """What a person said of pairs of these codes is taken back. Raises AppError WRONG_USAGE."""
    kept = ledger.pair_answers()
    for code in codes:
        if all(code != external_id for _, external_id in kept):
            raise wrong_usage(output.tr("Nothing is kept of a pair with the code “{code}”.", code=code))
    ledger.keep_pair_answers({name: None for name in kept if name[1] in codes})


def _show(proposal: Proposal, output: Output) -> None:
    tr, pairing = output.tr, proposal.pairing
    sure, look = pairing.of(Level.SURE), pairing.of(Level.CHECK)
    if not proposal.complete:
        output.note(tr("The portal may have more listings than it showed: some may be missing here."))
    if proposal.adopted:
        output.note(known_again_words(proposal.adopted, tr))
    tell_conflicts([(pair.external_id, pair.portal_id, "") for pair in proposal.conflicts], output)
    output.line(
        tr.plural(
            "{n} listing on the portal has no code yet.",
            "{n} listings on the portal have no code yet.",
            len(proposal.listings),
        )
    )
    output.line(
        ", ".join(
            (
                tr.plural("{n} pair is sure", "{n} pairs are sure", len(sure)),
                tr.plural("{n} needs a look", "{n} need a look", len(look)),
                tr.plural("{n} has no partner", "{n} have no partner", len(pairing.portal_alone)),
            )
        )
        + "."
    )
    answers = _answers(proposal)
    words = {
        None: "",
        PairAnswer.SAME: tr("You said: the same"),
        PairAnswer.NOT: tr("You said: not the same"),
        PairAnswer.LEFT: tr("Not linked"),
    }
    for pair in (*sure, *look, *pairing.apart)[:_NAMED]:
        said = words[answers.get((pair.portal_id, pair.row))]
        output.line(f"  {pair.external_id} – {pair.portal_id}  {pair.confidence:.0%}  {said}".rstrip())


def _data(proposal: Proposal) -> dict[str, JsonValue]:
    pairing, answers = proposal.pairing, _answers(proposal)
    return {
        "pairs": [_pair_data(pair, answers) for pair in pairing.pairs],
        "rejected": [_pair_data(pair, answers) for pair in pairing.apart],
        "portal_alone": list(pairing.portal_alone),
        "rows_alone": list(pairing.rows_alone),
        "unlinked": len(proposal.listings),
        "adopted": proposal.adopted,
        "conflicts": [_conflict_data(pair) for pair in proposal.conflicts],
        "complete": proposal.complete,
    }


def _answers(proposal: Proposal) -> dict[Key, PairAnswer]:
    return {candidate.key: answer for candidate, answer in proposal.said}


def _pair_data(pair: Pair, answers: Mapping[Key, PairAnswer]) -> JsonValue:
    """`answer` is what a person said of it."""
    answer = answers.get((pair.portal_id, pair.row))
    return {
        "id": number_or_text(pair.portal_id),
        "externalId": pair.external_id,
        "row": pair.row,
        "confidence": pair.confidence,
        "level": pair.level.value,
        "answer": answer.value if answer is not None else None,
        "evidence": [fact_data(fact) for fact in pair.evidence],
        "rivals": [{"id": rival.portal_id, "externalId": rival.external_id} for rival in pair.rivals],
    }


def _conflict_data(pair: Pair) -> JsonValue:
    return {
        "id": number_or_text(pair.portal_id),
        "externalId": pair.external_id,
        "row": pair.row,
        "evidence": [fact_data(fact) for fact in pair.evidence],
    }


def number_or_text(portal_id: str) -> JsonValue:
    """The portal's own id, as the number it is there."""
    return int(portal_id) if portal_id.isascii() and portal_id.isdigit() else portal_id


def fact_data(fact: Fact) -> JsonValue:
    """A piece of evidence as JSON."""
    return {
        "subject": fact.subject.value,
        "ours": fact.ours,
        "theirs": fact.theirs,
        "verdict": fact.verdict.value,
        "weight": round(fact.weight, 2),
    }
