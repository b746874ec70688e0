"""Which source goes when, while the window is open: by a clock that is given, with turns that are made of nothing."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.store.sources import JsonSourceStore
from rentix_desktop.sync.destination import Cancelled
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.sync.ports import Ports
from rentix_desktop.sync.sources.book import Reason, Visit, VisitEnd
from rentix_desktop.sync.sources.find import newest
from rentix_desktop.sync.sources.source import Place, Source, Times
from rentix_desktop.ui.jobs import Jobs, Task
from rentix_desktop.ui.senders import Senders
from rentix_desktop.ui.session import Session
from rentix_desktop.ui.tending.tending import Tending, WaitsFor
from rentix_desktop.ui.tending.timers import Pace
from rentix_desktop.ui.tending.turns import TurnEnd
from tests.ui.kept import CASA_NORD, LAYOUT
from tests.ui.parts import World

HERE = ZoneInfo("Europe/Chisinau")
OTHER = AccountKey(CASA_NORD.base_url, "999")
EIGHT = Times(at=(dt.time(8),))
HAND = Times()
FAST = Pace(clock=5, files=20, quiet=20)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=HERE)


@dataclass
class Turns:
    """Turns that end when they are told to; `open` = at once. `error` is raised instead of a visit."""

    clock: Callable[[], dt.datetime]
    open: threading.Event = field(default_factory=threading.Event)
    error: AppError | None = None
    end: VisitEnd = VisitEnd.SYNCED
    went: list[tuple[str, dt.datetime]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    guard: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, task: Task[Any], source: Source, ports: Ports, senders: Senders, now: dt.datetime) -> TurnEnd:
        with senders.alone(source.account, task):
            with self.guard:
                self.went.append((source.name, now))
                self.at_once += 1
                self.most_at_once = max(self.most_at_once, self.at_once)
            try:
                while not self.open.wait(0.005):
                    task.check()
                if self.error is not None:
                    raise self.error
            finally:
                with self.guard:
                    self.at_once -= 1
            file = newest(source.place)
            reason = Reason(Code.UNREACHABLE) if self.end is VisitEnd.FAILED else None
            return TurnEnd(Visit(source.ledger_name, now.timestamp(), self.end, reason=reason, file=file))

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.went]


class Kept:
    """A session with sources, a clock and turns of its own."""

    def __init__(self, qtbot: QtBot, world: World) -> None:
        self.qtbot = qtbot
        self.world = world
        self.now = at("2026-11-21T07:30")
        self.turns = Turns(lambda: self.now)
        self.turns.open.set()
        self.session = Session()
        self.jobs = Jobs()
        self.store = JsonSourceStore(world.folder / "sources")
        self.ports = world.ports()
        self.tending = Tending(self.ports, self.session, self.jobs, lambda: self.now, self.turns, FAST)
        self.ended: list[tuple[str, Visit | None]] = []
        self.tending.ended.connect(lambda name, visit: self.ended.append((name, visit)))

    def source(self, name: str, times: Times, account: AccountKey = CASA_NORD, pattern: str = "") -> Source:
        place = Place(self.world.folder / "exports", pattern or f"{name}.csv")
        return Source(name, account, place, f"/exports/{name}.csv", LAYOUT, times=times)

    def keep(self, *sources: Source, visited: str | None = "2026-11-20T20:00") -> None:
        """Keeps them, as looked at then, and waits until that is known."""
        for source in sources:
            self.store.save(source)
            if visited is not None:
                ledger = self.world.open_ledger(source.account)
                file = newest(source.place)
                ledger.add_visit(Visit(source.ledger_name, at(visited).timestamp(), VisitEnd.SYNCED, file=file))
        self.look()

    def look(self) -> None:
        with self.qtbot.waitSignal(self.tending.changed):
            self.tending.sources_changed()
        self.qtbot.waitUntil(lambda: not self.jobs.busy)

    def until_went(self, *names: str) -> None:
        self.qtbot.waitUntil(lambda: sorted(self.turns.names) == sorted(names))

    def until_still(self) -> None:
        self.qtbot.waitUntil(lambda: self.jobs.ended)

    def a_while(self) -> None:
        """Several looks at the clock and at the files: what was to go would have gone."""
        self.qtbot.wait(120)

    def waits_for(self, name: str) -> WaitsFor | None:
        return self.tending.picture(name).waits_for


@pytest.fixture
def kept(qtbot: QtBot, world: World) -> Iterator[Kept]:
    (world.folder / "exports").mkdir()
    made = Kept(qtbot, world)
    yield made
    made.turns.open.set()
    made.session.closing.emit()
    assert made.jobs.close()
    assert not [timer for timer in made.session.findChildren(QTimer) if timer.isActive()]


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


def test_a_file_by_hand_goes_by_hand(kept: Kept) -> None:
    kept.keep(kept.source("sales", HAND), visited=None)
    kept.now = at("2026-12-24T09:00")
    kept.a_while()
    assert kept.turns.names == []
    assert not kept.tending.timed
    kept.tending.sync_now("sales")
    kept.until_went("sales")


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
