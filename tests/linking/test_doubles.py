"""The same flat twice on the portal, and links that the portal knows."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.linking.doubles import find_doubles, on_offer
from rentix_desktop.linking.evidence import Subject
from rentix_desktop.linking.restoring import by_code
from rentix_desktop.mapping.model import Level
from rentix_desktop.sync.destination import PortalListing
from tests.linking.agency import agency
from tests.linking.test_pairing import listing


def test_a_flat_typed_in_twice_is_found_with_its_evidence() -> None:
    again = listing(2, propertyAddress="ул. Индепенденцей 12/3", announcementValue=60_000)
    (group,) = find_doubles([listing(1, "A-1"), again, listing(3, propertyAddress="str. Teilor 3")])
    assert group.stays == "1"
    (double,) = group.doubles
    assert (double.portal_id, double.level) == ("2", Level.SURE)
    told = {fact.subject: fact for fact in double.evidence}
    assert (told[Subject.PRICE].ours, told[Subject.PRICE].theirs) == (61_500.0, 60_000.0)


def test_neighbours_are_no_doubles() -> None:
    assert find_doubles([listing(1), listing(2, propertyFloorNumber=5, propertyArea=58)]) == ()
    assert find_doubles([listing(1), listing(2, announcementType="rent", announcementValue=300)]) == ()


def test_the_one_to_stay_is_linked_or_has_more_photos_or_is_newer() -> None:
    linked = listing(9, "A-1")
    photos = replace(listing(8), photos=("https://p.md/1.jpg", "https://p.md/2.jpg"))
    newer = replace(listing(7), updated_at="2026-05-06T17:02:11.000Z")
    older = replace(listing(6), updated_at="2026-05-04T09:30:00.000Z")
    for kept in ([linked, photos, newer, older], [photos, newer, older], [newer, older]):
        (group,) = find_doubles(reversed(kept))
        assert group.stays == kept[0].portal_id
        assert {double.portal_id for double in group.doubles} == {each.portal_id for each in kept[1:]}


def test_the_order_does_not_matter() -> None:
    listings = _agency_with_doubles()[0]
    shuffled = list(listings)
    random.Random(3).shuffle(shuffled)
    assert find_doubles(shuffled) == find_doubles(listings)


def test_of_a_whole_agency_the_sure_ones_are_right_and_most_are_found() -> None:
    """The rows of the generated agency as listings typed in a second time; half of all have a neighbour."""
    listings, truth = _agency_with_doubles()
    found = {
        frozenset((group.stays, double.portal_id)): double.level
        for group in find_doubles(listings)
        for double in group.doubles
    }
    sure = {pair for pair, level in found.items() if level is Level.SURE}
    assert len(sure & truth) / len(sure) >= 0.995
    assert len(sure & truth) / len(truth) >= 0.8


def _agency_with_doubles() -> tuple[list[PortalListing], set[frozenset[str]]]:
    made = agency(600, 31, "held out")
    again = [
        PortalListing(str(each.record["externalId"]), None, {name: value for name, value in each.record.items() if name != "externalId"})
        for each in made.rows
    ]  # fmt: skip
    return [*made.listings, *again], {frozenset(pair) for pair in made.truth.items()}


def test_links_of_a_lost_ledger_are_learnt_from_the_portal() -> None:
    listings = [
        listing(1, "A-1"),
        listing(2, "A-9"),
        listing(3),
        listing(4, "A-3"),
        listing(5, "A-3"),
        listing(6, "a-1"),
    ]
    assert {code: each.portal_id for code, each in by_code(listings).items()} == {"A-1": "1", "A-9": "2", "a-1": "6"}


@pytest.mark.parametrize(
    ("status", "double"),
    [("active", True), ("draft", True), ("expired", True), ("a word of tomorrow", True), ("hidden", False), ("completed", False)],
)  # fmt: skip
def test_what_was_sold_or_taken_down_is_nobodys_double(status: str, double: bool) -> None:
    """A flat that was sold once and is for sale again is there once: the other one is its history."""
    there = [replace(listing(1), status="active"), replace(listing(2), status=status)]
    offered = on_offer(there, builtin_catalogue().visibility)
    assert bool(find_doubles(offered)) is double
