"""The columns page on the sample files, over the portal's own catalogue."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QListWidget, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from rentix_desktop.destinations.rentix import builtin_catalogue
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.resources import resource
from rentix_desktop.sheets.read import open_table
from rentix_desktop.sheets.table import ReadOptions
from rentix_desktop.ui.models.columns import target_options
from rentix_desktop.ui.session import Connection
from rentix_desktop.ui.widgets.choosing import MARKED, MEANS, SURE, Chooser, ChoosingTable
from rentix_desktop.ui.window import Opening, Window
from rentix_desktop.ui.wizard.flow import Block, Step
from rentix_desktop.ui.wizard.understanding import NOTE, Understanding
from tests.fakes.ledger import FakeLedger
from tests.ui.conftest import find, settle
from tests.ui.parts import ACCOUNT, Service, World

SAMPLES = ("listings-en.xlsx", "listings-ro.xlsx", "listings-ru.xlsx", "oferte-ro.csv", "kvartiry-ru.csv")


def show_file(qtbot: QtBot, window: Window, world: World, path: Path) -> Window:
    """The columns page with this file, as if it had been chosen on the page before."""
    session = window.session
    spool = world.folder / "spool"
    table = open_table(path, ReadOptions(), spool_folder=spool)
    session.take_connection(Connection(ACCOUNT, Service(), builtin_catalogue(), FakeLedger()))
    session.take_table(table)
    session.change(session.flow.connected(ACCOUNT).go_next())
    session.change(session.flow.read(table.info).go_next())
    settle(qtbot, window)
    assert window.page.NAME == "columnsPage"
    return window


OpenFile = Callable[..., Window]


@pytest.fixture
def open_file(qtbot: QtBot, world: World, open_window: Callable[..., Window]) -> OpenFile:
    def open_one(name: str | Path = "listings-ro.xlsx", language: str = "en") -> Window:
        path = name if isinstance(name, Path) else resource("samples", name)
        return show_file(qtbot, open_window(Opening(language)), world, path)

    return open_one


def table_of(window: Window) -> ChoosingTable:
    return find(window, ChoosingTable, "columnsTable")


def cell(window: Window, row: int, column: int) -> QModelIndex:
    return table_of(window).model().index(row, column)


def line_of(window: Window, header: str) -> int:
    model = table_of(window).model()
    return next(row for row in range(model.rowCount()) if str(model.index(row, 0).data()).startswith(header))


def known(window: Window) -> Understanding:
    found = window.session.notes[NOTE]
    assert isinstance(found, Understanding)
    return found


def target(window: Window, header: str) -> str | None:
    return next(column.target for column in known(window).suggestion.columns if column.header == header)


def choose(qtbot: QtBot, window: Window, header: str, name: str) -> None:
    """As a person does with the mouse: the combo, and its entry by the clerk's name."""
    table = table_of(window)
    table.choose(line_of(window, header))
    chooser = table.findChild(Chooser)
    assert isinstance(chooser, Chooser)
    assert chooser.findText(name) >= 0
    chooser.setCurrentIndex(chooser.findText(name))
    chooser.activated.emit(chooser.currentIndex())
    qtbot.waitUntil(lambda: not table.findChildren(Chooser))
    QApplication.processEvents()
    settle(qtbot, window)


def confirm_all(window: Window) -> None:
    table = table_of(window)
    for row in range(table.model().rowCount()):
        if cell(window, row, 0).data(MARKED):
            table.confirm_pressed.emit(row)


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_sample_is_understood_and_only_its_key_is_asked_about(open_file: OpenFile, sample: str) -> None:
    window = open_file(sample)
    marked = [row for row in range(table_of(window).model().rowCount()) if cell(window, row, 0).data(MARKED)]
    assert marked == [0]
    assert cell(window, 0, MEANS).data() == "Listing code (key)"
    assert "Look at the one marked yellow" in window.page.sentence()
    assert window.session.flow.blocked is Block.COLUMNS_IN_DOUBT
    confirm_all(window)
    assert window.session.flow.next is Step.VALUES
    assert "You can go on." in window.page.sentence()
    assert QApplication.focusWidget() is find(window, QPushButton, "nextButton")


@pytest.mark.parametrize(("language", "word"), [("en", "Address"), ("ro", "Adresă"), ("ru", "Адрес")])
def test_the_fields_have_the_clerks_names(open_file: OpenFile, language: str, word: str) -> None:
    window = open_file("oferte-ro.csv", language)
    assert cell(window, line_of(window, "Adresa"), MEANS).data() == word


