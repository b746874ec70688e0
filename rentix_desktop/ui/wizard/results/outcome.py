"""What the results page says of a run: its counts, and what was not sent and why. Words only."""

from __future__ import annotations

from dataclasses import dataclass

from rentix_desktop.errors import Code
from rentix_desktop.sync.progress import Summary
from rentix_desktop.texts.errors import describe
from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.widgets.basics import Tone


@dataclass(frozen=True, slots=True)
class Remark:
    """`look` = there is something to look at on the portal meanwhile."""

    strong: str
    more: str
    tone: Tone
    look: bool = False


def counted(summary: Summary, tr: Texts) -> str:
    """All nine, as far as there are any; they add up to the listings of this sending."""
    counts = (
        (summary.created, tr.plural("{n} created", "{n} created", summary.created)),
        (summary.updated, tr.plural("{n} updated", "{n} updated", summary.updated)),
        (summary.hidden, tr.plural("{n} hidden", "{n} hidden", summary.hidden)),
        (summary.unchanged, tr.plural("{n} unchanged", "{n} unchanged", summary.unchanged)),
        (summary.refused, tr.plural("{n} refused by the portal", "{n} refused by the portal", summary.refused)),
        (summary.blocked, tr.plural("{n} could not be sent", "{n} could not be sent", summary.blocked)),
        (summary.not_sent, tr.plural("{n} not sent yet", "{n} not sent yet", summary.not_sent)),
        (summary.in_doubt, tr.plural("{n} without an answer yet", "{n} without an answer yet", summary.in_doubt)),
        (summary.skipped, tr.plural("{n} left out", "{n} left out", summary.skipped)),
    )
    parts = [text for count, text in counts if count]
    total = tr.plural("{n} listing", "{n} listings", summary.total)
    return f"{total}: {', '.join(parts)}." if parts else f"{total}."


def left_over(summary: Summary, not_sent: int, tr: Texts) -> Remark | None:
    """What was not sent, why, and that it can go on; `not_sent` over the upload and its retries. None = nothing."""
    left = tr.plural("{n} listing is still to be sent", "{n} listings are still to be sent", not_sent)
    doubt = ""
    if summary.in_doubt:
        doubt = " " + tr.plural(
            "The answer for {n} was lost; it is sent again first, and never doubled.",
            "The answers for {n} were lost; they are sent again first, and never doubled.",
            summary.in_doubt,
        )
    if summary.stopped is not None and summary.stopped.code is not Code.STOPPED:
        text = describe(summary.stopped, tr)
        strong = f"{text.title}. {left}." if not_sent else text.title
        return Remark(strong, f"{text.message} {text.hint}{doubt}", Tone.WRONG)
    if summary.limit_reached:
        more = tr("The new listings that did not fit are kept here and can be sent when the next month begins.")
        return Remark(tr("The monthly limit is reached"), more, Tone.LOOK)
    if not not_sent:
        return None
    if summary.stopped is not None:
        more = tr("You stopped the upload. Nothing is lost: go on whenever you like.")
        return Remark(left, more + doubt, Tone.LOOK)
    more = tr("Look at the first ones on the portal, then send the rest.")
    return Remark(left, more + doubt, Tone.ACCENT, look=True)
