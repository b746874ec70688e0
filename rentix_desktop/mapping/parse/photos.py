"""Addresses of photos: several in one cell, and an id of ours that changes when the address does."""

from __future__ import annotations

import hashlib
import re
from typing import Final

_BETWEEN: Final = re.compile(r"[\s;|]+|,(?=[\s\"']|\w+://|//|www\.|$)")
_AROUND: Final = " \t[](){}<>\"',"
_SPECIAL: Final = re.compile(r"[\s;|,&\[\](){}<>\"'\\#]|\.\Z")
_START: Final = re.compile(r"(?<![=/%])https?://", re.IGNORECASE)
_WHOLE: Final = re.compile(r"[^\s\"'<>|;{}\\]+")
_BEHIND: Final = ",.-#&]"  # what may stand behind an address and is no part of it
_ONE: Final = re.compile(r"https?://[^\s;|,&\[\](){}<>\"']+")
_ADDRESS: Final = re.compile(r"(?:https?:)?//|www\.", re.IGNORECASE)
PICTURE: Final = re.compile(r"\.(?:jpe?g|png|webp|heic|gif|bmp|avif)(?:$|[?#])", re.IGNORECASE)


def photo_addresses(text: str) -> tuple[str, ...]:
    """The addresses in a cell, in their order. A comma inside an address does not end it; what stands between them and
    looks like the name of a file is given, too: it is said, not lost."""
    if not _SPECIAL.search(text):
        return (text,) if text and len(_START.findall(text)) < 2 else _from_text(text)
    return _from_text(text.replace("&amp;", "&").replace("\\/", "/"))


def _from_text(text: str) -> tuple[str, ...]:
    starts = [found.start() for found in _START.finditer(text)]
    if not starts:
        parts = [part.strip(_AROUND) for part in _BETWEEN.split(text)]
        return tuple(dict.fromkeys(part for part in parts if part))
    found = _names(text[: starts[0]])
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        address = _WHOLE.match(text, start, end)
        if address is None:
            continue
        kept = address.group().rstrip(_BEHIND)
        found.append(kept if "(" in kept else kept.rstrip(_BEHIND + ")"))
        found += _names(text[address.end() : end])
    return tuple(dict.fromkeys(found))


def _names(text: str) -> list[str]:
    parts = (part.strip(_AROUND) for part in _BETWEEN.split(text))
    return [part for part in parts if PICTURE.search(part) or _ADDRESS.match(part)]


def is_one_address(text: str) -> bool:
    """Whether the text is one plain http(s) address and nothing else."""
    return _ONE.fullmatch(text) is not None


def has_address(text: str) -> bool:
    """Whether a web address stands in the text."""
    return _ADDRESS.search(text) is not None


def photo_id(address: str) -> str:
    """A repeated id makes the portal reuse the picture it has, so another address must give another id
    (API reference, section 5)."""
    return hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()[:20]
