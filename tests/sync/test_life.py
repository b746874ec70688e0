"""What happened to apt-123: everything, in order, and nothing twice."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from rentix_desktop.sync.destination import Accepted, JobNews, JobState, ListingSeen, Lost, Publication, Refused
from rentix_desktop.sync.ledger import Action, NewRun, RunKind
from rentix_desktop.sync.repair.corrections import KeptCorrection
from rentix_desktop.sync.telling.account_of_run import FieldChange
from rentix_desktop.sync.telling.life import LifeCode, life_of
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.life import _OTHERS, change_lines, event_words, source_words
from tests.contracts.history import Clock, blocked, hide, sent, update
from tests.contracts.ledger import ACCOUNT, UPLOAD, row, started
from tests.fakes.catalogue import CATALOGUE
from tests.fakes.ledger import FakeLedger


@pytest.fixture
def clock() -> Clock:
    return Clock(dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC).timestamp())


@pytest.fixture
def ledger(clock: Clock) -> FakeLedger:
    return FakeLedger(ACCOUNT, clock)


def codes(ledger: FakeLedger, name: str = "CN-0") -> list[LifeCode]:
    return [event.code for event in life_of(ledger, name).events]


def test_a_whole_life_is_told_in_order(ledger: FakeLedger, clock: Clock) -> None:
    """Corrected, created, published, changed, refused, blocked, hidden, back, taken back: each with its day."""
    made = KeptCorrection("CN-0", "announcementValue", 3, 60000, clock.now - 60)
    first = replace(row(0, announcementValue=60000, propertyAddress="str. Ismail 3"), applied=(made,))
    run = sent(ledger, first, answers={0: Accepted(job="7")})
    clock.now += 60
    ledger.tell_job(run, 0, "7", JobNews(JobState.COMPLETED))
    for _ in range(3):
        clock.pass_days(1)
        sent(ledger, row(0, Action.NONE))
    clock.pass_days(1)
    sent(ledger, replace(update(0, announcementValue=61500), applied=(made,)))
    clock.pass_days(1)
    sent(ledger, update(0, announcementValue=0), answers={0: Refused(("announcementValue must not be less than 1",))})
    clock.pass_days(1)
    sent(ledger, blocked(0))
    clock.pass_days(1)
    gone = sent(ledger, hide(0, "CN-0"))
    clock.pass_days(1)
    sent(ledger, update(0, announcementStatus="active"))
    clock.pass_days(1)
    back = NewRun(ACCOUNT, RunKind.UNDO, UPLOAD.source, "a.xlsx", parent=gone)
    sent(ledger, update(0, announcementStatus="draft"), run=back)
    life = life_of(ledger, "CN-0")
    assert [event.code for event in life.events] == [
        LifeCode.CORRECTED,
        LifeCode.CREATED,
        LifeCode.PUBLISHED,
        LifeCode.SAME,
        LifeCode.UPDATED,
        LifeCode.REFUSED,
        LifeCode.BLOCKED,
        LifeCode.HIDDEN,
        LifeCode.RETURNED,
        LifeCode.TAKEN_BACK,
    ]
    assert [event.at for event in life.events] == sorted(event.at for event in life.events)
    tr = Texts("en")
    words = [event_words(event, CATALOGUE, tr) for event in life.events]
    assert words[0] == "Corrected here: Price from “3” to “60,000”."
    assert words[3] == "Nothing new in 3 uploads, the last of them on 05.03.2026."
    assert words[5].startswith("Refused by the portal. Price: ")
    assert "(announcementValue must not be less than 1)" in words[5]
    assert words[6].startswith("Not sent. Address: ")
    assert change_lines(life.events[1], CATALOGUE, tr) == ["Price: 60,000", "Address: str. Ismail 3"]
    assert change_lines(life.events[4], CATALOGUE, tr) == ["Price: 60,000 → 61,500"]
    assert change_lines(life.events[5], CATALOGUE, tr) == ["Price: not known → 0"]
    assert source_words(life.events[4], tr) == "a.xlsx, row 2"


def test_what_the_portal_said_later_is_told_with_its_time(ledger: FakeLedger, clock: Clock) -> None:
    run = sent(ledger, row(0), answers={0: Accepted(job="7")})
    clock.now += 60
    ledger.tell_job(run, 0, "7", JobNews(JobState.FAILED, "photo too big"))
    failed_at = clock.now
    clock.now += 60
    ledger.tell_listing(run, 0, ListingSeen(Publication.FAILED))
    assert codes(ledger) == [LifeCode.CREATED, LifeCode.NOT_PUBLISHED]
    clock.now += 60
    ledger.tell_listing(run, 0, ListingSeen(Publication.GONE))
    events = life_of(ledger, "CN-0").events
    assert [event.code for event in events] == [LifeCode.CREATED, LifeCode.NOT_PUBLISHED, LifeCode.GONE]
    assert [event.at for event in events[1:]] == [failed_at, clock.now]
    assert "photo too big" in event_words(events[1], CATALOGUE, Texts("en"))


def test_what_was_lost_and_what_never_went_is_told(ledger: FakeLedger, clock: Clock) -> None:
    run = started(ledger, row(0), row(1))
    ledger.intend(run, [0])
    ledger.settle(run, [(0, Lost())])
    ledger.finish(run, 1.0, complete=False)
    assert codes(ledger) == [LifeCode.IN_DOUBT]
    assert codes(ledger, "CN-1") == [LifeCode.WAITING]
    (event,) = life_of(ledger, "CN-0").events
    assert event.changes == (FieldChange("announcementValue", None, 10, True),)


def test_a_link_and_its_taking_off(ledger: FakeLedger, clock: Clock) -> None:
    links = NewRun(ACCOUNT, RunKind.LINK, UPLOAD.source, "a.xlsx")
    sent(ledger, replace(row(0, Action.LINK), portal_id="90"), run=links)
    clock.pass_days(1)
    sent(ledger, replace(row(0, Action.UNLINK), portal_id="90"), run=links)
    assert codes(ledger) == [LifeCode.LINKED, LifeCode.UNLINKED]


def test_after_its_rows_are_removed_a_life_says_that_there_was_more(ledger: FakeLedger, clock: Clock) -> None:
    sent(ledger, row(0))
    first = clock.now
    clock.pass_days(100)
    sent(ledger, row(1))
    ledger.prune(clock.now, 365, 90)
    life = life_of(ledger, "CN-0")
    assert [(event.code, event.at) for event in life.events] == [(LifeCode.REMOVED, first)]
    assert "not kept any more" in event_words(life.events[0], CATALOGUE, Texts("en"))
    sent(ledger, update(0, announcementValue=1))
    assert codes(ledger) == [LifeCode.REMOVED, LifeCode.UPDATED]


def test_of_a_listing_that_never_was_there_is_nothing(ledger: FakeLedger) -> None:
    assert life_of(ledger, "apt-123").events == ()


def test_every_event_has_words() -> None:
    assert {
        LifeCode.REMOVED, LifeCode.CORRECTED, LifeCode.REFUSED, LifeCode.BLOCKED, LifeCode.SAME, LifeCode.NOT_PUBLISHED,
    } == _OTHERS  # fmt: skip
