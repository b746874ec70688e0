"""What the home page says of the last sync, and of hiding what it held back."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.sync.ledger import AccountKey, Ledger
from rentix_desktop.sync.sources.book import VisitEnd
from rentix_desktop.sync.sources.source import Times
from rentix_desktop.ui.places.home.place import HomePlace
from rentix_desktop.ui.places.home.view import HomeView
from rentix_desktop.ui.window import Window
from tests.ui.at_home import Open, home, keep, shown
from tests.ui.conftest import find, settle
from tests.ui.kept import Month, a_source
from tests.ui.parts import World


def test_the_upload_it_was_kept_after_is_its_last_sync(
    qtbot: QtBot, open_window: Open, month: Month, today: dt.datetime
) -> None:
    month.sent(today, new=range(1, 43), visit=False)
    window = home(qtbot, open_window)
    assert shown(window, "lastFigure") == [f"today {today:%H:%M}"]
    assert shown(window, "lastMore") == ["42 new"]


def test_an_upload_by_hand_after_a_sync_is_told_and_a_later_sync_again(
    qtbot: QtBot, open_window: Open, month: Month, today: dt.datetime, world: World
) -> None:
    keep(world, a_source(world.folder, times=Times()))
    month.sent(today - dt.timedelta(hours=3), new=range(1, 5))
    month.sent(today - dt.timedelta(hours=2), changed=range(1, 3), visit=False)
    window = home(qtbot, open_window)
    assert shown(window, "lastMore") == ["2 updated"]
    month.looked(today, VisitEnd.SAME)
    window.standing.look()
    qtbot.waitUntil(lambda: shown(window, "lastMore") == ["nothing had changed"])


def test_a_sync_that_was_late_says_so_calmly(
    qtbot: QtBot, open_window: Open, month: Month, today: dt.datetime, world: World
) -> None:
    woke = today.replace(hour=0, minute=30)
    keep(world, a_source(world.folder, times=Times(at=(dt.time(22, 30),))))
    month.sent(woke - dt.timedelta(hours=10), new=range(1, 5))
    month.sent(woke, changed=range(1, 3))
    window = home(qtbot, open_window)
    [said] = shown(window, "lastMore")
    assert said.startswith("2 updated; due on ")
    assert said.endswith("at 22:30: the computer was off or asleep, or the program closed")
    assert shown(window, "needStrong") == []


def test_listings_that_were_held_back_are_hidden_by_a_yes(
    qtbot: QtBot, open_window: Open, month: Month, world: World
) -> None:
    file = world.folder / "Export 1.csv"
    source = a_source(world.folder, times=Times())
    keep(world, replace(source, place=replace(source.place, pattern="Export*.csv")))
    export(file, range(1, 11), 1_700_000_000)
    window = home(qtbot, open_window)
    qtbot.waitUntil(find(window, QPushButton, "syncNowButton").isEnabled)
    sync(qtbot, window, lambda: shown(window, "lastMore") == ["10 new"])
    export(file, range(1, 5), 1_700_001_000)
    sync(qtbot, window, lambda: bool(shown(window, "needStrong")))
    assert shown(window, "needStrong") == ["Today’s file has only 4 of 10 listings."]
    assert hidden(world) == 0

    QTimer.singleShot(0, lambda: say_yes(window))
    button = find(window, QPushButton, "hideHeldButton")
    button.setFocus()
    button.click()
    home_view = find(window, HomeView, "")
    assert home_view.isAncestorOf(window.focusWidget()), "the keyboard left the page"
    qtbot.waitUntil(lambda: shown(window, "lastMore") == ["6 hidden"], timeout=60_000)
    settle(qtbot, window)
    assert home_view.isAncestorOf(window.focusWidget()), "the keyboard left the page"
    assert hidden(world) == 6
    assert shown(window, "needStrong") == []


def export(file: Path, numbers: range, at: int) -> None:
    file.write_text("code;price\n" + "".join(f"CN-{n};{45_000 + n}\n" for n in numbers), encoding="utf-8")
    os.utime(file, (at, at))


def sync(qtbot: QtBot, window: Window, until: Callable[[], bool]) -> None:
    find(window, QPushButton, "syncNowButton").click()
    qtbot.waitUntil(until, timeout=60_000)
    settle(qtbot, window)


def hidden(world: World) -> int:
    sent = [fields for service in world.services for fields in service.portal.values()]
    return sum(fields.get("announcementStatus") == "hidden" for fields in sent)


def say_yes(window: Window) -> None:
    box = window.findChild(QMessageBox, "hideQuestion")
    assert isinstance(box, QMessageBox)
    next(each for each in box.buttons() if each.text() == "Hide them").click()


def test_while_another_program_is_at_it_the_page_claims_nothing_and_looks_again(
    qtbot: QtBot, open_window: Open, month: Month, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, others = world.open_ledger, ["rentix-sync"]

    def open_ledger(account: AccountKey) -> Ledger:
        if others:
            raise AppError(Code.DATA_FOLDER_BUSY, Cause.BUSY, folder="x", holder=others[0])
        return opened(account)

    monkeypatch.setattr(world, "open_ledger", open_ledger)
    window = open_window()
    qtbot.waitUntil(lambda: window.standing.error is not None)
    settle(qtbot, window)
    texts = [found.text() for found in window.page.findChildren(QLabel) if found.isVisible()]
    assert "What is kept up to date cannot be read just now" in texts
    assert not find(window, QPushButton, "emptyHomeButton").isVisible()
    others.clear()
    assert isinstance(window.page, HomePlace)
    window.page._clock.timeout.emit()
    qtbot.waitUntil(lambda: bool(shown(window, "lastFigure")))
    assert not window.page.error.isVisible()
