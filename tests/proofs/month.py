"""A month of an agency: a file a day, changed as agencies change theirs, and everything that goes wrong in between.

    python -m tests.proofs.month [LISTINGS [SEED]]

The clock is ours, everything else is real: workbooks on disk, the reading process, the ledger, the demo portal over HTTP.
What is wanted: at the end the portal equals the last good file; each day sent what changed, and nothing else; nothing is
hidden that should not be; every incident is told in one sentence while it lasts, and no longer.
"""

from __future__ import annotations

import datetime as dt
import math
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from openpyxl import Workbook

from rentix_desktop.catalog.fields import Catalogue, JsonValue
from rentix_desktop.demo.options import DemoOptions
from rentix_desktop.destinations.rentix import builtin_catalogue, connect
from rentix_desktop.mapping.decide import mapping_of
from rentix_desktop.mapping.suggest import suggest
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.profile import profile_table
from rentix_desktop.sheets.read import open_table
from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.store.request_times import RequestTimes
from rentix_desktop.sync.destination import Destination
from rentix_desktop.sync.ledger import AccountKey, Ledger
from rentix_desktop.sync.sources.book import Visit, VisitEnd, WaitCode
from rentix_desktop.sync.sources.due import is_due
from rentix_desktop.sync.sources.meaning import kept_layout
from rentix_desktop.sync.sources.monitor import Monitor, Need, NeedCode, monitor_of
from rentix_desktop.sync.sources.source import Place, Source, Times
from rentix_desktop.sync.sources.turn import sync_source
from rentix_desktop.sync.sources.turn_options import TurnOptions, TurnResult
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.visits import describe_need
from tests.proofs.month_files import (
    HEADER,
    INCIDENTS,
    PRICE,
    TEXT,
    Agency,
    Expected,
    Incident,
    Offers,
    cells,
    no_workbook,
    text_of,
)
from tests.proofs.world import UNLIMITED, Portal, open_portal
from tests.sync.sources.turns import Decided, KeptSources, Keys

ZONE: Final = ZoneInfo("Europe/Chisinau")
FIRST: Final = dt.date(2026, 3, 12)
"""The clocks go forward on 29 March: a month with a day of 23 hours."""
DAYS: Final = 30
AT: Final = dt.time(8)
TICK: Final = dt.timedelta(minutes=15)
TOLD: Final[dict[Incident, tuple[NeedCode, str]]] = {
    Incident.BROKEN: (NeedCode.WAITS, WaitCode.NOT_READABLE),
    Incident.CUT: (NeedCode.WAITS, WaitCode.CUT_SHORT),
    Incident.SHORT: (NeedCode.HIDE_HELD, ""),
    Incident.RENAMED: (NeedCode.WAITS, WaitCode.OTHER_LAYOUT),
    Incident.EMPTY: (NeedCode.WAITS, WaitCode.EMPTY),
    Incident.OLDER: (NeedCode.WAITS, WaitCode.OLDER),
    Incident.OFFLINE: (NeedCode.FAILED, "unreachable"),
    Incident.REVOKED: (NeedCode.KEY_REFUSED, "key_invalid"),
    Incident.MISSING: (NeedCode.WAITS, WaitCode.MISSING),
}
"""What the home page says of each in the evening; of the others it says nothing, for all is well."""


@dataclass
class Result:
    """`wrong` is everything that does not hold; empty = the month is as it should be."""

    listings: int
    wrong: list[str] = field(default_factory=list)
    operations: int = 0
    requests: int = 0
    bulk: int = 0
    taken: int = 0
    incidents: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0


