"""The entry in the system's own scheduler: what it says, and the port to the system.

One entry for all kept sources of a data folder, not one each: it wakes `rentix-sync sync --due` at every time of day of
any source, and besides every so often; which sources are due is then decided by `times`, as in the window. So an entry
stays right when a source is added, is made up for after sleep without running anything twice, and what came to nothing
is tried again within the hour. Waking up for nothing takes about a second and asks the portal nothing but what became of
what was sent, where that is not known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

from rentix_desktop.sync.sources.source import Times

_ON_CHANGE: Final = 15
"""Minutes between two looks at files that are to go when they change: the system's schedulers do not watch files."""
_TRY_AGAIN: Final = 60
"""Minutes between two looks at the least: what failed or waited is tried again."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`arguments` are those of `rentix-sync`, never a key; the scheduler knows the program. `at` in the clock of the
    wall, every day; `every_minutes` from 1 to 1440. At least one of the two is given."""

    arguments: tuple[str, ...]
    at: tuple[dt.time, ...] = ()
    every_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Installed:
    """What is there. `command` and `next_run` as the system writes them; `active` = the system really wakes it."""

    at: tuple[dt.time, ...]
    every_minutes: int | None
    command: str
    active: bool = True
    next_run: str | None = None  # None = the system does not tell


class SystemScheduler(Protocol):
    """The scheduler of this computer, for the person who is logged on. Calls take up to its time limit.

    Raises AppError SCHEDULER_MISSING, SCHEDULER_FAILED, FILE_NOT_WRITABLE, SCHEDULE_PATH.
    """

    def install(self, entry: Entry) -> None:
        """In place of one that is there. Where it fails, that one is still there."""
        ...

    def retime(self, at: tuple[dt.time, ...], every_minutes: int | None) -> None:
        """The entry that is there, with the same command, at these times from now on. Raises as `install`, too; where it
        fails, it is as it was. Of no effect where there is none."""
        ...

    def remove(self) -> bool:
        """Whether there was one."""
        ...

    def show(self) -> Installed | None: ...


def wakings(all_times: Iterable[Times]) -> tuple[tuple[dt.time, ...], int | None]:
    """When the one entry wakes for these sources: the times of day, and the minutes between two looks. Nothing and None
    where all of them go by hand."""
    timed = [times for times in all_times if not times.by_hand]
    if not timed:
        return (), None
    every = [times.every_minutes for times in timed if times.every_minutes]
    every += [_ON_CHANGE for times in timed if times.on_change]
    return tuple(sorted({time for times in timed for time in times.at})), min([*every, _TRY_AGAIN])


def is_stale(found: Installed | None, all_times: Iterable[Times]) -> bool:
    """Whether an entry that goes by the times of the kept sources does not know them as they are by now."""
    return found is not None and "--due" in found.command and (found.at, found.every_minutes) != _wanted(all_times)


def follow(scheduler: SystemScheduler, all_times: Iterable[Times]) -> bool:
    """Tells the entry the times of the kept sources, where it goes by them and has others; whether it had. Raises as
    `SystemScheduler`."""
    all_times = tuple(all_times)
    stale = is_stale(scheduler.show(), all_times)
    if stale:
        scheduler.retime(*_wanted(all_times))
    return stale


def _wanted(all_times: Iterable[Times]) -> tuple[tuple[dt.time, ...], int | None]:
    """With nothing to do for the moment it stays, for what comes."""
    at, every = wakings(all_times)
    return at, every if at or every else _TRY_AGAIN
