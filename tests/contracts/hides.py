"""What every ledger keeps of listings that were hidden on request. A test module subclasses it beside `LedgerContract`."""

from __future__ import annotations

from dataclasses import replace

from rentix_desktop.catalog.fields import Record
from rentix_desktop.sync.destination import Accepted, JobNews, JobState, Lost, Outcome, Publication, Refused
from rentix_desktop.sync.ledger import Action, Before, Ledger, NewRun, PlannedRow, RunKind, State
from tests.contracts.ledger import ACCOUNT, UPLOAD, Reopen, row, started

HIDING = NewRun(ACCOUNT, RunKind.HIDE, "", "")
STATUS = "announcementStatus"
THERE: Record = {STATUS: "active", "propertyAddress": "str. Ismail 3"}
HIDDEN: Record = {STATUS: "hidden"}


def hide(seq: int, external_id: str = "", there: Record = THERE) -> PlannedRow:
    return PlannedRow(seq, None, None, external_id, Action.HIDE, there, HIDDEN, portal_id=f"{500 + seq}")


def shown(seq: int) -> PlannedRow:
    """Of a taking back."""
    there: Record = {**THERE, **HIDDEN}
    return PlannedRow(seq, None, None, "", Action.UPDATE, there, {STATUS: "active"}, portal_id=f"{500 + seq}")


def hidden(ledger: Ledger, *rows: PlannedRow, answers: dict[int, Outcome] | None = None, run: NewRun = HIDING) -> int:
    number = started(ledger, *rows, run=run)
    ledger.intend(number, [each.seq for each in rows])
    ledger.settle(number, [(each.seq, (answers or {}).get(each.seq, Accepted(status="hidden"))) for each in rows])
    return number


