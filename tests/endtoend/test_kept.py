"""A correction outlives the program that is killed a moment after it was typed."""

from __future__ import annotations

import csv
import os
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

from rentix_desktop.demo.launch import start_demo
from rentix_desktop.demo.options import DemoOptions
from tests.endtoend.conftest import Desk
from tests.endtoend.scenarios import DESCRIPTION, LONG_ENOUGH, listings

HEADER = ("Code", "Deal type", "Property type", "Address", "Price", "Currency", "Description", "Status")
PATIENCE = 20.0


def test_what_was_corrected_outlives_a_kill_and_is_applied_again(desk: Desk) -> None:
    file = desk.folder / "listings.csv"
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(HEADER)
        for number in range(4):
            text = "too short" if number == 2 else f"A bright flat number {number} beside the park, free from today on"
            street = f"Chisinau, Pacii St {number}"
            writer.writerow((f"K-{number}", "Sale", "Apartment", street, 40_000 + number, "EUR", text, "draft"))
    with start_demo(DemoOptions(limits="off")) as portal:
        options = ("--lang", "en", "--base-url", portal.base_url)
        with desk.start("correct", portal.key, str(file), options=options) as process:
            try:
                assert process.stdout is not None
                assert process.stdout.readline().strip() == "K-2", process.stderr.read() if process.stderr else ""
                _wait_for_one_on_disk(desk.folder, process)
                os.kill(process.pid, signal.SIGKILL)
            finally:
                process.kill()
        assert len(listings(portal.base_url, portal.key)) == 3
        facts = desk.run("find-corrected", portal.key, str(file), options=options)
        there = {listing["externalId"]: listing["formData"] for listing in listings(portal.base_url, portal.key)}
    assert facts["sent"]["created"] == 1
    assert there["K-2"][DESCRIPTION] == LONG_ENOUGH
    assert "1 is corrected as you did before." in facts["said"]
    assert "All of them are on the portal" in facts["said"]


def _wait_for_one_on_disk(folder: Path, process: subprocess.Popen[str]) -> None:
    """The program is alive and does nothing but show its window."""
    [path] = (folder / "data" / "ledgers").glob("*.sqlite")
    until = time.monotonic() + PATIENCE
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        while not database.execute("SELECT count(*) FROM corrections").fetchone()[0]:
            assert process.poll() is None
            assert time.monotonic() < until, "the correction was not written"
            time.sleep(0.02)
