"""Which listings are linked, and by which runs; and what a run of links came to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rentix_desktop.catalog.fields import Record
from rentix_desktop.errors import AppError
from rentix_desktop.linking.deciding import Key
from rentix_desktop.linking.runs import links_of
from rentix_desktop.mapping import roles
from rentix_desktop.sync.destination import PortalListing
from rentix_desktop.sync.ledger import Action, Ledger, LedgerRow, RunInfo, RunKind, State
from rentix_desktop.sync.progress import Summary

_TOGETHER: Final = 500
_FAILED: Final = (State.REFUSED, State.BLOCKED)


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


def linked_listings(
    ledger: Ledger, on_portal: Iterable[PortalListing], step: Callable[[], None] = lambda: None
) -> tuple[LinkedListing, ...]:
    """What the ledger knows, and what the portal tells beside. `step` is called now and then, and may raise to stop."""
    found: dict[str, LinkedListing] = {}
    after = ""
    while known := ledger.known(after, _TOGETHER):
        step()
        after = known[-1].external_id
        for each in known:
            if each.portal_id and not each.gone:
                found[each.external_id] = _listing(each.external_id, each.portal_id, each.fields, each.public_url)
    for listing in on_portal:
        if listing.external_id:
            told = _listing(listing.external_id, listing.portal_id, listing.fields, listing.public_url)
            found.setdefault(listing.external_id, told)
    return tuple(found.values())


def link_runs(
    ledger: Ledger, listings: Iterable[LinkedListing], step: Callable[[], None] = lambda: None
) -> tuple[LinkRun, ...]:
    """The runs that linked some of these, newest first."""
    there = {each.external_id for each in listings}
    runs = []
    for info in ledger.runs():
        step()
        if info.kind is RunKind.LINK and not info.rows_removed:
            codes = frozenset(each for each in _links_of(ledger, info.id) if each in there)
            if codes:
                runs.append(LinkRun(info, codes))
    return tuple(runs)


@dataclass(frozen=True, slots=True)
class Sent:
    """How a run ended. `done`: pairs that are linked by now, with the code; `codes` what was done to; `failed` are the
    rows that did not go through, `in_doubt` those of which the portal could not tell what became of them."""

    summary: Summary
    done: Mapping[Key, str]
    codes: frozenset[str]
    failed: tuple[LedgerRow, ...]
    in_doubt: tuple[LedgerRow, ...] = ()


def sent_of(ledger: Ledger, summary: Summary) -> Sent:
    """What the ledger says of a run that ended so."""
    worked = list(ledger.rows(summary.run, (State.ACCEPTED,)))
    done = {
        (row.planned.portal_id or "", row.planned.row): row.planned.external_id
        for row in worked
        if row.planned.action is Action.LINK and row.planned.row is not None
    }
    codes = frozenset(row.planned.external_id for row in worked)
    failed, doubt = ledger.rows(summary.run, _FAILED), ledger.rows(summary.run, (State.IN_DOUBT,))
    return Sent(summary, done, codes, tuple(failed), tuple(doubt))


def _listing(external_id: str, portal_id: str, fields: Record, public_url: str | None) -> LinkedListing:
    address = fields.get(roles.ADDRESS)
    return LinkedListing(external_id, portal_id, address if isinstance(address, str) else "", public_url)


def _links_of(ledger: Ledger, run: int) -> Iterator[str]:
    try:
        yield from links_of(ledger, run)
    except AppError:
        return  # it has linked none
