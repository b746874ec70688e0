"""`schedule install|remove|show`, by the fake of the system's scheduler; a real one is in tests/scheduling."""

from __future__ import annotations

import datetime as dt
import json
import os
import shlex
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from rentix_desktop.mapping.layouts import Layout
from rentix_desktop.store.paths import Paths
from rentix_desktop.store.sources import JsonSourceStore
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.sync.sources.source import Place, Source, Times
from tests.cli.console import Console, rows, write_csv

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the scheduler of this system is another")

LAYOUT = Layout("any", ("id", "price"), (("id", 0, "externalId"), ("price", 0, "announcementValue")), (("id", 0),))
AT_EIGHT = Times(at=(dt.time(8),))


@pytest.fixture
def units(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the person's units, and a `systemctl` that says yes to everything."""
    programs = tmp_path / "programs"
    programs.mkdir()
    program = programs / "systemctl"
    program.write_text("#!/bin/sh\necho ActiveState=active\n", "utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "config" / "systemd" / "user"


def keep(console: Console, name: str, times: Times) -> None:
    folder = Paths(console.data_dir).sources
    folder.mkdir(parents=True, exist_ok=True)
    account = AccountKey("http://127.0.0.1:9/api/v1", "318")
    place = Place(console.data_dir, f"{name}.csv")
    JsonSourceStore(folder).save(Source(name, account, place, f"{name}.csv", LAYOUT, times=times))


def test_without_times_it_takes_those_of_the_kept_files(offline: Console, units: Path) -> None:
    keep(offline, "sales", AT_EIGHT)
    keep(offline, "rents", Times(every_minutes=30, at=(dt.time(13, 5),)))
    keep(offline, "old", Times())
    done = offline("schedule", "install")
    assert done.code == 0
    assert done.data["installed"]
    assert (done.data["at"], done.data["every"]) == (["08:00", "13:05"], 30)
    assert "--due" in done.data["command"]
    assert not done.data["stale"]
    [service] = units.glob("*.service")
    text = service.read_text("utf-8")
    assert f'"--data-dir" "{offline.data_dir}" "--base-url" "http://127.0.0.1:9/api/v1" "sync" "--due"' in text


def test_the_key_is_nowhere_in_the_entry(console: Console, units: Path) -> None:
    keep(console, "sales", AT_EIGHT)
    assert console("schedule", "install").code == 0
    assert console.key
    for path in units.iterdir():
        assert console.key not in path.read_text("utf-8")


def test_said_times_are_for_all_kept_files_also_those_by_hand(offline: Console, units: Path) -> None:
    keep(offline, "old", Times())
    done = offline("schedule", "install", "--at", "07:30", "--at", "19:00", "--every", "120")
    assert (done.data["at"], done.data["every"]) == (["07:30", "19:00"], 120)
    assert "--due" not in done.data["command"]


def test_with_all_files_by_hand_it_asks_for_times(offline: Console, units: Path) -> None:
    keep(offline, "old", Times())
    done = offline("schedule", "install")
    assert done.code == 2
    assert done.error == "wrong_usage"
    assert not units.exists()


def test_with_no_kept_file_there_is_nothing_to_install(offline: Console, units: Path) -> None:
    assert offline("schedule", "install", "--at", "08:00").code == 2
    assert not units.exists()


@pytest.mark.parametrize("words", [("--at", "8 o'clock"), ("--at", "25:00"), ("--every", "0"), ("--every", "1441")])
def test_times_that_are_none_are_refused(offline: Console, units: Path, words: tuple[str, str]) -> None:
    assert offline("schedule", "install", *words).code == 2


def test_times_belong_to_install_alone(offline: Console, units: Path) -> None:
    assert offline("schedule", "show", "--at", "08:00").code == 2
    assert offline("schedule", "remove", "--every", "5").code == 2


def test_show_says_what_is_there_and_remove_takes_it_away_twice(offline: Console, units: Path) -> None:
    assert offline("schedule", "show").data == {"installed": False}
    assert "not installed" in offline("schedule", "show", "--lang", "en", json=False).stdout
    keep(offline, "sales", AT_EIGHT)
    offline("schedule", "install")
    assert "every day at 08:00" in offline("schedule", "show", "--lang", "en", json=False).stdout
    assert offline("schedule", "remove").data == {"installed": False, "removed": True}
    assert offline("schedule", "remove").data == {"installed": False, "removed": False}
    assert not list(units.iterdir())


def test_show_says_that_the_times_were_changed_since(offline: Console, units: Path) -> None:
    keep(offline, "sales", AT_EIGHT)
    offline("schedule", "install")
    keep(offline, "sales", Times(at=(dt.time(9),)))
    assert offline("schedule", "show").data["stale"]
    assert "install the schedule again" in offline("schedule", "show", "--lang", "en", json=False).stdout


def test_a_kept_file_that_is_added_or_removed_tells_the_schedule(console: Console, units: Path, tmp_path: Path) -> None:
    keep(console, "sales", AT_EIGHT)
    console("schedule", "install")
    file = write_csv(tmp_path / "rent.csv", rows(3))
    assert console("sources", "add", "rent", str(file), "--at", "17:30").code == 0
    shown = console("schedule", "show").data
    assert (shown["at"], shown["stale"]) == (["08:00", "17:30"], False)
    assert console("sources", "remove", "rent").code == 0
    shown = console("schedule", "show").data
    assert (shown["at"], shown["stale"]) == (["08:00"], False)


def test_two_data_folders_have_an_entry_each(tmp_path: Path, units: Path) -> None:
    consoles = [Console(tmp_path / name, "http://127.0.0.1:9/api/v1") for name in ("one", "two")]
    for console in consoles:
        keep(console, "sales", AT_EIGHT)
        console("schedule", "install")
    assert len(list(units.glob("*.timer"))) == 2
    consoles[0]("schedule", "remove")
    assert consoles[1]("schedule", "show").data["installed"]


def test_a_scheduler_that_says_no_is_told_with_its_words(offline: Console, units: Path, tmp_path: Path) -> None:
    keep(offline, "sales", AT_EIGHT)
    program = tmp_path / "programs" / "systemctl"
    program.write_text("#!/bin/sh\necho 'Failed to connect to bus: No medium found' >&2\nexit 1\n", "utf-8")
    done = offline("schedule", "install")
    assert done.code == 2
    assert done.error == "scheduler_failed"
    assert "No medium found" in done.data["error"]["message"]
    assert not list(units.iterdir())


def test_the_entrys_own_command_runs_with_nothing_of_this_terminal(offline: Console, units: Path) -> None:
    """As systemd starts it: by its absolute words, in another folder, without the variables of a terminal."""
    keep(offline, "sales", Times(at=(dt.time(8),)))
    offline("schedule", "install")
    [service] = units.glob("*.service")
    line = next(line for line in service.read_text("utf-8").splitlines() if line.startswith("ExecStart="))
    words = [word.replace("%%", "%") for word in shlex.split(line.removeprefix("ExecStart="))]
    program, *rest = words
    assert program.startswith(":/")
    environment = {"HOME": str(units), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    done = subprocess.run(
        [program.removeprefix(":"), *rest, "--json"],
        capture_output=True,
        text=True,
        cwd="/",
        env=environment,
        timeout=100,
    )
    [told] = json.loads(done.stdout)
    assert (told["source"], told["end"], told["reason"]["code"]) == ("sales", "waits", "missing")
    again = subprocess.run(
        [program.removeprefix(":"), *rest, "--json"],
        capture_output=True,
        text=True,
        cwd="/",
        env=environment,
        timeout=100,
    )
    assert (again.returncode, json.loads(again.stdout)) == (0, []), "it waits: not due again at once"
