"""The directions of design, section 3."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import rentix_desktop
from tests.architecture.imports import MAY_KNOW, imports_of, wrong_directions, wrong_libraries

PACKAGE = Path(rentix_desktop.__file__).parent
BELOW_THE_WINDOW = sorted(set(MAY_KNOW) - {"ui", "bootstrap", "__main__", "__init__"})


def test_the_rooms_know_only_what_they_may() -> None:
    assert wrong_directions(imports_of(PACKAGE)) == []


def test_libraries_stay_in_their_rooms() -> None:
    assert wrong_libraries(imports_of(PACKAGE)) == []


def test_every_room_has_its_rule() -> None:
    rooms = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert rooms <= set(MAY_KNOW)


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("catalog", "from rentix_desktop.sync.ledger import State"),
        ("catalog", "from ..sync import ledger"),
        ("sheets", "import rentix_desktop.mapping.model"),
        ("sync", "from rentix_desktop.store import ledger"),
        ("sync", "from rentix_desktop import store"),
        ("ui", "from rentix_desktop.cli import commands"),
        ("cli", "from rentix_desktop.ui import window"),
        ("ui", "def later():\n    from rentix_desktop.destinations import rentix"),
        ("destinations", "from rentix_desktop.texts.language import Texts"),
        ("store", "import importlib\nimportlib.import_module('rentix_desktop.ui')"),
    ],
)
def test_a_planted_wrong_direction_is_found(tmp_path: Path, room: str, line: str) -> None:
    planted = tmp_path / "rentix_desktop" / room / "planted.py"
    planted.parent.mkdir(parents=True)
    planted.write_text(line, "utf-8")
    assert len(wrong_directions(imports_of(tmp_path / "rentix_desktop"))) == 1


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("sync/planted.py", "import httpx"),
        ("sync/planted.py", "from PySide6.QtCore import QObject"),
        ("bootstrap/console.py", "from PySide6 import QtCore"),
        ("mapping/planted.py", "import csv"),
        ("cli/planted.py", "from openpyxl import Workbook"),
        ("ui/planted.py", "def late():\n    import sqlite3"),
        ("destinations/planted.py", "import keyring.errors"),
        ("demo/planted.py", "from urllib.request import urlopen"),
    ],
)
def test_a_planted_wrong_library_is_found(tmp_path: Path, module: str, line: str) -> None:
    planted = tmp_path / "rentix_desktop" / module
    planted.parent.mkdir(parents=True)
    planted.write_text(line, "utf-8")
    assert len(wrong_libraries(imports_of(tmp_path / "rentix_desktop"))) == 1


def test_everything_below_the_window_loads_without_qt() -> None:
    """Where PySide6 cannot be imported at all, the console and every room below the window still load."""
    code = f"""
import importlib, pkgutil, sys
class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {{"PySide6", "shiboken6"}}:
            raise ImportError(f"{{name}} is not to be imported")
sys.meta_path.insert(0, NoQt())
import rentix_desktop
for room in {BELOW_THE_WINDOW!r}:
    module = importlib.import_module(f"rentix_desktop.{{room}}")
    if hasattr(module, "__path__"):
        for found in pkgutil.walk_packages(module.__path__, module.__name__ + "."):
            if not found.name.endswith("__main__"):
                importlib.import_module(found.name)
import rentix_desktop.bootstrap.console
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_the_console_starts_without_the_slow_libraries() -> None:
    """What `rentix-sync --help` loads: slow libraries come when they are used (stack facts, section 4)."""
    code = "import sys, rentix_desktop.bootstrap.console; print(*{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert not {"PySide6", "httpx", "openpyxl", "keyring", "uvicorn", "starlette"} & set(done.stdout.split())
