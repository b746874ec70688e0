"""A system whose `systemctl`, `schtasks` and `launchctl` are programs of ours: real processes that write down what they
were asked, keep what they were given, and say no when they are told to."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

_PROGRAM = """#!{python} -S
import json, os, pathlib, sys
here = pathlib.Path({folder!r})
words = sys.argv[1:]
with (here / "calls").open("a", encoding="utf-8") as calls:
    calls.write(json.dumps([{tool!r}, *words]) + "\\n")
refused = here / "refuse"
if refused.exists() and refused.read_text("utf-8") in words:
    sys.stderr.write("Access is\\n denied\\n")
    sys.exit(1)
state = here / "state.xml"
{body}
"""
_SYSTEMCTL = """
if "show" in words:
    print("ActiveState=active")
    print("NextElapseUSecRealtime=Sun 2026-11-22 08:00:00 EET")
"""
_LAUNCHCTL = """
loaded = here / "loaded"
if words[0] == "print":
    sys.exit(0 if loaded.exists() else 113)
if words[0] == "bootstrap":
    if loaded.exists():
        sys.exit(5)
    loaded.touch()
if words[0] == "bootout":
    loaded.unlink()
"""
_SCHTASKS = """
if words[0] == "/Create":
    state.write_bytes(pathlib.Path(words[words.index("/XML") + 1]).read_bytes())
elif not state.exists():
    sys.stderr.write("ERROR: The system cannot find the file specified.\\n")
    sys.exit(1)
elif words[0] == "/Delete":
    state.unlink()
elif "/XML" in words:
    text = state.read_text("utf-16")
    sys.stdout.buffer.write(text.replace("PT90M", "PT1H30M").encode())
else:
    print(chr(34) + "\\\\\\\\rentix-sync" + chr(34) + "," + chr(34) + "22.11.2026 8:00:00" + chr(34) + "," + chr(34) + "Готово" + chr(34))
"""


@dataclass
class System:
    folder: Path

    @property
    def calls(self) -> list[list[str]]:
        path = self.folder / "calls"
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []

    def refuse(self, word: str | None) -> None:
        """Every call with this word fails from now on; None = none does."""
        path = self.folder / "refuse"
        if word is None:
            path.unlink(missing_ok=True)
        else:
            path.write_text(word, "utf-8")

    @property
    def task(self) -> str | None:
        path = self.folder / "state.xml"
        return path.read_text("utf-16") if path.exists() else None


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> System:
    if os.name == "nt":
        pytest.skip("programs with a first line are started by their name on other systems only")
    folder = tmp_path / "system"
    folder.mkdir()
    for tool, body in (("systemctl", _SYSTEMCTL), ("launchctl", _LAUNCHCTL), ("schtasks", _SCHTASKS)):
        path = folder / tool
        text = _PROGRAM.format(python=_python(), folder=str(folder), tool=tool, body=body)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    return System(folder)


def _python() -> str:
    base: Any = getattr(sys, "_base_executable", sys.executable)
    return str(base)
