"""What is known of a file and decided about it: shared by the columns page and the values page. No Qt.

Every decision returns a new `Understanding`. A column or a value is in doubt until the person, or a remembered layout,
has said what it means; the key column is asked about the first time, however sure it looks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from rentix_desktop.catalog.fields import Catalogue, Kind
from rentix_desktop.mapping import roles
from rentix_desktop.mapping.decide import mapping_of, missing_fields, with_constant, with_key, with_target, with_value
from rentix_desktop.mapping.layout_match import layout_of
from rentix_desktop.mapping.layouts import Layout
from rentix_desktop.mapping.model import (
    ColumnMapping,
    ColumnSuggestion,
    Level,
    MappedRow,
    ReasonCode,
    Suggestion,
    Target,
    ValueSuggestion,
)
from rentix_desktop.mapping.read_row import Mapper
from rentix_desktop.mapping.suggest import suggest, titles_above
from rentix_desktop.mapping.text import fold
from rentix_desktop.mapping.vocabulary import Vocabulary, load_vocabulary
from rentix_desktop.sheets.cells import cell_text
from rentix_desktop.sheets.profile import TableProfile, profile_table
from rentix_desktop.sheets.table import Table
from rentix_desktop.sync.ports import LayoutStore
from rentix_desktop.ui.jobs import Task

NOTE: Final = "understanding"
"""Under which name of `session.notes` it is kept, so that both pages and another language find it again."""

_NUMBERED: Final = re.compile(r"\W*\d+\W*\Z")


Entry = tuple[int, ...]
"""The columns shown in one line: one, or the numbered photo columns that stand side by side."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """`key_settled` = the person or a layout has said which column is the key. `name` = under which it is remembered;
    `used` = the remembered layout it came from. `taken` are the names of other layouts."""

    table: Table
    catalogue: Catalogue
    words: Vocabulary
    profile: TableProfile
    suggestion: Suggestion
    key_settled: bool
    name: str
    taken: frozenset[str] = frozenset()

    @property
    def mapping(self) -> ColumnMapping:
        return mapping_of(self.suggestion)

    @property
    def used(self) -> str | None:
        return self.suggestion.layout

    def column(self, entry: Entry) -> ColumnSuggestion:
        """The first column of an entry speaks for it."""
        return self.suggestion.columns[entry[0]]


# making -----------------------------------------------------------------------------------------------------------------
def study(task: Task[Any], table: Table, catalogue: Catalogue, layouts: LayoutStore) -> Understanding:
    """Looks at every row once, suggests, and finds the layout that is remembered for such a file. For a worker.

    Tells its progress as a fraction. Raises AppError STOPPED.
    """
    words = load_vocabulary()

    def progress(done_rows: int, fraction: float | None) -> bool:
        task.progress((done_rows, fraction))
        return not task.cancelled

    profile = profile_table(table, progress=progress)
    kept = layouts.all()
    task.check()
    suggestion = suggest(profile, catalogue, words, kept, titles=titles_above(table.info))
    taken = frozenset(layout.name for layout in kept if layout.name != suggestion.layout)
    name = suggestion.layout
    if name is None or 2 * _new_columns(suggestion) > len(suggestion.columns):
        # a small layout inside a big file is used, but not written over
        name = free_name(table.info.path.stem, taken | {suggestion.layout or ""})
    known = Understanding(table, catalogue, words, profile, suggestion, _key_remembered(suggestion), name, taken)
    needed(known)  # reads the prices once here, not in the window
    return known


def free_name(name: str, taken: frozenset[str]) -> str:
    """The name, or the name with a number, where another layout has it already."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name} ({number})"
    return free


def new_columns(known: Understanding) -> int:
    """How many columns the remembered layout does not know."""
    return _new_columns(known.suggestion)


def _new_columns(suggestion: Suggestion) -> int:
    return sum(
        not any(reason.code is ReasonCode.REMEMBERED for reason in column.reasons) for column in suggestion.columns
    )


def _key_remembered(suggestion: Suggestion) -> bool:
    if suggestion.layout is None or not suggestion.key:
        return False
    reasons = (reason for index in suggestion.key for reason in suggestion.columns[index].reasons)
    return any(reason.code is ReasonCode.REMEMBERED for reason in reasons)


# columns ----------------------------------------------------------------------------------------------------------------
def entries(known: Understanding, *, together: bool = True) -> tuple[Entry, ...]:
    """The columns as they are listed; photo columns side by side with the same numbered name are one entry."""
    found: list[list[int]] = []
    stems: list[str | None] = []
    for column in known.suggestion.columns:
        stem = _stem(column, known.catalogue) if together else None
        if stem is not None and stems and stems[-1] == stem and not marked(known, (column.index,)):
            found[-1].append(column.index)
        else:
            found.append([column.index])
            stems.append(stem if not marked(known, (column.index,)) else None)
    return tuple(tuple(indices) for indices in found)


def _stem(column: ColumnSuggestion, catalogue: Catalogue) -> str | None:
    field = catalogue.fields.get(column.target or "")
    if field is None or field.kind is not Kind.PHOTOS:
        return None
    return fold(_NUMBERED.sub("", column.header))


def marked(known: Understanding, entry: Entry) -> bool:
    """Whether the entry is still to be looked at."""
    if not known.key_settled and any(index in known.suggestion.key for index in entry):
        return True
    columns = known.suggestion.columns
    return any(
        columns[index].level is Level.CHECK
        and columns[index].target is not None
        and not (known.key_settled and index in known.suggestion.key)
        for index in entry
    )


def columns_in_doubt(known: Understanding) -> int:
    """How many columns are still to be looked at."""
    return sum(marked(known, (column.index,)) for column in known.suggestion.columns)


