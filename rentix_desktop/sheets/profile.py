"""What stands in the columns of a table: counts, distinct texts, samples, from one pass over it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.sheets.cells import cell_text
from rentix_desktop.sheets.table import Cell, Progress, SheetRow, Table

DISTINCT_LIMIT = 2_000
SAMPLES = 200
FIRST_ROWS = 100
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
    filled: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    complete: bool = True
    hashes: set[int] | None = field(default_factory=set)

    def add(self, cells: Sequence[Cell], limit: int) -> None:
        filled = len(cells) - cells.count(None)
        self.filled += filled
        if not self.complete and self.hashes is None:
            return  # nothing more to learn
        texts = _count_texts(cells)
        if self.hashes is not None:
            before = len(self.hashes)
            self.hashes.update(map(hash, texts))
            if len(self.hashes) - before < filled:
                self.hashes = None  # a text stands there twice: no need to look further
        if self.complete:
            for text, count in texts.items():
                self.counts[text] += count
            self.complete = len(self.counts) <= limit


def _count_texts(cells: Sequence[Cell]) -> dict[str, int]:
    """The texts of a block with their counts: equal cells are counted at C speed and turned into text once."""
    # True equals 1 and would be counted as one with it
    counted = Counter(map(cell_text, cells)) if bool in set(map(type, cells)) else Counter(cells)
    texts: dict[str, int] = {}
    for cell, count in counted.items():
        text = cell_text(cell)
        if text:
            texts[text] = texts.get(text, 0) + count
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
                unique=column.hashes is not None,
                links=tuple(links.get(index, ())),
            )
            for index, column in enumerate(columns)
        ),
        first=tuple(first_rows),
    )


def _blocks(rows: Iterator[SheetRow]) -> Iterator[list[SheetRow]]:
    while block := list(islice(rows, _BLOCK)):
        yield block
