"""Which source goes when, while the window is open: by a clock that is given, with turns that are made of nothing."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.sync.destination import Cancelled
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.sync.sources.book import Visit, VisitEnd
from rentix_desktop.sync.sources.find import newest
from rentix_desktop.sync.sources.source import Place, Times
from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.senders import Senders
from rentix_desktop.ui.session import Connection
from rentix_desktop.ui.tending.tending import Tending, WaitsFor
from rentix_desktop.ui.tending.turns import Known
from tests.fakes.catalogue import CATALOGUE
from tests.ui.kept import CASA_NORD
from tests.ui.parts import Service, World
from tests.ui.tended import EIGHT, FAST, HAND, HERE, OTHER, Kept, at, tended


@pytest.fixture
def kept(qtbot: QtBot, world: World) -> Iterator[Kept]:
    with tended(qtbot, world) as made:
        yield made


# the hour ---------------------------------------------------------------------------------------------------------------
def test_it_goes_at_its_hour_once_and_says_when_it_goes_next(kept: Kept) -> None:
    kept.keep(kept.source("sales", EIGHT))
    kept.a_while()
    assert kept.turns.names == []
    due = kept.tending.picture("sales").due
    assert due is not None
    assert due.at == at("2026-11-21T08:00")
    kept.now = at("2026-11-21T08:00")
    kept.until_went("sales")
    kept.until_still()
    kept.a_while()
    assert kept.turns.names == ["sales"]
    due = kept.tending.picture("sales").due
    assert due is not None
    assert due.at == at("2026-11-22T08:00")


def test_a_laptop_asleep_at_the_hour_goes_once_when_it_wakes(kept: Kept) -> None:
    kept.keep(kept.source("sales", Times(at=(dt.time(8), dt.time(9), dt.time(10)))))
    kept.now = at("2026-11-23T11:23")  # over a weekend
    kept.until_went("sales")
    kept.until_still()
    kept.a_while()
    assert kept.turns.names == ["sales"]


def test_what_was_missed_while_the_program_was_closed_is_made_up_for_at_once(kept: Kept) -> None:
    kept.now = at("2026-11-21T09:00")
    kept.keep(kept.source("sales", EIGHT))
    kept.until_went("sales")


def test_what_was_read_before_a_turn_ended_makes_it_go_no_second_time(kept: Kept) -> None:
    source = kept.source("sales", EIGHT)
    kept.now = at("2026-11-21T09:00")
    kept.keep(source)
    kept.until_went("sales")
    kept.until_still()
    kept.tending._on_known(Known((source,), {"sales": ()}))
    kept.a_while()
    assert kept.turns.asked == [False]


def test_a_file_by_hand_goes_by_hand(kept: Kept) -> None:
    kept.keep(kept.source("sales", HAND), visited=None)
    kept.now = at("2026-12-24T09:00")
    kept.a_while()
    assert kept.turns.names == []
    assert not kept.tending.timed
    kept.tending.sync_now("sales")
    kept.until_went("sales")
    assert kept.turns.asked == [True]


def test_without_network_it_is_tried_ever_more_calmly(kept: Kept) -> None:
    kept.turns.end = VisitEnd.FAILED
    kept.keep(kept.source("sales", Times(every_minutes=1)))
    begun = kept.now
    kept.until_went("sales")
    while kept.now < begun + dt.timedelta(hours=4):
        kept.until_still()
        count = len(kept.turns.went)
        due = kept.tending.picture("sales").due
        assert due is not None
        kept.now = max(kept.now, due.at.astimezone(HERE))
        kept.qtbot.waitUntil(lambda count=count: len(kept.turns.went) > count)  # type: ignore[misc]
        kept.until_still()
    assert len(kept.turns.went) < 12


def test_what_lacked_a_key_goes_when_there_is_one(kept: Kept) -> None:
    kept.turns.end, kept.turns.code = VisitEnd.FAILED, Code.KEY_INVALID
    kept.keep(kept.source("sales", HAND), kept.source("rents", HAND, OTHER))
    kept.tending.sync_now("sales")
    kept.until_went("sales")
    kept.until_still()
    service = Service()
    kept.session.take_connection(Connection(service.account, service, CATALOGUE, kept.world.ledger))
    kept.session.changed.emit()
    kept.until_went("sales", "sales")
    kept.until_still()
    kept.session.changed.emit()  # the same key once more
    kept.a_while()
    assert kept.turns.names == ["sales", "sales"]


def test_a_changed_time_holds_from_now_on(kept: Kept) -> None:
    source = kept.source("sales", EIGHT)
    kept.keep(source)
    kept.store.save(replace(source, times=Times(at=(dt.time(7, 45),))))
    kept.look()
    kept.now = at("2026-11-21T07:46")
    kept.until_went("sales")


# who goes beside whom ---------------------------------------------------------------------------------------------------
def test_two_of_one_account_go_one_after_the_other(kept: Kept) -> None:
    kept.turns.open.clear()
    kept.keep(kept.source("sales", EIGHT), kept.source("rents", EIGHT))
    kept.now = at("2026-11-21T08:00")
    kept.until_went("rents")
    kept.a_while()
    assert kept.turns.names == ["rents"]
    assert kept.waits_for("sales") is WaitsFor.TURN
    kept.turns.open.set()
    kept.until_went("rents", "sales")
    kept.until_still()
    assert kept.turns.most_at_once == 1
    assert kept.waits_for("sales") is None


def test_two_accounts_go_side_by_side(kept: Kept) -> None:
    kept.turns.open.clear()
    kept.keep(kept.source("north", EIGHT), kept.source("south", EIGHT, OTHER))
    kept.now = at("2026-11-21T08:00")
    kept.until_went("north", "south")
    kept.qtbot.waitUntil(lambda: kept.turns.most_at_once == 2)


def test_while_the_wizard_sends_it_waits_and_then_goes(kept: Kept) -> None:
    """The lock of the account is held by whoever sends, as the upload page does."""
    sending, done = threading.Event(), threading.Event()
    senders = kept.session.senders

    def send(task: Task[Any]) -> None:
        with senders.alone(CASA_NORD, task):
            sending.set()
            done.wait(10)

    job = kept.jobs.build("upload", send)
    job.start()
    kept.qtbot.waitUntil(sending.is_set)
    kept.store.save(kept.source("sales", EIGHT))
    kept.now = at("2026-11-21T08:00")
    kept.tending.sources_changed()
    kept.a_while()
    assert kept.turns.names == []
    done.set()
    kept.until_went("sales")


def test_a_data_folder_of_another_program_is_waited_for_and_said(kept: Kept) -> None:
    kept.turns.error = AppError(Code.DATA_FOLDER_BUSY, Cause.BUSY, path="x")
    kept.keep(kept.source("sales", EIGHT))
    kept.now = at("2026-11-21T08:00")
    kept.until_went("sales")
    kept.until_still()
    assert kept.ended == [("sales", None)]
    assert kept.waits_for("sales") is WaitsFor.DATA_FOLDER
    assert kept.tending.picture("sales").trouble is None
    kept.a_while()
    assert kept.turns.names == ["sales"], "it does not hammer"
    kept.turns.error = None
    kept.now += dt.timedelta(minutes=1, seconds=1)
    kept.until_went("sales", "sales")
    kept.qtbot.waitUntil(lambda: kept.waits_for("sales") is None)


def test_ledgers_that_cannot_be_opened_yet_are_asked_again(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = kept.ports
    busy = AppError(Code.DATA_FOLDER_BUSY, Cause.BUSY, path="x")

    def refuse(account: AccountKey) -> Any:
        raise busy

    kept.store.save(kept.source("sales", EIGHT))
    kept.tending._ports = replace(whole, open_ledger=refuse)
    kept.look()
    kept.now = at("2026-11-21T08:30")
    assert kept.waits_for("sales") is WaitsFor.DATA_FOLDER
    kept.tending._ports = whole
    kept.now += dt.timedelta(minutes=2)
    kept.until_went("sales")


def test_what_cannot_be_written_down_is_told_and_tried_later(kept: Kept) -> None:
    kept.turns.error = AppError(Code.DATABASE_DAMAGED, Cause.ENVIRONMENT, path="x", copy="")
    kept.keep(kept.source("sales", EIGHT))
    kept.now = at("2026-11-21T08:00")
    kept.until_went("sales")
    kept.until_still()
    assert kept.tending.picture("sales").trouble is kept.turns.error
    kept.a_while()
    assert kept.turns.names == ["sales"]


# a person ---------------------------------------------------------------------------------------------------------------
def test_paused_nothing_begins_by_itself_but_by_hand_it_does(kept: Kept) -> None:
    kept.keep(kept.source("sales", EIGHT))
    kept.tending.pause(True)
    kept.now = at("2026-11-21T08:00")
    kept.qtbot.waitUntil(lambda: kept.waits_for("sales") is WaitsFor.PAUSE)
    assert kept.turns.names == []
    kept.tending.sync_now("sales")
    kept.until_went("sales")
    kept.until_still()
    kept.tending.pause(False)
    kept.a_while()
    assert kept.turns.names == ["sales"]


def test_a_pause_that_is_over_lets_it_go(kept: Kept) -> None:
    kept.tending.pause(True)
    kept.keep(kept.source("sales", EIGHT))
    kept.now = at("2026-11-21T08:00")
    kept.qtbot.waitUntil(lambda: kept.waits_for("sales") is WaitsFor.PAUSE)
    kept.tending.pause(False)
    kept.until_went("sales")


def test_stopped_it_does_not_begin_again_at_once(kept: Kept) -> None:
    kept.turns.open.clear()
    kept.keep(kept.source("sales", EIGHT))
    kept.now = at("2026-11-21T08:00")
    kept.until_went("sales")
    assert kept.tending.picture("sales").running
    kept.tending.stop("sales")
    kept.until_still()
    kept.a_while()
    assert kept.turns.names == ["sales"]
    assert not kept.tending.picture("sales").running


def test_all_at_once_by_hand(kept: Kept) -> None:
    kept.keep(kept.source("sales", HAND), kept.source("rents", HAND), kept.source("south", HAND, OTHER), visited=None)
    kept.tending.sync_all()
    kept.until_went("sales", "rents", "south")
    kept.until_still()


def test_a_source_that_is_not_kept_any_more_does_not_go(kept: Kept) -> None:
    kept.keep(kept.source("sales", EIGHT))
    kept.store.delete("sales")
    kept.look()
    kept.now = at("2026-11-21T08:00")
    kept.a_while()
    assert kept.turns.names == []
    assert not kept.tending.timed


# files ------------------------------------------------------------------------------------------------------------------
CHANGE = Times(on_change=True)


def write(path: Path, text: str, seconds: float) -> None:
    """A file changed at a moment of one's own: two writings within one tick of the disk's clock look the same."""
    import os

    path.write_text(text, "utf-8")
    os.utime(path, (seconds, seconds))


def test_a_changed_file_goes_and_an_unchanged_one_does_not(kept: Kept) -> None:
    path = kept.world.folder / "exports" / "sales.csv"
    write(path, "code\n1\n", 1000)
    kept.keep(kept.source("sales", CHANGE))
    kept.a_while()
    assert kept.turns.names == []
    write(path, "code\n1\n2\n", 2000)
    kept.until_went("sales")
    kept.until_still()
    kept.a_while()
    assert kept.turns.names == ["sales"]


def test_a_file_that_comes_to_rest_while_it_is_read_goes_once(kept: Kept) -> None:
    path = kept.world.folder / "exports" / "sales.csv"
    write(path, "code\n1\n", 1000)
    kept.keep(kept.source("sales", CHANGE))
    kept.a_while()
    kept.turns.open.clear()
    kept.tending.sync_now("sales")
    kept.until_went("sales")
    write(path, "code\n1\n2\n", 2000)
    kept.a_while()
    kept.turns.open.set()  # what it read last is what came to rest
    kept.until_still()
    kept.a_while()
    assert kept.turns.asked == [True]


def test_a_file_that_is_not_there_for_a_day_is_looked_for_and_told(kept: Kept) -> None:
    kept.keep(kept.source("sales", CHANGE), visited="2026-11-20T20:00")
    kept.a_while()
    assert kept.turns.names == []
    kept.turns.end = VisitEnd.WAITS
    kept.now = at("2026-11-21T20:30")
    kept.until_went("sales")
    kept.until_still()
    kept.a_while()
    assert kept.turns.names == ["sales"]  # and not again with each look


def test_a_new_file_of_a_pattern_goes(kept: Kept) -> None:
    folder = kept.world.folder / "exports"
    write(folder / "Export-1.csv", "code\n1\n", 1000)
    kept.keep(kept.source("sales", CHANGE, pattern="Export*.csv"))
    write(folder / "Export-2.csv", "code\n1\n", 2000)
    kept.until_went("sales")


def test_a_file_replaced_again_and_again_is_still_watched(kept: Kept) -> None:
    """As Excel saves: another file comes in its place."""
    path = kept.world.folder / "exports" / "sales.csv"
    write(path, "code\n1\n", 1000)
    kept.keep(kept.source("sales", CHANGE))
    for number in (1, 2, 3):
        write(beside := path.with_name("~saving.tmp"), "code\n" * (number + 2), 1000 + number)
        beside.replace(path)
        kept.until_went(*["sales"] * number)
        kept.until_still()


def test_a_file_that_is_being_written_does_not_go_before_it_rests(kept: Kept) -> None:
    path = kept.world.folder / "exports" / "sales.csv"
    write(path, "code\n", 1000)
    pace = replace(FAST, quiet=400)
    kept.tending.close()
    kept.tending = Tending(kept.ports, kept.session, kept.jobs, lambda: kept.now, kept.turns, pace)
    kept.keep(kept.source("sales", CHANGE))
    grown = "code\n"
    for number in range(40):
        grown += f"{number}\n"
        write(path, grown, 2000 + number)
        kept.qtbot.wait(8)
        assert kept.turns.names == []
    kept.until_went("sales")
    kept.until_still()
    assert kept.turns.names == ["sales"]


def test_a_file_that_changed_while_the_program_was_closed_goes(kept: Kept) -> None:
    path = kept.world.folder / "exports" / "sales.csv"
    write(path, "code\n", 1000)
    source = kept.source("sales", CHANGE)
    kept.world.ledger.add_visit(Visit(source.ledger_name, 5.0, VisitEnd.SYNCED, file=newest(source.place)))
    write(path, "code\n1\n", 2000)
    kept.keep(source, visited=None)
    kept.until_went("sales")


def test_a_folder_that_is_not_there_is_no_trouble_and_one_that_comes_is_seen(kept: Kept) -> None:
    source = kept.source("sales", CHANGE)
    away = kept.world.folder / "drive"
    source = replace(source, place=Place(away, "sales.csv"))
    kept.keep(source)
    kept.a_while()
    assert kept.turns.names == []
    away.mkdir()
    write(away / "sales.csv", "code\n1\n", 1000)
    kept.until_went("sales")


# the lock of an account -------------------------------------------------------------------------------------------------
def test_whoever_waits_for_an_account_can_be_stopped() -> None:
    senders, task = Senders(), Task[Any](lambda: None)
    with senders.alone(CASA_NORD, Task[Any](lambda: None)):
        assert senders.busy(CASA_NORD)
        assert not senders.busy(OTHER)
        task.cancel()
        with pytest.raises(Cancelled), senders.alone(CASA_NORD, task):
            pytest.fail("two send for one account")
    assert not senders.busy(CASA_NORD)
