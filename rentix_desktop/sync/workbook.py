"""Failed rows as a workbook that can be corrected in a spreadsheet program and comes back.

Its first column is hidden. Each of its cells names the account, the run and the row; its header names the field of each
other column by the header text, so that the file is understood in any language and whatever the order of its columns.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Final

from rentix_desktop.catalog.fields import Catalogue, Field, JsonValue, Kind, Record
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.mapping.parse.photos import photo_id
from rentix_desktop.mapping.roles import ADDRESS
from rentix_desktop.sheets.cells import cell_text
from rentix_desktop.sheets.read import open_table
from rentix_desktop.sheets.table import Cell, ReadOptions, SheetRow, Table
from rentix_desktop.sheets.write import write_workbook
from rentix_desktop.sync.ledger import AccountKey, Ledger, LedgerRow
from rentix_desktop.sync.repair import FAILED, Correction

REASON: Final = "reason"
_MARK: Final = "rentix-failures-1"
_WIDTHS: Final = {Kind.TEXT: 32.0, Kind.PHOTOS: 44.0}
_REASON_WIDTH: Final = 60.0


def columns_of(catalogue: Catalogue) -> tuple[str, ...]:
    """The names of the visible columns: the key, the address, the other fields, the reason. Coordinates take two."""
    first = [name for name in (catalogue.key, ADDRESS) if name in catalogue.fields]
    names: list[str] = []
    for name in (*first, *(name for name in catalogue.fields if name not in first)):
        is_pair = catalogue.fields[name].kind is Kind.COORDINATES
        names += (f"{name}.lat", f"{name}.lng") if is_pair else (name,)
    return (*names, REASON)


def export_failures(
    path: Path,
    ledger: Ledger,
    run: int,
    catalogue: Catalogue,
    *,
    title: str,
    header: Callable[[str], str],
    reason: Callable[[LedgerRow], str],
    record: Callable[[LedgerRow], Record] = lambda row: row.planned.record,
    selected: Collection[int] | None = None,
) -> int:
    """Writes the refused and blocked rows of `run`, or those of them in `selected` (seqs); returns how many.

    `header` gives the text of a column: of "externalId", "reason", and of each field or part of one
    ("propertyCoordinates.lat"). `reason` gives the words beside a row, `record` what its cells say, where it was
    corrected since. Raises AppError FILE_NOT_WRITABLE, DISK_FULL.
    """
    columns = columns_of(catalogue)
    texts = _different([header(name) for name in columns])
    mark = json.dumps([_MARK, dict(zip(texts, columns, strict=True))], ensure_ascii=False)
    account = _account_mark(ledger.run(run).account)
    count = 0

    def rows() -> Iterator[list[Cell]]:
        nonlocal count
        for row in ledger.rows(run, FAILED):
            if selected is not None and row.planned.seq not in selected:
                continue
            count += 1
            says = record(row)
            cells = [_cell_of(says, name, catalogue) for name in columns[:-1]]
            yield [f"{account}/{run}/{row.planned.seq}", *cells, reason(row)]

    kinds = [_field(name, catalogue).kind for name in columns[:-1]]
    widths = {index + 1: _WIDTHS[kind] for index, kind in enumerate(kinds) if kind in _WIDTHS}
    widths[len(columns)] = _REASON_WIDTH
    write_workbook(path, title, [mark, *texts], rows(), hidden_columns=(0,), widths=widths)
    return count


def read_corrections(
    path: Path, ledger: Ledger, account: AccountKey, catalogue: Catalogue, *, spool_folder: Path
) -> tuple[int, list[Correction]]:
    """The run a workbook came from, and what was changed in it; rows deleted from it, or added to it, are left out.

    A cell that was emptied takes its field out of the record. Raises AppError FIXED_FILE_FOREIGN for a file that is
    none of ours, or of another account or of a run that is not known, and what reading a file raises.
    """
    table = open_table(path, ReadOptions(header_row=0), spool_folder=spool_folder)
    try:
        return _corrections(table, path, ledger, account, catalogue)
    finally:
        table.close()


def _corrections(
    table: Table, path: Path, ledger: Ledger, account: AccountKey, catalogue: Catalogue
) -> tuple[int, list[Correction]]:
    foreign = AppError(Code.FIXED_FILE_FOREIGN, Cause.DATA, path=path.name)
    marked = next((index for index, text in enumerate(table.info.header) if _MARK in text), None)
    if marked is None:
        raise foreign
    names = _names_of(table.info.header[marked], foreign)
    columns = {index: names[text.strip()] for index, text in enumerate(table.info.header) if text.strip() in names}
    columns = {index: name for index, name in columns.items() if name != REASON and _known(name, catalogue)}
    rows: dict[int, SheetRow] = {}
    runs: set[int] = set()
    for row in table.records():
        place = cell_text(row.cells[marked]).split("/") if marked < len(row.cells) else [""]
        if place == [""]:
            continue
        if len(place) != 3 or place[0] != _account_mark(account) or not all(part.isdecimal() for part in place[1:]):
            raise foreign
        runs.add(int(place[1]))
        rows[int(place[2])] = row
    if len(runs) != 1:
        raise foreign
    (run,) = runs
    try:
        ledger.run(run)
    except LookupError:
        raise foreign from None
    found = [
        Correction(row.planned.seq, changed)
        for row in ledger.rows(run, FAILED)
        if row.planned.seq in rows
        and (changed := _changed(rows[row.planned.seq], row.planned.record, columns, catalogue))
    ]
    return run, found


def _changed(row: SheetRow, record: Record, columns: dict[int, str], catalogue: Catalogue) -> Record:
    """The fields whose cells are not as they were written."""
    cells = {name: row.cells[index] if index < len(row.cells) else None for index, name in columns.items()}
    changed = [name for name, cell in cells.items() if _plain(cell) != _plain(_cell_of(record, name, catalogue))]
    fields: Record = {}
    for name in changed:
        field = _field(name, catalogue)
        if field.kind is Kind.COORDINATES:
            fields[field.name] = _coordinates(cells.get(f"{field.name}.lat"), cells.get(f"{field.name}.lng"))
        else:
            fields[field.name] = _value_of(cells[name], field)
    return fields


# cells ----------------------------------------------------------------------------------------------------------------
def _cell_of(record: Record, column: str, catalogue: Catalogue) -> Cell:
    """One value of a record as a cell; what has no plain form stands as JSON."""
    field = _field(column, catalogue)
    value = record.get(field.name)
    part = column.removeprefix(field.name).lstrip(".")
    if part:
        value = value.get(part) if isinstance(value, dict) else None
    elif field.kind is Kind.PHOTOS and isinstance(value, list):
        return "\n".join(str(item.get("url", item.get("id", ""))) for item in value if isinstance(item, dict))
    elif field.kind is Kind.AGENT and isinstance(value, dict) and set(value) == {"externalUserId"}:
        value = value["externalUserId"]
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return value


def _value_of(cell: Cell, field: Field) -> JsonValue:
    """A corrected cell in the portal's shape; a text that does not fit stays one, and the checks say so."""
    text = cell_text(cell)
    if not text:
        return None
    match field.kind:
        case Kind.NUMBER | Kind.INTEGER:
            return _number(cell if isinstance(cell, int | float) else text)
        case Kind.BOOLEAN:
            return {"true": True, "false": False}.get(text.casefold(), text)
        case Kind.PHOTOS:
            return [{"url": url, "externalFileId": photo_id(url)} for url in dict.fromkeys(text.split())]
        case Kind.AGENT:
            return {"externalUserId": text}
        case Kind.CHOICE:
            return next((choice for choice in field.choices if choice.casefold() == text.casefold()), text)
        case _:
            return text


