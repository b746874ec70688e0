"""Addresses of photos: several in one cell, and an id of ours that changes when the address does."""

from __future__ import annotations

import hashlib
import re
from typing import Final

_BETWEEN: Final = re.compile(r"[\s;|]+|,(?=[\s\"']|\w+://|//|www\.|$)")
_AROUND: Final = " \t[](){}<>\"',"
_SPECIAL: Final = re.compile(r"[\s;|,&\[\](){}<>\"']")
_ONE: Final = re.compile(r"https?://[^\s;|,&\[\](){}<>\"']+")
_ADDRESS: Final = re.compile(r"(?:https?:)?//|www\.", re.IGNORECASE)
PICTURE: Final = re.compile(r"\.(?:jpe?g|png|webp|heic|gif|bmp|avif)(?:$|[?#])", re.IGNORECASE)


def photo_addresses(text: str) -> tuple[str, ...]:
    """The addresses in a cell, in their order. A comma inside an address does not end it."""
    if not _SPECIAL.search(text):
        return (text,) if text else ()
    parts = (part.strip(_AROUND) for part in _BETWEEN.split(text.replace("&amp;", "&")))
    return tuple(dict.fromkeys(part for part in parts if part))


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
