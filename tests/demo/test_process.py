"""The process: when it is ready, how it stops, and that it never outlives whoever started it."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import textwrap
import time

import httpx
import psutil  # type: ignore[import-untyped]  # the library has no types
import pytest

from rentix_desktop.demo.launch import start_demo
from rentix_desktop.demo.options import DemoOptions
from rentix_desktop.errors import AppError, Code
from tests.demo.conftest import get


def _gone(pid: int, seconds: float = 15.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.02)
    return False


def test_ready_when_it_says_so_and_gone_afterwards() -> None:
    with start_demo() as demo:
        assert demo.base_url.endswith("/api/v1")
        assert get(f"{demo.base_url}/agency", headers={"X-API-Key": demo.key}).status_code == 200
    assert _gone(demo.pid, 0.5)


def test_a_slow_answer_does_not_hold_up_the_end() -> None:
    with start_demo(DemoOptions(answer_seconds=30)) as demo:
        with pytest.raises(httpx.ReadTimeout):
            get(f"{demo.base_url}/agency", headers={"X-API-Key": demo.key}, timeout=0.2)
        began = time.monotonic()
    assert time.monotonic() - began < 5
    assert _gone(demo.pid, 0.5)


@pytest.mark.skipif(sys.platform == "win32", reason="only on systems with these signals")
@pytest.mark.parametrize("wanted", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_0(wanted: signal.Signals) -> None:
    words = [sys.executable, "-W", "error", "-m", "rentix_desktop.demo"]
    with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline()).keys() == {"base_url", "key"}
        process.send_signal(wanted)
        rest, complaints = process.communicate(timeout=20)
    assert (process.returncode, rest, complaints) == (0, b"", b"")


def test_it_dies_with_its_parent() -> None:
    program = """
        import os, time
        from rentix_desktop.demo.launch import start_demo
        with start_demo() as demo:
            print(demo.pid, flush=True)
            time.sleep(600)
    """
    words = [sys.executable, "-c", textwrap.dedent(program)]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert psutil.pid_exists(pid)
        parent.kill()
    assert _gone(pid)


def test_a_taken_port_is_an_error_of_ours() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AppError) as caught, start_demo(DemoOptions(port=port)):
            pass
    assert caught.value.code is Code.DEMO_NOT_STARTED
    assert str(port) in caught.value.detail


@pytest.mark.parametrize(
    "program",
    [
        ["/nonexistent/program"],
        [sys.executable, "-c", "import sys; sys.exit('no such thing')"],
        [sys.executable, "-c", "print('hello')"],
    ],
)
def test_a_program_that_is_no_demo(program: list[str]) -> None:
    with pytest.raises(AppError) as caught, start_demo(program=program):
        pass
    assert caught.value.code is Code.DEMO_NOT_STARTED
    assert caught.value.detail


def test_a_program_that_never_says_anything_is_not_waited_for() -> None:
    silent = [sys.executable, "-c", "import time; time.sleep(600)"]
    began = time.monotonic()
    with pytest.raises(AppError), start_demo(program=silent, ready_seconds=0.3):
        pass
    assert time.monotonic() - began < 10


def test_answers_to_a_kept_connection_come_at_once() -> None:
    with start_demo(DemoOptions(limits="off")) as demo, httpx.Client(headers={"X-API-Key": demo.key}) as api:
        took = []
        for _ in range(30):
            began = time.perf_counter()
            api.get(f"{demo.base_url}/agency")
            took.append(time.perf_counter() - began)
    assert sorted(took)[5] < 0.03, "40 ms is the wait of small packets, see server._listener"
