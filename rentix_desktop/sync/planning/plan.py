"""What would happen if the file were sent: the forecast, written to the ledger as a run that was not started.

Streams: rows come from an iterator and leave in chunks. Pure decisions are `decide` and `held_by_brake`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final, TypeVar

from rentix_desktop.catalog.fields import Catalogue, Record
from rentix_desktop.catalog.problems import Problem, ProblemCode, Severity
from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.sync.agents import Agents
from rentix_desktop.sync.destination import (
    Cancelled,
    Destination,
    Op,
    Operation,
    Refused,
)
from rentix_desktop.sync.ledger import Action, Ledger, LedgerRow, Listing, NewRun, PlannedRow, State
from rentix_desktop.sync.planning.applying import Applier
from rentix_desktop.sync.planning.diff import changes, sendable
from rentix_desktop.sync.planning.holding import Holding, later_fields
from rentix_desktop.sync.planning.seen import SeenIds
from rentix_desktop.sync.planning.unsettled import Unsettled
from rentix_desktop.sync.planning.vanished import found_to_be_there
from rentix_desktop.sync.progress import Forecast
from rentix_desktop.sync.repair.corrections import KeptCorrection
from rentix_desktop.sync.sending.batches import Cutter, fits

CHUNK: Final = 500
"""Rows that are looked up and written together."""

T = TypeVar("T")

GOING: Final = (Action.CREATE, Action.UPDATE, Action.NONE)
"""What becomes of rows with no error: what is wrong with them all the same is a warning."""

_OPS: Final = {Action.LINK: Op.LINK, Action.UNLINK: Op.UNLINK}

PlanProgress = Callable[[int], bool]
"""Told the rows planned so far, a chunk at a time; returning False asks to stop (raises `Cancelled`)."""


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """all_rows        send rows equal to what was last accepted, too, with all their fields
    hide_missing    hide what this source sent before and does not hold any more
    hide_confirmed  the person said yes to hiding more than the brake allows
    hide_these      … to hiding these, should they still be missing: the brake is asked about the others
    skip            rows (`MappedRow.row`) the person left out
    empty           fields that the service takes empty: where a row has nothing for one, it is made so
    refused         what the service refused before, by externalId: a row of which the very same would be sent stays
                    refused, with the same words
    kept            the file is a kept one: what another one had first, or was taken back, waits for a person (`holding`)
    again           … and the person said that what was taken back is sent again
    unpublished     … and these were taken and could not be published: the same is not asked for again by itself
    """

    all_rows: bool = False
    hide_missing: bool = False
    hide_confirmed: bool = False
    hide_these: frozenset[str] = frozenset()
    skip: frozenset[int] = field(default=frozenset())
    empty: frozenset[str] = frozenset()
    refused: Mapping[str, LedgerRow] = field(default_factory=dict)
    kept: bool = False
    again: bool = False
    unpublished: frozenset[str] = frozenset()


def plan(
    rows: Iterable[MappedRow],
    ledger: Ledger,
    catalogue: Catalogue,
    destination: Destination,
    run: NewRun,
    options: PlanOptions | None = None,
    progress: PlanProgress | None = None,
    seen: Callable[[MappedRow], None] | None = None,
) -> Forecast:
    """Plans a run over `rows`, with the corrections that are kept of them; `seen` is told every row as it is planned then.

    What they raise on the way removes the plan: a file not read to its end hides nothing.

    Raises `Cancelled` when `progress` asks to stop.
    """
    with Planner(ledger, catalogue, destination, run, options or PlanOptions(), progress) as planner:
        planner.rows(rows, seen)
        planner.vanished()
        return planner.forecast()


def decide(
    row: MappedRow, listing: Listing | None, catalogue: Catalogue, options: PlanOptions
) -> tuple[Action, Record]:
    """What to do with one row, and the fields to send."""
    if is_left_out(row, options):
        return Action.SKIP, {}
    if any(problem.severity is Severity.ERROR for problem in row.problems):
        return Action.BLOCKED, {}
    if listing is None:
        return Action.CREATE, sendable(row.record, catalogue)
    changed = changes(row.record, listing, catalogue) | dict.fromkeys(emptied(row, listing, options.empty))
    if options.all_rows:
        return Action.UPDATE, sendable(row.record, catalogue) | changed
    return (Action.UPDATE, changed) if changed else (Action.NONE, {})


def is_left_out(row: MappedRow, options: PlanOptions) -> bool:
    """Whether a person said that this row, or rows with such a text, are not sent."""
    return row.row in options.skip or bool(row.problems and row.left_out)


def emptied(row: MappedRow, listing: Listing, fields: Collection[str]) -> list[str]:
    """Of these fields, those that the portal has and the row has not. A cell that could not be read is not empty."""
    gone = [name for name in fields if row.record.get(name) is None and listing.fields.get(name) is not None]
    if gone and row.problems:
        wrong = {problem.field for problem in row.problems}
        return [name for name in gone if name not in wrong]
    return gone


def held_by_brake(vanished: int, shown: int) -> bool:
    """Whether hiding `vanished` of the source's `shown` listings needs an explicit yes: over 20 %, at least 3, or all."""
    return vanished > max(3, shown // 5) or vanished >= shown


def is_nameless(row: MappedRow) -> bool:
    """Whether a row without an id is a listing all the same, and no sum or note: its id was deleted, or its cells do not
    stand under their headers."""
    errors = {problem.code for problem in row.problems if problem.severity is Severity.ERROR}
    return ProblemCode.ROW_SHIFTED in errors or errors == {ProblemCode.KEY_MISSING}


def external_id_of(record: Record, catalogue: Catalogue) -> str:
    """The record's own id as text; empty where it has none."""
    value = record.get(catalogue.key)
    return "" if value is None else str(value)


class Planner:
    """One plan while it is made: the rows so far, and what was counted. Leaving it by an error removes the plan."""

    def __init__(
        self,
        ledger: Ledger,
        catalogue: Catalogue,
        destination: Destination,
        run: NewRun,
        options: PlanOptions,
        progress: PlanProgress | None = None,
    ) -> None:
        self._ledger = ledger
        self._catalogue = catalogue
        self._destination = destination
        self._source = run.source
        self._options = options
        self._progress = progress
        self._cutter = Cutter(destination.limits)
        self._agents = Agents(ledger, destination, catalogue)
        self._unsettled = Unsettled(ledger, catalogue)
        self._seen = SeenIds()  # with their sheet rows; in none = only in rows the person left out
        self._actions: Counter[Action] = Counter()
        self._changed: Counter[str] = Counter()
        self._warned = 0
        self._nameless = 0  # rows that may be those of listings that seem to be gone
        self._held: tuple[str, ...] = ()
        self._same: dict[str, int] = {}
        self.doubted: list[str] = []
        self._corrected = 0
        self._still_refused: list[tuple[int, Refused]] = []
        unpublished = dict.fromkeys(options.unpublished, later_fields(destination))
        self._holding = Holding(ledger, run.source, catalogue, options.again, unpublished) if options.kept else None
        self._seq = 0
        self.run = ledger.begin(run)
        self._apply = Applier(ledger, catalogue, self.run, lambda row: is_left_out(row, options))

    def __enter__(self) -> Planner:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self._ledger.discard(self.run)

    def rows(self, rows: Iterable[MappedRow], seen: Callable[[MappedRow], None] | None = None) -> None:
        """Adds rows of the file, in their order, with the corrections that are kept of them. Raises `Cancelled` when
        `progress` asks to stop."""
        for chunk in chunks(rows, CHUNK):
            applied = self._apply(chunk)
            self._add([(each.row, each.applied) for each in applied], seen)

    def again(self, rows: Iterable[tuple[MappedRow, tuple[KeptCorrection, ...]]]) -> None:
        """Adds rows that are corrected already, each with the corrections that are in it. Raises `Cancelled` as `rows`."""
        for chunk in chunks(rows, CHUNK):
            self._add(chunk)

    def _add(
        self,
        rows: list[tuple[MappedRow, tuple[KeptCorrection, ...]]],
        seen: Callable[[MappedRow], None] | None = None,
    ) -> None:
        agents = self._agents([row for row, _ in rows])
        if seen is not None:
            for row in agents:
                seen(row)
        known = self._ledger.listings([i for row, _ in rows if (i := external_id_of(row.record, self._catalogue))])
        if self._holding is not None:
            self._holding.look(known)
        planned = [
            self._planned(row, known, applied, read.record) for row, (read, applied) in zip(agents, rows, strict=True)
        ]
        self._ledger.add_rows(self.run, planned)
        if self._still_refused:
            self._ledger.settle(self.run, self._still_refused)
            self._still_refused.clear()
        self._go_on()

    def _go_on(self) -> None:
        if self._progress is not None and not self._progress(self._seq):
            raise Cancelled

    @property
    def created(self) -> int:
        """New listings so far."""
        return self._actions[Action.CREATE]

    @property
    def waiting(self) -> frozenset[str]:
        """Listings so far that were taken back, and wait for a person."""
        return frozenset(self._holding.waiting if self._holding is not None else ())

    @property
    def unread(self) -> frozenset[str]:
        """Listings so far that were taken back, and whose rows nobody can read today."""
        return frozenset(self._holding.unread if self._holding is not None else ())

    def same(self, rows: Mapping[str, int]) -> None:
        """Rows of the file that are known to be as they were accepted, by their ids: they have no rows in the plan, and
        count as unchanged. Told before all others, with their sheet rows; one of which an earlier row has the id is in
        `doubted` then, and is to be added after the others like any row."""
        self._same = dict(rows)

    def vanished(self) -> None:
        """Plans to hide what the source does not hold any more, or holds it back for a yes: over the brake, and where
        rows of the file do not say whose they are."""
        if not self._options.hide_missing:
            return
        there = found_to_be_there(self._ledger, self._destination, self._source, self._is_missing, self._go_on)
        if not there and not any(map(self._is_missing, self._ledger.shown_of(self._source))):
            return  # the file holds all of them, whatever is hidden
        shown = [*self._shown(), *there]
        gone = self._to_be_hidden([name for name in shown if self._is_missing(name)])
        said = [name for name in gone if name in self._options.hide_these]
        rest = [name for name in gone if name not in self._options.hide_these]
        held = self._nameless or held_by_brake(len(rest), len(shown) - len(said))
        if not self._options.hide_confirmed and rest and held:
            self._held = tuple(rest)
            self._ledger.set_hide_held(self.run, rest)
            rest = []
        self.hides([*said, *rest])

    def _to_be_hidden(self, gone: list[str]) -> list[str]:
        """Without those that another kept file has, or whose hiding was taken back."""
        elsewhere = self._ledger.also_in(gone, self._source) if gone else {}
        gone = [name for name in gone if name not in elsewhere]
        return gone if self._holding is None else self._holding.not_taken_back(gone)

    def _shown(self) -> Iterator[str]:
        """The listings of the source that are shown, as far as is known; without those whose links are not settled."""
        visibility = self._catalogue.visibility
        for listing in self._ledger.listings_of(self._source):
            hidden = listing.shown is False or listing.fields.get(visibility.field) == visibility.hidden
            if not hidden and listing.external_id not in self._unsettled.links:
                yield listing.external_id

    def _is_missing(self, external_id: str) -> bool:
        return external_id not in self._same and external_id not in self._seen

    def hides(self, external_ids: Iterable[str]) -> None:
        """Adds listings to be hidden."""
        for chunk in chunks(external_ids, CHUNK):
            self._ledger.add_rows(self.run, [self._hide(external_id) for external_id in chunk])

    def add(self, rows: Iterable[PlannedRow]) -> None:
        """Adds rows that were decided elsewhere; they are numbered here. Raises `Cancelled` as `rows` does."""
        for chunk in chunks(rows, CHUNK):
            self._ledger.add_rows(self.run, [self._added(row) for row in chunk])
            self._go_on()

    def _added(self, row: PlannedRow) -> PlannedRow:
        size = self._size(row.external_id, dict(row.fields))
        found = too_big(size, dict(row.fields), self._destination)
        if found:
            row = replace(row, action=Action.BLOCKED, fields={}, problems=(*row.problems, found))
        return self._count(replace(row, seq=self._seq), size)

    def carry(self, rows: Iterable[LedgerRow]) -> None:
        """Adds rows that failed before and are left as they are: not sent, and failed still, with the same words."""
        for chunk in chunks(rows, CHUNK):
            planned = [replace(row.planned, seq=self._seq + number) for number, row in enumerate(chunk)]
            self._seq += len(chunk)
            self._actions[Action.BLOCKED] += len(chunk)
            self._ledger.add_rows(self.run, planned)
            again = [
                (new.seq, Refused(row.messages))
                for new, row in zip(planned, chunk, strict=True)
                if row.state is State.REFUSED
            ]
            self._ledger.settle(self.run, again)

    def forecast(self) -> Forecast:
        count = self._actions
        self._ledger.set_same(self.run, len(self._same))
        return Forecast(
            run=self.run,
            total=self._seq + len(self._same),
            create=count[Action.CREATE],
            update=count[Action.UPDATE],
            unchanged=count[Action.NONE] + len(self._same),
            hide=count[Action.HIDE],
            hide_held=len(self._held),
            blocked=count[Action.BLOCKED] + count[Action.WAIT],
            skipped=count[Action.SKIP],
            requests=self._cutter.requests,
            changed_fields=dict(self._changed),
            warned=self._warned,
            held=self._held,
            corrected=self._corrected,
            overtaken=self._apply.overtaken,
            waiting=count[Action.WAIT],
        )

    def _planned(
        self, row: MappedRow, known: dict[str, Listing], applied: tuple[KeptCorrection, ...], read: Record
    ) -> PlannedRow:
        """`read` is the record with its agent as the file says it: corrections of it are kept against that."""
        external_id = external_id_of(row.record, self._catalogue)
        action, fields = decide(row, known.get(external_id), self._catalogue, self._options)
        problems, left_out = row.problems, action is Action.SKIP
        if action is Action.UPDATE and self._holding is not None:
            why = self._holding.why(known[external_id], fields)
            if why is not None:
                action, fields, problems = why[0], why[1], (*problems, *why[2])
        if self._holding is not None:
            self._holding.look_at(row, external_id, action)
        size = 0
        if action in GOING:
            size = self._size(external_id, fields) if action is not Action.NONE else 0
            found = self._repeated(external_id, row.sheet_row) or too_big(size, fields, self._destination)
            if found:
                action, fields, problems = Action.BLOCKED, {}, (*problems, found)
            elif (unsettled := self._unsettled.why(external_id, action)) is not None:
                action, fields, problems = unsettled[0], {}, (*problems, unsettled[1])
        if not left_out and self._same.get(external_id, -1) > row.sheet_row:
            del self._same[external_id]  # of two rows with an id the first one is meant
            self.doubted.append(external_id)
        if external_id and self._seen.row(external_id) is None:
            self._seen.add(external_id, None if left_out else row.sheet_row)
        self._corrected += bool(applied)
        self._nameless += not external_id and is_nameless(row)
        planned = PlannedRow(self._seq, row.row, row.sheet_row, external_id, action, read, fields, problems, applied)
        return planned if self._is_refused_still(planned) else self._count(planned, size)

    def _is_refused_still(self, row: PlannedRow) -> bool:
        before = self._options.refused.get(row.external_id)
        if before is None or row.action not in (Action.CREATE, Action.UPDATE):
            return False
        if (before.planned.action, before.planned.fields) != (row.action, row.fields):
            return False
        self._still_refused.append((row.seq, Refused(before.messages)))
        self._seq += 1
        self._actions[Action.BLOCKED] += 1
        return True

    def _hide(self, external_id: str) -> PlannedRow:
        visibility = self._catalogue.visibility
        fields: Record = {visibility.field: visibility.hidden}
        record: Record = {self._catalogue.key: external_id, **fields}
        planned = PlannedRow(self._seq, None, None, external_id, Action.HIDE, record, fields)
        return self._count(planned, self._size(external_id, fields))

    def _size(self, external_id: str, fields: Record) -> int:
        return len(self._destination.encode(Operation(Op.UPSERT, external_id, fields)))

    def _count(self, row: PlannedRow, size: int) -> PlannedRow:
        self._seq += 1
        self._actions[row.action] += 1
        if row.action is Action.UPDATE:
            self._changed.update(row.fields.keys())
        if row.action in GOING and row.problems:
            self._warned += 1
        if row.action in (Action.CREATE, Action.UPDATE, Action.HIDE):
            self._cutter.starts_new(size)
        return row

    def _repeated(self, external_id: str, sheet_row: int) -> Problem | None:
        """The same id twice in a file is never sent twice, whether or not the mapping saw it."""
        if not external_id:
            return Problem(self._catalogue.key, ProblemCode.KEY_MISSING)
        other = self._seen.row(external_id)
        if other is None and self._same.get(external_id, sheet_row) < sheet_row:
            other = self._same[external_id]
        if other is None:
            return None
        return Problem(self._catalogue.key, ProblemCode.KEY_REPEATED, params={"other_row": other})


def too_big(size: int, fields: Record, destination: Destination) -> Problem | None:
    """ROW_TOO_BIG where an operation of `size` bytes is more than a request may hold, naming the field that takes most."""
    if fits(size, destination.limits):
        return None
    biggest = max(
        fields, key=lambda name: len(destination.encode(Operation(Op.UPSERT, "", {name: fields[name]}))), default=""
    )
    limit = destination.limits.max_bytes
    return Problem(biggest, ProblemCode.ROW_TOO_BIG, params={"size": size, "limit": limit, "field": biggest})


def operation_of(row: PlannedRow) -> Operation:
    """What is sent for a planned row."""
    return Operation(_OPS.get(row.action, Op.UPSERT), row.external_id, row.fields, row.portal_id)


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of `size`, the last one shorter."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
