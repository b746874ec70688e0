"""The same property twice among the portal's own listings, and which of them is proposed to stay."""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from typing import Final

from rentix_desktop.catalog.fields import Visibility
from rentix_desktop.linking.blocking import candidates
from rentix_desktop.linking.evidence import Fact, Rates, evidence, log_odds, settles, weigh
from rentix_desktop.linking.facts import facts_of_listing, without_phrases
from rentix_desktop.linking.pairing import SURE
from rentix_desktop.linking.yards import Yards
from rentix_desktop.mapping.model import Level
from rentix_desktop.sync.books.pairs import Two
from rentix_desktop.sync.destination import PortalListing

_SELDOM: Final = 2.0
"""How much less often two listings of one portal are one property than a listing and a row: mostly they are neighbours."""
SHOWN: Final = 0.9
"""The least confidence that a double is shown with: hiding the wrong one costs more than overlooking one."""


@dataclass(frozen=True, slots=True)
class Double:
    """A listing that another one makes needless. `evidence`: `ours` is the one that stays, `theirs` this one."""

    portal_id: str
    confidence: float
    level: Level
    evidence: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class DoubleGroup:
    """`stays`: the linked one, else the one with more photos, else the newer one. Every double was compared with it."""

    stays: str
    doubles: tuple[Double, ...]


def on_offer(listings: Iterable[PortalListing], visibility: Visibility) -> tuple[PortalListing, ...]:
    """Without those that were hidden, and those whose deal is done: they are nobody's double. One that ran out may be
    renewed, and an unknown status is taken for an offer."""
    return tuple(listing for listing in listings if listing.status not in visibility.over)


def find_doubles(
    listings: Iterable[PortalListing],
    *,
    public: Container[str] = (),
    apart: Container[Two] = (),
    rates: Rates | None = None,
    step: Callable[[], None] = lambda: None,
) -> tuple[DoubleGroup, ...]:
    """Groups of listings that are one property, the surest first. Listings that are all linked are doubles, too: the file
    has two rows for one property. `public`: statuses with which people see a listing; `apart`: those of which a person
    said that they are two; `step` as in `pair_listings`. Whatever the order of the listings, the same groups."""
    ranked = sorted(
        {listing.portal_id: listing for listing in listings}.values(), key=lambda each: _merit(each, public)
    )
    facts = without_phrases([facts_of_listing(listing) for listing in ranked])
    least = math.log(SHOWN / (1 - SHOWN))
    yards = Yards(facts)
    near: dict[int, dict[int, float]] = {}
    for count, (one, other) in enumerate(candidates(facts, facts)):
        if count % 1024 == 0:
            step()
        if one < other and frozenset((ranked[one].portal_id, ranked[other].portal_id)) in apart:
            continue
        if one < other and (odds := log_odds(weigh(facts[one], facts[other], rates or {})) - _SELDOM) > least:
            near.setdefault(one, {})[other] = odds
    taken: set[int] = set()
    groups: list[DoubleGroup] = []
    for stays in sorted(near):
        if stays in taken:
            continue
        found: list[Double] = []
        for other, odds in sorted(near[stays].items()):
            if other not in taken:
                taken.add(other)
                told = evidence(facts[stays], facts[other], rates or {})
                confidence = 1 / (1 + math.exp(-odds))
                # in a crowded yard what is there twice and what are twins look alike
                crowded = yards.crowded(facts[stays], facts[other])
                settled = settles(told, crowded=crowded, twins=crowded)
                level = Level.SURE if confidence >= SURE and settled else Level.CHECK
                found.append(Double(ranked[other].portal_id, round(confidence, 4), level, told))
        if found:
            groups.append(DoubleGroup(ranked[stays].portal_id, tuple(found)))
    return tuple(sorted(groups, key=lambda group: (-max(double.confidence for double in group.doubles), group.stays)))


def _merit(listing: PortalListing, public: Container[str]) -> tuple[bool, bool, int, _Later, str]:
    """The best first: linked, seen by people, photos, news, and at last the id, so that the order is always the same."""
    photos = max(len(listing.photos), len(listing.photo_ids))
    newest = _Later(listing.updated_at or listing.created_at)
    return (not listing.external_id, listing.status not in public, -photos, newest, listing.portal_id)


@dataclass(frozen=True, slots=True)
class _Later:
    """A time (ISO 8601, UTC) of which the later one comes first."""

    time: str

    def __lt__(self, other: _Later) -> bool:
        return self.time > other.time
