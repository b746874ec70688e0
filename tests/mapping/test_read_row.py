"""Rows of a sheet as records of the portal."""

from __future__ import annotations

import json
import pickle
from collections import Counter
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentix_desktop.catalog.fields import Kind
from rentix_desktop.catalog.problems import ProblemCode, Severity
from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.mapping import read_row
from rentix_desktop.mapping.decide import targets
from rentix_desktop.mapping.model import ColumnMapping, MappedRow
from rentix_desktop.mapping.parse.photos import photo_id
from rentix_desktop.mapping.read_row import Mapper, joined_address, mapped_rows
from rentix_desktop.mapping.readers import Context, Reader, Reading, reader
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.table import Cell, SheetRow

CATALOGUE, WORDS = builtin_catalogue(), load_vocabulary()


def mapper(columns: dict[str, str] | list[tuple[str, str]], **more: Any) -> Mapper:
    pairs = list(columns.items()) if isinstance(columns, dict) else columns
    mapping = ColumnMapping(
        columns=tuple((index, target) for index, (_, target) in enumerate(pairs) if target),
        headers=tuple(header for header, _ in pairs),
        **more,
    )
    return Mapper(mapping, CATALOGUE, WORDS)


def read(columns: dict[str, str] | list[tuple[str, str]], *cells: Cell, **more: Any) -> MappedRow:
    return mapper(columns, **more).map(SheetRow(0, 2, cells))


def codes(row: MappedRow) -> list[tuple[str, ProblemCode, Severity, str | None]]:
    return [(problem.field, problem.code, problem.severity, problem.column) for problem in row.problems]


def test_a_whole_row_in_the_shape_of_the_portal() -> None:
    row = read(
        [
            ("Cod", "externalId"),
            ("Tip", "propertySecondaryType"),
            ("Preț, EUR", "announcementValue"),
            ("Suprafața", "propertyArea"),
            ("Etaj", "propertyFloor"),
            ("Camere", "propertyQuantitySizeValue"),
            ("Oraș", "propertyAddress.part"),
            ("Strada", "propertyAddress.part"),
            ("Lat", "propertyCoordinates.lat"),
            ("Lng", "propertyCoordinates.lng"),
            ("Foto 1", "files"),
            ("Foto 2", "files"),
            ("Agent", "user"),
        ],
        4407,
        "Продажа квартиры в новостройке",
        "61 500",
        "54,3 m²",
        "3/9",
        "2 camere",
        "Chișinău",
        "str. Florilor 5",
        "28,8574",
        47.0101,
        "http://a.md/1.jpg; http://a.md/2.jpg",
        "http://a.md/1.jpg",
        "A-9",
    )
    assert row.problems == ()
    assert row.record == {
        "externalId": "4407",
        "announcementType": "sale",
        "propertyType": "residential",
        "propertySecondaryType": "apartment",
        "propertyHousingMarket": "new-build",
        "announcementValue": 61500,
        "announcementCurrency": "EUR",
        "propertyArea": 54.3,
        "propertyFloorNumber": 3,
        "propertyFloorsTotal": 9,
        "propertyQuantitySize": "custom-value",
        "propertyQuantitySizeValue": 2,
        "propertyAddress": "Chișinău, str. Florilor 5",
        "propertyCoordinates": {"lat": 47.0101, "lng": 28.8574},
        "files": [
            {"url": "http://a.md/1.jpg", "externalFileId": photo_id("http://a.md/1.jpg")},
            {"url": "http://a.md/2.jpg", "externalFileId": photo_id("http://a.md/2.jpg")},
        ],
        "user": {"externalUserId": "A-9"},
    }


def test_blank_cells_and_words_for_nothing_leave_the_field_out() -> None:
    columns = {
        "Cod": "externalId",
        "Preț": "announcementValue",
        "Adresa": "propertyAddress",
        "Etaj": "propertyFloorNumber",
    }
    for nothing in (None, "N/A", "—", "-"):
        row = read(columns, "A1", nothing, nothing, nothing)
        assert row.record == {"externalId": "A1"}
        assert row.problems == ()
    assert read(columns, "A1").record == {"externalId": "A1"}  # a short row


