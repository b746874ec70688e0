"""The first rows are there while the rest is still read."""

from __future__ import annotations

from pathlib import Path

import pytest

from rentix_desktop.sheets.early import peek
from rentix_desktop.sheets.encoding import encoding_choices
from rentix_desktop.sheets.read import open_table
from rentix_desktop.sheets.table import Format, ReadOptions, TableInfo
from tests.sheets import files
from tests.sheets.files import Value


def big_text(folder: Path, encoding: str = "cp1251") -> Path:
    path = folder / "mare.csv"
    line = "{};Квартира в центре;{}000;ул. Измаил\r\n"
    path.write_bytes(
        ("Прайс\r\n\r\nКод;Тип;Цена;Адрес\r\n" + "".join(line.format(n, n) for n in range(30_000))).encode(encoding)
    )
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "utf-16"])
def test_a_text_file_is_shown_before_it_is_read(tmp_path: Path, encoding: str) -> None:
    told: list[tuple[str, TableInfo | None]] = []

    def progress(done_rows: int, fraction: float | None) -> bool:
        told.append(("progress", None))
        return True

    path = big_text(tmp_path, encoding)
    with_early = open_table(
        path, spool_folder=tmp_path / "s", progress=progress, early=lambda info: told.append(("early", info))
    )
    with_early.close()
    name, info = told[0]
    assert (name, [name for name, _ in told].count("early")) == ("early", 1)
    final = with_early.info
    assert info is not None
    assert (info.complete, final.complete) == (False, True)
    assert (info.encoding, info.delimiter, info.header_row, info.header) == (
        final.encoding, final.delimiter, final.header_row, final.header,
    )  # fmt: skip
    assert info.head == final.head


def test_a_workbook_is_shown_when_its_first_rows_are_there(tmp_path: Path) -> None:
    rows: list[list[Value]] = [["Lista"], *files.LISTINGS, *files.LISTINGS[1:] * 60]
    path = files.xlsx(tmp_path / "mare.xlsx", {"Note": [["x"]], "Oferte": rows})
    told: list[TableInfo] = []
    table = open_table(path, spool_folder=tmp_path / "s", early=told.append)
    table.close()
    (info,) = told
    assert (info.format, info.sheet, info.header_row, info.complete) == (Format.XLSX, "Oferte", 1, False)
    assert (info.header, info.head, info.sheets) == (table.info.header, table.info.head, table.info.sheets)


def test_the_first_look_takes_what_the_person_said(tmp_path: Path) -> None:
    path = big_text(tmp_path)
    info = peek(path, ReadOptions(encoding="koi8-r", delimiter=",", header_row=-1))
    assert info is not None
    assert (info.encoding, info.delimiter, info.header_row) == ("koi8-r", ",", None)


def test_what_is_no_text_is_not_peeked_at(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"%PDF-1.7\n")
    (tmp_path / "empty.csv").write_bytes(b" \n")
    (tmp_path / "line.csv").write_bytes(b"a,b" * 500_000)
    book = files.xlsx(tmp_path / "book.xlsx", {"S": files.LISTINGS})
    for path in (book, tmp_path / "x.csv", tmp_path / "empty.csv", tmp_path / "line.csv", tmp_path / "none.csv"):
        assert peek(path, ReadOptions()) is None


def test_encodings_to_choose_from_show_what_they_make_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    path.write_bytes(b"Cod;Zona\r\n1;" + "Центр".encode("cp1251") + b"\r\n2;Botanica\r\n")
    choices = encoding_choices(path)
    assert (choices[0].name, choices[0].sample) == ("cp1251", "1;Центр")
    assert len({choice.sample for choice in choices}) == len(choices) > 2
    path.write_bytes("Cod;Zona\r\n1;Râșcani\r\n".encode("utf-16"))
    assert [choice.name for choice in encoding_choices(path)] == ["utf-16"]


def test_the_lines_that_tell_most_are_shown_first_and_from_where_they_tell(tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    filler = b"a" * 300
    path.write_bytes(b"Cod;Pret \xa7\r\n1;" + filler + "Râșcani".encode("iso-8859-16") + b"\r\n2;Botanica\r\n")
    shown = {choice.name: choice.sample.split("\n") for choice in encoding_choices(path)}
    assert shown["iso-8859-16"][0].endswith("aaaRâșcani")
    assert all("Botanica" not in line for lines in shown.values() for line in lines)
