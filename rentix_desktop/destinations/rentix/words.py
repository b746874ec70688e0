"""Reading answers that may be anything: JSON from bytes, and the portal's words out of whatever form they came in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from rentix_desktop.catalog.fields import JsonValue

_MOST_MESSAGES: Final = 50
_LONGEST_MESSAGE: Final = 4000
_DEEPEST: Final = 6
_TEXT_KEYS: Final = ("message", "messages", "errors", "error", "detail", "details", "description", "title")
_FIELD_KEYS: Final = ("field", "property", "path")


class NotJsonError(ValueError):
    """The bytes are not JSON, or not JSON that can be held."""


def parse_json(body: bytes) -> JsonValue:
    """Raises NotJsonError. Half surrogates ("\\ud800"), which no file or database takes, become "?"."""
    try:
        text = body.decode("utf-8-sig")
        value: JsonValue = json.loads(text)
        if "\\ud" in text or "\\uD" in text:
            value = json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise NotJsonError(type(error).__name__) from None
    return value


def words_of(value: Any) -> tuple[str, ...]:
    """The portal's words, as they came, out of a string, an object with `message`, a list, a list of lists (API
    reference, section 10, contradiction 1). None, "" and empty lists say nothing. Each text once, in order."""
    found: dict[str, None] = {}
    for text in _texts(value, 0):
        found.setdefault(text[:_LONGEST_MESSAGE], None)
        if len(found) >= _MOST_MESSAGES:
            break
    return tuple(found)


def _texts(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        if value.strip():
            yield value.strip()
    elif depth > _DEEPEST:
        return
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, depth + 1)
    elif isinstance(value, dict):
        yield from _texts_of_object(value, depth)


def _texts_of_object(value: dict[str, Any], depth: int) -> Iterator[str]:
    """The first key that says something speaks: "message" before "error", which then only names the status. An object
    with other keys ({"field": ["words"]}, {"code": "X"}) is given whole, key by key."""
    for key in _TEXT_KEYS:
        texts = list(_texts(value.get(key), depth + 1))
        if texts:
            field = next((value[name] for name in _FIELD_KEYS if isinstance(value.get(name), str)), None)
            for text in texts:
                yield f"{field}: {text}" if field and field not in text else text
            return
    for key, inner in value.items():
        for text in _texts(inner, depth + 1):
            yield f"{key}: {text}"
