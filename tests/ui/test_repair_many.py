"""The repair table: the causes' fixes, many cells at once, sorting, what the portal said, and what is sent again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from rentix_desktop.sync.destination import Accepted, Operation, Outcome
from rentix_desktop.ui.models.cells import CellColumn
from rentix_desktop.ui.models.failures import LISTING, FailuresModel
from rentix_desktop.ui.widgets.basics import Tone
from rentix_desktop.ui.widgets.editors import FailuresView
from rentix_desktop.ui.widgets.faces import FACE
from rentix_desktop.ui.window import Window
from rentix_desktop.ui.wizard.flow import Step
from rentix_desktop.ui.wizard.results.send_menu import SendMenu
from tests.ui.conftest import find, settle
from tests.ui.parts import Service, World
from tests.ui.test_results import LONG, choose, line, section, table
from tests.ui.ways import at_check, listing

ADDRESS = "https://rentix.md/announcement/90211"
SHORT_OF = "announcementDescription must be shorter than or equal to 20 characters"


def refuse(operation: Operation) -> str | None:
    """What only the portal knows: 13 is no price, and descriptions end at 20 characters."""
    value, text = operation.fields.get("announcementValue"), operation.fields.get("announcementDescription")
    if value == 13:
        return "something that nobody knows"
    return SHORT_OF if isinstance(text, str) and 20 < len(text) < 100 else None


ROWS = [
    listing(0),
    *(listing(number, text=LONG, price=str(100 - number)) for number in range(10, 15)),
    listing(20, price="13"),
    listing(21, text="longer than the portal takes it"),
]


def at_repair(qtbot: QtBot, window: Window, world: World) -> tuple[Service, FailuresView, FailuresModel]:
    service = at_check(qtbot, window, world, ROWS, Service(refuse=refuse))
    find(window, QPushButton, "sendButton").click()
    settle(qtbot, window)
    assert window.session.flow.step is Step.RESULTS
    view, model = table(window)
    assert isinstance(view, FailuresView)
    return service, view, model


def causes(window: Window) -> list[str]:
    shown = find(window, QTableView, "causesTable").model()
    return [str(shown.index(row, 0).data()) for row in range(shown.rowCount())]


def show_cause(window: Window, row: int) -> None:
    listed = find(window, QTableView, "causesTable")
    listed.setCurrentIndex(listed.model().index(row, 0))


def codes(model: FailuresModel) -> list[str]:
    return [model.row_at(at).row.planned.external_id for at in range(model.rowCount())]


# causes and their fixes -------------------------------------------------------------------------------------------------
def test_blocked_and_refused_rows_of_one_cause_stand_together_the_worst_first(
    qtbot: QtBot, window: Window, world: World
) -> None:
    at_repair(qtbot, window, world)
    assert causes(window) == [
        "7 All of them",
        "6 Description: longer than 2,000 characters",
        "1 something that nobody knows",
        "0 Ready to send",
    ]


def test_a_fix_says_how_many_it_settles_does_it_and_is_one_step_back(
    qtbot: QtBot, window: Window, world: World
) -> None:
    _, _, model = at_repair(qtbot, window, world)
    show_cause(window, 1)
    cut = find(window, QPushButton, "fixButton_cut")
    assert cut.text().replace("\n", " ") == "Shorten to 2,000 characters (5)"
    assert cut.accessibleName() == "Shorten to 2,000 characters: 5 listings"
    cut.click()
    assert len(model.ready()) == 5
    assert causes(window)[1] == "1 Description: longer than 2,000 characters"  # the portal takes less than that
    assert model.rowCount() == 6  # they stay in sight until they are sent
    assert find(window, QPushButton, "undoButton").toolTip() == "Undo: Shorten to 2,000 characters"
    find(window, QPushButton, "undoButton").click()
    assert model.ready() == []
    assert causes(window)[1].startswith("6 ")
    find(window, QPushButton, "redoButton").click()
    assert len(model.ready()) == 5
    show_cause(window, 3)
    assert len(codes(model)) == 5
    assert model.repairs.all_left() == 2


def test_a_cause_that_nothing_settles_at_once_has_no_card(qtbot: QtBot, window: Window, world: World) -> None:
    at_check(qtbot, window, world, [*ROWS, listing(0)], Service(refuse=refuse))
    find(window, QPushButton, "sendButton").click()
    settle(qtbot, window)
    shown = causes(window)
    show_cause(window, next(line for line, text in enumerate(shown) if "same code" in text))
    assert not find(window, QWidget, "fixCard").isVisible()
    show_cause(window, next(line for line, text in enumerate(shown) if "longer than" in text))
    assert find(window, QWidget, "fixCard").isVisible()


def test_many_rows_are_corrected_off_the_windows_thread(
    qtbot: QtBot, window: Window, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rentix_desktop.ui.models.failures._AT_ONCE", 3)
    _, _, model = at_repair(qtbot, window, world)
    show_cause(window, 1)
    find(window, QPushButton, "fixButton_clear").click()
    assert model.is_working
    assert not find(window, QPushButton, "retryButton").isEnabled()
    model.put({model.row_at(0).seq: {"announcementValue": 1}}, "too early")
    settle(qtbot, window)
    assert len(model.ready()) == 6
    assert model.undo.count() == 1


# what the portal said ---------------------------------------------------------------------------------------------------
def test_known_words_are_said_in_ours_with_the_portals_own_beside_them(
    qtbot: QtBot, window: Window, world: World
) -> None:
    _, _, model = at_repair(qtbot, window, world)
    known = model.index(line(model, "CN-21"), model.why_column).data(FACE)
    assert known.text == "Too long: 31 of at most 20 characters. Shorten it."
    assert known.below == f"Portal: {SHORT_OF}"
    unknown = model.index(line(model, "CN-20"), model.why_column).data(FACE)
    assert (unknown.text, unknown.below) == ("something that nobody knows", "")
    cell = model.index(line(model, "CN-21"), section(model, "Description")).data(FACE)
    assert cell.ground is Tone.WRONG
    other = model.index(line(model, "CN-21"), section(model, "Price")).data(FACE)
    assert other.ground is Tone.PLAIN


def test_what_the_portal_said_of_a_cell_holds_the_row_until_that_cell_is_another(
    qtbot: QtBot, window: Window, world: World
) -> None:
    _, _, model = at_repair(qtbot, window, world)
    at = line(model, "CN-21")
    model.setData(model.index(at, section(model, "Price")), "77")
    assert model.ready() == []
    model.setData(model.index(at, section(model, "Description")), "short")
    assert model.ready() == [model.row_at(at).seq]


# many cells at once -----------------------------------------------------------------------------------------------------
def test_one_value_goes_into_all_selected_rows(qtbot: QtBot, window: Window, world: World) -> None:
    _, view, model = at_repair(qtbot, window, world)
    column = section(model, "Price")
    choose(view, *(model.index(row, column) for row in (0, 1, 2)))
    find(window, QPushButton, "setValueButton").click()
    assert find(window, QLabel, "changeWhereLabel").text() == "In 3 listings"
    find(window, QLineEdit, "changeTextEdit").setText("999")
    find(window, QPushButton, "changeManyButton").click()
    assert [model.record(model.row_at(row)).get("announcementValue") for row in range(4)] == [999, 999, 999, 87]
    assert model.undo.count() == 1


def test_a_value_is_found_and_replaced_in_all_that_is_shown(qtbot: QtBot, window: Window, world: World) -> None:
    _, _, model = at_repair(qtbot, window, world)
    find(window, QPushButton, "findReplaceButton").click()
    find(window, QLineEdit, "findEdit").setText("ISMAIL")
    find(window, QLineEdit, "replaceEdit").setText("Pușkin")
    qtbot.keyClick(find(window, QLineEdit, "replaceEdit"), Qt.Key.Key_Return)
    assert {str(model.record(row)["propertyAddress"])[:11] for row in model.loaded.rows} == {"str. Pușkin"}
    qtbot.keyClick(find(window, QLineEdit, "replaceEdit"), Qt.Key.Key_Escape)
    assert not find(window, QLineEdit, "findEdit").isVisible()


def test_ctrl_enter_fills_the_selected_cells(qtbot: QtBot, window: Window, world: World) -> None:
    _, view, model = at_repair(qtbot, window, world)
    column = section(model, "Description")
    choose(view, *(model.index(row, column) for row in (0, 1, 2)))
    qtbot.keyClick(view, Qt.Key.Key_F2)
    (editor,) = view.findChildren(QPlainTextEdit)
    editor.setPlainText("the same")
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    texts = [model.text_at(model.index(row, column)) for row in range(4)]
    assert texts == ["the same", "the same", "the same", LONG]
    assert model.undo.count() == 1


# sorting ----------------------------------------------------------------------------------------------------------------
def test_a_click_on_a_header_sorts_by_what_the_cells_mean(qtbot: QtBot, window: Window, world: World) -> None:
    _, view, model = at_repair(qtbot, window, world)
    header, column = view.horizontalHeader(), section(model, "Price")
    view.scrollTo(model.index(0, column))
    where = QPoint(header.sectionViewportPosition(column) + 20, 10)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=where)
    prices = [model.record(model.row_at(row))["announcementValue"] for row in range(model.rowCount())]
    assert prices == [13, 86, 87, 88, 89, 90, 50000]
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert model.record(model.row_at(0))["announcementValue"] == 50000
    find(window, QLineEdit, "searchFailuresEdit").setText("ismail 1")
    assert codes(model) == ["CN-10", "CN-11", "CN-12", "CN-13", "CN-14"]


def test_the_keyboard_sorts_too_and_stays_on_its_row(qtbot: QtBot, window: Window, world: World) -> None:
    _, view, model = at_repair(qtbot, window, world)
    view.setFocus()
    view.setCurrentIndex(model.index(line(model, "CN-12"), LISTING))
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert codes(model) == ["CN-21", "CN-20", "CN-14", "CN-13", "CN-12", "CN-11", "CN-10"]
    assert model.row_at(view.currentIndex().row()).row.planned.external_id == "CN-12"


# editors ----------------------------------------------------------------------------------------------------------------
def test_a_cell_may_have_an_editor_of_its_own(qtbot: QtBot, window: Window, world: World) -> None:
    _, view, model = at_repair(qtbot, window, world)

    def shortest(index: QModelIndex, column: CellColumn) -> bool:
        model.put({model.row_at(index.row()).seq: {column.name: "by hand"}}, "own")
        return True

    view.own_editor = shortest
    view.setCurrentIndex(model.index(0, section(model, "Description")))
    qtbot.keyClick(view, Qt.Key.Key_F2)
    assert not view.findChildren(QPlainTextEdit)
    assert model.text_at(model.index(0, section(model, "Description"))) == "by hand"


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_an_emptied_cell_is_a_correction(qtbot: QtBot, window: Window, world: World) -> None:
    _, view, model = at_repair(qtbot, window, world)
    at = line(model, "CN-21")
    choose(view, model.index(at, section(model, "Description")))
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert model.corrections[model.row_at(at).seq] == {"announcementDescription": None}
    assert model.ready() == [model.row_at(at).seq]
    assert model.index(at, section(model, "Description")).data(FACE).ground is Tone.GOOD


# sending ----------------------------------------------------------------------------------------------------------------
def test_others_are_sent_again_by_the_menu(qtbot: QtBot, window: Window, world: World) -> None:
    service, view, model = at_repair(qtbot, window, world)
    service.refuse = lambda _: None
    menu = find(window, SendMenu, "retryMenuButton")
    choose(view, model.index(line(model, "CN-10"), 3), model.index(line(model, "CN-20"), 3))
    assert [(name, len(rows)) for name, _, rows in menu.choices()] == [("all", 2), ("selected", 1)]
    show_cause(window, 1)
    assert [(name, len(rows)) for name, _, rows in menu.choices()][-1] == ("cause", 1)
    show_cause(window, 0)
    menu.menu().aboutToShow.emit()
    (every,) = [action for action in menu.menu().actions() if action.objectName() == "retry_all"]
    every.trigger()
    settle(qtbot, window)
    assert {"CN-20", "CN-21"} <= service.portal.keys()
    _, model = table(window)
    assert len(codes(model)) == 5  # the table empties as the portal accepts


class Telling(Service):
    """Tells where a listing is seen."""

    def _one(self, operation: Operation) -> Outcome:
        outcome = super()._one(operation)
        return replace(outcome, public_url=ADDRESS) if isinstance(outcome, Accepted) else outcome


def test_a_listing_that_the_portal_has_is_opened_there(
    qtbot: QtBot, window: Window, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    service = Telling()
    at_check(qtbot, window, world, [listing(0), listing(1)], service)
    find(window, QPushButton, "sendButton").click()
    settle(qtbot, window)
    at_check(qtbot, window, world, [listing(0, text=LONG), listing(2, text=LONG), listing(3)])
    find(window, QPushButton, "sendButton").click()
    settle(qtbot, window)
    view, model = table(window)
    button = find(window, QPushButton, "openListingButton")
    view.setCurrentIndex(model.index(line(model, "CN-2"), LISTING))
    assert not button.isEnabled()  # it was never there
    view.setCurrentIndex(model.index(line(model, "CN-0"), LISTING))
    button.click()
    assert opened == [ADDRESS]


def test_a_list_offers_only_what_goes_with_the_rest() -> None:
    from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
    from rentix_desktop.texts.language import Texts
    from rentix_desktop.ui.models.cells import allowed_values, columns_for

    catalogue = builtin_catalogue()
    (column,) = [each for each in columns_for(catalogue, catalogue.fields, (), Texts("en")) if "Secondary" in each.name]
    rent = allowed_values(column, {"announcementType": "rent", "propertyType": "residential"}, catalogue)
    sale = allowed_values(column, {"announcementType": "sale", "propertyType": "residential"}, catalogue)
    assert rent is not None
    assert sale is not None
    assert "residential-land" in sale - rent
    assert {"office", "garage"} <= rent  # the kind of property follows from it


def test_a_number_is_edited_beside_its_unit(qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QWidget

    from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
    from rentix_desktop.texts.language import Texts
    from rentix_desktop.ui.models.cells import columns_for
    from rentix_desktop.ui.widgets.cell_editors import UnitLine

    columns = columns_for(builtin_catalogue(), {"propertyArea"}, (), Texts("en"))
    parent = QWidget()
    qtbot.addWidget(parent)
    editor = UnitLine(parent, columns[0], Texts("en"))
    assert find(editor, QLabel, "unitLabel").text() == "m²"
    assert not editor.findChildren(QComboBox)
