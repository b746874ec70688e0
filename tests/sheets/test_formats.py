"""Numbers as their cells show them: the only place where many price lists say the currency."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from rentix_desktop.sheets.formats import shown
from rentix_desktop.sheets.table import Cell
from tests.sheets import files
from tests.sheets.conftest import Open


@pytest.mark.parametrize(
    ("code", "number", "text"),
    [
        ("#,##0\\ [$€-407]", 45000, "45000 €"),
        ("[$€-2]\\ #,##0.00", 45000, "45000 €"),
        ('_-* #,##0.00\\ "lei"_-;-* #,##0.00\\ "lei"_-', 450.5, "450.5 lei"),
        ("[$$-409]#,##0.00", 45000, "45000 $"),
        ('"$"#,##0_);\\("$"#,##0\\)', 45000, "45000 $"),
        ('#,##0.00"р."', 4950000, "4950000 р."),
        ("[$EUR]\\ #,##0", 45000, "45000 EUR"),
        ("[$MDL-818] #,##0", 45000, "45000 MDL"),
        ("#,##0.00 €", 45000, "45000 €"),
        ('0.0" m²"', 54.3, "54.3 m²"),
        ('0.00" кв.м"', 54.125, "54.1250 кв.м"),  # not 54 thousand
        ('"ap. "0', 12, "ap. 12"),
        ("0%", 0.07, "7%"),
        ("0.00%", 0.035, "3.5%"),
        ("00000", 7, "00007"),
        ("00000", 7.5, 7.5),
        ("General", 7, None),
        ("0.00", 7, None),
        ("#,##0.00\\ _₽", 7, None),  # room for a sign, no sign
        ('#,##0," тыс."', 120_000, None),  # shows 120: the number says more
        ('[>=1000]#,##0" km";0" m"', 7, None),
        ("dd.mm.yyyy", 45000, None),
        ("[h]:mm", 1.5, None),
        ("0.00E+00", 7, None),
        ("000-000", 7, None),
        ("@", 7, None),
        ("", 7, None),
    ],
)
def test_what_a_format_adds(code: str, number: float, text: Cell) -> None:
    how = shown(code)
    assert (how.text(number) if how else None) == text


@given(st.text(alphabet='0#,.;"\\[]$€-_* %дm@GeneralE', max_size=20), st.integers(0, 10**9))
def test_no_format_loses_the_number(code: str, number: int) -> None:
    how = shown(code)
    if how is not None and not how.percent:
        assert str(number) in str(how.text(number))


def test_currencies_and_units_come_with_the_cells(read: Open, tmp_path: Path) -> None:
    book = Workbook()
    sheet: Any = book.worksheets[0]
    sheet.append(["Cod", "Preț", "Suprafața", "Reducere", "Camere"])
    for number in range(1, 30):
        sheet.append([f"A{number}", 40_000 + number * 500, 50.5 + number, 0.05, 2])
        euro = number % 3
        sheet.cell(number + 1, 2).number_format = ["[$€-2] #,##0.00", '#,##0 "lei"', "General"][euro]
        sheet.cell(number + 1, 3).number_format = '0.0" m²"'
        sheet.cell(number + 1, 4).number_format = "0%"
    book.save(tmp_path / "lista.xlsx")
    table = read(tmp_path / "lista.xlsx")
    rows = [row.cells for row in table.records()]
    assert rows[0] == ("A1", "40500 lei", "51.5 m²", "5%", 2)
    assert [row[1] for row in rows[1:4]] == [41000, "41500 €", "42000 lei"], "each cell says its own currency"
    assert table.info.header_row == 0


def test_the_second_reader_shows_them_too(tmp_path: Path) -> None:
    from rentix_desktop.sheets.child import Finished, Job, Reader, outcome
    from rentix_desktop.sheets.spool import Spool
    from rentix_desktop.sheets.table import ReadOptions

    book = Workbook()
    sheet: Any = book.worksheets[0]
    for row in [["Cod", "Preț"], ["A1", 45000], ["A2", 46000]]:
        sheet.append(row)
    sheet["B2"].number_format = "#,##0 [$€-407]"
    sheet["A2"].number_format = "0%"
    path = tmp_path / "lista.xlsx"
    book.save(path)
    done = outcome(Job(path, tmp_path / "spool", ReadOptions(), Reader.SECOND, 1 << 30))
    assert isinstance(done, Finished)
    assert [row.cells for row in Spool(tmp_path / "spool", done.index).rows()][1:] == [("A1", "45000 €"), ("A2", 46000)]


def test_a_file_without_styles_is_read_all_the_same(read: Open, tmp_path: Path) -> None:
    rows = f'<row r="1">{files.inline("A1", "Cod")}</row><row r="2"><c r="A2" s="3"><v>7</v></c></row>'
    assert [row.cells for row in read(files.raw_xlsx(tmp_path / "x.xlsx", rows)).records()] == [(7,)]
