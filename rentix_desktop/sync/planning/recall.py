"""When a plan is to be looked at against the service's own list before anybody reads its numbers.

A ledger that was lost, or that never saw these listings, takes all of them for new ones: the forecast is wrong, the month
seems to be full, and a code that another property has there would be written over it. One reading of the list tells
(`linking.recalling`). Of a ledger that knows its listings the few new ones of a day are looked up one by one; a day without
new ones asks nothing.
"""

from __future__ import annotations

from typing import Final, Protocol

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Destination
from rentix_desktop.sync.ledger import Ledger
from rentix_desktop.sync.progress import Forecast

FEW: Final = 20
"""New rows that are looked up one by one: more requests than that are better spent on reading the list."""


class Recall(Protocol):
    """`linking.recalling.recall`, as `sync` is handed it."""

    def __call__(
        self, ledger: Ledger, destination: Destination, catalogue: Catalogue, planned: Forecast, control: RunControl
    ) -> bool:
        """Whether the plan does not hold: what the service has under the ids of its rows is known now, or held. False where
        it cannot be looked up, too. Raises `Cancelled`."""
        ...


def is_little_known(planned: Forecast) -> bool:
    """Whether so much of a file is new to the ledger that it may not know what the service has: more than a fifth of what
    it knows of the file, and than 3 rows, or than `FEW`; of a file that it knows nothing of, any."""
    known = planned.update + planned.unchanged
    return planned.create > (min(FEW, max(3, known // 5)) if known else 0)
