"""What would hide, skip or hold up what it should not: each was found by trying to."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from rentix_desktop.catalog.fields import Record
from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.errors import AppError, Code
from rentix_desktop.mapping.model import Target
from rentix_desktop.mapping.read_row import Mapper, mapped_rows
from rentix_desktop.mapping.text import fold
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.table import SheetRow
from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.sync.destination import After
from rentix_desktop.sync.ledger import Before, Listing
from rentix_desktop.sync.planning.diff import changes
from rentix_desktop.sync.planning.plan import emptied
from rentix_desktop.sync.sources.book import VisitEnd
from rentix_desktop.sync.sources.due import is_due
from rentix_desktop.sync.sources.find import chosen, fits
from rentix_desktop.sync.sources.meaning import may_be_empty, meaning_of
from rentix_desktop.sync.sources.monitor import NeedCode, monitor_of
from rentix_desktop.sync.sources.source import Blank, Place, Publishing, Rules, Times
from tests.fakes.destination import failure
from tests.fakes.ledger import ACCOUNT
from tests.sync.sources.turns import HEADER, LAYOUT, Desk, row, rows

PRICE, STATUS = "announcementValue", "announcementStatus"


def _refused(desk: Desk, *names: str) -> None:
    desk.service.refuse = lambda each: "no" if each.external_id in names else None


def test_a_change_that_was_refused_is_looked_at_again_of_the_same_file(desk: Desk) -> None:
    desk.export(rows(10))
    desk.turn()
    desk.export([row(0, price="5"), *rows(9, 1)])
    _refused(desk, "CN-0")
    desk.turn()
    desk.service.taken()
    again = desk.turn()
    assert again.summary is not None
    assert (again.summary.unchanged, again.visit.same) == (9, 9)


def test_a_row_that_became_wrong_is_told_again_of_the_same_file(desk: Desk) -> None:
    desk.export(rows(10))
    desk.turn()
    desk.export([row(0, price="1"), *rows(9, 1)])
    run = desk.turn().visit.run
    for _ in range(2):
        again = desk.turn()
        assert again.summary is not None
        assert (again.visit.run, again.summary.blocked, again.summary.unchanged) == (run, 1, 9)


def test_what_the_brake_holds_is_told_again_of_the_same_file_whatever_else_is_wrong_in_it(desk: Desk) -> None:
    desk.export(rows(20))
    desk.turn()
    desk.export(rows(10) + [row(number, price="1") for number in range(30, 40)])
    held = desk.turn()
    assert len(held.held) == 10
    again = desk.turn()
    assert (again.held, again.visit.run) == (held.held, held.visit.run)


def test_a_file_with_a_date_to_come_keeps_no_later_one_out(desk: Desk) -> None:
    path = desk.export(rows(4))
    os.utime(path, (desk.now + 10**8, desk.now + 10**8))
    assert desk.turn().visit.end is VisitEnd.SYNCED
    assert desk.turn().visit.end is VisitEnd.SAME
    desk.export(rows(5))
    assert desk.turn().visit.end is VisitEnd.SYNCED
    os.utime(path, (desk.now - 7200, desk.now - 7200))
    path.write_bytes(path.read_bytes()[:-1])
    os.utime(path, (desk.now - 7200, desk.now - 7200))
    assert desk.turn().visit.end is VisitEnd.WAITS  # older, as ever


def test_of_a_pattern_a_file_with_a_date_to_come_hides_none_that_comes(desk: Desk) -> None:
    path = desk.export(rows(4), "Export 2030.csv")
    os.utime(path, (desk.now + 10**8, desk.now + 10**8))
    desk.turn()
    desk.service.taken()
    desk.export(rows(5), "Export 2.csv")
    assert desk.turn().visit.end is VisitEnd.SYNCED
    assert [name for name, _ in desk.service.taken()] == ["CN-4"]
    assert chosen([("a", 10.0**9), ("b", 5.0)], "*", 6.0) == "b"
    assert chosen([("a", 10.0**9)], "*", 6.0) == "a"


@pytest.mark.parametrize("name", ["export.tmp", ".export.csv", "Export.csv~"])
def test_a_file_that_was_named_is_meant_whatever_its_name(name: str) -> None:
    assert fits(name, name.upper())
    assert not fits(name, "*")


@pytest.mark.parametrize(
    ("line", "now"),
    [("CN-4;1004;", ";1004;"), ("CN-4;1004;", ";CN-4;1004;")],
    ids=["the id was deleted", "the cells are shifted"],
)
def test_a_listing_whose_row_has_lost_its_id_is_not_hidden_without_a_yes(desk: Desk, line: str, now: str) -> None:
    path = desk.export(rows(10))
    desk.turn()
    desk.service.taken()
    path.write_text(path.read_text(encoding="utf-8").replace(line, now), encoding="utf-8")
    desk.aged(path)
    held = desk.turn()
    assert (held.held, desk.service.taken()) == (("CN-4",), [])
    assert held.visit.run is not None
    desk.yes(held.visit.run)
    assert [name for name, _ in desk.service.taken()] == ["CN-4"]


def test_a_note_below_the_rows_holds_nothing_back(desk: Desk) -> None:
    path = desk.export(rows(10))
    desk.turn()
    desk.service.taken()
    desk.export(rows(9))
    with path.open("a", encoding="utf-8") as file:
        file.write(";;and what was sold;;;\n")
    desk.aged(path)
    assert desk.turn().held == ()
    assert [name for name, _ in desk.service.taken()] == ["CN-9"]


def test_a_date_that_no_calendar_shows_is_one_that_it_does(desk: Desk) -> None:
    path = desk.export(rows(2))
    os.utime(path, (-(10**9), -(10**9)))
    done = desk.turn()
    assert done.visit.end is VisitEnd.SYNCED
    assert done.visit.file is not None
    assert done.visit.file.changed_at == 0.0
    assert desk.turn().visit.end is VisitEnd.SAME


@pytest.mark.parametrize("cells", [("CN-1", "3", "47.02", ""), ("CN-1", "abc", "", "28.8"), ("CN-1", "9/9", "", "")])
def test_a_cell_that_says_less_than_before_is_not_an_empty_one(desk: Desk, cells: tuple[str, ...]) -> None:
    header = ("Cod", "Etaj", "Lat", "Lng", "Text")
    targets = ("externalId", Target.FLOOR, Target.LATITUDE, Target.LONGITUDE, "announcementDescription")
    layout = replace(LAYOUT, columns=tuple((fold(h), 0, t) for h, t in zip(header, targets, strict=True)))
    source = replace(desk.source, layout=layout, rules=Rules(blank=Blank.CLEAR))
    catalogue = builtin_catalogue()
    mapping = meaning_of(source, header, (), catalogue).mapping
    mapper = Mapper(mapping, catalogue, load_vocabulary())
    (mapped,) = mapped_rows(iter([SheetRow(0, 2, (*cells, ""))]), mapper, 0)
    there: Record = {
        "propertyFloorNumber": 3,
        "propertyFloorsTotal": 9,
        "propertyCoordinates": {"lat": 47.02, "lng": 28.8},
        "announcementDescription": "Large rooms",
    }
    emptied_now = emptied(mapped, Listing("CN-1", there), may_be_empty(source, mapping, catalogue))
    assert emptied_now == ["announcementDescription"]


def test_what_broke_off_is_not_sent_later_where_the_file_took_it_back_whatever_else_broke_off(desk: Desk) -> None:
    crm = desk.source
    rents = replace(crm, name="rents", place=Place(desk.exports, "Rents.csv"), ledger_name="rents")
    files = {"Export.csv": (crm, 0), "Rents.csv": (rents, 50)}
    for revoked in (False, True):
        desk.service.script = (lambda _, __: failure(Code.KEY_INVALID, After.STOP)) if revoked else (lambda _, __: None)
        for name, (source, first) in files.items():
            desk.source = source
            desk.export([row(first, price="77") if revoked else row(first), *rows(3, first + 1)], name)
            desk.turn()
    desk.service.script = lambda _request, _number: None
    desk.source = crm
    desk.export(rows(4))
    desk.turn()
    with desk.ledger() as ledger:
        assert [left.run.source for left in ledger.unfinished()] == ["rents"]


@pytest.mark.parametrize(("word", "back"), [("draft", "draft"), ("active", "active"), ("on hold", "active")])
def test_a_listing_that_nobody_published_is_not_published_by_coming_back(desk: Desk, word: str, back: str) -> None:
    """`word` is the service's for a listing that it was told nothing of."""
    desk.rules(publishing=Publishing.DRAFT)
    desk.service.word = word
    desk.export(rows(10))
    desk.turn()
    for _ in range(2):
        desk.export(rows(9))
        desk.turn()
        desk.service.taken()
        desk.export(rows(10))
        desk.turn()
        assert desk.service.taken() == [("CN-9", {STATUS: back})]
        assert desk.turn().visit.end is VisitEnd.SAME
    desk.export([*rows(9), row(9, price="7")])
    desk.turn()
    assert desk.service.taken() == [("CN-9", {PRICE: 7})]
    assert desk.turn().visit.same == 10


