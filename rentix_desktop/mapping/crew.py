"""Rows mapped by several processes at once, in their order: Python maps on one core only.

The parent says which rows; a member of the crew reads them from the spool, maps them and sends back the records. Until a
member has started (about half a second) the parent maps by itself, and so it does with the chunks of a member that died.
A member ends when its connection does: with the crew, or with the parent.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections import deque
from collections.abc import Generator, Iterator
from dataclasses import fields
from multiprocessing import get_context
from multiprocessing.connection import Connection
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.sheets.table import Table

if TYPE_CHECKING:
    from rentix_desktop.mapping.read_row import Mapper

MOST: Final = 4
"""More processes than this cost more memory than they save time."""
CHUNK: Final = 400
"""Rows that a member is given at a time: more of them arrive in one piece that the window's thread waits for."""
AHEAD: Final = 2
"""Chunks that a member has at once, so that it never waits for the parent."""
_WAIT_FOR_START: Final = 0.0
"""Seconds to wait for a member that has not started, each time there are rows to give away: none, the parent maps."""
_PATIENCE: Final = 5.0
"""Seconds a member has to finish its last chunk before it is ended."""

# Rows cross the border as plain tuples: a dataclass with slots is pickled through Python code.
_mapped_parts: Final = attrgetter(*(field.name for field in fields(MappedRow)))


def cores() -> int:
    """How many members a crew of this computer has."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(MOST, usable)


def mapped_by_crew(table: Table, mapper: Mapper, workers: int) -> Generator[MappedRow, None, None]:
    """The records mapped, in their order. Closing the iterator ends the crew; nothing of it is left behind."""
    info = table.info
    chunks = iter(range(0, info.rows + info.left_out, CHUNK))
    given: deque[tuple[int, _Member]] = deque()
    with contextlib.ExitStack() as crew:
        members: list[_Member] = []
        with contextlib.suppress(OSError):  # no memory for another process: those that are there will do
            for _ in range(workers):
                members.append(crew.enter_context(_Member(table, mapper)))  # noqa: PERF401 - those before an error count

        def hand_out() -> None:
            while free := [member for member in members if member.free()]:
                member = min(free, key=lambda member: member.chunks)
                if (chunk := next(chunks, None)) is None:
                    return
                member.give(chunk)
                given.append((chunk, member))

        while True:
            hand_out()
            if given:
                chunk, member = given.popleft()
                mapped = member.take()
                hand_out()  # before its rows are used, so that it works meanwhile
                yield from mapped if mapped is not None else _mapped(table, mapper, chunk)
            elif (alone := next(chunks, None)) is not None:
                yield from _mapped(table, mapper, alone)
            else:
                return


def _mapped(table: Table, mapper: Mapper, chunk: int) -> Iterator[MappedRow]:
    """The rows of the chunk that begins with this one."""
    return map(mapper.map, table.records(chunk, chunk + CHUNK))


class _Member:
    """One process, and how many chunks it has. A member that died is never free again."""

    def __init__(self, table: Table, mapper: Mapper) -> None:
        context = get_context("spawn")
        self._connection, theirs = context.Pipe()
        # large arguments are not handed over here: where a process dies over them, its start never ends
        self._process = context.Process(target=_work, args=(theirs,), daemon=True, name="mapping")
        self._parts = table, mapper
        self._ready = self._dead = False
        self.chunks = 0
        try:
            self._process.start()
        except BaseException:
            self._connection.close()
            raise
        finally:
            theirs.close()

    def __enter__(self) -> _Member:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        self._process.join(_PATIENCE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()

    def free(self) -> bool:
        if self._dead or self.chunks >= AHEAD:
            return False
        if not self._ready:
            try:
                self._ready = self._connection.poll(_WAIT_FOR_START) and self._connection.recv() is None
                if self._ready:
                    self._connection.send(self._parts)
            except (OSError, EOFError):
                self._dead = True
        return self._ready and not self._dead

    def give(self, chunk: int) -> None:
        self.chunks += 1
        try:
            self._connection.send(chunk)
        except OSError:
            self._dead = True

    def take(self) -> list[MappedRow] | None:
        """What became of the oldest chunk it was given; None where the member died over it."""
        self.chunks -= 1
        if not self._dead:
            try:
                parts: list[tuple[Any, ...]] = self._connection.recv()
            except (OSError, EOFError):
                self._dead = True
            else:
                return [MappedRow(*row) for row in parts]
        return None


def _work(connection: Connection) -> None:
    """The life of a member: says that it is ready, then maps what it is given until nobody is there any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the parent's to handle
    from rentix_desktop.mapping import read_row  # noqa: F401 - so that the parent need not wait for it when it sends

    with contextlib.suppress(OSError, EOFError), connection:
        connection.send(None)
        table, mapper = connection.recv()
        while True:
            chunk = connection.recv()
            connection.send([_mapped_parts(row) for row in _mapped(table, mapper, chunk)])
