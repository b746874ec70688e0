"""Linking off the window's thread: the portal is read, rows are paired, links are sent and taken off. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from rentix_desktop.linking.doubles import DoubleGroup, find_doubles, on_offer
from rentix_desktop.linking.linked import LinkedListing, LinkRun, Sent, link_runs, linked_listings, sent_of
from rentix_desktop.linking.proposing import OnPortal, propose, read_portal, rows_to_show
from rentix_desktop.linking.runs import Link, give_up, keep_statuses, plan_links, plan_unlinks
from rentix_desktop.mapping.model import ColumnMapping
from rentix_desktop.mapping.read_row import Mapper, mapped_rows
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.table import Table
from rentix_desktop.sync.destination import PortalListing
from rentix_desktop.sync.planning.hides import Hides
from rentix_desktop.sync.progress import Summary
from rentix_desktop.sync.sending.engine import Engine
from rentix_desktop.sync.sources.belonging import ledger_name_of
from rentix_desktop.sync.sources.source import Source
from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.places.hiding import hide
from rentix_desktop.ui.places.linking.keeping import Answers
from rentix_desktop.ui.places.linking.state import Proposed
from rentix_desktop.ui.senders import Senders
from rentix_desktop.ui.session import Connection


def read(task: Task[Any], connection: Connection) -> OnPortal:
    """Tells the number of listings read. Raises `Cancelled`, AppError."""
    return read_portal(connection.destination, task.control(), task.progress)


def pair(
    task: Task[Any],
    connection: Connection,
    table: Table,
    mapping: ColumnMapping,
    on_portal: OnPortal,
    kept: Callable[[], Sequence[Source]],
    unwritten: Answers,
) -> Proposed:
    """Raises as reading a file does, and `Cancelled`. `kept`: the kept sources, in the name of one of which it is sent;
    `unwritten`: what was decided and may not be on disk yet."""
    if unwritten:
        connection.ledger.keep_pair_answers(unwritten)
    source = ledger_name_of(table.info.path, table.info.sheet, connection.key, kept())
    catalogue = connection.catalogue
    with closing(mapped_rows(table, Mapper(mapping, catalogue, load_vocabulary()))) as rows:
        every = list(task.each(rows))
    proposal = propose(on_portal, every, connection.ledger, catalogue, source, task.control())
    return Proposed(proposal, rows_to_show(proposal, every, catalogue), source, table.info.path.name)


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of the portal, and what was made of it."""

    on_portal: OnPortal
    proposed: Proposed | None = None
    doubles: tuple[DoubleGroup, ...] | None = None


def read_and_pair(
    task: Task[Any],
    connection: Connection,
    table: Table,
    mapping: ColumnMapping,
    on_portal: OnPortal | None,
    kept: Callable[[], Sequence[Source]],
    unwritten: Answers,
) -> Read:
    """`on_portal` None = it is read first. Raises as `read` and `pair`."""
    found = on_portal or read(task, connection)
    return Read(found, pair(task, connection, table, mapping, found, kept, unwritten))


def read_doubles(task: Task[Any], connection: Connection, on_portal: OnPortal | None) -> Read:
    """As `read_and_pair`."""
    found = on_portal or read(task, connection)
    visibility, apart = connection.catalogue.visibility, connection.ledger.apart()
    offered = on_offer(found.listings, visibility)
    doubles = find_doubles(offered, public=visibility.public, apart=apart, rates=found.rates, step=task.check)
    return Read(found, doubles=doubles)


@dataclass(frozen=True, slots=True)
class Linked:
    listings: tuple[LinkedListing, ...]
    runs: tuple[LinkRun, ...]
    on_portal: OnPortal | None = None


def linked(task: Task[Any], connection: Connection, on_portal: OnPortal | None, *, ask: bool = False) -> Linked:
    """What the ledger knows, and the portal if it was read; runs newest first. `ask`: it is read now, if it was not.
    Raises `Cancelled`, AppError."""
    if on_portal is None and ask:
        on_portal = read(task, connection)
    told = on_portal.listings if on_portal is not None else ()
    listings = linked_listings(connection.ledger, told, connection.catalogue.visibility, task.check)
    return Linked(listings, link_runs(connection.ledger, listings, task.check), on_portal)


def send_links(
    task: Task[Any], connection: Connection, senders: Senders, links: Sequence[Link], source: str, file_name: str
) -> Sent:
    """Tells the `RunProgress`. Raises `Cancelled` before anything was sent, AppError where the ledger fails."""
    with senders.alone(connection.key, task):
        planned = plan_links(
            links, connection.ledger, connection.catalogue, connection.destination, connection.key, source, file_name
        )
        return _carried_out(task, connection, planned.run)


def send_unlinks(task: Task[Any], connection: Connection, senders: Senders, codes: Sequence[str]) -> Sent:
    """As `send_links`."""
    with senders.alone(connection.key, task):
        planned = plan_unlinks(codes, connection.ledger, connection.catalogue, connection.destination, connection.key)
        return _carried_out(task, connection, planned.run)


def go_on(task: Task[Any], connection: Connection, senders: Senders, runs: Sequence[int]) -> Sent:
    """What is left of runs of links is sent, until one is stopped. As `send_links`."""
    with senders.alone(connection.key, task):
        return _carried_out(task, connection, *runs)


def give_up_links(task: Task[Any], connection: Connection, senders: Senders, runs: Sequence[int]) -> int:
    """What is left of runs of links is not sent any more; how many links. Raises `Cancelled`, AppError."""
    with senders.alone(connection.key, task):
        ledger, control = connection.ledger, task.control()
        return sum(give_up(ledger, run, connection.destination, control) for run in runs)


def send_hide(task: Task[Any], connection: Connection, senders: Senders, listing: PortalListing) -> Hides:
    """As `send_links`."""
    with senders.alone(connection.key, task):
        return hide(task, connection, (listing,))


def _carried_out(task: Task[Any], connection: Connection, *runs: int) -> Sent:
    engine = Engine(connection.ledger, connection.destination, task.control(), task.progress)
    ended: list[Summary] = []
    for run in runs:
        ended.append(engine.run(run))
        keep_statuses(connection.ledger, run, connection.catalogue)
        if ended[-1].stopped is not None:
            break
    return sent_of(connection.ledger, ended)
