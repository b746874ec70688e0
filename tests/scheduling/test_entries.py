"""The entries themselves: what the system's own validators say, where they exist, and that every path comes through."""

from __future__ import annotations

import datetime as dt
import os
import plistlib
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentix_desktop.errors import AppError, Code
from rentix_desktop.scheduling.launchd import agent
from rentix_desktop.scheduling.systemd import quoted, service_text, timer_text
from rentix_desktop.scheduling.windows import NAMESPACE, TaskScheduler, task_text
from rentix_desktop.sync.sources.schedule import Entry
from tests.scheduling.conftest import System
from tests.scheduling.windows_arguments import split

ENTRY = Entry(("--data-dir", "/srv/ana/Rentix", "sync", "--due"), (dt.time(8), dt.time(23, 59)), 15)
ODD = [
    "with space",
    "100%",
    'quo"te',
    "back\\slash",
    "semi;colon",
    ";",
    "dollar$HOME",
    "ioană Șțăâî Ана",
    "it's",
    "-x",
    "a b\\",
    "%h",
    "&<>",
]
FILE_ODD = [name for name in ODD if "/" not in name]
texts = st.text(st.characters(codec="utf-8", min_codepoint=32, exclude_characters="\x7f"), min_size=1, max_size=12)


# systemd ----------------------------------------------------------------------------------------------------------------
def verify(folder: Path, command: Sequence[str], timer: str) -> subprocess.CompletedProcess[str]:
    """What systemd itself says of the two units."""
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("this computer has no systemd-analyze")
    folder.mkdir(exist_ok=True)
    (folder / "rentix-sync.service").write_text(service_text(command), "utf-8")
    (folder / "rentix-sync.timer").write_text(timer, "utf-8")
    units = [str(folder / f"rentix-sync.{kind}") for kind in ("service", "timer")]
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(folder), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [tool, "verify", "--user", "--man=no", *units], capture_output=True, text=True, timeout=60, env=environment
    )
    assert "Failed to initialize" not in done.stderr, done.stderr  # it did not even look
    return done


