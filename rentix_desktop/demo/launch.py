"""Starts the demo portal in a process of its own and stops it again."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import IO

from rentix_desktop.demo.options import DemoOptions
from rentix_desktop.errors import AppError, Cause, Code

DEMO_WORD = "--demo-portal"
"""First argument of a frozen program that is to be the demo portal: its entry point hands the arguments after it to
`rentix_desktop.demo.server.main`. A program run by Python is started with `-m` instead."""

_STOP_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class DemoPortal:
    """A running demo portal. `base_url` includes `/api/v1`; `page_url` is the page with the published listings."""

    base_url: str
    key: str
    pid: int

    @property
    def page_url(self) -> str:
        return self.base_url.removesuffix("api/v1")


@contextmanager
def start_demo(
    options: DemoOptions | None = None, *, ready_seconds: float = 20.0, program: Sequence[str] | None = None
) -> Iterator[DemoPortal]:
    """A demo portal for the length of the `with`; it also ends when this process dies in any way.

    `program` are the words that start it, before its options. Raises AppError(DEMO_NOT_STARTED) when it does not
    accept connections within `ready_seconds`: `detail` says what the process wrote.
    """
    wanted = replace(options or DemoOptions(), end_with_stdin=True)
    with tempfile.TemporaryFile() as complaints:
        process = _spawn([*(program or _program()), *wanted.arguments()], complaints)
        try:
            first = _first_line(process, ready_seconds)
            portal = _portal(first, process.pid)
            if portal is None:
                raise _not_started(process, complaints, first)
            yield portal
        finally:
            _stop(process)


def _program() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, DEMO_WORD]
    return [sys.executable, "-m", "rentix_desktop.demo"]


def _spawn(words: list[str], complaints: IO[bytes]) -> subprocess.Popen[bytes]:
    no_window = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows: no console window beside ours
    try:
        return subprocess.Popen(  # noqa: S603 - our own interpreter and fixed words
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints, creationflags=no_window
        )
    except OSError as error:
        raise AppError(Code.DEMO_NOT_STARTED, Cause.ENVIRONMENT, detail=str(error)) from error


def _first_line(process: subprocess.Popen[bytes], seconds: float) -> bytes:
    """The first line of its output, or what there is of it when it ends or `seconds` are over."""
    lines: list[bytes] = []
    output = process.stdout
    assert output is not None  # noqa: S101 - opened as a pipe above
    reader = threading.Thread(target=lambda: lines.append(output.readline()), name="demo-ready", daemon=True)
    reader.start()
    reader.join(seconds)
    if reader.is_alive():
        process.kill()
        reader.join(_STOP_SECONDS)
    return lines[0] if lines else b""


def _portal(line: bytes, pid: int) -> DemoPortal | None:
    try:
        said = json.loads(line)
        return DemoPortal(base_url=str(said["base_url"]), key=str(said["key"]), pid=pid)
    except (ValueError, KeyError, TypeError):
        return None


def _not_started(process: subprocess.Popen[bytes], complaints: IO[bytes], first: bytes) -> AppError:
    _stop(process)
    complaints.seek(0)
    words = (first + complaints.read(10_000)).decode("utf-8", "replace").strip()
    return AppError(Code.DEMO_NOT_STARTED, Cause.ENVIRONMENT, detail=words or f"exit code {process.returncode}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Closes its standard input, which it watches; insists where that is not enough."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
