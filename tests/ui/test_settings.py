from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QSpinBox,
)
from pytestqt.qtbot import QtBot

from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.mapping.layouts import Layout
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.sync.ports import PRODUCTION, KnownAccount, Settings, SupportFacts, Theme
from rentix_desktop.ui.places.support import details
from rentix_desktop.ui.window import Window
from tests.ui.conftest import find, settle
from tests.ui.parts import KEY, World

CASA = AccountKey(PRODUCTION, "318")


@pytest.fixture
def settings(qtbot: QtBot, world: World, open_window: Callable[..., Window]) -> Window:
    world.keys.keys[CASA] = KEY
    world.settings.save(Settings(accounts=(KnownAccount(CASA, "Casa Nord"),), last_account=CASA))
    window = open_window()
    find(window, QPushButton, "settingsButton").click()
    settle(qtbot, window)
    return window


def choose(combo: QComboBox, data: object) -> None:
    combo.setCurrentIndex(combo.findData(data))
    combo.activated.emit(combo.currentIndex())


def test_language_and_look_hold_at_once_and_are_remembered(qtbot: QtBot, settings: Window, world: World) -> None:
    choose(find(settings, QComboBox, "languageCombo"), "ro")
    settle(qtbot, settings)
    assert settings.page.NAME == "settingsPage"
    assert settings.page.desk.tr.language == "ro"
    choose(find(settings.page, QComboBox, "themeCombo"), Theme.DARK.value)
    settle(qtbot, settings)
    assert settings.page.desk.tokens.dark
    kept = world.settings.load()
    assert (kept.language, kept.theme) == ("ro", Theme.DARK)


def test_limits_and_certificate_are_kept(qtbot: QtBot, settings: Window, world: World) -> None:
    requests, bulk = find(settings, QSpinBox, "requestsSpin"), find(settings, QSpinBox, "bulkSpin")
    requests.setValue(20)
    requests.editingFinished.emit()
    assert bulk.value() == 20, "the bulk requests are part of all requests"
    path = find(settings, QLineEdit, "caFileEdit")
    path.setText("/etc/office.pem")
    path.editingFinished.emit()
    settle(qtbot, settings)
    kept = world.settings.load()
    assert (kept.requests_per_minute, kept.bulk_per_minute) == (20, 20)
    assert kept.ca_file == Path("/etc/office.pem")


@pytest.mark.parametrize(("pressed", "kept"), [("Forget", False), ("Keep it", True)])
def test_an_account_is_forgotten_with_its_key_after_a_question(
    qtbot: QtBot, settings: Window, world: World, pressed: str, kept: bool
) -> None:
    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        next(made for made in box.buttons() if made.text() == pressed).click()

    QTimer.singleShot(0, answer)
    find(settings, QPushButton, "forgetAccountButton").click()
    settle(qtbot, settings)
    assert (CASA in world.keys.keys) is kept
    assert bool(world.settings.load().accounts) is kept


def test_replacing_a_key_leads_to_the_connect_page(settings: Window) -> None:
    find(settings, QPushButton, "replaceKeyButton").click()
    assert settings.page.NAME == "connectPage"


def test_details_for_support_hold_nothing_secret(qtbot: QtBot, settings: Window, world: World) -> None:
    settings.jobs.faults.as_app_error(ValueError(KEY))
    find(settings, QPushButton, "copyDetailsButton").click()
    text = QApplication.clipboard().text()
    assert "rentix-desktop test" in text
    assert str(world.folder) in text
    assert "bug (1x): ValueError" in text
    assert KEY not in text
    facts = SupportFacts(Path("d"), Path("l"), (("a", "b"),))
    assert details(facts, {}, "ro").splitlines()[:2] == ["a: b", "language: ro"]


def test_settings_that_cannot_be_kept_are_said(
    qtbot: QtBot, settings: Window, monkeypatch: pytest.MonkeyPatch, world: World
) -> None:
    def full(_settings: Settings) -> None:
        raise AppError(Code.DISK_FULL, Cause.ENVIRONMENT)

    monkeypatch.setattr(world.settings, "save", full)
    spin = find(settings, QSpinBox, "requestsSpin")
    spin.setValue(100)
    spin.editingFinished.emit()
    settle(qtbot, settings)
    assert settings.page.error.error is not None
    assert settings.page.error.error.code is Code.DISK_FULL


LAYOUT = Layout("Export CRM", ("cod", "pret"), (("cod", 0, "externalId"), ("pret", 0, None)), names=("Cod", "Preț"))


@pytest.fixture
def with_layout(qtbot: QtBot, settings: Window, world: World) -> Window:
    world.ports().layouts.save(LAYOUT)
    settings.page.enter()
    settle(qtbot, settings)
    return settings


def names(world: World) -> list[str]:
    return [layout.name for layout in world.ports().layouts.all()]


def test_a_remembered_file_is_renamed(qtbot: QtBot, with_layout: Window, world: World) -> None:
    world.ports().layouts.save(Layout("Casa Nord", (), ()))
    with_layout.page.enter()
    settle(qtbot, with_layout)
    edits = {made.text(): made for made in with_layout.page.findChildren(QLineEdit, "renameLayoutEdit")}
    assert list(edits) == ["Casa Nord", "Export CRM"]
    edits["Export CRM"].setText(" Casa Nord ")
    edits["Export CRM"].editingFinished.emit()
    settle(qtbot, with_layout)
    assert names(world) == ["Casa Nord", "Casa Nord (2)"]
    assert find(with_layout, QLabel, "layoutsDone").text() == "“Export CRM” is now “Casa Nord (2)”."


def test_a_remembered_file_is_exported_and_brought_in_again(
    qtbot: QtBot, with_layout: Window, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "Export CRM"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (f"{file}.json", ""))
    find(with_layout.page, QPushButton, "exportLayoutButton").click()
    settle(qtbot, with_layout)
    find(with_layout.page, QPushButton, "importLayoutButton").click()
    settle(qtbot, with_layout)
    assert names(world) == ["Export CRM", "Export CRM (2)"]
    assert {layout.columns for layout in world.ports().layouts.all()} == {LAYOUT.columns}


def test_a_file_that_is_no_layout_changes_nothing(
    qtbot: QtBot, with_layout: Window, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.json"
    file.write_text("{}", encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    find(with_layout.page, QPushButton, "importLayoutButton").click()
    settle(qtbot, with_layout)
    assert names(world) == ["Export CRM"]
    assert with_layout.page.error.error is not None
    assert with_layout.page.error.error.code is Code.LAYOUT_NOT_READABLE


@pytest.mark.parametrize(("pressed", "left"), [("Forget", []), ("Keep it", ["Export CRM"])])
def test_a_remembered_file_is_forgotten_after_a_question(
    qtbot: QtBot, with_layout: Window, world: World, pressed: str, left: list[str]
) -> None:
    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        next(made for made in box.buttons() if made.text() == pressed).click()

    QTimer.singleShot(0, answer)
    find(with_layout.page, QPushButton, "deleteLayoutButton").click()
    settle(qtbot, with_layout)
    assert names(world) == left
