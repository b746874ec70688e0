"""`plan`, `upload`, `resume`, `retry`: the forecast and the run."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rentix_desktop.catalog.fields import Catalogue, JsonValue
from rentix_desktop.cli.asking import asked, tell_asked
from rentix_desktop.cli.connect import Connection, connected, known_account
from rentix_desktop.cli.context import Context
from rentix_desktop.cli.file import MappedFile, opened, understood
from rentix_desktop.cli.guesses import guesses
from rentix_desktop.cli.options import wrong_usage
from rentix_desktop.cli.output import EXIT_OK, EXIT_ROWS, Output, exit_code
from rentix_desktop.cli.progress import ProgressLine
from rentix_desktop.cli.recalling import recalling
from rentix_desktop.cli.summary import show_summary, summary_exit, tell_waiting, waiting_data
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.linking.linked import meant_by
from rentix_desktop.linking.runs import give_up, keep_statuses
from rentix_desktop.sheets.table import Table
from rentix_desktop.sync.books.history import tidy
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Account
from rentix_desktop.sync.ledger import Action, Ledger, LedgerRow, RunKind, State
from rentix_desktop.sync.planning.plan import PlanOptions
from rentix_desktop.sync.progress import Forecast, Summary, beyond_the_month
from rentix_desktop.sync.repair.fixed import read_corrections
from rentix_desktop.sync.repair.repair import Correction, corrected_since, plan_retry
from rentix_desktop.sync.repair.workbook import export_failures
from rentix_desktop.sync.sending.doubt import Doubt
from rentix_desktop.sync.sending.engine import Engine
from rentix_desktop.sync.sources.belonging import ledger_name_of
from rentix_desktop.sync.steps import forecast, run_to_retry, source_of
from rentix_desktop.sync.summary import NOTHING, summarise
from rentix_desktop.texts.corrections import corrections_of
from rentix_desktop.texts.failing import known_words, workbook_words
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.linking import given_up_words

_NAMED: Final = 10
"""Rows that are named in a sentence about them."""

_log = logging.getLogger(__name__)


def plan(context: Context) -> int:
    """The forecast. Sends nothing and leaves no run behind."""
    with opened(context) as table, desk_of(context) as desk:
        planned = _planned(context, table, desk)
        account = desk.connection.account
        said = (
            asked(context, desk.ledger, desk.connection.destination, planned.run)
            if context.arguments.validate
            else None
        )
        desk.ledger.discard(planned.run)
    _show_forecast(planned, context)
    _tell_the_month(planned, account, context.output)
    return EXIT_OK if said is None else tell_asked(said, context)


def upload(context: Context) -> int:
    """Plans and sends."""
    trial = context.arguments.trial
    _spare_the_file(context)
    with opened(context) as table, desk_of(context) as desk:
        planned = _planned(context, table, desk)
        _show_forecast(planned, context, only_for_people=True)
        _tell_the_month(planned, desk.connection.account, context.output)
        return carry_out(context, desk, planned.run, trial)


def resume_run(context: Context) -> int:
    """Goes on with the newest interrupted run. Where the service cannot be reached, tells how far that run is."""
    try:
        with desk_of(context) as desk:
            if context.arguments.give_up_links:
                return _give_links_up(context, desk)
            interrupted = desk.ledger.interrupted()
            return carry_out(context, desk, interrupted.id if interrupted else None)
    except AppError as error:
        if error.cause is not Cause.UNREACHABLE or (account := known_account(context)) is None:
            raise
        with contextlib.closing(context.ports.open_ledger(account)) as ledger:
            interrupted = ledger.interrupted()
            if interrupted is None:
                raise
            show_summary(summarise(ledger, interrupted.id, stopped=error), ledger, context.output)
            context.output.told(error)
        return exit_code(error)


def _give_links_up(context: Context, desk: Desk) -> int:
    """Of every run of links that did not end; its summary, of several that of the newest. Raises DestinationError where
    the service cannot be asked of those in doubt: they are kept."""
    output, ledger, control = context.output, desk.ledger, RunControl()
    runs = [each.run for each in ledger.unfinished() if each.run.kind is RunKind.LINK]
    only_off = bool(runs) and all(meant_by(ledger, run) is Action.UNLINK for run in runs)

    def work() -> int:
        return sum(give_up(ledger, run.id, desk.connection.destination, control) for run in runs)

    count = context.stopping.work(control, work)
    summary = summarise(ledger, runs[0].id) if runs else NOTHING
    show_summary(summary, ledger if runs else None, output)
    output.note(given_up_words(count, only_off, output.tr))
    return summary_exit(summary)


def retry(context: Context) -> int:
    """A new run over the rows that failed, with the corrections of a workbook if one is given."""
    workbook: Path | None = context.arguments.file
    _spare_the_file(context)
    with desk_of(context) as desk:
        ledger, catalogue = desk.ledger, desk.catalogue
        corrections: list[Correction] = []
        if workbook is None:
            run = run_to_retry(ledger)
            corrections = corrected_since(ledger, run, catalogue)
            if corrections:
                context.output.note(_as_corrected(len(corrections), context.output.tr))
        else:
            run, corrections = _fixed(context, workbook, desk)
        chosen = [correction.seq for correction in corrections] if workbook is not None else None
        planned = plan_retry(ledger, run, corrections, catalogue, desk.connection.destination, chosen, with_others=True)
        return carry_out(context, desk, planned.run)


def _as_corrected(rows: int, tr: Texts) -> str:
    return tr.plural(
        "{n} row is sent as it was corrected in the window.",
        "{n} rows are sent as they were corrected in the window.",
        rows,
    )


def _fixed(context: Context, workbook: Path, desk: Desk) -> tuple[int, list[Correction]]:
    """The run a workbook came from, and what was corrected in it. Raises AppError FIXED_FILE_FOREIGN,
    FIXED_FILE_UNCHANGED, and what reading a file raises."""
    known, spool = known_words(desk.catalogue), context.ports.spool_folder
    fixed = read_corrections(workbook, desk.ledger, desk.connection.key, desk.catalogue, known, spool_folder=spool)
    if fixed.added:
        context.output.note(
            context.output.tr.plural(
                "{n} row was added to it: send it with a file of its own.",
                "{n} rows were added to it: send them with a file of their own.",
                fixed.added,
            )
        )
    if not fixed.corrections:
        raise AppError(Code.FIXED_FILE_UNCHANGED, Cause.USAGE, path=workbook.name)
    return fixed.run, list(fixed.corrections)


@dataclass(frozen=True, slots=True)
class Desk:
    """What is needed to plan and to send; `desk_of` gives it."""

    connection: Connection
    ledger: Ledger
    catalogue: Catalogue


@contextlib.contextmanager
def desk_of(context: Context) -> Iterator[Desk]:
    """Takes the data folder's lock for as long as it lasts."""
    with (
        connected(context, context.arguments.wait) as connection,
        contextlib.closing(context.ports.open_ledger(connection.key)) as ledger,
    ):
        ledger.keep_quota(connection.account.used, connection.account.limit)
        yield Desk(connection, ledger, connection.destination.catalogue())
        settings = context.ports.settings.load()
        tidy(ledger, settings.history_days, settings.rows_days, time.time())


