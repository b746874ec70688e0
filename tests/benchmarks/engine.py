"""The engine against the plain script of the documentation's first-sync guide: `python -m tests.benchmarks.engine`.

Ratios of one run on one machine, against the same demo portal without a rate limit: 3,000 rows at 2 s an answer, what
a row costs us at answers without delay, and how memory and time grow from 10,000 to 100,000 rows.
"""

from __future__ import annotations

import contextlib
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import httpx
import psutil  # type: ignore[import-untyped]  # it has no annotations

from rentix_desktop.demo.options import DemoOptions
from rentix_desktop.sync.progress import RunProgress
from tests.proofs.world import File, Portal, office, open_portal

ROUNDS: Final = 5
_ROOT: Final = Path(__file__).parents[2]
_BATCH: Final = 100


def first_sync(portal: Portal, file: File) -> float:
    """The guide's program: the key is checked, then batches of 100, one after the other. Seconds it takes."""
    started = time.perf_counter()
    with httpx.Client(headers={"X-API-Key": portal.key}, timeout=60, trust_env=False) as client:
        client.get(f"{portal.base_url}/agency").raise_for_status()
        succeeded, batch = 0, []
        for record in file.records():
            batch.append({"op": "upsert", **record})
            if len(batch) == _BATCH:
                succeeded += _post(client, portal, batch)
                batch = []
        if batch:
            succeeded += _post(client, portal, batch)
    if succeeded != file.rows:
        raise SystemExit(f"the script sent {succeeded} of {file.rows}")
    return time.perf_counter() - started


def _post(client: httpx.Client, portal: Portal, batch: list[dict[str, Any]]) -> int:
    answer = client.post(f"{portal.base_url}/listings/bulk", json={"operations": batch}).json()
    for result in answer["results"]:
        if not result["success"]:
            print(result["externalId"], result["error"])
    return int(answer["summary"]["succeeded"])


def ours(portal: Portal, file: File) -> float:
    """The engine with the ledger on a disk; the plan is made before, as the person looks at it. Seconds of the run."""
    with tempfile.TemporaryDirectory() as folder, office(Path(folder), portal) as made:
        made.destination.verify()
        run = made.plan(file)
        started = time.perf_counter()
        summary = made.send(run)
        seconds = time.perf_counter() - started
        if summary.created != file.rows:
            raise SystemExit(f"not all of {file.rows} rows arrived: {summary}")
    return seconds


def against_the_script(answer_seconds: float, rows: int, rounds: int) -> tuple[float, float]:
    """Median seconds: the script's and ours, taken in turns."""
    found: dict[Callable[[Portal, File], float], list[float]] = {first_sync: [], ours: []}
    options = DemoOptions(limits="off", faults=True, job_seconds=0.0, answer_seconds=answer_seconds)
    with open_portal(options) as portal:
        for _ in range(rounds):
            for program, seconds in found.items():
                portal.reset()
                seconds.append(program(portal, File(rows)))
    return statistics.median(found[first_sync]), statistics.median(found[ours])


def _grown(rows: int) -> dict[str, float]:
    """Seconds of the run, and peak MB of a process that plans and sends so many rows."""
    options = DemoOptions(limits="off", faults=True, job_seconds=0.0)
    with open_portal(options) as portal, tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "tests.benchmarks.engine", portal.base_url, portal.key, folder, str(rows)]
        found: dict[str, float] = json.loads(subprocess.run(words, cwd=_ROOT, check=True, capture_output=True).stdout)
    if found["created"] != rows:
        raise SystemExit(f"not all of {rows} rows arrived: {found}")
    return found


def _alone(address: str, key: str, folder: str, rows: str) -> None:
    me, peak = psutil.Process(), [0]

    def look(_: RunProgress) -> None:
        peak.append(me.memory_info().rss)

    with contextlib.closing(Portal(address, key)) as portal, office(Path(folder), portal) as made:
        run = made.plan(File(int(rows)))
        peak.append(me.memory_info().rss)
        started, worked = time.perf_counter(), time.process_time()
        created = made.send(run, look).created
        seconds, worked = time.perf_counter() - started, time.process_time() - worked
    print(json.dumps({"seconds": seconds, "processor": worked, "mb": max(peak) / 1024**2, "created": created}))


def main() -> None:
    script, engine = against_the_script(2.0, 3000, 1)
    print(
        f"3,000 rows at 2 s an answer: script {script:.1f} s, engine {engine:.1f} s, {script / engine:.2f} times as fast"
    )
    print(f"    the engine's share of the script's time\t{engine / script:.3f}\t{1 / 3:.3f}\ttimes")
    script, engine = against_the_script(0.0, 3000, ROUNDS)
    print(f"3,000 rows without delay: script {script:.2f} s, engine {engine:.2f} s, medians of {ROUNDS}")
    print(f"    ours on top, ledger on\t{1000 * (engine - script) / 3000:.3f}\t0.3\tms a row")
    # in turns, as many of each: the best of more would be better by chance
    pairs = [(_grown(10_000), _grown(100_000)) for _ in range(3)]
    small, large = (min(grown, key=lambda each: each["seconds"]) for grown in zip(*pairs, strict=True))
    print(
        f"10,000 rows {small['mb']:.0f} MB, {small['seconds']:.1f} s; 100,000 {large['mb']:.0f} MB, {large['seconds']:.1f} s"
    )
    print(f"    memory of ten times the rows\t{large['mb'] / small['mb']:.2f}\t1.2\ttimes")
    print(f"    time of ten times the rows\t{large['seconds'] / small['seconds']:.2f}\t10.5\ttimes")
    print(f"    processor time of ten times the rows\t{large['processor'] / small['processor']:.2f}\t\ttimes")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _alone(*sys.argv[1:])
    else:
        main()
