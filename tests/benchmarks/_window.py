"""The real window by its real entry point, driven as a person would, in a process of its own: `tour` is what it does.

    drive(tour, *paths) → what the tour returned, from a fresh process on the offscreen platform

A tour is the name of a function of this module that takes a `Driver` and the paths. The portal is the demo portal with
its limits off.
"""

from __future__ import annotations

import faulthandler
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

_PATIENCE: Final = 120.0
_UNLIMITED: Final = 1_000_000
_TICK_MS: Final = 16
_DECIDED: Final = 6
_EDIT: Final = 2  # Qt.ItemDataRole.EditRole
_FIRST_ROWS: Final = 100


def drive(tour: str, *paths: Path) -> dict[str, float]:
    """What the tour measured, by name."""
    program = f"from tests.benchmarks._window import run; run({tour!r}, {[str(path) for path in paths]!r})"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"the window ended with {done.returncode}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def run(tour: str, paths: list[str]) -> None:
    """In the process of the window. Its event loop is the driver's; everything else is as `rentix-desktop --demo`."""
    from PySide6.QtWidgets import QApplication

    from rentix_desktop.bootstrap import parts, window
    from rentix_desktop.store.settings import JsonSettingsStore
    from rentix_desktop.sync.ports import RunningDemo, Settings

    start_demo: Callable[[], AbstractContextManager[RunningDemo]] = partial(parts.start_demo, limits="off")
    parts.start_demo = start_demo  # type: ignore[assignment]  # nobody who starts the window can ask for it

    def instead_of_exec() -> int:
        sys.excepthook = sys.__excepthook__  # the window's own shows a page that nobody sees here
        print(json.dumps(globals()[tour](Driver(), *map(Path, paths))))
        return 0

    QApplication.exec = staticmethod(instead_of_exec)  # type: ignore[method-assign]
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(Settings(), language="ro", requests_per_minute=_UNLIMITED, bulk_per_minute=_UNLIMITED)
        JsonSettingsStore(Path(folder, "settings.json")).save(settings)
        code = window.main(["--demo", "--data-dir", folder])
        sys.stdout.flush()
        os._exit(code)  # what is left is of no interest


