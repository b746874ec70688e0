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
from rentix_desktop.sync.destination import Accepted, After, JobNews, JobState, Waiter, WaitReason
from rentix_desktop.sync.follow import Follower, Publication, publication_of
from rentix_desktop.sync.ledger import Action, Ledger
from tests.contracts.ledger import planned, row, started
from tests.fakes.destination import failure
from tests.proofs.world import office, open_portal


@dataclass
class Jobs:
    """Answers each question for a job with the next of its words; the last one stays."""

    news: dict[str, list[JobNews | Exception]]
    asked: list[str] = field(default_factory=list)

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
    return Follower(ledger, jobs, clock, clock=lambda: clock.now).follow(run)


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
