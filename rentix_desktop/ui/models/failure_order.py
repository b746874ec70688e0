"""The order of the repair table's rows: sorted by what a cell means, not by how it is written. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import Final, TypeAlias

from rentix_desktop.catalog.fields import JsonValue
from rentix_desktop.ui.models.cells import CellColumn, Editor
from rentix_desktop.ui.models.grouping import FailedRow
from rentix_desktop.ui.models.repairs import Repairs

_TICK: Final = 0
_LISTING: Final = 1
Key: TypeAlias = float | str | None
"""Numbers come before texts; None is blank and comes last."""


def in_order(
    rows: list[FailedRow], what: CellColumn | int | None, repairs: Repairs, *, descending: bool
) -> list[FailedRow]:
    """By a field's column, the tick (0), the listing (1) or the reason (None). What is blank comes last either way;
    equal ones stay as they are."""
    key = _key_of(what, repairs)
    numbers: list[tuple[float, FailedRow]] = []
    texts: list[tuple[str, FailedRow]] = []
    blank: list[FailedRow] = []
    for row in rows:
        found = key(row)
        if isinstance(found, str):
            texts.append((found, row))
        elif found is None:
            blank.append(row)
        else:
            numbers.append((found, row))
    numbers.sort(key=itemgetter(0), reverse=descending)
    texts.sort(key=itemgetter(0), reverse=descending)
    full = [*texts, *numbers] if descending else [*numbers, *texts]
    return [row for _, row in full] + blank


def _key_of(what: CellColumn | int | None, repairs: Repairs) -> Callable[[FailedRow], Key]:
    if what == _TICK:
        return lambda row: 0.0 if row.seq in repairs.ticked else 1.0
    if what == _LISTING:
        return lambda row: (row.address(repairs.record(row)) or row.row.planned.external_id).casefold() or None
    if isinstance(what, CellColumn):
        return _of_column(what, repairs)
    ranks = {cause.key: float(rank) for rank, cause in enumerate(repairs.loaded.causes)}
    last = float(len(ranks))
    of = {keys: min((ranks[key] for key in keys), default=last) for keys in set(repairs.loaded.causes_of.values())}
    return lambda row: of[repairs.loaded.causes_of[row.seq]]


def _of_column(column: CellColumn, repairs: Repairs) -> Callable[[FailedRow], Key]:
    name = column.name
    words = {value: said.casefold() for value, said in column.choices} if column.editor is Editor.CHOICE else {}
    record = repairs.record

    def key(row: FailedRow) -> Key:
        value = record(row).get(name)
        if isinstance(value, str):
            return words.get(value) or value.casefold() or None
        return _of_value(value)

    return key


def _of_value(value: JsonValue) -> Key:
    """Of photos their number; of the place on the map the latitude."""
    if isinstance(value, bool | int | float):
        return float(value)
    if isinstance(value, list):
        return float(len(value)) or None
    if isinstance(value, dict):
        return _of_value(next(iter(value.values()), None))
    return value.casefold() or None if isinstance(value, str) else None
