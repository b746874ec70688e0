from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from PySide6.QtCore import QObject, QThread, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.ui.jobs import Jobs, Task


class Receiver(QObject):
    """What a page is to a job."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[str, Any]] = []
        self.times: list[float] = []
        self.home = QThread.currentThread()

    def _note(self, what: str, value: Any = None) -> None:
        assert QThread.currentThread() is self.home
        self.told.append((what, value))

    @Slot(object)
    def on_success(self, value: object) -> None:
        self._note("succeeded", value)

    @Slot(object)
    def on_failure(self, value: object) -> None:
        self._note("failed", value)

    @Slot()
    def on_stop(self) -> None:
        self._note("stopped")

    @Slot(object)
    def on_progress(self, value: object) -> None:
        self.times.append(time.monotonic())
        self._note("progress", value)

    @property
    def ends(self) -> list[str]:
        return [what for what, _ in self.told if what != "progress"]


@pytest.fixture
def jobs(qtbot: QtBot) -> Any:
    made = Jobs()
    yield made
    assert made.close()


def run(jobs: Jobs, work: Any) -> tuple[Receiver, Any]:
    receiver = Receiver()
    job = jobs.build("test", work)
    job.succeeded.connect(receiver.on_success)
    job.failed.connect(receiver.on_failure)
    job.stopped.connect(receiver.on_stop)
    job.progressed.connect(receiver.on_progress)
    job.start()
    return receiver, job


def test_the_result_comes_on_the_windows_thread(qtbot: QtBot, jobs: Jobs) -> None:
    threads: list[threading.Thread] = []

    def work(task: Task[int]) -> int:
        threads.append(threading.current_thread())
        return 7

    receiver, job = run(jobs, work)
    qtbot.waitUntil(lambda: bool(receiver.ends))
    assert receiver.told == [("succeeded", 7)]
    assert threads[0] is not threading.main_thread()
    assert not job.running
    assert not jobs.busy


def test_progress_is_merged_and_the_last_one_always_comes(qtbot: QtBot, jobs: Jobs) -> None:
    def work(task: Task[None]) -> None:
        until = time.monotonic() + 0.65
        number = 0
        while time.monotonic() < until:
            number += 1
            task.progress(number)
            time.sleep(0.0005)
        task.progress("last")

    receiver, job = run(jobs, work)
    qtbot.waitUntil(lambda: bool(receiver.ends), timeout=5000)
    progress = [value for what, value in receiver.told if what == "progress"]
    assert progress[-1] == "last"
    assert receiver.told[-1][0] == "succeeded"
    assert 3 <= len(progress) <= 9
    gaps = [later - earlier for earlier, later in zip(receiver.times, receiver.times[1:-1], strict=False)]
    assert min(gaps) > 0.09
    assert job.last_progress == "last"


def test_a_last_progress_before_a_long_silence_is_not_held_back(qtbot: QtBot, jobs: Jobs) -> None:
    go_on = threading.Event()

    def work(task: Task[None]) -> None:
        for number in range(50):
            task.progress(number)
        go_on.wait(10)

    receiver, _ = run(jobs, work)
    qtbot.waitUntil(lambda: ("progress", 49) in receiver.told)
    go_on.set()
    qtbot.waitUntil(lambda: bool(receiver.ends))


def test_an_error_of_ours_comes_as_it_is(qtbot: QtBot, jobs: Jobs) -> None:
    error = AppError(Code.FILE_MISSING, Cause.DATA, path="a.xlsx")

    def work(task: Task[None]) -> None:
        raise error

    receiver, _ = run(jobs, work)
    qtbot.waitUntil(lambda: bool(receiver.ends))
    assert receiver.told == [("failed", error)]


@pytest.mark.parametrize("kind", [ValueError, BaseException])
def test_a_bug_becomes_an_error_with_places_and_without_values(
    qtbot: QtBot, jobs: Jobs, kind: type[BaseException]
) -> None:
    def work(task: Task[None]) -> None:
        raise kind("secret-key-1234")

    receiver, _ = run(jobs, work)
    qtbot.waitUntil(lambda: bool(receiver.ends))
    (what, error), *_ = receiver.told
    assert what == "failed"
    assert error.code is Code.BUG
    assert "test_jobs.py" in error.detail
    assert kind.__name__ in error.detail
    assert "secret" not in error.detail
    assert jobs.faults.seen() == {error.detail: 1}


def test_cancelling_stops_what_asks_and_what_has_a_stop_of_its_own(qtbot: QtBot, jobs: Jobs) -> None:
    inside = threading.Event()
    stopped = threading.Event()

    def work(task: Task[None]) -> None:
        task.on_cancel(stopped.set)
        inside.set()
        assert stopped.wait(10)
        task.check()

    receiver, job = run(jobs, work)
    qtbot.waitUntil(inside.is_set)
    job.cancel()
    qtbot.waitUntil(lambda: bool(receiver.ends))
    assert receiver.ends == ["stopped"]


def test_a_reader_that_was_stopped_is_no_error(qtbot: QtBot, jobs: Jobs) -> None:
    def work(task: Task[None]) -> None:
        raise AppError(Code.STOPPED, Cause.USAGE)

    receiver, _ = run(jobs, work)
    qtbot.waitUntil(lambda: bool(receiver.ends))
    assert receiver.ends == ["stopped"]


def test_closing_joins_every_thread_and_tells_nobody(qtbot: QtBot) -> None:
    jobs = Jobs()

    def work(task: Task[None]) -> None:
        while not task.wait(0.01):
            task.progress(1)

    receivers = [run(jobs, work)[0] for _ in range(3)]
    assert jobs.busy
    assert jobs.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "job-test"]
    told = [list(receiver.told) for receiver in receivers]
    qtbot.wait(150)
    assert [receiver.told for receiver in receivers] == told


def test_idle_is_told_when_the_last_one_ended(qtbot: QtBot, jobs: Jobs) -> None:
    with qtbot.waitSignal(jobs.idle):
        run(jobs, lambda _task: None)
        run(jobs, lambda _task: None)
    assert not jobs.busy


def test_no_job_begins_while_modules_are_loaded(qtbot: QtBot, jobs: Jobs) -> None:
    order: list[str] = []
    go = threading.Event()

    def modules() -> None:
        go.wait(10)
        order.append("loaded")

    jobs.hold()
    early = jobs.build("early", lambda _: order.append("early"))
    early.start()
    jobs.load(modules)
    late = jobs.build("late", lambda _: order.append("late"))
    late.start()
    assert not early.join(0.2)
    assert order == []
    go.set()
    jobs.wait_loaded()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert order[0] == "loaded"
    assert set(order) == {"loaded", "early", "late"}


def test_a_job_that_waits_for_loading_can_be_stopped(qtbot: QtBot, jobs: Jobs) -> None:
    jobs.hold()
    job = jobs.build("held", lambda _: None)
    with qtbot.waitSignal(job.stopped):
        job.start()
        job.cancel()


def test_what_goes_on_aside_does_not_make_the_window_busy_and_is_stopped_with_it(qtbot: QtBot, jobs: Jobs) -> None:
    started, stopped = threading.Event(), threading.Event()

    def wait(task: Task[Any]) -> None:
        task.on_cancel(stopped.set)
        started.set()
        stopped.wait(20)

    jobs.build("aside", wait, aside=True).start()
    qtbot.waitUntil(started.is_set)
    assert not jobs.busy
    assert not jobs.ended
    with qtbot.waitSignal(jobs.idle):
        jobs.cancel_all()
    assert jobs.ended


def test_what_somebody_waits_for_is_not_held_back(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rentix_desktop.ui.jobs._INTERVAL_MS", 60_000)
    told: list[str] = []

    class Hears(QObject):
        @Slot(object)
        def on_progress(self, value: str) -> None:
            told.append(value)

    def work(task: Task[None]) -> None:
        task.progress("begun", at_once=True)
        while not told:
            time.sleep(0.001)
        task.progress("merged")  # would be told a minute later
        task.progress("first rows", at_once=True)
        while len(told) < 2 and not task.cancelled:
            time.sleep(0.001)

    jobs, hears = Jobs(), Hears()
    job = jobs.build("test", work)
    job.progressed.connect(hears.on_progress)
    job.start()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert told == ["begun", "first rows"]


def test_work_begins_once_what_is_to_be_shown_is_on_the_screen(qtbot: QtBot, jobs: Jobs) -> None:
    """Beside a busy worker showing takes several times as long."""
    order: list[str] = []

    class Shown(QWidget):
        def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
            order.append("painted")

    shown = Shown()
    qtbot.addWidget(shown)
    with qtbot.waitExposed(shown):
        shown.show()
    QApplication.processEvents()
    order.clear()
    job = jobs.build("work", lambda _task: order.append("worked"))
    job.start()
    shown.update()
    with qtbot.waitSignal(job.succeeded):
        pass
    assert order == ["painted", "worked"]


def test_what_was_asked_for_last_is_done_though_the_window_closes_at_once(jobs: Jobs) -> None:
    done = threading.Event()
    jobs.build("save", lambda _task: done.set()).start()
    assert jobs.close()
    assert done.is_set()
