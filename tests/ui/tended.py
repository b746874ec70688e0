"""Kept files with a clock that is given, and turns that are made of nothing."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from rentix_desktop.errors import AppError, Code
from rentix_desktop.store.sources import JsonSourceStore
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.sync.sources.book import Reason, Visit, VisitEnd
from rentix_desktop.sync.sources.find import newest
from rentix_desktop.sync.sources.source import Place, Source, Times
from rentix_desktop.ui.jobs import Jobs, Task
from rentix_desktop.ui.senders import Senders
from rentix_desktop.ui.session import Session
from rentix_desktop.ui.tending.tending import Tending, WaitsFor
from rentix_desktop.ui.tending.timers import Pace
from rentix_desktop.ui.tending.turns import TendingPorts, TurnEnd
from tests.ui.kept import CASA_NORD, LAYOUT
from tests.ui.parts import World

HERE = ZoneInfo("Europe/Chisinau")
OTHER = AccountKey(CASA_NORD.base_url, "999")
EIGHT = Times(at=(dt.time(8),))
HAND = Times()
FAST = Pace(clock=5, files=20, quiet=20)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=HERE)


@dataclass
class Turns:
    """Turns that end when they are told to; `open` = at once. `error` is raised instead of a visit."""

    clock: Callable[[], dt.datetime]
    open: threading.Event = field(default_factory=threading.Event)
    error: AppError | None = None
    end: VisitEnd = VisitEnd.SYNCED
    code: Code = Code.UNREACHABLE
    went: list[tuple[str, dt.datetime]] = field(default_factory=list)
    asked: list[bool] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    guard: threading.Lock = field(default_factory=threading.Lock)

    def __call__(
        self, task: Task[Any], source: Source, ports: TendingPorts, senders: Senders, now: dt.datetime, asked: bool
    ) -> TurnEnd:
        with senders.alone(source.account, task):
            with self.guard:
                self.went.append((source.name, now))
                self.asked.append(asked)
                self.at_once += 1
                self.most_at_once = max(self.most_at_once, self.at_once)
            try:
                while not self.open.wait(0.005):
                    task.check()
                if self.error is not None:
                    raise self.error
            finally:
                with self.guard:
                    self.at_once -= 1
            file = newest(source.place)
            reason = Reason(self.code) if self.end is VisitEnd.FAILED else None
            number = 1000 + len(self.went)
            return TurnEnd(Visit(source.ledger_name, now.timestamp(), self.end, reason=reason, file=file, id=number))

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.went]


class Kept:
    """A session with sources, a clock and turns of its own."""

    def __init__(self, qtbot: QtBot, world: World) -> None:
        self.qtbot = qtbot
        self.world = world
        self.now = at("2026-11-21T07:30")
        self.turns = Turns(lambda: self.now)
        self.turns.open.set()
        self.session = Session()
        self.jobs = Jobs()
        self.store = JsonSourceStore(world.folder / "sources")
        self.ports = world.ports()
        self.tending = Tending(self.ports, self.session, self.jobs, lambda: self.now, self.turns, FAST)
        self.ended: list[tuple[str, Visit | None]] = []
        self.tending.ended.connect(lambda name, visit: self.ended.append((name, visit)))

    def source(self, name: str, times: Times, account: AccountKey = CASA_NORD, pattern: str = "") -> Source:
        place = Place(self.world.folder / "exports", pattern or f"{name}.csv")
        return Source(name, account, place, f"/exports/{name}.csv", LAYOUT, times=times)

    def keep(self, *sources: Source, visited: str | None = "2026-11-20T20:00") -> None:
        """Keeps them, as looked at then, and waits until that is known."""
        for source in sources:
            self.store.save(source)
            if visited is not None:
                ledger = self.world.open_ledger(source.account)
                file = newest(source.place)
                ledger.add_visit(Visit(source.ledger_name, at(visited).timestamp(), VisitEnd.SYNCED, file=file))
        self.look()

    def look(self) -> None:
        with self.qtbot.waitSignal(self.tending.changed):
            self.tending.sources_changed()
        self.qtbot.waitUntil(lambda: not self.jobs.busy)

    def until_went(self, *names: str) -> None:
        self.qtbot.waitUntil(lambda: sorted(self.turns.names) == sorted(names))

    def until_still(self) -> None:
        self.qtbot.waitUntil(lambda: self.jobs.ended)

    def a_while(self) -> None:
        """Several looks at the clock and at the files: what was to go would have gone."""
        self.qtbot.wait(120)

    def waits_for(self, name: str) -> WaitsFor | None:
        return self.tending.picture(name).waits_for


@contextmanager
def tended(qtbot: QtBot, world: World) -> Iterator[Kept]:
    (world.folder / "exports").mkdir()
    made = Kept(qtbot, world)
    yield made
    made.turns.open.set()
    made.session.closing.emit()
    assert made.jobs.close()
    assert not [timer for timer in made.session.findChildren(QTimer) if timer.isActive()]
