"""The forecast's numbers open the listings behind them; the portal is asked before anything is stored; the trial."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTableView,
    QTreeView,
)
from pytestqt.qtbot import QtBot

from rentix_desktop.errors import Code
from rentix_desktop.sync.destination import After, Operation
from rentix_desktop.sync.ledger import State
from rentix_desktop.ui.messages import NoticeBar
from rentix_desktop.ui.widgets.number_card import NumberCard
from rentix_desktop.ui.window import Window
from rentix_desktop.ui.wizard.check import foreseeing
from rentix_desktop.ui.wizard.flow import Step
from tests.fakes.destination import failure
from tests.ui.conftest import find, settle
from tests.ui.parts import Service, World
from tests.ui.test_check import cells
from tests.ui.ways import Row, at_check, listing

YESTERDAY = [listing(number) for number in range(10)]
TODAY: list[Row] = [
    listing(2, price="52000", floor="3"),
    listing(3, price="53000"),
    *(listing(number) for number in range(4, 10)),
    listing(20),
    listing(21, floor="attic?"),
    listing(22, text="x" * 2001),
]
"""Two updated, six unchanged, two new (one with a remark), one that cannot be sent, two gone from the file."""


def second_day(qtbot: QtBot, window: Window, world: World, service: Service | None = None) -> Service:
    """The check page of a file that was sent yesterday, changed since."""
    service = at_check(qtbot, window, world, YESTERDAY, service)
    find(window, QPushButton, "sendButton").click()
    settle(qtbot, window)
    window.session.again()
    at_check(qtbot, window, world, TODAY)
    service.requests.clear()
    return service


def rows_of(window: Window, parent: QModelIndex | None = None) -> list[list[str]]:
    model = find(window, QTreeView, "foreseenTable").model()
    parent = parent or QModelIndex()
    return [
        [str(model.index(row, column, parent).data() or "").replace("\n", " | ") for column in range(4)]
        for row in range(model.rowCount(parent))
    ]


def opened(qtbot: QtBot, window: Window, name: str) -> list[list[str]]:
    """The rows behind a number, opened with the keyboard alone."""
    made = find(window, QPushButton, name)
    made.setFocus()
    qtbot.keyClick(made, Qt.Key.Key_Return)
    settle(qtbot, window)
    return rows_of(window)


def seen(window: Window, name: str) -> QPushButton:
    """Of several of a name the one that is shown."""
    (made,) = [made for made in window.findChildren(QPushButton, name) if made.isVisible()]
    return made


def hide_missing(qtbot: QtBot, window: Window) -> None:
    find(window, QCheckBox, "hideMissingCheck").click()
    settle(qtbot, window)


def test_every_number_opens_the_listings_behind_it_and_leads_back(qtbot: QtBot, window: Window, world: World) -> None:
    service = second_day(qtbot, window, world)
    hide_missing(qtbot, window)
    codes = {
        "createCard": ["CN-20", "CN-21"],
        "updateCard": ["CN-2", "CN-3"],
        "unchangedCard": [f"CN-{number}" for number in range(4, 10)],
        "hideCard": ["CN-0", "CN-1"],
        "blockedCard": ["CN-22"],
        "warnedLink": ["CN-21"],
        "costButton": ["CN-2", "CN-3", "CN-20", "CN-21", "CN-0", "CN-1"],
        "fileLink": [row[0] for row in TODAY],
    }
    for name, expected in codes.items():
        found = opened(qtbot, window, name)
        assert [line[0].split(" | ")[1].split(" · ")[0] for line in found] == expected, name
        assert all("str. Ismail" in line[0] for line in found)
        qtbot.keyClick(find(window, QLineEdit, "foreseenSearch"), Qt.Key.Key_Escape)
        assert QApplication.focusWidget() is find(window, QPushButton, name)
    assert service.requests == []


def test_a_number_that_is_nought_opens_nothing(qtbot: QtBot, window: Window, world: World) -> None:
    at_check(qtbot, window, world, YESTERDAY)
    assert find(window, NumberCard, "createCard").isEnabled()
    assert not find(window, NumberCard, "updateCard").isEnabled()
    assert not find(window, QPushButton, "warnedLink").isVisible()


def test_an_update_opens_to_each_field_old_and_new_in_words(qtbot: QtBot, window: Window, world: World) -> None:
    second_day(qtbot, window, world)
    assert "3 fields, mostly Price" in find(window, NumberCard, "updateCard").accessibleName()
    two, one = opened(qtbot, window, "updateCard")
    assert two == ["str. Ismail 2 | CN-2 · row 2", "Price | and 1 more", "50,000", "52,000"]
    assert one == ["str. Ismail 3 | CN-3 · row 3", "Price", "50,000", "53,000"]
    tree = find(window, QTreeView, "foreseenTable")
    first = tree.model().index(0, 0)
    tree.setFocus()
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    assert tree.isExpanded(first)
    assert [line[1:] for line in rows_of(window, first)] == [["Price", "50,000", "52,000"], ["Floor", "2", "3"]]
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualRect(tree.model().index(0, 1)).center())
    assert not tree.isExpanded(first)
    fields = find(window, QComboBox, "foreseenField")
    assert [fields.itemText(at) for at in range(fields.count())] == ["All changes", "Price: 2", "Floor: 1"]
    fields.setCurrentIndex(2)
    fields.activated.emit(2)
    settle(qtbot, window)
    assert rows_of(window) == [["str. Ismail 2 | CN-2 · row 2", "Floor | and 1 more", "2", "3"]]


def test_what_cannot_be_sent_opens_to_what_is_wrong(qtbot: QtBot, window: Window, world: World) -> None:
    second_day(qtbot, window, world)
    ((_, where, wrong, to_do),) = opened(qtbot, window, "blockedCard")
    assert where == "Text"
    assert "2,001" in wrong
    assert "Shorten it" in to_do


def test_listings_are_searched_by_address_and_code(qtbot: QtBot, window: Window, world: World) -> None:
    second_day(qtbot, window, world)
    opened(qtbot, window, "fileLink")
    search = find(window, QLineEdit, "foreseenSearch")
    search.setFocus()
    qtbot.keyClicks(search, "ISMAIL 20")
    qtbot.waitUntil(lambda: len(rows_of(window)) == 1 and not window.jobs.busy)
    assert "CN-20" in rows_of(window)[0][0]
    assert find(window, QLabel, "foreseenShown").text() == "1 found"
    search.setText("nowhere")
    qtbot.waitUntil(lambda: rows_of(window) == [] and not window.jobs.busy)
    assert not find(window, QTreeView, "foreseenTable").isVisible()


def test_many_listings_come_a_page_at_a_time(
    qtbot: QtBot, window: Window, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foreseeing, "PAGE", 4)
    monkeypatch.setattr("rentix_desktop.ui.wizard.check.foreseen_view.PAGE", 4)
    at_check(qtbot, window, world, [listing(number) for number in range(10)])
    pages = [opened(qtbot, window, "createCard")]
    shown = find(window, QLabel, "foreseenShown")
    assert shown.text() == "1 to 4 of 10"
    for _ in range(2):
        find(window, QPushButton, "foreseenNext").click()
        settle(qtbot, window)
        pages.append(rows_of(window))
    assert shown.text() == "9 to 10 of 10"
    assert [line[0] for page in pages for line in page] == [
        f"str. Ismail {n} | CN-{n} · row {n + 2}" for n in range(10)
    ]
    assert not find(window, QPushButton, "foreseenNext").isEnabled()
    find(window, QPushButton, "foreseenBefore").click()
    settle(qtbot, window)
    assert rows_of(window) == pages[1]


def test_what_is_left_of_the_monthly_limit_is_said(qtbot: QtBot, window: Window, world: World) -> None:
    at_check(qtbot, window, world, YESTERDAY)
    assert find(window, QLabel, "limitLabel").text() == (
        "Monthly limit: 41 used + 10 new of 1,000; 949 are left afterwards"
    )
    assert find(window, QPushButton, "costButton").text() == "1 request"
    assert find(window, QLabel, "costLabel").text() == "about 1 second"


# what is gone from the file -------------------------------------------------------------------------------------------
def test_what_is_gone_is_hidden_only_where_that_is_chosen(qtbot: QtBot, window: Window, world: World) -> None:
    service = second_day(qtbot, window, world)
    planned = window.session.flow.forecast
    assert planned is not None
    assert planned.hide == 0
    assert not find(window, NumberCard, "hideCard").isVisible()
    hide_missing(qtbot, window)
    ((_, what, before, after), _) = opened(qtbot, window, "hideCard")
    assert (what, before, after) == ("Status on the portal", "Published", "Hidden")
    find(window, QPushButton, "allNumbersButton").click()
    find(window, QPushButton, "sendButton").click()
    settle(qtbot, window)
    assert service.portal["CN-0"]["announcementStatus"] == "hidden"


def test_very_many_gone_are_named_and_need_a_yes_of_their_own(qtbot: QtBot, window: Window, world: World) -> None:
    at_check(qtbot, window, world, YESTERDAY)
    find(window, QPushButton, "sendButton").click()
    settle(qtbot, window)
    window.session.again()
    at_check(qtbot, window, world, TODAY[:3])
    hide_missing(qtbot, window)
    assert find(window, QPushButton, "heldLink").text() == "7 gone from the file, not hidden"
    assert len(opened(qtbot, window, "heldLink")) == 7
    find(window, QPushButton, "allNumbersButton").click()
    QApplication.processEvents()
    seen(window, "hideHeldButton").click()
    settle(qtbot, window)
    planned = window.session.flow.forecast
    assert planned is not None
    assert (planned.hide, planned.hide_held) == (7, 0)


def test_a_first_upload_has_nothing_to_hide(qtbot: QtBot, window: Window, world: World) -> None:
    at_check(qtbot, window, world, YESTERDAY)
    assert not find(window, QCheckBox, "hideMissingCheck").isVisible()


# asking the portal ----------------------------------------------------------------------------------------------------
def dear(operation: Operation) -> str | None:
    return "announcementValue must not be greater than 51" if operation.external_id in ("CN-2", "CN-5") else None


def ask(qtbot: QtBot, window: Window) -> str:
    find(window, QPushButton, "askPortalButton").click()
    settle(qtbot, window)
    return find(window, QLabel, "askedLabel").text()


def test_the_portals_objections_are_a_cause_of_their_own_before_anything_is_stored(
    qtbot: QtBot, window: Window, world: World
) -> None:
    service = at_check(qtbot, window, world, YESTERDAY, Service(refuse=dear))
    before = window.session.flow.forecast
    assert ask(qtbot, window) == "The portal looked at 10 listings: it would refuse 2, see below. Nothing was stored."
    assert service.portal == {}
    assert window.session.flow.forecast == before
    connection = window.session.connection
    assert connection is not None
    assert before is not None
    assert {row.state for row in connection.ledger.rows(before.run)} == {State.READY}
    table = find(window, QTableView, "problemsTable")
    ((cause, listings, where, words, _),) = cells(table)
    assert cause == "The portal objects\nthe portal would refuse it"
    assert (listings, where) == ("2", "Price")
    assert "announcementValue must not be greater than 51" in words
    table.activated.emit(table.model().index(0, 0))
    assert [line[1] for line in cells(table)] == ["str. Ismail 2\nCN-2", "str. Ismail 5\nCN-5"]
    window.change_language("ro")
    settle(qtbot, window)
    assert find(window, QLabel, "askedLabel").text()
    find(window, QPushButton, "sendButton").click()
    settle(qtbot, window)
    summary = window.session.flow.summary
    assert summary is not None
    assert (summary.created, summary.refused) == (8, 2)


def test_a_portal_that_cannot_be_asked_is_no_obstacle(qtbot: QtBot, window: Window, world: World) -> None:
    service = at_check(qtbot, window, world, YESTERDAY, Service(knows_validate=False))
    assert ask(qtbot, window).startswith("This portal cannot be asked beforehand.")
    assert find(window, QPushButton, "sendButton").isEnabled()
    find(window, QPushButton, "sendButton").click()
    settle(qtbot, window)
    assert len(service.portal) == 10


def test_asking_can_be_stopped_and_nothing_is_sent_meanwhile(qtbot: QtBot, window: Window, world: World) -> None:
    going, hold = threading.Event(), threading.Event()

    def wait(*_: object) -> None:
        going.set()
        hold.wait(20)

    limits = replace(Service().limits, max_operations=2)
    at_check(qtbot, window, world, YESTERDAY, Service(limits=limits, before=wait))
    find(window, QPushButton, "askPortalButton").click()
    qtbot.waitUntil(going.is_set)
    stop = find(window, QPushButton, "stopAskingButton")
    qtbot.waitUntil(stop.isVisible)
    assert QApplication.focusWidget() is stop
    assert not find(window, QPushButton, "sendButton").isEnabled()
    assert not find(window, QPushButton, "trialButton").isEnabled()
    assert find(window, QLabel, "askedLabel").text().startswith("Asking the portal")
    stop.click()
    hold.set()
    settle(qtbot, window)
    assert find(window, QPushButton, "sendButton").isEnabled()
    assert "were not asked about" in find(window, QLabel, "askedLabel").text()
    assert QApplication.focusWidget() is find(window, QPushButton, "askPortalButton")


def test_another_plan_ends_the_asking_about_the_former_one(qtbot: QtBot, window: Window, world: World) -> None:
    going, hold = threading.Event(), threading.Event()
    service = second_day(qtbot, window, world)

    def wait(*_: object) -> None:
        going.set()
        hold.wait(20)

    service.before = wait
    find(window, QPushButton, "askPortalButton").click()
    qtbot.waitUntil(going.is_set)
    find(window, QCheckBox, "hideMissingCheck").click()
    hold.set()
    settle(qtbot, window)
    planned = window.session.flow.forecast
    assert planned is not None
    assert planned.hide == 2
    assert find(window, QLabel, "askedLabel").text() == ""
    assert find(window, QPushButton, "sendButton").isEnabled()


def test_a_key_that_is_refused_meanwhile_is_told(qtbot: QtBot, window: Window, world: World) -> None:
    service = Service(script=lambda *_: failure(Code.KEY_INVALID, After.STOP))
    at_check(qtbot, window, world, YESTERDAY, service)
    assert ask(qtbot, window).startswith("10 were not asked about: ")
    assert find(window, QPushButton, "sendButton").isEnabled()


# the trial ------------------------------------------------------------------------------------------------------------
def test_the_trial_is_as_large_as_chosen_and_the_rest_follows(qtbot: QtBot, window: Window, world: World) -> None:
    service = at_check(qtbot, window, world, YESTERDAY)
    size = find(window, QSpinBox, "trialSize")
    assert (size.value(), size.minimum(), size.maximum()) == (5, 1, 9)
    size.setValue(7)
    trial = find(window, QPushButton, "trialButton")
    assert trial.text() == "Try with 7 first"
    trial.click()
    settle(qtbot, window)
    assert window.session.flow.step is Step.RESULTS
    assert len(service.portal) == 7
    notice = window.page.findChild(NoticeBar)
    assert notice is not None
    assert notice.accessibleName().startswith("3 listings are still to be sent")
    rest = seen(window, "goOnButton")
    assert rest.text() == "Send the rest"
    rest.click()
    settle(qtbot, window)
    assert len(service.portal) == 10
    summary = window.session.flow.summary
    assert summary is not None
    assert (summary.created, summary.not_sent) == (10, 0)


def test_a_trial_of_no_more_than_there_is(qtbot: QtBot, window: Window, world: World) -> None:
    at_check(qtbot, window, world, YESTERDAY[:5])
    assert not find(window, QPushButton, "trialButton").isVisible()
    assert not find(window, QSpinBox, "trialSize").isVisible()