def test_photo_columns_stand_in_one_line_or_one_by_one(qtbot: QtBot, open_file: OpenFile) -> None:
    window = open_file()
    row = line_of(window, "Foto 1 … Foto 6")
    assert "6 columns" in str(cell(window, row, 3).data())
    before = table_of(window).model().rowCount()
    find(window, QPushButton, "photosApartButton").click()
    assert table_of(window).model().rowCount() == before + 5
    find(window, QPushButton, "photosApartButton").click()
    choose(qtbot, window, "Foto 1 … Foto 6", "Not used")
    assert {target(window, f"Foto {n}") for n in range(1, 7)} == {None}
    said = [made.text() for made in find(window, QWidget, "constantsCard").findChildren(QLabel)]
    assert "Photos: no column has it. Choose its column, or send drafts." in said


def test_another_target_changes_preview_and_what_is_needed_at_once(qtbot: QtBot, open_file: OpenFile) -> None:
    window = open_file()
    price = find(window, QLabel, "previewPrice")
    assert price.text() == "59,500 € · for sale"
    before = {value for value in known(window).suggestion.values if value.field == "propertySecondaryType"}
    choose(qtbot, window, "Tip tranzacție", "Not used")
    assert price.text() == "59,500 €"
    assert find(window, QComboBox, "constant_announcementType").isVisible()
    assert find(window, QLabel, "constantsHeading").text() == "Still needed to publish"
    assert not [value for value in known(window).suggestion.values if value.field == "announcementType"]
    assert before == {v for v in known(window).suggestion.values if v.field == "propertySecondaryType"}
    choose(qtbot, window, "Tip tranzacție", "Sale or rent")
    assert price.text() == "59,500 € · for sale"


def test_a_field_that_only_one_column_may_have_is_taken_from_the_other(qtbot: QtBot, open_file: OpenFile) -> None:
    window = open_file()
    choose(qtbot, window, "Camere", "Price")
    assert target(window, "Camere") == "announcementValue"
    assert target(window, "Preț") is None


def test_one_value_for_all_rows(qtbot: QtBot, open_file: OpenFile, tmp_path: Path) -> None:
    path = write(tmp_path / "bare.csv", "Cod;Preț;Adresa\nA-1;45000;str. Columna 1\nA-2;60000 €;str. Columna 2\n")
    window = open_file(path)
    currency = find(window, QComboBox, "constant_announcementCurrency")
    assert currency.accessibleName() == "Currency for 1 row"
    currency.setCurrentIndex(currency.findData("EUR"))
    currency.activated.emit(currency.currentIndex())
    status = find(window, QComboBox, "constant_announcementStatus")
    assert [status.itemText(i) for i in range(2)] == ["As a draft", "Publish at once"]
    status.setCurrentIndex(1)
    status.activated.emit(1)
    settle(qtbot, window)
    assert known(window).mapping.constants == (("announcementCurrency", "EUR"), ("announcementStatus", "active"))
    assert find(window, QLabel, "previewPrice").text() == "45,000 €"
    assert "Published" in find(window, QLabel, "previewMore").text()


def test_a_value_for_all_rows_can_be_added_for_any_field_without_a_column(qtbot: QtBot, open_file: OpenFile) -> None:
    window = open_file()
    find(window, QPushButton, "addConstantButton").click()
    menu = QApplication.activePopupWidget()
    assert menu is not None
    names = [action.text() for action in menu.actions()]
    assert "Condition" in names
    assert "Rooms" not in names
    menu.actions()[names.index("Condition")].trigger()
    menu.close()
    made = find(window, QComboBox, "constant_propertyVisualState")
    made.setCurrentIndex(1)
    made.activated.emit(1)
    settle(qtbot, window)
    assert dict(known(window).mapping.constants) == {"propertyVisualState": "euro-renovation"}


def test_the_preview_goes_from_row_to_row_and_says_what_is_wrong(qtbot: QtBot, open_file: OpenFile) -> None:
    window = open_file()
    where = find(window, QLabel, "previewWhere")
    back, on = (find(window, QPushButton, name) for name in ("previewBackButton", "previewNextButton"))
    assert where.text() == "PREVIEW · row 1 of 48"
    assert not back.isEnabled()
    assert find(window, QLabel, "previewFacts").text() == "Apartment, 91.3 m², floor 3 of 16, 4 rooms"
    problems: list[str] = []
    for row in range(2, 49):
        on.click()
        settle(qtbot, window)
        assert where.text() == f"PREVIEW · row {row} of 48"
        problems += [made.text() for made in window.page.findChildren(QLabel, "previewProblem") if made.isVisible()]
    assert problems
    assert not on.isEnabled()
    back.click()
    settle(qtbot, window)
    assert where.text() == "PREVIEW · row 47 of 48"