@pytest.mark.parametrize(
    ("before", "sent"),
    [
        (Before({}, status="draft", made=True), {}),  # the portal lets nothing be a draft again: it stays hidden
        (Before({}, made=True), {}),
        (Before({STATUS: "draft"}, made=True, status="active"), {STATUS: "active"}),  # somebody published it there
        (Before({}), {STATUS: "active"}),
        (None, {STATUS: "active"}),
    ],
)
def test_what_was_a_draft_stays_hidden_where_it_cannot_be_one_again(before: Before | None, sent: Record) -> None:
    hidden = Listing("CN-1", {STATUS: "hidden"}, shown=False, before_hidden=before)
    assert changes({"externalId": "CN-1"}, hidden, builtin_catalogue()) == sent


def _needs(desk: Desk) -> list[NeedCode]:
    with desk.ledger() as ledger:
        now = dt.datetime.fromtimestamp(desk.now, dt.UTC)
        (figures,) = monitor_of(ledger, ACCOUNT, [desk.source.ledger_name], now).sources
    return [need.code for need in figures.needs]


def test_what_was_put_right_in_the_file_needs_nobody(desk: Desk) -> None:
    desk.export(rows(10))
    desk.turn()
    for wrong, need in (
        ([row(0, price="1"), *rows(9, 1)], NeedCode.TO_FIX),
        (rows(4), NeedCode.HIDE_HELD),
    ):
        desk.export(wrong)
        desk.turn()
        assert (_needs(desk), desk.turn().visit.end, _needs(desk)) == ([need], VisitEnd.SAME, [need])
        desk.export(rows(10))
        assert (desk.turn().visit.end, _needs(desk)) == (VisitEnd.SAME, [])


