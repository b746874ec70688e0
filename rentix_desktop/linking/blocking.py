"""Which records are worth comparing: those that share a key. Never all with all: 10,000 and 10,000 would be a hundred
million pairs. A key that many share compares only those next to each other by area, floor and price."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final, TypeAlias

from rentix_desktop.linking.facts import Facts
from rentix_desktop.linking.streets import keys_of, street_name

Key: TypeAlias = tuple[object, ...]
_Measures: TypeAlias = tuple[float, float, float]
_SMALL: Final = 300
"""Pairs of one key that are all compared."""
_NEXT: Final = 8
"""Of a key that has more: how many of the other side, before and behind in their order."""
_CELL: Final = 0.0025
"""Degrees: about 280 m north, 190 m east."""


def candidates(left: Sequence[Facts], right: Sequence[Facts]) -> Iterator[tuple[int, int]]:
    """(place in left, place in right), each once, without an order. Which ones depends on the order of equals only."""
    seen: set[int] = set()
    width = len(right)
    for mine, theirs in _blocks(left, right):
        pairs = (
            _next_to_each_other(mine, theirs, left, right) if len(mine) * len(theirs) > _SMALL else _all(mine, theirs)
        )
        for one, other in pairs:
            number = one * width + other
            if number not in seen:
                seen.add(number)
                yield one, other


def _blocks(left: Sequence[Facts], right: Sequence[Facts]) -> Iterator[tuple[list[int], list[int]]]:
    table: dict[Key, list[int]] = {}
    for place, facts in enumerate(right):
        for key in _keys(facts, (0,)):
            table.setdefault(key, []).append(place)
    mine: dict[Key, list[int]] = {}
    for place, facts in enumerate(left):
        for key in _keys(facts, (-1, 0, 1)):
            if key in table:
                mine.setdefault(key, []).append(place)
    for key, places in mine.items():
        yield places, table[key]


def _keys(facts: Facts, steps: tuple[int, ...]) -> set[Key]:
    """What records of one property share at least one of, with two or three slips between them. `steps` are added to what
    is measured, on one side only."""
    address = facts.address
    streets = keys_of(street_name(address.street.words)) if address.street else frozenset()
    areas = [int(facts.area) + step for step in steps] if facts.area is not None else []
    keys: set[Key] = set()
    for street in streets:
        if address.house is not None:
            keys.add(("house", street, address.house))
        else:
            keys.update(("street", street, area) for area in areas)
        keys.update(("flat", street, area, facts.floor, facts.rooms) for area in areas)
    keys.update(("size", address.house, area, facts.rooms) for area in areas if address.house is not None)
    if facts.price is not None:
        keys.update(("price", facts.price, area, facts.rooms) for area in areas)
        keys.add(("asked", facts.price, facts.rooms, address.house, facts.floor))
    if facts.place is not None:
        keys.update(("place", *cell, area) for cell in _cells(facts.place, steps) for area in areas)
    keys.update(("photo", photo) for photo in facts.photos)
    keys.update(("text", group) for group in facts.text)
    return keys


def _cells(place: tuple[float, float], steps: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    north, east = math.floor(place[0] / _CELL), math.floor(place[1] / _CELL)
    return ((north + up, east + along) for up in steps for along in steps)


def _all(mine: list[int], theirs: list[int]) -> Iterator[tuple[int, int]]:
    return ((one, other) for one in mine for other in theirs)


def _next_to_each_other(
    mine: list[int], theirs: list[int], left: Sequence[Facts], right: Sequence[Facts]
) -> Iterator[tuple[int, int]]:
    """Both sides in one order, and each of one side with the nearest of the other."""
    order = sorted(chain(_ranked(mine, left, 0), _ranked(theirs, right, 1)))
    before: list[list[int]] = [[], []]
    for _, _, side, place in order:
        for other in before[1 - side][-_NEXT:]:
            yield (other, place) if side else (place, other)
        before[side].append(place)


def _ranked(places: list[int], side: Sequence[Facts], number: int) -> Iterator[tuple[_Measures, int, int, int]]:
    """(measures, how many of this side with the same ones come before, side, place): equals of both sides alternate."""
    counts: Counter[_Measures] = Counter()
    for place in sorted(places):
        facts = side[place]
        measures = (facts.area or 0.0, facts.floor or 0.0, facts.price or 0.0)
        yield measures, counts[measures], number, place
        counts[measures] += 1
