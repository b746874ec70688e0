"""What every ledger keeps to about corrections. `tests.contracts.ledger.LedgerContract` has these, too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from rentix_desktop.sync.ledger import AccountKey, Action, Ledger, NewRun, PlannedRow, RunKind
from rentix_desktop.sync.repair.corrections import KeptCorrection

UPLOAD = NewRun(AccountKey("http://127.0.0.1:1/api/v1", "1"), RunKind.UPLOAD, "files/a.xlsx", "a.xlsx")
PRICE = KeptCorrection("CN-1", "announcementValue", None, 45_000, 10.0, "n/a")
PLACE = KeptCorrection("CN-1", "propertyCoordinates", {"lat": 28.8, "lng": 47.0}, {"lat": 47.0, "lng": 28.8}, 11.0)
TEXT = KeptCorrection("CN-2", "announcementDescription", "țânțar", None, 12.0)


class CorrectionsContract:
    @pytest.fixture
    def reopened(self) -> Callable[[Ledger], Ledger]:
        raise NotImplementedError

    def test_corrections_are_kept_by_cell(self, ledger: Ledger, reopened: Callable[[Ledger], Ledger]) -> None:
        assert (ledger.corrections(["CN-1"]), ledger.correction_count()) == ({}, 0)
        ledger.keep_corrections([PRICE, TEXT, PLACE])
        ledger = reopened(ledger)
        assert ledger.corrections(["CN-1", "CN-3", "CN-2"]) == {"CN-1": (PRICE, PLACE), "CN-2": (TEXT,)}
        assert ledger.corrections([]) == {}
        assert ledger.correction_count() == 3

    def test_the_last_correction_of_a_cell_holds_and_the_same_again_keeps_its_day(self, ledger: Ledger) -> None:
        ledger.keep_corrections([PRICE, TEXT])
        ledger.keep_corrections([replace(TEXT, at=99.0), replace(PRICE, now=46_000, at=99.0)])
        assert ledger.corrections(["CN-1", "CN-2"]) == {
            "CN-1": (replace(PRICE, now=46_000, at=99.0),),
            "CN-2": (TEXT,),
        }

    def test_they_are_dropped_by_cell_or_all(self, ledger: Ledger) -> None:
        ledger.keep_corrections([PRICE, TEXT, PLACE])
        ledger.drop_corrections([PRICE.cell, ("CN-9", "announcementValue")])
        assert ledger.corrections(["CN-1", "CN-2"]) == {"CN-1": (PLACE,), "CN-2": (TEXT,)}
        ledger.drop_corrections(None)
        assert (ledger.corrections(["CN-1", "CN-2"]), ledger.correction_count()) == ({}, 0)

    def test_what_a_plan_overtakes_goes_when_it_is_started(self, ledger: Ledger) -> None:
        ledger.keep_corrections([PRICE, TEXT, PLACE])
        first = ledger.begin(UPLOAD)
        ledger.drop_corrections([PRICE.cell, TEXT.cell], with_run=first)
        assert ledger.correction_count() == 3
        second = ledger.begin(UPLOAD)  # the first one was not started
        ledger.drop_corrections([TEXT.cell, PLACE.cell], with_run=second)
        ledger.keep_corrections([PLACE])  # made again meanwhile
        ledger.start(second)
        assert ledger.corrections(["CN-1", "CN-2"]) == {"CN-1": (PRICE, PLACE)}
        ledger.keep_corrections([TEXT])
        ledger.finish(second, 1.0, complete=False)
        ledger.start(second)  # goes on: what was corrected since is kept
        assert ledger.correction_count() == 3

    def test_those_of_one_run_go_with_the_next_upload_of_its_source(self, ledger: Ledger) -> None:
        first, other = _begun(ledger, UPLOAD), _begun(ledger, replace(UPLOAD, source="files/b.xlsx"))
        kept = [replace(TEXT, external_id=f"\n{run}/{row}") for run in (first, other) for row in (0, 12)]
        ledger.keep_corrections([PRICE, *kept])
        assert ledger.correction_count() == 1
        _begun(ledger, replace(UPLOAD, kind=RunKind.RETRY, parent=first))
        names = [each.external_id for each in kept]
        assert ledger.corrections(names).keys() == set(names)
        _begun(ledger, UPLOAD)
        assert ledger.corrections([*names, "CN-1"]).keys() == {*names[2:], "CN-1"}

    def test_a_row_says_which_corrections_are_in_it(self, ledger: Ledger) -> None:
        row = PlannedRow(0, 0, 2, "CN-1", Action.CREATE, {"externalId": "CN-1"}, {}, applied=(PRICE, PLACE))
        run = ledger.begin(UPLOAD)
        ledger.add_rows(run, [row, replace(row, seq=1, applied=())])
        first, second = ledger.rows(run)
        assert (first.planned, second.planned.applied) == (row, ())
        assert first.planned.corrected == {"announcementValue": 10.0, "propertyCoordinates": 11.0}
        found = ledger.planned(run, [Action.CREATE], -1, 10, corrected=True)
        assert [each.planned.seq for each in found] == [0]


def _begun(ledger: Ledger, run: NewRun) -> int:
    number = ledger.begin(run)
    ledger.start(number)
    ledger.finish(number, 1.0, complete=True)
    return number
