"""What the clerk does, in the process of the window."""

from __future__ import annotations

import json
import sys
import urllib.request
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QTableView

from rentix_desktop.sync.progress import Summary
from rentix_desktop.ui.models.causes import CausesModel
from rentix_desktop.ui.models.failures import FailuresModel
from rentix_desktop.ui.wizard.flow import Step
from tests.endtoend.clerk import Clerk

Facts = dict[str, Any]

SAMPLE: Final = "listings-ro.xlsx"
DESCRIPTION: Final = "announcementDescription"
LONG_ENOUGH: Final = "Three bright rooms beside the park, free from today on"


def whole_way(clerk: Clerk) -> Facts:
    """From the key to a corrected listing, on the demo portal that the window starts."""
    summaries: list[Summary] = []
    open_demo(clerk)
    choose_sample(clerk)
    confirm_columns(clerk)
    decide_values(clerk)
    summaries.append(send_trial(clerk))
    summaries.append(send_rest(clerk))
    corrected = correct_description(clerk)
    summaries.append(send_corrected(clerk))
    portal, connection = clerk.window.session.portal, clerk.window.session.connection
    assert portal is not None
    assert connection is not None
    return {
        "portal": listings(portal.demo.base_url, portal.demo.key),
        "account": [connection.key.base_url, connection.key.agency_id],
        "summaries": [_counts(summary) for summary in summaries],
        "corrected": corrected,
    }


def interrupted(clerk: Clerk) -> Facts:
    """Sends a file until a part of it was answered, says so, and goes on sending: the test ends the process here."""
    words = iter(clerk.words)
    connect(clerk, next(words))
    clerk.press("nextButton")
    clerk.at(Step.FILE)
    clerk.fill("filePathEdit", next(words))
    clerk.key(Qt.Key.Key_Return)
    clerk.wait(lambda: clerk.window.session.flow.table is not None, "the file read")
    clerk.settled()
    clerk.press("nextButton")
    confirm_columns(clerk)
    decide_values(clerk)
    clerk.at(Step.CHECK)
    clerk.press("sendButton")
    clerk.wait(lambda: clerk.sees("answeredLabel"), "at the upload")
    answered = clerk.find(QLabel, "answeredLabel")
    clerk.wait(lambda: answered.text() != "0", "some of it answered")
    clerk.picture("6-upload-half")
    sys.stdout.write(f"{answered.text()}\n")
    sys.stdout.flush()
    clerk.wait(lambda: False, "the end of this process")
    return {}


def go_on(clerk: Clerk) -> Facts:
    """The next start: the upload that was interrupted is offered, and finished."""
    connect(clerk, clerk.words[0])
    clerk.picture("1-interrupted")
    return {"summaries": [_counts(_sent(clerk, "resumeButton", "7-results-resumed"))]}


def clear_failures(clerk: Clerk) -> Facts:
    """A file of which many listings fail: every cause is cleared by what it offers, and all of them are sent again."""
    words = iter(clerk.words)
    connect(clerk, next(words))
    clerk.press("nextButton")
    clerk.at(Step.FILE)
    clerk.fill("filePathEdit", next(words))
    clerk.key(Qt.Key.Key_Return)
    clerk.wait(lambda: clerk.window.session.flow.table is not None, "the file read")
    clerk.settled()
    clerk.press("nextButton")
    confirm_columns(clerk)
    decide_values(clerk)
    clerk.at(Step.CHECK)
    first = _sent(clerk, "sendButton", "7-results-failed")
    before, causes = clerk.pressed, []
    while (cause := _next_cause(clerk)) is not None:
        causes.append(cause)
        _fix(clerk, cause)
    clerk.picture("7-results-all-corrected")
    second = _sent(clerk, "retryButton", "7-results-cleared")
    return {"summaries": [_counts(first), _counts(second)], "causes": causes, "presses": clerk.pressed - before}


