"""Failed rows as a workbook that can be corrected in a spreadsheet program and comes back (`sync.repair.fixed`).

It has the columns of the file the rows came from, in their order and with their cells, then those that something is
wrong with and that the file has not, then what is wrong and what to do. Its first column is hidden. Its header says
what the columns are; each of its cells names the account, the run and the row, and has a fingerprint of each cell, so
that what was changed is known whatever was sorted, added or deleted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from rentix_desktop.catalog.fields import Catalogue, Kind, Record
from rentix_desktop.mapping.read_row import Mapper
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.table import Cell, SheetRow, Table
from rentix_desktop.sheets.write import Marked, Sheet, write_workbook
from rentix_desktop.sync.ledger import AccountKey, Ledger, LedgerRow
from rentix_desktop.sync.repair.origin import FileRows, Origin, origin_of, rows_of_file
from rentix_desktop.sync.repair.repair import FAILED
from rentix_desktop.sync.repair.sheet_columns import (
    ADVICE,
    REASON,
    SheetColumn,
    Word,
    changed_fields,
    choices_of,
    columns_of,
    field_of,
    fingerprint,
    places,
    rendered,
    says_currency,
)

MARK: Final = "rentix-failures-2"
UNSENT: Final = "-"
"""In the place of a fingerprint: the cell was corrected before the workbook was made, and the correction not sent."""
_WIDTHS: Final = {Kind.TEXT: 32.0, Kind.PHOTOS: 44.0, Kind.CHOICE: 20.0}
_USUAL: Final = 14.0
_SAID: Final = 60.0
_TEXTS: Final = frozenset({Kind.TEXT, Kind.AGENT, Kind.UNKNOWN, Kind.PHOTOS})


@dataclass(frozen=True, slots=True)
class Told:
    """What is said beside a row, and of its fields."""

    reason: str
    advice: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Words:
    """What is written in the person's language. `header` names columns: fields, parts of fields, REASON and ADVICE."""

    title: str
    header: Callable[[str], str]
    value: Word
    told: Callable[[LedgerRow], Told]


@dataclass(frozen=True, slots=True)
class Exported:
    """How many rows were written; `complete` False: the file they came from is not there as it was, so that columns that
    are not sent are empty."""

    rows: int
    complete: bool = True


def export_failures(
    path: Path,
    ledger: Ledger,
    run: int,
    catalogue: Catalogue,
    words: Words,
    *,
    spool_folder: Path,
    table: Table | None = None,
    now: Callable[[LedgerRow], LedgerRow] = lambda row: row,
    selected: Collection[int] | None = None,
) -> Exported:
    """Writes the refused and blocked rows of `run`, or those of them in `selected` (seqs).

    `table` spares reading the file again where it is open. `now` gives a row as it is by now, where it was corrected or
    sent again since. Raises AppError FILE_NOT_WRITABLE, DISK_FULL, and those of the environment.
    """
    origin = origin_of(ledger, run)

    def failed() -> Iterator[tuple[LedgerRow, LedgerRow]]:
        for row in ledger.rows(run, FAILED):
            if selected is None or row.planned.seq in selected:
                yield row, now(row)

    columns = columns_of(origin, catalogue, _needed(failed(), catalogue, words), words.header)
    mark = Mark.of(columns, origin, catalogue, ledger.run(run).account, run)
    if origin is None:
        return _write(path, _Lines(columns, mark, catalogue, words, None, None), failed())
    with rows_of_file(origin, table, spool_folder) as rows:
        return _write(path, _Lines(columns, mark, catalogue, words, origin, rows), failed())


def _needed(failed: Iterable[tuple[LedgerRow, LedgerRow]], catalogue: Catalogue, words: Words) -> frozenset[str]:
    """The fields that something is wrong with, or that were corrected; not those that only followed."""
    names: set[str] = set()
    for row, now in failed:
        names |= words.told(now).notes.keys()
        record = now.planned.record
        changed = changed_fields(row.planned.record, record)
        followed = {
            each.field
            for each in catalogue.derived
            if each.source in changed and each.table.get(str(record.get(each.source))) == record.get(each.field)
        }
        names |= changed - followed
    return frozenset(names)


def _write(path: Path, lines: _Lines, failed: Iterable[tuple[LedgerRow, LedgerRow]]) -> Exported:
    columns, catalogue, words = lines.columns, lines.catalogue, lines.words
    kinds = [known.kind if (known := field_of(column, catalogue)) is not None else None for column in columns]
    widths = {index: _WIDTHS.get(kind, _USUAL) if kind else _USUAL for index, kind in enumerate(kinds, 1)}
    last = len(columns) + 1
    choices = {
        index: [words.value(column.target or "", value) for value in values]
        for index, column in enumerate(columns, 1)
        if (values := choices_of(column, catalogue))
    }
    sheet = Sheet(
        words.title,
        [lines.mark.to_text(), *(column.header for column in columns), words.header(REASON), words.header(ADVICE)],
        (lines.line(*each) for each in failed),
        hidden_columns=(0,),
        widths={**widths, last: _SAID, last + 1: _SAID},
        choices=choices,
        wrapped=(last, last + 1),
        texts=[index for index, kind in enumerate(kinds, 1) if kind in _TEXTS],
    )
    write_workbook(path, sheet)
    return Exported(lines.count, lines.complete)


