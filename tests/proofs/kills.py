"""Killed at random moments, a fifth of its requests failing, resumed each time: `python -m tests.proofs.kills [KILLS]`.

At the end the portal has what the file says, and no listing was applied more often than it was sent in doubt.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Final

from rentix_desktop.demo.options import DemoOptions
from rentix_desktop.sync.ledger import Ledger, State
from tests.proofs.world import Fault, File, Portal, office, open_portal, short_waits, wrong

KILLS: Final = 200
ROWS_A_KILL: Final = 300
SHARE: Final = 5
"""Of so many requests one fails."""
_LONGEST: Final = 0.3
# where the system has it, a program starts without importing everything anew: more kills in the same time
if sys.platform == "win32":
    _CONTEXT: Final = multiprocessing.get_context("spawn")
else:
    _CONTEXT: Final = multiprocessing.get_context("forkserver")
_KINDS: Final[tuple[Fault, ...]] = (
    {"kind": "refuse"},
    {"kind": "drop"},
    {"kind": "cut"},
    {"kind": "not_json"},
    {"kind": "status", "status": 500},
    {"kind": "status", "status": 429},
    {"kind": "status", "status": 502, "body": "<html>Bad Gateway</html>"},
    {"kind": "results", "change": "missing"},
    {"kind": "items", "positions": [3, 50]},
)


@dataclass(slots=True)
class Result:
    kills: int = 0
    programs: int = 0
    requests: int = 0
    faults: int = 0
    in_doubt: int = 0
    twice: int = 0
    most_applied: int = 0
    wrong: list[str] = field(default_factory=list)


def faults_for(requests: int, dice: random.Random) -> list[Fault]:
    """One fault for each of a fifth of the next requests. Each lets the requests through that those before it take."""
    hit = sorted(dice.sample(range(requests), requests // SHARE))
    return [
        dice.choice(_KINDS) | {"method": "POST", "path": "/listings/bulk", "skip": place - number}
        for number, place in enumerate(hit)
    ]


def killed(kills: int, rows: int, folder: Path, portal: Portal, seed: int) -> Result:
    """One run of `rows` rows; ends when it was killed so often and is done."""
    dice = random.Random(seed)
    file = File(rows, frozenset(range(17, rows, 50)))
    result = Result()
    with office(folder, portal) as ours:
        run = ours.plan(file)
        ours.ledger.start(run)
        ours.ledger.finish(run, 0, complete=False)
    portal.faults(faults_for(40 * (kills + 10), dice))
    done = False
    while not done:
        result.programs += 1
        with program(folder, portal, run) as running:
            if result.kills < kills:
                time.sleep(dice.uniform(0, _LONGEST))
                result.kills += running.is_alive()
                running.kill()
            running.join()
        with office(folder, portal) as ours:
            counts = ours.ledger.counts(run)
            if sum(counts.by_state.values()) != rows or counts.by_state.get(State.SENDING):
                result.wrong.append(f"after {result.kills} kills: {counts.by_state}")
            done = ours.ledger.interrupted() is None
            if done:
                _sum_up(result, file, ours.ledger, run, portal.state())
    return result


@contextlib.contextmanager
def program(folder: Path, portal: Portal, run: int) -> Iterator[BaseProcess]:
    """A process that goes on with the run, once it does."""
    if sys.platform != "win32":
        _CONTEXT.set_forkserver_preload(["tests.proofs.world", "httpx", "truststore", "pydantic"])
    here, there = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=_go_on, args=(folder, portal.base_url, portal.key, run, there), daemon=True)
    process.start()
    there.close()
    with here, contextlib.closing(process):
        with contextlib.suppress(EOFError):
            here.recv()
        yield process


def _go_on(folder: Path, address: str, key: str, run: int, started: Connection) -> None:
    with contextlib.closing(Portal(address, key)) as portal, short_waits(), office(folder, portal) as ours:
        started.send(None)
        ours.send(run)


def _sum_up(result: Result, file: File, ledger: Ledger, run: int, state: dict[str, Any]) -> None:
    result.requests = ledger.run(run).requests
    result.faults = sum("fault" in entry for entry in state["log"])
    result.in_doubt = sum(row.ever_in_doubt for row in ledger.rows(run))
    applied = [listing["applied"] for listing in state["listings"]]
    result.twice, result.most_applied = sum(times > 1 for times in applied), max(applied)
    result.wrong += wrong(file, ledger, run, state)


def main() -> int:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else KILLS
    seed = random.SystemRandom().randrange(10**6)
    rows = kills * ROWS_A_KILL
    started = time.monotonic()
    options = DemoOptions(limits="off", faults=True, job_seconds=0.0, answer_seconds=0.03)
    with open_portal(options) as portal, tempfile.TemporaryDirectory() as folder:
        result = killed(kills, rows, Path(folder), portal, seed)
    for words in result.wrong[:10]:
        print(f"    {words}")
    print(f"seed {seed}, {rows} rows, {time.monotonic() - started:.0f} s")
    print(f"killed {result.kills} times, {result.programs} programs")
    print(f"requests answered or failed {result.requests}, of these failed before the portal {result.faults}")
    print(
        f"rows once in doubt {result.in_doubt}, applied more than once {result.twice}, at most {result.most_applied} times"
    )
    print(f"{len(result.wrong)} lost or wrong")
    return 1 if result.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
