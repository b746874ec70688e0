"""From suggestion to decision: what a person or the command line changes, and what still keeps a file from being sent."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.mapping import roles
from rentix_desktop.mapping.decisions import ValueDecision, with_values
from rentix_desktop.mapping.model import (
    ColumnMapping,
    ColumnSuggestion,
    Level,
    Reason,
    ReasonCode,
    Standing,
    Suggestion,
    Target,
    ValueSuggestion,
)
from rentix_desktop.mapping.prices import deals_of, price_deals
from rentix_desktop.mapping.suggest import column_values, key_doubt, takes_many
from rentix_desktop.mapping.text import fold, fold_header
from rentix_desktop.mapping.vocabulary import Vocabulary, load_vocabulary
from rentix_desktop.sheets.profile import TableProfile
from rentix_desktop.sheets.table import column_names

_STANDINGS: Final = frozenset(standing.value for standing in Standing)
_NOTHING: Final = frozenset({"", "-", "none", "null"})
_TAKEN_APART: Final = frozenset("+=\"'\\$`!%\n\t")
"""What a shell, or an option of ours, takes apart."""
_BY_INDEX: Final = re.compile(r"#(\d+)")
_FILLS: Final[Mapping[str, tuple[str, ...]]] = {
    Target.FLOOR: (roles.FLOOR_NUMBER, roles.FLOORS_TOTAL),
    Target.ADDRESS_PART: (roles.ADDRESS,),
}


@dataclass(frozen=True, slots=True)
class Decisions:
    """What the console was told, as it was written: `--map`, `--set`, `--value`, `--key`."""

    maps: Sequence[str] = ()
    sets: Sequence[str] = ()
    values: Sequence[str] = ()
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that must be settled before a file is sent; `option` is what settles it on the command line."""

    code: Code
    option: str
    columns: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()

    def error(self) -> AppError:
        """The refusal of `plan` and `upload` (exit 2)."""
        return AppError(self.code, Cause.USAGE, option=self.option, columns=", ".join(self.columns))


def targets(catalogue: Catalogue) -> tuple[str, ...]:
    """Every target a column may be given: the fields, then the compound ones that the catalogue has fields for."""
    compound = [
        target.value
        for target in Target
        if target not in catalogue.fields
        and (roles.FLOOR_NUMBER if target is Target.FLOOR else target.partition(".")[0]) in catalogue.fields
    ]
    return (*catalogue.fields, *compound)


def mapping_of(suggestion: Suggestion) -> ColumnMapping:
    """The suggestion taken as it stands: doubtful columns and values too, for nothing is sent while there are doubts.

    States that are not confirmed never make a listing public: `ValueSuggestion.taken`.
    """
    columns = tuple((column.index, column.target) for column in suggestion.columns if column.target is not None)
    values = tuple(
        ((value.field, fold(value.value)), value.taken)
        for value in suggestion.values
        if value.level is not Level.NONE or value.confidence > 0
    )
    rulings = tuple(((ruling.field, ruling.standing.value), ruling.value) for ruling in suggestion.rulings)
    return ColumnMapping(
        columns=columns,
        key=suggestion.key,
        values=(*values, *rulings),
        constants=tuple(suggestion.constants.items()),
        headers=tuple(column.header for column in suggestion.columns),
        factor=suggestion.factor,
    )


def with_target(
    suggestion: Suggestion,
    index: int,
    target: str | None,
    profile: TableProfile,
    catalogue: Catalogue,
    words: Vocabulary,
) -> Suggestion:
    """A column gets another target (None = not used) by a person's word: it is sure then. Its values are suggested
    anew; another column that had the target loses it where only one may have it."""
    if not 0 <= index < len(suggestion.columns):
        raise _wrong("--map", f"#{index}")
    if target is not None and target not in targets(catalogue):
        raise _wrong("--map", target)
    columns = [
        _lost(column, suggestion.columns[index])
        if column.index != index
        and column.target == target
        and target is not None
        and not takes_many(target, catalogue)
        and not (target == roles.PRICE and deals_of((column.header, suggestion.columns[index].header), words))
        else column
        for column in suggestion.columns
    ]
    chosen = (Reason(ReasonCode.CHOSEN),)
    level = Level.SURE if target is not None else Level.NONE
    columns[index] = replace(columns[index], target=target, confidence=1.0, level=level, reasons=chosen)
    key = tuple(column.index for column in columns if column.target == catalogue.key)
    if suggestion.key and len(suggestion.key) > 1 and not key:
        key = suggestion.key  # a key of several columns stays when another column is given another meaning
    if target == catalogue.key:
        reasons = (*chosen, key_doubt(profile.columns[index], profile.rows))
        columns[index] = replace(columns[index], reasons=reasons)
    again = _values_again(tuple(columns), suggestion, profile, catalogue, words)
    return replace(suggestion, columns=tuple(columns), values=again, key=key)


