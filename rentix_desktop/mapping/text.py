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


_PLAIN: Final = dict(zip("абвгґдеєиіклмнопрстуфы", "abvggdeeiiklmnoprstufy", strict=True)) | {
    "з": "z",
    "ь": "",
    "ъ": "",
    "э": "e",
}
_SCHEMES: Final = tuple(
    str.maketrans(_PLAIN | dict(zip("жхцчшщюя", spelled.split(" "), strict=True)))
    for spelled in ("zh h ts ch sh sch yu ya", "zh kh c ch sh shch ju ja", "j h t ch sh sh iu ia")
)


def in_latin(folded: str) -> tuple[str, ...]:
    """A folded text as it is typed where there is no Cyrillic keyboard: "продажа" → "prodazha", "prodaja"; () for one
    that has no Cyrillic letter."""
    spelled = dict.fromkeys(folded.translate(scheme) for scheme in _SCHEMES)
    return tuple(text for text in spelled if text != folded and text.isascii())
