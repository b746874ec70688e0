"""Which file a source means today, and whether it may be taken: complete, and not older than the last one.

What is seen of a file is one thing, what follows from it another: `chosen`, `may_be_taken` are pure.
"""

from __future__ import annotations

import fnmatch
import hashlib
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from stat import S_ISREG
from typing import Final

from rentix_desktop.errors import Code
from rentix_desktop.sync.sources.book import FileFacts, Reason, WaitCode
from rentix_desktop.sync.sources.source import Place, Source

QUIET: Final = 3.0
"""Seconds between two looks at a file: one that is as it was is not being written."""

_BEGINNINGS: Final = ("~$", ".~lock.", "._", ".")
_ENDS: Final = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".opdownload", ".filepart", ".swp", "~")


def is_in_the_making(name: str) -> bool:
    """Whether a name is that of a program's own file beside the real one: a lock, a download that is not over."""
    low = name.casefold()
    return low.startswith(_BEGINNINGS) or low.endswith(_ENDS)


def fits(name: str, pattern: str) -> bool:
    """Whether a file's name is one of the pattern, whatever the case. "[" stands for itself."""
    if is_in_the_making(name):
        return False
    literal = re.sub(r"\[", "[[]", pattern.casefold())
    return fnmatch.fnmatchcase(name.casefold(), literal)


def chosen(names: Iterable[tuple[str, float]], pattern: str) -> str | None:
    """Of files with the times they were changed, the newest that fits; of equally new ones the last by name."""
    fitting = [(changed, name) for name, changed in names if fits(name, pattern)]
    return max(fitting)[1] if fitting else None


def newest(place: Place) -> FileFacts | None:
    """The file that is meant now; None = there is none, or its folder cannot be looked at."""
    try:
        found = {path.name: path.stat() for path in place.folder.iterdir() if fits(path.name, place.pattern)}
    except OSError:
        return None
    files = {name: stat for name, stat in found.items() if S_ISREG(stat.st_mode)}
    name = chosen(((name, stat.st_mtime) for name, stat in files.items()), place.pattern)
    return None if name is None else FileFacts(place.folder / name, files[name].st_size, files[name].st_mtime)


def find_file(
    source: Source,
    last: FileFacts | None,
    *,
    clock: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
) -> FileFacts | Reason:
    """The file of today with its digest, or why it is not taken now. `last` is the file that was taken last.

    `clock` gives seconds since the epoch; `sleep` may raise to stop the wait. Raises nothing of its own.
    """
    raise NotImplementedError
