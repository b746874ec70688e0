"""`sources` and `sync` against the demo portal: what is kept, what is sent, how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.console import Console, row, rows, write_csv


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
