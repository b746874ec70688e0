"""Dead Qt objects are destroyed on the window's thread, whoever leaves them."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from rentix_desktop.ui import garbage as garbage_module
from rentix_desktop.ui.garbage import Garbage


@pytest.fixture(autouse=True)
def thresholds() -> Iterator[None]:
    former = gc.get_threshold()
    gc.set_threshold(200, 0, 0)
    yield
    gc.set_threshold(*former)
    gc.unfreeze()


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


def test_what_a_worker_gathered_is_not_gone_through_until_the_person_is_elsewhere(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = Qt.ApplicationState.ApplicationActive
    monkeypatch.setattr(QGuiApplication, "applicationState", staticmethod(lambda: state))
    garbage = Garbage()
    gc.collect()
    gc.freeze()
    rows = [{"row": number} for number in range(60_000)]
    found: list[bool] = []
    weakref.finalize(Ring(), found.append, True)
    garbage.look()
    assert len(gc.get_objects()) < 1_000, "the rows are still gone through"
    assert not found
    state = Qt.ApplicationState.ApplicationInactive
    garbage.look()
    assert found, "what was put aside is never looked at again"
    assert rows[-1] == {"row": 59_999}
    garbage.deleteLater()


def test_what_stays_is_gone_through_no_more(qtbot: QtBot) -> None:
    """Little by little, as pages come: a search stays short however long the window is open."""
    garbage = Garbage()
    gc.collect()
    gc.freeze()
    kept: list[object] = []
    for _ in range(40):
        kept.extend([number] for number in range(2_000))
        garbage.look()
        assert len(gc.get_objects()) < 2 * garbage_module.MOST
    garbage.deleteLater()


class Ring:
    def __init__(self) -> None:
        self.me = self
