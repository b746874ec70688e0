"""What every ledger keeps of codes that other properties have. A test module subclasses it beside `LedgerContract`."""

from __future__ import annotations

from rentix_desktop.sync.books.conflicts import Conflict
from rentix_desktop.sync.destination import Accepted, Lost, Refused
from rentix_desktop.sync.ledger import Action, Ledger, Listing
from tests.contracts.ledger import Reopen, row, started
from tests.contracts.links import LINKING, link

UNGHENI = Conflict("CN-0", "90", "Ungheni, bd. Ștefan cel Mare 69")


class ConflictsContract:
    def test_conflicts_are_kept_until_the_codes_are_looked_at_again(self, ledger: Ledger, reopened: Reopen) -> None:
        assert ledger.conflicts() == {}
        ledger.keep_conflicts(["CN-0", "CN-1", "CN-2"], [UNGHENI, Conflict("CN-2", "92")])
        ledger.keep_conflicts(["CN-1", "CN-2"], [Conflict("CN-1", "91")])
        ledger = reopened(ledger)
        assert ledger.conflicts() == {"CN-0": UNGHENI, "CN-1": Conflict("CN-1", "91")}
        ledger.keep_conflicts(["CN-0"], [UNGHENI])
        ledger.keep_conflicts([], [])
        assert ledger.conflicts().keys() == {"CN-0", "CN-1"}

    def test_a_listing_that_becomes_known_settles_its_conflict(self, ledger: Ledger) -> None:
        ledger.keep_conflicts([], [Conflict(f"CN-{n}", "90") for n in range(6)])
        assert ledger.adopt([Listing("CN-5", {"a": 1}, "90")]) == 1
        run = started(ledger, *(row(n) for n in range(3)))
        ledger.intend(run, [0, 1, 2])
        ledger.settle(run, [(0, Accepted()), (1, Refused(("no",))), (2, Lost())])
        assert ledger.conflicts().keys() == {"CN-1", "CN-2", "CN-3", "CN-4"}
        run = started(ledger, link(3), link(4), run=LINKING)
        ledger.intend(run, [3, 4])
        ledger.settle(run, [(3, Accepted()), (4, Refused(("no",)))])
        assert ledger.conflicts().keys() == {"CN-1", "CN-2", "CN-4"}

    def test_a_code_that_was_taken_off_is_in_no_conflict_any_more(self, ledger: Ledger) -> None:
        ledger.keep_conflicts([], [UNGHENI, Conflict("CN-1", "91")])
        run = started(ledger, link(0, Action.UNLINK), link(1, Action.UNLINK), run=LINKING)
        ledger.intend(run, [0, 1])
        ledger.settle(run, [(0, Accepted()), (1, Lost())])
        assert ledger.conflicts().keys() == {"CN-1"}
