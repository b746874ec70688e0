"""`status` and `history`: the figures of the home page, and what happened to one listing, with and without network."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import time
from pathlib import Path

import pytest

from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.sync.sources.book import Visit, VisitEnd
from tests.cli.console import Console, row, rows, write_csv


@pytest.fixture
def sent(console: Console, tmp_path: Path) -> Console:
    """Two uploads: five listings of which one is blocked, then one of them changed."""
    file = write_csv(tmp_path / "a.csv", [*rows(4), row(4, Price="")])
    os.utime(file, (time.time() - 600,) * 2)
    assert console("upload", file).code == 1
    write_csv(file, [row(0, Price="77000"), *rows(3, start=1)])
    os.utime(file, (time.time() - 60,) * 2)
    assert console("upload", file).code == 0
    return console


def test_status_tells_the_figures_that_the_guide_asks_to_watch(sent: Console) -> None:
    told = sent("status")
    assert told.code == 0
    data = told.data
    assert data["updated"] == 5  # four created, one updated
    assert data["errors"] == 1
    assert 500 < data["delay"] < 700  # most rows were changed ten minutes before they were accepted
    age = dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(data["last_sync"])
    assert age < dt.timedelta(minutes=5)
    assert data["limit"]
    assert data["used"] is not None
    assert data["sources"] == []
    assert len(data["days"]) == 30
    today = data["days"][-1]
    assert today == {
        "day": dt.datetime.now().astimezone().date().isoformat(),
        "created": 4,
        "updated": 1,
        "hidden": 0,
        "errors": 1,
        "visits": 0,
    }
    assert sum(data["on_portal"].values()) == 4


def test_without_network_status_says_what_was_known_last(sent: Console) -> None:
    online = sent("status").data
    offline = dataclasses.replace(sent, key=None)("status")
    assert offline.code == 0
    assert offline.data == online


def test_status_before_anything_was_sent(console: Console) -> None:
    data = console("status").data
    assert (data["last_sync"], data["updated"], data["errors"], data["delay"]) == (None, 0, 0, None)


def test_what_needs_a_person_has_its_own_code_and_the_reason_beside_it(sent: Console, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "kept.csv", rows(2, start=20))
    assert sent("sources", "add", "crm", file).code == 0
    file.unlink()
    assert sent("sync").code == 2
    (source,) = sent("status").data["sources"]
    (need,) = source["needs"]
    assert (need["code"], need["reason"], need["pattern"]) == ("waits", "missing", "kept.csv")


def test_for_people_status_is_a_short_text(sent: Console) -> None:
    told = sent("status", json=False)
    assert "Listings updated in 30 days: 5" in told.stdout
    assert "Errors in 30 days: 1" in told.stdout
    assert "From the file to the portal: " in told.stdout
    assert "New listings this month: " in told.stdout


def test_what_happened_to_a_listing(sent: Console) -> None:
    data = sent("history", "T-0").data
    assert data["externalId"] == "T-0"
    created, updated = data["events"]
    assert (created["event"], created["run"], created["file"], created["sheet_row"]) == ("created", 1, "a.csv", 2)
    assert {change["field"]: change["new"] for change in created["changes"]}["announcementValue"] == 50_000
    assert (updated["event"], updated["run"]) == ("updated", 2)
    assert updated["changes"] == [{"field": "announcementValue", "old": 50_000, "new": 77_000, "known": True}]
    blocked = sent("history", "T-4").data["events"]
    assert [event["event"] for event in blocked] == ["blocked"]
    assert "Price" in blocked[0]["text"]
    told = sent("history", "T-0", json=False).stdout
    assert "Created on the portal." in told
    assert "Price: 50,000 → 77,000" in told


def test_a_code_that_is_not_known_names_those_like_it(sent: Console) -> None:
    assert sent("history", "t-").data == {
        "externalId": "t-",
        "first_at": None,
        "events": [],
        "similar": [f"T-{number}" for number in range(5)],
    }
    assert "There are: T-0" in sent("history", "t-", json=False).stdout


def test_runs_say_what_each_was(sent: Console) -> None:
    assert sent("undo").code == 0
    assert [run["kind"] for run in sent("runs").data] == ["undo", "upload", "upload"]
    assert "Taken back" in sent("runs", json=False).stdout


def test_after_the_days_of_rows_an_upload_leaves_the_summaries_only(sent: Console, tmp_path: Path) -> None:
    path = next(path for path in (tmp_path / "data" / "ledgers").iterdir() if path.suffix == ".sqlite")
    ledger = SqliteLedger(path, AccountKey("", ""))
    with ledger._transaction() as db:
        db.execute("UPDATE runs SET started_at = started_at - 91 * 86400, finished_at = finished_at - 91 * 86400")
    ledger.add_visit(Visit("a", time.time() - 45 * 86400, VisitEnd.SAME))  # the clock went on as it should
    ledger.close()
    before = sent("runs").data
    assert sent("upload", write_csv(tmp_path / "a.csv", rows(4))).code == 0
    now = sent("runs").data
    assert [run["rows_removed"] for run in now] == [False, True, True]
    assert [{**run, "rows_removed": False} for run in now[1:]] == before
    for command in (("report", "1", tmp_path / "out.html"), ("undo", "1")):
        told = sent(*command)
        assert told.code == 2
    assert sent("report", "1", tmp_path / "out.html").data["error"]["code"] == "rows_removed"
