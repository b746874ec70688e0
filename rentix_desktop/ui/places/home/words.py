"""What the home page says, in words: pure, from facts and the moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from rentix_desktop.sync.progress import RunProgress, Summary
from rentix_desktop.sync.sources.book import Visit, VisitEnd
from rentix_desktop.sync.sources.monitor import Day, Need, NeedCode, SourceFigures
from rentix_desktop.sync.sources.source import Place, Source, Times, Vanished
from rentix_desktop.sync.sources.times import made_up_for
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.names import status_name, wait_name
from rentix_desktop.texts.times import ago_words, late_words, times_words
from rentix_desktop.ui.widgets.basics import Tone

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_MORNING, _NOON, _EVENING, _NIGHT = 5, 12, 18, 23


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the four of a source: what it is, what it says, and a quiet line under it."""

    name: str
    says: str
    more: str = ""
    tone: Tone = Tone.PLAIN


def greeting(at: dt.datetime, tr: Texts) -> str:
    if _MORNING <= at.hour < _NOON:
        return tr("Good morning.")
    if _NOON <= at.hour < _EVENING:
        return tr("Good afternoon.")
    return tr("Good evening.") if _EVENING <= at.hour < _NIGHT else tr("Hello.")


def title(at: dt.datetime, needs: int, tr: Texts) -> str:
    """ "Good morning. One thing needs you." """
    if not needs:
        rest = tr("All is well.")
    elif needs == 1:
        rest = tr("One thing needs you.")
    else:
        rest = tr.plural("{n} thing needs you.", "{n} things need you.", needs)
    return f"{greeting(at, tr)} {rest}"


def length(seconds: float, tr: Texts) -> str:
    """ "4 min", "2 h", "3 d": short, as a figure."""
    if seconds < 45:
        return tr("{n} s", n=tr.number(max(1, round(seconds))))
    if seconds < 90 * _MINUTE:
        return tr("{n} min", n=tr.number(max(1, round(seconds / _MINUTE))))
    if seconds < 36 * _HOUR:
        return tr("{n} h", n=tr.number(round(seconds / _HOUR)))
    return tr.plural("{n} d", "{n} d", round(seconds / _DAY))


# a source ---------------------------------------------------------------------------------------------------------------
def place_words(place: Place) -> str:
    """The file, or the pattern in its folder, as the system writes it."""
    return str(place.folder / place.pattern)


def source_words(source: Source, tr: Texts) -> str:
    """ "C:\\Exports\\Export*.xlsx · changes only · every day at 08:00"."""
    what = tr("changes only")
    if source.rules.vanished is Vanished.KEEP:
        what = tr("changes only, nothing is hidden")
    return " · ".join((place_words(source.place), what, times_words(source.times, tr)))


def last_figure(figures: SourceFigures, times: Times, now: dt.datetime, tr: Texts) -> Figure:
    """The last visit, and why it was late, where it was; or the upload by hand that came after it."""
    name, last, summary, sent_at = tr("Last sync"), figures.last, figures.summary, figures.sent_at
    if summary is not None and sent_at is not None and (last is None or _is_later(sent_at, summary, last)):
        return Figure(name, ago_words(sent_at, now, tr), sent_words(summary, tr))
    if last is None:
        return Figure(name, tr("not yet"), tr("Nothing was sent by it so far"))
    hour = made_up_for(times, last, figures.before, now.tzinfo or dt.UTC)
    said = (done_words(last, summary, tr), late_words(hour, last.at, tr))
    return Figure(name, ago_words(last.at, now, tr), "; ".join(filter(None, said)))


def _is_later(sent_at: float, summary: Summary, last: Visit) -> bool:
    return summary.run != last.run and sent_at > last.at


def done_words(visit: Visit, summary: Summary | None, tr: Texts) -> str:
    """ "61 updated, 5 new"."""
    if visit.end is VisitEnd.SAME or summary is None:
        return tr("nothing had changed")
    return sent_words(summary, tr)


def sent_words(summary: Summary, tr: Texts) -> str:
    """ "61 updated, 5 new"."""
    parts = (
        (summary.updated, tr.plural("{n} updated", "{n} updated", summary.updated)),
        (summary.created, tr.plural("{n} new", "{n} new", summary.created)),
        (summary.hidden, tr.plural("{n} hidden", "{n} hidden", summary.hidden)),
    )
    return ", ".join(text for count, text in parts if count) or tr("nothing had changed")


