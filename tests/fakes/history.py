"""What an account's ledger tells of days gone by, in memory: part of the fake ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Final

from rentix_desktop.catalog.problems import Severity
from rentix_desktop.sync.books.history import Answered, Became, Failing, Known, Lived, Pruned, Quota, Unfinished
from rentix_desktop.sync.destination import Publication
from rentix_desktop.sync.ledger import (
    Action,
    Before,
    Counts,
    LedgerRow,
    Listing,
    RunInfo,
    RunKind,
    State,
    Unheard,
    Wait,
)
from rentix_desktop.sync.sources.book import Visit, VisitEnd
from rentix_desktop.sync.states import LEFT, publication_of

_DAY: Final = 86_400.0
_FAILED: Final = (State.REFUSED, State.BLOCKED)


@dataclass(frozen=True, slots=True)
class Told:
    """A row of the fake ledger with what the history tells of it."""

    row: LedgerRow
    before: Before | None
    answered_at: float | None
    job_at: float | None


class FakeHistory:
    """Implements `sync.books.history.History` beside the fake ledger."""

    _visits: list[Visit]

    def __init__(self) -> None:
        self._quota: Quota | None = None
        self._first: dict[str, float] = {}
        self._frozen: dict[int, Counts] = {}

    # what the ledger says
    def runs(self, limit: int | None = None) -> list[RunInfo]:
        raise NotImplementedError

    def counts(self, run: int) -> Counts:
        raise NotImplementedError

    def told(self, run: int) -> list[Told]:
        raise NotImplementedError

    def all_listings(self) -> Iterable[tuple[Listing, str | None]]:
        raise NotImplementedError

    def open_runs(self) -> list[int]:
        """Those that did not end, whoever runs them; and of them those that do not go on now."""
        raise NotImplementedError

    def resumable(self) -> list[RunInfo]:
        raise NotImplementedError

    def take_rows(self, run: int, seqs: Collection[int], counts: Counts) -> None:
        raise NotImplementedError

    def take_run(self, run: int) -> None:
        raise NotImplementedError

    def now(self) -> float:
        raise NotImplementedError

    # figures
    def answered(self, since: float) -> list[Answered]:
        found: Counter[tuple[float, int, Became]] = Counter()
        infos = {info.id: info for info in self.runs() if info.kind is not RunKind.LINK}
        for info in infos.values():
            for told in self.told(info.id):
                if told.row.planned.action is Action.BLOCKED and (info.started_at or 0.0) >= since:
                    found[info.started_at or 0.0, info.id, Became.BLOCKED] += 1
                elif told.answered_at is not None and told.answered_at >= since:
                    found[told.answered_at, info.id, _became(told.row)] += 1
        return [
            Answered(run, infos[run].source, at, became, count, infos[run].file_changed_at)
            for (at, run, became), count in sorted(found.items())
        ]

    def newest_run(self, source: str) -> RunInfo | None:
        found = (info for info in self.runs() if info.source == source and info.kind is RunKind.UPLOAD)
        return next(found, None)

    def descent(self, run: int) -> list[RunInfo]:
        members = {run}
        found = []
        for info in reversed(self.runs()):
            if info.parent in members:
                members.add(info.id)
                found.append(info)
        return found

    def failing(self, run: int) -> list[Failing]:
        found = (told.row for told in self.told(run) if told.row.state in _FAILED)
        rows = [row for row in found if row.planned.action is not Action.WAIT]
        return [Failing(run, row.planned.seq, row.planned.row, row.planned.external_id, _causes(row)) for row in rows]

    def passed(self, run: int) -> set[int | str]:
        rows = [told.row for told in self.told(run) if told.row.state not in _FAILED]
        return {row.planned.external_id if row.planned.row is None else row.planned.row for row in rows}

    def run(self, run: int) -> RunInfo:
        raise NotImplementedError

    def line_of(self, run: int) -> list[int]:
        """A run, the one it was made from, and so on."""
        parent = self.run(run).parent
        return [run] if parent is None else [run, *self.line_of(parent)]

    def interrupted(self) -> RunInfo | None:
        return next((each.run for each in sorted(self.unfinished(), key=_links_first)), None)

    def unfinished(self) -> list[Unfinished]:
        found = []
        for info in self.resumable():
            counts = self.counts(info.id)
            left = sum(counts.by_state.get(state, 0) for state in LEFT) + counts.unexplained
            if left:
                found.append(Unfinished(info, left))
        return found

    def not_published(self, since: float) -> dict[str, list[tuple[int, int]]]:
        found: dict[str, list[tuple[int, int]]] = {}
        well: set[tuple[str, str]] = set()
        for info in self.runs():
            failed = []
            for told in reversed(self.told(info.id)):
                name, publication = told.row.planned.listing, publication_of(told.row)
                lately = (told.answered_at or 0.0) >= since
                if publication is not None and publication.failed and name not in well and lately:
                    failed.append((info.id, told.row.planned.seq))
                if told.row.state is State.ACCEPTED:
                    well.add(name)
            if failed:
                found.setdefault(info.source, []).extend(reversed(failed))
        return found

    def statuses(self) -> dict[str, int]:
        there = [(listing, status) for listing, status in self.all_listings() if not listing.gone]
        return Counter("hidden" if listing.shown is False else status or "" for listing, status in there)

    def shown(self, source: str) -> int:
        return sum(each.source == source and each.shown is True for each, _ in self.all_listings())

    def visit_times(self, since: float) -> list[float]:
        return sorted(visit.at for visit in self._visits if visit.at >= since)

    def moments(self, until: float) -> list[float]:
        runs = (each.finished_at or each.started_at or each.created_at for each in self.runs())
        days: dict[int, float] = {}
        for at in (*runs, *(visit.at for visit in self._visits)):
            if at <= until:
                days[int(at // 86_400)] = max(at, days.get(int(at // 86_400), at))
        return sorted(days.values())

    def unheard(self, now: float, wait: Wait, public: tuple[str, str], limit: int) -> list[Unheard]:
        """Of the ledger; here, for it is told of the times of rows."""
        found: list[tuple[float, int, int, Unheard]] = []
        sent_since: set[str] = set()
        for info in self.runs():
            told = [each for each in self.told(info.id) if each.row.state is State.ACCEPTED]
            for each in told:
                row, planned = each.row, each.row.planned
                heard, at = max(each.job_at or 0.0, row.seen_at or 0.0), each.answered_at or 0.0
                over = row.job_news is not None and row.job_news.state.over
                known = row.seen not in (None, Publication.ACCEPTED, Publication.PROCESSING)
                public_now = row.portal_status == public[1]
                wanted = row.job is not None or (planned.fields.get(public[0]) == public[1] and not public_now)
                due = not heard or now - heard >= max(wait.least, heard - at)
                wanted = wanted and not over and not known and at >= now - wait.most
                if wanted and due and planned.external_id not in sent_since:
                    unheard = Unheard(info.id, planned.seq, planned.external_id, row.portal_id, row.job)
                    found.append((heard, -info.id, planned.seq, unheard))
            sent_since |= {each.row.planned.external_id for each in told}
        return [unheard for *_, unheard in sorted(found, key=lambda each: each[:3])[:limit]]

    def quota(self) -> Quota | None:
        return self._quota

    def keep_quota(self, used: int | None, limit: int | None) -> None:
        if used is not None or limit is not None:
            self._quota = Quota(used, limit, self.now())

    # one listing
    def life(self, external_id: str, limit: int = 1000, *, portal_id: str = "") -> list[Lived]:
        found = [
            Lived(info, told.row, told.before, told.answered_at, told.job_at)
            for info in reversed(self.runs())
            for told in self.told(info.id)
            if told.row.planned.listing == (external_id, "" if external_id else portal_id)
        ]
        return found[-limit:]

    def lived(self, run: int, seq: int) -> Lived | None:
        info = next(info for info in self.runs() if info.id == run)
        found = (told for told in self.told(run) if told.row.planned.seq == seq)
        return next((Lived(info, told.row, told.before, told.answered_at, told.job_at) for told in found), None)

    def first_accepted(self, external_id: str) -> float | None:
        return self._first.get(external_id)

    def search(
        self,
        text: str,
        within: Collection[str] = (),
        limit: int = 50,
        go_on: Callable[[], bool] = lambda: True,
    ) -> list[Known]:
        wanted = text.strip().casefold()
        if not wanted or not go_on():
            return []
        found = {
            each.external_id: Known(each.external_id, each.fields, self._first.get(each.external_id))
            for each, _ in self.all_listings()
            if wanted in each.external_id.casefold()
            or any(wanted in str(each.fields.get(name, "")).casefold() for name in within)
        }
        for info in self.runs():
            for told in self.told(info.id):
                name = told.row.planned.external_id
                if wanted in name.casefold():
                    found.setdefault(name, Known(name))
        names = sorted(found, key=lambda name: (_rank(name.casefold(), wanted), name.casefold()))
        return [found[name] for name in names[:limit]]

    # what is kept
    def prune(self, now: float, history_days: int, rows_days: int, go_on: Callable[[], bool] = lambda: True) -> Pruned:
        rows = runs = 0
        waiting = {place for places in self.not_published(0.0).values() for place in places}
        for info in self._older(now - min(rows_days, history_days) * _DAY):
            go = [told.row.planned.seq for told in self.told(info.id)]
            go = [seq for seq in go if (info.id, seq) not in waiting]
            if go and go_on():
                self.take_rows(info.id, go, self.counts(info.id))
                rows += len(go)
        for info in sorted(self._older(now - history_days * _DAY), key=lambda each: -each.id):
            made = any(other.parent == info.id for other in self.runs())
            if not made and not self.told(info.id) and go_on():
                self.take_run(info.id)
                runs += 1
        kept = {max((v.id for v in self._visits if v.source == s), default=0) for s in {v.source for v in self._visits}}
        took = [v for v in self._visits if v.end in (VisitEnd.SYNCED, VisitEnd.SAME)]
        kept |= {max(v.id for v in took if v.source == s) for s in {v.source for v in took}}
        old = [v for v in self._visits if v.at < now - history_days * _DAY and v.id not in kept]
        self._visits[:] = [v for v in self._visits if v not in old]
        return Pruned(runs, rows, len(old))

    def size(self) -> int:
        return sum(len(self.told(info.id)) for info in self.runs())

    def _older(self, than: float) -> list[RunInfo]:
        stay, still_open = set(), self.open_runs()
        newest = {self.newest_run(source) for source in {info.source for info in self.runs()}}
        for info in self.runs():
            ended = info.finished_at or info.started_at or info.created_at
            if info.id in still_open or ended >= than or info in newest:
                stay.add(self._root(info))
        return [info for info in self.runs() if self._root(info) not in stay]

    def _root(self, info: RunInfo) -> int:
        by_id = {each.id: each for each in self.runs()}
        while info.parent in by_id:
            info = by_id[info.parent]
        return info.id


def _links_first(left: Unfinished) -> bool:
    return left.run.kind is not RunKind.LINK


def _became(row: LedgerRow) -> Became:
    if row.state is State.REFUSED or (row.messages and row.state is not State.ACCEPTED):
        return Became.REFUSED
    if row.planned.action is Action.HIDE:
        return Became.HIDDEN
    new = row.planned.action is Action.CREATE
    if row.created is not None and not row.ever_in_doubt:
        new = row.created
    return Became.CREATED if new else Became.UPDATED


def _causes(row: LedgerRow) -> tuple[str, ...]:
    if row.state is State.REFUSED:
        return row.messages
    errors = (problem for problem in row.planned.problems if problem.severity is Severity.ERROR)
    return tuple(f"{problem.field} {problem.code.value}" for problem in errors)


def _rank(name: str, wanted: str) -> int:
    return 0 if name == wanted else 1 if name.startswith(wanted) else 2
