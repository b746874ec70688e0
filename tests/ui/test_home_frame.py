"""The home page in its frame: agencies side by side, and the ways to the places and back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from rentix_desktop.store.sources import JsonSourceStore
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.sync.ports import KnownAccount, Settings
from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.frame import told_apart
from rentix_desktop.ui.window import Window
from rentix_desktop.ui.wizard.flow import Step
from tests.ui.at_home import OTHER, Open, home, keep, shown, two_agencies
from tests.ui.conftest import find, settle
from tests.ui.kept import CASA_NORD, Month, a_source
from tests.ui.parts import ACCOUNT, World

EN = Texts("en")


# agencies ---------------------------------------------------------------------------------------------------------------
def choose_agency(window: Window, name: str) -> None:
    menu = find(window, QPushButton, "agencyButton").menu()
    next(action for action in menu.actions() if action.text() == name).trigger()


def test_another_agency_is_one_choice_away_and_nothing_of_the_first_is_shown(
    qtbot: QtBot, open_window: Open, month: Month, world: World, today: dt.datetime
) -> None:
    two_agencies(world)
    month.sent(today, new=range(1, 20), blocked=[100])
    window = home(qtbot, open_window)
    qtbot.waitUntil(lambda: window.session.connection is not None)
    assert shown(window, "sourceName") == ["Export CRM Casa Nord"]
    assert len(shown(window, "elsewhereLabel")) == 1
    world.account = replace(ACCOUNT, id="999", name="Casa Sud")
    choose_agency(window, "Casa Sud")
    assert window.session.connection is None
    assert not shown(window, "sourceName")
    qtbot.waitUntil(lambda: window.session.connection is not None)
    settle(qtbot, window)
    assert window.agencies.current == OTHER
    assert shown(window, "sourceName") == ["Sud"]
    assert shown(window, "lastFigure") == ["not yet"]
    assert "Casa Sud" in find(window, QLabel, "headerAgency").text()
    assert world.settings.load().last_account == OTHER
    assert world.services[0].closed, "the first agency's connection is closed"


def test_settings_that_are_lost_cost_no_agency(qtbot: QtBot, open_window: Open, month: Month, world: World) -> None:
    world.settings.save(Settings())
    window = home(qtbot, open_window)
    qtbot.waitUntil(lambda: window.session.connection is not None)
    assert window.agencies.current == CASA_NORD
    assert shown(window, "sourceName") == ["Export CRM Casa Nord"]


def test_the_agency_stays_while_something_is_sent(qtbot: QtBot, open_window: Open, month: Month, world: World) -> None:
    two_agencies(world)
    window = home(qtbot, open_window)
    qtbot.waitUntil(lambda: window.session.connection is not None)
    window.session.change(replace(window.session.flow, run=7))
    window.show_place("settings")
    button = find(window, QPushButton, "agencyButton")
    assert "While listings are being sent" in button.toolTip()
    assert not next(action for action in button.menu().actions() if action.text() == "Casa Sud").isEnabled()
    window.agencies.switch(OTHER)
    assert window.agencies.current == CASA_NORD
    window.session.change(window.session.flow.again())


def test_an_agency_without_a_source_has_an_empty_home(
    qtbot: QtBot, open_window: Open, month: Month, world: World
) -> None:
    JsonSourceStore(world.folder / "sources").delete("Export CRM Casa Nord")
    keep(world, replace(a_source(world.folder, "Sud"), account=OTHER))
    window = home(qtbot, open_window)
    button = find(window, QPushButton, "emptyHomeButton")
    assert button.isVisible()
    assert not find(window, QPushButton, "homeNewUploadButton").isVisible()  # once is enough
    qtbot.waitUntil(lambda: window.session.connection is not None)
    button.click()
    assert window.session.flow.step is Step.FILE


# the frame --------------------------------------------------------------------------------------------------------------
def test_new_upload_leads_to_the_file_and_home_is_a_step_away(qtbot: QtBot, open_window: Open, month: Month) -> None:
    window = home(qtbot, open_window)
    qtbot.waitUntil(lambda: window.session.connection is not None)
    find(window, QPushButton, "homeNewUploadButton").click()
    assert window.page.NAME == "filePage"
    find(window, QPushButton, "place_home").click()
    assert window.page.NAME == "homePlace"


def test_the_settings_lead_back_to_where_one_was(qtbot: QtBot, open_window: Open, month: Month) -> None:
    window = home(qtbot, open_window)
    find(window, QPushButton, "settingsButton").click()
    assert window.page.NAME == "settingsPage"
    find(window, QPushButton, "settingsButton").click()
    assert window.page.NAME == "homePlace"


def test_agencies_of_one_name_are_told_apart() -> None:
    nord, sud = (KnownAccount(AccountKey(f"https://{host}/api/v1", "318"), "Casa Verde") for host in ("a.md", "b.md"))
    third = KnownAccount(AccountKey("https://a.md/api/v1", "9"), "Casa Verde")
    other = KnownAccount(AccountKey("https://a.md/api/v1", "7"), "Casa Nord")
    assert [told_apart(one, (nord, sud, other)) for one in (nord, sud, other)] == [
        "Casa Verde  ·  a.md",
        "Casa Verde  ·  b.md",
        "Casa Nord",
    ]
    assert told_apart(third, (nord, third)) == "Casa Verde  ·  a.md, 9"
