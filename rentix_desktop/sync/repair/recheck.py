"""A record with new values, and what is (still) wrong with it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from rentix_desktop.catalog.check import Checker
from rentix_desktop.catalog.derive import fill_derived
from rentix_desktop.catalog.fields import Catalogue, Record
from rentix_desktop.catalog.problems import Problem, ProblemCode

_OF_THE_ROW: Final = frozenset({ProblemCode.ROW_SHIFTED})
"""What is not wrong with one field only, whichever field it is told of."""
_FOUND_AGAIN: Final = frozenset(
    (ProblemCode.KEY_MISSING, ProblemCode.ROW_TOO_BIG, ProblemCode.LINK_UNSETTLED, ProblemCode.CODE_OF_ANOTHER)
)
"""What the plan finds by itself, from the corrected record and the ledger."""


def corrected(record: Record, fields: Record, catalogue: Catalogue) -> Record:
    """The record with the new values; a field that only followed from one of them follows again."""
    new = record | fields
    for derived in catalogue.derived:
        if derived.source in fields and derived.field not in fields and derived.field in record:
            bare = {name: value for name, value in record.items() if name != derived.field}
            fill_derived(bare, catalogue)
            if bare.get(derived.field) == record[derived.field]:
                del new[derived.field]
    new = {name: value for name, value in new.items() if value is not None}
    fill_derived(new, catalogue)
    return new


def still_wrong(
    record: Record, problems: Iterable[Problem], fields: Record, catalogue: Catalogue, check: Checker
) -> tuple[Problem, ...]:
    """What is (still) wrong with a row that had these problems, once `fields` are corrected.

    What was wrong with a cell stays wrong until its field is corrected; what is wrong with the record is found afresh.
    """
    problems = tuple(problems)
    before = {(problem.field, problem.code) for problem in check(record)}
    of_cells = tuple(
        problem
        for problem in problems
        if (problem.field, problem.code) not in before
        and problem.code not in _FOUND_AGAIN
        and not _settled(problem, fields)
    )
    found = check(corrected(record, fields, catalogue))
    columns = {problem.field: problem.column for problem in problems}
    return (*of_cells, *(replace(problem, column=columns.get(problem.field)) for problem in found))


def _settled(problem: Problem, fields: Record) -> bool:
    """Whether a correction took a problem away that cannot be looked for again: one of its field, or of the whole row
    (cells shifted) where anything was corrected."""
    return bool(fields) if problem.code in _OF_THE_ROW else problem.field in fields
