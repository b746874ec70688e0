"""How the rows of a run were read: kept with the run, so that its file can be written again as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rentix_desktop.errors import AppError, Cause
from rentix_desktop.mapping.model import ColumnMapping
from rentix_desktop.sheets.read import open_table
from rentix_desktop.sheets.table import ReadOptions, SheetRow, Table, TableInfo
from rentix_desktop.sync.ledger import Ledger

_VERSION: Final = 1
_TOGETHER: Final = 256
"""Rows of the file that are read at once."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A file and what its columns meant. The last `section_columns` of `header` are not in the file itself."""

    path: Path
    sheet: str | None
    encoding: str | None
    delimiter: str | None
    header_row: int | None
    header: tuple[str, ...]
    section_columns: int
    mapping: ColumnMapping

    @classmethod
    def of(cls, info: TableInfo, mapping: ColumnMapping) -> Origin:
        path = info.path.resolve()
        return cls(
            path,
            info.sheet,
            info.encoding,
            info.delimiter,
            info.header_row,
            info.header,
            info.section_columns,
            mapping,
        )

    def to_text(self) -> str:
        mapping = self.mapping
        said = {
            "version": _VERSION,
            "path": str(self.path),
            "read": [self.sheet, self.encoding, self.delimiter, self.header_row],
            "header": self.header,
            "section_columns": self.section_columns,
            "columns": mapping.columns,
            "key": mapping.key,
            "values": mapping.values,
            "constants": mapping.constants,
        }
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str | None) -> Origin | None:
        """None where it is not known, or was written by a later program."""
        try:
            said: dict[str, Any] = json.loads(text or "{}")
            if said.get("version") != _VERSION:
                return None
            header = tuple(map(str, said["header"]))
            mapping = ColumnMapping(
                columns=tuple((int(index), str(target)) for index, target in said["columns"]),
                key=tuple(map(int, said["key"])),
                values=tuple(((field, value), target) for (field, value), target in said["values"]),
                constants=tuple((field, value) for field, value in said["constants"]),
                headers=header,
            )
            sheet, encoding, delimiter, header_row = said["read"]
            sections = int(said["section_columns"])
            return cls(Path(said["path"]), sheet, encoding, delimiter, header_row, header, sections, mapping)
        except (ValueError, TypeError, KeyError, AttributeError):
            return None


def origin_of(ledger: Ledger, run: int) -> Origin | None:
    """Of a run, or of the one whose rows it takes."""
    wanted: int | None = run
    while wanted is not None:
        found = Origin.from_text(ledger.origin(wanted))
        if found is not None:
            return found
        wanted = ledger.run(wanted).parent
    return None


class FileRows:
    """The rows of the file by their numbers."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._rows: dict[int, SheetRow] = {}
        self._range = range(0)

    def __call__(self, row: int) -> SheetRow | None:
        if row not in self._range:
            self._range = range(row, row + _TOGETHER)
            self._rows = {each.row: each for each in self._table.records(row, row + _TOGETHER)}
        return self._rows.get(row)


@contextmanager
def rows_of_file(origin: Origin, table: Table | None, spool_folder: Path) -> Iterator[FileRows | None]:
    """The rows of the file, of `table` where it is open; None where the file is gone or has other columns by now.

    Raises AppError of the environment (disk full).
    """
    if table is not None and _is_it(table.info, origin):
        yield FileRows(table)
        return
    try:
        header_row = -1 if origin.header_row is None else origin.header_row
        options = ReadOptions(origin.sheet, header_row, origin.encoding, origin.delimiter)
        opened = open_table(origin.path, options, spool_folder=spool_folder)
    except AppError as error:
        if error.cause is not Cause.DATA:
            raise
        yield None
        return
    try:
        yield FileRows(opened) if _is_it(opened.info, origin) else None
    finally:
        opened.close()


def _is_it(info: TableInfo, origin: Origin) -> bool:
    return (info.path.resolve(), info.sheet, info.header) == (origin.path, origin.sheet, origin.header)
