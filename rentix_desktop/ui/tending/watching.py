"""The files of sources that go when their file changes. The system tells of changes; drives of the network do not, so
that they are looked at slowly, too. Looking is done on a worker: a drive that is away takes its time to say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal, Slot

from rentix_desktop.sync.clock import steady
from rentix_desktop.sync.sources.book import FileFacts
from rentix_desktop.sync.sources.find import newest
from rentix_desktop.sync.sources.source import Place
from rentix_desktop.ui.jobs import Job, Jobs, Task
from rentix_desktop.ui.tending.timers import PACE, Pace

Seen = Mapping[str, FileFacts | None]


def look(task: Task[Any], places: Mapping[str, Place]) -> tuple[Seen, tuple[str, ...]]:
    """The file of each place, and the folders that are there."""
    seen: dict[str, FileFacts | None] = {}
    for name, place in places.items():
        task.check()
        seen[name] = newest(place)
    folders = {place.folder for place in places.values() if place.folder.is_dir()}
    return seen, tuple(sorted(str(folder) for folder in folders))


class Watching(QObject):
    """`rests(name, facts)`: the file of that name is another than the one told last, and has not changed since a moment:
    what is still being written is not told. `gone(name)`: there is no such file, told each time it is looked for."""

    rests = Signal(str, object)
    gone = Signal(str)

    def __init__(self, jobs: Jobs, parent: QObject, pace: Pace = PACE) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._places: dict[str, Place] = {}
        self._seen: dict[str, tuple[FileFacts | None, float]] = {}  # by the last look, and since when it is so
        self._quiet_seconds = pace.quiet / 1000
        self._told: dict[str, FileFacts] = {}
        self._job: Job | None = None
        self._again = False
        self._watcher: QFileSystemWatcher | None = None
        self._slow = QTimer(self, interval=pace.files)
        self._slow.timeout.connect(self.look)
        self._quiet = QTimer(self, singleShot=True, interval=pace.quiet)
        self._quiet.timeout.connect(self.look)

    def watch(self, places: Mapping[str, Place]) -> None:
        """These from now on, instead of those before."""
        self._places = dict(places)
        for kept in (self._seen, self._told):
            for name in [name for name in kept if name not in places]:
                del kept[name]
        if places:
            self._slow.start()
            self.look()
        else:
            self.stop()

    def stop(self) -> None:
        self._places = {}
        self._slow.stop()
        self._quiet.stop()
        watcher, self._watcher = self._watcher, None
        if watcher is not None:
            watcher.deleteLater()

    @Slot()
    def look(self) -> None:
        if not self._places:
            return
        if self._job is not None:
            self._again = True
            return
        places = dict(self._places)
        job = self._jobs.build("watch", lambda task: look(task, places), aside=True)
        job.succeeded.connect(self._on_looked)
        job.ended.connect(self._on_ended)
        self._job = job
        job.start()

    @Slot(object)
    def _on_looked(self, found: tuple[Seen, Sequence[str]]) -> None:
        seen, folders = found
        now, moving = steady(), False
        for name, facts in seen.items():
            if name not in self._places:
                continue
            before, since = self._seen.get(name, (None, now))
            if before != facts:
                since = now
            self._seen[name] = facts, since
            if facts is None:
                self.gone.emit(name)
                continue
            if facts == self._told.get(name):
                continue
            if now - since >= self._quiet_seconds:
                self._told[name] = facts
                self.rests.emit(name, facts)
            else:
                moving = True
        if self._places:
            self._follow(folders, [str(facts.path) for facts in seen.values() if facts is not None])
            if moving:
                self._quiet.start()

    def _follow(self, folders: Sequence[str], files: Sequence[str]) -> None:
        """The system's watch on what is there: a file that is replaced by another is watched anew."""
        if self._watcher is None:
            self._watcher = QFileSystemWatcher(self)
            self._watcher.directoryChanged.connect(self._on_change)
            self._watcher.fileChanged.connect(self._on_change)
        watcher = self._watcher
        wanted, followed = {*folders, *files}, {*watcher.directories(), *watcher.files()}
        if followed - wanted:
            watcher.removePaths(sorted(followed - wanted))
        fresh = [path for path in sorted(wanted - followed) if Path(path).exists()]
        if fresh:
            watcher.addPaths(fresh)

    @Slot(str)
    def _on_change(self, _path: str) -> None:
        if self._places:
            self._quiet.start()  # anew with each change: looked at when it is quiet

    @Slot(object)
    def _on_ended(self, _job: Job) -> None:
        self._job = None
        if self._again:
            self._again = False
            self.look()
