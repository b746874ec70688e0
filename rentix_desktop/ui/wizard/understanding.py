"""What is known of a file and decided about it: shared by the columns page and the values page. No Qt.

Every decision returns a new `Understanding`. A column or a value is in doubt until the person, or a remembered layout,
has said what it means; the key column is asked about the first time, however sure it looks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from rentix_desktop.catalog.fields import Catalogue, Kind
from rentix_desktop.mapping.decide import mapping_of, with_target
from rentix_desktop.mapping.decisions import ValueDecision, remembered_again
from rentix_desktop.mapping.layout_match import settled_layout
from rentix_desktop.mapping.layouts import Layout
from rentix_desktop.mapping.model import (
    ColumnMapping,
    ColumnSuggestion,
    Level,
    MappedRow,
    Suggestion,
)
from rentix_desktop.mapping.read_row import Mapper
from rentix_desktop.mapping.text import fold
from rentix_desktop.mapping.vocabulary import Vocabulary
from rentix_desktop.sheets.profile import TableProfile
from rentix_desktop.sheets.table import Table

NOTE: Final = "understanding"
"""Under which name of `session.notes` it is kept, so that both pages and another language find it again."""

AT_ONCE: Final = 60
"""Different texts that are looked up while the window waits."""

_NUMBERED: Final = re.compile(r"\W*\d+\W*\Z")


Entry = tuple[int, ...]
"""The columns shown in one line: one, or the numbered photo columns that stand side by side."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """`key_settled` = the person or a layout has said which column is the key. `name` = under which it is remembered;
    `used` = the remembered layout it came from. `taken` are the names of other layouts. `proposed` = the columns that
    could make a key, where no column is one. `remembered` = what the account decided about texts before;
    `counted` = columns whose texts were all looked at."""

    table: Table
    catalogue: Catalogue
    words: Vocabulary
    profile: TableProfile
    suggestion: Suggestion
    key_settled: bool
    name: str
    taken: frozenset[str] = frozenset()
    proposed: Entry = ()
    remembered: tuple[ValueDecision, ...] = ()
    counted: frozenset[int] = frozenset()

    @property
    def mapping(self) -> ColumnMapping:
        return mapping_of(self.suggestion)

    @property
    def used(self) -> str | None:
        return self.suggestion.layout

    def column(self, entry: Entry) -> ColumnSuggestion:
        """The first column of an entry speaks for it."""
        return self.suggestion.columns[entry[0]]


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


def takes_time(known: Understanding, entry: Entry, target: str | None) -> bool:
    """Whether giving the columns this meaning (or taking theirs from them) is too much for the window's thread: each
    different text of a field with fixed values is looked up."""
    involved = {target, *(known.suggestion.columns[index].target for index in entry)} - {None}
    texts = [
        len(known.profile.columns[column.index].distinct)
        for column in known.suggestion.columns
        if column.index in entry or column.target in involved
    ]
    fields = (known.catalogue.fields.get(name or "") for name in involved)
    return max(texts, default=0) > AT_ONCE and any(field is not None and field.kind is Kind.CHOICE for field in fields)


def with_column(known: Understanding, entry: Entry, target: str | None) -> Understanding:
    """The columns of the entry mean this (None = not used), by the person's word."""
    suggestion = known.suggestion
    for index in entry:
        suggestion = with_target(suggestion, index, target, known.profile, known.catalogue, known.words)
    suggestion = remembered_again(suggestion, known.remembered, known.catalogue)
    settled = known.key_settled
    if suggestion.key != known.suggestion.key:
        settled = bool(suggestion.key)
    elif any(index in suggestion.key for index in entry):
        settled = True
    return replace(known, suggestion=suggestion, key_settled=settled, counted=frozenset())


def confirmed(known: Understanding, entry: Entry) -> Understanding:
    """It is right as it was suggested."""
    if any(index in known.suggestion.key for index in entry) and not known.key_settled:
        known = replace(known, key_settled=True)
    columns = known.suggestion.columns
    for index in entry:
        if columns[index].level is Level.CHECK:
            known = with_column(known, (index,), columns[index].target)
    return known


# remembering, looking -----------------------------------------------------------------------------------------------
def layout(known: Understanding) -> Layout:
    """What is remembered of the columns. What was not yet looked at is left out: next time it is asked about again. What
    texts mean is no part of it: that is remembered for the account, and a layout is seen by all."""
    kept = settled_layout(known.name, known.suggestion, known.mapping, known.table.info.header)
    return replace(kept, values=())


def renamed(known: Understanding, old: str, new: str) -> Understanding:
    """The layout it came from, or is remembered as, has another name now."""
    suggestion = replace(known.suggestion, layout=new) if known.suggestion.layout == old else known.suggestion
    return replace(known, suggestion=suggestion, name=new if known.name == old else known.name)


@dataclass(frozen=True, slots=True)
class Previewed:
    """One row as the portal will get it; None = the table has no such row."""

    mapping: ColumnMapping
    row: MappedRow | None
    asked: int  # the row that was asked for


def preview(known: Understanding, row: int, *, back: bool = False) -> Previewed:
    """Reads a row with the decisions as they are; of a title between rows the one under it, or `back` the one above. For
    a worker."""
    mapping = known.mapping
    mapper = Mapper(mapping, known.catalogue, known.words)
    above = (record for at in range(row, -1, -1) for record in known.table.records(at, at + 1)) if back else ()
    for record in chain(above, known.table.records(row, known.table.info.rows)):
        return Previewed(mapping, mapper.map(record), row)
    return Previewed(mapping, None, row)
