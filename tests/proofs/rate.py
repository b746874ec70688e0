"""A recorded run against the strict demo portal: `python -m tests.proofs.rate [ANSWER_SECONDS ...]`.

6,000 rows at the documented limits, two minutes for each answer time (0.1, 2 and 6 s where none is given; they run
side by side). Prints requests a minute, the 429s drawn, and the share of the documented ceiling of 3,000 rows a minute.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rentix_desktop.demo.options import DOCUMENTED, DemoOptions, Limits
from rentix_desktop.sync.destination import WaitReason
from rentix_desktop.sync.progress import RunProgress
from tests.proofs.world import File, office, open_portal, wrong

ROWS: Final = 6000
ANSWERS: Final = (0.1, 2.0, 6.0)
PROMISED: Final = 0.97
_TOLERANCE: Final = 0.1


@dataclass(frozen=True, slots=True)
class Result:
    """`share` of the ceiling: a full window's length over the mean time from each request to the one a window later.

    `worst_estimate`: of the time left, from the first quarter on, as a share of the time the run took.
    """

    answer_seconds: float
    seconds: float
    most_in_a_window: int
    too_many: int
    share: float
    most_in_flight: int
    worst_estimate: float
    said_waits: bool
    wrong: list[str]


class _Watcher:
    """Keeps what the run told of itself."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.estimates: list[tuple[float, float, float]] = []  # share done, seconds since the start, seconds left
        self.waits: set[WaitReason] = set()

    def __call__(self, progress: RunProgress) -> None:
        if progress.waiting is not None:
            self.waits.add(progress.waiting.why)
        if progress.seconds_left is not None and progress.to_send:
            done = progress.answered / progress.to_send
            self.estimates.append((done, time.monotonic() - self.started, progress.seconds_left))

    def worst(self, seconds: float) -> float:
        return max(
            (abs(now + left - seconds) / seconds for done, now, left in self.estimates if done >= 0.25), default=0.0
        )


def recorded(answer_seconds: float, rows: int, limits: Limits = DOCUMENTED) -> Result:
    """One run; `limits` other than the documented ones still count a request for 61 s on our side."""
    options = DemoOptions(
        limits=f"{limits.requests}/{limits.bulk}/{limits.seconds}",
        monthly_listings=10 * rows,
        answer_seconds=answer_seconds,
        faults=True,
        job_seconds=0.0,
    )
    file = File(rows)
    with (
        open_portal(options) as portal,
        tempfile.TemporaryDirectory() as folder,
        office(Path(folder), portal, requests=limits.requests, bulk=limits.bulk) as ours,
    ):
        run = ours.plan(file)
        watcher = _Watcher()
        ours.send(run, watcher)
        seconds = time.monotonic() - watcher.started
        state = portal.state()
        found = wrong(file, ours.ledger, run, state)
    sent = [entry["at"] for entry in state["log"] if entry["path"].endswith("/bulk")]
    return Result(
        answer_seconds,
        seconds,
        most_in_a_window=_most(sent, limits.seconds),
        too_many=state["too_many"],
        share=_share(sent, limits),
        most_in_flight=_most(sent, answer_seconds),
        worst_estimate=watcher.worst(seconds),
        said_waits=WaitReason.RATE_LIMIT in watcher.waits,
        wrong=found,
    )


def _share(sent: Sequence[float], limits: Limits) -> float:
    gaps = [later - earlier for earlier, later in zip(sent, sent[limits.bulk :], strict=False)]
    return limits.seconds * len(gaps) / sum(gaps) if gaps else 1.0


def _most(sent: Sequence[float], seconds: float) -> int:
    """The most that fall into any window of so many seconds."""
    return max(sum(begin <= at < begin + seconds for at in sent) for begin in sent)


def report(result: Result) -> dict[str, Any]:
    return {
        "answer_s": result.answer_seconds,
        "run_s": round(result.seconds, 1),
        "requests_in_a_minute": result.most_in_a_window,
        "429s": result.too_many,
        "share_of_ceiling": round(result.share, 4),
        "in_flight": result.most_in_flight,
        "worst_estimate": round(result.worst_estimate, 3),
        "wait_told": result.said_waits,
        "wrong": len(result.wrong),
    }


def main() -> int:
    answers = [float(text) for text in sys.argv[1:]] or list(ANSWERS)
    with ThreadPoolExecutor(len(answers)) as side_by_side:
        results = list(side_by_side.map(lambda seconds: recorded(seconds, ROWS), answers))
    for result in results:
        print("  ".join(f"{name} {value}" for name, value in report(result).items()))
    good = all(
        not result.wrong and not result.too_many and result.share >= PROMISED and result.worst_estimate <= _TOLERANCE
        for result in results
    )
    print("kept" if good else "NOT kept", f"(share >= {PROMISED}, no 429, estimate within {_TOLERANCE:.0%})")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
