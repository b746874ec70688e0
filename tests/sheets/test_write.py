"""Exported workbooks: nothing in them is alive, and they are there whole or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from rentix_desktop.errors import AppError, Code
from rentix_desktop.sheets.table import Cell
from rentix_desktop.sheets.write import Marked, Sheet, as_written, write_workbook
from tests.sheets.conftest import Open

LIVE = ["=1+1", "+37369000000", "-5", "@SUM(A1)", "\t=1", "=HYPERLINK(\"http://x\")", "{=1}"]  # fmt: skip


def test_texts_stay_texts_and_come_back(tmp_path: Path, read: Open) -> None:
    rows = [(text, number, dt.date(2026, 3, 1), 54.3, None) for number, text in enumerate(LIVE)]
    path = tmp_path / "refuzuri.xlsx"
    write_workbook(path, Sheet("Refuzuri: [martie]", ["=Cod", "Nr", "Data", "m²", "Gol"], rows))
    sheet = load_workbook(path).worksheets[0]
    assert sheet.title == "Refuzuri   martie "
    for row in sheet.iter_rows():
        assert {cell.data_type for cell in row} <= {"s", "n", "d"}, "no cell is a formula"
    assert sheet["A2"].quotePrefix
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.b
    table = read(path, header_row=0)
    assert table.info.header == ("=Cod", "Nr", "Data", "m²", "Gol")
    assert [row.cells for row in table.records()] == rows


def test_hidden_columns_widths_and_notes(tmp_path: Path) -> None:
    path = tmp_path / "refuzuri.xlsx"
    rows: list[list[Cell | Marked]] = [["A1", 1], ["A2", Marked(2, "Prețul lipsește")]]
    write_workbook(path, Sheet("Refuzuri", ["Cod", "Preț"], rows, hidden_columns=[0], widths={1: 40}))
    sheet = load_workbook(path).worksheets[0]
    assert sheet.column_dimensions["A"].hidden
    assert (sheet.column_dimensions["B"].width, sheet.column_dimensions["B"].hidden) == (40, False)
    assert sheet["B3"].comment is not None
    assert sheet["B3"].comment.text == "Prețul lipsește"
    assert sheet["B2"].comment is None


def test_characters_that_a_workbook_cannot_carry(tmp_path: Path, read: Open) -> None:
    path = tmp_path / "x.xlsx"
    write_workbook(path, Sheet("", ["Cod", "Text"], [["A\x00\x1f1\ud800", "x" * 40_000]]))
    assert [row.cells for row in read(path, header_row=0).records()] == [("A1", "x" * 32_767)]


def test_a_target_that_cannot_be_written(tmp_path: Path) -> None:
    for path in (tmp_path / "none" / "x.xlsx", tmp_path):
        with pytest.raises(AppError) as caught:
            write_workbook(path, Sheet("S", ["Cod"], [["A1"]]))
        assert caught.value.code is Code.FILE_NOT_WRITABLE
    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this system")

    def rows() -> Iterator[Sequence[Cell]]:
        for part in tmp_path.glob(".*.part"):
            part.unlink()
            part.symlink_to("/dev/full")
        yield ["A1"]

    with pytest.raises(AppError) as caught:
        write_workbook(tmp_path / "x.xlsx", Sheet("S", ["Cod"], rows()))
    assert caught.value.code is Code.DISK_FULL
    assert not list(tmp_path.iterdir())


def test_what_was_there_stays_when_writing_breaks_off(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    write_workbook(path, Sheet("S", ["Cod"], [["A1"]]))
    before = path.read_bytes()

    def rows() -> Iterator[Sequence[Cell]]:
        yield ["A2"]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_workbook(path, Sheet("S", ["Cod"], rows()))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(max_size=20), min_size=1, max_size=20))
def test_any_text_is_only_a_text(tmp_path: Path, texts: list[str]) -> None:
    path = tmp_path / "x.xlsx"
    write_workbook(path, Sheet("S", ["Text"], [[text] for text in texts]))
    cells = [cell for (cell,) in load_workbook(path).worksheets[0].iter_rows(min_row=2)]
    assert all(cell.data_type in ("s", "n") and (cell.value is None or isinstance(cell.value, str)) for cell in cells)


def test_lists_to_choose_from_formats_and_looks(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    values = ["Casă, mare", "=1+1", "x" * 300]
    rows: list[list[Cell | Marked]] = [
        ["007", Marked("=2", "look here"), None, dt.date(2026, 3, 1)],
        [None, "ok", "Casă, mare", 5],
    ]
    write_workbook(
        path,
        Sheet(
            "A/B",
            ["Cod", "Ce", "Tip", "Data"],
            rows,
            choices={2: values, 1: values},
            texts=[0, 3],
            wrapped=[1],
            room=10,
        ),
        Sheet("a b", ["Nume", "Nr"], [["unu", 1], ["doi", 2]], bars=(0, 1, 2)),
    )
    book = load_workbook(path)
    assert book.sheetnames == ["A B", "a b 2", "rentix-lists"]
    sheet, lists = book.worksheets[0], book["rentix-lists"]
    assert lists.sheet_state == "hidden"
    assert [[cell.value for cell in row] for row in lists.iter_rows()] == [[value] for value in values], "once for both"
    assert {cell.data_type for row in lists.iter_rows() for cell in row} == {"s"}
    made = {str(each.sqref): (each.formula1, each.showErrorMessage) for each in sheet.data_validations.dataValidation}
    assert made == {f"{letter}2:{letter}13": ("'rentix-lists'!$A$1:$A$3", False) for letter in "BC"}
    assert (sheet["A2"].number_format, sheet["A3"].number_format) == ("@", "@")
    assert sheet["D2"].is_date, "a date is not made a text"
    assert sheet["B2"].comment is not None
    assert (sheet["B2"].fill.fgColor.rgb, sheet["B2"].quotePrefix, sheet["B2"].alignment.wrap_text) == (
        "00FFF2CC",
        True,
        True,
    )
    assert sheet["B3"].fill.fill_type is None
    assert sheet["A1"].font.b
    with ZipFile(path) as parts:
        assert "xl/charts/chart1.xml" in parts.namelist()


LOOKS = st.lists(st.tuples(st.text(max_size=30), st.booleans(), st.text(max_size=10)), min_size=1, max_size=20)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LOOKS)
def test_any_text_comes_back_however_its_cell_looks(tmp_path: Path, cells: list[tuple[str, bool, str]]) -> None:
    path = tmp_path / "x.xlsx"
    rows = [[Marked(text, note) if marked else text, text] for text, marked, note in cells]
    write_workbook(path, Sheet("S", ["A", "B"], rows, texts=[0], wrapped=[1]))
    sheet = load_workbook(path).worksheets[0]
    for number, (text, marked, note) in enumerate(cells, 2):
        written = as_written(text) or None
        found = [
            str(cell.value).replace("_x000D_", "\r") if cell.value is not None else None for cell in sheet[number]
        ][:2]
        same = [None if each is None else each.replace("\r\n", "\n").replace("\r", "\n") for each in found]
        assert same == [None if written is None else str(written).replace("\r\n", "\n").replace("\r", "\n")] * 2
        assert {cell.data_type for cell in sheet[number]} <= {"s", "n"}
        assert (sheet.cell(number, 1).comment is not None) == (marked and bool(note))
