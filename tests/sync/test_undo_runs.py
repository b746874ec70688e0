"""An undo is a run like any other; an upload is taken back with its retries, as far as it went."""

from __future__ import annotations

import pytest

from rentix_desktop.catalog.fields import Record
from rentix_desktop.catalog.problems import ProblemCode
from rentix_desktop.errors import AppError, Code
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import (
    Accepted,
    BatchLimits,
    Outcome,
)
from rentix_desktop.sync.ledger import Action, Ledger, LedgerRow, NewRun, RunKind, State
from rentix_desktop.sync.planning.plan import PlanOptions
from rentix_desktop.sync.planning.undo import AVAILABLE_DAYS, plan_undo
from rentix_desktop.sync.repair.needing import needing
from rentix_desktop.sync.repair.repair import Correction, plan_retry
from rentix_desktop.sync.sending.engine import Engine
from rentix_desktop.sync.steps import family, resume, taken_back
from tests.fakes.catalogue import CATALOGUE
from tests.fakes.destination import FakeDestination, Request, failure
from tests.sync.runs import RUN, planned, records, send
from tests.sync.undoing import HIDING, NOW, STATUS, copied, forecast, listing, put, take_back

pytestmark = pytest.mark.usefixtures("_quick")


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


def test_an_upload_that_was_taken_back_needs_nobody_and_an_undo_that_was_refused_does(ledger: Ledger) -> None:
    said: dict[str, str | None] = {"no": None}
    portal = FakeDestination(
        refuse=lambda o: said["no"] or ("too dear" if o.fields.get("announcementValue") == 900 else None)
    )
    done = put(ledger, portal, [listing(0), listing(1), listing(2, 900.0)])
    needs = needing(ledger)
    assert needs is not None
    assert (needs.run.id, needs.listings) == (done.run, 1)
    told = forecast(ledger, portal, done.run)
    said["no"] = "not now"
    send(ledger, portal, told.run)
    needs = needing(ledger)
    assert needs is not None
    assert (needs.run.id, needs.listings) == (told.run, 2)
    said["no"] = None
    send(ledger, portal, plan_retry(ledger, told.run, [], CATALOGUE, portal).run)
    assert needing(ledger) is None
    assert taken_back(ledger) == {done.run}
    redo = take_back(ledger, portal, told.run)
    needs = needing(ledger)
    assert needs is not None
    assert needs.run.id == done.run  # it stands again, and so does what it could not send
    assert taken_back(ledger) == {told.run}
    take_back(ledger, portal, redo.run)
    assert taken_back(ledger) == {done.run, redo.run}
