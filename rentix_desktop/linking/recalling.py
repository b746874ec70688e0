"""A plan is looked at against the portal's list: what it has under the codes of new rows is known again, or held."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.errors import AppError
from rentix_desktop.linking.proposing import OnPortal, read_portal, stopping
from rentix_desktop.linking.restoring import Restored, restore, rows_of_plan
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Destination, FindsListings, Lists, PortalListing
from rentix_desktop.sync.ledger import Action, Ledger
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
) -> Recalled:
    """Reads the portal's list where the plan needs it (`sync.planning.recall`), or takes what was read of it before; of few
    new rows each is looked up. `told` the listings read so far. Raises Cancelled, and AppError of the ledger."""
    if not planned.create:
        return Recalled(on_portal)
    if on_portal is None:
        if not is_little_known(planned):
            found = _looked_up(ledger, destination, planned, control)
            return _compared(ledger, catalogue, planned, control, found) if found.listings else Recalled()
        if not isinstance(destination, Lists):
            return Recalled()
        try:
            on_portal = read_portal(destination, control, told)
        except AppError as error:
            _log.warning("which listings the portal has could not be looked up: %s", error)
            return Recalled(failed=error)
    return replace(_compared(ledger, catalogue, planned, control, on_portal), on_portal=on_portal)


def _looked_up(ledger: Ledger, destination: Destination, planned: Forecast, control: RunControl) -> OnPortal:
    """What the portal has under the codes of the plan's new rows. Where it cannot be asked, they are new, as the ledger has
    it: a list that cannot be read is told, since much hangs on it, and this is not."""
    found: list[PortalListing] = []
    if not isinstance(destination, FindsListings):
        return OnPortal((), complete=False)
    step = stopping(control)
    codes = [row.planned.external_id for row in ledger.planned(planned.run, (Action.CREATE,), -1, FEW)]
    try:
        for code in codes:
            step()
            listing = destination.find_listing(code, control)
            if listing is not None and listing.external_id == code:
                found.append(listing)
    except AppError as error:
        _log.warning("what the portal has under the codes of new rows could not be looked up: %s", error)
    return OnPortal(tuple(found), complete=False)


def _compared(
    ledger: Ledger, catalogue: Catalogue, planned: Forecast, control: RunControl, there: OnPortal
) -> Recalled:
    before = ledger.conflicts()
    source, rows = ledger.run(planned.run).source, rows_of_plan(ledger, planned.run)
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
    ledger: Ledger, destination: Destination, catalogue: Catalogue, planned: Forecast, control: RunControl
) -> bool:
    """As `sync.planning.recall.Recall`."""
    return look_at_plan(ledger, destination, catalogue, planned, control).changed
