"""A file is kept up to date: what is proposed, the offer at the end of the wizard, and the page where it is decided."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QMessageBox, QPushButton, QRadioButton, QSpinBox
from pytestqt.qtbot import QtBot

from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.mapping.layouts import Layout
from rentix_desktop.sheets.table import ReadOptions
from rentix_desktop.store.layouts import JsonLayoutStore
from rentix_desktop.store.sources import JsonSourceStore
from rentix_desktop.sync.sources.schedule import Entry
from rentix_desktop.sync.sources.source import Blank, Place, Publishing, Source, Times, Vanished
from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.places.source.form import times_of
from rentix_desktop.ui.ways import Draft
from rentix_desktop.ui.window import Window
from rentix_desktop.ui.wizard import understanding
from rentix_desktop.ui.wizard.columns.studying import study
from rentix_desktop.ui.wizard.flow import Step
from rentix_desktop.ui.wizard.results.proposing import is_dated, name_of, pattern_of
from tests.fakes.catalogue import CATALOGUE
from tests.ui.conftest import find, settle
from tests.ui.kept import CASA_NORD, a_source
from tests.ui.parts import Service, World
from tests.ui.ways import Row, at_check, listing

ROWS = [listing(number) for number in range(4)]


# what is proposed -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "pattern", "dated"),
    [
        ("Export 2026-11-21.xlsx", "Export*.xlsx", True),
        ("export_20261121_0800.csv", "export*.csv", True),
        ("Export (3).xlsx", "Export*.xlsx", True),
        ("2026-11-21.xlsx", "*.xlsx", True),
        ("21.11.2026 Oferte.xlsx", "*Oferte.xlsx", True),
        ("Листинги-21.11.26.xls", "Листинги*.xls", True),
        ("Export.xlsx", "Export.xlsx", False),
        ("Casa Nord 2.xlsx", "Casa Nord*.xlsx", False),
        ("oferte2026", "oferte*", True),
    ],
)
def test_the_pattern_of_a_name(name: str, pattern: str, dated: bool) -> None:
    from rentix_desktop.sync.sources.find import fits

    assert pattern_of(name) == pattern
    assert is_dated(name) is dated
    assert fits(name, pattern), "the file itself is one of them"


def test_a_name_says_which_file_and_whose_and_no_other_has_it() -> None:
    path = Path("Exports") / "Export 2026-11-21.xlsx"
    assert name_of(path, "Casa Nord", ()) == "Export Casa Nord"
    assert name_of(path, "Casa Nord", ("export casa nord", "Export Casa Nord 2")) == "Export Casa Nord 3"
    assert name_of(Path("Casa Nord.xlsx"), "Casa Nord", ()) == "Casa Nord"
    assert name_of(Path("Exports") / "2026-11-21.xlsx", "Casa Nord", ()) == "Exports Casa Nord"


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("08:00", (dt.time(8),)),
        ("17.30, 8", (dt.time(8), dt.time(17, 30))),
        ("08:00 08:00;9:15", (dt.time(8), dt.time(9, 15))),
        ("", None),
        ("25:00", None),
        ("8:60", None),
        ("morning", None),
    ],
)
def test_times_of_day_as_they_are_written(text: str, times: tuple[dt.time, ...] | None) -> None:
    assert times_of(text) == times


# the offer --------------------------------------------------------------------------------------------------------------
def stored(world: World) -> list[Source]:
    return JsonSourceStore(world.folder / "sources").all()


def understand(window: Window, world: World) -> None:
    """As the columns page leaves it."""
    table = window.session.table
    assert table is not None
    layouts = JsonLayoutStore(world.folder / "layouts")
    window.session.notes[understanding.NOTE] = study(Task[Any](lambda: None), table, CATALOGUE, layouts)


def at_end(qtbot: QtBot, window: Window, world: World, rows: list[Row] | None = None) -> None:
    """The results of a file that was understood, decided and sent."""
    at_check(qtbot, window, world, ROWS if rows is None else rows, Service())
    understand(window, world)
    find(window, QPushButton, "sendButton").click()
    settle(qtbot, window)
    assert window.session.flow.step is Step.RESULTS


def test_one_press_and_another_keep_the_file_that_was_sent(qtbot: QtBot, window: Window, world: World) -> None:
    at_end(qtbot, window, world)
    assert find(window, QLabel, "keepOfferTitle").text() == "Keep this file up to date?"
    find(window, QPushButton, "keepFileButton").click()
    settle(qtbot, window)
    assert window.page.NAME == "sourcePlace"
    qtbot.waitUntil(lambda: "listings.csv" in find(window, QLabel, "newestNowLabel").text())
    find(window, QPushButton, "saveSourceButton").click()
    settle(qtbot, window)
    (source,) = stored(world)
    assert source.name == "listings Casa Nord"
    assert source.account == CASA_NORD
    assert source.place == Place(world.folder.resolve(), "listings.csv")
    assert (source.rules.vanished, source.rules.blank) == (Vanished.HIDE, Blank.KEEP)
    assert source.rules.publishing is Publishing.AT_ONCE, "the file itself says of each listing that it is public"
    assert source.times == Times(on_change=True)
    assert ("code", 0, "externalId") in source.layout.columns
    connection = window.session.connection
    assert connection is not None
    (run,) = connection.ledger.runs()
    assert source.ledger_name == run.source, "what was sent is its own"
    assert window.page.NAME == "homePlace"
    qtbot.waitUntil(lambda: [each.text() for each in window.findChildren(QLabel, "sourceName")] == [source.name])


def test_the_schedule_of_the_system_gets_to_know_the_times(qtbot: QtBot, window: Window, world: World) -> None:
    world.scheduler.install(Entry(("sync", "--due"), (dt.time(7),), 60))
    at_end(qtbot, window, world)
    find(window, QPushButton, "keepFileButton").click()
    settle(qtbot, window)
    find(window, QPushButton, "saveSourceButton").click()
    settle(qtbot, window)
    assert stored(world)
    assert world.scheduler.entry == Entry(("sync", "--due"), (), 15), "every quarter of an hour for one that is watched"


def test_what_is_kept_already_is_said_and_can_be_updated(qtbot: QtBot, window: Window, world: World) -> None:
    at_end(qtbot, window, world)
    find(window, QPushButton, "keepFileButton").click()
    settle(qtbot, window)
    find(window, QPushButton, "saveSourceButton").click()
    settle(qtbot, window)
    (before,) = stored(world)
    find(window, QPushButton, "place_upload").click()
    window.session.again()
    settle(qtbot, window)
    at_end(qtbot, window, world, [listing(number, price="51000") for number in range(4)])
    qtbot.waitUntil(find(window, QLabel, "keepOfferTitle").isVisible)
    assert find(window, QLabel, "keepOfferTitle").text() == "This file is kept up to date as listings Casa Nord"
    find(window, QPushButton, "keepFileButton").click()
    settle(qtbot, window)
    find(window, QRadioButton, "keepRadio").click()
    find(window, QPushButton, "saveSourceButton").click()
    settle(qtbot, window)
    (after,) = stored(world)
    assert after == replace(before, rules=replace(before.rules, vanished=Vanished.KEEP), layout=after.layout)


def test_a_file_of_a_kept_source_is_sent_in_its_name(qtbot: QtBot, window: Window, world: World) -> None:
    (world.folder / "sources").mkdir(exist_ok=True)
    place = Place(world.folder, "listings*.csv")
    JsonSourceStore(world.folder / "sources").save(replace(a_source(world.folder, ledger_name="of old"), place=place))
    at_check(qtbot, window, world, ROWS, Service())
    find(window, QPushButton, "sendButton").click()
    settle(qtbot, window)
    connection = window.session.connection
    assert connection is not None
    assert [run.source for run in connection.ledger.runs()] == ["of old"]
    assert len(list(connection.ledger.listings_of("of old"))) == len(ROWS)


def test_not_now_is_not_asked_again_for_this_file(qtbot: QtBot, window: Window, world: World) -> None:
    at_end(qtbot, window, world)
    find(window, QPushButton, "declineKeepButton").click()
    assert not find(window, QLabel, "keepOfferTitle").isVisible()
    window.change_language("ro")
    settle(qtbot, window)
    assert not find(window, QLabel, "keepOfferTitle").isVisible()


def test_a_trial_and_the_demo_offer_nothing(qtbot: QtBot, window: Window, world: World) -> None:
    at_check(qtbot, window, world, [listing(number) for number in range(9)], Service())
    understand(window, world)
    find(window, QPushButton, "trialButton").click()
    settle(qtbot, window)
    assert window.session.flow.step is Step.RESULTS
    assert not find(window, QLabel, "keepOfferTitle").isVisible()
    window.session.change(replace(window.session.flow, demo=True))
    next(each for each in window.page.buttons if each.objectName() == "goOnButton").click()  # type: ignore[attr-defined]
    settle(qtbot, window)
    assert not find(window, QLabel, "keepOfferTitle").isVisible()


# the page ---------------------------------------------------------------------------------------------------------------
@pytest.fixture
def edit(qtbot: QtBot, world: World, open_window: Callable[..., Window]) -> Callable[..., Window]:
    """Opens the page for a source that is kept, with three files in its folder, or for another draft."""

    def open_page(draft: Draft | None = None) -> Window:
        exports = world.folder / "exports"
        exports.mkdir()
        for day in (19, 21, 20):
            path = exports / f"Export 2026-11-{day}.xlsx"
            path.write_bytes(b"")
            os.utime(path, (1_700_000_000 + day, 1_700_000_000 + day))
        window = open_window()
        store = JsonSourceStore(world.folder / "sources")
        source = a_source(exports)
        store.save(source)
        store.save(a_source(exports, "Other", "other"))
        window.ways.edit(draft or Draft(source, source.name))
        settle(qtbot, window)
        return window

    return open_page


def test_the_page_shows_the_newest_file_and_follows_the_pattern(qtbot: QtBot, edit: Callable[..., Window]) -> None:
    window = edit()
    now = find(window, QLabel, "newestNowLabel")
    qtbot.waitUntil(lambda: "Export 2026-11-21.xlsx" in now.text())
    find(window, QLineEdit, "patternEdit").setText("Export*19.xlsx")
    qtbot.waitUntil(lambda: "Export 2026-11-19.xlsx" in now.text())
    find(window, QLineEdit, "patternEdit").setText("Oferte*.xlsx")
    qtbot.waitUntil(lambda: "No such file" in now.text())
    assert find(window, QPushButton, "saveSourceButton").isEnabled(), "it may come later"
    find(window, QLineEdit, "patternEdit").setText("a/b*.xlsx")
    assert not find(window, QPushButton, "saveSourceButton").isEnabled()


def test_what_is_decided_is_kept_under_another_name(qtbot: QtBot, edit: Callable[..., Window], world: World) -> None:
    window = edit()
    find(window, QLineEdit, "sourceNameEdit").setText("Vânzări")
    find(window, QRadioButton, "keepRadio").click()
    find(window, QRadioButton, "draftRadio").click()
    find(window, QRadioButton, "blankClearsRadio").click()
    find(window, QCheckBox, "onChangeCheck").click()
    find(window, QCheckBox, "everyCheck").click()
    find(window, QSpinBox, "everyMinutesSpin").setValue(45)
    find(window, QLineEdit, "atTimesEdit").setText("8, 17:30")
    find(window, QPushButton, "saveSourceButton").click()
    settle(qtbot, window)
    source = next(each for each in stored(world) if each.name != "Other")
    assert source.name == "Vânzări"
    assert source.rules.vanished is Vanished.KEEP
    assert source.rules.publishing is Publishing.DRAFT
    assert source.rules.blank is Blank.CLEAR
    assert source.times == Times(False, 45, (dt.time(8), dt.time(17, 30)))
    assert len(stored(world)) == 2, "the former name is gone"


def test_a_name_of_another_one_and_a_time_that_is_none_are_not_taken(qtbot: QtBot, edit: Callable[..., Window]) -> None:
    window = edit()
    save = find(window, QPushButton, "saveSourceButton")
    find(window, QLineEdit, "sourceNameEdit").setText("OTHER")
    assert not save.isEnabled()
    assert "Another file" in find(window, QLabel, "sourceNameWrong").text()
    find(window, QLineEdit, "sourceNameEdit").setText("Mine")
    assert save.isEnabled()
    find(window, QLineEdit, "atTimesEdit").setText("later")
    assert not save.isEnabled()
    assert find(window, QLabel, "atTimesWrong").isVisible()


def test_by_hand_only_is_said(qtbot: QtBot, edit: Callable[..., Window], world: World) -> None:
    window = edit()
    find(window, QCheckBox, "onChangeCheck").click()
    find(window, QCheckBox, "atCheck").click()
    assert "Only by hand" in find(window, QLabel, "timesNote").text()
    find(window, QPushButton, "saveSourceButton").click()
    settle(qtbot, window)
    assert next(each for each in stored(world) if each.name != "Other").times.by_hand


def test_stopping_asks_and_touches_nothing_but_what_is_kept(
    qtbot: QtBot, edit: Callable[..., Window], world: World
) -> None:
    window = edit()

    def answer(text: str) -> Callable[[], None]:
        def press() -> None:
            box = next(each for each in window.findChildren(QMessageBox, "stopKeepingQuestion") if each.isVisible())
            next(each for each in box.buttons() if each.text() == text).click()

        return press

    QTimer.singleShot(0, answer("Keep it"))
    find(window, QPushButton, "stopKeepingButton").click()
    assert len(stored(world)) == 2
    QTimer.singleShot(0, answer("Stop keeping it"))
    find(window, QPushButton, "stopKeepingButton").click()
    settle(qtbot, window)
    assert [source.name for source in stored(world)] == ["Other"]
    assert len(list((world.folder / "exports").iterdir())) == 3


def test_what_is_being_edited_stays_in_another_language(
    qtbot: QtBot, edit: Callable[..., Window], world: World
) -> None:
    window = edit()
    find(window, QLineEdit, "sourceNameEdit").setText("Vânzări")
    find(window, QCheckBox, "everyCheck").click()
    window.change_language("ru")
    settle(qtbot, window)
    assert find(window, QLineEdit, "sourceNameEdit").text() == "Vânzări"
    assert find(window, QCheckBox, "everyCheck").isChecked()
    find(window, QPushButton, "cancelKeepingButton").click()
    settle(qtbot, window)
    assert "Vânzări" not in [source.name for source in stored(world)], "nothing is kept without a press"


def test_a_full_disk_is_said_and_nothing_is_lost(
    qtbot: QtBot, edit: Callable[..., Window], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise AppError(Code.DISK_FULL, Cause.ENVIRONMENT, path="x")

    window = edit()
    monkeypatch.setattr(JsonSourceStore, "save", full)
    find(window, QLineEdit, "sourceNameEdit").setText("Mine")
    find(window, QPushButton, "saveSourceButton").click()
    settle(qtbot, window)
    assert window.page.NAME == "sourcePlace"
    assert window.page.error.isVisible()
    assert find(window, QLineEdit, "sourceNameEdit").text() == "Mine"
    assert find(window, QPushButton, "saveSourceButton").isEnabled()


def test_the_sheet_of_a_workbook_with_several_is_kept(tmp_path: Path) -> None:
    """What a person chose about reading comes along."""
    source = replace(a_source(tmp_path), read=ReadOptions(sheet="Vânzări", header_row=2))
    store = JsonSourceStore(tmp_path)
    store.save(source)
    assert store.all() == [source]
    assert isinstance(source.layout, Layout)
