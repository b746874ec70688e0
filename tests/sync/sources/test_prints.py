"""Rows that are not looked at again: what reaches the service is the same as if each were, whatever happened before."""

from __future__ import annotations

import itertools
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.mapping.decisions import ValueDecision
from rentix_desktop.sheets import child
from rentix_desktop.store.ledger.ledger import SqliteLedger
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import (
    After,
    DestinationError,
    ListingSeen,
    Lost,
    Op,
    Outcome,
    Publication,
    WaitReason,
)
from rentix_desktop.sync.ledger import Action, State
from rentix_desktop.sync.planning.undo import plan_undo
from rentix_desktop.sync.repair.corrections import KeptCorrection
from rentix_desktop.sync.sending.engine import Engine
from rentix_desktop.sync.sources import taking
from rentix_desktop.sync.sources.source import Blank, Publishing, Vanished
from rentix_desktop.sync.sources.turn_options import TurnResult
from tests.fakes.catalogue import CATALOGUE
from tests.fakes.destination import Request
from tests.sync.sources.turns import COLUMNS, Desk, Service, read_here, row, rows

PRICES = st.sampled_from(["", "5", "6", "7", "1", "n/a"])
STATUSES = st.sampled_from(["", "", "hidden", "active", "vândut"])
ROWS = st.builds(
    lambda number, price, status, text: row(number, price=price, status=status, text=text),
    st.integers(0, 6),
    PRICES,
    STATUSES,
    st.sampled_from(["", "", "Rooms"]),
)


def _file(edits: list[tuple[str, int, dict[str, str]]]) -> list[dict[str, str]]:
    """The listings of an agency, most of them as they always were."""
    found = rows(7)
    for what, place, other in edits:
        match what:
            case "change":
                found[place % len(found)] = other
            case "drop" if len(found) > 1:
                del found[place % len(found)]
            case "add":
                found.insert(place % len(found), other)
            case "turn":
                found.reverse()
    return found


FILES = st.lists(
    st.tuples(st.sampled_from(["change", "drop", "add", "turn"]), st.integers(0, 6), ROWS), max_size=2
).map(_file)


@dataclass(frozen=True)
class Day:
    """A file, what goes wrong while it is sent, and what happens after."""

    file: list[dict[str, str]]
    refused: frozenset[int] = frozenset()
    lost: frozenset[int] = frozenset()
    offline: bool = False
    stops: bool = False  # the service goes away in the middle
    rules: Mapping[str, Any] | None = None
    after: tuple[str, int] = ("", 0)
    looks: int = 1  # at the same file


DAYS = st.lists(
    st.builds(
        Day,
        FILES,
        st.frozensets(st.integers(0, 6), max_size=1),
        st.frozensets(st.integers(0, 9), max_size=1),
        st.integers(0, 9).map(lambda n: n == 0),
        st.integers(0, 6).map(lambda n: n == 0),
        st.sampled_from(
            [None, None, {"vanished": Vanished.KEEP}, {"publishing": Publishing.DRAFT}, {"blank": Blank.CLEAR}]
        ),
        st.tuples(
            st.sampled_from(["", "gone", "gone", "undo", "correct", "decide", "resume", "yes"]), st.integers(0, 6)
        ),
        st.integers(1, 2),
    ),
    min_size=2,
    max_size=6,
)


class Hurried(RunControl):
    """Waits for nothing."""

    def wait(self, seconds: float, why: WaitReason, over: Callable[[], bool] = lambda: False) -> None:
        super().wait(0.0, why, over)


class Forgetful(SqliteLedger):
    """Knows no row again."""

    def prints(self, source: str) -> Mapping[bytes, str]:
        return {}


