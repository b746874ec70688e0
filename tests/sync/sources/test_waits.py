"""Files that are not taken, each a real one read as the program reads it: why, and nothing is sent or hidden for them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from rentix_desktop.sheets.table import ReadOptions
from rentix_desktop.sheets.whole import table_cut_short, workbook_cut_short
from rentix_desktop.sync.sources.book import VisitEnd, WaitCode
from rentix_desktop.sync.sources.find import chosen, fits
from rentix_desktop.sync.sources.source import Place, Source
from tests.sheets.files import xls
from tests.sync.sources.turns import HEADER, Desk, read_here, row, rows


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """With the reader in a process of its own, and five listings that were sent before."""
    desk = Desk(tmp_path)
    desk.export(rows(5))
    assert desk.turn().visit.end is VisitEnd.SYNCED
    desk.service.taken()
    return desk


def waits(desk: Desk) -> tuple[str, dict[str, object]]:
    """Why it waits; nothing else happened."""
    verified = desk.service.verified
    turned = desk.turn()
    assert (turned.visit.end, turned.visit.run, turned.summary) == (VisitEnd.WAITS, None, None)
    assert desk.service.taken() == []
    assert desk.service.verified == verified
    with desk.ledger() as ledger:
        assert len(ledger.runs()) == 1
        assert ledger.visits(desk.source.ledger_name, 1)[0] == turned.visit
    assert turned.visit.reason is not None
    return turned.visit.reason.code, dict(turned.visit.reason.params)


def workbook(desk: Desk, found: list[dict[str, str]], name: str) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER)
    for each in found:
        sheet.append(list(each.values()))
    path = desk.exports / name
    book.save(path)
    return desk.aged(path)


def test_a_file_that_is_not_there(desk: Desk) -> None:
    (desk.exports / "Export.csv").unlink()
    (desk.exports / "~$Export.csv").write_bytes(b"lock")
    (desk.exports / "Export.csv.crdownload").write_bytes(b"half")
    assert waits(desk) == (WaitCode.MISSING, {"folder": str(desk.exports), "pattern": "Export*.csv"})
    shutil.rmtree(desk.exports)
    assert waits(desk)[0] == WaitCode.MISSING


def test_waiting_all_night_is_one_line(desk: Desk) -> None:
    (desk.exports / "Export.csv").unlink()
    for _ in range(4):
        waits(desk)
    with desk.ledger() as ledger:
        assert [visit.end for visit in ledger.visits(desk.source.ledger_name)] == [VisitEnd.WAITS, VisitEnd.SYNCED]


def test_a_file_that_grows_while_it_is_looked_at(desk: Desk) -> None:
    path = desk.export(rows(6))

    def grow() -> None:
        with path.open("a", encoding="utf-8") as file:
            file.write("CN-6;7;str. Ismail 6\n")

    desk.waited = grow
    assert waits(desk) == (WaitCode.STILL_WRITTEN, {})
    desk.waited = lambda: None
    desk.aged(path)
    done = desk.turn()
    assert done.summary is not None
    assert done.summary.created == 2


def test_a_file_that_is_written_in_place_and_has_the_same_size(desk: Desk) -> None:
    path = desk.export(rows(6))

    def written_again() -> None:
        os.utime(path, (desk.now, desk.now))

    desk.waited = written_again
    assert waits(desk)[0] == WaitCode.STILL_WRITTEN


def test_a_newer_file_that_comes_while_the_other_is_read(desk: Desk) -> None:
    desk.export(rows(6))

    def another() -> None:
        path = desk.exports / "Export 2.csv"
        path.write_text("CN-1")
        os.utime(path, (desk.now, desk.now))

    desk.waited = another
    assert waits(desk)[0] == WaitCode.STILL_WRITTEN


@pytest.mark.parametrize(
    "cut",
    [
        lambda text: text[:-30],  # in the middle of its last line
        lambda text: text + b"CN-6;70",
        lambda text: text[: text.rindex(b"Ismail")],
        lambda text: text + "CN-6;70;str. Ș".encode()[:-1],  # half a letter
        lambda text: text + b'CN-6;70;"str. Is',
    ],
)
def test_a_text_file_that_stops_in_the_middle(desk: Desk, cut: Callable[[bytes], bytes]) -> None:
    path = desk.export(rows(300))
    path.write_bytes(cut(path.read_bytes()))
    desk.aged(path)
    assert waits(desk) == (WaitCode.CUT_SHORT, {})


@pytest.mark.parametrize(
    "end",
    [
        lambda text: text.rstrip(b"\r\n"),  # without an end of its last line, and whole
        lambda text: text + b"\r\n\r\n",
        lambda text: text + b"Total;250",
    ],
)
def test_a_whole_file_is_taken_however_it_ends(desk: Desk, end: Callable[[bytes], bytes]) -> None:
    path = desk.export([row(0, price="9", note="x"), *(row(number, note="x") for number in range(1, 5))])
    path.write_bytes(end(path.read_bytes()))
    desk.aged(path)
    assert desk.turn().visit.end is VisitEnd.SYNCED
    assert desk.service.taken() == [("CN-0", {"announcementValue": 9})]


@pytest.mark.parametrize("part", [0.3, 0.6, 0.99])
def test_a_workbook_that_stops_in_the_middle(desk: Desk, part: float) -> None:
    desk.source = _of("Export*.xlsx", desk)
    path = workbook(desk, rows(50), "Export.xlsx")
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * part)])
    desk.aged(path)
    assert waits(desk) == (WaitCode.CUT_SHORT, {})


@pytest.mark.parametrize("missing", [600, 4_000, 30_000])
def test_an_old_workbook_that_stops_in_the_middle(desk: Desk, missing: int) -> None:
    desk.source = _of("Export*.xls", desk)
    path = xls(desk.exports / "Export.xls", {"Oferte": [HEADER, *(list(each.values()) for each in rows(400))]})
    desk.aged(path)
    with closing(read_here(path, ReadOptions(), spool_folder=desk.spool_folder)) as table:
        assert not table_cut_short(table)
    assert not workbook_cut_short(path)
    path.write_bytes(path.read_bytes()[:-missing])
    desk.aged(path)
    assert waits(desk) == (WaitCode.CUT_SHORT, {})


def test_a_page_that_is_not_closed(desk: Desk) -> None:
    desk.source = _of("Export*.xls", desk)
    cells = "".join(
        "<tr>" + "".join(f"<td>{text}</td>" for text in each.values()) + "</tr>"
        for each in [dict(zip(HEADER, HEADER, strict=False)), *rows(9)]
    )
    path = desk.exports / "Export.xls"
    path.write_text(f"<html><body><table>{cells}", encoding="utf-8")
    desk.aged(path)
    assert waits(desk) == (WaitCode.CUT_SHORT, {})


def test_a_file_that_cannot_be_read_names_the_cause(desk: Desk) -> None:
    path = desk.exports / "Export.csv"
    path.write_bytes(b"\xff\xd8\xff\xe0 a photo" + bytes(range(256)) * 40)
    desk.aged(path)
    code, params = waits(desk)
    assert code == WaitCode.NOT_READABLE
    assert params["code"] in ("file_format_unknown", "file_damaged")


@pytest.mark.parametrize("text", ["", ";".join(HEADER) + "\n", "\n\n\n"])
def test_an_empty_file_hides_nothing(desk: Desk, text: str) -> None:
    path = desk.exports / "Export.csv"
    path.write_text(text, encoding="utf-8")
    desk.aged(path)
    assert waits(desk) == (WaitCode.EMPTY, {})


def test_a_renamed_column_and_one_that_is_gone(desk: Desk) -> None:
    header = tuple("Cost" if name == "Preț" else name for name in HEADER)
    desk.export([{**each, "Cost": each["Preț"]} for each in rows(5)], header=header)
    assert waits(desk) == (WaitCode.OTHER_LAYOUT, {"missing": "Preț", "new": "Cost"})
    desk.export(rows(5), header=tuple(name for name in HEADER if name not in ("Cod", "Preț")))
    assert waits(desk) == (WaitCode.OTHER_LAYOUT, {"missing": "Cod, Preț", "new": ""})
    desk.export(rows(5), header=tuple(name for name in HEADER if name != "Notă internă"))
    assert desk.turn().visit.end is VisitEnd.SAME  # nobody used it


def test_a_file_from_before_the_last_one(desk: Desk) -> None:
    newest = (desk.exports / "Export.csv").stat().st_mtime
    path = desk.export([row(0, price="3"), *rows(4, 1)])
    os.utime(path, (newest - 86_400, newest - 86_400))
    assert waits(desk) == (WaitCode.OLDER, {"changed_at": newest - 86_400, "last": newest})
    desk.export(rows(5))
    os.utime(path, (newest - 50, newest - 50))  # restored from a backup: the same bytes
    assert desk.turn().visit.end is VisitEnd.SAME


def test_a_readable_file_with_far_fewer_rows_is_taken_and_the_brake_holds(desk: Desk) -> None:
    desk.export([row(0, price="3")])
    done = desk.turn()
    assert (done.visit.end, len(done.held)) == (VisitEnd.SYNCED, 4)
    assert desk.service.taken() == [("CN-0", {"announcementValue": 3})]


def test_the_newest_file_of_a_pattern_is_meant() -> None:
    files = [("export 1.XLSX", 5.0), ("Export 2.xlsx", 9.0), ("~$Export 2.xlsx", 10.0), ("Export 3.xlsx.part", 11.0)]
    assert chosen(files, "Export*.xlsx") == "Export 2.xlsx"
    assert chosen([*files, ("EXPORT 9.xlsx", 9.0)], "export*.xlsx") == "Export 2.xlsx"
    assert chosen(files, "Export 1.xlsx") == "export 1.XLSX"
    assert chosen(files, "Oferte*.xlsx") is None
    assert fits("Export [1].xlsx", "Export [1].xlsx")
    assert not fits("Export 1.xlsx", "Export [1].xlsx")


def _of(pattern: str, desk: Desk) -> Source:
    return replace(desk.source, place=Place(desk.exports, pattern))
