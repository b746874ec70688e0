"""Pictures of the real window on the demo portal, a sample file in it: one PNG a page, and the README's picture.

    xvfb-run -a -s "-screen 0 1280x720x24" .venv/bin/python packaging/screenshots.py --out DIR [--lang ro] [--theme dark]
    … --readme      writes packaging/pictures/window.png (the columns page) as well

It presses Next as a person would, decides nothing, sends the trial, and stops where a page waits for a decision.
QT_SCALE_FACTOR=2 in the environment makes them twice as dense.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from PySide6.QtCore import QEventLoop, QTimer  # noqa: E402 - the checkout comes first
from PySide6.QtWidgets import QApplication, QPushButton  # noqa: E402

from rentix_desktop.bootstrap.parts import open_parts  # noqa: E402
from rentix_desktop.sync.ports import Ports, Theme  # noqa: E402
from rentix_desktop.ui.window import SETTINGS, Opening, Window  # noqa: E402
from rentix_desktop.ui.wizard.flow import Step  # noqa: E402

PATIENCE: Final = 60.0  # seconds a page may take
README: Final = ROOT / "packaging" / "pictures" / "window.png"


def main() -> int:
    options = _options()
    options.out.mkdir(parents=True, exist_ok=True)
    application = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as folder, open_parts("screenshots", data_dir=Path(folder)) as ports:
        _walk(ports, options)
    del application
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--lang", choices=("ro", "ru", "en"), default="en")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--size", default="1180x760", help="of the window, WIDTHxHEIGHT")
    parser.add_argument("--readme", action="store_true")
    return parser.parse_args()


def _walk(ports: Ports, options: argparse.Namespace) -> None:
    window = Window(ports, Opening(options.lang, demo=True))
    window.change_theme(Theme(options.theme))
    width, height = options.size.split("x")
    window.resize(int(width), int(height))
    window.show()
    _wait(lambda: window.session.flow.step is Step.FILE)
    _wait(lambda: window.session.flow.table is not None)
    window.session.change(window.session.flow.go(Step.CONNECT))
    _picture(window, options, "1-connect")
    for _ in Step:
        step = window.session.flow.step
        if step is Step.CHECK:
            _wait(lambda: window.session.flow.next is not None)
            _picture(window, options, "5-check")
            _press(window, "trialButton")
            _wait(lambda: window.session.flow.step is not Step.CHECK)
        elif step is Step.UPLOAD:
            _picture(window, options, "6-upload")
            _wait(lambda: window.session.flow.step is not Step.UPLOAD)
        elif not _wait(lambda: window.session.flow.next is not None, 5.0):
            break
        else:
            _press(window, "nextButton")
        _picture(window, options, f"{window.session.flow.step.number}-{window.session.flow.step.value}")
        if options.readme and window.session.flow.step is Step.COLUMNS:
            README.parent.mkdir(exist_ok=True)
            window.grab().save(str(README))
    window.show_place(SETTINGS)
    _picture(window, options, "settings")
    window.close()
    _wait(lambda: not window.isVisible())


def _picture(window: Window, options: argparse.Namespace, name: str) -> None:
    if window.session.flow.step is not Step.UPLOAD:
        _wait(lambda: not window.jobs.busy)
    _turn(250)
    path = options.out / f"{name}-{options.lang}-{options.theme}.png"
    window.grab().save(str(path))
    sys.stdout.write(f"{path}\n")


def _press(window: Window, name: str) -> None:
    button = window.findChild(QPushButton, name)
    if isinstance(button, QPushButton) and button.isEnabled():
        button.click()


def _wait(until: Callable[[], bool], patience: float = PATIENCE) -> bool:
    end = time.monotonic() + patience
    while not until() and time.monotonic() < end:
        _turn(20)
    return until()


def _turn(milliseconds: int) -> None:
    """Lets the window work; QTest.qWait would keep the other threads from running."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


if __name__ == "__main__":
    sys.exit(main())
