"""Prints that the reader makes are those that a look at the rows would give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from rentix_desktop.sheets import child, text
from rentix_desktop.sheets.prints import PrintWriter, columns_named, names_of, printer
from rentix_desktop.sheets.read import open_table
from rentix_desktop.sheets.spool import Spool
from rentix_desktop.sheets.spooled import SpooledTable
from rentix_desktop.sheets.table import Cell, ReadOptions, RowPrint, Table
from tests.sheets import generated

HEADER = ("Cod", "Preț", "Adresa", "Etaj", "Data", "Foto")
PRINTED = (("Preț", 0), ("Cod", 0), ("Data", 0), ("Foto", 0))
COLUMNS = (1, 0, 4, 5)


def of_the_rows(table: Table, columns: Sequence[int]) -> list[RowPrint]:
    """As a look at each row gives them."""
    print_of = printer(columns)
    return [
        RowPrint(row.row, row.sheet_row, None if row.shifted else print_of(row.cells, row.links))
        for row in table.records()
    ]


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows cannot be looked at again."""

    def rows(_spool: Spool, start: int = 0) -> Iterator[object]:
        raise AssertionError(f"the rows from {start} on were looked at")

    monkeypatch.setattr(Spool, "rows", rows)


@pytest.mark.parametrize("layout", generated.LAYOUTS)
def test_files_of_every_kind_have_the_same_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, layout: str) -> None:
    monkeypatch.setattr(child, "HEAD_ROWS", 12)  # the files are small
    made = 0
    for case in list(generated.cases())[::3]:
        if case.layout != layout:
            continue
        truth = generated.truth(case)
        path = generated.written(case, truth, tmp_path)
        columns = (3, 0, 2)
        names = names_of(truth.header)
        spool = path.with_suffix(".spool")
        printed = tuple(names[column] for column in columns)
        outcome = child.outcome(child.Job(path, spool, ReadOptions(), child.Reader.FIRST, 1 << 30, printed=printed))
        assert isinstance(outcome, child.Finished), case.name
        with SpooledTable.of(path, outcome, Spool(spool, outcome.index)) as table:
            assert list(table.prints(columns)) == of_the_rows(table, columns), case.name
            other = (1,)
            assert list(table.prints(other)) == of_the_rows(table, other), case.name
        made += outcome.prints is not None
    assert bool(made) is (layout != "headless"), "the reader knows columns by their names"


