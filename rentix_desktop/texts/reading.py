"""How far reading the portal's listings is."""

from __future__ import annotations

from rentix_desktop.texts.language import Texts


def listings_read(count: int, tr: Texts) -> str:
    return tr.plural("{n} listing read", "{n} listings read", count)


def reading_listings(count: int, tr: Texts) -> tuple[str, str]:
    """What is waited for, and how far it is."""
    return tr("Reading the listings of the portal…"), listings_read(count, tr)
