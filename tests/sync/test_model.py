"""Whatever happens in whatever order, ledger and portal agree on what was accepted, and a quiet upload makes the portal
what the file says: uploads, lost answers, refusals, kills, edits, retries and files that change, against a model.
"""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from rentix_desktop.catalog.fields import Record
from rentix_desktop.errors import AppError, Code
from rentix_desktop.store.ledger import ledger as ledger_module
from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.sync.destination import (
    Accepted,
    After,
    BatchLimits,
    DestinationError,
    Later,
    Lost,
    Operation,
    Outcome,
    Waiter,
)
from rentix_desktop.sync.ledger import Ledger, State
from rentix_desktop.sync.planning.plan import PlanOptions
from rentix_desktop.sync.repair.repair import Correction, plan_retry
from rentix_desktop.sync.sending import lanes
from rentix_desktop.sync.steps import run_to_retry
from tests.fakes.catalogue import CATALOGUE
from tests.fakes.destination import ENVELOPE, FakeDestination, Request, failure
from tests.fakes.ledger import ACCOUNT
from tests.sync.runs import planned, send

IDS: Final = tuple(f"CN-{number}" for number in range(9))
BAD: Final = "bad"
WRITES: Final = ("start", "intend", "settle", "withdraw", "count_request", "finish", "not_applied")
MISHAPS: Final = ("none", "fail", "lost", "half", "later", "split", "stop", "foreign")


class Killed(BaseException):
    """The program died here."""


class DyingLedger:
    """A ledger in a program that dies at its write number `left`, before or after it is on disk."""

    def __init__(self, ledger: Ledger, left: int, after: bool) -> None:
        self._ledger, self._left, self._after = ledger, left, after

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._ledger, name)
        return self._write(found) if name in WRITES else found

    def _write(self, write: Callable[..., Any]) -> Callable[..., Any]:
        def do(*args: Any, **named: Any) -> Any:
            self._left -= 1
            if self._left > 0:
                return write(*args, **named)
            if self._left == 0 and self._after:
                write(*args, **named)
            raise Killed

        return do


@dataclass
class Portal(FakeDestination):
    """What the service does with each request, by its number."""

    mishaps: Sequence[str] = ()
    ever: set[str] = field(default_factory=set)

    def mishap(self, number: int) -> str:
        return self.mishaps[number] if number < len(self.mishaps) else "none"

    def before_doing(self, request: Request, number: int) -> tuple[Outcome, ...] | DestinationError | None:
        match self.mishap(number):
            case "fail":
                return failure()
            case "later":
                return tuple(Later(0.001) for _ in request.ids)
            case "split":
                return failure(Code.REQUEST_REFUSED, After.SPLIT, messages=("no",))
            case "stop":
                return failure(Code.KEY_INVALID, After.STOP)
        return None

    def _apply(self, request: Request, operations: Sequence[Operation]) -> tuple[Outcome, ...]:
        outcomes = super()._apply(request, operations)
        match self.mishap(len(self.requests) - 1):
            case "lost":
                raise failure(Code.TIMEOUT, maybe_applied=True)
            case "foreign":
                raise failure(Code.NOT_THE_API, After.STOP, maybe_applied=True)
            case "half":
                half = len(outcomes) // 2
                return (*outcomes[:half], *(Lost("missing") for _ in outcomes[half:]))
        return outcomes

    def look_up(self, operation: Operation, waiter: Waiter) -> Accepted | Later | Lost:
        return Accepted() if operation.external_id in self.portal else Later()


