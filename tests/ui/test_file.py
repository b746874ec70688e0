from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QSpinBox, QTableView
from pytestqt.qtbot import QtBot

from rentix_desktop.errors import Code
from rentix_desktop.ui.models.raw import cell_text, column_letters
from rentix_desktop.ui.window import Window
from rentix_desktop.ui.wizard.file.reading import sample_for, with_recent
from rentix_desktop.ui.wizard.flow import Step
from tests.ui.conftest import find, settle
from tests.ui.filing import at_file, choose, shown
from tests.ui.parts import ACCOUNT, World

HEADER = ("Cod", "Tranzacție", "Preț")


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "Foaie1"
    first.append(["Casa Nord, export"])
    first.append([])
    first.append(list(HEADER))
    for number in range(150):
        first.append([f"CN-{number}", "Vânzare", 45000 + number])
    other = book.create_sheet("Arhiva")
    other.append(["Код", "Цена"])
    other.append(["A-1", 10])
    path = tmp_path / "export.xlsx"
    book.save(path)
    return path


@pytest.fixture
def page(window: Window) -> Window:
    return at_file(window)


def test_a_workbook_is_shown_as_it_is(qtbot: QtBot, page: Window, workbook: Path) -> None:
    choose(qtbot, page, workbook)
    rows = shown(page)
    assert len(rows) == 100
    assert rows[0] == ["Casa Nord, export", "", ""]
    assert rows[2] == list(HEADER)
    assert rows[3] == ["CN-0", "Vânzare", "45000"]
    flow = page.session.flow
    assert flow.table is not None
    assert (flow.table.header_row, flow.table.rows) == (2, 150)
    assert page.page.sentence().startswith("150 rows, 3 columns.")
    model = find(page, QTableView, "rawTable").model()
    assert "header" in model.headerData(2, Qt.Orientation.Vertical)
    assert model.index(2, 0).data(Qt.ItemDataRole.FontRole).bold()
    assert find(page, QPushButton, "nextButton").isEnabled()
    assert QApplication.focusWidget() is find(page, QPushButton, "nextButton")
    assert page.memory.settings.recent_files == (workbook,)


def test_the_header_row_is_changed_by_the_spin_box_and_by_a_click(qtbot: QtBot, page: Window, workbook: Path) -> None:
    choose(qtbot, page, workbook)
    spin = find(page, QSpinBox, "headerRowSpin")
    assert spin.value() == 3
    spin.setValue(4)
    settle(qtbot, page)
    table = page.session.flow.table
    assert table is not None
    assert table.header == ("CN-0", "Vânzare", "45000")
    find(page, QTableView, "rawTable").verticalHeader().sectionClicked.emit(2)
    settle(qtbot, page)
    table = page.session.flow.table
    assert table is not None
    assert table.header == HEADER
    spin.setValue(0)
    settle(qtbot, page)
    table = page.session.flow.table
    assert table is not None
    assert table.header_row is None
    assert spin.text() == "none"


def test_another_sheet(qtbot: QtBot, page: Window, workbook: Path) -> None:
    choose(qtbot, page, workbook)
    combo = find(page, QComboBox, "sheetCombo")
    assert [combo.itemText(index) for index in range(combo.count())] == ["Foaie1", "Arhiva"]
    combo.setCurrentIndex(1)
    combo.activated.emit(1)
    settle(qtbot, page)
    assert shown(page)[0] == ["Код", "Цена"]
    assert page.session.flow.table is not None
    assert page.session.flow.table.sheet == "Arhiva"
    assert not find(page, QComboBox, "encodingCombo").isVisible()
    assert not find(page, QPushButton, "textOptionsButton").isVisible()


