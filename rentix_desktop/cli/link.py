"""`link` and `unlink`: listings that are on the portal already get the codes of the file's rows, or lose them again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Final

from rentix_desktop.cli.context import Context
from rentix_desktop.cli.file import opened, understood
from rentix_desktop.cli.options import wrong_usage
from rentix_desktop.cli.output import EXIT_OK, Output
from rentix_desktop.cli.proposals import proposal_data, show_proposal
from rentix_desktop.cli.send import Desk, carry_out, desk_of, source_known
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.linking.deciding import Deciding
from rentix_desktop.linking.pairing import Pair
from rentix_desktop.linking.proposing import OnPortal, Proposal, links, propose, read_portal
from rentix_desktop.linking.restoring import adopt, by_code
from rentix_desktop.linking.runs import links_of, plan_links, plan_unlinks
from rentix_desktop.mapping.model import Level
from rentix_desktop.mapping.read_row import Mapper, mapped_rows
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.ledger import Ledger

SURE: Final = "sure"


def link(context: Context) -> int:
    """Proposes pairs; with --accept sure links those that are sure, but for those that a person left or said are two.
    Raises what reading a file and the service raise."""
    output, said = context.output, context.arguments
    with opened(context) as table, desk_of(context) as desk:
        file = understood(context, table, desk.catalogue, desk.connection.key)
        file.refuse_doubts(desk.catalogue)
        _ask_again(said.ask_again or (), desk.ledger, output)
        source = source_known(context, table, desk)
        control = RunControl()

        def work() -> Proposal:
            held = desk.ledger.conflicts().keys()
            on_portal = read_portal(desk.connection.destination, control)
            with closing(mapped_rows(table, Mapper(file.mapping, desk.catalogue, file.vocabulary))) as rows:
                proposal = propose(on_portal, rows, desk.ledger, desk.catalogue, source, control)
            same = _still_asked(said.same or (), held, proposal)
            return _same_all_the_same(same, proposal, on_portal, desk, source, output)

        proposal = context.stopping.work(control, work)
        if said.save_layout:
            file.remember(said.save_layout, context.ports, desk.connection.key)
        show_proposal(proposal, output)
        deciding = Deciding(proposal.pairing, proposal.said)
        ticked = {each.portal_id for each in deciding.sure if deciding.ticked(each)}
        sure = [pair for pair in proposal.pairing.of(Level.SURE) if pair.portal_id in ticked]
        if said.accept != SURE or not sure:
            output.data(proposal_data(proposal))
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
            if not ids:
                raise AppError(Code.NOTHING_TO_UNDO, Cause.USAGE, run=run)
        planned = plan_unlinks(ids, desk.ledger, desk.catalogue, desk.connection.destination, desk.connection.key)
        return carry_out(context, desk, planned.run)


def _link(context: Context, desk: Desk, proposal: Proposal, sure: Sequence[Pair], source: str, file_name: str) -> int:
    planned = plan_links(
        links(sure, proposal.listings, proposal.rows),
        desk.ledger,
        desk.catalogue,
        desk.connection.destination,
        desk.connection.key,
        source,
        file_name,
    )
    return carry_out(context, desk, planned.run, beside=proposal_data(proposal))


def _still_asked(codes: Sequence[str], held: Collection[str], proposal: Proposal) -> Sequence[str]:
    """Without those that were held and are not any more, now that the portal was read: nothing is left to say of them."""
    contested = {pair.external_id for pair in proposal.conflicts}
    return [code for code in codes if code in contested or code not in held]


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
