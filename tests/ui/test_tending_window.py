"""The window beside its tending: the tray and none, one notification for what needs a person, the wizard meanwhile."""

from __future__ import annotations

import csv
import datetime as dt
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.store.sources import JsonSourceStore
from rentix_desktop.sync.ledger import AccountKey, Ledger
from rentix_desktop.sync.ports import KnownAccount, Settings
from rentix_desktop.sync.sources.book import Visit, VisitEnd
from rentix_desktop.sync.sources.monitor import Need, NeedCode
from rentix_desktop.sync.sources.source import Source, Times
from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.senders import Senders
from rentix_desktop.ui.session import RunOrder
from rentix_desktop.ui.tending.turns import TendingPorts, TurnEnd
from rentix_desktop.ui.window import Window
from rentix_desktop.ui.wizard.flow import Step
from tests.ui.conftest import find, settle
from tests.ui.kept import CASA_NORD, LEDGER_NAME, Month, a_source
from tests.ui.parts import ACCOUNT, KEY, World
from tests.ui.ways import at_check, listing

OTHER = AccountKey(ACCOUNT.base_url, "999")
FAR = Times(every_minutes=1440)
Open = Callable[..., Window]


def need(kind: NeedCode, **params: str | int) -> Need:
    return Need(kind, LEDGER_NAME, params)


# a window with a kept source --------------------------------------------------------------------------------------------
class Turns:
    """Turns of nothing, that leave the needs they are given."""

    def __init__(self) -> None:
        self.needs: tuple[Need, ...] = ()
        self.went = 0
        self.open = threading.Event()
        self.open.set()
        self.run: int | None = None

    def __call__(
        self, task: Task[Any], source: Source, ports: TendingPorts, senders: Senders, now: dt.datetime, asked: bool
    ) -> TurnEnd:
        with senders.alone(source.account, task):
            self.went += 1
            while not self.open.wait(0.005):
                task.check()
            return TurnEnd(Visit(source.ledger_name, now.timestamp(), VisitEnd.SYNCED, self.run), self.needs)


@pytest.fixture
def turns() -> Turns:
    return Turns()


@pytest.fixture
def month(world: World) -> Month:
    path = world.folder / "ledger.sqlite"

    def open_ledger(account: AccountKey) -> Ledger:
        return SqliteLedger(path if account == CASA_NORD else world.folder / "other.sqlite", account)

    world.open_ledger = open_ledger  # type: ignore[method-assign]
    world.keys.put(CASA_NORD, KEY)
    world.settings.save(Settings().with_account(ACCOUNT))
    made = Month(path)
    made.open().close()
    return made


