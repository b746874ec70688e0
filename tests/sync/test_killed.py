"""A real process, killed at random moments: no row is lost, the sum adds up, and the portal has what the file says."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

from rentix_desktop.store.ledger.ledger import SqliteLedger
from tests.fakes.destination import FakeDestination
from tests.fakes.ledger import ACCOUNT
from tests.sync.killed_run import LIMITS
from tests.sync.runs import planned, records

ROWS = 400
KILLS = 8
ROOT = Path(__file__).parents[2]


def test_a_run_killed_again_and_again_ends_whole(tmp_path: Path) -> None:
    database, portal = tmp_path / "ledger.sqlite", tmp_path / "portal.jsonl"
    wanted = records(ROWS)
    ledger = SqliteLedger(database, ACCOUNT)
    run = planned(ledger, FakeDestination(limits=LIMITS), wanted).run
    ledger.start(run)
    ledger.finish(run, 0, complete=False)
    ledger.close()
    kills = 0
    for _ in range(KILLS):
        with _engine(database, portal, run) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"started\n"
            time.sleep(random.uniform(0, 0.12))
            kills += process.poll() is None
            process.kill()
        _check_sum(database, run)
    assert kills
    with _engine(database, portal, run) as process:
        output, _ = process.communicate(timeout=60)
    assert json.loads(output.splitlines()[-1]) == {"created": ROWS, "total": ROWS}
    assert _state_of(portal) == {record["externalId"]: record["announcementValue"] for record in wanted}
    ledger = SqliteLedger(database, ACCOUNT)
    try:
        assert ledger.interrupted() is None
        applied = portal.read_text(encoding="utf-8").splitlines()
        resent = sum(row.attempts for row in ledger.rows(run))
        assert ROWS <= len(applied) <= resent
    finally:
        ledger.close()


def _engine(database: Path, portal: Path, run: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.sync.killed_run", str(database), str(portal), str(run)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)


def _check_sum(database: Path, run: int) -> None:
    ledger = SqliteLedger(database, ACCOUNT)
    try:
        counts = ledger.counts(run)
        assert sum(counts.by_state.values()) == counts.total == ROWS
    finally:
        ledger.close()


def _state_of(portal: Path) -> dict[str, object]:
    state: dict[str, object] = {}
    for line in portal.read_text(encoding="utf-8").splitlines():
        external_id, fields = json.loads(line)
        state[external_id] = fields["announcementValue"]
    return state
