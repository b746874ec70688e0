"""Old and open workbooks, made by real writers: nothing that an .xlsx would give is lost without a word."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from rentix_desktop.sheets.oldbook import OldBook
from rentix_desktop.sheets.opendocument import OpenDocument
from rentix_desktop.sheets.table import Cell, NoticeCode, Table
from tests.sheets import files
from tests.sheets.conftest import Open

OFFICE = shutil.which("soffice")
HEADER: list[files.Value] = ["Complex", "Cod", "Preț", "Suprafața", "Data", "Foto", "Reducere", "Restul", "Pagina"]
EURO, LEI = "[$€-2] #,##0.00", '#,##0 "lei"'


def expected(number: int) -> tuple[Cell, ...]:
    price = f"{40_000 + number * 500} {['€', 'lei'][number % 2]}"
    left = None if number == 3 else number
    day = dt.date(2026, 3, number)
    return ("Sky House", f"{number:05}", price, f"{50.5 + number} m²", day, f"foto {number}", "5%", left, "vezi")


def links(number: int) -> dict[int, str]:
    return {5: f"https://x.md/{number}.jpg", 8: f"https://x.md/pagina/{number}"}


def notices(table: Table) -> dict[NoticeCode, dict[str, object]]:
    return {notice.code: dict(notice.params) for notice in table.info.notices}


def everything(path: Path) -> Path:
    """A workbook with all that may be lost: formats, links, merged and hidden rows, an error cell."""
    book = Workbook()
    sheet: Any = book.worksheets[0]
    sheet.title = "Oferte"
    sheet.append(HEADER)
    for n in range(1, 9):
        link = f'=HYPERLINK("https://x.md/pagina/{n}","vezi")'
        left = "=1/0" if n == 3 else n
        row = ["Sky House" if n == 1 else None, n, 40_000 + n * 500, 50.5 + n, dt.date(2026, 3, n), f"foto {n}", 0.05]
        sheet.append([*row, left, link])
        formats = {2: "00000", 3: [EURO, LEI][n % 2], 4: '0.0" m²"', 5: "dd.mm.yyyy", 7: "0%"}
        for column, code in formats.items():
            sheet.cell(n + 1, column).number_format = code
        sheet.cell(n + 1, 6).hyperlink = f"https://x.md/{n}.jpg"
    sheet.merge_cells("A2:A9")
    sheet.row_dimensions[5].hidden = True
    book.save(path)
    return path


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    folder = tmp_path_factory.mktemp("office")
    source = everything(folder / "source.xlsx")
    filters = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "xls": "xls:MS Excel 97", "ods": "ods"}

    def made(kind: str) -> Path:
        subprocess.run(
            [
                OFFICE or "", "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                "--convert-to", filters[kind], "--outdir", str(folder / "out"), str(source),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )  # fmt: skip
        return folder / "out" / f"source.{kind}"

    return made


@pytest.mark.skipif(OFFICE is None, reason="only where LibreOffice is")
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_saved_workbook_of_every_format_says_the_same(read: Open, saved: Callable[[str], Path], kind: str) -> None:
    table = read(saved(kind))
    rows = list(table.records())
    assert table.info.format == kind
    assert [row.cells for row in rows] == [expected(n) for n in range(1, 9)]
    assert [row.links for row in rows] == [links(n) for n in range(1, 9)]
    assert notices(table) == {
        NoticeCode.ERROR_CELLS: {"count": 1},
        NoticeCode.HIDDEN_ROWS: {"count": 1},
        NoticeCode.MERGED_FILLED: {"count": 1},
    }


@pytest.mark.skipif(OFFICE is None, reason="only where LibreOffice is")
def test_a_tiny_old_workbook_keeps_its_codes_and_currencies(read: Open, tmp_path: Path) -> None:
    """One of less than 4 kB lies elsewhere in its container."""
    book = Workbook()
    sheet: Any = book.worksheets[0]
    sheet.append(["Cod", "Preț"])
    for n in range(1, 4):
        sheet.append([n, 45_000 + n])
        sheet.cell(n + 1, 1).number_format, sheet.cell(n + 1, 2).number_format = "00000", EURO
    source = tmp_path / "mica.xlsx"
    book.save(source)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    to_xls = ["--convert-to", "xls:MS Excel 97", "--outdir", str(tmp_path), str(source)]
    subprocess.run([OFFICE or "", "--headless", profile, *to_xls], check=True, capture_output=True, timeout=120)
    table = read(tmp_path / "mica.xls")
    assert [row.cells for row in table.records()] == [(f"{n:05}", f"{45_000 + n} €") for n in range(1, 4)]
    assert NoticeCode.LOSSES_UNKNOWN not in notices(table)


def xls(path: Path) -> Path:
    import xlwt  # type: ignore[import-untyped]  # the library has no types

    book = xlwt.Workbook()
    book.add_sheet("Note").write(0, 0, "x")
    sheet = book.add_sheet("Oferte")
    for column, label in enumerate(HEADER):
        sheet.write(0, column, label)
    sheet.write_merge(1, 8, 0, 0, "Sky House")
    for n in range(1, 9):
        values = {
            1: (n, "00000"),
            2: (40_000 + n * 500, [EURO, LEI][n % 2]),
            3: (50.5 + n, '0.0" m²"'),
            6: (0.05, "0%"),
        }
        values |= {4: (dt.date(2026, 3, n), "DD.MM.YYYY")}  # type: ignore[dict-item]  # a date beside the numbers
        for column, (value, code) in values.items():
            sheet.write(n, column, value, xlwt.easyxf(num_format_str=code))
        sheet.write(n, 5, f"foto {n}")
        sheet.write(n, 8, xlwt.Formula(f'HYPERLINK("https://x.md/pagina/{n}";"vezi")'))
        if n == 3:
            sheet.row(n).set_cell_error(7, "#DIV/0!")
        else:
            sheet.write(n, 7, n)
    sheet.row(4).hidden = True
    book.save(str(path))
    return path


def test_an_old_workbook_gives_what_its_cells_show(read: Open, tmp_path: Path) -> None:
    table = read(xls(tmp_path / "lista.xls"))
    rows = list(table.records())
    # this writer leaves the values of formulas and the links behind cells out
    assert [row.cells[:8] for row in rows] == [expected(n)[:8] for n in range(1, 9)]
    assert [row.links for row in rows] == [{8: links(n)[8]} for n in range(1, 9)]
    assert notices(table) == {
        NoticeCode.ERROR_CELLS: {"count": 1},
        NoticeCode.HIDDEN_ROWS: {"count": 1},
        NoticeCode.MERGED_FILLED: {"count": 1},
    }


def test_an_open_document_gives_what_its_cells_show(read: Open, tmp_path: Path) -> None:
    def cell(kind: str, text: str, more: str = "", inside: str = "{}") -> str:
        return f"<table:table-cell {kind} {more}><text:p>{inside.format(text)}</text:p></table:table-cell>"

    def number(value: float, text: str, more: str = 'office:value-type="float"') -> str:
        return cell(f'office:value="{value}"', text, more)

    text = 'office:value-type="string"'
    link = '<text:a xlink:href="https://x.md/{0}.jpg">{{}}</text:a>'
    rows = [
        "".join(cell(text, label) for label in ("Complex", "Cod", "Preț", "Chirie", "Suprafața", "Foto", "Rest")),
        *(
            (cell(text, "Sky House", 'table:number-rows-spanned="4"') if n == 1 else "<table:covered-table-cell/>")
            + number(n, f"{n:05}")
            + number(45_000 + n, f"€ {45 + n}.000,00", 'office:value-type="currency" office:currency="EUR"')
            + number(500, "500", 'office:value-type="currency" office:currency="MDL"')
            + number(50.5, "50,5 m²")
            + cell(text, f"foto {n}", inside=link.format(n))
            + cell('office:value-type="string" office:string-value="" calcext:value-type="error"', "#N/A")
            for n in range(1, 5)
        ),
    ]
    hidden = ["", "", ' table:visibility="filter"', "", ""]
    path = files.ods(tmp_path / "lista.ods", {"Oferte": []})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    made = "".join(f"<table:table-row{more}>{row}</table:table-row>" for row, more in zip(rows, hidden, strict=True))
    parts["content.xml"] = (
        parts["content.xml"]
        .replace("<office:document-content", '<office:document-content xmlns:xlink="http://www.w3.org/1999/xlink" '
                 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"')
        .replace("</table:table>", f"{made}</table:table>")
    )  # fmt: skip
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    table = read(path)
    records = list(table.records())
    assert [row.cells[:6] for row in records] == [
        ("Sky House", f"{n:05}", f"{45_000 + n} €", "500 MDL", "50.5 m²", f"foto {n}") for n in range(1, 5)
    ]
    assert [row.links for row in records] == [{5: f"https://x.md/{n}.jpg"} for n in range(1, 5)]
    assert notices(table) == {
        NoticeCode.ERROR_CELLS: {"count": 4},
        NoticeCode.HIDDEN_ROWS: {"count": 1},
        NoticeCode.MERGED_FILLED: {"count": 1},
    }


def test_what_cannot_be_known_is_said(read: Open, tmp_path: Path) -> None:
    rows: files.Rows = [["Cod", "Preț"], ["A1", 45000], ["A2", 54.5]]
    assert NoticeCode.LOSSES_UNKNOWN in notices(read(files.xlsb(tmp_path / "lista.xlsb", "Oferte", rows)))
    for path in (files.xls(tmp_path / "x.xls", {"S": rows}), files.xlsx(tmp_path / "x.xlsx", {"S": rows})):
        assert NoticeCode.LOSSES_UNKNOWN not in notices(read(path))


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_container_is_looked_at_without_harm(tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "lista.xls"
    if not path.exists():
        xls(path)
    whole = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    damaged = tmp_path / "damaged.xls"
    damaged.write_bytes(bytes(whole[: data.draw(st.integers(0, len(whole)))]))
    for one in (OldBook(damaged, "Oferte"), OpenDocument(damaged, "Oferte")):
        assert len(list(one.cells())) <= 40
        assert one.facts.errors <= 300


# dates ----------------------------------------------------------------------------------------------------------------
DAYS = [dt.date(2026, 3, n) for n in range(1, 6)]


@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_dates_of_both_systems(read: Open, tmp_path: Path, kind: str, *, old: bool) -> None:
    path = tmp_path / f"lista.{kind}"
    if kind == "xlsx":
        book = Workbook()
        if old:
            book.epoch = CALENDAR_MAC_1904
        sheet: Any = book.worksheets[0]
        for row in [["Cod", "Data", "Preț"], *([f"A{n}", day, 45_000] for n, day in enumerate(DAYS))]:
            sheet.append(row)
        book.save(path)
    else:
        import xlwt

        other = xlwt.Workbook()
        other.dates_1904 = old
        sheet = other.add_sheet("S")
        style = xlwt.easyxf(num_format_str="DD.MM.YYYY")
        for n, row in enumerate([["Cod", "Data", "Preț"], *([f"A{n}", day, 45_000] for n, day in enumerate(DAYS))]):
            cells: list[Any] = list(row)  # type: ignore[call-overload]  # a row of mixed kinds
            for column, value in enumerate(cells):
                sheet.write(n, column, value, *([style] if isinstance(value, dt.date) else []))
        other.save(str(path))
    assert [row.cells[1] for row in read(path).records()] == DAYS


@pytest.mark.parametrize(
    ("value", "code", "cell"),
    [
        (45_000, "dd.mm.yyyy", dt.date(2023, 3, 15)),
        (45_000.25, "dd.mm.yyyy hh:mm", dt.datetime(2023, 3, 15, 6)),  # noqa: DTZ001 - a sheet knows no time zones
        (0.5, "hh:mm", dt.time(12)),
        (1.25, "[h]:mm", "30:00:00"),
        (3_000_000, "dd.mm.yyyy", None),  # after the year 9999
        (-5, "dd.mm.yyyy", None),
        (1e300, "dd.mm.yyyy", None),
        (0.07, "0%", "7%"),
        (True, "General", True),
        (47.0, "General", 47),
        (1e15, "General", 1e15),
    ],
)
def test_numbers_that_are_shown_as_something_else(
    read: Open, tmp_path: Path, value: float, code: str, cell: Cell
) -> None:
    book = Workbook()
    sheet: Any = book.worksheets[0]
    sheet.append(["Cod", "Valoare", "Preț"])
    for n in range(1, 6):
        sheet.append([f"A{n}", value, 45_000])
        sheet.cell(n + 1, 2).number_format = code
    book.save(tmp_path / "lista.xlsx")
    found = {row.cells[1] for row in read(tmp_path / "lista.xlsx").records()}
    assert found == {cell} or (cell is None and not any(isinstance(one, dt.date) for one in found))


def test_a_strict_workbook_is_read(read: Open, tmp_path: Path) -> None:
    book = Workbook()
    sheet: Any = book.worksheets[0]
    sheet.append(["Cod", "Preț", "Foto"])
    for n in range(1, 6):
        sheet.append([f"A{n}", 45_000 + n, "foto"])
        sheet.cell(n + 1, 2).number_format = EURO
        sheet.cell(n + 1, 3).hyperlink = f"https://x.md/{n}.jpg"
    book.save(tmp_path / "loose.xlsx")
    strict = {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
            "http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    }
    path = tmp_path / "strict.xlsx"
    with zipfile.ZipFile(tmp_path / "loose.xlsx") as loose, zipfile.ZipFile(path, "w") as made:
        for name in loose.namelist():
            text = loose.read(name).decode()
            for old, new in strict.items():
                text = text.replace(old, new)
            made.writestr(name, text)
    rows = list(read(path).records())
    assert [row.cells for row in rows] == [(f"A{n}", f"{45_000 + n} €", "foto") for n in range(1, 6)]
    assert [row.links for row in rows] == [{2: f"https://x.md/{n}.jpg"} for n in range(1, 6)]
