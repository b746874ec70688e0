"""A plan is looked at against the portal's list: what it has under the codes of new rows is known again, or held."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.errors import AppError
from rentix_desktop.linking.proposing import OnPortal, read_portal, stopping
from rentix_desktop.linking.restoring import Restored, restore, rows_of_plan
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Destination, Lists
from rentix_desktop.sync.ledger import Ledger
from rentix_desktop.sync.planning.recall import is_little_known
from rentix_desktop.sync.progress import Forecast

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recalled:
    """What a look at the portal's list showed of a plan. `on_portal` None = it was not read; `failed` says why, where it was
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
    """Reads the portal's list where the plan needs it (`sync.planning.recall`), or takes what was read of it before. `told` the
    listings read so far. Raises Cancelled, and AppError of the ledger."""
    if not planned.create:
        return Recalled(on_portal)
    if on_portal is None:
        if not is_little_known(planned) or not isinstance(destination, Lists):
            return Recalled()
        try:
            on_portal = read_portal(destination, control, told)
        except AppError as error:
            _log.warning("which listings the portal has could not be looked up: %s", error)
            return Recalled(failed=error)
    before = ledger.conflicts()
    source, rows = ledger.run(planned.run).source, rows_of_plan(ledger, planned.run)
    restored = restore(
        on_portal.listings,
        rows,
        ledger,
        catalogue,
        source,
        complete=on_portal.complete,
        rates=on_portal.rates,
        step=stopping(control),
    )
    changed = bool(restored.adopted) or ledger.conflicts().keys() != before.keys()
    return Recalled(on_portal, restored, changed=changed)


def recall(
    ledger: Ledger, destination: Destination, catalogue: Catalogue, planned: Forecast, control: RunControl
) -> bool:
    """As `sync.planning.recall.Recall`."""
    return look_at_plan(ledger, destination, catalogue, planned, control).changed
