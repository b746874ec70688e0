"""What the clerk does over two days: corrects a listing, is cut off, and finds it corrected."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTableView

from rentix_desktop.ui.models.failures import FailuresModel
from rentix_desktop.ui.wizard.flow import Step
from tests.endtoend.clerk import Clerk
from tests.endtoend.scenarios import (
    Facts,
    _counts,
    _sent,
    confirm_columns,
    connect,
    correct_description,
    decide_values,
    send_corrected,
)


def correct(clerk: Clerk) -> Facts:
    """Sends a file, corrects the listing that was held back, says so, and looks at it: the test ends the process here."""
    key, file = clerk.words
    connect(clerk, key)
    clerk.press("nextButton")
    _check(clerk, file)
    _sent(clerk, "sendButton", "7-results")
    sys.stdout.write(f"{correct_description(clerk)}\n")
    sys.stdout.flush()
    clerk.wait(lambda: False, "the end of this process")
    return {}


def find_corrected(clerk: Clerk) -> Facts:
    """The next start: what was left is offered, is corrected already, and is sent; then the same file comes again."""
    key, file = clerk.words
    connect(clerk, key)
    clerk.wait(lambda: clerk.sees("openRepairButton"), "the offer")
    clerk.picture("1-still-need-you")
    clerk.press("openRepairButton")
    clerk.at(Step.RESULTS)
    clerk.wait(lambda: clerk.sees("failuresTable"), "the table")
    model = clerk.find(QTableView, "failuresTable").model()
    assert isinstance(model, FailuresModel)
    clerk.wait(lambda: len(model.ready()) == 1, "a row ready to send")
    clerk.picture("7-results-corrected-before")
    sent = send_corrected(clerk)
    clerk.press("newUploadButton")
    _check(clerk, file)
    clerk.picture("5-check-corrected")
    said = clerk.find(QLabel, "forecastLabel").text()
    return {"sent": _counts(sent), "said": said}


def _check(clerk: Clerk, file: str) -> None:
    """From the file to the forecast of it."""
    clerk.at(Step.FILE)
    clerk.fill("filePathEdit", file)
    clerk.key(Qt.Key.Key_Return)
    clerk.wait(lambda: clerk.window.session.flow.table is not None, "the file read")
    clerk.settled()
    clerk.press("nextButton")
    confirm_columns(clerk)
    decide_values(clerk)
    clerk.at(Step.CHECK)
    clerk.settled()


ALL: Final[Mapping[str, Callable[[Clerk], Facts]]] = {"correct": correct, "find-corrected": find_corrected}
