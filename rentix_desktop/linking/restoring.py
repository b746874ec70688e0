"""Links that the portal knows and a lost ledger does not: listings that carry the externalId of a row.

They are adopted, so that the next plan sends only what differs. One that plainly is another property (`another`) is not:
its row would be written over it. Such a row is held until a person has decided (`sync.books.conflicts`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from rentix_desktop.catalog.fields import Catalogue, Record
from rentix_desktop.linking.another import plainly_another
from rentix_desktop.linking.evidence import Rates
from rentix_desktop.linking.facts import facts_of_listing, facts_of_row, text_of
from rentix_desktop.mapping import roles
from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.sync.books.agents import AgentForm
from rentix_desktop.sync.books.conflicts import Conflict
from rentix_desktop.sync.comparing.drift import in_our_words
from rentix_desktop.sync.destination import PortalListing
from rentix_desktop.sync.ledger import Action, Learnt, Ledger, Listing
from rentix_desktop.sync.planning.plan import chunks, external_id_of

_TOGETHER: Final = 500
MAYBE_KNOWN: Final = (Action.CREATE, Action.BLOCKED)
"""Rows of a plan that the ledger may not know though the portal does."""
_TOLD: Final = 120
"""Characters of an address that are kept."""


@dataclass(frozen=True, slots=True)
class Restored:
    """`adopted` links are known again; `conflicts` are codes of these rows that other properties have."""

    adopted: int = 0
    conflicts: tuple[Conflict, ...] = ()


def by_code(listings: Iterable[PortalListing]) -> dict[str, PortalListing]:
    """By their externalIds. One that several listings carry, which the portal should not allow, is left out. Case matters:
    the portal does not say that it does not."""
    found: dict[str, PortalListing | None] = {}
    for listing in listings:
        if listing.external_id:
            first = found.setdefault(listing.external_id, listing)
            if first is None or first.portal_id != listing.portal_id:
                found[listing.external_id] = None
    return {code: listing for code, listing in found.items() if listing is not None}


def restore(
    listings: Iterable[PortalListing],
    rows: Iterable[MappedRow],
    ledger: Ledger,
    catalogue: Catalogue,
    source: str,
    *,
    complete: bool = True,
    rates: Rates | None = None,
    step: Callable[[], None] = lambda: None,
) -> Restored:
    """What the ledger does not know of these rows, and the portal does. `listings` are those of the portal, all of them
    where they are `complete`; `source` is the rows' own, `rates` let prices be compared (`rates`). `step` is called now and then, and may raise to stop."""
    on_portal = by_code(listings)
    seen: set[str] = set()
    adopted = 0
    conflicts: list[Conflict] = []
    for page in chunks(rows, _TOGETHER):
        step()
        named = {name: row for row in reversed(page) if (name := external_id_of(row.record, catalogue))}
        looked_at = {name: row for name, row in named.items() if name not in seen}
        seen |= looked_at.keys()
        new = looked_at.keys() & on_portal
        new -= ledger.listings(list(new)).keys() if new else set()
        others = {name for name in new if _is_another(looked_at[name], on_portal[name], rates)}
        found = [_conflict(on_portal[name]) for name in sorted(others)]
        ledger.keep_conflicts(looked_at.keys() if complete else new, found)
        conflicts += found
        ours = [(on_portal[name], looked_at[name].record) for name in sorted(new - others)]
        adopted += adopt(ours, ledger, catalogue, source) if ours else 0
    return Restored(adopted, tuple(conflicts))


def rows_of_plan(ledger: Ledger, run: int, actions: Collection[Action] = MAYBE_KNOWN) -> Iterator[MappedRow]:
    """Those of a planned run for which this is to be done."""
    after = -1
    while page := ledger.planned(run, actions, after, _TOGETHER):
        after = page[-1].planned.seq
        for planned in (row.planned for row in page):
            yield MappedRow(planned.row or 0, planned.sheet_row or 0, planned.record)


def adopt(pairs: Iterable[tuple[PortalListing, Record]], ledger: Ledger, catalogue: Catalogue, source: str) -> int:
    """Listings that have the codes of rows are those rows: they are known from now on, in the rows' words where they say
    the same. What a person says of a conflict, too. How many were new."""
    form, found = ledger.agent_form(), list(pairs)
    new = ledger.adopt([_as_known(listing, record, catalogue, source, form) for listing, record in found])
    ledger.learn([Learnt(each.external_id or "", status=each.status) for each, _ in found if each.status])
    return new


def _as_known(
    listing: PortalListing, record: Record, catalogue: Catalogue, source: str, form: AgentForm | None
) -> Listing:
    fields = in_our_words(record, listing, catalogue, form)
    if listing.status:  # a hidden one, too: nobody knows who hid it, and only the file's own word publishes it
        fields[catalogue.visibility.field] = listing.status
    return Listing(listing.external_id or "", fields, listing.portal_id or None, listing.public_url, source)


def _is_another(row: MappedRow, listing: PortalListing, rates: Rates | None) -> bool:
    return plainly_another(facts_of_row(row, listing.external_id or ""), facts_of_listing(listing), rates)


def _conflict(listing: PortalListing) -> Conflict:
    told = " ".join(text_of(listing.fields.get(roles.ADDRESS)).split())[:_TOLD]
    return Conflict(listing.external_id or "", listing.portal_id, told)
