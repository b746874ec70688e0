"""`sources` and `sync` against the demo portal: what is kept, what is sent, how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from rentix_desktop.demo.launch import DemoPortal
from rentix_desktop.store.lock import FolderLock
from rentix_desktop.sync.sources import find
from tests.cli.console import Console, row, rows, write_csv


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is looked at twice, with less time between: the tests of `find` keep to the real one."""
    monkeypatch.setattr(find, "QUIET", 0.02)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "Export.csv", rows(12))


def kept(console: Console, export: Path, *options: str, name: str = "crm") -> None:
    done = console("sources", "add", name, str(export), *options)
    assert done.code == 0, done.stderr


def synced(console: Console, *words: str) -> dict[str, object]:
    done = console("sync", *words)
    (one,) = done.data
    return {**one, "code": done.code}


def counts(one: dict[str, object]) -> tuple[object, ...]:
    return tuple(one[name] for name in ("total", "created", "updated", "unchanged", "hidden", "hide_held"))


def test_a_file_is_kept_and_sent_once_then_only_what_changed(console: Console, export: Path) -> None:
    kept(console, export, "--pattern", "Export*.csv", "--at", "08:00", "--every", "30")
    listed = console("sources").data
    assert [(each["name"], each["pattern"], each["at"], each["every"]) for each in listed] == [
        ("crm", "Export*.csv", ["08:00"], 30)
    ]
    first = synced(console)
    assert (first["end"], counts(first), first["code"]) == ("synced", (12, 12, 0, 0, 0, 0), 0)
    again = synced(console, "crm")
    assert (again["end"], counts(again), again["requests"]) == ("same", (12, 0, 0, 12, 0, 0), 0)
    write_csv(export, [row(0, Price="1234"), *rows(11, 1)])
    changed = synced(console)
    assert (counts(changed), changed["same"], changed["requests"]) == ((12, 0, 1, 11, 0, 0), 11, 1)


def test_a_file_that_waits_says_why_and_the_others_go(console: Console, export: Path, tmp_path: Path) -> None:
    kept(console, export)
    second = write_csv(tmp_path / "second.csv", rows(3, 50))
    kept(console, second, name="second")
    export.unlink()
    done = console("sync")
    by_name = {each["source"]: each for each in done.data}
    assert (by_name["crm"]["end"], by_name["crm"]["reason"]["code"]) == ("waits", "missing")
    assert by_name["crm"]["reason"]["message"] in done.stderr
    assert (by_name["second"]["end"], by_name["second"]["created"]) == ("synced", 3)
    assert done.code == 2
    only = console("sync", "second")
    assert (len(only.data), only.code) == (1, 0)


def test_a_file_with_other_codes_is_held_for_a_yes(console: Console, export: Path) -> None:
    kept(console, export)
    synced(console)
    write_csv(export, [row(number, ID=f"t-{number}") for number in range(12)])
    held = synced(console)
    assert (held["end"], counts(held), held["code"]) == ("waits", (0, 0, 0, 0, 0, 0), 1)
    reason = held["reason"]
    assert isinstance(reason, dict)
    assert (reason["code"], reason["title"]) == ("other_codes", "Has the column of codes changed?")
    (need,) = console("status").data["sources"][0]["needs"]
    assert (need["code"], need["reason"]) == ("waits", "other_codes")
    said = synced(console, "--yes")
    assert (counts(said), said["code"]) == ((12, 12, 0, 0, 0, 12), 1)


def test_what_was_taken_back_is_sent_again_by_a_yes_alone(console: Console, export: Path) -> None:
    kept(console, export)
    synced(console)
    write_csv(export, [row(0, Price="1234"), *rows(11, 1)])
    changed = synced(console)
    assert console("undo", str(changed["run"])).code == 0
    waits = synced(console)
    assert (waits["end"], waits["taken_back"], waits["skipped"], waits["updated"]) == ("same", ["T-0"], 1, 0)
    (need,) = console("status").data["sources"][0]["needs"]
    assert need["code"] == "taken_back"
    again = synced(console, "--yes")
    assert (again["updated"], again["taken_back"], again["code"]) == (1, [], 0)


def test_what_the_brake_held_needs_a_yes(console: Console, export: Path) -> None:
    kept(console, export)
    synced(console)
    write_csv(export, rows(4))
    held = synced(console)
    assert (counts(held), held["code"]) == ((4, 0, 0, 4, 0, 8), 1)
    assert held["held"] == sorted(f"T-{number}" for number in range(4, 12))
    assert synced(console)["hide_held"] == 8
    said = synced(console, "--yes")
    assert (said["hidden"], said["hide_held"], said["code"]) == (8, 0, 0)


def test_rows_that_cannot_be_sent_are_exit_1_with_their_words(console: Console, export: Path) -> None:
    kept(console, export)
    write_csv(export, [*rows(4), row(4, Price="")])
    done = synced(console)
    assert (done["blocked"], done["created"], done["code"]) == (1, 4, 1)
    failures = done["failures"]
    assert isinstance(failures, list)
    assert failures[0]["externalId"] == "T-4"
    assert failures[0]["messages"]


