"""A file that was uploaded, of which some rows failed, and its workbook of failures."""

from __future__ import annotations

import csv
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from rentix_desktop.catalog.fields import Record
from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.mapping.model import ColumnMapping, Target
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.read import open_table
from rentix_desktop.sync.destination import Operation
from rentix_desktop.sync.ledger import AccountKey, Ledger
from rentix_desktop.sync.repair.fixed import FixedFile, read_corrections
from rentix_desktop.sync.repair.workbook import Exported, export_failures
from rentix_desktop.sync.steps import forecast
from rentix_desktop.texts.failing import known_words, workbook_words
from rentix_desktop.texts.language import Texts
from tests.fakes.destination import FakeDestination
from tests.fakes.ledger import ACCOUNT
from tests.sync.runs import send

CATALOGUE = builtin_catalogue()
HEADER = ["Nr", "Cod", "Tranzacția", "Tip", "Adresa", "Etaj", "Preț", "Telefon", "Stare", "Poză", "Poză", "Descriere"]
TARGETS = {
    1: "externalId", 2: "announcementType", 3: "propertySecondaryType", 4: "propertyAddress", 5: Target.FLOOR.value,
    6: "announcementValue", 8: "announcementStatus", 9: "files", 10: "files", 11: "announcementDescription",
}  # fmt: skip
VALUES = {("propertySecondaryType", "ap"): "apartment", ("announcementStatus", "da"): "active"}
MAPPING = ColumnMapping(tuple(TARGETS.items()), (), tuple(VALUES.items()), (), tuple(HEADER))
LONG = "Două camere luminoase lângă parc, bucătărie separată, lift, parcare în curte."


def good(number: int) -> list[str]:
    photos = [f"https://x.md/{number}/{photo}.jpg" for photo in range(4)]
    return [
        str(number), f"CN-{number}", "Vânzare", "ap.", f"str. Ismail {number}", "3/9", f"{50 + number} 000 €",
        "+373 69 000 111", "da", " ".join(photos[:3]), photos[3], LONG,
    ]  # fmt: skip


@dataclass
class World:
    """A file that was uploaded: CN-2 refused for its price, CN-3 blocked for its type, CN-5 for its photos."""

    ledger: Ledger
    portal: FakeDestination
    file: Path
    out: Path
    run: int = 0

    def upload(self) -> None:
        with closing(open_table(self.file, spool_folder=self.out.parent)) as table:
            words = load_vocabulary()
            planned = forecast(table, MAPPING, CATALOGUE, words, self.ledger, self.portal, ACCOUNT)
        self.run = planned.run
        send(self.ledger, self.portal, planned.run)

    def export(self, language: str = "ro", **more: Any) -> Exported:
        words, spool = workbook_words(CATALOGUE, Texts(language)), self.out.parent
        return export_failures(self.out, self.ledger, self.run, CATALOGUE, words, spool_folder=spool, **more)

    def read(self, account: AccountKey = ACCOUNT) -> FixedFile:
        words, spool = known_words(CATALOGUE), self.out.parent
        return read_corrections(self.out, self.ledger, account, CATALOGUE, words, spool_folder=spool)

    def fields(self) -> dict[int, Record]:
        return {correction.seq: correction.fields for correction in self.read().corrections}


def dear(operation: Operation) -> str | None:
    return "announcementValue must not be greater than 51000" if operation.external_id == "CN-2" else None


def write(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([HEADER, *rows])
    return path


def uploaded(ledger: Ledger, tmp_path: Path) -> World:
    rows = [good(number) for number in range(6)]
    rows[3][3] = "casoaie"
    rows[5][9], rows[5][10] = "https://x.md/5/0.jpg", ""
    made = World(ledger, FakeDestination(refuse=dear), write(tmp_path / "oferte.csv", rows), tmp_path / "erori.xlsx")
    made.upload()
    return made


def cells(path: Path) -> tuple[list[Any], dict[str, list[Any]]]:
    sheet = load_workbook(path).worksheets[0]
    header, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return header[1:], {str(row[header.index("Cod")]): row[1:] for row in rows}


def edit(path: Path, change: Callable[[Any, dict[str, int]], None]) -> None:
    """`change` is given the sheet and, by code, the rows of the listings."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    code = [cell.value for cell in sheet[1]].index("Cod") + 1
    change(sheet, {str(sheet.cell(row, code).value): row for row in range(2, sheet.max_row + 1)})
    book.save(path)


def column(sheet: Any, name: str, which: int = 0) -> int:
    return [index for index, cell in enumerate(sheet[1], 1) if cell.value == name][which]
