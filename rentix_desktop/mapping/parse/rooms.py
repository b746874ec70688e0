"""Rooms: "2 camere", "garsonieră", "2, Изолированная", and what a title says besides: "1-к. квартира, 40 м², 3/5 эт."."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from rentix_desktop.mapping import roles
from rentix_desktop.mapping.parse.beside import leads, next_word
from rentix_desktop.mapping.parse.numbers import Three, tidy, to_number
from rentix_desktop.mapping.text import fold, unaccented
from rentix_desktop.mapping.vocabulary import Vocabulary

_START: Final = re.compile(r"(\d{1,2}(?:[.,][05])?)(?![\d.,]*\d)")
_SMALL: Final = re.compile(
    r"(?<![\d.,/])(?<!\d[-+])(\d{1,2})(?:\s?(?:-|sau|или|або|чи|or)\s?\d{1,2})?[\s-]*(?:[хx][\s-]*)?(?=[^\W\d_])"
)
_OF_FLOORS: Final = re.compile(r"(?<!\d)(\d{1,3})\s*(?:/|из|din|of)\s*(\d{1,3})[\s,]*")
_AREA: Final = re.compile(r"\d+(?:[.,]\d+)?(?=\s*\w)")
_SEVERAL: Final = re.compile(r"\d\s*(?:[-–]|sau|или|або|чи|or|до)\s*\d|(?<![\d.,])\d{1,2}\s*\+(?!\s*\w)")
_ROOM_IN: Final = re.compile(r"\b(?:комнат[аы]|кимнат[аи]|кімнат[аи]|camera|room)\s+(?:в|у|in)\s")
_ONE_AND_ONE: Final = re.compile(r"(?<![\d.,])\d\s*\+\s*\d(?![\d.,])")
"""Rooms beside a living room, of which each agency counts its own way."""


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
    if _ONE_AND_ONE.search(plain) or _is_share(plain, words):
        return None
    counted = _counted(text, plain, words)
    if counted is not None:
        return counted or None
    start = _START.search(plain)
    if start is None or "№" in text or not leads(plain[: start.start()], roles.ROOMS, words):
        return None
    if not _is_understood(plain[start.end() :].lstrip(), words):
        return None
    value = to_number(start.group(1), Three.DECIMALS)
    return tidy(float(value)) if value else None


def counted_rooms(text: str, words: Vocabulary) -> int | None:
    """The rooms that a text about something else names as such: "Продажа 2-комн. квартиры", "Garsonieră"."""
    plain = unaccented(text)
    if _ONE_AND_ONE.search(plain) or _is_share(plain, words) or says_several(text, words):
        return None
    return _counted(text, plain, words) or None


def _counted(text: str, plain: str, words: Vocabulary) -> int | None:
    for match in _SMALL.finditer(plain):
        if words.room_pattern.match(plain, match.end()):
            return int(match.group(1))
    counted = words.count(text)
    if counted is None and words.words["studio"] & set(fold(text).split()):
        return 1
    return counted


def _is_share(plain: str, words: Vocabulary) -> bool:
    """ "комната в 3-комнатной": one room of a home, or a share of it."""
    if len(plain) < 6 or plain[0].isdigit():
        return False
    return _ROOM_IN.search(plain) is not None or not words.words["share"].isdisjoint(fold(plain).split())


def _is_understood(rest: str, words: Vocabulary) -> bool:
    """Whether what stands behind a number leaves it a number of rooms: "2, Изолированная", "2 dec."."""
    if not rest or rest[0] in ",;(+":
        return True
    if rest[0] in "-–":
        return rest[1:].strip().isdigit()  # "2-3"; "2-Mar" is a day
    word = fold(next_word(rest))
    known = (words.words["layout"], words.words["either"], words.words["more"])
    return any(word in table for table in known) or not rest.strip(" .)!") or says_several(f"1 {rest}", words)


def says_several(text: str, words: Vocabulary) -> bool:
    """Whether more rooms than the number read may be meant: "2-3", "4+", "4 și mai multe"."""
    if text.isdigit():
        return False
    whole = f" {fold(text)} "
    return _SEVERAL.search(unaccented(text)) is not None or any(f" {more} " in whole for more in words.words["more"])


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
