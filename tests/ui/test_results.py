"""The results page: what failed is corrected as in a spreadsheet program and sent again, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from rentix_desktop.errors import Code
from rentix_desktop.sync.destination import Operation
from rentix_desktop.ui.models.clipboard import from_text, to_text
from rentix_desktop.ui.models.failures import LISTING, TICK, FailuresModel
from rentix_desktop.ui.window import Window
from rentix_desktop.ui.wizard.flow import Step
from rentix_desktop.ui.wizard.results.page import ResultsPage
from tests.ui.conftest import find, settle
from tests.ui.parts import Service, World
from tests.ui.ways import Row, at_check, listing

LONG = "x" * 2001
GOOD = [listing(number) for number in range(4)]
BAD = [listing(10, text=LONG), listing(11, text=LONG), listing(12, price="13")]


def refuse(operation: Operation) -> str | None:
    if operation.fields.get("announcementValue") == 13:
        return "announcementValue must not be 13"
    return None


def at_results(qtbot: QtBot, window: Window, world: World, rows: list[Row] | None = None) -> Service:
    service = at_check(qtbot, window, world, [*GOOD, *BAD] if rows is None else rows, Service(refuse=refuse))
    find(window, QPushButton, "sendButton").click()
    settle(qtbot, window)
    assert window.session.flow.step is Step.RESULTS
    return service


def table(window: Window) -> tuple[QTableView, FailuresModel]:
    view = find(window, QTableView, "failuresTable")
    model = view.model()
    assert isinstance(model, FailuresModel)
    return view, model


def section(model: FailuresModel, title: str) -> int:
    titles = [model.headerData(at, Qt.Orientation.Horizontal) for at in range(model.columnCount())]
    return titles.index(title)


def choose(view: QTableView, *cells: QModelIndex) -> None:
    """These cells and no others, whatever keys are held."""
    view.selectionModel().setCurrentIndex(cells[-1], QItemSelectionModel.SelectionFlag.NoUpdate)
    view.selectionModel().clearSelection()
    for cell in cells:
        view.selectionModel().select(cell, QItemSelectionModel.SelectionFlag.Select)


def line(model: FailuresModel, code: str) -> int:
    return next(at for at in range(model.rowCount()) if code in str(model.index(at, LISTING).data()))


def put(window: Window, code: str, title: str, text: str) -> None:
    _, model = table(window)
    model.setData(model.index(line(model, code), section(model, title)), text)


def test_the_counts_add_up_and_each_failure_says_why(qtbot: QtBot, window: Window, world: World) -> None:
    at_results(qtbot, window, world)
    assert window.page.title() == "4 sent. 3 need you."
    assert window.page.sentence() == "7 listings: 4 created, 1 refused by the portal, 2 could not be sent."
    _, model = table(window)
    assert model.rowCount() == 3
    assert model.index(line(model, "CN-12"), model.why_column).data() == "announcementValue must not be 13"
    assert "Shorten it" in model.index(line(model, "CN-10"), model.why_column).data()
    assert model.index(line(model, "CN-10"), LISTING).data() == "str. Ismail 10\nCN-10 · row 6"


def test_only_what_was_corrected_is_sent_again_and_the_others_stay(qtbot: QtBot, window: Window, world: World) -> None:
    service = at_results(qtbot, window, world)
    before = dict(service.applied)
    retry = find(window, QPushButton, "retryButton")
    assert not retry.isEnabled()
    put(window, "CN-10", "Description", "short enough")
    put(window, "CN-12", "Price", "14")
    assert retry.isEnabled()
    assert retry.text() == "Send 2 corrected listings"
    retry.click()
    settle(qtbot, window)
    sent = {key for key, times in service.applied.items() if times != before.get(key)}
    assert sent == {"CN-10", "CN-12"}
    assert service.portal["CN-12"]["announcementValue"] == 14
    assert window.page.title() == "2 sent. 1 still needs you."
    _, model = table(window)
    assert [model.row_at(0).row.planned.external_id] == ["CN-11"]
    put(window, "CN-11", "Description", "")
    find(window, QPushButton, "retryButton").click()
    settle(qtbot, window)
    assert window.page.title() == "1 sent."
    assert "announcementDescription" not in service.portal["CN-11"]


def test_a_correction_refused_again_is_not_lost(qtbot: QtBot, window: Window, world: World) -> None:
    at_results(qtbot, window, world)
    put(window, "CN-12", "Address", "bd. Moscova 1")
    find(window, QPushButton, "retryButton").click()
    settle(qtbot, window)
    _, model = table(window)
    assert model.rowCount() == 3
    row = line(model, "CN-12")
    assert "bd. Moscova 1" in model.index(row, LISTING).data()
    assert model.ticked_rows == frozenset()
    put(window, "CN-12", "Price", "15")
    find(window, QPushButton, "retryButton").click()
    settle(qtbot, window)
    assert window.session.connection is not None
    service = window.session.connection.destination
    assert isinstance(service, Service)
    assert service.portal["CN-12"]["propertyAddress"] == "bd. Moscova 1"


def test_a_cell_is_edited_undone_and_redone_by_keyboard(qtbot: QtBot, window: Window, world: World) -> None:
    at_results(qtbot, window, world)
    view, model = table(window)
    view.setFocus()
    at = line(model, "CN-10")
    view.setCurrentIndex(model.index(at, section(model, "Description")))
    qtbot.keyClick(view, Qt.Key.Key_F2)
    (editor,) = view.findChildren(QPlainTextEdit)
    qtbot.keyClicks(editor, "A fine flat")
    assert find(view, QLabel, "memoCount").text() == "11"
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    seq = model.row_at(at).seq
    assert model.ready() == [seq]
    assert model.index(at, model.why_column).data() == "Ready to send\nchanged"
    qtbot.keyClick(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert model.ticked_rows == frozenset()
    assert not model.corrections[seq]
    qtbot.keyClick(view, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert model.ready() == [seq]


def test_f2_on_the_reason_edits_the_faulty_cell(qtbot: QtBot, window: Window, world: World) -> None:
    at_results(qtbot, window, world)
    view, model = table(window)
    view.setFocus()
    at = line(model, "CN-10")
    view.setCurrentIndex(model.index(at, model.why_column))
    qtbot.keyClick(view, Qt.Key.Key_F2)
    assert view.currentIndex().column() == section(model, "Description")
    assert view.findChildren(QPlainTextEdit)


def test_cells_are_copied_pasted_and_filled_down(qtbot: QtBot, window: Window, world: World) -> None:
    at_results(qtbot, window, world)
    view, model = table(window)
    column = section(model, "Description")
    QGuiApplication.clipboard().setText("one text\nanother text")
    choose(view, model.index(0, column))
    qtbot.keyClick(view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [model.text_at(model.index(row, column)) for row in (0, 1)] == ["one text", "another text"]
    choose(view, model.index(0, column), model.index(1, column))
    qtbot.keyClick(view, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert [model.text_at(model.index(row, column)) for row in (0, 1)] == ["one text", "one text"]
    choose(view, model.index(1, column))
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "one text"
    qtbot.keyClick(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert model.text_at(model.index(1, column)) == "another text"


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # a list that opens, offscreen
def test_a_fixed_value_is_chosen_in_the_clerks_words(qtbot: QtBot, window: Window, world: World) -> None:
    at_results(qtbot, window, world)
    view, model = table(window)
    at = model.index(line(model, "CN-12"), section(model, "Property"))
    view.setCurrentIndex(at)
    view.edit(at)
    combo = view.findChildren(QComboBox)[0]
    assert [combo.itemText(index) for index in range(combo.count())] == ["", "Apartment", "Office"]
    combo.hidePopup()
    combo.setCurrentText("Office")
    combo.activated.emit(combo.currentIndex())
    assert model.corrections[model.row_at(at.row()).seq] == {"propertySecondaryType": "office"}


def test_a_row_still_wrong_is_ticked_but_not_sent(qtbot: QtBot, window: Window, world: World) -> None:
    at_results(qtbot, window, world)
    put(window, "CN-10", "Price", "99")
    _, model = table(window)
    assert len(model.ticked_rows) == 1
    assert model.ready() == []
    assert not find(window, QPushButton, "retryButton").isEnabled()
    assert "still has something wrong" in find(window, QLabel, "footNote").text()


def test_a_refused_row_may_be_sent_again_as_it_is(qtbot: QtBot, window: Window, world: World) -> None:
    service = at_results(qtbot, window, world)
    service.refuse = lambda _: None
    view, model = table(window)
    view.setCurrentIndex(model.index(line(model, "CN-12"), TICK))
    qtbot.keyClick(view, Qt.Key.Key_Space)
    find(window, QPushButton, "retryButton").click()
    settle(qtbot, window)
    assert "CN-12" in service.portal


def test_causes_and_search_narrow_the_table(qtbot: QtBot, window: Window, world: World) -> None:
    at_results(qtbot, window, world)
    _, model = table(window)
    causes = find(window, QTableView, "causesTable")
    assert [str(causes.model().index(row, 0).data()) for row in range(causes.model().rowCount())] == [
        "3 All of them",
        "2 Description: longer than 2,000 characters",
        "1 announcementValue must not be 13",
        "0 Ready to send",
    ]
    causes.setCurrentIndex(causes.model().index(1, 0))
    assert model.rowCount() == 2
    find(window, QLineEdit, "searchFailuresEdit").setText("ismail 11")
    assert [model.row_at(at).row.planned.external_id for at in range(model.rowCount())] == ["CN-11"]


def test_failures_go_to_excel_and_come_back_corrected(qtbot: QtBot, window: Window, world: World) -> None:
    service = at_results(qtbot, window, world)
    page = window.page
    assert isinstance(page, ResultsPage)
    path = world.folder / "failures.xlsx"
    page.export_to(path)
    settle(qtbot, window)
    book = load_workbook(path)
    for cells in book.worksheets[0].iter_rows():
        for cell in cells:
            if cell.value == LONG:
                cell.value = "written in Excel"
    book.save(path)
    page.import_from(path)
    settle(qtbot, window)
    _, model = table(window)
    assert len(model.ready()) == 2
    find(window, QPushButton, "retryButton").click()
    settle(qtbot, window)
    assert service.portal["CN-10"]["announcementDescription"] == "written in Excel"


def test_a_foreign_file_is_refused_in_the_page(qtbot: QtBot, window: Window, world: World) -> None:
    at_results(qtbot, window, world)
    page = window.page
    assert isinstance(page, ResultsPage)
    other = Path(world.folder) / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    page.import_from(other)
    settle(qtbot, window)
    assert page.error.error is not None
    assert page.error.error.code is Code.FIXED_FILE_FOREIGN


def test_another_language_keeps_the_corrections(qtbot: QtBot, window: Window, world: World) -> None:
    at_results(qtbot, window, world)
    put(window, "CN-10", "Description", "short enough")
    window.change_language("ro")
    settle(qtbot, window)
    _, model = table(window)
    assert len(model.ready()) == 1


def test_after_a_trial_the_rest_is_sent_from_here(qtbot: QtBot, window: Window, world: World) -> None:
    service = at_check(qtbot, window, world, [listing(number) for number in range(9)])
    find(window, QPushButton, "trialButton").click()
    settle(qtbot, window)
    assert len(service.portal) == 5
    (go_on,) = [made for made in window.findChildren(QPushButton, "goOnButton") if made.isVisible()]
    go_on.click()
    settle(qtbot, window)
    assert len(service.portal) == 9
    assert window.page.title() == "9 sent."


def test_what_a_trial_left_is_the_next_thing_to_do_and_is_offered_again(
    qtbot: QtBot, window: Window, world: World
) -> None:
    at_check(qtbot, window, world, [listing(number) for number in range(9)])
    find(window, QPushButton, "trialButton").click()
    settle(qtbot, window)
    (go_on,) = [made for made in window.findChildren(QPushButton, "goOnButton") if made.isVisible()]
    assert go_on.property("main")
    assert not find(window, QPushButton, "newUploadButton").property("main")
    find(window, QPushButton, "newUploadButton").click()
    settle(qtbot, window)
    assert window.session.flow.step is Step.FILE
    assert any(made.isVisible() for made in window.findChildren(QPushButton, "resumeButton"))


def test_all_went_well_is_said_and_a_new_upload_begins(qtbot: QtBot, window: Window, world: World) -> None:
    at_results(qtbot, window, world, GOOD)
    assert window.page.title() == "4 sent."
    assert not find(window, QPushButton, "retryButton").isVisible()
    find(window, QPushButton, "newUploadButton").click()
    QApplication.processEvents()
    assert window.session.flow.step is Step.FILE
    assert window.session.flow.account is not None


CELLS = st.text(st.characters(exclude_characters="\r"), min_size=1)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=4))
def test_cells_come_back_from_the_clipboard_as_they_went(rows: list[list[str]]) -> None:
    assert from_text(to_text(rows)) == rows
