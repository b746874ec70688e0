"""Listings of the service that a person chose to hide, as a run: planned, sent, kept and taken back as every write is.

A listing that no file has may have no id of ours; its row names it by the service's own (API reference, 2.2), so that
hiding it never makes one. What the service had of it stands in its row, and so it can be shown again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rentix_desktop.catalog.fields import Catalogue, Record
from rentix_desktop.mapping.roles import ADDRESS
from rentix_desktop.sync.books.conflicts import Conflict
from rentix_desktop.sync.comparing.drift import Drift
from rentix_desktop.sync.destination import Destination, PortalListing
from rentix_desktop.sync.ledger import AccountKey, Action, Ledger, NewRun, PlannedRow, RunInfo, RunKind, State
from rentix_desktop.sync.planning.plan import Planner, PlanOptions, PlanProgress
from rentix_desktop.sync.progress import Summary


def plan_hides(
    listings: Iterable[PortalListing],
    ledger: Ledger,
    catalogue: Catalogue,
    destination: Destination,
    account: AccountKey,
    progress: PlanProgress | None = None,
) -> int:
    """A new run (kind HIDE) over `listings` as they were read, each once; those that are hidden have nothing to send.

    It is of no source: each listing stays that of its own. Sends nothing. Raises `Cancelled` when `progress` asks to
    stop.
    """
    new = NewRun(account, RunKind.HIDE, "", "")
    with Planner(ledger, catalogue, destination, new, PlanOptions(), progress) as planner:
        planner.add(_hides(listings, catalogue, ledger.conflicts()))
        return planner.forecast().run


@dataclass(frozen=True, slots=True)
class Hides:
    """How such a run ended, by the service's own ids: `hidden` are so by now, `refused` has its words of the others that
    it answered of. What is in neither is left to be resumed."""

    run: RunInfo
    summary: Summary
    hidden: frozenset[str]
    refused: Mapping[str, str]

    @property
    def left(self) -> int:
        """Listings to be resumed."""
        return self.summary.total - len(self.hidden) - len(self.refused)


def hides_of(ledger: Ledger, summary: Summary) -> Hides:
    """Of a run that is over, by its summary."""
    there = ledger.rows(summary.run, (State.ACCEPTED, State.UNCHANGED))
    failed = ledger.rows(summary.run, (State.REFUSED, State.BLOCKED))
    return Hides(
        ledger.run(summary.run),
        summary,
        frozenset(row.portal_id or "" for row in there),
        {row.portal_id or "": " ".join(row.messages) for row in failed},
    )


def listing_of(drift: Drift, catalogue: Catalogue) -> PortalListing:
    """As much as a difference says of a listing that no source knows."""
    told = {catalogue.visibility.field: drift.status, ADDRESS: drift.note}
    fields: Record = {name: value for name, value in told.items() if value}
    return PortalListing(drift.portal_id or "", drift.external_id, fields, drift.status, drift.public_url)


def _hides(
    listings: Iterable[PortalListing], catalogue: Catalogue, conflicts: Mapping[str, Conflict]
) -> Iterator[PlannedRow]:
    """One that has the code of a row that is another property is none of ours: known by that code, the row would be
    written over it."""
    visibility = catalogue.visibility
    for listing in {each.portal_id: each for each in listings}.values():
        record: Record = {name: value for name, value in listing.fields.items() if name != catalogue.key}
        if listing.status:
            record[visibility.field] = listing.status
        hidden = record.get(visibility.field) == visibility.hidden
        code = listing.external_id or ""
        yield PlannedRow(
            seq=0,
            row=None,
            sheet_row=None,
            external_id="" if code in conflicts else code,
            action=Action.NONE if hidden else Action.HIDE,
            record=record,
            fields={} if hidden else {visibility.field: visibility.hidden},
            portal_id=listing.portal_id,
        )
