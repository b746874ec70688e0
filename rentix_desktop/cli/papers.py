"""`template` and `report`: files for people, written from what is known; nothing is sent."""

from __future__ import annotations

from pathlib import Path

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.cli.connect import connected
from rentix_desktop.cli.context import Context
from rentix_desktop.cli.history import ledger_of
from rentix_desktop.cli.options import wrong_usage
from rentix_desktop.cli.output import EXIT_OK
from rentix_desktop.errors import AppError, Cause
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.sync.repair.template import write_template
from rentix_desktop.sync.telling.account_of_run import account_of_run
from rentix_desktop.texts.report import REPORTS
from rentix_desktop.texts.template import template_words


def template(context: Context) -> int:
    """A blank workbook from the service's own lists, or from the built-in ones where these cannot be had.

    Raises AppError WRONG_USAGE for a name of another kind, FILE_NOT_WRITABLE, DISK_FULL.
    """
    path: Path = context.arguments.out
    output = context.output
    if path.suffix.lower() != ".xlsx":
        raise wrong_usage(output.tr("The name must end with {suffixes}.", suffixes=".xlsx"))
    catalogue = _catalogue(context)
    write_template(path, catalogue, template_words(catalogue, output.tr))
    output.data({"file": str(path), "live": catalogue.live})
    output.line(output.tr("{file} is ready to be filled in.", file=path.name))
    return EXIT_OK


def _catalogue(context: Context) -> Catalogue:
    try:
        with connected(context, wait=0.0) as connection:
            catalogue = connection.destination.catalogue()
    except AppError as error:
        if error.cause not in (Cause.UNREACHABLE, Cause.ACCESS):
            raise
        catalogue = context.ports.builtin_catalogue()
    if not catalogue.live:
        context.output.note(
            context.output.tr("The portal's own lists could not be had: those built into the program are used.")
        )
    return catalogue


def report(context: Context) -> int:
    """What became of a run, as a page or a workbook.

    Raises AppError WRONG_USAGE for a run that does not exist and a name of another kind, FILE_NOT_WRITABLE, DISK_FULL.
    """
    path: Path = context.arguments.out
    run: int = context.arguments.run
    tr = context.output.tr
    write = REPORTS.get(path.suffix.lower())
    if write is None:
        raise wrong_usage(tr("The name must end with {suffixes}.", suffixes=", ".join(REPORTS)))
    with ledger_of(context) as (ledger, connection):
        if run not in {info.id for info in ledger.runs()}:
            raise wrong_usage(tr("There is no run {run}.", run=run))
        catalogue = connection.destination.catalogue() if connection else context.ports.builtin_catalogue()
        agency = connection.account.name if connection else _agency(context, ledger.run(run).account)
        write(path, account_of_run(ledger, run, agency, catalogue), tr)
    context.output.data({"run": run, "file": str(path)})
    context.output.line(tr("The report is in {file}.", file=path.name))
    return EXIT_OK


def _agency(context: Context, account: AccountKey) -> str:
    """Its name as it was when it was connected last."""
    known = (each.name for each in context.ports.settings.load().accounts if each.key == account)
    return next(known, account.agency_id)
