"""The code of a listing: the columns it is made of, and whether every row has one of its own. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final

from rentix_desktop.mapping.decide import with_key
from rentix_desktop.mapping.key import key_order
from rentix_desktop.sheets.cells import cell_text
from rentix_desktop.sheets.table import SheetRow, Table
from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.wizard.understanding import Entry, Understanding

NAMED: Final = 4
"""Rows, and codes, that are named; more of them are counted."""
EXAMPLES: Final = 2


def with_key_of(known: Understanding, indices: Sequence[int]) -> Understanding:
    """The code of a listing is made of these columns, in this order."""
    suggestion = with_key(known.suggestion, tuple(indices), known.profile, known.catalogue)
    return replace(known, suggestion=suggestion, key_settled=bool(indices))


@dataclass(frozen=True, slots=True)
class Repeated:
    """A code that stands in several rows: the first of them, as Excel numbers them."""

    code: str
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """Of all rows: how many have no code, and how many have one that stood in a row before. The first of them by name:
    `empty_rows` as Excel numbers them, `codes` with the rows they stand in."""

    key: Entry
    empty: int
    repeated: int
    empty_rows: tuple[int, ...] = ()
    codes: tuple[Repeated, ...] = ()


def key_facts(task: Task[Any], table: Table, key: Entry) -> KeyFacts:
    """Counts over the whole table. For a worker."""
    seen: dict[int, int] = {}
    empty: list[int] = []
    more_empty = repeated = 0
    named: dict[str, list[int]] = {}
    for number, row in enumerate(table.records()):
        if not number % 500:
            task.check()
        code = _code(row, key)
        if code is None:
            more_empty += 1
            empty += [row.sheet_row] if len(empty) < NAMED else []
            continue
        first = seen.setdefault(hash(code), row.sheet_row)
        if first != row.sheet_row:
            repeated += 1
            if code in named or len(named) < NAMED:
                rows = named.setdefault(code, [first])
                rows += [row.sheet_row] if len(rows) < NAMED else []
    codes = tuple(Repeated(code, tuple(rows)) for code, rows in named.items())
    return KeyFacts(key, more_empty, repeated, tuple(empty), codes)


def _code(row: SheetRow, key: Sequence[int]) -> str | None:
    texts = [cell_text(row.cells[index]) if index < len(row.cells) else "" for index in key]
    return "-".join(texts) if all(texts) else None


def examples(known: Understanding, key: Sequence[int]) -> tuple[str, ...]:
    """What the first codes made of these columns look like."""
    codes = (_code(row, key) for row in known.profile.first)
    return tuple(islice(dict.fromkeys(code for code in codes if code), EXAMPLES))


def in_order(known: Understanding, indices: Sequence[int]) -> Entry:
    """The columns of a code in an order that stays when the columns of the file move: the one of a code that is made
    of them already, then that of `mapping.key`."""
    made = known.suggestion.key if len(known.suggestion.key) > 1 else ()
    kept = tuple(index for index in (made or known.proposed) if index in indices)
    return (*kept, *(index for index in key_order(known.suggestion, indices) if index not in kept))


def key_is_whole(known: Understanding) -> bool | None:
    """Whether every row has a code of its own; None = it is to be counted (a code of several columns)."""
    if not known.suggestion.key:
        return False
    if len(known.suggestion.key) > 1:
        return None
    column = known.profile.columns[known.suggestion.key[0]]
    return column.unique and column.filled >= known.profile.rows