def test_the_order_of_the_address_is_shown(open_file: OpenFile) -> None:
    window = open_file()
    said = [str(cell(window, line_of(window, header), 3).data()) for header in ("Oraș", "Strada", "Nr. casei")]
    assert [text.split(";")[0] for text in said] == [f"Part {n} of 3 of the address" for n in (1, 2, 3)]
    assert find(window, QLabel, "previewAddress").text() == "Ungheni, str. Livezilor, 102"


def test_rows_without_a_code_of_their_own_are_counted(open_file: OpenFile) -> None:
    window = open_file("oferte-ro.csv")
    said = find(window, QLabel, "listingCodeText")
    assert said.isVisible()
    assert said.text() == "1 row has no code. 1 row repeats another's code. They wait, the others go."


def test_the_code_is_made_of_several_columns(qtbot: QtBot, open_file: OpenFile, tmp_path: Path) -> None:
    rows = "\n".join(f"{'Nord' if n % 2 else 'Sud'};{n // 2};{45000 + n} €;str. Columna {n}" for n in range(40))
    window = open_file(write(tmp_path / "two.csv", f"Filiala;Rând;Preț;Adresa\n{rows}\n"))
    assert window.session.flow.blocked is Block.NO_KEY_COLUMN
    find(window, QPushButton, "makeKeyButton").click()
    columns = find(window, QListWidget, "keyColumnsList")
    assert QApplication.focusWidget() is columns
    QTest.keyClick(columns, Qt.Key.Key_Space)
    settle(qtbot, window)
    assert "repeat another's code" in find(window, QLabel, "listingCodeText").text()
    QTest.keyClick(columns, Qt.Key.Key_Down)
    QTest.keyClick(columns, Qt.Key.Key_Space)
    settle(qtbot, window)
    assert known(window).mapping.key == (0, 1)
    assert find(window, QLabel, "listingCodeText").text() == "Every row has its own."
    assert find(window, QLabel, "previewMore").text().startswith("Sud-0")
    confirm_all(window)
    assert window.session.flow.next is Step.VALUES


