"""What the columns page knows and says: what is missing, why a column was taken for what it was, the code, the layout."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QListWidget, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from rentix_desktop.resources import resource
from rentix_desktop.ui.widgets.choosing import MEANS
from rentix_desktop.ui.window import Opening, Window
from rentix_desktop.ui.wizard.flow import Step
from tests.ui.conftest import find, settle
from tests.ui.parts import World
from tests.ui.test_columns import (
    OpenFile,
    cell,
    choose,
    confirm_all,
    known,
    line_of,
    show_file,
    table_of,
    target,
    write,
)


@pytest.fixture(name="open_file")
def _open_file(qtbot: QtBot, world: World, open_window: Callable[..., Window]) -> OpenFile:
    def open_one(name: str | Path = "listings-ro.xlsx") -> Window:
        path = name if isinstance(name, Path) else resource("samples", name)
        return show_file(qtbot, open_window(Opening("en")), world, path)

    return open_one


# what is missing ----------------------------------------------------------------------------------------------------------
BARE = "Cod;Preț;Adresa;Poze\nA-1;45000;str. Columna 1;x\nA-2;60000 €;str. Columna 2;y\n"


def missing(window: Window) -> list[str]:
    bar = find(window, QWidget, "missingBar")
    return [made.text() for made in bar.findChildren(QPushButton) if made.isVisible()]


def menu_entry(qtbot: QtBot, starts: str) -> QAction:
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    return next(action for action in menu.actions() if action.text().startswith(starts))


def test_what_is_missing_is_seen_at_one_look(qtbot: QtBot, open_file: OpenFile, tmp_path: Path) -> None:
    window = open_file(write(tmp_path / "bare.csv", BARE))
    assert find(window, QLabel, "missingText").text() == "Still missing to publish:"
    assert missing(window) == ["Sale or rent", "Property", "Currency for 1 row", "Photos"]
    whole = open_file("oferte-ro.csv")
    assert find(whole, QLabel, "missingText").text() == "Nothing is missing to publish."
    assert missing(whole) == []


def test_the_keyboard_goes_from_what_is_missing_to_a_column(qtbot: QtBot, open_file: OpenFile, tmp_path: Path) -> None:
    window = open_file(write(tmp_path / "bare.csv", BARE))
    page = window.page
    for name in ("announcementType", "propertySecondaryType", "announcementCurrency", "files", "announcementType"):
        QTest.keyClick(page, Qt.Key.Key_F8)
        assert QApplication.focusWidget() is find(window, QPushButton, f"missing_{name}")
    for _ in range(3):
        QTest.keyClick(page, Qt.Key.Key_F8)
    photos = find(window, QPushButton, "missing_files")
    QTest.keyClick(photos, Qt.Key.Key_Return)
    entry = menu_entry(qtbot, "Poze")
    assert entry.text() == "Poze · x, y"
    menu = QApplication.activePopupWidget()
    assert menu is not None
    assert not [action for action in menu.actions() if action.text().startswith("The same for all")], (
        "no one photo for all"
    )
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert target(window, "Poze") == "files"
    assert window.focusWidget() is table_of(window)
    assert table_of(window).currentIndex().row() == line_of(window, "Poze")
    assert "Photos" not in missing(window)


def test_the_keyboard_goes_from_what_is_missing_to_one_value_for_all(
    qtbot: QtBot, open_file: OpenFile, tmp_path: Path
) -> None:
    window = open_file(write(tmp_path / "bare.csv", BARE))
    find(window, QPushButton, "missing_announcementType").click()
    menu_entry(qtbot, "The same for all rows").trigger()
    combo = find(window, QComboBox, "constant_announcementType")
    assert QApplication.focusWidget() is combo
    QTest.keyClick(combo, Qt.Key.Key_Down)
    settle(qtbot, window)
    assert dict(known(window).mapping.constants)["announcementType"] == "sale"
    assert missing(window) == ["Property", "Currency for 1 row", "Photos"]


def test_drafts_are_said_and_published_at_once_if_wanted(qtbot: QtBot, open_file: OpenFile, tmp_path: Path) -> None:
    head = "Cod;Tranzacție;Tip imobil;Preț;Adresa;Foto"
    row = "Vânzare;Apartament;45000 €;str. Columna {n};https://x.md/{n}.jpg"
    rows = "\n".join(f"A-{n};{row.format(n=n)}" for n in range(1, 4))
    window = open_file(write(tmp_path / "all.csv", f"{head}\n{rows}\n"))
    assert find(window, QLabel, "draftsText").isVisible()
    find(window, QPushButton, "publishButton").click()
    settle(qtbot, window)
    assert dict(known(window).mapping.constants) == {"announcementStatus": "active"}
    assert not find(window, QLabel, "draftsText").isVisible()


# why ----------------------------------------------------------------------------------------------------------------------
def reason(window: Window, header: str) -> str:
    table = table_of(window)
    table.setCurrentIndex(cell(window, line_of(window, header), 0))
    return find(window, QLabel, "columnReason").text()


def test_every_suggestion_is_explained(open_file: OpenFile, tmp_path: Path) -> None:
    rows = "\n".join(f"A-{n};{'vezi planul' if n < 2 else f'{45000 + n} €'};Botanica" for n in range(500))
    window = open_file(write(tmp_path / "many.csv", f"Cod;Preț;Ceva\n{rows}\n"))
    assert reason(window, "Preț") == "Header “Preț” means price; 498 of 500 values are prices"
    assert cell(window, 1, 3).data() == "498 of 500 values are prices"
    assert reason(window, "Cod") == "Header “Cod” means listing code; different in each of 500 rows"


def test_a_choice_of_the_person_is_held_against_the_cells(qtbot: QtBot, open_file: OpenFile) -> None:
    window = open_file("oferte-ro.csv")
    choose(qtbot, window, "Nr. camere", "Latitude")
    assert reason(window, "Nr. camere") == "You chose it; 0 of 25 values are latitudes"


def test_what_is_internal_is_said_to_be(open_file: OpenFile, tmp_path: Path) -> None:
    rows = "\n".join(f"A-{n};{45000 + n} €;{n % 3} %" for n in range(9))
    window = open_file(write(tmp_path / "fees.csv", f"Cod;Preț;Comision\n{rows}\n"))
    row = line_of(window, "Comision")
    assert cell(window, row, MEANS).data() == "Not used: internal"
    assert cell(window, row, 3).data() == "Internal: clients, fees and notes stay with you"


def test_of_two_descriptions_one_is_sent_and_both_say_so(qtbot: QtBot, open_file: OpenFile, tmp_path: Path) -> None:
    text = "Apartament luminos cu două camere, aproape de parc, actele sunt gata."
    rows = "\n".join(f"A-{n};{45000 + n} €;{text} {n};{text} RU {n}" for n in range(20))
    window = open_file(write(tmp_path / "two.csv", f"Cod;Preț;Descriere RO;Descriere RU\n{rows}\n"))
    assert "One description is sent, this one; not “Descriere RU”" in reason(window, "Descriere RO")
    assert reason(window, "Descriere RU") == "“Descriere RO” is sent as description"
    choose(qtbot, window, "Descriere RU", "Description")
    assert "not “Descriere RO”" in reason(window, "Descriere RU")
    assert reason(window, "Descriere RO") == "“Descriere RU” is sent as description"


def test_titles_between_the_rows_have_a_name_a_clerk_knows(open_file: OpenFile, tmp_path: Path) -> None:
    rows = "".join(
        f"ETAJ {floor};;\n" + "".join(f"A-{floor}{n};{45000 + n} €;str. Columna {n}\n" for n in range(6))
        for floor in range(1, 5)
    )
    window = open_file(write(tmp_path / "floors.csv", f"Cod;Preț;Adresa\n{rows}"))
    row = line_of(window, "Section title")
    assert cell(window, row, 0).data() == "Section title (rows like ETAJ 1)"
    shown = [made.text() for made in window.page.findChildren(QLabel)]
    listed = find(window, QListWidget, "keyColumnsList")
    shown += [listed.item(line).text() for line in range(listed.count())]
    assert not [text for text in shown if "#section" in text]


def test_a_state_column_says_that_sold_ones_are_asked_about(open_file: OpenFile, tmp_path: Path) -> None:
    rows = "\n".join(f"A-{n};{45000 + n} €;{('activ', 'vândut')[n % 2]}" for n in range(9))
    window = open_file(write(tmp_path / "states.csv", f"Cod;Preț;Stare\n{rows}\n"))
    assert "What is sold or reserved is asked about on the next page" in reason(window, "Stare")


# the code -----------------------------------------------------------------------------------------------------------------
def without_code(order: tuple[int, ...] = (0, 1, 2, 3)) -> str:
    heads = ("Etaj", "Preț", "Strada", "Suprafața")
    lines = [(f"{n % 9 + 1}/9", f"{45000 + n} €", f"str. Columna {n // 9}", str(40 + n % 3)) for n in range(27)]
    return "\n".join(";".join(line[place] for place in order) for line in (heads, *lines)) + "\n"


def test_a_code_is_proposed_where_no_column_has_one(
    qtbot: QtBot, open_file: OpenFile, world: World, tmp_path: Path
) -> None:
    window = open_file(write(tmp_path / "a.csv", without_code()))
    assert missing(window)[0] == "Listing code"
    assert (
        find(window, QLabel, "listingCodeText").text()
        == "No column has it. It can be made of: Strada + Etaj + Suprafața"
    )
    assert (
        find(window, QLabel, "listingCodeExample").text()
        == "For example: “str. Columna 0-1/9-40”, “str. Columna 0-2/9-41”"
    )
    find(window, QPushButton, "missing_externalId").click()
    take = find(window, QPushButton, "takeKeyButton")
    assert QApplication.focusWidget() is take
    QTest.keyClick(take, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert known(window).mapping.key == (2, 0, 3)
    assert find(window, QLabel, "listingCodeText").text() == "Every row has its own."
    assert "Listing code" not in missing(window)
    codes = find(window, QLabel, "listingCodeExample").text()
    window.session.again()
    show_file(qtbot, window, world, write(tmp_path / "b.csv", without_code((3, 1, 2, 0))))
    find(window, QPushButton, "takeKeyButton").click()
    settle(qtbot, window)
    assert find(window, QLabel, "listingCodeExample").text() == codes, "the same code when the columns have moved"


def test_the_proposed_code_is_changed_by_other_columns(qtbot: QtBot, open_file: OpenFile, tmp_path: Path) -> None:
    window = open_file(write(tmp_path / "a.csv", without_code()))
    find(window, QPushButton, "takeKeyButton").click()
    settle(qtbot, window)
    columns = find(window, QListWidget, "keyColumnsList")
    columns.item(3).setCheckState(Qt.CheckState.Unchecked)
    settle(qtbot, window)
    assert known(window).mapping.key == (2, 0)
    columns.item(0).setCheckState(Qt.CheckState.Unchecked)
    settle(qtbot, window)
    assert find(window, QLabel, "listingCodeText").text().startswith("24 rows repeat another's code.")


def test_rows_without_a_code_of_their_own_are_named(open_file: OpenFile) -> None:
    window = open_file("oferte-ro.csv")
    assert find(window, QLabel, "listingCodeRows").text() == "No code: row 27\n“OF-128”: rows 29, 30"


# layouts ------------------------------------------------------------------------------------------------------------------
def remembered(qtbot: QtBot, window: Window) -> None:
    confirm_all(window)
    find(window, QPushButton, "nextButton").click()
    settle(qtbot, window)
    window.session.again()


def test_how_a_file_differs_from_its_layout_is_said_and_the_layout_can_be_left(
    qtbot: QtBot, open_file: OpenFile, world: World, tmp_path: Path
) -> None:
    heads = ("Cod", "Preț", "Adresa", "Camere", "Suprafața", "Vecini")
    lines = [(f"A-{n}", f"{45000 + n} €", f"str. Columna {n}", str(n % 4 + 1), str(30 + n), "da") for n in range(12)]
    window = open_file(write(tmp_path / "first.csv", "\n".join(map(";".join, (heads, *lines)))))
    choose(qtbot, window, "Camere", "Not used")
    remembered(qtbot, window)
    moved = [(line[1], line[0], "nu", *line[2:5]) for line in ((*heads[:5],), *lines)]
    text = "\n".join(map(";".join, moved)).replace("nu", "Balcon", 1)
    show_file(qtbot, window, world, write(tmp_path / "second.csv", text))
    assert window.page.notice.accessibleName() == (
        "This file is known as “first”; 1 column is new in it. New: “Balcon”. Not in this file: “Vecini”."
    )
    assert target(window, "Camere") is None
    find(window, QPushButton, "leaveLayoutButton").click()
    settle(qtbot, window)
    assert known(window).used is None
    assert target(window, "Camere") == "propertyQuantitySizeValue"
    assert not window.page.notice.isVisible()
    assert find(window, QLineEdit, "layoutNameEdit").text() == "second"
    remembered(qtbot, window)
    assert [layout.name for layout in world.ports().layouts.all()] == ["first", "second"]


def test_a_layout_renamed_in_the_settings_keeps_its_new_name(qtbot: QtBot, open_file: OpenFile, world: World) -> None:
    window = open_file()
    remembered(qtbot, window)
    show_file(qtbot, window, world, resource("samples", "listings-ro.xlsx"))
    find(window, QPushButton, "settingsButton").click()
    settle(qtbot, window)
    edit = find(window.page, QLineEdit, "renameLayoutEdit")
    edit.setText("Casa Nord")
    edit.editingFinished.emit()
    settle(qtbot, window)
    window.session.change(window.session.flow.go(Step.COLUMNS))
    find(window, QPushButton, "settingsButton").click()
    settle(qtbot, window)
    assert known(window).name == "Casa Nord"
    assert [layout.name for layout in world.ports().layouts.all()] == ["Casa Nord"]


# deciding, looking --------------------------------------------------------------------------------------------------------
def test_two_decisions_on_columns_of_many_texts_both_hold(qtbot: QtBot, open_file: OpenFile, tmp_path: Path) -> None:
    rows = "\n".join(f"A-{n};{45000 + n} €;text {n};alt text {n}" for n in range(300))
    window = open_file(write(tmp_path / "texts.csv", f"Cod;Preț;Unu;Doi\n{rows}\n"))
    model = table_of(window).model()
    for header, wanted in (("Unu", "propertyVisualState"), ("Doi", "propertyHousingMarket")):
        model.setData(cell(window, line_of(window, header), MEANS), wanted)
    settle(qtbot, window)
    qtbot.waitUntil(lambda: target(window, "Doi") == "propertyHousingMarket")
    assert target(window, "Unu") == "propertyVisualState"


def test_the_preview_goes_on_by_the_keyboard(qtbot: QtBot, open_file: OpenFile) -> None:
    window = open_file()
    for key, row in ((Qt.Key.Key_PageDown, 2), (Qt.Key.Key_PageDown, 3), (Qt.Key.Key_PageUp, 2)):
        QTest.keyClick(table_of(window), key, Qt.KeyboardModifier.ControlModifier)
        settle(qtbot, window)
        assert find(window, QLabel, "previewWhere").text() == f"PREVIEW · row {row} of 48"


def test_of_two_prices_each_says_which_listings_it_is_for(open_file: OpenFile, tmp_path: Path) -> None:
    rows = "".join(f"A-{n};{45000 + n if n % 2 else ''};{'' if n % 2 else 400 + n}\n" for n in range(20))
    window = open_file(write(tmp_path / "prices.csv", f"Cod;Preț vânzare, EUR;Preț chirie, EUR\n{rows}"))
    for header, deal in (("Preț vânzare, EUR", "For sale"), ("Preț chirie, EUR", "For rent")):
        row = line_of(window, header)
        assert cell(window, row, MEANS).data() == f"Price ({deal})"
        assert f"it is the price where the deal is “{deal}”" in reason(window, header)


def test_floors_that_became_dates_are_said(open_file: OpenFile, tmp_path: Path) -> None:
    rows = "".join(f"A-{n};{45000 + n} €;{n % 9 + 1:02}.сен\n" for n in range(20))
    window = open_file(write(tmp_path / "dates.csv", f"Cod;Preț;Этаж\n{rows}"))
    assert "is read as" in reason(window, "Этаж")
