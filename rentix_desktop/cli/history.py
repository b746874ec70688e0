"""`agency` and `runs`: what the service and the ledger know, and nothing is changed."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator

from rentix_desktop.catalog.fields import JsonValue
from rentix_desktop.cli.connect import Connection, connected, known_account
from rentix_desktop.cli.context import Context
from rentix_desktop.cli.output import EXIT_OK
from rentix_desktop.cli.summary import COUNTS, links_data
from rentix_desktop.errors import AppError, Cause
from rentix_desktop.sync.ledger import Ledger, RunInfo, RunKind
from rentix_desktop.sync.progress import Summary
from rentix_desktop.sync.summary import summarise
from rentix_desktop.texts.report_words import run_kind


def agency(context: Context) -> int:
    """Verifies the key."""
    output, tr = context.output, context.output.tr
    with connected(context, context.arguments.wait) as connection:
        account = connection.account
    output.data(
        {
            "id": int(account.id) if account.id.isascii() and account.id.isdigit() else account.id,
            "name": account.name,
            "status": account.status,
            "used": account.used,
            "limit": account.limit,
        }
    )
    output.line(account.name)
    if account.status is not None:
        output.line(tr("Status: {status}", status=account.status))
    if account.used is not None and account.limit is not None:
        output.line(
            tr(
                "New listings this month: {used} of {limit}",
                used=tr.number(account.used),
                limit=tr.number(account.limit),
            )
        )
    return EXIT_OK


def runs(context: Context) -> int:
    """The history, newest first."""
    output, tr = context.output, context.output.tr
    with ledger_of(context) as (ledger, _):
        found = [(info, summarise(ledger, info.id)) for info in ledger.runs()]
    output.data([_run_data(info, summary) for info, summary in found])
    if not found:
        output.line(tr("Nothing was sent yet."))
        return EXIT_OK
    header = (
        tr("Run"),
        tr("Begun"),
        tr("What"),
        tr("File"),
        tr("Rows"),
        tr("Created"),
        tr("Updated"),
        tr("Now hidden"),
        tr("Linked"),
        tr("Failed"),
    )
    output.table(
        header,
        [
            (
                str(info.id),
                dt.datetime.fromtimestamp(info.started_at or info.created_at).astimezone().strftime("%Y-%m-%d %H:%M"),
                run_kind(info, tr),
                info.file_name,
                *map(tr.number, _figures(info, summary)),
            )
            for info, summary in found
        ],
    )
    return EXIT_OK


def _figures(info: RunInfo, summary: Summary) -> tuple[int, ...]:
    """What a link counts as in the ledger, an update, is no change of a listing."""
    links = summary.updated if info.kind is RunKind.LINK else 0
    failed = summary.refused + summary.blocked
    linked = 0 if info.unlinks else links
    return summary.total, summary.created, summary.updated - links, summary.hidden, linked, failed


def _run_data(info: RunInfo, summary: Summary) -> dict[str, JsonValue]:
    return {
        "run": info.id,
        "kind": info.kind.value,
        "parent": info.parent,
        "source": info.source,
        "file": info.file_name,
        "started_at": iso(info.started_at),
        "finished_at": iso(info.finished_at),
        "rows_removed": info.rows_removed,
        **{name: getattr(summary, name) for name in COUNTS},
        "seconds": round(summary.seconds, 3),
        **links_data(info, summary),
    }


def iso(seconds: float | None) -> str | None:
    """A moment as JSON has it, in UTC."""
    return None if seconds is None else dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat(timespec="milliseconds")


@contextlib.contextmanager
def ledger_of(context: Context) -> Iterator[tuple[Ledger, Connection | None]]:
    """The account's ledger. The service is asked whose key it is; where it cannot be reached, or there is no key, the
    account used last at this address is meant, and there is no connection."""
    with contextlib.ExitStack() as at_end:
        connection: Connection | None = None
        try:
            connection = at_end.enter_context(connected(context, wait=0.0))
            account = connection.key
        except AppError as error:
            known = known_account(context)
            if known is None or error.cause not in (Cause.UNREACHABLE, Cause.ACCESS):
                raise
            account = known
        ledger = at_end.enter_context(contextlib.closing(context.ports.open_ledger(account)))
        if connection is not None:
            ledger.keep_quota(connection.account.used, connection.account.limit)
        yield ledger, connection
