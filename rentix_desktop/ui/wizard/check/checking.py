"""What the check page does on a worker: plan, and gather what is wrong by its cause. No Qt."""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from rentix_desktop.catalog.fields import Catalogue, Record
from rentix_desktop.catalog.problems import Problem, ProblemCode, Severity
from rentix_desktop.linking.proposing import OnPortal
from rentix_desktop.linking.recalling import Recalled, look_at_plan
from rentix_desktop.mapping.model import ColumnMapping, MappedRow
from rentix_desktop.mapping.roles import ADDRESS
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.table import Table
from rentix_desktop.sync.destination import Cancelled
from rentix_desktop.sync.ledger import Action, Ledger, State
from rentix_desktop.sync.photos import PhotoCheck, PhotoLook
from rentix_desktop.sync.planning.plan import PlanOptions, chunks, external_id_of
from rentix_desktop.sync.planning.rehearsal import Rehearsal, rehearse
from rentix_desktop.sync.progress import Forecast
from rentix_desktop.sync.sending.pace import time_for
from rentix_desktop.sync.sources.belonging import ledger_name_of
from rentix_desktop.sync.sources.source import Source
from rentix_desktop.sync.steps import forecast
from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.models.cells import wrong_fields_of
from rentix_desktop.ui.session import Connection

MOST_ROWS: Final = 20_000
"""Single problems that are kept for showing; the causes count all of them."""
_PHOTO_ROWS: Final = 20
"""Listings whose photos are asked for together: how fine the progress is."""
_REQUEST_SECONDS: Final = 1.0
"""What a request takes, as long as none was sent."""
_MOST_CAUSES: Final = 200
"""Causes told apart by the portal's words; those of more stand under the last one."""
_FIGURES: Final = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """One problem of one row, as the table shows it."""

    sheet_row: int | None
    external_id: str
    address: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class CauseGroup:
    """All problems of one cause. `listings` counts rows, `columns` are headers of the file, `rows` the first of them."""

    first: Problem
    listings: int
    columns: tuple[str, ...]
    alike: bool  # every one of them says the same
    rows: tuple[ProblemRow, ...]

    @property
    def is_error(self) -> bool:
        return self.first.severity is Severity.ERROR


