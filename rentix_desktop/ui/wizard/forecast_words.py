"""What the forecast says, in one paragraph."""

from __future__ import annotations

from rentix_desktop.sync.foreseen import Number, count
from rentix_desktop.sync.progress import Forecast
from rentix_desktop.texts.corrections import corrections_of
from rentix_desktop.texts.language import Texts


def forecast_sentence(planned: Forecast, file_name: str, tr: Texts) -> str:
    """The whole forecast in words: what a screen reader says, too."""
    rows = tr.plural("{n} listing in {file}.", "{n} listings in {file}.", planned.total - planned.hide, file=file_name)
    sent = count(planned, Number.SENT)
    parts = [rows]
    if not sent and not planned.blocked and not planned.skipped:
        parts.append(tr("All of them are on the portal as they are in the file: there is nothing to send."))
    elif not sent:
        parts.append(tr("None of them can be sent as it is.") if planned.blocked else tr("There is nothing to send."))
    else:
        parts.append(tr.plural("{n} will be sent.", "{n} will be sent.", sent))
    if planned.blocked:
        parts.append(
            tr.plural(
                "{n} stays here until it is fixed and holds up none of the others.",
                "{n} stay here until they are fixed and hold up none of the others.",
                planned.blocked,
            )
        )
    if planned.skipped:
        parts.append(
            tr.plural("{n} is left out, as you decided.", "{n} are left out, as you decided.", planned.skipped)
        )
    if planned.hide_held:
        parts.append(
            tr.plural(
                "{n} is gone from the file and is not hidden without your yes.",
                "{n} are gone from the file and are not hidden without your yes.",
                planned.hide_held,
            )
        )
    return " ".join((*parts, *corrections_of(planned, tr)))
