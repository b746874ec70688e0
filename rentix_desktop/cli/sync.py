"""`sync`: the kept files, once, changes only."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from rentix_desktop.catalog.fields import JsonValue
from rentix_desktop.cli.context import Context
from rentix_desktop.cli.options import wrong_usage
from rentix_desktop.cli.output import EXIT_OK, EXIT_ROWS, EXIT_STOPPED, EXIT_USAGE, exit_code
from rentix_desktop.cli.progress import ProgressLine
from rentix_desktop.cli.recalling import recalling
from rentix_desktop.cli.sources import find
from rentix_desktop.cli.summary import show_counts, summary_data, summary_exit
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.sync.books.history import tidy
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import WaitReason
from rentix_desktop.sync.ledger import AccountKey, Ledger, LedgerRow
from rentix_desktop.sync.ports import KeyKept, KeyStore, Ports
from rentix_desktop.sync.sources.book import LOOK_BACK, Reason, Visit, VisitEnd, WaitCode
from rentix_desktop.sync.sources.due import is_due
from rentix_desktop.sync.sources.monitor import Need, NeedCode
from rentix_desktop.sync.sources.news import ask_apart
from rentix_desktop.sync.sources.source import Source
from rentix_desktop.sync.sources.times import now_here
from rentix_desktop.sync.sources.turn import sync_source, with_a_yes
from rentix_desktop.sync.sources.turn_options import TurnOptions, TurnResult
from rentix_desktop.sync.summary import NOTHING, failures
from rentix_desktop.texts import visits

_LOOK_AGAIN: Final = 1.0
"""Seconds between two looks for a data folder that is in use."""


def sync(context: Context) -> int:
    """Each in its own account, one after the other. A summary a source, whatever became of the others.

    Raises AppError WRONG_USAGE for a name that is not known, DATA_FOLDER_BUSY.
    """
    output, arguments = context.output, context.arguments
    sources = _chosen(context)
    ports = replace(context.ports, keys=_Keys(context, sources))
    done: list[_Done] = []
    control = RunControl()
    for source in sources:
        if control.cancelled:
            break
        try:
            ledger = _ledger(context, source.account, control)
        except AppError as error:
            if error.cause is Cause.BUSY:
                raise
            done.append(_without_ledger(context, source, error))
            continue
        with contextlib.closing(ledger):
            if not arguments.due or is_due(source, ledger.visits(source.ledger_name, LOOK_BACK), now_here()):
                done.append(_one(context, ports, source, ledger, control))
            else:
                ask = partial(ask_apart, source.account, ports, ledger, control, time.time())
                context.stopping.work(control, ask)
    output.data([each.data for each in done])
    if not done and not control.cancelled:
        output.line(output.tr("Nothing is due now."))
    if control.cancelled:
        return EXIT_STOPPED
    return max((each.code for each in done), default=EXIT_OK)


def _chosen(context: Context) -> Sequence[Source]:
    names: list[str] = context.arguments.sources
    if names:
        return [find(context, name) for name in dict.fromkeys(names)]
    kept = context.ports.sources.all()
    if not kept and not context.arguments.due:
        raise wrong_usage(context.output.tr("No file is kept yet: “rentix-sync sources add” keeps one."))
    return kept


@dataclass(frozen=True, slots=True)
class _Done:
    data: JsonValue
    code: int


def _one(context: Context, ports: Ports, source: Source, ledger: Ledger, control: RunControl) -> _Done:
    line = ProgressLine(context.output.stderr, context.output.tr)
    arguments = context.arguments
    recall = recalling(context.output, held=not arguments.due)
    options = TurnOptions(ledger=ledger, wait_for_service=arguments.wait, asked=not arguments.due, recall=recall)
    if arguments.yes:
        options = with_a_yes(source, ledger, options)
    try:
        turned = context.stopping.work(control, lambda: sync_source(source, ports, control, line, options))
    finally:
        line.done()
    failed = []
    if turned.summary is not None and turned.summary.run:
        failed = [failure.row for failure in failures(ledger, turned.summary.run)]
    _tell(context, source, turned, failed)
    settings = ports.settings.load()
    tidy(ledger, settings.history_days, settings.rows_days, time.time(), lambda: not control.cancelled)
    return _Done(_data(context, source, turned, failed), _exit(turned))


def _without_ledger(context: Context, source: Source, error: AppError) -> _Done:
    """The other sources go all the same."""
    reason = Reason(error.code.value, error.params)
    turned = TurnResult(Visit(source.ledger_name, time.time(), VisitEnd.FAILED, reason=reason), error=error)
    _tell(context, source, turned, [])
    return _Done(_data(context, source, turned, []), exit_code(error))


def _exit(turned: TurnResult) -> int:
    """By design section 5: a file that is not taken is one that cannot be read or mapped, or is held for a yes."""
    if turned.error is not None:
        return exit_code(turned.error)
    if turned.visit.reason is not None and turned.visit.reason.code == WaitCode.OTHER_CODES:
        return EXIT_ROWS
    if turned.visit.end is VisitEnd.WAITS or turned.summary is None:
        return EXIT_USAGE
    return summary_exit(turned.summary)


def _data(context: Context, source: Source, turned: TurnResult, failed: list[LedgerRow]) -> JsonValue:
    visit, tr = turned.visit, context.output.tr
    told = visits.describe(visit.reason, tr) if visit.reason is not None else None
    said: JsonValue = None
    if visit.reason is not None and told is not None:
        said = {"code": visit.reason.code, "title": told.title, "message": told.message, "hint": told.hint}
    return {
        "source": source.name,
        "end": visit.end.value,
        "reason": said,
        "file": str(visit.file.path) if visit.file is not None else None,
        "same": visit.same,
        "held": list(turned.held),
        "taken_back": list(turned.undone),
        "unused": list(turned.unused),
        "kept": list(turned.kept),
        **summary_data(turned.summary or NOTHING, failed, tr),
    }


def _tell(context: Context, source: Source, turned: TurnResult, failed: list[LedgerRow]) -> None:
    output, tr = context.output, context.output.tr
    output.line(f"{source.name}:")
    if turned.summary is not None:
        show_counts(turned.summary, failed, output)
    if turned.visit.reason is not None:
        told = visits.describe(turned.visit.reason, tr)
        output.note(f"{source.name}: {told.title}: {told.message} {told.hint}".rstrip())
    if turned.undone:
        need = Need(NeedCode.TAKEN_BACK, source.name, {"count": len(turned.undone)})
        told = visits.describe_need(need, tr)
        output.note(f"{source.name}: {told.title}: {told.message} {told.hint}")
    if turned.unused:
        names = ", ".join(turned.unused)
        output.note(tr("{name}: these columns are new and not used: {names}", name=source.name, names=names))
    if turned.kept:
        names = ", ".join(turned.kept)
        output.note(tr("The portal does not take these empty: {names}. What it has stays.", names=names))


def _ledger(context: Context, account: AccountKey, control: RunControl) -> Ledger:
    """The account's ledger; a data folder that another program uses is waited for. Raises AppError."""
    until = time.monotonic() + context.arguments.wait
    told = False
    while True:
        try:
            return context.ports.open_ledger(account)
        except AppError as error:
            left = until - time.monotonic()
            if error.code is not Code.DATA_FOLDER_BUSY or left <= 0:
                raise
            if not told:
                context.output.told(error)
                told = True
            pause = min(left, _LOOK_AGAIN)
            context.stopping.work(control, partial(control.wait, pause, WaitReason.BACK_OFF))


