"""Dead Qt objects are destroyed on the window's thread, whoever leaves them."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from rentix_desktop.ui.garbage import Garbage


@pytest.fixture(autouse=True)
def thresholds() -> Iterator[None]:
    former = gc.get_threshold()
    gc.set_threshold(200, 0, 0)
    yield
    gc.set_threshold(*former)


def test_a_busy_worker_destroys_nothing_of_the_window(qtbot: QtBot) -> None:
    died_on: list[int] = []

    class Dead(QObject):
        def __init__(self) -> None:
            super().__init__()
            self.me = self  # a ring: only a search finds it

        def __del__(self) -> None:
            died_on.append(threading.get_ident())

    gc.enable()
    garbage = Garbage()
    assert not gc.isenabled()
    for _ in range(20):
        Dead()
    worker = threading.Thread(target=lambda: [[n] for n in range(50_000)])
    worker.start()
    worker.join()
    assert not died_on
    qtbot.waitUntil(lambda: len(died_on) == 20)
    assert set(died_on) == {threading.get_ident()}
    garbage.deleteLater()