def executable(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n", "utf-8")
    path.chmod(0o755)
    return str(path)


def complaints(done: subprocess.CompletedProcess[str]) -> list[str]:
    """What it says about our units; it may also complain about others of this computer."""
    return [line for line in (done.stdout + done.stderr).splitlines() if "rentix" in line.lower()]


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    command = (executable(tmp_path / "rentix-sync"), *ENTRY.arguments)
    assert not complaints(verify(tmp_path / "units", command, timer_text(ENTRY)))


def test_systemd_would_say_what_is_wrong_with_them(tmp_path: Path) -> None:
    """The check can fail: a program that is not there, a time that is none."""
    program = executable(tmp_path / "rentix-sync")
    assert complaints(verify(tmp_path / "units", (f"{program}-nothing", "sync"), timer_text(ENTRY)))
    assert complaints(verify(tmp_path / "units", (program,), timer_text(ENTRY).replace("*-*-* 08:00", "*-*-* 28:00")))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such file names, and no systemd")
@pytest.mark.parametrize("name", FILE_ODD)
def test_systemd_finds_a_program_whose_path_is_odd(name: str, tmp_path: Path) -> None:
    """It says of a program that is not there that it is not: so it read the path as it is."""
    program = executable(tmp_path / name / "rentix-sync")
    assert not complaints(verify(tmp_path / "units", (program, "--data-dir", name), timer_text(ENTRY)))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such file names, and no shell of this kind")
@pytest.mark.parametrize("name", ['quo"te', "it's", "back\\slash", "dollar$HOME '"])
def test_a_program_that_systemd_would_not_take_is_called_with_its_arguments_as_they_are(
    name: str, tmp_path: Path
) -> None:
    program = tmp_path / name / "rentix-sync"
    executable(program)
    program.write_text('#!/bin/sh\nprintf "%s|" "$0" "$@"\n', "utf-8")
    line = service_text((str(program), "--data-dir", name, "*")).splitlines()[-1].removeprefix("ExecStart=")
    words = [unquoted(f'"{word}"') for word in line[1:-1].split('" "')]
    words[0] = words[0].removeprefix(":")
    done = subprocess.run(words, capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout == f"{program}|--data-dir|{name}|*|"


@pytest.mark.parametrize("name", ODD)
def test_systemd_reads_every_word_as_it_is(name: str) -> None:
    assert unquoted(quoted(name)) == name


@given(texts)
def test_systemd_reads_any_word_as_it_is(word: str) -> None:
    assert unquoted(quoted(word)) == word


def unquoted(text: str) -> str:
    """By the rules of systemd.service(5): a quoted word, C escapes, doubled percent signs."""
    assert text[0] == text[-1] == '"'
    out, signs = "", iter(text[1:-1])
    for sign in signs:
        assert sign != '"'  # the word would end here
        if sign == "\\":
            escaped = next(signs)
            assert escaped in '\\"'
            out += escaped
        elif sign == "%":
            assert next(signs) == "%"
            out += "%"
        else:
            out += sign
    return out


def test_the_timer_makes_up_for_what_was_missed() -> None:
    assert "Persistent=true" in timer_text(ENTRY)
    assert "OnCalendar=*-*-* 08:00:00\nOnCalendar=*-*-* 23:59:00\n" in timer_text(ENTRY)


# Windows ----------------------------------------------------------------------------------------------------------------
ORDERED = {
    # the types of the schema whose parts have an order; all others are xs:all: any order, each once
    "CalendarTrigger": (
        "Enabled",
        "StartBoundary",
        "EndBoundary",
        "Repetition",
        "ExecutionTimeLimit",
        "RandomDelay",
        "ScheduleByDay",
    ),
    "TimeTrigger": ("Enabled", "StartBoundary", "EndBoundary", "Repetition", "ExecutionTimeLimit", "RandomDelay"),
}
KNOWN = {
    "Task": {"RegistrationInfo", "Triggers", "Settings", "Data", "Principals", "Actions"},
    "RegistrationInfo": {"URI", "Description", "Author", "Date", "Source", "Version"},
    "Triggers": {"CalendarTrigger", "TimeTrigger"},
    "ScheduleByDay": {"DaysInterval"},
    "Repetition": {"Interval", "Duration", "StopAtDurationEnd"},
    "Principals": {"Principal"},
    "Principal": {"UserId", "LogonType", "GroupId", "DisplayName", "RunLevel"},
    "Settings": {
        "AllowStartOnDemand", "RestartOnFailure", "MultipleInstancesPolicy", "DisallowStartIfOnBatteries",
        "StopIfGoingOnBatteries", "AllowHardTerminate", "StartWhenAvailable", "RunOnlyIfNetworkAvailable", "WakeToRun",
        "Enabled", "Hidden", "IdleSettings", "NetworkSettings", "ExecutionTimeLimit", "Priority", "RunOnlyIfIdle",
        "UseUnifiedSchedulingEngine", "DisallowStartOnRemoteAppSession",
    },
    "Actions": {"Exec"},
    "Exec": {"Command", "Arguments", "WorkingDirectory"},
}  # fmt: skip
FIXED = {
    "LogonType": {"InteractiveToken"},
    "RunLevel": {"LeastPrivilege"},
    "MultipleInstancesPolicy": {"Parallel", "Queue", "IgnoreNew", "StopExisting"},
    "Enabled": {"true", "false"},
    "StopAtDurationEnd": {"true", "false"},
}


def check_schema(text: str) -> Xml.Element:
    """The rules of the Task Scheduler schema that concern what we write. Fails as the scheduler would refuse it."""
    task = Xml.fromstring(text.encode("utf-16"))  # noqa: S314 - what we wrote ourselves
    assert task.tag == f"{{{NAMESPACE}}}Task"
    assert task.get("version") in ("1.2", "1.3", "1.4")
    for element in task.iter():
        space, _, name = element.tag[1:].partition("}")
        assert space == NAMESPACE
        names = [child.tag.partition("}")[2] for child in element]
        if name in ORDERED:
            places = [ORDERED[name].index(child) for child in names]
            assert places == sorted(set(places)), f"{name}: {names}"
        elif name in KNOWN:
            assert set(names) <= KNOWN[name], f"{name}: {names}"
            assert name == "Triggers" or len(names) == len(set(names)), f"{name}: {names}"
        else:
            assert not names, name
            assert element.text, name
            assert (element.text or "") in FIXED.get(name, {element.text})
        if name == "StartBoundary":
            assert dt.datetime.fromisoformat(element.text or "").tzinfo is None  # of the clock on the wall
    ids = {each.get("id") for each in task.iter(f"{{{NAMESPACE}}}Principal")}
    assert {each.get("Context") for each in task.iter(f"{{{NAMESPACE}}}Actions")} == ids
    return task


def of(task: Xml.Element, path: str) -> str:
    return task.findtext("/".join(f"{{{NAMESPACE}}}{name}" for name in path.split("/")), "")


PROGRAM = "C:\\Program Files\\Rentix Desktop\\rentix-sync.exe"


def test_the_task_keeps_the_schema_and_asks_for_no_more_rights_than_the_person_has() -> None:
    task = check_schema(task_text((PROGRAM, "sync", "--due"), ENTRY, "OFFICE\\ana"))
    assert of(task, "Principals/Principal/LogonType") == "InteractiveToken"
    assert of(task, "Principals/Principal/RunLevel") == "LeastPrivilege"
    assert of(task, "Settings/StartWhenAvailable") == "true"
    assert of(task, "Settings/MultipleInstancesPolicy") == "IgnoreNew"
    assert of(task, "Actions/Exec/Command") == PROGRAM
    assert of(task, "Triggers/TimeTrigger/Repetition/Interval") == "PT15M"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("<Enabled>true</Enabled><StartBoundary>", "<StartBoundary>"),
        ("IgnoreNew", "Never"),
        ('Context="Author"', 'Context="Nobody"'),
        ("</Settings>", "<Surprise>1</Surprise></Settings>"),
        ("T08:00:00", "T8 o'clock"),
        ("</Task>", ""),
    ],
)
def test_the_check_of_the_schema_can_fail(right: str, wrong: str) -> None:
    text = task_text((PROGRAM, "sync"), ENTRY, None)
    assert right in text
    broken = text.replace(right, wrong)
    if wrong == "<StartBoundary>":  # the order turned round
        broken = text.replace(
            "<Enabled>true</Enabled><StartBoundary>2026-01-01T08:00:00</StartBoundary>",
            "<StartBoundary>2026-01-01T08:00:00</StartBoundary><Enabled>true</Enabled>",
        )
    with pytest.raises((AssertionError, ValueError, Xml.ParseError)):
        check_schema(broken)


