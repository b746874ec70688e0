"""What the service refused: when it is sent again, and when it is not."""

from __future__ import annotations

import pytest

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.sync.destination import Destination
from rentix_desktop.sync.ledger import Ledger, State
from rentix_desktop.sync.progress import Forecast
from rentix_desktop.sync.repair.corrections import KeptCorrection
from rentix_desktop.sync.sources.book import VisitEnd
from rentix_desktop.sync.sources.source import Publishing
from tests.sync.sources.turns import Desk, row, rows

PRICE = "announcementValue"
DAY = 86_400


@pytest.fixture
def refusing(desk: Desk) -> Desk:
    """A desk after its first turn: one listing of four was refused."""
    desk.service.refuse = lambda each: "too cheap" if each.external_id == "CN-1" else None
    desk.export(rows(4))
    desk.turn(asked=False)
    desk.service.taken()
    return desk


def _sent(desk: Desk) -> list[str]:
    return [name for name, _ in desk.service.taken()]


def test_the_same_row_is_not_sent_again_by_itself_and_makes_no_run(refusing: Desk) -> None:
    first = refusing.turn(asked=False)
    refusing.now += 600
    second = refusing.turn(asked=False)
    assert _sent(refusing) == []
    assert first.visit.end is second.visit.end is VisitEnd.SAME
    assert first.visit.run == second.visit.run
    with refusing.ledger() as ledger:
        assert [row.planned.external_id for row in ledger.rows(first.visit.run or 0, (State.REFUSED,))] == ["CN-1"]


def test_it_is_sent_again_when_a_person_asks(refusing: Desk) -> None:
    refusing.turn(asked=True)
    assert _sent(refusing) == ["CN-1"]


def test_it_is_sent_again_once_a_day(refusing: Desk) -> None:
    refusing.now += DAY
    refusing.turn(asked=False)
    assert _sent(refusing) == ["CN-1"]
    refusing.now += 600
    refusing.turn(asked=False)
    assert _sent(refusing) == []


def test_it_is_sent_again_when_it_changed(refusing: Desk) -> None:
    refusing.export([row(0), row(1, price="5"), *rows(2, 2)])
    refusing.turn(asked=False)
    assert _sent(refusing) == ["CN-1"]


def test_it_is_sent_again_when_what_it_means_changed(refusing: Desk) -> None:
    refusing.rules(publishing=Publishing.DRAFT)
    refusing.turn(asked=False)
    assert "CN-1" in _sent(refusing)


def test_it_is_sent_again_when_it_was_corrected(refusing: Desk) -> None:
    with refusing.ledger() as ledger:
        ledger.keep_corrections([KeptCorrection("CN-1", PRICE, 1001, 77, 1.0)])
    refusing.turn(asked=False)
    assert refusing.service.taken()[0][1][PRICE] == 77


def test_it_goes_with_a_run_of_others_as_refused_still(refusing: Desk) -> None:
    """The newest run tells of it, with the portal's words: that is what the home page counts."""
    refusing.export([row(0, price="5"), *rows(3, 1)])
    turned = refusing.turn(asked=False)
    assert _sent(refusing) == ["CN-0"]
    assert turned.summary is not None
    assert (turned.summary.updated, turned.summary.refused) == (1, 1)
    with refusing.ledger() as ledger:
        [still] = ledger.rows(turned.summary.run, (State.REFUSED,))
        assert (still.planned.external_id, still.messages, still.attempts) == ("CN-1", ("too cheap",), 0)
    refusing.export([row(0, price="6"), *rows(3, 1)])
    refusing.turn(asked=False)
    assert _sent(refusing) == ["CN-0"]
    refusing.service.refuse = lambda _: None
    refusing.turn(asked=True)
    assert _sent(refusing) == ["CN-1"]


def test_a_file_written_anew_with_the_same_wrong_rows_is_no_news(desk: Desk) -> None:
    desk.export([*rows(3), row(3, price="1")])
    first = desk.turn()
    desk.export([*reversed(rows(3)), row(3, price="1")])
    again = desk.turn(asked=False)
    assert (again.visit.end, again.visit.run) == (VisitEnd.SAME, first.visit.run)
    desk.export([*rows(3), row(3, price="1", address="str. Pacii 9")])
    other = desk.turn(asked=False)  # it would be repaired with the cells of an older file
    assert (other.visit.end, other.visit.run) != (VisitEnd.SAME, first.visit.run)


def test_the_list_of_the_service_is_not_read_each_time_for_what_it_refused_as_new(desk: Desk) -> None:
    """As with a month that is full."""
    new: list[int] = []

    def recall(ledger: Ledger, destination: Destination, catalogue: Catalogue, plan: Forecast, control: object) -> bool:
        new.append(plan.create)
        return False

    desk.service.refuse = lambda each: "the month is full" if each.external_id > "CN-2" else None
    desk.export(rows(9))
    desk.turn(recall=recall)
    desk.turn(recall=recall)
    desk.export(rows(12))
    desk.turn(recall=recall)
    assert new == [9, 0, 3]
    assert len(_sent(desk)) == 9 + 6 + 9, "they are sent all the same"
