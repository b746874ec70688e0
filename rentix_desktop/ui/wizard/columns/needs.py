"""What publishing still needs: fields without a column and without a value, and values that hold for all rows. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rentix_desktop.catalog.fields import Kind
from rentix_desktop.mapping import roles
from rentix_desktop.mapping.decide import missing_fields, with_constant
from rentix_desktop.mapping.model import ReasonCode, Target
from rentix_desktop.mapping.vocabulary import Vocabulary
from rentix_desktop.sheets.profile import ColumnProfile
from rentix_desktop.ui.wizard.understanding import Understanding


@dataclass(frozen=True, slots=True)
class Needed:
    """A field that gets one value for all rows without one. `rows` = how many those are, None = all of them, or it is
    not known. `typed` False: it cannot be one value for all (photos, the code)."""

    field: str
    value: str | None = None
    rows: int | None = None
    typed: bool = True
    own: bool = False  # the person added it


def needed(known: Understanding, added: Sequence[str] = ()) -> tuple[Needed, ...]:
    """What publishing still needs, what is set for all rows, and what the person added."""
    catalogue, constants = known.catalogue, known.suggestion.constants
    bare = _without_currency(known)
    found: dict[str, Needed] = {}
    for name in missing_fields(replace(known.mapping, constants=()), catalogue):
        if name == catalogue.key or (name == roles.CURRENCY and bare == 0 and name not in constants):
            continue  # the code is settled beside; all prices say their currency
        found[name] = _needed(known, name, rows=bare if name == roles.CURRENCY else None)
    for derived in catalogue.derived:
        if derived.source in found and derived.field in found and derived.field not in constants:
            del found[derived.field]  # it follows
    for name in (*constants, *added):
        if name in catalogue.fields and name not in found:
            found[name] = replace(_needed(known, name), own=True)
    status = catalogue.visibility.field
    if status not in found and not any(column.target == status for column in known.suggestion.columns):
        found[status] = _needed(known, status)
    elif status in found:
        found[status] = replace(found.pop(status), own=any(c.target == status for c in known.suggestion.columns))
    return tuple(found.values())


def _needed(known: Understanding, name: str, rows: int | None = None) -> Needed:
    field = known.catalogue.fields.get(name)
    no_one_value = (Kind.PHOTOS, Kind.AGENT, Kind.COORDINATES)
    typed = field is not None and field.kind not in no_one_value and name != known.catalogue.key
    return Needed(name, known.suggestion.constants.get(name), rows, typed)


def _without_currency(known: Understanding) -> int | None:
    """How many prices say no currency; None = all of them, or too many different ones to be counted."""
    prices = [column for column in known.suggestion.columns if column.target == roles.PRICE]
    if not prices:
        return None
    counted = [
        # of several prices each may say its currency in its header
        0
        if len(prices) > 1 and known.words.currency(column.header)
        else _bare(known.profile.columns[column.index], known.words)
        for column in prices
    ]
    return None if None in counted else sum(rows for rows in counted if rows is not None)


_counted: list[tuple[ColumnProfile, int | None]] = []
"""The last columns counted: asked at every decision, and a profile cannot be hashed."""


def _bare(profile: ColumnProfile, words: Vocabulary) -> int | None:
    for other, rows in _counted:
        if other is profile:
            return rows
    bare = sum(count for text, count in profile.distinct.items() if not _says_currency(words, text))
    rows = None if bare == profile.filled and bare else bare
    if not profile.complete:
        rows = 0 if bare == 0 else None
    _counted[:] = [(profile, rows), *_counted[:3]]
    return rows


def lacking(known: Understanding) -> tuple[Needed, ...]:
    """What publishing still needs and nothing says yet: the code first. Whether the listings go as drafts is a choice,
    not something missing."""
    status = known.catalogue.visibility.field
    found = tuple(each for each in needed(known) if each.value is None and not each.own and each.field != status)
    return found if known.suggestion.key else (Needed(known.catalogue.key, typed=False), *found)


def go_as_drafts(known: Understanding) -> bool:
    """Whether nothing says of the listings that they are to be public."""
    status = known.catalogue.visibility.field
    said = any(column.target == status for column in known.suggestion.columns)
    return not said and status not in known.suggestion.constants


def unused_columns(known: Understanding) -> tuple[int, ...]:
    """The columns that could still be given a meaning: not used, not empty, not private; those that look as if they
    were written for colleagues are chosen in the table only."""
    return tuple(
        column.index
        for column in known.suggestion.columns
        if column.target is None
        and column.index not in known.suggestion.key
        and known.profile.columns[column.index].filled
        and not any(reason.code is ReasonCode.PRIVATE for reason in column.reasons)
    )


@lru_cache(maxsize=8192)
def _says_currency(words: Vocabulary, text: str) -> bool:
    return words.currency(text) is not None


def price_says_currency(known: Understanding, index: int) -> bool:
    """Whether most prices of a column stand with their currency."""
    samples = known.profile.columns[index].samples
    return bool(samples) and sum(_says_currency(known.words, text) for text in samples) * 2 > len(samples)


def addable(known: Understanding, shown: Sequence[str]) -> tuple[str, ...]:
    """Fields that have no column and are not shown yet: the person may give them one value for all rows."""
    filled = {(column.target or "").partition(".")[0] for column in known.suggestion.columns}
    if any(column.target == Target.FLOOR for column in known.suggestion.columns):
        filled |= {roles.FLOOR_NUMBER, roles.FLOORS_TOTAL}
    return tuple(
        name for name in known.catalogue.fields if name not in filled | set(shown) and _needed(known, name).typed
    )


def with_constant_of(known: Understanding, field: str, value: str | None) -> Understanding:
    return replace(known, suggestion=with_constant(known.suggestion, field, value, known.catalogue))
