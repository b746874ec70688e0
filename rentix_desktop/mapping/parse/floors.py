"""Floors: "3/9", "4 из 9", "поверх 8 з 15", "Etaj 4", "parter", and heights of buildings: "P+9E".

A number is a floor only where everything beside it is understood: "3-Sep", "2 camere" and "54 m²" are none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from rentix_desktop.mapping import roles
from rentix_desktop.mapping.parse.beside import leads, level
from rentix_desktop.mapping.text import fold, unaccented
from rentix_desktop.mapping.vocabulary import Vocabulary

GROUND: Final = 0
BASEMENT: Final = -1
HIGHEST: Final = 120
"""A greater number is a year, an area or a price."""

_OF: Final = re.compile(
    r"(?:[/\\|](?:\s*(?:din|из|з|of)\b)?|\((?=\s*\d)|\bиз\b|\bз\b|\bіз\b|\bот\b|\bdin\b|\bof\b|\biz\b)"
)
_NUMBER: Final = re.compile(r"(?<!\d)(?<!\d[.,:])(?:(?<!\w)-\s?)?\d{1,3}(?:[.,]0+)?(?![\d:]|[.,]\d)")
_DIGITS: Final = re.compile(r"\d+")
_ORDINAL: Final = re.compile(r"\s?-?\s?(?:ый|ой|ий|й|ти|ми|х|и|ого|го|м|th|st|nd|rd|lea|ul|a)(?![^\W\d_])")
_SIGNS: Final = " .,;:()-*'\"!"
_ROMAN: Final = {
    text: number
    for number, text in enumerate(
        [
            "i",
            "ii",
            "iii",
            "iv",
            "v",
            "vi",
            "vii",
            "viii",
            "ix",
            "x",
            "xi",
            "xii",
            "xiii",
            "xiv",
            "xv",
            "xvi",
            "xvii",
            "xviii",
            "xix",
            "xx",
        ],
        1,
    )
}
_HEIGHT: Final = re.compile(r"(?:^|[+\s])p(?:arter)?\s*\+\s*(\d{1,3})", re.IGNORECASE)
_BUILDING: Final = re.compile(
    r"(?:\bdin\s+)?(?<!\w)(?:[sd]{1,2}(?:emisol|ubsol)?\s*\+\s*)?p(?:arter)?\s*\+\s*\d{1,3}\s*e?(?:taje)?(?:\s*\+\s*m\w*)?(?!\w)"
)
"""A building by its levels: "P+9E", "S+P+4E+M"."""


@dataclass(frozen=True, slots=True)
class Floors:
    floor: int | None = None
    total: int | None = None


def read_floors(text: str, words: Vocabulary) -> Floors | None:
    """Floor, and floors in all where the text says them. The ground floor is 0, what is under it -1."""
    plain = level(text).strip()
    if plain.isascii() and plain.isdigit():
        return Floors(number) if (number := int(plain[:4])) <= HIGHEST else None
    height = _HEIGHT.search(plain)
    if height:
        # "P+9E" alone is the building; "Etaj 4, P+9E" says both
        rest = _BUILDING.sub(" ", plain).strip(" ,;/()")
        floor = _floor(rest, words) if rest else None
        return Floors(floor, max(1, int(height.group(1))))
    parts = _OF.split(plain.strip("/\\|"))
    if len(parts) == 2:
        return _floor_of(parts[0], parts[1], words)
    if len(parts) > 2:
        return None
    building = _building(plain, words)
    if building is not None:
        rest, total = building
        floor = _floor(rest, words)
        return Floors(floor, total) if floor is not None or not _DIGITS.search(rest) else None
    floor = _floor(plain, words)
    return None if floor is None else Floors(floor)


def _floor_of(left: str, right: str, words: Vocabulary) -> Floors | None:
    floor, total = _floor(left, words), read_total(right, words)
    if total is not None and floor is None:
        if _says(left, words, "top", "attic"):
            floor = total
        elif any(map(str.isalnum, left)) and not leads(left, roles.FLOOR_NUMBER, words):
            return None  # a floor is said, and not understood
    elif total is None and any(map(str.isdigit, right)):
        return None
    return Floors(floor, total) if floor is not None or total is not None else None


def read_total(text: str, words: Vocabulary) -> int | None:
    """Floors in all. "P+9E" has nine above the ground floor, which is floor 0."""
    plain = level(text).strip()
    height = _HEIGHT.search(plain)
    if height:
        return max(1, int(height.group(1)))
    building = _building(plain, words)
    if building is not None:
        return building[1] if not _DIGITS.search(building[0]) else None
    found = _only_number(plain)
    if found:
        number = int(re.split(r"[.,]", found.group())[0].replace(" ", ""))
        is_other = _is_other(plain[found.end() :], words) or not 1 <= number <= HIGHEST
        return None if is_other or _is_marked(plain[: found.start()]) else number
    return 1 if not _DIGITS.search(plain) and fold(plain) in words.words["ground"] else None


def _floor(text: str, words: Vocabulary) -> int | None:
    if _DIGITS.search(text):
        return _numbered(text, words)
    folded = fold(text)
    tokens = folded.split()
    if not tokens or not words.words["not"].isdisjoint(tokens) or not words.words["either"].isdisjoint(tokens):
        return None
    named = [token for token in tokens if token not in _names(words)] or tokens
    ordinal = words.ordinals.get(" ".join(named), _ROMAN.get(named[0]) if len(named) == 1 else None)
    if ordinal is not None:
        return ordinal
    if _says(text, words, "ground"):
        return GROUND
    return BASEMENT if _says(text, words, "basement") else None


def _numbered(text: str, words: Vocabulary) -> int | None:
    """The one number of the text, where everything beside it only says that it is a floor."""
    found = _only_number(text)
    if found is None:
        return None
    number = int(re.split(r"[.,]", found.group())[0].replace(" ", ""))
    before = text[: found.start()]
    is_led = leads(before, roles.FLOOR_NUMBER, words) or _is_named(before, words)
    if not is_led or not -5 <= number <= HIGHEST:
        return None
    ordinal = _ORDINAL.match(text, found.end())
    rest = text[ordinal.end() if ordinal else found.end() :]
    floor = words.floor_pattern.match(rest.lstrip(" .-"))
    if floor:
        rest = rest.lstrip(" .-")[floor.end() :]
    rest = rest.strip()
    if rest[:1] in ("(", ",", ";"):  # "5 (ultimul)", "4, cărămidă": said besides, and no other number
        return number
    return number if not rest.strip(_SIGNS) or _is_named(rest, words) else None


def _is_named(beside: str, words: Vocabulary) -> bool:
    """Whether words beside a number say that it is a floor, and nothing else."""
    return beside[:1].isalpha() and all(token in _names(words) for token in fold(beside).split())


def _only_number(text: str) -> re.Match[str] | None:
    """The number of a text that has one and no other."""
    found = _NUMBER.search(text)
    if found is None or _DIGITS.search(text, found.end()) or _DIGITS.search(text[: found.start()]):
        return None
    return found


def _is_marked(before: str) -> bool:
    """A sign before a number that makes it something else: "-5", "#5"."""
    return before.rstrip()[-1:] in ("-", "#", "№", "€", "$")


def _is_other(rest: str, words: Vocabulary) -> bool:
    """Whether the unit behind a number says that it is no floor."""
    rest = rest.lstrip()
    room = words.room_pattern.match(rest)  # "9к" is of bricks, "9 camere" are rooms
    is_room = room is not None and room.end() > 2
    return is_room or rest[:1] == "%" or any(p.match(rest) for p in (words.area_pattern, words.currency_pattern))


def _building(plain: str, words: Vocabulary) -> tuple[str, int] | None:
    """What is left beside "9 etaje" or "9-ти этажного", and the nine."""
    plain = unaccented(plain)  # as the words are
    found = _storeys(words).search(plain)
    if found is None or not 1 <= int(found.group(1)) <= HIGHEST:
        return None
    behind = plain[found.end() :]
    rest = _BLOCK.sub("", plain[: found.start()]) + (f" {behind}" if _DIGITS.search(behind) else "")
    return rest, int(found.group(1))


_BLOCK: Final = re.compile(r"(?:\b(?:bloc|casă|casa|дом|доме|дома|будинок|будинку|cu|с|з|в|in|în|из)\b[\s,]*)+\Z")


@cache
def _storeys(words: Vocabulary) -> re.Pattern[str]:
    return re.compile(rf"(?<![\d.,/-])(\d{{1,3}})\s?-?(?:ти|и|х|ми)?\s?-?\s?(?:{words.storeys_pattern.pattern})")


@cache
def _names(words: Vocabulary) -> frozenset[str]:
    """Words that only say that it is a floor."""
    return frozenset((*words.words["floor"], *words.words["top"], "la", "на", "at", "on", "the"))


def _says(text: str, words: Vocabulary, *kinds: str) -> bool:
    folded = fold(text)
    tokens = {folded, *folded.split()}
    return any(tokens & words.words[kind] for kind in kinds)
