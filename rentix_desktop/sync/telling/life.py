"""What happened to one listing, from its first day on: what the ledger kept of it as dated events. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from rentix_desktop.sync.books.history import History, Lived
from rentix_desktop.sync.destination import JobState, Publication
from rentix_desktop.sync.ledger import Action, LedgerRow, RunKind, State
from rentix_desktop.sync.planning.undo import was_new
from rentix_desktop.sync.repair.corrections import KeptCorrection
from rentix_desktop.sync.telling.account_of_run import FieldChange


class LifeCode(StrEnum):
    """What happened; texts in `rentix_desktop/texts/life.py`."""

    REMOVED = "removed"  # what happened before is not kept any more
    CORRECTED = "corrected"  # by a person, before it was sent
    CREATED = "created"
    UPDATED = "updated"
    HIDDEN = "hidden"
    HIDDEN_ON_REQUEST = "hidden_on_request"  # whatever the file says
    RETURNED = "returned"  # it was hidden, and is shown again
    TAKEN_BACK = "taken_back"  # an upload was taken back, and this listing with it
    LINKED = "linked"
    UNLINKED = "unlinked"
    REFUSED = "refused"
    BLOCKED = "blocked"
    LEFT_OUT = "left_out"
    WAITING = "waiting"  # the run ended before its turn, or goes on
    IN_DOUBT = "in_doubt"
    SAME = "same"  # `count` uploads in a row had nothing new, the last of them at `until`
    PUBLISHED = "published"
    PROCESSING = "processing"
    NOT_PUBLISHED = "not_published"
    BLOCKED_THERE = "blocked_there"  # by the service itself
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """`at` in seconds since the epoch, UTC. `changes` are the fields that were sent; of one that was created all of it."""

    at: float
    code: LifeCode
    lived: Lived | None = None
    changes: tuple[FieldChange, ...] = ()
    correction: KeptCorrection | None = None
    count: int = 1
    until: float | None = None

    @property
    def run(self) -> int | None:
        return self.lived.run.id if self.lived else None

    @property
    def row(self) -> LedgerRow | None:
        return self.lived.row if self.lived else None


@dataclass(frozen=True, slots=True)
class Life:
    """`events` oldest first; none = nobody ever sent it from here. `first_at` = when it was accepted first. `external_id`
    is the service's own id of one that has none of ours."""

    external_id: str
    events: tuple[LifeEvent, ...] = ()
    first_at: float | None = None


def life_of(history: History, external_id: str) -> Life:
    """Of the listing with this id of ours, or where none has it, with this one of the service. For a worker."""
    first_at = history.first_accepted(external_id)
    lived = history.life(external_id) or history.life("", portal_id=external_id)
    return Life(external_id, tuple(events(lived, first_at)), first_at)


def events(lived: Sequence[Lived], first_at: float | None) -> list[LifeEvent]:
    """In order of their time. `first_at` is when the listing was accepted first: earlier than the first that is kept, if
    rows of it were removed since."""
    found: list[LifeEvent] = []
    corrected: set[tuple[str, float]] = set()
    for each in lived:
        for correction in each.row.planned.applied:
            if (correction.field, correction.at) not in corrected:
                corrected.add((correction.field, correction.at))
                found.append(LifeEvent(correction.at, LifeCode.CORRECTED, each, correction=correction))
        found += _of_row(each)
    found.sort(key=lambda event: event.at)
    if first_at is not None and (not lived or first_at < _at(lived[0])):
        found.insert(0, LifeEvent(first_at, LifeCode.REMOVED, until=found[0].at if found else None))
    return list(_together(found))


_WITHOUT_ANSWER: Final = {
    State.BLOCKED: LifeCode.BLOCKED,
    State.REFUSED: LifeCode.REFUSED,
    State.SKIPPED: LifeCode.LEFT_OUT,
    State.UNCHANGED: LifeCode.SAME,
    State.IN_DOUBT: LifeCode.IN_DOUBT,
    State.SENDING: LifeCode.WAITING,
    State.READY: LifeCode.WAITING,
    State.NOT_SENT: LifeCode.WAITING,
}
_OF_JOB: Final = {
    JobState.COMPLETED: LifeCode.PUBLISHED,
    JobState.FAILED: LifeCode.NOT_PUBLISHED,
    JobState.FAILED_RETRYABLE: LifeCode.NOT_PUBLISHED,
}
_SEEN: Final = {
    Publication.PUBLISHED: LifeCode.PUBLISHED,
    Publication.PROCESSING: LifeCode.PROCESSING,
    Publication.FAILED: LifeCode.NOT_PUBLISHED,
    Publication.FAILED_FOR_NOW: LifeCode.NOT_PUBLISHED,
    Publication.BLOCKED: LifeCode.BLOCKED_THERE,
    Publication.GONE: LifeCode.GONE,
}


def _of_row(lived: Lived) -> Iterator[LifeEvent]:
    row = lived.row
    if row.state is not State.ACCEPTED:
        changes = _changes(lived) if row.state not in (State.UNCHANGED, State.BLOCKED, State.SKIPPED) else ()
        yield LifeEvent(_at(lived), _WITHOUT_ANSWER[row.state], lived, changes)
        return
    yield LifeEvent(_at(lived), _accepted(lived), lived, _changes(lived))
    of_job = _OF_JOB.get(row.job_news.state) if row.job_news is not None else None
    if of_job is not None:
        yield LifeEvent(lived.job_at or _at(lived), of_job, lived)
    of_look = _SEEN.get(row.seen) if row.seen is not None else None
    if of_look is not None and of_look is not of_job:
        yield LifeEvent(row.seen_at or _at(lived), of_look, lived)


def _accepted(lived: Lived) -> LifeCode:
    action = lived.row.planned.action
    if action in (Action.LINK, Action.UNLINK):
        return LifeCode.LINKED if action is Action.LINK else LifeCode.UNLINKED
    if lived.run.kind is RunKind.UNDO:
        return LifeCode.TAKEN_BACK
    if action is Action.HIDE:
        return LifeCode.HIDDEN_ON_REQUEST if lived.run.kind is RunKind.HIDE else LifeCode.HIDDEN
    if was_new(lived.row, lived.before):
        return LifeCode.CREATED
    return LifeCode.RETURNED if lived.before is not None and lived.before.shown is False else LifeCode.UPDATED


def _changes(lived: Lived) -> tuple[FieldChange, ...]:
    known = lived.before.fields if lived.before is not None else {}
    new = lived.before is None and lived.row.planned.action is Action.CREATE  # nothing was there
    return tuple(
        FieldChange(name, known.get(name), value, new or name in known)
        for name, value in lived.row.planned.fields.items()
    )


def _at(lived: Lived) -> float:
    return lived.answered_at or lived.run.started_at or lived.run.created_at


def _together(found: Sequence[LifeEvent]) -> Iterator[LifeEvent]:
    """Uploads one after the other that had nothing new are one event."""
    held: LifeEvent | None = None
    for event in found:
        if held is not None and event.code is LifeCode.SAME:
            held = replace(held, count=held.count + 1, until=event.at)
            continue
        if held is not None:
            yield held
        held = event if event.code is LifeCode.SAME else None
        if held is None:
            yield event
    if held is not None:
        yield held
