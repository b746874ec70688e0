"""The state of a row follows from the facts on disk (design, section 4), and so does what became of it later. Neither is
ever stored."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rentix_desktop.sync.destination import JobState, Publication
from rentix_desktop.sync.ledger import Action, LedgerRow, State


class Answer(StrEnum):
    """The last answer of the service that was understood."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is on disk of one row.

    intent  an intent was written and nothing came after it
    lost    the last answer was lost
    alive   the run is being run now, or was not started yet
    """

    action: Action
    answer: Answer | None = None
    intent: bool = False
    lost: bool = False
    alive: bool = True


LEFT: Final = (State.READY, State.NOT_SENT, State.IN_DOUBT)
"""What `resume` sends."""

_NEVER_SENT: Final = {
    Action.BLOCKED: State.BLOCKED,
    Action.WAIT: State.BLOCKED,
    Action.NONE: State.UNCHANGED,
    Action.SKIP: State.SKIPPED,
}
_ANSWERED: Final = {Answer.ACCEPTED: State.ACCEPTED, Answer.REFUSED: State.REFUSED}


def state_of(facts: Facts) -> State:
    """An open intent outweighs an older answer: what was refused and is being asked again is on its way."""
    if facts.action in _NEVER_SENT:
        return _NEVER_SENT[facts.action]
    if facts.intent:
        return State.SENDING if facts.alive else State.IN_DOUBT
    if facts.lost:
        return State.IN_DOUBT
    if facts.answer is not None:
        return _ANSWERED[facts.answer]
    return State.READY if facts.alive else State.NOT_SENT


_OF_JOB: Final = {
    JobState.COMPLETED: Publication.PUBLISHED,
    JobState.FAILED: Publication.FAILED,
    JobState.FAILED_RETRYABLE: Publication.FAILED_FOR_NOW,
}


def publication_of(row: LedgerRow) -> Publication | None:
    """By the newest fact: a look at the listing, else the news of its job. None where the row was not accepted."""
    if row.state is not State.ACCEPTED:
        return None
    if row.seen is not None:
        return row.seen
    if row.job is None:
        return Publication.ACCEPTED
    return Publication.PROCESSING if row.job_news is None else _OF_JOB.get(row.job_news.state, Publication.PROCESSING)
