"""The service is asked beforehand: the same rows, its words, and nothing stored, here or there."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from rentix_desktop.errors import Code
from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import After, BatchLimits, DestinationError, Lost, Operation, Outcome
from rentix_desktop.sync.ledger import Ledger, State
from rentix_desktop.sync.planning.rehearsal import rehearse
from rentix_desktop.sync.progress import RunProgress
from tests.fakes.destination import ENVELOPE, FakeDestination, Request, failure
from tests.fakes.ledger import ACCOUNT
from tests.sync.runs import planned, records, send, upload


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return SqliteLedger(tmp_path / "ledger.sqlite", ACCOUNT)


def dear(operation: Operation) -> str | None:
    price = operation.fields.get("announcementValue")
    return f"announcementValue must not be greater than 150, is {price}" if price == 200.0 else None


def test_the_rows_that_would_be_sent_are_asked_about_and_nothing_is_stored(ledger: Ledger) -> None:
    service = FakeDestination()
    upload(ledger, service, records(3))
    there, before = dict(service.portal), ledger.listings([f"CN-{n}" for n in range(9)])
    service.refuse = dear
    run = planned(
        ledger, service, [*records(2), *records(1, 120.0, 2), *records(4, first=3), *records(2, 200.0, 7)]
    ).run
    states = [(row.planned.action, row.state, row.attempts) for row in ledger.rows(run)]
    said = rehearse(ledger, service, RunControl(), run)
    assert (said.total, said.asked, said.refused, said.requests) == (7, 7, 2, 1)
    assert [row.planned.external_id for row, _ in said.objections] == ["CN-7", "CN-8"]
    assert said.objections[0][1] == ("announcementValue must not be greater than 150, is 200.0",)
    assert sorted(service.asked) == ["CN-2", "CN-3", "CN-4", "CN-5", "CN-6"]
    assert service.portal == there
    assert ledger.listings([f"CN-{n}" for n in range(9)]) == before
    assert [(row.planned.action, row.state, row.attempts) for row in ledger.rows(run)] == states
    assert [info.id for info in ledger.runs()] == [1]  # what was asked is no run of the history
    summary = send(ledger, service, run)
    assert (summary.created, summary.updated, summary.refused) == (4, 1, 2)


def test_it_goes_in_the_batches_of_an_upload_and_tells_how_far_it_is(ledger: Ledger) -> None:
    service = FakeDestination(limits=BatchLimits(3, 500_000, len(ENVELOPE), requests_per_minute=30))
    run = planned(ledger, service, records(8)).run
    told: list[RunProgress] = []
    rehearse(ledger, service, RunControl(), run, told.append)
    assert [len(request.ids) for request in service.requests] == [3, 3, 2]
    assert (told[-1].answered, told[-1].to_send, told[-1].seconds_left) == (8, 8, 0.0)


def test_a_service_that_cannot_be_asked_says_so_and_the_upload_goes(ledger: Ledger) -> None:
    service = FakeDestination(knows_validate=False)
    run = planned(ledger, service, records(500)).run
    said = rehearse(ledger, service, RunControl(), run)
    assert not said.known
    assert (said.asked, said.objections, said.stopped) == (0, (), None)
    assert len(service.requests) == 1
    assert send(ledger, service, run).created == 500


def test_lost_answers_and_refused_requests_are_asked_again(ledger: Ledger) -> None:
    service = FakeDestination(refuse=dear, limits=BatchLimits(4, 500_000, len(ENVELOPE)))

    def script(request: Request, number: int) -> tuple[Outcome, ...] | DestinationError | None:
        if number == 0:
            return tuple(Lost("missing") for _ in request.ids)
        if len(request.ids) > 2 and number < 6:
            return failure(Code.REQUEST_REFUSED, After.SPLIT)
        return None

    service.script = script
    run = planned(ledger, service, [*records(7), *records(1, 200.0, 7)]).run
    said = rehearse(ledger, service, RunControl(), run)
    assert (said.asked, said.refused) == (8, 1)
    assert {row.state for row in ledger.rows(run)} == {State.READY}


def test_a_batch_turned_down_without_words_is_asked_about_one_by_one_within_reason(ledger: Ledger) -> None:
    service = FakeDestination(refuse=lambda _: "too short", wordless=True)
    run = planned(ledger, service, records(90)).run
    said = rehearse(ledger, service, RunControl(), run)
    assert (said.asked, said.refused) == (90, 90)
    assert sum(words == ("too short",) for _, words in said.objections) == 20
    assert len(service.requests) == 21


def test_stopping_it_keeps_what_was_said_until_then(ledger: Ledger) -> None:
    control, going = RunControl(), threading.Event()
    service = FakeDestination(refuse=lambda _: "no", limits=BatchLimits(1, 500_000, len(ENVELOPE)))

    def script(_: Request, number: int) -> None:
        if number == 3:
            going.set()
            control.cancel()

    service.script = script
    run = planned(ledger, service, records(50)).run
    said = rehearse(ledger, service, control, run)
    assert going.is_set()
    assert said.stopped is not None
    assert said.stopped.code is Code.STOPPED
    assert 1 <= said.asked < 10
    assert len(said.objections) == said.asked


def test_a_service_out_of_reach_is_told(ledger: Ledger) -> None:
    service = FakeDestination(script=lambda *_: failure(Code.KEY_INVALID, After.STOP))
    said = rehearse(ledger, service, RunControl(), planned(ledger, service, records(5)).run)
    assert said.known
    assert said.stopped is not None
    assert said.stopped.code is Code.KEY_INVALID