def workbook(path: Path, form: str = "General") -> Path:
    """More rows than the reader has in hand when it finds the header; prices in a number format."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(["Oferte martie 2026"])
    sheet.append(list(HEADER))
    for number in range(200):
        sheet.append([f"C-{number}", 1_000 + number, f"str. Păcii {number}", 3, dt.date(2026, 3, 1), None])
        sheet.cell(sheet.max_row, 2).number_format = form
        if number == 150:
            sheet.append([])
            sheet.append(["ETAJ 2"])
    sheet.append(["Total", 200])
    book.save(path)
    return path


def test_a_workbook_is_not_looked_at_again(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    path = workbook(tmp_path / "a.xlsx")
    with closing(open_table(path, spool_folder=tmp_path / "spools", printed=PRINTED)) as table:
        expected = of_the_rows(table, COLUMNS)
        request.getfixturevalue("unread")
        found = list(table.prints(COLUMNS))
        assert found == expected
        assert len({digest for *_, digest in found}) == table.info.rows == 200
        with pytest.raises(AssertionError, match="looked at"):
            list(table.prints((0, 1)))


def test_a_price_in_another_currency_is_another_row(tmp_path: Path) -> None:
    """The currency stands in the number format alone."""
    found = []
    for form in ('0 "€"', '0 "MDL"'):
        path = workbook(tmp_path / "a.xlsx", form)
        with closing(open_table(path, spool_folder=tmp_path / "spools", printed=PRINTED)) as table:
            assert [*table.prints(COLUMNS)] == of_the_rows(table, COLUMNS)
            found.append({digest for *_, digest in table.prints(COLUMNS)})
    assert not found[0] & found[1]


def test_what_is_merged_and_linked_counts(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    path = workbook(tmp_path / "a.xlsx")
    plain = _prints(path)
    book = load_workbook(path)
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet["A10"].hyperlink = "https://example.md/no-column-that-counts"
    sheet["F12"].value = "foto"
    sheet["F12"].hyperlink = "https://example.md/1.jpg"
    sheet["F13"].value = "foto"
    sheet["F13"].hyperlink = "https://example.md/2.jpg"
    sheet.merge_cells("B20:B22")
    book.save(path)
    linked = _prints(path)
    changed = {one.sheet_row for one, other in zip(plain, linked, strict=True) if one != other}
    assert changed == {10, 12, 13, 21, 22}
    book = load_workbook(path)
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet["F12"].hyperlink = "https://example.md/other.jpg"
    book.save(path)
    assert {one.sheet_row for one, other in zip(linked, _prints(path), strict=True) if one != other} == {12}


def _prints(path: Path) -> list[RowPrint]:
    with closing(open_table(path, spool_folder=path.parent / "spools", printed=PRINTED)) as table:
        found = list(table.prints(COLUMNS))
        assert found == of_the_rows(table, COLUMNS)
        return found


CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5), st.dates(), st.times()
)


@given(rows=st.lists(st.lists(CELLS, max_size=6).map(tuple), max_size=8), columns=st.sampled_from([(0,), (2,), (4, 1)]))
@settings(max_examples=60)
def test_cells_that_are_not_there_are_empty_ones(rows: list[tuple[Cell, ...]], columns: tuple[int, ...]) -> None:
    writer = PrintWriter(columns)
    for number, cells in enumerate(rows):
        writer.add(number, cells)
    print_of = printer(columns)
    whole = [print_of(cells + (None,) * (6 - len(cells)), None) for cells in rows]
    assert writer.finish().prints == b"".join(whole)
    picked = [tuple((type(cell), repr(cell)) for cell in (*cells, *[None] * 6)) for cells in rows]
    said = [tuple(cells[column] for column in columns) for cells in picked]
    assert len(set(whole)) == len(set(said))


LINES = st.lists(
    st.sampled_from(["C-{n};5;a;;;", "C-{n};5;a;b;c;d;e", "C-{n};5", "", "Total;7", 'C-{n};"5;a']), max_size=40
)


@given(lines=LINES, odd=st.sampled_from([1, 20_000]))
@settings(max_examples=40, deadline=None)
def test_lines_that_cannot_be_believed_have_none(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], odd: int
) -> None:
    folder = tmp_path_factory.mktemp("lines")
    path = folder / "a.csv"
    whole = [f"C-{n};{n};str. {n};1;2026-01-01;x" for n in range(12)]
    more = [line.format(n=100 + n) for n, line in enumerate(lines)]
    path.write_text("\n".join([";".join(HEADER), *whole, *more, ""]), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(child, "HEAD_ROWS", 8)
        patch.setattr(text, "_ODD_ROWS", odd)  # beyond these the width of a row alone tells
        job = child.Job(path, folder / "spool", ReadOptions(), child.Reader.FIRST, 1 << 30, printed=PRINTED)
        outcome = child.outcome(job)
    assert isinstance(outcome, child.Finished)
    assert outcome.prints is not None
    with SpooledTable.of(path, outcome, Spool(folder / "spool", outcome.index)) as table:
        assert list(table.prints(COLUMNS)) == of_the_rows(table, COLUMNS)
        assert [digest for *_, digest in table.prints(COLUMNS)].count(None) == sum(r.shifted for r in table.records())


def test_columns_are_found_by_their_names_wherever_they_stand() -> None:
    names = names_of(("Foto", "Preț", "Foto"))
    assert columns_named(names, ("Cod", "Preț", "Foto", "Foto")) == (2, 1, 3)
    assert columns_named(names, ("Cod", "Preț", "Foto")) is None
    assert columns_named((), ("Cod",)) is None


def test_other_columns_than_the_reader_was_told_are_no_matter(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx")
    with closing(open_table(path, spool_folder=tmp_path / "spools", printed=(("Cod", 0), ("gone", 0)))) as table:
        assert list(table.prints(COLUMNS)) == of_the_rows(table, COLUMNS)
    read = child.outcome(child.Job(path, tmp_path / "b", ReadOptions(), child.Reader.FIRST, 1 << 30, printed=PRINTED))
    assert isinstance(read, child.Finished)
    assert read.prints is not None
    one = SpooledTable.of(path, read, Spool(tmp_path / "b", read.index))
    without = SpooledTable.of(path, replace(read, prints=None), Spool(tmp_path / "b", read.index, lent=True))
    with one, without, one.with_header(None) as all_rows:
        for table in (one, without, all_rows):
            assert list(table.prints((0, 1))) == of_the_rows(table, (0, 1))
            assert list(table.prints(COLUMNS)) == of_the_rows(table, COLUMNS)
