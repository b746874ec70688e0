"""Rows mapped by several processes: the same rows in the same order, stopped at any moment, and nothing left behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Generator, Iterator
from itertools import islice

import pytest

from rentix_desktop.catalog.problems import ProblemCode
from rentix_desktop.destinations.rentix.catalogue import builtin_catalogue
from rentix_desktop.mapping import read_row
from rentix_desktop.mapping.model import ColumnMapping
from rentix_desktop.mapping.read_row import Mapper, mapped_rows
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.table import SheetRow

MAPPER = Mapper(
    ColumnMapping(
        columns=((0, "externalId"), (1, "announcementValue"), (2, "propertyFloor"), (3, "files")),
        key=(0,),
        headers=("Cod", "Preț", "Etaj", "Foto"),
    ),
    builtin_catalogue(),
    load_vocabulary(),
)


def rows(count: int) -> Iterator[SheetRow]:
    for number in range(count):
        code = f"A-{number % 2900}"  # the last ones repeat the first ones
        yield SheetRow(number, number + 2, (code, f"{number} €", "3/9", f"https://img.example.md/{number}.jpg"))


def test_the_same_rows_in_the_same_order() -> None:
    alone, together = (list(mapped_rows(rows(3000), MAPPER, workers)) for workers in (0, 2))
    assert together == alone
    repeated = [row.row for row in together if any(p.code is ProblemCode.KEY_REPEATED for p in row.problems)]
    assert repeated == list(range(2900, 3000))
    assert not multiprocessing.active_children()


def test_a_small_table_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_row, "mapped_by_crew", None)
    assert len(list(mapped_rows(rows(300), MAPPER))) == 300


def test_nothing_is_left_when_it_is_stopped_in_the_middle() -> None:
    endless = mapped_rows(rows(10**9), MAPPER, 2)
    assert len(list(islice(endless, 5000))) == 5000
    assert multiprocessing.active_children()
    assert isinstance(endless, Generator)
    endless.close()
    assert not multiprocessing.active_children()


def test_an_error_of_the_table_ends_the_crew_too() -> None:
    def broken() -> Iterator[SheetRow]:
        yield from rows(1000)
        raise OSError("the spool is gone")

    with pytest.raises(OSError, match="the spool is gone"):
        list(mapped_rows(broken(), MAPPER, 2))
    assert not multiprocessing.active_children()


@pytest.mark.skipif(sys.platform == "win32", reason="ends a process by a signal")
def test_a_member_that_dies_loses_no_row() -> None:
    seen = []
    killed = False
    for row in mapped_rows(rows(4000), MAPPER, 2):
        seen.append(row.row)
        if not killed and (children := multiprocessing.active_children()):
            os.kill(children[0].pid or 0, signal.SIGKILL)
            killed = True
    assert killed
    assert seen == list(range(4000))
