"""Lays the live answer of `/reference/schema/base` over the built-in catalogue (API reference, section 2.8).

The answer is only half documented, so anything may be in it: what is understood is taken, what is not is noted by its
key, what is malformed is left as built in. Never raises.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from rentix_desktop.catalog.fields import Catalogue, DependentChoices, Derived, Field, JsonValue, Kind
from rentix_desktop.destinations.rentix.catalogue import SET_BY_THE_SERVICE, type_of_subtype

_NAME: Final = re.compile(r"[A-Za-z_][\w.-]{0,99}", re.ASCII)
_MOST_NEW_FIELDS: Final = 300
_MOST_CHOICES: Final = 2000
_LONGEST_CHOICE: Final = 200
_MOST_NOTES: Final = 100
_DEEPEST: Final = 5

_SAME_AS: Final = {"fileIds": "files", "photos": "files", "images": "files", "userId": "user"}
"""Names the schema uses for what is written under another one (section 10, contradictions 3 and 10)."""
_NOT_WRITTEN: Final = frozenset({"id", "op", "publicUrl", "createdAt", "updatedAt", "lastSyncedAt"})
_KINDS: Final = {
    "string": Kind.TEXT,
    "text": Kind.TEXT,
    "number": Kind.NUMBER,
    "float": Kind.NUMBER,
    "integer": Kind.INTEGER,
    "int": Kind.INTEGER,
    "boolean": Kind.BOOLEAN,
    "bool": Kind.BOOLEAN,
}
_SUBTYPE: Final = "propertySecondaryType"


def overlay(live: JsonValue, built_in: Catalogue) -> Catalogue:
    """The built-in catalogue with what `live` says; `built_in` itself (live=False) where it says nothing."""
    if not isinstance(live, dict):
        return built_in
    laid = _Overlay(built_in)
    for key, value in live.items():
        if not laid.take(key, value):
            laid.notes.append(key[:100])
    return laid.result() if laid.understood else built_in


class _Overlay:
    """The catalogue while the answer is laid over it, key by key. `understood` = something of it was taken."""

    def __init__(self, built_in: Catalogue) -> None:
        self._built_in = built_in
        self._fields: dict[str, Field] = dict(built_in.fields)
        self._subtypes = next(each for each in built_in.dependent if each.field == _SUBTYPE)
        self.understood = False
        self.notes: list[str] = []

    def take(self, key: str, value: JsonValue) -> bool:
        """Whether anything of this key was understood."""
        folded = key.lower()
        if folded == "formfields":
            taken = self._take_fields(value)
        elif folded.startswith("constraint"):
            taken = self._take_constraints(value)
        elif folded in ("required", "requiredfields"):
            taken = self._take_required(value)
        else:
            taken = self._take_choices(key, value)
        self.understood = self.understood or taken
        return taken

    def result(self) -> Catalogue:
        return replace(
            self._built_in,
            fields=self._fields,
            dependent=(self._subtypes,),
            derived=tuple(self._derived()),
            live=True,
            notes=tuple(self.notes[:_MOST_NOTES]),
        )

    # the parts of the answer ------------------------------------------------------------------------------------------
    def _take_fields(self, value: JsonValue) -> bool:
        """Names, or objects with a name (the list's form is seen with names only)."""
        if not isinstance(value, list):
            return False
        taken = False
        for item in value:
            described = item if isinstance(item, dict) else {}
            name = item if isinstance(item, str) else _first_text(described, "name", "field", "key")
            field = self._field(name)
            if field is not None:
                taken = True
                self._fields[field.name] = _described(field, described)
        return taken

    def _take_constraints(self, value: JsonValue) -> bool:
        if not isinstance(value, dict):
            return False
        taken = False
        for name, described in value.items():
            field = self._field(name) if isinstance(described, dict) else None
            if field is None or not isinstance(described, dict):
                self.notes.append(name[:100])
                continue
            taken = True
            self._fields[field.name] = _described(field, described)
        return taken

    def _take_required(self, value: JsonValue) -> bool:
        fields = [self._field(name) for name in value if isinstance(name, str)] if isinstance(value, list) else []
        for field in fields:
            if field is not None:
                self._fields[field.name] = replace(field, required=True)
        return any(field is not None for field in fields)

    def _take_choices(self, key: str, value: JsonValue) -> bool:
        choices = _choices(value)
        if not choices or _NAME.fullmatch(key) is None or key in _NOT_WRITTEN:
            return False
        known = self._fields.get(_SAME_AS.get(key, key))
        if known is not None and known.kind not in (Kind.CHOICE, Kind.UNKNOWN):
            return False
        if key == self._built_in.visibility.field:
            choices = tuple(choice for choice in choices if choice not in SET_BY_THE_SERVICE)
        if key == _SUBTYPE:
            self._subtypes = _merged(self._subtypes, value, choices)
            choices = tuple(dict.fromkeys(each for values in self._subtypes.table.values() for each in values))
        field = known or self._field(key)
        if field is None or not choices:
            return False
        self._fields[field.name] = replace(field, kind=Kind.CHOICE, choices=choices)
        return True

    def _field(self, name: str | None) -> Field | None:
        """The field of that name, a new one where it is unknown; None where it is no field that is written."""
        if name is None or _NAME.fullmatch(name) is None or name in _NOT_WRITTEN:
            return None
        name = _SAME_AS.get(name, name)
        if name not in self._fields:
            if len(self._fields) >= len(self._built_in.fields) + _MOST_NEW_FIELDS:
                return None
            self._fields[name] = Field(name, Kind.UNKNOWN, built_in=False)
        return self._fields[name]

    def _derived(self) -> Iterator[Derived]:
        """What follows from another field still must be a value the live lists allow."""
        for each in self._built_in.derived:
            made = type_of_subtype(self._subtypes) if each.source == _SUBTYPE else each
            allowed = self._fields[made.field].choices
            table = {value: target for value, target in made.table.items() if target in allowed}
            if table:
                yield replace(made, table=table)


# choices --------------------------------------------------------------------------------------------------------------
def _choices(value: Any) -> tuple[str, ...]:
    """Every text in a list, or in lists by type; an object in a list speaks by its `value`. () = no list of texts."""
    return tuple(dict.fromkeys(_texts(value, 0)))[:_MOST_CHOICES]


def _texts(value: Any, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        for inner in value.values():
            if isinstance(inner, (dict, list)):
                yield from _texts(inner, depth + 1)
    elif isinstance(value, list):
        for item in value:
            text = _first_text(item, "value", "id", "key", "code", "name") if isinstance(item, dict) else item
            if isinstance(text, str) and 0 < len(text.strip()) <= _LONGEST_CHOICE:
                yield text.strip()


def _merged(built_in: DependentChoices, value: JsonValue, choices: tuple[str, ...]) -> DependentChoices:
    """The live lists in the place of the built-in ones of the same combination: transaction → property type → list,
    property type → list for every transaction, or one list for all (then what is new in it may stand anywhere)."""
    table = dict(built_in.table)
    if isinstance(value, list):
        known = {each for values in table.values() for each in values}
        new = tuple(choice for choice in choices if choice not in known)
        kept = {by: tuple(each for each in values if each in choices) for by, values in table.items()}
        return replace(built_in, table={by: (*values, *new) for by, values in kept.items()})
    deals = tuple(dict.fromkeys(by[0] for by in table))
    for outer, inner in value.items() if isinstance(value, dict) else ():
        table.update({by: values for by, values in _combinations(outer, inner, deals) if values})
    return replace(built_in, table=table)


def _combinations(
    outer: str, inner: JsonValue, deals: tuple[str, ...]
) -> Iterator[tuple[tuple[str, str], tuple[str, ...]]]:
    if isinstance(inner, list):
        for deal in deals:
            yield (deal, outer), _choices(inner)
    elif isinstance(inner, dict):
        for kind, values in inner.items():
            yield (outer, kind), _choices(values)


# constraints ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Range:
    low: float | None
    high: float | None

    @property
    def sane(self) -> bool:
        return self.low is None or self.high is None or self.low <= self.high


def _described(field: Field, said: Mapping[str, Any]) -> Field:
    """The field with the limits, the kind and the need that a description of it gives; the names are guessed, the
    documentation was cut before them."""
    said = {key.lower().replace("_", "").replace("-", ""): value for key, value in said.items()}
    kind = _first_text(said, "type", "kind")
    if field.kind is Kind.UNKNOWN and kind is not None:
        field = replace(field, kind=_KINDS.get(kind.lower(), Kind.UNKNOWN))
    choices = next(
        (found for key in ("enum", "options", "values", "choices") if (found := _choices(said.get(key)))), ()
    )
    if choices and field.kind in (Kind.CHOICE, Kind.UNKNOWN, Kind.TEXT) and field.name != _SUBTYPE:
        field = replace(field, kind=Kind.CHOICE, choices=choices)
    if isinstance(said.get("required"), bool):
        field = replace(field, required=said["required"])
    if isinstance(unit := said.get("unit"), str) and 0 < len(unit) <= 20:
        field = replace(field, unit=unit)
    return _limited(field, said)


def _limited(field: Field, said: Mapping[str, Any]) -> Field:
    plain = _Range(_number(said, "min", "minimum", "minvalue"), _number(said, "max", "maximum", "maxvalue"))
    counted = _Range(
        _number(said, "minlength", "minitems", "mincount"), _number(said, "maxlength", "maxitems", "maxcount")
    )
    if field.kind in (Kind.NUMBER, Kind.INTEGER):
        asked = _Range(
            field.minimum if plain.low is None else plain.low, field.maximum if plain.high is None else plain.high
        )
        return replace(field, minimum=asked.low, maximum=asked.high) if asked.sane else field
    if field.kind not in (Kind.TEXT, Kind.PHOTOS, Kind.UNKNOWN):
        return field
    if field.kind is not Kind.UNKNOWN:  # of one whose kind is not known, "max" may be a number's or a text's
        counted = _Range(
            plain.low if counted.low is None else counted.low, plain.high if counted.high is None else counted.high
        )
    low, high = counted.low, counted.high
    asked = _Range(field.min_length if low is None else low, field.max_length if high is None else high)
    if not asked.sane or (asked.low or 0) < 0 or (asked.high is not None and asked.high < 1):
        return field
    return replace(field, min_length=_whole(asked.low), max_length=_whole(asked.high))


def _number(said: Mapping[str, Any], *keys: str) -> float | None:
    for key in keys:
        value = said.get(key)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e15:
            return value if math.isfinite(value) else None
    return None


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def _first_text(said: Mapping[str, Any], *keys: str) -> str | None:
    return next((said[key] for key in keys if isinstance(said.get(key), str)), None)
