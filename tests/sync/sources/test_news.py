"""After a turn it is known what became of what was sent: a few questions, to the jobs that are due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest

from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.sync.destination import (
    Accepted,
    JobNews,
    JobState,
    ListingPage,
    ListingSeen,
    Operation,
    Outcome,
    PortalListing,
    Publication,
    Waiter,
)
from rentix_desktop.sync.planning.plan import chunks
from rentix_desktop.sync.sources import news
from rentix_desktop.sync.sources.book import VisitEnd
from rentix_desktop.sync.sources.monitor import NeedCode, monitor_of
from rentix_desktop.sync.sources.times import now_here
from tests.fakes.destination import failure
from tests.fakes.ledger import ACCOUNT
from tests.sync.sources.turns import Desk, Service, row, rows


@dataclass
class Publisher(Service):
    """Publishes later. `states` by externalId; the others are published."""

    states: dict[str, JobState] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    silent: bool = False
    jobs: bool = True
    status: str = "pending_active"
    later_fields: frozenset[str] = frozenset({"announcementStatus"})

    def send(self, operations: list[Operation], waiter: Waiter) -> tuple[Outcome, ...]:  # type: ignore[override]
        answers = super().send(operations, waiter)
        return tuple(
            Accepted(None, None, self.status, True, job=operation.external_id if self.jobs else None)
            if isinstance(answer, Accepted)
            else answer
            for operation, answer in zip(operations, answers, strict=True)
        )

    def job(self, job: str, waiter: Waiter) -> JobNews:
        self.asked.append(job)
        if self.silent:
            raise failure()
        return JobNews(self.states.get(job, JobState.COMPLETED), "The photo does not open")

    def listing(self, external_id: str, portal_id: str | None, waiter: Waiter) -> ListingSeen:
        self.asked.append(f"{external_id} itself")
        return ListingSeen(Publication.PUBLISHED, "active", f"https://x.example/{external_id}")

    def is_published(self, external_id: str) -> Publication:
        return {
            JobState.COMPLETED: Publication.PUBLISHED,
            JobState.FAILED: Publication.FAILED,
        }.get(self.states.get(external_id, JobState.COMPLETED), Publication.PROCESSING)

    def questions(self) -> list[str]:
        asked, self.asked = self.asked, []
        return asked


@dataclass
class Lister(Publisher):
    """Tells what it has, ten at a time, but for what is `hidden`."""

    hidden: set[str] = field(default_factory=set)

    def list_listings(self, waiter: Waiter) -> Iterator[ListingPage]:
        for names in chunks([name for name in self.portal if name not in self.hidden], 10):
            self.asked.append("page")
            yield ListingPage(tuple(self.listed(name) for name in names), last=False)

    def listed(self, name: str) -> PortalListing:
        publication = self.is_published(name)
        status = "active" if publication is Publication.PUBLISHED else "pending_active"
        return PortalListing(f"p-{name}", name, {}, status, publication=publication)


@pytest.fixture
def publisher(desk: Desk) -> Publisher:
    desk.service = Publisher()
    return desk.service


def in_need(desk: Desk) -> list[NeedCode]:
    with desk.ledger() as ledger:
        return [need.code for need in monitor_of(ledger, ACCOUNT, [desk.source.ledger_name], now_here()).needs]


def on_portal(desk: Desk) -> dict[str, int]:
    with desk.ledger() as ledger:
        return dict(ledger.statuses())


@pytest.fixture(autouse=True)
def _one_clock(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ledger goes by the clock of the desk."""
    monkeypatch.setattr(desk, "opened", lambda path, account: SqliteLedger(path, account, lambda: desk.now))


def test_what_could_not_be_published_is_told_after_the_turn(desk: Desk, publisher: Publisher) -> None:
    publisher.states["CN-1"] = JobState.FAILED
    desk.export(rows(3))
    desk.turn()
    assert sorted(publisher.questions()) == ["CN-0", "CN-0 itself", "CN-1", "CN-2", "CN-2 itself"]
    assert in_need(desk) == [NeedCode.PUBLISH_FAILED]
    assert on_portal(desk) == {"active": 2, "pending_active": 1}


def test_what_is_not_over_is_asked_for_again_later_also_with_nothing_to_send(desk: Desk, publisher: Publisher) -> None:
    publisher.states["CN-1"] = JobState.PROCESSING
    desk.export(rows(3))
    desk.turn()
    publisher.questions()
    verified = publisher.verified
    assert desk.turn().visit.end is VisitEnd.SAME
    assert (publisher.questions(), publisher.verified) == ([], verified), "not each time"
    desk.now += news.WAIT.least
    publisher.states["CN-1"] = JobState.FAILED
    same = desk.turn()
    assert (same.visit.end, same.visit.run, publisher.questions()) == (VisitEnd.SAME, None, ["CN-1"])
    assert in_need(desk) == [NeedCode.PUBLISH_FAILED]
    desk.now += news.WAIT.least
    verified = publisher.verified
    desk.export([row(0), row(1), row(2)])
    assert publisher.questions() == []


