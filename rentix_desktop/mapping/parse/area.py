"""Areas in square metres, whatever the unit they are written in."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from rentix_desktop.mapping.parse.numbers import Three, first_number, tidy
from rentix_desktop.mapping.vocabulary import Vocabulary


def read_area(text: str, words: Vocabulary, unit: float = 1.0) -> int | float | None:
    """The first of "total/living/kitchen". `unit` = m² of one unit where the text names none (from the header)."""
    found = first_number(text, Three.GUESS)
    if found is None or found.value < 0:
        return None
    return in_square_metres(found.value, area_unit(text[found.end :], words) or unit)


_RANGE: Final = re.compile(r"\d\s*(?:[-–—]|\b(?:до|to|până la|pana la)\b)\s*\d", re.IGNORECASE)


def is_range(text: str) -> bool:
    """ "54-60 m²"."""
    return _RANGE.search(text) is not None


def in_square_metres(value: float, unit: float) -> int | float:
    return tidy(round(float(value) * unit, 2)) if unit != 1 else value


@lru_cache(maxsize=4096)
def area_unit(text: str, words: Vocabulary) -> float | None:
    """How many m² the unit named in the text is."""
    named = words.area_pattern.search(text.casefold())
    return words.areas[named.group()] if named else None
