"""Prices: an amount, with the currency and the pay period where the text says them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rentix_desktop.mapping.parse.numbers import Three, first_number, tidy, to_number
from rentix_desktop.mapping.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Price:
    """`currency` is an ISO code as written, whether the portal takes it or not. Of "from 50 to 60" it is the first."""

    amount: int | float
    currency: str | None = None
    period: str | None = None


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
    return Price(amount, said.currency, said.period)


@dataclass(frozen=True, slots=True)
class _Said:
    factor: int
    currency: str | None
    period: str | None


@lru_cache(maxsize=4096)
def _said(before: str, after: str, words: Vocabulary) -> _Said | None:
    """What stands around the amount: mostly the same in a whole column. None for a price of one square metre."""
    rest = after.casefold()
    if words.area_pattern.search(rest):
        return None
    factor = words.factor_pattern.match(rest)
    number = words.factors[factor.group().strip(" \u00a0.")] if factor else 1
    around = f"{before.casefold()} {rest}"
    return _Said(number, words.currency(around), words.period(around))
