"""Links that the portal knows and a lost ledger does not: listings that carry the externalId of a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.sync.destination import PortalListing


@dataclass(frozen=True, slots=True)
class KnownLinks:
    """`links`: externalId → portal id, of rows in the file; `others` of listings whose externalId no row has; `twice` the
    externalIds that several listings carry, which the portal should not allow: none of them is learnt."""

    links: dict[str, str]
    others: dict[str, str]
    twice: tuple[str, ...] = ()


def known_links(listings: Iterable[PortalListing], rows: Iterable[MappedRow], *, key: str = "externalId") -> KnownLinks:
    """What is to be learnt again. Case matters: the portal does not say that it does not."""
    ids = {external_id for row in rows if isinstance(external_id := row.record.get(key), str)}
    found: dict[str, set[str]] = {}
    for listing in listings:
        if listing.external_id:
            found.setdefault(listing.external_id, set()).add(listing.portal_id)
    single = {external_id: next(iter(places)) for external_id, places in found.items() if len(places) == 1}
    return KnownLinks(
        {external_id: place for external_id, place in single.items() if external_id in ids},
        {external_id: place for external_id, place in single.items() if external_id not in ids},
        tuple(sorted(external_id for external_id, places in found.items() if len(places) > 1)),
    )
