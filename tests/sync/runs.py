"""Rows and runs for the tests of the engine."""

from __future__ import annotations

from collections.abc import Iterable

from rentix_desktop.catalog.fields import Record
from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Destination
from rentix_desktop.sync.ledger import Ledger, NewRun, RunKind
from rentix_desktop.sync.planning.plan import PlanOptions, plan
from rentix_desktop.sync.progress import Forecast, Listener, Summary
from rentix_desktop.sync.sending.engine import Engine
from tests.fakes.catalogue import CATALOGUE
from tests.fakes.ledger import ACCOUNT

RUN = NewRun(ACCOUNT, RunKind.UPLOAD, "/files/export.xlsx#Sheet1", "export.xlsx")


def records(count: int, price: float = 100.0, first: int = 0) -> list[Record]:
    return [
        {"externalId": f"CN-{number}", "announcementValue": price, "propertyAddress": f"str. Ismail {number}"}
        for number in range(first, first + count)
    ]


def mapped(found: Iterable[Record]) -> list[MappedRow]:
    return [MappedRow(number, number + 2, record) for number, record in enumerate(found)]


def planned(
    ledger: Ledger, destination: Destination, found: Iterable[Record], options: PlanOptions | None = None
) -> Forecast:
    return plan(mapped(found), ledger, CATALOGUE, destination, RUN, options)


def send(
    ledger: Ledger,
    destination: Destination,
    run: int,
    *,
    trial: int | None = None,
    control: RunControl | None = None,
    listener: Listener | None = None,
    patience: float = 120.0,
) -> Summary:
    return Engine(ledger, destination, control or RunControl(), listener, patience).run(run, trial)


def upload(ledger: Ledger, destination: Destination, found: Iterable[Record]) -> Summary:
    return send(ledger, destination, planned(ledger, destination, found).run)