def source_known(context: Context, table: Table, desk: Desk) -> str:
    """What the ledger knows the file by: what was said, else as the window has it."""
    said, info = context.arguments.source, table.info
    if said:
        return source_of(info.path, info.sheet, said)
    return ledger_name_of(info.path, info.sheet, desk.connection.key, context.ports.sources.all())


def _planned(context: Context, table: Table, desk: Desk) -> Forecast:
    """Raises AppError KEY_COLUMN_NOT_SURE, NOT_SURE, LAYOUT_UNKNOWN, WRONG_USAGE."""
    arguments = context.arguments
    file: MappedFile = understood(context, table, desk.catalogue, desk.connection.key)
    file.refuse_doubts(desk.catalogue)
    for guess in guesses(file.suggestion, context.output.tr):
        context.output.note(guess)
    if arguments.save_layout:
        file.remember(arguments.save_layout, context.ports, desk.connection.key)
    options = PlanOptions(all_rows=arguments.all, hide_missing=arguments.hide_missing, hide_confirmed=arguments.yes)
    ledger, destination, catalogue = desk.ledger, desk.connection.destination, desk.catalogue

    source = source_known(context, table, desk)

    def made() -> Forecast:
        vocabulary, account = file.vocabulary, desk.connection.key
        return forecast(table, file.mapping, catalogue, vocabulary, ledger, destination, account, options, source)

    planned, control, recall = made(), RunControl(), recalling(context.output)
    changed = context.stopping.work(control, lambda: recall(ledger, destination, catalogue, planned, control))
    return made() if changed else planned


def carry_out(
    context: Context,
    desk: Desk,
    run: int | None,
    trial: int | None = None,
    beside: Mapping[str, JsonValue] | None = None,
) -> int:
    """Sends a run until its end or a signal, and writes the summary in every case; of no run that of zeros. `beside` as
    in `show_summary`."""
    output, arguments = context.output, context.arguments
    summary = NOTHING if run is None else send_run(context, desk, run, trial)
    if run is not None and desk.ledger.run(run).kind is RunKind.LINK:
        keep_statuses(desk.ledger, run, desk.catalogue)
    show_summary(summary, desk.ledger if summary.run else None, output, beside)
    if summary.stopped is not None:
        output.told(summary.stopped)
    if summary.run and desk.ledger.followed(summary.run, -1, 1):
        output.note(output.tr("The portal is still publishing: “rentix-sync published” tells what became of it."))
    if summary.limit_reached:
        _tell_the_rest(summary, desk, output)
    if summary.in_doubt and summary.stopped is None and not desk.connection.destination.repeatable:
        _ask(summary, desk, output)
    code = summary_exit(summary, trial=trial is not None)
    failures: Path | None = getattr(arguments, "failures", None)
    if failures is not None:
        try:
            _write_failures(failures, summary.run, desk, context)
        except AppError as error:  # the run is over and told: only the exit may still say it
            output.told(error)
            code = exit_code(error) if code in (EXIT_OK, EXIT_ROWS) else code
    return code


