"""What the portal has of the file beside what was planned: read while the person looks at the forecast. On a worker, no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rentix_desktop.linking.proposing import OnPortal, doubles_to_come, read_portal
from rentix_desktop.linking.recalling import Recalled, look_at_plan
from rentix_desktop.sync.progress import Forecast
from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.session import Connection


@dataclass(frozen=True, slots=True)
class Ahead:
    """`likely`: so many listings without a code the plan seems to make once more; None = it does not hold any more."""

    recalled: Recalled
    likely: int | None = None


def look_ahead(task: Task[Any], connection: Connection, on_portal: OnPortal | None, planned: Forecast) -> Ahead:
    """`on_portal` None = it is read first. Tells the number of listings read. Raises `Cancelled`, AppError."""
    ledger, destination, catalogue = connection.ledger, connection.destination, connection.catalogue
    control = task.control()
    found = on_portal or read_portal(destination, control, task.progress)
    recalled = look_at_plan(ledger, destination, catalogue, planned, control, on_portal=found)
    if recalled.changed:
        return Ahead(recalled)
    return Ahead(recalled, doubles_to_come(found, ledger, catalogue, planned.run, control))
