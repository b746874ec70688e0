"""A month of a kept source, in a real ledger by a clock that is given: what the home page has to tell of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rentix_desktop.catalog.fields import Record
from rentix_desktop.catalog.problems import Problem, ProblemCode, Severity
from rentix_desktop.mapping.layouts import Layout
from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.sync.destination import Accepted, Outcome, Refused
from rentix_desktop.sync.ledger import AccountKey, Action, NewRun, PlannedRow, RunKind
from rentix_desktop.sync.sources.book import FileFacts, Reason, Visit, VisitEnd
from rentix_desktop.sync.sources.source import Place, Source, Times
from tests.ui.parts import ACCOUNT

CASA_NORD = AccountKey(ACCOUNT.base_url, ACCOUNT.id)
LEDGER_NAME = "/exports/Export.xlsx"
LAYOUT = Layout("Export", ("code", "price"), (("code", 0, "externalId"), ("price", 0, "announcementValue")))


def a_source(
    folder: Path, name: str = "Export CRM Casa Nord", ledger_name: str = LEDGER_NAME, times: Times | None = None
) -> Source:
    place = Place(folder, "Export*.xlsx")
    times = Times(on_change=True, at=(dt.time(8),)) if times is None else times
    return Source(name, CASA_NORD, place, ledger_name, LAYOUT, times=times)


@dataclass
class Month:
    """Writes runs and visits at moments of one's own into a ledger on disk."""

    path: Path
    account: AccountKey = CASA_NORD
    at: float = 0.0

    def open(self) -> SqliteLedger:
        return SqliteLedger(self.path, self.account, clock=lambda: self.at)

    def sent(
        self,
        at: dt.datetime,
        *,
        new: Sequence[int] = (),
        changed: Sequence[int] = (),
        refused: Sequence[int] = (),
        blocked: Sequence[int] = (),
        held: Sequence[str] = (),
        ledger_name: str = LEDGER_NAME,
        visit: bool = True,
        delay: float = 240.0,
    ) -> int:
        """One file that was sent: listings by their numbers."""
        self.at = at.timestamp()
        actions = [
            *((number, Action.CREATE) for number in new),
            *((number, Action.UPDATE) for number in (*changed, *refused)),
            *((number, Action.BLOCKED) for number in blocked),
        ]
        ledger = self.open()
        try:
            changed_at = self.at - delay
            run = ledger.begin(
                NewRun(self.account, RunKind.UPLOAD, ledger_name, "Export.xlsx", file_changed_at=changed_at)
            )
            ledger.add_rows(run, [_row(seq, number, action) for seq, (number, action) in enumerate(actions)])
            if held:
                ledger.set_hide_held(run, list(held))
            ledger.start(run)
            seqs = [seq for seq, (_, action) in enumerate(actions) if action is not Action.BLOCKED]
            if seqs:
                ledger.intend(run, seqs)
                ledger.settle(run, [(seq, _outcome(actions[seq][0], refused)) for seq in seqs])
            ledger.finish(run, 12.0, complete=True)
            if visit:
                file = FileFacts(Path(ledger_name), 1, changed_at, f"d{self.at}")
                ledger.add_visit(Visit(ledger_name, self.at, VisitEnd.SYNCED, run, None, file, len(actions)))
            return run
        finally:
            ledger.close()

    def looked(
        self,
        at: dt.datetime,
        end: VisitEnd,
        reason: Reason | None = None,
        ledger_name: str = LEDGER_NAME,
        file: Path | None = None,
    ) -> None:
        """A look that sent nothing."""
        self.at = at.timestamp()
        ledger = self.open()
        try:
            facts = FileFacts(file or Path(ledger_name), 1, self.at - 60, f"d{self.at}")
            ledger.add_visit(Visit(ledger_name, self.at, end, None, reason, facts))
        finally:
            ledger.close()


def _row(seq: int, number: int, action: Action) -> PlannedRow:
    record: Record = {
        "externalId": f"CN-{number}",
        "propertyAddress": f"str. Ismail {number}",
        "announcementValue": 45_000,
    }
    problems: tuple[Problem, ...] = ()
    if action is Action.BLOCKED:
        params = {"limit": 40, "length": 14}
        problems = (Problem("announcementDescription", ProblemCode.TOO_SHORT, Severity.ERROR, params),)
    return PlannedRow(seq, seq, seq + 2, f"CN-{number}", action, record, record, problems)


def _outcome(number: int, refused: Sequence[int]) -> Outcome:
    if number in refused:
        return Refused(("Description must be at least 40 characters",))
    return Accepted(f"p{number}", None, "active", None)


def a_month(month: Month, today: dt.datetime) -> int:
    """Thirty days up to today 08:00, with weekends off: the last run, with twelve listings to be fixed."""
    month.sent(today - dt.timedelta(days=29), new=range(1, 61))
    for back in range(28, 0, -1):
        at = today - dt.timedelta(days=back)
        if at.weekday() < 5:
            size = 12 + (back * 7) % 23
            month.sent(at, changed=range(1, size), new=range(1000 + back * 10, 1000 + back * 10 + back % 4))
            if back % 5 == 0:
                month.sent(at + dt.timedelta(hours=1), changed=(), refused=range(1, 4), visit=False)
    return month.sent(
        today, changed=range(1, 42), new=range(2000, 2005), refused=range(50, 55), blocked=range(3000, 3007)
    )
