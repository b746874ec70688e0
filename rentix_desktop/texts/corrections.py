"""Words about corrections that were kept and are applied again."""

from __future__ import annotations

import datetime as dt

from rentix_desktop.sync.progress import Forecast
from rentix_desktop.texts.language import Texts


def corrected_here(at: float, tr: Texts, today: dt.date | None = None) -> str:
    """Beside a cell: "corrected here on 20.11."; the year where it is another one. `at` in seconds since the epoch."""
    day = dt.datetime.fromtimestamp(at).astimezone().date()
    this_year = day.year == (today or dt.datetime.now().astimezone().date()).year
    return tr("corrected here on {day}", day=day.strftime("%d.%m." if this_year else "%d.%m.%Y"))


def corrections_of(planned: Forecast, tr: Texts) -> list[str]:
    """A sentence each: what is corrected as before, and what is not any more."""
    said = []
    if planned.corrected:
        said.append(
            tr.plural("{n} is corrected as you did before.", "{n} are corrected as you did before.", planned.corrected)
        )
    if planned.overtaken:
        said.append(
            tr.plural(
                "{n} cell that you had corrected was changed in the file: the file is taken.",
                "{n} cells that you had corrected were changed in the file: the file is taken.",
                planned.overtaken,
            )
        )
    return said
