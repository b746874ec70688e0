from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rentix_desktop.sync.ports import Theme
from rentix_desktop.ui.window import SETTINGS, UPLOAD, Window
from tests.ui.conftest import settle
from tests.ui.parts import ACCOUNT
from tests.ui.test_flow import TABLE


def test_built_again_many_times_with_the_keyboard_anywhere(qtbot: QtBot, window: Window) -> None:
    """Dead widgets in Qt's focus chain once crashed the next hide()."""
    window.session.change(window.session.flow.connected(ACCOUNT).go_next().read(TABLE))
    for turn in range(24):
        window.show_place(SETTINGS if turn % 3 == 0 else UPLOAD)
        for _ in range(turn % 7):
            focused = QApplication.focusWidget()
            if focused is not None:
                QTest.keyClick(focused, Qt.Key.Key_Tab)
        if turn % 2:
            window.change_language(("ro", "ru", "en")[turn % 3])
        else:
            window.change_theme((Theme.LIGHT, Theme.DARK)[turn // 2 % 2])
        if turn % 4 == 0:
            settle(qtbot, window)
        window.session.change(window.session.flow.go_back())
        window.session.change(window.session.flow.go_next())
    settle(qtbot, window)
    assert window.page.isVisible()
