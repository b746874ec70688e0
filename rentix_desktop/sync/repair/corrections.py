"""Corrections that are kept: made once in the repair table or in a workbook, applied again to the same unfixed cell.

A correction belongs to a cell as the file has it: to the external id that the file gives the row, and to a field. A row
that its id does not name (it has none, or another row has it, too) cannot be recognised in tomorrow's file: its
corrections are kept under its place in the run, and last with that run.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias

from rentix_desktop.catalog.check import Checker
from rentix_desktop.catalog.fields import Catalogue, JsonValue, Record
from rentix_desktop.catalog.problems import Problem, ProblemCode, Severity
from rentix_desktop.catalog.typed import SHOWN_TEXT
from rentix_desktop.errors import Param
from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.sync.planning.diff import same
from rentix_desktop.sync.repair.recheck import corrected, still_wrong

if TYPE_CHECKING:
    from rentix_desktop.sync.ledger import PlannedRow

Cell: TypeAlias = tuple[str, str]
"""What a correction is kept under: (external id, field)."""
_PLACE: Final = "\n"
"""No external id begins with it: cells are read without blanks at their edges."""


@dataclass(frozen=True, slots=True)
class KeptCorrection:
    """`was` is the value as read from the file (None = none), `now` the corrected one (None = emptied). `said` is the
    text of a cell that could not be read, and so has no value. `at` in seconds since the epoch, UTC."""

    external_id: str
    field: str
    was: JsonValue
    now: JsonValue
    at: float
    said: str = ""

    @property
    def cell(self) -> Cell:
        return self.external_id, self.field


@dataclass(frozen=True, slots=True)
class Applied:
    """A row with its kept corrections: `applied` hold; `over` do not any more, `told` of them because the file says
    something else than either (the others: the file was corrected, too)."""

    row: MappedRow
    applied: tuple[KeptCorrection, ...] = ()
    over: tuple[Cell, ...] = ()
    told: int = 0


@dataclass(frozen=True, slots=True)
class Changes:
    """What a person's repair of a row means for what is kept."""

    keep: tuple[KeptCorrection, ...] = ()
    drop: tuple[Cell, ...] = ()


# planning -------------------------------------------------------------------------------------------------------------
def apply(row: MappedRow, kept: Iterable[KeptCorrection], catalogue: Catalogue, check: Checker) -> Applied:
    """The row as it is sent: corrected where its cells are as they were when the corrections were made, checked anew,
    and with a warning for each cell that says something else by now: the source wins."""
    holding: list[KeptCorrection] = []
    over: list[Cell] = []
    told: list[Problem] = []
    for correction in kept:
        value, said = row.record.get(correction.field), _unread(correction.field, row.record, row.problems)
        if correction.field not in catalogue.fields:
            continue  # the service does not name it today
        if same(value, correction.was) and said == correction.said:
            holding.append(correction)
            continue
        over.append(correction.cell)
        if said or not same(value, correction.now):
            params: dict[str, Param] = {
                "was": _short(correction.was),
                "now": _short(correction.now),
                "text": said or _short(value),
            }
            told.append(Problem(correction.field, ProblemCode.CORRECTION_OVERTAKEN, Severity.WARNING, params))
    if not holding and not told:
        return Applied(row, over=tuple(over))
    record, problems = row.record, row.problems
    if holding:
        fields: Record = {correction.field: correction.now for correction in holding}
        problems = still_wrong(record, problems, fields, catalogue, check)
        record = corrected(record, fields, catalogue)
    new = replace(row, record=record, problems=(*problems, *told))
    return Applied(new, tuple(holding), tuple(over), len(told))


# repairing ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Places:
    """What the corrections of the rows of one upload are kept under. `root` read them from the file; `key` is the field
    of the id; `repeated` are the ids that several of its rows have: none of these rows is named by it."""

    root: int
    key: str
    repeated: frozenset[str] = frozenset()

    def of(self, row: PlannedRow) -> str:
        """Of a row of the upload, or of a retry of it."""
        if row.applied:
            return row.applied[0].external_id
        if row.row is None:  # no file has it
            return f"{_PLACE}{self.root}//{row.seq}"
        own = row.record.get(self.key)
        return f"{_PLACE}{self.root}/{row.row}" if own is None or str(own) in self.repeated else str(own)


def repaired(row: PlannedRow, places: Places, fields: Record, at: float, back: Collection[str] = ()) -> Changes:
    """What is kept of a row that a person corrected: `fields` are the new values, `back` the fields that are again as
    they were planned. The value of the file put back takes the correction of its cell back."""
    under = places.of(row)
    earlier = {correction.field: correction for correction in row.applied}
    keep = [earlier[name] for name in back if name in earlier]
    drop = [(under, name) for name in back if name not in earlier]
    for name, now in fields.items():
        was, said = _file_says(row, name)
        if same(now, was):
            drop.append((under, name))
        else:
            keep.append(KeptCorrection(under, name, was, now, at, said))
    return Changes(tuple(keep), tuple(drop))


def applied_after(row: PlannedRow, changes: Changes) -> tuple[KeptCorrection, ...]:
    """The corrections that are in a row once it is repaired so."""
    dropped = {name for _, name in changes.drop}
    now = {correction.field: correction for correction in (*row.applied, *changes.keep)}
    return tuple(correction for name, correction in now.items() if name not in dropped)


def repairs(row: PlannedRow, kept: Iterable[KeptCorrection]) -> Record:
    """The other way round: what a person corrected of a row since it was planned, by what is kept of it now."""
    by_field = {correction.field: correction for correction in kept}
    fields: Record = {}
    for name, correction in by_field.items():
        was, said = _file_says(row, name)
        if same(was, correction.was) and said == correction.said and not same(row.record.get(name), correction.now):
            fields[name] = correction.now
    return fields | {c.field: c.was for c in row.applied if c.field not in by_field}


def _file_says(row: PlannedRow, name: str) -> tuple[JsonValue, str]:
    """The value of a field as the file has it, and the text of a cell that could not be read."""
    correction = next((each for each in row.applied if each.field == name), None)
    if correction is not None:
        return correction.was, correction.said
    return row.record.get(name), _unread(name, row.record, row.problems)


def _unread(name: str, record: Mapping[str, JsonValue], problems: Iterable[Problem]) -> str:
    if name in record:
        return ""
    found = (
        str(problem.params["text"])
        for problem in problems
        if problem.field == name and "text" in problem.params and problem.code is not ProblemCode.CORRECTION_OVERTAKEN
    )
    return "\n".join(found)


def _short(value: JsonValue) -> Param:
    """A value for a sentence about it: of photos their addresses, of a place its numbers; "" = none."""
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    text = ", ".join(map(str, _leaves(value)))
    return text if len(text) <= SHOWN_TEXT else f"{text[: SHOWN_TEXT - 1]}…"


def _leaves(value: JsonValue) -> Iterator[JsonValue]:
    if isinstance(value, list):
        for item in value:
            yield from _leaves(item.get("url", item) if isinstance(item, dict) else item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _leaves(item)
    else:
        yield value