def test_a_currency_that_is_not_taken_is_kept_as_read_and_stops_the_row() -> None:
    for cells in (("A1", "4950000 руб., Свободная продажа"), ("A1", "4 950 000", "rub")):
        row = read({"ID": "externalId", "Цена": "announcementValue", "Валюта": "announcementCurrency"}, *cells)
        assert row.record["announcementValue"] == 4950000
        assert row.record["announcementCurrency"] == "RUB"
        assert [(p.code, p.params) for p in row.problems] == [(ProblemCode.CURRENCY_NOT_ACCEPTED, {"text": "RUB"})]


def test_the_cell_goes_before_the_header_and_the_header_before_the_value_for_all() -> None:
    columns = {"ID": "externalId", "Preț, EUR": "announcementValue"}
    constants = (("announcementCurrency", "MDL"), ("announcementType", "rent"))
    assert read(columns, "1", "500 USD", constants=constants).record["announcementCurrency"] == "USD"
    assert read(columns, "1", 500, constants=constants).record["announcementCurrency"] == "EUR"
    plain = {"ID": "externalId", "Preț": "announcementValue"}
    row = read(plain, "1", 500, constants=constants)
    assert (row.record["announcementCurrency"], row.record["announcementType"]) == ("MDL", "rent")


def test_a_period_the_portal_does_not_take_stops_the_row_and_a_monthly_one_goes() -> None:
    columns = {"id": "externalId", "price": "announcementValue"}
    for text, period in (("25,000 EUR/year", "yearly"), ("300 € pe săptămână", "weekly"), ("1000 руб/час", "hourly")):
        row = read(columns, "1", text)
        assert row.record["announcementPayPeriod"] == period
        assert ProblemCode.VALUE_NOT_ALLOWED in {p.code for p in row.problems if p.severity is Severity.ERROR}
    assert read(columns, "1", "3,000 EUR/month").record["announcementPayPeriod"] == "monthly"
    by_header = read({"id": "externalId", "Price_per_month": "announcementValue"}, "1", 300)
    assert by_header.record["announcementPayPeriod"] == "monthly"


@pytest.mark.parametrize(
    ("target", "cell", "expected"),
    [
        ("announcementValue", "la cerere", ("announcementValue", ProblemCode.UNREADABLE, Severity.ERROR, "X")),
        ("propertyArea", "mare", ("propertyArea", ProblemCode.UNREADABLE, Severity.WARNING, "X")),
        ("propertyFloor", "ultimul", ("propertyFloorNumber", ProblemCode.UNREADABLE, Severity.WARNING, "X")),
        (
            "propertyCoordinates",
            "centru",
            ("propertyCoordinates", ProblemCode.COORDINATES_INVALID, Severity.WARNING, "X"),
        ),
        ("announcementValue", "#N/A", ("announcementValue", ProblemCode.CELL_ERROR, Severity.ERROR, "X")),
        ("propertyArea", "#DIV/0!", ("propertyArea", ProblemCode.CELL_ERROR, Severity.WARNING, "X")),
        ("announcementType", "poate", ("announcementType", ProblemCode.VALUE_UNKNOWN, Severity.ERROR, "X")),
        ("propertyVisualState", "ciudat", ("propertyVisualState", ProblemCode.VALUE_UNKNOWN, Severity.WARNING, "X")),
        ("announcementDescription", "Scurt", ("announcementDescription", ProblemCode.TOO_SHORT, Severity.ERROR, "X")),
        ("files", "poza1.jpg", ("files", ProblemCode.PHOTO_ADDRESS_INVALID, Severity.ERROR, "X")),
        ("propertyFloor", "8/1", ("propertyFloorNumber", ProblemCode.FLOOR_ABOVE_TOTAL, Severity.ERROR, "X")),
    ],
)
def test_a_problem_names_its_field_and_column(
    target: str, cell: str, expected: tuple[str, ProblemCode, Severity, str]
) -> None:
    assert expected in codes(read({"Cod": "externalId", "X": target}, "A1", cell))


