"""Taking a run back: a new run that puts each listing as it was before, as far as that is known here.

An upload and its retries are taken back together, as one: what was new is hidden, what was changed gets its former
values, what was hidden comes back. What a later run changed stays as that left it, and what is not known is never
guessed: both are named as problems of the rows of the new run. `take_back` decides; pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rentix_desktop.catalog.fields import Catalogue, JsonValue, Record
from rentix_desktop.catalog.problems import Problem, ProblemCode, Severity
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Accepted, Destination, DestinationError, Later, LooksUp, Op, Operation
from rentix_desktop.sync.ledger import (
    Action,
    Before,
    Ledger,
    LedgerRow,
    Listing,
    NewRun,
    PlannedRow,
    RunInfo,
    RunKind,
    State,
)
from rentix_desktop.sync.planning.diff import same
from rentix_desktop.sync.planning.plan import CHUNK, Planner, PlanOptions, PlanProgress, chunks
from rentix_desktop.sync.steps import family

AVAILABLE_DAYS: Final = 30
"""Days after its end in which a run can be taken back."""

_DAY: Final = 86_400.0
_TOUCHED: Final = (State.ACCEPTED, State.IN_DOUBT)
_MOST_LOOKS: Final = 100
"""New listings without an answer that the service is asked for."""


@dataclass(frozen=True, slots=True)
class UndoForecast:
    """What taking a run back will do. `hide` to `blocked` add up to `total`, the listings the run had touched.

    run         the undo, planned
    taken_back  the upload (or the undo) it takes back, with its retries
    until       how long that can be done, seconds since the epoch, UTC
    hide        were new, and are hidden; or were hidden before, and are so again
    restore     get former values
    show        were hidden by it, and come back
    unchanged   are by now as they were before
    left        cannot be restored at all and stay as they are: `not_restored` names them
    blocked     are too big to be sent
    partly      of those that get something back, not all: `not_restored` names them, too
    """

    run: int
    taken_back: RunInfo
    until: float
    total: int
    hide: int
    restore: int
    show: int
    unchanged: int
    left: int
    blocked: int
    partly: int
    requests: int

    @property
    def to_send(self) -> int:
        return self.hide + self.restore + self.show


def plan_undo(
    ledger: Ledger,
    run: int,
    catalogue: Catalogue,
    destination: Destination,
    now: float,
    progress: PlanProgress | None = None,
) -> UndoForecast:
    """A new run (kind UNDO) that takes back the upload `run` belongs to. `now` in seconds since the epoch, UTC.

    Sends nothing but looks for new listings whose answer was lost. Raises AppError NOTHING_TO_UNDO, UNDO_TOO_LATE (params
    days), and `Cancelled` when `progress` asks to stop.
    """
    if all(info.id != run for info in ledger.runs()):
        raise AppError(Code.NOTHING_TO_UNDO, Cause.USAGE, run=run)
    root, retries = family(ledger, run)
    members = [root, *retries]
    until = available_until(ledger, members)
    if now > until:
        raise AppError(Code.UNDO_TOO_LATE, Cause.USAGE, run=run, days=AVAILABLE_DAYS)
    if not any(True for each in members for _ in ledger.rows(each, _TOUCHED, limit=1)):
        raise AppError(Code.NOTHING_TO_UNDO, Cause.USAGE, run=run)
    info = ledger.run(root)
    if info.kind is RunKind.LINK:
        raise AppError(Code.NOTHING_TO_UNDO, Cause.USAGE, run=run)
    new = NewRun(info.account, RunKind.UNDO, info.source, info.file_name, parent=root)
    with Planner(ledger, catalogue, destination, new, PlanOptions(), progress) as planner:
        back = _Back(ledger, catalogue, destination, members)
        planner.add(back.rows())
        planned = planner.forecast()
    return UndoForecast(
        run=planned.run,
        taken_back=info,
        until=until,
        total=planned.total,
        hide=planned.hide,
        restore=planned.update - back.shown,
        show=back.shown,
        unchanged=planned.unchanged,
        left=planned.skipped,
        blocked=planned.blocked,
        partly=back.partly,
        requests=planned.requests,
    )


def available_until(ledger: Ledger, runs: Collection[int]) -> float:
    """When these runs, taken back together, cannot be taken back any more; seconds since the epoch, UTC."""
    infos = [ledger.run(run) for run in runs]
    return max(info.finished_at or info.started_at or info.created_at for info in infos) + AVAILABLE_DAYS * _DAY


def not_restored(ledger: Ledger, run: int) -> Iterator[LedgerRow]:
    """The rows of an undo of which something stays as it is; their problems say what, and why."""
    return (row for row in ledger.rows(run) if row.planned.problems)


def take_back(
    row: LedgerRow, before: Before | None, now: Listing | None, later: Collection[str], catalogue: Catalogue
) -> tuple[Action, Record, tuple[Problem, ...]]:
    """What puts the listing of a row, accepted or in doubt, as it was: the action, the fields to send, what stays.

    `before` is what was known then, None = nothing; `now` what is known of it by now; `later` the fields that other
    runs may have sent since.
    """
    overwritten = tuple(
        _stays(name, ProblemCode.CHANGED_SINCE) for name in later if not _is(name, row.planned.fields.get(name), now)
    )
    if was_new(row, before):
        return _hidden_again(now, overwritten, catalogue)
    if before is None and row.planned.action is Action.CREATE:
        return Action.SKIP, {}, (_stays(catalogue.key, ProblemCode.WAS_THERE_BEFORE),)
    changed_since = {problem.field for problem in overwritten}
    visibility = catalogue.visibility
    fields: Record = {}
    stays: list[Problem] = []
    for name in row.planned.fields:
        former = _former(name, row, before, catalogue)
        if _is(name, former, now):
            continue
        if name in changed_since:
            stays.append(_stays(name, ProblemCode.CHANGED_SINCE))
            continue
        if name == visibility.field and former in visibility.until_public:
            former = visibility.hidden
            stays.append(_stays(name, ProblemCode.NO_WAY_BACK))
        if former is None:
            stays.append(_stays(name, ProblemCode.FORMER_UNKNOWN))
        elif not _is(name, former, now):
            fields[name] = former
    if not fields:
        return (Action.SKIP if stays else Action.NONE), {}, tuple(stays)
    hides = before is not None and before.shown is False and fields.get(visibility.field) == visibility.hidden
    return (Action.HIDE if hides else Action.UPDATE), fields, tuple(stays)


def was_new(row: LedgerRow, before: Before | None) -> bool:
    """Whether the row made its listing, by the answer, or where that does not say it by what was known before."""
    if row.planned.action is Action.HIDE:
        return False
    if row.created is not None and not row.ever_in_doubt:
        return row.created
    return row.planned.action is Action.CREATE and before is None


def _hidden_again(
    now: Listing | None, overwritten: tuple[Problem, ...], catalogue: Catalogue
) -> tuple[Action, Record, tuple[Problem, ...]]:
    visibility = catalogue.visibility
    if now is not None and (now.shown is False or now.fields.get(visibility.field) == visibility.hidden):
        return Action.NONE, {}, ()
    if overwritten:
        return Action.SKIP, {}, overwritten
    return Action.HIDE, {visibility.field: visibility.hidden}, ()


def _former(name: str, row: LedgerRow, before: Before | None, catalogue: Catalogue) -> JsonValue:
    """The former value of a field that was sent; None = not known, or it was empty."""
    if before is None:
        return None
    if name in before.fields:
        return before.fields[name]
    visibility = catalogue.visibility
    if name != visibility.field or name in before.unknown or before.shown is not True:
        return None
    choices = catalogue.fields[name].choices if name in catalogue.fields else ()
    if before.status is not None:
        return before.status if before.status in choices else None
    if before.made:  # and nothing was ever said of its status
        return visibility.default
    return visibility.shown if row.planned.action is Action.HIDE else None  # as any listing that comes back


def _is(name: str, value: JsonValue, now: Listing | None) -> bool:
    """Whether a field surely is that by now."""
    return now is not None and name in now.fields and value is not None and same(now.fields[name], value)


def _stays(name: str, code: ProblemCode) -> Problem:
    return Problem(name, code, Severity.WARNING)


class _Back:
    """The rows that take `members` back, and what is counted of them on the way."""

    def __init__(self, ledger: Ledger, catalogue: Catalogue, destination: Destination, members: list[int]) -> None:
        self.shown = 0
        self.partly = 0
        self._ledger = ledger
        self._catalogue = catalogue
        self._destination = destination
        self._members = members
        self._later = _sent_by_others(ledger, members)
        self._moved = _linked_since(ledger, members)
        self._seen: set[tuple[str, str]] = set()
        self._looks = _MOST_LOOKS

    def rows(self) -> Iterator[PlannedRow]:
        """In the order they were sent. A listing is taken back once: its first row knows what was before."""
        for run in self._members:
            for page in chunks(self._ledger.rows(run, _TOUCHED), CHUNK):
                befores = self._ledger.befores(run, [row.planned.seq for row in page])
                known = self._ledger.listings([row.planned.external_id for row in page])
                for row in page:
                    if row.planned.listing not in self._seen:
                        self._seen.add(row.planned.listing)
                        now = known.get(row.planned.external_id) or self._nameless(row)
                        yield self._planned(row, befores.get(row.planned.seq), now)

    def _planned(self, row: LedgerRow, before: Before | None, now: Listing | None) -> PlannedRow:
        old = row.planned
        later = self._later.get(old.listing, frozenset())
        action, fields, problems = self._of_nobody_knows(row, before, now) or take_back(
            row, before, now, later, self._catalogue
        )
        if action in (Action.UPDATE, Action.HIDE):
            self.partly += bool(problems)
            self.shown += action is Action.UPDATE and old.action is Action.HIDE
        known = now.fields if now is not None and action is not Action.NONE else {}
        record: Record = {self._catalogue.key: old.external_id, **known, **fields}
        there = None
        if not old.external_id:
            record, there = dict(known), old.portal_id
        return PlannedRow(0, old.row, old.sheet_row, old.external_id, action, record, fields, problems, (), there)

    def _nameless(self, row: LedgerRow) -> Listing | None:
        """What is known by now of a listing that has no id of ours: what its row says, unless others sent something."""
        old = row.planned
        if old.external_id:
            return None
        later = self._later.get(old.listing, frozenset())
        doubt = later if row.state is State.ACCEPTED else later | old.fields.keys()
        fields = {name: value for name, value in (old.record | dict(old.fields)).items() if name not in doubt}
        return Listing("", fields, old.portal_id, shown=old.action is not Action.HIDE)

    def _of_nobody_knows(
        self, row: LedgerRow, before: Before | None, now: Listing | None
    ) -> tuple[Action, Record, tuple[Problem, ...]] | None:
        """A new listing whose answer was lost is asked for: hiding one that is not there would make one. What a code was
        taken off since, or given to, is left: it is another listing by now, or none."""
        if row.planned.listing in self._moved:
            return Action.SKIP, {}, (_stays(self._catalogue.key, ProblemCode.CHANGED_SINCE),)
        if row.state is not State.IN_DOUBT or now is not None or not was_new(row, before):
            return None
        there = self._is_there(row.planned.external_id)
        if there is None:
            return Action.SKIP, {}, (_stays(self._catalogue.key, ProblemCode.MAYBE_THERE),)
        return None if there else (Action.NONE, {}, ())

    def _is_there(self, external_id: str) -> bool | None:
        if not isinstance(self._destination, LooksUp) or self._looks == 0:
            return None
        self._looks -= 1
        try:
            seen = self._destination.look_up(Operation(Op.UPSERT, external_id), RunControl())
        except DestinationError:
            self._looks = 0
            return None
        if isinstance(seen, Later):
            self._ledger.not_there(external_id)
            return False
        return True if isinstance(seen, Accepted) else None


def _linked_since(ledger: Ledger, members: list[int]) -> frozenset[tuple[str, str]]:
    """The ids that were taken off listings, or given to others, after these runs, or nobody knows whether before; and the
    listings that had none."""
    return frozenset(
        listing
        for info in ledger.runs()
        if info.kind is RunKind.LINK
        for row in ledger.rows(info.id, _TOUCHED if info.id > members[0] else (State.IN_DOUBT,))
        for listing in (row.planned.listing, ("", row.planned.portal_id or ""))
    )


def _sent_by_others(ledger: Ledger, members: list[int]) -> Mapping[tuple[str, str], frozenset[str]]:
    """Which fields of which listings other runs sent that may have come after these: listing → names. Raises AppError
    UNDO_TOO_LATE where that is not known any more."""
    sent: defaultdict[tuple[str, str], frozenset[str]] = defaultdict(frozenset)
    begun = ledger.run(members[0]).started_at or 0.0
    for info in ledger.runs():
        ended_before = info.id < members[0] and info.finished_at is not None and info.finished_at <= begun
        if info.id in members or ended_before:
            continue
        if info.rows_removed:  # what it changed nobody knows any more
            raise AppError(Code.UNDO_TOO_LATE, Cause.USAGE, run=members[0], days=AVAILABLE_DAYS)
        for row in ledger.rows(info.id, _TOUCHED):
            sent[row.planned.listing] |= row.planned.fields.keys()
    return sent
