"""A server that takes a request and says nothing more does not keep anybody: the request is cut."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from rentix_desktop.errors import Code
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import Accepted, DestinationError, Interruptible, Op, Operation
from rentix_desktop.sync.progress import Summary
from rentix_desktop.sync.sending.engine import Engine
from tests.destinations.conftest import Connect, NoWaiting
from tests.destinations.scripted import Asked, answer, scripted
from tests.fakes.ledger import FakeLedger
from tests.sync.runs import planned, records

_ONE = Operation(Op.UPSERT, "CN-1", {"announcementValue": 1})
_YES = answer(200, {"results": [{"externalId": "CN-1", "success": True}]})


def _until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.005)


@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
@pytest.mark.parametrize("begun", [b"", _YES[:-9]], ids=["silent", "in the middle of an answer"])
def test_a_request_on_its_way_is_cut_and_the_next_one_works(
    connected: Connect, request: pytest.FixtureRequest, tls: bool, begun: bytes
) -> None:
    certificate: tuple[Path, Path] | None = request.getfixturevalue("certificate") if tls else None
    asked: list[Asked] = []

    def stall_once(one: Asked) -> bytes | None:
        asked.append(one)
        return (begun or None) if len(asked) == 1 else _YES

    with scripted(stall_once, certificate, hold=bool(begun)) as server:
        destination = connected(server.address, ca_file=certificate[0] if certificate else None)
        assert isinstance(destination, Interruptible)
        failed: list[DestinationError] = []

        def send() -> None:
            try:
                destination.send([_ONE], NoWaiting())
            except DestinationError as error:
                failed.append(error)

        thread = threading.Thread(target=send)
        thread.start()
        _until(lambda: server.asked)
        time.sleep(0.05)  # it may be cut at any moment; mostly it waits for the answer then
        destination.interrupt()
        thread.join(2)
        assert not thread.is_alive()
        assert [error.maybe_applied for error in failed] == [True]
        assert failed[0].code in (Code.UNREACHABLE, Code.ANSWER_UNREADABLE)
        assert destination.send([_ONE], NoWaiting()) == (Accepted(),)


def test_a_stopped_run_leaves_no_thread_at_a_stalled_server(connected: Connect) -> None:
    ledger, control = FakeLedger(), RunControl()
    with scripted(None) as server, contextlib.closing(connected(server.address)) as destination:
        run = planned(ledger, destination, records(3)).run
        ended: list[Summary] = []
        engine = Engine(ledger, destination, control, wait_for_service=0.0)
        thread = threading.Thread(target=lambda: ended.append(engine.run(run)))
        thread.start()
        _until(lambda: server.asked)
        control.cancel()
        thread.join(5)
        (summary,) = ended
        assert not [each.name for each in threading.enumerate() if each.name.startswith("sending-")]
    assert (summary.in_doubt, summary.not_sent) == (3, 0)
    assert summary.stopped is not None
    assert summary.stopped.code is Code.STOPPED
