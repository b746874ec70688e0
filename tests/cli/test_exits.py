"""Exit codes: of every cause, of every kind of summary; and what a second signal does."""

from __future__ import annotations

import io
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from rentix_desktop.cli.main import run
from rentix_desktop.cli.options import GlobalOptions
from rentix_desktop.cli.output import exit_code
from rentix_desktop.cli.stopping import Stopping
from rentix_desktop.cli.summary import summary_exit
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.ports import Settings
from rentix_desktop.sync.progress import Summary
from rentix_desktop.sync.summary import NOTHING
from tests.cli.console import Console
from tests.destinations.scripted import scripted


@pytest.mark.parametrize(
    ("cause", "code"),
    [
        (Cause.USAGE, 2),
        (Cause.DATA, 2),
        (Cause.ENVIRONMENT, 2),
        (Cause.ACCESS, 3),
        (Cause.UNREACHABLE, 4),
        (Cause.BUSY, 5),
    ],
)
def test_of_an_error(cause: Cause, code: int) -> None:
    assert exit_code(AppError(Code.WRONG_USAGE, cause)) == code


def _summary(**counts: Any) -> Summary:
    return replace(NOTHING, run=1, **counts)


@pytest.mark.parametrize(
    ("summary", "whole", "trial"),
    [
        (_summary(created=3, updated=1, unchanged=5, hidden=1, skipped=2), 0, 0),
        (_summary(created=3, blocked=1), 1, 0),
        (_summary(created=3, not_sent=1), 1, 0),
        (_summary(created=3, hide_held=1), 1, 0),
        (_summary(created=3, refused=1), 1, 1),
        (_summary(created=3, not_sent=2, limit_reached=True), 1, 1),
        (_summary(created=3, in_doubt=1, refused=1), 4, 4),
        (_summary(not_sent=3, stopped=AppError(Code.KEY_INVALID, Cause.ACCESS)), 3, 3),
        (_summary(not_sent=3, stopped=AppError(Code.UNREACHABLE, Cause.UNREACHABLE)), 4, 4),
        (_summary(not_sent=3, in_doubt=1, stopped=AppError(Code.STOPPED, Cause.USAGE)), 130, 130),
    ],
)
def test_of_a_summary(summary: Summary, whole: int, trial: int) -> None:
    assert summary_exit(summary) == whole
    assert summary_exit(summary, trial=True) == trial


def test_a_bug_is_told_as_ours_without_a_traceback(tmp_path: Path) -> None:
    class Store:
        def load(self) -> Settings:
            return Settings()

    @contextmanager
    def broken(_: GlobalOptions) -> Iterator[Any]:
        yield SimpleNamespace(settings=Store(), spool_folder=tmp_path)

    stdout, stderr = io.StringIO(), io.StringIO()
    code = run(["inspect", str(tmp_path / "x.csv"), "--json"], {}, broken, _no_demo, stdout, stderr)
    told = json.loads(stdout.getvalue())["error"]
    assert (code, told["code"]) in ((2, "bug"), (2, "file_missing"))
    code = run(["agency", "--json"], {"RENTIX_API_KEY": "abc"}, broken, _no_demo, stdout := io.StringIO(), stderr)
    assert (code, json.loads(stdout.getvalue())["error"]["code"]) == (2, "bug")
    assert "Traceback" not in stderr.getvalue()


def _no_demo(_: int, __: str, ___: bool) -> Any:
    raise AssertionError


@pytest.mark.skipif(sys.platform == "win32", reason="only on Linux and macOS: a process cannot send itself Ctrl+C")
def test_the_first_signal_stops_a_run_and_the_second_ends_it_at_once() -> None:
    stopping, control, go_on = Stopping(), RunControl(), threading.Event()

    def stubborn() -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        while not control.cancelled:
            go_on.wait(0.01)
        os.kill(os.getpid(), signal.SIGINT)
        go_on.wait()

    with stopping.listening():
        with pytest.raises(KeyboardInterrupt):
            stopping.work(control, stubborn)
        assert control.cancelled
    go_on.set()


@pytest.mark.skipif(sys.platform == "win32", reason="only on Linux and macOS: a process cannot send itself Ctrl+C")
def test_without_a_run_the_first_one_ends_it_and_the_old_handlers_come_back() -> None:
    before = signal.getsignal(signal.SIGTERM)

    def told_to_end() -> None:
        with Stopping().listening():
            os.kill(os.getpid(), signal.SIGTERM)
            threading.Event().wait(10)

    with pytest.raises(KeyboardInterrupt):
        told_to_end()
    assert signal.getsignal(signal.SIGTERM) is before


def test_what_the_work_raises_comes_out() -> None:
    def fails() -> None:
        raise AppError(Code.DISK_FULL, Cause.ENVIRONMENT)

    with pytest.raises(AppError):
        Stopping().work(RunControl(), fails)


@pytest.mark.parametrize("command", ["agency", "resume"])
def test_a_server_that_says_nothing_does_not_keep_a_command_from_ending(tmp_path: Path, command: str) -> None:
    with scripted(None) as server:
        process = Console(tmp_path, server.address, "any-key-0123456789").start(command)
        with process:
            while not server.asked:
                assert process.poll() is None
                time.sleep(0.01)
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=20)  # and not the minute that an answer may take
    assert process.returncode == 130