def test_what_could_not_be_published_is_not_tried_again_and_again(desk: Desk, publisher: Publisher) -> None:
    publisher.states["CN-1"] = JobState.FAILED
    desk.export(rows(3))
    desk.turn()
    publisher.taken()
    for _ in range(2):
        assert desk.turn(asked=False).visit.end is VisitEnd.SAME
    assert (publisher.taken(), in_need(desk)) == ([], [NeedCode.PUBLISH_FAILED])
    desk.export([row(0), row(1, price="7"), row(2)])
    desk.turn(asked=False)  # put right, perhaps: it is published again
    assert publisher.taken() == [("CN-1", {"announcementValue": 7, "announcementStatus": "active"})]
    desk.now += 86_400
    desk.turn(asked=False)
    assert publisher.taken() == [("CN-1", {"announcementStatus": "active"})]
    desk.turn()  # a person wants it
    assert publisher.taken() == [("CN-1", {"announcementStatus": "active"})]


def test_without_jobs_the_listings_themselves_are_asked_for(desk: Desk, publisher: Publisher) -> None:
    publisher.jobs = False
    desk.export([row(0), row(1), row(2, status="draft")])
    desk.turn()
    assert (publisher.questions(), on_portal(desk)) == (
        ["CN-0 itself", "CN-1 itself"],
        {"active": 2, "pending_active": 1},
    )
    desk.turn()
    assert publisher.questions() == []


def test_of_many_the_list_of_the_service_tells(
    desk: Desk, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "AFTER_SENDING", replace(news.AFTER_SENDING, asked=10))
    lister = desk.service = Lister()
    lister.states = {"CN-3": JobState.FAILED, "CN-4": JobState.PENDING}
    desk.export(rows(25))
    desk.turn()
    assert lister.questions() == ["page", "page", "page", "CN-3"]
    assert on_portal(desk) == {"active": 23, "pending_active": 2}
    assert in_need(desk) == [NeedCode.PUBLISH_FAILED]
    desk.turn(asked=False)
    assert lister.questions() == []


def test_of_many_so_many_are_asked_for_at_a_time(
    desk: Desk, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "AFTER_SENDING", replace(news.AFTER_SENDING, asked=10))
    publisher.states = {f"CN-{number}": JobState.PENDING for number in range(25)}
    desk.export(rows(25))
    found = []
    for _ in range(5):
        desk.turn()
        found.append(publisher.questions())
    assert [len(each) for each in found] == [10, 4, 4, 4, 3], "few where nothing is sent"
    assert len({name for each in found for name in each}) == 25
    desk.turn()
    assert publisher.questions() == []


def test_what_the_list_of_the_service_does_not_show_is_not_looked_for_in_every_turn(
    desk: Desk, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "AFTER_SENDING", news.Most(requests=7, pages=3, asked=2))
    lister = desk.service = Lister()
    lister.hidden = {f"CN-{number}" for number in range(20)}
    desk.export(rows(40))
    desk.turn()
    assert lister.questions() == ["page", "page", "CN-0", "CN-0 itself", "CN-1", "CN-1 itself"]
    desk.turn()
    assert lister.questions() == []
    costs = []
    for _ in range(12):
        desk.now += news.WAIT.least
        desk.turn()
        costs.append(len(lister.questions()))
    assert max(costs) <= 9
    assert costs.count(0) >= 6, "more and more slowly"


def test_a_list_too_long_for_a_turn_without_anything_to_send_is_read_by_one_that_sends(
    desk: Desk, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "PAGE", 10)
    monkeypatch.setattr(news, "AFTER_SENDING", replace(news.AFTER_SENDING, asked=2))
    lister = desk.service = Lister()
    lister.states = {f"CN-{number}": JobState.PROCESSING for number in range(80)}
    desk.export(rows(80))
    desk.turn()
    lister.questions()
    desk.now += news.WAIT.least
    desk.turn()
    assert "page" not in lister.questions()
    lister.states.clear()
    desk.export([row(0, price="7"), *rows(79, 1)])
    desk.turn()
    assert lister.questions() == ["page"] * 8
    assert on_portal(desk) == {"active": 80}


def test_what_is_said_to_be_public_at_once_is_not_asked_for(desk: Desk, publisher: Publisher) -> None:
    publisher.jobs, publisher.status = False, "active"
    desk.export(rows(3))
    desk.turn()
    assert (publisher.questions(), on_portal(desk)) == ([], {"active": 3})


def test_a_service_that_says_nothing_of_it_costs_the_turn_nothing(desk: Desk, publisher: Publisher) -> None:
    publisher.silent = True
    desk.export(rows(3))
    turned = desk.turn()
    assert (turned.visit.end, len(publisher.questions())) == (VisitEnd.SYNCED, 1)
    desk.keys.key = None
    assert desk.turn().visit.end is VisitEnd.SAME
    assert publisher.questions() == []


def test_a_job_that_is_never_over_is_given_up(desk: Desk, publisher: Publisher) -> None:
    publisher.states["CN-0"] = JobState.UNKNOWN
    desk.export(rows(1))
    desk.turn()
    publisher.questions()
    desk.now += news.WAIT.most + 1
    desk.turn()
    assert publisher.questions() == []