def test_decided_values_go_before_the_vocabulary_and_none_leaves_the_field_out() -> None:
    columns = {"Cod": "externalId", "Tip": "propertySecondaryType", "Stare": "announcementStatus"}
    values = ((("propertySecondaryType", "apartament"), "house"), (("announcementStatus", "vandut"), None))
    row = read(columns, "A1", "Apartament", "VÂNDUT", values=values)
    assert row.record["propertySecondaryType"] == "house"
    assert "announcementStatus" not in row.record
    assert row.problems == ()


def test_a_text_that_nobody_decided_on_is_taken_only_where_it_is_sure() -> None:
    columns = {"Cod": "externalId", "Stare": "announcementStatus"}
    assert read(columns, "A1", "activ").record["announcementStatus"] == "active"
    sold = read(columns, "A1", "vândut")
    assert "announcementStatus" not in sold.record
    assert [problem.code for problem in sold.problems] == [ProblemCode.VALUE_UNKNOWN]


def test_a_title_fills_what_has_no_column_of_its_own() -> None:
    title = "1-к. квартира, 40 м², 3/5 эт."
    row = read({"ID": "externalId", "Название": "propertyQuantitySizeValue"}, "1", title)
    assert row.record["propertyArea"] == 40
    assert (row.record["propertyFloorNumber"], row.record["propertyFloorsTotal"]) == (3, 5)
    own = read({"ID": "externalId", "Название": "propertyQuantitySizeValue", "S": "propertyArea"}, "1", title, "41")
    assert own.record["propertyArea"] == 41


def test_the_key_is_made_of_several_columns_and_is_missing_where_one_is_empty() -> None:
    columns = {"Bloc": "", "Ap": "", "Preț": "announcementValue"}
    whole = read(columns, "A", 12, 500, key=(0, 1))
    assert whole.record["externalId"] == "A-12"
    assert codes(read(columns, "A", None, 500, key=(0, 1))) == [
        ("externalId", ProblemCode.KEY_MISSING, Severity.ERROR, "Bloc + Ap")
    ]


def test_of_rows_with_one_key_the_first_goes() -> None:
    rows = [SheetRow(n, n + 2, (key,)) for n, key in enumerate(["A", "B", "A", None, "A", None])]
    found = list(mapped_rows(rows, mapper({"Cod": "externalId"})))
    assert [[problem.code for problem in row.problems] for row in found] == [
        [],
        [],
        [ProblemCode.KEY_REPEATED],
        [ProblemCode.KEY_MISSING],
        [ProblemCode.KEY_REPEATED],
        [ProblemCode.KEY_MISSING],
    ]
    assert found[4].problems[0].params == {"other_row": 2}


def test_equal_cells_of_different_types_are_read_apart() -> None:
    one = mapper({"Cod": "externalId", "Preț": "announcementValue"})
    cells: list[Cell] = [1, True, 1.0, "1"]
    rows = [SheetRow(n, n + 2, ("A", cell)) for n, cell in enumerate(cells)]
    values = [one.map(row).record.get("announcementValue") for row in rows]
    assert values == [1, None, 1.0, 1]


def test_each_distinct_text_is_parsed_once_and_texts_that_do_not_come_again_are_not_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parsed: Counter[Cell] = Counter()

    def counted(target: str, header: str, context: Context) -> Reader:
        read_cell = reader(target, header, context)

        def read_and_count(cell: Cell) -> Reading:
            parsed[cell] += 1
            return read_cell(cell)

        return read_and_count

    monkeypatch.setattr(read_row, "reader", counted)
    monkeypatch.setattr(read_row, "KEPT_TEXTS", 100)
    one = mapper({"Preț": "announcementValue", "Descriere": "announcementDescription", "Suprafața": "propertyArea"})
    for number in range(3000):
        price, area = f"{number % 90 + 1}000 €", f"{number // 3} m²"
        row = one.map(SheetRow(number, number + 2, (price, f"Descrierea {number}", area)))
        assert row.record["announcementValue"] == (number % 90 + 1) * 1000
        assert row.record["announcementDescription"] == f"Descrierea {number}"
    assert max(parsed[text] for text in parsed if str(text).endswith(" €")) == 1
    assert [len(column.known) for column in one._columns] == [90, 0, 100]


