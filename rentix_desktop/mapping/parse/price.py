"""Prices: an amount, with the currency and the pay period where the text says them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from rentix_desktop.mapping.parse.numbers import Three, first_number, tidy, to_number
from rentix_desktop.mapping.vocabulary import Vocabulary

_TO: Final = re.compile(
    r"[^\W\d_]{0,5}[\s.€$]{0,3}(?:[-–—]|\.{2,3}|…|\b(?:до|to|по|до|până la|pana la|la)\b)\s{0,2}[€$]?\s?\d[\d\s.,]{0,14}"
)
"""What stands between the first number of a range and what is said of both."""


@dataclass(frozen=True, slots=True)
class Price:
    """`currency` is an ISO code as written, whether the portal takes it or not. Of "from 50 to 60" it is the first, and
    `is_range` says so. `plain`: nothing in the text says thousands or millions."""

    amount: int | float
    currency: str | None = None
    period: str | None = None
    is_range: bool = field(default=False, compare=False)
    plain: bool = field(default=True, compare=False)


def in_factor(amount: int | float, factor: int) -> int | float:
    """An amount under a header that says thousands or millions; one that is too large for that was written in full."""
    return tidy(round(float(amount) * factor, 2)) if factor != 1 and amount < 10_000_000 / factor else amount


def read_price(text: str, words: Vocabulary) -> Price | None:
    """None where there is no amount, or where it is a price of one square metre."""
    found = first_number(text, Three.THOUSANDS)
    if found is None:
        return None
    said = _said(text[: found.start], text[found.end :], words)
    if said is None:
        return None
    amount = found.value
    if said.factor != 1:
        # "1.200 mii" is never meant: before a factor a point is a decimal point
        plain = to_number(text[found.start : found.end], Three.DECIMALS)
        amount = tidy(round(float(plain or 0) * said.factor, 2))
    return Price(amount, said.currency, said.period, said.is_range, said.factor == 1)


@dataclass(frozen=True, slots=True)
class _Said:
    factor: int
    currency: str | None
    period: str | None
    is_range: bool


@lru_cache(maxsize=4096)
def _said(before: str, after: str, words: Vocabulary) -> _Said | None:
    """What stands around the amount: mostly the same in a whole column. None for a price of one square metre."""
    rest = after.casefold()
    if words.area_pattern.search(rest):
        return None
    # "120-130 mii": the factor behind the second number is meant for both
    to = _TO.match(rest)
    factor = words.factor_pattern.match(rest, to.end() if to else 0)
    number = words.factors[factor.group().strip(" \u00a0.")] if factor else 1
    around = f"{before.casefold()} {rest}"
    return _Said(number, words.currency(around), words.period(around), to is not None)
