from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from rentix_desktop.demo.launch import DemoPortal, start_demo
from rentix_desktop.demo.options import DemoOptions
from tests.cli.console import Console


@pytest.fixture(scope="session")
def portal() -> Iterator[DemoPortal]:
    """One for all tests; each begins with it as it is at the start (`console`)."""
    with start_demo(DemoOptions(limits="off", faults=True)) as running:
        yield running


@pytest.fixture
def console(portal: DemoPortal, tmp_path: Path) -> Console:
    door = portal.base_url.removesuffix("/api/v1")
    httpx.post(f"{door}/_demo/reset", trust_env=False).raise_for_status()
    return Console(tmp_path / "data", portal.base_url, portal.key)


@pytest.fixture
def offline(tmp_path: Path) -> Console:
    """No key, no address that answers."""
    return Console(tmp_path / "data", "http://127.0.0.1:9/api/v1")