class Office(RuleBasedStateMachine):
    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.file: dict[str, Record] = {}
        self.portal = Portal(
            limits=BatchLimits(3, 500_000, len(ENVELOPE)),
            refuse=lambda o: "too short" if o.fields.get("announcementDescription") == BAD else None,
        )
        self.portal.script = self.portal.before_doing
        self.ledger: Ledger = SqliteLedger(self.folder / "ledger.sqlite", ACCOUNT)

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.ledger.close()
            shutil.rmtree(self.folder)

    # the person -------------------------------------------------------------------------------------------------------
    @rule(name=st.sampled_from(IDS), price=st.integers(1, 3), bad=st.booleans())
    def edit(self, name: str, price: int, bad: bool) -> None:
        record: Record = {"externalId": name, "announcementValue": price}
        if bad:
            record["announcementDescription"] = BAD
        self.file[name] = record
        self.portal.ever.add(name)

    @rule(price=st.integers(1, 3))
    def fill(self, price: int) -> None:
        for name in IDS:
            self.edit(name, price, bad=False)

    @precondition(lambda self: self.file)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        del self.file[data.draw(st.sampled_from(sorted(self.file)))]

    @rule(
        mishaps=st.lists(st.sampled_from(MISHAPS), max_size=8), hide=st.booleans(), trial=st.none() | st.integers(1, 4)
    )
    def upload(self, mishaps: list[str], hide: bool, trial: int | None) -> None:
        self._go(self._plan(hide), mishaps, trial)

    @rule(mishaps=st.lists(st.sampled_from(MISHAPS), max_size=8), left=st.integers(1, 14), after=st.booleans())
    def upload_and_be_killed(self, mishaps: list[str], left: int, after: bool) -> None:
        self._killed(self._plan(hide=True), mishaps, left, after)

    @precondition(lambda self: self.ledger.interrupted())
    @rule(mishaps=st.lists(st.sampled_from(MISHAPS), max_size=8))
    def resume(self, mishaps: list[str]) -> None:
        self._go(cast(Any, self.ledger.interrupted()).id, mishaps)

    @precondition(lambda self: self.ledger.interrupted())
    @rule(mishaps=st.lists(st.sampled_from(MISHAPS), max_size=8), left=st.integers(1, 14), after=st.booleans())
    def resume_and_be_killed(self, mishaps: list[str], left: int, after: bool) -> None:
        self._killed(cast(Any, self.ledger.interrupted()).id, mishaps, left, after)

    @rule(mishaps=st.lists(st.sampled_from(MISHAPS), max_size=8))
    def retry(self, mishaps: list[str]) -> None:
        try:
            run = run_to_retry(self.ledger)
        except AppError:
            return
        fix: Record = {"announcementDescription": "long enough"}
        corrections = [Correction(row.planned.seq, fix) for row in self.ledger.rows(run, (State.REFUSED,))]
        self._go(plan_retry(self.ledger, run, corrections, CATALOGUE, self.portal).run, mishaps)

    @rule()
    def a_quiet_day(self) -> None:
        """Nothing goes wrong: the portal is what the file says, and the next forecast finds nothing to do."""
        self._go(self._plan(hide=True), ())
        for name, record in self.file.items():
            if record.get("announcementDescription") != BAD:
                has = self.portal.portal[name]
                assert has["announcementValue"] == record["announcementValue"], name
                assert has.get("announcementStatus") != "hidden", name
        for name, has in self.portal.portal.items():  # also of those whose first answer was lost
            if name not in self.file:
                assert has.get("announcementStatus") == "hidden", name
        assert self.ledger.interrupted() is None
        good = [record for record in self.file.values() if record.get("announcementDescription") != BAD]
        forecast = planned(self.ledger, self.portal, good)
        assert (forecast.create, forecast.update, forecast.unchanged) == (0, 0, len(good))

    # always -----------------------------------------------------------------------------------------------------------
    @invariant()
    def the_ledger_knows_what_the_portal_has(self) -> None:
        if not hasattr(self, "folder"):
            return
        for name, listing in self.ledger.listings(IDS).items():
            has = self.portal.portal[name]
            assert {key: has.get(key) for key in listing.fields} == listing.fields, name
            if listing.shown is not None:
                assert listing.shown == (has.get("announcementStatus") != "hidden"), name

    @invariant()
    def every_row_is_in_one_state(self) -> None:
        if not hasattr(self, "folder"):
            return
        for run in self.ledger.runs():
            counts = self.ledger.counts(run.id)
            assert sum(counts.by_state.values()) == counts.total
            assert not counts.by_state.get(State.SENDING)
        assert self.portal.twice_in_flight == set()
        assert self.portal.portal.keys() <= self.portal.ever

    # inside -----------------------------------------------------------------------------------------------------------
    def _plan(self, hide: bool) -> int:
        options = PlanOptions(hide_missing=hide, hide_confirmed=True)
        return planned(self.ledger, self.portal, self.file.values(), options).run

    def _go(self, run: int, mishaps: Sequence[str], trial: int | None = None, ledger: Ledger | None = None) -> None:
        self.portal.requests.clear()
        self.portal.mishaps = mishaps
        try:
            summary = send(ledger or self.ledger, self.portal, run, trial=trial)
        finally:
            self.portal.mishaps = ()
        if not {"stop", "foreign"} & set(mishaps):
            assert summary.stopped is None
            # rows whose requests fail five times while others are answered are left for `resume`
            if trial is None and sum(mishap != "none" for mishap in mishaps) < 5:
                assert (summary.not_sent, summary.in_doubt) == (0, 0)

    def _killed(self, run: int, mishaps: Sequence[str], left: int, after: bool) -> None:
        try:
            self._go(run, mishaps, ledger=cast(Ledger, DyingLedger(self.ledger, left, after)))
        except Killed:
            self.ledger.close()
            ledger_module._SESSION = uuid.uuid4().hex  # type: ignore[misc]  # the next program
            self.ledger = SqliteLedger(self.folder / "ledger.sqlite", ACCOUNT)


@pytest.mark.usefixtures("_quick")
def test_ledger_and_portal_never_disagree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "SLOW_SECONDS", -1.0)  # four requests on their way from the fourth on
    monkeypatch.setattr(ledger_module, "_SESSION", ledger_module._SESSION)  # put back at the end
    run_state_machine_as_test(Office, settings=steps(25, 12))


def steps(examples: int, each: int) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=each,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
