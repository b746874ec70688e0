"""A generated agency: listings typed in by hand on the portal, and the rows of its file, with the noise of real life.

The shares are fixed (issue: figures): of all listings half have a neighbour that differs in floor and area only, a fifth
has no partner, on either side. Of the pairs, each noise has its share, drawn apart from the others.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

from rentix_desktop.catalog.fields import JsonValue, Record
from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.sync.destination import PortalListing

OTHER_LANGUAGE, ABBREVIATED, MISTYPED, NO_LETTER = 0.30, 0.50, 0.15, 0.10
NEW_PRICE, OTHER_AREA, NO_FLOOR, NEIGHBOURS, ALONE = 0.25, 0.30, 0.10, 0.50, 0.20
_LETTERED: Final = 0.35  # of the houses; of them so many lose it that NO_LETTER of all listings have lost one

_OTHER: Final = {"ro": "ru", "ru": "ro"}
_PLANS: Final = ((1, 38.4), (1, 42.1), (2, 58.6), (2, 61.3), (2, 66.0), (3, 84.2))
_MIRRORED: Final = ((1, 40.2), (1, 40.2), (2, 60.5), (2, 60.5), (2, 66.0), (3, 84.2))
_FLOORS: Final = 10
_KINDS: Final = {
    ("street", "ro"): ("strada", "str."), ("street", "ru"): ("улица", "ул."),
    ("boulevard", "ro"): ("bulevardul", "bd."), ("boulevard", "ru"): ("бульвар", "бул."),
}  # fmt: skip
_TEXTS: Final = {
    "ro": "Se oferă {rooms} camere pe {street}, {extra}, {more}. Proprietarul lasă {left}. Apelați pentru vizionare.",
    "ru": "Предлагается {rooms} комнаты, {street}, {extra}, {more}. Хозяин оставляет {left}. Звоните для просмотра.",
}
_EXTRAS: Final = {
    "ro": ("încălzire autonomă", "euroreparație", "variantă albă", "lângă parc", "vedere spre lac", "bloc nou", "curte închisă"),
    "ru": ("автономное отопление", "евроремонт", "белый вариант", "рядом с парком", "вид на озеро", "новый дом", "закрытый двор"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StreetNames:
    kind: str
    romanian: str
    russian: str


@dataclass(frozen=True, slots=True)
class Flat:
    """One property, as it is. `noisy` names what the portal's listing has wrong."""

    number: int
    street: StreetNames
    house: int
    letter: str
    deal: str
    subkind: str
    rooms: int
    floor: int
    floors: int
    area: float
    price: int
    place: tuple[float, float]
    words: tuple[int, int, int]
    on_portal: bool = True
    in_file: bool = True
    noise: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Agency:
    """`truth`: portal id → externalId of every true pair."""

    listings: tuple[PortalListing, ...]
    rows: tuple[MappedRow, ...]
    truth: dict[str, str]


