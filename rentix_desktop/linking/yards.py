"""Yards: a street and a number, with all buildings of that number; and a street alone, for those who say no number.

A developer's agency has dozens of flats in one yard, of few plans and at the prices of one list. What tells two listings
of a whole town apart does not tell these apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias, TypeVar

from rentix_desktop.linking.evidence import Subject, Verdict, Weighed
from rentix_desktop.linking.facts import Facts
from rentix_desktop.linking.streets import keys_of, street_name

T = TypeVar("T")
Yard: TypeAlias = tuple[str, int | None]
Plan: TypeAlias = tuple[Yard, float | None, float]
"""Where, rooms, area: the buildings of a yard are built alike."""
_CROWD: Final = 5
"""So many of one side in one yard, and some of them are likely to be of one plan."""
_FEW: Final = 3
_SELDOM: Final = 30
"""Where no floor has two of a plan, less than one plan in so many seems to: a flat is typed in twice now and then."""
_EXACT: Final = (Subject.HOUSE, Subject.FLOOR, Subject.AREA, Subject.PRICE)


class Yards:
    """What the two sides have in each yard."""

    def __init__(self, *sides: Sequence[Facts]) -> None:
        self._crowded: set[Yard] = set()
        self._of_buildings: set[Yard] = set()
        for side in sides:
            self._crowded |= _often(_CROWD, (yard for facts in side for yard in _yards(facts)))
            self._of_buildings |= {yard for facts in side if facts.address.suffix for yard in _yards(facts)}
        several: set[Plan] = set()
        self._twins: set[Plan] = set()
        for side in sides:
            several |= _often(2, (plan for facts in side for plan in self._plans(facts)))
            self._twins |= {plan for plan, *_ in _often(2, self._doors(side))}
        self._often_twins = len(self._twins) >= _FEW and len(self._twins) * _SELDOM > len(several)

    def crowded(self, *pair: Facts) -> bool:
        """Whether one side has many where one of these stands."""
        return any(yard in self._crowded for facts in pair for yard in _yards(facts))

    def names_building(self, *pair: Facts) -> bool:
        """Whether these say which building it is. "85" alone does not, where others say "85/3"."""
        return all(facts.address.suffix or self._of_buildings.isdisjoint(_yards(facts)) for facts in pair)

    def may_be_twins(self, *pair: Facts) -> bool:
        """Of a crowded yard: whether two of this plan may be on one floor of a building, so that floor, area and price do
        not tell them apart. Such are seen in this yard, or in so many that they may be in all."""
        return self._often_twins or any(plan in self._twins for facts in pair for plan in self._plans(facts))

    def _plans(self, facts: Facts) -> Iterator[Plan]:
        if facts.area is not None:
            yield from ((yard, facts.rooms, facts.area) for yard in _yards(facts) if yard in self._crowded)

    def _doors(self, side: Iterable[Facts]) -> Iterator[tuple[Plan, str, float]]:
        """Plan, building and floor of those who say all of them: of two that are the same both are twins, or one is there
        twice."""
        for facts in side:
            if facts.floor is not None and self.names_building(facts):
                yield from ((plan, facts.address.suffix, facts.floor) for plan in self._plans(facts))


def is_exact(verdicts: Mapping[Subject, Verdict]) -> bool:
    """Building, floor, area and price agree: where there are no twins, there is no other such flat."""
    return all(verdicts.get(subject) is Verdict.AGREES for subject in _EXACT)


def says_less(rival: Mapping[Subject, Weighed], pair: Mapping[Subject, Weighed]) -> bool:
    """Whether a rival of an exact pair says nothing better than the pair does, and not the floor, or neither the building
    nor the price: it may be any flat of the plan, and claims none. Were it the one that is meant, the exact one would be
    its twin."""
    if any(weight > pair[subject][1] for subject, (_, weight) in rival.items()):
        return False
    other_building = all(rival[subject][0] is not Verdict.AGREES for subject in (Subject.HOUSE, Subject.PRICE))
    return rival[Subject.FLOOR][0] is Verdict.UNKNOWN or other_building


def _yards(facts: Facts) -> Iterator[Yard]:
    address = facts.address
    if address.street is not None:
        yield from ((street, address.house) for street in keys_of(street_name(address.street.words)))


def _often(count: int, keys: Iterable[T]) -> set[T]:
    return {key for key, seen in Counter(keys).items() if seen >= count}
