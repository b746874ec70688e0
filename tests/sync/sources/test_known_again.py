"""What it costs to look at a file whose rows are known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from rentix_desktop.sheets.spooled import SpooledTable
from rentix_desktop.sheets.table import SheetRow
from rentix_desktop.sync.sources import taking
from rentix_desktop.sync.sources.book import VisitEnd
from rentix_desktop.sync.sources.meaning import used_names
from tests.sync.sources.turns import HEADER, LAYOUT, Desk, row, rows


def test_rows_that_are_known_again_are_not_even_unpacked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever their columns stand today, and whatever stands beside them."""
    export = rows(150)
    desk.export(export)
    desk.turn()
    desk.service.taken()
    unpacked = 0
    records = SpooledTable.records

    def counted(table: SpooledTable, start: int = 0, stop: int | None = None) -> Iterator[SheetRow]:
        nonlocal unpacked
        for record in records(table, start, stop):
            unpacked += 1
            yield record

    monkeypatch.setattr(SpooledTable, "records", counted)
    moved = ("Nou", *reversed(HEADER))
    desk.export([{**each, "Nou": "x", "Notă internă": "today"} for each in reversed(export)], header=moved)
    done = desk.turn()
    assert (done.visit.end, done.visit.same, unpacked) == (VisitEnd.SAME, 150, 0)
    desk.export([row(3, price="7"), *export[:3], *export[4:]])
    done = desk.turn()
    assert desk.service.taken() == [("CN-3", {"announcementValue": 7})]
    assert (done.visit.end, done.visit.same) == (VisitEnd.SYNCED, 149)


def test_a_reader_that_makes_no_prints_costs_time_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.export(rows(150))
    desk.turn()
    monkeypatch.setattr(taking, "used_names", lambda _layout: ())
    desk.export(list(reversed(rows(150))))
    assert desk.turn().visit.same == 150


def test_the_columns_that_count_are_named_as_the_file_has_them() -> None:
    assert used_names(LAYOUT) == (("Cod", 0), ("Preț", 0), ("Adresa", 0), ("Descriere", 0), ("Status", 0))
    assert used_names(replace(LAYOUT, names=())) == ()
    twice = replace(
        LAYOUT,
        headers=("pret", "pret", "cod", "pret"),
        names=("Preț", "PREȚ", "Cod", "Preț"),
        columns=(("pret", 2, "announcementValue"), ("pret", 1, "propertyAddress"), ("pret", 0, None)),
        key=(("cod", 0),),
    )
    assert used_names(twice) == (("Preț", 1), ("PREȚ", 0), ("Cod", 0))
