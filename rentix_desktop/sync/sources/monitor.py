"""The figures of the home page and of `status`: what the service's guide asks to watch (API reference, section 9)."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from rentix_desktop.errors import Param
from rentix_desktop.sync.books.history import Answered, Became, Failing, History, Unfinished
from rentix_desktop.sync.ledger import AccountKey, Action, Ledger, RunInfo, RunKind
from rentix_desktop.sync.progress import Summary
from rentix_desktop.sync.sources.book import KEY_REFUSED, TOOK, Visit, VisitEnd, WaitCode, newest_first
from rentix_desktop.sync.summary import summarise

DAYS: Final = 30
"""Days that are shown, today among them."""

_LONG: Final = 3_600.0
"""Seconds that an export may take to be written before a person is told."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day on the person's calendar. `sent` = created + updated + hidden, as accepted; `errors` = refused, blocked."""

    day: dt.date
    created: int = 0
    updated: int = 0
    hidden: int = 0
    errors: int = 0
    visits: int = 0

    @property
    def sent(self) -> int:
        return self.created + self.updated + self.hidden


class NeedCode(StrEnum):
    """Why a source needs a person; texts in `rentix_desktop/texts/visits.py`. The most urgent first."""

    KEY_REFUSED = "key_refused"
    FAILED = "failed"  # params code
    HIDE_HELD = "hide_held"  # params count, rows, before (listings shown before)
    WAITS = "waits"  # the reason of the visit
    LINKS_LEFT = "links_left"  # a run of links that did not end: params count of links left
    TO_FIX = "to_fix"  # params count, causes
    TAKEN_BACK = "taken_back"  # params count: their rows say again what an undo took back
    INTERRUPTED = "interrupted"  # a run that did not end: params count of rows left
    PUBLISH_FAILED = "publish_failed"  # params count


@dataclass(frozen=True, slots=True)
class Need:
    """Something that a person should look at. `run` leads to its rows."""

    code: NeedCode
    source: str
    params: Mapping[str, Param] = field(default_factory=dict)
    run: int | None = None
    visit: Visit | None = None


@dataclass(frozen=True, slots=True)
class SourceFigures:
    """One source. `delay` = median seconds between the change of the file and the portal's yes, over the rows that were
    accepted in the last 30 days; None = none were. `last` is the last visit that took the file, `before` the one before
    it, `latest` the last of all. `sent_at` is when the last run began, in seconds since the epoch: it may be an upload by
    hand, that no visit tells of."""

    source: str
    latest: Visit | None = None
    last: Visit | None = None
    summary: Summary | None = None  # of the last run
    sent_at: float | None = None
    before: Visit | None = None
    delay: float | None = None
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class Monitor:
    """An account over the last 30 days; `days` oldest first, each day there. `on_portal` counts the listings we know of
    by the service's own word for their status, as it was last heard."""

    account: AccountKey
    days: tuple[Day, ...]
    sources: tuple[SourceFigures, ...] = ()
    on_portal: Mapping[str, int] = field(default_factory=dict)
    used: int | None = None
    limit: int | None = None
    quota_at: float | None = None  # when the service said these two; seconds since the epoch, UTC
    delay: float | None = None  # as of a source, over all uploads of the account

    @property
    def needs(self) -> tuple[Need, ...]:
        """Of all sources, the most urgent first."""
        return _by_urgency(need for figures in self.sources for need in figures.needs)


def monitor_of(ledger: Ledger, account: AccountKey, sources: Sequence[str], now: dt.datetime) -> Monitor:
    """From what the ledger knows alone. `sources` are `ledger_name`s; the days are those of the clock of `now`.

    Blocking, a few hundredths of a second: for a worker.
    """
    today = now.date()
    days = [today - dt.timedelta(days=back) for back in reversed(range(DAYS))]
    since = dt.datetime.combine(days[0], dt.time(), now.tzinfo).timestamp()
    answered = ledger.answered(since)
    unfinished = ledger.unfinished()
    not_published = ledger.not_published(0.0)
    quota = ledger.quota()
    return Monitor(
        account,
        _days(days, answered, ledger.visit_times(since), now.tzinfo),
        tuple(_Source(ledger, name, answered, unfinished, not_published.get(name, [])).figures() for name in sources),
        ledger.statuses(),
        quota.used if quota else None,
        quota.limit if quota else None,
        quota.at if quota else None,
        median_delay(answered),
    )


