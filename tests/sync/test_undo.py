"""An upload is taken back: from what the ledger knew before it, and what it did not know is named."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from rentix_desktop.catalog.fields import JsonValue, Record
from rentix_desktop.catalog.problems import ProblemCode, Severity
from rentix_desktop.errors import AppError, Code
from rentix_desktop.store.ledger import SqliteLedger
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import (
    Accepted,
    BatchLimits,
    JobNews,
    JobState,
    Later,
    Lost,
    Operation,
    Outcome,
    Waiter,
)
from rentix_desktop.sync.engine import Engine
from rentix_desktop.sync.ledger import Action, Ledger, LedgerRow, NewRun, RunKind, State
from rentix_desktop.sync.plan import PlanOptions, plan
from rentix_desktop.sync.progress import Summary
from rentix_desktop.sync.repair import Correction, plan_retry
from rentix_desktop.sync.steps import family, resume
from rentix_desktop.sync.undo import AVAILABLE_DAYS, UndoForecast, available_until, not_restored, plan_undo
from tests.fakes.catalogue import CATALOGUE
from tests.fakes.destination import FakeDestination, Request, failure
from tests.fakes.ledger import ACCOUNT
from tests.sync.runs import RUN, mapped, planned, records, send, upload

pytestmark = pytest.mark.usefixtures("_quick")
HIDING = PlanOptions(hide_missing=True)
NOW = 2_000.0
STATUS = "announcementStatus"


@dataclass
class Telling(FakeDestination):
    """A service that tells whether a listing is there."""

    looked_up: int = 0

    def look_up(self, operation: Operation, waiter: Waiter) -> Accepted | Later | Lost:
        self.looked_up += 1
        return Accepted() if operation.external_id in self.portal else Later()


def listing(number: int, price: float = 100.0, **fields: JsonValue) -> Record:
    return {"externalId": f"CN-{number}", "announcementValue": price, "propertyAddress": f"str. {number}", **fields}


def put(
    ledger: Ledger, portal: FakeDestination, found: Iterable[Record], options: PlanOptions | None = None
) -> Summary:
    return send(ledger, portal, planned(ledger, portal, found, options).run)


def at(ledger: Ledger, run: int) -> float:
    """A moment at which the run can be taken back."""
    return available_until(ledger, [run]) - 1.0


def forecast(ledger: Ledger, portal: FakeDestination, run: int) -> UndoForecast:
    return plan_undo(ledger, run, CATALOGUE, portal, at(ledger, run))


def take_back(ledger: Ledger, portal: FakeDestination, run: int) -> Summary:
    """What was forecast is what happened."""
    told = forecast(ledger, portal, run)
    summary = send(ledger, portal, told.run)
    assert told.total == told.hide + told.restore + told.show + told.unchanged + told.left + told.blocked
    assert (summary.hidden, summary.updated, summary.unchanged, summary.skipped, summary.blocked, summary.total) == (
        told.hide,
        told.restore + told.show,
        told.unchanged,
        told.left,
        told.blocked,
        told.total,
    )
    return summary


def stays(ledger: Ledger, run: int) -> dict[str, dict[str, ProblemCode]]:
    """What is named: id → field → why."""
    named: dict[str, dict[str, ProblemCode]] = {}
    for row in not_restored(ledger, run):
        assert all(problem.severity is Severity.WARNING for problem in row.planned.problems)
        named[row.planned.external_id] = {problem.field: problem.code for problem in row.planned.problems}
    return named


def copied(portal: FakeDestination) -> dict[str, dict[str, JsonValue]]:
    """What is on the portal, which says of every listing that it is active."""
    return {name: {STATUS: "active", **fields} for name, fields in portal.portal.items()}


def test_new_ones_are_hidden_former_values_return_and_hidden_ones_come_back(ledger: Ledger) -> None:
    portal = FakeDestination()
    put(ledger, portal, [listing(number, announcementStatus="active") for number in range(10)])
    before = copied(portal)
    changed = [listing(number, 200.0 if number < 4 else 100.0, announcementStatus="active") for number in range(8)]
    done = put(ledger, portal, [*changed, listing(20), listing(21)], HIDING)
    assert (done.created, done.updated, done.hidden, done.unchanged) == (2, 4, 2, 4)

    told = forecast(ledger, portal, done.run)
    assert (told.hide, told.restore, told.show, told.unchanged, told.left) == (2, 4, 2, 0, 0)
    assert (told.total, told.partly, told.requests, told.taken_back.id) == (8, 0, 1, done.run)
    assert copied(portal) != before  # nothing was sent yet
    summary = take_back(ledger, portal, done.run)
    after = copied(portal)
    assert (after.pop("CN-20")[STATUS], after.pop("CN-21")[STATUS]) == ("hidden", "hidden")
    assert after == before
    assert stays(ledger, summary.run) == {}
    info = ledger.run(summary.run)
    assert (info.kind, info.parent, info.source) == (RunKind.UNDO, done.run, RUN.source)
    assert next(found.id for found in ledger.runs()) == summary.run  # in the history as any other


def test_the_same_file_would_send_all_of_it_again(ledger: Ledger) -> None:
    portal = FakeDestination()
    put(ledger, portal, records(4))
    file = records(6, price=200.0)
    done = put(ledger, portal, file)
    sent = copied(portal)
    take_back(ledger, portal, done.run)
    again = planned(ledger, portal, file)
    assert (again.create + again.update, again.unchanged) == (6, 0)
    send(ledger, portal, again.run)
    assert {name: fields["announcementValue"] for name, fields in portal.portal.items()} == {
        name: fields["announcementValue"] for name, fields in sent.items()
    }


def test_taking_back_twice_changes_nothing_more(ledger: Ledger) -> None:
    portal = FakeDestination()
    put(ledger, portal, records(4))
    done = put(ledger, portal, [*records(3, price=200.0), listing(7)], HIDING)
    take_back(ledger, portal, done.run)
    there, requests = copied(portal), len(portal.requests)
    told = forecast(ledger, portal, done.run)
    assert (told.total, told.unchanged, told.to_send) == (5, 5, 0)
    send(ledger, portal, told.run)
    assert (copied(portal), len(portal.requests)) == (there, requests)


def test_an_undo_is_undone_as_any_run(ledger: Ledger) -> None:
    portal = FakeDestination()
    put(ledger, portal, [listing(number, announcementStatus="active") for number in range(4)])
    first = copied(portal)
    done = put(ledger, portal, [*(listing(n, 200.0) for n in range(3)), listing(7)], HIDING)
    second = copied(portal)
    undo = take_back(ledger, portal, done.run)
    told = forecast(ledger, portal, undo.run)
    assert (told.hide, told.restore, told.show, told.left) == (1, 3, 1, 0)
    redo = take_back(ledger, portal, undo.run)
    assert copied(portal) == second  # what was new is what it was, what had been hidden is hidden again
    assert ledger.listings(["CN-3"])["CN-3"].shown is False
    take_back(ledger, portal, redo.run)
    assert {name: fields for name, fields in copied(portal).items() if name != "CN-7"} == first


# what is not known ----------------------------------------------------------------------------------------------------
def test_a_field_that_had_no_value_here_is_named_and_stays(ledger: Ledger) -> None:
    portal = FakeDestination()
    put(ledger, portal, [listing(0), listing(1)])
    done = put(
        ledger, portal, [listing(0, 200.0, announcementDescription="new"), listing(1, announcementDescription="new")]
    )
    told = forecast(ledger, portal, done.run)
    assert (told.restore, told.left, told.partly) == (1, 1, 1)
    summary = take_back(ledger, portal, done.run)
    unknown = {"announcementDescription": ProblemCode.FORMER_UNKNOWN}
    assert stays(ledger, summary.run) == {"CN-0": unknown, "CN-1": unknown}
    assert (portal.portal["CN-0"]["announcementValue"], portal.portal["CN-0"]["announcementDescription"]) == (
        100,
        "new",
    )


def test_a_listing_that_was_there_before_this_ledger_is_never_hidden(ledger: Ledger) -> None:
    portal = FakeDestination(portal={"CN-0": {"announcementValue": 5, STATUS: "active"}})
    done = put(ledger, portal, [listing(0), listing(1)])
    summary = take_back(ledger, portal, done.run)
    assert stays(ledger, summary.run) == {"CN-0": {"externalId": ProblemCode.WAS_THERE_BEFORE}}
    assert (portal.portal["CN-0"][STATUS], portal.portal["CN-1"][STATUS]) == ("active", "hidden")


def test_a_listing_the_portal_had_lost_and_that_was_made_anew_is_hidden(ledger: Ledger) -> None:
    portal = FakeDestination()
    put(ledger, portal, [listing(0)])
    portal.portal.clear()
    done = put(ledger, portal, [listing(0, 200.0)])
    assert done.created == 1
    assert take_back(ledger, portal, done.run).hidden == 1


def test_runs_of_an_older_program_are_taken_back_as_far_as_they_tell(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    shutil.copy(Path(__file__).parents[1] / "store" / "older" / "version-4.db", path)
    with closing(SqliteLedger(path, ACCOUNT)) as ledger:
        known = ledger.listings([f"CN-{number}" for number in range(12)])
        portal = Telling(portal={name: dict(found.fields) for name, found in known.items()})
        portal.portal["CN-7"] = {}
        told = plan_undo(ledger, 2, CATALOGUE, portal, ledger.runs()[0].started_at or 0)
        assert stays(ledger, told.run) == {
            "CN-1": {"announcementValue": ProblemCode.FORMER_UNKNOWN},
            "CN-2": {"announcementValue": ProblemCode.FORMER_UNKNOWN},
            "CN-3": {STATUS: ProblemCode.FORMER_UNKNOWN},
        }
        summary = send(ledger, portal, told.run)
        assert {name for name, fields in portal.portal.items() if fields.get(STATUS) == "hidden"} == {
            "CN-3",
            "CN-4",
            "CN-7",  # the answer of these was lost, and this one is there
        }
        assert (summary.hidden, summary.updated, summary.unchanged, summary.skipped) == (2, 0, 2, 3)
        assert ledger.interrupted() is None
        told = plan_undo(ledger, 1, CATALOGUE, portal, ledger.runs()[0].started_at or 0)
        assert (told.hide, told.unchanged, told.left) == (1, 1, 2)  # the others were changed since


# what a later run changed ---------------------------------------------------------------------------------------------
def test_what_a_later_run_changed_stays_as_that_left_it(ledger: Ledger) -> None:
    portal = FakeDestination()
    put(ledger, portal, [listing(number) for number in range(4)])
    done = put(
        ledger, portal, [listing(n, 200.0, propertyAddress="str. noua") for n in range(4)] + [listing(8), listing(9)]
    )
    put(ledger, portal, [listing(0, 300.0, propertyAddress="str. noua"), listing(8, 300.0)])
    assert portal.portal["CN-0"]["announcementValue"] == 300
    summary = take_back(ledger, portal, done.run)
    assert stays(ledger, summary.run) == {
        "CN-0": {"announcementValue": ProblemCode.CHANGED_SINCE},
        "CN-8": {"announcementValue": ProblemCode.CHANGED_SINCE},
    }
    assert portal.portal["CN-0"] == {"announcementValue": 300, "propertyAddress": "str. 0"}
    assert portal.portal["CN-1"] == {"announcementValue": 100, "propertyAddress": "str. 1"}
    assert (portal.portal["CN-8"].get(STATUS), portal.portal["CN-9"][STATUS]) == (None, "hidden")


def test_a_later_answer_that_was_lost_counts_as_a_change(ledger: Ledger) -> None:
    portal = FakeDestination()
    put(ledger, portal, [listing(0)])
    done = put(ledger, portal, [listing(0, 200.0)])
    later = planned(ledger, portal, [listing(0, 300.0)])
    ledger.start(later.run)
    ledger.intend(later.run, [0])
    ledger.settle(later.run, [(0, Lost())])
    ledger.finish(later.run, 1, complete=False)
    told = forecast(ledger, portal, done.run)
    assert stays(ledger, told.run) == {"CN-0": {"announcementValue": ProblemCode.CHANGED_SINCE}}
    assert told.to_send == 0


def test_what_an_older_run_sent_after_it_was_resumed_counts_as_later(ledger: Ledger) -> None:
    portal = FakeDestination()
    upload(ledger, portal, [listing(0)])
    older = planned(ledger, portal, [listing(0, 300.0), listing(1)])
    ledger.start(older.run)
    ledger.finish(older.run, 1, complete=False)
    other = NewRun(RUN.account, RUN.kind, "/files/other.xlsx", "other.xlsx")
    done = plan(mapped([listing(0, 200.0)]), ledger, CATALOGUE, portal, other)
    send(ledger, portal, done.run)
    resume(Engine(ledger, portal, RunControl()), ledger)
    assert portal.portal["CN-0"]["announcementValue"] == 300
    told = forecast(ledger, portal, done.run)
    assert stays(ledger, told.run) == {"CN-0": {"announcementValue": ProblemCode.CHANGED_SINCE}}


def test_photos_that_the_portal_could_not_take_are_put_back(ledger: Ledger) -> None:
    portal = FakeDestination()
    old: list[JsonValue] = [{"url": "https://x.example/1"}]
    put(ledger, portal, [listing(0, files=old)])
    portal.script = lambda _request, number: (Accepted(job="7"),) if number == 1 else None
    done = put(ledger, portal, [listing(0, files=[{"url": "https://x.example/2"}])])
    ledger.tell_job(done.run, 0, "7", JobNews(JobState.FAILED), ["files"])
    take_back(ledger, portal, done.run)
    assert portal.portal["CN-0"]["files"] == old


# answers that were lost -----------------------------------------------------------------------------------------------
def lose(ledger: Ledger, portal: FakeDestination, found: Iterable[Record], applied: Iterable[str]) -> int:
    """A run whose answers were all lost; of these the portal did what it was told."""
    told = planned(ledger, portal, found)
    ledger.start(told.run)
    rows = ledger.pending(told.run, -1, 100)
    ledger.intend(told.run, [row.planned.seq for row in rows])
    for row in rows:
        if row.planned.external_id in set(applied):
            portal.portal.setdefault(row.planned.external_id, {}).update(row.planned.fields)
    ledger.settle(told.run, [(row.planned.seq, Lost()) for row in rows])
    ledger.finish(told.run, 1, complete=False)
    return told.run


def test_rows_in_doubt_are_taken_back_whether_or_not_they_were_done(ledger: Ledger) -> None:
    portal = Telling()
    put(ledger, portal, [listing(0), listing(1)])
    before = copied(portal)
    run = lose(ledger, portal, [listing(n, 200.0) for n in range(4)], ["CN-0", "CN-2"])
    summary = take_back(ledger, portal, run)
    after = copied(portal)
    assert after.pop("CN-2")[STATUS] == "hidden"
    assert after == before  # and CN-3 was not made in order to be hidden
    assert (summary.hidden, summary.updated, summary.unchanged) == (1, 2, 1)
    assert ledger.interrupted() is None
    assert list(ledger.maybe_there(RUN.source)) == []


def test_where_the_service_does_not_tell_a_new_listing_in_doubt_is_named(ledger: Ledger) -> None:
    portal = FakeDestination()
    run = lose(ledger, portal, [listing(0)], ["CN-0"])
    summary = take_back(ledger, portal, run)
    assert stays(ledger, summary.run) == {"CN-0": {"externalId": ProblemCode.MAYBE_THERE}}
    assert portal.portal["CN-0"].get(STATUS) is None


def test_a_row_that_was_in_doubt_and_was_sent_again_gets_its_former_values(ledger: Ledger) -> None:
    portal = Telling()
    put(ledger, portal, [listing(0)])
    run = lose(ledger, portal, [listing(0, 200.0), listing(1)], ["CN-0", "CN-1"])
    send(ledger, portal, run)
    summary = take_back(ledger, portal, run)
    assert (summary.updated, summary.hidden) == (1, 1)
    assert portal.portal["CN-0"]["announcementValue"] == 100


# parts of an upload ---------------------------------------------------------------------------------------------------
def test_a_trial_and_its_rest_are_one(ledger: Ledger) -> None:
    portal = FakeDestination()
    put(ledger, portal, records(6))
    before = copied(portal)
    trial = send(ledger, portal, planned(ledger, portal, records(6, price=200.0)).run, trial=2)
    resume(Engine(ledger, portal, RunControl()), ledger)
    assert take_back(ledger, portal, trial.run).updated == 6
    assert copied(portal) == before


def test_of_an_upload_that_was_stopped_what_was_sent_is_taken_back_and_the_rest_not_sent(ledger: Ledger) -> None:
    portal = FakeDestination()
    trial = send(ledger, portal, planned(ledger, portal, records(6)).run, trial=2)
    assert ledger.interrupted() is not None
    summary = take_back(ledger, portal, trial.run)
    assert (summary.hidden, summary.total) == (2, 2)
    assert ledger.interrupted() is None
    assert len(portal.portal) == 2


@pytest.mark.parametrize("given", ["upload", "retry"])
def test_an_upload_is_taken_back_with_its_retries(ledger: Ledger, given: str) -> None:
    portal = FakeDestination(refuse=lambda o: "too dear" if o.fields.get("announcementValue") == 900 else None)
    put(ledger, portal, [listing(0), listing(1)])
    before = copied(portal)
    done = put(ledger, portal, [listing(0, 200.0), listing(1, 900.0), listing(2, 900.0), listing(3, 900.0)])
    assert done.refused == 3
    fixes = [Correction(seq, {"announcementValue": 300}) for seq in (1, 2)]
    retried = send(ledger, portal, plan_retry(ledger, done.run, fixes, CATALOGUE, portal, [1, 2]).run)
    summary = take_back(ledger, portal, done.run if given == "upload" else retried.run)
    assert (summary.total, summary.updated, summary.hidden) == (3, 2, 1)  # what was refused changed nothing
    after = copied(portal)
    assert after.pop("CN-2")[STATUS] == "hidden"
    assert after == before
    assert family(ledger, summary.run) == (summary.run, [])  # the upload's own retries end where it begins
    assert family(ledger, done.run) == (done.run, [retried.run])


@pytest.mark.parametrize("run", [0, 77])
def test_nothing_to_take_back(ledger: Ledger, run: int) -> None:
    portal = FakeDestination(refuse=lambda _: "no")
    refused = put(ledger, portal, records(2))
    with pytest.raises(AppError) as caught:
        plan_undo(ledger, run or refused.run, CATALOGUE, portal, NOW)
    assert caught.value.code is Code.NOTHING_TO_UNDO
    assert len(ledger.runs()) == 1


def test_after_thirty_days_it_says_so(ledger: Ledger) -> None:
    portal = FakeDestination()
    done = put(ledger, portal, records(2))
    end = ledger.run(done.run).finished_at
    assert end is not None
    last = end + AVAILABLE_DAYS * 86_400
    assert AVAILABLE_DAYS == 30
    assert plan_undo(ledger, done.run, CATALOGUE, portal, last).until == last
    with pytest.raises(AppError) as caught:
        plan_undo(ledger, done.run, CATALOGUE, portal, last + 1)
    assert (caught.value.code, caught.value.params["days"]) == (Code.UNDO_TOO_LATE, 30)


# hidden ones come back ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "told", "comes_back_as"),
    [
        ({STATUS: "active"}, None, "active"),
        ({STATUS: "draft"}, "draft", "draft"),
        ({}, None, "draft"),  # made here, and nothing was said of its status
        ({}, "active", "active"),  # somebody published it on the portal
    ],
)
def test_a_hidden_listing_is_what_it_was(ledger: Ledger, fields: Record, told: str | None, comes_back_as: str) -> None:
    portal = FakeDestination(script=lambda r, _: tuple(Accepted(status=told, created=True) for _ in r.ids))
    put(ledger, portal, [listing(0, 100.0, **fields), listing(1)])
    portal = FakeDestination(portal={"CN-0": {}, "CN-1": {}})
    done = put(ledger, portal, [listing(1)], PlanOptions(hide_missing=True, hide_confirmed=True))
    assert done.hidden == 1
    take_back(ledger, portal, done.run)
    assert portal.portal["CN-0"][STATUS] == comes_back_as
    assert ledger.listings(["CN-0"])["CN-0"].shown is True


def test_a_hidden_listing_whose_former_status_nobody_knows_comes_back_as_any_does(ledger: Ledger) -> None:
    portal = FakeDestination(portal={"CN-0": {}}, script=lambda r, _: tuple(Accepted(created=False) for _ in r.ids))
    put(ledger, portal, [listing(0)])
    put(ledger, portal, [listing(0), listing(1)])
    done = put(ledger, portal, [listing(1)], PlanOptions(hide_missing=True, hide_confirmed=True))
    told = forecast(ledger, portal, done.run)
    (row,) = ledger.rows(told.run)
    assert row.planned.fields == {STATUS: CATALOGUE.visibility.shown}


def test_what_came_back_in_the_file_is_hidden_again(ledger: Ledger) -> None:
    portal = FakeDestination()
    put(ledger, portal, [listing(n, announcementStatus="active") for n in range(3)])
    put(ledger, portal, [listing(n, announcementStatus="active") for n in range(2)], HIDING)
    before = copied(portal)
    done = put(ledger, portal, [listing(2, 200.0)])
    assert portal.portal["CN-2"][STATUS] == "active"
    assert take_back(ledger, portal, done.run).hidden == 1
    assert copied(portal) == before
    assert ledger.listings(["CN-2"])["CN-2"].shown is False


# a run like any other -------------------------------------------------------------------------------------------------
def test_an_undo_that_was_interrupted_is_resumed(ledger: Ledger) -> None:
    portal = FakeDestination()
    put(ledger, portal, records(4))
    before = copied(portal)
    done = put(ledger, portal, records(4, price=200.0))
    told = forecast(ledger, portal, done.run)

    def down(request: Request, number: int) -> tuple[Outcome, ...] | Exception | None:
        return failure(maybe_applied=True)

    down_portal = FakeDestination(portal=portal.portal, script=down)  # type: ignore[arg-type]  # it only fails
    stopped = send(ledger, down_portal, told.run, patience=0.01)
    assert stopped.stopped is not None
    info = ledger.interrupted()
    assert info is not None
    assert (info.id, info.kind) == (told.run, RunKind.UNDO)
    summary = resume(Engine(ledger, portal, RunControl()), ledger)
    assert (summary.run, summary.updated, summary.in_doubt) == (told.run, 4, 0)
    assert copied(portal) == before


def test_what_the_portal_refused_of_an_undo_is_sent_again(ledger: Ledger) -> None:
    portal = FakeDestination()
    put(ledger, portal, [listing(number) for number in range(5)])
    before = copied(portal)
    done = put(ledger, portal, [*(listing(n, 200.0) for n in range(4)), listing(9)], HIDING)
    told = forecast(ledger, portal, done.run)
    no = FakeDestination(portal=portal.portal, refuse=lambda _: "not now")
    refused = send(ledger, no, told.run)
    assert refused.refused == told.total == 6
    again = plan_retry(ledger, told.run, [], CATALOGUE, portal)
    assert (again.total, again.hide, again.update) == (6, 1, 5)
    summary = send(ledger, portal, again.run)
    assert (summary.hidden, summary.updated, summary.refused) == (1, 5, 0)
    after = copied(portal)
    assert after.pop("CN-9")[STATUS] == "hidden"
    assert after == before
    assert family(ledger, again.run) == (told.run, [again.run])
    redo = forecast(ledger, portal, again.run)  # the undo and its retry are taken back together
    assert (redo.taken_back.id, redo.total, redo.show, redo.hide) == (told.run, 6, 1, 1)


def test_an_undo_that_is_only_looked_at_leaves_nothing(ledger: Ledger) -> None:
    portal = FakeDestination()
    done = put(ledger, portal, records(3))
    told = forecast(ledger, portal, done.run)
    requests = len(portal.requests)
    ledger.discard(told.run)
    assert ([info.id for info in ledger.runs()], ledger.interrupted(), len(portal.requests)) == (
        [done.run],
        None,
        requests,
    )


def test_each_listing_of_it_is_taken_back_once(ledger: Ledger) -> None:
    """Also where an upload and its retry both sent it."""
    portal = FakeDestination()
    put(ledger, portal, [listing(0)])
    done = put(ledger, portal, [listing(0, 200.0)])
    retry = ledger.begin(NewRun(RUN.account, RunKind.RETRY, RUN.source, RUN.file_name, done.run))
    (row,) = ledger.rows(done.run)
    ledger.add_rows(retry, [row.planned])
    send(ledger, portal, retry)
    summary = take_back(ledger, portal, done.run)
    assert (summary.total, portal.portal["CN-0"]["announcementValue"]) == (1, 100)


def test_a_listing_that_is_too_big_to_go_back_is_blocked_and_not_lost(ledger: Ledger) -> None:
    portal = FakeDestination()
    put(ledger, portal, [listing(0, announcementDescription="x" * 900), listing(1)])
    done = put(ledger, portal, [listing(0, announcementDescription="short"), listing(1, 200.0)])
    portal.limits = BatchLimits(100, 600, portal.limits.envelope_bytes)
    told = forecast(ledger, portal, done.run)
    assert (told.restore, told.blocked, told.total) == (1, 1, 2)
    rows: list[LedgerRow] = list(ledger.rows(told.run, (State.BLOCKED,)))
    assert [row.planned.action for row in rows] == [Action.BLOCKED]
    assert rows[0].planned.problems[0].code is ProblemCode.ROW_TOO_BIG
