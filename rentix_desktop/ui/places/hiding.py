"""Hiding listings of the portal that a person chose, off the window's thread. No Qt."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rentix_desktop.sync.destination import PortalListing
from rentix_desktop.sync.planning.hides import Hides, hides_of, plan_hides
from rentix_desktop.sync.sending.engine import Engine
from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.session import Connection


def hide(task: Task[Any], connection: Connection, listings: Iterable[PortalListing]) -> Hides:
    """While nobody else sends for the account. Tells the `RunProgress`. Raises AppError where the ledger fails."""
    ledger, destination = connection.ledger, connection.destination
    run = plan_hides(listings, ledger, connection.catalogue, destination, connection.key)
    return hides_of(ledger, Engine(ledger, destination, task.control(), task.progress).run(run))
