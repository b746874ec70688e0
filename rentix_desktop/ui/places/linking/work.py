"""Linking off the window's thread: the portal is read, rows are paired, links are sent and taken off. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any, Final

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.errors import AppError
from rentix_desktop.linking.deciding import Key
from rentix_desktop.linking.doubles import DoubleGroup, find_doubles
from rentix_desktop.linking.proposing import OnPortal, propose, read_portal
from rentix_desktop.linking.runs import Link, links_of, plan_links, plan_unlinks
from rentix_desktop.mapping import roles
from rentix_desktop.mapping.model import ColumnMapping, MappedRow
from rentix_desktop.mapping.read_row import Mapper, mapped_rows
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.table import Table
from rentix_desktop.sync.destination import PortalListing
from rentix_desktop.sync.engine import Engine
from rentix_desktop.sync.hide_run import Hides
from rentix_desktop.sync.ledger import (
    Action,
    LedgerRow,
    Listing,
    RunInfo,
    RunKind,
    State,
)
from rentix_desktop.sync.progress import Summary
from rentix_desktop.sync.sources.source import Source
from rentix_desktop.sync.steps import source_of
from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.places.hiding import hide
from rentix_desktop.ui.places.linking.note import Proposed
from rentix_desktop.ui.senders import Senders
from rentix_desktop.ui.session import Connection
from rentix_desktop.ui.wizard.results.proposing import kept_as

MOST_ALONE: Final = 20_000
"""Rows without a partner that are kept for choosing one by hand."""
_TOGETHER: Final = 500
_TOLD: Final = (
    "announcementType", "propertyType", "propertySecondaryType", "propertyQuantitySize", roles.ROOMS,
    roles.FLOOR_NUMBER, roles.FLOORS_TOTAL, roles.AREA, roles.PRICE, roles.CURRENCY, roles.ADDRESS, roles.COORDINATES,
)  # fmt: skip
"""What is shown of a row without a partner."""
_WORKED: Final = (State.ACCEPTED,)
_FAILED: Final = (State.REFUSED, State.BLOCKED)


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
) -> Proposed:
    """Raises as reading a file does, and `Cancelled`. `kept`: the kept sources, in the name of one of which it is sent."""
    source = source_of(table.info.path, table.info.sheet)
    known = kept_as(table.info.path, source, connection.key, kept())
    source = known.ledger_name if known is not None else source
    catalogue = connection.catalogue
    with closing(mapped_rows(table, Mapper(mapping, catalogue, load_vocabulary()))) as rows:
        every = list(_asking(rows, task))
    proposal = propose(on_portal, every, connection.ledger, catalogue, source, task.control())
    alone = set(proposal.pairing.rows_alone[:MOST_ALONE])
    found = {row.row: _slim(row, catalogue) for row in every if row.row in alone}
    return Proposed(proposal, {**found, **proposal.rows}, source, table.info.path.name)


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
) -> Read:
    """`on_portal` None = it is read first. Raises as `read` and `pair`."""
    found = on_portal or read(task, connection)
    return Read(found, pair(task, connection, table, mapping, found, kept))


def read_doubles(task: Task[Any], connection: Connection, on_portal: OnPortal | None) -> Read:
    """As `read_and_pair`."""
    found = on_portal or read(task, connection)
    return Read(found, doubles=doubles(task, found, connection.catalogue))


def doubles(task: Task[Any], on_portal: OnPortal, catalogue: Catalogue) -> tuple[DoubleGroup, ...]:
    """Among those that are shown: what is hidden is nobody's double. Raises `Cancelled`."""
    hidden = catalogue.visibility.hidden
    return find_doubles([each for each in on_portal.listings if each.status != hidden], step=task.check)


@dataclass(frozen=True, slots=True)
class LinkedListing:
    """A listing of the portal with a code, as far as it is known here."""

    external_id: str
    portal_id: str
    address: str = ""
    public_url: str | None = None


@dataclass(frozen=True, slots=True)
class LinkRun:
    """A run that linked listings, and the codes that it gave them."""

    info: RunInfo
    external_ids: frozenset[str]


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
    found: dict[str, LinkedListing] = {}
    after = ""
    while known := connection.ledger.known(after, _TOGETHER):
        task.check()
        after = known[-1].external_id
        found |= {each.external_id: _of_ledger(each) for each in known if each.portal_id and not each.gone}
    for listing in on_portal.listings if on_portal is not None else ():
        if listing.external_id:
            found.setdefault(listing.external_id, _of_portal(listing))
    runs = []
    for info in connection.ledger.runs():
        task.check()
        if info.kind is RunKind.LINK and not info.rows_removed:
            codes = {each for each in _links_of(connection, info.id) if each in found}
            if codes:
                runs.append(LinkRun(info, frozenset(codes)))
    return Linked(tuple(found.values()), tuple(runs), on_portal)


@dataclass(frozen=True, slots=True)
class Sent:
    """How a run ended. `done`: pairs that are linked by now, with the code; `codes` what was done to; `failed` are the
    rows that did not go through."""

    summary: Summary
    done: Mapping[Key, str]
    codes: frozenset[str]
    failed: tuple[LedgerRow, ...]


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


def go_on(task: Task[Any], connection: Connection, senders: Senders, run: int) -> Sent:
    """What is left of a run of links is sent. As `send_links`."""
    with senders.alone(connection.key, task):
        return _carried_out(task, connection, run)


def send_hide(task: Task[Any], connection: Connection, senders: Senders, listing: PortalListing) -> Hides:
    """As `send_links`."""
    with senders.alone(connection.key, task):
        return hide(task, connection, (listing,))


def _carried_out(task: Task[Any], connection: Connection, run: int) -> Sent:
    control = task.control()
    ledger = connection.ledger
    summary = Engine(ledger, connection.destination, control, task.progress).run(run)
    worked = list(ledger.rows(run, _WORKED))
    done = {
        (row.planned.portal_id or "", row.planned.row): row.planned.external_id
        for row in worked
        if row.planned.action is Action.LINK and row.planned.row is not None
    }
    codes = frozenset(row.planned.external_id for row in worked)
    return Sent(summary, done, codes, tuple(ledger.rows(run, _FAILED)))


def _asking(rows: Iterable[MappedRow], task: Task[Any]) -> Iterator[MappedRow]:
    for number, row in enumerate(rows):
        if number % _TOGETHER == 0:
            task.check()
        yield row


def _slim(row: MappedRow, catalogue: Catalogue) -> MappedRow:
    record = {name: row.record[name] for name in (catalogue.key, *_TOLD) if name in row.record}
    return replace(row, record=record, problems=())


def _of_ledger(listing: Listing) -> LinkedListing:
    address = listing.fields.get(roles.ADDRESS)
    text = address if isinstance(address, str) else ""
    return LinkedListing(listing.external_id, listing.portal_id or "", text, listing.public_url)


def _of_portal(listing: PortalListing) -> LinkedListing:
    address = listing.fields.get(roles.ADDRESS)
    text = address if isinstance(address, str) else ""
    return LinkedListing(listing.external_id or "", listing.portal_id, text, listing.public_url)


def _links_of(connection: Connection, run: int) -> Iterator[str]:
    try:
        yield from links_of(connection.ledger, run)
    except AppError:
        return  # it has linked none
