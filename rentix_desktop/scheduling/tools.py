"""Calling the system's programs, and small files that are put back when a call fails."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rentix_desktop.errors import AppError, Cause, Code, no_room_left

_SECONDS: Final = 30.0
_SAID: Final = 300
_NO_WINDOW: Final = getattr(subprocess, "CREATE_NO_WINDOW", 0)


@dataclass(frozen=True, slots=True)
class Answer:
    code: int
    output: bytes
    said: str  # what it wrote about an error, one line


def ask(tool: str, *arguments: str) -> Answer:
    """Calls a program of the system. Raises AppError SCHEDULER_MISSING, SCHEDULER_FAILED where it never ends."""
    environment = {**os.environ, "LC_ALL": "C"}
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program of the system, its arguments in a list
            [tool, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            env=environment,
            creationflags=_NO_WINDOW,
            check=False,
        )
    except FileNotFoundError as error:
        raise AppError(Code.SCHEDULER_MISSING, Cause.ENVIRONMENT, tool=tool) from error
    except subprocess.TimeoutExpired as error:
        raise _failed(tool, f"no answer in {_SECONDS:g} s") from error
    except (OSError, ValueError) as error:
        raise _failed(tool, str(error)) from error
    said = " ".join((done.stderr or done.stdout).decode("utf-8", "replace").split())
    return Answer(done.returncode, done.stdout, said[:_SAID])


def order(tool: str, *arguments: str) -> Answer:
    """As `ask`; raises AppError SCHEDULER_FAILED with its words where it says no."""
    answer = ask(tool, *arguments)
    if answer.code:
        raise _failed(tool, answer.said or f"exit code {answer.code}")
    return answer


def _failed(tool: str, said: str) -> AppError:
    return AppError(Code.SCHEDULER_FAILED, Cause.ENVIRONMENT, detail=said, tool=tool, said=said)


def words(*arguments: str) -> None:
    """Raises AppError SCHEDULE_PATH for what no entry can hold: bytes that are no text, and line breaks."""
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError:
            raise path_refused(argument) from None
        if any(ord(char) < 32 for char in argument):
            raise path_refused(argument)


def path_refused(path: str) -> AppError:
    return AppError(Code.SCHEDULE_PATH, Cause.USAGE, path=path.encode("utf-8", "backslashreplace").decode())


@contextlib.contextmanager
def replacing(contents: Mapping[Path, bytes | None]) -> Iterator[None]:
    """Writes files (None = deletes them) and keeps them so where the block ends well; else they are as they were.

    Raises AppError FILE_NOT_WRITABLE, DISK_FULL.
    """
    former: dict[Path, bytes | None] = {}
    try:
        for path, content in contents.items():
            former[path] = path.read_bytes() if path.exists() else None
            _put(path, content)
        yield
    except BaseException as error:
        for path, content in former.items():
            with contextlib.suppress(OSError):
                _put(path, content)
        if isinstance(error, OSError):
            code = Code.DISK_FULL if no_room_left(error) else Code.FILE_NOT_WRITABLE
            where = str(error.filename or next(iter(contents)))
            raise AppError(code, Cause.ENVIRONMENT, detail=str(error.strerror), path=where) from error
        raise


def _put(path: Path, content: bytes | None) -> None:
    if content is None:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(content)
    beside.replace(path)
