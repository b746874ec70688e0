"""The photos of people, fetched in the background: a table is shown at once, they come when they come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, Signal, Slot

from rentix_desktop.linking.people.profile import is_address
from rentix_desktop.sync.photos import PhotoFetch
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.jobs import Job
from rentix_desktop.ui.thumbnails import Thumbnail, thumbnails
from rentix_desktop.ui.widgets.portraits import Album


class Portraits(QObject):
    """Fills an album. What does not open, or is no picture, is not asked for again."""

    came = Signal()

    def __init__(self, desk: Desk, fetch: PhotoFetch, album: Album, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._fetch, self._album = desk, fetch, album
        self._jobs: list[Job] = []

    def load(self, addresses: Iterable[str]) -> None:
        """Those that are not known yet, and are addresses of the web."""
        wanted = self._album.lacks(address for address in addresses if is_address(address))
        if not wanted:
            return
        fetch = self._fetch
        job = self._desk.jobs.build("portraits", lambda task: thumbnails(task, fetch, wanted))
        job.progressed.connect(self._on_pictures)
        job.succeeded.connect(self._on_pictures)
        self._jobs = [*(each for each in self._jobs if each.running), job]
        job.start()

    @Slot(str)
    def load_one(self, address: str) -> None:
        self.load((address,))

    def let_go(self) -> None:
        for job in self._jobs:
            if job.running:
                job.cancel()
                job.disconnect(self)

    @Slot(object)
    def _on_pictures(self, found: Mapping[str, Thumbnail]) -> None:
        if self._album.take({address: each.image for address, each in found.items()}):
            self.came.emit()
