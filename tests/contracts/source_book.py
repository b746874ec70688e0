"""What every ledger keeps to about its sources. `tests.contracts.ledger.LedgerContract` has these, too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from rentix_desktop.catalog.fields import Record
from rentix_desktop.sync.destination import Accepted, ListingSeen, Lost, Publication, Refused
from rentix_desktop.sync.ledger import AccountKey, Action, Ledger, NewRun, PlannedRow, RunKind, State
from rentix_desktop.sync.repair.corrections import KeptCorrection
from rentix_desktop.sync.sources.book import FileFacts, Reason, Visit, VisitEnd

SOURCE = "files/a.xlsx"
UPLOAD = NewRun(AccountKey("http://127.0.0.1:1/api/v1", "1"), RunKind.UPLOAD, SOURCE, "a.xlsx")
FILE = FileFacts(Path("/files/Țările.xlsx"), 1234, 1_700_000_000.25, "abc")
ONE, TWO, THREE = (bytes([number]) * 16 for number in (1, 2, 3))


def accepted(ledger: Ledger, count: int, run: NewRun = UPLOAD, first: int = 0) -> int:
    """A run that created so many listings."""
    number = ledger.begin(run)
    rows = [
        PlannedRow(
            seq, seq, seq + 2, f"CN-{first + seq}", Action.CREATE, {"externalId": f"CN-{first + seq}", "a": 1}, {"a": 1}
        )
        for seq in range(count)
    ]
    ledger.add_rows(number, rows)
    ledger.start(number)
    ledger.intend(number, range(count))
    ledger.settle(number, [(seq, Accepted(created=True)) for seq in range(count)])
    ledger.finish(number, 1.0, complete=True)
    return number


class SourceBookContract:
    @pytest.fixture
    def reopened(self) -> Callable[[Ledger], Ledger]:
        raise NotImplementedError

    def test_visits_are_kept_newest_first(self, ledger: Ledger, reopened: Callable[[Ledger], Ledger]) -> None:
        assert ledger.visits() == []
        reason = Reason("waits", {"missing": "Preț, Cod", "size": 3, "at": 1.5})
        made = [
            Visit(SOURCE, 1.0, VisitEnd.SYNCED, run=7, file=FILE, rows=20, same=18),
            Visit(SOURCE, 2.0, VisitEnd.WAITS, reason=reason, file=FILE),
            Visit("other", 3.0, VisitEnd.SAME, file=replace(FILE, digest="")),
            Visit(SOURCE, 4.0, VisitEnd.FAILED, reason=Reason("key_invalid")),
        ]
        numbers = [ledger.add_visit(visit) for visit in made]
        assert numbers == sorted(set(numbers))
        kept = [replace(visit, id=number) for visit, number in zip(made, numbers, strict=True)]
        ledger = reopened(ledger)
        assert ledger.visits() == kept[::-1]
        assert ledger.visits(SOURCE) == [kept[3], kept[1], kept[0]]
        assert ledger.visits(SOURCE, 1) == [kept[3]]
        assert ledger.visits(SOURCE, 2, before=numbers[3]) == [kept[1], kept[0]]
        assert ledger.visits("nobody") == []

    def test_waiting_for_the_same_reason_is_one_visit(self, ledger: Ledger) -> None:
        waits = Visit(SOURCE, 1.0, VisitEnd.WAITS, reason=Reason("empty"), file=FILE)
        ledger.add_visit(waits)
        last = ledger.add_visit(replace(waits, at=2.0))
        assert ledger.visits() == [replace(waits, at=2.0, id=last)]
        ledger.add_visit(Visit("other", 2.5, VisitEnd.SAME))
        last = ledger.add_visit(replace(waits, at=3.0))
        assert [visit.at for visit in ledger.visits(SOURCE)] == [3.0]
        for changed in ({"reason": Reason("missing")}, {"file": None}, {"end": VisitEnd.FAILED}, {"run": 4}):
            ledger.add_visit(replace(waits, at=4.0, **changed))
        assert len(ledger.visits(SOURCE)) == 5
        same = Visit(SOURCE, 9.0, VisitEnd.SAME)
        ledger.add_visit(same)
        ledger.add_visit(same)
        assert len(ledger.visits(SOURCE)) == 7

    def test_prints_are_kept_one_a_listing(self, ledger: Ledger, reopened: Callable[[Ledger], Ledger]) -> None:
        accepted(ledger, 3)
        assert (ledger.meaning(SOURCE), ledger.prints(SOURCE)) == (None, {})
        ledger.keep_prints(SOURCE, "m1", [(ONE, "CN-0"), (TWO, "CN-1")])
        ledger.keep_prints(SOURCE, "m1", [(THREE, "CN-1"), (TWO, "CN-2")])
        ledger = reopened(ledger)
        assert ledger.prints(SOURCE) == {ONE: "CN-0", THREE: "CN-1", TWO: "CN-2"}
        assert (ledger.meaning(SOURCE), ledger.prints("other")) == ("m1", {})
        ledger.keep_prints(SOURCE, "m2", [(ONE, "CN-2")])
        assert (ledger.meaning(SOURCE), ledger.prints(SOURCE)) == ("m2", {ONE: "CN-2"})
        ledger.keep_prints(SOURCE, "m2", [(TWO, "CN-1")])
        ledger.forget_prints(SOURCE, ["CN-2", "CN-7"])
        assert ledger.prints(SOURCE) == {TWO: "CN-1"}
        ledger.forget_prints(SOURCE)
        assert (ledger.meaning(SOURCE), ledger.prints(SOURCE)) == (None, {})

    def test_a_print_goes_with_whatever_changes_what_is_known_of_its_listing(self, ledger: Ledger) -> None:
        run = accepted(ledger, 6)
        ledger.keep_prints(SOURCE, "m", [(bytes([number]) * 16, f"CN-{number}") for number in range(6)])

        def known() -> set[str]:
            return set(ledger.prints(SOURCE).values())

        ledger.tell_listing(run, 0, ListingSeen(Publication.PUBLISHED, "active"))
        assert "CN-0" in known()  # its status is no field of ours
        ledger.tell_listing(run, 0, ListingSeen(Publication.GONE))
        ledger.tell_listing(run, 1, ListingSeen(Publication.FAILED), undone=["a"])
        ledger.keep_corrections([KeptCorrection("CN-2", "a", 1, 2, 5.0)])
        assert known() == {"CN-3", "CN-4", "CN-5"}
        other = replace(UPLOAD, source="other")
        again = ledger.begin(other)
        fields: dict[str, Record] = {"CN-3": {"a": 2}, "CN-4": {"b": 2}, "CN-5": {"a": 3}}
        ledger.add_rows(
            again,
            [PlannedRow(n, n, n, name, Action.UPDATE, sent, sent) for n, (name, sent) in enumerate(fields.items())],
        )
        ledger.start(again)
        ledger.intend(again, [0, 1, 2])
        ledger.settle(again, [(0, Accepted()), (1, Lost()), (2, Refused(("no",)))])
        assert known() == {"CN-5"}

    def test_a_print_of_a_listing_that_another_source_sent_last_or_that_is_hidden_is_none(self, ledger: Ledger) -> None:
        accepted(ledger, 1)
        accepted(ledger, 1, replace(UPLOAD, source="other"), first=1)
        run = accepted(ledger, 1, first=2)
        hide = ledger.begin(replace(UPLOAD, source=SOURCE))
        ledger.add_rows(hide, [PlannedRow(0, None, None, "CN-2", Action.HIDE, {"s": "hidden"}, {"s": "hidden"})])
        ledger.start(hide)
        ledger.settle(hide, [(0, Accepted())])
        assert ledger.counts(run).created == 1
        ledger.keep_prints(SOURCE, "m", [(ONE, "CN-0"), (TWO, "CN-1"), (THREE, "CN-2")])
        assert ledger.prints(SOURCE) == {ONE: "CN-0"}
        assert ledger.shown_of(SOURCE) == ["CN-0"]
        assert ledger.shown_of("other") == ["CN-1"]

    def test_what_was_held_back_is_kept_by_name(self, ledger: Ledger) -> None:
        run = accepted(ledger, 1)
        ledger.set_hide_held(run, ["CN-8", "CN-3"])
        assert (sorted(ledger.held(run)), ledger.run(run).hide_held, ledger.held(99)) == (["CN-3", "CN-8"], 2, [])

    def test_rows_that_were_not_looked_at_count_as_unchanged(self, ledger: Ledger) -> None:
        run = accepted(ledger, 2)
        ledger.set_same(run, 98)
        counts = ledger.counts(run)
        assert (counts.total, counts.by_state) == (100, {State.ACCEPTED: 2, State.UNCHANGED: 98})
        assert counts.by_action == {Action.CREATE: 2, Action.NONE: 98}
        assert len(list(ledger.rows(run))) == 2

    def test_what_the_service_takes_empty_is_remembered(
        self, ledger: Ledger, reopened: Callable[[Ledger], Ledger]
    ) -> None:
        assert ledger.empties() == {}
        ledger.keep_empties({"a": True, "b": False})
        ledger.keep_empties({"b": True})
        assert reopened(ledger).empties() == {"a": True, "b": True}

    # several kept files -----------------------------------------------------------------------------------------------
    def test_which_other_kept_file_has_a_listing_too(
        self, ledger: Ledger, reopened: Callable[[Ledger], Ledger]
    ) -> None:
        ledger.keep_sources({"a": "Sales", "b": "Rent", "c": "Închirieri"})
        ledger.keep_codes("a", ["CN-1", "CN-2"])
        ledger.keep_codes("b", ["CN-2", "CN-3"])
        ledger.keep_codes("c", ["CN-2", "ț"])
        ledger.keep_codes("nobody keeps it", ["CN-1"])
        ledger = reopened(ledger)
        assert set(ledger.codes_of("c")) == {"CN-2", "ț"}
        assert not ledger.codes_of("nobody keeps it")
        assert ledger.also_in(["CN-1", "CN-2", "CN-9", "ț"], "a") == {
            "CN-2": {"b": "Rent", "c": "Închirieri"},
            "ț": {"c": "Închirieri"},
        }
        ledger.keep_codes("b", ["CN-1", "CN-3"])
        ledger.keep_sources({"a": "Sales", "b": "Chirii"})
        assert ledger.also_in(["CN-1", "CN-2", "ț"], "a") == {"CN-1": {"b": "Chirii"}}
        assert ledger.also_in(["CN-1", "CN-2"], "b") == {"CN-1": {"a": "Sales"}, "CN-2": {"a": "Sales"}}
        assert ledger.also_in([], "b") == {}

    def test_what_goes_from_one_kept_file_is_of_another_that_has_it(self, ledger: Ledger) -> None:
        accepted(ledger, 4)
        ledger.keep_sources({SOURCE: "A", "b": "B"})
        ledger.keep_codes(SOURCE, ["CN-0"])
        ledger.keep_codes("b", ["CN-0", "CN-1", "CN-9"])
        ledger.keep_prints(SOURCE, "m", [(ONE, "CN-0"), (TWO, "CN-1")])
        assert ledger.hand_over(SOURCE) == 1
        assert (ledger.shown_of(SOURCE), ledger.shown_of("b")) == (["CN-0", "CN-2", "CN-3"], ["CN-1"])
        assert ledger.prints(SOURCE) == {ONE: "CN-0"}
        assert ledger.hand_over(SOURCE) == 0

    def test_a_listing_of_a_source_that_is_not_kept_any_more_is_of_the_kept_one_whose_file_has_it(
        self, ledger: Ledger
    ) -> None:
        accepted(ledger, 4)
        ledger.keep_sources({SOURCE: "A", "b": "B"})
        ledger.keep_codes("b", ["CN-0", "CN-1", "CN-9"])
        assert ledger.take_over("b") == 0
        ledger.keep_sources({"b": "B"})
        assert ledger.take_over("b") == 2
        assert (ledger.shown_of(SOURCE), ledger.shown_of("b")) == (["CN-2", "CN-3"], ["CN-0", "CN-1"])
        assert ledger.take_over("b") == 0

    # what was taken back ----------------------------------------------------------------------------------------------
    def test_what_was_taken_back_is_noted_until_it_is_sent_again(
        self, ledger: Ledger, reopened: Callable[[Ledger], Ledger]
    ) -> None:
        run = accepted(ledger, 3)
        back = taken_back(ledger, run, {"CN-0": {"a": 7}, "CN-1": {"a": 8, "b": 1}})
        ledger = reopened(ledger)
        found = ledger.undone(["CN-0", "CN-1", "CN-2"])
        assert {name: (each.run, each.fields, each.former) for name, each in found.items()} == {
            "CN-0": (back, {"a": 7}, {"a": 1}),
            "CN-1": (back, {"a": 8, "b": 1}, {"a": 1}),
        }
        again = ledger.begin(UPLOAD)
        ledger.add_rows(again, [PlannedRow(0, 0, 2, "CN-0", Action.UPDATE, {"a": 1}, {"a": 1})])
        ledger.start(again)
        ledger.settle(again, [(0, Refused(("no",)))])
        assert ledger.undone(["CN-0", "CN-1"]).keys() == {"CN-0", "CN-1"}
        ledger.settle(again, [(0, Accepted())])
        assert ledger.undone(["CN-0", "CN-1"]).keys() == {"CN-1"}

    def test_what_was_taken_back_waits_where_the_file_says_it_again(self, ledger: Ledger) -> None:
        run = accepted(ledger, 3)
        taken_back(ledger, run, {"CN-0": {"a": 7}, "CN-1": {"a": 8}})
        assert ledger.taken_back(SOURCE) == []
        ledger.keep_undone("other", [])
        ledger.keep_undone(SOURCE, ["CN-1", "CN-2"])
        assert (ledger.taken_back(SOURCE), ledger.taken_back("other")) == (["CN-1"], [])
        assert ledger.undone(["CN-0", "CN-1", "CN-2"]).keys() == {"CN-1"}
        ledger.keep_undone(SOURCE, [])
        assert ledger.taken_back(SOURCE) == []

    def test_of_what_was_taken_back_only_that_is_forgotten_which_is_sent_again(self, ledger: Ledger) -> None:
        run = accepted(ledger, 1)
        taken_back(ledger, run, {"CN-0": {"a": 7, "b": True, "c": {"x": [1, None]}}})
        for sent, left in (({"d": 1}, {"a", "b", "c"}), ({"a": 2, "d": 2}, {"b", "c"}), ({"b": False, "c": 1}, None)):
            again = ledger.begin(UPLOAD)
            ledger.add_rows(again, [PlannedRow(0, 0, 2, "CN-0", Action.UPDATE, dict(sent), dict(sent))])
            ledger.start(again)
            ledger.settle(again, [(0, Accepted())])
            found = ledger.undone(["CN-0"]).get("CN-0")
            assert (None if found is None else set(found.fields)) == left
            assert found is None or found.fields["c"] == {"x": [1, None]}

    def test_what_was_taken_back_of_a_row_that_cannot_be_read_today_stays_noted(self, ledger: Ledger) -> None:
        run = accepted(ledger, 3)
        taken_back(ledger, run, {"CN-0": {"a": 7}, "CN-1": {"a": 8}, "CN-2": {"a": 9}})
        ledger.keep_undone(SOURCE, ["CN-1"], ["CN-0"])
        assert ledger.undone(["CN-0", "CN-1", "CN-2"]).keys() == {"CN-0", "CN-1"}
        assert ledger.taken_back(SOURCE) == ["CN-1"]

    def test_an_undo_that_is_undone_leaves_no_note_and_a_third_one_does(self, ledger: Ledger) -> None:
        run = accepted(ledger, 1)
        for _ in range(2):
            run = taken_back(ledger, run, {"CN-0": {"a": 7}})
            assert ledger.undone(["CN-0"])
            run = taken_back(ledger, run, {"CN-0": {"a": 1}})
            assert not ledger.undone(["CN-0"])


def taken_back(ledger: Ledger, run: int, fields: dict[str, Record]) -> int:
    """A run that took another one back."""
    back = ledger.begin(replace(UPLOAD, kind=RunKind.UNDO, parent=run))
    rows = enumerate(fields.items())
    ledger.add_rows(back, [PlannedRow(seq, seq, seq + 2, i, Action.UPDATE, sent, sent) for seq, (i, sent) in rows])
    ledger.start(back)
    ledger.intend(back, range(len(fields)))
    ledger.settle(back, [(seq, Accepted()) for seq in range(len(fields))])
    ledger.finish(back, 1.0, complete=True)
    return back
