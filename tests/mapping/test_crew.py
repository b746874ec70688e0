"""Rows mapped by several processes: the same rows in the same order, stopped at any moment, and nothing left behind."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sys
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import cast

import pytest

from rentix_desktop.catalog.problems import ProblemCode
from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.mapping import read_row
from rentix_desktop.mapping.crew import CHUNK
from rentix_desktop.mapping.model import ColumnMapping, MappedRow
from rentix_desktop.mapping.read_row import Mapper, mapped_rows
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.read import open_table
from rentix_desktop.sheets.table import Format, NoticeCode, SheetRow, Table, TableInfo

MAPPING = ColumnMapping(
    columns=((0, "externalId"), (1, "announcementValue"), (2, "propertyFloor"), (3, "files")),
    key=(0,),
    headers=("Cod", "Preț", "Etaj", "Foto"),
)
MAPPER = Mapper(MAPPING, builtin_catalogue(), load_vocabulary())


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> None:
    """The crew works from the first row on."""
    monkeypatch.setattr("rentix_desktop.mapping.crew._WAIT_FOR_START", 60.0)


@pytest.fixture
def for_others(started: None) -> Mapper:
    return ForOthers(MAPPING, builtin_catalogue(), load_vocabulary())


@dataclass(frozen=True)
class Listings:
    """A table of so many rows; where it is broken, the ones from `broken` on cannot be read."""

    count: int
    broken: int = sys.maxsize

    @property
    def info(self) -> TableInfo:
        header = ("Cod", "Preț", "Etaj", "Foto")
        return TableInfo(Path("x.xlsx"), Format.XLSX, (), None, None, None, 0, header, self.count, ())

    def records(self, start: int = 0, stop: int | None = None) -> Iterator[SheetRow]:
        for number in range(start, min(self.count, self.count if stop is None else stop)):
            if number >= self.broken:
                raise OSError("the spool is gone")
            code = f"A-{number % 2900}"  # the last ones repeat the first ones
            yield SheetRow(number, number + 2, (code, f"{number} €", "3/9", f"https://img.example.md/{number}.jpg"))


class ForOthers(Mapper):
    """A mapper that this process does not use; the others get a plain one."""

    def map(self, row: SheetRow) -> MappedRow:
        raise AssertionError(f"row {row.row} is mapped by the parent")


def listings(count: int, broken: int = sys.maxsize) -> Table:
    return cast(Table, Listings(count, broken))


def test_the_same_rows_in_the_same_order(for_others: Mapper) -> None:
    alone = list(mapped_rows(listings(3000), MAPPER, 0))
    together = list(mapped_rows(listings(3000), for_others, 2))
    assert together == alone
    repeated = [row.row for row in together if any(p.code is ProblemCode.KEY_REPEATED for p in row.problems)]
    assert repeated == list(range(2900, 3000))
    assert not multiprocessing.active_children()


def mapped_afresh(row: SheetRow) -> MappedRow:
    """By a mapper that remembers no text."""
    for column in MAPPER._columns:
        column.known.clear()
    return MAPPER.map(row)


@pytest.mark.parametrize("seed", range(3))
def test_a_file_with_all_its_quirks_gives_the_same_with_a_crew(tmp_path: Path, for_others: Mapper, seed: int) -> None:
    """Titles between the rows, totals, empty lines, rows of other widths; the spool is deleted by its owner alone."""
    dice = random.Random(seed)
    lines = ["Cod;Preț;Etaj;Foto"]
    for number in range(6 * CHUNK):
        price = dice.choice((f"{number} €", "45 000", "", "#N/A", "la cerere", "от 100 до 200"))
        floor = dice.choice(("3/9", "parter", "12 din 9", ""))
        cells = [
            dice.choice((f"A-{number}", f"A-{number % 50}", "")),
            price,
            floor,
            f"https://img.example.md/{number}.jpg",
        ]
        lines.append(";".join(cells[: dice.choice((4, 4, 4, 4, 3))] + dice.choice(([], [], [], ["încă", "una"]))))
        lines += dice.choice(([],) * 60 + (["ETAJ 2;;;"], ["TOTAL;3400;;"], ["", ""]))
    path = tmp_path / "export.csv"
    path.write_text("\n".join(lines), "utf-8")
    with_spool = tmp_path / "spool"
    table = open_table(path, spool_folder=with_spool)
    assert {notice.code for notice in table.info.notices} >= {NoticeCode.SECTION_ROWS, NoticeCode.ROWS_SHIFTED}
    alone = list(mapped_rows(table.records(), MAPPER))
    assert list(mapped_rows(table, for_others, 2)) == alone
    assert [row.record for row in alone] == [mapped_afresh(row).record for row in table.records()]
    assert list(with_spool.iterdir())
    table.close()
    assert not list(with_spool.iterdir())


def test_a_small_table_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_row, "mapped_by_crew", None)
    assert len(list(mapped_rows(listings(300), MAPPER))) == 300


def test_nothing_is_left_when_it_is_stopped_in_the_middle() -> None:
    endless = mapped_rows(listings(10**9), MAPPER, 2)
    assert len(list(islice(endless, 5000))) == 5000
    assert multiprocessing.active_children()
    assert isinstance(endless, Generator)
    endless.close()
    assert not multiprocessing.active_children()


@pytest.mark.usefixtures("started")
def test_an_error_of_the_table_ends_the_crew_too() -> None:
    with pytest.raises(OSError, match="the spool is gone"):
        list(mapped_rows(listings(10**6, broken=3000), MAPPER, 2))
    assert not multiprocessing.active_children()


@dataclass(frozen=True)
class Unreadable(Listings):
    """No other process can make anything of it."""

    def __reduce__(self) -> tuple[object, ...]:
        return _refuse, (bytes(1 << 20),)


def _refuse(_: bytes) -> None:
    raise EOFError


@pytest.mark.usefixtures("started")
def test_members_that_die_over_a_large_table_hold_nothing_up() -> None:
    found = mapped_rows(cast(Table, Unreadable(1000)), MAPPER, 2)
    assert [row.row for row in found] == list(range(1000))
    assert not multiprocessing.active_children()


@pytest.mark.skipif(sys.platform == "win32", reason="ends a process by a signal")
@pytest.mark.usefixtures("started")
def test_a_member_that_dies_loses_no_row() -> None:
    seen = []
    killed = False
    for row in mapped_rows(listings(4000), MAPPER, 2):
        seen.append(row.row)
        if not killed and (children := multiprocessing.active_children()):
            os.kill(children[0].pid or 0, signal.SIGKILL)
            killed = True
    assert killed
    assert seen == list(range(4000))
