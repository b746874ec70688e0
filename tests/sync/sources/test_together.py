"""Two kept files of one agency that have the same listings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from rentix_desktop.catalog.problems import ProblemCode
from rentix_desktop.sync.ledger import NewRun, RunKind, State
from rentix_desktop.sync.planning.plan import PlanOptions, plan
from rentix_desktop.sync.repair.repair import Correction, plan_retry
from rentix_desktop.sync.sources.book import WaitCode
from rentix_desktop.sync.sources.monitor import NeedCode, monitor_of
from rentix_desktop.sync.sources.source import Place, Source, Vanished
from rentix_desktop.sync.sources.times import now_here
from rentix_desktop.sync.sources.turn_options import TurnResult
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.problems import describe
from tests.fakes.catalogue import CATALOGUE
from tests.fakes.ledger import ACCOUNT
from tests.sync.sources.turns import Desk, Row, row, rows

PRICE, STATUS = "announcementValue", "announcementStatus"


class Office:
    """Sales and rent are exported apart, and both are kept."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.sales = replace(desk.source, name="Sales", place=Place(desk.exports, "Sales.csv"), ledger_name="sales")
        self.rent = replace(desk.source, name="Rent", place=Place(desk.exports, "Rent.csv"), ledger_name="rent")
        desk.sources.save(self.sales)
        desk.sources.save(self.rent)

    def turn(self, source: Source, found: Sequence[Row] | None = None) -> TurnResult:
        if found is not None:
            self.desk.export(found, source.place.pattern)
        self.desk.source = source
        return self.desk.turn()

    def sent(self) -> list[tuple[str, dict[str, object]]]:
        return self.desk.service.taken()

    def needs(self, source: Source) -> list[NeedCode]:
        with self.desk.ledger() as ledger:
            return [need.code for need in monitor_of(ledger, ACCOUNT, [source.ledger_name], now_here()).needs]


@pytest.fixture
def office(desk: Desk) -> Office:
    return Office(desk)


def test_the_file_that_had_a_listing_first_keeps_it_and_the_other_ones_row_says_so(office: Office) -> None:
    office.turn(office.sales, rows(10))
    office.sent()
    second = office.turn(office.rent, [row(0, price="7"), *rows(5, 20)])
    assert sorted(name for name, _ in office.sent()) == [f"CN-{number}" for number in range(20, 25)]
    assert second.summary is not None
    assert (second.summary.blocked, second.summary.created) == (1, 5)
    with office.desk.ledger() as ledger:
        (held,) = ledger.rows(second.summary.run, (State.BLOCKED,))
    (problem,) = held.planned.problems
    assert (problem.code, problem.params) == (ProblemCode.ELSEWHERE, {"other": "Sales"})
    assert "Sales" in describe(problem, Texts("en")).message
    assert office.needs(office.rent) == [NeedCode.TO_FIX]
    for _ in range(3):  # nobody takes it back from anybody, however often they go
        office.turn(office.sales, rows(10))
        office.turn(office.rent, [row(0, price="7"), *rows(5, 20)])
        assert office.sent() == []
    assert office.needs(office.sales) == []


def test_a_listing_that_is_the_same_in_both_is_no_trouble(office: Office) -> None:
    office.turn(office.sales, rows(10))
    office.sent()
    both = office.turn(office.rent, rows(10))
    assert (both.summary is not None and both.summary.blocked, office.sent()) == (0, [])
    assert office.needs(office.rent) == []


def test_what_goes_from_one_file_stays_shown_while_the_other_has_it(office: Office) -> None:
    office.turn(office.sales, rows(10))
    office.turn(office.rent, [*rows(2), *rows(5, 20)])
    office.sent()
    gone = office.turn(office.sales, rows(7, 2))
    assert office.sent() == [("CN-9", {STATUS: "hidden"})]
    assert gone.held == ()
    changed = office.turn(office.rent, [row(0, price="7"), row(1), *rows(5, 20)])
    assert (office.sent(), changed.summary is not None and changed.summary.blocked) == ([("CN-0", {PRICE: 7})], 0)
    office.turn(office.rent, [row(0, price="7"), *rows(5, 20)])  # and now it is gone from both
    assert office.sent() == [("CN-1", {STATUS: "hidden"})]


def test_a_yes_to_hiding_does_not_hide_what_another_file_has(office: Office) -> None:
    office.turn(office.sales, rows(20))
    office.turn(office.rent, [*rows(2), *rows(5, 30)])
    office.sent()
    held = office.turn(office.sales, rows(10, 10))
    assert set(held.held) == {f"CN-{number}" for number in range(2, 10)}
    run = held.visit.run
    assert run is not None
    office.desk.source = office.sales
    office.desk.yes(run)
    assert sorted(name for name, _ in office.sent()) == sorted(held.held)