@dataclass(frozen=True, slots=True)
class PhotosLooked:
    """What came of looking at the photos so far: `rows` listings, `photos` different addresses; warnings by cause."""

    rows: int = 0
    photos: int = 0
    groups: tuple[CauseGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class PortalAsked:
    """What the portal said of the listings before anything is stored; its objections by cause."""

    said: Rehearsal
    groups: tuple[CauseGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class PortalRead:
    """Listings of the portal that were read so far."""

    listings: int


@dataclass(frozen=True, slots=True)
class Checked:
    """The forecast and what is wrong. `kept` = how many single problems are shown of `problems`; `sent_before` = there
    are listings of the same file that an upload sent before."""

    forecast: Forecast
    groups: tuple[CauseGroup, ...]
    problems: int
    kept: int
    options: PlanOptions = field(default_factory=PlanOptions)
    sent_before: bool = False
    photos: PhotosLooked | None = None  # looked at, because the clerk asked for it
    asked: PortalAsked | None = None  # the same
    recalled: Recalled = field(default_factory=Recalled)

    @property
    def all_groups(self) -> tuple[CauseGroup, ...]:
        """What the portal said first: it was asked for just now."""
        asked = self.asked.groups if self.asked is not None else ()
        return (*asked, *self.groups, *(self.photos.groups if self.photos is not None else ()))

    @property
    def conflicts(self) -> int:
        """Rows whose codes other properties have on the portal."""
        return sum(group.listings for group in self.groups if group.first.code is ProblemCode.CODE_OF_ANOTHER)

    @property
    def error_causes(self) -> int:
        return sum(group.is_error for group in self.groups)


@dataclass(slots=True)
class _Group:
    first: Problem
    listings: int = 0
    columns: dict[str, None] = field(default_factory=dict)
    alike: bool = True
    rows: list[ProblemRow] = field(default_factory=list)


_Key: TypeAlias = tuple[Severity, ProblemCode, str, str]


class Gathering:
    """Problems by cause, in bounded memory."""

    def __init__(self, most: int = MOST_ROWS) -> None:
        self._groups: dict[_Key, _Group] = {}
        self._most = most
        self.count = 0
        self.kept = 0

    def take(
        self, sheet_row: int | None, external_id: str, record: Record, problems: Iterable[Problem], severity: Severity
    ) -> None:
        """Takes in the problems of one row that have this severity."""
        seen: set[_Key] = set()
        for problem in problems:
            if problem.severity is not severity:
                continue
            key = self._key(problem)
            group = self._groups.get(key)
            if group is None:
                group = self._groups[key] = _Group(problem)
            group.listings += key not in seen
            seen.add(key)
            group.alike = group.alike and problem.params == group.first.params
            if problem.column:
                group.columns[problem.column] = None
            self.count += 1
            if self.kept < self._most:
                self.kept += 1
                address = record.get(ADDRESS)
                text = address if isinstance(address, str) else ""
                group.rows.append(ProblemRow(sheet_row, external_id, text, problem))

    def _key(self, problem: Problem) -> _Key:
        """What the portal says is told apart by its words, whatever figures are in them."""
        words = ""
        if problem.code is ProblemCode.PORTAL_OBJECTS and len(self._groups) < _MOST_CAUSES:
            words = _FIGURES.sub("#", str(problem.params["text"]))
        return problem.severity, problem.code, problem.field, words

    def groups(self) -> tuple[CauseGroup, ...]:
        """Errors first, the most frequent cause first."""
        ordered = sorted(self._groups.values(), key=lambda group: (_order(group.first), -group.listings))
        return tuple(CauseGroup(g.first, g.listings, tuple(g.columns), g.alike, tuple(g.rows)) for g in ordered)


def _order(problem: Problem) -> int:
    return 0 if problem.severity is Severity.ERROR else 1


def look(
    task: Task[Any],
    table: Table,
    mapping: ColumnMapping,
    connection: Connection,
    options: PlanOptions | None = None,
    kept: Callable[[], Sequence[Source]] = tuple,
    on_portal: OnPortal | None = None,
    *,
    ask: bool = True,
) -> Checked:
    """Plans the file into the ledger and gathers what is wrong. `kept` gives the kept sources: a file of one of them is
    sent in its name, so that its listings stay its own. Where the ledger knows little of the file, what the portal has of
    it is known first: `on_portal`, if it was read before, or read now if it may be asked. Tells the rows planned, and
    `PortalRead`. Raises as `forecast`."""
    options = options or PlanOptions()
    source = ledger_name_of(table.info.path, table.info.sheet, connection.key, kept())
    planned, gathering = _planned(task, table, mapping, connection, options, source)
    recalled = Recalled(on_portal)
    if ask or on_portal is not None:
        ledger, destination, control = connection.ledger, connection.destination, task.control()
        recalled = look_at_plan(
            ledger, destination, connection.catalogue, planned, control, on_portal=on_portal, told=_portal_told(task)
        )
    if recalled.changed:
        planned, gathering = _planned(task, table, mapping, connection, options, source)
    for row in connection.ledger.rows(planned.run, (State.BLOCKED,)):
        task.check()
        facts = row.planned
        if facts.action is not Action.WAIT:  # nothing is wrong with it
            gathering.take(facts.sheet_row, facts.external_id, facts.record, facts.problems, Severity.ERROR)
    before = connection.ledger.listings_of(source)
    sent_before = next(before, None) is not None
    return Checked(
        planned, gathering.groups(), gathering.count, gathering.kept, options, sent_before, recalled=recalled
    )


def _portal_told(task: Task[Any]) -> Callable[[int], None]:
    return lambda count: task.progress(PortalRead(count))


def _planned(
    task: Task[Any],
    table: Table,
    mapping: ColumnMapping,
    connection: Connection,
    options: PlanOptions,
    source: str,
) -> tuple[Forecast, Gathering]:
    """With the warnings gathered."""
    gathering, catalogue = Gathering(), connection.catalogue

    def seen(row: MappedRow) -> None:
        if row.problems:
            key = external_id_of(row.record, catalogue)
            left_out = [problem for problem in row.problems if problem.code is ProblemCode.LEFT_OUT]
            gathering.take(row.sheet_row, key, row.record, left_out or row.problems, Severity.WARNING)

    def progress(rows: int) -> bool:
        task.progress(rows)
        return not task.cancelled

    planned = forecast(
        table,
        mapping,
        catalogue,
        load_vocabulary(),
        connection.ledger,
        connection.destination,
        connection.key,
        options,
        source,
        progress=progress,
        seen=seen,
    )
    return planned, gathering


def look_at_photos(task: Task[Any], look_at: PhotoLook, ledger: Ledger, catalogue: Catalogue, run: int) -> PhotosLooked:
    """Asks for the photos of every row of a plan. Stopping it keeps what was found until then."""
    gathering = Gathering()
    control = task.control()
    rows = photos = 0
    with PhotoCheck(look_at, catalogue, control) as check, contextlib.suppress(Cancelled):
        for page in chunks(ledger.rows(run), _PHOTO_ROWS):
            found = check.problems([row.planned.record for row in page])
            for row, problems in zip(page, found, strict=True):
                facts = row.planned
                gathering.take(facts.sheet_row, facts.external_id, facts.record, problems, Severity.WARNING)
            rows, photos = rows + len(page), check.asked
            task.progress(PhotosLooked(rows, photos))
    return PhotosLooked(rows, photos, gathering.groups())


def ask_the_portal(task: Task[Any], connection: Connection, run: int) -> PortalAsked:
    """Asks the portal about every row of a plan that would be sent; nothing is stored. Stopping it keeps what was said
    until then. Tells the `RunProgress`."""
    control = task.control()
    said = rehearse(connection.ledger, connection.destination, control, run, task.progress)
    gathering = Gathering()
    for row, words in said.objections:
        facts = row.planned
        problems = [_objection(text, connection.catalogue) for text in words]
        problems = problems or [Problem("", ProblemCode.PORTAL_SILENT, Severity.WARNING)]
        gathering.take(facts.sheet_row, facts.external_id, facts.record, problems, Severity.WARNING)
    return PortalAsked(said, gathering.groups())


def _objection(words: str, catalogue: Catalogue) -> Problem:
    field = min(wrong_fields_of((words,), catalogue), default="")
    return Problem(field, ProblemCode.PORTAL_OBJECTS, Severity.WARNING, {"text": words})


def to_send(planned: Forecast) -> int:
    return planned.create + planned.update + planned.hide


def seconds_for(requests: int, per_minute: int | None) -> int:
    """About how long the requests take, from nothing sent yet."""
    return math.ceil(time_for(requests, _REQUEST_SECONDS, per_minute, [])) if requests else 0


def says_status(mapping: ColumnMapping, catalogue: Catalogue) -> bool:
    """Whether the file, or a value for all rows, says what becomes of the listings; else the portal's default holds."""
    wanted = catalogue.visibility.field
    return any(target == wanted for _, target in mapping.columns) or any(
        name == wanted for name, _ in mapping.constants
    )
