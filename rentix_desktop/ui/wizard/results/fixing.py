"""What the results page does on a worker: what still failed, over an upload and its retries. No Qt.

Rows are addressed in the upload that read the file. A retry of it says how its rows are now; what was corrected for the
retry is a correction of the upload's row, so that whatever is sent again goes in one run.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from rentix_desktop.catalog.check import Checker
from rentix_desktop.catalog.fields import Catalogue, Record
from rentix_desktop.catalog.problems import Problem
from rentix_desktop.mapping.vocabulary import Vocabulary, load_vocabulary
from rentix_desktop.sync.ledger import Action, Ledger, LedgerRow, State
from rentix_desktop.sync.progress import Forecast
from rentix_desktop.sync.repair.repair import FAILED, Correction, corrected, plan_retry, recheck
from rentix_desktop.sync.states import LEFT
from rentix_desktop.sync.steps import family
from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.models.grouping import FailedRow, FailureCause, group, refusals_of
from rentix_desktop.ui.session import Connection

MOST_ROWS: Final = 20_000
"""Failed rows that are shown; the workbook has all of them."""
_AT_ONCE: Final = 400
"""Listings that are asked of the ledger together."""


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

    @property
    def waiting(self) -> int:
        """Of `rows`, those that only wait for their links."""
        return sum(each.row.planned.action is Action.WAIT for each in self.rows)


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
    rows = tuple(_failed_rows(list(failed.values())[:MOST_ROWS], ledger, catalogue))
    task.check()
    causes, causes_of = group(rows, catalogue)
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


def _failed_rows(failed: list[_Now], ledger: Ledger, catalogue: Catalogue) -> Iterator[FailedRow]:
    """With what the portal is known to have of them."""
    visibility = catalogue.visibility
    for start in range(0, len(failed), _AT_ONCE):
        part = failed[start : start + _AT_ONCE]
        listings = ledger.listings([now.row.planned.external_id for now in part])
        for now in part:
            listing = listings.get(now.row.planned.external_id)
            record = corrected(now.row.planned.record, now.before, catalogue) if now.before else now.row.planned.record
            refusals = refusals_of(now.messages, record, catalogue) if now.state is State.REFUSED else ()
            live = listing is not None and listing.fields.get(visibility.field) in visibility.public
            url = now.row.public_url or (listing.public_url if listing is not None else None)
            yield FailedRow(now.row, now.before, now.state, now.messages, now.problems, refusals, url, live)


def difference(old: Record, new: Record) -> Record:
    """The fields that make `new` of `old`; None for those that are gone."""
    changed: Record = {name: value for name, value in new.items() if name not in old or old[name] != value}
    return changed | {name: None for name in old if name not in new}


def still_wrong(row: FailedRow, fields: Record, catalogue: Catalogue, checker: Checker) -> tuple[Problem, ...]:
    """What is wrong with a row once it is corrected, by our own checks."""
    return recheck(row.row, Correction(row.seq, fields), catalogue, checker) if row.fixable else ()


def record_of(row: FailedRow, fields: Record, catalogue: Catalogue) -> Record:
    return corrected(row.row.planned.record, fields, catalogue) if fields else row.row.planned.record


def plan_again(
    connection: Connection, root: int, corrections: Mapping[int, Record], chosen: Collection[int]
) -> Forecast:
    """Plans the chosen rows again. Raises AppError NOTHING_TO_RETRY."""
    given = {seq: Correction(seq, fields) for seq, fields in corrections.items() if fields}
    ledger, destination = connection.ledger, connection.destination
    return plan_retry(ledger, root, given, connection.catalogue, destination, sorted(chosen))
