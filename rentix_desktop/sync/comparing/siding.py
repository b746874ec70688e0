"""Which side wins where service and file differ: written to the ledger and the kept corrections, nothing is sent.

FILE    the ledger learns what the service really has: the next sync sees that it differs, and sends our value; what is
        gone is made again
PORTAL  the ledger learns it, too, and a kept correction says the same of the file's cell: nothing is sent of it until
        the file says something else
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from rentix_desktop.catalog.check import Checker
from rentix_desktop.catalog.fields import Catalogue, Record
from rentix_desktop.catalog.problems import Problem, ProblemCode, Severity
from rentix_desktop.sync.comparing.drift import Drift, DriftKind, Side
from rentix_desktop.sync.ledger import LEFT_GONE, Learnt, Ledger, Listing
from rentix_desktop.sync.planning.plan import CHUNK, chunks
from rentix_desktop.sync.repair.corrections import KeptCorrection

Choice = tuple[Drift, Side]


@dataclass(frozen=True, slots=True)
class Settled:
    """How many differences were settled for each side; `left` ones can not be (they are another place's, or something
    was sent meanwhile that makes them old)."""

    file: int = 0
    portal: int = 0
    left: int = 0


def settle_drifts(choices: Iterable[Choice], ledger: Ledger, catalogue: Catalogue, at: float) -> Settled:
    """`at` in seconds since the epoch. Those of one listing are settled together, whole or not at all.

    Raises AppError where the ledger cannot be written.
    """
    ordered = sorted(choices, key=_id)
    groups = [(external_id, list(group)) for external_id, group in groupby(ordered, key=_id)]
    check = Checker(catalogue)
    done: Counter[Side] = Counter()
    for chunk in chunks(groups, CHUNK):
        known = ledger.listings([external_id for external_id, _ in chunk])
        kept = ledger.corrections(list(known))
        found = [
            _Case(
                known[external_id], [choice for choice in group if _holds(choice, known[external_id])], catalogue, check
            )
            for external_id, group in chunk
            if external_id in known
        ]
        with ledger.together():
            ledger.learn([case.learnt() for case in found if case.choices])
            ledger.keep_corrections(
                each for case in found for each in case.corrections(kept.get(case.listing.external_id, ()), at)
            )
        done.update(side for case in found for _, side in case.choices)
    return Settled(done[Side.FILE], done[Side.PORTAL], len(ordered) - done.total())


def _id(choice: Choice) -> str:
    return choice[0].external_id or ""


def _holds(choice: Choice, listing: Listing) -> bool:
    """Whether it can be settled so, and nothing was accepted since that makes it old."""
    drift, side = choice
    if side not in drift.sides or drift.kind in (DriftKind.UNKNOWN, DriftKind.UNLINKED):
        return False
    return drift.field not in listing.fields or listing.fields[drift.field] == drift.ours


class _Case:
    """What was chosen for one listing."""

    def __init__(self, listing: Listing, choices: list[Choice], catalogue: Catalogue, check: Checker) -> None:
        self.listing = listing
        self.choices = choices
        self._catalogue = catalogue
        self._check = check

    def learnt(self) -> Learnt:
        """What is gone is forgotten, and so made again; or it stays so for as long as its row is the same."""
        for drift, side in self.choices:
            if drift.kind is DriftKind.GONE and side is Side.FILE:
                return Learnt(self.listing.external_id, gone=True)
            if drift.kind is DriftKind.GONE:
                return Learnt(self.listing.external_id, shown=False, status=LEFT_GONE)
        there = [choice for choice in self.choices if self._takes(*choice)]
        status = next((choice for choice in there if choice[0].kind is DriftKind.STATUS), None)
        vanished = self.listing.shown is False  # hidden because its file has it no more
        learnt = Learnt(self.listing.external_id, {drift.field: drift.theirs for drift, _ in there})
        if status is None:
            return learnt
        drift, side = status
        back = side is Side.FILE and not vanished and drift.ours != self._catalogue.visibility.hidden
        detached = side is Side.PORTAL and vanished
        return replace(learnt, shown=not back, status=str(drift.theirs), detached=detached)

    def corrections(self, kept: Sequence[KeptCorrection], at: float) -> Iterator[KeptCorrection]:
        """The file's cell is what an earlier correction says of it, else what was accepted of it."""
        before = {correction.field: correction for correction in kept}
        for drift, side in self.choices:
            of_row = drift.kind is DriftKind.FIELD or self.listing.shown is not False
            if side is Side.PORTAL and drift.kind is not DriftKind.GONE and of_row and self._takes(drift, side):
                was = before.get(drift.field)
                file = (drift.ours, "") if was is None else (was.was, was.said)
                yield KeptCorrection(self.listing.external_id, drift.field, file[0], drift.theirs, at, file[1])

    def _takes(self, drift: Drift, side: Side) -> bool:
        """What the portal has, and our checks would hold its row back for, cannot be said in its row: it is left as it
        is, and nothing is sent either."""
        if side is Side.FILE:
            return True
        before: Record = {self._catalogue.key: self.listing.external_id, **self.listing.fields}
        after: Record = {
            name: value for name, value in (before | {drift.field: drift.theirs}).items() if value is not None
        }
        return not (_errors(self._check(after)) - _errors(self._check(before)))


def _errors(problems: Iterable[Problem]) -> set[tuple[str, ProblemCode]]:
    return {(problem.field, problem.code) for problem in problems if problem.severity is Severity.ERROR}
