"""Jobs of accepted rows: all five statuses, slower and slower, a time limit, and what the real destination says."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from rentix_desktop.catalog.fields import JsonValue
from rentix_desktop.demo.options import DemoOptions
from rentix_desktop.errors import Code
from rentix_desktop.sync import follow
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import (
    Accepted,
    After,
    DestinationError,
    JobNews,
    JobState,
    ListingSeen,
    Publication,
    Waiter,
    WaitReason,
)
from rentix_desktop.sync.follow import Follower, Looker, LookProgress
from rentix_desktop.sync.ledger import Action, Ledger
from rentix_desktop.sync.states import publication_of
from tests.contracts.ledger import planned, row, started
from tests.fakes.destination import failure
from tests.proofs.world import office, open_portal


@dataclass
class Jobs:
    """Answers each question for a job with the next of its words; the last one stays."""

    news: dict[str, list[JobNews | Exception]] = field(default_factory=dict)
    seen: dict[str, list[ListingSeen | Exception]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    later_fields: frozenset[str] = frozenset({"announcementStatus"})

    def listing(self, external_id: str, portal_id: str | None, waiter: Waiter) -> ListingSeen:
        self.asked.append(external_id)
        said = self.seen[external_id].pop(0)
        if isinstance(said, Exception):
            raise said
        return said

    def job(self, job: str, waiter: Waiter) -> JobNews:
        self.asked.append(job)
        words = self.news[job]
        said = words.pop(0) if len(words) > 1 else words[0]
        if isinstance(said, Exception):
            raise said
        return said


class Clock(RunControl):
    """Time passes only by waiting."""

    def __init__(self) -> None:
        super().__init__(lambda: self.now)
        self.now = 0.0
        self.waits: list[float] = []

    def wait(self, seconds: float, why: WaitReason, *_: object) -> None:
        self.now += seconds
        self.waits.append(seconds)


def _accepted(ledger: Ledger, *jobs: str | None) -> int:
    run = started(ledger, *(row(number) for number in range(len(jobs))))
    ledger.intend(run, range(len(jobs)))
    ledger.settle(run, [(seq, Accepted(job=job)) for seq, job in enumerate(jobs)])
    ledger.finish(run, 1, complete=True)
    return run


def _follow(ledger: Ledger, jobs: Jobs, run: int, clock: Clock) -> bool:
    told: list[None] = []
    done = Follower(ledger, jobs, clock, lambda: told.append(None), clock=lambda: clock.now).follow(run)
    assert len(told) <= len(jobs.asked)
    return done


def test_every_end_is_told_apart(ledger: Ledger) -> None:
    jobs = Jobs(
        {
            "1": [JobNews(JobState.PENDING), JobNews(JobState.PROCESSING), JobNews(JobState.COMPLETED)],
            "2": [JobNews(JobState.FAILED, "photo 2")],
            "3": [JobNews(JobState.FAILED_RETRYABLE, "busy")],
        }
    )
    run = _accepted(ledger, "1", "2", None, "3")
    assert [publication_of(found) for found in ledger.rows(run)][:3] == ["processing", "processing", "accepted"]
    assert _follow(ledger, jobs, run, Clock())
    rows = list(ledger.rows(run))
    assert [publication_of(found) for found in rows] == [
        Publication.PUBLISHED,
        Publication.FAILED,
        Publication.ACCEPTED,
        Publication.FAILED_FOR_NOW,
    ]
    assert rows[1].job_news == JobNews(JobState.FAILED, "photo 2")
    assert jobs.asked == ["1", "2", "3", "1", "1"]


@pytest.mark.parametrize("state", [JobState.PROCESSING, JobState.UNKNOWN])
def test_what_never_ends_is_asked_more_and_more_slowly_and_then_no_more(ledger: Ledger, state: JobState) -> None:
    jobs, clock = Jobs({"1": [JobNews(state, "?")]}), Clock()
    run = _accepted(ledger, "1")
    assert not _follow(ledger, jobs, run, clock)
    assert clock.now <= follow.GIVE_UP_SECONDS
    assert 20 <= len(jobs.asked) <= 40
    rounds = [wait for wait in clock.waits if wait != follow.BETWEEN_SECONDS]
    assert rounds[:6] == [2, 4, 8, 16, 32, 60]
    assert ledger.followed(run, -1, 1)  # the next time it is asked again


def test_a_failed_question_is_asked_again_and_a_refused_key_ends_it(ledger: Ledger) -> None:
    refused = failure(Code.KEY_INVALID, After.STOP)
    jobs, clock = Jobs({"1": [failure(retry_after=40.0), JobNews(JobState.COMPLETED)], "2": [refused]}), Clock()
    run = _accepted(ledger, "1")
    assert _follow(ledger, jobs, run, clock)
    assert 40.0 in clock.waits
    other = _accepted(ledger, "2")
    assert not _follow(ledger, jobs, other, clock)
    assert jobs.asked == ["1", "1", "2"]


def test_what_failed_to_be_published_is_asked_for_again_by_the_next_plan(ledger: Ledger) -> None:
    run = started(ledger, row(0, announcementStatus="active", announcementValue=5))
    ledger.intend(run, [0])
    ledger.settle(run, [(0, Accepted(job="1"))])
    assert _follow(ledger, Jobs({"1": [JobNews(JobState.FAILED, "photo 2")]}), run, Clock())
    assert ledger.listings(["CN-0"])["CN-0"].fields == {"announcementValue": 5}


def test_looking_asks_for_every_accepted_listing_once_those_first_that_failed(ledger: Ledger) -> None:
    run = _accepted(ledger, "1", None, "3")
    ledger.tell_job(run, 2, "3", JobNews(JobState.FAILED, "photo 2"))
    seen = ListingSeen(Publication.PUBLISHED, "active", "https://x/1")
    portal = Jobs(seen={"CN-0": [seen], "CN-1": [ListingSeen(Publication.GONE)], "CN-2": [seen]})
    told: list[LookProgress] = []
    assert Looker(ledger, portal, Clock(), told.append).look(run) == 3
    assert portal.asked == ["CN-2", "CN-0", "CN-1"]
    assert told[-1] == LookProgress(3, 3)
    assert ledger.publications(run) == {Publication.PUBLISHED: 2, Publication.GONE: 1}
    assert ledger.listings(["CN-1"])["CN-1"].fields == {}  # the next plan sends all of it


def test_looking_tries_again_what_passes_and_ends_with_what_does_not(ledger: Ledger) -> None:
    run = _accepted(ledger, None, None)
    seen = ListingSeen(Publication.ACCEPTED, "draft")
    portal, clock = Jobs(seen={"CN-0": [failure(retry_after=9.0), seen], "CN-1": [failure()] * 9}), Clock()
    with pytest.raises(DestinationError):
        Looker(ledger, portal, clock).look(run)
    assert clock.waits[0] == 9.0
    assert [found.portal_status for found in ledger.rows(run)] == ["draft", None]
    assert portal.asked.count("CN-1") < 6


def test_the_demo_portal_publishes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "FIRST_SECONDS", 0.05)
    listing: dict[str, JsonValue] = {
        "announcementType": "sale",
        "propertyType": "residential",
        "propertySecondaryType": "apartment",
        "announcementValue": 61500,
        "announcementCurrency": "EUR",
        "propertyAddress": "str. Ismail 4",
        "announcementStatus": "active",
        "files": [{"url": f"https://example.org/{number}.jpg"} for number in range(3)],
    }
    options = DemoOptions(limits="off", faults=True, job_seconds=0.3, bulk_results="full")
    with open_portal(options) as portal, office(tmp_path, portal) as ours:
        run = planned(ours.ledger, row(0, Action.CREATE, **listing), row(1))
        assert ours.send(run).created == 2
        assert [publication_of(found) for found in ours.ledger.rows(run)] == ["processing", "accepted"]
        assert Follower(ours.ledger, ours.destination, RunControl()).follow(run)
        assert [publication_of(found) for found in ours.ledger.rows(run)] == ["published", "accepted"]
        assert ours.destination.job("999999", RunControl()).state is JobState.UNKNOWN
        assert Looker(ours.ledger, ours.destination, RunControl()).look(run) == 2
        assert [found.portal_status for found in ours.ledger.rows(run)] == ["active", "draft"]
        portal.reset()
        Looker(ours.ledger, ours.destination, RunControl()).look(run)
        assert ours.ledger.publications(run) == {Publication.GONE: 2}
