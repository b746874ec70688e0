"""Taking back: what will happen is shown first, a clear yes is asked for, and then it is a run like any other."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from rentix_desktop.catalog.fields import Record
from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.sync.destination import Operation
from rentix_desktop.sync.ledger import NewRun, RunKind
from rentix_desktop.sync.planning.plan import Planner, PlanOptions
from rentix_desktop.sync.planning.undo import plan_undo
from rentix_desktop.ui.session import RunOrder
from rentix_desktop.ui.window import Window
from rentix_desktop.ui.wizard.flow import Step
from rentix_desktop.ui.wizard.results.send_menu import SendMenu
from rentix_desktop.ui.wizard.results.undoing import UndoQuestion
from tests.ui.conftest import find, settle
from tests.ui.parts import Service, World
from tests.ui.ways import Row, at_check, listing

STATUS = "announcementStatus"


def send(qtbot: QtBot, window: Window, world: World, rows: list[Row], service: Service | None = None) -> Service:
    found = at_check(qtbot, window, world, rows, service)
    find(window, QPushButton, "sendButton").click()
    settle(qtbot, window)
    assert window.session.flow.step is Step.RESULTS
    return found


def two_uploads(qtbot: QtBot, window: Window, world: World) -> Service:
    """The second changes a price, adds a description that was not there, and brings a new listing."""
    service = send(qtbot, window, world, [listing(0), listing(1)], Service())
    send(qtbot, window, world, [listing(0, price="60000"), listing(1, text="x" * 60), listing(2)])
    return service


def asked(qtbot: QtBot, window: Window) -> UndoQuestion:
    find(window, QPushButton, "takeBackButton").click()
    settle(qtbot, window)
    question = find(window, UndoQuestion, "undoQuestion")
    qtbot.waitUntil(question.isVisible)
    return question


def said(question: QDialog) -> str:
    return "\n".join(label.text() for label in question.findChildren(QLabel))


def kinds(window: Window) -> list[RunKind]:
    assert window.session.connection is not None
    return [info.kind for info in window.session.connection.ledger.runs()]


def test_the_forecast_is_shown_and_what_stays_is_named(qtbot: QtBot, window: Window, world: World) -> None:
    service = two_uploads(qtbot, window, world)
    requests = len(service.requests)
    question = asked(qtbot, window)
    text = said(question)
    assert "Take back this upload?" in text
    assert "1 listing is hidden" in text
    assert "1 listing gets what it said before" in text
    assert "1 listing cannot be put back" in text
    model = find(question, QTableView, "undoStaysTable").model()
    cells = [str(model.index(0, column).data()) for column in range(model.columnCount())]
    assert model.rowCount() == 1
    assert "CN-1" in cells[0]
    assert cells[1] == "Description"
    assert "not known here" in cells[2]
    assert len(service.requests) == requests
    question.reject()
    settle(qtbot, window)


def test_no_changes_nothing_and_leaves_no_run(qtbot: QtBot, window: Window, world: World) -> None:
    service = two_uploads(qtbot, window, world)
    before = {name: dict(fields) for name, fields in service.portal.items()}
    question = asked(qtbot, window)
    no = find(question, QPushButton, "undoNoButton")
    assert question.focusWidget() is no  # Enter pressed by mistake takes nothing back
    qtbot.keyClick(no, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert window.session.flow.step is Step.RESULTS
    assert (service.portal, kinds(window)) == (before, [RunKind.UPLOAD, RunKind.UPLOAD])
    assert not window.findChildren(UndoQuestion) or not question.isVisible()
    question = asked(qtbot, window)  # it can be asked again
    qtbot.keyClick(question, Qt.Key.Key_Escape)
    settle(qtbot, window)
    assert kinds(window) == [RunKind.UPLOAD, RunKind.UPLOAD]


def test_yes_takes_it_back_and_that_can_be_undone(qtbot: QtBot, window: Window, world: World) -> None:
    service = two_uploads(qtbot, window, world)
    after = {name: dict(fields) for name, fields in service.portal.items()}
    question = asked(qtbot, window)
    yes = find(question, QPushButton, "undoYesButton")
    assert yes.text() == "Yes, put 2 listings back"
    yes.click()
    settle(qtbot, window)
    flow = window.session.flow
    assert flow.step is Step.RESULTS
    assert flow.summary is not None
    assert (flow.summary.hidden, flow.summary.updated, flow.summary.skipped) == (1, 1, 1)
    assert service.portal["CN-0"]["announcementValue"] == 50_000
    assert service.portal["CN-2"][STATUS] == "hidden"
    assert kinds(window)[0] is RunKind.UNDO

    again = find(window, QPushButton, "takeBackButton")
    assert again.text() == "Undo the taking back"
    question = asked(qtbot, window)
    assert "Undo this taking back?" in said(question)
    find(question, QPushButton, "undoYesButton").click()
    settle(qtbot, window)
    assert service.portal == after


def test_where_nothing_came_to_the_portal_there_is_nothing_to_take_back(
    qtbot: QtBot, window: Window, world: World
) -> None:
    send(qtbot, window, world, [listing(0)], Service(refuse=lambda _: "no"))
    made = find(window, QPushButton, "takeBackButton")
    assert not made.isVisible()


def test_what_the_portal_refuses_of_it_is_in_the_repair_table_and_sent_again(
    qtbot: QtBot, window: Window, world: World
) -> None:
    down: list[bool] = []

    def refuse(_: Operation) -> str | None:
        return "not now" if down else None

    service = Service(refuse=refuse)
    send(qtbot, window, world, [listing(0), listing(1), listing(2)], service)
    connection = window.session.connection
    assert connection is not None
    (info,) = connection.ledger.runs()
    new = NewRun(info.account, RunKind.UPLOAD, info.source, info.file_name)
    changed: Record = {"externalId": "CN-0", "announcementValue": 60_000}
    with Planner(connection.ledger, connection.catalogue, service, new, PlanOptions()) as planner:
        planner.rows([MappedRow(0, 2, {**connection.ledger.listings(["CN-0"])["CN-0"].fields, **changed})])
        planner.hides(["CN-1"])
    window.session.order(RunOrder(planner.run))
    settle(qtbot, window)
    assert service.portal["CN-1"][STATUS] == "hidden"

    down.append(True)
    find(asked(qtbot, window), QPushButton, "undoYesButton").click()
    settle(qtbot, window)
    assert window.page.title() == "0 sent. 2 need you."
    down.clear()
    menu = find(window, SendMenu, "retryMenuButton")
    ((_, _, rows), *_) = (choice for choice in menu.choices() if choice[0] == "all")
    assert len(rows) == 2
    menu.chosen.emit(rows)
    settle(qtbot, window)
    assert service.portal["CN-0"]["announcementValue"] == 50_000
    assert service.portal["CN-1"][STATUS] == "active"
    assert find(window, QPushButton, "takeBackButton").text() == "Undo the taking back"


# the uploads so far ---------------------------------------------------------------------------------------------------
def at_uploads(qtbot: QtBot, window: Window) -> QTableView:
    window.show_place("uploads")
    settle(qtbot, window)
    return find(window.page, QTableView, "uploadsTable")


def place_button(window: Window) -> QPushButton:
    (made,) = (made for made in window.page.buttons if made.objectName() == "takeBackButton")
    assert isinstance(made, QPushButton)
    return made


def test_an_upload_of_another_day_is_taken_back_from_the_list(qtbot: QtBot, window: Window, world: World) -> None:
    service = two_uploads(qtbot, window, world)
    window.session.again()
    settle(qtbot, window)
    table = at_uploads(qtbot, window)
    model = table.model()
    assert model.rowCount() == 2
    assert str(model.index(0, 0).data()) == "listings.csv\nUpload"
    assert str(model.index(0, 2).data()) == "1 created, 2 updated"
    assert place_button(window).isVisible()
    place_button(window).click()
    settle(qtbot, window)
    question = find(window, UndoQuestion, "undoQuestion")
    find(question, QPushButton, "undoYesButton").click()
    settle(qtbot, window)
    assert window.session.flow.step is Step.RESULTS
    assert window.page.objectName() == "resultsPage"
    assert service.portal["CN-0"]["announcementValue"] == 50_000
    model = at_uploads(qtbot, window).model()
    assert [str(model.index(at, 0).data()).splitlines()[1] for at in range(3)] == [
        "Taken back",
        "Upload; taken back since",
        "Upload",
    ]


def test_while_a_file_is_prepared_its_forecast_is_not_lost(qtbot: QtBot, window: Window, world: World) -> None:
    send(qtbot, window, world, [listing(0)], Service())
    at_check(qtbot, window, world, [listing(0, price="70000")])
    at_uploads(qtbot, window)
    assert not place_button(window).isVisible()
    assert "A file is being prepared" in window.page.foot().note
    window.show_place("upload")
    settle(qtbot, window)
    find(window, QPushButton, "sendButton").click()
    settle(qtbot, window)
    summary = window.session.flow.summary
    assert summary is not None
    assert summary.updated == 1


def test_after_thirty_days_an_upload_is_listed_and_cannot_be_taken_back(
    qtbot: QtBot, window: Window, world: World
) -> None:
    send(qtbot, window, world, [listing(0)], Service())
    window.session.again()
    connection = window.session.connection
    assert connection is not None
    connection.ledger._write("UPDATE runs SET finished_at = finished_at - 31 * 86400", ())  # type: ignore[attr-defined]  # time passes
    table = at_uploads(qtbot, window)
    assert table.model().rowCount() == 1
    assert not place_button(window).isVisible()


def test_an_interrupted_undo_is_offered_as_what_it_is(qtbot: QtBot, window: Window, world: World) -> None:
    two_uploads(qtbot, window, world)
    connection = window.session.connection
    assert connection is not None
    ledger = connection.ledger
    (newest, *_) = ledger.runs()
    told = plan_undo(ledger, newest.id, connection.catalogue, connection.destination, newest.started_at or 0.0)
    ledger.start(told.run)
    ledger.finish(told.run, 1.0, complete=False)
    window.session.left_behind(ledger.interrupted())
    window.session.again()
    settle(qtbot, window)
    assert any("Taking back the upload of" in label.text() for label in window.page.findChildren(QLabel))
    find(window.page, QPushButton, "resumeButton").click()
    settle(qtbot, window)
    summary = window.session.flow.summary
    assert summary is not None
    assert (summary.run, summary.hidden, summary.updated) == (told.run, 1, 1)
