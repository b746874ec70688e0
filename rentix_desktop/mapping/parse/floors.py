"""Floors: "3/9", "4 из 9", "поверх 8 з 15", "Etaj 4", "parter", and heights of buildings: "P+9E"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from rentix_desktop.mapping.text import fold
from rentix_desktop.mapping.vocabulary import Vocabulary

GROUND: Final = 0
BASEMENT: Final = -1

_OF: Final = re.compile(r"(?:/|\\|\bиз\b|\bз\b|\bот\b|\bdin\b|\bof\b|\biz\b)")
_WHOLE: Final = re.compile(r"(?<!\d)(?<!\d[.,])(?:(?<!\w)-)?\d{1,3}(?!\d|[.,][1-9])")
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
    plain = text.casefold()
    height = _HEIGHT.search(plain)
    if height:
        # "P+9E" alone is the building; "Etaj 4, P+9E" says both
        rest = _BUILDING.sub(" ", plain).strip(" ,;/()")
        floor = _floor(rest, words) if rest else None
        return Floors(floor, max(1, int(height.group(1))))
    parts = _OF.split(plain, maxsplit=1)
    if len(parts) == 2:
        floor, total = _floor(parts[0], words), read_total(parts[1], words)
        if floor is None and total is not None and _says(parts[0], words, "top", "attic"):
            floor = total
        return Floors(floor, total) if floor is not None or total is not None else None
    floor = _floor(plain, words)
    return None if floor is None else Floors(floor)


def read_total(text: str, words: Vocabulary) -> int | None:
    """Floors in all. "P+9E" has nine above the ground floor, which is floor 0."""
    height = _HEIGHT.search(text)
    if height:
        return max(1, int(height.group(1)))
    number = _WHOLE.search(text.casefold())
    if number:
        return int(number.group())
    return 1 if fold(text) in words.words["ground"] else None


def _floor(text: str, words: Vocabulary) -> int | None:
    number = _WHOLE.search(text)
    if number:
        return int(number.group())
    if _says(text, words, "ground"):
        return GROUND
    return BASEMENT if _says(text, words, "basement") else None


def _says(text: str, words: Vocabulary, *kinds: str) -> bool:
    folded = fold(text)
    tokens = {folded, *folded.split()}
    return any(tokens & words.words[kind] for kind in kinds)
