from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from rentix_desktop.sync.ports import Settings, Theme
from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.theme import DARK, LIGHT
from rentix_desktop.ui.window import Window
from rentix_desktop.ui.wizard.flow import Flow, Step
from tests.ui.conftest import find, settle
from tests.ui.parts import ACCOUNT, World
from tests.ui.test_flow import MAPPING, SUMMARY, TABLE, at_check

INTERACTIVE = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QAbstractItemView)


def test_importing_the_window_loads_nothing_slow() -> None:
    code = (
        "import sys, rentix_desktop.ui.window, rentix_desktop.bootstrap.window; "
        "print([name for name in ('httpx','openpyxl','keyring','pydantic','python_calamine','uvicorn','starlette')"
        " if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_only_the_page_shown_is_built_and_then_the_one_after_it(qtbot: QtBot, window: Window) -> None:
    assert window.findChild(QWidget, "connectPage")
    assert not window.findChild(QWidget, "columnsPage")
    qtbot.waitUntil(lambda: window.findChild(QWidget, "filePage") is not None)
    window.session.change(window.session.flow.connected(ACCOUNT).go_next())
    assert not window.findChild(QWidget, "columnsPage")
    qtbot.waitUntil(lambda: window.findChild(QWidget, "columnsPage") is not None)
    assert window.page.NAME == "filePage"


def test_the_smallest_window(window: Window) -> None:
    assert (window.minimumWidth(), window.minimumHeight()) == (1024, 680)
    window.resize(1024, 680)
    QApplication.processEvents()
    assert (window.width(), window.height()) == (1024, 680)


def test_the_side_shows_where_one_is_and_leads_back(qtbot: QtBot, window: Window) -> None:
    window.session.change(window.session.flow.connected(ACCOUNT).go_next().read(TABLE))
    connect, file = find(window, QPushButton, "step_connect"), find(window, QPushButton, "step_file")
    assert connect.isEnabled()
    assert "Done" in connect.accessibleName()
    assert file.accessibleDescription() == "You are here"
    assert not find(window, QPushButton, "step_columns").isEnabled()
    QTest.mouseClick(connect, Qt.MouseButton.LeftButton)
    assert window.page.NAME == "connectPage"
    QTest.mouseClick(find(window, QPushButton, "nextButton"), Qt.MouseButton.LeftButton)
    QTest.mouseClick(find(window, QPushButton, "backButton"), Qt.MouseButton.LeftButton)
    assert window.page.NAME == "connectPage"


def test_next_says_what_it_waits_for(window: Window) -> None:
    window.session.change(window.session.flow.connected(ACCOUNT).go_next())
    button = find(window, QPushButton, "nextButton")
    assert not button.isEnabled()
    assert button.toolTip() == "Choose a file first."


def test_the_header_shows_agency_and_monthly_limit(window: Window) -> None:
    window.session.change(window.session.flow.connected(replace(ACCOUNT, used=1041, limit=10_000)))
    shown = find(window, QLabel, "headerAgency").text()
    assert "Casa Nord" in shown
    assert "1,041 of 10,000 listings this month" in shown


@pytest.mark.parametrize("language", ["ro", "ru", "en"])
def test_the_language_changes_at_once_and_the_flow_stays(window: Window, world: World, language: str) -> None:
    flow = window.session.flow.connected(ACCOUNT)
    window.session.change(flow)
    window.change_language(language)
    assert window.session.flow == flow
    assert window.page.NAME == "connectPage"
    assert window.page.desk.tr.language == language
    assert "1\u00a0000" in find(window, QLabel, "headerAgency").text() or language != "ru"


def test_the_theme_changes_at_once_and_is_remembered(qtbot: QtBot, window: Window, world: World) -> None:
    window.change_theme(Theme.DARK)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    assert application.palette().window().color().name().upper() == DARK.ground
    settle(qtbot, window)
    assert world.settings.load().theme is Theme.DARK
    window.change_theme(Theme.LIGHT)
    assert application.palette().window().color().name().upper() == LIGHT.ground


def test_what_was_remembered_holds_at_the_next_start(world: World, open_window: Callable[..., Window]) -> None:
    from rentix_desktop.ui.window import Opening

    world.settings.save(Settings(language="ru", theme=Theme.DARK))
    window = open_window(Opening())
    assert window.page.desk.tr.language == "ru"
    assert window.page.desk.tokens is DARK


def test_settings_are_a_place_in_the_same_frame(qtbot: QtBot, window: Window) -> None:
    find(window, QPushButton, "settingsButton").click()
    assert window.page.NAME == "settingsPage"
    assert not find(window, QPushButton, "nextButton").isVisible()
    assert not find(window, QPushButton, "step_connect").isVisible()
    settle(qtbot, window)
    find(window, QPushButton, "place_upload").click()
    assert window.page.NAME == "connectPage"
    assert find(window, QPushButton, "step_connect").isVisible()


def test_every_interactive_widget_has_a_name_and_a_place_in_the_keyboard_order(qtbot: QtBot, window: Window) -> None:
    flow = at_check()
    walks: list[Flow | None] = [window.session.flow, *(flow.go(step) for step in list(Step)[:2]), None]
    for walk in walks:
        if walk is None:
            find(window, QPushButton, "settingsButton").click()
        else:
            window.session.change(walk)
        settle(qtbot, window)
        for widget in window.findChildren(QWidget):
            if isinstance(widget, INTERACTIVE) and widget.isVisible() and not _inside(widget):
                assert widget.accessibleName(), f"{widget.objectName()} of {window.page.NAME}"
                assert widget.objectName(), f"{widget.accessibleName()} of {window.page.NAME}"
                if widget.isEnabled():
                    assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus, widget.objectName()


def _inside(widget: QWidget) -> bool:
    """A part of another widget: the field of a spin box, the list and the header buttons of a view."""
    return (
        widget.objectName().startswith("qt_")
        or isinstance(widget.parentWidget(), QComboBox | QAbstractSpinBox | QAbstractItemView)
        or type(widget).__name__ == "QComboBoxListView"
    )


def test_the_keyboard_goes_from_the_page_to_the_footer(qtbot: QtBot, window: Window) -> None:
    order = _tab_order(window, find(window, QLineEdit, "apiKeyEdit"))
    names = [widget.objectName() for widget in order]
    assert names.index("showKeyButton") < names.index("checkKeyButton") < names.index("settingsButton")
    window.session.change(window.session.flow.connected(ACCOUNT).go_next().read(TABLE))
    walked = [widget.objectName() for widget in _tab_order(window, find(window, QLineEdit, "filePathEdit"))]
    frame = ["browseButton", "backButton", "nextButton", "step_connect", "cancelUploadButton", "settingsButton"]
    assert [name for name in walked if name in frame] == frame
    assert len(set(names)) == len(names)


def _tab_order(window: Window, start: QWidget) -> list[QWidget]:
    start.setFocus()
    order = [start]
    while window.focusNextPrevChild(True):
        widget = QApplication.focusWidget()
        assert widget is not None
        if widget is start:
            return order
        order.append(widget)
        assert len(order) < 100
    return order


def test_cancel_upload_starts_again_with_the_same_account(window: Window) -> None:
    window.session.change(window.session.flow.connected(ACCOUNT))
    assert not find(window, QPushButton, "cancelUploadButton").isVisible()
    window.session.change(window.session.flow.go_next().read(TABLE))
    find(window, QPushButton, "cancelUploadButton").click()
    assert window.session.flow.table is None
    assert window.session.flow.account == ACCOUNT
    assert window.page.NAME == "filePage"


def _answer(name: str) -> None:
    """Presses a button of the question once it is there."""

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        next(made for made in box.buttons() if made.text() == name).click()

    QTimer.singleShot(0, press)


def test_closing_while_a_run_is_on_asks_and_stays(qtbot: QtBot, window: Window) -> None:
    window.session.change(at_check().started(7))
    _answer("Keep sending")
    window.close()
    assert window.isVisible()


def test_closing_while_a_run_is_on_stops_it_cleanly(qtbot: QtBot, window: Window) -> None:
    stopped = threading.Event()

    def work(task: Task[None]) -> None:
        while not task.wait(0.01):
            pass
        stopped.set()

    window.jobs.build("upload", work).start()
    window.session.change(at_check().started(7))
    _answer("Stop and close")
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert stopped.is_set()


def test_closing_without_a_run_asks_nothing(qtbot: QtBot, window: Window) -> None:
    window.session.change(at_check().started(7).ended(SUMMARY))
    window.close()
    assert not window.isVisible()
    assert MAPPING.key


def test_enter_presses_a_button_once_however_long_it_is_held(window: Window) -> None:
    pressed: list[int] = []
    button = find(window, QPushButton, "checkKeyButton")
    button.clicked.connect(lambda: pressed.append(1))
    button.setFocus()
    for held in (False, True, True):
        event = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "", autorep=held)
        QApplication.sendEvent(button, event)
    assert len(pressed) == 1
