"""`rentix-sync` with its real parts, in this process or in one of its own, and the files it is given."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rentix_desktop.bootstrap.console import console_parts
from rentix_desktop.bootstrap.parts import start_demo
from rentix_desktop.cli.main import run

HEADER = (
    "ID",
    "Deal",
    "Property type",
    "Price",
    "Currency",
    "Address",
    "Rooms",
    "Area",
    "Photos",
    "Description",
    "Status",
)
PHOTOS = " ".join(f"https://img.example.org/photo-{number}.jpg" for number in (1, 2, 3))
DESCRIPTION = "Two bright rooms near the park, separate kitchen, lift, parking in the yard, quiet street."


def row(number: int, **changed: str) -> dict[str, str]:
    """A good listing, of which some cells are changed."""
    texts = (
        f"T-{number}",
        ("Sale", "Rent")[number % 2],
        ("Apartment", "House")[number % 2],
        str(50_000 + 100 * number),
        ("EUR", "USD")[number % 2],
        f"Chisinau, str. Ismail {number}",
        str(1 + number % 4),
        str(40 + number),
        PHOTOS,
        DESCRIPTION,
        "Active",
    )
    return dict(zip(HEADER, texts, strict=True)) | changed


def write_csv(path: Path, rows: Sequence[Mapping[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADER)
        writer.writeheader()
        writer.writerows(rows)
    return path


def rows(count: int, start: int = 0) -> list[dict[str, str]]:
    return [row(number) for number in range(start, start + count)]


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    stdout: str
    stderr: str

    @property
    def data(self) -> Any:
        """The one JSON document of standard output."""
        assert self.stdout.endswith("\n"), self.stderr
        return json.loads(self.stdout)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.stdout.splitlines()]

    @property
    def error(self) -> str:
        """The code of the error object; the sentence for a person must be there, too."""
        told = self.data["error"]
        assert set(told) == {"code", "title", "message", "hint"}
        assert all(told.values())
        assert told["message"] in self.stderr
        return str(told["code"])


@dataclass(frozen=True)
class Console:
    """`rentix-sync` with a data folder of its own; `key` goes in by the environment.

    Calling it runs it in this process, which is several times faster; `process` and `start` run a real one.
    """

    data_dir: Path
    base_url: str | None = None
    key: str | None = None
    extra: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, *words: str | Path, json: bool = True) -> Done:
        stdout, stderr = io.StringIO(), io.StringIO()
        argv = [*map(str, words), *(["--json"] if json else [])]
        code = run(argv, self.environment(), console_parts, start_demo, stdout, stderr)
        return self._checked(Done(code, stdout.getvalue(), stderr.getvalue()))

    def process(self, *words: str | Path, json: bool = True) -> Done:
        with self.start(*words, json=json) as process:
            stdout, stderr = process.communicate(timeout=100)
        return self.done(process, stdout, stderr)

    def start(self, *words: str | Path, json: bool = True) -> subprocess.Popen[bytes]:
        command = [
            sys.executable,
            "-m",
            "rentix_desktop.bootstrap.console",
            *map(str, words),
            *(["--json"] if json else []),
        ]
        return subprocess.Popen(
            command, env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL
        )

    def done(self, process: subprocess.Popen[bytes], stdout: bytes, stderr: bytes) -> Done:
        """How a process ended. What it wrote is UTF-8, whatever happened."""
        return self._checked(Done(process.returncode, stdout.decode(), stderr.decode()))

    def _checked(self, done: Done) -> Done:
        """Whatever happened: no traceback on the screen, and the key nowhere."""
        assert "Traceback" not in done.stderr + done.stdout, done.stderr
        if self.key:
            assert self.key not in done.stdout + done.stderr
            for path in self.data_dir.rglob("*"):
                assert not path.is_file() or self.key.encode() not in path.read_bytes(), path
        return done

    def environment(self) -> dict[str, str]:
        said = {"RENTIX_DATA_DIR": str(self.data_dir), "RENTIX_BASE_URL": self.base_url, "RENTIX_API_KEY": self.key}
        return {
            **os.environ,
            "LC_ALL": "C",
            **{name: value for name, value in said.items() if value is not None},
            **self.extra,
        }

    def with_(self, **changed: Any) -> Console:
        return replace(self, **changed)
