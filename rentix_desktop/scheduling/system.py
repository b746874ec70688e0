"""The scheduler of this computer."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from rentix_desktop.sync.sources.schedule import SystemScheduler

if sys.platform == "win32":

    def system_scheduler(name: str, program: Sequence[str]) -> SystemScheduler:
        """`name` of the entry on this computer, `program` with the arguments it always has."""
        from rentix_desktop.scheduling.windows import TaskScheduler

        return TaskScheduler(name, program)

elif sys.platform == "darwin":

    def system_scheduler(name: str, program: Sequence[str]) -> SystemScheduler:
        """`name` of the entry on this computer, `program` with the arguments it always has."""
        from rentix_desktop.scheduling.launchd import Launchd

        return Launchd(f"md.rentix.{name}", program, os.getuid())

else:

    def system_scheduler(name: str, program: Sequence[str]) -> SystemScheduler:
        """`name` of the entry on this computer, `program` with the arguments it always has."""
        from rentix_desktop.scheduling.systemd import Systemd

        return Systemd(name, program)