def with_value(suggestion: Suggestion, field: str, text: str, value: str | None, catalogue: Catalogue) -> Suggestion:
    """A cell text of a field with fixed values, or a Standing, means this (None = leave the field empty, LEAVE_OUT = leave
    its rows out), by a person's word."""
    folded = text if text in _STANDINGS else fold(text)
    return with_values(suggestion, [ValueDecision(field, folded, value)], catalogue)


def with_constant(suggestion: Suggestion, field: str, value: str | None, catalogue: Catalogue) -> Suggestion:
    """A value for every row that has none of its own; None takes it away."""
    known = catalogue.fields.get(field)
    if known is None or field == catalogue.key or (value is not None and known.choices and value not in known.choices):
        raise _wrong("--set", f"{field}={value}")
    constants = {name: text for name, text in suggestion.constants.items() if name != field}
    return replace(suggestion, constants=constants if value is None else {**constants, field: value})


def with_key(suggestion: Suggestion, indices: Sequence[int], profile: TableProfile, catalogue: Catalogue) -> Suggestion:
    """The columns whose texts, joined by "-", are the code of a listing, by a person's word."""
    columns = [
        replace(c, target=None, confidence=0.0, level=Level.NONE, reasons=())
        if c.target == catalogue.key and c.index not in indices
        else c
        for c in suggestion.columns
    ]
    if len(indices) == 1:
        index = indices[0]
        reasons = (Reason(ReasonCode.CHOSEN), key_doubt(profile.columns[index], profile.rows))
        columns[index] = replace(
            columns[index], target=catalogue.key, confidence=1.0, level=Level.SURE, reasons=reasons
        )
    return replace(suggestion, columns=tuple(columns), key=tuple(indices))


def decide(
    suggestion: Suggestion, decisions: Decisions, profile: TableProfile, catalogue: Catalogue, words: Vocabulary
) -> Suggestion:
    """Lays what the command line said over a suggestion.

    Raises AppError WRONG_USAGE (params option, text) for a column, a field or a value that is not there.
    """
    for text in decisions.maps:
        header, target = _split(text, "--map")
        index = find_column(suggestion.columns, header, "--map")
        wanted = None if target.casefold() in _NOTHING else target
        suggestion = with_target(suggestion, index, wanted, profile, catalogue, words)
    for text in decisions.sets:
        field, _, value = text.partition("=")
        if "=" not in text:
            raise _wrong("--set", text)
        suggestion = with_constant(suggestion, field.strip(), value.strip() or None, catalogue)
    for text in decisions.values:
        left, value = _split(text, "--value")
        field, colon, cell = left.partition(":")
        if not colon:
            raise _wrong("--value", text)
        wanted = None if value.casefold() in _NOTHING else value
        suggestion = with_value(suggestion, field.strip(), cell.strip(), wanted, catalogue)
    if decisions.key:
        suggestion = with_key(suggestion, _key_columns(suggestion.columns, decisions.key), profile, catalogue)
    return suggestion


def find_column(columns: Sequence[ColumnSuggestion], text: str, option: str) -> int:
    """The index of a column named by its header, "#3", or the name shown for it ("Preț (2)").

    The text as it is goes before the folded one. Raises AppError WRONG_USAGE where none or several are meant.
    """
    wanted = text.strip()
    by_index = _BY_INDEX.fullmatch(wanted)
    headers = [column.header.strip() for column in columns]
    shown = column_names(headers)
    folded = [fold_header(header) for header in headers]
    for found in (
        [index for index, header in enumerate(headers) if header == wanted and wanted],
        [int(by_index.group(1))] if by_index and int(by_index.group(1)) < len(columns) else [],
        [index for index, name in enumerate(shown) if name == wanted],
        [index for index, name in enumerate(folded) if name == fold_header(wanted) and name],
    ):
        if len(found) > 1:
            break  # "Preț" of two columns "Preț": the second is named "Preț (2)", the first by its index
        if found:
            return found[0]
    raise _wrong(option, text)


def option_name(columns: Sequence[ColumnSuggestion], index: int) -> str:
    """How a column is named in an option that can be copied into a shell: by its name, or by its index ("#3") where
    the name would be taken apart or mean another column."""
    name = column_names([column.header for column in columns])[index]
    if _TAKEN_APART.isdisjoint(name):
        with contextlib.suppress(AppError):
            if find_column(columns, name, "--key") == index:
                return name
    return f"#{index}"


def doubts(
    suggestion: Suggestion, profile: TableProfile, catalogue: Catalogue, proposed: Sequence[int] = ()
) -> tuple[Doubt, ...]:
    """What keeps `plan` and `upload` from going on: a key that is not sure, unique and full; a required column that
    is only probable. `proposed` = columns that could make a key where there is none."""
    found: list[Doubt] = []
    key_reasons = _key_doubts(suggestion, profile)
    if key_reasons is not None:
        names = _names(suggestion, suggestion.key)
        said = "+".join(option_name(suggestion.columns, index) for index in suggestion.key or proposed)
        found.append(Doubt(Code.KEY_COLUMN_NOT_SURE, f'--key "{said or "…"}"', names, key_reasons))
    needed = {field.name for field in catalogue.fields.values() if field.required}
    needed |= {name for group in catalogue.one_of for name in group}
    unsure = [
        column
        for column in suggestion.columns
        if column.target is not None
        and column.level is Level.CHECK
        and needed & set(filled_by(column.target))
        and column.target != catalogue.key
        and profile.columns[column.index].filled  # of an empty one it makes no difference what it is
    ]
    if unsure:
        names = _names(suggestion, [column.index for column in unsure])
        option = f'--map "{option_name(suggestion.columns, unsure[0].index)}={unsure[0].target}"'
        found.append(Doubt(Code.NOT_SURE, option, names, tuple(r for column in unsure for r in column.reasons)))
    return tuple(found)


