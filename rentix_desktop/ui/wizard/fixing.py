"""What the results page does on a worker: what still failed, over an upload and its retries. No Qt.

Rows are addressed in the upload that read the file. A retry of it says how its rows are now; what was corrected for the
retry is a correction of the upload's row, so that whatever is sent again goes in one run.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from rentix_desktop.catalog.check import Checker
from rentix_desktop.catalog.fields import Catalogue, Record
from rentix_desktop.catalog.problems import Problem, Severity
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.mapping.roles import ADDRESS
from rentix_desktop.mapping.vocabulary import Vocabulary, load_vocabulary
from rentix_desktop.sync.ledger import Action, Ledger, LedgerRow, State
from rentix_desktop.sync.progress import Forecast
from rentix_desktop.sync.repair import FAILED, Correction, corrected, plan_retry, recheck
from rentix_desktop.sync.states import LEFT
from rentix_desktop.sync.steps import family
from rentix_desktop.sync.workbook import REASON, export_failures, read_corrections
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.names import field_name
from rentix_desktop.texts.problems import cause as problem_cause
from rentix_desktop.texts.problems import describe
from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.models.cells import wrong_fields_of
from rentix_desktop.ui.session import Connection

MOST_ROWS: Final = 20_000
"""Failed rows that are shown; the workbook has all of them."""
_FIGURES: Final = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class FailedRow:
    """A row that did not go through. `before` is what retries corrected of it; `messages` are the portal's words."""

    row: LedgerRow
    before: Record
    state: State
    messages: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def seq(self) -> int:
        return self.row.planned.seq

    @property
    def fixable(self) -> bool:
        """A listing that should only be hidden has no cells of its own."""
        return self.row.planned.action is not Action.HIDE

    def address(self, record: Record) -> str:
        value = record.get(ADDRESS)
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class FailureCause:
    """`key` tells causes apart; `example` is a problem (ours) or the portal's words."""

    key: str
    example: Problem | str
    count: int
    fields: frozenset[str]

    def title(self, tr: Texts) -> str:
        return self.example if isinstance(self.example, str) else problem_cause(self.example.code, tr)


@dataclass(frozen=True, slots=True)
class Loaded:
    """Everything the page shows. `left` are (run, rows) still to be sent, `failed` counts also rows not in `rows`."""

    root: int
    rows: tuple[FailedRow, ...]
    failed: int
    left: tuple[tuple[int, int], ...]
    causes: tuple[FailureCause, ...]
    causes_of: Mapping[int, frozenset[str]]
    used: frozenset[str]
    wrong: frozenset[str]
    checker: Checker
    words: Vocabulary

    @property
    def not_sent(self) -> int:
        return sum(rows for _, rows in self.left)


@dataclass(slots=True)
class _Now:
    """How a row of the upload is by now."""

    row: LedgerRow
    state: State
    messages: tuple[str, ...]
    problems: tuple[Problem, ...]
    before: Record = field(default_factory=dict)


def load(task: Task[Any], ledger: Ledger, catalogue: Catalogue, run: int) -> Loaded:
    """Gathers what failed. Raises AppError where the ledger cannot be read, `Cancelled`."""
    root, children = family(ledger, run)
    failed: dict[int, _Now] = {}
    for row in ledger.rows(root, FAILED):
        task.check()
        failed[row.planned.seq] = _Now(row, row.state, row.messages, row.planned.problems)
    places = {_place(now.row): seq for seq, now in failed.items()}
    for child in children:
        for row in ledger.rows(child):
            task.check()
            _follow(row, failed, places.get(_place(row)))
    left = [(each, sum(ledger.counts(each).by_state.get(state, 0) for state in LEFT)) for each in (root, *children)]
    rows = tuple(FailedRow(n.row, n.before, n.state, n.messages, n.problems) for n in list(failed.values())[:MOST_ROWS])
    causes, causes_of = _causes(rows, catalogue)
    checker = Checker(catalogue)
    checker({})  # its types are built here, not in the window's thread
    return Loaded(
        root=root,
        rows=rows,
        failed=len(failed),
        left=tuple((each, count) for each, count in left if count),
        causes=causes,
        causes_of=causes_of,
        used=frozenset(name for row in rows for name in row.row.planned.record),
        wrong=frozenset(name for cause in causes for name in cause.fields),
        checker=checker,
        words=load_vocabulary(),
    )


def _place(row: LedgerRow) -> int | str:
    """What names a row in every run of the same file."""
    return row.planned.external_id if row.planned.row is None else row.planned.row


def _follow(row: LedgerRow, failed: dict[int, _Now], seq: int | None) -> None:
    """What a retry made of a row."""
    if seq is None or seq not in failed:
        return
    if row.state not in FAILED:
        del failed[seq]  # it went through, or waits to be sent
        return
    now = failed[seq]
    now.state, now.messages, now.problems = row.state, row.messages, row.planned.problems
    now.before = difference(now.row.planned.record, row.planned.record)


