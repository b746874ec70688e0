"""What every ledger keeps for taking a run back. A test module subclasses it beside `LedgerContract`."""

from __future__ import annotations

from rentix_desktop.sync.destination import Accepted, ListingSeen, Lost, Publication, Refused
from rentix_desktop.sync.ledger import Action, Before, Ledger, NewRun, RunKind
from tests.contracts.ledger import ACCOUNT, UPLOAD, Reopen, row, started


class BeforesContract:
    def test_what_was_known_before_a_row_was_sent_is_kept(self, ledger: Ledger, reopened: Reopen) -> None:
        run = started(ledger, row(0, a=1, b=2), row(1, a=1))
        ledger.intend(run, [0, 1])
        ledger.settle(run, [(0, Accepted(created=True, status="draft")), (1, Accepted(created=False))])
        assert ledger.befores(run, [0, 1]) == {}  # nothing was known of them
        run = started(
            ledger,
            row(0, Action.UPDATE, a=3, c=3),
            row(1, Action.HIDE, announcementStatus="hidden"),
            row(2, Action.UPDATE, a=3),
            row(3, Action.BLOCKED),
        )
        ledger.intend(run, [0, 1, 2])
        ledger.settle(run, [(0, Accepted()), (1, Accepted(status="hidden")), (2, Refused(("no",)))])
        ledger = reopened(ledger)
        assert ledger.befores(run, range(4)) == {
            0: Before({"a": 1}, status="draft", made=True),
            1: Before({}, made=False),
        }
        run = started(ledger, row(0, Action.UPDATE, a=4), row(1, Action.UPDATE, announcementStatus="active"))
        ledger.intend(run, [0, 1])
        ledger.settle(run, [(0, Accepted()), (1, Accepted())])
        assert ledger.befores(run, [0, 1]) == {
            0: Before({"a": 3}, made=True),
            1: Before({"announcementStatus": "hidden"}, shown=False, status="hidden"),
        }

    def test_what_was_known_before_a_lost_answer_stays_known_of_its_row(self, ledger: Ledger, reopened: Reopen) -> None:
        run = started(ledger, row(0, a=1, b=1))
        ledger.intend(run, [0])
        ledger.settle(run, [(0, Accepted())])
        first = started(ledger, row(0, Action.UPDATE, a=2))
        ledger.intend(first, [0])
        ledger.settle(first, [(0, Lost())])
        second = started(ledger, row(0, Action.UPDATE, a=3, b=3))
        ledger.intend(second, [0])
        ledger = reopened(ledger)  # its answer is lost, too
        for run in (first, second):
            ledger.start(run)
            ledger.intend(run, [0])
            ledger.settle(run, [(0, Accepted())])
        assert ledger.befores(first, [0]) == {0: Before({"a": 1}, made=True)}
        assert ledger.befores(second, [0]) == {0: Before({"a": 2, "b": 1}, made=True)}
        third = started(ledger, row(0, Action.HIDE, a=4))
        ledger.intend(third, [0])
        ledger.settle(third, [(0, Lost())])
        fourth = started(ledger, row(0, Action.UPDATE, a=5, b=5))
        ledger.intend(fourth, [0])
        ledger.settle(fourth, [(0, Accepted())])
        assert ledger.befores(fourth, [0]) == {0: Before({"b": 3}, frozenset({"a"}), shown=None, made=True)}

    def test_the_word_of_the_service_when_it_was_last_looked_at_is_known_before(self, ledger: Ledger) -> None:
        run = started(ledger, row(0, a=1))
        ledger.intend(run, [0])
        ledger.settle(run, [(0, Accepted(status="pending"))])
        ledger.tell_listing(run, 0, ListingSeen(Publication.PUBLISHED, "active"))
        run = started(ledger, row(0, Action.UPDATE, a=2))
        ledger.intend(run, [0])
        ledger.settle(run, [(0, Accepted())])
        assert ledger.befores(run, [0]) == {0: Before({"a": 1}, status="active", made=True)}

    def test_an_undo_replaces_what_it_takes_back_and_nothing_else(self, ledger: Ledger) -> None:
        def left(kind: RunKind, parent: int | None = None, source: str = UPLOAD.source) -> int:
            run = started(ledger, row(0), run=NewRun(ACCOUNT, kind, source, "a.xlsx", parent))
            ledger.finish(run, 1, complete=False)
            return run

        upload = left(RunKind.UPLOAD)
        left(RunKind.RETRY, left(RunKind.RETRY, upload))
        left(RunKind.UNDO, upload)
        done = started(ledger, row(0), run=NewRun(ACCOUNT, RunKind.UNDO, UPLOAD.source, "a.xlsx", upload))
        ledger.finish(done, 1, complete=True)
        assert ledger.interrupted() is None
        other = left(RunKind.UPLOAD, source="files/b.xlsx")
        left(RunKind.UNDO, done)
        again = started(ledger, row(0), run=NewRun(ACCOUNT, RunKind.UNDO, UPLOAD.source, "a.xlsx", done))
        ledger.finish(again, 1, complete=True)
        info = ledger.interrupted()
        assert info is not None
        assert info.id == other
        undo = left(RunKind.UNDO, again)
        info = ledger.interrupted()
        assert info is not None
        assert (info.id, info.kind, info.parent) == (undo, RunKind.UNDO, again)
        left(RunKind.UPLOAD)  # a new file: what was to be taken back before it is not taken back any more
        started(ledger, row(0), run=UPLOAD)
        info = ledger.interrupted()
        assert info is not None
        assert info.id == other
