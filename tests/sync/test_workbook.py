"""Failed rows out to a workbook with the columns of their own file, corrected there, and back."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from rentix_desktop.catalog.fields import JsonValue, Record
from rentix_desktop.errors import AppError, Code
from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.sync.ledger import AccountKey, Ledger, LedgerRow, State
from rentix_desktop.sync.repair.fixed import FixedFile
from rentix_desktop.sync.repair.origin import Origin, origin_of
from rentix_desktop.sync.repair.repair import Correction, corrected, plan_retry
from rentix_desktop.sync.repair.workbook import Exported
from rentix_desktop.sync.steps import run_to_retry
from tests.fakes.destination import FakeDestination
from tests.fakes.ledger import ACCOUNT
from tests.sync.runs import planned as planned_records
from tests.sync.runs import send
from tests.sync.trips import CATALOGUE, HEADER, MAPPING, World, cells, column, edit, good, uploaded, write


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with closing(SqliteLedger(tmp_path / "ledger.sqlite", ACCOUNT)) as made:
        yield made


@pytest.fixture
def world(ledger: Ledger, tmp_path: Path) -> World:
    return uploaded(ledger, tmp_path)


# out --------------------------------------------------------------------------------------------------------------------
def test_the_columns_of_the_file_stand_in_their_order_with_their_cells(world: World) -> None:
    assert world.export() == Exported(3, complete=True)
    header, rows = cells(world.out)
    assert header[: len(HEADER)] == HEADER
    assert len(header) == len(HEADER) + 2, "the problem and what to do"
    assert rows["CN-2"][:12] == good(2)
    assert rows["CN-3"][:12] == [*good(3)[:3], "casoaie", *good(3)[4:]]
    assert "casoaie" in rows["CN-3"][12]
    assert rows["CN-3"][13]
    assert "announcementValue must not be greater than 51000" in rows["CN-2"][12], "the portal's own words stand there"
    sheet = load_workbook(world.out).worksheets[0]
    assert sheet.column_dimensions["A"].hidden
    assert sheet.freeze_panes == "A2"


def test_offending_cells_are_coloured_and_say_why(world: World) -> None:
    world.export()
    sheet = load_workbook(world.out).worksheets[0]
    said = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    coloured = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.fgColor.rgb == "00FFF2CC"}
    places = {f"{letter}{row}" for letter, row in (("H", 2), ("E", 3), ("K", 4))}
    assert (set(said), coloured) == (places, places)
    assert "casoaie" in said["E3"]


def test_allowed_values_are_offered_in_the_clerks_language_and_understood_in_every_language(world: World) -> None:
    for language, word in (("ro", "Casă"), ("ru", "Дом"), ("en", "House")):
        world.export(language)
        book = load_workbook(world.out)
        sheet = book.worksheets[0]
        letter = sheet.cell(1, column(sheet, "Tip")).coordinate[:-1]
        (found,) = [each for each in sheet.data_validations.dataValidation if f"{letter}3" in each.sqref]
        lists, _, where = found.formula1.partition("!")
        offered = [cell[0].value for cell in book[lists.strip("'")][where.replace("$", "")]]
        assert word in offered
        assert book[lists.strip("'")].sheet_state == "hidden"
        sheet.cell(3, column(sheet, "Tip")).value = word
        book.save(world.out)
        assert world.fields() == {3: {"propertySecondaryType": "house"}}, language


def test_phones_keep_plus_and_zeros_and_no_text_comes_alive(ledger: Ledger, tmp_path: Path) -> None:
    rows = [good(number) for number in range(2)]
    rows[1] = [
        "=1+1",
        "0012",
        "Vânzare",
        "ce?",
        "@SUM(A1)",
        "3/9",
        "-5",
        "+373 69 000 111",
        "da",
        "=cmd|' /C calc'!A0",
        "",
        "\t=2",
    ]
    world = World(ledger, FakeDestination(), write(tmp_path / "o.csv", rows), tmp_path / "erori.xlsx")
    world.upload()
    world.export()
    sheet = load_workbook(world.out).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}, "no formula"
    assert [cell.value for cell in sheet[2]][1:9] == [
        "=1+1",
        "0012",
        "Vânzare",
        "ce?",
        "@SUM(A1)",
        "3/9",
        "-5",
        "+373 69 000 111",
    ]
    assert sheet.cell(2, column(sheet, "Telefon")).quotePrefix
    assert sheet.cell(2, column(sheet, "Cod")).number_format == "@", "a code typed here keeps its zeros, too"
    assert world.fields() == {}


def test_a_field_the_file_has_no_column_for_gets_one(ledger: Ledger, tmp_path: Path) -> None:
    refused = FakeDestination(refuse=lambda _: "propertyHousingMarket should not be empty")
    world = World(ledger, refused, write(tmp_path / "o.csv", [good(0)]), tmp_path / "erori.xlsx")
    world.upload()
    world.export("en")
    header, _ = cells(world.out)
    assert header[12:] == ["New or resold", "What is wrong", "What to do"]

    def change(sheet: Any, rows: dict[str, int]) -> None:
        sheet.cell(rows["CN-0"], column(sheet, "New or resold")).value = "New building"

    edit(world.out, change)
    assert world.fields() == {0: {"propertyHousingMarket": "new-build"}}


def test_a_file_that_is_gone_or_changed_leaves_what_is_not_sent_empty(world: World) -> None:
    rows = [good(number) for number in range(6)]
    rows[2][1], rows[2][7] = "CN-77", "another one"
    write(world.file, rows)  # row 2 is another listing by now, row 3 another type, row 5 other photos
    assert world.export().complete
    _, found = cells(world.out)
    assert found["CN-2"][7] is None
    assert found["CN-2"][4:7] == ["str. Ismail 2", "3/9", "52000 EUR"]
    assert found["CN-5"][7] == "+373 69 000 111"
    world.file.unlink()
    assert not world.export().complete
    _, found = cells(world.out)
    assert [found[code][7] for code in found] == [None] * 3
    assert world.fields() == {}


# and back ---------------------------------------------------------------------------------------------------------------
def test_only_changed_cells_come_back_and_are_read_as_the_file_was(world: World) -> None:
    world.export()
    assert world.read() == FixedFile(world.run, ())

    def change(sheet: Any, rows: dict[str, int]) -> None:
        sheet.cell(rows["CN-2"], column(sheet, "Preț")).value = "48 500 €"
        sheet.cell(rows["CN-2"], column(sheet, "Telefon")).value = "is not sent"
        sheet.cell(rows["CN-3"], column(sheet, "Tip")).value = "ap."
        sheet.cell(rows["CN-3"], column(sheet, "Etaj")).value = "4/5"
        sheet.cell(rows["CN-3"], column(sheet, "Adresa")).value = None
        sheet.cell(rows["CN-5"], column(sheet, "Poză", 1)).value = "https://x.md/5/8.jpg\nhttps://x.md/5/9.jpg"

    edit(world.out, change)
    fields = world.fields()
    photos = fields[5].pop("files")
    assert isinstance(photos, list)
    assert [photo["url"] for photo in photos if isinstance(photo, dict)] == [
        f"https://x.md/5/{n}.jpg" for n in (0, 8, 9)
    ]
    assert fields == {
        2: {"announcementValue": 48500},
        3: {"propertySecondaryType": "apartment", "propertyFloorNumber": 4, "propertyFloorsTotal": 5, "propertyAddress": None},
        5: {},
    }  # fmt: skip


def test_what_cannot_be_read_stays_as_it_was_typed_and_is_told(world: World) -> None:
    world.export()
    edit(world.out, lambda sheet, rows: setattr(sheet.cell(rows["CN-3"], column(sheet, "Tip")), "value", "casoi"))
    (correction,) = world.read().corrections
    assert correction.fields == {"propertySecondaryType": "casoi"}
    planned = plan_retry(world.ledger, world.run, [correction], CATALOGUE, world.portal, [3])
    assert planned.blocked == 1


def test_only_what_was_changed_is_sent_and_the_others_stay_as_they_were(world: World) -> None:
    world.export()

    def change(sheet: Any, rows: dict[str, int]) -> None:
        sheet.cell(rows["CN-3"], column(sheet, "Tip")).value = "Casă"
        sheet.delete_rows(rows["CN-2"])

    edit(world.out, change)
    fixed = world.read()
    before = len(world.portal.requests)
    chosen = [correction.seq for correction in fixed.corrections]
    planned = plan_retry(world.ledger, fixed.run, fixed.corrections, CATALOGUE, world.portal, chosen, with_others=True)
    summary = send(world.ledger, world.portal, planned.run)
    assert [request.ids for request in world.portal.requests[before:]] == [("CN-3",)]
    assert (summary.total, summary.created, summary.refused, summary.blocked) == (3, 1, 1, 1)
    left = {row.planned.external_id: row for row in world.ledger.rows(planned.run, (State.REFUSED, State.BLOCKED))}
    assert left["CN-2"].messages == ("announcementValue must not be greater than 51000",)
    assert [problem.field for problem in left["CN-5"].planned.problems] == ["files"]
    assert run_to_retry(world.ledger) == planned.run, "they can be tried again from there"
    assert world.read() == FixedFile(world.run, ()), "what went through since is not sent once more"


def test_corrections_that_were_not_sent_yet_go_out_and_come_back(world: World) -> None:
    made: Record = {"propertySecondaryType": "house", "propertyHousingMarket": "new-build"}

    def now(row: LedgerRow) -> LedgerRow:
        if row.planned.seq != 3:
            return row
        return replace(
            row, planned=replace(row.planned, record=corrected(row.planned.record, made, CATALOGUE), problems=())
        )

    world.export("ru", now=now)
    _, found = cells(world.out)
    assert found["CN-3"][3] == "Дом"
    assert world.fields() == {3: made}


def test_rows_sorted_added_or_torn_from_their_numbers_are_recognised(world: World) -> None:
    world.export()

    def change(sheet: Any, rows: dict[str, int]) -> None:
        sheet.cell(rows["CN-5"], column(sheet, "Preț")).value = "1 €"
        visible = [[cell.value for cell in row][1:] for row in sheet.iter_rows(min_row=2)]
        for number, row in enumerate(reversed(visible), 2):  # the visible columns alone are sorted
            for index, value in enumerate(row, 2):
                sheet.cell(number, index).value = value
        sheet.append([None, "9", "CN-900", "Vânzare", "ap.", "str. Nouă 1"])
        sheet.append([sheet.cell(2, 1).value, *[cell.value for cell in sheet[3]][1:]])  # a row that was copied
        sheet.insert_rows(1)
        sheet.insert_cols(4)

    edit(world.out, change)
    assert world.read() == FixedFile(world.run, (Correction(5, {"announcementValue": 1}),), added=2)


def test_the_code_itself_can_be_corrected(world: World) -> None:
    world.export()
    edit(world.out, lambda sheet, rows: setattr(sheet.cell(rows["CN-3"], column(sheet, "Cod")), "value", "CN-33"))
    assert world.fields() == {3: {"externalId": "CN-33"}}


def test_files_that_are_not_of_this_run_are_refused(world: World, tmp_path: Path) -> None:
    world.export()

    def refused(account: AccountKey = ACCOUNT) -> None:
        with pytest.raises(AppError) as caught:
            world.read(account)
        assert caught.value.code is Code.FIXED_FILE_FOREIGN

    refused(AccountKey(ACCOUNT.base_url, "2"))
    kept = world.out.read_bytes()
    edit(
        world.out,
        lambda sheet, _: setattr(
            sheet.cell(2, 1), "value", str(sheet.cell(2, 1).value).replace(f"/{world.run}/", "/4711/")
        ),
    )
    refused()
    world.out.write_bytes(kept)
    world.upload()  # tomorrow's file
    refused()
    world.out.write_text("Cod,Preț\nCN-2,5\n", encoding="utf-8")
    refused()


def test_a_run_without_its_file_has_a_column_for_every_field(ledger: Ledger, tmp_path: Path) -> None:
    portal = FakeDestination(refuse=lambda _: "no")
    texts: list[JsonValue] = ["=1+1", "+373 60 000 111", "007", "a\nb", "Кишинёв ț"]
    found: list[Record] = [
        {"externalId": f"00{n}", "announcementDescription": text, "announcementValue": 5}
        for n, text in enumerate(texts)
    ]
    world = World(ledger, portal, tmp_path / "none.csv", tmp_path / "erori.xlsx")
    world.run = planned_records(ledger, portal, found).run
    send(ledger, portal, world.run)
    assert world.export("en").complete
    sheet = load_workbook(world.out).worksheets[0]
    header = [cell.value for cell in sheet[1]]
    assert header[1:3] == ["Listing code", "Address"]
    assert world.fields() == {}
    book = load_workbook(world.out)
    book.worksheets[0].cell(3, header.index("Price") + 1).value = "61 500,5"
    book.worksheets[0].cell(3, header.index("Latitude") + 1).value = 47.01
    book.worksheets[0].cell(3, header.index("Longitude") + 1).value = "28,85"
    book.save(world.out)
    assert world.fields() == {1: {"announcementValue": 61500.5, "propertyCoordinates": {"lat": 47.01, "lng": 28.85}}}


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed here")
def test_a_workbook_that_libreoffice_saved_comes_back(world: World, tmp_path: Path) -> None:
    world.export()
    edit(world.out, lambda sheet, rows: setattr(sheet.cell(rows["CN-3"], column(sheet, "Tip")), "value", "Casă"))
    saved = tmp_path / "saved"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(saved),
        str(world.out),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    world.out = saved / world.out.name
    assert world.fields() == {3: {"propertySecondaryType": "house"}}
    book = load_workbook(world.out)
    sheet = book.worksheets[0]
    assert sheet.column_dimensions["A"].hidden
    assert sheet.data_validations.dataValidation
    assert sheet.cell(2, column(sheet, "Telefon")).value == "+373 69 000 111"
    assert sum(cell.comment is not None for row in sheet.iter_rows() for cell in row) == 3


def test_where_rows_came_from_is_kept_with_the_run_and_found_from_its_retry(world: World) -> None:
    kept = origin_of(world.ledger, world.run)
    assert kept is not None
    assert (kept.path, kept.header, kept.mapping) == (world.file.resolve(), tuple(HEADER), MAPPING)
    retry = plan_retry(world.ledger, world.run, [], CATALOGUE, world.portal)
    assert origin_of(world.ledger, retry.run) == kept
    assert Origin.from_text('{"version": 99}') is None
    assert Origin.from_text("[1]") is None


def test_any_order_of_rows_and_columns_comes_back_the_same(world: World) -> None:
    world.export()
    book = load_workbook(world.out)
    sheet = book.worksheets[0]
    header, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    price = header.index("Preț")
    for row in rows:
        row[price] = "7 €"
    chance = random.Random(5)
    for _ in range(3):
        order = list(range(len(header)))
        chance.shuffle(order)
        chance.shuffle(rows)
        twice = [index for index in order if header[index] == "Poză"]
        order = [index for index in order if index not in twice] + sorted(twice)  # of one name: only their order tells
        made = load_workbook(world.out)
        target = made.worksheets[0]
        for number, values in enumerate([header, *rows], 1):
            for place, index in enumerate(order, 1):
                target.cell(number, place).value = values[index]
        made.save(world.out)
        assert {seq: fields["announcementValue"] for seq, fields in world.fields().items()} == {2: 7, 3: 7, 5: 7}
