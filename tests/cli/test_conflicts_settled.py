"""A code that another property had is looked at again: the row was put right, or the code is not there any more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rentix_desktop.sync.sources import find
from tests.cli.console import row, rows, write_csv
from tests.cli.test_conflicts import UNGHENI, World, running, world

__all__ = ("running", "world")

PUT_RIGHT: dict[str, Any] = {
    "Deal": "Rent",
    "Property type": "House",
    "Price": "300",
    "Address": UNGHENI["propertyAddress"],
    "Area": "140",
}


def put_right(world: World) -> Path:
    return write_csv(world.file, [*rows(2), row(2, **PUT_RIGHT), *rows(3, 3)])


@pytest.fixture(autouse=True)
def _held(world: World) -> None:
    assert world.here("upload", world.file).data["blocked"] == 1


def test_taking_the_code_off_where_nobody_has_it_releases_the_row(world: World) -> None:
    assert world.there("unlink", "T-2").code == 0
    told = world.here("unlink", "T-2")
    assert told.data["blocked"] == 1
    assert "T-2" in told.stdout
    plan = world.here("plan", world.file).data
    assert (plan["create"], plan["blocked"]) == (1, 0)


def test_the_same_said_of_a_row_that_is_the_same_by_now_is_done(world: World) -> None:
    said = world.here("link", put_right(world), "--same", "T-2")
    assert (said.code, said.data["adopted"], said.data["conflicts"]) == (0, 1, [])


def test_the_same_said_of_a_code_that_nobody_has_by_now_is_done(world: World) -> None:
    assert world.there("unlink", "T-2").code == 0
    assert world.here("link", world.file, "--same", "T-2").code == 0
    assert world.here("plan", world.file).data["blocked"] == 0


def test_a_row_that_was_put_right_is_known_again_by_the_next_plan(world: World) -> None:
    plan = world.here("plan", put_right(world))
    assert (plan.data["create"], plan.data["blocked"]) == (0, 0)
    assert "1 listing is linked already and is known here again." in plan.stderr


def test_a_code_that_another_computer_took_off_holds_its_row_no_more(world: World) -> None:
    assert world.here("upload", world.file).data["blocked"] == 1
    assert world.there("unlink", "T-2").code == 0
    done = world.here("upload", world.file)
    assert (done.code, done.data["created"], done.data["blocked"]) == (0, 1, 0)
    assert world.places[None] == UNGHENI["propertyAddress"]


def test_a_kept_file_looks_again_where_a_person_asks(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "QUIET", 0.02)
    assert world.here("sources", "add", "crm", str(world.file)).code == 0
    assert world.here("sync").data[0]["blocked"] == 1
    assert world.there("unlink", "T-2").code == 0
    (done,) = world.here("sync").data
    assert (done["created"], done["blocked"]) == (1, 0)


def test_what_cannot_be_looked_up_stays_held(world: World) -> None:
    world.there("unlink", "T-2")
    world.door(
        "faults", [{"kind": "status", "method": "GET", "path": "/listings/external/T-2", "status": 403, "times": 9}]
    )
    assert world.here("plan", world.file).data["blocked"] == 1
