"""What every `SystemScheduler` keeps."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from rentix_desktop.sync.sources.schedule import Entry, SystemScheduler

ENTRY = Entry(("sync", "--due"), (dt.time(8), dt.time(13, 30)), 90)


class SchedulerContract:
    def test_at_first_there_is_nothing(self, scheduler: SystemScheduler) -> None:
        assert scheduler.show() is None

    def test_what_was_installed_is_shown(self, scheduler: SystemScheduler) -> None:
        scheduler.install(ENTRY)
        found = scheduler.show()
        assert found is not None
        assert (found.at, found.every_minutes, found.active) == (ENTRY.at, ENTRY.every_minutes, True)
        assert "sync" in found.command
        assert "--due" in found.command

    def test_installed_again_it_is_replaced(self, scheduler: SystemScheduler) -> None:
        scheduler.install(ENTRY)
        scheduler.install(replace(ENTRY, at=(dt.time(7),), every_minutes=None))
        found = scheduler.show()
        assert found is not None
        assert (found.at, found.every_minutes) == ((dt.time(7),), None)

    def test_only_minutes(self, scheduler: SystemScheduler) -> None:
        scheduler.install(replace(ENTRY, at=(), every_minutes=15))
        found = scheduler.show()
        assert found is not None
        assert (found.at, found.every_minutes) == ((), 15)

    def test_removed_it_is_gone_and_removing_it_again_is_fine(self, scheduler: SystemScheduler) -> None:
        scheduler.install(ENTRY)
        assert scheduler.remove()
        assert scheduler.show() is None
        assert not scheduler.remove()
