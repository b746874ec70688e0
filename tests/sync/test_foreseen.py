"""The rows behind the numbers of a forecast: a page at a time, what changes in them, and what nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rentix_desktop.catalog.fields import Record
from rentix_desktop.catalog.problems import Problem, ProblemCode, Severity
from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.sync.destination import Lost
from rentix_desktop.sync.ledger import Action, Ledger
from rentix_desktop.sync.planning import foreseen as foreseen_module
from rentix_desktop.sync.planning.foreseen import Change, Foreseen, Number, foreseen
from rentix_desktop.sync.planning.plan import PlanOptions, plan
from tests.fakes.catalogue import CATALOGUE
from tests.fakes.destination import FakeDestination
from tests.fakes.ledger import ACCOUNT, FakeLedger
from tests.sync.runs import RUN, mapped, planned, records, upload


@pytest.fixture(params=["disk", "memory"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    made = SqliteLedger(tmp_path / "ledger.sqlite", ACCOUNT) if request.param == "disk" else FakeLedger()
    yield made
    made.close()


def found(ledger: Ledger, rows: list[Record], number: Number, options: PlanOptions | None = None) -> list[Foreseen]:
    forecast = planned(ledger, FakeDestination(), rows, options)
    return [row for _, row in foreseen(ledger, forecast, number)]


def test_rows_of_a_plan_are_read_by_what_becomes_of_them(ledger: Ledger) -> None:
    upload(ledger, FakeDestination(), records(3))
    remark = Problem("propertyFloorNumber", ProblemCode.UNREADABLE, Severity.WARNING, {"text": "attic"})
    rows = mapped([*records(2), *records(1, 120.0, 2), *records(3, first=3)])
    rows[4] = MappedRow(4, 6, rows[4].record, (remark,))
    run = plan(rows, ledger, CATALOGUE, FakeDestination(), RUN).run
    first = ledger.planned(run, (Action.CREATE,), -1, 2)
    assert [row.planned.external_id for row in first] == ["CN-3", "CN-4"]
    assert [row.planned.seq for row in ledger.planned(run, (Action.CREATE,), 4, 9)] == [5]
    assert [row.planned.seq for row in ledger.planned(run, tuple(Action), -1, 9, with_problems=True)] == [4]
    assert ledger.planned(run, (Action.HIDE,), -1, 9) == []


def test_old_and_new_of_each_field_that_changes(ledger: Ledger) -> None:
    upload(ledger, FakeDestination(), records(3))
    cheaper = records(3)
    cheaper[1] = {**cheaper[1], "announcementValue": 90.0, "propertyFloorNumber": 3}
    (row,) = found(ledger, cheaper, Number.UPDATE)
    assert row.row.external_id == "CN-1"
    assert row.changes == (
        Change("announcementValue", 100.0, 90.0, known=True),
        Change("propertyFloorNumber", None, 3, known=False),
    )


def test_what_was_lost_on_its_way_is_not_known(ledger: Ledger) -> None:
    upload(ledger, FakeDestination(), records(1))
    run = planned(ledger, FakeDestination(), records(1, 90.0)).run
    ledger.start(run)
    ledger.intend(run, [0])
    ledger.settle(run, [(0, Lost())])
    ledger.finish(run, 1.0, complete=False)
    (row,) = found(ledger, records(1, 90.0), Number.UPDATE)
    assert row.changes == (Change("announcementValue", None, 90.0, known=False),)


def test_what_is_gone_or_held_shows_what_the_portal_has(ledger: Ledger) -> None:
    upload(ledger, FakeDestination(), records(8))
    (gone,) = found(ledger, records(7), Number.HIDE, PlanOptions(hide_missing=True))
    assert (gone.record["propertyAddress"], gone.changes[0].now) == ("str. Ismail 7", "hidden")
    held = found(ledger, records(2), Number.HELD, PlanOptions(hide_missing=True))
    assert [row.record["propertyAddress"] for row in held] == [f"str. Ismail {number}" for number in range(2, 8)]


def test_it_goes_on_after_a_place_and_tells_how_far_it_looked(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreseen_module, "_LOOKED_AT", 3)
    forecast = planned(ledger, FakeDestination(), records(10))
    looked: list[int] = []
    every = list(foreseen(ledger, forecast, Number.CREATE, looked_at=looked.append))
    assert looked == [3, 6, 9, 10]
    place, _ = every[4]
    assert [at for at, _ in foreseen(ledger, forecast, Number.CREATE, after=place)] == [at for at, _ in every[5:]]
    odd = foreseen(ledger, forecast, Number.CREATE, lambda row: row.row.external_id in ("CN-1", "CN-9"))
    assert [row.row.external_id for _, row in odd] == ["CN-1", "CN-9"]
