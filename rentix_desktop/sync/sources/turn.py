"""One source, once: find its file, read it, plan only what changed, send that, and say what came of it."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.mapping.decisions import ValueDecision
from rentix_desktop.mapping.read_row import Mapper
from rentix_desktop.mapping.suggest import factor_of, texts_around
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.table import Table
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Account, Cancelled, Destination, WaitReason
from rentix_desktop.sync.engine import Engine
from rentix_desktop.sync.ledger import Ledger, LedgerRow, NewRun, RunInfo, RunKind
from rentix_desktop.sync.origin import Origin
from rentix_desktop.sync.plan import Planner, PlanOptions
from rentix_desktop.sync.ports import TurnPorts
from rentix_desktop.sync.progress import Forecast, Listener, Summary
from rentix_desktop.sync.sources.book import (
    TOOK,
    FileFacts,
    Reason,
    SourceBook,
    Visit,
    VisitEnd,
    WaitCode,
    newest_first,
)
from rentix_desktop.sync.sources.codes import Codes
from rentix_desktop.sync.sources.find import DATED, find_file
from rentix_desktop.sync.sources.meaning import may_be_empty, meaning_of, settled
from rentix_desktop.sync.sources.news import ask, ask_apart
from rentix_desktop.sync.sources.reach import ask_empties, reached
from rentix_desktop.sync.sources.refused import fail_alike, refused_today, unpublished_today
from rentix_desktop.sync.sources.rows import Looked, keep_prints, look, mapped_again, to_be_mapped
from rentix_desktop.sync.sources.source import Source, Vanished
from rentix_desktop.sync.sources.taking import NotTakenError, Taker
from rentix_desktop.sync.sources.ways import Turned as Turned  # what a turn is made with, and how it ended
from rentix_desktop.sync.sources.ways import TurnWays as TurnWays
from rentix_desktop.sync.summary import NOTHING

_log = logging.getLogger(__name__)


def sync_source(
    source: Source,
    ports: TurnPorts,
    control: RunControl | None = None,
    listener: Listener | None = None,
    ways: TurnWays | None = None,
) -> Turned:
    """Looks at a source once, and leaves exactly one visit, whatever happens. Blocking: call it in a worker thread.

    Nothing else may plan or send for the account meanwhile. `control` stops it anywhere.

    Raises AppError where the account's ledger cannot be opened (DATA_FOLDER_BUSY, DATABASE_DAMAGED, …): nothing can be
    said of it then.
    """
    ways = ways or TurnWays()
    with contextlib.ExitStack() as at_end:
        ledger = ways.ledger
        if ledger is None:
            ledger = at_end.enter_context(contextlib.closing(ports.open_ledger(source.account)))
        return _Turn(source, ports, ledger, control or RunControl(), listener, ways).turned()


def hide_held(
    source: Source,
    ports: TurnPorts,
    run: int,
    control: RunControl | None = None,
    listener: Listener | None = None,
    ways: TurnWays | None = None,
) -> Turned:
    """The person said yes to hiding what a run held back: the source is brought up to date, and of these listings those
    that the file of today still lacks are hidden. Whatever vanished besides is for the brake as ever. Leaves a visit, and
    raises, as `sync_source`."""
    ways = ways or TurnWays()
    with contextlib.ExitStack() as at_end:
        ledger = ways.ledger
        if ledger is None:
            ledger = at_end.enter_context(contextlib.closing(ports.open_ledger(source.account)))
        ways = replace(ways, ledger=ledger, hide=frozenset(ledger.held(run)))
        return sync_source(source, ports, control, listener, ways)


def with_a_yes(source: Source, ledger: Ledger, ways: TurnWays) -> TurnWays:
    """A person said yes to all that the source asked last: to hide what was held back, that the codes of its file are
    right, and to send again what was taken back."""
    last, latest = last_taken(ledger, source), next(iter(ledger.visits(source.ledger_name, 1)), None)
    held = ledger.held(last.run) if last is not None and last.run is not None else ()
    asked = latest is not None and latest.reason is not None and latest.reason.code == WaitCode.OTHER_CODES
    file = latest.file if latest is not None and asked else None
    return replace(ways, hide=frozenset(held), renewed=file.digest if file is not None else "", again=True)


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


class _Turn:
    """One turn while it is made."""

    def __init__(
        self,
        source: Source,
        ports: TurnPorts,
        ledger: Ledger,
        control: RunControl,
        listener: Listener | None,
        ways: TurnWays,
    ) -> None:
        self._source = source
        self._name = source.ledger_name
        self._ports = ports
        self._ledger = ledger
        self._control = control
        self._listener = listener
        self._ways = ways
        self._at = ways.clock()
        self._known = _Known()

    def turned(self) -> Turned:
        """The visit is written whatever happens; only what no program survives comes out of here."""
        try:
            end, reason, error = self._made()
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
        return Turned(visit, known.summary, known.held, known.unused, known.kept, known.undone, error)

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

    def _made(self) -> _End:
        last = last_taken(self._ledger, self._source)
        found = find_file(self._source, _as_dated(last) if last else None, clock=self._ways.clock)
        if isinstance(found, Reason):
            raise NotTakenError(found)
        self._known.file = found.facts
        decisions = self._ports.decisions.of(self._source.account)
        if last is not None and self._as_before(last, found.facts, decisions):
            self._ledger.keep_undone(self._name, ())
            ask_apart(self._source.account, self._ports, self._ledger, self._control, self._ways.clock())
            self._known.rows = self._known.same = last.rows
            self._known.summary = replace(NOTHING, total=last.rows, unchanged=last.rows)
            return VisitEnd.SAME, None, None
        taker = Taker(
            self._source, self._ports.spool_folder, self._control, self._ways.clock, self._sleep, self._sheet()
        )
        with contextlib.closing(taker.table(found)) as table:
            self._known.rows = table.info.rows
            key = self._ways.key or self._ports.keys.get(self._source.account)
            if key is None:
                raise AppError(Code.KEY_MISSING, Cause.ACCESS)
            wait = self._ways.wait_for_service
            account, connect = self._source.account, self._ports.connect
            with reached(connect, account, key, self._control, wait, self._of_the_month) as destination:
                end = self._synced(table, destination, decisions, last)
                ask(self._ledger, destination, destination.catalogue(), self._control, self._ways.clock())
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
        """Whether an upload is. Links are for a person to go on with: their rows wait (`sync.link_book`)."""
        left = (each.run for each in self._ledger.unfinished())
        return any(run.source == self._name and run.kind is not RunKind.LINK for run in left)

    def _may_go_on(self, _rows: int) -> bool:
        return not self._control.cancelled

    def _go_on(self) -> None:
        if self._control.cancelled:
            raise Cancelled

    def _sleep(self, seconds: float) -> None:
        if self._ways.sleep is not None:
            self._ways.sleep(seconds)
        elif seconds > 0:
            self._control.wait(seconds, WaitReason.BACK_OFF)

    # the rows ---------------------------------------------------------------------------------------------------------
    def _synced(
        self, table: Table, destination: Destination, decisions: Sequence[ValueDecision], last: Visit | None
    ) -> _End:
        catalogue, words = destination.catalogue(), load_vocabulary()
        source, ledger, known = self._source, self._ledger, self._known
        factor = factor_of(texts_around(table.info), words)
        meaning = meaning_of(source, table.info.header, decisions, catalogue, factor)
        known.unused = meaning.unused
        kept = [each for each in self._ports.sources.all() if each.account == source.account]
        ledger.keep_sources({each.ledger_name: each.name for each in (source, *kept)})
        empty = self._empty(may_be_empty(source, meaning.mapping, catalogue), destination)
        digest = f"{meaning.digest}:{','.join(sorted(empty))}"
        as_before = ledger.meaning(self._name) == digest
        prints = ledger.prints(self._name) if as_before else {}
        looked = look(table, meaning.used, prints, self._go_on)
        mapper = Mapper(meaning.mapping, catalogue, words)
        origin = Origin.of(table.info, meaning.mapping).to_text()
        refused = self._not_to_be_sent_again(last) if as_before else {}
        planned = partial(self._planned, table, mapper, looked, destination, catalogue, empty, origin, refused)
        forecast = planned()
        recall = self._ways.recall
        if recall is not None and recall(ledger, destination, catalogue, forecast, self._control):
            forecast = planned()
        known.same, known.held = len(looked.same), forecast.held
        ledger.keep_undone(self._name, known.undone)
        self._forget_others(prints, looked)
        told = ledger.newest_run(self._name)
        if not self._is_worth_a_run(forecast, told):
            self._keep(digest, forecast.run, looked, catalogue, empty)
            ledger.discard(forecast.run)
            known.summary = _of_no_run(forecast)
            known.run = told.id if told is not None and (forecast.blocked or forecast.hide_held) else None
            return VisitEnd.SAME, None, None
        known.run = forecast.run
        engine = Engine(ledger, destination, self._control, self._listener, self._ways.wait_for_service)
        known.summary = engine.run(forecast.run)
        self._keep(digest, forecast.run, looked, catalogue, empty)
        stopped = known.summary.stopped
        if stopped is None:
            return VisitEnd.SYNCED, None, None
        return _failed(self._stopped() if stopped.code is Code.STOPPED else stopped)

    def _empty(self, wanted: frozenset[str], destination: Destination) -> frozenset[str]:
        """Of the fields that an empty cell is to empty, those that the service takes so."""
        if not wanted:
            return wanted
        told = ask_empties(self._ledger, self._name, wanted, destination, self._control)
        self._known.kept = tuple(sorted(name for name, taken in told.items() if not taken))
        return wanted & {name for name, taken in self._ledger.empties().items() if taken}

    def _planned(
        self,
        table: Table,
        mapper: Mapper,
        looked: Looked,
        destination: Destination,
        catalogue: Catalogue,
        empty: frozenset[str],
        origin: str,
        refused: Mapping[str, LedgerRow],
    ) -> Forecast:
        source = self._source
        options = PlanOptions(
            hide_missing=source.rules.vanished is Vanished.HIDE,
            hide_these=self._ways.hide,
            empty=empty,
            refused=refused,
            kept=True,
            again=self._ways.again,
            unpublished=frozenset() if self._ways.asked else unpublished_today(self._ledger, self._name, self._at),
        )
        run = NewRun(
            source.account,
            RunKind.UPLOAD,
            self._name,
            table.info.path.name,
            origin=origin,
            file_changed_at=self._known.file.changed_at if self._known.file else None,
        )
        with Planner(self._ledger, catalogue, destination, run, options, self._may_go_on) as planner:
            planner.same(looked.same)
            codes = Codes(catalogue, looked.same)
            with contextlib.closing(to_be_mapped(table, mapper, looked)) as rows:  # its processes end here
                planner.rows(rows, codes.add)
            if planner.doubted:
                planner.rows(mapped_again(table, mapper, looked, planner.doubted))
                for name in planner.doubted:
                    del looked.same[name]
            self._refuse_other_codes(planner.created, codes)
            self._ledger.keep_codes(self._name, codes.names)
            self._ledger.hand_over(self._name)
            planner.vanished()
            self._known.undone = tuple(sorted(planner.waiting))
            return planner.forecast()

    def _refuse_other_codes(self, created: int, codes: Codes) -> None:
        file = self._known.file
        if file is not None and file.digest and file.digest == self._ways.renewed:
            return
        reason = codes.renewed(created, self._ledger.codes_of(self._name) or self._ledger.shown_of(self._name))
        if reason is not None:
            raise NotTakenError(reason)

    def _not_to_be_sent_again(self, last: Visit | None) -> Mapping[str, LedgerRow]:
        if self._ways.asked or self._unfinished():
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

    def _keep(self, meaning: str, run: int, looked: Looked, catalogue: Catalogue, empty: frozenset[str]) -> None:
        try:
            keep_prints(self._ledger, self._name, meaning, run, looked, catalogue, empty)
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
