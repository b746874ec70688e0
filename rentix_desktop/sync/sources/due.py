"""Whether a source is due where nobody watches its file: by its times, or because the file is another one by now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from rentix_desktop.sync.sources.book import Visit
from rentix_desktop.sync.sources.find import newest
from rentix_desktop.sync.sources.source import Source
from rentix_desktop.sync.sources.times import next_due


def is_due(source: Source, visits: Sequence[Visit], now: dt.datetime) -> bool:
    """`visits` are those of the source, newest first. Looks at the file of one that goes when its file changes."""
    due = next_due(source.times, visits, now)
    if due is not None and due.is_due(now):
        return True
    return source.times.on_change and _is_another(source, visits)


def _is_another(source: Source, visits: Sequence[Visit]) -> bool:
    file = newest(source.place)
    seen = visits[0].file if visits else None
    return file is not None and (seen is None or replace(seen, digest="") != file)
