"""What is said while the portal is asked beforehand, and of what it said. Words only."""

from __future__ import annotations

from rentix_desktop.errors import Code
from rentix_desktop.sync.planning.rehearsal import Rehearsal
from rentix_desktop.sync.progress import RunProgress
from rentix_desktop.texts.durations import about
from rentix_desktop.texts.errors import describe
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.names import wait_name
from rentix_desktop.ui.wizard.check.checking import PortalAsked


def asked_words(
    asked: PortalAsked | None,
    progress: RunProgress | None,
    tr: Texts,
    *,
    asking: bool,
    estimate: float,
) -> str:
    """One or two sentences; empty where nobody asked. `estimate` seconds it takes, as long as nothing better is known."""
    if asking:
        return _going(progress, estimate, tr)
    return said_words(asked.said, tr) if asked is not None else ""


def _going(progress: RunProgress | None, estimate: float, tr: Texts) -> str:
    text = tr("Asking the portal… Nothing is stored there.")
    left: float | None = estimate
    if progress is not None:
        done = tr("{done} of {all} listings", done=tr.number(progress.answered), all=tr.number(progress.to_send))
        text = tr("Asking the portal: {done}. Nothing is stored there.", done=done)
        left = progress.seconds_left if progress.seconds_left is not None else estimate
        if progress.waiting is not None:
            text = f"{text} {wait_name(progress.waiting.why, tr)}."
    return f"{text} {tr('About {time} left.', time=about(left, tr))}" if left else text


def said_words(said: Rehearsal, tr: Texts) -> str:
    """What came of it."""
    if not said.known:
        return tr(
            "This portal cannot be asked beforehand. You can send all the same: what it does not take stands on the "
            "results page, with its words."
        )
    asked = tr.plural("The portal looked at {n} listing", "The portal looked at {n} listings", said.asked)
    if said.refused:
        text = tr.plural(
            "{asked}: it would refuse {n}, see below.",
            "{asked}: it would refuse {n}, see below.",
            said.refused,
            asked=asked,
        )
    elif said.asked:
        text = tr("{asked}: it would take all of them.", asked=asked)
    else:
        text = ""
    if said.asked < said.total:
        rest = tr.plural("{n} was not asked about", "{n} were not asked about", said.total - said.asked)
        why = ""
        if said.stopped is not None and said.stopped.code is not Code.STOPPED:
            why = f": {describe(said.stopped, tr).message}"
        text = f"{text} {rest}{why or '.'}".strip()
    return f"{text} {tr('Nothing was stored.')}".strip()
