"""One source, once: find its file, read it, plan only what changed, send that, and say what came of it."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.mapping.decisions import ValueDecision
from rentix_desktop.mapping.read_row import Mapper
from rentix_desktop.mapping.suggest import factor_of, texts_around
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.table import Table
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Account, Cancelled, Destination, WaitReason
from rentix_desktop.sync.ledger import Ledger, LedgerRow, NewRun, RunInfo, RunKind
from rentix_desktop.sync.planning.plan import Planner, PlanOptions
from rentix_desktop.sync.ports import TurnPorts
from rentix_desktop.sync.progress import Forecast, Listener, Summary
from rentix_desktop.sync.repair.origin import Origin
from rentix_desktop.sync.sending.engine import Engine
from rentix_desktop.sync.sources.book import (
    TOOK,
    FileFacts,
    Reason,
    SourceBook,
    Visit,
    VisitEnd,
    newest_first,
)
from rentix_desktop.sync.sources.codes import Codes, new_codes
from rentix_desktop.sync.sources.due import is_away
from rentix_desktop.sync.sources.find import DATED, find_file
from rentix_desktop.sync.sources.meaning import may_be_empty, meaning_of, settled
from rentix_desktop.sync.sources.news import ask, ask_apart
from rentix_desktop.sync.sources.reach import ask_empties, reached
from rentix_desktop.sync.sources.refused import but_refused, fail_alike, refused_today, unpublished_today
from rentix_desktop.sync.sources.rows import Looked, keep_prints, look, mapped_again, to_be_mapped
from rentix_desktop.sync.sources.source import Source, Vanished
from rentix_desktop.sync.sources.taking import NotTakenError, Taker
from rentix_desktop.sync.sources.turn_options import TurnOptions, TurnResult
from rentix_desktop.sync.summary import NOTHING

_log = logging.getLogger(__name__)


def sync_source(
    source: Source,
    ports: TurnPorts,
    control: RunControl | None = None,
    listener: Listener | None = None,
    options: TurnOptions | None = None,
) -> TurnResult:
    """Looks at a source once, and leaves exactly one visit, whatever happens. Blocking: call it in a worker thread.

    Nothing else may plan or send for the account meanwhile. `control` stops it anywhere.

    Raises AppError where the account's ledger cannot be opened (DATA_FOLDER_BUSY, DATABASE_DAMAGED, …): nothing can be
    said of it then.
    """
    options = options or TurnOptions()
    with _ledger_of(source, ports, options) as ledger:
        return _Turn(source, ports, ledger, control or RunControl(), listener, options).made()


def hide_held(
    source: Source,
    ports: TurnPorts,
    run: int,
    control: RunControl | None = None,
    listener: Listener | None = None,
    options: TurnOptions | None = None,
) -> TurnResult:
    """The person said yes to hiding what a run held back: the source is brought up to date, and of these listings those
    that the file of today still lacks are hidden. Whatever vanished besides is for the brake as ever. Leaves a visit, and
    raises, as `sync_source`."""
    options = options or TurnOptions()
    with _ledger_of(source, ports, options) as ledger:
        options = replace(options, ledger=ledger, hide=frozenset(ledger.held(run)))
        return sync_source(source, ports, control, listener, options)


@contextlib.contextmanager
def _ledger_of(source: Source, ports: TurnPorts, options: TurnOptions) -> Iterator[Ledger]:
    """The one that is open already, which stays so, or the account's."""
    if options.ledger is not None:
        yield options.ledger
        return
    with contextlib.closing(ports.open_ledger(source.account)) as ledger:
        yield ledger


def with_a_yes(source: Source, ledger: Ledger, options: TurnOptions) -> TurnOptions:
    """A person said yes to what the source asked last: that the codes of its file are right, and nothing else where that
    was the question; or to hide what was held back, and to send again what was taken back."""
    last, latest = last_taken(ledger, source), next(iter(ledger.visits(source.ledger_name, 1)), None)
    renewed = new_codes(latest.reason) if latest is not None and latest.reason is not None else ""
    if renewed:
        return replace(options, renewed=renewed)
    held = ledger.held(last.run) if last is not None and last.run is not None else ()
    return replace(options, hide=frozenset(held), again=True)


def last_taken(book: SourceBook, source: Source) -> Visit | None:
    """The last visit that took a file of the source."""
    for visit in newest_first(book, source.ledger_name):
        if visit.file is not None and (visit.end in TOOK or visit.run is not None):
            return visit
    return None


