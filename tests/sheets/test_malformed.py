"""Text files that are not what they should be: nothing is imported into the wrong column unsaid."""

from __future__ import annotations

from pathlib import Path

import pytest

from rentix_desktop.sheets.table import NoticeCode, Table
from tests.sheets.conftest import Open

GOOD = [f"A{n};str. Ismail {n};{n}5000;{n};https://x.md/{n}.jpg" for n in range(1, 10)]
HEADER = "Cod;Adresa;Preț;Etaj;Foto"


def made(read: Open, folder: Path, *lines: str, end: str = "\r\n") -> Table:
    path = folder / "lista.csv"
    path.write_bytes((end.join([HEADER, *GOOD, *lines, *(line.replace("A", "B") for line in GOOD)]) + end).encode())
    return read(path)


def notices(table: Table) -> dict[NoticeCode, dict[str, object]]:
    return {notice.code: dict(notice.params) for notice in table.info.notices}


@pytest.mark.parametrize(
    "lines",
    [
        ["X;str. Dacia 1; ap. 5;45000;1;https://x.md/x.jpg"],  # a delimiter that is not quoted
        ["X;str. Dacia 1; ap. 5;45000;1;"],  # the same, and the last cell is empty
        ["X;str. Dacia", "1;45000;1;https://x.md/x.jpg"],  # a line break that is not quoted
        ["X;45000;1;https://x.md/x.jpg"],  # a cell that is missing
    ],
)
def test_shifted_rows_are_marked(read: Open, tmp_path: Path, lines: list[str]) -> None:
    table = made(read, tmp_path, *lines)
    rows = list(table.records())
    assert [row.row for row in rows if row.shifted] == list(range(9, 9 + len(lines)))
    assert len(rows) == 18 + len(lines)
    assert notices(table)[NoticeCode.ROWS_SHIFTED] == {"count": len(lines), "row": 11}


@pytest.mark.parametrize(
    "line", ["X;str. Dacia 1", "X;str. Dacia 1;45000;;;", "X;str. Dacia 1;45000;1;https://x.md/x.jpg;;"]
)
def test_a_row_that_only_ends_early_or_late_is_sound(read: Open, tmp_path: Path, line: str) -> None:
    assert not any(row.shifted for row in made(read, tmp_path, line).records())


@pytest.mark.parametrize(
    "line",
    [
        'X;"str. Dacia 1;45000;1;https://x.md/x.jpg',
        'X;"str. Dacia; 1";"45000;1;https://x.md/x.jpg',
        '"X;str. Dacia 1;45000;1;https://x.md/x.jpg',
    ],
)
@pytest.mark.parametrize(
    "later", ["", '"quoted";str. Dacia 2;46000;2;"https://x.md/y.jpg"', 'Y;"bd. ""Dacia"" 2";46000;2;x']
)
def test_a_quote_never_closed_swallows_nothing(read: Open, tmp_path: Path, line: str, later: str) -> None:
    table = made(read, tmp_path, line, *([later] if later else []))
    rows = list(table.records())
    assert len(rows) == 19 + bool(later)
    assert rows[9].cells[0] == "X"
    assert rows[9].cells[2] == "45000"
    assert not any(row.shifted for row in rows)
    assert notices(table)[NoticeCode.QUOTE_OPEN]["count"] == 1
    assert [row.cells[0] for row in rows[-9:]] == [f"B{n}" for n in range(1, 10)]


def test_a_quote_never_closed_in_a_long_file(read: Open, tmp_path: Path) -> None:
    path = tmp_path / "lung.csv"
    lines = [f"A{n};str. Ismail {n};45000;1;x" for n in range(60_000)]
    lines[100] = 'X;"str. Dacia;45000;1;x'
    path.write_text("\n".join([HEADER, *lines]))
    table = read(path)
    assert table.info.rows == 60_000
    assert next(table.records(100)).cells[:3] == ("X", "str. Dacia", "45000")


