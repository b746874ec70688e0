"""What was corrected in an exported workbook (`sync.repair.workbook`), read as its file was read the first time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from rentix_desktop.catalog.fields import Catalogue, JsonValue, Kind, Record
from rentix_desktop.catalog.problems import Severity
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.mapping.model import ColumnMapping
from rentix_desktop.mapping.read_row import Mapper
from rentix_desktop.mapping.readers import Context, Reader, reader
from rentix_desktop.mapping.text import fold
from rentix_desktop.mapping.vocabulary import load_vocabulary
from rentix_desktop.sheets.cells import cell_text
from rentix_desktop.sheets.read import open_table
from rentix_desktop.sheets.table import ReadOptions, SheetRow, Table
from rentix_desktop.sync.ledger import AccountKey, Ledger, LedgerRow, RunKind
from rentix_desktop.sync.repair.origin import origin_of
from rentix_desktop.sync.repair.repair import FAILED, Correction
from rentix_desktop.sync.repair.sheet_columns import fields_filled, fingerprint, photo_addresses_of, places
from rentix_desktop.sync.repair.workbook import MARK, UNSENT, Mark, account_mark
from rentix_desktop.sync.steps import family

KnownWords = Mapping[tuple[str, str], JsonValue]
"""(field, folded text) → the value that a drop-down list offers under this text, in any language."""
_LOOKED_AT: Final = 20
"""Rows among which the header is looked for, where rows were put above it."""


@dataclass(frozen=True, slots=True)
class FixedFile:
    """What a workbook that came back says. `added` rows belong to none of the rows it was made of."""

    run: int
    corrections: tuple[Correction, ...]
    added: int = 0


def read_corrections(
    path: Path,
    ledger: Ledger,
    account: AccountKey,
    catalogue: Catalogue,
    choices: KnownWords,
    *,
    spool_folder: Path,
) -> FixedFile:
    """What was changed in it. Rows deleted from it are left as they were, and so are those that went through since.

    A cell that was emptied takes its field out of the record. Raises AppError FIXED_FILE_FOREIGN for a file that is
    none of ours, or of another account or of a run that is not known or was overtaken by another upload of its file,
    and what reading a file raises.
    """
    foreign = AppError(Code.FIXED_FILE_FOREIGN, Cause.DATA, path=path.name)
    table = open_table(path, ReadOptions(header_row=0), spool_folder=spool_folder)
    with closing(table):
        found = _marked(table)
        if found is None:
            raise foreign
        where, column, mark = found
        with closing(where):
            if mark.account != account_mark(account) or _overtaken(ledger, mark.run):
                raise foreign
            sheet = _Sheet(where, column, mark, ledger, catalogue, choices)
            rows = list(sheet.rows())
            if any(row.belongs not in (None, (mark.account, mark.run)) for row in rows):
                raise foreign
            return _read(sheet, rows, ledger)


def _marked(table: Table) -> tuple[Table, int, Mark] | None:
    """The table with its header, where the mark stands in it, and what it says."""
    for number, cells in enumerate((table.info.header, *table.info.head[:_LOOKED_AT])):
        for index, cell in enumerate(cells):
            if isinstance(cell, str) and MARK in cell and (mark := Mark.from_text(cell.strip())) is not None:
                return (table if number == 0 else table.with_header(number - 1)), index, mark
    return None


def _overtaken(ledger: Ledger, run: int) -> bool:
    """Whether the run is not known, or its file was uploaded again since."""
    try:
        info = ledger.run(run)
    except LookupError:
        return True
    uploads = (each for each in ledger.runs() if each.kind is RunKind.UPLOAD and each.source == info.source)
    newest = next(uploads, None)
    return newest is not None and newest.id > run


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the workbook. `belongs` is (account, run) and None where its hidden cell was emptied."""

    row: SheetRow
    code: str
    belongs: tuple[str, int] | None
    seq: int | None
    prints: tuple[str, ...]


