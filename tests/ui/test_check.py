"""The check page: what it says is what will happen, and nothing is sent by it."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from rentix_desktop.sync.destination import Account
from rentix_desktop.sync.photos import PhotoFault
from rentix_desktop.ui.messages import NoticeBar
from rentix_desktop.ui.window import Window
from rentix_desktop.ui.wizard.flow import Step
from tests.ui.conftest import find, settle
from tests.ui.parts import ACCOUNT, Service, World
from tests.ui.ways import at_check, listing

GOOD = [listing(number) for number in range(8)]
BAD = [listing(8, price="much"), listing(9, floor="attic?"), listing(10, text="x" * 2001)]
"""Two that are sent without the cell that cannot be read, and one that is not sent."""


def cells(table: QTableView) -> list[list[str]]:
    model = table.model()
    return [
        [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_the_forecast_says_what_will_be_sent_and_what_stays(qtbot: QtBot, window: Window, world: World) -> None:
    service = at_check(qtbot, window, world, [*GOOD, *BAD])
    said = find(window, QLabel, "forecastLabel")
    planned = window.session.flow.forecast
    assert planned is not None
    assert (planned.create, planned.blocked, planned.total) == (10, 1, 11)
    assert "10 will be sent" in said.text()
    assert "1 stays here until it is fixed and holds up none of the others" in said.text()
    assert said.accessibleName() == said.text()
    assert find(window, QPushButton, "sendButton").text() == "Send 10 listings"
    assert service.requests == []


def test_causes_are_counted_and_open_to_rows_as_excel_numbers_them(qtbot: QtBot, window: Window, world: World) -> None:
    at_check(qtbot, window, world, [*GOOD, listing(8, text="x" * 2001), listing(9, text="y" * 3000)])
    table = find(window, QTableView, "problemsTable")
    (cause,) = [line for line in cells(table) if "too long" in line[0]]
    assert cause[1] == "2"
    assert cause[2].startswith("Text")
    table.setFocus()
    table.setCurrentIndex(table.model().index(0, 0))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    rows = cells(table)
    assert [line[0] for line in rows] == ["10", "11"]  # the header is row 1
    assert "CN-8" in rows[0][1]
    assert "str. Ismail 8" in rows[0][1]
    assert "2,001" in rows[0][3]
    assert "Shorten it" in rows[0][4]
    qtbot.mouseClick(find(window, QPushButton, "allCausesButton"), Qt.MouseButton.LeftButton)
    assert len(cells(table)) == 1


def test_without_a_status_it_is_said_that_new_listings_arrive_as_drafts(
    qtbot: QtBot, window: Window, world: World
) -> None:
    at_check(qtbot, window, world, GOOD, without=("announcementStatus",))
    notice = window.page.findChild(NoticeBar)
    assert notice is not None
    assert notice.isVisible()
    assert "drafts" in notice.accessibleName()


def test_new_listings_over_the_monthly_limit_are_announced(qtbot: QtBot, window: Window, world: World) -> None:
    tight = Account(ACCOUNT.base_url, ACCOUNT.id, ACCOUNT.name, "active", True, 995, 1000)
    at_check(qtbot, window, world, GOOD, Service(account=tight))
    assert "995 used + 8 new of 1,000" in find(window, QLabel, "limitLabel").text()
    notice = window.page.findChild(NoticeBar)
    assert notice is not None
    assert notice.accessibleName().startswith("3 new listings are more than your monthly limit allows")


def test_nothing_to_send_is_said_and_cannot_be_sent(qtbot: QtBot, window: Window, world: World) -> None:
    at_check(qtbot, window, world, GOOD[:2])
    find(window, QPushButton, "sendButton").click()
    settle(qtbot, window)
    assert window.session.flow.step is Step.RESULTS
    window.session.again()
    at_check(qtbot, window, world, GOOD[:2])
    send = find(window, QPushButton, "sendButton")
    assert not send.isEnabled()
    assert send.text() == "Nothing to send"
    assert "there is nothing to send" in find(window, QLabel, "forecastLabel").text()


def test_the_trial_sends_five(qtbot: QtBot, window: Window, world: World) -> None:
    service = at_check(qtbot, window, world, GOOD)
    find(window, QPushButton, "trialButton").click()
    settle(qtbot, window)
    assert len(service.portal) == 5
    summary = window.session.flow.summary
    assert summary is not None
    assert (summary.created, summary.not_sent) == (5, 3)


def test_another_language_keeps_the_forecast(qtbot: QtBot, window: Window, world: World) -> None:
    at_check(qtbot, window, world, [*GOOD, *BAD])
    planned = window.session.flow.forecast
    window.change_language("ro")
    settle(qtbot, window)
    assert window.session.flow.forecast is planned
    assert find(window, QTableView, "problemsTable").model().rowCount() > 0


def test_photos_are_looked_at_only_when_asked_and_hold_nothing_back(qtbot: QtBot, window: Window, world: World) -> None:
    world.photos = {"https://x.example/1.jpg": PhotoFault.MISSING}
    at_check(qtbot, window, world, GOOD, photos=[f"https://x.example/{number % 3}.jpg" for number in range(len(GOOD))])
    before = window.session.flow.forecast
    assert find(window, QLabel, "photosLabel").text() == ""
    assert not any("photo" in line[0].lower() for line in cells(find(window, QTableView, "problemsTable")))
    find(window, QPushButton, "checkPhotosButton").click()
    settle(qtbot, window)
    assert find(window, QLabel, "photosLabel").text() == "3 photos looked at, 3 do not open."
    (cause,) = [line for line in cells(find(window, QTableView, "problemsTable")) if "photo does not open" in line[0]]
    assert cause[1] == "3"
    assert "it is not there" in cause[3]
    assert window.session.flow.forecast == before
    assert find(window, QPushButton, "sendButton").isEnabled()
    world.photos.clear()
    find(window, QPushButton, "checkPhotosButton").click()
    settle(qtbot, window)
    assert find(window, QLabel, "photosLabel").text() == "3 photos looked at: all of them open."


def test_looking_at_photos_can_be_stopped(
    qtbot: QtBot, window: Window, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    going, hold = threading.Event(), threading.Event()

    def look(_: str) -> PhotoFault | None:
        going.set()
        hold.wait(20)
        return None

    monkeypatch.setattr(world, "look_at_photo", look)
    at_check(qtbot, window, world, GOOD, photos=[f"https://x.example/{number}.jpg" for number in range(len(GOOD))])
    find(window, QPushButton, "checkPhotosButton").click()
    qtbot.waitUntil(going.is_set)
    find(window, QPushButton, "stopPhotosButton").click()
    hold.set()
    settle(qtbot, window)
    assert find(window, QPushButton, "checkPhotosButton").isVisible()
    assert not find(window, QPushButton, "stopPhotosButton").isVisible()
    assert find(window, QLabel, "photosLabel").text() == "Stopped at 0 of 8 listings."


def test_a_file_without_photos(qtbot: QtBot, window: Window, world: World) -> None:
    at_check(qtbot, window, world, GOOD)
    find(window, QPushButton, "checkPhotosButton").click()
    settle(qtbot, window)
    assert find(window, QLabel, "photosLabel").text() == "There are no photos in this file."
