"""`agency`, `plan`, `upload`, `resume`, `retry`, `runs` against the demo portal: JSON and exit codes as promised."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from openpyxl import load_workbook

from rentix_desktop.demo import keys
from rentix_desktop.demo.launch import DemoPortal, start_demo
from rentix_desktop.demo.options import DemoOptions
from rentix_desktop.store.lock import FolderLock
from tests.cli.console import Console, Done, row, rows, write_csv

COUNTS = ("created", "updated", "unchanged", "hidden", "refused", "blocked", "skipped", "not_sent", "in_doubt")
SUMMARY = {"run", "total", *COUNTS, "hide_held", "requests", "seconds", "failures"}


def counts(done: Done) -> dict[str, int]:
    """The counts that are not 0 of a summary that has the right shape and adds up."""
    data = done.data
    assert set(data) == SUMMARY
    assert sum(data[name] for name in COUNTS) == data["total"]
    assert all(set(failure) == {"row", "externalId", "messages"} for failure in data["failures"])
    return {name: data[name] for name in (*COUNTS, "hide_held") if data[name]}


def test_every_command_as_a_process_of_its_own(console: Console, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [*rows(3), row(3, Photos="")])
    codes = {}
    for command in ("inspect", "preview", "plan", "upload", "retry"):
        done = console.process(command, *([file] if command != "retry" else []))
        codes[command] = done.code
        assert done.lines
    assert codes == {"inspect": 0, "preview": 0, "plan": 0, "upload": 1, "retry": 1}
    for command in ("agency", "resume", "runs"):
        done = console.process(command)
        assert done.code == 0
        assert done.data is not None


# the key and the account ----------------------------------------------------------------------------------------------
def test_agency(console: Console) -> None:
    done = console("agency")
    assert done.code == 0
    assert set(done.data) == {"id", "name", "status", "used", "limit"}
    assert (done.data["id"], done.data["name"], done.data["status"]) == (318, "Casa Verde", "active")
    assert "Casa Verde" in console("agency", json=False).stdout


@pytest.mark.parametrize(
    ("key", "error"),
    [
        (None, "key_missing"),
        ("rk-nobody-knows-this", "key_invalid"),
        (keys.SUSPENDED, "agency_suspended"),
        (keys.CRM_OFF, "crm_disabled"),
    ],
)
def test_no_access(console: Console, tmp_path: Path, key: str | None, error: str) -> None:
    refused = console.with_(key=key)
    for words in (["agency"], ["upload", write_csv(tmp_path / "a.csv", rows(2))]):
        done = refused(*words)
        assert (done.code, done.error) == (3, error)


def test_the_key_may_have_stray_spaces_and_line_ends(console: Console) -> None:
    environment = {"RENTIX_API_KEY": f"  {console.key}\r\n"}
    assert console.with_(extra=environment)("agency").code == 0


def test_a_service_that_cannot_be_reached(console: Console, tmp_path: Path) -> None:
    nobody = console.with_(base_url="http://127.0.0.1:9/api/v1")
    assert (nobody("agency").code, nobody("agency").error) == (4, "unreachable")
    done = nobody("upload", write_csv(tmp_path / "a.csv", rows(2)), "--wait", "0.2")
    assert (done.code, done.error) == (4, "unreachable")


@pytest.mark.parametrize(
    ("address", "code"), [("not an address", "address_invalid"), ("http://crm.rentix.md/api/v1", "address_insecure")]
)
def test_a_wrong_address(console: Console, address: str, code: str) -> None:
    done = console("agency", "--base-url", address)
    assert (done.code, done.error) == (2, code)


# plan and upload ------------------------------------------------------------------------------------------------------
def test_plan_sends_nothing_and_upload_does_what_it_said(console: Console, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [*rows(4), row(4, Price="abc")])
    expected = {"total": 5, "create": 4, "update": 0, "unchanged": 0, "blocked": 1, "skipped": 0, "requests": 1}
    for _ in range(2):
        planned = console("plan", file, "--map", "Price=announcementValue")
        assert planned.code == 0
        assert planned.data == {**expected, "hide": 0, "hide_held": 0}
    assert console("runs").data == []

    sent = console("upload", file, "--map", "Price=announcementValue")
    assert sent.code == 1
    assert counts(sent) == {"created": 4, "blocked": 1}
    (failure,) = sent.data["failures"]
    assert (failure["row"], failure["externalId"]) == (4, "T-4")
    assert any("abc" in message for message in failure["messages"])


def test_the_next_day_only_changes_are_sent(console: Console, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", rows(4))
    assert console("upload", file).code == 0
    again = console("upload", file)
    assert (again.code, counts(again), again.data["requests"]) == (0, {"unchanged": 4}, 0)
    write_csv(file, [row(0, Price="77777"), *rows(3, start=1)])
    changed = console("upload", file)
    assert (changed.code, counts(changed)) == (0, {"updated": 1, "unchanged": 3})
    everything = console("upload", file, "--all")
    assert (everything.code, counts(everything)) == (0, {"updated": 4})


def test_a_trial_and_the_rest(console: Console, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [*rows(6), row(6, Photos="")])
    trial = console("upload", file, "--trial", "2")
    assert (trial.code, counts(trial)) == (0, {"created": 2, "blocked": 1, "not_sent": 4})
    rest = console("resume")
    assert (rest.code, counts(rest)) == (1, {"created": 6, "blocked": 1})
    assert rest.data["run"] == trial.data["run"]
    nothing = console("resume")
    assert (nothing.code, counts(nothing), nothing.data["total"]) == (0, {}, 0)


def test_what_vanished_is_hidden_within_the_brake(console: Console, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", rows(10))
    assert console("upload", file).code == 0
    write_csv(file, rows(8))
    assert console("plan", file, "--hide-missing").data["hide"] == 2
    hidden = console("upload", file, "--hide-missing")
    assert (hidden.code, counts(hidden), hidden.data["total"]) == (0, {"unchanged": 8, "hidden": 2}, 10)
    write_csv(file, rows(3))
    held = console("upload", file, "--hide-missing")
    assert (held.code, counts(held)) == (1, {"unchanged": 3, "hide_held": 5})
    yes = console("upload", file, "--hide-missing", "--yes")
    assert (yes.code, counts(yes)) == (0, {"unchanged": 3, "hidden": 5})
    write_csv(file, rows(4))
    back = console("upload", file, "--hide-missing")
    assert (back.code, counts(back)) == (0, {"unchanged": 3, "updated": 1})


def test_a_named_source_is_the_same_in_another_file(console: Console, tmp_path: Path) -> None:
    assert console("upload", write_csv(tmp_path / "monday.csv", rows(10)), "--source", "crm").code == 0
    tuesday = console("plan", write_csv(tmp_path / "tuesday.csv", rows(9)), "--source", "crm", "--hide-missing")
    assert (tuesday.data["unchanged"], tuesday.data["hide"]) == (9, 1)
    other = console("plan", tmp_path / "tuesday.csv", "--hide-missing")
    assert (other.data["unchanged"], other.data["hide"]) == (9, 0)


def test_the_option_it_names_settles_it_and_only_the_bad_rows_stay(console: Console, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [*rows(4), row(4, ID="T-1"), row(5, ID="")])
    assert console("upload", file).error == "key_column_not_sure"
    done = console("upload", file, "--key", "ID")
    assert (done.code, counts(done)) == (1, {"created": 4, "blocked": 2})
    mapped = console("upload", file, "--map", "ID=externalId")
    assert (mapped.code, counts(mapped)) == (1, {"unchanged": 4, "blocked": 2})


@pytest.mark.parametrize(
    ("changed", "code", "option"),
    [
        ({"ID": "same"}, "key_column_not_sure", "--key"),
        ({"ID": ""}, "key_column_not_sure", "--key"),
    ],
)
def test_a_doubtful_key_is_refused_naming_the_option(
    console: Console, tmp_path: Path, changed: dict[str, str], code: str, option: str
) -> None:
    file = write_csv(tmp_path / "a.csv", [row(0, **changed), row(1, **changed), row(2)])
    for command in ("plan", "upload"):
        done = console(command, file)
        assert (done.code, done.error) == (2, code)
        assert option in done.data["error"]["hint"]
    assert console("runs").data == []


def test_a_key_of_several_columns(console: Console, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [row(0, ID="X"), row(1, ID="X")])
    done = console("upload", file, "--key", "ID+Area")
    assert (done.code, counts(done)) == (0, {"created": 2})


# failures and retry ---------------------------------------------------------------------------------------------------
def test_failures_are_fixed_in_a_workbook_and_sent_again(console: Console, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [*rows(3), row(3, Photos="https://img.example.org/only-one.jpg")])
    out = tmp_path / "failures.xlsx"
    assert console("upload", file, "--failures", out, "--lang", "en").code == 1
    book = load_workbook(out)
    sheet = book.active
    assert sheet is not None
    header = [cell.value for cell in sheet[1]]
    assert sheet.max_row == 2
    sheet.cell(2, header.index("Photos") + 1).value = row(3)["Photos"]
    book.save(out)
    fixed = console("retry", out)
    assert (fixed.code, counts(fixed), fixed.data["total"]) == (0, {"created": 1}, 1)
    done = console("retry")
    assert (done.code, done.error) == (2, "nothing_to_retry")


def test_a_workbook_that_is_not_ours(console: Console, tmp_path: Path) -> None:
    done = console("retry", write_csv(tmp_path / "a.csv", rows(2)))
    assert (done.code, done.error) == (2, "fixed_file_foreign")


def test_failures_that_cannot_be_written_do_not_hide_the_summary(console: Console, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", rows(2))
    done = console("upload", file, "--failures", tmp_path / "no" / "such" / "folder" / "f.xlsx")
    assert counts(done) == {"created": 2}
    assert done.code == 2
    assert done.stderr


def test_refused_rows_carry_the_portals_words(console: Console, portal: DemoPortal, tmp_path: Path) -> None:
    words = "announcementValue must not be such a number"
    fault = {"kind": "items", "positions": [1], "error": words, "path": "/listings/bulk"}
    httpx.post(portal.page_url + "_demo/faults", json=[fault]).raise_for_status()
    file = write_csv(tmp_path / "a.csv", rows(3))
    done = console("upload", file)
    assert (done.code, counts(done)) == (1, {"created": 2, "refused": 1})
    assert done.data["failures"] == [{"row": 1, "externalId": "T-1", "messages": [words]}]
    again = console("retry")
    assert (again.code, counts(again)) == (0, {"created": 1})


def test_runs(console: Console, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", rows(2))
    console("upload", file)
    console("upload", file)
    done = console("runs")
    assert done.code == 0
    assert [(run["kind"], run["file"], run["created"], run["unchanged"]) for run in done.data] == [
        ("upload", "a.csv", 0, 2),
        ("upload", "a.csv", 2, 0),
    ]
    assert "a.csv" in console("runs", json=False).stdout
    offline = console.with_(key=None)("runs")
    assert offline.data == done.data, "the history can be read without a key"


def test_text_for_a_person(console: Console, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [row(0), row(1, Photos="")])
    done = console("upload", file, "--lang", "en", json=False)
    assert done.code == 1
    assert "Created" in done.stdout
    assert "Row 3 T-1" in done.stdout
    assert "1 of 1 answered" in done.stderr
    assert "{" not in done.stdout


# the data folder, stops and kills -------------------------------------------------------------------------------------
def test_a_data_folder_in_use(console: Console, tmp_path: Path) -> None:
    assert console("upload", write_csv(tmp_path / "a.csv", rows(1))).code == 0
    lock = FolderLock(console.data_dir / "lock", "rentix-desktop")
    lock.acquire()
    try:
        for words in (["plan", tmp_path / "a.csv"], ["upload", tmp_path / "a.csv"], ["resume"], ["retry"]):
            done = console(*words)
            assert (done.code, done.error) == (5, "data_folder_busy")
            assert "rentix-desktop" in done.data["error"]["message"]
        assert console("agency").code == 0
    finally:
        lock.release()
    assert console("resume").code == 0


@pytest.fixture
def slow(tmp_path: Path) -> tuple[Console, Path]:
    """Takes one bulk request a minute: after the first 100 rows of 250 a run waits."""
    return Console(tmp_path / "data", extra={"RENTIX_BULK_PER_MINUTE": "1"}), write_csv(tmp_path / "a.csv", rows(250))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_cleanly_and_resume_goes_on(slow: tuple[Console, Path], number: signal.Signals) -> None:
    with start_demo(DemoOptions(limits="off")) as portal:
        console, file = slow[0].with_(base_url=portal.base_url, key=portal.key), slow[1]
        with console.start("upload", file) as process:
            _until(lambda: _used(portal) >= 100, process)
            process.send_signal(number)
            done = console.done(process, *process.communicate(timeout=60))
        assert (done.code, counts(done)) == (130, {"created": 100, "not_sent": 150})
        rest = _unlimited(console)("resume")
        assert (rest.code, counts(rest)) == (0, {"created": 250})
        assert _used(portal) == 250


def test_a_killed_run_loses_no_row(slow: tuple[Console, Path]) -> None:
    with start_demo(DemoOptions(limits="off")) as portal:
        console, file = slow[0].with_(base_url=portal.base_url, key=portal.key), slow[1]
        with console.start("upload", file) as process:
            _until(lambda: _used(portal) >= 100, process)
            process.kill()
            process.communicate()
        rest = _unlimited(console)("resume")
        assert rest.code == 0
        found = counts(rest)
        assert found.pop("updated", 0) + found.pop("created", 0) == 250
        assert not found
        assert _used(portal) == 250


def test_a_service_that_dies_in_the_middle(slow: tuple[Console, Path]) -> None:
    console, file = slow
    with start_demo(DemoOptions(limits="off", answer_seconds=0.3)) as portal:
        console = _unlimited(console.with_(base_url=portal.base_url, key=portal.key))
        process = console.start("upload", file, "--wait", "0.5")
        _until(lambda: _used(portal) >= 100, process)
    with process:
        done = console.done(process, *process.communicate(timeout=60))
    found = counts(done)
    assert done.code in (0, 4)
    assert sum(found.values()) == 250
    if done.code == 4:
        assert done.stderr, "a sentence says why"
        waiting = console("resume", "--wait", "0")
        assert (waiting.code, counts(waiting)) == (4, found)


def _unlimited(console: Console) -> Console:
    return console.with_(extra={"RENTIX_BULK_PER_MINUTE": "1000"})


def _used(portal: DemoPortal) -> int:
    answer = httpx.get(portal.base_url + "/agency", headers={"X-API-Key": portal.key}).json()
    return int(answer["limits"]["monthlyListings"]["used"])


def _until(condition: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert process.poll() is None, "it ended before"
        assert time.monotonic() < end
        time.sleep(0.02)
