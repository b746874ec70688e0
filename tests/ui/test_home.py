"""The home page over a real ledger: what it says of a month, what needs a person, and what its buttons lead to."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMessageBox, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.sync.ledger import AccountKey, Ledger
from rentix_desktop.sync.sources.book import Reason, VisitEnd, WaitCode
from rentix_desktop.sync.sources.source import Times
from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.places.home import words as home_words
from rentix_desktop.ui.standing import Standing
from rentix_desktop.ui.widgets.charts import BarChart
from rentix_desktop.ui.window import Opening
from rentix_desktop.ui.wizard.flow import Step
from tests.ui.at_home import Open, home, keep, shown, two_agencies
from tests.ui.conftest import find, settle
from tests.ui.kept import LAYOUT, LEDGER_NAME, Month, a_month, a_source
from tests.ui.parts import KEY, World

EN = Texts("en")


# words ------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("hour", "needs", "said"),
    [
        (8, 1, "Good morning. One thing needs you."),
        (8, 0, "Good morning. All is well."),
        (13, 3, "Good afternoon. 3 things need you."),
        (19, 0, "Good evening. All is well."),
        (2, 0, "Hello. All is well."),
    ],
)
def test_the_title_is_of_the_hour_and_of_what_needs_somebody(hour: int, needs: int, said: str) -> None:
    assert home_words.title(dt.datetime(2026, 11, 21, hour, tzinfo=dt.UTC), needs, EN) == said


@pytest.mark.parametrize(("seconds", "said"), [(0, "1 s"), (240, "4 min"), (5400, "2 h"), (3 * 86_400, "3 d")])
def test_a_delay_is_said_shortly(seconds: float, said: str) -> None:
    assert home_words.length(seconds, EN) == said


def test_listings_on_the_portal_are_counted_in_words_also_with_a_status_of_tomorrow() -> None:
    words = home_words.portal_words({"active": 1407, "hidden": 23, "frozen": 2, "draft": 0}, EN)
    assert words.startswith("1,407 published, 23 hidden, 2 ")


# opening ----------------------------------------------------------------------------------------------------------------
def test_without_a_source_the_program_opens_in_the_wizard(open_window: Open) -> None:
    window = open_window()
    assert window.page.NAME == "connectPage"
    assert not window.findChildren(QPushButton, "place_home")


def test_with_a_source_it_opens_at_home_and_connects_by_itself(qtbot: QtBot, open_window: Open, month: Month) -> None:
    window = home(qtbot, open_window)
    assert window.page.NAME == "homePlace"
    qtbot.waitUntil(lambda: window.session.connection is not None)
    assert "Casa Nord" in find(window, QLabel, "headerAgency").text()
    assert "41 of 1,000" in find(window, QLabel, "headerAgency").text()


def test_the_demo_opens_in_the_wizard_also_with_a_source(open_window: Open, month: Month) -> None:
    assert open_window(Opening("en", demo=True)).page.NAME != "homePlace"


def test_it_tells_the_month(qtbot: QtBot, open_window: Open, month: Month, today: dt.datetime) -> None:
    a_month(month, today)
    window = home(qtbot, open_window)
    assert shown(window, "sourceName") == ["Export CRM Casa Nord"]
    assert shown(window, "lastMore")[0].startswith("41 updated, 5 new")  # late, when the tests run after eight
    assert shown(window, "errorsFigure") == ["12 to fix"]
    assert shown(window, "errorsMore") == ["2 causes"]
    assert shown(window, "delayFigure") == ["4 min"]
    assert "Export*.xlsx" in shown(window, "sourceWhere")[0]
    chart = find(window, BarChart, "sentChart")
    assert len(chart.bars) == 30
    assert (chart.bars[-1].good, chart.bars[-1].wrong) == (46, 12)
    assert chart.bars[0].good == 60
    assert "12 errors" in chart.bars[-1].words
    assert "in the last 30 days" in chart.accessibleDescription()
    assert "published" in find(window, QLabel, "onPortalLabel").text()
    assert find(window, QPushButton, "place_fix").accessibleName() == "To fix (12)"


def test_the_chart_is_read_by_keyboard(qtbot: QtBot, open_window: Open, month: Month, today: dt.datetime) -> None:
    a_month(month, today)
    window = home(qtbot, open_window)
    chart = find(window, BarChart, "sentChart")
    chart.setFocus(Qt.FocusReason.TabFocusReason)
    assert chart.told == chart.bars[-1].words
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.told == chart.bars[-2].words
    QTest.keyClick(chart, Qt.Key.Key_Home)
    assert chart.told == chart.bars[0].words
    assert chart.told in chart.accessibleName()


def test_nothing_sent_yet_is_said(qtbot: QtBot, open_window: Open, month: Month, world: World) -> None:
    keep(world, a_source(world.folder, times=Times()))
    window = home(qtbot, open_window)
    assert QApplication.focusWidget() is find(window, QPushButton, "syncNowButton"), "the one big button"
    assert shown(window, "lastFigure") == ["not yet"]
    assert not find(window, BarChart, "sentChart").isVisible()
    assert find(window, QLabel, "pageTitle").text().endswith("All is well.")


def test_offline_it_tells_what_is_known(
    qtbot: QtBot, open_window: Open, month: Month, world: World, today: dt.datetime
) -> None:
    month.sent(today, new=range(3))
    world.errors[KEY] = AppError(Code.UNREACHABLE, Cause.UNREACHABLE)
    window = home(qtbot, open_window)
    qtbot.waitUntil(lambda: window.agencies.error is not None)
    assert shown(window, "lastMore") == ["3 new"]
    assert "not connected" in find(window, QLabel, "headerAgency").text()
    assert find(window, QLabel, "pageTitle").text().endswith("All is well.")


def test_a_ledger_that_cannot_be_opened_is_said_in_the_page(
    qtbot: QtBot, open_window: Open, month: Month, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: AccountKey) -> Ledger:
        raise AppError(Code.DATA_FOLDER_BUSY, Cause.BUSY)

    monkeypatch.setattr(world, "open_ledger", refuse)
    window = open_window()
    qtbot.waitUntil(lambda: window.page.error.isVisible())
    assert window.page.error.error is not None
    assert window.page.error.error.code is Code.DATA_FOLDER_BUSY


# what needs a person ----------------------------------------------------------------------------------------------------
def test_held_listings_are_shown_and_nothing_is_hidden_without_a_yes(
    qtbot: QtBot, open_window: Open, month: Month, today: dt.datetime
) -> None:
    month.sent(today - dt.timedelta(days=1), new=range(1, 41))
    run = month.sent(today, changed=range(1, 9), held=[f"CN-{number}" for number in range(9, 41)])
    window = home(qtbot, open_window)
    assert find(window, QLabel, "pageTitle").text().endswith("One thing needs you.")
    assert shown(window, "needStrong") == ["Today’s file has only 8 of 40 listings."]
    assert shown(window, "needMore")[0].startswith("32 listings would be hidden. Nothing was hidden")
    find(window, QPushButton, "showHeldButton").click()
    settle(qtbot, window)
    table = find(window, QTableView, "heldTable")
    assert table.isVisible()
    assert table.model().rowCount() == 32
    assert "str. Ismail" in str(table.model().index(0, 0).data())
    assert find(window, QLabel, "pageTitle").text() == "32 listings would be hidden"

    asked: list[str] = []

    def say_no() -> None:
        box = window.findChild(QMessageBox, "hideQuestion")
        assert isinstance(box, QMessageBox)
        asked.append(box.text())
        next(each for each in box.buttons() if each.text() == "Hide nothing").click()

    QTimer.singleShot(0, say_no)
    find(window, QPushButton, "hideThemButton").click()
    assert asked == ["Hide 32 listings?"]
    ledger = month.open()
    assert len(ledger.runs()) == 2
    assert ledger.held(run)
    ledger.close()
    find(window, QPushButton, "heldBackButton").click()
    assert not table.isVisible()
    assert find(window, QPushButton, "homeNewUploadButton").isVisible()


def test_what_waits_says_why_and_leads_to_the_columns(
    qtbot: QtBot, open_window: Open, month: Month, today: dt.datetime, world: World
) -> None:
    reason = Reason(WaitCode.OTHER_LAYOUT.value, {"missing": "Preț", "new": "Pret EUR"})
    file = world.folder / "Export.csv"
    file.write_text("Code;Pret EUR\nCN-1;45000\n", encoding="utf-8")
    month.sent(today - dt.timedelta(hours=1), new=range(1, 5))
    month.looked(today, VisitEnd.WAITS, reason, file=file)
    window = home(qtbot, open_window)
    qtbot.waitUntil(lambda: window.session.connection is not None)
    assert "Preț" in shown(window, "needMore")[0]
    find(window, QPushButton, "chooseColumnsButton").click()
    qtbot.waitUntil(lambda: window.session.flow.table is not None)
    assert window.session.flow.step is Step.FILE
    assert window.session.file == file
    assert LAYOUT.name in {layout.name for layout in window._ports.layouts.all()}


def test_a_refused_key_leads_to_where_one_is_entered(
    qtbot: QtBot, open_window: Open, month: Month, today: dt.datetime, world: World
) -> None:
    world.errors[KEY] = AppError(Code.KEY_INVALID, Cause.ACCESS)
    month.looked(today, VisitEnd.FAILED, Reason(Code.KEY_INVALID.value))
    window = home(qtbot, open_window)
    qtbot.waitUntil(lambda: window.agencies.error is not None)
    assert len(shown(window, "needStrong")) == 1, "one key, told once"
    find(window, QPushButton, "enterKeyButton").click()
    assert window.page.NAME == "connectPage"
    assert find(window, QWidget, "apiKeyEdit").isVisible()
    del world.errors[KEY]
    find(window, QLineEdit, "apiKeyEdit").setText(KEY)
    find(window, QPushButton, "checkKeyButton").click()
    settle(qtbot, window)
    on = find(window, QPushButton, "connectHomeButton")
    assert on.isVisible()
    assert QApplication.focusWidget() is on, "what comes next is one press"
    assert not find(window, QPushButton, "nextButton").isVisible()
    on.click()
    settle(qtbot, window)
    assert window.page.NAME == "homePlace"


def test_what_is_to_fix_opens_where_it_is_corrected(
    qtbot: QtBot, open_window: Open, month: Month, today: dt.datetime
) -> None:
    month.sent(today, new=range(1, 20), blocked=range(100, 104))
    window = home(qtbot, open_window)
    qtbot.waitUntil(lambda: window.session.connection is not None)
    settle(qtbot, window)
    find(window, QPushButton, "place_fix").click()
    settle(qtbot, window)
    assert window.page.NAME == "resultsPage"
    table = find(window, QTableView, "failuresTable")
    assert table.model().rowCount() == 4
    find(window, QPushButton, "place_home").click()
    settle(qtbot, window)
    assert window.page.NAME == "homePlace"
    find(window, QPushButton, "fixListingsButton").click()
    settle(qtbot, window)
    assert window.page.NAME == "resultsPage"


def test_nothing_to_fix_is_said_where_one_would_go(qtbot: QtBot, open_window: Open, month: Month) -> None:
    entry = find(home(qtbot, open_window), QPushButton, "place_fix")
    assert not entry.isEnabled()
    assert entry.toolTip() == "Nothing has to be fixed."


def test_several_sources_are_named_in_what_needs_somebody(
    qtbot: QtBot, open_window: Open, month: Month, world: World, today: dt.datetime
) -> None:
    second = "/exports/Second.xlsx"
    keep(world, a_source(world.folder, "Garsoniere", second, Times()))
    month.sent(today, new=range(1, 20), blocked=[100], ledger_name=second)
    window = home(qtbot, open_window)
    assert shown(window, "sourceName") == ["Export CRM Casa Nord", "Garsoniere"]
    assert shown(window, "needMore")[0].startswith("Garsoniere: ")
    assert shown(window, "nextFigure")[1] == "by hand"


# bringing up to date ----------------------------------------------------------------------------------------------------
def test_sync_now_sends_what_is_in_the_file_and_the_page_tells_it(
    qtbot: QtBot, open_window: Open, month: Month, world: World
) -> None:
    file = world.folder / "Export 1.csv"
    file.write_text("code;price\nCN-1;45000\nCN-2;60000\n", encoding="utf-8")
    os.utime(file, (1_700_000_000, 1_700_000_000))
    source = a_source(world.folder, times=Times())
    keep(world, replace(source, place=replace(source.place, pattern="Export*.csv")))
    window = home(qtbot, open_window)
    button = find(window, QPushButton, "syncNowButton")
    qtbot.waitUntil(button.isEnabled)
    button.click()
    qtbot.waitUntil(lambda: find(window, QPushButton, "stopSyncButton").isVisible(), timeout=20_000)
    assert not button.isVisible()
    qtbot.waitUntil(lambda: shown(window, "lastMore") == ["2 new"], timeout=60_000)
    qtbot.waitUntil(button.isVisible, timeout=20_000)
    assert {code for service in world.services for code in service.portal} == {"CN-1", "CN-2"}
    assert shown(window, "lastFigure")[0].startswith("today ")


@pytest.mark.parametrize("language", ["ro", "ru"])
def test_another_language_keeps_what_is_known(
    qtbot: QtBot,
    open_window: Open,
    month: Month,
    today: dt.datetime,
    language: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    a_month(month, today)
    window = home(qtbot, open_window)
    monkeypatch.setattr(Standing, "look", lambda _: None)
    window.change_language(language)
    QApplication.processEvents()
    assert shown(window, "sourceName") == ["Export CRM Casa Nord"], "at once, without looking again"
    settle(qtbot, window)


def test_every_button_of_it_has_a_name_and_is_reached_by_keyboard(
    qtbot: QtBot, open_window: Open, month: Month, world: World, today: dt.datetime
) -> None:
    two_agencies(world)
    a_month(month, today)
    window = home(qtbot, open_window)
    settle(qtbot, window)
    assert QApplication.focusWidget() is find(window, QPushButton, "fixListingsButton"), "what needs somebody is first"
    wanted = {
        made.objectName() for made in window.findChildren(QPushButton) if made.isVisible() and made.isEnabled()
    } | {"sentChart"}
    assert all(made.accessibleName() for made in window.findChildren(QPushButton) if made.isVisible())
    met: set[str] = set()
    for _ in range(60):
        focused = QApplication.focusWidget()
        assert focused is not None
        met.add(focused.objectName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert wanted <= met


def test_facts_of_a_ledger_of_many_runs_come_from_a_worker(
    qtbot: QtBot, open_window: Open, month: Month, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    from rentix_desktop.sync.sources import monitor

    threads: set[str] = set()
    real = monitor.monitor_of

    def watched(*args: object) -> object:
        threads.add(threading.current_thread().name)
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(monitor, "monitor_of", watched)
    home(qtbot, open_window)
    assert threads
    assert threading.main_thread().name not in threads


def test_paths_are_as_the_system_writes_them(tmp_path: Path) -> None:
    source = a_source(tmp_path)
    assert home_words.source_words(source, EN).startswith(str(tmp_path / "Export*.xlsx"))
    assert LEDGER_NAME not in home_words.source_words(source, EN)
