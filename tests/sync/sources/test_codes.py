"""A file whose codes are others all of a sudden: the same listings would be made once more, and the known ones hidden."""

from __future__ import annotations

import pytest

from rentix_desktop.sync.sources.book import VisitEnd, WaitCode
from rentix_desktop.sync.sources.codes import new_codes, other_codes
from rentix_desktop.sync.sources.monitor import NeedCode, monitor_of
from rentix_desktop.sync.sources.source import Vanished
from rentix_desktop.sync.sources.times import now_here
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.visits import describe_need
from tests.fakes.ledger import ACCOUNT
from tests.sync.sources.turns import Desk, row, rows


def in_lower_case(count: int, first: int = 0) -> list[dict[str, str]]:
    return [row(number, code=f"cn-{number}") for number in range(first, first + count)]


@pytest.mark.parametrize("vanished", Vanished)
def test_where_most_codes_are_new_and_most_known_ones_gone_nothing_is_sent_and_it_is_asked(
    desk: Desk, vanished: Vanished
) -> None:
    desk.rules(vanished=vanished)
    desk.export(rows(20))
    desk.turn()
    desk.service.taken()
    desk.export([*rows(2), *in_lower_case(18, 2)])
    held = desk.turn()
    assert (held.visit.end, held.visit.run, desk.service.taken()) == (VisitEnd.WAITS, None, [])
    assert held.visit.reason is not None
    assert held.visit.reason.code == WaitCode.OTHER_CODES
    params = {"new": 18, "rows": 20, "gone": 18, "before": 20}
    assert {name: held.visit.reason.params[name] for name in params} == params
    with desk.ledger() as ledger:
        (need,) = monitor_of(ledger, ACCOUNT, [desk.source.ledger_name], now_here()).needs
    text = describe_need(need, Texts("en"))
    assert need.code is NeedCode.WAITS
    assert (text.title, text.message) == (
        "Has the column of codes changed?",
        "18 of its 20 codes are new, and 18 of the 20 known ones are gone. Nothing was sent.",
    )
    assert desk.turn().visit.end is VisitEnd.WAITS


def test_the_right_export_is_taken_as_if_nothing_had_been(desk: Desk) -> None:
    desk.export(rows(20))
    desk.turn()
    desk.service.taken()
    desk.export(in_lower_case(20))
    desk.turn()
    desk.export([row(0, price="7"), *rows(19, 1)])
    assert desk.turn().visit.same == 19
    assert desk.service.taken() == [("CN-0", {"announcementValue": 7})]


def test_a_yes_is_to_the_codes_that_were_asked_about_and_hiding_is_asked_apart(desk: Desk) -> None:
    desk.export(rows(20))
    desk.turn()
    desk.service.taken()
    desk.export(in_lower_case(20))
    asked = desk.turn().visit.reason
    assert asked is not None
    desk.export([row(0, code="cn-0", price="7"), *in_lower_case(19, 1)])  # written anew before the answer
    taken = desk.turn(renewed=new_codes(asked))
    assert sorted(name for name, _ in desk.service.taken()) == sorted(f"cn-{number}" for number in range(20))
    assert len(taken.held) == 20

    desk.export([row(number, code=f"C{number}") for number in range(20)])
    assert desk.turn(renewed=new_codes(asked)).visit.end is VisitEnd.WAITS


@pytest.mark.parametrize(("count", "sold"), [(12, 4), (20, 6), (100, 30)])
def test_where_flats_are_sold_and_others_are_new_nobody_is_asked_about_codes(desk: Desk, count: int, sold: int) -> None:
    desk.export(rows(count))
    desk.turn()
    desk.service.taken()
    desk.export([row(sold, price="7"), *rows(count - 1, sold + 1)])
    taken = desk.turn()
    assert taken.summary is not None
    assert (taken.visit.end, taken.summary.created, taken.summary.updated) == (VisitEnd.SYNCED, sold, 1)


def test_where_some_are_sold_while_the_codes_change_it_is_asked(desk: Desk) -> None:
    desk.export(rows(20))
    desk.turn()
    desk.export([*in_lower_case(10), *rows(8, 40)])
    assert desk.turn().visit.end is VisitEnd.WAITS


def test_where_nothing_but_codes_and_prices_is_known_it_is_asked(desk: Desk) -> None:
    desk.export([row(number, address="", text="x") for number in range(20)])
    desk.turn()
    desk.export([row(number, address="", text="x") for number in range(50, 70)])
    assert desk.turn().visit.end is not VisitEnd.SYNCED


def test_a_list_that_grows_or_shrinks_is_no_question_of_codes(desk: Desk) -> None:
    desk.export(rows(20))
    desk.turn()
    desk.export([*rows(17), *rows(40, 30)])
    grown = desk.turn()
    assert grown.summary is not None
    assert (grown.summary.created, grown.summary.hidden) == (40, 3)
    desk.export(rows(6))
    assert len(desk.turn().held) == 51


def test_kept_listings_that_are_long_gone_do_not_count_as_gone_today(desk: Desk) -> None:
    desk.rules(vanished=Vanished.KEEP)
    desk.export(rows(20))
    desk.turn()
    desk.export(rows(10))
    desk.turn()
    desk.export([*rows(10), *rows(8, 50)])
    new = desk.turn()
    assert new.summary is not None
    assert new.summary.created == 8


@pytest.mark.parametrize(
    ("created", "gone", "before", "asked"),
    [
        (100, 100, 100, True),
        (21, 21, 100, True),
        (20, 100, 100, False),  # no more than is hidden without asking
        (100, 20, 100, False),
        (41, 21, 100, True),
        (60, 25, 100, False),  # a list that grew, and lost some
        (3, 3, 3, False),
        (4, 4, 4, True),
        (50, 0, 0, False),
    ],
)
def test_about_as_many_new_as_gone_and_both_over_the_share(created: int, gone: int, before: int, asked: bool) -> None:
    assert other_codes(created, gone, before) is asked


@pytest.mark.parametrize("again", [False, True])
def test_a_row_whose_listing_another_row_has_is_told_in_every_plan_of_the_file(desk: Desk, again: bool) -> None:
    """The list of the service may be read after the first plan, which is then made again."""
    desk.export(rows(20))
    desk.turn()
    desk.export([row(5, price="7"), *rows(20), *rows(8, 50)])
    told = desk.turn(recall=lambda *_: again)
    assert told.summary is not None
    assert (told.summary.total, told.summary.blocked, told.summary.created) == (29, 1, 8)
