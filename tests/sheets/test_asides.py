"""Rows that are no records: titles between the rows, totals, the header once more; and headers of two rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from rentix_desktop.sheets.table import SECTION, NoticeCode, Table
from tests.sheets import files
from tests.sheets.conftest import Open
from tests.sheets.files import Value

HEADER: list[Value] = ["Cod", "Tip", "Preț", "Adresa", "Etaj"]


def flat(number: int) -> list[Value]:
    return [f"A{number}", "Apartament", 40_000 + number, f"str. Ismail {number}", 3]


def under(table: Table) -> list[tuple[object, ...]]:
    """The code of each record and the titles it stands under."""
    width = len(table.info.header) - table.info.section_columns
    return [(row.cells[0], *row.cells[width:]) for row in table.records()]


def notices(table: Table) -> dict[NoticeCode, dict[str, object]]:
    return {notice.code: dict(notice.params) for notice in table.info.notices}


def test_titles_in_titles(read: Open, tmp_path: Path) -> None:
    rows: list[list[Value]] = [
        HEADER,
        ["Bloc A"],
        ["ETAJ 1"],
        flat(1),
        flat(2),
        ["ETAJ 2"],
        flat(3),
        ["ETAJ 3"],
        ["ETAJ 4"],
    ]
    rows += [flat(4), ["Bloc B"], ["ETAJ 1"], flat(5), flat(6), flat(7), ["Prețurile sunt fără TVA"]]
    table = read(files.xlsx(tmp_path / "bloc.xlsx", {"S": rows}))
    assert table.info.header == ("Cod", "Tip", "Preț", "Adresa", "Etaj", SECTION, SECTION)
    assert under(table) == [
        ("A1", "Bloc A", "ETAJ 1"), ("A2", "Bloc A", "ETAJ 1"), ("A3", "Bloc A", "ETAJ 2"), ("A4", "Bloc A", "ETAJ 4"),
        ("A5", "Bloc B", "ETAJ 1"), ("A6", "Bloc B", "ETAJ 1"), ("A7", "Bloc B", "ETAJ 1"),
    ]  # fmt: skip
    assert [row.row for row in table.records()] == [2, 3, 5, 8, 11, 12, 13], "titles count, they are no listings"
    assert (table.info.rows, table.info.left_out) == (7, 8)
    assert notices(table)[NoticeCode.SECTION_ROWS] == {"count": 7}
    assert notices(table)[NoticeCode.NOTE_ROWS] == {"count": 1}
    assert NoticeCode.HEADERS_REPEATED not in notices(table)


def test_a_header_repeated_below_each_title(read: Open, tmp_path: Path) -> None:
    rows: list[list[Value]] = [
        ["Vânzare"],
        HEADER,
        *map(flat, range(5)),
        [],
        ["Chirie"],
        HEADER,
        *map(flat, range(5, 9)),
    ]
    rows += [["TOTAL", None, 360_000]]
    table = read(files.xlsx(tmp_path / "doua.xlsx", {"S": rows}))
    assert table.info.header_row == 1
    assert under(table) == [*((f"A{n}", "Vânzare") for n in range(5)), *((f"A{n}", "Chirie") for n in range(5, 9))]
    assert notices(table)[NoticeCode.TOTAL_ROWS] == {"count": 2}


@pytest.mark.parametrize(
    "sparse",
    [
        ["A17"],
        [None, "Apartament"],
        [None, None, None, "str. Ismail 90"],
        [None, None, 45_000],
        [None, None, None, "https://example.md/oferta"],
        ["Total renovat", "Apartament", 45_000, "str. Ismail 5", 3],
    ],
)
def test_a_sparse_listing_is_no_title(read: Open, tmp_path: Path, sparse: list[Value]) -> None:
    rows: list[list[Value]] = [HEADER, *map(flat, range(8)), sparse, *map(flat, range(8, 12))]
    table = read(files.xlsx(tmp_path / "rar.xlsx", {"S": rows}))
    assert (table.info.rows, table.info.left_out, table.info.section_columns) == (13, 0, 0)


def test_a_table_of_two_columns_has_no_titles(read: Open, tmp_path: Path) -> None:
    body: list[list[Value]] = [[f"A{n}", n * 1000] for n in range(1, 9)]
    rows: list[list[Value]] = [["Cod", "Preț"], *body, ["ETAJ 2"], ["A9", 9000]]
    assert read(files.xlsx(tmp_path / "doi.xlsx", {"S": rows})).info.rows == 10


def double(path: Path, upper: list[Value], lower: list[Value], merged: list[str], rows: list[list[Value]]) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (upper, lower, *rows):
        sheet.append(row)
    for region in merged:
        sheet.merge_cells(region)
    book.save(path)
    return path


AREAS: list[list[Value]] = [[f"A{n}", 1000 * n, 50.5 + n, 30.5 + n, f"https://x.md/{n}.jpg"] for n in range(1, 9)]


@pytest.mark.parametrize(
    ("upper", "lower", "merged"),
    [
        (["Cod", "Preț", "Suprafața", None, "Foto"], [None, None, "totală", "locuibilă", None], ["A1:A2", "B1:B2", "C1:D1", "E1:E2"]),
        (["Cod", "Preț", "Suprafața", None, "Foto"], [None, None, "totală", "locuibilă", None], ["C1:D1"]),
        (["Cod", "Preț", "Suprafața", None, "Foto"], [None, None, "totală", "locuibilă", None], []),
        ([None, None, "Suprafața", None, None], ["Cod", "Preț", "totală", "locuibilă", "Foto"], ["C1:D1"]),
    ],
)  # fmt: skip
def test_headers_of_two_rows_are_joined(
    read: Open, tmp_path: Path, upper: list[Value], lower: list[Value], merged: list[str]
) -> None:
    table = read(double(tmp_path / "doua.xlsx", upper, lower, merged, AREAS))
    assert table.info.header == ("Cod", "Preț", "Suprafața totală", "Suprafața locuibilă", "Foto")
    assert (table.info.header_row, table.info.header_rows, table.info.rows) == (1, 2, 8)


@pytest.mark.parametrize(
    ("title", "merged"), [("Oferte", ["A1:E1"]), ("Oferte", []), ("Agenția Lux", ["A1:C1"]), ("Lista", ["B1:E1"])]
)
def test_a_title_over_the_table_is_no_part_of_its_header(
    read: Open, tmp_path: Path, title: str, merged: list[str]
) -> None:
    header: list[Value] = ["Cod", "Preț", "Suprafața", "Bucătărie", "Foto"]
    column = 1 if merged and merged[0].startswith("B") else 0
    upper: list[Value] = [*([None] * column), title]
    table = read(double(tmp_path / "titlu.xlsx", upper, header, merged, AREAS))
    assert (table.info.header_row, table.info.header, table.info.rows) == (1, tuple(header), 8)
