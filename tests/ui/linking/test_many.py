"""Three thousand pairs: no press, and no part that is opened, holds the window up."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from rentix_desktop.catalog.fields import Record
from rentix_desktop.linking.pairing import Pair, Pairing, Rival
from rentix_desktop.linking.proposing import OnPortal, Proposal
from rentix_desktop.mapping.model import Level, MappedRow
from rentix_desktop.sync.destination import PortalListing
from rentix_desktop.ui.places.entries import LINKING
from rentix_desktop.ui.places.linking.state import Proposed, known_of
from rentix_desktop.ui.window import Window
from tests.ui.conftest import find, settle
from tests.ui.parts import World
from tests.ui.test_compare import ListingService
from tests.ui.ways import at_check, listing

MANY = 3000
LONGEST = 0.05
"""Seconds; the best of several is taken: the machine does other things, too."""


@pytest.fixture
def many(qtbot: QtBot, window: Window, world: World) -> Window:
    """The place of linking with 3,000 pairs: half are sure, each of the others has two rivals; 600 have no partner."""
    at_check(qtbot, window, world, [listing(0)], ListingService())
    known = known_of(window.session)
    assert known is not None
    record: Record = {"propertyAddress": "str. Ismail 1", "announcementValue": 50_000, "propertyFloorNumber": 2}
    listings = {
        str(n): PortalListing(str(n), None, record | {"propertyAddress": f"str. Ismail {n}"}) for n in range(MANY + 600)
    }
    rows = {n: MappedRow(n, n + 2, record | {"externalId": f"CN-{n}"}) for n in range(MANY + 600)}
    sure = [Pair(str(n), n, f"CN-{n}", 0.999, Level.SURE, ()) for n in range(MANY // 2)]
    look = [
        Pair(str(n), n, f"CN-{n}", 0.7, Level.CHECK, (), (Rival(str(n), n + 1, f"CN-{n + 1}", 0.6), Rival(str(n + 1), n, f"CN-{n}", 0.6)))
        for n in range(MANY // 2, MANY - 1)
    ]  # fmt: skip
    alone = range(MANY, MANY + 600)
    pairing = Pairing((*sure, *look), tuple(map(str, alone)), tuple(alone))
    known.take_portal(OnPortal(tuple(listings.values()), complete=False), None)
    known.take_proposal(Proposed(Proposal(pairing, listings, {}, complete=False), rows, "/a.csv", "a.csv"))
    window.show_place(LINKING)
    settle(qtbot, window)
    return window


def best(do: Callable[[], object], times: int = 5) -> float:
    """Seconds of this thread, of the quickest, with what the window draws of it."""
    took = []
    for _ in range(times):
        start = time.thread_time()
        do()
        QApplication.processEvents()
        took.append(time.thread_time() - start)
    return min(took)


def test_every_answer_is_quick(many: Window) -> None:
    find(many, QPushButton, "lookTab").click()
    assert find(many, QPushButton, "lookTab").text() == "Please look (1,499)"
    table = many.focusWidget()
    assert table is not None
    assert best(lambda: QTest.keyClick(table, Qt.Key.Key_Return)) < LONGEST
    assert best(lambda: QTest.keyClick(table, Qt.Key.Key_Delete)) < LONGEST
    assert best(lambda: QTest.keyClick(table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)) < LONGEST
    assert find(many, QPushButton, "linkButton").text() != "Link 1,500 listings"


def test_every_part_opens_quickly(many: Window) -> None:
    for name in ("aloneTab", "sureTab", "lookTab"):
        assert best(find(many, QPushButton, name).click) < LONGEST, name


def test_a_tick_and_a_search_are_quick(many: Window) -> None:
    table = many.focusWidget()
    assert table is not None
    assert best(lambda: QTest.keyClick(table, Qt.Key.Key_Space)) < LONGEST
    edit = find(many, QLineEdit, "searchSureEdit")
    words = iter(("ismail 12", "cn-7", "ismail 9", "nothing", "ismail"))
    assert best(lambda: edit.setText(next(words))) < LONGEST


def test_a_list_that_may_not_be_whole_is_said(many: Window) -> None:
    assert "The portal may have more listings than it showed." in many.page.sentence()
