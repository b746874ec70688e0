"""Floors that a spreadsheet took for dates are built again from day and month, never without a word."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import Workbook

from rentix_desktop.catalog.problems import ProblemCode, Severity
from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.mapping.decide import mapping_of
from rentix_desktop.mapping.model import Level, ReasonCode, Target
from rentix_desktop.mapping.parse.dates import floors_of_date
from rentix_desktop.mapping.read_row import Mapper, mapped_rows
from rentix_desktop.mapping.suggest import suggest
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.profile import profile_table
from rentix_desktop.sheets.read import open_table
from rentix_desktop.sheets.table import Cell
from tests.mapping.tables import Columns, numbered, profile_of, repeated, rows_of

CATALOGUE, WORDS = builtin_catalogue(), load_vocabulary()
FLOOR, FLOORS = "propertyFloorNumber", "propertyFloorsTotal"


@pytest.mark.parametrize(
    ("text", "floor", "floors"),
    [
        ("2026-09-03", 3, 9), ("2026-03-09", 3, 9), ("2025-05-05", 5, 5), ("2026-01-09", 1, 9), ("2016-05-01", 5, 16),
        ("2026-09-03 00:00", 3, 9), ("3-Sep", 3, 9), ("03.сен", 3, 9), ("9 mar.", 3, 9), ("сен.16", 9, 16),
        ("mai-16", 5, 16), ("Sep-16", 9, 16), ("15-Dec", 12, 15), ("3 sept.", 3, 9), ("03.вер", 3, 9), ("4.iun", 4, 6),
    ],
)  # fmt: skip
def test_the_smaller_number_is_the_floor(text: str, floor: int, floors: int) -> None:
    found = floors_of_date(text, WORDS)
    assert found is not None
    assert (found.floor, found.total) == (floor, floors)


@pytest.mark.parametrize("text", ["2026-09-03 14:30", "3/9", "12.03.2024", "32-Sep", "0-Sep", "3-xyz", "Sep", "3", ""])
def test_other_texts_are_no_floors_of_dates(text: str) -> None:
    assert floors_of_date(text, WORDS) is None


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Etaj", [dt.date(2026, 9, day) for day in range(1, 9)]),
        ("Этаж/этажность", [dt.date(2026, 9, day) for day in range(1, 9)]),
        ("Etaj", ["2/5", dt.date(2026, 9, 3), "5/16", dt.date(2026, 4, 5)]),
        ("Поверх", ["03.вер", "5/16", "2/5", "04.вер"]),
        ("Floor", ["3-Sep", "4-Sep", "5-Sep", "Sep-16"]),
    ],
)
def test_such_a_column_is_to_be_checked_and_each_row_says_so(header: str, cells: list[Cell]) -> None:
    columns: Columns = [("Cod", numbered("A{}")), (header, repeated(*cells))]
    suggestion = suggest(profile_of(columns), CATALOGUE, WORDS)
    column = suggestion.columns[1]
    assert (column.target, column.level) == (Target.FLOOR, Level.CHECK)
    assert ReasonCode.FLOORS_FROM_DATES in {reason.code for reason in column.reasons}
    for row in mapped_rows(rows_of(columns), Mapper(mapping_of(suggestion), CATALOGUE, WORDS)):
        floor, floors = row.record[FLOOR], row.record[FLOORS]
        assert isinstance(floor, int)
        assert isinstance(floors, int)
        assert floor <= floors
        told = [p.severity for p in row.problems if p.code is ProblemCode.FLOOR_FROM_DATE]
        plain = isinstance(cells[row.row % len(cells)], str) and "/" in str(cells[row.row % len(cells)])
        assert told == ([] if plain else [Severity.WARNING])


def test_days_of_many_years_are_days_whatever_the_header_says() -> None:
    days = [dt.date(2015 + n % 8, n % 12 + 1, n % 27 + 2) for n in range(20)]
    columns: Columns = [("Cod", numbered("A{}")), ("Etaj", days)]
    assert suggest(profile_of(columns), CATALOGUE, WORDS).columns[1].target is None


@pytest.mark.parametrize("header", ["Data", "Adăugat", "", "Дата"])
def test_no_column_of_dates_becomes_floors_by_its_cells(header: str) -> None:
    days = [dt.date(2026, 9, n % 27 + 1) for n in range(20)]
    named: list[Cell] = [f"{day.day:02}.сен" for day in days]
    for cells in (days, named):
        columns: Columns = [("Cod", numbered("A{}")), (header, cells)]
        assert suggest(profile_of(columns), CATALOGUE, WORDS).columns[1].target is None


def test_a_workbook_as_excel_leaves_it(tmp_path: Path) -> None:
    """ "5/25" is shown as May-25: its number format tells that there was no day."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Cod", "Preț", "Etaj"])
    typed = [
        (dt.date(2026, 9, 3), "d-mmm", (3, 9)),
        (dt.date(2025, 5, 1), "mmm-yy", (5, 25)),
        ("12/45", None, (12, 45)),
    ]
    for number in range(18):
        value, shown, _ = typed[number % 3]
        sheet.append([f"A{number}", 40_000 + number, value])
        if shown:
            sheet.cell(sheet.max_row, 3).number_format = shown
    path = tmp_path / "floors.xlsx"
    book.save(path)
    table = open_table(path, spool_folder=tmp_path / "spools")
    try:
        suggestion = suggest(profile_table(table), CATALOGUE, WORDS)
        rows = list(mapped_rows(table, Mapper(mapping_of(suggestion), CATALOGUE, WORDS), 0))
    finally:
        table.close()
    assert suggestion.columns[2].target == Target.FLOOR
    assert [(row.record[FLOOR], row.record[FLOORS]) for row in rows] == [typed[n % 3][2] for n in range(18)]