def _next_cause(clerk: Clerk) -> list[Any] | None:
    """The next cause that listings still have: [field and code, how many]; None where there is none."""
    table = clerk.find(QTableView, "causesTable")
    causes = table.model()
    assert isinstance(causes, CausesModel)
    for line in range(causes.rowCount()):
        cause = causes.cause_at(line)
        if cause is None or not (left := _model(clerk).repairs.left(cause.key)):
            continue
        if clerk.by_keyboard:
            if not table.hasFocus():
                clerk.go_to("causesTable")
            clerk.until(lambda line=line: table.currentIndex().row() == line, Qt.Key.Key_Down)  # type: ignore[misc]
        else:
            clerk.pressed += 1
            where = table.visualRect(causes.index(line, 1)).center()
            QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
        assert cause.problem is not None, cause.example
        return [f"{cause.problem.field} {cause.problem.code.value}", left]
    return None


def _fix(clerk: Clerk, cause: list[Any]) -> None:
    """By the first button that is offered; where a value is to be chosen, by the first value."""
    name = str(cause[0]).split()[1]
    clerk.picture(f"7-results-{name}")
    left = _model(clerk).repairs.all_left()
    if clerk.sees("fixValueCombo"):
        clerk.go_to("fixValueCombo")
        clerk.key(Qt.Key.Key_Down)
        clerk.picture(f"7-results-{name}-chosen")
        clerk.press("fixButton_mean")
    else:
        buttons = [made for made in clerk.window.findChildren(QPushButton) if made.isVisible()]
        clerk.press_it(next(made for made in buttons if made.objectName().startswith("fixButton_")))
    clerk.settled()
    assert _model(clerk).repairs.all_left() < left, f"nothing was done about {cause}"
    clerk.picture(f"7-results-{name}-fixed")


def _model(clerk: Clerk) -> FailuresModel:
    model = clerk.find(QTableView, "failuresTable").model()
    assert isinstance(model, FailuresModel)
    return model


def connect(clerk: Clerk, key: str) -> None:
    """With a key, at the address the program was started with."""
    clerk.fill("apiKeyEdit", key)
    clerk.picture("1-connect-key")
    clerk.key(Qt.Key.Key_Return)
    clerk.wait(lambda: clerk.window.session.flow.account is not None, "connected")
    clerk.settled()
    clerk.picture("1-connected-key")


def open_demo(clerk: Clerk) -> None:
    clerk.picture("1-connect")
    clerk.choose("demoRadio")
    clerk.press("checkKeyButton")
    clerk.wait(lambda: clerk.window.session.flow.account is not None, "connected")
    clerk.settled()
    clerk.picture("1-connected")
    clerk.press("nextButton")
    clerk.at(Step.FILE)


def choose_sample(clerk: Clerk) -> None:
    clerk.picture("2-file")
    samples = [made for made in clerk.window.findChildren(QPushButton, "fileButton") if made.isVisible()]
    clerk.press_it(next(made for made in samples if made.text() == SAMPLE))
    clerk.wait(lambda: clerk.window.session.flow.table is not None, "the file read")
    clerk.settled()
    clerk.picture("2-file-read")
    clerk.press("nextButton")


def confirm_columns(clerk: Clerk) -> None:
    """Each one marked yellow is right as suggested."""
    clerk.at(Step.COLUMNS)
    clerk.picture("3-columns")
    clerk.go_to("columnsTable")
    clerk.until(lambda: clerk.window.session.flow.next is not None, Qt.Key.Key_Space)
    clerk.settled()
    clerk.picture("3-columns-confirmed")
    clerk.press("nextButton")


