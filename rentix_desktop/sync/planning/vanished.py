"""Listings that may be on the service though no file has them, and nobody knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Accepted, Destination, DestinationError, Later, LooksUp, Op, Operation
from rentix_desktop.sync.ledger import Ledger

_MOST_LOOKS: Final = 100
"""Listings that a plan asks the service for; those beyond are for the next one."""


def found_to_be_there(
    ledger: Ledger,
    destination: Destination,
    source: str,
    is_missing: Callable[[str], bool],
    go_on: Callable[[], None],
) -> list[str]:
    """Of the new listings that were sent, never answered for, and are not in the file any more, those that are there
    after all. Where the service cannot tell now, the next plan asks. `go_on` raises to stop."""
    if not isinstance(destination, LooksUp):
        return []
    found = []
    unknown = [name for name in ledger.maybe_there(source) if is_missing(name)]
    for external_id in unknown[:_MOST_LOOKS]:
        go_on()
        try:
            seen = destination.look_up(Operation(Op.UPSERT, external_id), RunControl())
        except DestinationError:
            break
        if isinstance(seen, Accepted):
            found.append(external_id)
        elif isinstance(seen, Later):
            ledger.not_there(external_id)
    return found
