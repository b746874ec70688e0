"""The lock of the data folder: one program writes at a time. The operating system frees it when the holder dies."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Final

from rentix_desktop.errors import AppError, Cause, Code, Param
from rentix_desktop.store.files import disk_error

if sys.platform == "win32":
    import msvcrt

    _FAR: Final = 0x7FFF0000
    """Windows forbids others to read a locked byte: the lock is far behind the text that says who holds it."""

    def _try_lock(handle: int) -> bool:
        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(handle: int) -> None:
        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)


class FolderLock:
    """Held from `acquire` to `release`. The file stays: deleting it would let two programs lock two files.

    The handle is not inherited by child processes, so that a child left running does not hold the folder.
    """

    def __init__(self, path: Path, program: str) -> None:
        self._path = path
        self._program = program
        self._handle: int | None = None

    def acquire(self) -> None:
        """Returns at once when it is already held by this object.

        Raises AppError DATA_FOLDER_BUSY with params path, and program and pid of the holder where they are known;
        DATA_FOLDER_NOT_WRITABLE.
        """
        if self._handle is not None:
            return
        try:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        except OSError as error:
            raise disk_error(error, self._path.parent) from error
        try:
            if not _try_lock(handle):
                folder = str(self._path.parent)
                raise AppError(Code.DATA_FOLDER_BUSY, Cause.BUSY, detail="locked", path=folder, **_holder(handle))
            self._say_who(handle)
        except BaseException:
            os.close(handle)
            raise
        self._handle = handle

    def release(self) -> None:
        if self._handle is None:
            return
        handle, self._handle = self._handle, None
        with contextlib.suppress(OSError):
            os.ftruncate(handle, 0)
            _unlock(handle)
        os.close(handle)

    def _say_who(self, handle: int) -> None:
        who = json.dumps({"pid": os.getpid(), "program": self._program}).encode()
        with contextlib.suppress(OSError):  # a full disk: the lock holds all the same
            os.ftruncate(handle, 0)
            os.lseek(handle, 0, os.SEEK_SET)
            os.write(handle, who)


def _holder(handle: int) -> dict[str, Param]:
    """Who wrote its name into the file; it may just be about to."""
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        who = json.loads(os.read(handle, 1000))
        return {"program": str(who["program"]), "pid": str(int(who["pid"]))}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