@cache
def streets(section: str) -> tuple[StreetNames, ...]:
    """Of "tuned" or "held out"."""
    found: list[StreetNames] = []
    current = ""
    for line in (Path(__file__).parent / "streets.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            current = line.strip("[]")
        elif "|" in line and current == section:
            kind, romanian, russian = (part.strip() for part in line.split("|"))
            found.append(StreetNames(kind, romanian, russian))
    return tuple(found)


def agency(size: int, seed: int, section: str = "tuned", *, translated: bool = False) -> Agency:
    """`size` listings and as many rows; the same seed gives the same agency. `translated`: the portal has all of them in
    the language that the file has not."""
    chance = random.Random(f"{seed} {section}")
    alone = round(size * ALONE)
    flats = _flats(size + alone, chance, streets(section))
    return told_twice(flats, alone, chance, translated=translated)


def developer(yards: int, seed: int, section: str = "tuned", *, twins: bool = False) -> Agency:
    """Of a developer: every yard has two or three buildings of few plans, with prices by plan or by floor, and a third of
    the flats is without partner on either side. `twins`: two plans are on each floor twice."""
    chance = random.Random(f"{seed} {section} developer")
    flats: list[Flat] = []
    for street in chance.sample(streets(section), yards):
        flats += _yard(street, len(flats), chance, twins=twins)
    return told_twice(flats, len(flats) // 4, chance)


def told_twice(flats: list[Flat], alone: int, chance: random.Random, *, translated: bool = False) -> Agency:
    """As listings and as rows; on either side `alone` of them have no partner."""
    sides = ["both"] * (len(flats) - 2 * alone) + ["portal"] * alone + ["file"] * alone
    chance.shuffle(sides)
    flats = [
        replace(flat, on_portal=side != "file", in_file=side != "portal")
        for flat, side in zip(flats, sides, strict=True)
    ]
    flats = _with_noise(flats, chance)
    language = chance.choice(("ro", "ru"))
    typed_in = _OTHER[language] if translated else language
    listings = [_listing(flat, typed_in, chance) for flat in flats if flat.on_portal]
    rows = [flat for flat in flats if flat.in_file]
    chance.shuffle(listings)
    chance.shuffle(rows)
    mapped = tuple(_row(number, flat, language, chance) for number, flat in enumerate(rows))
    truth = {str(90_000 + flat.number): f"A-{flat.number}" for flat in flats if flat.on_portal and flat.in_file}
    return Agency(tuple(listings), mapped, truth)


def _flats(count: int, chance: random.Random, names: Sequence[StreetNames]) -> list[Flat]:
    """Every second two are neighbours, so that half of all have one."""
    flats: list[Flat] = []
    while len(flats) < count:
        flat = _flat(len(flats), chance, names)
        flats.append(flat)
        if chance.random() < NEIGHBOURS / (2 - NEIGHBOURS) and len(flats) < count:
            flats.append(_neighbour(flat, chance))
    return flats


def _flat(number: int, chance: random.Random, names: Sequence[StreetNames]) -> Flat:
    rooms = chance.choices((1, 2, 3, 4), (30, 40, 25, 5))[0]
    subkind = chance.choices(("apartment", "house", "room"), (88, 9, 3))[0]
    floors = chance.choice((2, 3)) if subkind == "house" else chance.choice((4, 5, 5, 9, 9, 10, 12, 16))
    area = round(chance.uniform(16, 24) * rooms + chance.uniform(8, 22), chance.choice((0, 0, 1)))
    deal = "sale" if chance.random() < 0.7 else "rent"
    price = round(area * chance.uniform(900, 1900), -2) if deal == "sale" else round(area * chance.uniform(5, 11), -1)
    letter = chance.choice(("a", "b", "1", "2", "3", "4")) if chance.random() < _LETTERED else ""
    place = (round(46.96 + chance.random() * 0.12, 6), round(28.76 + chance.random() * 0.16, 6))
    return Flat(
        number, chance.choice(names), chance.randint(1, 160), letter, deal, subkind, rooms,
        chance.randint(1, floors), floors, area, int(price), place,
        (chance.randrange(7), chance.randrange(7), chance.randrange(7)),
    )  # fmt: skip


def _neighbour(flat: Flat, chance: random.Random) -> Flat:
    """In the same block, and different in floor and area only: by more than a square metre."""
    floor = chance.choice([floor for floor in range(1, flat.floors + 1) if floor != flat.floor])
    area = round(flat.area + chance.choice((-1, 1)) * chance.uniform(1.1, 9), 1)
    return replace(flat, number=flat.number + 1, floor=floor, area=area)


def _yard(street: StreetNames, first: int, chance: random.Random, *, twins: bool) -> list[Flat]:
    """Some of the flats of a new project: "41", "41/1", and perhaps "41/2"."""
    house, share = chance.randint(2, 90), chance.choice((0.1, 0.3, 0.9))
    square, higher = chance.choice((1100, 1200, 1350)), chance.choice((0, 0, 8))
    place = (round(46.96 + chance.random() * 0.12, 6), round(28.76 + chance.random() * 0.16, 6))
    flats: list[Flat] = []
    for letter in ("", "1", "2")[: chance.choice((2, 3))]:
        for floor in range(1, _FLOORS + 1):
            for rooms, area in _MIRRORED if twins else _PLANS:
                if chance.random() < share:
                    price = round(area * (square + floor * higher), -2)
                    flats.append(
                        Flat(
                            first + len(flats), street, house, letter, "sale", "apartment", rooms, floor, _FLOORS, area,
                            int(price), place, (chance.randrange(7), chance.randrange(7), chance.randrange(7)),
                        )
                    )  # fmt: skip
    return flats


def _with_noise(flats: list[Flat], chance: random.Random) -> list[Flat]:
    """Each noise in its share of the listings of the portal, to the listing."""
    listed = [place for place, flat in enumerate(flats) if flat.on_portal]
    noise: dict[int, set[str]] = {place: set() for place in listed}
    for name, share in (
        ("language", OTHER_LANGUAGE), ("short", ABBREVIATED), ("typo", MISTYPED), ("price", NEW_PRICE),
        ("area", OTHER_AREA), ("floor", NO_FLOOR),
    ):  # fmt: skip
        for place in chance.sample(listed, round(len(listed) * share)):
            noise[place].add(name)
    lettered = [place for place in listed if flats[place].letter]
    for place in chance.sample(lettered, min(len(lettered), round(len(listed) * NO_LETTER))):
        noise[place].add("letter")
    return [replace(flat, noise=frozenset(noise.get(place, ()))) for place, flat in enumerate(flats)]


def _listing(flat: Flat, language: str, chance: random.Random) -> PortalListing:
    """As a person typed it in, with the noise of the flat."""
    spoken = language if "language" not in flat.noise else _OTHER[language]
    area = flat.area
    if "area" in flat.noise:
        area = round(area + chance.choice((-1, 1)) * chance.choice((0.2, 0.5, 0.8, 1.0)), 1)
    price = flat.price
    if "price" in flat.noise:
        price = int(price * (1 + chance.choice((-1, 1)) * chance.uniform(0.01, 0.15)))
    fields = _fields(flat, area, price)
    fields["propertyAddress"] = _address(flat, spoken, flat.noise, chance) + chance.choice(("", ", Chișinău"))
    if "floor" in flat.noise:
        del fields["propertyFloorNumber"]
    if chance.random() < 0.6:
        fields["propertyCoordinates"] = _near(flat.place, chance)
    if chance.random() < 0.5:
        fields["announcementDescription"] = _text(flat, spoken)
    return PortalListing(str(90_000 + flat.number), None, fields, status="active")


def _row(number: int, flat: Flat, language: str, chance: random.Random) -> MappedRow:
    fields = _fields(flat, flat.area, flat.price)
    fields["externalId"] = f"A-{flat.number}"
    fields["propertyAddress"] = _address(flat, language, frozenset({"short"} if chance.random() < 0.5 else ()), chance)
    if chance.random() < 0.25:
        fields["propertyCoordinates"] = _near(flat.place, chance)
    if chance.random() < 0.7:
        fields["announcementDescription"] = _text(flat, language)
    return MappedRow(number, number + 2, fields)


def _fields(flat: Flat, area: float, price: int) -> Record:
    return {
        "announcementType": flat.deal,
        "propertyType": "residential",
        "propertySecondaryType": flat.subkind,
        "announcementValue": price,
        "announcementCurrency": "EUR",
        "propertyArea": area,
        "propertyFloorNumber": flat.floor,
        "propertyFloorsTotal": flat.floors,
        "propertyQuantitySize": "custom-value",
        "propertyQuantitySizeValue": flat.rooms,
    }


def _near(place: tuple[float, float], chance: random.Random) -> JsonValue:
    """Within some tens of metres: two maps do not agree."""
    return {"lat": round(place[0] + chance.gauss(0, 0.0002), 6), "lng": round(place[1] + chance.gauss(0, 0.0003), 6)}


def _text(flat: Flat, language: str) -> str:
    name = flat.street.romanian if language == "ro" else flat.street.russian
    extra, more, left = (_EXTRAS[language][number] for number in flat.words)
    return _TEXTS[language].format(rooms=flat.rooms, street=name, extra=extra, more=more, left=left)


def _address(flat: Flat, language: str, noise: frozenset[str], chance: random.Random) -> str:
    name = flat.street.romanian if language == "ro" else flat.street.russian
    short = "short" in noise
    if short:
        name = _shortened(name)
    if "typo" in noise:
        name = mistyped(name, chance)
    if language == "ro" and chance.random() < 0.3:
        name = _plain(name)
    kind = _KINDS[flat.street.kind, language][short]
    if flat.street.kind == "boulevard" and language == "ru" and name.endswith("ский"):
        return f"{name} {'пр-т' if short else 'проспект'} {_house(flat, language, noise, chance)}"
    between = chance.choice((" ", " ", ", ", " nr. " if language == "ro" else ", д. "))
    return f"{kind} {name}{between}{_house(flat, language, noise, chance)}"


def _house(flat: Flat, language: str, noise: frozenset[str], chance: random.Random) -> str:
    if not flat.letter or "letter" in noise:
        return str(flat.house)
    if flat.letter.isdigit():
        forms = ["{0}/{1}", "{0}/{1}", "{0} к. {1}" if language == "ru" else "{0} bl. {1}"]
        return chance.choice(forms).format(flat.house, flat.letter)
    letter = {"a": "а", "b": "б"}[flat.letter] if language == "ru" else flat.letter
    return chance.choice(("{0}{1}", "{0}/{1}", "{0} {1}")).format(flat.house, chance.choice((letter, letter.upper())))


def _shortened(name: str) -> str:
    """ "Mihai Eminescu" → "M. Eminescu"."""
    first, _, rest = name.partition(" ")
    said = rest and not rest.startswith(("cel ", "чел ", "Nou")) and not first[0].isdigit() and first not in _NO_NAMES
    return f"{first[0]}. {rest}" if said else name


_NO_NAMES: Final = frozenset(
    [
        "Alba",
        "Алба",
        "Calea",
        "Каля",
        "Valea",
        "Валя",
        "Drumul",
        "Друмул",
        "Ginta",
        "Джинта",
        "Sfatul",
        "Сфатул",
        "Sfânta",
        "Сфынта",
        "Renașterii",
        "Ренаштерий",
        "Grădina",
        "Грэдина",
        "Cuza",
        "Куза",
        "Cetatea",
        "Четатя",
        "Toamnei",
        "Поздней",
        "Mitropolit",
        "Митрополит",
    ]
)


def _plain(text: str) -> str:
    """Typed without diacritics."""
    return text.translate(str.maketrans("ăâîșțĂÂÎȘȚ", "aaistAAIST"))


def mistyped(text: str, chance: random.Random) -> str:
    """One slip of a finger in the longest word: a letter left out, doubled, exchanged, or two in the wrong order."""
    words = text.split(" ")
    longest = max(range(len(words)), key=lambda at: len(words[at]))
    word = words[longest]
    at = chance.randrange(1, max(2, len(word) - 1))
    slips: tuple[Callable[[], str], ...] = (
        lambda: word[:at] + word[at + 1 :],
        lambda: word[:at] + word[at] + word[at:],
        lambda: (
            word[:at]
            + chance.choice("аеирстн" if any("а" <= letter <= "я" for letter in word) else "aeirstn")
            + word[at + 1 :]
        ),
        lambda: word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :],
    )
    words[longest] = chance.choice(slips)()
    return " ".join(words)
