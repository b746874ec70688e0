"""The order of the repair table's rows: sorted by what a cell means, not by how it is written. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from rentix_desktop.catalog.fields import JsonValue
from rentix_desktop.ui.models.cells import CellColumn, Editor
from rentix_desktop.ui.models.grouping import FailedRow
from rentix_desktop.ui.models.repairs import Repairs

_TICK: Final = 0
_LISTING: Final = 1
Key = tuple[int, float, str]
_BLANK: Final = (9, 0.0, "")


def in_order(
    rows: list[FailedRow], what: CellColumn | int | None, repairs: Repairs, *, descending: bool
) -> list[FailedRow]:
    """By a field's column, the tick (0), the listing (1) or the reason (None). What is blank comes last either way."""
    key = _key_of(what, repairs)
    keyed = [(key(row), number, row) for number, row in enumerate(rows)]
    full = [each for each in keyed if each[0] is not _BLANK]
    blank = [row for found, _, row in keyed if found is _BLANK]
    if descending:
        full.sort(key=lambda each: (each[0], -each[1]), reverse=True)  # equal ones stay as they are
    else:
        full.sort(key=lambda each: each[:2])
    return [row for _, _, row in full] + blank


def _key_of(what: CellColumn | int | None, repairs: Repairs) -> Callable[[FailedRow], Key]:
    if what == _TICK:
        return lambda row: (0, 0.0 if row.seq in repairs.ticked else 1.0, "")
    if what == _LISTING:
        return lambda row: _of_text(row.address(repairs.record(row)) or row.row.planned.external_id)
    if isinstance(what, CellColumn):
        return _of_column(what, repairs)
    ranks = {cause.key: float(rank) for rank, cause in enumerate(repairs.loaded.causes)}
    last = float(len(ranks))
    of = {keys: min((ranks[key] for key in keys), default=last) for keys in set(repairs.loaded.causes_of.values())}
    return lambda row: (0, of[repairs.loaded.causes_of[row.seq]], "")


def _of_column(column: CellColumn, repairs: Repairs) -> Callable[[FailedRow], Key]:
    name, words = column.name, dict(column.choices) if column.editor is Editor.CHOICE else {}

    def key(row: FailedRow) -> Key:
        value = repairs.record(row).get(name)
        return _of_text(words[value]) if isinstance(value, str) and value in words else _of_value(value)

    return key


def _of_value(value: JsonValue) -> Key:
    """Numbers before texts; of photos their number; of the place on the map the latitude."""
    if isinstance(value, bool | int | float):
        return (0, float(value), "")
    if isinstance(value, list):
        return (0, float(len(value)), "") if value else _BLANK
    if isinstance(value, dict):
        return _of_value(next(iter(value.values()), None))
    return _BLANK if value is None else _of_text(value)


def _of_text(text: str) -> Key:
    return (1, 0.0, text.casefold()) if text else _BLANK
