"""Comparing with the portal in the window: what differs is a table, nothing is changed before Apply."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from rentix_desktop.catalog.fields import JsonValue
from rentix_desktop.errors import Code
from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.sync.destination import After
from rentix_desktop.sync.ledger import AccountKey, Ledger, RunKind
from rentix_desktop.ui.models.comparing import WINS_COLUMN
from rentix_desktop.ui.places.entries import COMPARE, UPLOADS
from rentix_desktop.ui.session import Connection
from rentix_desktop.ui.window import Window
from tests.fakes.destination import failure
from tests.fakes.listing_portal import ListingPortal
from tests.sync.drifting import flat, upload
from tests.ui.conftest import find, settle
from tests.ui.parts import ACCOUNT, Service, World


@dataclass
class ListingService(ListingPortal, Service):
    """A service in memory that tells what it has."""


@dataclass
class Desk:
    window: Window
    portal: ListingService
    ledger: Ledger
    qtbot: QtBot

    def by_hand(self, external_id: str, **fields: JsonValue) -> None:
        self.portal.portal[external_id].update(fields)

    def open(self) -> None:
        self.window.show_place(COMPARE)
        settle(self.qtbot, self.window)

    def press(self, name: str) -> None:
        find(self.window, QPushButton, name).click()
        settle(self.qtbot, self.window)

    @property
    def table(self) -> QTableView:
        return find(self.window, QTableView, "compareTable")

    def cells(self) -> list[list[str]]:
        model = self.table.model()
        return [
            [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
            for row in range(model.rowCount())
        ]

    def said(self) -> str:
        return "\n".join(each.text() for each in self.window.page.findChildren(QLabel) if each.isVisible())

    def select(self, *rows: int) -> None:
        model = self.table.selectionModel()
        model.clearSelection()
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for row in rows:
            model.select(self.table.model().index(row, 0), flags)


@pytest.fixture
def desk(qtbot: QtBot, window: Window, world: World) -> Desk:
    portal = ListingService()
    ledger = SqliteLedger(world.folder / "ledger.sqlite", AccountKey(ACCOUNT.base_url, ACCOUNT.id))
    upload(ledger, portal, map(flat, range(6)))
    window.session.take_connection(Connection(portal.account, portal, portal.catalogue(), ledger))
    window.session.change(window.session.flow.connected(portal.account))
    return Desk(window, portal, ledger, qtbot)


def test_no_differences(desk: Desk) -> None:
    desk.open()
    assert "No differences." in desk.said()
    assert "6 listings on the portal were read." in desk.said()
    assert not find(desk.window, QPushButton, "applyCompareButton").isVisible()


def test_each_difference_has_listing_field_and_both_values(desk: Desk) -> None:
    desk.by_hand("CN-1", announcementValue=99_000)
    desk.by_hand("CN-2", announcementStatus="hidden")
    del desk.portal.portal["CN-3"]
    desk.portal.typed_in["501"] = {"propertyAddress": "str. Florilor 1"}
    desk.open()
    assert desk.cells() == [
        ["str. Ismail 1\nCN-1", "Price", "101", "99,000", "Not decided"],
        ["str. Ismail 2\nCN-2", "Status on the portal", "Published", "Hidden", "Not decided"],
        ["str. Florilor 1\nNo. 501 on the portal", "The listing", "in no file", "Draft", "Not decided"],
        ["str. Ismail 3\nCN-3", "The listing", "sent from here", "not there", "Not decided"],
    ]


def test_nothing_is_changed_before_apply_and_the_file_may_win(desk: Desk) -> None:
    desk.by_hand("CN-1", announcementValue=99_000)
    desk.by_hand("CN-2", announcementValue=98_000)
    desk.open()
    before = desk.ledger.listings(["CN-1", "CN-2"])
    requests = len(desk.portal.requests)
    apply = find(desk.window, QPushButton, "applyCompareButton")
    assert not apply.isEnabled()
    desk.press("selectAllCompareButton")
    desk.press("fileWinsButton")
    assert [row[WINS_COLUMN] for row in desk.cells()] == ["Our file", "Our file"]
    assert desk.ledger.listings(["CN-1", "CN-2"]) == before
    desk.press("applyCompareButton")
    assert "our values are sent with the next sync" in desk.said()
    assert desk.ledger.listings(["CN-1"])["CN-1"].fields["announcementValue"] == 99_000
    assert len(desk.portal.requests) == requests  # only the next sync sends
    assert upload(desk.ledger, desk.portal, map(flat, range(6))) == ["CN-1", "CN-2"]


def test_each_may_have_another_side(desk: Desk) -> None:
    desk.by_hand("CN-1", announcementValue=99_000)
    desk.by_hand("CN-2", announcementValue=98_000)
    desk.by_hand("CN-4", announcementValue=97_000)
    desk.open()
    desk.select(0)
    desk.press("portalWinsButton")
    desk.select(1)
    desk.press("fileWinsButton")
    assert [row[WINS_COLUMN] for row in desk.cells()] == ["The portal", "Our file", "Not decided"]
    desk.press("applyCompareButton")
    assert [row[0] for row in desk.cells()] == ["str. Ismail 4\nCN-4"]
    assert upload(desk.ledger, desk.portal, map(flat, range(6))) == ["CN-2"]
    assert desk.portal.portal["CN-1"]["announcementValue"] == 99_000


def test_a_group_and_a_search_narrow_what_all_means(desk: Desk) -> None:
    for number in range(4):
        desk.by_hand(f"CN-{number}", announcementValue=99_000)
    desk.by_hand("CN-2", announcementStatus="hidden")
    desk.open()
    group = find(desk.window, QComboBox, "compareCombo")
    assert [group.itemText(at) for at in range(group.count())] == ["All: 5", "Other status: 1", "Price: 4"]
    group.setCurrentIndex(2)
    assert len(desk.cells()) == 4
    find(desk.window, QLineEdit, "searchCompareEdit").setText("cn-2")
    assert [row[0] for row in desk.cells()] == ["str. Ismail 2\nCN-2"]
    desk.press("selectAllCompareButton")
    desk.press("portalWinsButton")
    find(desk.window, QLineEdit, "searchCompareEdit").setText("")
    group.setCurrentIndex(0)
    assert [row[WINS_COLUMN] for row in desk.cells()].count("The portal") == 1


def test_a_listing_only_on_the_portal_is_left_or_hidden(desk: Desk) -> None:
    desk.portal.typed_in["501"] = {"announcementStatus": "active"}
    desk.portal.typed_in["502"] = {"announcementStatus": "active"}
    desk.open()
    assert not find(desk.window, QPushButton, "fileWinsButton").isEnabled()
    desk.select(0)
    desk.press("hideWinsButton")
    desk.select(1)
    desk.press("portalWinsButton")
    assert [row[WINS_COLUMN] for row in desk.cells()] == ["Hide it", "Leave it"]
    desk.press("applyCompareButton")
    assert "1 listing was hidden." in desk.said()
    assert desk.portal.typed_in["501"]["announcementStatus"] == "hidden"
    assert desk.portal.typed_in["502"]["announcementStatus"] == "active"
    (run, _) = desk.ledger.runs()
    assert (run.kind, desk.ledger.counts(run.id).hidden) == (RunKind.HIDE, 1)


def test_what_could_not_be_hidden_now_is_kept_and_stays_in_the_table(desk: Desk) -> None:
    desk.portal.typed_in |= {"501": {"announcementStatus": "active"}, "502": {"announcementStatus": "active"}}
    desk.portal.script = lambda _, number: failure(Code.KEY_INVALID, After.STOP) if number else None
    desk.portal.requests.clear()
    desk.open()
    desk.select(0, 1)
    desk.press("hideWinsButton")
    desk.press("applyCompareButton")
    assert "1 listing was hidden." in desk.said()
    assert "1 listing is not hidden yet: the first page offers to go on with it." in desk.said()
    assert "The key was not accepted" in desk.said()
    assert len(desk.cells()) == 1
    connection = desk.window.session.connection
    assert connection is not None
    assert connection.interrupted is not None
    assert connection.interrupted.kind is RunKind.HIDE


def test_an_answer_that_is_lost_is_looked_up_before_it_is_told(desk: Desk) -> None:
    desk.portal.typed_in["501"] = {"announcementStatus": "active"}
    desk.portal.lose_after_applying = frozenset({len(desk.portal.requests)})
    desk.open()
    desk.press("hideWinsButton")
    desk.press("applyCompareButton")
    assert "1 listing was hidden." in desk.said()
    assert desk.portal.applied["501"] == 1


def test_a_refusal_to_hide_is_told_and_the_listing_stays_in_the_table(desk: Desk) -> None:
    desk.portal.typed_in["501"] = {"announcementStatus": "active"}
    desk.portal.refuse = lambda _: "Invalid status"
    desk.open()
    desk.press("hideWinsButton")
    desk.press("applyCompareButton")
    assert "501: Invalid status" in desk.said()
    assert len(desk.cells()) == 1


def test_a_link_taken_off_and_a_listing_taken_down_say_what_to_do(desk: Desk) -> None:
    desk.portal.typed_in["p-CN-1"] = desk.portal.portal.pop("CN-1")
    desk.by_hand("CN-2", announcementStatus="blocked")
    desk.open()
    told = {row[0].split("\n")[1]: row[WINS_COLUMN] for row in desk.cells()}
    assert told == {
        "CN-1": "Link it again: the next upload would not find it.",
        "CN-2": "Rentix took it down: ask their support.",
    }


def test_the_keyboard_alone_is_enough(desk: Desk) -> None:
    desk.by_hand("CN-1", announcementValue=99_000)
    desk.by_hand("CN-2", announcementValue=98_000)
    desk.open()
    table = desk.table
    assert table.hasFocus()
    QTest.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    for _ in range(12):
        QTest.keyClick(desk.window.focusWidget(), Qt.Key.Key_Tab)
        if desk.window.focusWidget().objectName() == "fileWinsButton":
            break
    QTest.keyClick(desk.window.focusWidget(), Qt.Key.Key_Return)
    assert [row[WINS_COLUMN] for row in desk.cells()] == ["Our file", "Our file"]
    for _ in range(12):
        QTest.keyClick(desk.window.focusWidget(), Qt.Key.Key_Tab)
        if desk.window.focusWidget().objectName() == "applyCompareButton":
            break
    QTest.keyClick(desk.window.focusWidget(), Qt.Key.Key_Return)
    settle(desk.qtbot, desk.window)
    assert "No differences." in desk.said()


def test_a_click_on_what_wins_goes_round(desk: Desk) -> None:
    desk.by_hand("CN-1", announcementValue=99_000)
    desk.open()
    found = []
    for _ in range(3):
        index = desk.table.model().index(0, WINS_COLUMN)
        QTest.mouseClick(
            desk.table.viewport(),
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            desk.table.visualRect(index).center(),
        )
        found.append(desk.cells()[0][WINS_COLUMN])
    assert found == ["Our file", "The portal", "Not decided"]


def test_a_failure_is_shown_in_the_page_and_it_can_be_tried_again(desk: Desk) -> None:
    desk.by_hand("CN-1", announcementValue=99_000)
    errors = [failure(Code.KEY_INVALID, After.STOP)]

    def before(_page: int) -> None:
        if errors:
            raise errors.pop()

    desk.portal.before_page = before
    desk.open()
    assert desk.window.page.error.isVisible()
    desk.press("startCompareButton")
    assert not desk.window.page.error.isVisible()
    assert len(desk.cells()) == 1


def test_it_shows_how_far_it_is_and_can_be_stopped(desk: Desk) -> None:
    reading, go_on = threading.Event(), threading.Event()

    def before(_page: int) -> None:
        reading.set()
        go_on.wait(20)

    desk.portal.before_page = before
    desk.window.show_place(COMPARE)
    desk.qtbot.waitUntil(reading.is_set)
    assert "Reading the listings of the portal…" in desk.said()
    find(desk.window, QPushButton, "stopCompareButton").click()
    go_on.set()
    settle(desk.qtbot, desk.window)
    assert "Nothing was compared yet" in desk.said()


def test_what_was_decided_outlives_another_language(desk: Desk) -> None:
    desk.by_hand("CN-1", announcementValue=99_000)
    desk.open()
    desk.press("fileWinsButton")
    asked = len(desk.portal.looked_up)
    desk.window.change_language("ro")
    settle(desk.qtbot, desk.window)
    assert len(desk.cells()) == 1
    assert len(desk.portal.looked_up) == asked
    desk.press("applyCompareButton")
    assert desk.ledger.listings(["CN-1"])["CN-1"].fields["announcementValue"] == 99_000


def test_what_was_found_before_something_was_sent_is_not_shown_again(desk: Desk) -> None:
    desk.by_hand("CN-1", announcementValue=99_000)
    desk.open()
    assert len(desk.cells()) == 1
    desk.window.show_place(UPLOADS)
    settle(desk.qtbot, desk.window)
    desk.by_hand("CN-1", announcementValue=101.0)
    desk.window.session.outdate(AccountKey(ACCOUNT.base_url, ACCOUNT.id))
    desk.open()
    assert "No differences." in desk.said()


def test_without_a_connection_it_says_so(window: Window, qtbot: QtBot) -> None:
    window.show_place(COMPARE)
    settle(qtbot, window)
    said = [each.text() for each in window.page.findChildren(QLabel) if each.isVisible()]
    assert "Connect to the portal first." in said


def test_while_something_is_sent_nothing_is_compared(desk: Desk) -> None:
    account = AccountKey(ACCOUNT.base_url, ACCOUNT.id)
    done = threading.Event()
    job = desk.window.jobs.build("tend", lambda _task: done.wait(20))
    desk.window.session.tend(account, job)
    job.start()
    desk.window.show_place(COMPARE)
    assert "Something is being sent now" in desk.said()
    done.set()
    settle(desk.qtbot, desk.window)
    assert "No differences." in desk.said()


def test_sending_now_leads_home_and_the_history_leads_here(desk: Desk) -> None:
    desk.by_hand("CN-1", announcementValue=99_000)
    desk.window.show_place(UPLOADS)
    settle(desk.qtbot, desk.window)
    desk.press("comparePlaceButton")
    desk.press("fileWinsButton")
    desk.press("applyCompareButton")
    desk.press("sendNowButton")
    assert desk.window.page.NAME == "homePlace"
