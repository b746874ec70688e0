"""`plan --validate`: the portal's own words before anything is stored; the JSON of `plan` stays as promised."""

from __future__ import annotations

from pathlib import Path

from tests.cli.console import Console, row, rows, write_csv

FORECAST = {"total", "create", "update", "unchanged", "hide", "hide_held", "blocked", "skipped", "requests"}


def test_the_portal_objects_on_standard_error_and_nothing_is_stored(console: Console, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", rows(5))
    before = console("agency").data["used"]
    refused = ("--map", "Status=", "--set", "announcementStatus=expired")
    done = console("plan", file, "--validate", *refused)
    assert done.code == 0
    assert set(done.data) == FORECAST
    assert done.data["create"] == 5
    assert "The portal looked at 5 listings and would refuse 5" in done.stderr
    assert "5 × Invalid status (T-0, T-1, T-2, T-3, T-4)" in done.stderr
    assert console("agency").data["used"] == before
    assert console("runs").data == []
    told = console("plan", file, "--validate", *refused, json=False)
    assert "5 × Invalid status" in told.stdout


def test_a_portal_that_takes_all_says_so(console: Console, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [*rows(3), row(3, Photos="")])
    done = console("plan", file, "--validate")
    assert (done.code, done.data["create"], done.data["blocked"]) == (0, 3, 1)
    assert "The portal looked at 3 listings and objects to none." in done.stderr
    assert "looked at" not in console("plan", file).stderr
