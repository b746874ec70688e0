"""The lock of the data folder, between real processes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.store.lock import FolderLock

_HOLD = """
import subprocess, sys
from pathlib import Path
from rentix_desktop.store.lock import FolderLock
lock = FolderLock(Path(sys.argv[1]), "rentix-desktop")
lock.acquire()
child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
print(child.pid, flush=True)
sys.stdin.read()
"""


@contextmanager
def _holder(path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that holds the lock, and has a child that outlives it for a moment."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip().isdigit()
        try:
            yield process
        finally:
            process.kill()


def test_it_says_who_holds_it_and_is_free_the_moment_the_holder_is_killed(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path / "lock", "rentix-sync")
    with _holder(tmp_path / "lock") as process:
        with pytest.raises(AppError) as caught:
            lock.acquire()
        assert (caught.value.code, caught.value.cause) == (Code.DATA_FOLDER_BUSY, Cause.BUSY)
        assert caught.value.params == {
            "path": str(tmp_path),
            "program": "rentix-desktop",
            "pid": str(process.pid),
        }
        process.kill()
        process.wait()
        lock.acquire()
        lock.release()


def test_within_one_process_it_is_held_once_and_can_be_taken_again(tmp_path: Path) -> None:
    first, second = (FolderLock(tmp_path / "lock", name) for name in ("one", "two"))
    first.acquire()
    first.acquire()
    with pytest.raises(AppError):
        second.acquire()
    first.release()
    first.release()
    second.acquire()
    second.release()


def test_damaged_words_about_the_holder_do_no_harm(tmp_path: Path) -> None:
    first = FolderLock(tmp_path / "lock", "one")
    first.acquire()
    (tmp_path / "lock").write_bytes(b'{"pid": \xff')
    with pytest.raises(AppError) as caught:
        FolderLock(tmp_path / "lock", "two").acquire()
    assert caught.value.params == {"path": str(tmp_path)}
    first.release()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(AppError) as caught:
        FolderLock(tmp_path / "gone" / "lock", "x").acquire()
    assert caught.value.code is Code.DATA_FOLDER_NOT_WRITABLE
