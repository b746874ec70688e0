"""What the home page asks of a file with other codes and of what was taken back, and what a yes does."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from rentix_desktop.catalog.fields import Record
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.sync.destination import Accepted
from rentix_desktop.sync.ledger import Action, NewRun, PlannedRow, RunKind
from rentix_desktop.sync.sources import find as finding
from rentix_desktop.sync.sources.schedule import Entry
from rentix_desktop.sync.sources.source import Times
from rentix_desktop.ui.window import Window
from tests.ui.at_home import Open, home, keep, shown
from tests.ui.conftest import find
from tests.ui.kept import CASA_NORD, LEDGER_NAME, Month, a_source
from tests.ui.parts import World

PRICE = "announcementValue"


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "QUIET", 0.02)


def export(world: World, lines: Sequence[str]) -> Path:
    source = a_source(world.folder, times=Times())
    keep(world, replace(source, place=replace(source.place, pattern="Export*.csv")))
    file = world.folder / "Export 1.csv"
    file.write_text("\n".join(("code;price", *lines, "")), encoding="utf-8")
    when = time.time() - 60
    os.utime(file, (when, when))
    return file


def on_portal(world: World) -> dict[str, object]:
    return {code: fields.get(PRICE) for service in world.services for code, fields in service.portal.items()}


def answer(window: Window, button: str) -> None:
    def press() -> None:
        box = window.findChild(QMessageBox, "codesQuestion")
        assert isinstance(box, QMessageBox)
        assert box.text() == "Send 20 new listings?"
        next(each for each in box.buttons() if each.text() == button).click()

    QTimer.singleShot(0, press)
    find(window, QPushButton, "takeCodesButton").click()


def test_other_codes_are_asked_about_and_sent_with_a_yes_alone(
    qtbot: QtBot, open_window: Open, month: Month, today: dt.datetime, world: World
) -> None:
    month.sent(today - dt.timedelta(days=1), new=range(1, 21))
    export(world, [f"cn-{number};45000" for number in range(1, 21)])
    window = home(qtbot, open_window)
    sync = find(window, QPushButton, "syncNowButton")
    qtbot.waitUntil(sync.isEnabled)
    sync.click()
    qtbot.waitUntil(lambda: shown(window, "needStrong") == ["Has the column of codes changed?"], timeout=60_000)
    assert shown(window, "needMore") == [
        "20 of its 20 codes are new, and 20 of the 20 known ones are gone. Nothing was sent."
    ]
    assert find(window, QPushButton, "chooseColumnsButton").isVisible()
    answer(window, "Send nothing")
    assert on_portal(world) == {}
    answer(window, "Send them")
    qtbot.waitUntil(lambda: len(on_portal(world)) == 20, timeout=60_000)
    qtbot.waitUntil(lambda: any("20 of 20" in said for said in shown(window, "needStrong")), timeout=60_000)


def test_what_was_taken_back_is_sent_again_with_one_press(
    qtbot: QtBot, open_window: Open, month: Month, today: dt.datetime, world: World
) -> None:
    month.sent(today - dt.timedelta(days=1), new=range(1, 11))
    with closing(month.open()) as ledger:
        run: int | None = None
        for kind, price in ((RunKind.UPLOAD, 60_000), (RunKind.UNDO, 45_000)):
            run = ledger.begin(NewRun(CASA_NORD, kind, LEDGER_NAME, "Export.xlsx", parent=run))
            record: Record = {"externalId": "CN-1", PRICE: price}
            ledger.add_rows(run, [PlannedRow(0, 0, 2, "CN-1", Action.UPDATE, record, {PRICE: price})])
            ledger.start(run)
            ledger.settle(run, [(0, Accepted())])
            ledger.finish(run, 1.0, complete=True)
        ledger.keep_undone(LEDGER_NAME, ["CN-1"])
    export(world, [f"CN-{number};{60_000 if number == 1 else 45_000}" for number in range(1, 11)])
    window = home(qtbot, open_window)
    assert shown(window, "needStrong") == ["What was taken back waits."]
    find(window, QPushButton, "sendAgainButton").click()
    qtbot.waitUntil(lambda: on_portal(world).get("CN-1") == 60_000, timeout=60_000)
    qtbot.waitUntil(lambda: shown(window, "needStrong") == [], timeout=60_000)


def test_a_schedule_with_the_times_of_before_is_told_and_updated_with_one_press(
    qtbot: QtBot, open_window: Open, month: Month, today: dt.datetime, world: World
) -> None:
    month.sent(today, new=range(1, 4))
    world.scheduler.install(Entry(("sync", "--due"), (dt.time(7),), 60))
    window = home(qtbot, open_window)
    said = ["The schedule of this computer has other times than your files."]
    qtbot.waitUntil(lambda: shown(window, "needStrong") == said)
    world.scheduler.error = AppError(Code.SCHEDULER_FAILED, Cause.ENVIRONMENT, tool="schtasks", said="no")
    find(window, QPushButton, "updateScheduleButton").click()
    qtbot.waitUntil(lambda: window.page.error.error is world.scheduler.error)
    world.scheduler.error = None
    find(window, QPushButton, "updateScheduleButton").click()
    qtbot.waitUntil(lambda: shown(window, "needStrong") == [])
    assert world.scheduler.entry == Entry(("sync", "--due"), (dt.time(8),), 15)
