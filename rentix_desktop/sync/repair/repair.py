"""Failed rows are corrected and sent again: a new run over them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rentix_desktop.catalog.check import Checker
from rentix_desktop.catalog.fields import Catalogue, Record
from rentix_desktop.catalog.problems import Problem, ProblemCode
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.sync.books.history import rows_of
from rentix_desktop.sync.destination import Destination
from rentix_desktop.sync.ledger import Action, Ledger, LedgerRow, NewRun, PlannedRow, RunKind, State
from rentix_desktop.sync.planning.plan import CHUNK, Planner, PlanOptions, chunks, external_id_of
from rentix_desktop.sync.progress import Forecast
from rentix_desktop.sync.repair.corrections import Cell, KeptCorrection, Places, applied_after, repaired, repairs
from rentix_desktop.sync.repair.recheck import corrected as corrected  # what it made is the same wherever it is asked
from rentix_desktop.sync.repair.recheck import still_wrong

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
    clock: Callable[[], float] = time.time,
    *,
    with_others: bool = False,
) -> Forecast:
    """A new run (kind RETRY, `run` its parent) over the refused and blocked rows, or those of them in `selected` (seqs);
    `with_others`: then the others are in the run, too, left as they are.

    Their corrections are kept, whatever becomes of the run.

    Raises AppError NOTHING_TO_RETRY, ROWS_REMOVED.
    """
    rows_of(ledger, run)
    chosen = None if selected is None else frozenset(selected)
    by_seq = corrections if isinstance(corrections, Mapping) else {c.seq: c for c in corrections}
    if next(_failed(ledger, run, chosen), None) is None:
        raise AppError(Code.NOTHING_TO_RETRY, Cause.USAGE, run=run)
    info = ledger.run(run)
    new = NewRun(info.account, RunKind.RETRY, info.source, info.file_name, parent=run)
    taken = _taken(ledger, run, by_seq, catalogue)
    made = _Made(places_of(ledger, run, catalogue), clock())
    with Planner(ledger, catalogue, destination, new, PlanOptions()) as planner:
        planner.again(_again(_failed(ledger, run, chosen), by_seq, catalogue, taken, made))
        planner.add(row.planned for row in _failed(ledger, run, chosen) if not _of_a_file(row.planned))
        if with_others and chosen is not None:
            planner.carry(row for row in _failed(ledger, run, None) if row.planned.seq not in chosen)
        ledger.drop_corrections(made.drop)
        ledger.keep_corrections(made.keep)
        return planner.forecast()


def places_of(ledger: Ledger, run: int, catalogue: Catalogue) -> Places:
    """Where the corrections of a run's rows are kept."""
    root = upload_of(ledger, run)
    blocked = (row.planned for row in ledger.rows(root, (State.BLOCKED,)))
    repeated = frozenset(
        row.external_id for row in blocked if any(p.code is ProblemCode.KEY_REPEATED for p in row.problems)
    )
    return Places(root, catalogue.key, repeated)


def unsent(ledger: Ledger, places: Places, rows: Sequence[PlannedRow]) -> dict[int, Record]:
    """What was corrected of rows of an upload, or of a retry of it, since they were planned: seq → fields."""
    under = [places.of(row) for row in rows]
    kept = ledger.corrections(under)
    found = {row.seq: repairs(row, kept.get(name, ())) for row, name in zip(rows, under, strict=True)}
    return {seq: fields for seq, fields in found.items() if fields}


def corrected_since(ledger: Ledger, run: int, catalogue: Catalogue) -> list[Correction]:
    """What was corrected of the failed rows of a run and not sent yet."""
    places = places_of(ledger, run, catalogue)
    rows = (row.planned for row in _failed(ledger, run, None) if _of_a_file(row.planned))
    found = (unsent(ledger, places, page) for page in chunks(rows, CHUNK))
    return [Correction(seq, fields) for part in found for seq, fields in part.items()]


def upload_of(ledger: Ledger, run: int) -> int:
    """The run whose rows a retry, or a retry of one, takes: the one that read them from the file."""
    while (info := ledger.run(run)).kind is RunKind.RETRY and info.parent is not None:
        run = info.parent
    return run


class _Made:
    """What is kept of the corrections of a retry."""

    def __init__(self, places: Places, at: float) -> None:
        self.keep: list[KeptCorrection] = []
        self.drop: list[Cell] = []
        self._places = places
        self._at = at

    def corrected(self, row: PlannedRow, fields: Record) -> tuple[KeptCorrection, ...]:
        """The corrections that are in the row now."""
        changes = repaired(row, self._places, fields, self._at)
        self.keep += changes.keep
        self.drop += changes.drop
        return applied_after(row, changes)


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
    made: _Made,
) -> Iterator[tuple[MappedRow, tuple[KeptCorrection, ...]]]:
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
        applied = made.corrected(planned, _fields(correction))
        yield MappedRow(planned.row, planned.sheet_row, record, problems), applied


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
