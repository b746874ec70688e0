"""What the columns and cell texts of a file mean: suggestions, decisions, and a row that was read with them.

Targets are the portal's field names, or one of the compound ones in `Target` (design, section 5). None of these types
knows a file format or a service; what fields exist comes from the catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from rentix_desktop.catalog.fields import Record
from rentix_desktop.catalog.problems import Problem, ProblemCode
from rentix_desktop.errors import Param


class Target(StrEnum):
    """Targets that are not a field of their own: they fill one or more fields, or a part of one."""

    FLOOR = "propertyFloor"  # "3/9": floor and floors
    ADDRESS_PART = "propertyAddress.part"  # joined in column order with ", "
    LATITUDE = "propertyCoordinates.lat"
    LONGITUDE = "propertyCoordinates.lng"
    PHOTOS = "files"  # one address, or several in one cell; several columns may have it
    AGENT = "user"


LEAVE_OUT: Final = "#skip"
"""In the place of a portal value: rows with this text are not sent at all (state `skipped`)."""


class Standing(StrEnum):
    """What a text of the state column says of a listing that is not on offer, whatever its words. As a text in a
    decision ("#sold") it stands for all of them: no folded text begins so."""

    SOLD = "#sold"  # or rented out
    RESERVED = "#reserved"
    WITHDRAWN = "#withdrawn"  # taken off, archived, not available


class Level(StrEnum):
    """How sure a suggestion is, as shown. NONE with a target of None means: not used."""

    SURE = "sure"
    CHECK = "check"
    NONE = "none"


class ReasonCode(StrEnum):
    """Why a target was suggested; texts in `rentix_desktop/texts/reasons.py`."""

    HEADER_KNOWN = "header_known"  # params header
    HEADER_SIMILAR = "header_similar"  # params header, word
    VALUES_FIT = "values_fit"  # params fit, count
    VALUES_ONLY = "values_only"  # header says nothing, the values do: params fit, count
    VALUES_DISAGREE = "values_disagree"  # the header says so, the values do not: params fit, count, field
    UNIQUE_AND_FULL = "unique_and_full"  # the key: params count
    NOT_UNIQUE = "not_unique"  # params count of repeated
    NOT_FULL = "not_full"  # params count of empty
    CODES_DAMAGED = "codes_damaged"  # the key: params count, text
    FOR_DEAL = "for_deal"  # one of several prices, used for the listings of one deal: params deal
    FLOORS_FROM_DATES = "floors_from_dates"  # a spreadsheet made dates of the floors: params count, text, floor
    REMEMBERED = "remembered"  # from a layout: params name
    CHOSEN = "chosen"  # the person said so
    UNKNOWN_HEADER = "unknown_header"
    NO_FIELD = "no_field"  # the header is known, and says what the portal has no field for
    PRIVATE = "private"  # clients, fees, notes: not for the public
    TAKEN = "taken"  # another column fits the same field better: params header, field


@dataclass(frozen=True, slots=True)
class Reason:
    code: ReasonCode
    params: MappingOf[str, Param] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ColumnSuggestion:
    """What one column probably means. `samples` are up to three different cell texts."""

    index: int
    header: str
    target: str | None
    confidence: float
    level: Level
    samples: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class ValueSuggestion:
    """What one distinct cell text of a column with fixed values probably means.

    until_confirmed  what is taken while nobody has said that `target` is right: "vândut" proposes completed, which is
                     public, and hides the listing until a person has decided; None = `target`
    decided          a person has said so, in this file or (`remembered`, the day it was said) in another one
    standing         what it says of a listing that is not on offer: decided for all such texts at once, unless a
                     person decides on this one
    """

    field: str
    value: str
    target: str | None
    confidence: float
    level: Level
    count: int
    until_confirmed: str | None = None
    decided: bool = False
    standing: Standing | None = None
    remembered: date | None = None

    @property
    def taken(self) -> str | None:
        """The value that rows are read with as things stand."""
        return self.target if self.level is Level.SURE or self.until_confirmed is None else self.until_confirmed


@dataclass(frozen=True, slots=True)
class Ruling:
    """What becomes of all listings with one standing, by a person's word: a portal value, or LEAVE_OUT. `remembered` =
    the day it was said, where that was before."""

    field: str
    standing: Standing
    value: str | None
    remembered: date | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The whole of what is suggested for a table. `key` holds the column indices that make the externalId."""

    columns: tuple[ColumnSuggestion, ...]
    values: tuple[ValueSuggestion, ...]
    key: tuple[int, ...] = ()
    constants: MappingOf[str, str] = field(default_factory=dict)  # read off the headers: currency in "Price, EUR"
    layout: str | None = None  # the name of the remembered layout it came from
    layout_extra: tuple[str, ...] = ()  # headers that the layout does not know: still to be looked at
    layout_missing: tuple[str, ...] = ()  # headers of the layout that this file does not have
    rulings: tuple[Ruling, ...] = ()
    factor: int = 1  # thousands or millions that all prices are in, as a text above or below the table says

    def ruling(self, standing: Standing | None) -> Ruling | None:
        return next((ruling for ruling in self.rulings if ruling.standing is standing), None)


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Decisions, ready to read rows with. Picklable and hashable by content: it crosses process borders.

    columns    column index → target; columns not named are not used
    values     (field, cell text folded by `mapping.text.fold`, or a Standing) → portal value, None = leave the field
               out, or LEAVE_OUT = leave the row out
    constants  field → value text for every row that has none of its own
    key        column indices whose texts joined by "-" make the externalId
    headers    header texts by index, for naming a column in a problem
    factor     what plain prices are counted in, where neither the header nor the cell says it
    """

    columns: tuple[tuple[int, str], ...]
    key: tuple[int, ...] = ()
    values: tuple[tuple[tuple[str, str], str | None], ...] = ()
    constants: tuple[tuple[str, str], ...] = ()
    headers: tuple[str, ...] = ()
    factor: int = 1


@dataclass(frozen=True, slots=True)
class MappedRow:
    """One row in the portal's shape, with everything that is wrong with it. `record` says what was read."""

    row: int
    sheet_row: int
    record: Record
    problems: tuple[Problem, ...] = ()

    @property
    def left_out(self) -> bool:
        """Whether a person said that such rows are not sent."""
        return any(problem.code is ProblemCode.LEFT_OUT for problem in self.problems)
