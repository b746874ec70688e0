"""The ledger in memory: the same facts, no disk."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

from rentix_desktop.sync.books.pairs import PairAnswer
from rentix_desktop.sync.destination import Accepted, Later, Lost, Outcome, Refused
from rentix_desktop.sync.ledger import (
    LEFT_GONE,
    AccountKey,
    Action,
    Before,
    Counts,
    LedgerRow,
    Listing,
    NewRun,
    PlannedRow,
    RunInfo,
    RunKind,
    State,
)
from rentix_desktop.sync.states import LEFT, Answer, Facts, state_of
from tests.fakes.agents import FakeAgents
from tests.fakes.conflicts import FakeConflicts
from tests.fakes.corrections import FakeCorrections
from tests.fakes.history import FakeHistory, Told
from tests.fakes.learning import FakeLearning
from tests.fakes.links import LINKS, FakeLinks
from tests.fakes.pairs import FakePairs
from tests.fakes.published import FakePublished
from tests.fakes.source_book import FakeSourceBook

ACCOUNT = AccountKey("http://127.0.0.1:1/api/v1", "1")


@dataclass
class _Row:
    planned: PlannedRow
    answer: Answer | None = None
    intent: bool = False
    lost: bool = False
    attempts: int = 0
    in_doubt: bool = False
    shown: dict[str, Any] = field(default_factory=dict)  # what of LedgerRow the answers filled
    before: Before | None = None
    answered_at: float | None = None
    job_at: float | None = None


@dataclass
class _Run:
    info: RunInfo
    origin: str | None = None
    rows: dict[int, _Row] = field(default_factory=dict)
    complete: bool = False
    going: bool = False
    replaced: bool = False
    same: int = 0


@dataclass
class _Known:
    listing: Listing
    doubt: set[str] = field(default_factory=set)
    status: str | None = None
    made: bool = False


class FakeLedger(
    FakeCorrections,
    FakeSourceBook,
    FakeHistory,
    FakeLearning,
    FakeAgents,
    FakePairs,
    FakePublished,
    FakeLinks,
    FakeConflicts,
):
    """Implements `sync.ledger.Ledger`."""

    def __init__(self, account: AccountKey = ACCOUNT, clock: Callable[[], float] | None = None) -> None:
        self._account = account
        self._runs: dict[int, _Run] = {}
        self._numbers = itertools.count(1)
        self._known: dict[str, _Known] = {}
        ticks = itertools.count(1_000)
        self._tick = clock or (lambda: float(next(ticks)))
        self._maybe: dict[str, str] = {}
        FakeCorrections.__init__(self)
        FakeSourceBook.__init__(self)
        FakeHistory.__init__(self)
        FakeAgents.__init__(self)
        FakePairs.__init__(self)
        FakeConflicts.__init__(self)

    def listings(self, external_ids: Sequence[str]) -> dict[str, Listing]:
        found = {i: _certain(self._known[i]) for i in external_ids if i in self._known}
        return {
            i: each if each.shown else replace(each, before_hidden=self._before_hidden(i)) for i, each in found.items()
        }

    def _before_hidden(self, external_id: str) -> Before | None:
        hides = (
            row.before
            for run in sorted(self._runs, reverse=True)
            for row in self._runs[run].rows.values()
            if row.planned.external_id == external_id and row.planned.action is Action.HIDE
        )
        return next((before for before in hides if before is not None), None)

    def listings_of(self, source: str) -> Iterator[Listing]:
        for known in list(self._known.values()):
            if known.listing.source == source:
                yield _certain(known)

    def change_source(self, external_id: str, source: str) -> None:
        known = self._known[external_id]
        known.listing = replace(known.listing, source=source)

    def in_question(self, external_id: str) -> bool:
        return bool(self._known[external_id].doubt)

    def maybe_there(self, source: str) -> Sequence[str]:
        return sorted(name for name, sent_by in self._maybe.items() if sent_by == source)

    def not_there(self, external_id: str) -> None:
        self._maybe.pop(external_id, None)

    def begin(self, run: NewRun) -> int:
        for number in [n for n, known in self._runs.items() if known.info.started_at is None]:
            del self._runs[number]
        number = next(self._numbers)
        now = self.now()
        info = RunInfo(number, run.account, run.kind, run.source, run.file_name, run.parent, now, None, None, 0, 0.0, 0)
        changed = run.file_changed_at
        if changed is None and run.kind is RunKind.RETRY and run.parent in self._runs:
            changed = self._runs[run.parent].info.file_changed_at
        info = replace(info, file_changed_at=changed)
        self._runs[number] = _Run(info, origin=run.origin)
        return number

    def add_rows(self, run: int, rows: Iterable[PlannedRow]) -> None:
        for row in rows:
            maybe = row.action is Action.CREATE and row.external_id in self._maybe
            self._runs[run].rows[row.seq] = _Row(row, in_doubt=maybe)

    def set_hide_held(self, run: int, external_ids: Sequence[str]) -> None:
        self.keep_held(run, external_ids)
        self._change(run, hide_held=len(external_ids))

    def set_same(self, run: int, count: int) -> None:
        self._runs[run].same = count

    def start(self, run: int) -> None:
        this = self._runs[run]
        self.settle(run, [(seq, Lost()) for seq, row in this.rows.items() if row.intent])
        this.going, this.complete = True, False
        former = {each for each, other in self._runs.items() if each < run and other.info.source == this.info.source}
        self.corrections_begun(run, former if this.info.kind is RunKind.UPLOAD else ())
        self._change(run, started_at=this.info.started_at or self.now(), finished_at=None)
        for number, other in self._runs.items():
            same_parent = other.info.kind is RunKind.RETRY and other.info.parent == this.info.parent
            rows_again = other.info.source == this.info.source and other.info.kind is not RunKind.LINK
            if number < run and other.info.started_at and not other.complete and rows_again:
                again = this.info.kind is RunKind.RETRY and same_parent
                other.replaced = other.replaced or this.info.kind is RunKind.UPLOAD or again
            if number < run and not other.complete and this.info.kind is RunKind.UNDO:
                other.replaced = other.replaced or this.info.parent in self.line_of(number)

    def discard(self, run: int) -> None:
        del self._runs[run]

    def planned(
        self,
        run: int,
        actions: Collection[Action],
        after_seq: int,
        limit: int,
        *,
        with_problems: bool = False,
        corrected: bool = False,
    ) -> list[LedgerRow]:
        found = (row for row in self.rows(run) if row.planned.seq > after_seq and row.planned.action in actions)
        found = (row for row in found if row.planned.applied or not corrected)
        return [row for row in found if row.planned.problems or not with_problems][:limit]

    def pending(self, run: int, after_seq: int, limit: int) -> list[LedgerRow]:
        return [row for row in self.rows(run, LEFT) if row.planned.seq > after_seq][:limit]

    def in_doubt(self, run: int, limit: int, after_seq: int = -1) -> list[LedgerRow]:
        return [row for row in self.rows(run, (State.IN_DOUBT,)) if row.planned.seq > after_seq][:limit]

    def intend(self, run: int, seqs: Sequence[int]) -> None:
        for row in (self._runs[run].rows[seq] for seq in seqs):
            row.in_doubt = row.in_doubt or row.lost or row.intent
            row.intent = True
            row.attempts += 1

    def together(self) -> AbstractContextManager[None]:
        return nullcontext()

    def settle(self, run: int, outcomes: Sequence[tuple[int, Outcome]]) -> None:
        info = self._runs[run].info
        source = info.source
        for seq, outcome in outcomes:
            row = self._runs[run].rows[seq]
            if info.kind is RunKind.HIDE and isinstance(outcome, Accepted | Lost):
                self._take_in(row.planned)
            match outcome:
                case Accepted():
                    row.answer, row.lost, row.answered_at = Answer.ACCEPTED, False, self.now()
                    row.shown = {
                        "created": outcome.created,
                        "portal_id": outcome.portal_id or row.planned.portal_id,
                        "public_url": outcome.public_url,
                        "portal_status": outcome.status,
                        "job": outcome.job,
                    }
                    self._remember(row)
                    self.note_answer(self._runs[run].info, row.planned, row.before, accepted=True)
                    self._accept(row.planned, outcome, source)
                    if row.planned.action in LINKS:
                        self.overtake_links(run, row.planned)
                    elif row.planned.external_id:
                        self._first.setdefault(row.planned.external_id, row.answered_at)
                case Refused():
                    row.answer, row.lost, row.answered_at = Answer.REFUSED, False, self.now()
                    row.shown |= {"messages": outcome.messages, "unexplained": outcome.explain}
                case Lost():
                    row.lost = row.in_doubt = True
                    self._remember(row)
                    self.note_answer(self._runs[run].info, row.planned, row.before, accepted=False)
                    self._doubt(row.planned, source)
                case Later():
                    row.attempts -= row.intent
            row.intent = False

    def befores(self, run: int, seqs: Sequence[int]) -> dict[int, Before]:
        rows = self._runs[run].rows
        return {seq: before for seq in seqs if (before := rows[seq].before) is not None}

    def withdraw(self, run: int, seqs: Sequence[int]) -> None:
        self.settle(run, [(seq, Later()) for seq in seqs])

    def not_applied(self, run: int, seqs: Sequence[int]) -> None:
        for seq in seqs:
            self._runs[run].rows[seq].lost = False

    def count_request(self, run: int) -> None:
        self._change(run, requests=self._runs[run].info.requests + 1)

    def finish(self, run: int, seconds: float, *, complete: bool) -> None:
        this = self._runs[run]
        this.going, this.complete = False, complete
        self._change(run, finished_at=self.now(), seconds=this.info.seconds + seconds)

    def counts(self, run: int) -> Counts:
        if run in self._frozen:
            return self._frozen[run]
        rows = list(self.rows(run))
        became = Counter(_became(row) for row in rows if row.state is State.ACCEPTED)
        same = self._runs[run].same
        return Counts(
            len(rows) + same,
            +(Counter(row.state for row in rows) + Counter({State.UNCHANGED: same})),
            +(Counter(row.planned.action for row in rows) + Counter({Action.NONE: same})),
            became["created"],
            became["updated"],
            became["hidden"],
            sum(row.unexplained for row in rows if row.state is State.REFUSED),
        )

    def rows(
        self, run: int, states: Sequence[State] | None = None, offset: int = 0, limit: int | None = None
    ) -> Iterator[LedgerRow]:
        this = self._runs[run]
        alive = this.going or this.info.started_at is None
        found: list[LedgerRow] = []
        for _, row in sorted(this.rows.items()):
            state = state_of(Facts(row.planned.action, row.answer, row.intent, row.lost, alive))
            if states is None or state in states:
                told = {"portal_id": row.planned.portal_id, **row.shown}
                found.append(LedgerRow(row.planned, state, row.attempts, row.in_doubt, **told))
        return iter(found[offset:] if limit is None else found[offset : offset + limit])

    def run(self, run: int) -> RunInfo:
        return self._runs[run].info

    def origin(self, run: int) -> str | None:
        return self._runs[run].origin

    def runs(self, limit: int | None = None) -> list[RunInfo]:
        started = [this.info for this in self._runs.values() if this.info.started_at is not None]
        return sorted(started, key=lambda info: -info.id)[:limit]

    # what the history is told of
    def now(self) -> float:
        return self._tick()

    def resumable(self) -> list[RunInfo]:
        found = ((info, self._runs[info.id]) for info in self.runs())
        return [info for info, this in found if not (this.going or this.complete or this.replaced)]

    def open_runs(self) -> list[int]:
        return [number for number, this in self._runs.items() if not (this.complete or this.replaced)]

    def told(self, run: int) -> list[Told]:
        rows = self._runs[run].rows
        return [
            Told(row, (kept := rows[row.planned.seq]).before, kept.answered_at, kept.job_at) for row in self.rows(run)
        ]

    def all_listings(self) -> list[tuple[Listing, str | None]]:
        return [(_certain(known), known.status) for known in self._known.values()]

    def take_rows(self, run: int, seqs: Collection[int], counts: Counts) -> None:
        self._frozen.setdefault(run, counts)
        for seq in seqs:
            del self._runs[run].rows[seq]
        self._change(run, rows_removed=True)

    def take_run(self, run: int) -> None:
        del self._runs[run]

    def close(self) -> None:
        pass

    def die(self) -> None:
        """As if the program was killed now and started again."""
        for number, this in self._runs.items():
            if this.going:
                this.going = False
                self.settle(number, [(seq, Lost()) for seq, row in this.rows.items() if row.intent])

    def _change(self, run: int, **changes: Any) -> None:
        self._runs[run].info = replace(self._runs[run].info, **changes)

    def _take_in(self, planned: PlannedRow) -> None:
        """What the service had of a listing that was chosen there."""
        if not planned.external_id:
            return
        fields = dict(planned.record)
        known = self._known.setdefault(planned.external_id, _Known(Listing(planned.external_id, fields)))
        told = {name: fields[name] for name in planned.fields if name in fields}
        known.doubt.difference_update(told)
        known.listing = replace(
            known.listing, fields={**known.listing.fields, **told}, portal_id=planned.portal_id, shown=True
        )

    def _remember(self, row: _Row) -> None:
        if not row.planned.external_id:
            record, sent = row.planned.record, row.planned.fields
            fields = {name: record[name] for name in sent if name in record}
            row.before = Before(fields, shown=row.planned.action is Action.HIDE)
            return
        known = self._known.get(row.planned.external_id)
        if known is None or row.planned.action in (Action.LINK, Action.UNLINK):
            return
        sent, now = row.planned.fields, _certain(known)
        fields = {**(row.before.fields if row.before else {}), **{n: now.fields[n] for n in sent if n in now.fields}}
        unknown = frozenset(name for name in sent if name in known.doubt and name not in fields)
        row.before = replace(
            row.before or Before({}, shown=now.shown, status=known.status, made=known.made),
            fields=fields,
            unknown=unknown,
        )

    def _accept(self, planned: PlannedRow, answer: Accepted, source: str) -> None:
        if planned.action in (Action.LINK, Action.UNLINK):
            self.not_there(planned.external_id)
        if planned.action is Action.UNLINK:
            self._known.pop(planned.external_id, None)
            self.leave_listing(planned.external_id)
            self.unlinked(planned.external_id)
            self.keep_pair_answers({(planned.portal_id or "", planned.external_id): PairAnswer.LEFT})
            return
        if planned.action is Action.LINK:
            self.keep_pair_answers({(planned.portal_id or "", planned.external_id): None})
            listing = Listing(planned.external_id, planned.record, planned.portal_id, source=source)
            self._known[planned.external_id] = _Known(listing)
            return
        if not planned.external_id:
            return
        new = planned.action is Action.CREATE and answer.created is not False
        known = self._known.setdefault(planned.external_id, _Known(Listing(planned.external_id, {}), made=new))
        known.status = answer.status
        self.not_there(planned.external_id)
        known.doubt.difference_update(planned.fields)
        known.listing = replace(
            known.listing,
            fields={**known.listing.fields, **planned.fields},
            portal_id=answer.portal_id or known.listing.portal_id,
            public_url=answer.public_url or known.listing.public_url,
            source=source or known.listing.source,
            shown=planned.action is not Action.HIDE,
        )

    def _doubt(self, planned: PlannedRow, source: str) -> None:
        if planned.action in (Action.LINK, Action.UNLINK) or not planned.external_id:
            return
        known = self._known.get(planned.external_id)
        if known is not None:
            known.doubt.update(planned.fields)
            if planned.action is Action.HIDE or known.listing.shown is False:
                known.listing = replace(known.listing, shown=None)
        elif planned.action is Action.CREATE:
            self._maybe.setdefault(planned.external_id, source)


def _certain(known: _Known) -> Listing:
    fields = {name: value for name, value in known.listing.fields.items() if name not in known.doubt}
    return replace(known.listing, fields=fields, gone=known.status == LEFT_GONE)


def _became(row: LedgerRow) -> str:
    if row.planned.action is Action.HIDE:
        return "hidden"
    new = row.planned.action is Action.CREATE
    if row.created is not None and not row.ever_in_doubt:
        new = row.created
    return "created" if new else "updated"
