"""Comparing with the portal off the window's thread, and what was done in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rentix_desktop.sync.comparing.compare import Compared, compare
from rentix_desktop.sync.comparing.drift import Drift, DriftKind, Side
from rentix_desktop.sync.comparing.siding import Settled, settle_drifts
from rentix_desktop.sync.planning.hides import Hides, listing_of
from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.models.comparing import Choice
from rentix_desktop.ui.places.hiding import hide
from rentix_desktop.ui.senders import Senders
from rentix_desktop.ui.session import Connection


@dataclass(frozen=True, slots=True)
class Done:
    """What applying the choices did. `hides` None = none was to be hidden."""

    settled: Settled
    hides: Hides | None = None


def compared(task: Task[Any], connection: Connection) -> Compared:
    """On a worker. Raises `Cancelled`, AppError."""
    control = task.control()
    return compare(connection.ledger, connection.destination, connection.catalogue, control, task.progress)


def applied(
    task: Task[Any], connection: Connection, senders: Senders, chosen: list[tuple[Drift, Choice]], now: float
) -> Done:
    """On a worker, while nobody sends for the account. Raises `Cancelled`, AppError: what was done before it stays done."""
    with senders.alone(connection.key, task):
        return _applied(task, connection, chosen, now)


def _applied(task: Task[Any], connection: Connection, chosen: list[tuple[Drift, Choice]], now: float) -> Done:
    sides = [(drift, Side(choice.value)) for drift, choice in chosen if choice is not Choice.HIDE]
    sides = [(drift, side) for drift, side in sides if drift.kind is not DriftKind.UNKNOWN]  # left as they are
    settled = settle_drifts(sides, connection.ledger, connection.catalogue, now)
    to_hide = [listing_of(drift, connection.catalogue) for drift, choice in chosen if choice is Choice.HIDE]
    return Done(settled, hide(task, connection, to_hide) if to_hide else None)


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
    if done.hides is not None and done.hides.hidden:
        count = len(done.hides.hidden)
        said.append(tr.plural("{n} listing was hidden.", "{n} listings were hidden.", count))
    if settled.left:
        said.append(
            tr.plural(
                "{n} difference was left: something was sent meanwhile.",
                "{n} differences were left: something was sent meanwhile.",
                settled.left,
            )
        )
    if done.hides is not None:
        said += [f"{name}: {words}" for name, words in done.hides.refused.items()]
        if done.hides.left:
            said.append(
                tr.plural(
                    "{n} listing is not hidden yet: the first page offers to go on with it.",
                    "{n} listings are not hidden yet: the first page offers to go on with them.",
                    done.hides.left,
                )
            )
    return " ".join(said)
