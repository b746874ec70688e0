"""The engine on a fake service: whatever goes wrong, every row ends in a named state and none is lost."""

from __future__ import annotations

import time

import pytest

from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.sync.destination import (
    Accepted,
    After,
    BatchLimits,
    Later,
    Lost,
    Outcome,
    Refused,
    WaitReason,
)
from rentix_desktop.sync.ledger import Action, Ledger, State
from rentix_desktop.sync.planning.plan import PlanOptions
from rentix_desktop.sync.progress import RunProgress
from rentix_desktop.sync.summary import failures
from tests.fakes.destination import LIMITS, FakeDestination, Request, failure, lost
from tests.sync.runs import planned, records, send, upload

pytestmark = pytest.mark.usefixtures("_quick")


def prices(portal: FakeDestination) -> dict[str, object]:
    return {external_id: fields["announcementValue"] for external_id, fields in portal.portal.items()}


def test_everything_is_accepted(ledger: Ledger) -> None:
    portal = FakeDestination()
    forecast = planned(ledger, portal, records(250))
    summary = send(ledger, portal, forecast.run)
    assert (forecast.create, forecast.requests) == (250, 3)
    assert (summary.created, summary.total, summary.requests) == (250, 250, 3)
    assert len(portal.portal) == 250
    assert ledger.interrupted() is None


def test_the_next_day_only_what_changed_is_sent(ledger: Ledger) -> None:
    portal = FakeDestination()
    upload(ledger, portal, records(10))
    portal.requests.clear()
    changed = records(9)
    changed[3]["announcementValue"] = 90.5
    forecast = planned(ledger, portal, [*changed, *records(1, first=77)])
    assert (forecast.create, forecast.update, forecast.unchanged) == (1, 1, 8)
    assert forecast.changed_fields == {"announcementValue": 1}
    summary = send(ledger, portal, forecast.run)
    assert (summary.created, summary.updated, summary.unchanged, summary.total) == (1, 1, 8, 10)
    assert portal.requests == [Request(("CN-3", "CN-77"))]
    assert portal.applied["CN-3"] == 2


def test_a_trial_sends_the_first_rows_and_resume_the_rest(ledger: Ledger) -> None:
    portal = FakeDestination()
    run = planned(ledger, portal, records(12)).run
    trial = send(ledger, portal, run, trial=5)
    assert (trial.created, trial.not_sent, trial.total, trial.stopped) == (5, 7, 12, None)
    assert portal.requests == [Request(tuple(f"CN-{n}" for n in range(5)))]
    interrupted = ledger.interrupted()
    assert interrupted is not None
    assert interrupted.id == run
    rest = send(ledger, portal, run)
    assert (rest.created, rest.not_sent, rest.requests) == (12, 0, 2)
    assert set(portal.applied.values()) == {1}


def test_a_refused_row_keeps_the_words_and_the_others_go(ledger: Ledger) -> None:
    portal = FakeDestination(refuse=lambda o: "Invalid status" if o.external_id == "CN-4" else None)
    summary = upload(ledger, portal, records(6))
    assert (summary.created, summary.refused) == (5, 1)
    assert [(f.row.planned.external_id, f.row.messages) for f in failures(ledger, summary.run)] == [
        ("CN-4", ("Invalid status",))
    ]
    assert ledger.listings(["CN-4", "CN-5"]).keys() == {"CN-5"}


def test_a_batch_refused_without_words_is_explained_row_by_row(ledger: Ledger) -> None:
    portal = FakeDestination(refuse=lambda o: None if o.external_id == "CN-2" else f"no {o.external_id}")
    portal.script = lambda r, _: None if r.alone else tuple(Refused(explain=True) for _ in r.ids)
    summary = upload(ledger, portal, records(5))
    assert (summary.refused, summary.created, summary.in_doubt) == (4, 1, 0)
    assert [f.row.messages for f in failures(ledger, summary.run)] == [(f"no CN-{n}",) for n in (0, 1, 3, 4)]
    assert summary.requests == 6


def test_a_row_that_stays_without_words_is_asked_once(ledger: Ledger) -> None:
    portal = FakeDestination(script=lambda r, _: tuple(Refused(explain=True) for _ in r.ids))
    summary = upload(ledger, portal, records(3))
    assert (summary.refused, summary.requests) == (3, 4)


