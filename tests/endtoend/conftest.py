from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.endtoend.screen import screen

ROOT = Path(__file__).resolve().parent.parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--album", type=Path, help="a folder that takes the pictures of the real window, a page each")


@dataclass(frozen=True)
class Desk:
    """Where programs with a clerk at them are started: a screen, a folder, an album."""

    environment: dict[str, str]
    folder: Path
    album: Path

    def start(
        self, scenario: str, *words: str, keyboard: bool = False, options: tuple[str, ...]
    ) -> subprocess.Popen[str]:
        command = [sys.executable, "-W", "error", "-m", "tests.endtoend.drive", scenario, str(self.folder), *words]
        command += [f"--album={self.album}", *(["--by-keyboard"] if keyboard else []), "--", *options]
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, scenario: str, *words: str, keyboard: bool = False, options: tuple[str, ...]) -> dict[str, Any]:
        """To its end; what the scenario says it saw."""
        with self.start(scenario, *words, keyboard=keyboard, options=options) as process:
            try:
                _, complaints = process.communicate(timeout=100)
            finally:
                process.kill()
        assert process.returncode == 0, complaints
        facts: dict[str, Any] = json.loads((self.folder / "facts.json").read_text("utf-8"))
        return facts


@pytest.fixture
def desk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Desk]:
    if sys.platform != "linux":
        pytest.skip("only where there is X")
    album = (request.config.getoption("--album") or tmp_path / "album") / request.node.name
    shutil.rmtree(album, ignore_errors=True)  # pictures of an earlier run
    with screen() as environment:
        yield Desk(environment, tmp_path, album)
