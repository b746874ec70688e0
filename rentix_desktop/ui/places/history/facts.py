"""What the history shows, gathered on a worker. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from rentix_desktop.mapping.roles import ADDRESS
from rentix_desktop.sync.books.history import Known, Lived
from rentix_desktop.sync.ledger import Action, Ledger, LedgerRow, RunInfo, RunKind, State
from rentix_desktop.sync.planning.undo import AVAILABLE_DAYS
from rentix_desktop.sync.sources.book import Visit, VisitEnd
from rentix_desktop.sync.steps import taken_back
from rentix_desktop.sync.summary import summarise
from rentix_desktop.sync.telling.life import Life, life_of
from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.models.restoring import PastRun, PastVisit

PAGE: Final = 100
"""Lines and rows that are gathered at a time; more when somebody scrolls to their end."""
_VISITS: Final = 2_000
_FOUND: Final = 50
_DAY: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class Past:
    """Some lines of the history, newest first. `more` = there are older ones."""

    lines: tuple[PastRun | PastVisit, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of a run, those of these states, in the order of its file. `more` = there are others after them."""

    run: int
    states: Sequence[State] | None
    rows: tuple[LedgerRow, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """To "what happened to …?": the life of the one listing that is meant, else those that fit."""

    text: str
    life: Life | None = None
    found: tuple[Known, ...] = ()


def past(task: Task[Any], ledger: Ledger, now: float, skip: int = 0) -> Past:
    """The lines after the first `skip`. Raises `Cancelled`."""
    infos = ledger.runs()
    visits = [visit for visit in ledger.visits(limit=_VISITS) if visit.run is None]
    lines: list[RunInfo | PastVisit] = [*infos, *_together(visits)]
    lines.sort(key=_at, reverse=True)
    ends = _ends(infos)
    taken = taken_back(ledger)
    found: list[PastRun | PastVisit] = []
    for line in lines[skip : skip + PAGE]:
        task.check()
        found.append(line if isinstance(line, PastVisit) else _past_run(ledger, line, ends[line.id], taken, now))
    return Past(tuple(found), len(lines) > skip + PAGE)


def past_run(task: Task[Any], ledger: Ledger, run: int) -> PastRun:
    """One run, to be looked at. Raises LookupError."""
    task.check()
    return PastRun(ledger.run(run), summarise(ledger, run), can=False)


def _past_run(ledger: Ledger, info: RunInfo, root: tuple[int, float], taken: frozenset[int], now: float) -> PastRun:
    summary = summarise(ledger, info.id)
    touched = summary.created + summary.updated + summary.hidden + summary.in_doubt
    can = bool(touched) and not info.rows_removed and info.kind is not RunKind.LINK
    return PastRun(info, summary, can and now <= root[1] + AVAILABLE_DAYS * _DAY, was=root[0] in taken)


def _ends(infos: Sequence[RunInfo]) -> dict[int, tuple[int, float]]:
    """Of each run the upload it belongs to with its retries, and when the last of these ended."""
    roots: dict[int, int] = {}
    last: dict[int, float] = {}
    for info in reversed(infos):  # a run has a higher number than what it was made from
        parent = info.parent if info.kind is RunKind.RETRY else None
        root = info.id if parent is None else roots.get(parent, info.id)
        roots[info.id] = root
        last[root] = max(last.get(root, 0.0), info.finished_at or info.started_at or info.created_at)
    return {info.id: (roots[info.id], last[roots[info.id]]) for info in infos}


def _together(visits: Sequence[Visit]) -> list[PastVisit]:
    """Looks one after the other that found nothing new are one line."""
    found: list[PastVisit] = []
    latest: dict[str, int] = {}  # source → where its latest line is
    for visit in visits:
        at = latest.get(visit.source)
        if visit.end is VisitEnd.SAME and at is not None and found[at].visit.end is VisitEnd.SAME:
            found[at] = replace(found[at], count=found[at].count + 1)
            continue
        latest[visit.source] = len(found)
        found.append(PastVisit(visit))
    return found


def _at(line: RunInfo | PastVisit) -> float:
    return line.visit.at if isinstance(line, PastVisit) else line.started_at or line.created_at


# one run --------------------------------------------------------------------------------------------------------------
NEEDING: Final = (State.REFUSED, State.BLOCKED, State.IN_DOUBT, State.NOT_SENT)
SENT: Final = (State.ACCEPTED, State.REFUSED, State.IN_DOUBT)


def rows_of_run(
    task: Task[Any], ledger: Ledger, run: int, states: Sequence[State] | None, after: int, skip: int
) -> Rows:
    """After the row `after` where every state is asked for, else without the first `skip`."""
    task.check()
    if states is None:
        rows = ledger.planned(run, tuple(Action), after, PAGE + 1)
    else:
        rows = list(ledger.rows(run, states, skip, PAGE + 1))
    return Rows(run, states, tuple(rows[:PAGE]), len(rows) > PAGE)


def one_row(task: Task[Any], ledger: Ledger, run: int, seq: int) -> Lived | None:
    task.check()
    return ledger.lived(run, seq)


# one listing ----------------------------------------------------------------------------------------------------------
def answer(task: Task[Any], ledger: Ledger, text: str) -> Answer:
    """By the listing's code, or a part of it or of its address."""
    found = ledger.search(text, (ADDRESS,), _FOUND, lambda: not task.cancelled)
    task.check()
    exact = next((known for known in found if known.external_id.casefold() == text.strip().casefold()), None)
    if not found and (life := life_of(ledger, text.strip())).events:  # the portal's number of one that has no code
        return Answer(text, life)
    meant = exact or (found[0] if len(found) == 1 else None)
    if meant is None:
        return Answer(text, found=tuple(found))
    return Answer(text, life_of(ledger, meant.external_id), (meant,))
