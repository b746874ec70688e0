"""What happened to a listing, as a person says it: a sentence an event, and the fields beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.sync.ledger import Action
from rentix_desktop.sync.telling.life import Life, LifeCode, LifeEvent
from rentix_desktop.texts.failing import failed_words
from rentix_desktop.texts.language import Texts, mark
from rentix_desktop.texts.names import field_name, status_name
from rentix_desktop.texts.report_words import change_words
from rentix_desktop.texts.times import date_words
from rentix_desktop.texts.values import value_text

_SENTENCES: Final[Mapping[LifeCode, str]] = {
    LifeCode.CREATED: mark("Created on the portal."),
    LifeCode.UPDATED: mark("Changed on the portal."),
    LifeCode.HIDDEN: mark("Hidden: it was no longer in the file."),
    LifeCode.HIDDEN_ON_REQUEST: mark("Hidden on the portal by somebody's choice."),
    LifeCode.RETURNED: mark("Shown again: it was back in the file."),
    LifeCode.TAKEN_BACK: mark("An upload was taken back: it is as it was before."),
    LifeCode.LINKED: mark("Linked with the listing that was on the portal already."),
    LifeCode.UNLINKED: mark("The link with the listing on the portal was taken off."),
    LifeCode.LEFT_OUT: mark("Left out, as somebody chose."),
    LifeCode.WAITING: mark("Not sent: the upload ended before its turn."),
    LifeCode.IN_DOUBT: mark("Sent, but the answer was lost."),
    LifeCode.PUBLISHED: mark("Published."),
    LifeCode.PROCESSING: mark("Being published."),
    LifeCode.BLOCKED_THERE: mark("Taken down by the portal."),
    LifeCode.GONE: mark("It was not on the portal any more."),
}
_OTHERS: Final = frozenset(LifeCode) - _SENTENCES.keys()
"""Those that name something: see `event_words`."""


def event_words(event: LifeEvent, catalogue: Catalogue, tr: Texts) -> str:
    """One sentence, or a few: what happened, and what the portal said."""
    row = event.row
    match event.code:
        case LifeCode.REMOVED:
            return tr("First accepted. What happened from then on is not kept any more: details go after a time.")
        case LifeCode.SAME:
            return tr.plural(
                "Nothing new in {n} upload, on {day}.", "Nothing new in {n} uploads, the last of them on {day}.", event.count,
                day=date_words(event.until or event.at),
            )  # fmt: skip
        case LifeCode.CORRECTED if event.correction is not None:
            made = event.correction
            was = value_text(made.field, made.was, catalogue, tr) or made.said or tr("empty")
            return tr(
                "Corrected here: {field} from “{was}” to “{now}”.",
                field=field_name(made.field, tr),
                was=was,
                now=value_text(made.field, made.now, catalogue, tr) or tr("empty"),
            )
        case LifeCode.REFUSED if row is not None:
            return tr("Refused by the portal. {why}", why=failed_words(row, catalogue, tr).reason)
        case LifeCode.BLOCKED if row is not None:
            return tr("Not sent. {why}", why=failed_words(row, catalogue, tr).reason)
        case LifeCode.NOT_PUBLISHED:
            words = row.job_news.message if row is not None and row.job_news is not None else ""
            if words:
                return tr("It could not be published. The portal said: “{words}”", words=words)
            return tr("It could not be published.")
        case LifeCode.TAKEN_BACK if event.lived is not None and not event.lived.run.of_rows:
            return tr("Hiding it was taken back: it is as it was before.")
        case LifeCode.TAKEN_BACK if row is not None and row.planned.action is Action.HIDE:
            return tr("An upload was taken back: hidden again.")
    sentence = tr(_SENTENCES[event.code])
    status = row.portal_status if row is not None else None
    if status and event.code in (LifeCode.CREATED, LifeCode.RETURNED) and row is not None and row.seen is None:
        return f"{sentence} {tr('Status: {status}', status=status_name(status, tr))}"
    return sentence


def change_lines(event: LifeEvent, catalogue: Catalogue, tr: Texts) -> list[str]:
    """ "Price: 60,000 → 61,500"; of a new listing "Price: 61,500"."""
    lines = []
    for change in event.changes:
        field, old, new = change_words(change, catalogue, tr)
        if event.code is LifeCode.CREATED or (change.known and change.old is None):
            lines.append(tr("{field}: {value}", field=field, value=new))
        else:
            lines.append(tr("{field}: {old} → {new}", field=field, old=old, new=new))
    return lines


def source_words(event: LifeEvent, tr: Texts) -> str:
    """Where it came from: "export.xlsx, row 14"."""
    if event.lived is None:
        return ""
    name, row = event.lived.run.file_name, event.lived.row.planned.sheet_row
    return tr("{file}, row {row}", file=name, row=row) if row is not None else name


def no_life(life: Life, tr: Texts) -> str:
    return tr("Nothing is known here of a listing with the code “{code}”.", code=life.external_id)
