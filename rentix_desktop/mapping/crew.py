"""Rows mapped by several processes at once, in their order: Python maps on one core only.

The parent reads the rows and hands them out in chunks; a member of the crew maps one chunk at a time. Until a member has
started (about half a second) the parent maps by itself, and so it does with the chunk of a member that died. A member
ends when its connection does: with the crew, or with the parent.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections import deque
from collections.abc import Generator, Iterable
from dataclasses import fields
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from rentix_desktop.mapping.model import MappedRow
from rentix_desktop.sheets.table import SheetRow

if TYPE_CHECKING:
    from rentix_desktop.mapping.read_row import Mapper

MOST: Final = 4
"""More processes than this cost more memory than they save time."""
CHUNK: Final = 200
_PATIENCE: Final = 5.0
"""Seconds a member has to finish its last chunk before it is ended."""

# Rows cross the border as plain tuples: a dataclass with slots is pickled through Python code.
_row_parts: Final = attrgetter(*(field.name for field in fields(SheetRow)))
_mapped_parts: Final = attrgetter(*(field.name for field in fields(MappedRow)))


def cores() -> int:
    """How many members a crew of this computer has."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(MOST, usable)


def mapped_by_crew(rows: Iterable[SheetRow], mapper: Mapper, workers: int) -> Generator[MappedRow, None, None]:
    """The rows mapped, in their order. Closing the iterator ends the crew; nothing of it is left behind."""
    source = iter(rows)
    chunks = iter(lambda: list(islice(source, CHUNK)), [])
    given: deque[tuple[list[SheetRow], _Member]] = deque()
    with contextlib.ExitStack() as crew:
        members: list[_Member] = []
        with contextlib.suppress(OSError):  # no memory for another process: those that are there will do
            for _ in range(workers):
                members.append(crew.enter_context(_Member(mapper)))  # noqa: PERF401 - the ones before an error count

        def hand_out() -> None:
            for member in members:
                if member.idle() and (chunk := next(chunks, None)) is not None:
                    member.give(chunk)
                    given.append((chunk, member))

        while True:
            hand_out()
            if given:
                chunk, member = given.popleft()
                mapped = member.take()
                hand_out()  # before its rows are used, so that it works meanwhile
                yield from mapped if mapped is not None else map(mapper.map, chunk)
            elif (alone := next(chunks, None)) is not None:
                yield from map(mapper.map, alone)
            else:
                return


class _Member:
    """One process, and whether it has work. A member that died is never idle again."""

    def __init__(self, mapper: Mapper) -> None:
        context = get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, mapper), daemon=True, name="mapping")
        self._ready = self._busy = self._dead = False
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

    def idle(self) -> bool:
        if self._dead or self._busy:
            return False
        if not self._ready:
            try:
                self._ready = self._connection.poll() and self._connection.recv() is None
            except (OSError, EOFError):
                self._dead = True
        return self._ready

    def give(self, chunk: list[SheetRow]) -> None:
        self._busy = True
        try:
            self._connection.send([_row_parts(row) for row in chunk])
        except OSError:
            self._dead = True

    def take(self) -> list[MappedRow] | None:
        """What became of the chunk it was given; None where the member died over it."""
        if not self._dead:
            try:
                parts: list[tuple[Any, ...]] = self._connection.recv()
            except (OSError, EOFError):
                self._dead = True
            else:
                self._busy = False
                return [MappedRow(*row) for row in parts]
        return None


def _work(connection: Connection, mapper: Mapper) -> None:
    """The life of a member: says that it is ready, then maps what it is given until nobody is there any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the parent's to handle
    with contextlib.suppress(OSError, EOFError), connection:
        connection.send(None)
        while True:
            rows = [SheetRow(*parts) for parts in connection.recv()]
            connection.send([_mapped_parts(mapper.map(row)) for row in rows])
