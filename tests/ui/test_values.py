"""The values page on the sample files, over the portal's own catalogue."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from rentix_desktop.mapping.read_row import Mapper
from rentix_desktop.resources import resource
from rentix_desktop.ui.widgets.choosing import MARKED, MEANS, SURE, Chooser, ChoosingTable
from rentix_desktop.ui.widgets.faces import FACE
from rentix_desktop.ui.window import Opening, Window
from rentix_desktop.ui.wizard.flow import Block, Step
from tests.ui.conftest import find, settle
from tests.ui.parts import World
from tests.ui.test_columns import confirm_all, known, show_file, write

OpenFile = Callable[..., Window]
WITHDRAWN = "What happens with withdrawn listings?"


@pytest.fixture
def open_file(qtbot: QtBot, world: World, open_window: Callable[..., Window]) -> OpenFile:
    def open_one(name: str | Path = "listings-ro.xlsx", language: str = "en") -> Window:
        path = name if isinstance(name, Path) else resource("samples", name)
        window = show_file(qtbot, open_window(Opening(language)), world, path)
        go_on(qtbot, window)
        return window

    return open_one


def go_on(qtbot: QtBot, window: Window) -> None:
    confirm_all(window)
    find(window, QPushButton, "nextButton").click()
    settle(qtbot, window)
    assert window.page.NAME == "valuesPage"


def table_of(window: Window) -> ChoosingTable:
    return find(window, ChoosingTable, "valuesTable")


def cell(window: Window, row: int, column: int) -> QModelIndex:
    return table_of(window).model().index(row, column)


def line_of(window: Window, text: str) -> int:
    return next(row for row in range(table_of(window).model().rowCount()) if cell(window, row, 0).data() == text)


def marked(window: Window) -> set[str]:
    rows = range(table_of(window).model().rowCount())
    return {str(cell(window, row, 0).data()) for row in rows if cell(window, row, 0).data(MARKED)}


def choose(qtbot: QtBot, window: Window, text: str, name: str) -> None:
    table = table_of(window)
    table.choose(line_of(window, text))
    chooser = table.findChild(Chooser)
    assert isinstance(chooser, Chooser)
    assert chooser.findText(name) >= 0
    chooser.setCurrentIndex(chooser.findText(name))
    chooser.activated.emit(chooser.currentIndex())
    qtbot.waitUntil(lambda: not table.findChildren(Chooser))
    QApplication.processEvents()
    settle(qtbot, window)


@pytest.mark.parametrize(
    ("sample", "asked"),
    [
        ("listings-en.xlsx", {"Houseboat", "RUB"}),
        ("listings-ro.xlsx", {"Iaht", WITHDRAWN, "ciornă"}),
        ("kvartiry-ru.csv", {"Яхта", WITHDRAWN}),
    ],
)
def test_only_what_is_not_clear_is_asked_about(open_file: OpenFile, sample: str, asked: set[str]) -> None:
    window = open_file(sample)
    assert marked(window) == asked
    assert window.session.flow.blocked is Block.VALUES_IN_DOUBT
    assert f"Decide the {len(asked)} marked yellow" in window.page.sentence()


def test_every_text_stands_with_its_count_and_what_it_becomes(open_file: OpenFile) -> None:
    window = open_file()
    row = line_of(window, "Apartament")
    assert cell(window, row, MEANS).data() == "Apartment"
    assert cell(window, row, SURE).data() == "Sure"
    heading = cell(window, 2, 0).data()  # after the question about withdrawn listings
    assert heading == "Property · column “Tip imobil”"
    texts = [cell(window, line, 0).data() for line in range(table_of(window).model().rowCount())]
    assert texts.count("Apartament") == 1  # that it is a home follows from it and is not listed again


def test_a_value_is_chosen_and_the_listing_gets_it(qtbot: QtBot, open_file: OpenFile) -> None:
    window = open_file()
    choose(qtbot, window, "Iaht", "Warehouse")
    assert cell(window, line_of(window, "Iaht"), SURE).data() == "Sure"
    understood = known(window)
    mapper = Mapper(understood.mapping, understood.catalogue, understood.words)
    records = [mapper.map(row).record for row in understood.table.records()]
    iaht = [record for record, row in zip(records, understood.table.records(), strict=True) if "Iaht" in row.cells]
    assert [(r["propertySecondaryType"], r["propertyType"]) for r in iaht] == [("warehouse", "commercial")]


def test_what_follows_from_a_value_follows_the_decision(qtbot: QtBot, open_file: OpenFile) -> None:
    window = open_file()
    choose(qtbot, window, "Apartament", "Office")
    understood = known(window)
    mapper = Mapper(understood.mapping, understood.catalogue, understood.words)
    record = mapper.map(understood.profile.first[0]).record
    assert (record["propertySecondaryType"], record["propertyType"]) == ("office", "commercial")


def test_left_empty_says_how_many_rows_wait(qtbot: QtBot, open_file: OpenFile) -> None:
    window = open_file()
    choose(qtbot, window, "Iaht", "Leave empty")
    row = line_of(window, "Iaht")
    assert cell(window, row, SURE).data() == "Left empty"
    assert cell(window, row, 3).data() == "1 row waits until it is filled in"
    assert "Iaht" not in marked(window)


def test_all_probable_ones_are_confirmed_at_once(open_file: OpenFile) -> None:
    window = open_file()
    button = find(window, QPushButton, "confirmAllButton")
    assert button.text() == "All 2 are right"
    button.click()
    assert marked(window) == {"Iaht"}
    assert not button.isVisible()


def test_all_unknown_ones_are_left_at_once_and_next_is_at_hand(qtbot: QtBot, open_file: OpenFile) -> None:
    window = open_file("listings-en.xlsx")
    find(window, QPushButton, "leaveAllButton").click()
    assert marked(window) == set()
    assert window.session.flow.next is Step.CHECK
    assert QApplication.focusWidget() is find(window, QPushButton, "nextButton")


def test_with_the_keyboard_alone(qtbot: QtBot, open_file: OpenFile) -> None:
    window = open_file()
    table = table_of(window)
    assert QApplication.focusWidget() is table
    assert cell(window, table.currentIndex().row(), 0).data() == WITHDRAWN
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert WITHDRAWN not in marked(window)
    assert cell(window, table.currentIndex().row(), 0).data() == "Iaht"
    QTest.keyClick(table, Qt.Key.Key_Space)  # nothing to confirm: it has to be chosen
    assert "Iaht" in marked(window)
    QTest.keyClick(table, Qt.Key.Key_Return)
    chooser = table.findChild(Chooser)
    assert isinstance(chooser, Chooser)
    qtbot.waitUntil(chooser.view().isVisible)
    QTest.keyClick(chooser.view(), Qt.Key.Key_End)
    QTest.keyClick(chooser.view(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Iaht" not in marked(window))
    qtbot.waitUntil(lambda: not table.findChildren(Chooser))
    assert cell(window, table.currentIndex().row(), 0).data() == "ciornă"
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert window.session.flow.next is Step.CHECK


def test_a_file_without_such_fields_has_nothing_to_choose(open_file: OpenFile, tmp_path: Path) -> None:
    path = write(tmp_path / "plain.csv", "Cod;Suprafața;Adresa\nA-1;45 m²;str. Columna 1\nA-2;60 m²;str. Columna 2\n")
    window = open_file(path)
    assert not table_of(window).isVisible()
    assert window.session.flow.next is Step.CHECK
    assert QApplication.focusWidget() is find(window, QPushButton, "nextButton")


def test_decisions_are_remembered_for_the_next_file(qtbot: QtBot, open_file: OpenFile, world: World) -> None:
    window = open_file("listings-en.xlsx")
    choose(qtbot, window, "Houseboat", "House")
    choose(qtbot, window, "RUB", "Leave empty")
    find(window, QPushButton, "nextButton").click()
    settle(qtbot, window)
    assert window.session.flow.step is Step.CHECK
    window.session.again()
    show_file(qtbot, window, world, resource("samples", "listings-en.xlsx"))
    go_on(qtbot, window)
    assert marked(window) == set()
    assert cell(window, line_of(window, "Houseboat"), MEANS).data() == "House"
    assert cell(window, line_of(window, "RUB"), MEANS).data() == "Leave empty"
    assert window.session.flow.next is Step.CHECK


def test_going_back_and_forth_keeps_what_was_chosen(qtbot: QtBot, open_file: OpenFile) -> None:
    window = open_file()
    choose(qtbot, window, "Iaht", "Warehouse")
    find(window, QPushButton, "backButton").click()
    settle(qtbot, window)
    assert window.page.NAME == "columnsPage"
    find(window, QPushButton, "nextButton").click()
    settle(qtbot, window)
    assert cell(window, line_of(window, "Iaht"), MEANS).data() == "Warehouse"


# many different texts -------------------------------------------------------------------------------------------------------
def test_every_text_of_thousands_can_be_decided(qtbot: QtBot, open_file: OpenFile, tmp_path: Path) -> None:
    lines = "\n".join(f"A-{n};{'Apartament' if n % 2 else f'Felul {n}'};str. Columna {n}" for n in range(10_000))
    window = open_file(write(tmp_path / "many.csv", f"Cod;Tip imobil;Adresa\n{lines}\n"))
    model = table_of(window).model()
    assert "Decide the 5,000 marked yellow" in window.page.sentence()
    assert cell(window, line_of(window, "Apartament"), 0).data(FACE).below == "5,000 rows"
    assert model.rowCount() == 5_002
    first = cell(window, 1, 0).data()
    choose(qtbot, window, str(first), "Office")
    assert "Decide the 4,999 marked yellow" in window.page.sentence()
    find(window, QPushButton, "leaveAllButton").click()
    assert marked(window) == set()
    assert window.session.flow.next is Step.CHECK