def test_a_listing_that_moved_to_the_other_file_is_that_ones(office: Office) -> None:
    office.turn(office.sales, rows(10))
    office.turn(office.rent, rows(5, 20))
    office.sent()
    moved = office.turn(office.rent, [row(0, price="7"), *rows(5, 20)])  # it still stands in the other one
    assert (moved.summary is not None and moved.summary.blocked, office.sent()) == (1, [])
    office.turn(office.sales, rows(9, 1))
    assert office.sent() == []
    office.turn(office.rent)
    assert office.sent() == [("CN-0", {PRICE: 7})]
    assert office.needs(office.rent) == []


def test_a_file_that_keeps_what_is_gone_does_not_hold_it_against_the_other(office: Office) -> None:
    sales = replace(office.sales, rules=replace(office.sales.rules, vanished=Vanished.KEEP))
    office.desk.sources.save(sales)
    office.turn(sales, rows(10))
    office.turn(sales, rows(9, 1))
    office.sent()
    office.turn(office.rent, [row(0, price="7"), *rows(5, 20)])
    assert ("CN-0", {PRICE: 7}) in office.sent()


def test_a_file_that_is_not_kept_any_more_holds_nothing(office: Office) -> None:
    office.turn(office.sales, rows(10))
    office.turn(office.rent, [row(0, price="7"), *rows(5, 20)])
    office.sent()
    office.desk.sources.delete("Sales")
    office.turn(office.rent)
    assert office.sent() == [("CN-0", {PRICE: 7})]


def test_sending_the_failed_rows_again_does_not_take_the_listing_over_but_another_code_does_it(office: Office) -> None:
    office.turn(office.sales, rows(10))
    run = office.turn(office.rent, [row(0, price="7"), *rows(5, 20)]).visit.run
    assert run is not None
    with office.desk.ledger() as ledger:
        again = plan_retry(ledger, run, {}, CATALOGUE, office.desk.service)
        assert (again.blocked, again.update, again.create) == (1, 0, 0)
        (held,) = ledger.rows(run, (State.BLOCKED,))
        fixed = Correction(held.planned.seq, {"externalId": "RENT-0"})
        other = plan_retry(ledger, run, [fixed], CATALOGUE, office.desk.service)
        assert (other.blocked, other.create) == (0, 1)


def test_an_upload_by_hand_never_hides_what_a_kept_file_has(office: Office) -> None:
    office.turn(office.sales, rows(10))
    office.turn(office.rent, [*rows(2), *rows(5, 20)])
    with office.desk.ledger() as ledger:
        run = NewRun(ACCOUNT, RunKind.UPLOAD, "sales", "Sales.csv")
        forecast = plan([], ledger, CATALOGUE, office.desk.service, run, PlanOptions(hide_missing=True))
    assert forecast.hide_held == 8
    assert {"CN-0", "CN-1"}.isdisjoint(forecast.held)


def renamed(office: Office) -> None:
    """The file of the sales is called as that of the rent by now."""
    (office.desk.exports / "Sales.csv").rename(office.desk.exports / "Rent.csv")


def test_a_file_that_is_renamed_and_kept_anew_hides_what_goes_from_it(office: Office) -> None:
    office.desk.sources.delete("Rent")
    office.turn(office.sales, rows(12))
    renamed(office)
    office.desk.sources.delete("Sales")
    office.desk.sources.save(office.rent)
    office.sent()
    office.turn(office.rent)
    assert office.sent() == []
    gone = office.turn(office.rent, rows(11))
    assert (office.sent(), gone.held) == ([("CN-11", {STATUS: "hidden"})], ())


def test_a_file_that_is_missing_for_a_day_does_not_hold_its_listings_against_another(office: Office) -> None:
    office.turn(office.sales, rows(12))
    renamed(office)
    office.desk.now += 3600
    missing = office.turn(office.sales)
    assert missing.visit.reason is not None
    assert missing.visit.reason.code == WaitCode.MISSING
    office.sent()
    soon = office.turn(office.rent, [row(0, price="7"), *rows(11, 1)])
    assert (soon.summary is not None and soon.summary.blocked, office.sent()) == (1, [])
    office.desk.now += 86_400
    office.turn(office.sales)
    office.turn(office.rent)
    assert office.sent() == [("CN-0", {PRICE: 7})]
    office.turn(office.rent, [row(0, price="7"), *rows(10, 1)])
    assert office.sent() == [("CN-11", {STATUS: "hidden"})]
    office.turn(office.sales, rows(12))  # it is there again, and has one that nobody has
    assert office.sent() == [("CN-11", {STATUS: "active"})]
