"""What a sheet says beside the texts of its cells, all the way into the records: formats, links, titles, notes."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from openpyxl import Workbook

from rentix_desktop.catalog.problems import ProblemCode
from rentix_desktop.mapping.read_row import mapped_rows
from rentix_desktop.sheets.read import open_table
from rentix_desktop.sheets.table import SECTION
from tests.mapping.test_read_row import mapper

HEADER = ["Cod", "Preț", "Suprafața", "Adresa", "Foto"]
FORMATS = {"EUR": "#,##0 [$€-407]", "MDL": '#,##0 "lei"', "RUB": '#,##0.00"р."'}
COLUMNS = {
    "Cod": "externalId",
    "Preț": "announcementValue",
    "Suprafața": "propertyArea",
    "Adresa": "propertyAddress.part",
    "Foto": "files",
    SECTION: "propertyAddress.part",
}


def test_what_only_the_sheet_says_reaches_the_record(tmp_path: Path) -> None:
    book = Workbook()
    sheet: Any = book.worksheets[0]
    sheet.append(HEADER)
    currencies = list(FORMATS) * 4
    for number, currency in enumerate(currencies):
        if number % 6 == 0:
            sheet.append([["Botanica", "Ciocana"][number // 6]])
        sheet.append([number, 40_000 + number, 50.5 + number, f"str. Ismail {number}", f"foto {number}"])
        row = sheet.max_row
        sheet.cell(row, 1).number_format = "00000"
        sheet.cell(row, 2).number_format = FORMATS[currency]
        sheet.cell(row, 3).number_format = '0.0" m²"'
        sheet.cell(row, 5).hyperlink = f"https://img.example.md/{number}.jpg"
    sheet.cell(4, 7, "sunați după 18")
    sheet.append(["TOTAL", 500_000])
    sheet.append(["Prețurile sunt valabile până la 31.12.2026"])
    book.save(tmp_path / "lista.xlsx")
    table = open_table(tmp_path / "lista.xlsx", spool_folder=tmp_path / "spools")
    try:
        assert table.info.header == (*HEADER, SECTION)
        rows = list(mapped_rows(table, mapper(COLUMNS)))
    finally:
        table.close()
    assert [row.record["announcementCurrency"] for row in rows] == currencies, "what a cell shows is never relabelled"
    assert [row.record["announcementValue"] for row in rows] == [40_000 + n for n in range(12)]
    assert [row.record["externalId"] for row in rows] == [f"{n:05}" for n in range(12)]
    assert [row.record["propertyArea"] for row in rows] == [50.5 + n for n in range(12)]
    assert rows[7].record["propertyAddress"] == "str. Ismail 7, Ciocana"
    photos = [cast("list[dict[str, str]]", row.record["files"]) for row in rows]
    assert [one["url"] for files in photos for one in files] == [f"https://img.example.md/{n}.jpg" for n in range(12)]
    held = {problem.code for row in rows for problem in row.problems if row.record["announcementCurrency"] == "RUB"}
    assert ProblemCode.CURRENCY_NOT_ACCEPTED in held
    assert not any(problem.code is ProblemCode.ROW_SHIFTED for row in rows for problem in row.problems)


def test_a_row_of_a_text_file_that_moved_is_held_and_no_other(tmp_path: Path) -> None:
    lines = [f"A{n},4{n}000,5{n}.5,str. Ismail {n},https://img.example.md/{n}.jpg" for n in range(10)]
    lines[4] = "A4,44000,54.5,str. Ismail 4, ap. 7,https://img.example.md/4.jpg"
    path = tmp_path / "lista.csv"
    path.write_text("\n".join([",".join(HEADER), *lines]), encoding="utf-8")
    table = open_table(path, spool_folder=tmp_path / "spools")
    try:
        rows = list(mapped_rows(table, mapper({name: COLUMNS[name] for name in HEADER})))
    finally:
        table.close()
    shifted = [row.sheet_row for row in rows if any(one.code is ProblemCode.ROW_SHIFTED for one in row.problems)]
    assert (len(rows), shifted) == (10, [6])
