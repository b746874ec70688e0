"""Codes of listings that lost letters or digits on their way: two of them may be the same by now, or another's."""

from __future__ import annotations

import re
from typing import Final

_SCIENTIFIC: Final = re.compile(r"[+-]?\d(?:[.,]\d+[eEеЕ]\+?|[eEеЕ]\+)\d{1,3}")
_ASKED: Final = re.compile(r"(?<=[\w./-])\?+(?=[\w./-])|^\?+(?=\w)|(?<=\w)\?+$|^\?+$")
_HASHES: Final = re.compile(r"#{2,}")
_EXACT_DIGITS: Final = 15


def is_damaged(text: str) -> bool:
    """A letter that is none ("AP\ufffd12", "AP?12"), a number cut short ("4,5E+11"), or a column that was too narrow
    ("####"). A question mark in a web address is its own."""
    if "\ufffd" in text:
        return True
    if not any(sign in text for sign in "?#+eEеЕ"):
        return False
    if "?" in text and "://" not in text and "=" not in text and _ASKED.search(text):
        return True
    return _SCIENTIFIC.fullmatch(text) is not None or _HASHES.fullmatch(text) is not None


def is_rounded(number: float) -> bool:
    """Whether a number has more digits than a spreadsheet keeps: what stood after the fifteenth is lost."""
    return abs(number) >= 10**_EXACT_DIGITS
