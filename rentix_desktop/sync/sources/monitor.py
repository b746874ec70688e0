"""The figures of the home page and of `status`: what the service's guide asks to watch (API reference, section 9)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rentix_desktop.errors import Param
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.sync.progress import Summary
from rentix_desktop.sync.sources.book import Visit


@dataclass(frozen=True, slots=True)
class Day:
    """One day on the person's calendar. `sent` = created + updated + hidden, as accepted; `errors` = refused, blocked."""

    day: dt.date
    created: int = 0
    updated: int = 0
    hidden: int = 0
    errors: int = 0
    visits: int = 0

    @property
    def sent(self) -> int:
        return self.created + self.updated + self.hidden


class NeedCode(StrEnum):
    """Why a source needs a person; texts in `rentix_desktop/texts/visits.py`. The most urgent first."""

    KEY_REFUSED = "key_refused"
    FAILED = "failed"  # params code
    HIDE_HELD = "hide_held"  # params count, rows, before (listings shown before)
    WAITS = "waits"  # the reason of the visit
    TO_FIX = "to_fix"  # params count, causes
    INTERRUPTED = "interrupted"  # a run that did not end: params count of rows left
    PUBLISH_FAILED = "publish_failed"  # params count


@dataclass(frozen=True, slots=True)
class Need:
    """Something that a person should look at. `run` leads to its rows."""

    code: NeedCode
    source: str
    params: Mapping[str, Param] = field(default_factory=dict)
    run: int | None = None
    visit: Visit | None = None


@dataclass(frozen=True, slots=True)
class SourceFigures:
    """One source. `delay` = median seconds between the change of the file and the portal's yes, over the rows that were
    accepted in the last 30 days; None = none were. `last` is the last visit that took the file, `latest` the last of all."""

    source: str
    latest: Visit | None = None
    last: Visit | None = None
    summary: Summary | None = None  # of the last run
    delay: float | None = None
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class Monitor:
    """An account over the last 30 days; `days` oldest first, each day there. `on_portal` counts the listings we know of
    by the service's own word for their status, as it was last heard."""

    account: AccountKey
    days: tuple[Day, ...]
    sources: tuple[SourceFigures, ...] = ()
    on_portal: Mapping[str, int] = field(default_factory=dict)
    used: int | None = None
    limit: int | None = None