def test_a_batch_refused_whole_is_halved_to_the_culprit(ledger: Ledger) -> None:
    def poisoned(request: Request, _: int) -> tuple[Outcome, ...] | None:
        if "CN-37" in request.ids:
            raise failure(Code.REQUEST_REFUSED, After.SPLIT, messages=("Bad Request: price",))
        return None

    portal = FakeDestination(script=poisoned)
    summary = upload(ledger, portal, records(100))
    assert (summary.created, summary.refused) == (99, 1)
    assert [f.row.messages for f in failures(ledger, summary.run)] == [("Bad Request: price",)]
    assert summary.requests <= 15
    assert set(portal.applied.values()) == {1}


@pytest.mark.parametrize("maybe_applied", [False, True])
def test_a_passing_failure_is_sent_again(ledger: Ledger, maybe_applied: bool) -> None:
    portal = FakeDestination(script=lambda _, n: failure(maybe_applied=maybe_applied) if n in (0, 3) else None)
    summary = upload(ledger, portal, records(250))
    assert (summary.created, summary.requests, summary.stopped) == (250, 5, None)


def test_a_lost_answer_is_in_doubt_and_sent_again_as_what_was_planned(ledger: Ledger) -> None:
    portal = FakeDestination(lose_after_applying=frozenset({0}))
    run = planned(ledger, portal, records(3)).run
    summary = send(ledger, portal, run)
    assert summary.created == 3  # the answer says updated: the row was there from the first sending
    assert [(row.ever_in_doubt, row.attempts) for row in ledger.rows(run)] == [(True, 2)] * 3


def test_the_answer_tells_created_where_the_row_was_never_in_doubt(ledger: Ledger) -> None:
    portal = FakeDestination(portal={"CN-0": {}})
    summary = upload(ledger, portal, records(2))
    assert (summary.created, summary.updated) == (1, 1)


def test_rows_missing_in_an_answer_are_sent_again(ledger: Ledger) -> None:
    portal = FakeDestination(script=lambda r, n: lost(r) if n == 0 else None)
    summary = upload(ledger, portal, records(10))
    assert (summary.created, summary.in_doubt, summary.requests) == (10, 0, 2)
    assert portal.requests[1].ids == tuple(f"CN-{n}" for n in range(5, 10))


def test_a_row_the_service_never_answers_for_stays_in_doubt_and_the_run_ends(ledger: Ledger) -> None:
    def mute(request: Request, _: int) -> tuple[Outcome, ...]:
        return tuple(Lost("missing") if i == "CN-7" else Accepted(created=True) for i in request.ids)

    portal = FakeDestination(script=mute)
    summary = upload(ledger, portal, records(150))
    assert (summary.created, summary.in_doubt, summary.stopped) == (149, 1, None)
    assert summary.requests <= 8


def test_a_service_that_does_not_repeat_is_not_sent_doubtful_rows(ledger: Ledger) -> None:
    portal = FakeDestination(repeatable=False, lose_after_applying=frozenset({0}))
    run = planned(ledger, portal, records(150)).run
    summary = send(ledger, portal, run)
    assert (summary.created, summary.in_doubt, summary.requests) == (50, 100, 2)
    again = send(ledger, portal, run)
    assert (again.in_doubt, again.requests) == (100, 2)
    assert set(portal.applied.values()) == {1}


def test_later_inside_an_answer_is_sent_again(ledger: Ledger) -> None:
    def busy(request: Request, number: int) -> tuple[Outcome, ...] | None:
        return tuple(Later(0.01) if i == "CN-1" else Accepted() for i in request.ids) if number == 0 else None

    portal = FakeDestination(script=busy)
    run = planned(ledger, portal, records(3)).run
    summary = send(ledger, portal, run)
    assert (summary.created, summary.requests) == (3, 2)
    assert [row.attempts for row in ledger.rows(run)] == [1, 1, 1]


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_refused_key_stops_at_once_and_keeps_everything(ledger: Ledger, number: int) -> None:
    stop = failure(Code.KEY_INVALID, After.STOP)
    portal = FakeDestination(script=lambda _, n: stop if n == number else None)
    run = planned(ledger, portal, records(300)).run
    summary = send(ledger, portal, run)
    assert summary.stopped is stop
    assert (summary.created, summary.not_sent, summary.in_doubt) == (100 * number, 300 - 100 * number, 0)
    portal.script = lambda _request, _number: None
    assert send(ledger, portal, run).created == 300
    assert set(portal.applied.values()) == {1}


