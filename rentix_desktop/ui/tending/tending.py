"""Which source goes when, and what the window shows of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from PySide6.QtCore import QObject, Signal, Slot

from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.sync.sources.book import KEY_REFUSED, LOOK_BACK, TOOK, FileFacts, Visit
from rentix_desktop.sync.sources.due import is_away_for_long
from rentix_desktop.sync.sources.source import Source
from rentix_desktop.sync.sources.times import Due, DueWhy, next_due, now_here
from rentix_desktop.ui.jobs import Job, Jobs, Task
from rentix_desktop.ui.session import Connection, Session
from rentix_desktop.ui.tending import turns
from rentix_desktop.ui.tending.timers import PACE, Alarm, Pace
from rentix_desktop.ui.tending.turns import Known, TakeTurn, TendingPorts, TurnEnd
from rentix_desktop.ui.tending.watching import Watching

_BUSY: Final = dt.timedelta(minutes=1)
"""Before the data folder is asked for again that another program holds."""
_TROUBLE: Final = dt.timedelta(minutes=15)
"""Before a source is tried again of which nothing could be written down."""


class WaitsFor(StrEnum):
    """Why a source that is to go does not."""

    TURN = "turn"  # another source, or an upload, of the same account is at it
    DATA_FOLDER = "data_folder"  # another program holds the data folder
    PAUSE = "pause"  # the person said so


@dataclass(frozen=True, slots=True)
class Picture:
    """What there is to show of a source now. `progress` as of `Tending.progressed`; `due` None = by hand, or when the
    file changes; `trouble` is of a turn that could not be written down."""

    running: bool = False
    progress: object = None
    waits_for: WaitsFor | None = None
    due: Due | None = None
    trouble: AppError | None = None


@dataclass(slots=True)
class _State:
    """What is known of a source while the window is open."""

    source: Source
    visits: tuple[Visit, ...] | None = None  # newest first; None = not known yet
    job: Job | None = None
    turned: Visit | None = None  # by the job
    by_hand: bool = False  # wanted by a person
    changed: FileFacts | None = None  # its file has changed: this one
    away: bool = False  # its file is not there for long
    waits_for: WaitsFor | None = None
    trouble: AppError | None = None
    not_before: dt.datetime | None = None  # after what could not be written down


class Tending(QObject):
    """One per window, on its thread."""

    began = Signal(str)
    progressed = Signal(str, object)
    ended = Signal(str, object)
    needs_changed = Signal(object)
    changed = Signal()
    heard = Signal(object, object, bool)  # a Source, the needs it has now; True = they were there when the window came

    def __init__(
        self,
        ports: TendingPorts,
        session: Session,
        jobs: Jobs,
        now: Callable[[], dt.datetime] = now_here,
        take: TakeTurn = turns.take,
        pace: Pace = PACE,
    ) -> None:
        super().__init__(session)
        self._ports = ports
        self._session = session
        self._jobs = jobs
        self._now = now
        self._take = take
        self._states: dict[str, _State] = {}
        self._paused = False
        self._closed = self._met = False
        self._connection: Connection | None = None  # the one seen last
        self._looking: Job | None = None
        self._look_again = False
        self._alarm = Alarm(now, self, pace.clock)
        self._alarm.rang.connect(self._on_alarm)
        self._watching = Watching(jobs, self, pace)
        self._watching.rests.connect(self._on_rests)
        self._watching.gone.connect(self._on_gone)
        session.changed.connect(self._on_session)
        session.closing.connect(self.close)

    # what the window asks -------------------------------------------------------------------------------------------------
    def picture(self, name: str) -> Picture:
        state = self._states.get(name)
        if state is None:
            return Picture()
        job = state.job
        progress = job.last_progress if job is not None else None
        return Picture(job is not None, progress, state.waits_for, self._due(state), state.trouble)

    @property
    def timed(self) -> bool:
        """Some source goes by itself."""
        return any(not state.source.times.by_hand for state in self._states.values())

    @property
    def paused(self) -> bool:
        return self._paused

    # what a person does ---------------------------------------------------------------------------------------------------
    def sync_now(self, name: str) -> None:
        """By hand: at once, or when its account is free."""
        state = self._states.get(name)
        if state is not None and state.job is None:
            state.by_hand = True
            state.not_before = None
            self._go()

    def sync_all(self) -> None:
        for name in list(self._states):
            self.sync_now(name)

    def stop(self, name: str) -> None:
        """What is on its way comes back first; the rest of its rows stays to be sent."""
        state = self._states.get(name)
        if state is None:
            return
        if state.job is not None:
            state.job.cancel()
        state.by_hand, state.changed, state.away = False, None, False
        self._go()

    def pause(self, on: bool) -> None:
        """Nothing begins by itself any more, until it is taken back or the program is closed; `sync_now` still does."""
        self._paused = on
        self._go()

    # what is kept ---------------------------------------------------------------------------------------------------------
    @Slot()
    def sources_changed(self) -> None:
        """Reads the sources and what the ledgers say of them, on a worker."""
        if self._closed:
            return
        if self._looking is not None:
            self._look_again = True
            return
        ports, now = self._ports, self._now()
        job = self._jobs.build("tending", lambda task: turns.look(task, ports, now))
        job.succeeded.connect(self._on_known)
        job.failed.connect(self._on_not_known)
        job.ended.connect(self._on_looked)
        self._looking = job
        job.start()

    @Slot(object)
    def _on_known(self, known: Known) -> None:
        former, self._states = self._states, {}
        for source in known.sources:
            state = former.pop(source.name, None) or _State(source)
            state.source = source
            state.visits = _newer(known.visits.get(source.name), state.visits)
            if source.times.by_hand and state.visits is None:
                state.visits = ()
            away = known.away.get(source.account)
            if away is not None:
                self._trouble(state, away)
            elif state.not_before is not None and state.job is None:
                state.not_before = state.waits_for = state.trouble = None
            self._states[source.name] = state
            if source.name in known.needs:
                self.heard.emit(source, known.needs[source.name], not self._met)
        self._met = True
        for name, state in former.items():  # not kept any more; what is on its way ends
            if state.job is not None:
                state.job.cancel()
                self._states[name] = state
        self._watching.watch({s.source.name: s.source.place for s in self._states.values() if s.source.times.on_change})
        self._go()

    @Slot(object)
    def _on_not_known(self, error: AppError) -> None:
        for state in self._states.values():
            state.trouble = error
        self.changed.emit()

    @Slot(object)
    def _on_looked(self, _job: Job) -> None:
        self._looking = None
        if self._look_again:
            self._look_again = False
            self.sources_changed()

    @Slot()
    def close(self) -> None:
        """The window is about to close: nothing begins any more."""
        self._closed = True
        self._alarm.set(None)
        self._watching.stop()

    # who goes -------------------------------------------------------------------------------------------------------------
    @Slot(str, object)
    def _on_rests(self, name: str, facts: FileFacts) -> None:
        """A file is another than before, and complete as far as can be seen: its source goes where it did not take it."""
        state = self._states.get(name)
        if state is None or state.visits is None:
            return
        if not state.visits or not _is_same(state.visits[0].file, facts):
            state.changed = facts
            self._go()

    @Slot()
    def _on_session(self) -> None:
        """What came to nothing for want of a key goes as soon as there is one."""
        former, self._connection = self._connection, self._session.connection
        if self._connection is not None and self._connection is not former:
            for state in self._states.values():
                reason = state.visits[0].reason if state.visits else None
                if state.source.account == self._connection.key and reason is not None and reason.code in KEY_REFUSED:
                    state.by_hand = True
        self._go()

    @Slot(str)
    def _on_gone(self, name: str) -> None:
        """A drive that is away for a day, or a folder that was renamed: nothing would change there ever again."""
        state = self._states.get(name)
        if state is None or state.visits is None or state.job is not None:
            return
        state.away = is_away_for_long(state.visits, self._now())
        if state.away:
            self._go()

    @Slot()
    def _on_alarm(self) -> None:
        if any(state.visits is None or state.waits_for is WaitsFor.DATA_FOLDER for state in self._states.values()):
            self.sources_changed()  # what the ledgers say could not be read, or another program was at it since
        else:
            self._go()

    def _due(self, state: _State) -> Due | None:
        if state.visits is None:
            return None
        due = next_due(state.source.times, state.visits, self._now())
        if due is not None and state.not_before is not None and due.at.timestamp() < state.not_before.timestamp():
            return Due(state.not_before, DueWhy.AGAIN)
        return due

    @Slot()
    def _go(self) -> None:
        """Begins what is to go and may, and sets the alarm for what comes next."""
        if self._closed:
            return
        now = self._now()
        for state in self._states.values():
            if state.job is None:
                self._begin_where_it_is_time(state, now)
        moments = [due.at for state in self._states.values() if state.job is None and (due := self._due(state))]
        moments += [state.not_before for state in self._states.values() if state.not_before is not None]
        coming = [moment for moment in moments if moment.timestamp() > now.timestamp()]
        self._alarm.set(min(coming, key=dt.datetime.timestamp, default=None))
        self.changed.emit()

    def _begin_where_it_is_time(self, state: _State, now: dt.datetime) -> None:
        due = self._due(state)
        by_itself = state.changed is not None or state.away or (due is not None and due.is_due(now))
        if not state.by_hand and not by_itself:
            if state.waits_for is not WaitsFor.DATA_FOLDER:
                state.waits_for = None
        elif not state.by_hand and self._paused:
            state.waits_for = WaitsFor.PAUSE
        elif not state.by_hand and state.not_before is not None and now.timestamp() < state.not_before.timestamp():
            pass  # it says what it waits for
        elif self._account_is_busy(state):
            state.waits_for = WaitsFor.TURN
        else:
            self._begin(state)

    def _account_is_busy(self, state: _State) -> bool:
        account = state.source.account
        connection = self._session.connection
        if connection is not None and connection.key == account and self._session.flow.sending:
            return True
        return any(each.job is not None and each.source.account == account for each in self._states.values())

    def _begin(self, state: _State) -> None:
        source, ports, senders, take, now = state.source, self._ports, self._session.senders, self._take, self._now()
        asked = state.by_hand

        def work(task: Task[Any]) -> TurnEnd:
            return take(task, source, ports, senders, now, asked)

        job = self._jobs.build(f"sync {source.name}", work, aside=True)
        job.setProperty("source", source.name)
        job.progressed.connect(self._on_progressed)
        job.succeeded.connect(self._on_turned)
        job.failed.connect(self._on_failed)
        job.ended.connect(self._on_job_ended)
        state.job, state.turned = job, None
        state.by_hand, state.changed, state.away = False, None, False
        state.waits_for = state.trouble = state.not_before = None
        self._session.tend(source.account, job)
        job.start()
        self.began.emit(source.name)

    # what comes of it -----------------------------------------------------------------------------------------------------
    def _of(self, job: QObject) -> _State | None:
        return next((state for state in self._states.values() if state.job is job), None)

    @Slot(object)
    def _on_progressed(self, progress: object) -> None:
        state = self._of(self.sender())
        if state is not None:
            self.progressed.emit(state.source.name, progress)

    @Slot(object)
    def _on_turned(self, end: TurnEnd) -> None:
        state = self._of(self.sender())
        if state is None:
            return
        state.turned = end.visit
        state.visits = (end.visit, *(state.visits or ()))[:LOOK_BACK]
        if state.changed is not None and end.visit.end in TOOK and _is_same(end.visit.file, state.changed):
            state.changed = None  # it came to rest while it was read
        if end.visit.run is not None:
            self._session.outdate(state.source.account)
        self.heard.emit(state.source, end.needs, False)

    @Slot(object)
    def _on_failed(self, error: AppError) -> None:
        state = self._of(self.sender())
        if state is not None:
            self._trouble(state, error)

    def _trouble(self, state: _State, error: AppError) -> None:
        """Nothing could be written down of it: it is tried again by this window's own clock."""
        busy = error.cause is Cause.BUSY
        state.waits_for = WaitsFor.DATA_FOLDER if busy else None
        state.trouble = None if busy or error.code is Code.STOPPED else error
        state.not_before = self._now() + (_BUSY if busy else _TROUBLE)

    @Slot(object)
    def _on_job_ended(self, job: Job) -> None:
        state = self._of(job)
        if state is None:
            return
        state.job = None
        if state.turned is None and state.not_before is None:  # stopped before it began
            state.not_before = self._now() + _TROUBLE
        self.ended.emit(state.source.name, state.turned)
        self.needs_changed.emit(state.source.account)
        self._go()


def _newer(read: tuple[Visit, ...] | None, known: tuple[Visit, ...] | None) -> tuple[Visit, ...] | None:
    """What was read while a turn ended says less than the turn."""
    if read is None or (known and (not read or read[0].id < known[0].id)):
        return known
    return read


def _is_same(seen: FileFacts | None, file: FileFacts) -> bool:
    return seen is not None and (seen.path, seen.size, seen.changed_at) == (file.path, file.size, file.changed_at)
