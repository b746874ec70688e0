"""A code that another property had is looked at again: the row was put right, or the code is not there any more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

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
