"""The window's papers: a report of a run, an empty table to start from, and what the workbook of failures tells."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from rentix_desktop.ui.window import Window
from rentix_desktop.ui.wizard.file.page import FilePage
from rentix_desktop.ui.wizard.results.page import ResultsPage
from tests.ui.conftest import find, settle
from tests.ui.parts import World
from tests.ui.test_results import GOOD, at_results
from tests.ui.ways import at_check


def notice_text(window: Window) -> str:
    return " ".join(label.text() for label in window.page.notice.findChildren(QLabel))


def answer(monkeypatch: pytest.MonkeyPatch, path: Path, kind: str = "") -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), kind))


def test_a_report_is_saved_from_the_results(
    qtbot: QtBot, window: Window, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_results(qtbot, window, world)
    page = window.page
    assert isinstance(page, ResultsPage)
    save = find(window, QPushButton, "saveReportButton")
    assert save.isVisibleTo(window)
    assert save.focusPolicy() & Qt.FocusPolicy.TabFocus
    for name, kind in (("report.html", ""), ("report", "Excel (*.xlsx)")):
        answer(monkeypatch, tmp_path / name, kind)
        save.click()
        settle(qtbot, window)
        assert save.isEnabled()
        assert find(window, QPushButton, "openReportButton").isVisibleTo(window)
    text = (tmp_path / "report.html").read_text("utf-8")
    assert "announcementValue must not be 13" in text
    assert load_workbook(tmp_path / "report.xlsx").worksheets[0]["B2"].value == 4
    answer(monkeypatch, tmp_path / "no" / "such" / "report.html")
    save.click()
    settle(qtbot, window)
    assert page.error.isVisibleTo(window)


def test_an_empty_table_is_saved_from_the_file_page(
    qtbot: QtBot, window: Window, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_check(qtbot, window, world, GOOD)
    window.session.again()
    settle(qtbot, window)
    page = window.page
    assert isinstance(page, FilePage)
    answer(monkeypatch, tmp_path / "listings")
    find(window, QPushButton, "emptyTableButton").click()
    settle(qtbot, window)
    sheet = load_workbook(tmp_path / "listings.xlsx").worksheets[0]
    assert sheet.max_row == 1
    assert sheet.data_validations.dataValidation
    assert find(window, QPushButton, "openBlankButton").isVisibleTo(window)


def test_rows_added_to_the_workbook_are_told(qtbot: QtBot, window: Window, world: World, tmp_path: Path) -> None:
    at_results(qtbot, window, world)
    page = window.page
    assert isinstance(page, ResultsPage)
    path = tmp_path / "f.xlsx"
    page.export_to(path)
    settle(qtbot, window)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    assert sheet.max_row == 4
    sheet.append([None, "NEW-1", "a listing of its own"])
    book.save(path)
    page.import_from(path)
    settle(qtbot, window)
    assert "1 row was added" in notice_text(window)
