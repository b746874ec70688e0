"""A plan is looked at against the portal's list: what it has under the codes of new rows is known again, or held."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.errors import AppError
from rentix_desktop.linking.proposing import OnPortal, read_portal, stopping
from rentix_desktop.linking.restoring import Restored, restore, rows_of_plan
from rentix_desktop.sync.books.conflicts import Conflict
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Destination, FindsListings, Lists, PortalListing
from rentix_desktop.sync.ledger import Action, Ledger, State
from rentix_desktop.sync.planning.recall import FEW, is_little_known
from rentix_desktop.sync.progress import Forecast

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recalled:
    """What a look at the portal showed of a plan. `on_portal` None = its list was not read; `failed` says why, where it was
    to be. `changed` = the plan does not hold any more."""

    on_portal: OnPortal | None = None
    restored: Restored = field(default_factory=Restored)
    failed: AppError | None = None
    changed: bool = False


def look_at_plan(
    ledger: Ledger,
    destination: Destination,
    catalogue: Catalogue,
    planned: Forecast,
    control: RunControl,
    *,
    on_portal: OnPortal | None = None,
    told: Callable[[int], None] = lambda _: None,
    held: bool = True,
) -> Recalled:
    """Reads the portal's list where the plan needs it (`sync.planning.recall`), or takes what was read of it before; of few
    new rows each is looked up. So are those that are held, if `held`: the file, the listing, or another computer may have
    put it right. `told` the listings read so far. Raises Cancelled, and AppError of the ledger."""
    contested = _contested(ledger, planned) if held else []
    if not planned.create and not contested:
        return Recalled(on_portal)
    if on_portal is None:
        if not is_little_known(planned) and len(contested) <= FEW and not _was_unlinked(ledger, planned):
            return _looked_up(ledger, destination, catalogue, planned, control, contested)
        if not isinstance(destination, Lists):
            return Recalled()
        try:
            on_portal = read_portal(destination, control, told)
        except AppError as error:
            _log.warning("which listings the portal has could not be looked up: %s", error)
            return Recalled(failed=error)
    before = ledger.conflicts()
    return replace(_compared(ledger, catalogue, planned, control, on_portal, before), on_portal=on_portal)


def _contested(ledger: Ledger, planned: Forecast) -> list[str]:
    """The codes of the plan's rows that other properties had when it was looked last."""
    known = ledger.conflicts() if planned.blocked else {}
    if not known:
        return []
    blocked = (row.planned.external_id for row in ledger.rows(planned.run, (State.BLOCKED,)))
    return [code for code in dict.fromkeys(blocked) if code in known]


def _new_codes(ledger: Ledger, planned: Forecast) -> list[str]:
    return [row.planned.external_id for row in ledger.planned(planned.run, (Action.CREATE,), -1, FEW)]


def _was_unlinked(ledger: Ledger, planned: Forecast) -> bool:
    """Whether a new row was linked with a listing until a person took its code off: that may be there still, and the row be
    made beside it (`doubles_to_come` tells)."""
    off = {
        row.planned.external_id
        for info in ledger.runs()
        if info.unlinks and not info.rows_removed
        for row in ledger.rows(info.id, (State.ACCEPTED,))
    }
    return bool(off) and not off.isdisjoint(_new_codes(ledger, planned))


def _looked_up(
    ledger: Ledger,
    destination: Destination,
    catalogue: Catalogue,
    planned: Forecast,
    control: RunControl,
    contested: Sequence[str],
) -> Recalled:
    """What the portal has under the codes of the plan's new rows, and under the contested ones. Where it cannot be asked,
    they are as the ledger has it: a list that cannot be read is told, since much hangs on it, and this is not."""
    found: list[PortalListing] = []
    if not isinstance(destination, FindsListings):
        return Recalled()
    before = ledger.conflicts()
    step = stopping(control)
    try:
        for code in (*contested, *_new_codes(ledger, planned)):
            step()
            listing = destination.find_listing(code, control)
            if listing is not None and listing.external_id == code:
                found.append(listing)
            elif listing is None and code in before:
                ledger.keep_conflicts([code], [])
    except AppError as error:
        _log.warning("what the portal has under the codes of rows could not be looked up: %s", error)
    there = OnPortal(tuple(found), complete=False)
    return _compared(ledger, catalogue, planned, control, there, before)


def _compared(
    ledger: Ledger,
    catalogue: Catalogue,
    planned: Forecast,
    control: RunControl,
    there: OnPortal,
    before: Mapping[str, Conflict],
) -> Recalled:
    """`before`: the conflicts that the plan was made with."""
    source, rows = (
        ledger.run(planned.run).source,
        rows_of_plan(ledger, planned.run) if there.listings or there.complete else (),
    )
    restored = restore(
        there.listings,
        rows,
        ledger,
        catalogue,
        source,
        complete=there.complete,
        rates=there.rates,
        step=stopping(control),
    )
    changed = bool(restored.adopted) or ledger.conflicts().keys() != before.keys()
    return Recalled(restored=restored, changed=changed)


def recall(
    ledger: Ledger,
    destination: Destination,
    catalogue: Catalogue,
    planned: Forecast,
    control: RunControl,
    *,
    held: bool = True,
) -> bool:
    """As `sync.planning.recall.Recall`; `held` as `look_at_plan`."""
    return look_at_plan(ledger, destination, catalogue, planned, control, held=held).changed
