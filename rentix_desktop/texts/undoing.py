"""What taking an upload back will do, said to a person: a line for each kind, and a sentence for what stays."""

from __future__ import annotations

from rentix_desktop.sync.ledger import LedgerRow, RunInfo, RunKind
from rentix_desktop.sync.planning.undo import UndoForecast
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.problems import describe
from rentix_desktop.texts.times import date_time_words


def taken_back(info: RunInfo, tr: Texts) -> str:
    """Which run it is: its file, and when it was sent."""
    at = date_time_words(info.started_at or info.created_at)
    if info.kind is RunKind.HIDE:
        return tr("What was hidden on the portal on {time}", time=at)
    if info.kind is RunKind.UNDO and not info.file_name:
        return tr("What was taken back on {time}", time=at)
    if info.kind is RunKind.UNDO:
        return tr("What was taken back of {file} on {time}", file=info.file_name, time=at)
    return tr("The upload of {file} of {time}", file=info.file_name, time=at)


def does(told: UndoForecast, tr: Texts) -> list[str]:
    """What is sent, as far as there is any of it."""
    lines = (
        (
            told.hide,
            tr.plural("{n} listing is hidden", "{n} listings are hidden", told.hide),
        ),
        (
            told.restore,
            tr.plural("{n} listing gets what it said before", "{n} listings get what they said before", told.restore),
        ),
        (
            told.show,
            tr.plural("{n} hidden listing comes back", "{n} hidden listings come back", told.show),
        ),
    )
    return [line for count, line in lines if count]


def does_not(told: UndoForecast, tr: Texts) -> list[str]:
    """What is not, or not wholly, put back, and what need not be."""
    lines = (
        (
            told.unchanged,
            tr.plural(
                "{n} listing is already as it was before",
                "{n} listings are already as they were before",
                told.unchanged,
            ),
        ),
        (
            told.partly,
            tr.plural(
                "Of {n} of these not everything can be put back",
                "Of {n} of these not everything can be put back",
                told.partly,
            ),
        ),
        (
            told.left,
            tr.plural("{n} listing cannot be put back", "{n} listings cannot be put back", told.left),
        ),
        (
            told.blocked,
            tr.plural("{n} listing is too big to be sent", "{n} listings are too big to be sent", told.blocked),
        ),
    )
    return [line for count, line in lines if count]


def stays(row: LedgerRow, tr: Texts) -> list[str]:
    """What of a row of an undo stays as it is, and why; a sentence each."""
    texts = [describe(problem, tr) for problem in row.planned.problems]
    return [f"{text.field}: {text.message}" for text in texts]


def again(info: RunInfo, tr: Texts) -> str:
    """What it means for the next upload; "" = nothing."""
    if info.kind is RunKind.UNDO or not info.of_rows:
        return ""
    return tr("The same file, sent again later, sends all of it again.")