def _number(value: str | float) -> JsonValue:
    if not isinstance(value, str):
        return value
    text = "".join(value.split()).replace(",", ".")
    try:
        number = float(text)
    except ValueError:
        return value
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _coordinates(lat: Cell, lng: Cell) -> JsonValue:
    if not cell_text(lat) and not cell_text(lng):
        return None
    return {"lat": _number(cell_text(lat)), "lng": _number(cell_text(lng))}


def _plain(cell: Cell) -> str:
    """What two cells are compared by: spreadsheet programs change line ends and blanks at the edges."""
    return cell_text(cell).replace("\r\n", "\n").strip()


# names ----------------------------------------------------------------------------------------------------------------
def _names_of(mark: str, foreign: AppError) -> dict[str, str]:
    try:
        kind, names = json.loads(mark)
        if kind == _MARK:
            return {str(text): str(name) for text, name in names.items()}
    except (ValueError, TypeError, AttributeError):
        pass
    raise foreign


def _field(column: str, catalogue: Catalogue) -> Field:
    return catalogue.fields[column if column in catalogue.fields else column.partition(".")[0]]


def _known(column: str, catalogue: Catalogue) -> bool:
    return column in catalogue.fields or column.partition(".")[0] in catalogue.fields


def _different(texts: list[str]) -> list[str]:
    """The header texts, made different from one another."""
    seen: dict[str, int] = {}
    made: list[str] = []
    for text in texts:
        plain = " ".join(text.split())
        seen[plain] = seen.get(plain, 0) + 1
        made.append(plain if seen[plain] == 1 else f"{plain} ({seen[plain]})")
    return made


def _account_mark(account: AccountKey) -> str:
    """Names an account without telling where it is."""
    return hashlib.sha256(f"{account.base_url}\n{account.agency_id}".encode()).hexdigest()[:12]
