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


@dataclass(frozen=True, slots=True)
class Floors:
    floor: int | None = None
    total: int | None = None


def read_floors(text: str, words: Vocabulary) -> Floors | None:
    """Floor, and floors in all where the text says them. The ground floor is 0, what is under it -1."""
    plain = text.casefold()
    parts = _OF.split(plain, maxsplit=1)
    if len(parts) == 2:
        floor, total = _floor(parts[0], words), read_total(parts[1], words)
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
    folded = fold(text)
    tokens = {folded, *folded.split()}
    if tokens & words.words["ground"]:
        return GROUND
    return BASEMENT if tokens & words.words["basement"] else None
