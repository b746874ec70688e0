"""Comparing with the portal off the window's thread, and what was done in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rentix_desktop.sync.compare import Compared, compare
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.drift import Drift, DriftKind, Side
from rentix_desktop.sync.siding import Settled, hide, settle_drifts
from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.models.comparing import Choice
from rentix_desktop.ui.senders import Senders
from rentix_desktop.ui.session import Connection


@dataclass(frozen=True, slots=True)
class Done:
    """What applying the choices did. `refused`: the portal's number of each listing it would not hide → its words."""

    settled: Settled
    hidden: int
    refused: dict[str, str]


def compared(task: Task[Any], connection: Connection) -> Compared:
    """On a worker. Raises `Cancelled`, AppError."""
    control = task.control()
    return compare(connection.ledger, connection.destination, connection.catalogue, control, task.progress)


def applied(
    task: Task[Any], connection: Connection, senders: Senders, chosen: list[tuple[Drift, Choice]], now: float
) -> Done:
    """On a worker, while nobody sends for the account. Raises `Cancelled`, AppError: what was done before it stays done."""
    control = task.control()
    with senders.alone(connection.key, task):
        return _applied(connection, control, chosen, now)


def _applied(connection: Connection, control: RunControl, chosen: list[tuple[Drift, Choice]], now: float) -> Done:
    sides = [(drift, Side(choice.value)) for drift, choice in chosen if choice is not Choice.HIDE]
    sides = [(drift, side) for drift, side in sides if drift.kind is not DriftKind.UNKNOWN]  # left as they are
    settled = settle_drifts(sides, connection.ledger, connection.catalogue, now)
    to_hide = [drift for drift, choice in chosen if choice is Choice.HIDE]
    refused = hide(to_hide, connection.destination, connection.catalogue, control)
    return Done(settled, len(to_hide) - len(refused), refused)


def done_words(done: Done, tr: Texts) -> str:
    settled = done.settled
    said = []
    if settled.file:
        said.append(
            tr.plural(
                "{n} difference: our value is sent with the next sync.",
                "{n} differences: our values are sent with the next sync.",
                settled.file,
            )
        )
    if settled.portal:
        said.append(
            tr.plural(
                "{n} difference: the portal's value is kept until the file says something else.",
                "{n} differences: the portal's values are kept until the file says something else.",
                settled.portal,
            )
        )
    if done.hidden:
        said.append(tr.plural("{n} listing was hidden.", "{n} listings were hidden.", done.hidden))
    if settled.left:
        said.append(
            tr.plural(
                "{n} difference was left: something was sent meanwhile.",
                "{n} differences were left: something was sent meanwhile.",
                settled.left,
            )
        )
    said += [f"{name}: {words}" for name, words in done.refused.items()]
    return " ".join(said)
