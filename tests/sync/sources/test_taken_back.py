"""What was taken back is not sent again by the next turn: the file still says it, and a person decides."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.ledger import Action, NewRun, PlannedRow, RunKind, State
from rentix_desktop.sync.planning.undo import plan_undo
from rentix_desktop.sync.sending.engine import Engine
from rentix_desktop.sync.sources.book import VisitEnd
from rentix_desktop.sync.sources.monitor import Need, NeedCode, monitor_of
from rentix_desktop.sync.sources.times import now_here
from rentix_desktop.sync.sources.turn import with_a_yes
from rentix_desktop.sync.sources.turn_options import TurnOptions, TurnResult
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.visits import describe_need
from tests.fakes.catalogue import CATALOGUE
from tests.fakes.ledger import ACCOUNT
from tests.sync.sources.turns import Desk, Row, row, rows

PRICE, STATUS = "announcementValue", "announcementStatus"


def synced(desk: Desk, found: Sequence[Row]) -> TurnResult:
    desk.export(found)
    turned = desk.turn()
    desk.service.taken()
    return turned


def undo(desk: Desk, run: int | None) -> int:
    assert run is not None
    with desk.ledger() as ledger:
        back = plan_undo(ledger, run, CATALOGUE, desk.service, ledger.run(run).finished_at or 0.0)
        assert Engine(ledger, desk.service, RunControl()).run(back.run).refused == 0
    return back.run


def needs(desk: Desk) -> list[Need]:
    with desk.ledger() as ledger:
        return list(monitor_of(ledger, ACCOUNT, [desk.source.ledger_name], now_here()).needs)


def test_a_change_that_was_taken_back_waits_and_is_told_once_the_file_says_it_again(desk: Desk) -> None:
    synced(desk, rows(10))
    changed = synced(desk, [row(0, price="7"), row(1, price="8"), *rows(8, 2)])
    undo(desk, changed.visit.run)
    assert desk.service.taken() == [("CN-0", {PRICE: 1000}), ("CN-1", {PRICE: 1001})]
    assert needs(desk) == []

    waits = desk.turn()
    assert (waits.visit.end, waits.visit.run, waits.undone) == (VisitEnd.SAME, None, ("CN-0", "CN-1"))
    assert waits.summary is not None
    assert (waits.summary.skipped, waits.summary.unchanged, waits.summary.total) == (2, 8, 10)
    (need,) = needs(desk)
    assert (need.code, need.params["count"]) == (NeedCode.TAKEN_BACK, 2)
    assert describe_need(need, Texts("en")).message.startswith("2 listings were taken back, and the file says again")
    desk.export([row(0, price="7"), row(1, price="8"), *rows(8, 2)])
    desk.turn()  # tomorrow's file says the same
    assert desk.service.taken() == []

    desk.export([row(0, price="9"), row(1, price="8"), *rows(8, 2)])
    desk.turn()
    assert desk.service.taken() == [("CN-0", {PRICE: 9})]
    assert needs(desk)[0].params["count"] == 1
    again = desk.turn(again=True)
    assert (desk.service.taken(), again.undone, needs(desk)) == ([("CN-1", {PRICE: 8})], (), [])


def test_a_file_that_says_what_is_there_now_has_nothing_that_waits(desk: Desk) -> None:
    synced(desk, rows(10))
    undo(desk, synced(desk, [row(0, price="7"), *rows(9, 1)]).visit.run)
    desk.turn()
    assert len(needs(desk)) == 1
    desk.service.taken()
    synced(desk, rows(10))
    assert needs(desk) == []
    desk.export([row(0, price="7"), *rows(9, 1)])  # said anew
    desk.turn()
    assert desk.service.taken() == [("CN-0", {PRICE: 7})]


def test_new_listings_that_were_taken_back_stay_hidden(desk: Desk) -> None:
    synced(desk, rows(10))
    undo(desk, synced(desk, rows(12)).visit.run)
    assert sorted(desk.service.taken()) == [("CN-10", {STATUS: "hidden"}), ("CN-11", {STATUS: "hidden"})]
    assert (desk.turn().undone, desk.service.taken()) == (("CN-10", "CN-11"), [])
    assert desk.turn(again=True).visit.end is VisitEnd.SYNCED
    assert sorted(desk.service.taken()) == [("CN-10", {STATUS: "active"}), ("CN-11", {STATUS: "active"})]


def test_a_hiding_that_was_taken_back_is_not_done_again(desk: Desk) -> None:
    synced(desk, rows(10))
    undo(desk, synced(desk, rows(8)).visit.run)
    desk.service.taken()
    waits = desk.turn()
    assert (waits.undone, waits.held, desk.service.taken()) == (("CN-8", "CN-9"), (), [])
    assert len(needs(desk)) == 1
    desk.turn(again=True)
    assert sorted(desk.service.taken()) == [("CN-8", {STATUS: "hidden"}), ("CN-9", {STATUS: "hidden"})]
    assert needs(desk) == []


def test_an_undo_that_was_undone_leaves_nothing_to_wait_for(desk: Desk) -> None:
    synced(desk, rows(10))
    back = undo(desk, synced(desk, [row(0, price="7"), *rows(9, 1)]).visit.run)
    undo(desk, back)
    desk.service.taken()
    again = desk.turn()
    assert (again.undone, needs(desk), desk.service.taken()) == ((), [], [])


def test_beside_what_was_taken_back_another_edit_of_the_row_is_sent(desk: Desk) -> None:
    synced(desk, rows(10))
    undo(desk, synced(desk, [row(0, price="7", address="str. Alba 1"), *rows(9, 1)]).visit.run)
    desk.service.taken()
    for text in ("Cald", "Luminos"):
        turned = synced(desk, [row(0, price="7", address="str. Alba 1", text=text), *rows(9, 1)])
        assert desk.service.portal["CN-0"][PRICE] == 1000
        assert desk.service.portal["CN-0"]["announcementDescription"] == text
        assert (turned.undone, len(needs(desk))) == (("CN-0",), 1)
    desk.export([row(0, price="9", address="str. Alba 1", text="Luminos"), *rows(9, 1)])
    assert desk.turn().undone == ("CN-0",)  # its address still waits
    assert desk.service.taken() == [("CN-0", {PRICE: 9})]
    assert desk.turn(again=True).undone == ()
    assert desk.service.taken() == [("CN-0", {"propertyAddress": "str. Alba 1"})]
    assert needs(desk) == []


def test_a_new_listing_that_was_taken_back_stays_hidden_whatever_its_row_says_beside(desk: Desk) -> None:
    synced(desk, rows(10))
    undo(desk, synced(desk, rows(11)).visit.run)
    desk.service.taken()
    assert synced(desk, [*rows(10), row(10, price="5")]).undone == ("CN-10",)
    assert desk.service.portal["CN-10"][STATUS] == "hidden"
    desk.turn(again=True)
    assert desk.service.taken() == [("CN-10", {PRICE: 5, STATUS: "active"})]


@pytest.mark.parametrize("price", ["", "abc"])
def test_what_was_taken_back_is_not_forgotten_on_a_day_on_which_its_row_cannot_be_read(desk: Desk, price: str) -> None:
    synced(desk, rows(10))
    undo(desk, synced(desk, [row(0, price="7"), *rows(9, 1)]).visit.run)
    desk.service.taken()
    desk.export([row(0, price=price), *rows(9, 1)])
    desk.turn()
    desk.export([row(0, price="7"), *rows(9, 1)])
    assert desk.turn().undone == ("CN-0",)
    assert desk.service.taken() == []


def test_a_yes_to_other_codes_sends_nothing_that_was_taken_back(desk: Desk) -> None:
    synced(desk, rows(20))
    undo(desk, synced(desk, [row(0, price="7"), *rows(19, 1)]).visit.run)
    desk.turn()
    desk.service.taken()
    desk.export([row(0, price="7"), *rows(12, 1), *(row(number, code=f"n-{number}") for number in range(13, 20))])
    assert desk.turn().visit.end is VisitEnd.WAITS
    with desk.ledger() as ledger:
        said = with_a_yes(desk.source, ledger, TurnOptions())
    assert (said.again, said.hide, bool(said.renewed)) == (False, frozenset(), True)
    assert desk.turn(renewed=said.renewed).undone == ("CN-0",)
    assert "CN-0" not in dict(desk.service.taken())
    with desk.ledger() as ledger:
        assert with_a_yes(desk.source, ledger, TurnOptions()).again


def test_a_row_that_is_sent_by_hand_does_not_wait_any_more(desk: Desk) -> None:
    """What the clerk sends by the wizard is said by the clerk."""
    synced(desk, rows(10))
    changed = synced(desk, [row(0, price="7"), *rows(9, 1)])
    undo(desk, changed.visit.run)
    desk.turn()
    with desk.ledger() as ledger:
        run = ledger.begin(NewRun(ACCOUNT, RunKind.UPLOAD, desk.source.ledger_name, "Export.csv"))
        ledger.add_rows(run, [PlannedRow(0, 0, 2, "CN-0", Action.UPDATE, {"externalId": "CN-0", PRICE: 7}, {PRICE: 7})])
        Engine(ledger, desk.service, RunControl()).run(run)
        assert [each.state for each in ledger.rows(run)] == [State.ACCEPTED]
    assert needs(desk) == []
