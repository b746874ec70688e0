"""`published`: what became of the listings a run brought to the service, after it accepted them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rentix_desktop.catalog.fields import JsonValue
from rentix_desktop.cli.connect import Connection
from rentix_desktop.cli.context import Context
from rentix_desktop.cli.history import ledger_of
from rentix_desktop.cli.options import wrong_usage
from rentix_desktop.cli.output import EXIT_OK, EXIT_ROWS, Output
from rentix_desktop.errors import AppError
from rentix_desktop.sync.books.history import rows_of
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Cancelled, Publication, WorksLater
from rentix_desktop.sync.follow import Follower, Looker
from rentix_desktop.sync.ledger import Ledger, LedgerRow
from rentix_desktop.sync.states import publication_of
from rentix_desktop.texts.names import publication_name, publication_words

_PAGE: Final = 200
_NOT_DONE: Final = tuple(found for found in Publication if found.failed or found is Publication.PROCESSING)


def published(context: Context) -> int:
    """Follows what the service still works on for `--wait` seconds, or with `--ask` asks for every listing anew; then
    tells. 0 where nothing is left to happen and nothing failed, else 1.

    Raises AppError of the service, of the ledger, ROWS_REMOVED, and WRONG_USAGE for a run that does not exist.
    """
    arguments, output = context.arguments, context.output
    with ledger_of(context) as (ledger, connection):
        run = _run(context, ledger)
        if run is None:
            output.data({"run": None, **{publication.value: 0 for publication in Publication}, "listings": []})
            output.line(output.tr("Nothing was sent yet."))
            return EXIT_OK
        rows_of(ledger, run)
        control = RunControl()
        failure: AppError | None = None
        if connection is not None and isinstance(connection.destination, WorksLater):
            failure = context.stopping.work(
                control, lambda: _ask(ledger, connection, control, run, arguments.ask, arguments.wait)
            )
        _show(ledger, run, output)
        if control.cancelled:
            raise Cancelled
        if failure is not None:
            raise failure
        counts = ledger.publications(run)
    return EXIT_ROWS if any(counts.get(publication) for publication in _NOT_DONE) else EXIT_OK


def _run(context: Context, ledger: Ledger) -> int | None:
    wanted: int | None = context.arguments.run
    known = [info.id for info in ledger.runs()]
    if wanted is None:
        return known[0] if known else None
    if wanted not in known:
        raise wrong_usage(context.output.tr("There is no run {run}.", run=wanted))
    return wanted


def _ask(
    ledger: Ledger, connection: Connection, control: RunControl, run: int, every: bool, seconds: float
) -> AppError | None:
    """The error that ended it early: what was learnt before it is shown all the same."""
    destination = connection.destination
    assert isinstance(destination, WorksLater)  # noqa: S101 - asked by the caller
    try:
        if every:
            Looker(ledger, destination, control).look(run)
        else:
            Follower(ledger, destination, control, give_up=seconds).follow(run)
    except Cancelled:
        return None
    except AppError as error:
        return error
    return None


def _show(ledger: Ledger, run: int, output: Output) -> None:
    tr, counts = output.tr, ledger.publications(run)
    output.data(
        {
            "run": run,
            **{publication.value: counts.get(publication, 0) for publication in Publication},
            "listings": [_data(row) for row in _not_done(ledger, run)],
        }
    )
    if output.json:
        return
    for publication in Publication:
        if counts.get(publication):
            output.line(f"{publication_name(publication, tr)}: {tr.number(counts[publication])}")
    for row in _not_done(ledger, run):
        output.line(f"  {row.planned.known_as}: {publication_words(row, tr)}")


def _not_done(ledger: Ledger, run: int) -> Iterator[LedgerRow]:
    after = -1
    while page := ledger.accepted(run, _NOT_DONE, after, _PAGE):
        after = page[-1].planned.seq
        yield from page


def _data(row: LedgerRow) -> dict[str, JsonValue]:
    return {
        "row": row.planned.row,
        "externalId": row.planned.external_id,
        "publication": publication_of(row),
        "status": row.portal_status,
        "message": row.job_news.message if row.job_news else "",
        "publicUrl": row.public_url,
    }
