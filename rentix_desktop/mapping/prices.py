"""Prices of several columns: one for sale and one for rent. Which of them is the price of a row, its deal says; where
nothing says the deal, the one that is filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rentix_desktop.catalog.fields import JsonValue
from rentix_desktop.catalog.problems import Problem, ProblemCode
from rentix_desktop.mapping import roles
from rentix_desktop.mapping.model import ColumnMapping, Suggestion
from rentix_desktop.mapping.readers import NOTHING, Reading
from rentix_desktop.mapping.vocabulary import Vocabulary


def deals_of(headers: Sequence[str], words: Vocabulary) -> tuple[str | None, ...]:
    """The deal that each header of a price is for; () where they do not tell the prices apart."""
    deals = tuple(words.deal(header) for header in headers)
    return deals if len({deal for deal in deals if deal is not None}) > 1 else ()


def price_deals(mapping: ColumnMapping, words: Vocabulary) -> dict[int, str | None]:
    """Index of each price column → its deal, where there are several of them; else empty."""
    indices = [index for index, target in mapping.columns if target == roles.PRICE]
    if len(indices) < 2:
        return {}
    headers = [mapping.headers[index] if index < len(mapping.headers) else "" for index in indices]
    return dict(zip(indices, deals_of(headers, words) or (None,) * len(indices), strict=True))


def deal_of_column(suggestion: Suggestion, index: int, words: Vocabulary) -> str | None:
    """The deal that one of several columns of prices is for; None for a price that stands alone."""
    prices = [column for column in suggestion.columns if column.target == roles.PRICE]
    deals = deals_of([column.header for column in prices], words)
    return next((deal for column, deal in zip(prices, deals, strict=False) if column.index == index), None)


@dataclass(frozen=True, slots=True)
class Priced:
    """The price of a row: what its cell says, whose column it is, and the deal that follows from it."""

    reading: Reading = NOTHING
    column: int | None = None
    deal: str | None = None


def priced(readings: Sequence[tuple[int, str | None, Reading]], deal: JsonValue) -> Priced:
    """The price among those of a row, each with its column and the deal that it is for (None = any). `deal` is that of
    the row, None where nothing says it."""
    if deal is not None:
        own = [each for each in readings if each[1] == deal] or [each for each in readings if each[1] is None]
        filled = next((each for each in own if each[2] != NOTHING), None)
        if filled is None:
            return Priced(column=own[0][0] if own else None)
        return Priced(filled[2], filled[0])
    found = [each for each in readings if any(name == roles.PRICE for name, _ in each[2].fields)]
    if len(found) == 1:
        column, of, reading = found[0]
        return Priced(reading, column, of)
    if not found:
        # what was wrong with them; "VÂNDUT" in the place of the price for sale says the deal all the same
        said = [each for each in readings if each[2] != NOTHING]
        return Priced(said[0][2], said[0][0], said[0][1] if len(said) == 1 else None) if said else Priced()
    amounts = " / ".join(str(dict(reading.fields)[roles.PRICE]) for _, _, reading in found)
    several = Problem(roles.DEAL, ProblemCode.DEAL_NOT_SAID, params={"text": amounts})
    return Priced(Reading(problems=(several,)))
