"""What there is to say of a run afterwards: for whom, which file, how it ended, what was changed, what failed and why.

Facts from the ledger alone; rows are streamed, so that a large run costs no more memory than a small one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from rentix_desktop.catalog.fields import Catalogue, JsonValue
from rentix_desktop.catalog.problems import Problem, ProblemCode, Severity
from rentix_desktop.mapping.roles import ADDRESS
from rentix_desktop.sync.books.history import rows_of
from rentix_desktop.sync.destination import Publication
from rentix_desktop.sync.ledger import Action, Before, Ledger, LedgerRow, RunInfo, State
from rentix_desktop.sync.progress import Summary
from rentix_desktop.sync.repair.refusals import understand
from rentix_desktop.sync.repair.repair import FAILED
from rentix_desktop.sync.steps import family
from rentix_desktop.sync.summary import summarise

_TOGETHER: Final = 500
_FIGURES: Final = re.compile(r"\d+(?:[.,]\d+)*")
_LONGEST: Final = 200

Why: TypeAlias = Problem | str
"""A problem of ours, or the portal's words where they are not known."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why rows failed: one of its problems for all of them, and how many rows."""

    example: Why
    rows: int


@dataclass(frozen=True, slots=True)
class FieldChange:
    """`known` False: nobody knows what the portal had before."""

    field: str
    old: JsonValue
    new: JsonValue
    known: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """An accepted listing, and the code it is known by. What is new in one that was created is all of it: `changes` is empty there."""

    code: str
    address: str
    sheet_row: int | None
    action: Action
    changes: tuple[FieldChange, ...]
    public_url: str | None


@dataclass(frozen=True, slots=True)
class AccountOfRun:
    """`later` are the runs that sent rows of this one again, or took it back, with how they ended."""

    info: RunInfo
    summary: Summary
    agency: str
    causes: tuple[Cause, ...]
    later: tuple[tuple[RunInfo, Summary], ...]
    catalogue: Catalogue
    ledger: Ledger

    def changed(self) -> Iterator[Changed]:
        """The accepted rows, in the order of the file."""
        after = -1
        while page := list(_accepted(self.ledger, self.info.id, after)):
            after = page[-1].planned.seq
            before = self.ledger.befores(self.info.id, [row.planned.seq for row in page])
            for row in page:
                yield _changed(row, before.get(row.planned.seq))

    def failed(self) -> Iterator[LedgerRow]:
        """The refused and blocked rows, in the order of the file."""
        return self.ledger.rows(self.info.id, FAILED)


def account_of_run(ledger: Ledger, run: int, agency: str, catalogue: Catalogue) -> AccountOfRun:
    """Raises LookupError where there is no such run, AppError ROWS_REMOVED."""
    info = rows_of(ledger, run)
    later = sorted(each for each in (*family(ledger, run)[1], family(ledger, run)[0]) if each > run)
    return AccountOfRun(
        info,
        summarise(ledger, run),
        agency,
        _causes(ledger, run, catalogue),
        tuple((ledger.run(each), summarise(ledger, each)) for each in later),
        catalogue,
        ledger,
    )


def whys(row: LedgerRow, catalogue: Catalogue) -> list[Why]:
    """What a failed row failed for."""
    if row.state is State.REFUSED:
        return [understand(words, row.planned.record, catalogue) or words for words in row.messages] or [""]
    return list(own_errors(row.planned.problems, catalogue))


def own_errors(problems: Iterable[Problem], catalogue: Catalogue) -> list[Problem]:
    """The errors, without fields that are missing only because what they follow from is wrong."""
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    wrong = {problem.field for problem in errors}
    follow = {derived.field for derived in catalogue.derived if derived.source in wrong}
    missing = ProblemCode.REQUIRED_MISSING
    return [problem for problem in errors if problem.code is not missing or problem.field not in follow]


def _causes(ledger: Ledger, run: int, catalogue: Catalogue) -> tuple[Cause, ...]:
    counts: Counter[tuple[str, str]] = Counter()
    examples: dict[tuple[str, str], Why] = {}
    for row in ledger.rows(run, FAILED):
        found = {_key(why): why for why in whys(row, catalogue)}
        counts.update(found.keys())
        examples |= {key: why for key, why in found.items() if key not in examples}
    return tuple(Cause(examples[key], count) for key, count in counts.most_common())


def _key(why: Why) -> tuple[str, str]:
    if isinstance(why, str):
        return ("", _FIGURES.sub("#", why)[:_LONGEST])
    return (why.code.value, why.field)


def _accepted(ledger: Ledger, run: int, after: int) -> Iterator[LedgerRow]:
    return iter(ledger.accepted(run, tuple(Publication), after, _TOGETHER))


def _changed(row: LedgerRow, before: Before | None) -> Changed:
    planned = row.planned
    known = before.fields if before is not None else {}
    changes = tuple(
        FieldChange(name, known.get(name), value, name in known)
        for name, value in planned.fields.items()
        if planned.action is not Action.CREATE
    )
    address = planned.record.get(ADDRESS)
    action = planned.action
    if action is Action.CREATE and row.created is False and not row.ever_in_doubt:
        action = Action.UPDATE  # it was there already, and the portal said so
    return Changed(
        planned.known_as,
        address if isinstance(address, str) else "",
        planned.sheet_row,
        action,
        changes,
        row.public_url,
    )
