"""A portal that is down: left alone after ten failed requests whatever the size of the run, said, and looked for again."""

from __future__ import annotations

import time

import pytest

from rentix_desktop.errors import Code
from rentix_desktop.sync.destination import DestinationError, WaitReason
from rentix_desktop.sync.ledger import Ledger
from rentix_desktop.sync.progress import RunProgress
from rentix_desktop.sync.sending import lanes, retry
from tests.fakes.destination import FakeDestination, Request, failure
from tests.sync.runs import planned, records, send

MOST = 10


class Dying(FakeDestination):
    """Answers `works` requests, then none until `back` failed; keeps when each failed."""

    def __init__(self, works: int, back: int, *, maybe_applied: bool) -> None:
        super().__init__()
        self.failed: list[float] = []
        self._works, self._back, self._maybe = works, back, maybe_applied
        self.before = lambda *_: time.sleep(0.01)
        self.script = self._answer

    def _answer(self, _: Request, number: int) -> DestinationError | None:
        if number < self._works or len(self.failed) >= self._back:
            return None
        self.failed.append(time.monotonic())
        return failure(Code.UNREACHABLE, maybe_applied=self._maybe)


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "FIRST_SECONDS", 0.0005)
    monkeypatch.setattr(retry, "SHORTEST_SECONDS", 0.001)
    monkeypatch.setattr(retry, "LOOK_AGAIN_SECONDS", 0.5)
    monkeypatch.setattr(lanes, "SLOW_SECONDS", 0.0)  # four requests on their way as soon as may be


@pytest.mark.parametrize("maybe_applied", [False, True], ids=["nobody there", "answers lost"])
@pytest.mark.parametrize(("rows", "works"), [(1, 0), (250, 0), (2_000, 0), (2_000, 10)])
def test_it_is_left_alone_said_and_found_again(rows: int, works: int, maybe_applied: bool, ledger: Ledger) -> None:
    portal = Dying(works, back=MOST + 2, maybe_applied=maybe_applied)
    seen: list[tuple[int, RunProgress]] = []
    run = planned(ledger, portal, records(rows)).run
    summary = send(ledger, portal, run, listener=lambda picture: seen.append((len(portal.failed), picture)))

    assert (summary.created, summary.stopped) == (rows, None)
    pauses = [later - earlier for earlier, later in zip(portal.failed, portal.failed[1:], strict=False)]
    in_a_row = next(number for number, seconds in enumerate(pauses, 1) if seconds > 0.4)
    assert in_a_row <= MOST
    assert all(seconds > 0.4 for seconds in pauses[in_a_row - 1 :])  # from then on it is only looked for

    down = [picture for _, picture in seen if picture.waiting and picture.waiting.why is WaitReason.SERVICE_DOWN]
    assert down
    assert all(picture.seconds_left is None for picture in down)  # when it will be back nobody knows
    assert any(picture.waiting and 0 < picture.waiting.seconds <= 0.5 for picture in down)
    last = seen[-1][1]
    assert (last.waiting, last.answered, last.seconds_left) == (None, rows, 0.0)
