"""Links that the portal knows and a lost ledger does not: listings that carry the externalId of a row."""

from __future__ import annotations

from collections.abc import Iterable

from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.sync.destination import PortalListing


def known_links(
    listings: Iterable[PortalListing], rows: Iterable[MappedRow], *, key: str = "externalId"
) -> dict[str, str]:
    """externalId → portal id, of rows of the file: what is to be learnt again. An externalId that several listings carry,
    which the portal should not allow, is left out. Case matters: the portal does not say that it does not."""
    ids = {external_id for row in rows if isinstance(external_id := row.record.get(key), str)}
    found: dict[str, set[str]] = {}
    for listing in listings:
        if listing.external_id in ids:
            found.setdefault(listing.external_id, set()).add(listing.portal_id)
    return {external_id: next(iter(places)) for external_id, places in found.items() if len(places) == 1}
