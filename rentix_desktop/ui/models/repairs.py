"""What was corrected of the failed rows, what is still wrong with them, and what is ready to be sent. No Qt.

A step of correcting is worked out first (`Repairs.step`: on a worker where many rows take part) and taken then
(`Repairs.take`); taking one back is taking what was before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from rentix_desktop.catalog.fields import Catalogue, Record
from rentix_desktop.catalog.problems import Problem, ProblemCode
from rentix_desktop.sync.ledger import State
from rentix_desktop.sync.repair.repair import Correction, corrected, recheck
from rentix_desktop.ui.models.grouping import FailedRow, errors_of, key_of
from rentix_desktop.ui.wizard.results.fixing import Loaded

_OF_PUBLIC_ONES: Final = (ProblemCode.REQUIRED_MISSING, ProblemCode.ONE_OF_MISSING, ProblemCode.TOO_FEW_PHOTOS)


@dataclass(frozen=True, slots=True)
class Now:
    """A row as corrected: its corrections, the whole record, what is wrong with it by our own checks."""

    fields: Record
    record: Record
    problems: tuple[Problem, ...]


Rows: TypeAlias = Mapping[int, Now]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of correcting: seq → how the row was, and is then."""

    before: Rows
    after: Rows


class Repairs:
    """The rows of `loaded` by their seq."""

    def __init__(self, catalogue: Catalogue, loaded: Loaded) -> None:
        self.catalogue = catalogue
        self.loaded = loaded
        self.rows = {row.seq: row for row in loaded.rows}
        self.corrections: dict[int, Record] = {row.seq: row.before for row in loaded.rows if row.before}
        self.ticked: set[int] = set()
        self._now: dict[int, Now] = {}
        self._open: dict[int, frozenset[str]] = {}  # rows whose causes are fewer by now
        self._left = Counter({cause.key: cause.count for cause in loaded.causes})
        self._ready: set[int] = set()
        self._rows_of: dict[str, list[FailedRow]] = {}

    # how rows are -------------------------------------------------------------------------------------------------------
    def now(self, row: FailedRow) -> Now:
        found = self._now.get(row.seq)
        if found is None:
            found = self._as_loaded(row)
            self._now[row.seq] = found
        return found

    def record(self, row: FailedRow) -> Record:
        if row.seq not in self.corrections:
            return row.row.planned.record
        return self.now(row).record

    def problems(self, row: FailedRow) -> tuple[Problem, ...]:
        """By our own checks, warnings too."""
        return self.now(row).problems

    def is_changed(self, row: FailedRow) -> bool:
        return self.corrections.get(row.seq, {}) != row.before

    def changed_fields(self, row: FailedRow) -> set[str]:
        fields = self.corrections.get(row.seq, {})
        before = row.before
        same = {name for name in fields.keys() & before.keys() if fields[name] == before[name]}
        return (fields.keys() | before.keys()) - same  # emptied is not the same as never corrected

    def refusals(self, row: FailedRow) -> tuple[Problem, ...]:
        """What the portal complained of, and nothing was done about."""
        changed = self.changed_fields(row) if row.state is State.REFUSED else set()
        if not changed:
            return row.refusals
        return tuple(problem for problem in row.refusals if not self._is_met(problem, changed, self.record(row)))

    def _is_met(self, problem: Problem, changed: set[str], record: Record) -> bool:
        also = {name for pair in self.catalogue.not_above if problem.field in pair for name in pair}
        also |= set(str(problem.params.get("fields", "")).split(", "))
        visibility = self.catalogue.visibility
        public = record.get(visibility.field, visibility.default) in visibility.public
        return bool(({problem.field} | also) & changed) or (problem.code in _OF_PUBLIC_ONES and not public)

    def wrong(self, row: FailedRow) -> list[Problem]:
        """What holds the row: our errors, and what the portal said, as far as nothing was done about it."""
        return [*errors_of(self.problems(row)), *(self.refusals(row) if row.state is State.REFUSED else ())]

    def is_good(self, row: FailedRow) -> bool:
        """Corrected, and nothing wrong any more as far as can be known here."""
        return self.is_changed(row) and not self.wrong(row)

    def may_be_sent(self, row: FailedRow) -> bool:
        """By our own checks: a refused row may be sent again as it is."""
        return not errors_of(self.problems(row))

    def ready(self) -> list[int]:
        """The ticked rows that may be sent."""
        return sorted(self._ready)

    # causes -------------------------------------------------------------------------------------------------------------
    def causes_of(self, seq: int) -> frozenset[str]:
        """Those the row failed for, settled or not."""
        return self.loaded.causes_of[seq]

    def rows_of(self, key: str) -> list[FailedRow]:
        """Those that failed for a cause."""
        found = self._rows_of.get(key)
        if found is None:
            causes_of = self.loaded.causes_of
            found = self._rows_of[key] = [row for row in self.loaded.rows if key in causes_of[row.seq]]
        return found

    def is_open(self, seq: int, key: str) -> bool:
        """Whether the row still has this cause."""
        return key in self._open.get(seq, self.loaded.causes_of[seq])

    def left(self, key: str) -> int:
        """How many rows still have this cause."""
        return self._left[key]

    def all_left(self) -> int:
        """How many rows are not ready to be sent."""
        return len(self.rows) - sum(not keys for keys in self._open.values())

    def _open_causes(self, row: FailedRow) -> frozenset[str]:
        causes = self.loaded.causes_of[row.seq]
        if not self.is_changed(row):
            return causes
        if self.is_good(row):
            return frozenset()
        still = {key_of(problem) for problem in (*self.problems(row), *self.refusals(row))}
        words = not row.understood and row.state is State.REFUSED and not self.changed_fields(row)
        return frozenset(key for key in causes if key in still or (words and not key.startswith("!")))

    # correcting ---------------------------------------------------------------------------------------------------------
    def step(self, changes: Mapping[int, Record]) -> Step:
        """What corrections (seq → fields) come to; rows that they leave as they are take no part. Changes nothing."""
        before: dict[int, Now] = {}
        after: dict[int, Now] = {}
        for seq, fields in changes.items():
            row = self.rows.get(seq)
            if row is None or not row.fixable:
                continue
            merged = self._merged(row, fields)
            if merged != self.corrections.get(seq, {}):
                before[seq] = self.now(row)
                after[seq] = self._checked(row, merged)
        return Step(before, after)

    def take(self, rows: Rows) -> None:
        """Makes these rows so; what is corrected is ticked, what is not any more is not."""
        for seq, now in rows.items():
            row = self.rows[seq]
            self.corrections[seq] = now.fields
            self._now[seq] = now
            self._recount(row)
            if self.is_changed(row):
                self.ticked.add(seq)
            else:
                self.ticked.discard(seq)
            self._count_ready(row)

    def tick(self, seqs: Iterable[int]) -> None:
        """These are to be sent, and no others."""
        former, self.ticked = self.ticked, {seq for seq in seqs if seq in self.rows}
        for seq in former ^ self.ticked:
            self._count_ready(self.rows[seq])

    def set_ticked(self, seq: int, ticked: bool) -> None:
        (self.ticked.add if ticked else self.ticked.discard)(seq)
        self._count_ready(self.rows[seq])

    def _count_ready(self, row: FailedRow) -> None:
        good = row.seq in self.ticked and (self.is_good(row) if self.is_changed(row) else self.may_be_sent(row))
        (self._ready.add if good else self._ready.discard)(row.seq)

    def _recount(self, row: FailedRow) -> None:
        former, now = self._open.get(row.seq, self.loaded.causes_of[row.seq]), self._open_causes(row)
        for key in former ^ now:
            self._left[key] += 1 if key in now else -1
        self._open[row.seq] = now

    def _merged(self, row: FailedRow, fields: Record) -> Record:
        """Against the row of the upload: a value put back is no correction. Emptying a cell that could not be read is
        one, though the record has nothing of it."""
        original = row.row.planned.record
        told = {problem.field for problem in row.row.planned.problems}
        merged = self.corrections.get(row.seq, {}) | fields
        return {
            name: value
            for name, value in merged.items()
            if value != original.get(name) or (value is None and name in told and name not in original)
        }

    def _as_loaded(self, row: FailedRow) -> Now:
        fields = self.corrections.get(row.seq, {})
        record = row.row.planned.record
        return Now(fields, corrected(record, fields, self.catalogue) if fields else record, row.problems)

    def _checked(self, row: FailedRow, fields: Record) -> Now:
        record = row.row.planned.record
        if fields == row.before:  # the plan knows more: codes that stand twice in the file
            return Now(fields, corrected(record, fields, self.catalogue) if fields else record, row.problems)
        problems = recheck(row.row, Correction(row.seq, fields), self.catalogue, self.loaded.checker)
        return Now(fields, corrected(record, fields, self.catalogue), problems)