@pytest.mark.parametrize("count", [1, 250, 3000])
def test_a_service_that_is_down_ends_the_run_after_a_while(ledger: Ledger, count: int) -> None:
    portal = FakeDestination(script=lambda _request, _number: failure(Code.UNREACHABLE))
    seen: list[RunProgress] = []
    run = planned(ledger, portal, records(count)).run
    summary = send(ledger, portal, run, patience=0.8, listener=seen.append)
    assert summary.stopped is not None
    assert (summary.stopped.code, summary.stopped.cause) == (Code.UNREACHABLE, Cause.UNREACHABLE)
    assert (summary.not_sent, summary.in_doubt) == (count, 0)
    assert any(p.waiting and p.waiting.why is WaitReason.SERVICE_DOWN for p in seen)
    first_down = next(p for p in seen if p.waiting and p.waiting.why is WaitReason.SERVICE_DOWN)
    assert first_down.answered == 0


def test_a_service_that_comes_back_goes_on_by_itself(ledger: Ledger) -> None:
    portal = FakeDestination(script=lambda _, n: failure() if n < 12 else None)
    summary = upload(ledger, portal, records(150))
    assert (summary.created, summary.stopped) == (150, None)


def test_patience_of_zero_ends_at_the_first_failure(ledger: Ledger) -> None:
    portal = FakeDestination(script=lambda _request, _number: failure(Code.HOST_UNKNOWN))
    summary = send(ledger, portal, planned(ledger, portal, records(5)).run, patience=0)
    assert summary.stopped is not None
    assert summary.stopped.code is Code.HOST_UNKNOWN
    assert (summary.not_sent, summary.requests) == (5, 1)


def test_retry_after_is_obeyed(ledger: Ledger) -> None:
    portal = FakeDestination(script=lambda _, n: failure(Code.RATE_LIMITED, retry_after=0.4) if n == 0 else None)
    seen: list[RunProgress] = []
    run = planned(ledger, portal, records(2)).run
    started = time.monotonic()
    summary = send(ledger, portal, run, listener=seen.append, patience=0.1)
    assert time.monotonic() - started >= 0.4
    assert summary.created == 2
    assert any(p.waiting and p.waiting.why is WaitReason.RETRY_AFTER for p in seen)


def test_too_many_requests_are_not_answered_with_more_of_them(ledger: Ledger) -> None:
    """A full minute is not the fault of a batch: it neither goes in halves nor is it given up."""

    def busy(request: Request, _: int) -> None:
        if "CN-0" in request.ids and len(portal.requests) < 8:
            raise failure(Code.RATE_LIMITED, retry_after=0.001)

    portal = FakeDestination(script=busy)
    summary = upload(ledger, portal, records(300))
    assert (summary.created, summary.not_sent) == (300, 0)
    assert {len(request.ids) for request in portal.requests} == {100}


def test_one_row_the_service_breaks_on_does_not_cost_the_others(ledger: Ledger) -> None:
    def breaks(request: Request, _: int) -> tuple[Outcome, ...] | None:
        if "CN-5" in request.ids:
            raise failure(Code.SERVER_ERROR)
        return None

    portal = FakeDestination(script=breaks)
    summary = upload(ledger, portal, records(40))
    assert (summary.created, summary.not_sent) == (39, 1)


def test_the_monthly_limit_leaves_new_listings_queued_and_sends_updates(ledger: Ledger) -> None:
    portal = FakeDestination(limits=BatchLimits(10, 500_000, 17), limit=25)
    upload(ledger, portal, records(5, first=90))
    summary = upload(ledger, portal, [*records(60), *records(5, price=1.5, first=90)])
    assert summary.limit_reached
    assert (summary.created, summary.updated) == (20, 5)
    assert (summary.refused, summary.not_sent) == (10, 30)


def test_hidden_listings_come_back_and_are_shown_again(ledger: Ledger) -> None:
    portal = FakeDestination()
    upload(ledger, portal, records(20))
    forecast = planned(ledger, portal, records(17), PlanOptions(hide_missing=True))
    assert (forecast.hide, forecast.hide_held, forecast.total) == (3, 0, 20)
    summary = send(ledger, portal, forecast.run)
    assert (summary.hidden, summary.unchanged, summary.total) == (3, 17, 20)
    assert portal.portal["CN-18"]["announcementStatus"] == "hidden"
    again = planned(ledger, portal, records(20), PlanOptions(hide_missing=True))
    assert (again.update, again.unchanged, again.hide) == (3, 17, 0)
    send(ledger, portal, again.run)
    assert portal.portal["CN-18"]["announcementStatus"] == "active"
    assert planned(ledger, portal, records(20)).unchanged == 20


def test_what_was_lost_is_sent_again_by_a_later_plan(ledger: Ledger) -> None:
    """The portal may have the price of the lost update: a file with the old price is a change again."""
    portal = FakeDestination()
    upload(ledger, portal, records(1, price=4))
    portal.repeatable = False
    portal.lose_after_applying = frozenset({1})
    assert upload(ledger, portal, records(1, price=5)).in_doubt == 1
    assert prices(portal) == {"CN-0": 5}
    assert upload(ledger, portal, records(1, price=4)).updated == 1
    assert prices(portal) == {"CN-0": 4}
    assert planned(ledger, portal, records(1, price=4)).unchanged == 1


