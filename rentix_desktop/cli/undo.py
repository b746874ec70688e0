"""`undo`: takes a run back. What will happen is told first."""

from __future__ import annotations

import datetime as dt
import time
from itertools import islice
from typing import Final

from rentix_desktop.catalog.fields import JsonValue
from rentix_desktop.cli.context import Context
from rentix_desktop.cli.options import wrong_usage
from rentix_desktop.cli.output import EXIT_OK, EXIT_ROWS, Output
from rentix_desktop.cli.send import carry_out, desk_of
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.sync.ledger import Ledger, LedgerRow, RunKind
from rentix_desktop.sync.planning.undo import UndoForecast, not_restored, plan_undo
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.problems import describe
from rentix_desktop.texts.undoing import again, does, does_not, stays, taken_back

_NAMED: Final = 20
"""Listings that are named to a person; --dry-run --json has all of them."""
_COUNTS: Final = ("total", "hide", "restore", "show", "unchanged", "left", "partly", "blocked", "requests")


def undo(context: Context) -> int:
    """Takes back the run that is named, else the newest one but for links (`unlink` takes those off); with --dry-run only
    tells. 1 also where something of it could not be restored.

    Raises AppError NOTHING_TO_UNDO, UNDO_TOO_LATE, and WRONG_USAGE for a run that does not exist.
    """
    output = context.output
    with desk_of(context) as desk:
        run = _run(context, desk.ledger)
        told = plan_undo(desk.ledger, run, desk.catalogue, desk.connection.destination, time.time())
        complete = not (told.left or told.partly or told.blocked)
        _show(told, desk.ledger, output)
        if context.arguments.dry_run:
            output.data(_data(told, desk.ledger, output.tr))
            desk.ledger.discard(told.run)
            return EXIT_OK
        code = carry_out(context, desk, told.run)
    return EXIT_ROWS if code == EXIT_OK and not complete else code


def _run(context: Context, ledger: Ledger) -> int:
    wanted: int | None = context.arguments.run
    known = ledger.runs()
    if wanted is None:
        newest = next((info.id for info in known if info.kind is not RunKind.LINK), None)
        if newest is None:
            raise AppError(Code.NOTHING_TO_UNDO, Cause.USAGE)
        return newest
    if all(info.id != wanted for info in known):
        raise wrong_usage(context.output.tr("There is no run {run}.", run=wanted))
    return wanted


def _show(told: UndoForecast, ledger: Ledger, output: Output) -> None:
    """For people, and by name on standard error in any case."""
    tr = output.tr
    output.line(tr("Taken back: {what}", what=taken_back(told.taken_back, tr)))
    for line in (*does(told, tr), *does_not(told, tr)):
        output.line(f"  {line}")
    rows = list(islice(not_restored(ledger, told.run), _NAMED + 1))
    for row in rows[:_NAMED]:
        output.note(f"{row.planned.known_as}: {' '.join(stays(row, tr))}")
    if len(rows) > _NAMED:
        output.note(tr("… and more: “rentix-sync undo --dry-run --json” names all of them."))
    if next_time := again(told.taken_back, tr):
        output.line(next_time)


def _data(told: UndoForecast, ledger: Ledger, tr: Texts) -> JsonValue:
    return {
        "run": told.taken_back.id,
        **{name: getattr(told, name) for name in _COUNTS},
        "until": dt.datetime.fromtimestamp(told.until, dt.UTC).isoformat(timespec="seconds"),
        "not_restored": [_named(row, tr) for row in not_restored(ledger, told.run)],
    }


def _named(row: LedgerRow, tr: Texts) -> JsonValue:
    return {
        "externalId": row.planned.external_id,
        "row": row.planned.row,
        "problems": [
            {"field": problem.field, "code": problem.code.value, "message": describe(problem, tr).sentence}
            for problem in row.planned.problems
        ],
    }
