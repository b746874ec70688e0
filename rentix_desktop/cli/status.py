"""`status`: what the home page shows; `history`: what happened to one listing. Nothing is changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from rentix_desktop.catalog.fields import Catalogue, JsonValue
from rentix_desktop.cli.connect import known_account
from rentix_desktop.cli.context import Context
from rentix_desktop.cli.history import iso, ledger_of
from rentix_desktop.cli.output import EXIT_OK, Output
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.sync.ledger import AccountKey, Ledger, RunKind
from rentix_desktop.sync.sources.book import LOOK_BACK, Visit
from rentix_desktop.sync.sources.monitor import DAYS, Monitor, Need, SourceFigures, monitor_of
from rentix_desktop.sync.sources.source import Source
from rentix_desktop.sync.sources.times import Due, made_up_for, next_due, now_here
from rentix_desktop.sync.telling.life import Life, LifeEvent, life_of
from rentix_desktop.texts.durations import about
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.life import change_lines, event_words, no_life, source_words
from rentix_desktop.texts.names import status_name
from rentix_desktop.texts.times import ago_words, date_time_words, late_words, next_words
from rentix_desktop.texts.visits import describe_need

_NO_SYNC: Final = (RunKind.LINK, RunKind.HIDE)
"""They send nothing that a file says."""
_SIMILAR: Final = 10
"""Listings that are named where none has the code."""


# status ---------------------------------------------------------------------------------------------------------------
def status(context: Context) -> int:
    """The agency that is meant; needs neither key nor network: the month is then as the portal said it last."""
    now = now_here()
    with ledger_of(context) as (ledger, connection):
        account = connection.key if connection is not None else _known(context)
        kept = [source for source in context.ports.sources.all() if source.account == account]
        monitor = monitor_of(ledger, account, [source.ledger_name for source in kept], now)
        due = [next_due(source.times, ledger.visits(source.ledger_name, LOOK_BACK), now) for source in kept]
        last = _last_sync(monitor, ledger)
    name = next((each.name for each in context.ports.settings.load().accounts if each.key == account), "")
    pairs = list(zip(kept, monitor.sources, due, strict=True))
    context.output.data(
        {
            "account": {"base_url": account.base_url, "agency_id": account.agency_id, "name": name},
            **_totals(monitor, last),
            "sources": [_source_data(*pair, context.output.tr) for pair in pairs],
        }
    )
    _show(name, monitor, pairs, last, now, context.output)
    return EXIT_OK


def _known(context: Context) -> AccountKey:
    account = known_account(context)
    if account is None:
        raise AppError(Code.KEY_MISSING, Cause.ACCESS)
    return account


def _last_sync(monitor: Monitor, ledger: Ledger) -> float | None:
    """Of all sources; where none is kept, the last upload."""
    visits = [figures.last.at for figures in monitor.sources if figures.last is not None]
    if visits:
        return max(visits)
    newest = next((run for run in ledger.runs() if run.kind not in _NO_SYNC), None)
    return (newest.finished_at or newest.started_at) if newest is not None else None


def _totals(monitor: Monitor, last: float | None) -> dict[str, JsonValue]:
    """What the guide asks to watch, over the last days; delay in seconds (API reference, section 9)."""
    return {
        "last_sync": iso(last),
        "updated": sum(day.sent for day in monitor.days),
        "errors": sum(day.errors for day in monitor.days),
        "delay": None if monitor.delay is None else round(monitor.delay, 3),
        "used": monitor.used,
        "limit": monitor.limit,
        "limit_at": iso(monitor.quota_at),
        "on_portal": dict(monitor.on_portal),
        "days": [
            {
                "day": day.day.isoformat(),
                "created": day.created,
                "updated": day.updated,
                "hidden": day.hidden,
                "errors": day.errors,
                "visits": day.visits,
            }
            for day in monitor.days
        ],
    }


def _source_data(source: Source, figures: SourceFigures, due: Due | None, tr: Texts) -> dict[str, JsonValue]:
    summary, late = figures.summary, _late(source, figures)
    return {
        "source": source.name,
        "file": str(source.place.folder / source.place.pattern),
        "last_sync": iso(figures.last.at) if figures.last else None,
        "made_up_for": iso(late.timestamp()) if late else None,
        "latest": _visit_data(figures.latest) if figures.latest else None,
        "run": summary.run if summary else None,
        "created": summary.created if summary else 0,
        "updated": summary.updated if summary else 0,
        "hidden": summary.hidden if summary else 0,
        "unchanged": summary.unchanged if summary else 0,
        "errors": summary.refused + summary.blocked if summary else 0,
        "delay": None if figures.delay is None else round(figures.delay, 3),
        "next": due.at.astimezone(dt.UTC).isoformat(timespec="seconds") if due else None,
        "needs": [_need_data(need, tr) for need in figures.needs],
    }


def _late(source: Source, figures: SourceFigures) -> dt.datetime | None:
    return made_up_for(source.times, figures.last, figures.before, now_here().tzinfo or dt.UTC)


def _visit_data(visit: Visit) -> dict[str, JsonValue]:
    return {"at": iso(visit.at), "end": visit.end.value, "reason": visit.reason.code if visit.reason else None}


def _need_data(need: Need, tr: Texts) -> dict[str, JsonValue]:
    text = describe_need(need, tr)
    said = {"title": text.title, "message": text.message, "hint": text.hint}
    params = {name: value for name, value in need.params.items() if name != "code"}
    return {**params, "code": need.code.value, "reason": need.params.get("code"), "run": need.run, **said}


def _show(
    name: str,
    monitor: Monitor,
    pairs: Sequence[tuple[Source, SourceFigures, Due | None]],
    last: float | None,
    now: dt.datetime,
    output: Output,
) -> None:
    tr = output.tr
    sent, errors = sum(day.sent for day in monitor.days), sum(day.errors for day in monitor.days)
    if name:
        output.line(name)
    output.line(tr("Last sync: {when}", when=ago_words(last, now, tr) if last else tr("never")))
    output.line(tr("Listings updated in {days} days: {count}", days=DAYS, count=tr.number(sent)))
    output.line(tr("Errors in {days} days: {count}", days=DAYS, count=tr.number(errors)))
    if monitor.delay is not None:
        output.line(tr("From the file to the portal: {duration}", duration=about(monitor.delay, tr)))
    if monitor.used is not None and monitor.limit is not None:
        used, limit = tr.number(monitor.used), tr.number(monitor.limit)
        output.line(tr("New listings this month: {used} of {limit}", used=used, limit=limit))
    for word, count in sorted(monitor.on_portal.items()):
        output.line(f"{status_name(word, tr) if word else tr('Status not known')}: {tr.number(count)}")
    for source, figures, due in pairs:
        output.line()
        output.line(source.name)
        took = ago_words(figures.last.at, now, tr) if figures.last else tr("never")
        late = late_words(_late(source, figures), figures.last.at if figures.last else 0.0, tr)
        output.line("  " + tr("Last sync: {when}", when=took) + (f" ({late})" if late else ""))
        output.line("  " + tr("Next: {when}", when=next_words(source.times, due, now, tr)))
        for need in figures.needs:
            text = describe_need(need, tr)
            output.line(f"  ! {text.title}: {text.message} {text.hint}".rstrip())
        if not figures.needs:
            output.line("  " + tr("Nothing needs you."))


# one listing ----------------------------------------------------------------------------------------------------------
def history(context: Context) -> int:
    """What happened to a listing, from its first day on."""
    output = context.output
    code: str = context.arguments.external_id
    catalogue = context.ports.builtin_catalogue()
    with ledger_of(context) as (ledger, _):
        life = life_of(ledger, code)
        similar = [] if life.events else [known.external_id for known in ledger.search(code, limit=_SIMILAR)]
    output.data(
        {
            "externalId": code,
            "first_at": iso(life.first_at),
            "events": [_event_data(event, catalogue, output.tr) for event in life.events],
            "similar": list(similar),
        }
    )
    _show_life(life, similar, catalogue, output)
    return EXIT_OK


def _event_data(event: LifeEvent, catalogue: Catalogue, tr: Texts) -> dict[str, JsonValue]:
    row, run = event.row, event.lived.run if event.lived else None
    return {
        "at": iso(event.at),
        "event": event.code.value,
        "text": event_words(event, catalogue, tr),
        "run": event.run,
        "kind": run.kind.value if run else None,
        "file": run.file_name if run else None,
        "sheet_row": row.planned.sheet_row if row else None,
        "changes": [
            {"field": change.field, "old": change.old, "new": change.new, "known": change.known}
            for change in event.changes
        ],
        "messages": list(row.messages) if row else [],
        "count": event.count,
        "until": iso(event.until),
    }


def _show_life(life: Life, similar: Sequence[str], catalogue: Catalogue, output: Output) -> None:
    tr = output.tr
    if not life.events:
        output.line(no_life(life, tr))
        if similar:
            output.line(tr("There are: {names}", names=", ".join(similar)))
    for event in life.events:
        where = source_words(event, tr)
        output.line(
            f"{date_time_words(event.at)}  {event_words(event, catalogue, tr)}" + (f"  ({where})" if where else "")
        )
        for line in change_lines(event, catalogue, tr):
            output.line(f"{'':18}{line}")
