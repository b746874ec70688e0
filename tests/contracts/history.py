"""What every ledger tells of days gone by. A test module subclasses `HistoryContract` and gives `clock` and `ledger`: the
ledger takes its time from that clock."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from rentix_desktop.catalog.fields import JsonValue
from rentix_desktop.catalog.problems import Problem, ProblemCode, Severity
from rentix_desktop.errors import AppError, Code
from rentix_desktop.sync.books.history import Answered, Became, Failing, Pruned, Quota, rows_of, tidy
from rentix_desktop.sync.destination import (
    Accepted,
    JobNews,
    JobState,
    ListingSeen,
    Lost,
    Outcome,
    Publication,
    Refused,
)
from rentix_desktop.sync.ledger import Action, Before, Ledger, NewRun, PlannedRow, RunKind, State, Unheard, Wait
from rentix_desktop.sync.repair.corrections import KeptCorrection
from rentix_desktop.sync.sources.book import Reason, Visit, VisitEnd
from rentix_desktop.sync.summary import summarise
from tests.contracts.ledger import ACCOUNT, UPLOAD, row, started

DAY = 86_400.0
NOW = 1_700_000_000.0


@dataclass
class Clock:
    now: float = NOW

    def __call__(self) -> float:
        return self.now

    def pass_days(self, days: float) -> None:
        self.now += days * DAY


def hide(seq: int, name: str) -> PlannedRow:
    return replace(row(seq, Action.HIDE, announcementStatus="hidden"), row=None, sheet_row=None, external_id=name)


def update(seq: int, **fields: JsonValue) -> PlannedRow:
    return row(seq, Action.UPDATE, **fields)


def blocked(seq: int) -> PlannedRow:
    problem = Problem("propertyAddress", ProblemCode.REQUIRED_MISSING, Severity.ERROR)
    return replace(row(seq, Action.BLOCKED), problems=(problem,))


def sent(ledger: Ledger, *rows: PlannedRow, run: NewRun = UPLOAD, answers: dict[int, Outcome] | None = None) -> int:
    """A whole run: all is accepted but for what `answers` say."""
    number = started(ledger, *rows, run=run)
    ask = [each.seq for each in rows if each.action not in (Action.NONE, Action.BLOCKED, Action.SKIP)]
    ledger.intend(number, ask)
    ledger.settle(number, [(seq, (answers or {}).get(seq, Accepted(portal_id=f"p-{seq}"))) for seq in ask])
    ledger.finish(number, 1.0, complete=True)
    return number


class HistoryContract:
    # figures ----------------------------------------------------------------------------------------------------------
    def test_answers_are_told_by_the_moment_and_by_what_they_said(self, ledger: Ledger, clock: Clock) -> None:
        sent(ledger, row(9))
        clock.pass_days(2)
        file = replace(UPLOAD, file_changed_at=clock.now - 600)
        first = started(ledger, row(0), row(1), blocked(2), update(9, a=1), row(4, Action.NONE), run=file)
        ledger.intend(first, [0, 1, 9])
        begun = clock.now
        clock.now += 60
        ledger.settle(first, [(0, Accepted(created=True)), (1, Refused(("no",))), (9, Accepted())])
        clock.now += 60
        ledger.intend(first, [1])
        ledger.settle(first, [(1, Accepted(created=False))])  # asked again: its last answer counts
        ledger.finish(first, 1.0, complete=True)
        clock.pass_days(1)
        second = sent(ledger, hide(0, "CN-9"), row(1), run=file, answers={1: Refused(("no",))})

        def told(run: int, at: float, became: Became) -> Answered:
            return Answered(run, UPLOAD.source, at, became, 1, file.file_changed_at)

        assert ledger.answered(begun) == [
            told(first, begun, Became.BLOCKED),
            told(first, begun + 60, Became.CREATED),
            told(first, begun + 60, Became.UPDATED),
            told(first, begun + 120, Became.UPDATED),
            told(second, clock.now, Became.HIDDEN),
            told(second, clock.now, Became.REFUSED),
        ]

    def test_rows_answered_at_once_are_told_together(self, ledger: Ledger, clock: Clock) -> None:
        run = sent(ledger, *(row(seq) for seq in range(5)))
        assert ledger.answered(0.0) == [Answered(run, UPLOAD.source, clock.now, Became.CREATED, 5)]

    def test_a_retry_has_the_time_of_its_uploads_file(self, ledger: Ledger, clock: Clock) -> None:
        run = sent(ledger, row(0), run=replace(UPLOAD, file_changed_at=NOW - 5), answers={0: Refused(("no",))})
        again = sent(ledger, row(0), run=NewRun(ACCOUNT, RunKind.RETRY, UPLOAD.source, "a.xlsx", parent=run))
        assert [ledger.run(each).file_changed_at for each in (run, again)] == [NOW - 5, NOW - 5]
        assert [each.file_changed_at for each in ledger.answered(0.0)] == [NOW - 5, NOW - 5]

    def test_the_newest_upload_of_a_source_and_what_was_made_from_it(self, ledger: Ledger) -> None:
        assert ledger.newest_run(UPLOAD.source) is None
        sent(ledger, row(0))
        run = sent(ledger, row(0), answers={0: Refused(("no",))})
        sent(ledger, row(0), run=replace(UPLOAD, source="another"))
        retry = sent(ledger, row(0), run=NewRun(ACCOUNT, RunKind.RETRY, UPLOAD.source, "a.xlsx", parent=run))
        back = sent(ledger, hide(0, "CN-0"), run=NewRun(ACCOUNT, RunKind.UNDO, UPLOAD.source, "a.xlsx", parent=retry))
        ledger.begin(UPLOAD)  # planned only
        newest = ledger.newest_run(UPLOAD.source)
        assert newest is not None
        assert newest.id == run
        assert [info.id for info in ledger.descent(run)] == [retry, back]
        assert ledger.descent(back) == []

    def test_what_fails_is_told_with_its_causes(self, ledger: Ledger) -> None:
        run = sent(ledger, row(0), row(1), blocked(2), hide(3, "CN-7"), answers={1: Refused(("no", "never"))})
        assert ledger.failing(run) == [
            Failing(run, 1, 1, "CN-1", ("no", "never")),
            Failing(run, 2, 2, "CN-2", ("propertyAddress required_missing",)),
        ]
        assert ledger.passed(run) == {0, "CN-7"}

    def test_runs_that_did_not_end_are_told_with_what_is_left(self, ledger: Ledger) -> None:
        run = started(ledger, row(0), row(1), row(2), blocked(3))
        ledger.intend(run, [0, 1])
        assert ledger.unfinished() == []  # it goes on now
        ledger.settle(run, [(0, Accepted()), (1, Lost())])
        ledger.finish(run, 1.0, complete=False)
        (left,) = ledger.unfinished()
        assert (left.run.id, left.left) == (run, 2)
        sent(ledger, row(0))  # replaces it
        assert ledger.unfinished() == []

    def test_what_failed_after_it_was_accepted_is_told_until_it_is_sent_well(
        self, ledger: Ledger, clock: Clock
    ) -> None:
        rows = [row(seq) for seq in range(4)]
        run = sent(ledger, *rows, answers={seq: Accepted(job=f"j{seq}") for seq in range(4)})
        ledger.tell_job(run, 0, "j0", JobNews(JobState.FAILED, "no photo"))
        ledger.tell_job(run, 1, "j1", JobNews(JobState.COMPLETED))
        ledger.tell_job(run, 2, "j2", JobNews(JobState.FAILED))
        ledger.tell_listing(run, 2, ListingSeen(Publication.PUBLISHED, "active"))  # a later look
        ledger.tell_listing(run, 3, ListingSeen(Publication.GONE))
        assert ledger.not_published(0.0) == {UPLOAD.source: [(run, 0), (run, 3)]}
        clock.pass_days(1)
        assert ledger.not_published(clock.now) == {}
        sent(ledger, update(0, a=2), row(3), answers={3: Refused(("no",))})
        assert ledger.not_published(0.0) == {UPLOAD.source: [(run, 3)]}

    def test_listings_are_counted_by_their_status(self, ledger: Ledger) -> None:
        words: dict[int, Outcome] = {0: Accepted(status="active"), 1: Accepted(status="active"), 2: Accepted()}
        sent(ledger, row(0), row(1), row(2), answers=words)
        assert ledger.statuses() == {"active": 2, "": 1}
        assert ledger.shown(UPLOAD.source) == 3
        sent(ledger, hide(0, "CN-0"))
        assert ledger.statuses() == {"active": 1, "": 1, "hidden": 1}
        assert (ledger.shown(UPLOAD.source), ledger.shown("another")) == (2, 0)

    def test_the_month_is_as_the_service_said_last(self, ledger: Ledger, clock: Clock) -> None:
        assert ledger.quota() is None
        ledger.keep_quota(3, 100)
        clock.pass_days(1)
        ledger.keep_quota(None, None)  # it said nothing
        assert ledger.quota() == Quota(3, 100, NOW)
        ledger.keep_quota(4, None)
        assert ledger.quota() == Quota(4, None, clock.now)

    def test_the_times_of_visits(self, ledger: Ledger) -> None:
        for at in (1.0, 2.0, 3.0):
            ledger.add_visit(Visit("a", at, VisitEnd.SAME))
        assert ledger.visit_times(2.0) == [2.0, 3.0]

    def test_the_days_on_which_something_was_noted(self, ledger: Ledger, clock: Clock) -> None:
        first = clock.now
        ledger.add_visit(Visit("a", first - 9 * DAY, VisitEnd.SAME))
        ledger.add_visit(Visit("a", first + DAY - 1, VisitEnd.SAME))
        sent(ledger, row(0))
        clock.pass_days(1)
        sent(ledger, row(1))
        ledger.add_visit(Visit("a", first + 2000 * DAY, VisitEnd.SAME))
        assert ledger.moments(first + 3 * DAY) == [first - 9 * DAY, first, first + DAY]
        assert ledger.moments(first - 8 * DAY) == [first - 9 * DAY]

    def test_a_clock_that_is_years_ahead_for_a_day_removes_nothing(self, ledger: Ledger, clock: Clock) -> None:
        runs: list[int] = []
        for _ in range(3):
            runs.append(sent(ledger, row(0, a=len(runs))))
            ledger.add_visit(Visit("a", clock.now, VisitEnd.SYNCED, run=runs[-1]))
            clock.pass_days(1)
        today = clock.now
        clock.pass_days(5 * 365)
        runs.append(sent(ledger, row(0, a=9)))
        ledger.add_visit(Visit("a", clock.now, VisitEnd.SYNCED, run=runs[-1]))
        for _ in range(2):
            assert replace(tidy(ledger, 365, 90, clock.now), freed=0) == Pruned()
            clock.pass_days(1)
        clock.now = today  # put right
        runs.append(sent(ledger, row(0, a=10)))
        assert replace(tidy(ledger, 365, 90, clock.now), freed=0) == Pruned()
        assert [info.id for info in ledger.runs()] == sorted(runs, reverse=True)
        assert not any(info.rows_removed for info in ledger.runs())

    def test_after_a_long_time_without_the_program_what_is_old_goes_a_fortnight_later(
        self, ledger: Ledger, clock: Clock
    ) -> None:
        sent(ledger, row(0, a=1))
        clock.pass_days(200)
        gone = 0
        for _ in range(16):
            sent(ledger, row(0, a=2))
            gone = tidy(ledger, 365, 90, clock.now).rows
            if gone:
                break
            clock.pass_days(1)
        assert gone == 1
        assert clock.now == NOW + 214 * DAY

    def test_what_is_not_known_to_be_published_is_asked_for_more_and_more_slowly(
        self, ledger: Ledger, clock: Clock
    ) -> None:
        def due(least: float = 60.0, limit: int = 10) -> list[tuple[int, int, str | None]]:
            found = ledger.unheard(clock.now, Wait(least, 7 * DAY), ("s", "active"), limit)
            assert all(each.external_id == f"CN-{each.seq}" for each in found)
            return [(each.run, each.seq, each.job) for each in found]

        jobs: dict[int, Outcome] = {seq: Accepted(job=f"j{seq}", created=True) for seq in range(4)}
        plain = (row(5, s="active"), row(6, s="draft"), row(7, a=1))
        first = sent(ledger, *(row(seq, a=1) for seq in range(5)), *plain, answers=jobs)
        clock.now += 60
        second = sent(ledger, update(0, a=2), update(5, s="active"), answers={0: Accepted(job="k0")})
        clock.now += 60
        ledger.tell_job(first, 1, "j1", JobNews(JobState.PENDING))
        ledger.tell_job(first, 2, "j2", JobNews(JobState.COMPLETED))
        never = [(second, 0, "k0"), (second, 5, None), (first, 3, "j3")]
        assert due() == never
        assert due(limit=2) == never[:2]
        clock.now += 100
        ledger.tell_listing(second, 5, ListingSeen(Publication.PUBLISHED, "active"))
        ledger.tell_listing(first, 3, ListingSeen(Publication.PROCESSING, "pending_active"))
        never = [(second, 0, "k0")]
        assert due() == never, "half of the time it took so far"
        clock.now += 30
        assert due() == [*never, (first, 1, "j1")]
        assert due(least=200.0) == never
        clock.now += 200
        assert due() == [*never, (first, 1, "j1"), (first, 3, "j3")]
        clock.pass_days(7)
        assert due() == []

    def test_what_the_service_did_not_show_is_looked_for_more_and_more_slowly_and_what_is_public_not_at_all(
        self, ledger: Ledger, clock: Clock
    ) -> None:
        public = row(0, s="active"), row(1, s="active"), row(2, s="active")
        answers: dict[int, Outcome] = {
            0: Accepted(status="active"),
            1: Accepted(status="pending_active"),
            2: Accepted(status="active", job="j2"),
        }
        sent(ledger, *public, answers=answers)

        def due() -> list[Unheard]:
            return ledger.unheard(clock.now, Wait(60.0, 7 * DAY), ("s", "active"), 10)

        assert [each.seq for each in due()] == [1, 2]
        clock.now += 100
        ledger.looked_for(due())
        clock.now += 99
        assert due() == []
        clock.now += 1
        found = due()
        assert [each.seq for each in found] == [1, 2]
        ledger.looked_for(found)
        clock.now += 199
        assert due() == []

    # one listing ------------------------------------------------------------------------------------------------------
    def test_the_life_of_a_listing_has_every_run_and_what_was_sent_and_answered(
        self, ledger: Ledger, clock: Clock
    ) -> None:
        made = sent(ledger, row(0, a=1, b=2), row(1))
        clock.pass_days(1)
        corrected = KeptCorrection("CN-0", "a", 3, 4, clock.now)
        changed = sent(
            ledger, replace(update(0, a=4), applied=(corrected,)), answers={0: Accepted(job="7", status="pending")}
        )
        clock.now += 30
        ledger.tell_job(changed, 0, "7", JobNews(JobState.FAILED, "photo too big"))
        clock.now += 30
        ledger.tell_listing(changed, 0, ListingSeen(Publication.PUBLISHED, "active", "https://x.example/0"))
        clock.pass_days(1)
        same = sent(ledger, row(0, Action.NONE))
        refused = sent(ledger, update(0, a=5), answers={0: Refused(("no",))})
        ledger.begin(UPLOAD)
        first, second, third, fourth = ledger.life("CN-0")
        assert [lived.run.id for lived in (first, second, third, fourth)] == [made, changed, same, refused]
        assert (first.before, first.answered_at, first.row.planned.fields) == (None, NOW, {"a": 1, "b": 2})
        assert second.before == Before({"a": 1}, made=True)
        assert second.row.planned.applied == (corrected,)
        assert (second.answered_at, second.job_at) == (NOW + DAY, NOW + DAY + 30)
        assert (second.row.seen, second.row.seen_at) == (Publication.PUBLISHED, NOW + DAY + 60)
        assert (third.row.state, third.answered_at) == (State.UNCHANGED, None)
        assert (fourth.row.state, fourth.row.messages, fourth.before) == (State.REFUSED, ("no",), None)
        assert ledger.life("CN-0", limit=1)[0].run.id == refused
        assert ledger.life("CN-77") == []
        assert (ledger.lived(changed, 0), ledger.lived(changed, 9)) == (second, None)
        assert (ledger.first_accepted("CN-0"), ledger.first_accepted("CN-77")) == (NOW, None)

    def test_a_listing_is_found_by_its_code_and_by_its_address(self, ledger: Ledger) -> None:
        def listing(seq: int, name: str, address: str, action: Action = Action.CREATE) -> PlannedRow:
            return replace(row(seq, action, propertyAddress=address, note="Ștefan"), external_id=name)

        sent(
            ledger,
            listing(0, "apt-12", "str. Ismail 3"),
            listing(1, "APT-1", "bd. Ștefan cel Mare 1"),
            listing(2, "b%1", "ул. Пушкина 7"),
            listing(3, "apt-9", "", Action.BLOCKED),
        )

        def found(text: str) -> list[str]:
            return [known.external_id for known in ledger.search(text, ("propertyAddress",))]

        assert found("apt-1") == ["APT-1", "apt-12"]  # itself, then what begins with it
        assert found("apt-9") == ["apt-9"]  # never accepted
        assert found("ștefan") == ["APT-1"]
        assert found("ПУШКИНА") == ["b%1"]
        assert found("%") == ["b%1"]
        assert found("ISMAIL 3") == ["apt-12"]
        assert found("  ") == found("nothing") == []
        assert ledger.search("ismail") == []
        assert len(ledger.search("a", limit=2)) == 2
        assert ledger.search("apt-12")[0].fields["propertyAddress"] == "str. Ismail 3"

    # what is kept -----------------------------------------------------------------------------------------------------
    def test_old_rows_go_and_their_counts_stay(self, ledger: Ledger, clock: Clock) -> None:
        old = sent(ledger, row(0), row(1), blocked(2), row(3, Action.NONE), answers={1: Refused(("no",))})
        counts, summary = ledger.counts(old), summarise(ledger, old)
        clock.pass_days(100)
        young = sent(ledger, update(0, a=1))
        assert ledger.prune(clock.now, 365, 200).rows == 0
        assert not ledger.run(old).rows_removed
        pruned = ledger.prune(clock.now, 365, 90)
        assert (pruned.rows, pruned.runs) == (4, 0)
        assert list(ledger.rows(old)) == []
        assert ledger.run(old).rows_removed
        assert not ledger.run(young).rows_removed
        assert (ledger.counts(old), summarise(ledger, old)) == (counts, summary)
        with pytest.raises(AppError) as raised:
            rows_of(ledger, old)
        assert raised.value.code is Code.ROWS_REMOVED
        assert ledger.listings(["CN-0"])["CN-0"].fields == {"announcementValue": 10, "a": 1}
        assert [lived.run.id for lived in ledger.life("CN-0")] == [young]
        assert ledger.first_accepted("CN-0") == NOW
        assert not ledger.prune(clock.now, 365, 90).rows  # nothing is left to do

    def test_runs_go_when_their_summaries_are_too_old(self, ledger: Ledger, clock: Clock) -> None:
        old = sent(ledger, row(0), answers={0: Refused(("no",))})
        retry = sent(ledger, row(0), run=NewRun(ACCOUNT, RunKind.RETRY, UPLOAD.source, "a.xlsx", parent=old))
        ledger.add_visit(Visit(UPLOAD.source, clock.now, VisitEnd.SYNCED, run=old))
        clock.pass_days(300)
        young = sent(ledger, update(0, a=1))
        ledger.add_visit(Visit(UPLOAD.source, clock.now, VisitEnd.SYNCED, run=young))
        clock.pass_days(64)
        assert ledger.prune(clock.now, 365, 90).runs == 0
        clock.pass_days(2)
        pruned = ledger.prune(clock.now, 365, 90)
        assert (pruned.runs, pruned.visits) == (2, 1)
        assert [info.id for info in ledger.runs()] == [young]
        for gone in (old, retry):
            with pytest.raises(LookupError):
                ledger.run(gone)
        assert ledger.listings(["CN-0"])["CN-0"].fields["a"] == 1

    def test_what_is_needed_stays_whatever_its_age(self, ledger: Ledger, clock: Clock) -> None:
        failed_later = sent(ledger, row(0), row(1), answers={0: Accepted(job="7")})
        ledger.tell_job(failed_later, 0, "7", JobNews(JobState.FAILED))
        elsewhere = replace(UPLOAD, source="another")
        sent(ledger, row(5), run=elsewhere)
        unfinished = started(ledger, row(6), run=elsewhere)
        ledger.finish(unfinished, 1.0, complete=False)
        upload = replace(UPLOAD, source="a third")
        again = sent(ledger, row(7), run=upload, answers={7: Refused(("no",))})
        sent(ledger, row(8), run=upload)
        ledger.keep_corrections([KeptCorrection("CN-7", "a", 1, 2, clock.now)])
        clock.pass_days(70)
        late = sent(ledger, row(7), run=NewRun(ACCOUNT, RunKind.RETRY, upload.source, "a.xlsx", parent=again))
        newest = sent(ledger, row(2), answers={2: Refused(("no",))})
        clock.pass_days(31)
        ledger.prune(clock.now, 365, 90)
        assert [each.planned.seq for each in ledger.rows(failed_later)] == [0]  # it waits for somebody
        assert ledger.not_published(0.0) == {UPLOAD.source: [(failed_later, 0)]}
        assert ledger.unfinished()[0].run.id == unfinished
        assert len(list(ledger.rows(again))) == len(list(ledger.rows(late))) == 1  # taken back together with its retry
        clock.pass_days(4000)
        ledger.prune(clock.now, 365, 90)
        assert len(list(ledger.rows(newest))) == len(ledger.failing(newest)) == 1
        assert len(list(ledger.rows(unfinished))) == 1
        assert ledger.corrections(["CN-7"])
        assert ledger.listings(["CN-0", "CN-5"]).keys() == {"CN-0", "CN-5"}

    def test_the_last_visits_of_a_source_stay(self, ledger: Ledger, clock: Clock) -> None:
        good = ledger.add_visit(Visit("a", clock.now, VisitEnd.SAME))
        ledger.add_visit(Visit("a", clock.now, VisitEnd.WAITS, reason=Reason("missing")))
        last = ledger.add_visit(Visit("a", clock.now, VisitEnd.FAILED, reason=Reason("key_invalid")))
        clock.pass_days(4000)
        assert ledger.prune(clock.now, 365, 90).visits == 1
        assert [visit.id for visit in ledger.visits()] == [last, good]

    def test_pruning_stops_when_it_is_told_to_and_goes_on_later(self, ledger: Ledger, clock: Clock) -> None:
        old = sent(ledger, row(0))
        sent(ledger, update(0, a=1))
        clock.pass_days(400)
        counts = ledger.counts(old)
        assert not ledger.prune(clock.now, 365, 90, lambda: False).rows
        assert len(list(ledger.rows(old))) == 1
        assert ledger.prune(clock.now, 365, 90).rows == 1
        assert old not in [info.id for info in ledger.runs()]
        assert counts.total == 1
