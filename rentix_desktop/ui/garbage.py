"""Looks for garbage on the window's thread only.

Python looks for it on whichever thread happens to allocate. A worker that finds a dead page there destroys its Qt objects
on the wrong thread, which ends the process. So the automatic search is off while there is a window, and a timer of the
window's thread does the same work, by Python's own thresholds, a little at a time.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

_EVERY_MS: Final = 500


class Garbage(QObject):
    """Takes the search for garbage over, for good: made once, after the window came."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    @Slot()
    def look(self) -> None:
        """Collects the oldest generation that is due; those younger are collected with it."""
        counts = gc.get_count()
        for generation in (2, 1, 0):
            if counts[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return
