"""What is wrong with one record: its types and limits, then the rules of publishing (API reference, section 3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rentix_desktop.catalog.fields import Catalogue, Field, JsonValue, Kind, Record
from rentix_desktop.catalog.plausible import load_plausible
from rentix_desktop.catalog.problems import Problem, ProblemCode, Severity
from rentix_desktop.catalog.typed import SHOWN_TEXT, TypeChecker, type_checker

KEY_LENGTH: Final = 255
MOLDOVA_LATITUDES: Final = (45.4, 48.5)
MOLDOVA_LONGITUDES: Final = (26.6, 30.2)

_ADDRESS: Final = re.compile(
    r"https?://(?:[^\s/?#@]*@)?(?:[\w.-]+|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?(?:[/?#]\S*)?\Z", re.IGNORECASE
)


def check(record: Record, catalogue: Catalogue) -> tuple[Problem, ...]:
    """Everything wrong with one record. For many records make one `Checker`: building it costs milliseconds."""
    return Checker(catalogue)(record)


class Checker:
    """Checks records against one catalogue. Picklable: the typed model is rebuilt on the other side."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._types: TypeChecker | None = None
        self._plausible = load_plausible()
        self._required = tuple(field for field in catalogue.fields.values() if field.required)
        self._photos = tuple(field for field in catalogue.fields.values() if field.kind is Kind.PHOTOS)
        self._coordinates = tuple(field for field in catalogue.fields.values() if field.kind is Kind.COORDINATES)

    def __reduce__(self) -> tuple[type[Checker], tuple[Catalogue]]:
        return Checker, (self._catalogue,)

    def __call__(self, record: Record) -> tuple[Problem, ...]:
        if self._types is None:
            self._types = type_checker(self._catalogue)
        visibility = self._catalogue.visibility
        public = record.get(visibility.field, visibility.default) in visibility.public
        problems = [*self._key(record), *self._types(record)]
        if public:
            problems += self._missing(record)
        for field in self._photos:
            problems += _photos(field, record.get(field.name), public=public)
        faulty = {problem.field for problem in problems}
        problems += self._dependent(record, faulty)
        problems += self._plausible(record, faulty)
        problems += self._not_above(record)
        for field in self._coordinates:
            problems += _outside(field, record.get(field.name))
        return tuple(problems)

    def _key(self, record: Record) -> Iterator[Problem]:
        key = self._catalogue.key
        value = record.get(key)
        field = self._catalogue.fields.get(key)
        if value is None or (isinstance(value, str) and not value.strip()):
            yield Problem(key, ProblemCode.KEY_MISSING)
        elif isinstance(value, str) and len(value) > KEY_LENGTH and (field is None or field.max_length is None):
            yield Problem(key, ProblemCode.TOO_LONG, params={"length": len(value), "limit": KEY_LENGTH})

    def _missing(self, record: Record) -> Iterator[Problem]:
        for field in self._required:
            if field.name not in record and field.kind is not Kind.PHOTOS and field.name != self._catalogue.key:
                yield Problem(field.name, ProblemCode.REQUIRED_MISSING)
        for group in self._catalogue.one_of:
            if not any(name in record for name in group):
                yield Problem(group[0], ProblemCode.ONE_OF_MISSING, params={"fields": ", ".join(group)})

    def _dependent(self, record: Record, faulty: set[str]) -> Iterator[Problem]:
        for rule in self._catalogue.dependent:
            value = record.get(rule.field)
            if not isinstance(value, str) or rule.field in faulty:
                continue
            by = tuple(name for name in map(record.get, rule.by) if isinstance(name, str))
            if len(by) < len(rule.by):
                continue
            allowed = rule.table.get(by)
            if allowed is not None and value not in allowed:
                yield Problem(rule.field, ProblemCode.VALUE_NOT_ALLOWED, params={"text": value[:SHOWN_TEXT]})

    def _not_above(self, record: Record) -> Iterator[Problem]:
        for lower, upper in self._catalogue.not_above:
            low, high = record.get(lower), record.get(upper)
            if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
                yield Problem(lower, ProblemCode.FLOOR_ABOVE_TOTAL, params={"floor": low, "total": high})


def is_photo_address(text: str) -> bool:
    """Whether it is an http(s) address with a host. Whether it opens is not asked (design, section 3)."""
    if _ADDRESS.match(text) is None:
        return False
    return ".." not in text or ".." not in text.partition("://")[2].partition("/")[0]


def _photos(field: Field, value: JsonValue, *, public: bool) -> Iterator[Problem]:
    items = value if isinstance(value, list) else []
    for item in items:
        url = item.get("url") if isinstance(item, dict) else None
        if url is not None and not (isinstance(url, str) and is_photo_address(url)):
            yield Problem(field.name, ProblemCode.PHOTO_ADDRESS_INVALID, params={"text": str(url)[:SHOWN_TEXT]})
    if public and field.required and len(items) < (field.min_length or 1):
        limit = field.min_length or 1
        yield Problem(field.name, ProblemCode.TOO_FEW_PHOTOS, params={"length": len(items), "limit": limit})
    if field.max_length is not None and len(items) > field.max_length:
        # for a draft, too: the portal takes no listing with more, whatever its status (API reference, section 7)
        params = {"length": len(items), "limit": field.max_length}
        yield Problem(field.name, ProblemCode.TOO_MANY_PHOTOS, params=params)


def _outside(field: Field, value: JsonValue) -> Iterator[Problem]:
    if not isinstance(value, dict):
        return
    lat, lng = value.get("lat"), value.get("lng")
    if not isinstance(lat, int | float) or not isinstance(lng, int | float) or abs(lat) > 90 or abs(lng) > 180:
        return
    inside = (
        MOLDOVA_LATITUDES[0] <= lat <= MOLDOVA_LATITUDES[1] and MOLDOVA_LONGITUDES[0] <= lng <= MOLDOVA_LONGITUDES[1]
    )
    if not inside:
        params = {"text": f"{lat}, {lng}"}
        yield Problem(field.name, ProblemCode.COORDINATES_OUTSIDE, Severity.WARNING, params)