def test_a_row_whose_cells_moved_is_held_and_one_with_a_note_beside_it_is_not() -> None:
    made = mapper({"Cod": "externalId", "Preț": "announcementValue"})
    shifted = made.map(SheetRow(0, 2, ("A1", "bloc A", "45 000"), shifted=True))
    assert codes(shifted)[0] == ("externalId", ProblemCode.ROW_SHIFTED, Severity.ERROR, None)
    noted = made.map(SheetRow(0, 2, ("A1", "45 000", None, "sunați după 18")))
    assert ProblemCode.ROW_SHIFTED not in [problem.code for problem in noted.problems]
    assert (noted.record["externalId"], noted.record["announcementValue"]) == ("A1", 45_000)


def test_links_behind_texts_give_photos_and_places() -> None:
    made = mapper({"Cod": "externalId", "Adresa": "propertyAddress", "Harta": "propertyCoordinates", "Foto": "files"})
    place = "https://www.google.com/maps/@47.0245,28.8322,17z"
    cells: tuple[Cell, ...] = ("A1", "str. Ismail 24", "vezi", "foto 1")
    both = made.map(SheetRow(0, 2, cells, links={2: place, 3: "https://x.md/1.jpg"})).record
    assert both["propertyCoordinates"] == {"lat": 47.0245, "lng": 28.8322}
    assert [photo["url"] for photo in cast("list[dict[str, str]]", both["files"])] == ["https://x.md/1.jpg"]
    behind = made.map(SheetRow(0, 2, ("A1", "str. Ismail 24", None, None), links={1: place})).record
    assert (behind["propertyAddress"], behind["propertyCoordinates"]) == (
        "str. Ismail 24", {"lat": 47.0245, "lng": 28.8322},
    )  # fmt: skip
    own = made.map(SheetRow(0, 2, ("A1", "x 1", "46.5012, 29.1034", None), links={1: place, 2: place})).record
    assert own["propertyCoordinates"] == {"lat": 46.5012, "lng": 29.1034}, (
        "what the cell says comes before what stands behind"
    )
    elsewhere = made.map(SheetRow(0, 2, ("A1", "x 1", None, None), links={1: "https://agentie.md/oferta/7"})).record
    assert "propertyCoordinates" not in elsewhere


def test_parts_of_an_address_do_not_say_a_thing_twice() -> None:
    assert joined_address(["Chișinău", "mun. Chisinau, str. X 5"]) == "mun. Chisinau, str. X 5"
    assert joined_address(["Bălți", "Bălți"]) == "Bălți"
    assert joined_address(["5", "str. X 15"]) == "5, str. X 15"


CELLS = st.one_of(
    st.none(), st.text(max_size=60), st.integers(), st.floats(), st.booleans(), st.dates(), st.datetimes(), st.times()
)


@given(st.lists(CELLS, max_size=24))
def test_no_cell_breaks_a_row_and_what_is_read_has_the_right_type(cells: list[Cell]) -> None:
    columns = [("x", target) for target in targets(CATALOGUE)]
    row = read(columns, *cells)
    wrong = {problem.field for problem in row.problems if problem.severity is Severity.ERROR}
    for name, value in row.record.items():
        if CATALOGUE.fields[name].kind in (Kind.NUMBER, Kind.INTEGER) and name not in wrong:
            assert isinstance(value, int | float)
        if name not in wrong:
            json.dumps(value, allow_nan=False)


def test_a_mapper_crosses_process_borders() -> None:
    one = mapper({"Cod": "externalId", "Preț": "announcementValue"}, constants=(("announcementCurrency", "EUR"),))
    row = SheetRow(0, 2, ("A", "45 000"))
    one.map(row)
    assert pickle.loads(pickle.dumps(one)).map(row) == one.map(row)  # noqa: S301 - our own bytes
