"""What a destination accepts, as data: the wizard, the mapping, the checks and the repair table are driven by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias

JsonValue: TypeAlias = "str | int | float | bool | list[JsonValue] | dict[str, JsonValue] | None"
ANY: Final = "*"
"""In the table of a `Derived`: whatever the value."""
AGENT_ID: Final = "externalUserId"
AGENT_NUMBER: Final = "id"
"""The keys in the value of a field of Kind.AGENT."""
Record: TypeAlias = dict[str, JsonValue]
"""One listing in the portal's own shape, e.g. `{"externalId": "CN-1", "propertyCoordinates": {"lat": …, "lng": …}}`."""


class Kind(StrEnum):
    """How the value of a field looks; decides parsing, checking and the editor in the repair table."""

    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    CHOICE = "choice"
    BOOLEAN = "boolean"
    COORDINATES = "coordinates"  # {"lat": number, "lng": number}, degrees
    PHOTOS = "photos"  # [{"url": …, "externalFileId": …}]
    AGENT = "agent"  # {AGENT_ID: our id, or what the file says}, and with AGENT_NUMBER the service's own
    UNKNOWN = "unknown"  # only the live schema names it: passed on as text


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record. Limits are inclusive; lengths count characters (TEXT) or items (PHOTOS)."""

    name: str
    kind: Kind
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    unit: str | None = None
    required: bool = False  # for a public status only: drafts may be incomplete (API reference, section 3)
    built_in: bool = True  # False: known from the live schema only, shown with its technical name


@dataclass(frozen=True, slots=True)
class DependentChoices:
    """The choices of `field` for each combination of the values of `by`; a missing combination means: any."""

    field: str
    by: tuple[str, ...]
    table: Mapping[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Derived:
    """`field` follows from the value of `source` where the record does not say it (apartment → residential).

    The key ANY stands for every value of `source` (a number of rooms → the size is a custom value).
    """

    field: str
    source: str
    table: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Visibility:
    """Which field says whether a listing is public, and with which values. `until_public` are those that a listing can
    not go back to once it had another; by one of `over` somebody said that it is not on offer any more."""

    field: str
    default: str
    hidden: str
    shown: str  # what brings a hidden listing back
    public: frozenset[str]
    until_public: frozenset[str] = frozenset()
    over: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The fields of one kind of record. `live` tells whether the service's own schema was laid over the built-in copy."""

    key: str
    fields: Mapping[str, Field]
    visibility: Visibility
    one_of: tuple[tuple[str, ...], ...] = ()  # of each group, one is required for a public status
    not_above: tuple[tuple[str, str], ...] = ()  # (floor number, floors in all): first may not exceed second
    dependent: tuple[DependentChoices, ...] = ()
    derived: tuple[Derived, ...] = ()
    live: bool = False
    notes: tuple[str, ...] = field(default=())  # keys of the live answer that were kept but not understood