class _Sheet:
    """The workbook's own columns, read as those of the file it was made of."""

    def __init__(
        self, table: Table, marked: int, mark: Mark, ledger: Ledger, catalogue: Catalogue, choices: KnownWords
    ) -> None:
        self._table = table
        self._marked = marked
        self._catalogue = catalogue
        self._choices = choices
        self.mark = mark
        known = places(table.info.header)
        self.at = [known.get((name, number)) for name, number, _ in mark.names]
        origin = origin_of(ledger, mark.run)
        given = origin.mapping if origin else ColumnMapping(())
        targets = [(at, name[2]) for at, name in zip(self.at, mark.names, strict=True) if at is not None]
        columns = tuple((at, target) for at, target in targets if target and _filled(target, catalogue))
        key = tuple(at for index in mark.key if (at := self.at[index]) is not None)
        mapping = ColumnMapping(columns, key, given.values, given.constants, table.info.header)
        words = load_vocabulary()
        self._mapper = Mapper(mapping, catalogue, words)
        context = Context(catalogue, words, dict(mapping.values))
        self._readers: dict[int, Reader] = {at: reader(target, "", context) for at, target in columns}

    def rows(self) -> Iterator[_Row]:
        for row in self._table.records():
            account, run, seq, prints = _place(_text(row, self._marked))
            belongs = (account, run) if account else None
            code = self._mapper.map(row).record.get(self._catalogue.key)
            yield _Row(row, "" if code is None else str(code), belongs, seq, prints)

    def changes(self, row: SheetRow, prints: tuple[str, ...], listing: LedgerRow) -> Record:
        """The fields of the listing that its cells say otherwise than when they were written."""
        marked = [(at, name[2]) for at, name in zip(self.at, self.mark.names, strict=True)]
        if len(prints) != len(marked):
            prints = (UNSENT,) * len(marked)
        cells = list(row.cells) + [None] * (len(self._table.info.header) - len(row.cells))
        fields: dict[str, str | None] = {}  # with the text of their cell; None = it says them beside its own
        for (at, target), before in zip(marked, prints, strict=True):
            if at is None or target is None or at not in self._readers:
                continue
            if before == fingerprint(cells[at]) and before != UNSENT:
                continue
            chosen = self._choices.get((target, fold(cell_text(cells[at]))))
            if isinstance(chosen, str):
                cells[at] = chosen
            text = cell_text(cells[at])
            said = self._readers[at](cells[at])
            besides = [name for name, _ in (*said.fields, *said.besides) if name in self._catalogue.fields]
            fields |= dict.fromkeys(fields_filled(target), text)
            for name in besides:
                fields.setdefault(name, None)
        if not fields:
            return {}
        mapped = self._mapper.map(replace(row, cells=tuple(cells), shifted=False))
        if mapped.left_out:
            return {}
        faulty = {problem.field for problem in listing.planned.problems}
        wrong = {problem.field for problem in mapped.problems if problem.severity is Severity.ERROR}
        record = listing.planned.record
        changed: Record = {}
        follow = {derived.field for derived in self._catalogue.derived if derived.source in fields}
        for name, own in fields.items():
            if own is None and name in follow:
                continue
            value = self._value(name, own, mapped.record, record, wrong)
            if value != record.get(name) or (name in faulty and own is not None):
                changed[name] = value
        return changed

    def _value(self, name: str, text: str | None, said: Record, before: Record, wrong: set[str]) -> JsonValue:
        value = said.get(name)
        if value is None:
            return text if text and name in wrong else None
        if self._catalogue.fields[name].kind is Kind.PHOTOS:
            return _with_ids(value, before.get(name))
        return value


def _read(sheet: _Sheet, rows: list[_Row], ledger: Ledger) -> FixedFile:
    run = sheet.mark.run
    gone = _gone_through(ledger, run)
    failed = {row.planned.seq: row for row in ledger.rows(run, FAILED)}
    prints = {row.seq: row.prints for row in rows if row.seq is not None}
    by_seq, added = _recognised(rows, failed)
    corrections = []
    for seq in sorted(by_seq):
        listing = failed[seq]
        if _name(listing) in gone:
            continue
        changed = sheet.changes(by_seq[seq].row, prints.get(seq, ()), listing)
        if changed:
            corrections.append(Correction(seq, changed))
    return FixedFile(run, tuple(corrections), added)


def _recognised(rows: list[_Row], failed: Mapping[int, LedgerRow]) -> tuple[dict[int, _Row], int]:
    """seq → its row: by the code of the listing where only one has it, else by the hidden number. A sheet of which only
    some columns were sorted has the numbers in other rows."""
    seqs: dict[str, list[int]] = {}
    for seq, listing in failed.items():
        seqs.setdefault(listing.planned.external_id, []).append(seq)
    found: dict[int, _Row] = {}
    left: list[_Row] = []
    for row in rows:
        named = seqs.get(row.code, [])
        if row.code and len(named) == 1 and named[0] not in found:
            found[named[0]] = row
        else:
            left.append(row)
    added = 0
    for row in left:
        if row.seq is not None and row.seq in failed and row.seq not in found:
            found[row.seq] = row
        else:
            added += 1
    return found, added


def _gone_through(ledger: Ledger, run: int) -> set[int | str]:
    """Rows of the run that went through in a later one."""
    gone: set[int | str] = set()
    for child in sorted(each for each in family(ledger, run)[1] if each > run):
        for row in ledger.rows(child):
            if row.state in FAILED:
                gone.discard(_name(row))
            else:
                gone.add(_name(row))
    return gone


def _name(row: LedgerRow) -> int | str:
    """What names a row in every run of the same file."""
    return row.planned.external_id if row.planned.row is None else row.planned.row


def _place(text: str) -> tuple[str, int, int | None, tuple[str, ...]]:
    """Account, run, row and fingerprints of a hidden cell; an empty account where it is none of ours."""
    parts = text.split("/")
    if len(parts) != 4 or not all(part.isdecimal() and part.isascii() for part in parts[1:3]):
        return ("?" if text else "", 0, None, ())
    return parts[0], int(parts[1]), int(parts[2]), tuple(parts[3].split("."))


def _text(row: SheetRow, index: int) -> str:
    return cell_text(row.cells[index]) if index < len(row.cells) else ""


def _filled(target: str, catalogue: Catalogue) -> bool:
    return all(name in catalogue.fields for name in fields_filled(target))


def _with_ids(value: JsonValue, before: JsonValue) -> JsonValue:
    """Photos that were there before keep the ids they had."""
    items = before if isinstance(before, list) else []
    known = dict(zip(photo_addresses_of(before), [item for item in items if isinstance(item, dict)], strict=True))
    new = value if isinstance(value, list) else []
    return [known.get(address, item) for address, item in zip(photo_addresses_of(value), new, strict=True)]
