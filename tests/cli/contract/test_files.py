"""Files nobody should have: a sentence and exit 2, or a table; never a traceback, and nothing left behind."""

from __future__ import annotations

import itertools
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.console import HEADER, Console, row, rows, write_csv
from tests.sheets import files

_ONE = "<c r='A1' t='inlineStr'><is><t>ID</t></is></c>"


def _far(path: Path) -> Path:
    cells = f"<row r='1'>{_ONE}</row><row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"
    return files.raw_xlsx(path, cells)


def _bomb(path: Path) -> Path:
    names = "abcdefgh"
    entities = '<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in itertools.pairwise(names)
    )
    return files.raw_xlsx(
        path,
        "<row r='1'><c r='A1' t='inlineStr'><is><t>&h;</t></is></c></row>",
        prolog=f"<!DOCTYPE worksheet [{entities}]>",
    )


def _rows_without_end(path: Path) -> Path:
    return files.raw_xlsx(path, "<row><c><v>1</v></c></row>" * 1_200_000)


def _bytes(body: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(body)


_NOISE = random.Random(5).randbytes(4000)
BAD: dict[str, tuple[str, Callable[[Path], object], set[str]]] = {
    "empty": ("a.xlsx", _bytes(b""), {"file_empty"}),
    "line ends only": ("a.csv", _bytes(b"\n\n\n"), {"file_empty", "no_rows"}),
    "a BOM only": ("a.csv", _bytes(b"\xef\xbb\xbf"), {"file_empty", "no_rows"}),
    "blanks only": ("a.csv", _bytes(b" , ,\n , ,\n"), {"no_rows"}),
    "blank sheet": ("a.xlsx", lambda path: files.xlsx(path, {"S": []}), {"no_rows"}),
    "noise as xlsx": ("a.xlsx", _bytes(_NOISE), {"file_format_unknown", "file_damaged"}),
    "noise as csv": ("a.csv", _bytes(_NOISE), {"file_format_unknown"}),
    "half a zip": ("a.xlsx", _bytes(b"PK\x03\x04" + _NOISE[:300]), {"file_damaged"}),
    "OLE noise": ("a.xls", _bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + _NOISE), {"file_format_unknown", "file_damaged"}),
    "encrypted": ("a.xlsx", lambda path: files.ole2(path, "EncryptionInfo", "EncryptedPackage"), {"file_encrypted"}),
    "HTML without a table": ("a.xls", _bytes(b"<html><p>Please sign in</p></html>"), {"file_format_unknown", "no_rows"}),
    "a picture": ("a.xlsx", _bytes(b"\x89PNG\r\n\x1a\n" + _NOISE), {"file_format_unknown"}),
    "a cell at the end of the world": ("a.xlsx", _far, {"file_too_big"}),
    "an entity bomb": ("a.xlsx", _bomb, {"file_damaged"}),
    "rows without end": ("a.xlsx", _rows_without_end, {"file_too_big"}),
    "too many columns": ("a.xlsx", lambda path: files.xlsx(path, {"S": [["c"] * 3000, [1] * 3000]}), {"too_many_columns"}),
    "a directory": ("a.csv", lambda path: path.mkdir(), {"file_not_readable"}),
    "nothing": ("a.csv", lambda _: None, {"file_missing"}),
}  # fmt: skip


@pytest.mark.parametrize(("name", "make", "codes"), BAD.values(), ids=BAD.keys())
def test_a_sentence_and_exit_2(
    offline: Console, tmp_path: Path, name: str, make: Callable[[Path], object], codes: set[str]
) -> None:
    make(tmp_path / name)
    done = offline.process("inspect", tmp_path / name, "--lang", "en")
    assert done.code == 2
    assert done.error in codes
    assert name in done.stderr or done.error in ("no_rows", "too_many_columns")
    assert not list((offline.data_dir / "spool").iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="only on Linux and macOS")
def test_devices_and_forbidden_files(offline: Console, tmp_path: Path) -> None:
    for path in ("/dev/null", "/dev/zero"):
        done = offline("inspect", path)
        assert (done.code, done.error) == (2, "file_not_readable")
    file = write_csv(tmp_path / "a.csv", rows(1))
    file.chmod(0)
    if os.access(file, os.R_OK):
        pytest.skip("only a user without all rights is kept out of a file")
    done = offline("inspect", file)
    assert (done.code, done.error) == (2, "file_not_readable")


