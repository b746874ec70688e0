"""Windows: a task of the Task Scheduler, registered by `schtasks` from XML (schema of the "Task Scheduler Schema" pages)."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as Xml
from xml.sax.saxutils import escape

from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.scheduling import tools
from rentix_desktop.sync.sources.schedule import Entry, Installed

_TOOL: Final = "schtasks"
NAMESPACE: Final = "http://schemas.microsoft.com/windows/2004/02/mit/task"
_IN: Final = {"t": NAMESPACE}
_DAY: Final = "2026-01-01"
"""The day a trigger begins with; in the past, so that it holds from now on."""
_VARIABLE: Final = re.compile(r"%[^%]+%|\$\(")
"""What the Task Scheduler puts something else in the place of; there is no way to write it as plain text."""


class TaskScheduler:
    """Implements `SystemScheduler`. The task runs as the person who is logged on, with their ordinary rights and no
    password kept anywhere: the key is read from their own keyring. What was missed is made up for, and a second one is
    not begun while one is running."""

    def __init__(self, name: str, program: Sequence[str], user: str | None = None) -> None:
        """`user` = DOMAIN\\name; None = the person who is logged on."""
        self._name = name
        self._program = tuple(program)
        self._user = user or _user()

    def install(self, entry: Entry) -> None:
        command = (*self._program, *entry.arguments)
        tools.words(*command)
        for word in command:
            if _VARIABLE.search(word):
                raise tools.path_refused(word)
        self._register(task_text(command, entry, self._user))

    def retime(self, at: tuple[dt.time, ...], every_minutes: int | None) -> None:
        content = self._query("/XML")
        program, arguments = _command_of(content) if content is not None else ("", "")
        if program:
            self._register(_task(program, arguments, Entry((), at, every_minutes), self._user))

    def _register(self, text: str) -> None:
        try:
            with tempfile.TemporaryDirectory(prefix="rentix-") as folder:
                path = Path(folder) / "task.xml"
                path.write_bytes(text.encode("utf-16"))  # with its mark, as schtasks wants it
                # registering is one step of the system: what was there stays until it went well
                tools.order(_TOOL, "/Create", "/TN", self._name, "/XML", str(path), "/F")
        except OSError as error:
            raise AppError(Code.FILE_NOT_WRITABLE, Cause.ENVIRONMENT, path=tempfile.gettempdir()) from error

    def remove(self) -> bool:
        there = self._query("/XML") is not None
        if there:
            tools.order(_TOOL, "/Delete", "/TN", self._name, "/F")
        return there

    def show(self) -> Installed | None:
        content = self._query("/XML")
        if content is None:
            return None
        found = _read_task(content)
        line = self._query("/FO", "CSV", "/NH") or ""
        # name, next run, status: the texts are the system's language, their order is not
        cells = [cell.strip('"') for cell in line.strip().splitlines()[-1].split('","')] if line.strip() else []
        next_run = cells[1] if len(cells) == 3 and any(char.isdigit() for char in cells[1]) else None
        return Installed(found.at, found.every_minutes, found.command, found.active, next_run)

    def _query(self, *how: str) -> str | None:
        """None where there is no such task."""
        answer = tools.ask(_TOOL, "/Query", "/TN", self._name, *how)
        if answer.code:
            return None
        if answer.output.startswith((b"\xff\xfe", b"\xfe\xff")):
            return answer.output.decode("utf-16", "replace")
        return answer.output.decode("oem" if os.name == "nt" else "utf-8", "replace")


def task_text(command: Sequence[str], entry: Entry, user: str | None) -> str:
    """The task in XML."""
    program, *arguments = command
    return _task(program, subprocess.list2cmdline(arguments), entry, user)


def _task(program: str, arguments: str, entry: Entry, user: str | None) -> str:
    """In the order the schema asks for where it asks for one."""
    triggers = [
        f"<CalendarTrigger><Enabled>true</Enabled><StartBoundary>{_DAY}T{time:%H:%M}:00</StartBoundary>"
        "<ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay></CalendarTrigger>"
        for time in entry.at
    ]
    if entry.every_minutes:
        triggers.append(
            f"<TimeTrigger><Enabled>true</Enabled><StartBoundary>{_DAY}T00:00:00</StartBoundary>"
            f"<Repetition><Interval>PT{entry.every_minutes}M</Interval>"
            "<StopAtDurationEnd>false</StopAtDurationEnd></Repetition></TimeTrigger>"
        )
    person = f"<UserId>{escape(user)}</UserId>" if user else ""
    return "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-16"?>',
            f'<Task version="1.4" xmlns="{NAMESPACE}">',
            "<RegistrationInfo><Description>Rentix Desktop</Description></RegistrationInfo>",
            "<Triggers>",
            *triggers,
            "</Triggers>",
            f'<Principals><Principal id="Author">{person}<LogonType>InteractiveToken</LogonType>'
            "<RunLevel>LeastPrivilege</RunLevel></Principal></Principals>",
            "<Settings>",
            "<MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>",
            "<DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>",
            "<StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>",
            "<StartWhenAvailable>true</StartWhenAvailable>",
            "<RunOnlyIfNetworkAvailable>false</RunOnlyIfNetworkAvailable>",  # without one the source says why it waits
            "<Hidden>false</Hidden>",  # who looks after the computer is to see it
            "<WakeToRun>false</WakeToRun>",
            "<ExecutionTimeLimit>PT0S</ExecutionTimeLimit>",  # a first upload may take hours
            "<Priority>7</Priority>",
            "</Settings>",
            f'<Actions Context="Author"><Exec><Command>{escape(program)}</Command>'
            f"<Arguments>{escape(arguments)}</Arguments></Exec></Actions>",
            "</Task>",
        )
    )


def _parsed(text: str) -> Xml.Element | None:
    try:
        # without its first line: what came through a pipe is not in the encoding it names
        return Xml.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff")))  # noqa: S314 - the system's own answer
    except Xml.ParseError:
        return None


def _command_of(text: str) -> tuple[str, str]:
    """The program, and its arguments in one line; empty where they are not there."""
    task = _parsed(text)
    if task is None:
        return "", ""
    program, arguments = (task.findtext(f"t:Actions/t:Exec/t:{name}", "", _IN) for name in ("Command", "Arguments"))
    return program, arguments


def _read_task(text: str) -> Installed:
    task = _parsed(text)
    if task is None:
        return Installed((), None, "", active=False)
    moments = [
        time
        for each in task.findall("t:Triggers/t:CalendarTrigger/t:StartBoundary", _IN)
        if (time := _time(each.text or "")) is not None
    ]
    every = task.findtext("t:Triggers/t:TimeTrigger/t:Repetition/t:Interval", "", _IN)
    enabled = task.findtext("t:Settings/t:Enabled", "true", _IN) == "true"
    return Installed(tuple(moments), _minutes(every), " ".join(_command_of(text)).strip(), enabled)


def _time(text: str) -> dt.time | None:
    try:
        return dt.datetime.fromisoformat(text).time()
    except ValueError:
        return None


def _minutes(duration: str) -> int | None:
    """Windows may write PT1H30M for PT90M."""
    found = re.fullmatch(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?", duration)
    if found is None:
        return None
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return days * 1440 + hours * 60 + minutes or None


def _user() -> str | None:
    name, domain = os.environ.get("USERNAME"), os.environ.get("USERDOMAIN")
    return f"{domain}\\{name}" if name and domain else name
