"""What is fetched on a worker for the rows behind a number of the forecast: a page of them, and what it holds. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from rentix_desktop.mapping.roles import ADDRESS
from rentix_desktop.sync.ledger import Ledger
from rentix_desktop.sync.planning.foreseen import Foreseen, Number, foreseen
from rentix_desktop.sync.progress import Forecast
from rentix_desktop.ui.jobs import Task

PAGE: Final = 500
"""Listings that are shown at a time: however many a number counts, the window holds no more."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows: those behind a number that hold the words in address or code, and of which a field changes ("" = any).
    `after` is the place of the row before the page."""

    number: Number
    words: str = ""
    field: str = ""
    after: int = -1

    def fits(self, found: Foreseen) -> bool:
        if self.field and self.field not in found.row.fields:
            return False
        if not self.words:
            return True
        address = found.record.get(ADDRESS)
        text = f"{found.row.external_id}\n{address if isinstance(address, str) else ''}".casefold()
        return all(word in text for word in self.words.casefold().split())


@dataclass(frozen=True, slots=True)
class FoundPage:
    """`more` = the place to go on after; None = these are the last."""

    wanted: Wanted
    rows: tuple[Foreseen, ...]
    more: int | None = None


def fetch(task: Task[Any], ledger: Ledger, planned: Forecast, wanted: Wanted) -> FoundPage:
    """Reads a page. Tells how many rows were looked through. Raises `Cancelled`, AppError of the ledger."""

    def looked_at(rows: int) -> None:
        task.check()
        task.progress(rows)

    rows: list[Foreseen] = []
    last = wanted.after
    for place, found in foreseen(ledger, planned, wanted.number, wanted.fits, wanted.after, looked_at):
        if len(rows) == PAGE:
            return FoundPage(wanted, tuple(rows), last)
        rows.append(found)
        last = place
    return FoundPage(wanted, tuple(rows))
