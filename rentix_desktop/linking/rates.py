"""What currencies are worth, for comparing prices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rentix_desktop.sync.destination import Destination, DestinationError, HasRates, Waiter

_NONE: Final[Mapping[str, float]] = {}


def rates_of(destination: Destination, waiter: Waiter) -> Mapping[str, float]:
    """Currency → what one of it is in a common one. None where the service does not tell, for whatever reason: prices in
    two currencies are not compared then, and a price alone decides nothing. Raises Cancelled."""
    if not isinstance(destination, HasRates):
        return _NONE
    try:
        return destination.rates(waiter)
    except DestinationError:
        return _NONE
