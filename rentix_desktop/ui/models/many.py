"""Corrections of many rows at once: the fixes a cause offers, one text for many cells, find and replace. No Qt.

Each function makes corrections (seq → fields) and changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final

from rentix_desktop.catalog.fields import JsonValue, Record
from rentix_desktop.mapping.roles import ADDRESS, AREA, FLOOR_NUMBER, FLOORS_TOTAL, ROOMS
from rentix_desktop.sync.repair.fixes import Fix, FixCode, fixed, offered
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.names import value_name
from rentix_desktop.ui.models.cells import CellColumn, edited, read
from rentix_desktop.ui.models.grouping import FailedRow, FailureCause, texts_of
from rentix_desktop.ui.models.repairs import Repairs

_LOOKED_AT: Final = 200
_SUBTYPE: Final = "propertySecondaryType"


class Many:
    def __init__(self, repairs: Repairs, tr: Texts) -> None:
        self._repairs = repairs
        self._tr = tr

    # what a cause offers ------------------------------------------------------------------------------------------------
    def open_rows(self, cause: FailureCause) -> list[FailedRow]:
        """The rows that still have it."""
        repairs, key = self._repairs, cause.key
        return [row for row in repairs.rows_of(key) if row.fixable and repairs.is_open(row.seq, key)]

    def offered(self, cause: FailureCause) -> tuple[Fix, ...]:
        """The fixes that settle it for one of the first rows, the likeliest first; the choice of a value is apart."""
        fixes = offered(cause.problem) if cause.problem is not None else ()
        rows = self.open_rows(cause)[:_LOOKED_AT]
        return tuple(fix for fix in fixes if fix.code is not FixCode.MEAN and any(self._made(fix, row) for row in rows))

    def means(self, cause: FailureCause) -> Fix | None:
        """The fix that puts a value the clerk chooses, where the cause has one."""
        fixes = offered(cause.problem) if cause.problem is not None else ()
        return next((fix for fix in fixes if fix.code is FixCode.MEAN), None)

    def texts(self, cause: FailureCause) -> dict[str, int]:
        """What stands in the cells for which a value is to be chosen, and how often."""
        return dict(texts_of(self.open_rows(cause), cause))

    def fix(self, fix: Fix, cause: FailureCause) -> dict[int, Record]:
        made = ((row.seq, self._made(fix, row)) for row in self.open_rows(cause))
        return {seq: fields for seq, fields in made if fields}

    def counts(self, fixes: Iterable[Fix], cause: FailureCause) -> dict[Fix, int]:
        """How many listings each of them settles."""
        rows = self.open_rows(cause)
        return {fix: sum(bool(self._made(fix, row)) for row in rows) for fix in fixes}

    def _made(self, fix: Fix, row: FailedRow) -> Record:
        repairs = self._repairs
        problems = (*repairs.refusals(row), *repairs.problems(row))
        record = repairs.record(row)
        return fixed(fix, record, problems, repairs.catalogue, live=row.live, details=self.details)

    def details(self, record: Record) -> str:
        """A listing in one sentence: Apartment, str. Ismail 44, 2 rooms, 54 m², floor 3 of 9."""
        tr, subtype = self._tr, record.get(_SUBTYPE)
        floor, floors = record.get(FLOOR_NUMBER), record.get(FLOORS_TOTAL)
        parts = [
            value_name(_SUBTYPE, subtype, tr) if isinstance(subtype, str) else "",
            str(record.get(ADDRESS) or ""),
            _counted(record.get(ROOMS), lambda n: tr.plural("{n} room", "{n} rooms", n)),
            _counted(record.get(AREA), lambda n: f"{tr.number(n)} m²"),
            tr("floor {floor} of {floors}", floor=floor, floors=floors) if floor and floors else "",
        ]
        return ", ".join(part for part in parts if part)

    # one text, find and replace -----------------------------------------------------------------------------------------
    def put_text(self, rows: Iterable[FailedRow], column: CellColumn, text: str) -> dict[int, Record]:
        """The same text into a column of these rows."""
        return self._read((row, column, text) for row in rows)

    def replaced(
        self, rows: Iterable[FailedRow], columns: Sequence[CellColumn], find: str, instead: str
    ) -> dict[int, Record]:
        """Wherever the text stands, whatever its case; of a value that is chosen the whole of it."""
        if not find:
            return {}
        pattern = re.compile(re.escape(find), re.IGNORECASE)
        return self._read(
            (row, column, new)
            for row in rows
            for column in columns
            if (new := self._new_text(row, column, pattern, instead)) is not None
        )

    def _new_text(self, row: FailedRow, column: CellColumn, pattern: re.Pattern[str], instead: str) -> str | None:
        old = edited(column, self._repairs.record(row), self._tr)
        if column.choices:
            return instead if pattern.fullmatch(old) else None
        new = pattern.sub(lambda _: instead, old)
        return new if new != old else None

    def _read(self, cells: Iterable[tuple[FailedRow, CellColumn, str]]) -> dict[int, Record]:
        repairs = self._repairs
        changes: dict[int, Record] = {}
        for row, column, text in cells:
            if row.fixable:
                record = repairs.record(row)
                fields = read(column, text, record, repairs.catalogue, repairs.loaded.words)
                changes.setdefault(row.seq, {}).update(fields)
        return changes


def chosen(fix: Fix, text: str, value: JsonValue) -> Fix:
    """The fix that puts a value wherever this text stands."""
    return replace(fix, text=text, value=value)


def _counted(value: JsonValue, words: Callable[[int], str]) -> str:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return words(round(value)) if number and isinstance(value, int | float) else ""