def test_line_ends_of_all_kinds(read: Open, tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    path.write_bytes(
        b"Cod;Pret;Zona\r\n"
        + b"".join(b"A%d;%d000;Centru%s" % (n, n, end) for n, end in enumerate([b"\n", b"\r\n", b"\r"] * 5, 1))
    )
    table = read(path)
    assert [row.cells for row in table.records()] == [(f"A{n}", f"{n}000", "Centru") for n in range(1, 16)]


def test_lines_that_stand_in_quotes_as_a_whole(read: Open, tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    lines = [HEADER, *GOOD, 'X;str. ""Dacia"" 1;45000;1;x']
    path.write_text("\n".join(f'"{line}"' for line in lines), encoding="utf-8")
    table = read(path)
    assert table.info.header == tuple(HEADER.split(";"))
    assert [row.cells[2] for row in table.records()] == [*(f"{n}5000" for n in range(1, 10)), "45000"]


def test_many_rows_with_a_delimiter_too_many_are_all_shifted(read: Open, tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    wide = "A{0},Apartament,4{0}000,str. Ismail {0}, ap. 4,{0}/9"
    plain = "A{0},Apartament,4{0}000,str. Ismail {0},{0}/9"
    lines = [(plain if n % 5 else wide).format(n) for n in range(1, 40)]
    path.write_text("\n".join(["Cod,Tip,Pret,Adresa,Etaj", *lines]))
    table = read(path)
    assert [row.cells[0] for row in table.records() if row.shifted] == [f"A{n}" for n in range(5, 40, 5)]
    assert notices(table) == {NoticeCode.ROWS_SHIFTED: {"count": 7, "row": 6}}
    assert [one.sheet_row for one in table.set_aside()] == [n + 1 for n in range(5, 40, 5)]


def test_a_header_of_fewer_cells_than_every_row_is_believed_for_none_of_them(read: Open, tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    lines = [f"A{n},Apartament,4{n}000,str. Ismail {n}, ap. 4,{n}/9" for n in range(1, 20)]
    path.write_text("\n".join(["Cod,Tip,Pret,Adresa,Etaj", *lines]))
    table = read(path)
    assert all(row.shifted for row in table.records())
    assert notices(table) == {NoticeCode.ROWS_SHIFTED: {"count": 19, "row": 2}}
    assert [(one.kind.value, one.sheet_row) for one in table.set_aside(3)] == [("shifted", n) for n in (2, 3, 4)]


def test_a_column_without_a_name_has_its_place_in_the_header(read: Open, tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    path.write_text("\n".join([",Cod,Pret,", *(f"{n},A{n},45000,nou" for n in range(1, 20))]))
    table = read(path)
    assert table.info.header == ("", "Cod", "Pret", "")
    assert not any(row.shifted for row in table.records())


@pytest.mark.parametrize(
    ("header", "line", "whole"),
    [
        ("Cod,Suprafata,Pret", "A{n},54,{n},45000", ("A{n}", "54,{n}", "45000")),
        ("Cod,Suprafata,Zona,Pret", "A{n},54,{n},Centru,450,50", ("A{n}", "54,{n}", "Centru", "450,50")),
    ],
)
def test_decimal_commas_that_part_cells_are_put_back(
    read: Open, tmp_path: Path, header: str, line: str, whole: tuple[str, ...]
) -> None:
    path = tmp_path / "lista.csv"
    path.write_text("\n".join([header, *(line.format(n=n) for n in range(1, 20))]))
    table = read(path)
    assert table.info.header == tuple(header.split(","))
    assert [row.cells for row in table.records()] == [tuple(cell.format(n=n) for cell in whole) for n in range(1, 20)]
    assert notices(table) == {NoticeCode.DECIMALS_JOINED: {"count": len(line.split(",")) - len(whole)}}
    assert not any(row.shifted for row in table.records())


def test_decimal_commas_that_may_be_put_back_in_two_ways_are_not(read: Open, tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    path.write_text("\n".join(["Cod,Suprafata,Camere,Pret", *(f"A{n},54,{n},2,45000" for n in range(1, 20))]))
    assert all(row.shifted for row in read(path).records())


def test_codes_written_as_formulas_of_texts(read: Open, tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    lines = ['="00123";45000;=""', '"=""00124""";46000;"=""+373 69 000000"""', "=A1;47000;=1+1"]
    path.write_text("\n".join(["Cod;Pret;Tel", *lines]))
    assert [row.cells for row in read(path).records()] == [
        ("00123", "45000", None), ("00124", "46000", "+373 69 000000"), ("=A1", "47000", "=1+1"),
    ]  # fmt: skip


def test_codes_keep_their_zeros(read: Open, tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    path.write_text("Cod;Pret;Tel\n00123;45000;069123456\n00124;46000.50;022000000\n")
    assert [row.cells for row in read(path).records()] == [
        ("00123", "45000", "069123456"), ("00124", "46000.50", "022000000"),
    ]  # fmt: skip


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_quotes_inside_texts(read: Open, tmp_path: Path, delimiter: str, end: str) -> None:
    path = tmp_path / "lista.csv"
    lines = [HEADER, *GOOD, 'X;Casa "Alba" 5;45000;1;x', 'Y;str. "Dacia;46000;2;y', *GOOD]
    path.write_bytes(end.join(line.replace(";", delimiter) for line in lines).encode())
    table = read(path)
    assert (table.info.delimiter, table.info.rows) == (delimiter, 20)
    assert [row.cells[:3] for row in table.records(9, 11)] == [
        ("X", 'Casa "Alba" 5', "45000"), ("Y", 'str. "Dacia', "46000"),
    ]  # fmt: skip
    assert not any(row.shifted for row in table.records())


@pytest.mark.parametrize("tail", [b"A;\xff;1\r\n", "A;Штефан;1\r\n".encode("cp1251")])
def test_one_bad_byte_in_the_last_line_of_a_large_file(read: Open, tmp_path: Path, tail: bytes) -> None:
    path = tmp_path / "mare.csv"
    with path.open("wb") as stream:
        stream.write("Код;Адрес;Цена\r\n".encode())
        block = "".join(f"A{n};ул. Измаил, {n};45000\r\n" for n in range(10_000)).encode()
        for _ in range(30):
            stream.write(block)
        stream.write(tail)
    table = read(path)
    assert path.stat().st_size > 10_000_000
    assert (table.info.encoding, table.info.rows) == ("utf-8", 300_001)
    assert NoticeCode.LETTERS_DAMAGED in notices(table), "strictly it is not UTF-8: that is said"
    assert next(table.records()).cells[1] == "ул. Измаил, 0"


def test_an_ascii_file_with_one_old_letter_at_its_end(read: Open, tmp_path: Path) -> None:
    path = tmp_path / "mare.csv"
    path.write_bytes(b"Cod;Zona;Pret\r\n" + b"A1;Botanica;45000\r\n" * 200_000 + "A2;Рышкановка;1\r\n".encode("cp1251"))
    table = read(path)
    assert table.info.encoding == "cp1251"
    assert next(table.records(200_000)).cells[1] == "Рышкановка"
