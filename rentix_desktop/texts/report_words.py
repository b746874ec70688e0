"""What a report of a run says, in the person's language, for the page and for the workbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.sync.ledger import Action, LedgerRow, RunInfo, RunKind
from rentix_desktop.sync.progress import Summary
from rentix_desktop.sync.telling.account_of_run import AccountOfRun, Cause, FieldChange, Why
from rentix_desktop.texts.causes import cause_title
from rentix_desktop.texts.durations import about
from rentix_desktop.texts.failing import failed_words
from rentix_desktop.texts.language import Texts, mark
from rentix_desktop.texts.names import field_name
from rentix_desktop.texts.times import date_time_words
from rentix_desktop.texts.values import value_text

OUTCOMES: Final[Mapping[str, tuple[str, str]]] = {
    "created": (mark("Created"), "#2f7d5b"),
    "updated": (mark("Updated"), "#3b6fb5"),
    "hidden": (mark("Now hidden"), "#6b7f99"),
    "unchanged": (mark("Unchanged"), "#b8c2cc"),
    "refused": (mark("Refused by the portal"), "#b3372f"),
    "blocked": (mark("Cannot be sent"), "#cf6a2c"),
    "skipped": (mark("Skipped"), "#9a93a8"),
    "not_sent": (mark("Not sent"), "#c79a2e"),
    "in_doubt": (mark("Answer lost"), "#8c5aa8"),
}
"""The nine counts of a summary: their names, and the colours of their bars."""
_KINDS: Final[Mapping[RunKind, str]] = {
    RunKind.UPLOAD: mark("Upload"),
    RunKind.RETRY: mark("Sent again"),
    RunKind.UNDO: mark("Taken back"),
    RunKind.LINK: mark("Linked with the portal"),
    RunKind.HIDE: mark("Hidden on the portal"),
}
_DONE: Final[Mapping[Action, str]] = {
    Action.CREATE: mark("Created"),
    Action.UPDATE: mark("Updated"),
    Action.HIDE: mark("Now hidden"),
    Action.LINK: mark("Linked"),
    Action.UNLINK: mark("Link taken off"),
}


def counts_of(info: RunInfo, summary: Summary, tr: Texts) -> list[tuple[str, str, int]]:
    """(name of the count, in words, how many), in the order of the summary; they add up to its total."""
    named = {name: tr(words) for name, (words, _) in OUTCOMES.items()} | {"updated": updated_words(info, tr)}
    return [(name, words, getattr(summary, name)) for name, words in named.items()]


def updated_words(info: RunInfo | None, tr: Texts) -> str:
    """What counts as updated: a link does, in a run of links."""
    if info is None or info.kind is not RunKind.LINK:
        return tr(_DONE[Action.UPDATE])
    return tr(_DONE[Action.UNLINK if info.unlinks else Action.LINK])


def run_kind(info: RunInfo, tr: Texts) -> str:
    """What a run is: an upload, one sent again, one that took another back, one of links."""
    return tr(mark("Links taken off") if info.unlinks else _KINDS[info.kind])


def title_of(account: AccountOfRun, tr: Texts) -> str:
    return tr("{kind} of {day}", kind=run_kind(account.info, tr), day=_when(account.info))


def facts_of(account: AccountOfRun, tr: Texts) -> list[tuple[str, str]]:
    """Who, when, which file, and what it took."""
    info, summary = account.info, account.summary
    facts = [
        (tr("Agency"), account.agency),
        *([(tr("File"), info.file_name)] if info.file_name else []),
        (tr("Begun"), date_time_words(info.started_at or info.created_at)),
        (tr("Ended"), date_time_words(info.finished_at) if info.finished_at else tr("Not ended")),
        (tr("It took"), about(info.seconds, tr)),
        (tr("Requests"), tr.number(info.requests)),
        (tr("Run"), str(info.id)),
        (tr("Portal"), info.account.base_url),
    ]
    if summary.hide_held:
        held = tr.plural(
            "{n} listing is no longer in the file and was not hidden",
            "{n} listings are no longer in the file and were not hidden",
            summary.hide_held,
        )
        facts.append((tr("Held back"), held))
    return facts


def later_of(account: AccountOfRun, tr: Texts) -> list[tuple[str, str]]:
    """What was done after it with the same rows: when, and how it ended."""
    return [
        (
            tr("{kind} of {day}", kind=run_kind(info, tr), day=_when(info)),
            ", ".join(f"{words}: {tr.number(count)}" for _, words, count in counts_of(info, summary, tr) if count),
        )
        for info, summary in account.later
    ]


def cause_words(cause: Cause, tr: Texts) -> str:
    return why_words(cause.example, tr)


def why_words(why: Why, tr: Texts) -> str:
    if isinstance(why, str):
        return why or tr("The portal gave no reason.")
    return cause_title(why, tr)


def done_words(action: Action, tr: Texts) -> str:
    return tr(_DONE[action]) if action in _DONE else action.value


def change_words(change: FieldChange, catalogue: Catalogue, tr: Texts) -> tuple[str, str, str]:
    """The field, what it was, what it is."""
    old = value_text(change.field, change.old, catalogue, tr) or tr("empty")
    new = value_text(change.field, change.new, catalogue, tr) or tr("empty")
    return field_name(change.field, tr), old if change.known else tr("not known"), new


def failure_words(row: LedgerRow, catalogue: Catalogue, tr: Texts) -> tuple[str, str]:
    """Why a row failed, and what to do."""
    told = failed_words(row, catalogue, tr)
    return told.reason, told.advice


def _when(info: RunInfo) -> str:
    return date_time_words(info.started_at or info.created_at)