def test_a_new_upload_replaces_what_an_older_one_left(ledger: Ledger) -> None:
    portal = FakeDestination()
    send(ledger, portal, planned(ledger, portal, records(10, price=4)).run, trial=2)
    upload(ledger, portal, records(10, price=5))
    assert ledger.interrupted() is None


# speed ----------------------------------------------------------------------------------------------------------------
def test_slow_answers_are_overlapped_and_never_two_of_one_listing(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rentix_desktop.sync.sending.lanes.SLOW_SECONDS", 0.01)
    portal = FakeDestination(limits=BatchLimits(10, 500_000, 17), before=lambda *_: time.sleep(0.03))
    summary = upload(ledger, portal, records(300))
    assert summary.created == 300
    assert 2 <= portal.most_in_flight <= 4
    assert not portal.twice_in_flight
    assert set(portal.applied.values()) == {1}


def test_fast_answers_need_no_second_request(ledger: Ledger) -> None:
    portal = FakeDestination(limits=BatchLimits(10, 500_000, 17))
    upload(ledger, portal, records(100))
    assert portal.most_in_flight == 1


def test_progress_is_at_most_ten_a_second_and_the_last_is_told(ledger: Ledger) -> None:
    portal = FakeDestination(limits=BatchLimits(1, 500_000, 17), before=lambda *_: time.sleep(0.002))
    seen: list[tuple[float, RunProgress]] = []
    run = planned(ledger, portal, records(150)).run
    started_at = time.monotonic()
    send(ledger, portal, run, listener=lambda p: seen.append((time.monotonic(), p)))
    assert len(seen) <= (time.monotonic() - started_at) * 10 + 2
    last = seen[-1][1]
    assert (last.answered, last.accepted, last.to_send, last.on_the_way) == (150, 150, 150, 0)
    assert (last.seconds_left, len(last.recent)) == (0.0, 50)
    assert last.recent[0].planned.external_id == "CN-149"
    assert last.recent[0].state is State.ACCEPTED


# our own faults -------------------------------------------------------------------------------------------------------
def test_a_bug_in_a_destination_is_raised_and_its_rows_are_in_doubt(ledger: Ledger) -> None:
    def broken(_: Request, __: object) -> None:
        raise ZeroDivisionError("a bug")

    portal = FakeDestination(before=broken)
    run = planned(ledger, portal, records(150)).run
    with pytest.raises(ZeroDivisionError):
        send(ledger, portal, run)
    assert ledger.counts(run).by_state == {State.IN_DOUBT: 100, State.NOT_SENT: 50}
    assert send(ledger, FakeDestination(), run).created == 150


def test_a_ledger_that_cannot_write_ends_the_run_and_nothing_is_lost(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal = FakeDestination()
    run = planned(ledger, portal, records(300)).run
    real = ledger.settle

    def full(run: int, outcomes: list[tuple[int, Outcome]]) -> None:
        if len(portal.requests) == 2:
            raise AppError(Code.DISK_FULL, Cause.ENVIRONMENT)
        real(run, outcomes)

    monkeypatch.setattr(ledger, "settle", full)
    summary = send(ledger, portal, run)
    assert summary.stopped is not None
    assert summary.stopped.code is Code.DISK_FULL
    assert (summary.created, summary.in_doubt, summary.not_sent, summary.total) == (100, 100, 100, 300)
    monkeypatch.setattr(ledger, "settle", real)
    counts = ledger.counts(run)
    assert counts.by_state == {State.ACCEPTED: 100, State.IN_DOUBT: 100, State.NOT_SENT: 100}
    summary = send(ledger, portal, run)
    assert (summary.created, summary.total) == (300, 300)
    assert {i: n for i, n in portal.applied.items() if n > 1}.keys() == {f"CN-{n}" for n in range(100, 200)}


def test_a_row_is_in_doubt_on_disk_before_it_is_sent(ledger: Ledger) -> None:
    portal = FakeDestination(limits=LIMITS)
    run = planned(ledger, portal, records(3)).run
    seen: list[dict[State, int]] = []
    portal.before = lambda *_: seen.append(dict(ledger.counts(run).by_state))
    send(ledger, portal, run)
    assert seen == [{State.SENDING: 3}]
    assert ledger.counts(run).by_action == {Action.CREATE: 3}
