"""What stands behind and around the cells of a workbook: links, number formats."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

from rentix_desktop.sheets.profile import profile_table
from tests.sheets import files
from tests.sheets.conftest import Open


def test_links_behind_texts_come_with_the_rows(read: Open, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["Cod", "Foto", "Adresa"], *([f"A{n}", f"foto {n}", f"Ismail {n}"] for n in range(6))):
        sheet.append(row)
    sheet["B2"].hyperlink = "https://img.example.md/0.jpg?a=1&b=2"
    sheet["B4"].hyperlink = "https://img.example.md/2.jpg"
    sheet["C4"].hyperlink = "mailto:oficiu@example.md"
    sheet["A1"].hyperlink = "https://example.md/titlu"
    book.save(tmp_path / "links.xlsx")
    table = read(tmp_path / "links.xlsx")
    assert table.info.link_columns == (1,), "what is no web address, or stands above the rows, is none of theirs"
    assert [row.links for row in table.records()] == [
        {1: "https://img.example.md/0.jpg?a=1&b=2"}, None, {1: "https://img.example.md/2.jpg"}, None, None, None,
    ]  # fmt: skip
    assert [row.cells[1] for row in table.records(0, 2)] == ["foto 0", "foto 1"], "the text of the cell stays"
    columns = profile_table(table).columns
    assert columns[1].links == ("https://img.example.md/0.jpg?a=1&b=2", "https://img.example.md/2.jpg")
    assert columns[0].links == ()


def test_links_made_by_formulas(read: Open, tmp_path: Path) -> None:
    rows = f'<row r="1">{files.inline("A1", "Cod")}{files.inline("B1", "Foto")}</row>' + "".join(
        f'<row r="{n}">{files.inline(f"A{n}", f"A{n}")}<c r="B{n}" t="str"><f>HYPERLINK("https://x.md/{n}.jpg","vezi")</f>'
        "<v>vezi</v></c></row>"
        for n in (2, 3)
    )
    table = read(files.raw_xlsx(tmp_path / "links.xlsx", rows))
    assert [row.links for row in table.records()] == [{1: "https://x.md/2.jpg"}, {1: "https://x.md/3.jpg"}]
    assert [row.cells[1] for row in table.records()] == ["vezi", "vezi"]


def test_numbers_shown_with_zeros_are_codes(read: Open, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Cod", "Preț", "Etaj"])
    for number in range(1, 40):
        sheet.append([number * 7, number * 1000, 3])
        sheet.cell(number + 1, 1).number_format = "00000"
        sheet.cell(number + 1, 2).number_format = "0.00"
        sheet.cell(number + 1, 3).number_format = "0"
    sheet["A9"].number_format = "General"
    book.save(tmp_path / "codes.xlsx")
    cells = [row.cells for row in read(tmp_path / "codes.xlsx").records()]
    assert cells[:2] == [("00007", 1000, 3), ("00014", 2000, 3)]
    assert cells[7] == (56, 8000, 3), "a cell of the column that is shown without zeros stays a number"
    assert cells[-1][0] == "00273"