@given(st.lists(texts, min_size=1, max_size=4), st.lists(st.times(), max_size=3), st.none() | st.integers(1, 1440))
def test_every_argument_comes_through_xml_and_the_command_line(
    words: list[str], at: list[dt.time], every: int | None
) -> None:
    words = [word for word in words if all(char >= " " and char not in "\ufffe\uffff" for char in word)] or ["x"]
    task = check_schema(task_text((PROGRAM, *words), Entry(tuple(words), tuple(at), every), None))
    assert split(of(task, "Actions/Exec/Arguments")) == words


@pytest.mark.parametrize("name", [name for name in ODD if name != "%h"])
def test_odd_paths_come_through(name: str) -> None:
    task = check_schema(task_text((f"C:\\{name}\\rentix-sync.exe", "--data-dir", name), ENTRY, None))
    assert of(task, "Actions/Exec/Command") == f"C:\\{name}\\rentix-sync.exe"
    assert split(of(task, "Actions/Exec/Arguments")) == ["--data-dir", name]


@pytest.mark.parametrize("folder", ["C:\\%TEMP%\\x", "C:\\$(Arg0)"])
def test_what_windows_would_put_something_else_in_the_place_of_is_refused(folder: str, system: System) -> None:
    with pytest.raises(AppError) as caught:
        TaskScheduler("rentix-sync", (PROGRAM,)).install(Entry(("--data-dir", folder, "sync"), (dt.time(8),)))
    assert caught.value.code is Code.SCHEDULE_PATH
    assert system.task is None


# launchd ----------------------------------------------------------------------------------------------------------------
@given(st.lists(texts, min_size=1, max_size=4), st.lists(st.times(), max_size=3), st.none() | st.integers(1, 1440))
def test_every_word_comes_through_the_property_list(words: list[str], at: list[dt.time], every: int | None) -> None:
    content = plistlib.loads(agent("md.rentix.rentix-sync", words, Entry((), tuple(at), every)))
    assert content["ProgramArguments"] == words
    assert content.get("StartInterval") == (every * 60 if every else None)
    assert [(each["Hour"], each["Minute"]) for each in content["StartCalendarInterval"]] == [
        (time.hour, time.minute) for time in at
    ]


@pytest.mark.skipif(shutil.which("plutil") is None, reason="only macOS has plutil")
def test_the_systems_own_check_takes_the_property_list(tmp_path: Path) -> None:
    path = tmp_path / "agent.plist"
    path.write_bytes(agent("md.rentix.rentix-sync", ("/x", *ENTRY.arguments), ENTRY))
    subprocess.run(["plutil", "-lint", str(path)], check=True, capture_output=True)
