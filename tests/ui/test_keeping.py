"""What is corrected in the repair table is kept: written at once, found again, applied to tomorrow's file, forgotten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from PySide6.QtCore import QAbstractItemModel, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMessageBox, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from rentix_desktop.catalog.fields import JsonValue
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.sync.destination import Operation
from rentix_desktop.sync.ledger import AccountKey, Ledger
from rentix_desktop.sync.planning.foreseen import Number, foreseen
from rentix_desktop.sync.repair.corrections import KeptCorrection
from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.models.foreseen import ForeseenModel
from rentix_desktop.ui.window import Window
from rentix_desktop.ui.wizard.flow import Step as WizardStep
from tests.ui.conftest import find, settle
from tests.ui.parts import ACCOUNT, KEY, Service, World
from tests.ui.ways import Row, at_check, listing

LONG = "x" * 2001
BAD = [listing(10, text=LONG), listing(11, text=LONG), listing(12, price="13")]
PRICE, TEXT = "announcementValue", "announcementDescription"
OpenWindow = Callable[..., Window]


def refuse(operation: Operation) -> str | None:
    return "the price is not believed" if operation.fields.get(PRICE) == 13 else None


def send(qtbot: QtBot, window: Window, world: World, rows: list[Row], service: Service | None = None) -> Service:
    """To the results of these rows."""
    made = at_check(qtbot, window, world, rows, service or Service(refuse=refuse))
    find(window, QPushButton, "sendButton").click()
    settle(qtbot, window)
    assert window.session.flow.step is WizardStep.RESULTS
    return made


def model_of(window: Window) -> QAbstractItemModel:
    return find(window, QTableView, "failuresTable").model()


def put(qtbot: QtBot, window: Window, code: str, title: str, text: str) -> None:
    """Types a text into the cell of a listing."""
    model = model_of(window)
    titles = [model.headerData(at, Qt.Orientation.Horizontal) for at in range(model.columnCount())]
    row = next(
        row
        for row in range(model.rowCount())
        if any(code in str(model.index(row, at).data()) for at in range(1, model.columnCount()))
    )
    model.setData(model.index(row, titles.index(title)), text)
    settle(qtbot, window)


def ledger_of(window: Window) -> Ledger:
    connection = window.session.connection
    assert connection is not None
    return connection.ledger


def kept(ledger: Ledger, *names: str) -> dict[tuple[str, str], tuple[JsonValue, JsonValue]]:
    """(id, field) → what the file said, and what it was corrected to."""
    found: Iterable[tuple[KeptCorrection, ...]] = ledger.corrections(names or ("CN-10", "CN-11", "CN-12")).values()
    return {(each.external_id, each.field): (each.was, each.now) for part in found for each in part}


def on_disk(world: World) -> SqliteLedger:
    return SqliteLedger(world.folder / "ledger.sqlite", AccountKey(ACCOUNT.base_url, ACCOUNT.id))


def start_again(qtbot: QtBot, world: World, open_window: OpenWindow, service: Service) -> Window:
    """The program the next day: the same folder, connected with the key."""
    world.open_ledger = lambda account: on_disk(world)  # type: ignore[method-assign]  # noqa: ARG005 - a port's
    world.connect = lambda *_: service  # type: ignore[method-assign]
    window = open_window()
    find(window, QLineEdit, "apiKeyEdit").setText(KEY)
    find(window, QPushButton, "checkKeyButton").click()
    settle(qtbot, window)
    return window


def close(qtbot: QtBot, window: Window) -> None:
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())


def said(window: Window) -> str:
    return "\n".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


def test_a_correction_is_on_disk_while_the_clerk_goes_on_and_undo_takes_it_back(
    qtbot: QtBot, window: Window, world: World
) -> None:
    send(qtbot, window, world, BAD)
    ledger = ledger_of(window)
    put(qtbot, window, "CN-10", "Description", "short enough")
    put(qtbot, window, "CN-12", "Price", "14")
    expected = {("CN-10", TEXT): (LONG, "short enough"), ("CN-12", PRICE): (13, 14)}
    qtbot.waitUntil(lambda: kept(ledger) == expected)
    put(qtbot, window, "CN-12", "Price", "13")  # what the file says: nothing is corrected any more
    qtbot.waitUntil(lambda: kept(ledger) == {("CN-10", TEXT): (LONG, "short enough")})
    model_of(window).undo.undo()  # type: ignore[attr-defined]  # the table's own
    qtbot.waitUntil(lambda: kept(ledger) == expected)


def test_what_was_typed_last_is_written_before_the_window_closes(qtbot: QtBot, window: Window, world: World) -> None:
    send(qtbot, window, world, BAD)
    put(qtbot, window, "CN-11", "Description", "typed last")
    close(qtbot, window)
    ledger = on_disk(world)
    assert kept(ledger) == {("CN-11", TEXT): (LONG, "typed last")}
    ledger.close()


def test_the_next_start_leads_to_what_was_left_with_its_corrections(
    qtbot: QtBot, world: World, open_window: OpenWindow
) -> None:
    first = open_window()
    service = send(qtbot, first, world, [*BAD, ("", "str. Ismail 9", "apartment", "5", "2", "", "active")])
    put(qtbot, first, "CN-10", "Description", "short enough")
    put(qtbot, first, "str. Ismail 9", "Listing code", "CN-9")  # a row that has no code of its own is kept with its run
    close(qtbot, first)
    window = start_again(qtbot, world, open_window, service)
    assert "4 listings of listings.csv still need you" in said(window)
    find(window, QPushButton, "openRepairButton").click()
    settle(qtbot, window)
    assert window.page.title() == "0 sent. 4 need you."
    retry = find(window, QPushButton, "retryButton")
    assert retry.text() == "Send 2 corrected listings"
    retry.click()
    settle(qtbot, window)
    assert {name: fields.get(TEXT) for name, fields in service.portal.items()} == {
        "CN-10": "short enough",
        "CN-9": None,
    }
    close(qtbot, window)
    third = start_again(qtbot, world, open_window, service)
    assert "2 listings of listings.csv still need you" in said(third)
    find(third, QPushButton, "declineRepairButton").click()
    assert "still need you" not in said(third)


def test_there_is_no_offer_where_nothing_is_left(qtbot: QtBot, world: World, open_window: OpenWindow) -> None:
    first = open_window()
    service = send(qtbot, first, world, [listing(12, price="13")])
    put(qtbot, first, "CN-12", "Price", "14")
    find(first, QPushButton, "retryButton").click()
    settle(qtbot, first)
    close(qtbot, first)
    window = start_again(qtbot, world, open_window, service)
    assert "still need" not in said(window)


def test_tomorrows_file_is_corrected_again_and_a_changed_cell_is_told(
    qtbot: QtBot, window: Window, world: World
) -> None:
    service = send(qtbot, window, world, BAD)
    put(qtbot, window, "CN-10", "Description", "short enough")
    put(qtbot, window, "CN-12", "Price", "14")
    window.session.again()
    settle(qtbot, window)
    at_check(qtbot, window, world, [BAD[0], BAD[1], listing(12, price="15")])
    words = find(window, QLabel, "forecastLabel").text()
    assert "1 is corrected as you did before." in words
    assert "1 cell that you had corrected was changed in the file: the file is taken." in words
    find(window, QPushButton, "sendButton").click()
    settle(qtbot, window)
    assert service.portal["CN-10"][TEXT] == "short enough"
    assert service.portal["CN-12"][PRICE] == 15
    assert kept(ledger_of(window)) == {("CN-10", TEXT): (LONG, "short enough")}


def test_another_language_loses_nothing(qtbot: QtBot, window: Window, world: World) -> None:
    send(qtbot, window, world, BAD)
    put(qtbot, window, "CN-10", "Description", "short enough")
    window.change_language("ro")
    settle(qtbot, window)
    window.change_language("en")
    settle(qtbot, window)
    assert kept(ledger_of(window)) == {("CN-10", TEXT): (LONG, "short enough")}
    put(qtbot, window, "CN-11", "Description", "also")
    qtbot.waitUntil(lambda: ("CN-11", TEXT) in kept(ledger_of(window)))
    assert find(window, QPushButton, "retryButton").text() == "Send 2 corrected listings"


def test_a_full_disk_is_said_and_the_next_correction_brings_both(qtbot: QtBot, window: Window, world: World) -> None:
    send(qtbot, window, world, BAD)
    ledger = ledger_of(window)
    keep = ledger.keep_corrections

    def full(corrections: Iterable[KeptCorrection]) -> None:
        raise AppError(Code.DISK_FULL, Cause.ENVIRONMENT, path="/data", detail="")

    ledger.keep_corrections = full  # type: ignore[method-assign]
    put(qtbot, window, "CN-10", "Description", "short enough")
    qtbot.waitUntil(window.page.error.isVisible)
    settle(qtbot, window)
    ledger.keep_corrections = keep  # type: ignore[method-assign]
    put(qtbot, window, "CN-11", "Description", "also")
    qtbot.waitUntil(lambda: set(kept(ledger)) == {("CN-10", TEXT), ("CN-11", TEXT)})


def test_all_of_them_can_be_forgotten_in_the_settings(qtbot: QtBot, window: Window, world: World) -> None:
    window.show_place("settings")
    settle(qtbot, window)
    assert not find(window, QPushButton, "forgetCorrectionsButton").isVisible()  # nobody is connected
    window.show_place("upload")
    send(qtbot, window, world, BAD)
    put(qtbot, window, "CN-10", "Description", "short enough")
    put(qtbot, window, "CN-12", "Price", "14")
    qtbot.waitUntil(lambda: len(kept(ledger_of(window))) == 2)
    window.show_place("settings")
    settle(qtbot, window)
    assert find(window, QLabel, "correctionsText").text().startswith("2 cells were corrected here.")
    answers = iter(("Keep them", "Forget"))

    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        assert box.text() == "Forget 2 corrections?"
        wanted = next(answers)
        next(button for button in box.buttons() if button.text() == wanted).click()

    for left in (2, 0):
        QTimer.singleShot(0, window, answer)
        find(window, QPushButton, "forgetCorrectionsButton").click()
        settle(qtbot, window)
        assert ledger_of(window).correction_count() == left
    assert find(window, QLabel, "correctionsDone").text() == "2 were forgotten."
    assert not find(window, QPushButton, "forgetCorrectionsButton").isEnabled()


def test_a_cell_that_was_corrected_on_another_day_says_so(qtbot: QtBot, window: Window, world: World) -> None:
    """On the check page beside what changes, and in the repair table where the row needs somebody again."""
    send(qtbot, window, world, BAD)
    put(qtbot, window, "CN-12", "Description", "a good one")
    window.session.again()
    settle(qtbot, window)
    at_check(qtbot, window, world, BAD)
    mark = f"corrected here on {dt.datetime.now().astimezone():%d.%m.}"
    forecast, connection = window.session.flow.forecast, window.session.connection
    assert forecast is not None
    assert connection is not None
    [row] = [found for _, found in foreseen(connection.ledger, forecast, Number.SENT)]
    model = ForeseenModel(Texts("en"), connection.catalogue)
    model.show_rows(Number.SENT, (row,))
    parent = model.index(0, 0)
    lines = [str(model.index(at, 1, parent).data()) for at in range(model.rowCount(parent))]
    assert [line.partition("\n")[0] for line in lines if mark in line] == ["Description"]
    [row] = [found for _, found in foreseen(connection.ledger, forecast, Number.CORRECTED)]
    model.show_rows(Number.CORRECTED, (row,))
    assert [str(model.index(0, at).data()) for at in (1, 2, 3)] == [f"Description\n{mark}", "empty", "a good one"]
    find(window, QPushButton, "sendButton").click()
    settle(qtbot, window)
    table = model_of(window)
    cells = [str(table.index(at, to).data()) for at in range(table.rowCount()) for to in range(table.columnCount())]
    assert [cell.partition("\n")[0] for cell in cells if mark in cell] == ["a good one"]