@pytest.fixture
def tray_told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What the icon shows in its bubbles."""
    told: list[tuple[str, str]] = []
    monkeypatch.setattr(
        "rentix_desktop.ui.tending.tray.Tray.tell", lambda _tray, title, text: told.append((title, text))
    )
    return told


@pytest.fixture
def with_tray(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("PySide6.QtWidgets.QSystemTrayIcon.isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(QApplication, "quit", lambda: None)  # the application of the tests goes on
    yield
    QApplication.setQuitOnLastWindowClosed(True)


def kept_window(
    qtbot: QtBot, world: World, month: Month, open_window: Open, turns: Turns | None, times: Times = FAR
) -> Window:
    """Its only source was looked at just now."""
    (world.folder / "sources").mkdir(exist_ok=True)
    JsonSourceStore(world.folder / "sources").save(a_source(world.folder, times=times))
    month.looked(dt.datetime.now().astimezone(), VisitEnd.SAME)
    window = open_window()
    if turns is not None:
        window.tending._take = turns
    qtbot.waitUntil(lambda: window.tending.timed == (not times.by_hand) and window.tending._met)
    settle(qtbot, window)
    return window


def is_up(window: Window) -> bool:
    return window.isVisible()


def is_closing(window: Window) -> bool:
    return window.closing


def is_paused(window: Window) -> bool:
    return window.tending.paused


def sync(qtbot: QtBot, window: Window) -> None:
    with qtbot.waitSignal(window.tending.ended):
        window.tending.sync_now("Export CRM Casa Nord")


def test_a_need_after_a_turn_is_told_once_and_all_is_quiet_when_all_is_well(
    qtbot: QtBot,
    world: World,
    month: Month,
    open_window: Open,
    turns: Turns,
    with_tray: None,
    tray_told: list[tuple[str, str]],
) -> None:
    window = kept_window(qtbot, world, month, open_window, turns)
    sync(qtbot, window)
    assert tray_told == []
    turns.needs = (need(NeedCode.TO_FIX, count=12, causes=2),)
    sync(qtbot, window)
    sync(qtbot, window)
    [(title, text)] = tray_told
    assert "Export CRM Casa Nord" in title
    assert text
    window.presence.quit()


def test_a_notification_leads_to_the_listings_that_are_to_be_fixed(
    qtbot: QtBot,
    world: World,
    month: Month,
    open_window: Open,
    turns: Turns,
    with_tray: None,
    tray_told: list[tuple[str, str]],
) -> None:
    run = month.sent(dt.datetime.now().astimezone(), new=range(1, 5), refused=range(50, 53))
    window = kept_window(qtbot, world, month, open_window, turns)
    qtbot.waitUntil(lambda: window.session.connection is not None)
    window.close()
    assert not window.isVisible()
    turns.needs = (Need(NeedCode.TO_FIX, LEDGER_NAME, {"count": 3, "causes": 2}, run=run),)
    sync(qtbot, window)
    assert len(tray_told) == 2  # that it goes on, and the need
    window.presence.tray.message_pressed.emit()
    assert is_up(window)
    qtbot.waitUntil(lambda: window.session.flow.step is Step.RESULTS)
    settle(qtbot, window)
    summary = window.session.flow.summary
    assert summary is not None
    assert summary.run == run
    assert window.page.NAME == "resultsPage"
    window.presence.quit()


def test_a_notification_of_what_is_held_leads_home_of_its_agency(
    qtbot: QtBot,
    world: World,
    month: Month,
    open_window: Open,
    turns: Turns,
    with_tray: None,
    tray_told: list[tuple[str, str]],
) -> None:
    window = kept_window(qtbot, world, month, open_window, turns)
    turns.needs = (need(NeedCode.HIDE_HELD, count=40, rows=100, before=140),)
    sync(qtbot, window)
    other = Settings().with_account(ACCOUNT)
    window.memory.change(lambda _: Settings((None), accounts=(*other.accounts, KnownAccount(OTHER, "Sud"))))
    world.keys.put(OTHER, KEY)
    window.agencies.switch(OTHER)
    settle(qtbot, window)
    window.show_place("settings")
    window.presence.tray.message_pressed.emit()
    qtbot.waitUntil(lambda: window.agencies.current == CASA_NORD)
    settle(qtbot, window)
    assert window.page.NAME == "homePlace"
    window.presence.quit()


# closing ----------------------------------------------------------------------------------------------------------------
def test_closed_it_goes_on_in_the_tray_and_says_so_once(
    qtbot: QtBot,
    world: World,
    month: Month,
    open_window: Open,
    turns: Turns,
    with_tray: None,
    tray_told: list[tuple[str, str]],
) -> None:
    window = kept_window(qtbot, world, month, open_window, turns)
    window.close()
    assert not window.isVisible()
    assert not is_closing(window)
    assert [title for title, _ in tray_told] == ["Rentix Desktop goes on"]
    sync(qtbot, window)
    assert turns.went == 1
    window.presence.tray.show_pressed.emit()
    assert is_up(window)
    window.close()
    assert len(tray_told) == 1
    settle(qtbot, window)
    assert world.settings.load().tray_told
    window.presence.quit()
    assert is_closing(window)
    assert not window.presence.tray.shown


def test_with_nothing_to_do_by_itself_any_more_closing_closes_also_after_it_was_in_the_tray(
    qtbot: QtBot,
    world: World,
    month: Month,
    open_window: Open,
    turns: Turns,
    with_tray: None,
    tray_told: list[tuple[str, str]],
) -> None:
    window = kept_window(qtbot, world, month, open_window, turns)
    window.close()
    assert not QApplication.quitOnLastWindowClosed()
    window.presence.open()
    JsonSourceStore(world.folder / "sources").save(a_source(world.folder, times=Times()))
    window.sources_changed()
    qtbot.waitUntil(lambda: not window.tending.timed)
    assert not window.presence.tray.shown
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert is_closing(window)
    assert QApplication.quitOnLastWindowClosed()


def test_the_trays_menu_does_what_it_says(
    qtbot: QtBot, world: World, month: Month, open_window: Open, turns: Turns, with_tray: None
) -> None:
    window = kept_window(qtbot, world, month, open_window, turns)
    menu = window.presence.tray.menu
    assert menu is not None
    actions = {action.objectName(): action for action in menu.findChildren(QAction) if action.objectName()}
    with qtbot.waitSignal(window.tending.ended):
        actions["traySync"].trigger()
    assert turns.went == 1
    actions["trayPause"].trigger()
    assert is_paused(window)
    actions["trayPause"].trigger()
    assert not is_paused(window)
    window.change_language("ro")
    settle(qtbot, window)
    assert window.presence.tray.shown
    assert window.presence.tray.menu is not menu, "in the other language"
    window.presence.quit()
    assert is_closing(window)


def test_with_no_room_for_an_icon_closing_closes_and_the_page_says_that_it_goes_only_while_open(
    qtbot: QtBot, world: World, month: Month, open_window: Open, turns: Turns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("PySide6.QtWidgets.QSystemTrayIcon.isSystemTrayAvailable", lambda: False)
    window = kept_window(qtbot, world, month, open_window, turns)
    assert window.presence.only_while_open
    assert any("only while this window is open" in text for text in all_texts(window))
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert is_closing(window)


def test_with_files_by_hand_alone_closing_closes(
    qtbot: QtBot, world: World, month: Month, open_window: Open, turns: Turns, with_tray: None
) -> None:
    window = kept_window(qtbot, world, month, open_window, turns, Times())
    assert not window.presence.tray.shown
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert is_closing(window)


def test_closing_for_good_ends_a_turn_that_is_on(
    qtbot: QtBot, world: World, month: Month, open_window: Open, turns: Turns
) -> None:
    turns.open.clear()
    window = kept_window(qtbot, world, month, open_window, turns)
    window.tending.sync_now("Export CRM Casa Nord")
    qtbot.waitUntil(lambda: turns.went == 1)
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert window.jobs.ended


def all_texts(window: Window) -> list[str]:
    from PySide6.QtWidgets import QLabel

    return [label.text() for label in window.findChildren(QLabel) if label.isVisible()]


# the wizard meanwhile ---------------------------------------------------------------------------------------------------
def test_while_a_kept_file_goes_nothing_else_is_sent_and_what_it_changed_is_forecast_anew(
    qtbot: QtBot, world: World, month: Month, open_window: Open, turns: Turns
) -> None:
    window = kept_window(qtbot, world, month, open_window, turns)
    qtbot.waitUntil(lambda: window.session.connection is not None)
    window.show_place("upload")
    at_check(qtbot, window, world, [listing(number) for number in range(8)])
    send, before = find(window, QPushButton, "sendButton"), window.session.flow.forecast
    assert send.isEnabled()
    turns.open.clear()
    window.tending.sync_now("Export CRM Casa Nord")
    qtbot.waitUntil(lambda: turns.went == 1)
    assert not send.isEnabled()
    assert "A kept file is being brought up to date" in "".join(all_texts(window))
    turns.run = 99
    turns.open.set()
    qtbot.waitUntil(lambda: window.session.flow.forecast not in (before, None))
    settle(qtbot, window)
    assert send.isEnabled()
    send.click()
    settle(qtbot, window)
    assert window.session.flow.summary is not None
    assert window.session.flow.summary.created == 8


def test_an_upload_that_waits_for_a_kept_file_can_be_stopped(
    qtbot: QtBot, world: World, month: Month, open_window: Open, turns: Turns
) -> None:
    window = kept_window(qtbot, world, month, open_window, turns)
    qtbot.waitUntil(lambda: window.session.connection is not None)
    window.show_place("upload")
    service = at_check(qtbot, window, world, [listing(number) for number in range(8)])
    planned = window.session.flow.forecast
    assert planned is not None
    turns.open.clear()
    window.tending.sync_now("Export CRM Casa Nord")
    qtbot.waitUntil(lambda: turns.went == 1)
    window.session.order(RunOrder(planned.run))  # as from the home page: go on with a run
    QApplication.processEvents()
    find(window, QPushButton, "cancelButton").click()
    qtbot.waitUntil(lambda: window.session.flow.summary is not None)
    assert window.session.flow.summary is not None
    assert window.session.flow.summary.not_sent == 8
    assert not service.portal
    turns.open.set()


def test_a_turn_that_sent_nothing_leaves_the_forecast(
    qtbot: QtBot, world: World, month: Month, open_window: Open, turns: Turns
) -> None:
    window = kept_window(qtbot, world, month, open_window, turns)
    qtbot.waitUntil(lambda: window.session.connection is not None)
    window.show_place("upload")
    at_check(qtbot, window, world, [listing(number) for number in range(8)])
    before = window.session.flow.forecast
    sync(qtbot, window)
    settle(qtbot, window)
    assert window.session.flow.forecast is before
    assert find(window, QPushButton, "sendButton").isEnabled()


# all of it --------------------------------------------------------------------------------------------------------------
def test_a_real_turn_sends_what_the_file_says(
    qtbot: QtBot, world: World, month: Month, open_window: Open, tmp_path: Path
) -> None:
    with (world.folder / "Export-1.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("code", "price"), ("CN-1", "45000"), ("CN-2", "60000")])
    source = a_source(world.folder, times=Times())
    from dataclasses import replace

    from rentix_desktop.sync.sources.source import Place

    source = replace(source, place=Place(world.folder, "Export*.csv"))
    window = kept_window(qtbot, world, month, open_window, None, Times())
    JsonSourceStore(world.folder / "sources").save(source)
    window.sources_changed()
    settle(qtbot, window)
    ended: list[Visit | None] = []
    window.tending.ended.connect(lambda _name, visit: ended.append(visit))
    with qtbot.waitSignal(window.tending.ended, timeout=20_000):
        window.tending.sync_now(source.name)
    [visit] = ended
    assert visit is not None
    assert visit.end is VisitEnd.SYNCED, visit.reason
    assert visit.rows == 2
    settle(qtbot, window)
    facts = window.standing.facts
    assert facts is not None
    latest = facts.figures(source).latest
    assert latest is not None
    assert latest.run == visit.run
