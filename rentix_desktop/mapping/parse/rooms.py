"""Rooms: "2 camere", "garsonieră", "2, Изолированная", and what a title says besides: "1-к. квартира, 40 м², 3/5 эт."."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from rentix_desktop.mapping.parse.numbers import Three, tidy, to_number
from rentix_desktop.mapping.text import fold, unaccented
from rentix_desktop.mapping.vocabulary import Vocabulary

_START: Final = re.compile(r"\s*(\d{1,2}(?:[.,][05])?)(?![\d.,]*\d)")
_SMALL: Final = re.compile(r"(?<![\d.,/])(\d{1,2})[\s-]*(?:[хx][\s-]*)?(?=[^\W\d_])")
_OF_FLOORS: Final = re.compile(r"(?<!\d)(\d{1,3})\s*(?:/|из|din|of)\s*(\d{1,3})[\s,]*")
_AREA: Final = re.compile(r"\d+(?:[.,]\d+)?(?=\s*\w)")


@dataclass(frozen=True, slots=True)
class Summary:
    """What a title says of a listing, where it says it."""

    rooms: int | float | None = None
    area: int | float | None = None
    floor: int | None = None
    total: int | None = None


def read_rooms(text: str, words: Vocabulary) -> int | float | None:
    """The number of rooms; a studio has one. Numbers that are areas or floors are not taken for rooms."""
    plain = unaccented(text)
    for match in _SMALL.finditer(plain):
        if words.room_pattern.match(plain, match.end()):
            return int(match.group(1))
    counted = words.count(text)
    if counted is not None:
        return counted
    tokens = set(fold(text).split())
    if tokens & words.words["studio"]:
        return 1
    start = _START.match(plain)
    if start and not re.match(r"\s*(?:/|\\)", plain[start.end() :]) and not _unit_follows(plain, start.end(), words):
        value = to_number(start.group(1), Three.DECIMALS)
        return tidy(float(value)) if value is not None else None
    return None


def read_summary(text: str, words: Vocabulary) -> Summary:
    """Reads a title. Area and floors are taken only with their unit or word beside them."""
    plain = unaccented(text)
    area = None
    for match in _AREA.finditer(plain):
        if _unit_follows(plain, match.end(), words):
            area = to_number(match.group(), Three.GUESS)
            break
    for match in _OF_FLOORS.finditer(plain):
        if words.floor_pattern.match(plain, match.end()):
            return Summary(read_rooms(text, words), area, int(match.group(1)), int(match.group(2)))
    return Summary(read_rooms(text, words), area)


def _unit_follows(plain: str, position: int, words: Vocabulary) -> bool:
    rest = plain[position:].lstrip()
    unit = words.area_pattern.match(rest)
    return unit is not None and words.areas[unit.group()] == 1
