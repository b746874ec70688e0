"""A workbook all the way to the demo portal, rows in the ledger: `python -m tests.benchmarks.pipeline [ROWS]`.

Prints the seconds of the whole and of its parts, medians of five rounds, each with a data folder and a portal of its
own; the baseline are the same bodies posted by plain httpx, one after the other, without ledger, limiter or checks.
"""

from __future__ import annotations

import contextlib
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import httpx

from rentix_desktop.bootstrap.parts import open_parts
from rentix_desktop.demo.launch import DemoPortal, start_demo
from rentix_desktop.demo.options import DemoOptions
from rentix_desktop.mapping.decide import mapping_of
from rentix_desktop.mapping.suggest import suggest
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.profile import profile_table
from rentix_desktop.sheets.read import open_table
from rentix_desktop.sync.control import RunControl
from rentix_desktop.sync.destination import BatchLimits, Destination
from rentix_desktop.sync.ledger import AccountKey, Ledger, State
from rentix_desktop.sync.planning.plan import operation_of
from rentix_desktop.sync.ports import Ports
from rentix_desktop.sync.sending.batches import batches
from rentix_desktop.sync.sending.engine import Engine
from rentix_desktop.sync.steps import forecast
from tests.benchmarks._workbooks import listings

ROWS: Final = 10_000
COLUMNS: Final = 20
ROUNDS: Final = 5
PROMISED: Final = 6.0
UNLIMITED: Final = 1_000_000


class Watch:
    """Seconds by name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextlib.contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - started


def once(path: Path, rows: int) -> dict[str, float]:
    """The whole way, and then the baseline against a fresh portal."""
    with (
        tempfile.TemporaryDirectory() as folder,
        open_parts(
            "benchmark", data_dir=Path(folder), requests_per_minute=UNLIMITED, bulk_per_minute=UNLIMITED
        ) as ports,
    ):
        with start_demo(DemoOptions(limits="off")) as portal:
            seconds, bodies = _upload(path, rows, ports, portal)
        with start_demo(DemoOptions(limits="off")) as portal:
            seconds["baseline"] = _post(bodies, portal)
    return seconds


def _upload(path: Path, rows: int, ports: Ports, portal: DemoPortal) -> tuple[dict[str, float], list[bytes]]:
    watch = Watch()
    destination = ports.connect(portal.base_url, portal.key)
    account = destination.verify()
    catalogue, words = destination.catalogue(), load_vocabulary()
    key = AccountKey(account.base_url, account.id)
    with contextlib.closing(destination), contextlib.closing(ports.open_ledger(key)) as ledger:
        with watch("whole"):
            with watch("read"):
                table = open_table(path, spool_folder=ports.spool_folder)
            with contextlib.closing(table):
                with watch("suggest"):
                    mapping = mapping_of(suggest(profile_table(table), catalogue, words))
                with watch("plan"):
                    planned = forecast(table, mapping, catalogue, words, ledger, destination, key)
            with watch("send"):
                summary = Engine(ledger, destination, RunControl()).run(planned.run)
        counts = ledger.counts(planned.run)
        if summary.created != rows or counts.by_state != {State.ACCEPTED: rows}:
            raise SystemExit(f"not all of {rows} rows arrived: {summary}")
        return watch.seconds, list(_bodies(ledger, planned.run, destination, destination.limits))


def _bodies(ledger: Ledger, run: int, destination: Destination, limits: BatchLimits) -> Iterator[bytes]:
    operations = (destination.encode(operation_of(row.planned)) for row in ledger.rows(run))
    for batch in batches(operations, len, limits):
        yield b'{"operations":[' + b",".join(batch) + b"]}"


def _post(bodies: list[bytes], portal: DemoPortal) -> float:
    headers = {"X-API-Key": portal.key, "Content-Type": "application/json"}
    with httpx.Client(headers=headers, trust_env=False) as client:
        client.get(f"{portal.base_url}/agency").raise_for_status()
        started = time.perf_counter()
        for body in bodies:
            client.post(f"{portal.base_url}/listings/bulk", content=body).raise_for_status()
        return time.perf_counter() - started


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    path = listings(rows, COLUMNS)
    rounds = [once(path, rows) for _ in range(ROUNDS)]
    median = {name: statistics.median(seconds[name] for seconds in rounds) for name in rounds[0]}
    print(f"{rows} x {COLUMNS} from {path.name}, {path.stat().st_size / 1e6:.1f} MB, to the demo portal, limits off")
    limit = f"{PROMISED}" if rows == ROWS else ""
    print(f"read, suggested, planned, sent, in the ledger\t{median['whole']:.2f}\t{limit}\ts")
    for name in ("read", "suggest", "plan", "send"):
        print(f"    {name}\t{median[name]:.2f}\t\ts")
    print(f"    the same bodies by plain httpx (baseline)\t{median['baseline']:.2f}\t\ts")
    print(f"    sending against the baseline\t{median['send'] / median['baseline']:.2f}\t\ttimes")
    print(f"    the whole against the baseline\t{median['whole'] / median['baseline']:.2f}\t\ttimes")


if __name__ == "__main__":
    main()