_End = tuple[VisitEnd, Reason | None, AppError | None]


@dataclass(slots=True)
class _Known:
    """What is known so far, for the visit."""

    file: FileFacts | None = None
    rows: int = 0
    same: int = 0
    run: int | None = None
    summary: Summary | None = None
    held: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()
    unread: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Reading:
    """A file as it is planned. `empty` are the fields that an empty cell empties, `digest` tells all that the rows mean,
    `origin` how they were read; `refused` rows are not sent again while they are the same."""

    table: Table
    catalogue: Catalogue
    mapper: Mapper
    looked: Looked
    empty: frozenset[str]
    digest: str
    origin: str
    refused: Mapping[str, LedgerRow]


class _Turn:
    """One turn while it is made."""

    def __init__(
        self,
        source: Source,
        ports: TurnPorts,
        ledger: Ledger,
        control: RunControl,
        listener: Listener | None,
        options: TurnOptions,
    ) -> None:
        self._source = source
        self._name = source.ledger_name
        self._ports = ports
        self._ledger = ledger
        self._control = control
        self._listener = listener
        self._options = options
        self._at = options.clock()
        self._known = _Known()

    def made(self) -> TurnResult:
        """The visit is written whatever happens; only what no program survives comes out of here."""
        try:
            end, reason, error = self._taken()
        except NotTakenError as found:
            end, reason, error = VisitEnd.WAITS, found.reason, None
        except Cancelled:
            end, reason, error = _failed(self._stopped())
        except AppError as found:
            end, reason, error = _failed(found)
        except Exception as found:  # noqa: BLE001 - a bug must not cost the visit; the log has it, without the key
            _log.exception("the turn of a source broke off")
            end, reason, error = _failed(AppError(Code.BUG, Cause.BUG, detail=type(found).__name__))
        except BaseException:
            self._visited(*_failed(_ended())[:2])
            raise
        visit = self._visited(end, reason)
        known = self._known
        return TurnResult(visit, known.summary, known.held, known.unused, known.kept, known.undone, error)

    def _stopped(self) -> AppError:
        return _ended() if self._control.ending else AppError(Code.STOPPED, Cause.USAGE)

    def _visited(self, end: VisitEnd, reason: Reason | None) -> Visit:
        known = self._known
        visit = Visit(self._name, self._at, end, known.run, reason, known.file, known.rows, known.same)
        try:
            return replace(visit, id=self._ledger.add_visit(visit))
        except AppError as error:  # a full disk: what is known is told all the same
            _log.warning("a visit could not be kept: %s", error)
            return visit

    def _taken(self) -> _End:
        last = last_taken(self._ledger, self._source)
        found = find_file(self._source, _as_dated(last) if last else None, clock=self._options.clock)
        if isinstance(found, Reason):
            raise NotTakenError(found)
        self._known.file = found.facts
        decisions = self._ports.decisions.of(self._source.account)
        if last is not None and self._as_before(last, found.facts, decisions):
            self._ledger.keep_undone(self._name, ())
            ask_apart(self._source.account, self._ports, self._ledger, self._control, self._options.clock())
            self._known.rows = self._known.same = last.rows
            self._known.summary = replace(NOTHING, total=last.rows, unchanged=last.rows)
            return VisitEnd.SAME, None, None
        taker = Taker(
            self._source, self._ports.spool_folder, self._control, self._options.clock, self._sleep, self._sheet()
        )
        with contextlib.closing(taker.table(found)) as table:
            self._known.rows = table.info.rows
            key = self._options.key or self._ports.keys.get(self._source.account)
            if key is None:
                raise AppError(Code.KEY_MISSING, Cause.ACCESS)
            wait = self._options.wait_for_service
            account, connect = self._source.account, self._ports.connect
            with reached(connect, account, key, self._control, wait, self._of_the_month) as destination:
                end = self._synced(table, destination, decisions, last)
                sent = end[0] is not VisitEnd.SAME
                ask(self._ledger, destination, destination.catalogue(), self._control, self._options.clock(), sent=sent)
                return end

    def _of_the_month(self, account: Account) -> None:
        self._ledger.keep_quota(account.used, account.limit)

    def _sheet(self) -> str | None:
        """The sheet that was sent last."""
        run = self._ledger.newest_run(self._name)
        origin = Origin.from_text(self._ledger.origin(run.id)) if run is not None else None
        return origin.sheet if origin is not None else None

    # the file ---------------------------------------------------------------------------------------------------------
    def _as_before(self, last: Visit, facts: FileFacts, decisions: Sequence[ValueDecision]) -> bool:
        """Whether it is the file that was taken last, read with the same decisions, and every listing is known to be as
        its rows say: nobody has to read it or to ask the service."""
        kept = self._ledger.meaning(self._name)
        if kept is None or last.end not in TOOK or last.file is None or last.file.digest != facts.digest:
            return False
        if kept.partition(":")[0] != settled(self._source, decisions) or self._unfinished():
            return False
        names = set(self._ledger.prints(self._name).values())
        if len(names) != last.rows or not last.rows or self._ledger.maybe_there(self._name):
            return False
        return self._source.rules.vanished is Vanished.KEEP or names.issuperset(self._ledger.shown_of(self._name))

    def _unfinished(self) -> bool:
        """Whether an upload is. Links are for a person to go on with: their rows wait (`sync.books.links`)."""
        left = (each.run for each in self._ledger.unfinished())
        return any(run.source == self._name and run.kind is not RunKind.LINK for run in left)

    def _may_go_on(self, _rows: int) -> bool:
        return not self._control.cancelled

    def _go_on(self) -> None:
        if self._control.cancelled:
            raise Cancelled

    def _sleep(self, seconds: float) -> None:
        if self._options.sleep is not None:
            self._options.sleep(seconds)
        elif seconds > 0:
            self._control.wait(seconds, WaitReason.BACK_OFF)

    # the rows ---------------------------------------------------------------------------------------------------------
    def _synced(
        self, table: Table, destination: Destination, decisions: Sequence[ValueDecision], last: Visit | None
    ) -> _End:
        ledger, known = self._ledger, self._known
        reading, prints = self._read(table, destination, decisions, last)
        forecast = self._planned(reading, destination)
        recall, told = self._options.recall, ledger.newest_run(self._name)
        unknown = but_refused(ledger, forecast, told)
        if recall is not None and recall(ledger, destination, reading.catalogue, unknown, self._control):
            forecast = self._planned(reading, destination)
        known.same, known.held = len(reading.looked.same), forecast.held
        ledger.keep_undone(self._name, known.undone, known.unread)
        self._forget_others(prints, reading.looked)
        if not self._is_worth_a_run(forecast, told):
            self._keep(reading, forecast.run)
            ledger.discard(forecast.run)
            known.summary = _of_no_run(forecast)
            known.run = told.id if told is not None and (forecast.blocked or forecast.hide_held) else None
            return VisitEnd.SAME, None, None
        known.run = forecast.run
        engine = Engine(ledger, destination, self._control, self._listener, self._options.wait_for_service)
        known.summary = engine.run(forecast.run)
        self._keep(reading, forecast.run)
        stopped = known.summary.stopped
        if stopped is None:
            return VisitEnd.SYNCED, None, None
        return _failed(self._stopped() if stopped.code is Code.STOPPED else stopped)

    def _read(
        self, table: Table, destination: Destination, decisions: Sequence[ValueDecision], last: Visit | None
    ) -> tuple[_Reading, Mapping[bytes, str]]:
        """What its rows mean, and the prints by which rows of it were known again."""
        catalogue, words = destination.catalogue(), load_vocabulary()
        source, ledger = self._source, self._ledger
        factor = factor_of(texts_around(table.info), words)
        meaning = meaning_of(source, table.info.header, decisions, catalogue, factor)
        self._known.unused = meaning.unused
        others = [each for each in self._ports.sources.all() if each.account == source.account]
        kept = [each for each in others if each.name == source.name or not is_away(each, ledger, self._at)]
        ledger.keep_sources({each.ledger_name: each.name for each in (source, *kept)})
        empty = self._empty(may_be_empty(source, meaning.mapping, catalogue), destination)
        digest = f"{meaning.digest}:{','.join(sorted(empty))}"
        as_before = ledger.meaning(self._name) == digest
        prints = ledger.prints(self._name) if as_before else {}
        reading = _Reading(
            table,
            catalogue,
            Mapper(meaning.mapping, catalogue, words),
            look(table, meaning.used, prints, self._go_on),
            empty,
            digest,
            Origin.of(table.info, meaning.mapping).to_text(),
            self._not_to_be_sent_again(last) if as_before else {},
        )
        return reading, prints

    def _empty(self, wanted: frozenset[str], destination: Destination) -> frozenset[str]:
        """Of the fields that an empty cell is to empty, those that the service takes so."""
        if not wanted:
            return wanted
        told = ask_empties(self._ledger, self._name, wanted, destination, self._control)
        self._known.kept = tuple(sorted(name for name, taken in told.items() if not taken))
        return wanted & {name for name, taken in self._ledger.empties().items() if taken}

    def _planned(self, reading: _Reading, destination: Destination) -> Forecast:
        source = self._source
        options = PlanOptions(
            hide_missing=source.rules.vanished is Vanished.HIDE,
            hide_these=self._options.hide,
            empty=reading.empty,
            refused=reading.refused,
            kept=True,
            again=self._options.again,
            unpublished=frozenset() if self._options.asked else unpublished_today(self._ledger, self._name, self._at),
        )
        run = NewRun(
            source.account,
            RunKind.UPLOAD,
            self._name,
            reading.table.info.path.name,
            origin=reading.origin,
            file_changed_at=self._known.file.changed_at if self._known.file else None,
        )
        table, mapper, looked = reading.table, reading.mapper, reading.looked
        with Planner(self._ledger, reading.catalogue, destination, run, options, self._may_go_on) as planner:
            planner.same(looked.same)
            codes = Codes(reading.catalogue, looked.same)
            with contextlib.closing(to_be_mapped(table, mapper, looked)) as rows:  # its processes end here
                planner.rows(rows, codes.add)
            if planner.doubted:
                planner.rows(mapped_again(table, mapper, looked, planner.doubted))
                looked.doubt(planner.doubted)
            self._refuse_other_codes(planner.run, planner.created, codes)
            self._ledger.keep_codes(self._name, codes.names)
            self._ledger.hand_over(self._name)
            self._ledger.take_over(self._name)
            planner.vanished()
            self._known.undone, self._known.unread = tuple(sorted(planner.waiting)), planner.unread
            return planner.forecast()

    def _refuse_other_codes(self, run: int, created: int, codes: Codes) -> None:
        before = self._ledger.codes_of(self._name) or self._ledger.shown_of(self._name)
        reason = codes.renewed(self._ledger, run, created, before)
        if reason is not None and new_codes(reason) != self._options.renewed:
            raise NotTakenError(reason)

    def _not_to_be_sent_again(self, last: Visit | None) -> Mapping[str, LedgerRow]:
        if self._options.asked or self._unfinished():
            return {}
        return refused_today(self._ledger, last, self._at)

    def _is_worth_a_run(self, forecast: Forecast, told: RunInfo | None) -> bool:
        """Whether there is anything to send, or anything for a person to look at that the run told of last does not
        tell already."""
        if forecast.create or forecast.update or forecast.hide or self._unfinished():
            return True
        if not (forecast.blocked or forecast.hide_held):
            return False
        if told is None or set(self._ledger.held(told.id)) != set(forecast.held):
            return True
        return not fail_alike(self._ledger, forecast.run, told)

    def _forget_others(self, prints: Mapping[bytes, str], looked: Looked) -> None:
        """The prints of rows that are not in this file as they were: whatever becomes of those rows, `_as_before` counts
        on it that a print is of a row of the last file."""
        if not prints:
            self._ledger.forget_prints(self._name)
        elif others := set(prints.values()) - looked.same.keys():
            self._ledger.forget_prints(self._name, others)

    def _keep(self, reading: _Reading, run: int) -> None:
        try:
            keep_prints(self._ledger, self._name, reading.digest, run, reading.looked, reading.catalogue, reading.empty)
        except AppError as error:  # a full disk: the rows are looked at again next time
            _log.warning("the prints of a file could not be kept: %s", error)


def _as_dated(last: Visit) -> FileFacts | None:
    """The file of a visit; one with a date that was yet to come is from when it was seen, or nothing would ever be newer."""
    file = last.file
    return file if file is None or file.changed_at <= last.at + DATED else replace(file, changed_at=last.at)


def _failed(error: AppError) -> _End:
    return VisitEnd.FAILED, Reason(error.code.value, error.params), error


def _ended() -> AppError:
    """Nobody said stop: the program ended."""
    return AppError(Code.STOPPED, Cause.USAGE, ended=1)


def _of_no_run(forecast: Forecast) -> Summary:
    return replace(
        NOTHING,
        total=forecast.total,
        unchanged=forecast.unchanged,
        blocked=forecast.blocked,
        skipped=forecast.skipped,
        hide_held=forecast.hide_held,
    )
