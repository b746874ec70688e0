"""What stands on a sheet beside its listings, as agencies make their price lists: found, told apart, and said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from rentix_desktop.sheets.table import SECTION, AsideKind, NoticeCode, Table
from tests.sheets import files
from tests.sheets.conftest import Open
from tests.sheets.files import Value

Lines = list[list[Any]]
HEADER: list[Value] = ["Cod", "Tip", "Preț", "Suprafața", "Adresa", "Etaj"]


def flat(number: int) -> list[Value]:
    return [f"A{number}", "Apartament", 40_000 + number * 500, 50.5 + number, f"str. Ismail {number}", f"{number}/9"]


def made(
    folder: Path,
    rows: Sequence[Sequence[Value]],
    merged: Sequence[str] = (),
    change: Callable[[Any], None] = lambda _: None,
) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    for region in merged:
        sheet.merge_cells(region)
    change(sheet)
    path = folder / "lista.xlsx"
    book.save(path)
    return path


def cells(table: Table) -> list[tuple[object, ...]]:
    return [row.cells for row in table.records()]


def notices(table: Table) -> dict[NoticeCode, dict[str, object]]:
    return {notice.code: dict(notice.params) for notice in table.info.notices}


def aside(table: Table) -> list[tuple[AsideKind, int]]:
    return [(one.kind, one.sheet_row) for one in table.set_aside()]


# merged cells ---------------------------------------------------------------------------------------------------------
def test_a_cell_merged_down_a_column_holds_for_each_row(read: Open, tmp_path: Path) -> None:
    rows: Lines = [
        ["Complex", "Etaj", "Ap", "Preț", "m2"],
        ["Sky House", 1, 1, 45_000, 54.2],
        [None, None, 2, 46_000, 50.1],
        [None, 2, 3, 47_000, 60.1],
        ["Green Park", 1, 1, 45_500, 54.2],
        [None, None, 2, 46_500, 50.1],
    ]
    table = read(made(tmp_path, rows, ["A2:A4", "A5:A6", "B2:B3", "B5:B6"]))
    assert [row[:3] for row in cells(table)] == [
        ("Sky House", 1, 1), ("Sky House", 1, 2), ("Sky House", 2, 3), ("Green Park", 1, 1), ("Green Park", 1, 2),
    ]  # fmt: skip
    assert notices(table)[NoticeCode.MERGED_FILLED] == {"count": 4}


def test_cells_that_are_empty_and_not_merged_stay_empty(read: Open, tmp_path: Path) -> None:
    rows: Lines = [HEADER, flat(1), ["A2", None, 45_000, 51, None, "2/9"], flat(3)]
    table = read(made(tmp_path, rows))
    assert cells(table)[1] == ("A2", None, 45_000, 51, None, "2/9")
    assert NoticeCode.MERGED_FILLED not in notices(table)


def test_a_title_merged_over_the_table_and_two_rows_is_one_title(read: Open, tmp_path: Path) -> None:
    rows: Lines = [HEADER, ["ЖК «Солнечный»"], [], *map(flat, range(1, 4)), ["ЖК «Парк»"], *map(flat, range(4, 8))]
    table = read(made(tmp_path, rows, ["A2:F3", "A7:F7"]))
    assert [row[-1] for row in cells(table)] == ["ЖК «Солнечный»"] * 3 + ["ЖК «Парк»"] * 4
    assert table.info.header[-1] == SECTION


def test_a_header_of_three_rows(read: Open, tmp_path: Path) -> None:
    rows: Lines = [
        ["Lista de prețuri"],
        ["Ap", "Preț", None, None, None, "Suprafața", None, "Foto"],
        [None, "Standard", None, "Promo"],
        [None, "EUR", "MDL", "EUR", "MDL", "totală", "locuibilă"],
        *([n, 45_000 + n, 900_000 + n, 44_000 + n, 880_000, 50.1, 30.2, f"https://x.md/{n}.jpg"] for n in range(8)),
    ]
    table = read(made(tmp_path, rows, ["A2:A4", "B2:E2", "B3:C3", "D3:E3", "F2:G3", "H2:H4"]))
    assert table.info.header == (
        "Ap", "Preț Standard EUR", "Preț Standard MDL", "Preț Promo EUR", "Preț Promo MDL", "Suprafața totală",
        "Suprafața locuibilă", "Foto",
    )  # fmt: skip
    assert (table.info.header_row, table.info.header_rows, table.info.rows) == (3, 3, 8)
    again = table.with_header(3)
    assert (again.info.header, again.info.rows) == (table.info.header, 8)
    again.close()


# the header once more -------------------------------------------------------------------------------------------------
def test_a_header_on_each_printed_page(read: Open, tmp_path: Path) -> None:
    rows: Lines = [
        HEADER,
        *map(flat, range(5)),
        HEADER,
        *map(flat, range(5, 10)),
        ["pag. 2 din 3"],
        HEADER,
        *map(flat, range(10, 15)),
    ]
    table = read(made(tmp_path, rows))
    assert [row[0] for row in cells(table)] == [f"A{n}" for n in range(15)]
    assert table.info.section_columns == 0, "the number of a page is the title of nothing"
    assert aside(table) == [(AsideKind.HEADER, 7), (AsideKind.NOTE, 13), (AsideKind.HEADER, 14)]


def test_a_header_of_two_rows_on_each_page(read: Open, tmp_path: Path) -> None:
    double: list[list[Value]] = [["Cod", "Preț", "Suprafața", None, "Foto"], [None, None, "totală", "locuibilă", None]]
    body: list[list[Value]] = [[f"A{n}", 1000 * n, 50.5 + n, 30.5 + n, f"https://x.md/{n}.jpg"] for n in range(1, 9)]
    table = read(made(tmp_path, [*double, *body[:4], *double, *body[4:]], ["C1:D1", "C7:D7"]))
    assert [row[0] for row in cells(table)] == [f"A{n}" for n in range(1, 9)]
    assert [row for _, row in aside(table)] == [7, 8]


@pytest.mark.parametrize("numbering", [[1, 2, 3, 4, 5, 6], ["1", "2", "3", "4", "5", "6"]])
def test_columns_numbered_below_the_header(read: Open, tmp_path: Path, numbering: list[Value]) -> None:
    table = read(made(tmp_path, [HEADER, numbering, *map(flat, range(1, 6))]))
    assert [row[0] for row in cells(table)] == ["A1", "A2", "A3", "A4", "A5"]
    assert (table.info.header, table.info.rows, table.info.left_out) == (tuple(HEADER), 5, 1)


# several tables -------------------------------------------------------------------------------------------------------
def test_tables_below_one_another_come_under_one_header(read: Open, tmp_path: Path) -> None:
    rows: Lines = [
        ["Apartamente"],
        HEADER,
        *map(flat, range(4)),
        [],
        ["Terenuri"],
        ["Cod", "Ari", "Preț", "Adresa"],
    ]
    rows += [[f"T{n}", 6 + n, 20_000 + n, f"str. Florilor {n}"] for n in range(4)]
    rows += [["Case"], ["Cod", "Tip", "Preț", "Suprafața", "Ari", "Adresa", "Etaj"]]
    rows += [[f"C{n}", "Casă", 90_000 + n, 150.5, 5, f"str. Viilor {n}", 2] for n in range(4)]
    table = read(made(tmp_path, rows))
    assert table.info.header == ("Cod", "Tip", "Preț", "Suprafața", "Adresa", "Etaj", "Ari", SECTION)
    records = cells(table)
    assert len(records) == table.info.rows == 12
    assert records[0] == ("A0", "Apartament", 40_000, 50.5, "str. Ismail 0", "0/9", None, "Apartamente")
    assert records[4] == ("T0", None, 20_000, None, "str. Florilor 0", None, 6, "Terenuri")
    assert records[8] == ("C0", "Casă", 90_000, 150.5, "str. Viilor 0", 2, 5, "Case")
    assert notices(table)[NoticeCode.TABLES_BELOW] == {"count": 2}
    assert not any(row.shifted for row in table.records())


def test_links_go_with_the_columns_of_a_table_below(read: Open, tmp_path: Path) -> None:
    rows: Lines = [
        ["Cod", "Preț", "Adresa", "Foto"],
        *([f"A{n}", 45_000 + n, "Ismail", "foto"] for n in range(4)),
    ]
    rows += [["Cod", "Foto", "Preț", "Adresa"], *([f"B{n}", "foto", 55_000 + n, "Dacia"] for n in range(4))]

    def linked(sheet: Any) -> None:
        sheet["D3"].hyperlink, sheet["B8"].hyperlink = "https://x.md/a.jpg", "https://x.md/b.jpg"

    table = read(made(tmp_path, rows, change=linked))
    records = list(table.records())
    assert [(row.cells[0], row.links) for row in records if row.links] == [
        ("A1", {3: "https://x.md/a.jpg"}), ("B1", {3: "https://x.md/b.jpg"}),
    ]  # fmt: skip


def test_of_tables_side_by_side_the_first_is_read_and_it_is_said(read: Open, tmp_path: Path) -> None:
    rows: Lines = [["Etaj 1", None, None, None, "Etaj 2"], ["Ap", "Preț", "m2", None, "Ap", "Preț", "m2"]]
    rows += [[n, 45_000 + n, 50.1, None, n + 10, 46_000 + n, 51.1] for n in range(1, 7)]
    table = read(made(tmp_path, rows))
    assert table.info.header == ("Ap", "Preț", "m2")
    assert cells(table)[0] == (1, 45_001, 50.1)
    assert notices(table)[NoticeCode.TABLES_BESIDE] == {"columns": 3}


# rows wider than the header -------------------------------------------------------------------------------------------
def test_a_note_beside_the_table_holds_no_row(read: Open, tmp_path: Path) -> None:
    rows: Lines = [HEADER, *(flat(n) + ([None, "sunați după 18"] if n == 3 else []) for n in range(12))]
    table = read(made(tmp_path, rows))
    assert not any(row.shifted for row in table.records())
    assert notices(table) == {NoticeCode.ROWS_WIDER: {"count": 1}}


def test_a_row_of_a_workbook_whose_cells_moved_is_shifted(read: Open, tmp_path: Path) -> None:
    moved: list[Value] = ["A77", "Apartament", "cu mobilă", 45_000, 55.5, "str. Ismail 7", "7/9"]
    rows: Lines = [HEADER, *map(flat, range(6)), moved, *map(flat, range(6, 40)), [*flat(40), "vizitat"]]
    table = read(made(tmp_path, rows))
    assert [row.cells[0] for row in table.records() if row.shifted] == ["A77"]
    assert notices(table)[NoticeCode.ROWS_SHIFTED] == {"count": 1, "row": 8}
    assert notices(table)[NoticeCode.ROWS_WIDER] == {"count": 1}
    assert (AsideKind.SHIFTED, 8) in aside(table)


# notes ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "footer",
    [
        [["Prețurile sunt valabile până la 31.12.2026"]],
        [["Действительно до", None, "31.12.2026"]],
        [["TOTAL", None, 500_000], ["Director", "Ion Popa"], [None, None, None, None, "Semnătura"]],
        [["* fără TVA"], [], ["Tel. 022 12-34-56"]],
        [["Примечание: цены указаны без НДС"]],
    ],
)
def test_what_stands_below_the_last_listing_is_none(read: Open, tmp_path: Path, footer: list[list[Value]]) -> None:
    table = read(made(tmp_path, [HEADER, *map(flat, range(1, 9)), [], *footer]))
    assert [row[0] for row in cells(table)] == [f"A{n}" for n in range(1, 9)]
    assert table.info.section_columns == 0
    assert table.info.left_out == len([row for row in footer if row])


def test_a_note_between_the_rows_is_the_title_of_nothing(read: Open, tmp_path: Path) -> None:
    rows: Lines = [
        HEADER,
        ["ETAJ 1"],
        *map(flat, range(4)),
        ["Oferta este valabilă până la 1 mai"],
        *map(flat, range(4, 8)),
        ["ETAJ 2"],
        flat(8),
    ]
    table = read(made(tmp_path, rows))
    assert [row[-1] for row in cells(table)] == ["ETAJ 1"] * 8 + ["ETAJ 2"]
    assert notices(table)[NoticeCode.NOTE_ROWS] == {"count": 1}


@pytest.mark.parametrize(
    "sparse", [["A99"], ["A99", "Casă"], [None, None, 45_000], [None, None, None, None, "str. Ismail 90"]]
)
def test_a_sparse_listing_at_the_end_is_no_note(read: Open, tmp_path: Path, sparse: list[Value]) -> None:
    table = read(made(tmp_path, [HEADER, *map(flat, range(1, 9)), sparse]))
    assert (table.info.rows, table.info.left_out) == (9, 0)


@pytest.mark.parametrize(
    "titles",
    [("Strada Ismail", "bd. Dacia 12"), ("ЖК «Солнечный»", "ЖК Парк, сдача 2 кв. 2026"), ("Подъезд 1", "Подъезд 2")],
)
@pytest.mark.parametrize("column", [0, 2])
def test_titles_between_the_rows_are_carried_into_them(
    read: Open, tmp_path: Path, titles: tuple[str, str], column: int
) -> None:
    first, second = ([*[None] * column, title] for title in titles)
    table = read(made(tmp_path, [HEADER, first, *map(flat, range(1, 4)), second, *map(flat, range(4, 8))]))
    assert [row[-1] for row in cells(table)] == [titles[0]] * 3 + [titles[1]] * 4


# sheets and rows that are not shown -----------------------------------------------------------------------------------
def test_hidden_rows_are_read_and_said(read: Open, tmp_path: Path) -> None:
    def hide(sheet: Any) -> None:
        for row in (3, 4, 40):
            sheet.row_dimensions[row].hidden = True
        sheet.column_dimensions["C"].hidden = True
        sheet.auto_filter.ref = "A1:F8"

    table = read(made(tmp_path, [HEADER, *map(flat, range(1, 8))], change=hide))
    assert table.info.rows == 7
    assert notices(table) == {NoticeCode.HIDDEN_ROWS: {"count": 2}}, "a row without cells is none to anybody"


def test_sheets_that_nobody_sees_and_sheets_of_charts(read: Open, tmp_path: Path) -> None:
    book = Workbook()
    secret = book.worksheets[0]
    secret.title, secret.sheet_state = "Secret", "veryHidden"
    book.create_chartsheet("Grafic")
    plain = book.create_sheet("Oferte")
    for sheet in (secret, plain):
        for row in [HEADER, *map(flat, range(20 if sheet is secret else 5))]:
            sheet.append(row)
    book.save(tmp_path / "lista.xlsx")
    table = read(tmp_path / "lista.xlsx")
    assert (table.info.sheet, table.info.rows) == ("Oferte", 5)
    assert [(sheet.name, sheet.hidden) for sheet in table.info.sheets] == [("Secret", True), ("Oferte", False)]


def test_a_summary_beside_the_listings_is_not_taken_for_them(read: Open, tmp_path: Path) -> None:
    """As a pivot table looks in the file: groups, and a number for each."""
    pivot: list[list[Value]] = [["Row Labels", "Sum of Preț", "Count of Cod"]]
    pivot += [[f"Sector {n}", 100_000 * n, n] for n in range(1, 40)]
    pivot += [["Grand Total", 780_000, 780]]
    path = files.xlsx(tmp_path / "lista.xlsx", {"Pivot": pivot, "Oferte": [HEADER, *map(flat, range(30))]})
    assert read(path).info.sheet == "Oferte"


def town(number: int) -> list[Value]:
    return [number, f"Sat {number}", "Orhei", number * 9]


def client(number: int) -> list[Value]:
    return [number, f"Ion {number}", f"0691{number:05}", "01.02.2026", "999", "Ana", "Orhei", "sună seara"]


TOWNS: list[list[Value]] = [["Cod", "Localitate", "Raion", "Populația"], *map(town, range(900))]
CLIENTS: list[list[Value]] = [
    ["Nr", "Nume", "Telefon", "Data", "Sursa", "Agent", "Localitate", "Obs"],
    *map(client, range(2000)),
]


@pytest.mark.parametrize("junk", [TOWNS, CLIENTS], ids=["towns", "clients"])
@pytest.mark.parametrize("header", [HEADER, ["Код", "Вид", "Цена", "Площадь", "Адрес", "Этаж"]], ids=["ro", "ru"])
def test_a_long_sheet_of_something_else_is_not_taken(
    read: Open, tmp_path: Path, junk: list[list[Value]], header: list[Value]
) -> None:
    path = files.xlsx(tmp_path / "lista.xlsx", {"Date": junk, "Foaia2": [header, *map(flat, range(12))]})
    assert read(path).info.sheet == "Foaia2"


def test_of_two_sheets_with_listings_the_longer_one_is_taken(read: Open, tmp_path: Path) -> None:
    short, long = [HEADER, *map(flat, range(8))], [HEADER, *map(flat, range(20))]
    assert read(files.xlsx(tmp_path / "lista.xlsx", {"Case": short, "Apartamente": long})).info.sheet == "Apartamente"


def test_a_title_merged_over_the_first_columns_is_no_part_of_their_names(read: Open, tmp_path: Path) -> None:
    rows: Lines = [["Экспорт из CRM"], HEADER, *map(flat, range(8))]
    table = read(made(tmp_path, rows, ["A1:C1"]))
    assert (table.info.header, table.info.header_row) == (tuple(HEADER), 1)


@pytest.mark.parametrize("titled", [[], [["Oferte martie 2026"], []], [["Agenția Lux", "tel. 022 123456"], []]])
def test_a_table_without_a_header(read: Open, tmp_path: Path, titled: list[list[Value]]) -> None:
    table = read(made(tmp_path, [*titled, *map(flat, range(1, 9))]))
    assert table.info.header_row is None
    assert NoticeCode.NO_HEADER in notices(table)
    assert [row[0] for row in cells(table)][-8:] == [f"A{n}" for n in range(1, 9)]
