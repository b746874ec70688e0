"""Linux: a service of the person who is logged on, and the timer that wakes it (systemd 244 or newer)."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from rentix_desktop.errors import AppError
from rentix_desktop.scheduling import tools
from rentix_desktop.sync.sources.schedule import Entry, Installed

_TOOL: Final = "systemctl"
_NO_PROGRAM: Final = re.compile(r"[\"'\\]")
"""What systemd does not take in the path of a program; in its arguments it does."""
_AT: Final = re.compile(r"^OnCalendar=\*-\*-\* (\d\d):(\d\d):00$", re.MULTILINE)
_EVERY: Final = re.compile(r"^OnUnitActiveSec=(\d+)min$", re.MULTILINE)
_COMMAND: Final = re.compile(r"^ExecStart=(.*)$", re.MULTILINE)


class Systemd:
    """Implements `SystemScheduler`. A missed time of day is made up for (Persistent); while the computer sleeps the
    minutes between two looks stand still, and go on when it wakes."""

    def __init__(self, name: str, program: Sequence[str], folder: Path | None = None) -> None:
        """`name` of the units; `program` is what arguments are added to; `folder` of the person's units."""
        self._name = name
        self._program = tuple(program)
        folder = folder or _unit_folder()
        self._service = folder / f"{name}.service"
        self._timer = folder / f"{name}.timer"

    def install(self, entry: Entry) -> None:
        command = (*self._program, *entry.arguments)
        tools.words(*command)
        files = {self._service: service_text(command).encode(), self._timer: timer_text(entry).encode()}
        try:
            with tools.replacing(files):
                self._order("daemon-reload")
                self._order("enable", self._timer.name)
                self._order("restart", self._timer.name)
        except AppError:
            self._as_it_was()
            raise

    def retime(self, at: tuple[dt.time, ...], every_minutes: int | None) -> None:
        if not self._timer.exists():
            return
        try:
            with tools.replacing({self._timer: timer_text(Entry((), at, every_minutes)).encode()}):
                self._order("daemon-reload")
                self._order("restart", self._timer.name)
        except AppError:
            self._as_it_was()
            raise

    def remove(self) -> bool:
        there = self._timer.exists() or self._service.exists()
        if there:
            tools.ask(_TOOL, "--user", "disable", "--now", self._timer.name)  # it may be disabled, by hand
            with tools.replacing({self._timer: None, self._service: None}):
                self._order("daemon-reload")
        return there

    def show(self) -> Installed | None:
        if not self._timer.exists() or not self._service.exists():
            return None
        timer, service = self._timer.read_text("utf-8"), self._service.read_text("utf-8")
        every, command = _EVERY.search(timer), _COMMAND.search(service)
        told = self._told()
        return Installed(
            tuple(dt.time(int(hour), int(minute)) for hour, minute in _AT.findall(timer)),
            int(every[1]) if every else None,
            command[1] if command else "",
            told.get("ActiveState") == "active",
            told.get("NextElapseUSecRealtime") or None,
        )

    def _told(self) -> dict[str, str]:
        wanted = ("--property=ActiveState", "--property=NextElapseUSecRealtime")
        answer = tools.ask(_TOOL, "--user", "show", *wanted, self._timer.name)
        pairs = (line.partition("=") for line in answer.output.decode("utf-8", "replace").splitlines())
        return {name: value.strip() for name, _, value in pairs}

    def _order(self, *words: str) -> None:
        tools.order(_TOOL, "--user", *words)

    def _as_it_was(self) -> None:
        """The files are as they were; systemd is told. What it says to that changes nothing."""
        if self._timer.exists():
            calls: tuple[tuple[str, ...], ...] = (("daemon-reload",), ("restart", self._timer.name))
        else:
            calls = (("disable", "--now", self._timer.name), ("daemon-reload",))
        for words in calls:
            try:
                tools.ask(_TOOL, "--user", *words)
            except AppError:
                return


def service_text(command: Sequence[str]) -> str:
    """The unit of a command whose program is a path."""
    first, *rest = command
    if _NO_PROGRAM.search(first):
        first, rest = "/bin/sh", ["-c", 'exec "$0" "$@"', first, *rest]
    # the colon: dollar signs are plain text
    words = " ".join((quoted(f":{first}"), *map(quoted, rest)))
    return f"[Unit]\nDescription=Rentix Desktop\n\n[Service]\nType=oneshot\nExecStart={words}\n"


def timer_text(entry: Entry) -> str:
    lines = ["[Unit]", "Description=Rentix Desktop", "", "[Timer]"]
    lines += [f"OnCalendar=*-*-* {time:%H:%M}:00" for time in entry.at]
    if entry.at:
        lines += ["Persistent=true"]
    if entry.every_minutes:
        lines += ["OnActiveSec=2min", f"OnUnitActiveSec={entry.every_minutes}min"]
    return "\n".join((*lines, "AccuracySec=30s", "", "[Install]", "WantedBy=timers.target", ""))


def quoted(word: str) -> str:
    """One word of a command line in a unit (systemd.service(5), "Command lines"; systemd.unit(5), "Specifiers")."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


def _unit_folder() -> Path:
    home = os.environ.get("XDG_CONFIG_HOME", "")
    return (Path(home) if Path(home).is_absolute() else Path.home() / ".config") / "systemd" / "user"
