"""The forecast is true: against a portal that refuses nothing, what a run did is what its forecast said, number by number.

Random files over random ledgers: what earlier uploads of this and another file left behind, with refusals, lost
answers, trials and stopped runs among them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rentix_desktop.catalog.fields import JsonValue, Record
from rentix_desktop.catalog.problems import Problem, ProblemCode, Severity
from rentix_desktop.errors import Code
from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import After, BatchLimits, Op, Operation, Outcome
from rentix_desktop.sync.ledger import Ledger, NewRun
from rentix_desktop.sync.planning.foreseen import Number, count, foreseen
from rentix_desktop.sync.planning.plan import PlanOptions, plan
from rentix_desktop.sync.planning.rehearsal import rehearse
from rentix_desktop.sync.progress import Forecast, Summary
from tests.fakes.catalogue import CATALOGUE
from tests.fakes.destination import ENVELOPE, FakeDestination, Request, failure
from tests.sync.runs import RUN, send

IDS: Final = ("A", "B", "Ț-1", "D", "E", "F", "")
OTHER: Final = replace(RUN, source="/files/other.xlsx#1", file_name="other.xlsx")
ERROR: Final = Problem("announcementValue", ProblemCode.NOT_A_NUMBER, params={"text": "much"})
WARNING: Final = Problem("propertyFloorNumber", ProblemCode.UNREADABLE, Severity.WARNING, {"text": "attic"})
LEFT_OUT: Final = Problem("announcementStatus", ProblemCode.LEFT_OUT, Severity.WARNING, {"text": "vândut"})

VALUES: Final[st.SearchStrategy[dict[str, JsonValue]]] = st.fixed_dictionaries(
    {},
    optional={
        "announcementValue": st.sampled_from([1, 2, 2.0, 3.5]),
        "announcementDescription": st.sampled_from(["", "țară", "x" * 60, "я" * 90]),
        "propertyFloorNumber": st.integers(1, 2),
        "announcementStatus": st.sampled_from(["active", "hidden", "draft"]),
        "propertyAddress": st.none(),
    },
)
PROBLEMS: Final = st.sampled_from([(), (), (), (WARNING,), (ERROR,), (WARNING, ERROR), (LEFT_OUT,)])
ROWS: Final = st.lists(st.tuples(st.sampled_from(IDS), VALUES, PROBLEMS), max_size=9)


@dataclass(frozen=True, slots=True)
class Day:
    """A file, how it is planned, and what becomes of the sending: so many rows only, the portal refuses some, the answer
    to one of the requests is lost and the run ends there."""

    rows: Sequence[tuple[str, dict[str, JsonValue], tuple[Problem, ...]]]
    run: NewRun = RUN
    options: PlanOptions = field(default_factory=PlanOptions)
    trial: int | None = None
    refused: frozenset[str] = frozenset()
    lost: int | None = None

    def mapped(self) -> list[MappedRow]:
        made = []
        for number, (external_id, values, problems) in enumerate(self.rows):
            record: Record = {"externalId": external_id or None, **values}
            made.append(MappedRow(number, number + 2, record, problems))
        return made


OPTIONS: Final = st.builds(
    PlanOptions,
    all_rows=st.booleans(),
    hide_missing=st.booleans(),
    hide_confirmed=st.booleans(),
    skip=st.frozensets(st.integers(0, 3), max_size=1),
)
EARLIER: Final = st.builds(
    Day,
    ROWS,
    st.sampled_from([RUN, RUN, OTHER]),
    OPTIONS,
    st.none() | st.integers(1, 4),
    st.frozensets(st.sampled_from(IDS), max_size=2),
    st.none() | st.integers(0, 2),
)
TODAY: Final = st.builds(Day, ROWS, st.just(RUN), OPTIONS)


class Portal(FakeDestination):
    """Takes the day's files; the answer to one request of a day is lost after it was done."""

    def __init__(self, limits: BatchLimits) -> None:
        super().__init__(limits=limits)
        self.lost: int | None = None

    def open(self, day: Day) -> None:
        self.requests.clear()
        self.refuse = lambda operation: "no" if operation.external_id in day.refused else None
        self.lost = day.lost

    def encode(self, operation: Operation) -> bytes:
        """Asking takes the bytes of sending: of the two that `validate` has more, the real limit leaves room for many."""
        return super().encode(replace(operation, op=Op.UPSERT))

    def _apply(self, request: Request, operations: Sequence[Operation]) -> tuple[Outcome, ...]:
        outcomes = super()._apply(request, operations)
        if self.lost is not None and len(self.requests) - 1 == self.lost:
            raise failure(Code.NOT_THE_API, After.STOP, maybe_applied=True)
        return outcomes


def forecast(ledger: Ledger, portal: Portal, day: Day) -> Forecast:
    return plan(day.mapped(), ledger, CATALOGUE, portal, day.run, day.options)


def same(planned: Forecast, done: Summary) -> None:
    told = (planned.create, planned.update, planned.unchanged, planned.hide, planned.blocked, planned.skipped)
    came = (done.created, done.updated, done.unchanged, done.hidden, done.blocked, done.skipped)
    assert came == told
    assert (done.total, done.hide_held, done.requests) == (planned.total, planned.hide_held, planned.requests)
    assert (done.refused, done.not_sent, done.in_doubt) == (0, 0, 0)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(earlier=st.lists(EARLIER, max_size=3), today=TODAY, most=st.integers(1, 4), room=st.integers(150, 400))
def test_forecast_and_result_are_equal(earlier: list[Day], today: Day, most: int, room: int) -> None:
    portal = Portal(BatchLimits(most, room + len(ENVELOPE), len(ENVELOPE)))
    with tempfile.TemporaryDirectory() as folder:
        ledger = SqliteLedger(Path(folder) / "ledger.sqlite", RUN.account)
        try:
            for day in earlier:
                portal.open(day)
                send(ledger, portal, forecast(ledger, portal, day).run, trial=day.trial)
            portal.open(today)
            planned = forecast(ledger, portal, today)
            _every_number_has_its_rows(ledger, planned, today)
            said = rehearse(ledger, portal, RunControl(), planned.run)
            assert (said.asked, said.refused, said.requests) == (count(planned, Number.SENT), 0, len(portal.requests))
            same(planned, send(ledger, portal, planned.run))
            if not today.options.all_rows:
                again = forecast(ledger, portal, today)
                assert (again.create, again.update) == (0, 0)  # what was sent needs not be sent again
        finally:
            ledger.close()


def _every_number_has_its_rows(ledger: Ledger, planned: Forecast, day: Day) -> None:
    for number in Number:
        rows = [found for _, found in foreseen(ledger, planned, number)]
        assert len(rows) == count(planned, number), number
    changed = [change for _, found in foreseen(ledger, planned, Number.UPDATE) for change in found.changes]
    assert len(changed) == sum(planned.changed_fields.values())
    if not day.options.all_rows:
        assert all(not change.known or change.was != change.now for change in changed)
