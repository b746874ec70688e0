"""Moments as a person says them: of days gone by, and when a kept file goes next. On the person's clock."""

from __future__ import annotations

import datetime as dt

from rentix_desktop.sync.sources.source import Times
from rentix_desktop.sync.sources.times import Due
from rentix_desktop.texts.language import Texts


def next_words(times: Times, due: Due | None, now: dt.datetime, tr: Texts) -> str:
    """ "tomorrow 08:00", "when the file changes", "by hand"; after "Next: ". `now` and `due` in the person's zone."""
    if times.by_hand:
        return tr("by hand")
    if due is None:
        return tr("when the file changes")
    moment = tr("now") if due.is_due(now) else moment_words(due.at, now, tr)
    if times.on_change:
        return tr("{moment}, or when the file changes", moment=moment)
    return moment


def moment_words(at: dt.datetime, now: dt.datetime, tr: Texts) -> str:
    """ "now", "today 14:30", "tomorrow 08:00", "yesterday 08:00", "23.11. 08:00"; the year where it is another."""
    if abs((at.astimezone(dt.UTC) - now.astimezone(dt.UTC)).total_seconds()) < 1:
        return tr("now")
    clock = at.strftime("%H:%M")
    match (at.date() - now.date()).days:
        case 0:
            return tr("today {time}", time=clock)
        case 1:
            return tr("tomorrow {time}", time=clock)
        case -1:
            return tr("yesterday {time}", time=clock)
    return at.strftime("%d.%m. %H:%M" if at.year == now.year else "%d.%m.%Y %H:%M")


def ago_words(at: float, now: dt.datetime, tr: Texts) -> str:
    """As `moment_words`; `at` in seconds since the epoch."""
    return moment_words(dt.datetime.fromtimestamp(at, now.tzinfo), now, tr)


def late_words(hour: dt.datetime | None, at: float, tr: Texts) -> str:
    """Why a sync was late, of the hour it made up for; "" = it was not. `at`: when it was, in seconds since the epoch."""
    if hour is None:
        return ""
    clock = hour.strftime("%H:%M")
    if hour.date() == dt.datetime.fromtimestamp(at, hour.tzinfo).date():
        return tr("due at {time}: the computer was off or asleep, or the program closed", time=clock)
    return tr(
        "due on {date} at {time}: the computer was off or asleep, or the program closed",
        date=hour.strftime("%d.%m."),
        time=clock,
    )


def date_words(at: float) -> str:
    """ "23.11.2026"; `at` in seconds since the epoch."""
    return dt.datetime.fromtimestamp(at).astimezone().strftime("%d.%m.%Y")


def date_time_words(at: float) -> str:
    """ "23.11.2026 08:00"; `at` in seconds since the epoch."""
    return dt.datetime.fromtimestamp(at).astimezone().strftime("%d.%m.%Y %H:%M")


def times_words(times: Times, tr: Texts) -> str:
    """ "when the file changes; every 30 minutes; every day at 08:00, 13:00", or "by hand": what was chosen."""
    if times.by_hand:
        return tr("by hand")
    said = []
    if times.on_change:
        said.append(tr("when the file changes"))
    if times.every_minutes:
        said.append(tr.plural("every {n} minute", "every {n} minutes", times.every_minutes))
    if times.at:
        clocks = ", ".join(time.strftime("%H:%M") for time in sorted(times.at))
        said.append(tr("every day at {times}", times=clocks))
    return "; ".join(said)
