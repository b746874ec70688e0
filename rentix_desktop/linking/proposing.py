"""What may be linked: the portal's listings are read, paired with the rows of a file, and nothing is written there.

Listings that carry the id of a row already, and that this ledger does not know (it was lost, or another computer sent
them), are adopted on the way: the next plan then sends only what differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.linking.deciding import Candidate, Said
from rentix_desktop.linking.doubles import on_offer
from rentix_desktop.linking.evidence import Rates, evidence
from rentix_desktop.linking.facts import facts_of_listing, facts_of_row
from rentix_desktop.linking.pairing import Pair, Pairing, pair_listings
from rentix_desktop.linking.rates import rates_of
from rentix_desktop.linking.restoring import Restored, by_code, restore, rows_of_plan
from rentix_desktop.linking.runs import Link
from rentix_desktop.mapping import roles
from rentix_desktop.mapping.model import Level, MappedRow
from rentix_desktop.sync.books.pairs import PairAnswer, PairName
from rentix_desktop.sync.comparing.compare import pages
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Cancelled, Destination, Lists, PortalListing
from rentix_desktop.sync.ledger import Action, Ledger
from rentix_desktop.sync.planning.plan import external_id_of

MOST_ALONE: Final = 20_000
"""Rows without a partner that are kept for choosing one by hand."""
_TOGETHER: Final = 500
_TOLD: Final = (
    roles.DEAL, roles.TYPE, roles.SUBTYPE, roles.SIZE, roles.ROOMS,
    roles.FLOOR_NUMBER, roles.FLOORS_TOTAL, roles.AREA, roles.PRICE, roles.CURRENCY, roles.ADDRESS, roles.COORDINATES,
)  # fmt: skip
"""What is shown of a row without a partner."""


@dataclass(frozen=True, slots=True)
class OnPortal:
    """The portal's listings as they were read. `complete` False = it may have more than it showed. `rates` of its
    currencies, as `rates_of` has them."""

    listings: tuple[PortalListing, ...]
    complete: bool
    rates: Rates = field(default_factory=dict)

    @property
    def unlinked(self) -> tuple[PortalListing, ...]:
        """Those that have no id of ours."""
        return tuple(listing for listing in self.listings if not listing.external_id)


@dataclass(frozen=True, slots=True)
class Proposal:
    """`listings` by their portal ids, those without an id of ours; `rows` by their number, those of the file that were
    paired; `adopted` were known to the portal, and are now to the ledger, too; `said` is what a person said of these
    listings and rows before, the oldest first. `conflicts` are no pairs: listings that have the code of a row, and plainly
    are other properties; those rows are held (`sync.books.conflicts`)."""

    pairing: Pairing
    listings: Mapping[str, PortalListing]
    rows: Mapping[int, MappedRow]
    complete: bool
    adopted: int = 0
    said: tuple[Said, ...] = ()
    conflicts: tuple[Pair, ...] = ()


def read_portal(
    destination: Destination, control: RunControl, told: Callable[[int], None] = lambda _: None
) -> OnPortal:
    """Every listing of the account; `told` the number read so far. Raises DestinationError, Cancelled, and AppError
    CANNOT_BE_ASKED for a service that does not list."""
    if not isinstance(destination, Lists):
        raise AppError(Code.CANNOT_BE_ASKED, Cause.USAGE)
    found: list[PortalListing] = []
    complete = False
    for page in pages(destination, control):
        found += page.listings
        complete = page.last and page.complete
        told(len(found))
    to_be_paired = any(not listing.external_id for listing in found)
    return OnPortal(tuple(found), complete, rates_of(destination, control) if to_be_paired else {})


def propose(
    on_portal: OnPortal,
    rows: Iterable[MappedRow],
    ledger: Ledger,
    catalogue: Catalogue,
    source: str,
    control: RunControl,
) -> Proposal:
    """Pairs what has no id of ours with rows that the portal has not; what a person said are two is no pair. Raises
    Cancelled."""
    every = list(rows)
    stop = stopping(control)
    portal = on_portal.listings
    complete, rates = on_portal.complete, on_portal.rates
    restored = restore(portal, every, ledger, catalogue, source, complete=complete, rates=rates, step=stop)
    contested = tuple(_contested(restored, on_portal, every, catalogue))
    unlinked = on_portal.unlinked
    candidates = every if unlinked else []
    known = _known_ids(candidates, ledger, catalogue)
    free = (row for row in candidates if external_id_of(row.record, catalogue) not in known)
    answers = ledger.pair_answers() if candidates else {}
    apart = [name for name, answer in answers.items() if answer is PairAnswer.NOT]
    pairing = pair_listings(portal, free, rates=on_portal.rates, key=catalogue.key, apart=apart, step=stop)
    shown = (*pairing.pairs, *pairing.apart)
    paired = {pair.row for pair in (*shown, *contested)} | {rival.row for pair in shown for rival in pair.rivals}
    listings = {listing.portal_id: listing for listing in unlinked}
    there = paired | set(pairing.rows_alone)
    codes = {external_id_of(row.record, catalogue): row.row for row in candidates if row.row in there}
    return Proposal(
        pairing,
        listings,
        {row.row: row for row in every if row.row in paired},
        on_portal.complete,
        restored.adopted,
        tuple(_said(answers, listings, codes)),
        contested,
    )


def _said(
    answers: Mapping[PairName, PairAnswer], listings: Mapping[str, PortalListing], rows: Mapping[str, int]
) -> Iterator[Said]:
    """What concerns listings and rows that are there today."""
    for (portal_id, external_id), answer in answers.items():
        if portal_id in listings and external_id in rows:
            yield Candidate(portal_id, rows[external_id], external_id), answer


def _contested(
    restored: Restored, on_portal: OnPortal, rows: Iterable[MappedRow], catalogue: Catalogue
) -> Iterator[Pair]:
    if not restored.conflicts:
        return
    there = by_code(on_portal.listings)
    codes = {each.external_id for each in restored.conflicts}
    for row in rows:
        code = external_id_of(row.record, catalogue)
        if code in codes:
            codes.discard(code)  # of two rows with an id the first one is meant
            facts = evidence(facts_of_row(row, code), facts_of_listing(there[code]), on_portal.rates)
            yield Pair(there[code].portal_id, row.row, code, 0.0, Level.NONE, facts)


def doubles_to_come(on_portal: OnPortal, ledger: Ledger, catalogue: Catalogue, run: int, control: RunControl) -> int:
    """How many listings without an id of ours a planned run seems to make once more: those on offer that one of its new
    listings fits, and of which nobody said that they are two. Raises Cancelled."""
    offered = on_offer(on_portal.listings, catalogue.visibility)
    if all(listing.external_id for listing in offered):
        return 0
    apart = [name for name, answer in ledger.pair_answers().items() if answer is PairAnswer.NOT]
    new = rows_of_plan(ledger, run, (Action.CREATE,))
    stop, rates = stopping(control), on_portal.rates
    return len(pair_listings(offered, new, rates=rates, key=catalogue.key, apart=apart, step=stop).pairs)


def rows_to_show(proposal: Proposal, rows: Iterable[MappedRow], catalogue: Catalogue) -> dict[int, MappedRow]:
    """By their number: whole ones of pairs, the main fields of those without a partner."""
    alone = set(proposal.pairing.rows_alone[:MOST_ALONE])
    return {**{row.row: _slim(row, catalogue) for row in rows if row.row in alone}, **proposal.rows}


def _slim(row: MappedRow, catalogue: Catalogue) -> MappedRow:
    record = {name: row.record[name] for name in (catalogue.key, *_TOLD) if name in row.record}
    return replace(row, record=record, problems=())


def links(
    pairs: Iterable[Pair | Candidate], listings: Mapping[str, PortalListing], rows: Mapping[int, MappedRow]
) -> Iterator[Link]:
    """What `plan_links` takes for these pairs, as they were proposed or decided; those whose listing is gone are left
    out. `listings` by their portal ids, `rows` by their number."""
    for pair in pairs:
        row = rows.get(pair.row)
        sheet_row, record = (row.sheet_row, row.record) if row is not None else (None, {})
        if pair.portal_id in listings:
            yield Link(listings[pair.portal_id], pair.external_id, pair.row, sheet_row, record)


def stopping(control: RunControl) -> Callable[[], None]:
    """What raises Cancelled once the control is stopped."""

    def look() -> None:
        if control.cancelled:
            raise Cancelled

    return look


def _known_ids(rows: Sequence[MappedRow], ledger: Ledger, catalogue: Catalogue) -> set[str]:
    """Of these rows the ids whose listings the portal has accepted from here: they are no candidates."""
    found: set[str] = set()
    ids = [name for row in rows if (name := external_id_of(row.record, catalogue))]
    for start in range(0, len(ids), _TOGETHER):
        known = ledger.listings(ids[start : start + _TOGETHER])
        found.update(name for name, listing in known.items() if listing.portal_id is not None)
    return found
