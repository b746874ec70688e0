"""Whether listings of an earlier upload still need a person: refused or held back, and not sent well since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rentix_desktop.sync.ledger import Ledger, LedgerRow, RunInfo, RunKind
from rentix_desktop.sync.progress import Summary
from rentix_desktop.sync.repair.repair import FAILED
from rentix_desktop.sync.steps import family, taken_back
from rentix_desktop.sync.summary import summarise

_RUNS: Final = 30
"""Runs that are looked at, newest first."""


@dataclass(frozen=True, slots=True)
class Needing:
    """`listings` of an upload, with its own summary."""

    run: RunInfo
    listings: int
    summary: Summary


def needing(ledger: Ledger) -> Needing | None:
    """Of the newest uploads of each source, and of what took one back since, the newest one that has such listings. An
    upload that was taken back needs nobody."""
    sources: set[str] = set()
    taken = taken_back(ledger)
    for info in ledger.runs(_RUNS):
        if not info.of_rows or info.kind is RunKind.RETRY or info.source in sources:
            continue
        if info.kind is RunKind.UPLOAD:
            sources.add(info.source)
        if info.id in taken or info.rows_removed:
            continue
        if count := still_failed(ledger, info.id):
            return Needing(info, count, summarise(ledger, info.id))
    return None


def still_failed(ledger: Ledger, run: int) -> int:
    """How many rows of an upload are refused or blocked, and no retry of it brought through."""
    by_state = ledger.counts(run).by_state
    count = sum(by_state.get(state, 0) for state in FAILED)
    children = family(ledger, run)[1] if count else []
    if not children:
        return count
    left = {_place(row) for row in ledger.rows(run, FAILED)}
    for child in children:
        left -= {_place(row) for row in ledger.rows(child) if row.state not in FAILED}
    return len(left)


def _place(row: LedgerRow) -> int | str:
    """What names a row in every run of the same file."""
    return row.planned.external_id if row.planned.row is None else row.planned.row
