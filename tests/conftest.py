"""What holds for every test: nothing of this person's own is touched, and nothing is left running."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("patient", deadline=None)  # an example on a busy computer takes as long as it takes
settings.load_profile("patient")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_WAIT_FOR_THREADS = 5.0


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--nothing-skipped",
        action="store_true",
        help="a skipped test fails, unless something outside the project is needed (its reason starts with “only …”)",
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and item.config.getoption("--nothing-skipped") and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if not reason.removeprefix("Skipped: ").lower().startswith("only "):
            report.outcome = "failed"
            report.longrepr = f"skipped, and nothing may be: {reason}"
    return report


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home of its own for the whole session, for child processes too."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("RENTIX_")]:
            patch.delenv(name)
        for name in ("HOME", "USERPROFILE"):
            patch.setenv(name, str(home))
        for name, folder in {
            "XDG_DATA_HOME": ".local/share",
            "XDG_CONFIG_HOME": ".config",
            "XDG_CACHE_HOME": ".cache",
            "XDG_STATE_HOME": ".local/state",
            "APPDATA": "AppData/Roaming",
            "LOCALAPPDATA": "AppData/Local",
        }.items():
            patch.setenv(name, str(home / folder))
        # no test, and no process it starts, reaches this person's key store; tests of the key store say otherwise
        patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
        patch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            patch.delenv(name, raising=False)
            patch.delenv(name.upper(), raising=False)
        yield home


@pytest.fixture(autouse=True)
def _environment_restored() -> Iterator[None]:
    """A test that changes the environment for good would decide how the next one runs."""
    before = _environment()
    yield
    now = _environment()
    for name in now.keys() | before.keys():
        if name not in before:
            del os.environ[name]
        elif now.get(name) != before[name]:
            os.environ[name] = before[name]
    assert now == before, "the test left the environment changed"


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}  # pytest's own


@pytest.fixture(autouse=True)
def _no_threads_left() -> Iterator[None]:
    """A thread left running fails the test that started it."""
    before = set(threading.enumerate())
    yield
    until = time.monotonic() + _WAIT_FOR_THREADS
    while left := [thread for thread in threading.enumerate() if thread not in before and thread.is_alive()]:
        if time.monotonic() > until:
            pytest.fail(f"threads left running: {sorted(thread.name for thread in left)}")
        left[0].join(0.05)


@pytest.fixture(autouse=True)
def _no_processes_left() -> Iterator[None]:
    """So does a child of `multiprocessing`."""
    yield
    multiprocessing = sys.modules.get("multiprocessing")
    if multiprocessing is not None:
        left = [child.name for child in multiprocessing.active_children()]
        assert not left, f"processes left running: {left}"
