"""Areas in square metres, whatever the unit they are written in."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from rentix_desktop.mapping import roles
from rentix_desktop.mapping.parse.beside import is_code, leads, level, next_word
from rentix_desktop.mapping.parse.numbers import NUMBER, Three, tidy, to_number
from rentix_desktop.mapping.text import fold
from rentix_desktop.mapping.vocabulary import Vocabulary

_RANGE: Final = re.compile(r"\s*(?:-|\b(?:до|to|până la|pana la)\b)\s*[1-9]")
_PARTS: Final = re.compile(r"(?:\s*[/|]\s*(?:\d[\d.,]*|-))+")  # "62/38/9": of which living rooms and kitchen
_MINUS: Final = re.compile(r"-\s*\d")
_ARE: Final = 100
_SEVERAL: Final = -1.0  # instead of a unit: the text names areas of more than one thing
_CLOSED: Final = frozenset("/,;(+.)|-")  # what may stand behind an area without saying anything of it


def read_area(text: str, words: Vocabulary, unit: float = 1.0) -> int | float | None:
    """The first of "total/living/kitchen". `unit` = m² of one unit where the text names none (from the header). None
    where it is not understood what the number is, or where it is the area of a part ("balcon 4 m²")."""
    plain = level(text)
    end = 0
    for match in NUMBER.finditer(plain):
        before, first, end = plain[end : match.start()], end == 0, match.end()
        token = match.group()
        said = None if token[0] == "-" or is_code(token, before) else _unit_of(before, plain[end:], first, words)
        if said == _SEVERAL:
            return None
        if said is not None:
            value = to_number(token, Three.GUESS)
            return None if value is None else in_square_metres(value, said or unit)
    return None


def is_range(text: str) -> bool:
    """ "54-60 m²"."""
    plain = level(text)
    found = NUMBER.search(plain)
    return found is not None and _RANGE.match(plain, found.end()) is not None


def in_square_metres(value: float, unit: float) -> int | float:
    return tidy(round(float(value) * unit, 2)) if unit != 1 else value


@lru_cache(maxsize=4096)
def area_unit(text: str, words: Vocabulary) -> float | None:
    """How many m² the unit named in the text is."""
    named = words.area_pattern.search(text.casefold())
    return words.areas[named.group()] if named else None


@lru_cache(maxsize=4096)
def _unit_of(before: str, after: str, first: bool, words: Vocabulary) -> float | None:
    """m² of one unit of the number between the two texts; 0 where none is named, None where it is no area."""
    if before and not words.words["part"].isdisjoint(fold(before).split()):
        return None  # the area of a kitchen
    leading = first and leads(before, roles.AREA, words)
    to = _RANGE.match(after)
    second = NUMBER.search(after, to.end() - 1) if to else _PARTS.match(after)
    rest = after[second.end() if second else 0 :]
    named = words.area_pattern.match(rest.lstrip())
    if named:
        unit = words.areas[named.group()]
        if unit >= _ARE and (other := area_unit(rest.lstrip()[named.end() :], words)) and other != unit:
            return _SEVERAL  # "6 ari + casă 120 mp", "1 ha 20 ari"
        return unit if leading or any(map(str.isalpha, before)) else None
    if not leading:
        return None
    if _is_understood(rest, words):
        return area_unit(rest, words) or 0.0
    return None


def _is_understood(rest: str, words: Vocabulary) -> bool:
    rest = rest.lstrip()
    if not rest:
        return True
    if rest[0].isalpha():
        word = next_word(rest)
        if fold(word) in words.words["metre"]:  # "54 м", "54 квадратных метра"; "2,7 m înălțime" is a height
            behind = rest[len(word) :].lstrip(" .,²^2")
            return behind[:1] in ("&", "<") or _is_understood(behind, words)
        return fold(word) in _besides(words)
    return rest[0] in _CLOSED and (rest[0] != "-" or rest[1:2] in ("", " ")) and not _MINUS.match(rest)


@cache
def _besides(words: Vocabulary) -> frozenset[str]:
    return frozenset((*words.words["about"], *words.words["total"]))
