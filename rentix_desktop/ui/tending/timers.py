"""The moment the next source is due. The clock on the wall is looked at twice a minute: a timer of Qt stands still while
the computer sleeps, and knows nothing of a clock that is put right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot


@dataclass(frozen=True, slots=True)
class Pace:
    """How often it is looked, in milliseconds: at the clock, at files whose changes nobody tells of, and for how long a
    file has to be as it was."""

    clock: int = 30_000
    files: int = 60_000
    quiet: int = 2_000


PACE: Final = Pace()


class Alarm(QObject):
    """Rings once when the moment it is set to has come; at once where it has passed."""

    rang = Signal()

    def __init__(
        self, now: Callable[[], dt.datetime], parent: QObject | None = None, look_ms: int = PACE.clock
    ) -> None:
        super().__init__(parent)
        self._now = now
        self._look_ms = look_ms
        self._at: dt.datetime | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_timeout)

    def set(self, at: dt.datetime | None) -> None:
        """None = it does not ring."""
        self._at = at
        if at is None:
            self._timer.stop()
            return
        left = (at.astimezone(dt.UTC) - self._now().astimezone(dt.UTC)).total_seconds()
        self._timer.start(max(0, min(self._look_ms, round(left * 1000) + 1)))

    @Slot()
    def _on_timeout(self) -> None:
        at = self._at
        if at is None:
            return
        if at.astimezone(dt.UTC) <= self._now().astimezone(dt.UTC):
            self._at = None
            self.rang.emit()
        else:
            self.set(at)
