"""The three schedulers keep the contract, with real processes in the place of the system's programs; and when those say no."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from rentix_desktop.errors import AppError, Code
from rentix_desktop.scheduling.launchd import Launchd
from rentix_desktop.scheduling.systemd import Systemd
from rentix_desktop.scheduling.windows import TaskScheduler
from rentix_desktop.sync.sources.schedule import Entry, SystemScheduler, wakings
from rentix_desktop.sync.sources.source import Times
from tests.contracts.scheduler import ENTRY, SchedulerContract
from tests.fakes.scheduler import FakeScheduler
from tests.scheduling.conftest import System

PROGRAM = ("/opt/Rentix Desktop/rentix-sync",)
Build = Callable[[Path], SystemScheduler]
BUILDERS: dict[str, Build] = {
    "systemd": lambda folder: Systemd("rentix-sync", PROGRAM, folder / "units"),
    "launchd": lambda folder: Launchd("md.rentix.rentix-sync", PROGRAM, 501, folder / "agents"),
    "windows": lambda _: TaskScheduler("rentix-sync", PROGRAM, "OFFICE\\ana"),
}
# the word that, said no to, stops an installation half-way
HALFWAY = [
    ("systemd", "enable"),
    ("systemd", "restart"),
    ("systemd", "daemon-reload"),
    ("launchd", "bootstrap"),
    ("windows", "/Create"),
]


@pytest.fixture(params=BUILDERS)
def scheduler(request: pytest.FixtureRequest, tmp_path: Path, system: System) -> SystemScheduler:
    return BUILDERS[request.param](tmp_path)


class TestTheSystems(SchedulerContract):
    pass


class TestTheFake(SchedulerContract):
    @pytest.fixture
    def scheduler(self) -> SystemScheduler:
        return FakeScheduler()


@pytest.mark.parametrize(("name", "word"), HALFWAY)
def test_a_refused_first_installation_leaves_nothing(name: str, word: str, tmp_path: Path, system: System) -> None:
    scheduler = BUILDERS[name](tmp_path)
    system.refuse(word)
    with pytest.raises(AppError) as caught:
        scheduler.install(ENTRY)
    assert caught.value.code is Code.SCHEDULER_FAILED
    assert caught.value.params["said"] == "Access is denied"
    system.refuse(None)
    assert scheduler.show() is None
    assert not [path for folder in ("units", "agents") for path in (tmp_path / folder).glob("*")]


@pytest.mark.parametrize(("name", "word"), HALFWAY)
def test_a_refused_second_installation_leaves_the_first(name: str, word: str, tmp_path: Path, system: System) -> None:
    scheduler = BUILDERS[name](tmp_path)
    scheduler.install(ENTRY)
    before = scheduler.show()
    system.refuse(word)
    with pytest.raises(AppError):
        scheduler.install(Entry(("sync",), (dt.time(1),)))
    system.refuse(None)
    after = scheduler.show()
    assert after is not None
    assert before is not None
    assert (after.at, after.every_minutes, after.command) == (before.at, before.every_minutes, before.command)


@pytest.mark.parametrize(
    ("name", "word"), [("windows", "/Delete"), ("launchd", "bootout"), ("systemd", "daemon-reload")]
)
def test_a_refused_removal_is_told_and_it_is_still_there(name: str, word: str, tmp_path: Path, system: System) -> None:
    scheduler = BUILDERS[name](tmp_path)
    scheduler.install(ENTRY)
    system.refuse(word)
    with pytest.raises(AppError) as caught:
        scheduler.remove()
    assert caught.value.code is Code.SCHEDULER_FAILED
    system.refuse(None)
    assert scheduler.show() is not None
    assert scheduler.remove()


@pytest.mark.parametrize("name", BUILDERS)
def test_without_the_systems_program_it_says_so(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(AppError) as caught:
        BUILDERS[name](tmp_path).install(ENTRY)
    assert caught.value.code is Code.SCHEDULER_MISSING
    assert not [path for folder in ("units", "agents") for path in (tmp_path / folder).glob("*")]


@pytest.mark.parametrize("name", BUILDERS)
@pytest.mark.parametrize("path", ["/data/two\nlines", "/data/half-\udcff"])
def test_a_path_that_is_no_text_is_refused(name: str, path: str, tmp_path: Path, system: System) -> None:
    with pytest.raises(AppError) as caught:
        BUILDERS[name](tmp_path).install(Entry(("--data-dir", path, "sync"), (dt.time(8),)))
    assert caught.value.code is Code.SCHEDULE_PATH
    assert not system.calls


def test_systemd_is_told_in_order(tmp_path: Path, system: System) -> None:
    scheduler = BUILDERS["systemd"](tmp_path)
    scheduler.install(ENTRY)
    timer = "rentix-sync.timer"
    assert system.calls == [
        ["systemctl", "--user", "daemon-reload"],
        ["systemctl", "--user", "enable", timer],
        ["systemctl", "--user", "restart", timer],
    ]
    found = scheduler.show()
    assert found is not None
    assert found.next_run == "Sun 2026-11-22 08:00:00 EET"


def test_schtasks_is_given_a_file_and_never_a_password(tmp_path: Path, system: System) -> None:
    scheduler = BUILDERS["windows"](tmp_path)
    scheduler.install(ENTRY)
    [[_, *words]] = system.calls
    assert words[:3] == ["/Create", "/TN", "rentix-sync"]
    assert words[-1] == "/F"
    assert not {"/RP", "/RU", "/P"} & set(words)
    assert not Path(words[words.index("/XML") + 1]).exists()  # it is gone when it was read
    found = scheduler.show()
    assert found is not None
    assert found.next_run == "22.11.2026 8:00:00"


def test_launchd_lets_the_former_go_before_the_new_one_comes(tmp_path: Path, system: System) -> None:
    scheduler = BUILDERS["launchd"](tmp_path)
    scheduler.install(ENTRY)
    scheduler.install(ENTRY)
    verbs = [call[1] for call in system.calls if call[1] != "print"]
    assert verbs == ["bootstrap", "bootout", "bootstrap"]
    assert ["launchctl", "bootout", "gui/501/md.rentix.rentix-sync"] in system.calls


# when the one entry wakes -----------------------------------------------------------------------------------------------
def test_the_entry_wakes_at_all_the_times_of_all_sources_and_tries_again_within_the_hour() -> None:
    sources = (Times(at=(dt.time(13), dt.time(8))), Times(at=(dt.time(8),)), Times())
    assert wakings(sources) == ((dt.time(8), dt.time(13)), 60)


def test_the_shortest_time_between_two_looks_wins() -> None:
    assert wakings((Times(every_minutes=30), Times(every_minutes=45))) == ((), 30)
    assert wakings((Times(every_minutes=300),)) == ((), 60)
    assert wakings((Times(on_change=True),)) == ((), 15)


def test_with_all_sources_by_hand_there_is_nothing_to_wake_for() -> None:
    assert wakings((Times(), Times())) == ((), None)
    assert wakings(()) == ((), None)