def test_a_file_that_is_never_complete_is_told_after_a_while(desk: Desk) -> None:
    path = desk.export(rows(4))
    desk.waited = lambda: os.utime(path, (desk.now, desk.now))
    desk.turn()
    assert _needs(desk) == []
    desk.now += 3_700
    desk.turn()
    assert _needs(desk) == [NeedCode.WAITS]
    desk.waited = lambda: None
    desk.turn()
    assert _needs(desk) == []


def test_a_file_that_is_away_for_a_day_is_told_though_only_its_changes_are_waited_for(desk: Desk) -> None:
    path = desk.export(rows(2))
    visit = desk.turn().visit
    source = replace(desk.source, times=Times(on_change=True))
    path.unlink()
    now = dt.datetime.fromtimestamp(visit.at, dt.UTC)
    assert not is_due(source, [visit], now + dt.timedelta(minutes=15))
    assert is_due(source, [visit], now + dt.timedelta(days=1, minutes=1))


def _workbook(desk: Desk, sheets: dict[str, list[dict[str, str]]]) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, found in sheets.items():
        sheet = book.create_sheet(name)
        sheet.append(HEADER)
        for each in found:
            sheet.append(list(each.values()))
    path = desk.exports / "Export.xlsx"
    book.save(path)
    desk.aged(path)


@pytest.mark.parametrize("first", [True, False])
def test_a_sheet_that_is_added_is_not_published(desk: Desk, first: bool) -> None:
    """The listings that are sold are moved to a larger sheet, of the same columns."""
    desk.source = replace(desk.source, place=Place(desk.exports, "Export.xlsx"))
    _workbook(desk, {"Oferte": rows(10)})
    desk.turn()
    desk.service.taken()
    _workbook(desk, {"Oferte 2": [row(0, price="7"), *rows(9, 1)]})
    desk.turn()
    assert desk.service.taken() == [("CN-0", {PRICE: 7})]  # the only one is meant, whatever its name
    sheets = {"Oferte 2": rows(10), "Vândute": rows(50, 100)}
    _workbook(desk, sheets if first else dict(reversed(sheets.items())))
    done = desk.turn()
    assert (desk.service.taken(), done.held) == ([("CN-0", {PRICE: 1000})], ())
    _workbook(desk, {"Oferte 3": rows(10), "Vândute": rows(50, 100)})
    waits = desk.turn()
    assert waits.visit.reason is not None
    assert (waits.visit.end, waits.visit.reason.params["code"]) == (VisitEnd.WAITS, "sheet_unknown")
    assert desk.service.taken() == []


def test_titles_between_the_rows_are_no_new_column(desk: Desk) -> None:
    path = desk.export(rows(6))
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[1:1], lines[5:5] = ["Apartamente;;;;;"], ["Case;;;;;"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    desk.aged(path)
    done = desk.turn()
    assert done.summary is not None
    assert (done.summary.created, done.unused) == (6, ())


@pytest.mark.parametrize(
    ("free", "code"), [(16 * 1024, Code.DISK_FULL), (1 << 30, Code.DATA_FOLDER_NOT_WRITABLE)], ids=["full", "forbidden"]
)
def test_a_disk_without_room_to_open_the_ledger_is_told_as_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, code: Code
) -> None:
    """SQLite says the same of both: what lies beside the database cannot be made."""
    (tmp_path / "ledger.sqlite").mkdir()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1 << 40, 0, free))
    with pytest.raises(AppError) as caught:
        SqliteLedger(tmp_path / "ledger.sqlite", ACCOUNT)
    assert caught.value.code is code
