"""What one turn of the event loop is busy with: no page may be so dear to build, or to show, that the window stands still.

Measured by the time the window's thread itself worked, which other programs do not change, and told in multiples of the
same number of bare widgets of the same kinds, built and shown in the same run.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

import pytest
from PySide6 import QtWidgets
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from rentix_desktop.ui.widgets.stack import Stack
from rentix_desktop.ui.window import SETTINGS, UPLOADS, Window
from rentix_desktop.ui.wizard.flow import Step

ROUNDS: Final = 4
MOST: Final = 2.2
"""Measured: 0.7 to 1.6 times. With a stylesheet of the whole application, which is looked up anew each time something is
put into something while a page is built, the columns page is over it; the other pages stay below."""
PAGES: Final = (*(step for step in Step if step is not Step.CONNECT), SETTINGS, UPLOADS)
BARE: Final = ("QLabel", "QPushButton", "QLineEdit", "QComboBox", "QCheckBox", "QTableView", "QScrollArea", "QFrame")


def worked(act: Callable[[], object]) -> float:
    """Milliseconds of this thread alone."""
    started = time.thread_time()
    act()
    return (time.thread_time() - started) * 1000


def bare_of(page: QWidget) -> Callable[[], QWidget]:
    """Makes as many widgets of the same kinds in one box; those that Qt makes itself inside another come with it."""
    kinds: list[type[QWidget]] = []
    for widget in page.findChildren(QWidget):
        names = [kind.__name__ for kind in type(widget).__mro__]
        if not widget.objectName().startswith("qt_"):
            kinds.append(getattr(QtWidgets, next((name for name in BARE if name in names), "QWidget")))

    def make() -> QWidget:
        made = QWidget()
        box = QVBoxLayout(made)
        for kind in kinds:
            one = kind()
            if isinstance(one, QLabel):
                one.setText("as many words as usual")
            box.addWidget(one)
        return made

    return make


@pytest.mark.parametrize("where", PAGES, ids=str)
def test_no_page_is_dear_to_build_or_to_show(qtbot: QtBot, window: Window, where: Step | str) -> None:
    found: list[tuple[float, float, float]] = []
    for _ in range(ROUNDS + 1):
        window.change_language("en")  # all pages are gone
        QApplication.processEvents()
        built = worked(lambda: window._page_for(where))
        page = window._page_for(where)

        def show(page: QWidget = page) -> None:
            window._stack.setCurrentWidget(page)
            QApplication.processEvents()

        shown = worked(show)
        frame = Stack()
        qtbot.addWidget(frame)
        frame.resize(window._stack.size())
        frame.show()
        QApplication.processEvents()
        make = bare_of(page)

        def baseline(frame: Stack = frame, make: Callable[[], QWidget] = make) -> None:
            frame.addWidget(make())
            QApplication.processEvents()

        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.setStyleSheet("")  # the bare ones have none, whatever ours have
        found.append((built, shown, worked(baseline)))
        frame.close()
    built, shown, bare = (min(times) for times in zip(*found[1:], strict=True))  # the first one loads modules
    told = f"built in {built:.1f} ms, shown in {shown:.1f}; as many bare widgets in {bare:.1f}"
    assert built < MOST * bare, told
    assert shown < MOST * bare, told


def test_pages_that_are_not_seen_are_not_asked_when_the_frame_changes(qtbot: QtBot) -> None:
    asked: list[str] = []

    class Page(QWidget):
        def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
            asked.append("sizeHint")
            return QSize(10, 10)

        def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
            asked.append("hasHeightForWidth")
            return True

    frame, stack, more = QWidget(), Stack(), QLabel("one more button")
    qtbot.addWidget(frame)
    box = QVBoxLayout(frame)
    box.addWidget(stack)
    box.addWidget(more)
    more.hide()
    for page in (QWidget(), Page(), Page()):
        stack.addWidget(page)
    with qtbot.waitExposed(frame):
        frame.show()
    QApplication.processEvents()
    asked.clear()
    more.show()
    QApplication.processEvents()
    assert not asked
