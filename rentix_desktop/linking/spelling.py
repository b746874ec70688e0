"""One spelling for the sound of a word, whether it is written in Romanian, in Russian letters, or without diacritics."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_CYRILLIC: Final = str.maketrans(
    dict(zip("абвгґдеёєжӂзиіїйклмнопрстуфхцчшщъыь", "abvggdeeejgziiiiclmnoprstufhtcss\0i\0", strict=True))
    | {"э": "a", "ю": "iu", "я": "ia", "ў": "u", "\0": None}
)
_LATIN: Final = str.maketrans(
    {"ă": "a", "â": "i", "î": "i", "ș": "s", "ş": "s", "ț": "t", "ţ": "t", "ß": "ss", "ł": "l"}
)
_FIRST_E: Final = re.compile(r"\bэ")
_SOUNDS: Final = (
    ("dj", "g"), ("dzh", "g"), ("shch", "s"), ("sch", "s"), ("tch", "c"), ("sh", "s"), ("zh", "j"), ("kh", "h"), ("ch", "c"),
    ("gh", "g"), ("tz", "t"), ("ts", "t"), ("ph", "f"), ("k", "c"), ("q", "c"), ("w", "v"), ("x", "cs"), ("y", "i"),
    ("j", "g"), ("ea", "ia"), ("oa", "a"),
)  # fmt: skip
_TWICE: Final = re.compile(r"(.)\1+")
_FIRST_IE: Final = re.compile(r"^ie(?=.)")
_ENDINGS: Final = re.compile(r"(?<=...)(?:scogo|scoi|scaia|scoe|scii|sci|schi)$")
_CASES: Final = re.compile(r"(?<=...[^aeiou])[aeiou]+$")
_VOWELS: Final = re.compile(r"(?<=.)[aeiou]+")


@lru_cache(maxsize=65536)
def sounded(word: str) -> str:
    """ "Independenței" and "Индепенденцей" → "independentei"; digits stay. Idempotent. Only small Latin letters and
    digits come out; a word in other letters comes out as "" or what is left of it."""
    text = unicodedata.normalize("NFC", word.casefold())
    text = _FIRST_E.sub("е", text).translate(_CYRILLIC).translate(_LATIN)
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
    text = "".join(letter for letter in text if letter.isascii() and letter.isalnum())
    before = ""
    while before != text:
        before = text
        for written, said in _SOUNDS:
            text = text.replace(written, said)
        text = _TWICE.sub(_once, text)
        text = _FIRST_IE.sub("e", text)
    return text


def _once(found: re.Match[str]) -> str:
    """Doubled letters are one; doubled digits are another number."""
    return found.group() if found.group(1).isdigit() else found.group(1)


@lru_cache(maxsize=65536)
def stem(sound: str) -> str:
    """A sounded word without what declines: "zelinscogo" and "zelinsci" → "zelinsc", "puscina" → "puscin"."""
    return _CASES.sub("", _ENDINGS.sub("sc", sound))


@lru_cache(maxsize=65536)
def bones(sound: str) -> str:
    """Its consonants, and the letter it begins with: what is left where vowels are spelled in many ways."""
    return _VOWELS.sub("", stem(sound))
