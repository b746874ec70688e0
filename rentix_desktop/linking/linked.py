"""Which listings are linked, and by which runs; and what a run of links came to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rentix_desktop.catalog.fields import Record, Visibility
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
    """A listing of the portal with a code, as far as it is known here. `status` "" = not known."""

    external_id: str
    portal_id: str
    address: str = ""
    public_url: str | None = None
    status: str = ""


@dataclass(frozen=True, slots=True)
class LinkRun:
    """A run that linked listings, and the codes that it gave them."""

    info: RunInfo
    external_ids: frozenset[str]


def linked_listings(
    ledger: Ledger,
    on_portal: Iterable[PortalListing],
    visibility: Visibility,
    step: Callable[[], None] = lambda: None,
) -> tuple[LinkedListing, ...]:
    """What the ledger knows, and what the portal tells beside. `step` is called now and then, and may raise to stop."""
    found: dict[str, LinkedListing] = {}
    seen = {listing.portal_id: listing.status for listing in on_portal if listing.status}
    after = ""
    while known := ledger.known(after, _TOGETHER):
        step()
        after = known[-1].external_id
        for each in known:
            if each.portal_id and not each.gone:
                said = each.fields.get(visibility.field) if each.shown is not False else visibility.hidden
                status = seen.get(each.portal_id) or (said if isinstance(said, str) else "")
                found[each.external_id] = _listing(
                    each.external_id, each.portal_id, each.fields, each.public_url, status
                )
    for listing in on_portal:
        if listing.external_id:
            status = listing.status or ""
            told = _listing(listing.external_id, listing.portal_id, listing.fields, listing.public_url, status)
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
            codes = frozenset(each for each in links_of(ledger, info.id) if each in there)
            if codes:
                runs.append(LinkRun(info, codes))
    return tuple(runs)


@dataclass(frozen=True, slots=True)
class Sent:
    """How runs of links ended. `done`: pairs that are linked by now, with the code; `codes` what was done to, `off` those
    of them whose links were taken off; `failed` are the rows that did not go through, `in_doubt` those of which the portal
    could not tell what became of them. `meant`: what was to be done, LINK, UNLINK or both."""

    done: Mapping[Key, str]
    codes: frozenset[str]
    off: frozenset[str]
    failed: tuple[LedgerRow, ...]
    not_sent: int
    in_doubt: tuple[LedgerRow, ...] = ()
    stopped: AppError | None = None
    meant: frozenset[Action] = frozenset((Action.LINK,))

    @property
    def left(self) -> int:
        """How many are still to be sent, or asked for."""
        return self.not_sent + len(self.in_doubt)


def sent_of(ledger: Ledger, summaries: Sequence[Summary]) -> Sent:
    """What the ledger says of runs that ended so."""
    worked, failed, doubt = (
        [row for each in summaries for row in ledger.rows(each.run, states)]
        for states in ((State.ACCEPTED,), _FAILED, (State.IN_DOUBT,))
    )
    done = {
        (row.planned.portal_id or "", row.planned.row): row.planned.external_id
        for row in worked
        if row.planned.action is Action.LINK and row.planned.row is not None
    }
    return Sent(
        done,
        frozenset(row.planned.external_id for row in worked),
        frozenset(row.planned.external_id for row in worked if row.planned.action is Action.UNLINK),
        tuple(failed),
        sum(each.not_sent for each in summaries),
        tuple(doubt),
        next((each.stopped for each in summaries if each.stopped is not None), None),
        frozenset(meant_by(ledger, ledger.run(each.run)) for each in summaries),
    )


def meant_by(ledger: Ledger, run: RunInfo) -> Action:
    """LINK, or UNLINK for a run that takes links off."""
    actions = ledger.counts(run.id).by_action
    if actions.get(Action.UNLINK):
        return Action.UNLINK
    if actions.get(Action.LINK) or run.file_name:
        return Action.LINK
    return Action.UNLINK  # its rows are no more; only a run that takes links off is of no file


def _listing(external_id: str, portal_id: str, fields: Record, public_url: str | None, status: str) -> LinkedListing:
    address = fields.get(roles.ADDRESS)
    return LinkedListing(external_id, portal_id, address if isinstance(address, str) else "", public_url, status)
