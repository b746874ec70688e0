"""When a source is due, by a clock that is given. Pure: the same times, visits and moment give the same answer.

A moment that was missed, because the computer was off or asleep, is made up for once. After a visit that came to
nothing it is tried again soon, then ever more calmly (AGAIN_FIRST to AGAIN_MOST). Times of day are of the clock on the
wall: one that a day leaves out (the clock is put forward) counts as the moment after the gap, one that a day has twice
counts once, the first time.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rentix_desktop.sync.sources.book import TOOK, Visit, stopped_by_a_person
from rentix_desktop.sync.sources.source import Times

AGAIN_FIRST: Final = dt.timedelta(minutes=5)
AGAIN_MOST: Final = dt.timedelta(hours=1)
_TRUSTED: Final = dt.timedelta(hours=1)
"""A visit further in the future than this was written while the clock was wrong: it says nothing."""


_LATE: Final = dt.timedelta(minutes=15)
"""So long after its hour a visit was not one of that hour any more."""


class DueWhy(StrEnum):
    FIRST = "first"  # it was never looked at
    AT = "at"  # a time of day
    EVERY = "every"  # so many minutes after the last visit
    AGAIN = "again"  # the last visit came to nothing
    CLOCK = "clock"  # the clock was put back: when the last visit was is not known


@dataclass(frozen=True, slots=True)
class Due:
    """`at` is of the person's zone, and in the past where it was missed: it is due now."""

    at: dt.datetime
    why: DueWhy

    def is_due(self, now: dt.datetime) -> bool:
        return self.at.astimezone(dt.UTC) <= now.astimezone(
            dt.UTC
        )  # within one zone Python compares walls, not moments


class SystemZone(dt.tzinfo):
    """The zone this computer is set to, with its summer time; asked of the system each time."""

    def utcoffset(self, when: dt.datetime | None) -> dt.timedelta | None:
        if when is None:
            return None
        naive = when.replace(tzinfo=None)
        return naive - dt.datetime.fromtimestamp(naive.timestamp(), dt.UTC).replace(tzinfo=None)

    def fromutc(self, when: dt.datetime) -> dt.datetime:
        return dt.datetime.fromtimestamp(when.replace(tzinfo=dt.UTC).timestamp()).replace(tzinfo=self)  # noqa: DTZ006 - of this computer, that is the point

    def dst(self, _: dt.datetime | None) -> dt.timedelta | None:
        return None

    def tzname(self, _: dt.datetime | None) -> str | None:
        return None


def now_here() -> dt.datetime:
    """This moment on the person's clock."""
    return dt.datetime.now(SystemZone())


def next_due(times: Times, visits: Sequence[Visit], now: dt.datetime) -> Due | None:
    """When a source is due by the clock; None = it never is (by hand, or only when its file changes).

    `visits` are those of the source, newest first; the last good one and those after it are enough. `now` is aware, of
    the person's zone, and so is the answer.
    """
    if times.by_hand:
        return None
    if not visits:
        return Due(now, DueWhy.FIRST)
    zone = _zone(now)
    last = visits[0]
    at = _moment(last.at)
    if at - now.astimezone(dt.UTC) > _TRUSTED:
        return Due(now, DueWhy.CLOCK)
    well = last.end in TOOK or stopped_by_a_person(last)  # who did not want it now
    due = _planned(times, at, zone) if well else _after_trouble(times, visits, zone)
    return due and Due(due.at.astimezone(zone), due.why)


def made_up_for(times: Times, last: Visit | None, before: Visit | None, zone: dt.tzinfo) -> dt.datetime | None:
    """The hour that was missed, because nobody was there to look, before the visit `last` came too late; None = it came
    in time, or `before`, the one before it, came to nothing."""
    if not times.at or last is None or before is None or before.end not in TOOK:
        return None
    hour = next_moment(times.at, _moment(before.at), zone)
    return hour.astimezone(zone) if _moment(last.at) - hour > _LATE else None


def next_moment(times: Collection[dt.time], after: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """The first of these times of day after a moment, in UTC. `times` are not empty."""
    day = after.astimezone(zone).date()
    near = (_on_day(day + dt.timedelta(days=days), time, zone) for days in (-1, 0, 1, 2) for time in times)
    return min(moment for moment in near if moment > after)


def _planned(times: Times, after: dt.datetime, zone: dt.tzinfo) -> Due | None:
    """When it is due with nothing wrong; moments are in UTC here, where they compare as they follow each other."""
    found = []
    if times.every_minutes:
        found.append(Due(after + dt.timedelta(minutes=times.every_minutes), DueWhy.EVERY))
    if times.at:
        found.append(Due(next_moment(times.at, after, zone), DueWhy.AT))
    return min(found, key=_when, default=None)


def _after_trouble(times: Times, visits: Sequence[Visit], zone: dt.tzinfo) -> Due:
    """A time of day a person chose always counts; otherwise not before the pause is over."""
    at = _moment(visits[0].at)
    pause = min(max(at - _trouble_since(times, visits, zone), AGAIN_FIRST), AGAIN_MOST)
    due = Due(at + pause, DueWhy.AGAIN)
    if times.every_minutes and times.every_minutes * 60 > pause.total_seconds():
        due = Due(at + dt.timedelta(minutes=times.every_minutes), DueWhy.EVERY)
    if times.at:
        due = min(due, Due(next_moment(times.at, at, zone), DueWhy.AT), key=_when)
    return due


def _trouble_since(times: Times, visits: Sequence[Visit], zone: dt.tzinfo) -> dt.datetime:
    """When it should have gone well: the book keeps one visit of many that say the same, so that they cannot be counted."""
    last = visits[0]
    good = next((visit for visit in visits if visit.end in TOOK), None)
    begun = [_moment(visit.at) for visit in itertools.takewhile(lambda visit: visit.end not in TOOK, visits)]
    if times.on_change and last.file and (good is None or last.file.changed_at > good.at):
        begun.append(_moment(last.file.changed_at))
    if good is not None and (planned := _planned(times, _moment(good.at), zone)):
        begun.append(planned.at)
    return min(begun)


def _on_day(day: dt.date, time: dt.time, zone: dt.tzinfo) -> dt.datetime:
    """The moment, in UTC, a clock on the wall shows this; that after the gap where it never does."""
    wall = dt.datetime.combine(day, time.replace(tzinfo=None, fold=0), zone)
    first, second = wall.astimezone(dt.UTC), wall.replace(fold=1).astimezone(dt.UTC)
    if second >= first:  # it is there once, or twice
        return first
    before, after = int(second.timestamp()), int(first.timestamp()) + 1
    offset = _offset(after, zone)
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (before, middle) if _offset(middle, zone) == offset else (middle, after)
    return _moment(after)


def _offset(moment: int, zone: dt.tzinfo) -> dt.timedelta | None:
    return _moment(moment).astimezone(zone).utcoffset()


def _moment(seconds: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def _zone(now: dt.datetime) -> dt.tzinfo:
    assert now.tzinfo is not None  # noqa: S101 - the caller's duty
    return now.tzinfo


def _when(due: Due) -> dt.datetime:
    return due.at
