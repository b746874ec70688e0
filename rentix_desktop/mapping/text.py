"""Folding: what makes "Preț", "PRET" and " preţ: " the same text."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_NOT_WORD: Final = re.compile(r"[\W_]+")
_CAMEL: Final = re.compile(r"(?<=[a-zа-я])(?=[A-ZА-Я])|(?<=[A-ZА-Я])(?=[A-ZА-Я][a-zа-я]{2})|(?<=[a-zа-я]{3})(?=\d)")


def unaccented(text: str) -> str:
    """Small letters without diacritics; marks and blanks stay ("5 m²" → "5 m2")."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Case, diacritics, punctuation and blanks taken out: "Preț, EUR" → "pret eur". Marks alone stay as they are."""
    folded = _NOT_WORD.sub(" ", unaccented(text).replace("'", "").replace("’", "")).strip()
    return folded or " ".join(text.split()).casefold()


@lru_cache(maxsize=2048)
def fold_header(text: str) -> str:
    """As `fold`, with names of programs taken apart: "roomsCount" → "rooms count"."""
    return fold(_CAMEL.sub(" ", text).replace("№", " номер "))
