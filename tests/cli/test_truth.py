"""`plan` is true of `upload`: the same numbers, against the demo portal, where it takes every row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.console import Console, row, rows, write_csv

MADE = {"create": "created", "update": "updated", "unchanged": "unchanged", "hide": "hidden", "blocked": "blocked"}
SAME = {**MADE, "skipped": "skipped", "hide_held": "hide_held", "requests": "requests", "total": "total"}
CHEAPER = [row(number, Price=str(30_000 + number)) for number in range(0, 40, 3)]
DAYS = (
    rows(40),
    rows(40),  # nothing has changed
    [*CHEAPER, *(row(number) for number in range(40) if number % 3)],
    [*rows(36), row(50, Photos=""), row(51), row(52, Rooms="many")],  # some gone, new, blocked
    rows(3),  # so few that hiding the others waits for a yes
)


@pytest.mark.parametrize("options", [(), ("--hide-missing",), ("--all",)])
def test_forecast_and_result_are_equal(console: Console, tmp_path: Path, options: Sequence[str]) -> None:
    file = tmp_path / "export.csv"
    for day in DAYS:
        write_csv(file, day)
        said = console("plan", file, *options).data
        done = console("upload", file, *options).data
        assert {name: done[SAME[name]] for name in SAME} == {name: said[name] for name in SAME}
        assert (done["refused"], done["not_sent"], done["in_doubt"]) == (0, 0, 0)
