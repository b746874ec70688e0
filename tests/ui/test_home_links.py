"""The home page tells of links that did not get through, and leads to where they are gone on with or given up."""

from __future__ import annotations

import datetime as dt
from contextlib import closing

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from rentix_desktop.sync.ledger import Action, NewRun, PlannedRow, RunKind
from tests.ui.at_home import Open, home, keep, shown
from tests.ui.conftest import find, settle
from tests.ui.kept import CASA_NORD, LEDGER_NAME, Month, a_source
from tests.ui.parts import World


@pytest.fixture
def broken_off(month: Month, today: dt.datetime, world: World) -> int:
    month.sent(today - dt.timedelta(days=1), new=range(1, 4))
    keep(world, a_source(world.folder))
    with closing(month.open()) as ledger:
        run = ledger.begin(NewRun(CASA_NORD, RunKind.LINK, LEDGER_NAME, "Export.xlsx"))
        ledger.add_rows(run, [PlannedRow(n, n, n + 2, f"CN-{n}", Action.LINK, {}, portal_id=f"9{n}") for n in (7, 8)])
        ledger.start(run)
        ledger.finish(run, 0.0, complete=False)
    return run


@pytest.mark.usefixtures("broken_off")
def test_unfinished_links_are_told_and_given_up(qtbot: QtBot, open_window: Open, month: Month, world: World) -> None:
    window = home(qtbot, open_window)
    assert "Linking did not finish." in shown(window, "needStrong")
    assert "2 listings wait for their links and are not sent until then." in shown(window, "needMore")
    assert find(window, QPushButton, "goOnLinkingButton").isVisible()
    qtbot.waitUntil(lambda: window.session.connection is not None)
    settle(qtbot, window)
    find(window, QPushButton, "giveUpLinksButton").click()
    qtbot.waitUntil(lambda: window.page.NAME == "linkingPlace", timeout=20_000)
    bar = find(window.page, QWidget, "unfinishedLinks")
    qtbot.waitUntil(lambda: bar.accessibleName().startswith("Give 2 links up?"), timeout=20_000)
    find(bar, QPushButton, "giveUpYesButton").click()
    qtbot.waitUntil(lambda: bar.accessibleName() == "2 links are given up.", timeout=20_000)
    connection = window.session.connection
    assert connection is not None
    assert connection.ledger.unsettled_links() == frozenset()
    window.show_place("home")
    qtbot.waitUntil(lambda: "Linking did not finish." not in shown(window, "needStrong"), timeout=20_000)
