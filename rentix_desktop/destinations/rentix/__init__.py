"""Rentix, the portal. `connect`, `builtin_catalogue` and `checked_address` (the form in which an address is remembered)
are what the rest of the program uses; importing this package loads neither httpx nor pydantic."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rentix_desktop.destinations.rentix.address import base_url as checked_address
from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue

if TYPE_CHECKING:
    from rentix_desktop.destinations.rentix.destination import RentixDestination
    from rentix_desktop.destinations.rentix.limiter import RequestLog

__all__ = ["builtin_catalogue", "checked_address", "connect"]


def connect(
    base_url: str,
    key: str,
    *,
    request_log: RequestLog,
    requests_per_minute: int = 300,
    bulk_per_minute: int = 30,
    ca_file: Path | None = None,
) -> RentixDestination:
    """A destination for this address and key; nothing is sent yet.

    Raises AppError ADDRESS_INVALID, ADDRESS_INSECURE, KEY_MISSING, KEY_MALFORMED. `ca_file` (PEM) is read at the first
    request, which raises CA_FILE_UNREADABLE.
    """
    from rentix_desktop.destinations.rentix.client import Client
    from rentix_desktop.destinations.rentix.destination import RentixDestination
    from rentix_desktop.destinations.rentix.key import ApiKey
    from rentix_desktop.destinations.rentix.limiter import Limiter, Rates

    url = checked_address(base_url)
    limiter = Limiter(request_log, url, Rates(all=requests_per_minute, bulk=bulk_per_minute))
    return RentixDestination(Client(url, ApiKey(key), limiter, ca_file), url, bulk_per_minute=bulk_per_minute)
