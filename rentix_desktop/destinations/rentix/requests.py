"""The pieces of a request to the API, as every part of it is written; and whether its answer is a yes."""

from __future__ import annotations

import json
from urllib.parse import quote

from rentix_desktop.catalog.fields import JsonValue
from rentix_desktop.destinations.rentix.errors import Answer


def segment(text: str) -> str:
    """One piece of a path, whatever signs it has: "." and ".." would be the way to another one."""
    return text.replace(".", "%2E") if text in (".", "..") else quote(text, safe="")


def is_success(answer: Answer) -> bool:
    """Any 2xx: which one is not documented (API reference, 2.2)."""
    return 200 <= answer.status < 300


def number_of(portal_id: str | None) -> JsonValue:
    """The service's own id, as the number it is there."""
    text = portal_id or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else text


def in_bytes(value: dict[str, JsonValue]) -> bytes:
    """A body, or a piece of one: JSON in UTF-8."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "replace")  # half a surrogate, from a damaged file, is no UTF-8
