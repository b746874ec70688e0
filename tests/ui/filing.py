"""The file page as a person uses it: a file is chosen, and what the page shows of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QTableView
from pytestqt.qtbot import QtBot

from rentix_desktop.ui.window import Window
from tests.ui.conftest import find, settle
from tests.ui.parts import ACCOUNT


def at_file(window: Window) -> Window:
    window.session.change(window.session.flow.connected(ACCOUNT).go_next())
    assert window.page.NAME == "filePage"
    return window


def begin(window: Window, path: Path) -> None:
    """The file is being read."""
    edit = find(window, QLineEdit, "filePathEdit")
    edit.setFocus()
    edit.setText(str(path))
    QTest.keyClick(edit, Qt.Key.Key_Return)


def choose(qtbot: QtBot, window: Window, path: Path) -> None:
    begin(window, path)
    settle(qtbot, window)


def shown(window: Window) -> list[list[str]]:
    """The cells of the table."""
    model = find(window, QTableView, "rawTable").model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())
    ]


def row_names(window: Window) -> list[str]:
    """What stands beside the rows."""
    model = find(window, QTableView, "rawTable").model()
    return [model.headerData(row, Qt.Orientation.Vertical) for row in range(model.rowCount())]


def said(window: Window, name: str) -> str:
    """The words of a label; empty while it is not shown."""
    label = find(window.page, QLabel, name)
    return label.text() if label.isVisible() else ""