class HidesContract:
    def test_a_hide_comes_back_as_it_was_planned(self, ledger: Ledger, reopened: Reopen) -> None:
        run = started(ledger, hide(0), hide(1, "CN-1"), run=HIDING)
        ledger = reopened(ledger)
        assert [found.planned for found in ledger.rows(run)] == [hide(0), hide(1, "CN-1")]
        assert ledger.run(run).kind is RunKind.HIDE

    def test_one_without_an_id_of_ours_is_no_listing_of_a_file(self, ledger: Ledger, reopened: Reopen) -> None:
        """Neither what is known nor what is counted tells of it; only its row, and what it was before."""
        before = ledger.statuses()
        run = hidden(ledger, hide(0), hide(1), hide(2), answers={1: Lost(), 2: Refused(("no",))})
        ledger = reopened(ledger)
        assert (ledger.known("", 10), ledger.listings([""]), ledger.statuses()) == ([], {}, before)
        assert (list(ledger.listings_of("")), list(ledger.maybe_there(""))) == ([], [])
        assert [found.state for found in ledger.rows(run)] == [State.ACCEPTED, State.IN_DOUBT, State.REFUSED]
        assert (ledger.counts(run).hidden, ledger.counts(run).total) == (1, 3)
        was = Before({STATUS: "active"})
        assert ledger.befores(run, [0, 1, 2]) == {0: was, 1: was}

    def test_one_that_is_of_a_file_stays_that_of_its_source(self, ledger: Ledger, reopened: Reopen) -> None:
        hidden(ledger, row(1), run=UPLOAD)
        assert ledger.shown("files/a.xlsx") == 1
        run = hidden(ledger, hide(1, "CN-1"))
        ledger = reopened(ledger)
        known = ledger.listings(["CN-1"])["CN-1"]
        assert (known.source, known.shown, known.portal_id) == ("files/a.xlsx", False, "501")
        assert known.fields == {"announcementValue": 11, **HIDDEN}
        assert ledger.shown("files/a.xlsx") == 0
        assert ledger.befores(run, [1])[1].fields == {STATUS: "active"}

    def test_one_with_an_id_that_nobody_knew_is_known_from_then_on(self, ledger: Ledger, reopened: Reopen) -> None:
        run = hidden(ledger, hide(1, "OTHER"))
        ledger = reopened(ledger)
        known = ledger.listings(["OTHER"])["OTHER"]
        assert (known.source, known.shown, known.fields) == (None, False, {**THERE, **HIDDEN})
        assert known.before_hidden == ledger.befores(run, [1])[1] == Before({STATUS: "active"})
        assert list(ledger.listings_of("")) == []

    def test_a_lost_answer_is_not_known_to_be_hidden(self, ledger: Ledger, reopened: Reopen) -> None:
        run = hidden(ledger, hide(0, "CN-0"), answers={0: Lost()})
        ledger = reopened(ledger)
        assert (ledger.listings(["CN-0"])["CN-0"].shown, ledger.in_doubt(run, 9)[0].planned) == (None, hide(0, "CN-0"))
        ledger.start(run)
        ledger.intend(run, [0])
        ledger.settle(run, [(0, Accepted())])
        assert ledger.befores(run, [0]) == {0: Before({STATUS: "active"})}
        assert ledger.listings(["CN-0"])["CN-0"].shown is False

    def test_one_that_is_shown_again_knows_that_it_was_hidden(self, ledger: Ledger) -> None:
        first = hidden(ledger, hide(0))
        back = hidden(ledger, shown(0), run=NewRun(ACCOUNT, RunKind.UNDO, "", "", parent=first))
        assert [found.planned for found in ledger.rows(back)] == [shown(0)]
        assert ledger.befores(back, [0]) == {0: Before({STATUS: "hidden"}, shown=False)}
        assert ledger.statuses() == {}

    def test_taking_it_back_says_nothing_of_what_a_file_says(self, ledger: Ledger) -> None:
        hidden(ledger, row(1), run=UPLOAD)
        first = hidden(ledger, hide(0), hide(1, "CN-1"))
        back = replace(shown(1), external_id="CN-1", portal_id=None)
        hidden(ledger, shown(0), back, run=NewRun(ACCOUNT, RunKind.UNDO, "", "", parent=first))
        assert ledger.undone(["", "CN-1"]) == {}

    def test_its_life_is_that_of_no_other(self, ledger: Ledger) -> None:
        """A file may have a code that is the number of another listing there."""
        run = hidden(ledger, hide(0), hide(1))
        upload = hidden(
            ledger, PlannedRow(0, 0, 2, "501", Action.CREATE, {}), run=NewRun(ACCOUNT, RunKind.UPLOAD, "a", "a")
        )
        assert [lived.run.id for lived in ledger.life("501")] == [upload]
        assert [(lived.run.id, lived.row.planned.seq) for lived in ledger.life("", portal_id="501")] == [(run, 1)]
        assert ledger.life("", portal_id="777") == []

    def test_an_upload_ends_no_unfinished_hides(self, ledger: Ledger) -> None:
        run = started(ledger, hide(0), run=HIDING)
        ledger.finish(run, 1.0, complete=False)
        other = started(ledger, hide(1), run=HIDING)
        ledger.finish(other, 1.0, complete=False)
        upload = hidden(ledger, row(2), run=UPLOAD)
        ledger.finish(upload, 1.0, complete=True)
        assert [each.run.id for each in ledger.unfinished()] == [other, run]

    def test_what_failed_of_one_is_put_right_by_no_other(self, ledger: Ledger) -> None:
        back = NewRun(ACCOUNT, RunKind.UNDO, "", "")
        told = Accepted(job="7")
        run = hidden(ledger, shown(0), answers={0: told}, run=back)
        ledger.tell_job(run, 0, "7", JobNews(JobState.FAILED, "no photos"))
        hidden(ledger, hide(1))
        assert ledger.not_published(0.0) == {"": [(run, 0)]}
        assert ledger.publications(run) == {Publication.FAILED: 1}
        hidden(ledger, hide(0))
        assert ledger.not_published(0.0) == {}
