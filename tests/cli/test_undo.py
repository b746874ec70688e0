"""`undo` against the demo portal: what it tells, what it does, and what it leaves."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest

from rentix_desktop.demo.launch import DemoPortal, start_demo
from rentix_desktop.demo.options import DemoOptions
from tests.cli.console import Console, row, rows, write_csv
from tests.cli.test_sending import counts


@pytest.fixture
def own(tmp_path: Path) -> Any:
    """A portal of its own, whose state is looked at."""
    with start_demo(DemoOptions(limits="off", faults=True, job_seconds=0.0)) as running:
        yield running, Console(tmp_path / "data", running.base_url, running.key)


def there(portal: DemoPortal) -> dict[str, dict[str, Any]]:
    answer = httpx.get(portal.base_url.removesuffix("/api/v1") + "/_demo/state", trust_env=False)
    return {listing["externalId"]: listing["formData"] for listing in answer.json()["listings"]}


def test_the_newest_upload_is_taken_back_and_that_again(own: tuple[DemoPortal, Console], tmp_path: Path) -> None:
    portal, console = own
    file = write_csv(tmp_path / "a.csv", rows(8))
    assert console("upload", file).code == 0
    before = there(portal)
    write_csv(file, [*(row(number, Price="77000") for number in range(3)), *rows(4, start=3), row(20)])
    assert counts(console("upload", file, "--hide-missing")) == {
        "created": 1,
        "updated": 3,
        "hidden": 1,
        "unchanged": 4,
    }
    after = there(portal)

    dry = console("undo", "--dry-run")
    assert dry.code == 0
    assert {name: dry.data[name] for name in ("run", "total", "hide", "restore", "show", "left", "not_restored")} == {
        "run": 2,
        "total": 5,
        "hide": 1,
        "restore": 3,
        "show": 1,
        "left": 0,
        "not_restored": [],
    }
    assert there(portal) == after  # nothing was sent, and no run is left behind
    assert [run["run"] for run in console("runs").data] == [2, 1]

    done = console("undo")
    assert (done.code, counts(done)) == (0, {"updated": 4, "hidden": 1})
    now = there(portal)
    assert now.pop("T-20")["announcementStatus"] == "hidden"
    assert now == before
    newest = console("runs").data[0]
    assert (newest["kind"], newest["parent"], newest["run"]) == ("undo", 2, done.data["run"])

    again = console("undo")  # the newest run is the undo: it is undone
    assert (again.code, counts(again)) == (0, {"updated": 4, "hidden": 1})
    assert there(portal) == after
    third = console("undo", "1")
    assert third.code == 1
    assert counts(third) == {"hidden": 4, "skipped": 3, "unchanged": 1}


def test_what_cannot_be_restored_is_named(console: Console, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [row(n, Description="") for n in range(600, 602)])
    assert console("upload", file).code == 0
    write_csv(file, [row(600), row(601, Price="77000")])
    assert console("upload", file).code == 0
    dry = console("undo", "2", "--dry-run")
    assert {name: dry.data[name] for name in ("restore", "left", "partly")} == {"restore": 1, "left": 1, "partly": 1}
    assert [
        (named["externalId"], [problem["field"] for problem in named["problems"]]) for named in dry.data["not_restored"]
    ] == [("T-600", ["announcementDescription"]), ("T-601", ["announcementDescription"])]
    assert "T-600" in dry.stderr
    said = console("undo", "2", json=False)
    assert said.code == 1  # something stays
    assert "1 listing gets what it said before" in said.stdout
    assert "1 listing cannot be put back" in said.stdout
    assert "T-601: Description: What it said before is not known here" in said.stderr


def test_an_undo_that_was_stopped_is_resumed(own: tuple[DemoPortal, Console], tmp_path: Path) -> None:
    portal, console = own
    file = write_csv(tmp_path / "a.csv", rows(5))
    assert console("upload", file).code == 0
    fault = {"kind": "status", "status": 503, "times": 1000}
    door = portal.base_url.removesuffix("/api/v1") + "/_demo/faults"
    httpx.post(door, json=[{**fault, "path": "/listings/bulk"}], trust_env=False).raise_for_status()
    stopped = console("undo", "--wait", "0")
    assert stopped.code == 4
    httpx.post(door, json=[], trust_env=False).raise_for_status()
    done = console("resume")
    assert (done.code, counts(done), done.data["run"]) == (0, {"hidden": 5}, stopped.data["run"])
    assert {form["announcementStatus"] for form in there(portal).values()} == {"hidden"}


def test_links_are_passed_over_where_no_run_is_named(own: tuple[DemoPortal, Console], tmp_path: Path) -> None:
    """They are taken off by `unlink`, not by `undo`."""
    _, console = own
    upload = console("upload", write_csv(tmp_path / "a.csv", rows(3))).data["run"]
    assert console("unlink", "T-1").code == 0
    told = console("undo", "--dry-run")
    assert (told.code, told.data["run"]) == (0, upload)


def test_nothing_to_take_back(console: Console, tmp_path: Path) -> None:
    assert (console("undo").code, console("undo").error) == (2, "nothing_to_undo")
    assert console("upload", write_csv(tmp_path / "a.csv", [row(700, Price="1")])).code == 1
    done = console("undo")
    assert (done.code, done.error) == (2, "nothing_to_undo")
    missing = console("undo", "77")
    assert (missing.code, missing.error) == (2, "wrong_usage")
    assert "77" in missing.stderr


def test_after_thirty_days_it_says_so(console: Console, tmp_path: Path) -> None:
    assert console("upload", write_csv(tmp_path / "a.csv", rows(2, start=710))).code == 0
    (ledger,) = (path for path in (tmp_path / "data").rglob("*") if path.is_file() and _has_runs(path))
    with sqlite3.connect(ledger) as db:
        db.execute("UPDATE runs SET finished_at = finished_at - 31 * 86400")
    db.close()
    done = console("undo")
    assert (done.code, done.error) == (2, "undo_too_late")
    assert "30 days" in done.stderr


def _has_runs(path: Path) -> bool:
    if not path.read_bytes().startswith(b"SQLite"):
        return False
    db = sqlite3.connect(path)
    try:
        return bool(db.execute("SELECT 1 FROM sqlite_master WHERE name = 'runs'").fetchone())
    finally:
        db.close()
