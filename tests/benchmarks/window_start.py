"""From the start of the process until the main window is painted, against a bare QWizard of the same interpreter.

    python -m tests.benchmarks.window_start [ROUNDS]

Medians of alternating rounds with warm files and compiled modules, as an installed program has them, on the offscreen platform and, where a screen or Xvfb is to be had, on
xcb. The window is the real one by its real entry point, once with an empty data folder, where it opens in the wizard, and
once with a kept source and a month of its figures, where it opens at home. It also looks which modules were loaded by
then: those that are slow and not needed for the first page must not be among them.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from rentix_desktop.store.paths import prepare
from rentix_desktop.store.settings import JsonSettingsStore
from rentix_desktop.store.sources import JsonSourceStore
from rentix_desktop.sync.ports import Settings
from tests.ui import kept
from tests.ui.parts import ACCOUNT

ROUNDS: Final = 9
PROMISED: Final = 3.0
_AT_HOME: Final = " at home"
SLOW: Final = ("httpx", "openpyxl", "keyring", "pydantic", "python_calamine", "phonenumbers", "starlette", "rapidfuzz")

_PAINTED: Final = """
import os, sys
from PySide6.QtWidgets import QApplication

def painted(*_):
    loaded = set(sys.modules)
    window = next(one for one in QApplication.topLevelWidgets() if one.isVisible())
    while not window.windowHandle().isExposed():
        QApplication.processEvents()
    QApplication.processEvents()
    os.write(1, " ".join(sorted(loaded)).encode() + b"\\n")
    os._exit(0)

QApplication.exec = painted
"""
_OURS: Final = f"{_PAINTED}\nfrom rentix_desktop.bootstrap.window import main\nmain(['--data-dir', sys.argv[1]])"
_BARE: Final = f"""{_PAINTED}
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWizard, QWizardPage

application = QApplication(sys.argv[:1])
wizard, page = QWizard(), QWizardPage()
page.setTitle("Connection")
QVBoxLayout(page).addWidget(QLabel("Key"))
wizard.addPage(page)
wizard.show()
application.exec()
"""


def a_source(folder: Path) -> None:
    """A data folder in which a file is kept up to date, as a program that was used for a month leaves it."""
    paths = prepare(folder)
    paths.sources.mkdir(exist_ok=True)
    JsonSourceStore(paths.sources).save(kept.a_source(folder))
    JsonSettingsStore(paths.settings).save(Settings().with_account(ACCOUNT))
    ledger = paths.ledger(kept.CASA_NORD)
    ledger.parent.mkdir(exist_ok=True)
    kept.a_month(kept.Month(ledger), dt.datetime.now().astimezone())


def nothing(_: Path) -> None:
    """An empty data folder."""


def start(program: str, environment: dict[str, str], fill: Callable[[Path], None] = nothing) -> tuple[float, set[str]]:
    """Seconds until the window was painted, and the modules loaded when it was shown."""
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder))
        command = [sys.executable, "-c", program, folder]
        started = time.perf_counter()
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
            line = process.stdout.readline() if process.stdout else ""
            seconds = time.perf_counter() - started
        if not line:
            raise SystemExit(f"no window: exit code {process.returncode}")
        return seconds, set(line.split())


@contextlib.contextmanager
def screen() -> Iterator[dict[str, str] | None]:
    """The environment for a real window; None where there is no screen and none can be made."""
    if os.environ.get("DISPLAY"):
        yield {"QT_QPA_PLATFORM": "xcb"}
        return
    if sys.platform == "win32" or shutil.which("Xvfb") is None:
        yield None
        return
    read, write = os.pipe()
    words = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    with subprocess.Popen(words, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        try:
            with os.fdopen(read) as told:
                number = told.readline().strip()
            yield {"QT_QPA_PLATFORM": "xcb", "DISPLAY": f":{number}"} if number else None
        finally:
            server.terminate()


def measure(
    platform: str,
    extra: dict[str, str],
    rounds: int,
    compiled: str,
    what: str = "",
    fill: Callable[[Path], None] = nothing,
) -> None:
    """`compiled` is the folder where both find their compiled modules from the second round on; `fill` makes the data
    folder, `what` says of what kind it is."""
    environment = {**os.environ, **extra, "PYTHONPYCACHEPREFIX": compiled}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    bare: list[float] = []
    ours: list[float] = []
    loaded: set[str] = set()
    for number in range(rounds + 1):
        seconds, plain = start(_BARE, environment)
        mine, modules = start(_OURS, environment, fill)
        if number:  # the first round compiles the modules and fills the page cache
            bare.append(seconds)
            ours.append(mine)
        loaded = modules - plain
    # of each pair, for what else the computer does changes from one to the next
    ratio = statistics.median(mine / without for mine, without in zip(ours, bare, strict=True))
    print(
        f"start until the window is painted{what}, {platform}, against a bare QWizard\t{ratio:.2f}\t{PROMISED}\ttimes"
    )
    print(f"    the window\t{statistics.median(ours) * 1000:.0f}\t\tms")
    print(f"    a bare QWizard (baseline)\t{statistics.median(bare) * 1000:.0f}\t\tms")
    slow = sorted(name for name in SLOW if name in loaded)
    print(f"    slow modules loaded before it: {', '.join(slow) or 'none'}\t{len(slow)}\t0\tmodules")
    print(f"    modules loaded before it, beyond those of a bare QWizard\t{len(loaded)}\t\tmodules")


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as compiled, screen() as real:
        measure("offscreen", {"QT_QPA_PLATFORM": "offscreen"}, rounds, compiled)
        measure("offscreen", {"QT_QPA_PLATFORM": "offscreen"}, rounds, compiled, _AT_HOME, a_source)
        if real is None:
            print("no screen and no Xvfb here: xcb was not measured")
        else:
            measure("xcb", real, rounds, compiled)
            measure("xcb", real, rounds, compiled, _AT_HOME, a_source)


if __name__ == "__main__":
    main()
