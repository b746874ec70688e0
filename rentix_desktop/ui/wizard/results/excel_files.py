"""What the way through Excel does on a worker: the failures written to a workbook, and its corrections read. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from rentix_desktop.catalog.fields import Record
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.sheets.table import Table
from rentix_desktop.sync.ledger import LedgerRow
from rentix_desktop.sync.repair.fixed import FixedFile, read_corrections
from rentix_desktop.sync.repair.workbook import Exported, export_failures
from rentix_desktop.texts.failing import known_words, workbook_words
from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.session import Connection
from rentix_desktop.ui.wizard.results.fixing import Loaded, record_of, still_wrong


def export(
    path: Path,
    connection: Connection,
    loaded: Loaded,
    corrections: Mapping[int, Record],
    tr: Texts,
    spool_folder: Path,
    table: Table | None = None,
) -> Exported:
    """Writes what still failed, as corrected so far, with the reason beside each row. Raises as `export_failures`."""
    rows = {row.seq: row for row in loaded.rows}
    catalogue = connection.catalogue

    def now(row: LedgerRow) -> LedgerRow:
        found = rows.get(row.planned.seq)
        if found is None:
            return row
        fields = corrections.get(found.seq, {})
        problems = still_wrong(found, fields, catalogue, loaded.checker) if fields else found.problems
        planned = replace(row.planned, record=record_of(found, fields, catalogue), problems=tuple(problems))
        return replace(row, planned=planned, state=found.state, messages=found.messages)

    return export_failures(
        path,
        connection.ledger,
        loaded.root,
        catalogue,
        workbook_words(catalogue, tr),
        spool_folder=spool_folder,
        table=table,
        now=now,
        selected=frozenset(rows) if len(rows) == loaded.failed else None,
    )


def read_fixed(path: Path, connection: Connection, loaded: Loaded, spool_folder: Path) -> FixedFile:
    """The corrections of a workbook that was written by `export`, of rows that still failed.

    Raises AppError FIXED_FILE_FOREIGN, also where it belongs to another upload, and what reading raises.
    """
    catalogue = connection.catalogue
    fixed = read_corrections(
        path, connection.ledger, connection.key, catalogue, known_words(catalogue), spool_folder=spool_folder
    )
    if fixed.run != loaded.root:
        raise AppError(Code.FIXED_FILE_FOREIGN, Cause.DATA, path=path.name)
    known = {row.seq for row in loaded.rows}
    return replace(fixed, corrections=tuple(each for each in fixed.corrections if each.seq in known))
