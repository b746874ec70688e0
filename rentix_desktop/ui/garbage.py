"""Looks for garbage on the window's thread only.

Python looks for it on whichever thread happens to allocate. A worker that finds a dead page there destroys its Qt objects
on the wrong thread, which ends the process. So the automatic search is off while there is a window, and a timer of the
window's thread does the same work, by Python's own thresholds, a little at a time.

A search goes through everything there is, and stops the window for so long: 80 ms with the rows of a large upload in
memory. So it never goes through more than some ten thousand objects. What was looked through and stays is put aside
(`gc.freeze`), as is at once what is too much to be looked through: the rows a worker has just gathered. Those come and go
by the counting of references; what of it was garbage is found when the person works in another window.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication

_EVERY_MS: Final = 500
MOST: Final = 25_000
"""Objects that are gone through at once: some 7 ms."""


class Garbage(QObject):
    """Takes the search for garbage over, for good: made once, after the window came."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._searched = 0  # objects that a search goes through again
        self._aside = False  # some were put aside that nobody looked through
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    @Slot()
    def look(self) -> None:
        """Collects the oldest generation that is due; those younger are collected with it."""
        counts = gc.get_count()
        if counts[0] > MOST:
            self._put_aside()
            self._aside = True
        elif self._searched + counts[0] > MOST:
            gc.collect()
            self._put_aside()
        else:
            for generation in (2, 1, 0):
                if counts[generation] > gc.get_threshold()[generation]:
                    self._searched += counts[0] - gc.collect(generation)
                    break
        if self._aside and QGuiApplication.applicationState() != Qt.ApplicationState.ApplicationActive:
            self.look_at_all()

    def look_at_all(self) -> None:
        """Goes through everything, for as long as that takes: while the person works elsewhere."""
        gc.unfreeze()
        gc.collect()
        self._put_aside()
        self._aside = False

    def _put_aside(self) -> None:
        gc.freeze()
        self._searched = 0