def with_column(known: Understanding, entry: Entry, target: str | None) -> Understanding:
    """The columns of the entry mean this (None = not used), by the person's word."""
    suggestion = known.suggestion
    for index in entry:
        suggestion = with_target(suggestion, index, target, known.profile, known.catalogue, known.words)
    settled = known.key_settled
    if suggestion.key != known.suggestion.key:
        settled = bool(suggestion.key)
    elif any(index in suggestion.key for index in entry):
        settled = True
    return replace(known, suggestion=suggestion, key_settled=settled)


def confirmed(known: Understanding, entry: Entry) -> Understanding:
    """It is right as it was suggested."""
    if any(index in known.suggestion.key for index in entry) and not known.key_settled:
        known = replace(known, key_settled=True)
    columns = known.suggestion.columns
    for index in entry:
        if columns[index].level is Level.CHECK:
            known = with_column(known, (index,), columns[index].target)
    return known


def with_key_of(known: Understanding, indices: Sequence[int]) -> Understanding:
    """The code of a listing is made of these columns, in this order."""
    suggestion = with_key(known.suggestion, tuple(indices), known.profile, known.catalogue)
    return replace(known, suggestion=suggestion, key_settled=bool(indices))


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """Of all rows: how many have no code, and how many have one that stood in a row before."""

    key: Entry
    empty: int
    repeated: int


def key_facts(task: Task[Any], table: Table, key: Entry) -> KeyFacts:
    """Counts over the whole table. For a worker."""
    seen: set[int] = set()
    empty = repeated = 0
    for number, row in enumerate(table.records()):
        if not number % 500:
            task.check()
        texts = [cell_text(row.cells[index]) if index < len(row.cells) else "" for index in key]
        if not all(texts):
            empty += 1
            continue
        code = hash("-".join(texts))
        repeated += code in seen
        seen.add(code)
    return KeyFacts(key, empty, repeated)


def key_is_whole(known: Understanding) -> bool | None:
    """Whether every row has a code of its own; None = it is to be counted (a code of several columns)."""
    if not known.suggestion.key:
        return False
    if len(known.suggestion.key) > 1:
        return None
    column = known.profile.columns[known.suggestion.key[0]]
    return column.unique and column.filled >= known.profile.rows


# values for all rows ----------------------------------------------------------------------------------------------------
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
    profile = known.profile.columns[prices[0].index]
    bare = sum(count for text, count in profile.distinct.items() if not _says_currency(known.words, text))
    if not profile.complete:
        return 0 if bare == 0 else None
    return None if bare == profile.filled and bare else bare


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


# values -----------------------------------------------------------------------------------------------------------------
def asks(value: ValueSuggestion) -> bool:
    """Whether the person is still to say what the text means: it is only probable, or not known at all."""
    return value.level is Level.CHECK or unknown(value)


def unknown(value: ValueSuggestion) -> bool:
    """Nothing is known of the text; understood texts that the portal has no value for are not among these."""
    return value.target is None and value.confidence == 0


def values_in_doubt(known: Understanding) -> int:
    return sum(asks(value) for value in known.suggestion.values)


def shown_values(known: Understanding) -> tuple[ValueSuggestion, ...]:
    """What is listed: all but what only follows from another value of the same text (apartment → home)."""
    columns = {column.target for column in known.suggestion.columns}
    said = {(value.field, fold(value.value)): value.target for value in known.suggestion.values}
    follows = {derived.field: derived for derived in known.catalogue.derived if derived.field not in columns}

    def is_plain(value: ValueSuggestion) -> bool:
        derived = follows.get(value.field)
        source = said.get((derived.source, fold(value.value))) if derived is not None else None
        return derived is not None and source is not None and derived.table.get(source) == value.target

    return tuple(value for value in known.suggestion.values if not is_plain(value))


def with_values_of(
    known: Understanding, values: Sequence[ValueSuggestion], target_of: Callable[[ValueSuggestion], str | None]
) -> Understanding:
    """Each of these texts means what `target_of` says (None = the field is left empty), by the person's word.

    What the text said of a field that follows from this one follows the decision.
    """
    suggestion, catalogue = known.suggestion, known.catalogue
    columns = {column.target for column in suggestion.columns}
    for value in values:
        target = target_of(value)
        suggestion = with_value(suggestion, value.field, value.value, target, catalogue)
        for derived in catalogue.derived:
            follows = derived.table.get(target) if target is not None and derived.source == value.field else None
            if follows is not None and derived.field not in columns and derived.field in catalogue.fields:
                suggestion = with_value(suggestion, derived.field, value.value, follows, catalogue)
    return replace(known, suggestion=suggestion)


# remembering, looking -----------------------------------------------------------------------------------------------
def layout(known: Understanding) -> Layout:
    """What is remembered. Values not yet looked at are left out: next time they are asked about again."""
    asked = {(value.field, fold(value.value)) for value in known.suggestion.values if asks(value)}
    mapping = known.mapping
    values = tuple(pair for pair in mapping.values if pair[0] not in asked)
    return layout_of(known.name, replace(mapping, values=values), known.table.info.header)


@dataclass(frozen=True, slots=True)
class Previewed:
    """One row as the portal will get it; None = the table has no such row."""

    mapping: ColumnMapping
    row: MappedRow | None


def preview(known: Understanding, row: int) -> Previewed:
    """Reads one row with the decisions as they are. For a worker."""
    mapping = known.mapping
    mapper = Mapper(mapping, known.catalogue, known.words)
    for record in known.table.records(row, row + 1):
        return Previewed(mapping, mapper.map(record))
    return Previewed(mapping, None)
