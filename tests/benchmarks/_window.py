"""The real window by its real entry point, driven as a person would, in a process of its own: `tour` is what it does.

    drive(tour, *paths) → what the tour returned, from a fresh process on the offscreen platform

How long the window stood still is told twice (`Pause`): by the clock, which on a busy machine counts the others' work,
too, and by the time the window's own thread worked. A tour is the name of a function of this module that takes a `Driver` and the paths. The portal is the demo portal with
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
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from rentix_desktop.sync.ledger import AccountKey, Ledger
    from rentix_desktop.ui.wizard.flow import Step

FAILURES: Final = 20_000
_PATIENCE: Final = 120.0
_UNLIMITED: Final = 1_000_000
_TICK_MS: Final = 16
_LOOKED_MS: Final = 600  # a person looks at a page for so long at least
_DECIDED: Final = 6
_EDIT: Final = 2  # Qt.ItemDataRole.EditRole
_FIRST_ROWS: Final = 100


class Pause(NamedTuple):
    """The longest time between two ticks of a 16 ms timer: by the clock, and what the window's thread itself worked in
    such a time; in ms. What is done before the first tick counts."""

    gap: float
    own: float


def drive(tour: str, *paths: Path) -> dict[str, Any]:
    """What the tour measured, by name; a `Pause` comes as a list of two."""
    program = f"from tests.benchmarks._window import run; run({tour!r}, {[str(path) for path in paths]!r})"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"the window ended with {done.returncode}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
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
        self._last = self._own_last = 0.0
        self._longest = Pause(0, 0)
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self.wait(lambda: self.window.session.table is not None)  # the sample

    def _tick(self) -> None:
        now, own = time.perf_counter(), time.thread_time()
        gap, worked = (now - self._last) * 1000, (own - self._own_last) * 1000
        self._longest = Pause(max(self._longest.gap, gap), max(self._longest.own, worked))
        self._last, self._own_last = now, own

    def longest(self, act: Callable[[], object], until: Callable[[], bool] = lambda: True) -> Pause:
        """The longest pause from what a person does until something is so and shown."""
        self._longest = Pause(0, 0)
        self._last, self._own_last = time.perf_counter(), time.thread_time()
        self._timer.start(_TICK_MS)
        act()
        self.wait(until)
        self.turn(_LOOKED_MS)  # what is prepared meanwhile counts, too
        self._timer.stop()
        return self._longest

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
    def read(self, path: Path) -> Pause:
        """While the file page reads `path`."""
        from PySide6.QtWidgets import QLineEdit

        edit = self.find(QLineEdit, "filePathEdit")
        edit.setText(str(path))
        session = self.window.session
        return self.longest(
            edit.returnPressed.emit, lambda: session.table is not None and session.table.info.path == path
        )

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

    def columns(self) -> Pause:
        """From the file page to columns that are suggested and shown."""
        from PySide6.QtWidgets import QPushButton

        session = self.window.session
        return self.longest(self.find(QPushButton, "nextButton").click, lambda: session.flow.mapping is not None)

    def decide_columns(self) -> Pause:
        """While a person gives one column after the other another meaning, and its own again."""
        from rentix_desktop.ui.models.columns import ColumnsModel
        from rentix_desktop.ui.widgets.choosing import MEANS, ChoosingTable

        model = self.find(ChoosingTable, "columnsTable").model()
        if not isinstance(model, ColumnsModel):
            raise SystemExit("no columns are shown")
        longest = Pause(0, 0)
        for row in range(min(_DECIDED, model.rowCount())):
            index = model.index(row, MEANS)
            for value in (index.data(_EDIT), "propertyVisualState", index.data(_EDIT)):
                pause = self.longest(partial(model.setData, index, value))
                longest = Pause(max(longest.gap, pause.gap), max(longest.own, pause.own))
        return longest

    def go(self, step: Step) -> Pause:
        """To a page of the wizard that a person looked long enough at the one before to go to."""
        session = self.window.session
        return self.longest(lambda: session.change(session.flow.go(step)))

    def values(self) -> Pause:
        """From columns taken as suggested to the values page; then they are taken as suggested, too."""
        from rentix_desktop.ui.wizard.flow import Step

        session = self.window.session
        mapping = session.flow.mapping
        if mapping is None:
            raise SystemExit("no columns were suggested")
        session.change(session.flow.columns_decided(mapping, 0))
        pause = self.go(Step.VALUES)
        session.change(session.flow.values_decided(session.flow.mapping or mapping, 0))
        return pause

    def plan(self) -> Pause:
        """From the values page to the forecast."""
        from rentix_desktop.ui.wizard.flow import Step

        session = self.window.session
        return self.longest(
            lambda: session.change(session.flow.go(Step.CHECK)), lambda: session.flow.forecast is not None
        )

    def upload(self, rows: int) -> Pause:
        """From the forecast over the upload page to the results; all `rows` have to arrive."""
        from PySide6.QtWidgets import QPushButton

        session = self.window.session
        pause = self.longest(self.find(QPushButton, "sendButton").click, lambda: session.flow.summary is not None)
        summary = session.flow.summary
        if summary is None or summary.created != rows:
            raise SystemExit(f"not all of {rows} rows arrived: {summary}")
        return pause

    def place(self, name: str) -> Pause:
        """To a place outside the wizard, until what it gathers is shown."""
        return self.longest(lambda: self.window.show_place(name))

    def failures(self, rows: int) -> Pause:
        """To the results of an earlier upload of which so many rows were refused."""
        from rentix_desktop.sync.repair.needing import Needing
        from rentix_desktop.sync.summary import summarise

        session = self.window.session
        if session.connection is None:
            raise SystemExit("not connected")
        ledger = session.connection.ledger
        run = _refused(ledger, session.connection.key, rows)
        needing = Needing(ledger.run(run), rows, summarise(ledger, run))
        return self.longest(lambda: session.look_again(needing), lambda: self._rows_of("failuresTable") == rows)

    def _rows_of(self, table: str) -> int:
        from PySide6.QtWidgets import QTableView

        model = self.find(QTableView, table).model()
        return model.rowCount() if model is not None else 0


# tours ------------------------------------------------------------------------------------------------------------------
def gaps(driver: Driver, large: Path, wide: Path, small: Path) -> dict[str, Any]:
    """Reads the large file, looks at its columns and at those of the wide one; then the small one, which is sent. Then
    the places, and the results of an upload that went wrong."""
    from rentix_desktop.ui.wizard.flow import Step

    found = {"idle": driver.longest(lambda: None), "read": driver.read(large)}
    session = driver.window.session
    for name, path in (("large columns", large), ("wide columns", wide)):
        if session.table is None or session.table.info.path != path:
            driver.read(path)
        found[name] = driver.columns()
        found[f"{name} decided"] = driver.decide_columns()
        session.change(session.flow.go(Step.FILE))
        driver.turn(100)
    driver.read(small)
    found["columns"] = driver.columns()
    found["values"] = driver.values()
    found["plan"] = driver.plan()
    forecast = session.flow.forecast
    found["upload"] = driver.upload(forecast.total if forecast else 0)
    found["settings"] = driver.place("settings")
    found["history"] = driver.place("uploads")
    driver.place("upload")
    session.again()
    driver.turn(_LOOKED_MS)
    found["failures"] = driver.failures(FAILURES)
    return found


def agency(driver: Driver) -> dict[str, Any]:
    """The place of agents with many of them, and what a person opens in it."""
    from PySide6.QtWidgets import QPushButton, QTableView

    from tests.benchmarks import _agency

    session = driver.window.session
    if session.connection is None:
        raise SystemExit("not connected")
    _agency.fill(session.connection.destination)
    _agency.take(session)
    driver.turn(_LOOKED_MS)
    found = {"agents": driver.place("agents")}
    table = driver.find(QTableView, "agentsTable")
    if table.model().rowCount() < _agency.AGENTS:
        raise SystemExit("not all agents are shown")
    found["first pair"] = driver.longest(driver.find(QPushButton, "decideAgentsButton").click)
    found["next pair"] = driver.longest(driver.find(QPushButton, "agentSameButton").click)
    found["agents again"] = driver.longest(driver.find(QPushButton, "agentBackButton").click)
    found["invite"] = driver.longest(driver.find(QPushButton, "inviteAgentsButton").click)
    driver.longest(driver.find(QPushButton, "inviteBackButton").click)
    found["profile"] = driver.longest(driver.find(QPushButton, "editAgentButton").click)
    return found


def first_rows(driver: Driver, text: Path, book: Path) -> dict[str, float]:
    """The first rows of both, in seconds; each reading is then stopped."""
    found = {"text": driver.first_rows(text), "text stopped": driver.stop()}
    return {**found, "workbook": driver.first_rows(book), "workbook stopped": driver.stop()}


def memory(driver: Driver, large: Path) -> dict[str, Any]:
    """Reads the large file, looks at its columns and plans it."""
    found = {"before": _resident()}
    driver.read(large)
    found["read"] = _resident()
    found["columns gap"] = driver.columns().gap
    found["columns"] = _resident()
    driver.values()
    found["plan gap"] = driver.plan().gap
    found["plan"] = _resident()
    found["most"] = _most_resident()
    return found


def _refused(ledger: Ledger, account: AccountKey, count: int) -> int:
    """An upload of so many rows of which the portal took none, and we blocked most."""
    from rentix_desktop.sync.destination import Refused
    from rentix_desktop.sync.ledger import Action, NewRun, RunKind
    from tests.benchmarks.repair_table import failures

    run = ledger.begin(NewRun(account, RunKind.UPLOAD, "large", "large.xlsx"))
    rows = [failed.row for failed in failures(count)]
    ledger.add_rows(run, (row.planned for row in rows))
    ledger.start(run)
    sent = [row for row in rows if row.planned.action is not Action.BLOCKED]
    ledger.intend(run, [row.planned.seq for row in sent])
    ledger.settle(run, [(row.planned.seq, Refused(row.messages)) for row in sent])
    ledger.finish(run, 1.0, complete=True)
    return run


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