def _tell_the_rest(summary: Summary, desk: Desk, output: Output) -> None:
    """What is left of a run that met the monthly limit, by name."""
    tr = output.tr
    output.note(tr("The monthly limit is reached. “rentix-sync resume” sends the rest when the next month begins."))
    if rows := list(desk.ledger.rows(summary.run, (State.NOT_SENT,), limit=_NAMED + 1)):
        output.note(tr("Not sent: {names}", names=_names(rows)))


def _names(rows: Sequence[LedgerRow]) -> str:
    return ", ".join(row.planned.known_as for row in rows[:_NAMED]) + (", …" if len(rows) > _NAMED else "")


def _ask(summary: Summary, desk: Desk, output: Output) -> None:
    """The question about rows that may not be sent twice, and that the service does not tell of."""
    rows = list(desk.ledger.rows(summary.run, (State.IN_DOUBT,), limit=_NAMED + 1))
    tr = output.tr
    output.note(tr("Does the service have these? {names}", names=_names(rows)))
    output.note(
        tr("If it has them: “rentix-sync resume --in-doubt there”. If not: “rentix-sync resume --in-doubt again”.")
    )


def send_run(context: Context, desk: Desk, run: int, trial: int | None = None) -> Summary:
    """Whatever ends it, the summary of what is on disk."""
    control = RunControl()
    line = ProgressLine(context.output.stderr, context.output.tr)
    said = Doubt(getattr(context.arguments, "in_doubt", Doubt.LEAVE))
    destination, wait = desk.connection.destination, context.arguments.wait
    engine = Engine(desk.ledger, destination, control, line, wait_for_service=wait, ask=lambda _: said)
    try:
        return context.stopping.work(control, lambda: engine.run(run, trial))
    except KeyboardInterrupt:  # a second signal: at once
        return summarise(desk.ledger, run, stopped=AppError(Code.STOPPED, Cause.USAGE))
    except AppError:  # the ledger cannot be read
        raise
    except Exception as error:  # noqa: BLE001 - a bug must not cost the summary; the log has it, without the key
        _log.exception("the run broke off")
        return summarise(desk.ledger, run, stopped=AppError(Code.BUG, Cause.BUG, detail=type(error).__name__))
    finally:
        line.done()


def _spare_the_file(context: Context) -> None:
    """Raises AppError WRONG_USAGE where --failures would write over the very file that is read."""
    read: Path | None = context.arguments.file
    written: Path | None = context.arguments.failures
    if read is None or written is None:
        return
    with contextlib.suppress(OSError):  # one of them is not there: they are not the same
        if read.samefile(written):
            text = context.output.tr("{option} names the file that is read: choose another name.", option="--failures")
            raise wrong_usage(text)


def _write_failures(path: Path, run: int, desk: Desk, context: Context) -> None:
    words, tr = workbook_words(desk.catalogue, context.output.tr), context.output.tr
    spool = context.ports.spool_folder
    if not export_failures(path, desk.ledger, run, desk.catalogue, words, spool_folder=spool).complete:
        context.output.note(tr("Your file is not there as it was: columns that are not sent are empty."))


def _tell_the_month(planned: Forecast, account: Account, output: Output) -> None:
    over = beyond_the_month(planned, account)
    if over:
        output.note(
            output.tr.plural(
                "{n} new listing is more than your monthly limit allows",
                "{n} new listings are more than your monthly limit allows",
                over,
            )
        )


def _show_forecast(planned: Forecast, context: Context, *, only_for_people: bool = False) -> None:
    output, tr = context.output, context.output.tr
    counts = ("total", "create", "update", "unchanged", "hide", "hide_held", "blocked", "skipped", "requests")
    if not only_for_people:
        output.data({**{name: getattr(planned, name) for name in counts}, **waiting_data(planned.waiting)})
    words = [
        tr.plural("{n} new", "{n} new", planned.create),
        tr.plural("{n} to be changed", "{n} to be changed", planned.update),
        tr.plural("{n} unchanged", "{n} unchanged", planned.unchanged),
    ]
    if planned.hide:
        words.append(tr.plural("{n} to be hidden", "{n} to be hidden", planned.hide))
    if blocked := planned.blocked - planned.waiting:
        words.append(tr.plural("{n} cannot be sent", "{n} cannot be sent", blocked))
    if planned.skipped:
        words.append(tr.plural("{n} left out", "{n} left out", planned.skipped))
    rows = tr.plural("{n} row", "{n} rows", planned.total)
    output.line(f"{rows}: {', '.join(words)}.")
    for said in corrections_of(planned, tr):
        output.note(said)
    if not only_for_people:  # or its summary says it
        tell_waiting(planned.waiting, output)
    if planned.hide_held and not only_for_people:
        output.line(
            tr.plural(
                "{n} listing is no longer in the file. To hide it, add --yes.",
                "{n} listings are no longer in the file. To hide them, add --yes.",
                planned.hide_held,
            )
        )
    if not only_for_people:
        output.line(tr.plural("{n} request", "{n} requests", planned.requests))
