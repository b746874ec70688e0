"""Small evil files for the sentences about reading: from the bytes on disk to the records."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from rentix_desktop.catalog.problems import ProblemCode
from rentix_desktop.sheets.table import Format, NoticeCode
from tests.mapping.evil import understood
from tests.sheets import files

KEY, PRICE, CURRENCY, ADDRESS = "externalId", "announcementValue", "announcementCurrency", "propertyAddress"
ROMANIAN = ["Cod;Preț, EUR;Adresa;Etaj"] + [
    f"A{n};{45000 + n};Chișinău, str. Ștefan cel Mare {n};{n % 9}/9" for n in range(12)
]
RUSSIAN = ["Код;Цена, евро;Адрес;Этаж"] + [f"A{n};{45000 + n};Кишинёв, ул. Щусева {n};{n % 9}/9" for n in range(12)]


def listing(number: int) -> list[files.Value]:
    return [f"A{number}", 45_000 + number, f"str. Ismail {number}", f"{number % 9 + 1}/9"]


HEADER: list[files.Value] = ["Cod", "Preț, EUR", "Adresa", "Etaj"]
LISTINGS = [listing(number) for number in range(12)]


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def test_the_sheet_of_clients_and_the_hidden_one_are_not_taken(tmp_path: Path) -> None:
    clients: files.Rows = [["Nume", "Telefon"], *([f"Client {n}", f"06912345{n % 10}"] for n in range(60))]
    sheets = {"Clienți": clients, "Vechi": [HEADER, *LISTINGS, *LISTINGS], "Oferte": [HEADER, *LISTINGS]}
    found = understood(files.xlsx(tmp_path / "two.xlsx", sheets, hidden=["Vechi"]))
    assert found.info.sheet == "Oferte"
    assert {sheet.name for sheet in found.info.sheets if sheet.hidden} == {"Vechi"}
    assert found.said(PRICE) == [45_000 + n for n in range(12)]


def test_titles_header_of_two_rows_sections_totals_and_empty_lines_at_once(tmp_path: Path) -> None:
    book = Workbook()
    sheet: Any = book.worksheets[0]
    for row in (
        ["Prețuri Casa Nord, noiembrie"], [], ["Cod", "Preț", "Suprafața", None, "Camere"], [None, None, "totală", "balcon", None],
        ["ETAJ 1"], ["A1", 45_000, 54.5, 4, 2], ["A2", 46_000, 55.5, 4, 2], [], ["ETAJ 2"], ["A3", 47_000, 56.5, 4, 3],
        ["A4", 48_000, 57.5, 4, 3], ["A5", 49_000, 58.5, 4, 3], ["TOTAL", 235_000, 282.5, 20, None], [], ["Prețurile sunt în euro"],
    ):  # fmt: skip
        sheet.append(row)
    sheet.merge_cells("A1:E1")
    sheet.merge_cells("C3:D3")
    for column in "ABE":
        sheet.merge_cells(f"{column}3:{column}4")
    book.save(tmp_path / "all.xlsx")
    found = understood(tmp_path / "all.xlsx")
    assert (found.info.header_row, found.info.rows) == (3, 5)
    assert found.said(KEY) == ["A1", "A2", "A3", "A4", "A5"]
    assert found.said("propertyArea") == [54.5, 55.5, 56.5, 57.5, 58.5]
    assert found.said("propertyFloorNumber") == [1, 1, 2, 2, 2]
    assert set(found.said(CURRENCY)) == {"EUR"}  # said below the rows
    assert {NoticeCode.SECTION_ROWS, NoticeCode.TOTAL_ROWS, NoticeCode.NOTE_ROWS} <= found.notices


def test_without_a_header_the_cells_speak_and_nothing_is_sure(tmp_path: Path) -> None:
    found = understood(write(tmp_path / "bare.csv", "\n".join(ROMANIAN[1:])))
    assert found.info.header_row is None
    assert NoticeCode.NO_HEADER in found.notices
    assert found.info.rows == 12
    assert not [level for level in found.levels.values() if level == "sure"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "cp1250", "iso8859-16", "iso8859-2", "utf-8-sig"])
def test_romanian_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    text = "\r\n".join(ROMANIAN)
    if encoding in ("cp1250", "iso8859-2"):
        text = text.replace("ș", "ş").replace("ț", "ţ").replace("Ș", "Ş")  # those code pages have none with a comma
    found = understood(write(tmp_path / "list.csv", text, encoding))
    assert found.said(ADDRESS)[3] == "Chișinău, str. Ștefan cel Mare 3"
    assert found.targets["Preț, EUR"] == PRICE


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "mac-cyrillic", "utf-16-le"])
def test_russian_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    text = "\r\n".join(RUSSIAN).replace("ё", "е")
    found = understood(write(tmp_path / "list.csv", text, encoding))
    assert found.said(ADDRESS)[3] == "Кишинев, ул. Щусева 3"
    assert found.targets["Цена, евро"] == PRICE


def test_a_separator_line_and_commas_everywhere_else(tmp_path: Path) -> None:
    text = "sep=|\r\n" + "\r\n".join(line.replace(";", "|") for line in ROMANIAN)
    found = understood(write(tmp_path / "pipe.csv", text))
    assert (found.info.delimiter, found.info.rows, found.said(KEY)[0]) == ("|", 12, "A0")


def test_mixed_line_ends_and_null_bytes(tmp_path: Path) -> None:
    text = "\r\n".join(ROMANIAN[:5]) + "\n" + "\r".join(ROMANIAN[5:9]) + "\n" + "\n".join(ROMANIAN[9:])
    found = understood(write(tmp_path / "mixed.csv", text.replace("A7;", "A7\0;")))
    assert found.said(KEY) == [f"A{n}" for n in range(12)]
    assert NoticeCode.NUL_BYTES in found.notices


def test_a_delimiter_without_quotes_holds_its_row_and_imports_nothing_wrong(tmp_path: Path) -> None:
    lines = [line.replace("str. Ștefan cel Mare 5", "str. Ștefan cel Mare 5; ap. 7") for line in ROMANIAN]
    found = understood(write(tmp_path / "shift.csv", "\n".join(lines)))
    assert [row.record[KEY] for row in found.rows if ProblemCode.ROW_SHIFTED in {p.code for p in row.problems}] == [
        "A5"
    ]
    assert NoticeCode.ROWS_SHIFTED in found.notices


def test_quotes_in_the_middle_of_a_name(tmp_path: Path) -> None:
    lines = [line.replace("Ștefan cel Mare", '"Ștefan" cel Mare') for line in ROMANIAN]
    found = understood(write(tmp_path / "quotes.csv", "\n".join(lines)))
    assert (len(found.rows), found.said(ADDRESS)[4]) == (12, 'Chișinău, str. "Ștefan" cel Mare 4')


def test_links_errors_formulas_and_codes_of_one_workbook(tmp_path: Path) -> None:
    book = Workbook()
    sheet: Any = book.worksheets[0]
    sheet.append(["Cod", "Preț, EUR", "Adresa", "Camere", "Foto 1", "Foto 2", "Foto 3"])
    for n in range(12):
        sheet.append([n + 7, 45_000.0 + n, f"str. Ismail {n}", 2.0, "foto", "foto", "foto"])
        row = sheet.max_row
        sheet.cell(row, 1).number_format = "00000"
        sheet.cell(row, 3).hyperlink = f"https://www.google.com/maps/@47.01{n:02},28.8638,17z"
        for column in (5, 6, 7):
            sheet.cell(row, column).hyperlink = f"https://cdn.md/{n}/{column}.jpg"
    sheet["B4"] = "=1/0"
    sheet["D5"] = "#N/A"
    sheet["D5"].data_type = "e"
    book.save(tmp_path / "all.xlsx")
    found = understood(tmp_path / "all.xlsx")
    assert found.said(KEY)[:3] == ["00007", "00008", "00009"]
    assert found.said(PRICE)[:3] == [45_000, 45_001, None]
    assert [len(row.record["files"]) for row in found.rows] == [3] * 12  # type: ignore[arg-type]  # a list of photos
    assert found.said("propertyCoordinates")[0] == {"lat": 47.01, "lng": 28.8638}
    assert {NoticeCode.ERROR_CELLS, NoticeCode.FORMULAS_WITHOUT_VALUE} <= found.notices


def test_dates_of_the_other_epoch_that_were_floors(tmp_path: Path) -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.worksheets[0]
    sheet.append(["Cod", "Preț, EUR", "Etaj"])
    for n in range(12):
        sheet.append([f"A{n}", 45_000 + n, dt.date(2026, 9, n % 8 + 1)])
    book.save(tmp_path / "mac.xlsx")
    found = understood(tmp_path / "mac.xlsx")
    assert found.said("propertyFloorNumber") == [n % 8 + 1 for n in range(12)]
    assert set(found.said("propertyFloorsTotal")) == {9}


def test_a_page_under_the_name_of_a_workbook(tmp_path: Path) -> None:
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in [HEADER, *LISTINGS])
    found = understood(write(tmp_path / "export.xls", f"<html><body><table>{body}</table></body></html>"))
    assert (found.info.format, found.said(PRICE)[2]) == (Format.HTML, 45_002)
    assert NoticeCode.DISGUISED in found.notices


@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_sections_of_an_open_document_and_of_an_old_workbook(tmp_path: Path, kind: str) -> None:
    rows: files.Rows = [["Cod", "Preț, EUR", "Adresa", "Camere"], ["Bloc A"], *([*row[:3], 2] for row in LISTINGS[:6])]
    rows = [*rows, ["Bloc B"], *([*row[:3], 3] for row in LISTINGS[6:])]
    made = files.ods if kind == "ods" else files.xls
    found = understood(made(tmp_path / f"list.{kind}", {"Oferte": rows}))
    assert found.info.section_columns == 1
    assert found.said(PRICE) == [45_000 + n for n in range(12)]
