"""What a field says, and what changes in it, in the clerk's words."""

from __future__ import annotations

from rentix_desktop.catalog.fields import Catalogue, JsonValue, Kind
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.names import value_name

_LONGEST = 600


def value_text(name: str, value: JsonValue, catalogue: Catalogue, tr: Texts) -> str:
    """The value of a field as a person reads it: "61,500", "Apartment", "8 photos"; of a field that is not known here,
    and of a value of another shape than expected, what it is. None = empty."""
    field = catalogue.fields.get(name)
    if isinstance(value, bool):
        return tr("Yes") if value else tr("No")
    if isinstance(value, int | float):
        text = tr.number(value)
        return f"{text} {tr(field.unit)}" if field is not None and field.unit else text
    if isinstance(value, str):
        return value_name(name, value[:_LONGEST], tr)
    if isinstance(value, list):
        photos = field is not None and field.kind is Kind.PHOTOS
        if photos:
            return tr.plural("{n} photo", "{n} photos", len(value))
        return ", ".join(value_text(name, item, catalogue, tr) for item in value[:_LONGEST])
    if isinstance(value, dict):
        return ", ".join(value_text("", item, catalogue, tr) for item in value.values())
    return ""


def photos_text(was: JsonValue, now: JsonValue, tr: Texts) -> str:
    """How photos change: "9 photos: 2 new, 1 gone", or "8 photos in another order"."""
    before, after = _photos(was), _photos(now)
    count = tr.plural("{n} photo", "{n} photos", len(after))
    new, gone = len(set(after) - set(before)), len(set(before) - set(after))
    parts = []
    if new:
        parts.append(tr.plural("{n} new", "{n} new", new))
    if gone:
        parts.append(tr.plural("{n} gone", "{n} gone", gone))
    if parts:
        return tr("{photos}: {changes}", photos=count, changes=", ".join(parts))
    return tr("{photos}, in another order", photos=count) if before != after else count


def _photos(value: JsonValue) -> list[str]:
    items = value if isinstance(value, list) else []
    return [str(item.get("url") or item.get("id") or item) if isinstance(item, dict) else str(item) for item in items]
