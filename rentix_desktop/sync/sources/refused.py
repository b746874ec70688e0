"""Rows that the service refused, and how they are kept from being sent again and again.

What was refused, or taken and not published, is sent again when it is another row by now (its cells, its corrections), when the meaning of the file is
another one (its columns and values, the service's lists), when a person asks for it, and once a day: the service may have
changed its mind. Otherwise it stays refused, with the same words.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from rentix_desktop.catalog.problems import Problem
from rentix_desktop.sync.ledger import Action, Ledger, LedgerRow, RunInfo, State
from rentix_desktop.sync.progress import Forecast
from rentix_desktop.sync.sources.book import Visit

_FAILED: Final = (State.REFUSED, State.BLOCKED)
_OTHER_ROW: Final = "other_row"  # of KEY_REPEATED


def refused_today(ledger: Ledger, last: Visit | None, now: float) -> dict[str, LedgerRow]:
    """What the service refused in the run of the last visit, by externalId, where that visit was on the same day of the
    clock on the wall; `now` seconds since the epoch. Those refused without words are not among them."""
    if last is None or last.run is None or _day(last.at) != _day(now):
        return {}
    rows = ledger.rows(last.run, (State.REFUSED,))
    return {row.planned.external_id: row for row in rows if row.messages and not row.unexplained}


def but_refused(ledger: Ledger, planned: Forecast, before: RunInfo | None) -> Forecast:
    """A plan without the new listings that the service refused in the run before: it said then that it does not have them,
    and its list need not be read for them each time, be it for the rest of a month that is full."""
    if before is None or before.rows_removed or not planned.create:
        return planned
    refused = {row.planned.external_id for row in ledger.rows(before.id, (State.REFUSED,))}
    if not refused:
        return planned
    rows = (row.planned for row in ledger.rows(planned.run))
    again = sum(row.action is Action.CREATE and row.external_id in refused for row in rows)
    return replace(planned, create=planned.create - again)


def unpublished_today(ledger: Ledger, source: str, now: float) -> frozenset[str]:
    """Listings that the service took today and could not publish, as far as is known."""
    midnight = dt.datetime.combine(_day(now), dt.time()).timestamp()
    places = ledger.not_published(midnight).get(source, ())
    found = (ledger.lived(run, seq) for run, seq in places)
    return frozenset(lived.row.planned.external_id for lived in found if lived is not None)


def fail_alike(ledger: Ledger, run: int, before: RunInfo) -> bool:
    """Whether the rows that fail in a run are those that failed in the one before, as they were, for the same reasons."""
    if before.rows_removed or _failures(ledger.counts(run).by_state) != _failures(ledger.counts(before.id).by_state):
        return False
    return _failing(ledger, run) == _failing(ledger, before.id)


def _failures(by_state: Mapping[State, int]) -> list[int]:
    return [by_state.get(state, 0) for state in _FAILED]


def _failing(ledger: Ledger, run: int) -> Counter[int]:
    """Hashed, for there may be many."""
    return Counter(hash(_said(row)) for row in ledger.rows(run, _FAILED))


def _said(row: LedgerRow) -> tuple[object, ...]:
    planned = row.planned
    record = json.dumps(planned.record, sort_keys=True, default=str)
    problems = tuple((each.field, each.code, _params(each)) for each in planned.problems)
    return row.state, planned.external_id, planned.action, record, problems, row.messages


def _params(problem: Problem) -> str:
    """Which other row has the same code is said by who finds it: a row that was known again, or one that was read."""
    return str(sorted((name, value) for name, value in problem.params.items() if name != _OTHER_ROW))


def _day(at: float) -> dt.date:
    return dt.datetime.fromtimestamp(at).date()  # noqa: DTZ006 - of the person's day
