"""What needs a person, as the home page says it: one sentence, what it means, and what can be done about it."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Final

from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.sync.sources.book import Reason, WaitCode
from rentix_desktop.sync.sources.monitor import Need, NeedCode
from rentix_desktop.texts.errors import describe
from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.places.home_words import moment
from rentix_desktop.ui.places.need_bar import Doing, NeedFace
from rentix_desktop.ui.widgets.basics import Tone

# what the buttons of the bars are called
SHOW_HELD: Final = "showHeldButton"
HIDE_HELD: Final = "hideHeldButton"
FIX: Final = "fixListingsButton"
ENTER_KEY: Final = "enterKeyButton"
CHOOSE_COLUMNS: Final = "chooseColumnsButton"
CHANGE: Final = "changeKeptButton"
LOOK_AGAIN: Final = "lookAgainButton"
GO_ON: Final = "goOnSyncButton"
SHOW_RUN: Final = "showRunButton"


def key_of(need: Need) -> str:
    """Tells a need from the others on the page."""
    return f"{need.source}\n{need.code.value}"


def number(need: Need, name: str) -> int:
    value = need.params.get(name, 0)
    return int(value) if isinstance(value, int | float) else 0


def face(need: Need, source: str, agency: str, last: float | None, now: dt.datetime, tr: Texts) -> NeedFace:
    """`source` is named where there are several; "" = it is the only one. `last`: when its file was taken last, seconds
    since the epoch."""
    strong, more, doings, tone = _said(need, agency, last, now, tr)
    if source:
        more = f"{source}: {more}"
    return NeedFace(key_of(need), strong, more, doings, tone)


_Said = tuple[str, str, tuple[Doing, ...], Tone]


def _said(need: Need, agency: str, last: float | None, now: dt.datetime, tr: Texts) -> _Said:
    count = number(need, "count")
    again = Doing(LOOK_AGAIN, tr("Try again"))
    match need.code:
        case NeedCode.KEY_REFUSED:
            strong = tr("The portal does not accept the key of {agency} any more.", agency=agency)
            more = tr("Nothing is sent until it has a new one. Nothing was hidden.")
            return strong, more, (Doing(ENTER_KEY, tr("Enter the key again")),), Tone.WRONG
        case NeedCode.FAILED:
            strong, more = _error_words(Reason(str(need.params.get("code", "")), need.params), tr)
            return strong, more, (again,), Tone.WRONG
        case NeedCode.HIDE_HELD:
            return (*_held_words(need, count, last, now, tr), _held_doings(tr), Tone.LOOK)
        case NeedCode.WAITS:
            return _waits(need, now, tr)
        case NeedCode.TO_FIX:
            causes = number(need, "causes")
            strong = tr.plural("{n} listing could not be sent.", "{n} listings could not be sent.", count)
            why = tr.plural("There is {n} cause.", "There are {n} causes.", causes) if causes else ""
            more = f"{why} {tr('Everything else is on the portal.')}".strip()
            fix = tr.plural("Fix {n} listing", "Fix {n} listings", count)
            return strong, more, (Doing(FIX, fix),), Tone.LOOK
        case NeedCode.INTERRUPTED:
            more = tr.plural("{n} listing is still to be sent.", "{n} listings are still to be sent.", count)
            more = f"{more} {tr('What was sent is kept.')}"
            return tr("The last sync did not finish."), more, (Doing(GO_ON, tr("Go on with it")),), Tone.LOOK
        case NeedCode.PUBLISH_FAILED:
            strong = tr.plural(
                "{n} listing was accepted, but could not be published.",
                "{n} listings were accepted, but could not be published.",
                count,
            )
            return strong, tr("The portal says why."), (Doing(SHOW_RUN, tr("Show them")),), Tone.LOOK


def _held_words(need: Need, count: int, last: float | None, now: dt.datetime, tr: Texts) -> tuple[str, str]:
    rows, before = tr.number(number(need, "rows")), tr.number(number(need, "before"))
    at = now.timestamp() if last is None else last
    days = (now.date() - dt.datetime.fromtimestamp(at, now.tzinfo).date()).days
    if days == 0:
        strong = tr("Today’s file has only {rows} of {before} listings.", rows=rows, before=before)
    elif days == 1:
        strong = tr("Yesterday’s file has only {rows} of {before} listings.", rows=rows, before=before)
    else:
        date = dt.datetime.fromtimestamp(at, now.tzinfo).strftime("%d.%m.")
        strong = tr("The file of {date} has only {rows} of {before} listings.", date=date, rows=rows, before=before)
    would = tr.plural("{n} listing would be hidden.", "{n} listings would be hidden.", count)
    return strong, f"{would} {tr('Nothing was hidden; the others were brought up to date.')}"


def _held_doings(tr: Texts) -> tuple[Doing, ...]:
    return Doing(SHOW_HELD, tr("Show the list")), Doing(HIDE_HELD, tr("It is right: hide them"))


def _waits(need: Need, now: dt.datetime, tr: Texts) -> _Said:
    reason = need.visit.reason if need.visit is not None else None
    reason = reason or Reason(str(need.params.get("reason", "")), need.params)
    safe = tr("Nothing was sent and nothing was hidden.")
    again = Doing(LOOK_AGAIN, tr("Look again"))
    said = {name: str(value) for name, value in reason.params.items()}
    match reason.code:
        case WaitCode.MISSING:
            strong = tr("There is no file {name}.", name=said.get("pattern", ""))
            more = tr("It is looked for in {folder}.", folder=said.get("folder", ""))
            return strong, f"{more} {safe}", (Doing(CHANGE, tr("Choose the file…")), again), Tone.LOOK
        case WaitCode.STILL_WRITTEN:
            strong = tr("The file is still being written.")
            return strong, f"{safe} {tr('It is taken as soon as it is complete.')}", (again,), Tone.LOOK
        case WaitCode.CUT_SHORT:
            strong = tr("The file ends in the middle.")
            return strong, f"{safe} {tr('Export it once more.')}", (again,), Tone.LOOK
        case WaitCode.EMPTY:
            return tr("The file has no listings."), f"{safe} {tr('Export it once more.')}", (again,), Tone.LOOK
        case WaitCode.OTHER_LAYOUT:
            parts = [
                tr("Missing: {names}.", names=said["missing"]) if said.get("missing") else "",
                tr("New: {names}.", names=said["new"]) if said.get("new") else "",
                safe,
            ]
            doing = Doing(CHOOSE_COLUMNS, tr("Choose the columns again"))
            return tr("The file has other columns than before."), " ".join(filter(None, parts)), (doing,), Tone.LOOK
        case WaitCode.OLDER:
            times = [reason.params.get(name) for name in ("changed_at", "last")]
            strong, more = tr("The file is older than the one that was sent last."), safe
            if all(isinstance(at, int | float) for at in times):
                one, other = (moment(float(at), now, tr) for at in times if isinstance(at, int | float))
                more = f"{tr('It was changed {when}, the other one {last}.', when=one, last=other)} {safe}"
            return strong, more, (Doing(CHANGE, tr("Choose the file…")), again), Tone.LOOK
        case WaitCode.NOT_READABLE:
            reason = Reason(said.get("code", ""), reason.params)
    strong, more = _error_words(reason, tr)
    return strong, f"{more} {safe}", (again,), Tone.LOOK


def _error_words(reason: Reason, tr: Texts) -> tuple[str, str]:
    """Of a failure, by its code; one that this program does not know is still told."""
    with suppress(ValueError):
        error = AppError(Code(reason.code), Cause.ENVIRONMENT)
        error.params.update(reason.params)
        text = describe(error, tr)
        return f"{text.title}.", f"{text.message} {text.hint}".strip()
    return tr("The last sync did not come through."), tr("What was sent is kept.")
