"""Runs the program by its real entry point with a clerk at it: a process of its own, started by the tests.

    python -m tests.endtoend.drive SCENARIO FOLDER [WORD …] [--by-keyboard] [--album DIR] [-- OPTIONS OF rentix-desktop]

FOLDER takes the data folder and `facts.json`, what the scenario says it saw. Exit code 0: the scenario went through,
the window closed by itself, and neither Qt nor Python had anything to complain about.
"""

from __future__ import annotations

import argparse
import json
import sys
import traceback
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMessageLogContext, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from rentix_desktop.bootstrap.window import main as run_program
from rentix_desktop.ui.window import Window
from tests.endtoend import keeping, pairing, scenarios
from tests.endtoend.clerk import Clerk

SCENARIOS: Final = {**scenarios.ALL, **keeping.ALL, **pairing.ALL}


class _Drive:
    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self.complaints: list[str] = []

    def listen(self, kind: QtMsgType, _: QMessageLogContext, message: str) -> None:
        """To Qt's messages."""
        if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg):
            self.complaints.append(message)

    def go(self) -> None:
        """Once the program's event loop turns."""
        options = self._options
        window = next(one for one in QApplication.topLevelWidgets() if isinstance(one, Window))
        clerk = Clerk(window, options.album, options.words, by_keyboard=options.by_keyboard)
        try:
            clerk.wait(window.isActiveWindow, "the active window")
            facts = SCENARIOS[options.scenario](clerk)
            (options.folder / "facts.json").write_text(json.dumps({**facts, "pressed": clerk.pressed}), "utf-8")
            window.close()
        except BaseException:  # noqa: BLE001 - said to the test by exit code and standard error
            self.complaints.append(traceback.format_exc())
            QApplication.exit(1)


def main() -> int:
    options = _options()
    drive = _Drive(options)
    qInstallMessageHandler(drive.listen)
    application = QApplication(sys.argv[:1])
    QTimer.singleShot(0, drive.go)
    code = run_program(["--data-dir", str(options.folder / "data"), *options.program])
    sys.stderr.write("\n".join(drive.complaints))
    del application
    return 1 if drive.complaints else code


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("scenario", choices=sorted(SCENARIOS))
    parser.add_argument("folder", type=Path)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--by-keyboard", action="store_true")
    parser.add_argument("--album", type=Path)
    words = sys.argv[1:]
    cut = words.index("--") if "--" in words else len(words)
    options = parser.parse_args(words[:cut])
    options.program = words[cut + 1 :]
    return options


if __name__ == "__main__":
    sys.exit(main())