@given(days=DAYS)
@example(
    days=[
        Day(_file([]), offline=True, stops=True),
        Day(_file([("change", 0, row(2, text="")), ("change", 1, row(2, text=""))]), looks=2),
    ]
)
@example(
    days=[
        Day(_file([]), offline=True, stops=True),
        Day(_file([("change", 0, row(0, price="", text="")), ("change", 1, row(0, price="1", text=""))]), looks=2),
    ]
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_reaches_the_service_is_the_same_with_prints_and_without(days: list[Day]) -> None:
    with ExitStack() as at_end, pytest.MonkeyPatch.context() as patch:
        patch.setattr(taking, "open_table", read_here)
        patch.setattr(child, "HEAD_ROWS", 4)  # so that the reader makes prints of files as small as these
        with_prints, without = (
            Desk(Path(at_end.enter_context(tempfile.TemporaryDirectory())), opened=ledger)
            for ledger in (SqliteLedger, Forgetful)
        )
        for desk in (with_prints, without):  # asked of a service that is reached: of a file that is the same it is not
            with desk.ledger() as kept:
                kept.keep_empties(dict.fromkeys(map(str, COLUMNS.values()), True))
        for day in days:
            one, other = _lived(with_prints, day), _lived(without, day)
            assert one == other
            assert with_prints.service.portal == without.service.portal


def _lived(desk: Desk, day: Day) -> object:
    """What was sent, and how it was told."""
    desk.export(day.file)
    if day.rules is not None:
        desk.rules(**day.rules)
    service = desk.service
    service.down = AppError(Code.KEY_INVALID, Cause.ACCESS) if day.offline else None
    service.refuse = lambda each: "no" if each.external_id in _names(day.refused) else None
    service.script = _script(day, service)
    told = [_told(desk, desk.turn(Hurried())) for _ in range(day.looks)]
    if day.offline or day.stops:  # of a file that is the same nobody asks the service: it cannot fail
        told = [each[:1] for each in told]
    service.script = lambda _request, _number: None
    service.down = None
    _after(desk, *day.after)
    return told, _told(desk, desk.turn(Hurried())) if day.looks > 1 else None


def _told(desk: Desk, turned: TurnResult) -> tuple[object, ...]:
    stored = [each for each in desk.service.sent if each.op is not Op.VALIDATE]
    desk.service.taken()
    sent = sorted((each.external_id, repr(sorted(each.fields.items()))) for each in stored)
    summary = turned.summary
    counts = None
    if summary is not None:
        counts = replace(summary, run=0, requests=0, seconds=0.0)
    return sent, turned.visit.end, counts, turned.held, turned.error and turned.error.code


def _names(numbers: frozenset[int]) -> set[str]:
    return {f"CN-{number}" for number in numbers}


def _script(day: Day, service: Service) -> Callable[[Request, int], tuple[Outcome, ...] | DestinationError | None]:
    """Every other answer to what is stored of some listings is lost; what is only asked is answered, for of a file that
    is the same nobody asks."""
    lost = _names(day.lost)
    met = itertools.count()

    def answer(request: Request, _number: int) -> tuple[Outcome, ...] | DestinationError | None:
        if day.stops:
            return DestinationError(Code.KEY_INVALID, Cause.ACCESS, After.STOP)
        asks = bool(service.sent) and service.sent[-1].op is Op.VALIDATE
        if lost.intersection(request.ids) and not request.alone and not asks:
            return tuple(Lost("") for _ in request.ids) if next(met) % 2 == 0 else None
        return None

    return answer


def _after(desk: Desk, what: str, number: int) -> None:
    name = f"CN-{number}"
    with desk.ledger() as ledger:
        newest = next(iter(ledger.runs(1)), None)
        match what:
            case "gone" if newest is not None:
                for found in list(ledger.rows(newest.id, (State.ACCEPTED,))):
                    if found.planned.external_id == name and found.planned.action is not Action.HIDE:
                        ledger.tell_listing(newest.id, found.planned.seq, ListingSeen(Publication.GONE))
                        desk.service.portal.pop(name, None)
            case "undo" if newest is not None:
                try:
                    forecast = plan_undo(ledger, newest.id, CATALOGUE, desk.service, time.time())
                except AppError:
                    return
                Engine(ledger, desk.service, Hurried(), None, 0.0).run(forecast.run)
            case "correct":
                ledger.keep_corrections([KeptCorrection(name, "announcementValue", 5, 55, 1.0)])
            case "decide":
                value = ("hidden", "active", None)[number % 3]
                desk.decisions.add(desk.source.account, [ValueDecision("announcementStatus", "vandut", value)])
            case "resume":
                if (left := ledger.interrupted()) is not None:
                    Engine(ledger, desk.service, Hurried(), None, 0.0).run(left.id)
            case "yes":
                held = newest is not None and ledger.held(newest.id)
    if what == "yes" and newest is not None and held:
        desk.yes(newest.id)


def test_most_rows_that_changed_are_not_told_apart(desk: Desk) -> None:
    desk.export(rows(6))
    desk.turn()
    desk.export([row(number, price="8") for number in range(4)] + rows(2, 4))
    done = desk.turn()
    assert done.visit.same == 0
    assert done.summary is not None
    assert (done.summary.updated, done.summary.unchanged) == (4, 2)


def test_a_row_that_was_corrected_here_is_looked_at_each_time(desk: Desk) -> None:
    desk.export(rows(4))
    desk.turn()
    desk.service.taken()
    with desk.ledger() as ledger:
        ledger.keep_corrections([KeptCorrection("CN-2", "announcementValue", 1002, 999, 1.0)])
    corrected = desk.turn()
    assert desk.service.taken() == [("CN-2", {"announcementValue": 999})]
    assert corrected.visit.same == 3
    desk.turn()
    with desk.ledger() as ledger:
        assert "CN-2" not in ledger.prints(desk.source.ledger_name).values()
        ledger.drop_corrections(None)
    desk.turn()
    assert desk.service.taken() == [("CN-2", {"announcementValue": 1002})]