class Driver:
    """The window, and how long its event loop stood still."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer
        from PySide6.QtWidgets import QApplication

        from rentix_desktop.ui.window import Window

        self.window: Window = next(one for one in QApplication.topLevelWidgets() if isinstance(one, Window))
        self._last = self._longest = 0.0
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self.wait(lambda: self.window.session.table is not None)  # the sample

    def _tick(self) -> None:
        now = time.perf_counter()
        self._longest = max(self._longest, now - self._last)
        self._last = now

    def longest_gap(self, until: Callable[[], bool]) -> float:
        """The longest time between two ticks of a 16 ms timer, in ms, until something is so and shown."""
        self._last, self._longest = time.perf_counter(), 0.0
        self._timer.start(_TICK_MS)
        self.wait(until)
        self.turn(200)
        self._timer.stop()
        return self._longest * 1000

    def wait(self, until: Callable[[], bool]) -> None:
        """Until something is so and no job is running."""
        end = time.monotonic() + _PATIENCE
        while not until() or self.window.jobs.busy:
            if time.monotonic() > end:
                faulthandler.dump_traceback()
                raise SystemExit(f"waited too long on {self.window.page.NAME}")
            self.turn(20)

    @staticmethod
    def turn(milliseconds: int) -> None:
        from PySide6.QtCore import QEventLoop, QTimer

        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def find(self, kind: type[Any], name: str) -> Any:
        return self.window.findChild(kind, name)

    # the pages ----------------------------------------------------------------------------------------------------------
    def read(self, path: Path) -> float:
        """The longest gap while the file page reads `path`."""
        from PySide6.QtWidgets import QLineEdit

        edit = self.find(QLineEdit, "filePathEdit")
        edit.setText(str(path))
        edit.returnPressed.emit()
        session = self.window.session
        return self.longest_gap(lambda: session.table is not None and session.table.info.path == path)

    def first_rows(self, path: Path) -> float:
        """Seconds from Enter in the path line to the first painted picture with 100 rows of `path` in it."""
        from PySide6.QtCore import QEvent, QObject
        from PySide6.QtWidgets import QLineEdit, QTableView

        table, painted = self.find(QTableView, "rawTable"), []

        class Watch(QObject):
            def eventFilter(self, _: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
                if event.type() == QEvent.Type.Paint and table.model().rowCount() >= _FIRST_ROWS:
                    painted.append(time.perf_counter())
                return False

        watch = Watch()
        edit = self.find(QLineEdit, "filePathEdit")
        edit.setText(str(path))
        started = time.perf_counter()
        edit.returnPressed.emit()
        if table.isVisible():
            raise SystemExit("the former file is still shown")
        table.viewport().installEventFilter(watch)
        end = time.monotonic() + _PATIENCE
        while not painted and time.monotonic() < end:
            self.turn(5)
        table.viewport().removeEventFilter(watch)
        if not painted or self.window.session.table is not None or self.window.session.file != path:
            raise SystemExit("the first rows were not shown while the rest was read")
        return painted[0] - started

    def stop(self) -> float:
        """Seconds from a click on Stop while a file is read to the page that takes another."""
        from PySide6.QtWidgets import QPushButton

        started = time.perf_counter()
        self.find(QPushButton, "stopReadingHereButton").click()
        empty = self.find(QPushButton, "dropBrowseButton")
        while not empty.isVisible():
            self.turn(5)
        stopped = time.perf_counter() - started
        self.wait(lambda: True)
        return stopped

    def columns(self) -> float:
        """The same while the columns are looked at and suggested; then they are taken as suggested."""
        from rentix_desktop.ui.wizard.flow import Step

        session = self.window.session
        gap = self.look_at_columns()
        mapping = session.flow.mapping
        if mapping is None:
            raise SystemExit("no columns were suggested")
        session.change(session.flow.columns_decided(mapping, 0))
        session.change(session.flow.go(Step.VALUES))
        self.wait(lambda: True)
        self.turn(100)
        session.change(session.flow.values_decided(session.flow.mapping or mapping, 0))
        self.turn(100)
        return gap

    def look_at_columns(self) -> float:
        """The longest gap from the file page to columns that are suggested and shown."""
        from PySide6.QtWidgets import QPushButton

        session = self.window.session
        self.find(QPushButton, "nextButton").click()
        return self.longest_gap(lambda: session.flow.mapping is not None)

    def decide_columns(self) -> float:
        """The longest gap while a person gives one column after the other another meaning, and its own again."""
        from rentix_desktop.ui.models.columns import ColumnsModel
        from rentix_desktop.ui.widgets.choosing import MEANS, ChoosingTable

        model = self.find(ChoosingTable, "columnsTable").model()
        if not isinstance(model, ColumnsModel):
            raise SystemExit("no columns are shown")
        longest = 0.0
        for row in range(min(_DECIDED, model.rowCount())):
            index = model.index(row, MEANS)
            for value in (index.data(_EDIT), "propertyVisualState", index.data(_EDIT)):
                model.setData(index, value)
                longest = max(longest, self.longest_gap(lambda: True))
        return longest

    def plan(self) -> float:
        """The same while the check page plans."""
        from rentix_desktop.ui.wizard.flow import Step

        session = self.window.session
        session.change(session.flow.go(Step.CHECK))
        return self.longest_gap(lambda: session.flow.forecast is not None)

    def upload(self, rows: int) -> float:
        """The same while the upload page sends; all `rows` have to arrive."""
        from PySide6.QtWidgets import QPushButton

        session = self.window.session
        self.find(QPushButton, "sendButton").click()
        gap = self.longest_gap(lambda: session.flow.summary is not None)
        summary = session.flow.summary
        if summary is None or summary.created != rows:
            raise SystemExit(f"not all of {rows} rows arrived: {summary}")
        return gap


# tours ------------------------------------------------------------------------------------------------------------------
def gaps(driver: Driver, large: Path, wide: Path, small: Path) -> dict[str, float]:
    """Reads the large file, looks at its columns and at those of the wide one; then the small one, which is sent."""
    from rentix_desktop.ui.wizard.flow import Step

    found = {"idle": driver.longest_gap(lambda: True), "read": driver.read(large)}
    session = driver.window.session
    for name, path in (("large columns", large), ("wide columns", wide)):
        if session.table is None or session.table.info.path != path:
            driver.read(path)
        found[name] = driver.look_at_columns()
        found[f"{name} decided"] = driver.decide_columns()
        session.change(session.flow.go(Step.FILE))
        driver.turn(100)
    driver.read(small)
    found["columns"] = driver.columns()
    found["plan"] = driver.plan()
    forecast = driver.window.session.flow.forecast
    found["upload"] = driver.upload(forecast.total if forecast else 0)
    return found


def first_rows(driver: Driver, text: Path, book: Path) -> dict[str, float]:
    """The first rows of both, in seconds; each reading is then stopped."""
    found = {"text": driver.first_rows(text), "text stopped": driver.stop()}
    return {**found, "workbook": driver.first_rows(book), "workbook stopped": driver.stop()}


def memory(driver: Driver, large: Path) -> dict[str, float]:
    """Reads the large file, looks at its columns and plans it."""
    found = {"before": _resident()}
    driver.read(large)
    found["read"] = _resident()
    found["columns gap"] = driver.columns()
    found["columns"] = _resident()
    found["plan gap"] = driver.plan()
    found["plan"] = _resident()
    found["most"] = _most_resident()
    return found


def _resident() -> float:
    """Megabytes this process holds now; 0 where the system does not tell."""
    with_pages = Path("/proc/self/statm")
    if not with_pages.exists():
        return 0.0
    return int(with_pages.read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6


def _most_resident() -> float:
    if sys.platform == "win32":
        return 0.0
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most * 1024 / 1e6
