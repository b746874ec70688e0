"""Small files of ours on disk: written whole or not at all, readable by their owner only, never lost when damaged."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
from pathlib import Path

from rentix_desktop.errors import AppError, Cause, Code, no_room_left


def write_whole(path: Path, text: str) -> None:
    """Replaces `path` by `text` (UTF-8) in one step: a reader sees the old or the new file, even after a power cut.

    Raises AppError DISK_FULL or DATA_FOLDER_NOT_WRITABLE; the old file is then as it was.
    """
    try:
        # mkstemp makes the file with mode 0600; on Windows the folder of the profile is private already
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".new")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, path)  # noqa: PTH105 - a descriptor's name, as mkstemp gives it
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)  # noqa: PTH108 - as above
            raise
    except OSError as error:
        raise disk_error(error, path.parent) from error


def set_aside(path: Path) -> Path:
    """Renames a damaged file so that it is kept and out of the way; gives its new path.

    Raises AppError DATA_FOLDER_NOT_WRITABLE.
    """
    number = 1
    while (kept := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    try:
        path.replace(kept)
    except OSError as error:
        raise disk_error(error, path.parent) from error
    return kept


def safe_name(*parts: str) -> str:
    """A file name that any system takes, readable, and different for different parts: "crm.rentix.md-318-9f2c51d08a33"."""
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]
    readable = "-".join(re.sub(r"[^A-Za-z0-9.]+", "-", re.sub(r"^\w+://", "", part)).strip("-.") for part in parts)
    return f"{readable[:60].strip('-.')}-{digest}".lstrip("-")


def disk_error(error: OSError, folder: Path) -> AppError:
    """What a failed write to the data folder is called."""
    code = Code.DISK_FULL if no_room_left(error) else Code.DATA_FOLDER_NOT_WRITABLE
    return AppError(code, Cause.ENVIRONMENT, detail=type(error).__name__, path=str(folder))
