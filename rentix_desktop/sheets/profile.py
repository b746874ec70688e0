"""What stands in the columns of a table: counts, distinct texts, samples, from one pass over it."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import cast

from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.sheets.cells import cell_text
from rentix_desktop.sheets.table import Cell, Progress, SheetRow, Table

DISTINCT_LIMIT = 2_000
SAMPLES = 200
FIRST_ROWS = 100
_TEXT = frozenset((str, type(None)))
_BLOCK = 500
"""Rows looked at together: long enough to count at C speed, short enough to let the window's thread in."""


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """One column over all records. Texts are those of `cell_text`; empty cells are not among them.

    `distinct` counts the texts, the most frequent first. Where there are more than the limit, `complete` is False and
    only the texts met before the limit was reached are in it, with their counts up to there. `samples` are the first
    different texts, in the order of the file. `unique`: no text stands there twice (compared over the whole column).
    `links` are the first different web addresses behind its cells.
    """

    index: int
    header: str
    filled: int
    distinct: Mapping[str, int]
    complete: bool
    samples: tuple[str, ...]
    unique: bool
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableProfile:
    """`columns` are as many as the header has texts; `first` holds the first records as they are."""

    rows: int
    columns: tuple[ColumnProfile, ...]
    first: tuple[SheetRow, ...]


@dataclass(slots=True)
class _Column:
    """`hashes` are those of all texts, once there are too many to keep, as long as none was seen twice."""

    filled: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    complete: bool = True
    hashes: array[int] | None = None

    def add(self, cells: Sequence[Cell], limit: int) -> None:
        self.filled += len(cells) - cells.count(None)
        if self.complete:
            self.counts.update(_count_texts(cells))
            self.complete = len(self.counts) <= limit
            if not self.complete and _all_once(self.counts):
                self.hashes = array("q", map(hash, self.counts))
        elif self.hashes is not None:
            texts = _count_texts(cells)
            if _all_once(texts):
                self.hashes.extend(map(hash, texts))
            else:
                self.hashes = None

    def unique(self) -> bool:
        if self.complete:
            return _all_once(self.counts)
        return self.hashes is not None and _all_different(self.hashes)


def _all_once(counts: Counter[str]) -> bool:
    return counts.total() == len(counts)


def _all_different(hashes: array[int]) -> bool:
    seen: set[int] = set()
    for start in range(0, len(hashes), _BLOCK):
        seen.update(hashes[start : start + _BLOCK])
        if len(seen) < min(start + _BLOCK, len(hashes)):
            return False
    return True


def _count_texts(cells: Sequence[Cell]) -> Counter[str]:
    """The texts of a block with their counts, at C speed as far as it goes: numbers are counted before they are turned
    into texts."""
    kinds = set(map(type, cells))
    if kinds <= _TEXT:
        texts = Counter(map(str.strip, filter(None, cast("Sequence[str | None]", cells))))
    elif bool in kinds:
        texts = Counter(map(cell_text, cells))  # True equals 1 and would be counted as one with it
    else:
        texts = Counter()
        for cell, count in Counter(cells).items():
            texts[cell_text(cell)] += count
    del texts[""]
    return texts


def profile_table(
    table: Table,
    *,
    distinct_limit: int = DISTINCT_LIMIT,
    samples: int = SAMPLES,
    first: int = FIRST_ROWS,
    progress: Progress | None = None,
) -> TableProfile:
    """Look at every record once. Blocking; raises `AppError(STOPPED)` when `progress` answers False."""
    info = table.info
    width = len(info.header)
    columns = [_Column() for _ in range(width)]
    first_rows: list[SheetRow] = []
    done = 0
    links: dict[int, dict[str, None]] = {index: {} for index in info.link_columns}
    for rows in _blocks(table.records()):
        if len(first_rows) < first:
            first_rows.extend(rows[: first - len(first_rows)])
        for column, cells in zip(columns, zip(*(row.cells[:width] for row in rows), strict=True), strict=True):
            column.add(cells, distinct_limit)
        for row in rows if links else ():
            for index, link in (row.links or {}).items():
                if len(links.get(index, ())) < samples:
                    links[index][link] = None
        done += len(rows)
        if progress is not None and not progress(done, done / info.rows if info.rows else None):
            raise AppError(Code.STOPPED, Cause.USAGE)
    return TableProfile(
        rows=done,
        columns=tuple(
            ColumnProfile(
                index=index,
                header=info.header[index],
                filled=column.filled,
                distinct=dict(column.counts.most_common()),
                complete=column.complete,
                samples=tuple(islice(column.counts, samples)),
                unique=column.unique(),
                links=tuple(links.get(index, ())),
            )
            for index, column in enumerate(columns)
        ),
        first=tuple(first_rows),
    )


def _blocks(rows: Iterator[SheetRow]) -> Iterator[list[SheetRow]]:
    while block := list(islice(rows, _BLOCK)):
        yield block