def missing_fields(mapping: ColumnMapping, catalogue: Catalogue) -> tuple[str, ...]:
    """The fields that no column and no constant fills, and that a public listing needs; of a group where one of several
    is enough, the first. What the cells say besides (a currency beside a price) is not counted as missing."""
    filled = {name for _, target in mapping.columns for name in filled_by(target)}
    filled |= {name for name, _ in mapping.constants} | {field for (field, _), _ in mapping.values}
    if mapping.key:
        filled.add(catalogue.key)
    if any(price_deals(mapping, load_vocabulary()).values()):
        filled.add(roles.DEAL)  # the price that is filled says it
    for derived in catalogue.derived:
        if derived.source in filled:
            filled.add(derived.field)
    missing = [catalogue.key] if catalogue.key not in filled else []
    missing += [field.name for field in catalogue.fields.values() if field.required and field.name not in filled]
    missing += [group[0] for group in catalogue.one_of if not filled & set(group)]
    return tuple(dict.fromkeys(missing))


def filled_by(target: str) -> tuple[str, ...]:
    """The fields that a column with this target fills."""
    return _FILLS.get(target, (target.partition(".")[0],))


def _key_doubts(suggestion: Suggestion, profile: TableProfile) -> tuple[Reason, ...] | None:
    """None where the key is sure, unique and full. Several columns are taken by a person's word only, and whether
    together they are unique shows row by row."""
    if not suggestion.key:
        return ()
    if len(suggestion.key) > 1:
        short = [profile.columns[index] for index in suggestion.key if profile.columns[index].filled < profile.rows]
        return tuple(key_doubt(column, profile.rows) for column in short) or None
    column = suggestion.columns[suggestion.key[0]]
    reason = key_doubt(profile.columns[column.index], profile.rows)
    if column.level is Level.SURE and reason.code is ReasonCode.UNIQUE_AND_FULL:
        return None
    return column.reasons if reason in column.reasons else (*column.reasons, reason)


def _values_again(
    columns: Sequence[ColumnSuggestion],
    suggestion: Suggestion,
    profile: TableProfile,
    catalogue: Catalogue,
    words: Vocabulary,
) -> tuple[ValueSuggestion, ...]:
    """The values of the columns as they are now; what was there already (decided, remembered) is kept as it was.

    Only columns that speak of a field of a changed column are looked at again: of a big file that is the difference
    between at once and a pause.
    """

    def spoken_of(target: str | None) -> set[str]:
        return {target, *words.companions.get(target, ())} if target is not None else set()

    touched = {
        name
        for old, new in zip(suggestion.columns, columns, strict=True)
        if old.target != new.target
        for name in spoken_of(old.target) | spoken_of(new.target)
    }
    before = {(value.field, fold(value.value)): value for value in suggestion.values}
    found = {place: value for place, value in before.items() if place[0] not in touched}
    again = [
        (column.target, column_values(profile.columns[column.index], column.target or "", catalogue, words))
        for column in columns
        if spoken_of(column.target) & touched
    ]
    for own in (True, False):
        for target, values in again:
            for value in values:
                place = (value.field, fold(value.value))
                if (value.field == target) is own and place not in found:
                    found[place] = before.get(place, value)
    return tuple(found.values())


def _lost(column: ColumnSuggestion, other: ColumnSuggestion) -> ColumnSuggestion:
    """Another column got what this one had."""
    taken = Reason(ReasonCode.TAKEN, {"header": other.header, "field": column.target or ""})
    return replace(column, target=None, confidence=0.0, level=Level.NONE, reasons=(taken,))


def _names(suggestion: Suggestion, indices: Sequence[int]) -> tuple[str, ...]:
    shown = column_names([column.header for column in suggestion.columns])
    return tuple(shown[index] for index in indices)


def _key_columns(columns: Sequence[ColumnSuggestion], text: str) -> list[int]:
    """ "A+B", or one header that has a plus in it."""
    try:
        return [find_column(columns, text, "--key")]
    except AppError:
        return [find_column(columns, part, "--key") for part in text.split("+")]


def _split(text: str, option: str) -> tuple[str, str]:
    left, equals, right = text.rpartition("=")
    if not equals or not left.strip():
        raise _wrong(option, text)
    return left.strip(), right.strip()


def _wrong(option: str, text: str) -> AppError:
    return AppError(Code.WRONG_USAGE, Cause.USAGE, option=option, text=f"{option} {text}")
