"""macOS: an agent of the person who is logged on."""

from __future__ import annotations

import datetime as dt
import plistlib
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from rentix_desktop.errors import AppError
from rentix_desktop.scheduling import tools
from rentix_desktop.sync.sources.schedule import Entry, Installed

_TOOL: Final = "launchctl"


class Launchd:
    """Implements `SystemScheduler`. launchd makes up for what a sleeping computer missed, not for one that was off:
    therefore it also goes at login, where with nothing due nothing is done."""

    def __init__(self, label: str, program: Sequence[str], uid: int, folder: Path | None = None) -> None:
        """`uid` of the person; `folder` of the person's agents."""
        self._label = label
        self._program = tuple(program)
        self._domain = f"gui/{uid}"
        self._path = (folder or Path.home() / "Library" / "LaunchAgents") / f"{label}.plist"

    def install(self, entry: Entry) -> None:
        command = (*self._program, *entry.arguments)
        tools.words(*command)
        self._put(command, entry)

    def retime(self, at: tuple[dt.time, ...], every_minutes: int | None) -> None:
        if not self._path.exists():
            return
        try:
            command = list(map(str, plistlib.loads(self._path.read_bytes())["ProgramArguments"]))
        except (plistlib.InvalidFileException, KeyError, ValueError, TypeError):
            return  # somebody wrote into it
        self._put(command, Entry((), at, every_minutes))

    def _put(self, command: Sequence[str], entry: Entry) -> None:
        try:
            with tools.replacing({self._path: agent(self._label, command, entry)}):
                self._boot_out()
                tools.order(_TOOL, "bootstrap", self._domain, str(self._path))
        except AppError:
            self._as_it_was()
            raise

    def remove(self) -> bool:
        there = self._path.exists()
        if there or self._loaded():
            self._boot_out()
        if there:
            with tools.replacing({self._path: None}):
                pass
        return there

    def show(self) -> Installed | None:
        if not self._path.exists():
            return None
        try:
            content: dict[str, Any] = plistlib.loads(self._path.read_bytes())
            moments = [dt.time(int(each["Hour"]), int(each["Minute"])) for each in content["StartCalendarInterval"]]
            seconds = int(content.get("StartInterval", 0))
            command = shlex.join(map(str, content["ProgramArguments"]))
        except (plistlib.InvalidFileException, KeyError, ValueError, TypeError, AttributeError):
            return Installed((), None, str(self._path), active=False)  # somebody wrote into it
        return Installed(tuple(moments), seconds // 60 or None, command, self._loaded())

    def _loaded(self) -> bool:
        return tools.ask(_TOOL, "print", f"{self._domain}/{self._label}").code == 0

    def _boot_out(self) -> None:
        if self._loaded():
            tools.order(_TOOL, "bootout", f"{self._domain}/{self._label}")

    def _as_it_was(self) -> None:
        try:
            if self._path.exists() and not self._loaded():
                tools.ask(_TOOL, "bootstrap", self._domain, str(self._path))
        except AppError:
            return


def agent(label: str, command: Sequence[str], entry: Entry) -> bytes:
    """The property list (launchd.plist(5))."""
    content: dict[str, Any] = {
        "Label": label,
        "ProgramArguments": list(command),
        "StartCalendarInterval": [{"Hour": time.hour, "Minute": time.minute} for time in entry.at],
        "RunAtLoad": True,
        "ProcessType": "Background",
    }
    if entry.every_minutes:
        content["StartInterval"] = entry.every_minutes * 60
    return plistlib.dumps(content)
