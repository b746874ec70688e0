"""The values page: what is decided once for sold and reserved listings, what is remembered, and what else was read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from rentix_desktop.catalog.problems import ProblemCode, Severity
from rentix_desktop.mapping.model import LEAVE_OUT
from rentix_desktop.mapping.read_row import Mapper
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.ui.widgets.choosing import CHOICE, MEANS, SURE, ChoosingTable
from rentix_desktop.ui.widgets.faces import FACE
from rentix_desktop.ui.window import Opening, Window
from rentix_desktop.ui.wizard.flow import Step
from tests.ui.conftest import find, settle
from tests.ui.parts import ACCOUNT, World
from tests.ui.test_columns import known, show_file, write
from tests.ui.test_values import WITHDRAWN, cell, choose, go_on, line_of, marked, table_of

OpenFile = Callable[[Path], Window]
SOLD = "What happens with sold and rented listings?"
RESERVED = "What happens with reserved listings?"
STATUS = "announcementStatus"


@pytest.fixture
def open_file(qtbot: QtBot, world: World, open_window: Callable[..., Window]) -> OpenFile:
    def open_one(path: Path) -> Window:
        window = show_file(qtbot, open_window(Opening("en")), world, path)
        go_on(qtbot, window)
        return window

    return open_one


# sold and reserved listings, and what is remembered -----------------------------------------------------------------------
MESSY = """Cod;Tip imobil;Statut;Preț;Suprafața;Descriere;Описание;Foto 1;Foto 2;Foto 3
A-1;Apartament;activ;45 000 €;54 m²;{long};{russian};https://a.md/1.jpg;https://a.md/2.jpg;https://a.md/3.jpg
A-2;Casă;vândut;62.500 EUR;1200 sqft;<p>{long}</p><br>{long};{russian};https://a.md/1.jpg;https://a.md/2.jpg;https://a.md/3.jpg
A-3;Casă;Продано;4950000 руб.;80 m²;Scurt.;{russian};https://a.md/1.jpg;https://a.md/2.jpg;https://a.md/3.jpg
A-4;Apartament;rezervat;500 euro/lună;40 m²;{long} Sunați la +373 69 123 456.;{russian};https://a.md/1.jpg;https://a.md/2.jpg;https://a.md/3.jpg
A-5;Apartament;activ;4950000 руб.;41 m²;{long};{russian};https://a.md/1.jpg;https://a.md/2.jpg;https://a.md/3.jpg
A-6;Apartament;activ;74000;42 m²;{endless};{russian};https://a.md/1.jpg;https://a.md/2.jpg;https://a.md/3.jpg
"""


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    long = "Apartament luminos cu vedere spre parc, aproape de centru și de școală."
    russian = "Светлая квартира с видом на парк, рядом с центром и школой."
    return write(tmp_path / "messy.csv", MESSY.format(long=long, russian=russian, endless=f"{long} " * 40))


def go_to_check(qtbot: QtBot, window: Window) -> None:
    find(window, QPushButton, "nextButton").click()
    settle(qtbot, window)
    assert window.session.flow.step is Step.CHECK


def again(qtbot: QtBot, window: Window, world: World, path: Path) -> None:
    window.session.again()
    show_file(qtbot, window, world, path)
    go_on(qtbot, window)


def statuses(window: Window) -> list[tuple[str | None, bool]]:
    understood = known(window)
    mapper = Mapper(understood.mapping, understood.catalogue, understood.words)
    rows = (mapper.map(row) for row in understood.table.records())
    return [(str(status) if (status := row.record.get(STATUS)) else None, row.left_out) for row in rows]


def test_sold_and_reserved_are_asked_about_once_and_never_published_meanwhile(open_file: OpenFile, messy: Path) -> None:
    window = open_file(messy)
    assert marked(window) == {SOLD, RESERVED}
    assert [status for status, _ in statuses(window)] == ["active", "hidden", "hidden", "hidden", "active", "active"]
    sold = line_of(window, SOLD)
    assert cell(window, sold, 0).data(FACE).below == "2 rows: vândut, Продано"
    assert cell(window, sold, SURE).data() == "Decide once"
    assert "hidden until you decide" in cell(window, sold, 3).data()
    assert cell(window, line_of(window, "vândut"), SURE).data() == "Asked above"
    spoken = cell(window, sold, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert SOLD in spoken
    assert "2 rows: vândut, Продано" in spoken


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Deal done", ("completed", False)), ("Hidden", ("hidden", False)), ("Leave these rows out", (None, True))],
)
def test_what_happens_with_sold_listings_is_decided_for_all_their_words(
    qtbot: QtBot, open_file: OpenFile, messy: Path, name: str, expected: tuple[str | None, bool]
) -> None:
    window = open_file(messy)
    choose(qtbot, window, SOLD, name)
    assert statuses(window)[1:3] == [expected, expected]
    assert marked(window) == {RESERVED}
    assert cell(window, line_of(window, "Продано"), SURE).data() == "As decided above"
    assert cell(window, line_of(window, "Продано"), MEANS).data() == name


def test_rows_left_out_are_skipped_and_counted_to_the_end(qtbot: QtBot, open_file: OpenFile, messy: Path) -> None:
    window = open_file(messy)
    choose(qtbot, window, SOLD, "Leave these rows out")
    choose(qtbot, window, RESERVED, "Hidden")
    go_to_check(qtbot, window)
    forecast = window.session.flow.forecast
    assert forecast is not None
    assert (forecast.total, forecast.skipped) == (6, 2)
    assert forecast.create + forecast.blocked + forecast.skipped == 6
    assert "2 are left out, as you decided." in find(window, QLabel, "forecastLabel").text()
    problems = find(window, QTableView, "problemsTable").model()
    causes = {
        problems.index(row, 0).data(FACE).text: problems.index(row, 0).data(FACE) for row in range(problems.rowCount())
    }
    assert causes["Left out, as you decided"].below == "is not sent"


def test_only_what_shows_nothing_is_confirmed_with_all_the_others(open_file: OpenFile, tmp_path: Path) -> None:
    states = ("activ", "vândut", "rezervat", "retras")
    lines = "\n".join(f"A-{n};{state};str. Columna {n};{n}5000 €" for n, state in enumerate(states, 1))
    window = open_file(write(tmp_path / "states.csv", f"Cod;Statut;Adresa;Preț\n{lines}\n"))
    assert marked(window) == {SOLD, RESERVED, WITHDRAWN}
    button = find(window, QPushButton, "confirmAllButton")
    assert button.text() == "All 2 are right"
    button.click()
    assert marked(window) == {SOLD}
    assert [status for status, _ in statuses(window)] == ["active", "hidden", "hidden", "hidden"]


def test_a_decision_is_said_with_its_day_changed_and_forgotten(
    qtbot: QtBot, open_file: OpenFile, messy: Path, world: World
) -> None:
    window = open_file(messy)
    choose(qtbot, window, SOLD, "Leave these rows out")
    choose(qtbot, window, RESERVED, "Hidden")
    choose(qtbot, window, "Casă", "Office")
    go_to_check(qtbot, window)
    store, today = world.ports().decisions, date.today()  # noqa: DTZ011 - the clerk's day
    account = AccountKey(ACCOUNT.base_url, ACCOUNT.id)
    assert {(each.text, each.value, each.said) for each in store.of(account)} >= {
        ("#sold", LEAVE_OUT, today),
        ("#reserved", "hidden", today),
        ("casa", "office", today),
    }
    again(qtbot, window, world, messy)
    assert marked(window) == set()
    for text in (SOLD, "Casă"):
        assert cell(window, line_of(window, text), SURE).data() == "Remembered"
        assert f"You said so on {today:%d.%m.%Y}" in cell(window, line_of(window, text), 3).data()
    assert [left_out for _, left_out in statuses(window)] == [False, True, True, False, False, False]
    choose(qtbot, window, SOLD, "Deal done")  # changed
    assert cell(window, line_of(window, SOLD), SURE).data() == "Decided"
    go_to_check(qtbot, window)
    assert {each.text: each.value for each in store.of(account)}["#sold"] == "completed"
    again(qtbot, window, world, messy)
    choose(qtbot, window, SOLD, "Forget what I said")
    choose(qtbot, window, "Casă", "Forget what I said")
    assert marked(window) == {SOLD}
    assert cell(window, line_of(window, "Casă"), MEANS).data() == "House"
    assert {each.text for each in store.of(account)} & {"#sold", "casa"} == set()
    again(qtbot, window, world, messy)
    assert marked(window) == {SOLD}


def test_another_account_decides_for_itself(
    qtbot: QtBot, open_file: OpenFile, messy: Path, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_file(messy)
    choose(qtbot, window, SOLD, "Leave these rows out")
    choose(qtbot, window, RESERVED, "Hidden")
    go_to_check(qtbot, window)
    monkeypatch.setattr("tests.ui.test_columns.ACCOUNT", replace(ACCOUNT, id="319", name="Casa Sud"))
    again(qtbot, window, world, messy)
    assert marked(window) == {SOLD, RESERVED}
    assert "Casa Sud" in find(window, QLabel, "footNote").text()
    assert not any(layout.values for layout in world.ports().layouts.all())


def test_a_decision_holds_for_a_column_that_is_chosen_by_hand(
    qtbot: QtBot, open_file: OpenFile, messy: Path, world: World
) -> None:
    window = open_file(messy)
    choose(qtbot, window, SOLD, "Leave these rows out")
    choose(qtbot, window, RESERVED, "Hidden")
    go_to_check(qtbot, window)
    other = write(
        messy.parent / "other.csv", "Cod;Xyz;Adresa\nB-1;activ;str. A 1\nB-2;Vîndut;str. B 2\nB-3;бронь;str. C 3\n"
    )
    window.session.again()
    show_file(qtbot, window, world, other)
    columns = find(window, ChoosingTable, "columnsTable")
    line = next(row for row in range(3) if "Xyz" in str(columns.model().index(row, 0).data()))
    columns.model().setData(columns.model().index(line, MEANS), STATUS)
    settle(qtbot, window)
    go_on(qtbot, window)
    assert marked(window) == set()
    assert statuses(window) == [("active", False), (None, True), ("hidden", False)]


# what else was read -------------------------------------------------------------------------------------------------------
def facts_of(window: Window) -> dict[str, tuple[str, str, str, str]]:
    """Text → its count and rows, what became of it, how it is marked, what it means; of the lines without a combo."""
    found = {}
    model = table_of(window).model()
    for row in range(model.rowCount()):
        face = model.index(row, 0).data(FACE)
        if model.index(row, MEANS).data(CHOICE) is None and model.index(row, MEANS).data(FACE).text:
            cells = (model.index(row, section).data() for section in (MEANS, SURE, 3))
            found[face.text] = (face.below, *cells)
    return found


def test_currency_and_period_are_shown_as_the_prices_say_them(open_file: OpenFile, messy: Path) -> None:
    found = facts_of(open_file(messy))
    assert found["€"][:3] == ("1 row", "Euro (EUR)", "Read")
    assert found["eur"][:2] == ("1 row", "Euro (EUR)")
    assert found["euro"][:2] == ("1 row", "Euro (EUR)")
    below, means, level, effect = found["руб"]
    assert (below, means, level) == ("2 rows: 4, 6", "RUB", "Cannot be sent")
    assert effect == "The portal does not take prices in RUB. 2 rows wait until their prices are in another currency."
    assert found["Nothing in the price says it"][:3] == ("1 row: 7", "Left empty", "Look at it")
    assert [value[0] for value in found.values() if value[1] == "Month"] == ["1 row"]


def test_a_currency_that_is_not_taken_stops_the_row_and_is_not_relabelled(
    qtbot: QtBot, open_file: OpenFile, messy: Path
) -> None:
    window = open_file(messy)
    understood = known(window)
    mapper = Mapper(understood.mapping, understood.catalogue, understood.words)
    row = [mapper.map(row) for row in understood.table.records()][4]
    assert row.record["announcementCurrency"] == "RUB"
    (problem,) = (each for each in row.problems if each.field == "announcementCurrency")
    assert (problem.code, problem.severity) == (ProblemCode.CURRENCY_NOT_ACCEPTED, Severity.ERROR)


def test_a_currency_in_the_header_is_shown_as_such(open_file: OpenFile, tmp_path: Path) -> None:
    path = write(tmp_path / "h.csv", "Cod;Preț, USD;Adresa\nA-1;45000;str. Columna 1\nA-2;60000 €;str. Columna 2\n")
    found = facts_of(open_file(path))
    assert found["“usd” in the header"][:2] == ("1 row", "US dollar (USD)")
    assert found["€"][:2] == ("1 row", "Euro (EUR)")


def test_what_is_wrong_with_texts_is_shown_with_its_rows(open_file: OpenFile, messy: Path) -> None:
    found = facts_of(open_file(messy))
    assert found["The text is too short"][:3] == (
        "1 row: 4",
        "Too short: 6 of at least 40 characters.",
        "Cannot be sent",
    )
    assert found["The text is too long"][0] == "1 row: 7"
    assert found["Formatting was taken out of a text"][0] == "1 row: 3"
    below, means, level, effect = found["A phone number or an e-mail address in the text"]
    assert (below, level) == ("1 row: 5", "Look at it")
    assert "+373 69 123 456" in means
    assert effect
    other = found["Another column with a text: “Описание”"]
    assert other[:2] == ("6 rows", "Not sent")
    assert "“Descriere” is sent" in other[3]


def test_square_feet_are_said_with_what_they_became(open_file: OpenFile, messy: Path) -> None:
    found = facts_of(open_file(messy))
    below, means, *_ = found["Square feet were converted"]
    assert (below, means) == ("1 row: 3", "“1200 sqft” was converted to 111.48 m².")


def test_what_the_values_page_says_the_check_page_says_too(qtbot: QtBot, open_file: OpenFile, messy: Path) -> None:
    window = open_file(messy)
    for text in (SOLD, RESERVED):
        choose(qtbot, window, text, "Hidden")
    go_to_check(qtbot, window)
    problems = find(window, QTableView, "problemsTable").model()
    causes = {problems.index(row, 0).data(FACE).text for row in range(problems.rowCount())}
    assert causes >= {
        "The portal does not take this currency",
        "The text is too short",
        "The text is too long",
        "Formatting was taken out of a text",
        "A phone number or an e-mail address in the text",
        "Square feet were converted",
    }
