"""A scheduler in memory."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from rentix_desktop.errors import AppError
from rentix_desktop.sync.sources.schedule import Entry, Installed


@dataclass
class FakeScheduler:
    """`error` is what changing it raises."""

    entry: Entry | None = None
    error: AppError | None = None

    def install(self, entry: Entry) -> None:
        if self.error is not None:
            raise self.error
        self.entry = entry

    def retime(self, at: tuple[dt.time, ...], every_minutes: int | None) -> None:
        if self.error is not None:
            raise self.error
        if self.entry is not None:
            self.entry = replace(self.entry, at=at, every_minutes=every_minutes)

    def remove(self) -> bool:
        if self.error is not None:
            raise self.error
        there, self.entry = self.entry is not None, None
        return there

    def show(self) -> Installed | None:
        if self.entry is None:
            return None
        return Installed(self.entry.at, self.entry.every_minutes, " ".join(("rentix-sync", *self.entry.arguments)))