def test_encoding_and_separator_of_a_text_file(qtbot: QtBot, page: Window, tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    rows = "\n".join(f"A-{n};Квартира в центре города;Продажа, {n}" for n in range(40))
    path.write_bytes(f"Код;Тип;Сделка\n{rows}\n".encode("cp1251"))
    choose(qtbot, page, path)
    encoding, delimiter = find(page, QComboBox, "encodingCombo"), find(page, QComboBox, "delimiterCombo")
    assert not encoding.isVisible()  # out of the way
    assert not delimiter.isVisible()
    by_hand = find(page, QPushButton, "textOptionsButton")
    QTest.keyClick(by_hand, Qt.Key.Key_Space)
    assert encoding.isVisible()
    assert delimiter.isVisible()
    assert encoding.currentData() == "cp1251"
    assert delimiter.currentData() == ";"
    assert shown(page)[1][:2] == ["A-0", "Квартира в центре города"]
    delimiter.setCurrentIndex(delimiter.findData(","))
    delimiter.activated.emit(0)
    settle(qtbot, page)
    assert shown(page)[1][0] == "A-0;Квартира в центре города;Продажа"
    assert not find(page, QComboBox, "sheetCombo").isVisible()


def test_a_file_that_cannot_be_read_is_said_in_the_page_and_another_can_be_chosen(
    qtbot: QtBot, page: Window, tmp_path: Path, workbook: Path
) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook at all")
    choose(qtbot, page, broken)
    assert page.page.error.error is not None
    assert page.page.error.isVisible()
    assert not find(page, QPushButton, "nextButton").isEnabled()
    choose(qtbot, page, tmp_path / "missing.xlsx")
    assert page.page.error.error.code is Code.FILE_MISSING
    choose(qtbot, page, workbook)
    assert page.page.error.isHidden()
    assert find(page, QPushButton, "nextButton").isEnabled()


def test_a_file_dropped_on_the_page_is_read(qtbot: QtBot, page: Window, workbook: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(workbook))])
    event = QDropEvent(
        QPointF(QPoint(40, 40)),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    page.page.dropEvent(event)
    settle(qtbot, page)
    assert page.session.flow.table is not None
    assert page.session.flow.table.path == workbook


def test_reading_can_be_stopped(qtbot: QtBot, page: Window, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    with path.open("w", encoding="utf-8") as stream:
        stream.write("Cod;Preț;Descriere\n")
        stream.writelines(f"CN-{n};{n};Apartament luminos cu două camere\n" for n in range(400_000))
    edit = find(page, QLineEdit, "filePathEdit")
    edit.setText(str(path))
    QTest.keyClick(edit, Qt.Key.Key_Return)
    stop = find(page, QPushButton, "stopReadingButton")
    assert stop.isVisible()  # before the first rows are there
    QTest.mouseClick(stop, Qt.MouseButton.LeftButton)
    assert find(page, QPushButton, "dropBrowseButton").isVisible()  # at once, whatever the reader does
    settle(qtbot, page)
    assert page.session.table is None
    assert page.page.error.isHidden()
    assert find(page, QPushButton, "dropBrowseButton").isVisible()


def test_the_file_is_read_again_where_the_language_changes_meanwhile(
    qtbot: QtBot, page: Window, workbook: Path
) -> None:
    edit = find(page, QLineEdit, "filePathEdit")
    edit.setText(str(workbook))
    QTest.keyClick(edit, Qt.Key.Key_Return)
    page.change_language("ro")
    settle(qtbot, page)
    qtbot.waitUntil(lambda: page.session.flow.table is not None)
    assert page.session.flow.step is Step.FILE


def test_another_file_forgets_the_first_and_its_rows_on_disk(
    qtbot: QtBot, page: Window, world: World, workbook: Path, tmp_path: Path
) -> None:
    spool = world.folder / "spool"
    choose(qtbot, page, workbook)
    assert len(list(spool.iterdir())) == 1
    other = tmp_path / "b.csv"
    other.write_text("Cod;Preț\nA;1\nB;2\n", encoding="utf-8")
    choose(qtbot, page, other)
    assert len(list(spool.iterdir())) == 1
    assert page.session.flow.table is not None
    assert page.session.flow.table.path == other
    find(page, QPushButton, "cancelUploadButton").click()
    assert page.page.title() == "Choose the file with your listings"
    assert find(page, QPushButton, "dropBrowseButton").hasFocus()
    assert not find(page, QTableView, "rawTable").isVisible()
    assert not list(spool.iterdir())


def test_samples_are_offered_on_the_demo_portal_only(qtbot: QtBot, page: Window) -> None:
    def offered() -> list[str]:
        return [made.text() for made in page.page.findChildren(QPushButton, "fileButton") if made.isVisible()]

    assert offered() == []
    page.session.change(page.session.flow.go_back())
    page.session.change(page.session.flow.connected(ACCOUNT, demo=True).go_next())
    assert offered() == ["listings-en.csv"]
    find(page, QPushButton, "fileButton").click()
    settle(qtbot, page)
    assert shown(page)[1] == ["CN-1", "45000"]


def test_small_decisions() -> None:
    assert [column_letters(i) for i in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert cell_text(None) == ""
    paths = tuple(Path(f"{n}.xlsx") for n in range(8))
    assert with_recent(paths, Path("3.xlsx"))[:2] == (Path("3.xlsx"), Path("0.xlsx"))
    assert len(with_recent(paths, Path("new.xlsx"))) == 8
    samples = [Path("listings-en.csv"), Path("listings-ru.csv"), Path("listings-ru.xlsx")]
    assert sample_for(samples, "ru") == Path("listings-ru.xlsx")
    assert sample_for([], "ru") is None


def test_notices_are_said(qtbot: QtBot, page: Window, tmp_path: Path) -> None:
    path = tmp_path / "same.csv"
    path.write_text("Cod;Preț;Preț\nA;1;2\nB;2;3\n", encoding="utf-8")
    choose(qtbot, page, path)
    assert "Preț" in find(page, QLabel, "fileNotices").text()


def test_a_file_without_rows_says_what_to_do(qtbot: QtBot, page: Window, tmp_path: Path) -> None:
    path = tmp_path / "only-names.csv"
    path.write_text("Code;Price;Address\n", encoding="utf-8")
    choose(qtbot, page, path)
    assert page.page.sentence().startswith("This sheet has no listings.")
    assert not find(page, QPushButton, "nextButton").isEnabled()
