"""Whether a source is due where nobody watches its file: by its times, or because the file is another one by now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from rentix_desktop.sync.sources.book import SourceBook, Visit, WaitCode
from rentix_desktop.sync.sources.find import newest
from rentix_desktop.sync.sources.source import Source
from rentix_desktop.sync.sources.times import next_due

_AWAY: Final = 86_400.0
"""Seconds: an export that is put in place anew is not there for a moment; a drive that is gone is not there for days."""


def is_due(source: Source, visits: Sequence[Visit], now: dt.datetime) -> bool:
    """`visits` are those of the source, newest first. Looks at the file of one that goes when its file changes; where it
    is not there, nor was for a day, that is to be told."""
    due = next_due(source.times, visits, now)
    if due is not None and due.is_due(now):
        return True
    return source.times.on_change and _is_another(source, visits, now)


def is_away_for_long(visits: Sequence[Visit], now: dt.datetime) -> bool:
    """Whether a file that is not there is to be told as missing, though only its changes are waited for."""
    return not visits or now.timestamp() - visits[0].at > _AWAY


def is_away(source: Source, book: SourceBook, now: float) -> bool:
    """Whether its file was not there when it was looked for last, nor a day before `now`, and is not: it may have been
    renamed, and another source may have it. It does not answer for its listings then."""
    visits = book.visits(source.ledger_name, 2)
    if not visits or visits[0].reason is None or visits[0].reason.code != WaitCode.MISSING:
        return False
    return all(now - visit.at > _AWAY for visit in visits[1:]) and newest(source.place) is None


def _is_another(source: Source, visits: Sequence[Visit], now: dt.datetime) -> bool:
    file = newest(source.place)
    if file is None:
        return is_away_for_long(visits, now)
    seen = visits[0].file if visits else None
    return seen is None or replace(seen, digest="") != file
