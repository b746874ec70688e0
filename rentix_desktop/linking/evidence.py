"""What speaks for and against two records being one property, each fact with its weight.

A weight is a natural logarithm of odds: how much more often it is seen in one property told twice than in two different
ones. What is said twice (the address, and the coordinates beside it) is weighed once. All weights of a pair and `PRIOR`
together are the logarithm of the odds that they are one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from rapidfuzz.distance import OSA

from rentix_desktop.linking.address import Address
from rentix_desktop.linking.facts import Facts
from rentix_desktop.linking.streets import likeness

PRIOR: Final = -6.0
"""Of two records that share a key (`blocking`). With it a confidence of 0.9 is right nine times in ten (benchmark)."""
SAME_PLACE: Final = 6.5
"""The most that can be said for two records by where they are: many flats are in one house."""


class Verdict(StrEnum):
    AGREES = "agrees"
    CLOSE = "close"  # not the same, but within what a slip or a new price makes of it
    DIFFERS = "differs"
    UNKNOWN = "unknown"  # one of the two does not say it


class Subject(StrEnum):
    """What a fact is about; texts in `rentix_desktop/texts/linking.py`."""

    STREET = "street"
    HOUSE = "house"
    FLAT = "flat"
    TOWN = "town"
    SECTOR = "sector"
    COORDINATES = "coordinates"
    DEAL = "deal"
    KIND = "kind"
    ROOMS = "rooms"
    FLOOR = "floor"
    FLOORS = "floors"
    AREA = "area"
    PRICE = "price"
    PHOTOS = "photos"
    TEXT = "text"
    PHONE = "phone"  # from here on of people
    EMAIL = "email"
    NAME = "name"
    CODE = "code"


_DECISIVE: Final = frozenset(
    {Subject.HOUSE, Subject.FLAT, Subject.TOWN, Subject.DEAL, Subject.KIND, Subject.ROOMS, Subject.FLOOR, Subject.AREA}
)
"""Where one of these differs, a person looks, whatever else agrees."""
_SLIPPING: Final = frozenset({Subject.PRICE, Subject.FLOORS, Subject.SECTOR})
"""One of these may be typed wrong, or have changed; where two differ, a person looks."""
_TELLING: Final = frozenset({Subject.FLAT, Subject.FLOOR, Subject.AREA, Subject.PHOTOS})
"""Where none of these agrees, a person looks: only they tell the flats of one house apart."""
_IN_CROWDS: Final = (
    frozenset({Subject.HOUSE}),
    frozenset({Subject.FLAT, Subject.FLOOR}),
    frozenset({Subject.FLAT, Subject.AREA, Subject.PRICE}),
)
_OF_TWINS: Final = (frozenset({Subject.HOUSE}), frozenset({Subject.FLAT}))
"""Where none of one of these agrees, a person looks: flats of one project have the same few plans and prices (`yards`)."""
_PLACING: Final = frozenset({Subject.HOUSE, Subject.COORDINATES, Subject.PHOTOS, Subject.PRICE})
"""Where none of these agrees, a person looks: a street alone has many houses, and many plans are built twice."""

Said: TypeAlias = str | float | None


@dataclass(frozen=True, slots=True)
class Fact:
    """`ours` is what the file says, `theirs` what the portal says: a text, or a number in the field's unit; metres apart
    for coordinates, how many for photos, and the shared part (0 to 1) for texts stand in both. `currencies` of a price,
    ours and theirs ("" = not said)."""

    subject: Subject
    ours: Said
    theirs: Said
    verdict: Verdict
    weight: float
    currencies: tuple[str, str] = ("", "")


Weighed: TypeAlias = tuple[Verdict, float]
Rates: TypeAlias = Mapping[str, float]
"""Currency → what one of it is in a common one."""

_MEANT: Final[Mapping[str, str]] = {"v": "bc", "g": "d", "d": "e", "s": "c"}
"""Sound of a Russian letter behind a house's number → the Latin ones that stand for it, beside that of its sound: the one
that looks like it (В is B), the one at its place in the alphabet (В is the third letter, C)."""
_UNKNOWN: Final[Weighed] = (Verdict.UNKNOWN, 0.0)
_NO_RATES: Final[Rates] = {}


def weigh(ours: Facts, theirs: Facts, rates: Rates = _NO_RATES) -> dict[Subject, Weighed]:
    """Every subject weighed. Symmetric."""
    found: dict[Subject, Weighed] = _where(ours, theirs)
    found[Subject.DEAL] = _same(ours.deal, theirs.deal, 0.3, -7.0)
    found[Subject.KIND] = _kind(ours, theirs)
    found[Subject.ROOMS] = _same(ours.rooms, theirs.rooms, 1.0, -3.5)
    found[Subject.FLOOR] = _same(ours.floor, theirs.floor, 2.0, -5.0)
    found[Subject.FLOORS] = _same(ours.floors, theirs.floors, 0.2, -1.0)
    found[Subject.AREA] = _area(ours.area, theirs.area)
    found[Subject.PRICE] = _price(ours, theirs, rates)
    found[Subject.PHOTOS] = _photos(ours, theirs)
    found[Subject.TEXT] = _text(ours, theirs)
    return found


def log_odds(weighed: Mapping[Subject, Weighed]) -> float:
    return PRIOR + sum(weight for _, weight in weighed.values())


def evidence(ours: Facts, theirs: Facts, rates: Rates = _NO_RATES) -> tuple[Fact, ...]:
    """What was weighed, to be shown side by side, in the order of `Subject`; what neither says is left out."""
    weighed = weigh(ours, theirs, rates)
    facts: list[Fact] = []
    for subject in weighed:
        mine, other = _said(subject, ours, theirs)
        if mine is not None or other is not None:
            currencies = (ours.currency, theirs.currency) if subject is Subject.PRICE else ("", "")
            facts.append(Fact(subject, mine, other, *weighed[subject], currencies))
    return tuple(facts)


def settles(facts: Iterable[Fact], *, crowded: bool = False, twins: bool = False) -> bool:
    """Whether the facts are of the kind that nobody needs to look at: nothing that matters differs, and what tells one
    house, and one flat in it, from another agrees. `crowded`: many stand at that number (`yards`), and the building ("85"
    is not "85/3"), the flat or its floor, and its measure or price have to agree, too; of `twins` the flat."""
    by_subject = {fact.subject: fact.verdict for fact in facts}
    agreeing = {subject for subject, verdict in by_subject.items() if verdict is Verdict.AGREES}
    if not all(agreeing & told for told in (_OF_TWINS if twins else _IN_CROWDS if crowded else ())):
        return False
    if by_subject.get(Subject.HOUSE) is Verdict.CLOSE:
        agreeing.add(Subject.HOUSE)
    differing = {subject for subject, verdict in by_subject.items() if verdict is Verdict.DIFFERS}
    if differing & _DECISIVE or len(differing & _SLIPPING) > 1:
        return False
    return bool(agreeing & _TELLING) and bool(agreeing & _PLACING)


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """On a flat map: exact enough within a town."""
    north = (one[0] - other[0]) * 111_200
    east = (one[1] - other[1]) * 111_200 * math.cos(math.radians((one[0] + other[0]) / 2))
    return math.hypot(north, east)


def _where(ours: Facts, theirs: Facts) -> dict[Subject, Weighed]:
    mine, other = ours.address, theirs.address
    street = _street(mine, other)
    house = _house(mine, other)
    if street[0] is Verdict.DIFFERS and house[1] > 0:
        house = (house[0], 1.5)
    same_house = house[0] is Verdict.AGREES or house[0] is Verdict.CLOSE
    flat = _same(mine.flat, other.flat, 4.0, -5.0) if same_house else _UNKNOWN
    town = _same(mine.city, other.city, 0.2, -4.0)
    if town[0] is Verdict.DIFFERS and OSA.normalized_similarity(mine.city, other.city) > 0.7:
        town = (Verdict.CLOSE, 0.0)
    sector = _same(mine.sector, other.sector, 0.5, -1.5)
    coordinates = _UNKNOWN
    if ours.place and theirs.place:
        verdict, weight = _apart(metres(ours.place, theirs.place))
        coordinates = (verdict, min(weight, max(0.0, SAME_PLACE - max(0.0, street[1]) - max(0.0, house[1]))))
    return {
        Subject.STREET: street, Subject.HOUSE: house, Subject.FLAT: flat, Subject.TOWN: town, Subject.SECTOR: sector,
        Subject.COORDINATES: coordinates,
    }  # fmt: skip


def _street(mine: Address, other: Address) -> Weighed:
    if mine.street is None or other.street is None:
        return _UNKNOWN
    alike = likeness(mine.street, other.street)
    kinds = mine.street.kind and other.street.kind and {mine.street.kind, other.street.kind}
    if kinds and len(kinds) == 2 and kinds & {"lane", "blind"}:
        alike = min(alike, 0.85)  # a lane often has the name of the street that it leads to
    if alike >= 0.9:
        return Verdict.AGREES, 3.5
    if alike >= 0.77:
        return Verdict.CLOSE, 2.5
    if mine.text.isascii() != other.text.isascii() and _is_cyrillic(mine.text) != _is_cyrillic(other.text):
        return Verdict.DIFFERS, -1.5  # may be a translation that we do not know
    return Verdict.DIFFERS, -4.0


def _is_cyrillic(text: str) -> bool:
    return any("а" <= letter <= "я" for letter in text.casefold())


def _house(mine: Address, other: Address) -> Weighed:
    if mine.house is None or other.house is None:
        return _UNKNOWN
    if mine.house != other.house:
        return Verdict.DIFFERS, -5.0
    if mine.suffix == other.suffix:
        return Verdict.AGREES, 3.0
    return (Verdict.CLOSE, 2.0) if _may_be_one_building(mine, other) else (Verdict.DIFFERS, -3.0)


def _may_be_one_building(mine: Address, other: Address) -> bool:
    """Of two different letters, or fractions, of one number: one is left out, or it is told in the other alphabet. Within
    one alphabet they are two buildings, "12Б" and "12В" as "12B" and "12V"."""
    if not mine.suffix or not other.suffix:
        return True
    if _is_cyrillic(mine.text) == _is_cyrillic(other.text):
        return False
    russian, latin = (mine, other) if _is_cyrillic(mine.text) else (other, mine)
    return latin.suffix in _MEANT.get(russian.suffix, "")


def _apart(distance: float) -> Weighed:
    if distance <= 80:
        return Verdict.AGREES, 3.0
    if distance <= 250:
        return Verdict.CLOSE, 1.0
    return (Verdict.CLOSE, -0.5) if distance <= 1000 else (Verdict.DIFFERS, -2.5)


def _same(mine: object, other: object, agrees: float, differs: float) -> Weighed:
    if mine is None or other is None or mine == "" or other == "":
        return _UNKNOWN
    return (Verdict.AGREES, agrees) if mine == other else (Verdict.DIFFERS, differs)


def _kind(ours: Facts, theirs: Facts) -> Weighed:
    if ours.subkind and theirs.subkind:
        if "other" in (ours.subkind, theirs.subkind) and ours.subkind != theirs.subkind:
            return _UNKNOWN
        return _same(ours.subkind, theirs.subkind, 0.5, -4.0)
    return _same(ours.kind, theirs.kind, 0.2, -4.0)


def _area(mine: float | None, other: float | None) -> Weighed:
    """Up to a square metre is how people measure and round; of a large one a hundredth."""
    if mine is None or other is None:
        return _UNKNOWN
    apart, room = abs(mine - other), max(1.0, min(mine, other) / 100)
    if apart < 0.06:
        return Verdict.AGREES, 3.5
    if apart <= room / 2 + 0.01:
        return Verdict.CLOSE, 2.5
    if apart <= room + 0.01:
        return Verdict.CLOSE, 1.7
    return (Verdict.DIFFERS, -1.5) if apart <= 2 * room else (Verdict.DIFFERS, -4.0)


def _price(ours: Facts, theirs: Facts, rates: Rates) -> Weighed:
    mine, other = ours.price, theirs.price
    if mine is None or other is None:
        return _UNKNOWN
    room = 0.0
    if ours.currency and theirs.currency and ours.currency != theirs.currency:
        if ours.currency not in rates or theirs.currency not in rates:
            return _UNKNOWN
        mine, other, room = mine * rates[ours.currency], other * rates[theirs.currency], 0.02
    apart = abs(mine - other) / max(mine, other)
    if apart <= 0.0005 + room:
        return Verdict.AGREES, 1.5
    if apart <= 0.17:
        return Verdict.CLOSE, 0.5 if apart <= 0.06 else 0.0
    return Verdict.DIFFERS, -1.0 if apart <= 0.35 else -3.0


def _photos(ours: Facts, theirs: Facts) -> Weighed:
    """That none is shared says nothing: the portal keeps them under addresses of its own."""
    shared = len(ours.photos & theirs.photos)
    return (Verdict.AGREES, 5.0 if shared > 1 else 3.5) if shared else _UNKNOWN


def _text(ours: Facts, theirs: Facts) -> Weighed:
    """Neighbours are described in the same words: a text says less than it seems."""
    share = _shared(ours, theirs)
    if share >= 0.5:
        return Verdict.AGREES, 1.5
    return (Verdict.CLOSE, 0.7) if share >= 0.2 else _UNKNOWN


def _shared(ours: Facts, theirs: Facts) -> float:
    if not ours.text or not theirs.text:
        return 0.0
    return len(ours.text & theirs.text) / min(len(ours.text), len(theirs.text))


def _said(subject: Subject, ours: Facts, theirs: Facts) -> tuple[Said, Said]:
    match subject:
        case Subject.COORDINATES:
            apart = round(metres(ours.place, theirs.place)) if ours.place and theirs.place else None
            return apart, apart
        case Subject.PHOTOS:
            shared = len(ours.photos & theirs.photos) or None
            return shared, shared
        case Subject.TEXT:
            share = round(_shared(ours, theirs), 2) or None
            return share, share
        case _:
            told = _TOLD[subject]
            return told(ours), told(theirs)


_TOLD: Final[Mapping[Subject, Callable[[Facts], Said]]] = {
    Subject.STREET: lambda facts: facts.address.text if facts.address.street else None,
    Subject.HOUSE: lambda facts: facts.address.house_text or None,
    Subject.FLAT: lambda facts: facts.address.flat or None,
    Subject.TOWN: lambda facts: facts.address.city or None,
    Subject.SECTOR: lambda facts: facts.address.sector or None,
    Subject.DEAL: lambda facts: facts.deal or None,
    Subject.KIND: lambda facts: facts.subkind or facts.kind or None,
    Subject.ROOMS: lambda facts: facts.rooms,
    Subject.FLOOR: lambda facts: facts.floor,
    Subject.FLOORS: lambda facts: facts.floors,
    Subject.AREA: lambda facts: facts.area,
    Subject.PRICE: lambda facts: facts.price,
}
