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
