"""The state of a row follows from the facts on disk (design, section 4). It is never stored."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rentix_desktop.sync.ledger import Action, State


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

_NEVER_SENT: Final = {Action.BLOCKED: State.BLOCKED, Action.NONE: State.UNCHANGED, Action.SKIP: State.SKIPPED}
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
