"""What every ledger keeps of pairs that a person decided. A test module subclasses it beside `LedgerContract`."""

from __future__ import annotations

from rentix_desktop.sync.books.pairs import PairAnswer
from rentix_desktop.sync.destination import Accepted, Lost, Refused
from rentix_desktop.sync.ledger import Action, Ledger
from tests.contracts.ledger import Reopen, started
from tests.contracts.links import LINKING, link


class PairsContract:
    def test_what_was_said_is_there_in_its_order_until_it_is_taken_back(self, ledger: Ledger, reopened: Reopen) -> None:
        assert ledger.pair_answers() == {}
        ledger.keep_pair_answers({("90", "CN-0"): PairAnswer.NOT, ("91", "CN-1"): PairAnswer.SAME})
        ledger.keep_pair_answers({("92", "CN-2"): PairAnswer.LEFT, ("90", "CN-0"): PairAnswer.SAME})
        ledger = reopened(ledger)
        assert list(ledger.pair_answers().items()) == [
            (("91", "CN-1"), PairAnswer.SAME),
            (("92", "CN-2"), PairAnswer.LEFT),
            (("90", "CN-0"), PairAnswer.SAME),
        ]
        ledger.keep_pair_answers({("91", "CN-1"): None, ("no", "such"): None})
        assert list(ledger.pair_answers()) == [("92", "CN-2"), ("90", "CN-0")]

    def test_what_is_linked_is_no_answer_any_more_and_other_pairs_keep_theirs(self, ledger: Ledger) -> None:
        """So that the pair is asked about again, should its link be taken off."""
        said = {
            ("90", "CN-0"): PairAnswer.SAME,
            ("91", "CN-1"): PairAnswer.SAME,
            ("92", "CN-2"): PairAnswer.SAME,
            ("90", "CN-7"): PairAnswer.NOT,
        }
        ledger.keep_pair_answers(said)
        run = started(ledger, link(0), link(1), link(2), run=LINKING)
        ledger.intend(run, [0, 1, 2])
        ledger.settle(run, [(0, Accepted()), (1, Refused(("no",))), (2, Lost())])
        assert list(ledger.pair_answers()) == [("91", "CN-1"), ("92", "CN-2"), ("90", "CN-7")]

    def test_whose_link_was_taken_off_is_left_and_linked_again_it_is_no_answer(self, ledger: Ledger) -> None:
        left = {("90", "CN-0"): PairAnswer.LEFT}
        for planned, kept in ((link(0), {}), (link(0, Action.UNLINK), left), (link(0), {})):
            run = started(ledger, planned, run=LINKING)
            ledger.intend(run, [0])
            ledger.settle(run, [(0, Accepted())])
            assert ledger.pair_answers() == kept

    def test_listings_of_which_somebody_said_that_they_are_two(self, ledger: Ledger, reopened: Reopen) -> None:
        ledger.keep_apart("91", "90", apart=True)
        ledger.keep_apart("90", "91", apart=True)
        ledger.keep_apart("92", "90", apart=True)
        ledger = reopened(ledger)
        assert ledger.apart() == {frozenset(("90", "91")), frozenset(("90", "92"))}
        ledger.keep_apart("90", "92", apart=False)
        ledger.keep_apart("no", "such", apart=False)
        assert ledger.apart() == {frozenset(("90", "91"))}
