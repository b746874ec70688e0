"""Numbers that are hardly meant: a flat for sale for 62, a telephone number as a price, 5400 m² for a flat.

The ranges are in `resources/plausible.toml`, each with its reason. What is outside of its range is a warning and is never
changed: the portal would take it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from rentix_desktop.catalog.fields import JsonValue, Record
from rentix_desktop.catalog.problems import Problem, ProblemCode, Severity
from rentix_desktop.resources import resource

_CURRENCY: Final = "announcementCurrency"
_PRICE: Final = "announcementValue"
_THOUSAND: Final = 1000
_PHONE: Final = re.compile(r"(?:373|40|380)[2-9]\d{7,8}|0?[67]\d{7}|7[3489]\d{9}")
"""As numbers of Moldova and its neighbours are typed, the zero in front lost or not."""


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers of `field` for records whose fields have one of the values in `when`; prices in EUR."""

    field: str
    low: float
    high: float
    when: Mapping[str, frozenset[JsonValue]]
    thousands: bool = False

    def holds(self, record: Record) -> bool:
        return all(record.get(name) in values for name, values in self.when.items())


class Plausible:
    """The ranges, and which of them holds for records with the same kind and deal. Pure but for that memory."""

    def __init__(self, ranges: Collection[Range], currencies: Mapping[str, float]) -> None:
        self._ranges = tuple(ranges)
        self._currencies = currencies
        self._by = tuple(sorted({name for each in ranges for name in each.when}))
        self._known: dict[tuple[JsonValue, ...], tuple[Range, ...]] = {}

    def __call__(self, record: Record, faulty: Collection[str] = ()) -> Iterator[Problem]:
        """A warning for each number outside of its range; `faulty` fields are in trouble already."""
        for each in self._of(record):
            value = record.get(each.field)
            if isinstance(value, int | float) and not isinstance(value, bool) and each.field not in faulty:
                rate = self._currencies.get(str(record.get(_CURRENCY, "EUR")), 0.0) if each.field == _PRICE else 1.0
                if rate and not each.low * rate <= value <= each.high * rate:
                    yield _problem(each, value, rate)

    def _of(self, record: Record) -> tuple[Range, ...]:
        key = tuple(value if isinstance(value := record.get(name), str) else None for name in self._by)
        known = self._known.get(key)
        if known is None:
            first: dict[str, Range] = {}
            for each in self._ranges:
                if each.holds(record):
                    first.setdefault(each.field, each)
            if len(self._known) > _THOUSAND:
                self._known.clear()
            known = self._known[key] = tuple(first.values())
        return known


def _problem(outside: Range, value: float, rate: float) -> Problem:
    low, high = outside.low * rate, outside.high * rate
    if value < low:
        meant = value * _THOUSAND
        if outside.thousands and low <= meant <= high:
            params = {"value": value, "meant": meant}
            return Problem(outside.field, ProblemCode.THOUSANDS_MEANT, Severity.WARNING, params)
        return Problem(outside.field, ProblemCode.IMPROBABLE_SMALL, Severity.WARNING, {"value": value, "limit": low})
    if outside.field == _PRICE and isinstance(value, int) and _PHONE.fullmatch(str(value)):
        return Problem(outside.field, ProblemCode.PHONE_MEANT, Severity.WARNING, {"value": str(value)})
    return Problem(outside.field, ProblemCode.IMPROBABLE_LARGE, Severity.WARNING, {"value": value, "limit": high})


@cache
def load_plausible() -> Plausible:
    """Reads the table once (about a millisecond)."""
    table: dict[str, Any] = tomllib.loads(resource("plausible.toml").read_text("utf-8"))
    ranges = [
        Range(
            each["field"],
            each["low"],
            each["high"],
            {name: frozenset(values) for name, values in each.get("when", {}).items()},
            each.get("thousands", False),
        )
        for each in table["range"]
    ]
    return Plausible(ranges, table["currencies"])
