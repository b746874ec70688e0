"""A table from the clipboard, or a file: pasted, dropped, kept as a small file, and used again."""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from rentix_desktop.errors import AppError, Code
from rentix_desktop.sheets.read import open_table
from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.models.clipboard import from_text, to_text
from rentix_desktop.ui.window import Window
from rentix_desktop.ui.wizard.file.pasting import Pasted, keep, shown_name, table_of, title_of
from tests.ui.conftest import find, settle
from tests.ui.filing import at_file, choose, said, shown
from tests.ui.parts import World

RANGE = 'Cod\tPreț\tDescriere\r\nCN-1\t45000\t"două ""camere""\r\nși balcon"\r\nCN-2\t0069\t"Casa" SRL\r\n'
PAGE = (
    "<!--StartFragment--><table><tr><td>Cod</td><td>Foto</td></tr>"
    '<tr><td>CN-1</td><td><a href="https://img.example.md/1.jpg">foto</a></td></tr>'
    '<tr><td>CN-2</td><td><a href="https://img.example.md/2.jpg">foto</a></td></tr></table><!--EndFragment-->'
)


@pytest.fixture
def page(window: Window) -> Window:
    return at_file(window)


def mime(text: str = "", html: str = "", *paths: Path) -> QMimeData:
    data = QMimeData()
    if text:
        data.setText(text)
    if html:
        data.setHtml(html)
    if paths:
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def copy(data: QMimeData) -> None:
    QGuiApplication.clipboard().setMimeData(data)


def press_paste(qtbot: QtBot, page: Window) -> None:
    QTest.keyClick(QApplication.focusWidget() or page.page, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, page)


def drop(qtbot: QtBot, page: Window, data: QMimeData) -> None:
    where, copying = QPointF(QPoint(40, 40)), Qt.DropAction.CopyAction
    none = Qt.KeyboardModifier.NoModifier
    page.page.dropEvent(QDropEvent(where, copying, data, Qt.MouseButton.LeftButton, none))
    settle(qtbot, page)


def test_a_range_copied_in_excel_becomes_a_table_like_a_file(qtbot: QtBot, page: Window, world: World) -> None:
    copy(mime(RANGE, "<table><tr><td>Cod</td></tr></table>"))
    press_paste(qtbot, page)
    assert shown(page) == [
        ["Cod", "Preț", "Descriere"],
        ["CN-1", "45000", 'două "camere" și balcon'],
        ["CN-2", "0069", '"Casa" SRL'],
    ]
    table = page.session.flow.table
    assert table is not None
    assert (table.rows, table.header_row, table.encoding, table.delimiter) == (2, 0, "utf-8", "\t")
    assert table.path.parent == world.folder / "pasted"
    assert page.page.title().startswith("Pasted ")
    assert page.page.title() == table.path.stem
    assert "kept on this computer for 30 days" in page.page.foot().note
    assert not said(page, "fileNotices")
    assert find(page, QPushButton, "nextButton").isEnabled()
    assert page.memory.settings.recent_files == (table.path,)
    find(page, QPushButton, "cancelUploadButton").click()
    offered = find(page, QPushButton, "fileButton")  # it can be taken again, as any file used before
    assert offered.text() == table.path.stem
    offered.click()
    settle(qtbot, page)
    assert page.session.flow.table is not None
    assert page.session.flow.table.rows == 2


def test_the_button_does_the_same(qtbot: QtBot, page: Window) -> None:
    copy(mime(RANGE))
    find(page, QPushButton, "pasteButton").click()
    settle(qtbot, page)
    assert shown(page)[1][0] == "CN-1"