def test_a_sentence_a_source_for_a_person(console: Console, export: Path) -> None:
    kept(console, export)
    done = console("sync", json=False)
    assert (done.code, done.stdout.splitlines()[0]) == (0, "crm:")
    assert "Created" in done.stdout
    export.write_text("", encoding="utf-8")
    empty = console("sync", json=False)
    assert empty.code == 2
    assert "crm: The file is empty" in empty.stderr


def test_the_key_of_one_agency_is_not_used_for_another(console: Console, export: Path, tmp_path: Path) -> None:
    kept(console, export)
    other = console.with_(key="demo-almost-full")
    kept(other, write_csv(tmp_path / "other.csv", rows(2, 90)), name="other")
    done = {each["source"]: each for each in console("sync").data}
    assert (done["crm"]["end"], done["other"]["end"]) == ("synced", "failed")
    assert done["other"]["reason"]["code"] == "key_missing"
    there = {each["source"]: each for each in other("sync", "other").data}
    assert (there["other"]["end"], there["other"]["created"]) == ("synced", 2)


def test_a_data_folder_in_use_is_waited_for_and_told(console: Console, export: Path, portal: DemoPortal) -> None:
    kept(console, export)
    lock = FolderLock(console.data_dir / "lock", "rentix-desktop")
    lock.acquire()
    try:
        busy = console("sync", "--wait", "0.1")
        assert (busy.code, busy.error) == (5, "data_folder_busy")
        waiting = console.start("sync", "--wait", "60")
        assert waiting.stderr is not None
        assert waiting.stderr.readline()  # it says so
    finally:
        lock.release()
    with waiting:
        stdout, stderr = waiting.communicate(timeout=60)
    done = console.done(waiting, stdout, stderr)
    assert (done.code, done.data[0]["created"]) == (0, 12)


def test_only_what_is_due_is_looked_at(console: Console, export: Path, tmp_path: Path) -> None:
    kept(console, export, name="by hand")
    assert console("sync", "--due").data == []
    kept(console, write_csv(tmp_path / "b.csv", rows(2, 30)), "--on-change", name="watched")
    assert [each["source"] for each in console("sync", "--due").data] == ["watched"]
    assert console("sync", "--due").data == []
    write_csv(tmp_path / "b.csv", rows(3, 30))
    assert [each["created"] for each in console("sync", "--due").data] == [1]
    kept(console, write_csv(tmp_path / "c.csv", rows(2, 40)), "--every", "60", name="hourly")
    assert [each["source"] for each in console("sync", "--due").data] == ["hourly"]
    assert console("sync", "--due").data == []


@pytest.mark.parametrize(
    "words",
    [
        ("sync", "nobody"),
        ("sync",),
        ("sources", "show", "nobody"),
        ("sources", "remove", "nobody"),
        ("sources", "add", " ", "FILE"),
        ("sources", "add", "x", "FILE", "--at", "25:00"),
        ("sources", "add", "x", "FILE", "--vanished", "delete"),
    ],
)
def test_wrong_usage_is_told(console: Console, export: Path, words: tuple[str, ...]) -> None:
    done = console(*(str(export) if word == "FILE" else word for word in words))
    assert (done.code, done.error) == (2, "wrong_usage")


def test_a_name_and_a_file_are_kept_once(console: Console, export: Path) -> None:
    kept(console, export)
    assert console("sources", "add", "crm", export).error == "wrong_usage"
    assert console("sources", "add", "again", export).error == "wrong_usage"
    shown = console("sources", "show", "crm").data
    assert shown["columns"]["price"] == "announcementValue"
    assert (shown["vanished"], shown["publish"], shown["blank"]) == ("hide", "at-once", "keep")
    assert console("sources", "remove", "crm", "--json").data == {"removed": "crm"}
    assert console("sources").data == []


def test_rules_are_kept(console: Console, export: Path) -> None:
    kept(console, export, "--vanished", "keep", "--publish", "draft", "--blank", "clear", "--on-change")
    (one,) = console("sources").data
    assert (one["vanished"], one["publish"], one["blank"], one["on_change"]) == ("keep", "draft", "clear", True)


def test_listings_that_were_uploaded_before_are_its_own(console: Console, export: Path) -> None:
    assert console("upload", export).code == 0
    kept(console, export)
    assert counts(synced(console)) == (12, 0, 0, 12, 0, 0)
    write_csv(export, rows(11))
    assert counts(synced(console)) == (12, 0, 0, 11, 1, 0)


def test_a_file_in_doubt_is_not_kept(console: Console, tmp_path: Path) -> None:
    unclear = tmp_path / "unclear.csv"
    unclear.write_text("A;B\n1;2\n3;4\n", encoding="utf-8")
    done = console("sources", "add", "x", unclear)
    assert done.code == 2
    assert console("sources").data == []


def test_without_a_connection_the_file_of_yesterday_is_the_same_and_a_new_one_is_told(
    console: Console, export: Path
) -> None:
    kept(console, export)
    synced(console)
    away = console.with_(key=None)
    (same,) = away("sync").data
    assert same["end"] == "same"
    write_csv(export, rows(11))
    done = away("sync", "--wait", "0")
    assert (done.code, done.data[0]["reason"]["code"]) == (3, "key_missing")
