"""Workbooks of every format come out as the same table."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from rentix_desktop.errors import AppError, Code
from rentix_desktop.sheets.child import Finished, Job, Reader
from rentix_desktop.sheets.child import outcome as child_outcome
from rentix_desktop.sheets.table import Format, NoticeCode, ReadOptions, Table
from tests.sheets import files
from tests.sheets.conftest import Open


def cells(table: Table) -> list[tuple[object, ...]]:
    return [row.cells for row in table.records()]


def notices(table: Table) -> dict[NoticeCode, dict[str, object]]:
    return {notice.code: dict(notice.params) for notice in table.info.notices}


def expected() -> list[tuple[object, ...]]:
    return [tuple(row) for row in files.LISTINGS[1:]]


@pytest.mark.parametrize(
    ("make", "kind"), [(files.xlsx, Format.XLSX), (files.xls, Format.XLS), (files.ods, Format.ODS)]
)
def test_every_format_gives_the_same_cells(
    read: Open, tmp_path: Path, make: Callable[[Path, dict[str, files.Rows]], Path], kind: Format
) -> None:
    table = read(make(tmp_path / f"lista.{kind.value}", {"Oferte": files.LISTINGS}))
    assert (table.info.format, table.info.sheet, table.info.header_row) == (kind, "Oferte", 0)
    assert table.info.header == ("Cod", "Titlu", "Preț", "Suprafața", "Data", "Foto")
    assert cells(table) == expected()
    assert type(table.info.head[2][3]) is int, "140.0 is the whole number 140"
    assert table.info.head[1][0] == "00123", "a code keeps its zeros"


def test_a_binary_workbook_is_read(read: Open, tmp_path: Path) -> None:
    rows: files.Rows = [["Cod", "Preț"], ["A1", 45000], ["A2", 54.5]]
    table = read(files.xlsb(tmp_path / "lista.xlsb", "Oferte", rows))
    assert (table.info.format, table.info.sheet, table.info.header) == (Format.XLSB, "Oferte", ("Cod", "Preț"))
    assert cells(table) == [("A1", 45000), ("A2", 54.5)]


@pytest.mark.parametrize("name", ["lista.csv", "lista.xls", "lista.ods", "lista", "lista.xlsx.bak"])
def test_a_name_that_lies_does_no_harm(read: Open, tmp_path: Path, name: str) -> None:
    shutil.move(files.xlsx(tmp_path / "true.xlsx", {"Oferte": files.LISTINGS}), tmp_path / name)
    table = read(tmp_path / name)
    assert table.info.format is Format.XLSX
    assert cells(table) == expected()


def test_a_table_away_from_the_corner_keeps_its_place(read: Open, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    rows: files.Rows = [("Cod", "Preț"), ("A1", 45000), ("A2", 46000)]
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            sheet.cell(row + 4, column + 3, value)
    book.save(tmp_path / "off.xlsx")
    table = read(tmp_path / "off.xlsx")
    assert table.info.header_row == 3
    assert table.info.header == ("", "", "Cod", "Preț")
    assert [(row.row, row.sheet_row, row.cells) for row in table.records()] == [
        (0, 5, (None, None, "A1", 45000)),
        (1, 6, (None, None, "A2", 46000)),
    ]


def test_the_sheet_with_the_listings_is_chosen_and_hidden_ones_are_marked(read: Open, tmp_path: Path) -> None:
    many = [*files.LISTINGS, *files.LISTINGS[1:], *files.LISTINGS[1:]]
    path = files.xlsx(
        tmp_path / "book.xlsx",
        {"Note": [["Actualizat în martie"]], "Arhiva": many * 3, "Oferte": many, "Legenda": [["Cod", "numărul"]]},
        hidden=["Arhiva"],
    )
    table = read(path)
    assert table.info.sheet == "Oferte"
    assert [(sheet.name, sheet.hidden) for sheet in table.info.sheets] == [
        ("Note", False), ("Arhiva", True), ("Oferte", False), ("Legenda", False),
    ]  # fmt: skip
    assert NoticeCode.HIDDEN_SHEET not in notices(table)
    assert NoticeCode.HIDDEN_SHEET in notices(read(path, sheet="Arhiva"))


def test_an_unknown_sheet_is_named_with_the_ones_there_are(read: Open, tmp_path: Path) -> None:
    path = files.xlsx(tmp_path / "book.xlsx", {"Oferte": files.LISTINGS, "Note": [["x"]]})
    with pytest.raises(AppError) as caught:
        read(path, sheet="Lista")
    assert caught.value.code is Code.SHEET_UNKNOWN
    assert caught.value.params["sheets"] == "Oferte, Note"


def test_dates_times_booleans_and_durations(read: Open, tmp_path: Path) -> None:
    moment = dt.datetime(2026, 3, 1, 14, 30)  # noqa: DTZ001 - a sheet knows no time zones
    rows: list[list[files.Value]] = [
        ["Când", "Ora", "Mobilat", "Durata", "Gol"],
        [moment, dt.time(9, 15), True, dt.timedelta(hours=30), "  "],
    ]
    table = read(files.xlsx(tmp_path / "book.xlsx", {"S": [*rows, *rows[1:]]}))
    assert cells(table)[0] == (moment, dt.time(9, 15), True, "30:00:00", None)


def test_error_cells_and_formulas_without_a_value_are_counted(read: Open, tmp_path: Path) -> None:
    rows = (
        f"<row r='1'>{files.inline('A1', 'Cod')}{files.inline('B1', 'Preț')}</row>"
        f'<row r="2">{files.inline("A2", "A1")}<c r="B2" t="e"><v>#N/A</v></c></row>'
        f'<row r="3">{files.inline("A3", "A2")}<c r="B3"><f>B2*2</f></c></row>'
        f'<row r="4">{files.inline("A4", "A3")}<c r="B4"><f>40000+5000</f><v>45000</v></c></row>'
    )
    table = read(files.raw_xlsx(tmp_path / "errors.xlsx", rows))
    assert cells(table) == [("A1", None), ("A2", None), ("A3", 45000)]
    assert notices(table)[NoticeCode.ERROR_CELLS] == {"count": 1}
    assert notices(table)[NoticeCode.FORMULAS_WITHOUT_VALUE] == {"count": 1}


def test_what_the_first_reader_refuses_the_second_one_reads(read: Open, tmp_path: Path) -> None:
    # a kind of cell that no standard knows: calamine gives up, openpyxl takes the text
    rows = "".join(
        f'<row r="{number}">{files.inline(f"A{number}", text)}<c r="B{number}" t="{kind}"><v>{value}</v></c></row>'
        for number, (text, kind, value) in enumerate(
            [("Cod", "str", "Preț"), ("A1", "n", "45000"), ("A2", "own", "x")], 1
        )
    )
    table = read(files.raw_xlsx(tmp_path / "odd.xlsx", rows))
    assert cells(table) == [("A1", 45000), ("A2", "x")]
    assert NoticeCode.SECOND_READER in notices(table)


def test_both_readers_agree(read: Open, tmp_path: Path, spools: Path) -> None:
    path = files.xlsx(tmp_path / "lista.xlsx", {"Oferte": files.LISTINGS})
    first = read(path)
    spools.mkdir(exist_ok=True)
    outcome = child_outcome(Job(path, spools / "second", ReadOptions(), Reader.SECOND, 1 << 30))
    assert isinstance(outcome, Finished)
    assert outcome.head == first.info.head
    (spools / "second").unlink()


def test_a_header_without_rows_is_an_empty_table(read: Open, tmp_path: Path) -> None:
    table = read(files.xlsx(tmp_path / "empty.xlsx", {"Oferte": [["Cod", "Preț", "Adresa"]]}))
    assert (table.info.header, table.info.rows, cells(table)) == (("Cod", "Preț", "Adresa"), 0, [])


def test_300_columns(read: Open, tmp_path: Path) -> None:
    rows: files.Rows = [[f"col {index}" for index in range(300)], *([list(range(300))] * 3)]
    table = read(files.xlsx(tmp_path / "wide.xlsx", {"S": rows}))
    assert len(table.info.header) == 300
    assert cells(table)[2] == tuple(range(300))


def test_too_many_columns_are_refused_with_the_numbers(read: Open, tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(",".join(["x"] * 2001) + "\n")
    with pytest.raises(AppError) as caught:
        read(path)
    assert caught.value.code is Code.TOO_MANY_COLUMNS
    assert caught.value.params == {"path": "wide.csv", "count": 2001, "limit": 2000}


def test_columns_of_one_name_and_rows_wider_than_the_header(read: Open, tmp_path: Path) -> None:
    body: list[list[files.Value]] = [[f"A{number}", number * 1000, "Botanica"] for number in range(30)]
    body[7] = [*body[7], "în plus", "și mai mult"]
    table = read(files.xlsx(tmp_path / "odd.xlsx", {"S": [["Cod", "Preț", "preț"], *body]}))
    assert table.info.header == ("Cod", "Preț", "preț")
    assert notices(table)[NoticeCode.HEADERS_REPEATED] == {"names": "Preț, preț"}
    assert notices(table)[NoticeCode.ROWS_WIDER] == {"count": 1}
    assert cells(table)[7] == ("A7", 7000, "Botanica", "în plus", "și mai mult"), "nothing of the row is lost"


def test_another_header_row_is_seen_without_reading_again(read: Open, tmp_path: Path) -> None:
    body: list[list[files.Value]] = [[f"A{n}", n * 1000, "Centru"] for n in range(500)]
    rows: files.Rows = [["Agenția Lux"], [], ["Cod", "Preț", "Zona"], *body]
    path = files.xlsx(tmp_path / "titled.xlsx", {"S": rows})
    table = read(path)
    assert (table.info.header_row, table.info.rows) == (2, 500)
    path.unlink()
    without = table.with_header(None)
    later = table.with_header(5)
    table.close()
    assert (without.info.header, without.info.rows, without.info.left_out) == (("", "", ""), 501, 1)
    assert next(without.records()).cells == ("Cod", "Preț", "Zona"), "a title is no record, header or not"
    assert (later.info.header, later.info.rows) == (("A2", "2000", "Centru"), 497)
    assert [row.sheet_row for row in later.records(0, 2)] == [7, 8]
    without.close()
    assert next(later.records(496)).cells == ("A499", 499000, "Centru")
    later.close()


def test_records_can_be_asked_for_anywhere(read: Open, tmp_path: Path) -> None:
    rows: list[list[files.Value]] = [["Cod", "Preț", "Zona"]]
    for number in range(1000):
        rows.append([f"A{number}", number, "Centru"])
        if number % 3 == 0:
            rows.append([])
    table = read(files.xlsx(tmp_path / "gaps.xlsx", {"S": rows}))
    everything = list(table.records())
    assert [row.row for row in everything] == list(range(1000))
    assert [rows[row.sheet_row - 1][0] for row in everything] == [row.cells[0] for row in everything]
    for start, stop in [(0, 1), (199, 201), (600, 650), (999, 1000), (990, 2000), (5, 5), (2000, None)]:
        assert list(table.records(start, stop)) == everything[start:stop]


def test_the_head_shows_the_first_100_rows_as_they_are(read: Open, tmp_path: Path) -> None:
    rows: files.Rows = [["Lista"], [], *files.LISTINGS, *files.LISTINGS[1:] * 40]
    table = read(files.xlsx(tmp_path / "long.xlsx", {"S": rows}))
    assert len(table.info.head) == 100
    assert table.info.head[:3] == (("Lista",), (), tuple(files.LISTINGS[0]))


def test_progress_is_told_and_can_stop_the_reading(read: Open, tmp_path: Path, spools: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("Cod,Pret\n" + "A1,45000\n" * 300_000)
    told: list[tuple[int, float | None]] = []

    def listen(rows: int, fraction: float | None) -> bool:
        told.append((rows, fraction))
        return True

    table = read(path, progress=listen)
    assert told
    assert told == sorted(told, key=lambda step: step[0])
    assert all(fraction is None or 0 <= fraction <= 1 for _, fraction in told)
    table.close()
    with pytest.raises(AppError) as caught:
        read(path, progress=lambda *_: False)
    assert caught.value.code is Code.STOPPED
    assert not list(spools.glob("*"))
