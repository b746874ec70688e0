"""The first rows are there while the rest of the file is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QProgressBar, QPushButton, QSpinBox, QTableView
from pytestqt.qtbot import QtBot

from rentix_desktop.errors import Code
from rentix_desktop.ui.window import Window
from rentix_desktop.ui.wizard.file.page import FilePage
from tests.sheets import files
from tests.ui.conftest import find, settle
from tests.ui.filing import at_file, begin, choose, row_names, said, shown
from tests.ui.parts import World

ROWS = 300_000


@pytest.fixture
def page(window: Window) -> Window:
    return at_file(window)


@pytest.fixture(scope="module")
def long_text(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("long") / "long.csv"
    with path.open("w", encoding="utf-8") as stream:
        stream.write("Casa Nord, oferte\n\nCod;Preț;Descriere;Sector;Telefon;Adresa;Agent;Foto\n")
        stream.writelines(
            f"CN-{n};{n};Apartament luminos cu două camere;Botanica;069;str. Ismail {n};Ana;a.jpg\n"
            for n in range(ROWS)
        )
    return path


def early(qtbot: QtBot, page: Window, path: Path) -> QTableView:
    """The page once it shows the first rows, the rest still being read."""
    begin(page, path)
    table = find(page, QTableView, "rawTable")
    qtbot.waitUntil(table.isVisible, timeout=10_000)
    assert page.session.table is None
    return table


def test_the_first_rows_are_shown_and_the_rest_takes_their_place_without_a_jump(
    qtbot: QtBot, page: Window, long_text: Path
) -> None:
    table = early(qtbot, page, long_text)
    assert len(shown(page)) == 100
    assert shown(page)[3][:2] == ["CN-0", "0"]
    assert row_names(page)[2] == "3 header"
    assert page.page.title() == "long.csv"
    assert page.page.sentence() == "The file is being read. It is not changed."
    assert not find(page, QPushButton, "nextButton").isEnabled()
    qtbot.waitUntil(lambda: "rows are read so far" in said(page, "readingText"), timeout=10_000)
    assert find(page, QProgressBar, "readingProgress").value() > 0
    table.setCurrentIndex(table.model().index(60, 2))
    table.scrollTo(table.model().index(60, 2), QTableView.ScrollHint.PositionAtCenter)
    table.setColumnWidth(1, 133)
    before = (table.verticalScrollBar().value(), table.horizontalScrollBar().value())
    assert before[0] > 0
    settle(qtbot, page)
    assert page.session.flow.table is not None
    assert page.session.flow.table.rows == ROWS
    assert not find(page, QProgressBar, "readingProgress").isVisible()
    assert (table.verticalScrollBar().value(), table.horizontalScrollBar().value()) == before
    assert (table.currentIndex().row(), table.currentIndex().column()) == (60, 2)
    assert table.columnWidth(1) == 133
    assert find(page, QPushButton, "nextButton").isEnabled()


def test_of_a_workbook_too(qtbot: QtBot, page: Window, tmp_path: Path) -> None:
    rows: list[list[files.Value]] = [["Cod", "Preț", "Descriere"]]
    rows += [[f"CN-{n}", n, f"Apartament {n}"] for n in range(40_000)]
    early(qtbot, page, files.xlsx(tmp_path / "b.xlsx", {"Oferte": rows, "Note": [["x"]]}))
    assert len(shown(page)) == 100
    assert find(page, QComboBox, "sheetCombo").currentText() == "Oferte"
    settle(qtbot, page)
    assert page.session.flow.table is not None
    assert page.session.flow.table.rows == 40_000


def test_another_header_row_chosen_meanwhile_is_kept(qtbot: QtBot, page: Window, long_text: Path) -> None:
    table = early(qtbot, page, long_text)
    table.setFocus()
    table.setCurrentIndex(table.model().index(4, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert row_names(page)[4] == "5 header"
    assert page.session.table is None
    settle(qtbot, page)
    assert page.session.flow.table is not None
    assert (page.session.flow.table.header_row, page.session.flow.table.rows) == (4, ROWS - 2)
    assert find(page, QSpinBox, "headerRowSpin").value() == 5


@pytest.mark.parametrize("way", ["button", "escape", "cancel"])
def test_reading_is_stopped_at_once(qtbot: QtBot, page: Window, world: World, long_text: Path, way: str) -> None:
    early(qtbot, page, long_text)
    if way == "button":
        QTest.mouseClick(find(page, QPushButton, "stopReadingHereButton"), Qt.MouseButton.LeftButton)
    elif way == "escape":
        QTest.keyClick(QApplication.focusWidget() or page.page, Qt.Key.Key_Escape)
    else:
        page.page.cancel()
    assert find(page, QPushButton, "dropBrowseButton").isVisible()  # no turn of the event loop later
    assert page.page.title() == "Choose the file with your listings"
    assert find(page, QLineEdit, "filePathEdit").text() == ""
    settle(qtbot, page)
    assert page.session.table is None
    assert page.page.error.isHidden()
    assert not list((world.folder / "spool").iterdir())


def test_another_file_is_taken_while_one_is_read(
    qtbot: QtBot, page: Window, world: World, long_text: Path, tmp_path: Path
) -> None:
    early(qtbot, page, long_text)
    other = tmp_path / "b.csv"
    other.write_text("Cod;Preț\nA;1\nB;2\n", encoding="utf-8")
    choose(qtbot, page, other)
    assert page.session.flow.table is not None
    assert page.session.flow.table.path == other
    assert shown(page)[1] == ["A", "1"]
    assert len(list((world.folder / "spool").iterdir())) == 1


def test_a_way_of_reading_that_does_not_fit_leaves_what_was_there(qtbot: QtBot, page: Window, tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    path.write_bytes("Код;Тип\n".encode("cp1251") + "A;Квартира в центре\n".encode("cp1251") * 30)
    choose(qtbot, page, path)
    before = page.session.flow
    combo = find(page, QComboBox, "encodingCombo")
    combo.setCurrentIndex(combo.findData("utf-8"))
    combo.activated.emit(0)
    assert not find(page, QPushButton, "nextButton").isEnabled()  # nobody goes on with a table that is read anew
    settle(qtbot, page)
    assert page.page.error.error is not None
    assert page.page.error.error.code is Code.ENCODING_UNKNOWN
    assert shown(page)[1] == ["A", "Квартира в центре"]
    assert combo.currentData() == "cp1251"
    assert page.session.flow == before
    assert find(page, QPushButton, "nextButton").isEnabled()


def test_another_sheet_is_read_again_where_the_language_changes_meanwhile(
    qtbot: QtBot, page: Window, tmp_path: Path
) -> None:
    choose(qtbot, page, files.xlsx(tmp_path / "b.xlsx", {"A": files.LISTINGS, "B": [["Код", "Цена"], ["X", 1]]}))
    combo = find(page, QComboBox, "sheetCombo")
    combo.setCurrentIndex(1)
    combo.activated.emit(1)
    page.change_language("ro")
    settle(qtbot, page)
    qtbot.waitUntil(lambda: page.session.flow.table is not None)
    assert page.session.flow.table is not None
    assert page.session.flow.table.sheet == "B"
    assert shown(page)[0] == ["Код", "Цена"]
    assert find(page, QPushButton, "nextButton").isEnabled()


def test_the_keyboard_is_not_lost_while_a_file_is_read(qtbot: QtBot, page: Window, tmp_path: Path) -> None:
    path = files.xlsx(tmp_path / "b.xlsx", {"A": files.LISTINGS, "B": files.LISTINGS})
    choose(qtbot, page, path)
    assert QApplication.focusWidget() is find(page, QPushButton, "nextButton")
    assert isinstance(page.page, FilePage)
    page.page.take_file(path)  # dropped: Next is held back, and had the keyboard
    assert QApplication.focusWidget() is find(page, QLineEdit, "filePathEdit")
    settle(qtbot, page)
    spin = find(page, QSpinBox, "headerRowSpin")
    spin.setFocus()
    QTest.keyClick(spin, Qt.Key.Key_Up)
    settle(qtbot, page)
    assert page.session.flow.table is not None
    assert page.session.flow.table.header_row == 1
    assert spin.hasFocus()  # the next key goes on


def test_a_double_click_and_a_click_on_the_number_choose_the_header(qtbot: QtBot, page: Window, tmp_path: Path) -> None:
    choose(qtbot, page, files.xlsx(tmp_path / "b.xlsx", {"A": files.LISTINGS}))
    table = find(page, QTableView, "rawTable")
    where = table.visualRect(table.model().index(2, 1)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    settle(qtbot, page)
    assert row_names(page)[2] == "3 header"
    head = table.verticalHeader()
    QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(8, head.sectionViewportPosition(0) + 5))
    settle(qtbot, page)
    assert row_names(page)[0] == "1 header"
    no_names = find(page, QPushButton, "noHeaderButton")
    QTest.mouseClick(no_names, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    assert page.session.flow.table is not None
    assert page.session.flow.table.header_row is None
    assert not [name for name in row_names(page) if "header" in name]
    assert "press Enter on it" in page.page.sentence()
    assert not no_names.isEnabled()
