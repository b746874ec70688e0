"""Which source goes when, and what the window shows of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from rentix_desktop.errors import AppError
from rentix_desktop.sync.sources.times import Due


class WaitsFor(StrEnum):
    """Why a source that is to go does not."""

    TURN = "turn"  # another source, or an upload, of the same account is at it
    DATA_FOLDER = "data_folder"  # another program holds the data folder
    PAUSE = "pause"  # the person said so


@dataclass(frozen=True, slots=True)
class Picture:
    """What there is to show of a source now. `progress` as of `Tending.progressed`; `due` None = by hand, or when the
    file changes; `trouble` is of a turn that could not be written down."""

    running: bool = False
    progress: object = None
    waits_for: WaitsFor | None = None
    due: Due | None = None
    trouble: AppError | None = None


class Tending(QObject):
    """One per window, on its thread."""

    began = Signal(str)
    progressed = Signal(str, object)
    ended = Signal(str, object)
    needs_changed = Signal(object)
    changed = Signal()

    def picture(self, name: str) -> Picture:
        raise NotImplementedError

    def sync_now(self, name: str) -> None:
        """By hand: at once, or when its account is free."""
        raise NotImplementedError

    def sync_all(self) -> None:
        raise NotImplementedError

    def stop(self, name: str) -> None:
        """What is on its way comes back first; the rest of its rows stays to be sent."""
        raise NotImplementedError

    @property
    def paused(self) -> bool:
        raise NotImplementedError

    def pause(self, on: bool) -> None:
        """Nothing begins by itself any more, until it is taken back or the program is closed; `sync_now` still does."""
        raise NotImplementedError

    def sources_changed(self) -> None:
        raise NotImplementedError
