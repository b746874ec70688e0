"""Uploads to be taken back, and the taking back, for the tests of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rentix_desktop.catalog.fields import JsonValue, Record
from rentix_desktop.catalog.problems import ProblemCode, Severity
from rentix_desktop.sync.destination import (
    Accepted,
    Later,
    Lost,
    Operation,
    Waiter,
)
from rentix_desktop.sync.ledger import Ledger
from rentix_desktop.sync.planning.plan import PlanOptions
from rentix_desktop.sync.planning.undo import UndoForecast, available_until, not_restored, plan_undo
from rentix_desktop.sync.progress import Summary
from tests.fakes.catalogue import CATALOGUE
from tests.fakes.destination import FakeDestination
from tests.sync.runs import planned, send

HIDING = PlanOptions(hide_missing=True)
NOW = 2_000.0
STATUS = "announcementStatus"


@dataclass
class Telling(FakeDestination):
    """A service that tells whether a listing is there."""

    looked_up: int = 0

    def look_up(self, operation: Operation, waiter: Waiter) -> Accepted | Later | Lost:
        self.looked_up += 1
        return Accepted() if operation.external_id in self.portal else Later()


def listing(number: int, price: float = 100.0, **fields: JsonValue) -> Record:
    return {"externalId": f"CN-{number}", "announcementValue": price, "propertyAddress": f"str. {number}", **fields}


def put(
    ledger: Ledger, portal: FakeDestination, found: Iterable[Record], options: PlanOptions | None = None
) -> Summary:
    return send(ledger, portal, planned(ledger, portal, found, options).run)


def at(ledger: Ledger, run: int) -> float:
    """A moment at which the run can be taken back."""
    return available_until(ledger, [run]) - 1.0


def forecast(ledger: Ledger, portal: FakeDestination, run: int) -> UndoForecast:
    return plan_undo(ledger, run, CATALOGUE, portal, at(ledger, run))


def take_back(ledger: Ledger, portal: FakeDestination, run: int) -> Summary:
    """What was forecast is what happened."""
    told = forecast(ledger, portal, run)
    summary = send(ledger, portal, told.run)
    assert told.total == told.hide + told.restore + told.show + told.unchanged + told.left + told.blocked
    assert (summary.hidden, summary.updated, summary.unchanged, summary.skipped, summary.blocked, summary.total) == (
        told.hide,
        told.restore + told.show,
        told.unchanged,
        told.left,
        told.blocked,
        told.total,
    )
    return summary


def stays(ledger: Ledger, run: int) -> dict[str, dict[str, ProblemCode]]:
    """What is named: id → field → why."""
    named: dict[str, dict[str, ProblemCode]] = {}
    for row in not_restored(ledger, run):
        assert all(problem.severity is Severity.WARNING for problem in row.planned.problems)
        named[row.planned.external_id] = {problem.field: problem.code for problem in row.planned.problems}
    return named


def copied(portal: FakeDestination) -> dict[str, dict[str, JsonValue]]:
    """What is on the portal, which says of every listing that it is active."""
    return {name: {STATUS: "active", **fields} for name, fields in portal.portal.items()}