def _days(
    days: Sequence[dt.date], answered: Iterable[Answered], visits: Iterable[float], zone: dt.tzinfo | None
) -> tuple[Day, ...]:
    found: defaultdict[dt.date, Counter[Became]] = defaultdict(Counter)
    for each in answered:
        found[_day(each.at, zone)][each.became] += each.count
    looked = Counter(_day(at, zone) for at in visits)
    return tuple(
        Day(
            day,
            found[day][Became.CREATED],
            found[day][Became.UPDATED],
            found[day][Became.HIDDEN],
            found[day][Became.REFUSED] + found[day][Became.BLOCKED],
            looked[day],
        )
        for day in days
    )


def _day(at: float, zone: dt.tzinfo | None) -> dt.date:
    return dt.datetime.fromtimestamp(at, zone).date()


def median_delay(answered: Iterable[Answered]) -> float | None:
    """Half of the accepted rows were accepted sooner after the change of their file. None = nobody knows of any."""
    delays = sorted(
        (max(0.0, each.at - each.file_changed_at), each.count)
        for each in answered
        if each.sent and each.file_changed_at is not None
    )
    half = sum(count for _, count in delays) / 2
    for delay, count in delays:
        half -= count
        if half <= 0:
            return delay
    return None


def left_to_fix(ledger: History, run: int) -> list[Failing]:
    """The rows of an upload that are refused or blocked, and that no retry of it brought through."""
    failing = ledger.failing(run)
    retries = [info.id for info in ledger.descent(run) if info.kind is RunKind.RETRY] if failing else []
    passed: set[int | str] = set()
    for retry in retries:
        passed |= ledger.passed(retry)
    return [row for row in failing if row.place not in passed]


