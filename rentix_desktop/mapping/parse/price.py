"""Prices: an amount, with the currency and the pay period where the text says them.

An amount is taken where everything right beside it is understood, or where a currency stands right beside it: "100000
som" is not a price in the currency of the header, and "sunați 069 12 34 56" is none at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Final

from rentix_desktop.mapping import roles
from rentix_desktop.mapping.parse.beside import is_code, leads, level, next_word
from rentix_desktop.mapping.parse.numbers import NUMBER, Three, tidy, to_number
from rentix_desktop.mapping.text import fold, unaccented
from rentix_desktop.mapping.vocabulary import Vocabulary, pattern_of

_TO: Final = re.compile(
    r"\s*(?:-+>?|→|\.{2,3}|…|\b(?:до|to|по|până la|pana la|la|and|и|та|і|și|si)\b)\s*(?=[^\w\s]{0,2}\s?[1-9])"
)
_PER: Final = re.compile(r"[\s(]*(?:/|\b(?:за|pe|per)(?=\s))\s*")
_CLOSED: Final = frozenset(",.;!(+)]*\"'-")  # what may stand behind an amount without saying anything of it
_CLAUSE: Final = re.compile(r"[\s.,;/(]*[^,;(+\d]*")
_AROUND_MARK: Final = " :.(=~-"


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
    """None where there is no amount, where it is a price of one square metre or of one thing that is not understood, and
    where it is not understood what the number is."""
    plain = level(text)
    end = 0
    for match in NUMBER.finditer(plain):
        token, before = match.group(), plain[end : match.start()]
        first, end = end == 0, match.end()
        said = None if token[0] == "-" or is_code(token, before) else _said(before, plain[end:], first, words)
        if said is None:
            continue
        return _price(token, said) if said.factor else None
    return None


def _price(token: str, said: _Said) -> Price | None:
    # "1.200 mii" is never meant: before a factor a point is a decimal point
    amount = to_number(token, Three.THOUSANDS if said.factor == 1 else Three.DECIMALS)
    if amount is None:
        return None
    if said.factor != 1:
        amount = tidy(round(float(amount) * said.factor + said.added, 2))
    return Price(amount, said.currency, said.period, said.is_range, said.factor == 1)


@dataclass(frozen=True, slots=True)
class _Said:
    """`added`: the thousands behind the millions ("1 mln 250 mii")."""

    factor: int
    currency: str | None = None
    period: str | None = None
    is_range: bool = False
    added: int | float = 0


_PER_UNIT: Final = _Said(0)


@dataclass(frozen=True, slots=True)
class _Unit:
    """Factor and currency right behind a number, and where they end."""

    factor: int
    currency: str | None
    end: int


@lru_cache(maxsize=4096)
def _said(before: str, after: str, first: bool, words: Vocabulary) -> _Said | None:
    """What stands around an amount, mostly the same in a whole column; None where it is not understood."""
    unit = _unit(after, 0, words)
    factor, currency, added = unit.factor, unit.currency, 0.0
    if factor == 1_000_000 and (more := NUMBER.match(after, unit.end + 1)):
        thousands = _unit(after, more.end(), words)
        if thousands.factor == 1000:
            added = float(to_number(more.group(), Three.DECIMALS) or 0) * 1000
            currency, unit = currency or thousands.currency, thousands
    to = _TO.match(after, unit.end)
    second = NUMBER.search(after, to.end()) if to else None
    if second:
        # "120-130 mii euro": what is behind the second number is meant for both
        unit = _unit(after, second.end(), words)
        factor, currency = (factor if factor != 1 else unit.factor), currency or unit.currency
    rest = after[unit.end :]
    leading = first and leads(words.currency_pattern.sub(" ", before), roles.PRICE, words)
    currency = currency or (words.currency(before) if leading else _at_the_end(before, words))
    if not leading and (currency is None or not _stands_apart(before, first) or _is_of_another(before, words)):
        return None
    if _is_per_unit(rest, words):
        return _PER_UNIT
    if not _is_understood(rest, currency is not None, words):
        return None
    is_range = second is not None or (currency is not None and _is_said_again(rest, currency, words))
    if currency is None and not any(map(str.isdigit, rest)):
        named = words.all_currencies(rest)
        currency = next(iter(named)) if len(named) == 1 else None
    clause = _CLAUSE.match(rest)
    period = words.period(clause.group() if clause else rest) or words.period(before)
    return _Said(factor, currency, period, is_range, added)


@cache
def _unit_pattern(words: Vocabulary) -> re.Pattern[str]:
    factor, currency = pattern_of(words.factors).pattern, words.currency_pattern.pattern
    behind = pattern_of(words.behind).pattern
    return re.compile(
        rf"(?:[.,]-+)?(?:[ .]*(?:de )?(?P<factor>{factor}))?"
        rf"(?:[ .,]*(?:de )?\(?(?P<currency>{currency})|[ .]*(?P<behind>{behind})(?!\w))?"
    )


def _unit(text: str, position: int, words: Vocabulary) -> _Unit:
    found = _unit_pattern(words).match(text, position)
    if found is None:
        return _Unit(1, None, position)
    factor, currency, behind = found.group("factor", "currency", "behind")
    code = words.currencies[currency] if currency else words.behind[behind] if behind else None
    return _Unit(words.factors[factor] if factor else 1, code, found.end())


def _at_the_end(before: str, words: Vocabulary) -> str | None:
    """The currency right before the number: "€ 45 000"."""
    for found in words.currency_pattern.finditer(before):
        if not before[found.end() :].strip(_AROUND_MARK):
            return words.currencies[found.group()]
    return None


def _stands_apart(before: str, first: bool) -> bool:
    """Whether a number in the middle of a text is one of its own: not the rest of "45 0000 €" or of "3/9 €"."""
    return first or any(sign.isalpha() or sign in ",;€$" for sign in before)


def _is_of_another(before: str, words: Vocabulary) -> bool:
    """Whether the number is said to be a fee, a deposit, a price of before."""
    clause = re.split("[,;]", before.rstrip(" ,;"))[-1] if before.rstrip()[-1:] not in (",", ";") else ""
    return any((word,) in words.private or (word,) in words.ignored for word in fold(clause).split())


def _is_per_unit(rest: str, words: Vocabulary) -> bool:
    """ "900 €/m²"; but "45 000 €, 54 m²" names the area."""
    units = words.area_pattern.finditer(rest)
    return any(not rest[: unit.start()].rstrip()[-1:].isdigit() for unit in units)


def _is_understood(rest: str, has_currency: bool, words: Vocabulary) -> bool:
    """Whether what stands behind amount and currency leaves the amount what it is. "/oră" is a period, "/kg" is not."""
    per = _PER.match(rest)
    if per:
        thing = rest[per.end() :]
        return (
            (has_currency and thing[:1].isdigit())
            or words.period_pattern.match(unaccented(thing)) is not None
            or _is_said(thing, words)
        )
    rest = rest.lstrip()
    if not rest or has_currency:
        return rest[:1] not in ("%", "@")
    if rest[0] in _CLOSED:
        return not rest[1:].lstrip()[:1].isdigit() or rest[0] in ",;(+"
    return rest[0].isalpha() and _is_said(rest, words)


def _is_said(rest: str, words: Vocabulary) -> bool:
    word = fold(next_word(rest))
    known = (words.words["priced"], words.words["about"], words.words["unpriced"], words.periods)
    return any(word in table for table in known) or any(text.startswith(word + " ") for text in words.words["unpriced"])


def _is_said_again(rest: str, currency: str, words: Vocabulary) -> bool:
    """Another amount of the same currency: "50 000 € 45 000 €" is an old price and a new one, in whatever order."""
    return any(_unit(rest, other.end(), words).currency == currency for other in NUMBER.finditer(rest))
