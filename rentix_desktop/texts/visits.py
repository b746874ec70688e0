"""What came of looking at a kept file, and what needs a person: a title, a sentence, what to do."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Final

from rentix_desktop.errors import AppError, Cause, Code, Param
from rentix_desktop.sync.sources.book import Reason, WaitCode
from rentix_desktop.sync.sources.monitor import Need, NeedCode
from rentix_desktop.texts import errors
from rentix_desktop.texts.errors import ErrorText
from rentix_desktop.texts.language import Texts, mark
from rentix_desktop.texts.message import Message, fill, mark_plural
from rentix_desktop.texts.times import date_time_words

Entry = tuple[str, Message, str]
"""Title, sentence, what to do."""

WAITS: Final[Mapping[WaitCode, Entry]] = {
    WaitCode.MISSING: (
        mark("The file is not there"),
        mark("There is no file “{pattern}” in the folder {folder}."),
        mark("Export it again, or choose another file to keep up to date."),
    ),
    WaitCode.STILL_WRITTEN: (
        mark("The file is being written"),
        mark("The export is still being written. It is taken when it is complete."),
        mark("You need not do anything."),
    ),
    WaitCode.CUT_SHORT: (
        mark("The file is not complete"),
        mark("The file stops in the middle, as when an export or a copy was broken off. Nothing of it was sent."),
        mark("Export it again."),
    ),
    WaitCode.NOT_READABLE: (
        mark("The file cannot be read"),
        mark("Nothing of it was sent."),
        mark("Open it in Excel and save it, or export it again."),
    ),
    WaitCode.EMPTY: (
        mark("The file is empty"),
        mark("There is no listing in it. Nothing was sent, and nothing was hidden."),
        mark("Export it again. If there are no listings any more, hide them on the portal."),
    ),
    WaitCode.OTHER_LAYOUT: (
        mark("The columns are not the same any more"),
        mark("These columns are missing: {missing}. Nothing was sent."),
        mark("Say what the columns of the new file mean, or export it with the columns it had."),
    ),
    WaitCode.OLDER: (
        mark("The file is older than the last one"),
        mark("It is of {changed_at}; the one that was sent last is of {last}. It would undo what came since."),
        mark("Export it again."),
    ),
    WaitCode.OTHER_CODES: (
        mark("Has the column of codes changed?"),
        mark("{new} of its {rows} codes are new, and {gone} of the {before} known ones are gone. Nothing was sent."),
        mark("Look at the codes in the file. If these are indeed other listings, say so and they are sent."),
    ),
}

RENAMED: Final = mark("These columns are missing: {missing}. New ones are there: {new}. Nothing was sent.")
"""Of OTHER_LAYOUT, where there are new columns that may be the old ones under other names."""

NEEDS: Final[Mapping[NeedCode, Entry]] = {
    NeedCode.KEY_REFUSED: (
        mark("The portal does not take the key"),
        mark("Nothing can be sent until there is a new one. Your listings stay as they are."),
        mark("Create a new key on rentix.md (user menu, your agency, API Keys) and enter it here."),
    ),
    NeedCode.FAILED: (
        mark("The last time did not go well"),
        mark("Nothing is lost: what was left is sent next time."),
        mark("Try it again now."),
    ),
    NeedCode.HIDE_HELD: (
        mark("Many listings are gone from the file"),
        mark_plural(
            "{n} of {before} listings is not in the file any more. It was not hidden. Everything else was sent.",
            "{n} of {before} listings are not in the file any more. They were not hidden. Everything else was sent.",
        ),
        mark("Look at the list. If it is right, hide them; if not, export the file again."),
    ),
    NeedCode.WAITS: (
        mark("The file waits"),
        mark("It was not taken. Nothing was sent."),
        mark("Look at the file."),
    ),
    NeedCode.LINKS_LEFT: (
        mark("Linking did not finish"),
        mark_plural(
            "{n} listing waits for its link and is not sent until then.",
            "{n} listings wait for their links and are not sent until then.",
        ),
        mark("Go on with linking, or give the links up."),
    ),
    NeedCode.TO_FIX: (
        mark("Some rows need you"),
        mark_plural(
            "{n} row did not go through. Everything else was sent.",
            "{n} rows did not go through. Everything else was sent.",
        ),
        mark("Open the table, fix them and send them."),
    ),
    NeedCode.TAKEN_BACK: (
        mark("What was taken back waits"),
        mark_plural(
            "{n} listing was taken back, and the file says again what it said then. It is not sent by itself.",
            "{n} listings were taken back, and the file says again what it said then. They are not sent by themselves.",
        ),
        mark("Change them in the file, or have them sent again."),
    ),
    NeedCode.INTERRUPTED: (
        mark("An upload did not end"),
        mark_plural("{n} row is still to be sent.", "{n} rows are still to be sent."),
        mark("Go on with it."),
    ),
    NeedCode.PUBLISH_FAILED: (
        mark("Some listings were taken, and not published"),
        mark_plural(
            "The portal took {n} listing and could not publish it.",
            "The portal took {n} listings and could not publish them.",
        ),
        mark("Look at what the portal says of them."),
    ),
}


def describe(reason: Reason, tr: Texts) -> ErrorText:
    """Why a file was not taken, or what went wrong."""
    code = next((code for code in WaitCode if code.value == reason.code), None)
    if code is None:
        return _failure(reason, tr)
    if code is WaitCode.NOT_READABLE and "code" in reason.params:
        return _failure(Reason(str(reason.params["code"]), reason.params), tr)
    title, sentence, hint = WAITS[code]
    if code is WaitCode.OTHER_LAYOUT and reason.params.get("new"):
        sentence = RENAMED
    return ErrorText(tr(title), fill(tr, sentence, _with_days(reason.params)), tr(hint))


def describe_need(need: Need, tr: Texts) -> ErrorText:
    """What a person should look at; of a file that waits, or of a failure, the reason itself."""
    told = need.visit.reason if need.visit is not None else None
    if told is not None and need.code in (NeedCode.WAITS, NeedCode.FAILED, NeedCode.KEY_REFUSED):
        return describe(told, tr)
    title, sentence, hint = NEEDS[need.code]
    return ErrorText(tr(title), fill(tr, sentence, need.params), tr(hint))


def _failure(reason: Reason, tr: Texts) -> ErrorText:
    """By the texts of errors; of a code that a newer program wrote, that it did not go well."""
    with contextlib.suppress(ValueError):
        error = AppError(Code(reason.code), Cause.DATA)
        error.params.update((name, value) for name, value in reason.params.items() if name != "code")
        return errors.describe(error, tr)
    title, sentence, hint = NEEDS[NeedCode.FAILED]
    return ErrorText(tr(title), fill(tr, sentence, {}), tr(hint))


def _with_days(params: Mapping[str, Param]) -> dict[str, Param]:
    return {name: _day(value) if name in ("changed_at", "last") else value for name, value in params.items()}


def _day(at: Param) -> Param:
    with contextlib.suppress(ValueError, OverflowError, OSError, TypeError):
        return date_time_words(float(at))
    return at
