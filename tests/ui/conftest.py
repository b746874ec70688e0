"""Windows on the offscreen platform. A Qt message, a thread or a timer left running fails the test."""

from __future__ import annotations

import datetime as dt
import gc
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.store.sources import JsonSourceStore
from rentix_desktop.sync.ledger import AccountKey, Ledger
from rentix_desktop.sync.ports import Settings
from rentix_desktop.ui.window import Opening, Window
from tests.ui.kept import CASA_NORD, Month, a_source
from tests.ui.parts import ACCOUNT, KEY, World

W = TypeVar("W", bound=QObject)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What the offscreen platform says of every dialog, and of a tray, is no fault of ours."""
    for item in items:
        if "tests/ui/" in item.nodeid:
            item.add_marker(
                pytest.mark.qt_log_ignore(
                    "This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)",
                    "No such signal QPlatformNativeInterface::systemTrayWindowChanged",
                    extend=True,
                )
            )


@pytest.fixture(autouse=True)
def garbage_stays_on_this_thread() -> Iterator[None]:
    """As in the program (`ui.garbage`): a worker that destroys a dead page ends the process."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(scope="module", autouse=True)
def nothing_of_qt_is_left() -> Iterator[None]:
    """What the windows of a module leave is destroyed here, not by a thread of the next module."""
    yield
    QApplication.processEvents()
    gc.collect()


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
def open_window(qtbot: QtBot, world: World) -> Iterator[Callable[..., Window]]:
    """Opens windows over `world` in English; at the end they are closed, and nothing of them may be left running."""
    opened: list[Window] = []

    def open_one(opening: Opening | None = None) -> Window:
        window = Window(world.ports(), opening or Opening("en"))
        opened.append(window)
        with qtbot.waitExposed(window):
            window.show()
        settle(qtbot, window)
        return window

    yield open_one
    for window in opened:
        window.session.change(window.session.flow.again())  # nothing is being sent: no question at the end
        window.close()
        qtbot.waitUntil(lambda window=window: not window.isVisible())  # type: ignore[misc]
        assert not window.jobs.busy
        assert not [timer for timer in window.findChildren(QTimer) if timer.isActive()]
        window.deleteLater()


@pytest.fixture
def window(open_window: Callable[..., Window]) -> Window:
    return open_window()


@pytest.fixture
def today() -> dt.datetime:
    """A moment ago: days are told from the real clock."""
    return dt.datetime.now().astimezone() - dt.timedelta(seconds=1)


@pytest.fixture
def month(world: World, monkeypatch: pytest.MonkeyPatch) -> Month:
    """One kept source of a known agency whose key is kept, and its ledger on disk."""
    path = world.folder / "ledger.sqlite"

    one_at_a_time = threading.Lock()  # as in bootstrap.parts

    def open_ledger(account: AccountKey) -> Ledger:
        with one_at_a_time:
            return SqliteLedger(path if account == CASA_NORD else world.folder / "other.sqlite", account)

    monkeypatch.setattr(world, "open_ledger", open_ledger)
    world.keys.put(CASA_NORD, KEY)
    world.settings.save(Settings().with_account(ACCOUNT))
    folder = world.folder / "sources"
    folder.mkdir(exist_ok=True)
    JsonSourceStore(folder).save(a_source(world.folder))
    made = Month(path)
    made.open().close()
    return made


def settle(qtbot: QtBot, window: Window) -> None:
    """Until no job is running any more and what they brought was shown."""
    qtbot.waitUntil(lambda: not window.jobs.busy, timeout=20_000)
    QApplication.processEvents()


def find(window: QObject, kind: type[W], name: str) -> W:
    """The one widget of this name."""
    found = window.findChildren(kind, name)
    assert len(found) == 1, f"{len(found)} of {name}"
    return found[0]
