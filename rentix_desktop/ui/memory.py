"""The settings while the window is open: read once, changed at once, written on a worker, the last state wins."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from rentix_desktop.errors import AppError
from rentix_desktop.sync.ports import Settings, SettingsStore
from rentix_desktop.ui.jobs import Job, Jobs


class Memory(QObject):
    changed = Signal()
    failed = Signal(object)  # an AppError: what was changed holds for this session only

    def __init__(self, store: SettingsStore, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._jobs = jobs
        self._saving: Job | None = None
        self._unsaved = False
        self.settings = store.load()

    def change(self, how: Callable[[Settings], Settings]) -> None:
        settings = how(self.settings)
        if settings == self.settings:
            return
        self.settings = settings
        self.changed.emit()
        self._unsaved = True
        self._save()

    def _save(self) -> None:
        if self._saving is not None or not self._unsaved:
            return
        self._unsaved = False
        store, settings = self._store, self.settings
        job = self._saving = self._jobs.build("save-settings", lambda _task: store.save(settings))
        job.failed.connect(self._on_failed)
        job.ended.connect(self._on_ended)
        job.start()

    @Slot(object)
    def _on_failed(self, error: AppError) -> None:
        self.failed.emit(error)

    @Slot(object)
    def _on_ended(self, _job: Job) -> None:
        self._saving = None
        self._save()