def test_with_the_keyboard_alone(qtbot: QtBot, open_file: OpenFile) -> None:
    window = open_file()
    table = table_of(window)
    assert QApplication.focusWidget() is table
    assert table.currentIndex().row() == 0
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_F2)
    chooser = table.findChild(Chooser)
    assert isinstance(chooser, Chooser)
    qtbot.waitUntil(chooser.view().isVisible)
    QTest.keyClick(chooser.view(), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not table.findChildren(Chooser))
    assert target(window, "Tip tranzacție") == "announcementType"
    QTest.keyClick(table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(table.findChildren(Chooser)))
    chooser = table.findChild(Chooser)
    assert isinstance(chooser, Chooser)
    qtbot.waitUntil(chooser.view().isVisible)
    QTest.keyClick(chooser.view(), Qt.Key.Key_Home)
    QTest.keyClick(chooser.view(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: target(window, "Tip tranzacție") is None)
    qtbot.waitUntil(lambda: not table.findChildren(Chooser))
    settle(qtbot, window)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text().startswith("Tip tranzacție\tNot used\t")
    QTest.keyClick(table, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert window.session.flow.next is Step.VALUES
    onward = find(window, QPushButton, "nextButton")
    assert QApplication.focusWidget() is onward
    QTest.keyClick(onward, Qt.Key.Key_Space)
    settle(qtbot, window)
    assert window.session.flow.step is Step.VALUES


def test_it_is_right_can_be_clicked(open_file: OpenFile) -> None:
    window = open_file()
    table = table_of(window)
    rect = table.visualRect(cell(window, 0, SURE))
    where = rect.center()
    where.setY(rect.center().y() + 10)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)
    assert window.session.flow.next is Step.VALUES


def test_the_layout_is_remembered_and_used_the_next_time(
    qtbot: QtBot, open_file: OpenFile, world: World, tmp_path: Path
) -> None:
    window = open_file()
    name = find(window, QLineEdit, "layoutNameEdit")
    assert name.text() == "listings-ro"
    name.setText("Export Casa Nord")
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert "“Export Casa Nord”" in window.page.foot().note
    choose(qtbot, window, "Camere", "Not used")
    confirm_all(window)
    find(window, QPushButton, "nextButton").click()
    settle(qtbot, window)
    assert window.session.flow.step is Step.VALUES
    kept = world.ports().layouts.all()
    assert [layout.name for layout in kept] == ["Export Casa Nord"]
    assert not [value for value in kept[0].values if value[1] in ("iaht", "ascuns")]  # not decided yet: asked again
    window.session.again()
    show_file(qtbot, window, world, resource("samples", "listings-ro.xlsx"))
    assert target(window, "Camere") is None
    assert window.session.flow.next is Step.VALUES
    assert "already done" in window.page.notice.accessibleName()
    assert find(window, QLineEdit, "layoutNameEdit").text() == "Export Casa Nord"


def test_another_language_keeps_what_was_decided(qtbot: QtBot, open_file: OpenFile) -> None:
    window = open_file()
    confirm_all(window)
    choose(qtbot, window, "Camere", "Not used")
    window.change_language("ru")
    settle(qtbot, window)
    assert cell(window, line_of(window, "Camere"), MEANS).data() != "Rooms"
    assert target(window, "Camere") is None
    assert window.session.flow.next is Step.VALUES


def test_another_file_is_looked_at_anew(qtbot: QtBot, open_file: OpenFile, world: World) -> None:
    window = open_file()
    confirm_all(window)
    window.session.again()
    show_file(qtbot, window, world, resource("samples", "listings-en.xlsx"))
    assert cell(window, 0, 0).data() == "Listing ID"
    assert window.session.flow.blocked is Block.COLUMNS_IN_DOUBT


def test_a_layout_that_cannot_be_kept_is_said_and_holds_nobody_up(
    qtbot: QtBot, open_file: OpenFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rentix_desktop.store.layouts import JsonLayoutStore

    def full(*_: object) -> None:
        raise AppError(Code.DISK_FULL, Cause.ENVIRONMENT, path="x")

    window = open_file()
    monkeypatch.setattr(JsonLayoutStore, "save", full)
    confirm_all(window)
    find(window, QPushButton, "nextButton").click()
    settle(qtbot, window)
    assert window.page.NAME == "columnsPage"
    assert window.page.error.isVisible()
    find(window, QPushButton, "nextButton").click()
    settle(qtbot, window)
    assert window.session.flow.step is Step.VALUES


def test_what_publishing_needs_stands_first_in_the_list(open_file: OpenFile) -> None:
    window = open_file()
    options = target_options(builtin_catalogue(), window.page._tr)
    texts = [options.item(row).text() for row in range(options.rowCount())]
    assert texts[:3] == ["Not used", "Needed to publish", "Listing code (key)"]
    assert texts.index("Photos") < texts.index("More about the listing") < texts.index("Description")
    assert not options.item(1).isEnabled()


def test_a_small_layout_in_a_bigger_file_is_used_and_not_written_over(
    qtbot: QtBot, open_file: OpenFile, world: World, tmp_path: Path
) -> None:
    rows = "A-1;45000 €;str. Columna 1\nA-2;60000 €;str. Columna 2\n"
    window = open_file(write(tmp_path / "small.csv", f"Cod;Preț;Adresa\n{rows}"))
    needed = [made.objectName() for made in window.page.findChildren(QComboBox) if "propert" in made.objectName()]
    assert needed == ["constant_propertySecondaryType"]  # the kind of property follows from it
    confirm_all(window)
    find(window, QPushButton, "nextButton").click()
    settle(qtbot, window)
    window.session.again()
    head = "Cod;Preț;Adresa;Etaj;Camere;Balcon;Vecini"
    big = write(tmp_path / "big.csv", f"{head}\nA-1;45000 €;str. Columna 1;3/9;2;da;nu\nA-2;6 €;str. A 2;1/5;3;da;nu\n")
    show_file(qtbot, window, world, big)
    assert "4 columns are new in it" in window.page.notice.accessibleName()
    assert known(window).name == "big"


def test_a_title_between_rows_shows_the_row_under_it(qtbot: QtBot, open_file: OpenFile, tmp_path: Path) -> None:
    path = tmp_path / "etaje.csv"
    flats = [f"{number};str. Ismail {number};{50_000 + number}" for number in range(1, 9)]
    path.write_text("\n".join(["Cod;Adresa;Preț EUR", "ETAJ 1;;", *flats[:4], "ETAJ 2;;", *flats[4:]]), "utf-8")
    window = open_file(path)
    assert find(window, QLabel, "previewPrice").text() == "50,001 €"
    for name, prices in (("previewNextButton", (2, 3, 4, 5, 6)), ("previewBackButton", (5, 4, 3, 2, 1, 1))):
        for price in prices:
            find(window, QPushButton, name).click()
            settle(qtbot, window)
            assert find(window, QLabel, "previewPrice").text() == f"50,00{price} €"
