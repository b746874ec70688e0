"""How a run ended, from the ledger alone; and the rows a person has to look at."""

from __future__ import annotations

from collections.abc import Iterator

from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.sync.ledger import Counts, Ledger, State
from rentix_desktop.sync.progress import Failure, Summary

NOTHING = Summary(run=0, total=0, created=0, updated=0, unchanged=0, hidden=0, refused=0, blocked=0, skipped=0, not_sent=0, in_doubt=0, hide_held=0, requests=0, seconds=0.0)  # fmt: skip
"""What `resume` answers when there is nothing to go on with."""


def summarise(ledger: Ledger, run: int, *, stopped: AppError | None = None, limit_reached: bool = False) -> Summary:
    """The nine counts of a run. Raises AppError BUG where they do not add up to its rows."""
    counts, info = ledger.counts(run), ledger.run(run)
    state = counts.by_state.get
    summary = Summary(
        run=run,
        total=counts.total,
        created=counts.created,
        updated=counts.updated,
        unchanged=state(State.UNCHANGED, 0),
        hidden=counts.hidden,
        refused=state(State.REFUSED, 0),
        blocked=state(State.BLOCKED, 0),
        skipped=state(State.SKIPPED, 0),
        not_sent=state(State.NOT_SENT, 0) + state(State.READY, 0),
        in_doubt=state(State.IN_DOUBT, 0) + state(State.SENDING, 0),
        hide_held=info.hide_held,
        requests=info.requests,
        seconds=info.seconds,
        stopped=stopped,
        limit_reached=limit_reached,
    )
    _check(summary, counts)
    return summary


def failures(ledger: Ledger, run: int) -> Iterator[Failure]:
    """The refused and the blocked rows, in the order of the file."""
    for row in ledger.rows(run, (State.REFUSED, State.BLOCKED)):
        yield Failure(row)


def _check(summary: Summary, counts: Counts) -> None:
    parts = (
        summary.created,
        summary.updated,
        summary.unchanged,
        summary.hidden,
        summary.refused,
        summary.blocked,
        summary.skipped,
        summary.not_sent,
        summary.in_doubt,
    )
    if sum(parts) != counts.total:
        raise AppError(Code.BUG, Cause.BUG, detail=f"run {summary.run}: {parts} do not add up to {counts.total}")
