"""Tables of cell texts as clerks, systems and spreadsheets write them, and what each means in the portal's fields.

Written from what such files look like, not from what the readers do. A case is what a column holds (header, target,
text); `wanted` is the record, `HELD` says that no value may come out of it without a word to the clerk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from rentix_desktop.catalog.problems import ProblemCode
from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.mapping.model import ColumnMapping, MappedRow
from rentix_desktop.mapping.read_row import Mapper
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.table import Cell, SheetRow

HELD: Final = None
_CATALOGUE, _WORDS = builtin_catalogue(), load_vocabulary()


class Outcome(StrEnum):
    RIGHT = "right"
    LEFT = "left"  # empty, or said to the clerk
    WRONG = "wrong"  # another value, and nobody is told


@dataclass(frozen=True, slots=True)
class Case:
    """`columns`: (header, target, cell); `fields`: the fields that are compared; `flag`: a problem that must be there;
    `silent`: no problem may be there; `wanted` of a field may be a set: any of these."""

    columns: tuple[tuple[str, str, Cell], ...]
    fields: tuple[str, ...]
    wanted: dict[str, Any] | None
    flag: ProblemCode | None = None
    silent: bool = False
    constants: tuple[tuple[str, str], ...] = field(default=())

    @property
    def text(self) -> str:
        return " | ".join(f"{header}: {cell!r}" for header, _, cell in self.columns)


def read(case: Case) -> MappedRow:
    columns = tuple((index, target) for index, (_, target, _) in enumerate(case.columns))
    headers = tuple(header for header, _, _ in case.columns)
    mapping = ColumnMapping(columns=columns, headers=headers, constants=case.constants)
    return Mapper(mapping, _CATALOGUE, _WORDS).map(SheetRow(0, 2, tuple(cell for _, _, cell in case.columns)))


def outcome(case: Case) -> tuple[Outcome, str]:
    """What became of a case, and the sight of it for a message."""
    row = read(case)
    problems = [problem for problem in row.problems if problem.field in case.fields]
    told = [problem for problem in problems if problem.code is not ProblemCode.REQUIRED_MISSING]
    got = {name: row.record[name] for name in case.fields if name in row.record}
    seen = f"{case.text} -> {got} {[str(problem.code) for problem in problems]}, wanted {case.wanted}"
    if case.wanted is None:
        return (Outcome.LEFT if not got or told else Outcome.WRONG), seen
    right = all(_is(got.get(name), case.wanted.get(name)) for name in case.fields)
    if right and (case.flag is None or any(problem.code is case.flag for problem in told)):
        return (Outcome.LEFT if case.silent and told else Outcome.RIGHT), seen
    if told:
        return Outcome.LEFT, seen
    wrong = right or any(not _is(value, case.wanted.get(name)) for name, value in got.items())
    return (Outcome.WRONG if wrong else Outcome.LEFT), seen


def _is(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, set | frozenset):
        return value in wanted
    if isinstance(wanted, dict) and isinstance(value, dict):  # coordinates: to a metre
        return value.keys() == wanted.keys() and all(abs(value[key] - wanted[key]) < 1e-5 for key in wanted)
    return bool(value == wanted)


def tally(cases: Iterable[Case]) -> tuple[Counter[Outcome], list[str], list[str]]:
    """Counts over the cases that can be read, what was wrong, and what was left though it can be read."""
    counts: Counter[Outcome] = Counter()
    wrong, left = [], []
    for case in cases:
        found, seen = outcome(case)
        if found is Outcome.WRONG:
            wrong.append(seen)
        if case.wanted is not None:
            counts[found] += 1
            if found is Outcome.LEFT:
                left.append(seen)
    return counts, wrong, left