class Month:
    """The office with its program, day by day."""

    def __init__(self, folder: Path, portal: Portal, listings: int, seed: int) -> None:
        self.folder, self.portal = folder, portal
        self.agency = Agency(listings, seed)
        self.expected = Expected()
        self.result = Result(listings)
        self.now = dt.datetime.combine(FIRST, dt.time(7), ZONE)
        self.account = AccountKey(portal.base_url, "318")
        self.keys = Keys(portal.key)
        self.decisions = Decided()
        self.sources = KeptSources()
        self._times = RequestTimes(folder / "times.sqlite")
        self.ledger: Ledger = SqliteLedger(folder / "ledger.sqlite", self.account, clock=lambda: self.now.timestamp())
        self.exports = folder / "exports"
        for name in ("exports", "spool"):
            (folder / name).mkdir()
        self.file: Offers = {}
        self.write(self.agency.offers)
        self.source = self._kept()

    # what a turn asks for
    def builtin_catalogue(self) -> Catalogue:
        return builtin_catalogue()

    @property
    def spool_folder(self) -> Path:
        return self.folder / "spool"

    def open_ledger(self, account: AccountKey) -> Ledger:
        raise NotImplementedError  # the program sits in the tray, and has it open

    def connect(self, base_url: str, key: str) -> Destination:
        return connect(base_url, key, request_log=self._times, requests_per_minute=UNLIMITED, bulk_per_minute=UNLIMITED)

    def _kept(self) -> Source:
        """As the wizard keeps it: everything about the file is understood by itself."""
        with closing(open_table(self._path(), spool_folder=self.spool_folder)) as table:
            profile = profile_table(table)
            suggestion = suggest(profile, builtin_catalogue(), load_vocabulary())
            layout = kept_layout("CRM", suggestion, mapping_of(suggestion), table.info.header)
        return Source("CRM", self.account, Place(self.exports, "Export*.xlsx"), "CRM", layout, times=Times(at=(AT,)))

    # a day ------------------------------------------------------------------------------------------------------------
    def day(self, number: int) -> None:
        incident = INCIDENTS.get(number)
        if number:
            self.agency.works()
        self.now = dt.datetime.combine(FIRST + dt.timedelta(days=number), dt.time(7, 30), ZONE)
        self._export(incident)
        if incident is Incident.OFFLINE:
            self.portal.faults([{"kind": "refuse", "times": 1_000_000}])
        if incident is Incident.REVOKED:
            self.keys.key = "a-key-that-was-revoked-00000000"
        self._goes_by(number, incident)
        self.portal.faults([])
        self.keys.key = self.portal.key

    def _goes_by(self, number: int, incident: Incident | None) -> None:
        sent: dict[str, set[str]] = {}
        held: set[str] = set()
        turns: list[TurnResult] = []
        start = dt.time(11, 30) if incident is Incident.ASLEEP else dt.time(7, 45)
        day = FIRST + dt.timedelta(days=number)
        moment = dt.datetime.combine(day, start, ZONE)
        while moment.timetz().replace(tzinfo=None) < dt.time(19) and moment.date() == day:
            self.now = moment
            if is_due(self.source, self._visits(), moment):
                before = self._seen_by_portal()
                turned = self._turn()
                turns.append(turned)
                if turned.visit.end in (VisitEnd.SYNCED, VisitEnd.SAME):
                    sent, held = self.expected.take(self.file)
                self._count(number, turned, sent, held, before)
            moment = (moment.astimezone(dt.UTC) + TICK).astimezone(ZONE)
        self._evening(number, incident, turns)

    def _turn(self) -> TurnResult:
        def sleep(seconds: float) -> None:
            self.now += dt.timedelta(seconds=seconds)

        options = TurnOptions(ledger=self.ledger, wait_for_service=0.0, clock=lambda: self.now.timestamp(), sleep=sleep)
        return sync_source(self.source, self, options=options)

    def _visits(self) -> list[Visit]:
        return self.ledger.visits(self.source.ledger_name, 20)

    # what must hold ---------------------------------------------------------------------------------------------------
    def _count(
        self, number: int, turned: TurnResult, sent: dict[str, set[str]], held: set[str], before: tuple[int, int]
    ) -> None:
        """That what was sent is what changed, field by field, in as few requests as it can be."""
        requests, bulk = (now - then for now, then in zip(self._seen_by_portal(), before, strict=True))
        self.result.requests += requests
        self.result.bulk += bulk
        if turned.visit.end not in (VisitEnd.SYNCED, VisitEnd.SAME):
            if bulk:
                self._wrong(number, f"{bulk} requests with listings of a file that was not taken")
            return
        self.result.taken += 1
        rows = list(self.ledger.rows(turned.visit.run)) if turned.visit.run is not None else []
        told = {row.planned.external_id: set(row.planned.fields) for row in rows if row.planned.fields}
        self.result.operations += len(told)
        if told.keys() != sent.keys():
            self._wrong(
                number, f"sent {len(told)} listings, {len(sent)} changed: {sorted(told.keys() ^ sent.keys())[:5]}"
            )
        other = {code for code in told.keys() & sent.keys() if sent[code] != {"*"} and told[code] != sent[code]}
        if other:
            self._wrong(
                number, f"other fields than those that changed: {[(each, told[each]) for each in sorted(other)[:3]]}"
            )
        if set(turned.held) != held:
            self._wrong(number, f"held back {len(turned.held)}, not {len(held)}")
        if bulk > math.ceil(len(sent) / 100) + 1:
            self._wrong(number, f"{bulk} requests for {len(sent)} listings")
        if turned.summary is None or turned.summary.total != turned.visit.rows + turned.summary.hidden:
            self._wrong(number, f"the states do not add up: {turned.summary}")

    def _evening(self, number: int, incident: Incident | None, turns: list[TurnResult]) -> None:
        again = [turned for turned in turns if turned.visit.end is VisitEnd.SAME]
        well = incident is None or incident in (Incident.ASLEEP, Incident.SHORT)
        if (
            well and len(turns) - len(again) != 1
        ):  # after trouble it is looked for earlier, and at its hour all the same
            self._wrong(number, f"{len(turns)} looks at the file, {len(again)} of them in vain")
        if not turns:
            self._wrong(number, "nobody looked at the file")
        needs = self.monitor().sources[0].needs
        wanted = TOLD.get(incident) if incident is not None else None
        if wanted is None:
            if needs:
                self._wrong(number, f"all is well, and the home page asks for {[need.code for need in needs]}")
        elif incident is not None:
            self._told(number, incident, needs, wanted)
        self._as_the_file_says(number)

    def _told(self, number: int, incident: Incident, needs: tuple[Need, ...], wanted: tuple[NeedCode, str]) -> None:
        code, reason = wanted
        said = [(need.code, need.visit.reason.code if need.visit and need.visit.reason else "") for need in needs]
        if said != [(code, reason)]:
            self._wrong(number, f"{incident}: the home page says {said}")
            return
        text = describe_need(needs[0], Texts("en"))
        self.result.incidents[incident.value] = f"{text.title}. {text.message}"
        if not text.title or not text.message or "{" in text.message or not text.hint:
            self._wrong(number, f"{incident}: told as {text}")

    def _as_the_file_says(self, number: int) -> None:
        """On the portal, every listing that was ever taken."""
        listings = {each["externalId"]: each for each in self.portal.state()["listings"]}
        if listings.keys() != self.expected.known.keys():
            self._wrong(number, f"{len(listings)} listings on the portal, not {len(self.expected.known)}")
        hidden = {code for code, each in listings.items() if each["status"] == "hidden"}
        if hidden != self.expected.hidden:
            self._wrong(number, f"hidden wrongly: {sorted(hidden ^ self.expected.hidden)[:5]}")
        for code, offer in self.expected.known.items():
            form: dict[str, JsonValue] = listings[code]["formData"] if code in listings else {}
            said = (form.get(PRICE), form.get(TEXT))
            if code in listings and said != (offer.price, text_of(code, offer)):
                self._wrong(number, f"{code} is {said} on the portal")
                break

    def _seen_by_portal(self) -> tuple[int, int]:
        """Requests so far: all, and those with listings."""
        state = self.portal.state()
        return state["requests"], sum(each["path"] == "/listings/bulk" for each in state["log"])

    def _wrong(self, number: int, what: str) -> None:
        self.result.wrong.append(f"day {number} ({INCIDENTS.get(number, 'as ever')}): {what}")

    # exports ----------------------------------------------------------------------------------------------------------
    def _path(self) -> Path:
        return self.exports / f"Export {self.now.date()}.xlsx"

    def _export(self, incident: Incident | None) -> None:
        match incident:
            case Incident.MISSING:
                for path in self.exports.iterdir():
                    path.rename(self.folder / path.name)
            case Incident.BROKEN:
                self._put(no_workbook())
            case Incident.CUT:
                self.write(self.agency.offers)
                whole = self._path().read_bytes()
                self._put(whole[: len(whole) * 2 // 3])
            case Incident.SHORT:
                few = dict(list(self.agency.offers.items())[: len(self.agency.offers) // 10])
                self.write(few)
            case Incident.RENAMED:
                self.write(self.agency.offers, tuple("Valoare ofertă" if each == "Preț" else each for each in HEADER))
            case Incident.EMPTY:
                self.write({})
            case Incident.OLDER:
                last = max(self.exports.iterdir(), key=lambda path: path.stat().st_mtime)
                for path in self.exports.iterdir():
                    if path != last:
                        path.unlink()
                when = last.stat().st_mtime - 7 * 86_400
                self.write(dict(list(self.agency.offers.items())[5:]))
                if self._path() != last:
                    last.unlink()
                os.utime(self._path(), (when, when))
            case _:
                self.write(self.agency.offers)

    def write(self, offers: Offers, header: tuple[str, ...] = HEADER) -> None:
        book = Workbook(write_only=True)
        sheet = book.create_sheet("Oferte")
        sheet.append(header)
        for code, offer in offers.items():
            sheet.append(cells(code, offer))
        book.save(self._path())
        self.file = dict(offers)
        self._aged()

    def _put(self, content: bytes) -> None:
        self._path().write_bytes(content)
        self._aged()

    def _aged(self) -> None:
        when = self.now.timestamp()
        os.utime(self._path(), (when, when))

    def monitor(self) -> Monitor:
        return monitor_of(self.ledger, self.account, [self.source.ledger_name], self.now)

    def close(self) -> None:
        self.ledger.close()
        self._times.close()


def month(
    listings: int, seed: int, folder: Path, portal: Portal, said: Callable[[str], None] = lambda _: None
) -> Result:
    """Lives through it. Raises nothing that is not a bug of the proof itself."""
    began = time.monotonic()
    with closing(Month(folder, portal, listings, seed)) as lived:
        for number in range(DAYS):
            lived.day(number)
            said(
                f"day {number + 1:>2}  {INCIDENTS.get(number, ''):<32} taken {lived.result.taken:>2}  wrong {len(lived.result.wrong)}"
            )
        _in_the_end(lived)
        lived.result.seconds = time.monotonic() - began
        return lived.result


def _in_the_end(lived: Month) -> None:
    """The portal equals the last good file, and the figures are those of what was sent."""
    listings = {each["externalId"]: each for each in lived.portal.state()["listings"]}
    shown = {code for code, each in listings.items() if each["status"] == "active"}
    if shown != lived.agency.offers.keys():
        lived.result.wrong.append(
            f"in the end: {len(shown ^ lived.agency.offers.keys())} listings are not as in the last file"
        )
    days = lived.monitor().days
    if sum(day.sent for day in days) != lived.result.operations:
        lived.result.wrong.append(
            f"in the end: the figures tell of {sum(day.sent for day in days)}, not {lived.result.operations}"
        )


def lines(result: Result) -> Iterator[str]:
    yield f"{result.listings} listings, {DAYS} days, {len(INCIDENTS)} incidents, {result.seconds:.0f} s"
    yield f"files taken {result.taken}, listings sent {result.operations}, requests {result.requests}, of them with listings {result.bulk}"
    for incident, sentence in result.incidents.items():
        yield f"  {incident}: {sentence}"
    yield from result.wrong or ["nothing wrong"]


def main() -> int:
    listings, seed = (int(text) for text in (*sys.argv[1:3], *("2000", "1")[len(sys.argv) - 1 :]))
    options = DemoOptions(limits="off", faults=True, job_seconds=0.0, monthly_listings=1_000_000)
    with tempfile.TemporaryDirectory() as folder, open_portal(options) as portal:
        result = month(listings, seed, Path(folder), portal, print)
    for line in lines(result):
        print(line)
    return 1 if result.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
