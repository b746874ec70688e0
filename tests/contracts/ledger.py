"""What every ledger keeps to. A test module subclasses `LedgerContract` and gives a `ledger` fixture.

`reopened` gives the ledger as the next program finds it after this one was killed now.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from rentix_desktop.catalog.fields import JsonValue, Record
from rentix_desktop.catalog.problems import Problem, ProblemCode, Severity
from rentix_desktop.sync.destination import (
    Accepted,
    JobNews,
    JobState,
    Later,
    ListingSeen,
    Lost,
    Outcome,
    Publication,
    Refused,
)
from rentix_desktop.sync.ledger import AccountKey, Action, Ledger, NewRun, PlannedRow, RunKind, State
from rentix_desktop.sync.states import publication_of
from tests.contracts.corrections import CorrectionsContract
from tests.contracts.source_book import SourceBookContract

ACCOUNT = AccountKey("http://127.0.0.1:1/api/v1", "1")
UPLOAD = NewRun(ACCOUNT, RunKind.UPLOAD, "files/a.xlsx", "a.xlsx")

Reopen = Callable[[Ledger], Ledger]


def row(seq: int, action: Action = Action.CREATE, **fields: JsonValue) -> PlannedRow:
    sent: Record = fields or {"announcementValue": 10 + seq}
    return PlannedRow(seq, seq, seq + 2, f"CN-{seq}", action, {"externalId": f"CN-{seq}", **sent}, sent)


def planned(ledger: Ledger, *rows: PlannedRow, run: NewRun = UPLOAD) -> int:
    number = ledger.begin(run)
    ledger.add_rows(number, rows)
    return number


def started(ledger: Ledger, *rows: PlannedRow, run: NewRun = UPLOAD) -> int:
    number = planned(ledger, *rows, run=run)
    ledger.start(number)
    return number


def states(ledger: Ledger, run: int) -> list[State]:
    return [found.state for found in ledger.rows(run)]


class LedgerContract(SourceBookContract, CorrectionsContract):
    @pytest.fixture
    def reopened(self) -> Reopen:
        raise NotImplementedError

    def test_how_the_file_was_read_is_kept_with_its_run(self, ledger: Ledger, reopened: Reopen) -> None:
        run = started(ledger, row(0), run=replace(UPLOAD, origin='{"header":["Preț"]}'))
        bare = started(ledger, row(0))
        ledger = reopened(ledger)
        assert (ledger.origin(run), ledger.origin(bare)) == ('{"header":["Preț"]}', None)
        with pytest.raises(LookupError):
            ledger.origin(4711)

    def test_a_planned_run_is_in_no_history_and_the_next_plan_removes_it(self, ledger: Ledger) -> None:
        first = planned(ledger, row(0), row(1, Action.BLOCKED), row(2, Action.NONE), row(3, Action.SKIP))
        assert states(ledger, first) == [State.READY, State.BLOCKED, State.UNCHANGED, State.SKIPPED]
        assert (ledger.runs(), ledger.interrupted()) == ([], None)
        second = planned(ledger, row(0))
        assert second > first
        with pytest.raises(LookupError):
            ledger.run(first)
        ledger.discard(second)
        assert planned(ledger) > second

    def test_rows_come_back_as_they_were_planned(self, ledger: Ledger) -> None:
        problem = Problem("files", ProblemCode.TOO_FEW_PHOTOS, Severity.WARNING, {"length": 1, "limit": 3}, "Foto")
        record: Record = {
            "externalId": "CN-ț",
            "a": 3.5,
            "files": [{"url": "http://x/1"}],
            "c": {"lat": 47.0, "lng": 28.8},
        }
        rows = [
            PlannedRow(0, 0, 2, "CN-ț", Action.CREATE, record, {"a": 3.5}, (problem,)),
            PlannedRow(1, 4, 9, "CN-2", Action.UPDATE, {"externalId": "CN-2"}, {"announcementStatus": "active"}),
            PlannedRow(2, None, None, "CN-3", Action.HIDE, {"externalId": "CN-3"}, {"announcementStatus": "hidden"}),
            PlannedRow(3, 5, 10, "", Action.BLOCKED, {}, {}, (problem, problem)),
        ]
        run = planned(ledger, *rows)
        assert [found.planned for found in ledger.rows(run)] == rows
        assert [found.planned.seq for found in ledger.rows(run, offset=1, limit=2)] == [1, 2]
        assert [found.planned.seq for found in ledger.rows(run, (State.BLOCKED,))] == [3]

    def test_an_intent_is_sending_and_its_answer_is_the_state(self, ledger: Ledger) -> None:
        run = started(ledger, *(row(n) for n in range(5)))
        ledger.intend(run, [0, 1, 2, 3])
        assert states(ledger, run) == [State.SENDING] * 4 + [State.READY]
        answers: list[tuple[int, Outcome]] = [
            (0, Accepted("p", "http://p", "active", True)),
            (1, Refused(("no", "no no"), explain=True)),
        ]
        ledger.settle(run, [*answers, (2, Lost()), (3, Later(5))])
        assert states(ledger, run) == [State.ACCEPTED, State.REFUSED, State.IN_DOUBT, State.READY, State.READY]
        accepted, refused, lost, later, _ = ledger.rows(run)
        assert (accepted.portal_id, accepted.public_url, accepted.portal_status) == ("p", "http://p", "active")
        assert (accepted.created, accepted.attempts, accepted.ever_in_doubt) == (True, 1, False)
        assert (refused.messages, refused.unexplained) == (("no", "no no"), True)
        assert (lost.ever_in_doubt, lost.attempts, later.attempts) == (True, 1, 0)

    def test_pending_are_those_left_in_order(self, ledger: Ledger) -> None:
        run = started(ledger, *(row(n, Action.NONE if n == 3 else Action.CREATE) for n in range(8)))
        ledger.intend(run, [0, 1, 2])
        ledger.settle(run, [(0, Accepted()), (1, Lost())])
        assert [found.planned.seq for found in ledger.pending(run, -1, 100)] == [1, 4, 5, 6, 7]
        assert [found.planned.seq for found in ledger.pending(run, 4, 2)] == [5, 6]
        assert [found.planned.seq for found in ledger.in_doubt(run, 10)] == [1]
        assert ledger.in_doubt(run, 10, after_seq=1) == []

    def test_a_withdrawn_intent_leaves_the_row_as_it_was(self, ledger: Ledger) -> None:
        run = started(ledger, row(0), row(1), row(2))
        ledger.intend(run, [0, 1, 2])
        ledger.settle(run, [(1, Lost()), (2, Refused(("no",)))])
        ledger.withdraw(run, [0])
        ledger.intend(run, [1, 2])
        assert states(ledger, run) == [State.READY, State.SENDING, State.SENDING]
        ledger.withdraw(run, [1, 2])
        assert states(ledger, run) == [State.READY, State.IN_DOUBT, State.REFUSED]
        assert [found.attempts for found in ledger.rows(run)] == [0, 1, 1]

    def test_rows_refused_without_words_are_left_until_they_were_asked_for_them(self, ledger: Ledger) -> None:
        run = started(ledger, row(0), row(1), row(2))
        ledger.intend(run, [0, 1, 2])
        ledger.settle(run, [(0, Refused(explain=True)), (1, Refused(explain=True)), (2, Refused(("no",)))])
        assert ledger.counts(run).unexplained == 2
        ledger.finish(run, 1, complete=False)
        info = ledger.interrupted()
        assert info is not None
        assert info.id == run
        ledger.start(run)
        ledger.intend(run, [0, 1])
        ledger.settle(run, [(0, Refused(("no",))), (1, Lost())])
        ledger.finish(run, 1, complete=False)
        assert ledger.counts(run).unexplained == 0
        assert states(ledger, run) == [State.REFUSED, State.IN_DOUBT, State.REFUSED]

    def test_a_run_that_ended_has_rows_not_sent(self, ledger: Ledger) -> None:
        run = started(ledger, row(0), row(1))
        ledger.intend(run, [0])
        ledger.settle(run, [(0, Accepted())])
        assert ledger.interrupted() is None  # it is going on
        ledger.count_request(run)
        ledger.finish(run, 2.5, complete=False)
        assert states(ledger, run) == [State.ACCEPTED, State.NOT_SENT]
        info = ledger.interrupted()
        assert info is not None
        assert (info.id, info.seconds, info.requests) == (run, 2.5, 1)
        ledger.start(run)
        assert states(ledger, run) == [State.ACCEPTED, State.READY]
        ledger.finish(run, 1, complete=True)
        assert (ledger.interrupted(), ledger.run(run).seconds) == (None, 3.5)
        assert [found.id for found in ledger.runs()] == [run]

    def test_a_killed_program_leaves_doubt_and_nothing_else(self, ledger: Ledger, reopened: Reopen) -> None:
        run = started(ledger, *(row(n) for n in range(4)))
        ledger.intend(run, [0, 1])
        ledger.settle(run, [(0, Accepted())])
        after = reopened(ledger)
        assert states(after, run) == [State.ACCEPTED, State.IN_DOUBT, State.NOT_SENT, State.NOT_SENT]
        info = after.interrupted()
        assert info is not None
        assert (info.id, info.finished_at) == (run, None)
        after.start(run)
        assert states(after, run) == [State.ACCEPTED, State.IN_DOUBT, State.READY, State.READY]
        after.intend(run, [1])
        after.settle(run, [(1, Accepted(created=False))])
        counts = after.counts(run)
        assert (counts.created, counts.updated) == (2, 0)  # once in doubt: the plan says what it was

    def test_counts_add_up(self, ledger: Ledger) -> None:
        actions = [Action.CREATE, Action.UPDATE, Action.HIDE, Action.CREATE, Action.NONE, Action.BLOCKED, Action.SKIP]
        run = started(ledger, *(row(n, action) for n, action in enumerate(actions)))
        ledger.intend(run, [0, 1, 2, 3])
        answers = [Accepted(created=True), Accepted(created=True), Accepted(), Accepted(created=False)]
        ledger.settle(run, list(enumerate(answers)))
        counts = ledger.counts(run)
        assert (counts.total, sum(counts.by_state.values()), sum(counts.by_action.values())) == (7, 7, 7)
        assert (counts.created, counts.updated, counts.hidden) == (2, 1, 1)

    def test_what_was_accepted_is_kept_field_by_field(self, ledger: Ledger) -> None:
        run = started(ledger, row(0, a=1, b="x"), row(1, a=1))
        ledger.intend(run, [0, 1])
        ledger.settle(run, [(0, Accepted("p-0", "http://p/0")), (1, Refused(("no",)))])
        run = started(ledger, row(0, Action.UPDATE, b="y"))
        ledger.intend(run, [0])
        ledger.settle(run, [(0, Accepted())])
        known = ledger.listings(["CN-0", "CN-1", "CN-9"])
        assert known.keys() == {"CN-0"}
        listing = known["CN-0"]
        assert (listing.fields, listing.portal_id, listing.public_url) == ({"a": 1, "b": "y"}, "p-0", "http://p/0")
        assert (listing.source, listing.shown) == (UPLOAD.source, True)
        assert [found.external_id for found in ledger.listings_of(UPLOAD.source)] == ["CN-0"]
        assert list(ledger.listings_of("another")) == []

    def test_a_lost_answer_makes_its_fields_unknown_until_one_is_accepted(self, ledger: Ledger) -> None:
        for action, fields, answer in (
            (Action.CREATE, {"a": 1, "b": 1}, Accepted()),
            (Action.UPDATE, {"a": 2}, Lost()),
        ):
            run = started(ledger, row(0, action, **fields))
            ledger.intend(run, [0])
            ledger.settle(run, [(0, answer)])
        assert ledger.listings(["CN-0"])["CN-0"].fields == {"b": 1}
        ledger.intend(run, [0])
        ledger.settle(run, [(0, Accepted())])
        assert ledger.listings(["CN-0"])["CN-0"].fields == {"a": 2, "b": 1}

    def test_hidden_listings_are_known_as_such(self, ledger: Ledger) -> None:
        seen: list[bool | None] = []
        for action, answer in (
            (Action.CREATE, Accepted()),
            (Action.HIDE, Lost()),
            (Action.HIDE, Accepted()),
            (Action.UPDATE, Lost()),
            (Action.UPDATE, Accepted()),
        ):
            run = started(ledger, row(0, action, announcementStatus=action.value))
            ledger.intend(run, [0])
            ledger.settle(run, [(0, answer)])
            seen.append(ledger.listings(["CN-0"])["CN-0"].shown)
        assert seen == [True, None, False, None, True]

    def test_an_upload_replaces_what_its_source_left(self, ledger: Ledger) -> None:
        other = started(ledger, row(0), run=NewRun(ACCOUNT, RunKind.UPLOAD, "files/b.xlsx", "b.xlsx"))
        ledger.finish(other, 1, complete=False)
        old = started(ledger, row(0))
        ledger.finish(old, 1, complete=False)
        new = started(ledger, row(0))
        ledger.finish(new, 1, complete=True)
        info = ledger.interrupted()
        assert info is not None
        assert info.id == other

    def test_a_retry_replaces_an_unfinished_retry_and_not_its_parent(self, ledger: Ledger) -> None:
        parent = started(ledger, row(0), row(1))
        ledger.finish(parent, 1, complete=False)
        again = NewRun(ACCOUNT, RunKind.RETRY, UPLOAD.source, UPLOAD.file_name, parent)
        first = started(ledger, row(0), run=again)
        ledger.finish(first, 1, complete=False)
        second = started(ledger, row(0), run=again)
        ledger.finish(second, 1, complete=True)
        info = ledger.interrupted()
        assert info is not None
        assert (info.id, ledger.run(second).parent) == (parent, parent)

    def test_it_can_be_looked_at_while_another_thread_writes(self, ledger: Ledger) -> None:
        run = started(ledger, *(row(n) for n in range(300)))
        totals: set[int] = set()
        writing = threading.Event()
        writing.set()

        def look() -> None:
            while writing.is_set():
                totals.add(sum(ledger.counts(run).by_state.values()))
                totals.add(sum(1 for _ in ledger.rows(run)))

        thread = threading.Thread(target=look)
        thread.start()
        for seq in range(300):
            ledger.intend(run, [seq])
            ledger.settle(run, [(seq, Accepted())])
        writing.clear()
        thread.join(10)
        assert totals == {300}

    def test_a_job_is_followed_until_it_is_over(self, ledger: Ledger, reopened: Reopen) -> None:
        run = started(ledger, *(row(n) for n in range(4)))
        ledger.intend(run, range(4))
        ledger.settle(run, [(0, Accepted(job="7")), (1, Accepted()), (2, Accepted(job="9")), (3, Accepted(job="10"))])
        ledger.tell_job(run, 0, "7", JobNews(JobState.PROCESSING))
        ledger.tell_job(run, 2, "9", JobNews(JobState.FAILED, "photo 2 cannot be read"))
        ledger.tell_job(run, 3, "another", JobNews(JobState.COMPLETED))
        ledger.finish(run, 1, complete=True)
        ledger = reopened(ledger)
        assert [found.planned.seq for found in ledger.followed(run, -1, 10)] == [0, 3]
        assert [found.planned.seq for found in ledger.followed(run, 0, 10)] == [3]
        assert [(found.job, found.job_news) for found in ledger.rows(run)] == [
            ("7", JobNews(JobState.PROCESSING)),
            (None, None),
            ("9", JobNews(JobState.FAILED, "photo 2 cannot be read")),
            ("10", None),
        ]

    def test_what_became_of_accepted_rows_is_counted_and_found(self, ledger: Ledger, reopened: Reopen) -> None:
        run = started(ledger, *(row(n) for n in range(7)), row(7, Action.BLOCKED))
        ledger.intend(run, range(7))
        ledger.settle(run, [(n, Accepted(job=str(n) if n else None)) for n in range(6)])
        ledger.settle(run, [(6, Refused(("no",)))])
        for seq, state in enumerate(
            (JobState.COMPLETED, JobState.FAILED, JobState.FAILED_RETRYABLE, JobState.UNKNOWN), 1
        ):
            ledger.tell_job(run, seq, str(seq), JobNews(state))
        ledger.tell_listing(run, 0, ListingSeen(Publication.BLOCKED, "blocked", "https://x/0"))
        ledger.finish(run, 1, complete=True)
        ledger = reopened(ledger)
        assert ledger.publications(run) == {
            Publication.BLOCKED: 1,
            Publication.PUBLISHED: 1,
            Publication.FAILED: 1,
            Publication.FAILED_FOR_NOW: 1,
            Publication.PROCESSING: 2,
        }
        assert [publication_of(found) for found in ledger.rows(run)][5:] == [Publication.PROCESSING, None, None]
        going = ledger.accepted(run, (Publication.PROCESSING, Publication.BLOCKED), -1, 2)
        assert [found.planned.seq for found in going] == [0, 4]
        assert [found.planned.seq for found in ledger.accepted(run, (Publication.PROCESSING,), 4, 2)] == [5]
        first = going[0]
        assert (first.seen, first.portal_status, first.public_url) == (Publication.BLOCKED, "blocked", "https://x/0")
        assert first.seen_at is not None

    def test_the_newest_fact_tells_what_became_of_a_row(self, ledger: Ledger) -> None:
        run = started(ledger, row(0))
        ledger.intend(run, [0])
        ledger.settle(run, [(0, Accepted(job="1"))])
        ledger.tell_listing(run, 0, ListingSeen(Publication.PROCESSING, "pending_active"))
        assert ledger.publications(run) == {Publication.PROCESSING: 1}
        ledger.tell_job(run, 0, "1", JobNews(JobState.FAILED, "photo 2"))
        assert ledger.publications(run) == {Publication.FAILED: 1}
        ledger.tell_listing(run, 0, ListingSeen(Publication.PUBLISHED, "active"))
        assert ledger.publications(run) == {Publication.PUBLISHED: 1}
        ledger.intend(run, [0])
        ledger.settle(run, [(0, Accepted(job="2"))])
        assert ledger.publications(run) == {Publication.PROCESSING: 1}

    def test_what_failed_later_is_not_what_the_portal_has(self, ledger: Ledger, reopened: Reopen) -> None:
        rows = [row(n, Action.CREATE, announcementValue=5, announcementStatus="active") for n in range(3)]
        run = started(ledger, *rows)
        ledger.intend(run, range(3))
        ledger.settle(run, [(n, Accepted(job=str(n))) for n in range(3)])
        ledger.tell_job(run, 0, "0", JobNews(JobState.FAILED), ("announcementStatus",))
        ledger.tell_job(run, 1, "another", JobNews(JobState.FAILED), ("announcementStatus",))
        ledger.tell_listing(run, 2, ListingSeen(Publication.GONE))
        ledger = reopened(ledger)
        known = ledger.listings(["CN-0", "CN-1", "CN-2"])
        assert [dict(known[f"CN-{n}"].fields) for n in range(3)] == [
            {"announcementValue": 5},
            {"announcementValue": 5, "announcementStatus": "active"},
            {},
        ]
        again = started(ledger, row(0, Action.UPDATE, announcementStatus="active"))
        ledger.intend(again, [0])
        ledger.settle(again, [(0, Accepted())])
        assert ledger.listings(["CN-0"])["CN-0"].fields["announcementStatus"] == "active"
