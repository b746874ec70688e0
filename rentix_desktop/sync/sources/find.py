"""Which file a source means today, and whether it may be taken: complete, and not older than the last one.

What is seen of a file is one thing, what follows from it another: `fits`, `chosen` and `older` are pure.
"""

from __future__ import annotations

import fnmatch
import hashlib
import math
import re
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from os import stat_result
from stat import S_ISREG
from typing import Final

from rentix_desktop.errors import Code
from rentix_desktop.sync.sources.book import FileFacts, Reason, WaitCode
from rentix_desktop.sync.sources.source import Place, Source

QUIET: Final = 2.0
"""Seconds between two looks at a file: one that is as it was is not being written."""

DATED: Final = 86_400.0
"""A file from further in the future, in seconds, has a wrong date: it says nothing of which file is newer."""

_NO_DATE: Final = (0.0, 32_503_680_000.0)
"""Some drives give dates before 1970 and after 3000, which no calendar of every system can show."""

_HELD: Final = (32, 33)
"""Errors of Windows: another program has the file for itself, or a part of it."""

_BEGINNINGS: Final = ("~$", ".~lock.", "._", ".")
_ENDS: Final = (
    ".tmp",
    ".temp",
    ".part",
    ".partial",
    ".crdownload",
    ".download",
    ".opdownload",
    ".filepart",
    ".swp",
    "~",
)


@dataclass(frozen=True, slots=True)
class Found:
    """A file as it was at a time."""

    facts: FileFacts
    at: float


def is_in_the_making(name: str) -> bool:
    """Whether a name is that of a program's own file beside the real one: a lock, a download that is not over."""
    low = name.casefold()
    return low.startswith(_BEGINNINGS) or low.endswith(_ENDS)


def fits(name: str, pattern: str) -> bool:
    """Whether a file's name is one of the pattern, whatever the case. "[" stands for itself."""
    if is_in_the_making(name) and name.casefold() != pattern.casefold():
        return False
    literal = re.sub(r"\[", "[[]", pattern.casefold())
    return fnmatch.fnmatchcase(name.casefold(), literal)


def chosen(names: Iterable[tuple[str, float]], pattern: str, now: float = math.inf) -> str | None:
    """Of files with the times they were changed, the newest that fits; of equally new ones the last by name. One from the
    future, as seen `now`, is taken only where there is no other."""
    fitting = [(changed <= now + DATED, changed, name) for name, changed in names if fits(name, pattern)]
    return max(fitting)[2] if fitting else None


def newest(place: Place, now: float | None = None) -> FileFacts | None:
    """The file that is meant now (None = by the clock); None = there is none, or its folder cannot be looked at."""
    files: dict[str, stat_result] = {}
    try:
        for path in place.folder.iterdir():
            if fits(path.name, place.pattern):
                with suppress(OSError):  # it went meanwhile
                    stat = path.stat()
                    if S_ISREG(stat.st_mode):
                        files[path.name] = stat
    except OSError:
        return None
    now = time.time() if now is None else now
    name = chosen(((name, stat.st_mtime) for name, stat in files.items()), place.pattern, now)
    if name is None:
        return None
    first, last = _NO_DATE
    return FileFacts(place.folder / name, files[name].st_size, min(max(files[name].st_mtime, first), last))


def find_file(source: Source, last: FileFacts | None, *, clock: Callable[[], float] = time.time) -> Found | Reason:
    """The file of today with its digest, or why it is not taken now. `last` is the file that was taken last.

    Whether it is still being written shows a moment later: `still_as_found`. `clock` gives seconds since the epoch.
    """
    place = source.place
    at = clock()
    found = newest(place, at)
    if found is None:
        return Reason(WaitCode.MISSING, {"folder": str(place.folder), "pattern": place.pattern})
    if not found.size:
        return Reason(WaitCode.EMPTY)
    try:
        with found.path.open("rb") as file:
            found = replace(found, digest=hashlib.file_digest(file, "blake2b").hexdigest()[:32])
    except FileNotFoundError:
        return Reason(WaitCode.STILL_WRITTEN)  # it was there a moment ago: it is being put in place
    except OSError as error:
        if getattr(error, "winerror", None) in _HELD:
            return Reason(WaitCode.STILL_WRITTEN)
        return Reason(WaitCode.NOT_READABLE, {"code": Code.FILE_NOT_READABLE.value})
    too_old = older(found, last)
    return too_old if too_old is not None else Found(found, at)


def older(found: FileFacts, last: FileFacts | None) -> Reason | None:
    """A file from before the last one that was taken would undo what came since; the same bytes undo nothing."""
    if last is None or found.changed_at >= last.changed_at or found.digest == last.digest:
        return None
    return Reason(WaitCode.OLDER, {"changed_at": found.changed_at, "last": last.changed_at})


def still_as_found(
    place: Place,
    found: Found,
    *,
    clock: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
) -> Reason | None:
    """Looks again, QUIET seconds after the first look at the earliest. `sleep` may raise to stop the wait."""
    passed = clock() - found.at
    sleep(min(QUIET, max(0.0, QUIET - passed)))
    now = newest(place, clock())
    if now is None or now != replace(found.facts, digest=""):
        return Reason(WaitCode.STILL_WRITTEN)
    return None