def decide_values(clerk: Clerk) -> None:
    """What is suggested is right; a kind of property that the portal does not know is left empty."""
    clerk.at(Step.VALUES)
    clerk.picture("4-values")
    clerk.go_to("valuesTable")
    while (left := _undecided(clerk)) > 0:
        clerk.key(Qt.Key.Key_Space)
        if _undecided(clerk) == left:
            clerk.key(Qt.Key.Key_Return)
            clerk.wait(QApplication.activePopupWidget, "a list to choose from")
            clerk.picture("4-values-choice")
            clerk.key(Qt.Key.Key_End)
            clerk.key(Qt.Key.Key_Return)
            clerk.wait(partial(_fewer, clerk, left), "a value decided")
    clerk.picture("4-values-decided")
    clerk.press("nextButton")


def _undecided(clerk: Clerk) -> int:
    return clerk.window.session.flow.values_in_doubt or 0


def _fewer(clerk: Clerk, left: int) -> bool:
    return _undecided(clerk) < left


def send_trial(clerk: Clerk) -> Summary:
    clerk.at(Step.CHECK)
    clerk.picture("5-check")
    return _sent(clerk, "trialButton", "7-results-trial")


def send_rest(clerk: Clerk) -> Summary:
    return _sent(clerk, "goOnButton", "7-results", "6-upload")


def correct_description(clerk: Clerk) -> str:
    """Types a longer text into the first description that is too short; returns the listing's code."""
    table = clerk.find(QTableView, "failuresTable")
    model = table.model()
    assert isinstance(model, FailuresModel)
    clerk.go_to("failuresTable")
    row, section = next(
        (row, section)
        for row in range(model.rowCount())
        for section in range(model.columnCount())
        if (column := model.column_at(section)) is not None
        and DESCRIPTION in column.fields
        and DESCRIPTION in {problem.field for problem in model.problems(model.row_at(row))}
    )
    clerk.key(Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    clerk.until(lambda: table.currentIndex().row() == row, Qt.Key.Key_Down)
    clerk.until(lambda: table.currentIndex().column() == section, Qt.Key.Key_Right)
    clerk.key(Qt.Key.Key_F2)
    clerk.wait(lambda: QApplication.focusWidget() not in (None, table), "an editor")
    clerk.picture("7-results-editing")
    clerk.type(LONG_ENOUGH)
    clerk.key(Qt.Key.Key_Return)
    clerk.wait(lambda: len(model.ready()) == 1, "a row ready to send")
    clerk.picture("7-results-corrected")
    return str(model.row_at(row).row.planned.external_id)


def send_corrected(clerk: Clerk) -> Summary:
    return _sent(clerk, "retryButton", "7-results-after")


def _sent(clerk: Clerk, button: str, picture: str, on_the_way: str = "") -> Summary:
    """Presses a button that sends, and waits until the results are there."""
    before = clerk.window.session.flow.summary
    clerk.press(button)
    if on_the_way:
        clerk.wait(lambda: clerk.window.session.flow.step is not Step.RESULTS, "at the upload")
        clerk.picture(on_the_way)
    clerk.wait(lambda: clerk.window.session.flow.summary not in (None, before), "at the end of the run")
    clerk.at(Step.RESULTS)
    clerk.picture(picture)
    summary = clerk.window.session.flow.summary
    assert summary is not None
    return summary


def _counts(summary: Summary) -> dict[str, int]:
    names = ("total", "created", "updated", "unchanged", "hidden", "refused", "blocked", "skipped", "not_sent")
    return {name: getattr(summary, name) for name in (*names, "in_doubt")}


def listings(base_url: str, key: str) -> list[dict[str, Any]]:
    """Every listing of the portal."""
    found: list[dict[str, Any]] = []
    while True:
        request = urllib.request.Request(  # noqa: S310 - the demo portal on loopback
            f"{base_url}/listings?limit=100&offset={len(found)}", headers={"X-API-Key": key}
        )
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            said = json.load(answer)
        found += said["items"]
        if len(found) >= said["total"]:
            return found


ALL: Final[Mapping[str, Callable[[Clerk], Facts]]] = {
    "whole-way": whole_way,
    "interrupted": interrupted,
    "go-on": go_on,
    "clear-failures": clear_failures,
}
