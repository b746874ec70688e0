"""Killed against the demo portal while requests fail; 200 times by `python -m tests.proofs.kills`."""

from __future__ import annotations

from pathlib import Path

from rentix_desktop.demo.options import DemoOptions
from tests.proofs.kills import killed
from tests.proofs.world import open_portal


def test_a_run_killed_while_requests_fail_ends_as_the_file_says(tmp_path: Path) -> None:
    options = DemoOptions(limits="off", faults=True, job_seconds=0.0, answer_seconds=0.03)
    with open_portal(options) as portal:
        result = killed(2, 900, tmp_path, portal, seed=4)
    assert (result.wrong, result.kills) == ([], 2)
