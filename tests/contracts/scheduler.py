"""What every `SystemScheduler` keeps."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from rentix_desktop.sync.sources.schedule import Entry, SystemScheduler, follow, is_stale
from rentix_desktop.sync.sources.source import Times

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

    def test_other_times_leave_the_command_as_it_is(self, scheduler: SystemScheduler) -> None:
        words = ("--data-dir", "/data/Țări & más 'x' %h", "sync", "--due")
        scheduler.install(replace(ENTRY, arguments=words))
        before = scheduler.show()
        scheduler.retime((dt.time(9, 15),), 15)
        after = scheduler.show()
        assert before is not None
        assert after is not None
        assert (after.at, after.every_minutes, after.command) == ((dt.time(9, 15),), 15, before.command)
        assert after.active

    def test_other_times_of_nothing_make_no_entry(self, scheduler: SystemScheduler) -> None:
        scheduler.retime((dt.time(9),), None)
        assert scheduler.show() is None

    def test_the_times_of_the_sources_are_followed(self, scheduler: SystemScheduler) -> None:
        times = [Times(at=(dt.time(8),)), Times(on_change=True)]
        assert not follow(scheduler, times)
        scheduler.install(ENTRY)
        assert is_stale(scheduler.show(), times)
        assert follow(scheduler, times)
        found = scheduler.show()
        assert found is not None
        assert (found.at, found.every_minutes) == ((dt.time(8),), 15)
        assert not follow(scheduler, times)
        assert follow(scheduler, [Times()])  # all of them by hand: it stays for what comes
        assert not is_stale(scheduler.show(), [Times()])

    def test_an_entry_of_ones_own_times_is_left(self, scheduler: SystemScheduler) -> None:
        scheduler.install(replace(ENTRY, arguments=("sync",)))
        assert not follow(scheduler, [Times(at=(dt.time(8),))])

    def test_removed_it_is_gone_and_removing_it_again_is_fine(self, scheduler: SystemScheduler) -> None:
        scheduler.install(ENTRY)
        assert scheduler.remove()
        assert scheduler.show() is None
        assert not scheduler.remove()
