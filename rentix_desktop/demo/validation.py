"""What a listing's fields must look like (API reference, sections 3 and 5). Pure: data in, messages out."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from rentix_desktop.demo import schema
from rentix_desktop.demo.answers import JsonObject

Rule: TypeAlias = Callable[[str, Any], list[str]]

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LANGUAGES = ("ro", "ru", "en")


def one_of(values: Collection[str]) -> Rule:
    def rule(name: str, value: Any) -> list[str]:
        if isinstance(value, str) and value in values:
            return []
        return [f"{name} must be one of the following values: {', '.join(values)}"]

    return rule


def text(shortest: int, longest: int) -> Rule:
    def rule(name: str, value: Any) -> list[str]:
        if not isinstance(value, str):
            return [f"{name} must be a string"]
        if len(value) < shortest or not value.strip():
            return [f"{name} must be longer than or equal to {shortest} characters"]
        if len(value) > longest:
            return [f"{name} must be shorter than or equal to {longest} characters"]
        return []

    return rule


def number(least: float, most: float, *, whole: bool = False) -> Rule:
    def rule(name: str, value: Any) -> list[str]:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return [f"{name} must be a number"]
        if value < least:
            return [f"{name} must not be less than {least}"]
        if value > most:
            return [f"{name} must not be greater than {most}"]
        return [f"{name} must be an integer number"] if whole and value != int(value) else []

    return rule


def web_address(name: str, value: Any) -> list[str]:
    """http or https, with a host."""
    if isinstance(value, str) and len(value) <= 2048:
        try:
            parts = urlsplit(value)
            if parts.scheme in ("http", "https") and parts.hostname and not re.search(r"\s", value):
                return []
        except ValueError:
            pass
    return [f"{name} must be a URL address"]


def description(name: str, value: Any) -> list[str]:
    """A text, or an object with a text for each language."""
    in_bounds = text(*schema.DESCRIPTION_LENGTH)
    if not isinstance(value, dict):
        return in_bounds(name, value)
    if not value:
        return [f"{name} should not be empty"]
    messages = unknown(value, _LANGUAGES, f"{name}.")
    for language in _LANGUAGES:
        if language in value:
            messages += in_bounds(f"{name}.{language}", value[language])
    return messages


def unknown(given: JsonObject, known: Collection[str], prefix: str = "") -> list[str]:
    return [f"property {prefix}{name} should not exist" for name in given if name not in known]


def coordinates(name: str, value: Any) -> list[str]:
    if not isinstance(value, dict):
        return [f"{name} must be an object"]
    messages = unknown(value, ("lat", "lng"), f"{name}.")
    for part, most in (("lat", 90), ("lng", 180)):
        messages += number(-most, most)(f"{name}.{part}", value.get(part))
    return messages


def files(name: str, value: Any) -> list[str]:
    """The four forms of a photo: address with or without own id, own id, number of a known file."""
    if not isinstance(value, list):
        return [f"{name} must be an array"]
    if len(value) > schema.PHOTOS_MOST:
        return [f"{name} must contain no more than {schema.PHOTOS_MOST} elements"]
    return [message for index, item in enumerate(value) for message in _photo(f"{name}.{index}", item)]


def _photo(name: str, item: Any) -> list[str]:
    if not isinstance(item, dict):
        return [f"{name} must be an object"]
    messages = unknown(item, ("url", "externalFileId", "id"), f"{name}.")
    if not item.keys() & {"url", "externalFileId", "id"}:
        return [*messages, f"{name} must have url, id or externalFileId"]
    if "id" in item and len(item) > 1:
        messages.append(f"{name} must have id alone")
    if "url" in item:
        messages += web_address(f"{name}.url", item["url"])
    if "externalFileId" in item:
        messages += text(1, schema.EXTERNAL_ID_LENGTH)(f"{name}.externalFileId", item["externalFileId"])
    if "id" in item:
        messages += number(1, 10**12, whole=True)(f"{name}.id", item["id"])
    return messages


def file_ids(name: str, value: Any) -> list[str]:
    if not isinstance(value, list):
        return [f"{name} must be an array"]
    return files(name, [{"id": item} for item in value])


def agent(name: str, value: Any) -> list[str]:
    if not isinstance(value, dict):
        return [f"{name} must be an object"]
    messages = unknown(value, ("externalUserId",), f"{name}.")
    return messages + text(1, schema.EXTERNAL_ID_LENGTH)(f"{name}.externalUserId", value.get("externalUserId"))


def slug(name: str, value: Any) -> list[str]:
    """For the fields whose values the reference does not list: anything of the shape of the one value it shows."""
    fits = isinstance(value, str) and len(value) <= 60 and _SLUG.fullmatch(value) is not None
    return [] if fits else [f"{name} has an unknown value"]


RULES: dict[str, Rule] = {
    "announcementType": one_of(schema.ANNOUNCEMENT_TYPES),
    "propertyType": one_of(schema.PROPERTY_TYPES),
    "propertySecondaryType": text(1, 60),
    "announcementCurrency": one_of(schema.CURRENCIES),
    "announcementPayPeriod": one_of(schema.PAY_PERIODS),
    "announcementDescription": description,
    "propertyQuantitySize": slug,
    "propertyHousingMarket": slug,
    "propertyVisualState": slug,
    "propertyAddress": text(1, schema.ADDRESS_LENGTH),
    "propertyCoordinates": coordinates,
    "files": files,
    "fileIds": file_ids,
    "user": agent,
    "userId": number(1, 10**12, whole=True),
    **{name: number(least, most, whole=name in schema.WHOLE_NUMBERS) for name, (least, most) in schema.NUMBERS.items()},
}


_LATER_RULES = {**RULES, schema.LATER_FIELD: one_of(schema.LATER_VALUES)}


def check_given(fields: JsonObject, *, later: bool = False) -> list[str]:
    """Messages on the fields of one request, each seen alone; fields the portal does not know are refused."""
    rules = _LATER_RULES if later else RULES
    messages = unknown(fields, rules)
    return messages + [
        message for name, value in fields.items() if name in rules for message in rules[name](name, value)
    ]


def check_together(listing: JsonObject, *, later: bool = False) -> list[str]:
    """Messages on fields that do not go together, of the whole listing as it would be stored."""
    messages = []
    allowed = _secondary_types(listing.get("announcementType"), listing.get("propertyType"), later=later)
    if "propertySecondaryType" in listing and listing["propertySecondaryType"] not in allowed:
        messages += one_of(allowed)("propertySecondaryType", listing["propertySecondaryType"])
    floor, floors = listing.get("propertyFloorNumber"), listing.get("propertyFloorsTotal")
    if floor is not None and floors is not None and floor > floors:
        messages.append("propertyFloorNumber must not be greater than propertyFloorsTotal")
    if listing.get("announcementType") == "sale" and "announcementPayPeriod" in listing:
        messages.append("announcementPayPeriod should not exist for sale")
    return messages


def _secondary_types(announcement: str | None, kind: str | None, *, later: bool) -> list[str]:
    """Every type that fits what is known so far, in the order of the schema."""
    tables = [table for name, table in schema.secondary_types(later=later).items() if announcement in (None, name)]
    fitting = [ones for table in tables for name, ones in table.items() if kind in (None, name)]
    return list(dict.fromkeys(one for ones in fitting for one in ones))


def check_public(listing: JsonObject, photos: int) -> list[str]:
    """Messages on what is missing for a listing that everyone may see (API reference, section 3)."""
    required = (
        "announcementType",
        "propertyType",
        "propertySecondaryType",
        "announcementValue",
        "announcementCurrency",
    )
    messages = [f"{name} should not be empty" for name in required if name not in listing]
    if "propertyAddress" not in listing and "propertyCoordinates" not in listing:
        messages.append("propertyAddress or propertyCoordinates should not be empty")
    if listing.get("propertyQuantitySize") == "custom-value" and "propertyQuantitySizeValue" not in listing:
        messages.append("propertyQuantitySizeValue should not be empty")
    if photos < schema.PHOTOS_TO_PUBLISH:
        messages.append(f"files must contain at least {schema.PHOTOS_TO_PUBLISH} elements")
    return messages
