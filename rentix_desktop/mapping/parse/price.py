"""Prices: an amount, with the currency and the pay period where the text says them."""

from __future__ import annotations

from dataclasses import dataclass

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
    rest = text.casefold()
    if words.area_pattern.search(rest, found.end):
        return None
    amount = found.value
    factor = words.factor_pattern.match(rest, found.end)
    if factor:
        # "1.200 mii" is never meant: before a factor a point is a decimal point
        plain = to_number(text[found.start : found.end], Three.DECIMALS)
        amount = tidy(round(float(plain or 0) * words.factors[factor.group().strip(" \u00a0.")], 2))
    return Price(amount, words.currency(rest), words.period(rest))
