"""`demo`: one line at once, until stopped; and nothing of the window is needed for the whole way."""

from __future__ import annotations

import json
import os
import signal
import socket
from pathlib import Path

import httpx
import pytest

from tests.cli.console import Console, rows, write_csv


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_is_and_ends_when_told(offline: Console, number: signal.Signals) -> None:
    with offline.start("demo", "--limits", "off") as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        assert set(told) == {"base_url", "key"}
        assert httpx.get(told["base_url"] + "/agency", headers={"X-API-Key": told["key"]}).status_code == 200
        process.send_signal(number)
        rest, _ = process.communicate(timeout=30)
    assert (process.returncode, rest) == (130, b"")
    with pytest.raises(httpx.ConnectError):  # the portal's own process is gone, too
        httpx.get(told["base_url"])


def test_people_may_have_typed_in_listings_before(offline: Console) -> None:
    with offline.start("demo", "--limits", "off", "--typed-in") as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        answer = httpx.get(told["base_url"] + "/listings?limit=100", headers={"X-API-Key": told["key"]})
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
    assert len(answer.json()["items"]) > 25


def test_a_port_that_is_taken(offline: Console) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = offline("demo", "--port", str(taken.getsockname()[1]))
    assert (done.code, done.error) == (2, "demo_not_started")


def test_everything_runs_where_the_window_cannot_be_imported(offline: Console, tmp_path: Path) -> None:
    for name in ("PySide6", "shiboken6"):
        package = tmp_path / "blocked" / name
        package.mkdir(parents=True)
        (package / "__init__.py").write_text("raise ImportError('no window here')\n")
    path = os.pathsep.join((str(tmp_path / "blocked"), str(Path(__file__).parents[2])))
    blocked = offline.with_(extra={"PYTHONPATH": path})
    file = write_csv(tmp_path / "a.csv", rows(3))
    with blocked.start("demo", "--limits", "off") as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        console = blocked.with_(base_url=told["base_url"], key=told["key"])
        assert console.process("inspect", file).code == 0
        assert len(console.process("preview", file).lines) == 3
        assert console.process("plan", file).data["create"] == 3
        assert console.process("upload", file).data["created"] == 3
        assert console.process("agency").data["used"] == 3
        process.terminate()
        process.communicate(timeout=30)
