"""The history: each upload down to the row and the field, and "what happened to …?"."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QSpinBox, QTableView, QTextBrowser
from pytestqt.qtbot import QtBot

from rentix_desktop.sync.destination import Accepted, JobNews, JobState, Refused
from rentix_desktop.sync.ledger import Action, Ledger
from rentix_desktop.sync.ports import KnownAccount
from rentix_desktop.sync.sources.book import Reason, Visit, VisitEnd
from rentix_desktop.ui.places.history.markup import cut, listing_of_link, run_of_link
from rentix_desktop.ui.window import Window
from tests.contracts.history import DAY, blocked, sent, update
from tests.contracts.ledger import ACCOUNT, UPLOAD, row
from tests.ui.conftest import find, settle
from tests.ui.parts import World


@pytest.fixture
def window(qtbot: QtBot, world: World, open_window: Callable[..., Window]) -> Window:
    """Of an agency that was connected before, and is not just now."""
    ports = world.ports()
    ports.settings.save(
        replace(ports.settings.load(), accounts=(KnownAccount(ACCOUNT, "Casa Verde"),), last_account=ACCOUNT)
    )
    ledger = ports.open_ledger(ACCOUNT)
    fill(ledger)
    ledger.close()
    opened: Window = open_window()
    opened.show_place("uploads")
    settle(qtbot, opened)
    return opened


def fill(ledger: Ledger) -> None:
    rows = [
        replace(row(seq), record={**row(seq).record, "propertyAddress": f"str. <b>Ismail</b> {seq}"})
        for seq in range(150)
    ]
    first = sent(ledger, *rows, answers={1: Refused(("Invalid status",)), 0: Accepted(job="7")})
    ledger.tell_job(first, 0, "7", JobNews(JobState.FAILED, "photo <too> big"))
    sent(ledger, update(0, announcementValue=77_000), blocked(1), row(2, Action.NONE))
    for _ in range(2):
        ledger.add_visit(Visit(UPLOAD.source, time.time() + 1, VisitEnd.SAME, rows=150))
    ledger.add_visit(Visit(UPLOAD.source, time.time() + 2, VisitEnd.WAITS, reason=Reason("empty")))


def lines(table: QTableView, column: int) -> list[str]:
    model = table.model()
    return [str(model.index(at, column).data()) for at in range(model.rowCount())]


def opened(qtbot: QtBot, window: Window, line: int) -> QTableView:
    table = find(window.page, QTableView, "uploadsTable")
    table.setCurrentIndex(table.model().index(line, 0))
    find(window, QPushButton, "openRunButton").click()
    settle(qtbot, window)
    return find(window.page, QTableView, "runRowsTable")


def asked(qtbot: QtBot, window: Window, text: str) -> str:
    search = find(window.page, QLineEdit, "listingSearchEdit")
    search.setText(text)
    qtbot.keyClick(search, Qt.Key.Key_Return)
    settle(qtbot, window)
    return find(window.page, QTextBrowser, "lifeText").toPlainText()


def test_uploads_and_looks_stand_in_one_list(window: Window) -> None:
    table = find(window.page, QTableView, "uploadsTable")
    assert lines(table, 0) == ["a.xlsx\nLooked at", "a.xlsx\nLooked at", "a.xlsx\nUpload", "a.xlsx\nUpload"]
    assert lines(table, 2) == [
        "The file is empty",
        "Nothing new, 2 times one after the other",
        "1 updated",
        "149 created",
    ]


def test_a_look_opens_to_why_the_file_was_not_taken(qtbot: QtBot, window: Window) -> None:
    table = find(window.page, QTableView, "uploadsTable")
    table.setCurrentIndex(table.model().index(0, 0))
    find(window, QPushButton, "openRunButton").click()
    assert "There is no listing in it." in find(window.page, QTextBrowser, "lifeText").toPlainText()


def test_a_run_opens_to_its_rows_and_a_row_to_its_fields(qtbot: QtBot, window: Window) -> None:
    table = opened(qtbot, window, 2)
    assert lines(table, 0) == ["CN-0\nrow 2", "CN-1\nrow 3", "CN-2\nrow 4"]
    assert lines(table, 1) == ["Change\nPrice", "Cannot be sent yet", "Nothing to send"]
    assert lines(table, 2)[0] == "Accepted"
    assert lines(table, 2)[1].startswith("Address: ")
    detail = find(window.page, QTextBrowser, "rowDetail")
    assert "10 → 77,000" in detail.toPlainText()
    table.setCurrentIndex(table.model().index(1, 0))
    settle(qtbot, window)
    assert "Not sent. Address: " in detail.toPlainText()


def test_rows_come_as_they_are_scrolled_to(qtbot: QtBot, window: Window) -> None:
    table = opened(qtbot, window, 3)
    assert table.model().rowCount() == 100
    assert "photo <too> big" in find(window.page, QTextBrowser, "rowDetail").toPlainText()
    table.scrollToBottom()
    settle(qtbot, window)
    assert lines(table, 0)[149] == "str. <b>Ismail</b> 149\nCN-149 · row 151"


def test_only_what_did_not_go_can_be_shown(qtbot: QtBot, window: Window) -> None:
    table = opened(qtbot, window, 3)
    combo = find(window.page, QComboBox, "rowsCombo")
    combo.setCurrentIndex(2)
    combo.activated.emit(2)
    settle(qtbot, window)
    assert [line.splitlines()[-1] for line in lines(table, 0)] == ["CN-1 · row 3"]
    assert "Invalid status" in find(window.page, QTextBrowser, "rowDetail").toPlainText()


def test_what_happened_to_a_listing_is_told_as_dated_sentences(qtbot: QtBot, window: Window) -> None:
    told = asked(qtbot, window, "cn-0")
    for sentence in ("Created on the portal.", "photo <too> big", "Changed on the portal.", "10 → 77,000"):
        assert sentence in told
    assert told.index("Created") < told.index("could not be published") < told.index("Changed")


def test_a_part_of_the_address_finds_listings_to_choose_from(qtbot: QtBot, window: Window) -> None:
    assert asked(qtbot, window, "CN-14").startswith("CN-14\n")  # there are CN-140 to CN-149: itself is meant
    life = find(window.page, QTextBrowser, "lifeText")
    asked(qtbot, window, "-14")
    assert "11 listings fit" in life.toPlainText()
    life.anchorClicked.emit(QUrl("listing:CN-141"))
    settle(qtbot, window)
    assert life.toPlainText().startswith("CN-141")
    assert "No listing was found for “nowhere”." in asked(qtbot, window, "nowhere")


def test_a_long_life_is_shown_in_parts_and_never_holds_the_window_up(
    qtbot: QtBot, window: Window, world: World
) -> None:
    for price in range(60):
        sent(world.ledger, update(7, announcementValue=price, announcementDescription=f"{price} rooms " * 300))
    newest = asked(qtbot, window, "CN-7")
    assert "58 → 59" in newest
    assert "Created on the portal." not in newest
    life = find(window.page, QTextBrowser, "lifeText")
    begun = time.thread_time()
    life.anchorClicked.emit(QUrl("part:1"))
    assert time.thread_time() - begun < 0.25  # of this thread; five times what is allowed, as this computer may be slow
    assert "58 → 59" not in life.toPlainText()
    life.anchorClicked.emit(QUrl("part:2"))
    oldest = life.toPlainText()
    assert "Created on the portal." in oldest
    assert "Earlier" not in oldest


def test_an_event_leads_to_its_row_and_escape_back_to_the_list(qtbot: QtBot, window: Window) -> None:
    asked(qtbot, window, "CN-140")
    find(window.page, QTextBrowser, "lifeText").anchorClicked.emit(QUrl("run:1/140"))
    settle(qtbot, window)
    assert "CN-140" in find(window.page, QTextBrowser, "rowDetail").toPlainText()
    qtbot.keyClick(window.page, Qt.Key.Key_Escape)
    assert find(window.page, QTableView, "uploadsTable").isVisible()


def test_an_upload_whose_rows_are_gone_says_so(qtbot: QtBot, window: Window, world: World) -> None:
    ledger = world.ports().open_ledger(ACCOUNT)
    newest = ledger.runs(1)[0].created_at
    assert ledger.prune(newest + 100 * DAY, 365, 90).rows == 150
    window.show_place("settings")
    window.show_place("uploads")
    settle(qtbot, window)
    line = lines(find(window.page, QTableView, "uploadsTable"), 2).index("149 created")
    table = opened(qtbot, window, line)
    assert not table.isVisible()
    assert any("not kept any more" in text for text in shown_texts(window))


def shown_texts(window: Window) -> list[str]:
    from PySide6.QtWidgets import QLabel

    return [label.text() for label in window.page.findChildren(QLabel) if label.isVisible()]


def test_how_long_it_is_kept_is_a_setting(qtbot: QtBot, window: Window, world: World) -> None:
    window.show_place("settings")
    settle(qtbot, window)
    rows, history = (find(window.page, QSpinBox, name) for name in ("rowsDaysSpin", "historyDaysSpin"))
    assert (rows.value(), history.value(), rows.minimum()) == (90, 365, 30)
    rows.setValue(45)
    rows.editingFinished.emit()
    qtbot.waitUntil(lambda: world.ports().settings.load().rows_days == 45)


def test_links_of_a_page_lead_nowhere_else() -> None:
    assert run_of_link("run:3/14") == (3, 14)
    assert run_of_link("run:x/1") is None
    assert run_of_link("https://example.org") is None
    assert listing_of_link("listing:a%2Fb") == "a/b"
    assert listing_of_link("file:///etc") is None


def test_a_long_text_that_is_not_shown_whole_has_a_sign_that_it_goes_on() -> None:
    assert cut("Bright flat") == "Bright flat"
    assert cut("Bright flat " * 30).endswith("…")
    assert len(cut("x" * 300)) == 200
