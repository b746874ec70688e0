"""How a file comes to be understood: looked at once, suggested, and laid beside what is remembered. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.mapping.decisions import ValueDecision
from rentix_desktop.mapping.key import propose_key
from rentix_desktop.mapping.look import Look
from rentix_desktop.mapping.model import ReasonCode, Suggestion
from rentix_desktop.mapping.suggest import suggest, texts_around
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.profile import DISTINCT_LIMIT, profile_table
from rentix_desktop.sheets.table import SheetRow, Table
from rentix_desktop.sync.ports import LayoutStore
from rentix_desktop.texts.columns import Fit
from rentix_desktop.texts.template import template_layouts
from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.wizard.columns.keys import key_is_whole
from rentix_desktop.ui.wizard.columns.needs import needed
from rentix_desktop.ui.wizard.understanding import Understanding


def study(
    task: Task[Any],
    table: Table,
    catalogue: Catalogue,
    layouts: LayoutStore,
    decided: Callable[[], Sequence[ValueDecision]] = tuple,
    *,
    anew: bool = False,
) -> Understanding:
    """Looks at every row once, suggests, and finds the layout that is remembered for such a file; `anew` = none is
    wanted. `decided` gives what the account decided about cell texts before. For a worker. Tells its progress as a
    fraction. Raises AppError STOPPED.
    """
    words = load_vocabulary()

    def progress(done_rows: int, fraction: float | None) -> bool:
        task.progress((done_rows, fraction))
        return not task.cancelled

    profile = profile_table(table, progress=progress)
    kept = layouts.all()
    task.check()
    before = tuple(decided())
    known_layouts = () if anew else (*kept, *template_layouts(catalogue))
    suggestion = suggest(profile, catalogue, words, known_layouts, before, texts_around(table.info))
    taken = frozenset(layout.name for layout in kept if layout.name != suggestion.layout)
    name = suggestion.layout
    if name is None or 2 * _new_columns(suggestion) > len(suggestion.columns):
        # a small layout inside a big file is used, but not written over
        name = free_name(table.info.path.stem, taken | {suggestion.layout or ""})
    known = Understanding(table, catalogue, words, profile, suggestion, _key_remembered(suggestion), name, taken)
    known = replace(known, remembered=before)
    if not key_is_whole(known):
        known = replace(known, proposed=propose_key(profile, suggestion, _checked(task, table)))
    needed(known)  # reads the prices once here, not in the window
    return known


def _checked(task: Task[Any], table: Table) -> Iterator[SheetRow]:
    for number, row in enumerate(table.records()):
        if not number % 500:
            task.check()
        yield row


def free_name(name: str, taken: frozenset[str]) -> str:
    """The name, or the name with a number, where another layout has it already."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name} ({number})"
    return free


def _new_columns(suggestion: Suggestion) -> int:
    return sum(
        not any(reason.code is ReasonCode.REMEMBERED for reason in column.reasons) for column in suggestion.columns
    )


def _key_remembered(suggestion: Suggestion) -> bool:
    if suggestion.layout is None or not suggestion.key:
        return False
    reasons = (reason for index in suggestion.key for reason in suggestion.columns[index].reasons)
    return any(reason.code is ReasonCode.REMEMBERED for reason in reasons)


def fits(task: Task[Any], known: Understanding, wanted: Iterable[tuple[int, str]]) -> dict[tuple[int, str], Fit]:
    """How many cells of a column can be read as a target, over all its different texts where they are known, for each
    (column, target) wanted. For a worker: a column of many texts takes some time."""
    found = {}
    for index, target in wanted:
        task.check()
        column = known.profile.columns[index]
        look = Look(column, known.profile.rows, known.catalogue, known.words, DISTINCT_LIMIT)
        whole = column.complete and len(column.distinct) <= DISTINCT_LIMIT
        found[index, target] = Fit(round(look.fit(target) * look.total), look.total, whole)
    return found