def test_odd_cells_come_through_whole(offline: Console, tmp_path: Path) -> None:
    odd = [
        row(0, ID="=1+1", Description='=HYPERLINK("http://x.md")' + "y" * 60),
        row(1, ID="😀-1", Address="Chișinău 🏠"),
        row(2, Description="z" * 32_767),
        row(3, ID='a/b?c#d%e "q"'),
    ]
    done = offline.process("preview", write_csv(tmp_path / "a.csv", odd))
    assert done.code == 0
    first, second, third, fourth = done.lines
    assert first["record"]["externalId"] == "=1+1"
    assert first["record"]["announcementDescription"].startswith("=HYPERLINK")
    assert (second["record"]["externalId"], second["record"]["propertyAddress"]) == ("😀-1", "Chișinău 🏠")
    assert [problem["code"] for problem in third["problems"]] == ["too_long"]
    assert fourth["record"]["externalId"] == 'a/b?c#d%e "q"'


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig", "cp1251"])
def test_encodings(offline: Console, tmp_path: Path, encoding: str) -> None:
    text = "Код;Цена;Тип сделки;Адрес\nА1;50000;Продажа;Кишинёв, Измаил 3\nА2;60000;Аренда;Кишинёв, Пушкина 5\n"
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    lines = offline("preview", tmp_path / "a.csv").lines
    assert [line["record"]["propertyAddress"] for line in lines] == ["Кишинёв, Измаил 3", "Кишинёв, Пушкина 5"]
    assert [line["record"]["announcementType"] for line in lines] == ["sale", "rent"]


@pytest.mark.parametrize("encoding", ["idna", "punycode", "undefined", "unicode_escape", "hex", "klingon"])
def test_what_is_no_encoding_of_a_file(offline: Console, tmp_path: Path, encoding: str) -> None:
    done = offline("inspect", write_csv(tmp_path / "a.csv", rows(2)), "--encoding", encoding)
    assert (done.code, done.error) == (2, "encoding_unknown")


def test_wide_double_and_ragged_tables(offline: Console, tmp_path: Path) -> None:
    wide = tmp_path / "wide.xlsx"
    extra = [f"Note {number}" for number in range(300 - len(HEADER))]
    listings = [[*row(number).values(), *["x"] * len(extra)] for number in range(5)]
    files.xlsx(wide, {"S": [[*HEADER, *extra], *listings]})
    data = offline("inspect", wide).data
    assert (len(data["columns"]), data["header_row"], data["rows"]) == (300, 0, 5)

    ragged = tmp_path / "ragged.csv"
    ragged.write_text("ID,Price,Price\nA,50000,1,more,cells\nB,60000\nC,70000\n")
    data = offline("inspect", ragged).data
    assert [column["header"] for column in data["columns"]][:3] == ["ID", "Price", "Price"]
    assert (len(data["columns"]), data["rows"]) == (3, 3)
    lines = offline("preview", ragged).lines
    assert [line["record"].get("externalId") for line in lines][1:] == ["B", "C"]
    assert "row_shifted" in [problem["code"] for problem in lines[0]["problems"]]


def test_a_very_long_line_costs_no_more_than_its_length(offline: Console, tmp_path: Path) -> None:
    """A search that begins anew at each of its characters took 7 seconds for one full cell, and days for this."""
    listings = [row(0, Description="z" * 900_000), row(1, Address="Chișinău")]
    done = offline("preview", write_csv(tmp_path / "a.csv", listings))
    assert [problem["code"] for problem in done.lines[0]["problems"]] == ["too_long"]
    assert done.lines[1]["record"]["propertyAddress"] == "Chișinău"


def test_NUL_characters_are_left_out_and_told(offline: Console, tmp_path: Path) -> None:  # noqa: N802 - their name
    (tmp_path / "a.csv").write_bytes(b"ID,Price\nA\x00B,50000\nC,60000\n")
    done = offline("preview", tmp_path / "a.csv")
    assert [line["record"]["externalId"] for line in done.lines] == ["AB", "C"]
    assert done.stderr.strip()


@pytest.mark.skipif(sys.platform == "win32", reason="only on Linux and macOS: an open file cannot be deleted there")
def test_a_file_that_vanishes_or_grows_while_it_is_read(offline: Console, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", rows(60_000))
    process: subprocess.Popen[bytes]
    with offline.start("inspect", file) as process:
        spool = offline.data_dir / "spool"
        while not (spool.is_dir() and any(spool.iterdir())) and process.poll() is None:
            pass
        file.unlink()
        done = offline.done(process, *process.communicate(timeout=60))
    assert (done.code, done.error) == (2, "file_changed")
    assert not list(spool.iterdir())
