"""Rows on disk: blocks of rows written once by the reading child, read at random by the parent.

A spool file is a row of pickled blocks, each a pair (sheet rows from 0, rows). The index of the blocks is not in the
file: the child hands it over when it is done. Reading accepts plain cells only, so that a damaged or foreign file
cannot make objects of other kinds.
"""

from __future__ import annotations

import io
import os
import pickle
import re
import threading
import weakref
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple
from uuid import uuid4

from rentix_desktop.sheets.system import process_alive
from rentix_desktop.sheets.table import Cell

ROWS_A_BLOCK = 200
_NAME = re.compile(r"^rows-(\d+)-[0-9a-f]+\.spool$")


@dataclass(frozen=True, slots=True)
class SpoolIndex:
    """Where the blocks are: offset in the file, number of the first row, and sheet row (from 0) of the first row."""

    offsets: array[int]
    first_rows: array[int]
    first_sheet_rows: array[int]
    rows: int


class StoredRow(NamedTuple):
    number: int  # among the rows that are not empty, from 0
    sheet_row: int  # from 0
    cells: tuple[Cell, ...]


class SpoolWriter:
    """Takes the rows of a sheet in order; empty rows are not handed over."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._offset = 0
        self._written = 0
        self._sheet_rows: list[int] = []
        self._rows: list[tuple[Cell, ...]] = []
        self._offsets = array("q")
        self._first_rows = array("q")
        self._first_sheet_rows = array("q")

    def add(self, sheet_row: int, cells: tuple[Cell, ...]) -> None:
        self._sheet_rows.append(sheet_row)
        self._rows.append(cells)
        if len(self._rows) >= ROWS_A_BLOCK:
            self._flush()

    def finish(self) -> SpoolIndex:
        if self._rows:
            self._flush()
        self._stream.flush()
        return SpoolIndex(self._offsets, self._first_rows, self._first_sheet_rows, self._written)

    def _flush(self) -> None:
        self._offsets.append(self._offset)
        self._first_rows.append(self._written)
        self._first_sheet_rows.append(self._sheet_rows[0])
        block = pickle.dumps((self._sheet_rows, self._rows), protocol=5)
        self._stream.write(block)
        self._offset += len(block)
        self._written += len(self._rows)
        self._sheet_rows, self._rows = [], []


class _PlainUnpickler(pickle.Unpickler):
    """Builds texts, numbers and dates, nothing else."""

    def find_class(self, module: str, name: str) -> object:
        if module == "datetime" and name in {"date", "datetime", "time"}:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no cell")


class Spool:
    """A finished spool file, shared by the tables that look at it; the last one that lets go deletes the file.

    Picklable: another process reads the same file while this one holds it, and never deletes it.
    """

    def __init__(self, path: Path, index: SpoolIndex, *, lent: bool = False) -> None:
        self._path = path
        self.index = index
        self._holders = 1
        self._lock = threading.Lock()
        # also at the end of the program
        self._delete = (lambda: None) if lent else weakref.finalize(self, delete_spool, path)

    def __reduce__(self) -> tuple[Callable[[Path, SpoolIndex], Spool], tuple[Path, SpoolIndex]]:
        return partial(Spool, lent=True), (self._path, self.index)

    def hold(self) -> Spool:
        with self._lock:
            self._holders += 1
        return self

    def release(self) -> None:
        with self._lock:
            self._holders -= 1
            last = self._holders == 0
        if last:
            self._delete()

    def rows(self, start: int = 0) -> Iterator[StoredRow]:
        """The rows from number `start` on, a block in memory at a time."""
        index = self.index
        if start >= index.rows:
            return
        block = bisect_right(index.first_rows, start) - 1
        skip = start - index.first_rows[block]
        with self._path.open("rb") as stream:
            for number in range(block, len(index.offsets)):
                sheet_rows, rows = self._load(stream, number)
                base = index.first_rows[number]
                for position in range(skip, len(rows)):
                    yield StoredRow(base + position, sheet_rows[position], rows[position])
                skip = 0

    def number_after(self, sheet_row: int) -> int:
        """How many stored rows stand at or above `sheet_row` (from 0): the number of the first one below it."""
        index = self.index
        block = bisect_right(index.first_sheet_rows, sheet_row) - 1
        if block < 0:
            return 0
        with self._path.open("rb") as stream:
            sheet_rows, _ = self._load(stream, block)
        return index.first_rows[block] + bisect_right(sheet_rows, sheet_row)

    def row_at(self, sheet_row: int) -> tuple[Cell, ...]:
        """The cells of a sheet row (from 0); () for an empty one or one beyond the end."""
        number = self.number_after(sheet_row) - 1
        if number < 0:
            return ()
        row = next(self.rows(number))
        return row.cells if row.sheet_row == sheet_row else ()

    def _load(self, stream: BinaryIO, block: int) -> tuple[Sequence[int], Sequence[tuple[Cell, ...]]]:
        offsets = self.index.offsets
        stream.seek(offsets[block])
        size = offsets[block + 1] - offsets[block] if block + 1 < len(offsets) else -1
        loaded: tuple[Sequence[int], Sequence[tuple[Cell, ...]]] = _PlainUnpickler(io.BytesIO(stream.read(size))).load()
        return loaded


def new_spool(folder: Path) -> Path:
    """A name for a spool of this process. Raises OSError when the folder cannot be made."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"rows-{os.getpid()}-{uuid4().hex}.spool"


def delete_spool(path: Path) -> None:
    with suppress(OSError):  # one that is still open on Windows: `delete_leftovers` takes it the next time
        path.unlink(missing_ok=True)


def delete_leftovers(folder: Path) -> None:
    """Delete the spools of processes that are gone (a crash, a power cut)."""
    with suppress(OSError):
        for path in folder.iterdir():
            match = _NAME.match(path.name)
            if match and not process_alive(int(match[1])):
                delete_spool(path)
