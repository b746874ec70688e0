"""Pairing by the key that the portal's own catalogue has."""

from __future__ import annotations

from functools import partial

from rentix_desktop.linking import pairing
from tests.fakes.catalogue import CATALOGUE

pair_listings = partial(pairing.pair_listings, key=CATALOGUE.key)
