"""Failed rows are corrected and sent again: a new run over them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rentix_desktop.catalog.check import Checker
from rentix_desktop.catalog.fields import Catalogue, Record
from rentix_desktop.catalog.problems import Problem, ProblemCode
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.sync.destination import Destination
from rentix_desktop.sync.ledger import Action, Ledger, LedgerRow, NewRun, PlannedRow, RunKind, State
from rentix_desktop.sync.plan import Planner, PlanOptions, external_id_of
from rentix_desktop.sync.progress import Forecast
from rentix_desktop.sync.recheck import corrected as corrected  # what it made is the same wherever it is asked
from rentix_desktop.sync.recheck import still_wrong

FAILED: Final = (State.REFUSED, State.BLOCKED)


@dataclass(frozen=True, slots=True)
class Correction:
    """New values of fields of the row `seq` of a run, in the portal's shape. None takes a field out of the record."""

    seq: int
    fields: Record


def recheck(
    row: LedgerRow, correction: Correction | None, catalogue: Catalogue, check: Checker | None = None
) -> tuple[Problem, ...]:
    """What is (still) wrong with a row once it is corrected.

    As `still_wrong` says; `check` saves building one where many rows are checked.
    """
    fields = correction.fields if correction else {}
    return still_wrong(row.planned.record, row.planned.problems, fields, catalogue, check or Checker(catalogue))


def plan_retry(
    ledger: Ledger,
    run: int,
    corrections: Iterable[Correction] | Mapping[int, Correction],
    catalogue: Catalogue,
    destination: Destination,
    selected: Sequence[int] | None = None,
) -> Forecast:
    """A new run (kind RETRY, `run` its parent) over the refused and blocked rows, or those of them in `selected` (seqs).

    Raises AppError NOTHING_TO_RETRY.
    """
    chosen = None if selected is None else frozenset(selected)
    by_seq = corrections if isinstance(corrections, Mapping) else {c.seq: c for c in corrections}
    if next(_failed(ledger, run, chosen), None) is None:
        raise AppError(Code.NOTHING_TO_RETRY, Cause.USAGE, run=run)
    info = ledger.run(run)
    new = NewRun(info.account, RunKind.RETRY, info.source, info.file_name, parent=run)
    taken = _taken(ledger, run, by_seq, catalogue)
    with Planner(ledger, catalogue, destination, new, PlanOptions()) as planner:
        planner.rows(_again(_failed(ledger, run, chosen), by_seq, catalogue, taken))
        planner.add(row.planned for row in _failed(ledger, run, chosen) if not _of_a_file(row.planned))
        return planner.forecast()


def _failed(ledger: Ledger, run: int, chosen: frozenset[int] | None) -> Iterator[LedgerRow]:
    for row in ledger.rows(run, FAILED):
        if chosen is None or row.planned.seq in chosen:
            yield row


def _of_a_file(row: PlannedRow) -> bool:
    """Whether a file says what is sent. A listing that is to be hidden, or comes back in an undo, is sent as it was."""
    return row.row is not None and row.action is not Action.HIDE


def _again(
    rows: Iterable[LedgerRow],
    corrections: Mapping[int, Correction],
    catalogue: Catalogue,
    taken: Mapping[str, tuple[int, int]],
) -> Iterator[MappedRow]:
    check = Checker(catalogue)
    for row in rows:
        planned = row.planned
        if planned.row is None or planned.sheet_row is None or not _of_a_file(planned):
            continue
        correction = corrections.get(planned.seq)
        record = corrected(planned.record, correction.fields, catalogue) if correction else planned.record
        problems = recheck(row, correction, catalogue, check)
        seq, sheet_row = taken.get(external_id_of(record, catalogue), (planned.seq, 0))
        if correction and catalogue.key in correction.fields and seq != planned.seq:
            problems += (Problem(catalogue.key, ProblemCode.KEY_REPEATED, params={"other_row": sheet_row}),)
        yield MappedRow(planned.row, planned.sheet_row, record, problems)


def _taken(
    ledger: Ledger, run: int, corrections: Mapping[int, Correction], catalogue: Catalogue
) -> dict[str, tuple[int, int]]:
    """Which rows of the run have the ids that corrections give: id → (seq, sheet row)."""
    wanted = {
        external_id_of(correction.fields, catalogue)
        for correction in corrections.values()
        if catalogue.key in correction.fields
    }
    if not wanted:
        return {}
    return {
        row.planned.external_id: (row.planned.seq, row.planned.sheet_row or 0)
        for row in ledger.rows(run)
        if row.planned.external_id in wanted and catalogue.key not in _fields(corrections.get(row.planned.seq))
    }


def _fields(correction: Correction | None) -> Record:
    return correction.fields if correction else {}