class _Lines:
    """The rows of the workbook, one after the other."""

    def __init__(
        self,
        columns: tuple[SheetColumn, ...],
        mark: Mark,
        catalogue: Catalogue,
        words: Words,
        origin: Origin | None,
        rows: FileRows | None,
    ) -> None:
        self.columns = columns
        self.mark = mark
        self.catalogue = catalogue
        self.words = words
        self.count = 0
        self.complete = origin is None or rows is not None
        self._rows = rows
        self._mapper = Mapper(origin.mapping, catalogue, load_vocabulary()) if origin and rows else None
        self._currency = says_currency(columns)
        self._marked = frozenset(mark.columns)

    def line(self, row: LedgerRow, now: LedgerRow) -> list[Cell | Marked]:
        self.count += 1
        record = now.planned.record
        told = self.words.told(now)
        found, said = self._in_file(row)
        unsent = changed_fields(row.planned.record, record)
        notes = dict(told.notes)
        cells: list[Cell | Marked] = []
        prints: list[str] = []
        for index, column in enumerate(self.columns):
            cell = self._cell(column, found, said, record)
            if index in self._marked:
                prints.append(UNSENT if unsent.intersection(column.fields) else fingerprint(cell))
            note = next((notes.pop(name) for name in column.fields if name in notes), None)
            cells.append(cell if note is None else Marked(cell, note))
        return [
            f"{self.mark.account}/{self.mark.run}/{row.planned.seq}/{'.'.join(prints)}",
            *cells,
            told.reason,
            told.advice,
        ]

    def _in_file(self, row: LedgerRow) -> tuple[SheetRow | None, Record]:
        """The row of the file, if it is the same listing still, and what its cells alone say."""
        planned = row.planned
        if self._rows is None or self._mapper is None or planned.row is None:
            return None, {}
        found = self._rows(planned.row)
        if found is None:
            return None, {}
        said = self._mapper.map(replace(found, links=None)).record  # a link behind a cell does not come back
        same = said.get(self.catalogue.key) == planned.record.get(self.catalogue.key)
        return (found, said) if same or not planned.external_id else (None, {})

    def _cell(self, column: SheetColumn, found: SheetRow | None, said: Record, record: Record) -> Cell:
        """The cell of the file where it still says what the record does, else what the record says."""
        same = all(said.get(name) == record.get(name) for name in column.fields)
        if same and found is not None and column.source is not None:
            return found.cells[column.source] if column.source < len(found.cells) else None
        return rendered(column, record, self.catalogue, self.words.value, currency=self._currency)


@dataclass(frozen=True, slots=True)
class Mark:
    """What the hidden header says: whose rows these are, which columns are of the portal, and which name the listing.

    `columns` are indices of the sheet's columns, the hidden one not counted; `names` their headers, each with the how
    manieth of its text it is, and what they are; `key` are indices in `columns`.
    """

    account: str
    run: int
    columns: tuple[int, ...]
    names: tuple[tuple[str, int, str | None], ...]
    key: tuple[int, ...]

    @classmethod
    def of(
        cls,
        columns: tuple[SheetColumn, ...],
        origin: Origin | None,
        catalogue: Catalogue,
        account: AccountKey,
        run: int,
    ) -> Mark:
        sources = origin.mapping.key if origin else ()
        by_target = [index for index, column in enumerate(columns) if column.target == catalogue.key]
        key = [index for index, column in enumerate(columns) if column.source in sources] or by_target
        wanted = [index for index, column in enumerate(columns) if column.fields or index in key]
        where = {index: name for name, index in places([column.header for column in columns]).items()}
        names = tuple((*where[index], columns[index].target) for index in wanted)
        return cls(account_mark(account), run, tuple(wanted), names, tuple(wanted.index(index) for index in key))

    def to_text(self) -> str:
        return json.dumps([MARK, self.account, self.run, self.names, self.key], ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> Mark | None:
        """Without `columns`. None where it is none."""
        try:
            kind, account, run, names, key = json.loads(text)
            if kind != MARK:
                return None
            read = tuple((str(name), int(number), target and str(target)) for name, number, target in names)
            return cls(str(account), int(run), (), read, tuple(index for index in map(int, key) if index < len(read)))
        except (ValueError, TypeError):
            return None


def account_mark(account: AccountKey) -> str:
    """Names an account without telling where it is."""
    return hashlib.sha256(f"{account.base_url}\n{account.agency_id}".encode()).hexdigest()[:12]