def difference(old: Record, new: Record) -> Record:
    """The fields that make `new` of `old`; None for those that are gone."""
    changed: Record = {name: value for name, value in new.items() if name not in old or old[name] != value}
    return changed | {name: None for name in old if name not in new}


def _causes(
    rows: Iterable[FailedRow], catalogue: Catalogue
) -> tuple[tuple[FailureCause, ...], dict[int, frozenset[str]]]:
    """The causes, the most frequent first, and which of them each row has."""
    counts: Counter[str] = Counter()
    examples: dict[str, Problem | str] = {}
    fields: dict[str, set[str]] = {}
    causes_of: dict[int, frozenset[str]] = {}
    for row in rows:
        found: dict[str, tuple[Problem | str, set[str]]] = {}
        if row.state is State.REFUSED:
            for words in row.messages or ("",):
                found.setdefault(_FIGURES.sub("#", words), (words, wrong_fields_of((words,), catalogue)))
        else:
            for problem in row.problems:
                if problem.severity is Severity.ERROR:
                    found.setdefault(f"!{problem.code.value}", (problem, set()))[1].add(problem.field)
        for key, (example, names) in found.items():
            counts[key] += 1
            examples.setdefault(key, example)
            fields.setdefault(key, set()).update(names & catalogue.fields.keys())
        causes_of[row.seq] = frozenset(found)
    made = tuple(FailureCause(key, examples[key], count, frozenset(fields[key])) for key, count in counts.most_common())
    return made, causes_of


def still_wrong(row: FailedRow, fields: Record, catalogue: Catalogue, checker: Checker) -> tuple[Problem, ...]:
    """What is wrong with a row once it is corrected, by our own checks."""
    if not row.fixable:
        return ()
    correction = Correction(row.seq, fields) if fields else None
    return recheck(row.row, correction, catalogue, checker)


def record_of(row: FailedRow, fields: Record, catalogue: Catalogue) -> Record:
    return corrected(row.row.planned.record, fields, catalogue) if fields else row.row.planned.record


def plan_again(
    connection: Connection, root: int, corrections: Mapping[int, Record], chosen: Collection[int]
) -> Forecast:
    """Plans the chosen rows again. Raises AppError NOTHING_TO_RETRY."""
    given = {seq: Correction(seq, fields) for seq, fields in corrections.items() if fields}
    ledger, destination = connection.ledger, connection.destination
    return plan_retry(ledger, root, given, connection.catalogue, destination, sorted(chosen))


def reasons(row: FailedRow, problems: Iterable[Problem], tr: Texts) -> list[str]:
    """Why a row did not go through: the portal's words as they came, or ours."""
    if row.state is State.REFUSED:
        return list(row.messages) or [tr("The portal gave no reason.")]
    return [describe(problem, tr).sentence for problem in problems if problem.severity is Severity.ERROR]


def export(path: Path, connection: Connection, loaded: Loaded, corrections: Mapping[int, Record], tr: Texts) -> int:
    """Writes what still failed, as corrected so far, with the reason beside each row. Raises as `export_failures`."""
    rows = {row.seq: row for row in loaded.rows}
    catalogue = connection.catalogue

    def record(row: LedgerRow) -> Record:
        seq = row.planned.seq
        return record_of(rows[seq], corrections.get(seq, {}), catalogue) if seq in rows else row.planned.record

    def reason(row: LedgerRow) -> str:
        found = rows.get(row.planned.seq)
        return "\n".join(reasons(found, found.problems, tr)) if found else "\n".join(row.messages)

    return export_failures(
        path,
        connection.ledger,
        loaded.root,
        catalogue,
        title=tr("Not sent"),
        header=lambda name: tr("What is wrong") if name == REASON else field_name(name, tr),
        reason=reason,
        record=record,
        selected=frozenset(rows) if len(rows) == loaded.failed else None,
    )


def read_fixed(path: Path, connection: Connection, loaded: Loaded, spool_folder: Path) -> dict[int, Record]:
    """The corrections of a workbook that was written by `export`: seq → fields of the upload's row.

    Raises AppError FIXED_FILE_FOREIGN, also where it belongs to another upload, and what reading raises.
    """
    run, corrections = read_corrections(
        path, connection.ledger, connection.key, connection.catalogue, spool_folder=spool_folder
    )
    if run != loaded.root:
        raise AppError(Code.FIXED_FILE_FOREIGN, Cause.DATA, path=path.name)
    known = {row.seq for row in loaded.rows}
    return {correction.seq: dict(correction.fields) for correction in corrections if correction.seq in known}
