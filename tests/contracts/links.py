"""What every ledger keeps of links. A test module subclasses it beside `LedgerContract`."""

from __future__ import annotations

from dataclasses import replace

from rentix_desktop.catalog.fields import Record
from rentix_desktop.sync.destination import Accepted, Lost, Refused
from rentix_desktop.sync.ledger import Action, Ledger, Listing, NewRun, PlannedRow, RunKind, State
from tests.contracts.ledger import ACCOUNT, Reopen, row, started

LINKING = NewRun(ACCOUNT, RunKind.LINK, "files/a.xlsx", "a.xlsx")
THERE: Record = {"announcementValue": 61500, "propertyAddress": "str. Ismail 3"}


def link(seq: int, action: Action = Action.LINK) -> PlannedRow:
    return PlannedRow(seq, seq, seq + 2, f"CN-{seq}", action, THERE, portal_id=f"{90 + seq}")


class LinksContract:
    def test_a_link_comes_back_as_it_was_planned(self, ledger: Ledger, reopened: Reopen) -> None:
        run = started(ledger, link(0), link(1, Action.UNLINK), run=LINKING)
        ledger = reopened(ledger)
        assert [found.planned for found in ledger.rows(run)] == [link(0), link(1, Action.UNLINK)]
        assert ledger.run(run).kind is RunKind.LINK

    def test_a_linked_listing_is_known_as_the_service_has_it(self, ledger: Ledger, reopened: Reopen) -> None:
        run = started(ledger, link(0), link(1), link(2), run=LINKING)
        ledger.intend(run, [0, 1, 2])
        ledger.settle(run, [(0, Accepted()), (1, Refused(("External ID already linked",))), (2, Lost())])
        ledger = reopened(ledger)
        assert ledger.listings(["CN-0", "CN-1", "CN-2"]) == {
            "CN-0": Listing("CN-0", THERE, portal_id="90", source="files/a.xlsx")
        }
        assert [found.state for found in ledger.rows(run)] == [State.ACCEPTED, State.REFUSED, State.IN_DOUBT]
        counts = ledger.counts(run)
        assert (counts.updated, counts.total, list(ledger.maybe_there("files/a.xlsx"))) == (1, 3, [])
        assert ledger.befores(run, [0, 1, 2]) == {}

    def test_after_an_upload_of_it_the_former_values_are_those_of_the_service(self, ledger: Ledger) -> None:
        run = started(ledger, link(0), run=LINKING)
        ledger.intend(run, [0])
        ledger.settle(run, [(0, Accepted())])
        run = started(ledger, row(0, Action.UPDATE, announcementValue=59900))
        ledger.intend(run, [0])
        ledger.settle(run, [(0, Accepted())])
        assert ledger.befores(run, [0])[0].fields == {"announcementValue": 61500}
        assert ledger.listings(["CN-0"])["CN-0"].fields == {**THERE, "announcementValue": 59900}

    def test_what_a_link_was_taken_off_is_not_known_any_more(self, ledger: Ledger, reopened: Reopen) -> None:
        run = started(ledger, link(0), link(1), run=LINKING)
        ledger.intend(run, [0, 1])
        ledger.settle(run, [(0, Accepted()), (1, Accepted())])
        off = started(ledger, link(0, Action.UNLINK), replace(link(1, Action.UNLINK)), run=LINKING)
        ledger.intend(off, [0, 1])
        ledger.settle(off, [(0, Accepted()), (1, Refused(("no",)))])
        assert list(reopened(ledger).listings(["CN-0", "CN-1"])) == ["CN-1"]

    def test_what_was_linked_is_no_longer_perhaps_there(self, ledger: Ledger) -> None:
        run = started(ledger, row(0))
        ledger.intend(run, [0])
        ledger.settle(run, [(0, Lost())])
        run = started(ledger, link(0), run=LINKING)
        ledger.intend(run, [0])
        ledger.settle(run, [(0, Accepted())])
        assert list(ledger.maybe_there("files/a.xlsx")) == []

    def test_what_was_left_to_change_is_not_sent_once_the_link_is_off(self, ledger: Ledger) -> None:
        run = started(ledger, link(0), link(1), link(2), run=LINKING)
        ledger.intend(run, [0, 1, 2])
        ledger.settle(run, [(0, Accepted()), (1, Accepted()), (2, Accepted())])
        ledger.finish(run, 1.0, complete=True)
        stopped = started(ledger, *(row(seq, Action.UPDATE, announcementValue=1) for seq in range(3)))
        ledger.intend(stopped, [0, 1])
        ledger.settle(stopped, [(0, Accepted()), (1, Lost())])
        ledger.finish(stopped, 1.0, complete=False)
        off = started(ledger, *(link(seq, Action.UNLINK) for seq in range(2)), run=LINKING)
        ledger.intend(off, [0, 1])
        ledger.settle(off, [(0, Accepted()), (1, Accepted())])
        states = [found.state for found in ledger.rows(stopped)]
        assert states == [State.ACCEPTED, State.SKIPPED, State.NOT_SENT]

    def test_an_upload_of_the_file_does_not_end_its_unfinished_links(self, ledger: Ledger) -> None:
        run = started(ledger, link(0), link(1), run=LINKING)
        ledger.finish(run, 1.0, complete=False)
        upload = started(ledger, row(2))
        ledger.intend(upload, [2])
        ledger.settle(upload, [(2, Accepted())])
        ledger.finish(upload, 1.0, complete=True)
        left = ledger.interrupted()
        assert left is not None
        assert left.id == run

    def test_links_are_not_settled_until_they_are_answered_for(self, ledger: Ledger, reopened: Reopen) -> None:
        assert ledger.unsettled_links() == frozenset()
        planned = ledger.begin(LINKING)
        ledger.add_rows(planned, [link(9)])
        assert ledger.unsettled_links() == frozenset()  # nobody said yes to it yet
        run = started(
            ledger, *(link(seq) for seq in range(4)), link(4, Action.UNLINK), link(5, Action.SKIP), run=LINKING
        )
        ledger.intend(run, [0, 1, 2])
        assert ledger.unsettled_links() == {"CN-0", "CN-1", "CN-2", "CN-3", "CN-4"}
        ledger.settle(run, [(0, Accepted()), (1, Refused(("no",))), (2, Lost())])
        assert ledger.unsettled_links() == {"CN-2", "CN-3", "CN-4"}
        ledger.finish(run, 1.0, complete=False)
        assert reopened(ledger).unsettled_links() == {"CN-2", "CN-3", "CN-4"}

    def test_a_link_refused_without_words_is_not_settled(self, ledger: Ledger) -> None:
        run = started(ledger, link(0), run=LINKING)
        ledger.intend(run, [0])
        ledger.settle(run, [(0, Refused((), explain=True))])
        assert ledger.unsettled_links() == {"CN-0"}
        ledger.settle(run, [(0, Refused(("no",)))])
        assert ledger.unsettled_links() == frozenset()

    def test_links_that_were_not_sent_can_be_left_out(self, ledger: Ledger, reopened: Reopen) -> None:
        run = started(ledger, *(link(seq) for seq in range(4)), run=LINKING)
        ledger.intend(run, [0, 1])
        ledger.settle(run, [(0, Accepted()), (1, Lost())])
        ledger.finish(run, 1.0, complete=False)
        assert ledger.leave_links(run) == 2
        ledger = reopened(ledger)
        states = [found.state for found in ledger.rows(run)]
        assert states == [State.ACCEPTED, State.IN_DOUBT, State.SKIPPED, State.SKIPPED]
        assert ledger.unsettled_links() == {"CN-1"}
        ledger.not_applied(run, [1])
        assert (ledger.leave_links(run), ledger.unsettled_links()) == (1, frozenset())
        assert ledger.interrupted() is None

    def test_a_later_link_of_the_listing_or_with_the_id_settles_what_was_left(self, ledger: Ledger) -> None:
        stopped = started(ledger, *(link(seq) for seq in range(4)), run=LINKING)
        ledger.intend(stopped, [0])
        ledger.settle(stopped, [(0, Lost())])
        ledger.finish(stopped, 1.0, complete=False)
        again = replace(link(0), portal_id="70")
        other_id = replace(link(1), external_id="CN-10")  # of the listing that CN-1 was to be linked with
        run = started(ledger, again, other_id, link(2), run=LINKING)
        ledger.intend(run, [0, 1, 2])
        ledger.settle(run, [(0, Accepted()), (1, Accepted()), (2, Refused(("no",)))])
        ledger.finish(run, 1.0, complete=True)
        states = [found.state for found in ledger.rows(stopped)]
        assert states == [State.SKIPPED, State.SKIPPED, State.NOT_SENT, State.NOT_SENT]
        assert ledger.unsettled_links() == {"CN-2", "CN-3"}

    def test_a_row_that_waits_for_its_link_is_blocked_and_nothing_is_wrong_with_it(
        self, ledger: Ledger, reopened: Reopen
    ) -> None:
        waits = PlannedRow(0, 0, 2, "CN-0", Action.WAIT, THERE)
        run = started(ledger, waits, row(1, Action.BLOCKED))
        ledger.finish(run, 1.0, complete=True)
        ledger = reopened(ledger)
        assert [found.planned.action for found in ledger.rows(run, (State.BLOCKED,))] == [Action.WAIT, Action.BLOCKED]
        assert [found.external_id for found in ledger.failing(run)] == ["CN-1"]
        assert sum(each.count for each in ledger.answered(0.0)) == 1
        assert 0 not in ledger.passed(run)
        assert ledger.interrupted() is None

    def test_links_are_gone_on_with_before_an_upload(self, ledger: Ledger) -> None:
        links = started(ledger, link(0), run=LINKING)
        ledger.finish(links, 1.0, complete=False)
        upload = started(ledger, row(2))
        ledger.finish(upload, 1.0, complete=False)
        left = ledger.interrupted()
        assert left is not None
        assert left.id == links
        ledger.leave_links(links)
        left = ledger.interrupted()
        assert left is not None
        assert left.id == upload