class _Source:
    """The figures of one source, and what of it needs a person."""

    def __init__(
        self,
        ledger: Ledger,
        name: str,
        answered: Sequence[Answered],
        unfinished: Sequence[Unfinished],
        not_published: Sequence[tuple[int, int]],
    ) -> None:
        self._ledger = ledger
        self._name = name
        self._answered = [each for each in answered if each.source == name]
        self._unfinished = [
            each for each in unfinished if each.run.source == name and each.run.kind is not RunKind.LINK
        ]
        self._links = [each for each in unfinished if each.run.kind is RunKind.LINK]
        self._not_published = not_published
        self._all_answered = answered
        self._run = ledger.newest_run(name)
        self._latest = next(iter(ledger.visits(name, 1)), None)

    def figures(self) -> SourceFigures:
        run = self._run
        visits = newest_first(self._ledger, self._name)
        return SourceFigures(
            self._name,
            self._latest,
            next((visit for visit in visits if visit.end in TOOK), None),
            summarise(self._ledger, run.id) if run is not None else None,
            run.started_at if run is not None else None,
            next(visits, None),
            median_delay(self._answered),
            _by_urgency(self._needs()),
        )

    def _needs(self) -> Iterable[Need]:
        if (need := self._of_visit()) is not None:
            yield need
        run = self._run
        if run is not None and not self._taken_back(run) and not self._right_since(run):
            if run.hide_held and (need := self._of_held(run)) is not None:
                yield need
            rows = left_to_fix(self._ledger, run.id)
            if rows:
                causes = len({row.causes[:1] for row in rows})
                yield Need(NeedCode.TO_FIX, self._name, {"count": len(rows), "causes": causes}, run.id)
        if undone := self._ledger.taken_back(self._name):
            yield Need(NeedCode.TAKEN_BACK, self._name, {"count": len(undone)})
        if links := self._links_left():
            yield Need(NeedCode.LINKS_LEFT, self._name, {"count": sum(each.left for each in links)}, links[0].run.id)
        for each in self._unfinished:
            yield Need(NeedCode.INTERRUPTED, self._name, {"count": each.left}, each.run.id)
        if self._not_published:
            newest = self._not_published[0][0]
            yield Need(NeedCode.PUBLISH_FAILED, self._name, {"count": len(self._not_published)}, newest)

    def _links_left(self) -> Sequence[Unfinished]:
        """Those of the source; or of any other, where its rows wait for them, or will: links that are being taken off are of
        no source, and hold nothing that is in its file unchanged."""
        own = [each for each in self._links if each.run.source == self._name]
        if own or not self._links or self._run is None:
            return own
        if self._ledger.counts(self._run.id).by_action.get(Action.WAIT):
            return self._links
        known = self._ledger.listings(sorted(self._ledger.unsettled_links()))
        return self._links if any(each.source == self._name for each in known.values()) else ()

    def _of_visit(self) -> Need | None:
        """What the last look said, unless something went well since."""
        visit, run = self._latest, self._run
        if visit is None or visit.reason is None or visit.end in TOOK:
            return None
        sent_since = run is not None and run.id != visit.run and (run.started_at or 0.0) > visit.at
        params = {**visit.reason.params, "code": visit.reason.code}
        if visit.end is VisitEnd.WAITS:
            if sent_since or (visit.reason.code == WaitCode.STILL_WRITTEN and not self._written_for_long(visit)):
                return None  # it goes by without anybody
            return Need(NeedCode.WAITS, self._name, params, visit=visit)
        if visit.reason.code in KEY_REFUSED:
            well = any(each.sent and each.at > visit.at and each.run != visit.run for each in self._all_answered)
            return None if well else Need(NeedCode.KEY_REFUSED, self._name, params, visit=visit)
        return None if sent_since else Need(NeedCode.FAILED, self._name, params, visit=visit)

    def _written_for_long(self, latest: Visit) -> bool:
        """Whether the file was found being written each time for so long that it will hardly ever be complete."""
        same = itertools.takewhile(
            lambda visit: visit.reason is not None and visit.reason.code == WaitCode.STILL_WRITTEN,
            newest_first(self._ledger, self._name),
        )
        return latest.at - min((visit.at for visit in same), default=latest.at) > _LONG

    def _right_since(self, run: RunInfo) -> bool:
        """Whether a later file was taken of which nothing had to be sent and nothing is wrong: it was put right there."""
        last = next((visit for visit in newest_first(self._ledger, self._name) if visit.end in TOOK), None)
        return last is not None and last.end is VisitEnd.SAME and last.run is None and last.at > (run.started_at or 0.0)

    def _of_held(self, run: RunInfo) -> Need | None:
        """Those that are shown still: a yes hides them, and what comes back in the file is sent."""
        ledger, held = self._ledger, self._ledger.held(run.id)
        known = ledger.listings(held)
        left = [name for name in held if name in known and known[name].shown is not False]
        if not left:
            return None
        counts = ledger.counts(run.id)
        rows = counts.total - counts.by_action.get(Action.HIDE, 0)
        before = ledger.shown(self._name) - counts.created
        params = {"count": len(left), "rows": rows, "before": max(len(left), before)}
        return Need(NeedCode.HIDE_HELD, self._name, params, run.id)

    def _taken_back(self, run: RunInfo) -> bool:
        """Whether an undo of it holds: one that was undone itself does not."""
        holds: dict[int, bool] = {}
        made = [info for info in self._ledger.descent(run.id) if info.kind is RunKind.UNDO]
        for info in reversed(made):
            holds[info.id] = not any(holds[other.id] for other in made if other.parent == info.id)
        return any(holds[info.id] for info in made if info.parent == run.id)


def _by_urgency(needs: Iterable[Need]) -> tuple[Need, ...]:
    return tuple(sorted(needs, key=lambda need: _URGENT[need.code]))


_URGENT: Final = {code: number for number, code in enumerate(NeedCode)}