def test_over_a_file_that_is_shown_another_table_is_pasted(qtbot: QtBot, page: Window, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Cod;Preț\nA;1\nB;2\n", encoding="utf-8")
    choose(qtbot, page, path)
    find(page, QTableView, "rawTable").setFocus()
    copy(mime(RANGE))
    press_paste(qtbot, page)
    assert shown(page)[1][0] == "CN-1"


def test_addresses_behind_the_cells_come_with_the_page_that_excel_puts_beside_the_text(
    qtbot: QtBot, page: Window
) -> None:
    copy(mime("Cod\tFoto\nCN-1\tfoto\nCN-2\tfoto\n", PAGE))
    press_paste(qtbot, page)
    assert page.session.table is not None
    rows = list(page.session.table.records())
    assert [row.cells for row in rows] == [("CN-1", "foto"), ("CN-2", "foto")]
    assert [dict(row.links or {}) for row in rows] == [
        {1: "https://img.example.md/1.jpg"},
        {1: "https://img.example.md/2.jpg"},
    ]
    assert not said(page, "fileNotices")


def test_a_file_copied_in_the_file_manager(qtbot: QtBot, page: Window, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Cod;Preț\nA;1\nB;2\n", encoding="utf-8")
    copy(mime(str(path), "", path))
    press_paste(qtbot, page)
    assert page.session.flow.table is not None
    assert page.session.flow.table.path == path


@pytest.mark.parametrize("text", ["", "hello", "https://example.md/lista.xlsx"])
def test_where_there_is_no_table_that_is_said(qtbot: QtBot, page: Window, world: World, text: str) -> None:
    copy(mime(text))
    find(page, QPushButton, "pasteButton").click()
    settle(qtbot, page)
    assert page.page.notice.isVisible()
    assert page.page.notice.accessibleName().startswith("There is no table to paste")
    assert page.session.file is None
    assert not (world.folder / "pasted").exists()


def test_the_path_line_takes_a_path_and_leaves_a_table_to_the_page(qtbot: QtBot, page: Window) -> None:
    edit = find(page, QLineEdit, "filePathEdit")
    edit.setFocus()
    copy(mime("C:/lista.xlsx"))
    press_paste(qtbot, page)
    assert edit.text() == "C:/lista.xlsx"
    assert page.session.file is None
    copy(mime(RANGE))
    press_paste(qtbot, page)
    assert shown(page)[1][0] == "CN-1"


def test_what_is_dropped(qtbot: QtBot, page: Window, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.csv", "b.csv")]
    for path in paths:
        path.write_text("Cod;Preț\nA;1\nB;2\n", encoding="utf-8")
    drop(qtbot, page, mime("", "", *paths))
    assert page.page.notice.accessibleName().startswith("One file at a time")
    assert page.session.flow.table is None
    drop(qtbot, page, mime(RANGE))  # a range dragged out of a spreadsheet
    assert shown(page)[1][0] == "CN-1"
    drop(qtbot, page, mime("", "", paths[1]))
    assert page.session.file == paths[1]
    assert not page.page.notice.isVisible()


def test_the_page_says_that_something_may_be_dropped(page: Window) -> None:
    zone = find(page, QFrame, "dropZone")

    def entering(data: QMimeData) -> QDragEnterEvent:
        where, buttons = QPoint(40, 40), Qt.MouseButton.LeftButton
        event = QDragEnterEvent(where, Qt.DropAction.CopyAction, data, buttons, Qt.KeyboardModifier.NoModifier)
        event.ignore()
        page.page.dragEnterEvent(event)
        return event

    assert not entering(QMimeData()).isAccepted()
    assert not zone.property("over")
    data = mime(RANGE)
    assert entering(data).isAccepted()
    assert zone.property("over")
    page.page.dragLeaveEvent(QDragLeaveEvent())
    assert not zone.property("over")


def test_what_was_just_used_is_offered_after_a_reading_that_was_given_up(
    qtbot: QtBot, page: Window, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Cod;Preț\nA;1\nB;2\n", encoding="utf-8")
    choose(qtbot, page, path)
    choose(qtbot, page, tmp_path / "missing.csv")
    assert find(page, QPushButton, "fileButton").text() == "a.csv"


def test_files_used_before_that_are_gone(qtbot: QtBot, page: Window, world: World, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Cod;Preț\nA;1\nB;2\n", encoding="utf-8")
    choose(qtbot, page, path)
    copy(mime(RANGE))
    press_paste(qtbot, page)
    path.unlink()
    (pasted,) = (world.folder / "pasted").iterdir()
    pasted.unlink()  # as after thirty days
    find(page, QPushButton, "cancelUploadButton").click()
    offered = find(page, QPushButton, "fileButton")
    assert offered.text() == "a.csv"  # it may be on a drive that comes back; the pasted one is gone for good
    offered.click()
    settle(qtbot, page)
    assert page.page.error.error is not None
    assert page.page.error.error.code is Code.FILE_MISSING
    assert find(page, QPushButton, "fileButton").isVisible()  # and another can be taken


# what is taken, and how it is kept ----------------------------------------------------------------------------------------
def test_what_counts_as_a_table() -> None:
    assert table_of("a\tb", "") == Pasted("a\tb")
    assert table_of("Cod;Preț\nA;1", "") == Pasted("Cod;Preț\nA;1")
    assert table_of("a\tb", PAGE) == Pasted(PAGE, html=True)
    assert table_of("a\tb", "<table><tr><td>a</td></tr></table>") == Pasted("a\tb")
    assert table_of("a b", PAGE) == Pasted(PAGE, html=True)
    assert table_of("one line\n", "") is None
    assert table_of("", "<p>no table</p>") is None


def test_a_pasted_table_is_kept_under_a_name_that_any_system_takes(tmp_path: Path) -> None:
    folder = tmp_path / "pasted"
    title = title_of(dt.datetime(2026, 11, 21, 14, 5, tzinfo=dt.UTC), Texts("en"))
    assert title == "Pasted 21.11.2026 14.05"
    first = keep(Pasted(RANGE), folder, title)
    second = keep(Pasted("Cod;Preț\nA;1"), folder, title)
    third = keep(Pasted(RANGE), folder, title)
    assert [path.name for path in (first, second, third)] == [f"{title}.tsv", f"{title}.csv", f"{title} (2).tsv"]
    assert shown_name(first, folder) == title
    assert shown_name(tmp_path / "a.xlsx", folder) == "a.xlsx"
    assert keep(Pasted("a\tb"), folder, 'x/y:z"').name == "x-y-z-.tsv"


def test_many_rows_are_read_back_as_they_were(tmp_path: Path) -> None:
    rows = [["Cod", "Text"], *([f"CN-{n}", f'rând "{n}"\tși\nîncă unul' if n % 7 else "plain"] for n in range(5_000))]
    path = keep(Pasted(to_text(rows)), tmp_path / "pasted", "x")
    with closing(open_table(path, spool_folder=tmp_path / "spool")) as table:
        assert [list(row.cells) for row in table.records()] == rows[1:]
        assert table.info.notices == ()
    assert from_text(to_text(rows)) == rows


def test_where_it_cannot_be_kept_that_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "pasted").write_text("a file where the folder should be")
    with pytest.raises(AppError) as caught:
        keep(Pasted(RANGE), tmp_path / "pasted", "x")
    assert caught.value.code is Code.DATA_FOLDER_NOT_WRITABLE
