"""What needs a person, as the home page says it: one sentence, what it means, and what can be done about it."""

from __future__ import annotations

import datetime as dt
from typing import Final

from rentix_desktop.sync.sources.book import WaitCode
from rentix_desktop.sync.sources.monitor import Need, NeedCode
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.visits import describe_need
from rentix_desktop.ui.places.home.need_bar import Doing, NeedFace
from rentix_desktop.ui.ways import GIVE_UP_LINKS, GO_ON_LINKING
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
TAKE_CODES: Final = "takeCodesButton"
SEND_AGAIN: Final = "sendAgainButton"
UPDATE_SCHEDULE: Final = "updateScheduleButton"


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
    match need.code:
        case NeedCode.HIDE_HELD:
            return (*_held_words(need, count, last, now, tr), _held_doings(tr), Tone.LOOK)
        case NeedCode.TO_FIX:
            causes = number(need, "causes")
            strong = tr.plural("{n} listing could not be sent.", "{n} listings could not be sent.", count)
            why = tr.plural("There is {n} cause.", "There are {n} causes.", causes) if causes else ""
            more = f"{why} {tr('Everything else is on the portal.')}".strip()
            return strong, more, (Doing(FIX, tr.plural("Fix {n} listing", "Fix {n} listings", count)),), Tone.LOOK
        case NeedCode.KEY_REFUSED:
            text = describe_need(need, tr)
            strong = tr("{agency}: {what}.", agency=agency, what=text.title)
            more = tr("Nothing is sent until it has a new key. Nothing was hidden.")
            return strong, more, (Doing(ENTER_KEY, tr("Enter the key again")),), Tone.WRONG
    text = describe_need(need, tr)
    tone = Tone.WRONG if need.code is NeedCode.FAILED else Tone.LOOK
    strong = text.title if text.title.endswith("?") else f"{text.title}."
    return strong, text.message, _doings(need, tr), tone


def _doings(need: Need, tr: Texts) -> tuple[Doing, ...]:
    again = Doing(LOOK_AGAIN, tr("Try again"))
    match need.code:
        case NeedCode.INTERRUPTED:
            return (Doing(GO_ON, tr("Go on with it")),)
        case NeedCode.TAKEN_BACK:
            return (Doing(SEND_AGAIN, tr("Send them again")),)
        case NeedCode.LINKS_LEFT:
            give_up = Doing(GIVE_UP_LINKS, tr("Give the links up…"))
            return (give_up, Doing(GO_ON_LINKING, tr("Go on linking")))
        case NeedCode.PUBLISH_FAILED:
            return (Doing(SHOW_RUN, tr("Show them")),)
        case NeedCode.WAITS:
            code = need.visit.reason.code if need.visit is not None and need.visit.reason is not None else ""
            if code == WaitCode.OTHER_LAYOUT:
                return (Doing(CHOOSE_COLUMNS, tr("Choose the columns again")), again)
            if code == WaitCode.OTHER_CODES:
                return Doing(CHOOSE_COLUMNS, tr("Choose the columns again")), Doing(
                    TAKE_CODES, tr("That is right: send them")
                )
            if code in (WaitCode.MISSING, WaitCode.OLDER):
                return (Doing(CHANGE, tr("Choose the file…")), again)
    return (again,)


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
    return strong, f"{would} {tr('Nothing was hidden; the rest was sent.')}"


def _held_doings(tr: Texts) -> tuple[Doing, ...]:
    return Doing(SHOW_HELD, tr("Show the list")), Doing(HIDE_HELD, tr("It is right: hide them"))
