"""What stands beside a number in a cell. A number is taken only where the words beside it are understood: a price of
"100000 xyz" or a floor of "3 camere" would be a wrong value that nobody is told of."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from rentix_desktop.mapping.text import fold
from rentix_desktop.mapping.vocabulary import Vocabulary

_LEVEL: Final = str.maketrans(
    dict.fromkeys("\u00a0\u2007\u2009\u202f\u200a\t\n\r", " ")
    | dict.fromkeys("–—−‒―", "-")
    | dict.fromkeys("’ʼ‘′", "'")
    | {"″": '"', "”": '"', "“": '"', "\u200b": None, "\ufeff": None}
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_ENDS_WELL: Final = re.compile(r"(?:.*[^\w%+#№@/\\=]|)\s*\Z|.*[^\W\d_]\s*\Z", re.DOTALL)


def level(text: str) -> str:
    """Small letters; every blank is a space, every dash a hyphen, every apostrophe the same. The length may change."""
    return signs_levelled(text).casefold()


def signs_levelled(text: str) -> str:
    return text if text.isascii() else text.translate(_LEVEL)


@lru_cache(maxsize=256)
def _labels(target: str, words: Vocabulary) -> frozenset[str]:
    """Words of the headers of a target, and those that change nothing: "Preț: 45 000", "от 45 000", "S = 54"."""
    names = (name for table in (words.headers, words.weak) for name, targets in table.items() if target in targets)
    said = frozenset(word for name in (*names, *words.words["about"], *words.words["total"]) for word in name.split())
    return said - words.words["flat"]  # "ap. 23" is no floor


@lru_cache(maxsize=4096)
def leads(before: str, target: str, words: Vocabulary) -> bool:
    """Whether what stands before a number only names the target, or says "from", "about"."""
    if not before or before.isspace():
        return True
    if (before[-1] == "-" and not before.strip("- ")) or _ENDS_WELL.match(before) is None:
        return False
    if any(sign.isdigit() or unicodedata.category(sign) == "Sc" for sign in before):
        return False  # a mark of a currency we do not know: "¥100 000"
    return all(word in _labels(target, words) for word in _WORD.findall(fold(before)))


def next_word(rest: str) -> str:
    """The word that stands right behind, blanks between them or not; "" where something else does."""
    found = _WORD.match(rest.lstrip(" ."))
    return found.group() if found else ""


def is_code(token: str, before: str) -> bool:
    """A number that begins with 0 or stands behind a plus is a phone number or a code, and no amount."""
    return (token[0] == "0" and token[1:2].isdigit()) or before.rstrip()[-1:] == "+"
