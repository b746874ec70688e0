"""What the file page asks and says of a file: its encoding, the rows it leaves out, what is lost, what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFrame, QLabel, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from rentix_desktop.errors import Code
from rentix_desktop.ui.widgets.basics import ElidedLabel
from rentix_desktop.ui.window import Window
from rentix_desktop.ui.wizard.flow import Step
from tests.sheets import files
from tests.ui.conftest import find, settle
from tests.ui.filing import at_file, choose, row_names, said, shown


@pytest.fixture
def page(window: Window) -> Window:
    return at_file(window)


# encoding ---------------------------------------------------------------------------------------------------------------
@pytest.fixture
def doubtful(tmp_path: Path) -> Path:
    path = tmp_path / "lista.csv"
    lines = ["Cod;Sector;Pret", *(f"A-{n};Botanica;{n}" for n in range(40)), "A-40;Râșcani;1"]
    path.write_bytes("\r\n".join(lines).encode("iso-8859-16"))
    return path


def choices(page: Window) -> list[QPushButton]:
    question = find(page, QFrame, "encodingQuestion")
    return [one for one in question.findChildren(QPushButton, "encodingChoice") if one.isVisible()]


def samples(page: Window) -> list[str]:
    lines = find(page, QFrame, "encodingQuestion").findChildren(ElidedLabel, "encodingSample")
    return [line.text() for line in lines if line.isVisible()]


def chosen(page: Window) -> str | None:
    table = page.session.flow.table
    return table.encoding if table is not None else None


def test_where_few_bytes_decide_the_page_asks_with_the_lines_of_the_file(
    qtbot: QtBot, page: Window, doubtful: Path
) -> None:
    choose(qtbot, page, doubtful)
    offered = choices(page)
    assert 2 <= len(offered) <= 4
    assert "fits best" in offered[0].text()
    assert offered[0].property("encoding") == chosen(page)
    assert all(text.startswith("A-40;R") for text in samples(page))  # the line that tells, not the first one
    assert len(set(samples(page))) == len(offered)
    assert QApplication.focusWidget() is offered[0]
    assert "Only" not in said(page, "fileNotices")  # said once


def test_one_key_settles_it(qtbot: QtBot, page: Window, doubtful: Path) -> None:
    choose(qtbot, page, doubtful)
    before = page.session.table
    QTest.keyClick(choices(page)[0], Qt.Key.Key_Return)
    settle(qtbot, page)
    assert not choices(page)
    assert page.session.table is before  # what is shown is right: nothing is read again
    assert QApplication.focusWidget() is find(page, QPushButton, "nextButton")
    page.change_language("ro")
    settle(qtbot, page)
    assert not choices(page)  # asked once


@pytest.mark.parametrize("way", ["number", "click", "line"])
def test_another_choice_reads_the_file_again(qtbot: QtBot, page: Window, doubtful: Path, way: str) -> None:
    choose(qtbot, page, doubtful)
    place, wanted = next((i, one) for i, one in enumerate(choices(page)) if one.property("encoding") != chosen(page))
    encoding, sample = wanted.property("encoding"), samples(page)[place]
    if way == "number":
        QTest.keyClick(choices(page)[0], Qt.Key(Qt.Key.Key_1 + place))
    elif way == "click":
        QTest.mouseClick(wanted, Qt.MouseButton.LeftButton)
    else:
        line = find(page, QFrame, "encodingQuestion").findChildren(ElidedLabel, "encodingSample")[place]
        QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    assert not choices(page)
    assert chosen(page) == encoding
    assert shown(page)[41][1] == sample.split(";")[1]
    assert page.session.options.encoding == encoding


def test_who_goes_on_takes_what_is_shown(qtbot: QtBot, page: Window, doubtful: Path) -> None:
    choose(qtbot, page, doubtful)
    encoding = chosen(page)
    find(page, QPushButton, "nextButton").click()
    settle(qtbot, page)
    assert page.session.flow.step is Step.COLUMNS
    page.session.change(page.session.flow.go_back())
    settle(qtbot, page)
    assert chosen(page) == encoding
    assert not choices(page)


def test_the_question_is_still_there_in_another_language(qtbot: QtBot, page: Window, doubtful: Path) -> None:
    choose(qtbot, page, doubtful)
    page.change_language("ro")
    settle(qtbot, page)
    assert choices(page)


def test_another_file_is_asked_for_anew_and_a_sure_one_is_not(
    qtbot: QtBot, page: Window, doubtful: Path, tmp_path: Path
) -> None:
    choose(qtbot, page, doubtful)
    choices(page)[0].click()
    choose(qtbot, page, doubtful)
    assert choices(page)
    sure = tmp_path / "sure.csv"
    sure.write_text("Cod;Preț\nA;1\nB;2\n", encoding="utf-8")
    choose(qtbot, page, sure)
    assert not choices(page)


def test_tab_comes_to_the_choices_before_the_rows(qtbot: QtBot, page: Window, doubtful: Path) -> None:
    choose(qtbot, page, doubtful)
    names = []
    for _ in range(20):
        focus = QApplication.focusWidget()
        assert focus is not None
        names.append(focus.objectName())
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert names.index("rawTable") == len(choices(page))
    assert names.index("nextButton") > names.index("rawTable")
    assert {"filePathEdit", "browseButton", "headerRowSpin", "noHeaderButton", "textOptionsButton"} <= set(names)


# rows -------------------------------------------------------------------------------------------------------------------
@pytest.fixture
def sections(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Oferte"
    sheet.append(["Oferte, 21.11.2026"])
    sheet.append(["Cod", "Adresa", "Camere", "Preț"])
    number = 0
    for floor in range(1, 6):
        sheet.append([f"ETAJ {floor}"])
        for _ in range(30):
            number += 1
            sheet.append([f"CN-{number}", f"str. Ismail {number}", number % 4 + 1, 45000 + number])
        sheet.append([])
    sheet.append(["TOTAL", None, None, 999])
    junk = book.create_sheet("Note")
    junk.append(["de sunat luni"])
    hidden = book.create_sheet("Arhiva")
    hidden.append(["Cod", "Preț"])
    hidden.append(["X-1", 1])
    hidden.sheet_state = "hidden"
    path = tmp_path / "sections.xlsx"
    book.save(path)
    return path


def test_the_sheet_with_the_listings_is_taken_and_hidden_ones_are_marked(
    qtbot: QtBot, page: Window, sections: Path
) -> None:
    choose(qtbot, page, sections)
    combo = find(page, QComboBox, "sheetCombo")
    names = [combo.itemText(index) for index in range(combo.count())]
    assert names == ["Oferte", "Note", "Arhiva (hidden in Excel)"]
    assert combo.currentText() == "Oferte"
    combo.setCurrentIndex(2)
    combo.activated.emit(2)
    settle(qtbot, page)
    assert said(page, "fileNotices") == "This sheet is hidden in Excel. Check that it is the right one."
    assert not said(page, "fileLeftOut")  # that was of the other sheet


def test_one_sentence_says_what_was_left_out_and_a_click_shows_it(qtbot: QtBot, page: Window, sections: Path) -> None:
    choose(qtbot, page, sections)
    assert said(page, "fileLeftOut") == (
        "Not counted as listings: 5 titles between the rows, 1 row of totals or column names, 5 empty lines. "
        "The titles are kept as a column of their own."
    )
    assert row_names(page)[1] == "2 header"
    assert row_names(page)[2] == "3 title"
    first = find(page, QPushButton, "firstRowsButton")
    out = find(page, QPushButton, "left_outRowsButton")
    assert out.text() == "Left out: 6"
    assert not find(page, QPushButton, "doubtfulRowsButton").isVisible()
    QTest.keyClick(out, Qt.Key.Key_Space)
    assert row_names(page) == ["3 title", "35 title", "67 title", "99 title", "131 title", "163 total"]
    assert shown(page)[1][0] == "ETAJ 2"
    model = find(page, QTableView, "rawTable").model()
    assert model.headerData(3, Qt.Orientation.Horizontal) == "Preț"
    QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    assert len(shown(page)) == 100
    assert model.headerData(3, Qt.Orientation.Horizontal) == "D"


def test_rows_whose_values_stand_in_other_columns_are_found_and_shown(
    qtbot: QtBot, page: Window, tmp_path: Path
) -> None:
    path = tmp_path / "shifted.csv"
    rows = [f"A-{n};Botanica;{n % 4 + 1};{45000 + n}" for n in range(600)]
    rows[3] = "A-3;Centru;str. Columna;2;45003"
    rows[550] = "A-550;Centru;str. Columna;2;45550"
    path.write_text("Cod;Sector;Camere;Pret\n" + "\n".join(rows) + "\n", encoding="utf-8")
    choose(qtbot, page, path)
    assert "2 rows" in said(page, "fileNotices")
    assert "line 5" in said(page, "fileNotices")
    assert row_names(page)[4] == "5 shifted"
    model = find(page, QTableView, "rawTable").model()
    assert model.index(4, 0).data(Qt.ItemDataRole.BackgroundRole) is not None
    assert model.index(5, 0).data(Qt.ItemDataRole.BackgroundRole) is None
    find(page, QPushButton, "doubtfulRowsButton").click()
    assert row_names(page) == ["5 shifted", "552 shifted"]
    assert shown(page)[1] == ["A-550", "Centru", "str. Columna", "2", "45550"]


def test_of_a_workbook_rows_that_are_too_wide(qtbot: QtBot, page: Window, tmp_path: Path) -> None:
    rows: list[list[files.Value]] = [["Cod", "Camere", "Preț"]]
    rows += [[f"A-{n}", 2, n] for n in range(300)]
    rows[200] = ["A-199", 2, 199, "x", "y"]
    rows[250] = ["A-249", "Centru", 2, 249]
    choose(qtbot, page, files.xlsx(tmp_path / "wide.xlsx", {"Oferte": rows}))
    find(page, QPushButton, "doubtfulRowsButton").click()
    settle(qtbot, page)
    assert row_names(page) == ["201 too wide", "251 shifted"]
    assert shown(page) == [["A-199", "2", "199", "x", "y"], ["A-249", "Centru", "2", "249", ""]]


def test_both_rows_of_a_header_of_two_are_marked(qtbot: QtBot, page: Window, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Cod", "Suprafața", None, "Preț"])
    sheet.append([None, "totală", "locuibilă", None])
    sheet.merge_cells("B1:C1")
    for number in range(20):
        sheet.append([f"A-{number}", 50 + number, 30 + number, 45000 + number])
    path = tmp_path / "two.xlsx"
    book.save(path)
    choose(qtbot, page, path)
    assert row_names(page)[:3] == ["1 header", "2 header", "3"]
    head = find(page, QTableView, "rawTable").model().headerData
    joined = head(2, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert "Suprafața" in joined
    assert "locuibilă" in joined


def test_what_is_lost_is_said(qtbot: QtBot, page: Window, tmp_path: Path) -> None:
    cells = "".join(
        f'<row r="{n}">{files.inline(f"A{n}", f"A-{n}")}<c r="B{n}"><v>{n}</v></c>{files.inline(f"C{n}", "str.")}</row>'
        for n in range(2, 8)
    )
    odd = f'<row r="8">{files.inline("A8", "A-8")}<c r="B8" t="e"><v>#N/A</v></c><c r="C8"><f>A1</f></c></row>'
    names = f'<row r="1">{files.inline("A1", "Cod")}{files.inline("B1", "Preț")}{files.inline("C1", "Adresa")}</row>'
    choose(qtbot, page, files.raw_xlsx(tmp_path / "lost.xlsx", names + cells + odd))
    words = said(page, "fileNotices")
    assert "1 cell shows an Excel error" in words
    assert "1 cell has a formula that was never calculated" in words
    page_file = tmp_path / "export.xls"
    rows = "".join(f"<tr><td>A-{n}</td><td>{n}</td></tr>" for n in range(5))
    page_file.write_text(f"<html><table><tr><td>Cod</td><td>Preț</td></tr>{rows}</table></html>", encoding="utf-8")
    choose(qtbot, page, page_file)
    assert "not a real Excel file" in said(page, "fileNotices")


def test_of_many_remarks_the_first_ones_leave_room_for_the_rows(qtbot: QtBot, page: Window, tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{n}">{files.inline(f"A{n}", f"A-{n}")}<c r="B{n}"><v>{n}</v></c>{files.inline(f"C{n}", "x")}</row>'
        for n in range(2, 40)
    )
    odd = f'<row r="40">{files.inline("A40", "A-40")}<c r="B40" t="e"><v>#N/A</v></c><c r="C40"><f>A1</f></c></row>'
    wide = f'<row r="41">{"".join(files.inline(f"{c}41", "y") for c in "ABCDE")}</row>'
    names = f'<row r="1">{files.inline("A1", "Cod")}{files.inline("B1", "Preț")}{files.inline("C1", "Preț")}</row>'
    choose(qtbot, page, files.raw_xlsx(tmp_path / "many.xlsx", names + rows + odd + wide))
    more = find(page, QPushButton, "moreNoticesButton")
    before = said(page, "fileNotices")
    assert len(before.split("\n")) == 2
    assert "more cells than the header" in before or "do not stand under their columns" in before  # first what matters
    assert more.text() == "2 more remarks"
    QTest.keyClick(more, Qt.Key.Key_Space)
    assert said(page, "fileNotices").startswith(before)
    assert len(said(page, "fileNotices").split("\n")) == 4
    assert not more.isVisible()
    assert find(page, QTableView, "rawTable").hasFocus()


# errors -----------------------------------------------------------------------------------------------------------------
def _bytes(name: str, data: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(data)
        return folder / name

    return make


def _password(folder: Path) -> Path:
    return files.ole2(folder / "password.xlsx", "EncryptedPackage")


def _far(folder: Path) -> Path:
    cells = f'<row r="1">{files.inline("A1", "Cod")}</row><row r="1048576">{files.inline("XFD1048576", "x")}</row>'
    return files.raw_xlsx(folder / "far.xlsx", cells)


def _folder(folder: Path) -> Path:
    (folder / "listings.xlsx").mkdir()
    return folder / "listings.xlsx"


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (_password, Code.FILE_ENCRYPTED),
        (_bytes("damaged.xlsx", b"PK\x03\x04 not a workbook at all"), Code.FILE_DAMAGED),
        (_bytes("empty.csv", b""), Code.FILE_EMPTY),
        (_bytes("blank.csv", b" \r\n \r\n"), Code.FILE_EMPTY),
        (_bytes("photo.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(300)), Code.FILE_FORMAT_UNKNOWN),
        (_far, Code.FILE_TOO_BIG),
        (_folder, Code.FILE_NOT_READABLE),  # as one that Excel holds on Windows: it cannot be opened
        (lambda folder: folder / "gone.xlsx", Code.FILE_MISSING),
    ],
    ids=["password", "damaged", "empty", "blank", "foreign", "too-big", "locked", "missing"],
)
def test_what_is_wrong_with_a_file_is_said_in_the_page(
    qtbot: QtBot, page: Window, tmp_path: Path, make: Callable[[Path], Path], code: Code
) -> None:
    path = make(tmp_path)
    choose(qtbot, page, path)
    error = page.page.error
    assert error.isVisible()
    assert error.error is not None
    assert error.error.code is code
    for part in ("errorTitle", "errorMessage", "errorHint"):
        assert said(page, part), part
    assert code is Code.FILE_MISSING or path.name in said(page, "errorMessage")
    assert find(page, QPushButton, "dropBrowseButton").isVisible()
    assert find(page, QLabel, "pasteHint").isVisible()
    assert page.page.title() == "Choose the file with your listings"
    assert not find(page, QPushButton, "nextButton").isEnabled()