class _Keys:
    """The key store, with the key of the environment before it where it is the account's."""

    def __init__(self, context: Context, sources: Sequence[Source]) -> None:
        self._context = context
        self._inner: KeyStore = context.ports.keys
        self._accounts = {source.account for source in (*sources, *context.ports.sources.all())}
        self._agencies: dict[str, str | None] = {}

    def get(self, account: AccountKey) -> str | None:
        key = self._context.options.key
        if key is not None and self._agency(account, key) in (None, account.agency_id):
            return key
        return self._inner.get(account)

    def put(self, account: AccountKey, key: str) -> KeyKept:
        return self._inner.put(account, key)

    def forget(self, account: AccountKey) -> None:
        self._inner.forget(account)

    def _agency(self, account: AccountKey, key: str) -> str | None:
        """Whose key it is at this address; None = it is not known, or there is but one account that it can be of."""
        address = account.base_url
        if len({each.agency_id for each in self._accounts if each.base_url == address}) < 2:
            return None
        if address not in self._agencies:
            destination = self._context.ports.connect(address, key)
            try:
                self._agencies[address] = destination.verify().id
            except AppError as error:
                self._agencies[address] = None if error.cause is Cause.UNREACHABLE else ""
            finally:
                destination.close()
        return self._agencies[address]
