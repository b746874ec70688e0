"""The one use case of window and console, a step at a time: forecast of a file, run, resume, retry."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.mapping.model import ColumnMapping, MappedRow
from rentix_desktop.mapping.read_row import Mapper, mapped_rows
from rentix_desktop.mapping.vocabulary import Vocabulary
from rentix_desktop.sheets.table import Table
from rentix_desktop.sync.destination import Destination
from rentix_desktop.sync.ledger import AccountKey, Ledger, NewRun, RunInfo, RunKind, State
from rentix_desktop.sync.planning.plan import PlanOptions, PlanProgress, plan
from rentix_desktop.sync.progress import Forecast, Summary
from rentix_desktop.sync.repair.origin import Origin
from rentix_desktop.sync.sending.engine import Engine
from rentix_desktop.sync.summary import NOTHING


def source_of(path: Path, sheet: str | None, name: str | None = None) -> str:
    """What a file is known by from day to day: a given name, else the resolved path and the sheet. Bytes of a name that
    are no text are "?": no database holds them."""
    resolved = str(path.resolve())
    known = name or (f"{resolved}#{sheet}" if sheet else resolved)
    return known.encode("utf-8", "replace").decode("utf-8")


def forecast(
    table: Table,
    mapping: ColumnMapping,
    catalogue: Catalogue,
    vocabulary: Vocabulary,
    ledger: Ledger,
    destination: Destination,
    account: AccountKey,
    options: PlanOptions | None = None,
    source: str | None = None,
    progress: PlanProgress | None = None,
    seen: Callable[[MappedRow], None] | None = None,
) -> Forecast:
    """Maps, checks and plans every row of a table; sends nothing. `source` is a name given by the person, `seen` is
    told every row on its way, corrected as it was before.

    Raises what reading the table raises, and `Cancelled`; no plan is left then.
    """
    info = table.info
    origin = Origin.of(info, mapping).to_text()
    name, changed_at = source_of(info.path, info.sheet, source), _changed_at(info.path)
    run = NewRun(account, RunKind.UPLOAD, name, info.path.name, origin=origin, file_changed_at=changed_at)
    with closing(mapped_rows(table, Mapper(mapping, catalogue, vocabulary))) as rows:  # its processes end here
        return plan(rows, ledger, catalogue, destination, run, options, progress, seen)


def _changed_at(path: Path) -> float | None:
    """Seconds since the epoch, UTC; None where the file is gone by now."""
    try:
        return path.stat().st_mtime
    except OSError:
        return None


def resume(engine: Engine, ledger: Ledger) -> Summary:
    """Goes on with the newest interrupted run; a summary of zeros where there is none."""
    interrupted = ledger.interrupted()
    return engine.run(interrupted.id) if interrupted else NOTHING


def run_to_retry(ledger: Ledger) -> int:
    """The newest run, where rows of it failed. Raises AppError NOTHING_TO_RETRY."""
    newest = next((info for info in ledger.runs() if info.of_rows), None)
    if newest is not None:
        by_state = ledger.counts(newest.id).by_state
        if by_state.get(State.REFUSED, 0) + by_state.get(State.BLOCKED, 0):
            return newest.id
    raise AppError(Code.NOTHING_TO_RETRY, Cause.USAGE)


def family(ledger: Ledger, run: int) -> tuple[int, list[int]]:
    """The upload a run belongs to, and all its retries, oldest first. An undo is one as an upload is: it begins a family."""
    parents = {info.id: _retried(info) for info in ledger.runs()}
    parents.setdefault(run, _retried(ledger.run(run)))

    def root_of(each: int) -> int:
        while (parent := parents.get(each)) is not None:
            each = parent
        return each

    root = root_of(run)
    return root, sorted(each for each in parents if each != root and root_of(each) == root)


def taken_back(ledger: Ledger) -> frozenset[int]:
    """The runs that were taken back, but for those of which that was undone again."""
    taken: set[int] = set()
    for info in ledger.runs():  # newest first: whether an undo holds is known when it is come to
        if info.kind is RunKind.UNDO and info.parent is not None and info.id not in taken:
            taken.add(info.parent)
    return frozenset(taken)


def _retried(info: RunInfo) -> int | None:
    return info.parent if info.kind is RunKind.RETRY else None
