"""The upload page: live, paused, stopped, gone on with; whatever is done meanwhile, no row is lost."""

from __future__ import annotations

import threading

from PySide6.QtWidgets import QLabel, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from rentix_desktop.errors import Code
from rentix_desktop.sync.destination import BatchLimits, Waiter, WaitReason
from rentix_desktop.ui.widgets.states import SegmentBar
from rentix_desktop.ui.window import Window
from rentix_desktop.ui.wizard.flow import Step
from tests.fakes.destination import ENVELOPE, Request
from tests.ui.conftest import find, settle
from tests.ui.parts import Service, World
from tests.ui.ways import at_check, listing

ROWS = [listing(number) for number in range(30)]
SMALL = BatchLimits(5, 500_000, len(ENVELOPE))


class Gate:
    """Lets so many requests through, and holds the next ones until it is opened."""

    def __init__(self, through: int) -> None:
        self._free = threading.Semaphore(through)
        self.came = 0

    def __call__(self, _: Request, waiter: Waiter) -> None:
        self.came += 1
        while not self._free.acquire(blocking=False):
            waiter.wait(0.02, WaitReason.RATE_LIMIT)

    def open(self) -> None:
        for _ in range(1000):
            self._free.release()


def visible(window: Window, name: str) -> QPushButton:
    (found,) = [made for made in window.findChildren(QPushButton, name) if made.isVisible()]
    return found


def sending(qtbot: QtBot, window: Window, world: World, gate: Gate) -> Service:
    service = at_check(qtbot, window, world, ROWS, Service(limits=SMALL, before=gate))
    find(window, QPushButton, "sendButton").click()
    assert window.session.flow.step is Step.UPLOAD
    return service


def test_it_shows_how_far_it_is_and_ends_with_the_results(qtbot: QtBot, window: Window, world: World) -> None:
    gate = Gate(2)
    sending(qtbot, window, world, gate)
    answered = find(window, QLabel, "answeredLabel")
    qtbot.waitUntil(lambda: answered.text() == "10")
    assert "10 of 30 answered, 10 accepted" in find(window, SegmentBar, "uploadProgress").accessibleDescription()
    assert find(window, QTableView, "recentTable").model().rowCount() == 10
    waits = find(window, QLabel, "waitLabel")
    qtbot.waitUntil(lambda: waits.isVisible() and "The upload goes on by itself" in waits.text())
    gate.open()
    settle(qtbot, window)
    assert window.session.flow.step is Step.RESULTS
    summary = window.session.flow.summary
    assert summary is not None
    assert summary.created == 30


def test_paused_nothing_more_is_sent_until_it_goes_on(qtbot: QtBot, window: Window, world: World) -> None:
    gate = Gate(1)
    service = sending(qtbot, window, world, gate)
    qtbot.waitUntil(lambda: find(window, QLabel, "answeredLabel").text() == "5")
    pause = find(window, QPushButton, "pauseButton")
    pause.click()
    assert pause.text() == "Go on"
    assert window.page.title() == "Paused"
    gate.open()
    qtbot.wait(150)
    assert len(service.portal) == 5
    pause.click()
    settle(qtbot, window)
    assert len(service.portal) == 30


def test_stopped_the_rest_is_in_the_queue_and_goes_on(qtbot: QtBot, window: Window, world: World) -> None:
    gate = Gate(2)
    service = sending(qtbot, window, world, gate)
    qtbot.waitUntil(lambda: find(window, QLabel, "answeredLabel").text() == "10")
    find(window, QPushButton, "cancelButton").click()
    assert window.page.title() == "Stopping…"
    settle(qtbot, window)
    summary = window.session.flow.summary
    assert summary is not None
    assert summary.stopped is not None
    assert (summary.stopped.code, summary.created, summary.not_sent) == (Code.STOPPED, 10, 20)
    gate.open()
    visible(window, "goOnButton").click()
    settle(qtbot, window)
    summary = window.session.flow.summary
    assert summary is not None
    assert (summary.created, summary.not_sent) == (30, 0)
    assert set(service.applied.values()) == {1}


def test_another_language_does_not_touch_the_upload(qtbot: QtBot, window: Window, world: World) -> None:
    gate = Gate(2)
    service = sending(qtbot, window, world, gate)
    qtbot.waitUntil(lambda: find(window, QLabel, "answeredLabel").text() == "10")
    window.change_language("ru")
    qtbot.waitUntil(lambda: find(window.page, QLabel, "answeredLabel").text() == "10")
    gate.open()
    settle(qtbot, window)
    assert window.session.flow.step is Step.RESULTS
    assert set(service.applied.values()) == {1}
    assert len(service.applied) == 30


def test_an_upload_that_ends_while_the_settings_are_open_is_not_missed(
    qtbot: QtBot, window: Window, world: World
) -> None:
    gate = Gate(2)
    sending(qtbot, window, world, gate)
    find(window, QPushButton, "settingsButton").click()
    window.change_language("ro")
    gate.open()
    settle(qtbot, window)
    assert window.session.flow.summary is not None
    find(window, QPushButton, "settingsButton").click()
    settle(qtbot, window)
    assert window.page.objectName() == "resultsPage"


def test_closing_stops_cleanly_and_keeps_the_rest(qtbot: QtBot, window: Window, world: World) -> None:
    gate = Gate(1)
    service = sending(qtbot, window, world, gate)
    qtbot.waitUntil(lambda: find(window, QLabel, "answeredLabel").text() == "5")
    window._really_close = lambda: True  # type: ignore[method-assign]  # the question is answered: stop and close
    connection = window.session.connection
    assert connection is not None
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)
    assert service.closed
    assert len(service.portal) == 5