def errors_figure(figures: SourceFigures, tr: Texts) -> Figure:
    name = tr("Errors")
    fix = next((need for need in figures.needs if need.code is NeedCode.TO_FIX), None)
    if fix is None:
        says = tr("none found") if figures.last is not None else "–"
        return Figure(name, says)
    count, causes = _whole(fix, "count"), _whole(fix, "causes")
    more = tr.plural("{n} cause", "{n} causes", causes) if causes else ""
    return Figure(name, tr.plural("{n} to fix", "{n} to fix", count), more, Tone.WRONG)


def delay_figure(figures: SourceFigures, tr: Texts) -> Figure:
    name = tr("From change to portal")
    if figures.delay is None:
        return Figure(name, "–", tr("not known yet"))
    return Figure(name, length(figures.delay, tr), tr("half of the listings are faster"))


def _whole(need: Need, name: str) -> int:
    value = need.params.get(name, 0)
    return value if isinstance(value, int) else 0


# while it runs ----------------------------------------------------------------------------------------------------------
def progress_words(progress: object, tr: Texts) -> tuple[str, float | None]:
    """What a turn is at, and how far it is (0…1; None = not known)."""
    if isinstance(progress, RunProgress):
        if progress.waiting is not None:
            return wait_name(progress.waiting.why, tr), None
        if not progress.to_send:
            return tr("Sending…"), None
        words = tr("Sending: {n} of {all}", n=tr.number(progress.answered), all=tr.number(progress.to_send))
        return words, progress.answered / progress.to_send
    if isinstance(progress, int) and progress:
        return tr.plural(
            "Looking for what changed: {n} row so far", "Looking for what changed: {n} rows so far", progress
        ), None
    return tr("Reading the file…"), None


# the charts ---------------------------------------------------------------------------------------------------------------
def day_words(day: Day, tr: Texts) -> str:
    """ "16.11.: 61 sent, 2 errors"."""
    date = day.day.strftime("%d.%m.")
    if not day.sent and not day.errors:
        return tr("{date} nothing was sent", date=date)
    parts = [tr.plural("{n} sent", "{n} sent", day.sent)]
    if day.errors:
        parts.append(tr.plural("{n} error", "{n} errors", day.errors))
    return f"{date} {', '.join(parts)}"


def days_words(days: tuple[Day, ...], tr: Texts) -> str:
    """The whole chart in a sentence."""
    sent, errors = sum(day.sent for day in days), sum(day.errors for day in days)
    if not sent and not errors:
        return tr("Nothing was sent in the last 30 days.")
    best = max(days, key=lambda day: day.sent)
    return tr(
        "{sent}, {errors} in the last 30 days; most on {date}: {most}.",
        sent=tr.plural("{n} listing sent", "{n} listings sent", sent),
        errors=tr.plural("{n} error", "{n} errors", errors),
        date=best.day.strftime("%d.%m."),
        most=tr.number(best.sent),
    )


def portal_words(on_portal: Mapping[str, int], tr: Texts) -> str:
    """ "407 published, 23 hidden, 2 could not be published": the most first; "" = nothing is known."""
    said = sorted(((count, status) for status, count in on_portal.items() if count), reverse=True)
    return ", ".join(_status_words(status, count, tr) for count, status in said)


def _status_words(status: str, count: int, tr: Texts) -> str:
    match status:
        case "active":
            return tr.plural("{n} published", "{n} published", count)
        case "hidden":
            return tr.plural("{n} hidden", "{n} hidden", count)
        case "draft":
            return tr.plural("{n} draft", "{n} drafts", count)
        case "pending_active":
            return tr.plural("{n} being published", "{n} being published", count)
        case "expired":
            return tr.plural("{n} expired", "{n} expired", count)
        case "completed":
            return tr.plural("{n} sold or rented", "{n} sold or rented", count)
        case "publish_failed":
            return tr.plural("{n} could not be published", "{n} could not be published", count)
        case "blocked":
            return tr.plural("{n} blocked by the portal", "{n} blocked by the portal", count)
        case "":
            return tr.plural("{n} sent", "{n} sent", count)
    return f"{tr.number(count)} {status_name(status, tr)}"
