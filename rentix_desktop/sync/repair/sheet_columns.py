"""The columns of an exported workbook: what each of them fills, and how a record stands in them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rentix_desktop.catalog.fields import AGENT_ID, Catalogue, Field, JsonValue, Kind, Record
from rentix_desktop.mapping import roles
from rentix_desktop.mapping.model import Target
from rentix_desktop.sheets.cells import cell_text
from rentix_desktop.sheets.table import Cell, column_names
from rentix_desktop.sheets.write import as_written
from rentix_desktop.sync.repair.origin import Origin

REASON: Final = "reason"
ADVICE: Final = "advice"
_FLOORS: Final = (roles.FLOOR_NUMBER, roles.FLOORS_TOTAL)


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """`target` None: its cells are only carried. `source` None: it is not in the file the rows came from.

    `whole`: where a value cannot be divided among several columns, it stands in this one.
    """

    header: str
    target: str | None
    source: int | None
    fields: tuple[str, ...] = ()
    whole: bool = True


def columns_of(
    origin: Origin | None, catalogue: Catalogue, needed: Collection[str], header: Callable[[str], str]
) -> tuple[SheetColumn, ...]:
    """The columns of the file, in their order, then one for each needed field that none of them fills; where the file is
    not known, the key, the address and every other field. `header` names the columns that the file has no name for."""
    columns = list(_of_file(origin, catalogue, header)) if origin is not None else []
    if origin is None:
        first = [name for name in (catalogue.key, roles.ADDRESS) if name in catalogue.fields]
        more = [*first, *(name for name in catalogue.fields if name not in first)]
    else:
        filled = {name for column in columns for name in column.fields}
        more = [name for name in catalogue.fields if name in needed and name not in filled]
    texts = [column.header for column in columns]
    for name in more:
        for target in _targets_of(catalogue.fields[name]):
            text = _different(header(target), texts)
            texts.append(text)
            columns.append(SheetColumn(text, target, None, fields_filled(target)))
    return tuple(columns)


def _of_file(origin: Origin, catalogue: Catalogue, header: Callable[[str], str]) -> Iterator[SheetColumn]:
    mapping = origin.mapping
    targets = dict(mapping.columns)
    key = mapping.key or tuple(index for index, target in mapping.columns if target == catalogue.key)
    sections = len(origin.header) - origin.section_columns
    seen: set[tuple[str, ...]] = set()
    names = column_names(origin.header)
    for index, text in enumerate(origin.header):
        target = targets.get(index)
        if index in key and target is None:
            target = catalogue.key
        if index >= sections and target is None:
            continue
        fields = fields_filled(target) if target is not None and _known(target, catalogue) else ()
        name = header(target) if index >= sections and target is not None else text.strip() or names[index]
        yield SheetColumn(name, target if fields else None, index, fields, whole=fields not in seen)
        if target not in (Target.LATITUDE, Target.LONGITUDE):
            seen.add(fields)


def _targets_of(field: Field) -> tuple[str, ...]:
    return (f"{field.name}.lat", f"{field.name}.lng") if field.kind is Kind.COORDINATES else (field.name,)


def fields_filled(target: str) -> tuple[str, ...]:
    """The fields that a column with this target fills."""
    return _FLOORS if target == Target.FLOOR else (target.partition(".")[0],)


def _known(target: str, catalogue: Catalogue) -> bool:
    return all(name in catalogue.fields for name in fields_filled(target))


def _different(text: str, others: Collection[str]) -> str:
    name, number = " ".join(text.split()), 2
    made = name
    while made in others:
        made, number = f"{name} ({number})", number + 1
    return made


def field_of(column: SheetColumn, catalogue: Catalogue) -> Field | None:
    """The field whose values may be chosen, or that decides how the column looks; None for compound ones."""
    return catalogue.fields.get(column.target) if column.target is not None else None


def choices_of(column: SheetColumn, catalogue: Catalogue) -> tuple[str, ...]:
    """The values a cell of the column may be chosen from; true and false of a yes or no."""
    field = field_of(column, catalogue)
    if field is None:
        return ()
    return ("true", "false") if field.kind is Kind.BOOLEAN else field.choices if field.kind is Kind.CHOICE else ()


# a record in cells ----------------------------------------------------------------------------------------------------
Word = Callable[[str, str], str]
"""(field, value) in the words of a language."""


def rendered(column: SheetColumn, record: Record, catalogue: Catalogue, word: Word, *, currency: bool) -> Cell:
    """What stands in the column for a record, so that it is read as the same again. `currency`: a price says it."""
    target = column.target
    if target is None or not column.whole:
        return None
    if target == Target.FLOOR:
        parts = [record.get(name) for name in _FLOORS]
        return "/".join("" if part is None else str(part) for part in parts) if parts != [None, None] else None
    name, _, part = target.partition(".")
    value = record.get(name)
    if target in (Target.LATITUDE, Target.LONGITUDE):
        value = value.get(part) if isinstance(value, dict) else None
    return _cell_of(catalogue.fields.get(name), value, record, word, currency=currency)


def _cell_of(field: Field | None, value: JsonValue, record: Record, word: Word, *, currency: bool) -> Cell:
    kind = field.kind if field is not None else Kind.UNKNOWN
    name = field.name if field is not None else ""
    if value is None:
        return None
    if kind is Kind.BOOLEAN and isinstance(value, bool):
        return word(name, "true" if value else "false")
    if kind is Kind.CHOICE and isinstance(value, str):
        return word(name, value)
    if kind is Kind.PHOTOS and isinstance(value, list):
        return "\n".join(photo_addresses_of(value))
    if kind is Kind.COORDINATES and isinstance(value, dict) and set(value) == {"lat", "lng"}:
        return f"{value['lat']}, {value['lng']}"
    if kind is Kind.AGENT and isinstance(value, dict) and set(value) == {AGENT_ID}:
        value = value[AGENT_ID]
    if name == roles.PRICE and currency and isinstance(said := record.get(roles.CURRENCY), str):
        return f"{value} {said}"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return value


def photo_addresses_of(value: JsonValue) -> list[str]:
    """The addresses of the photos of a record, or their ids where they have none."""
    items = value if isinstance(value, list) else []
    return [str(item.get("url", item.get("id", ""))) for item in items if isinstance(item, dict)]


def says_currency(columns: Iterable[SheetColumn]) -> bool:
    """Whether the currency has no column of its own."""
    return all(column.target != roles.CURRENCY for column in columns)


# what tells a changed cell ----------------------------------------------------------------------------------------------
def plain(cell: Cell) -> str:
    """What two cells are compared by: spreadsheet programs change line ends, blanks at the edges, and a day may come
    back as its midnight."""
    text = cell_text(as_written(cell)).replace("\r\n", "\n").replace("\r", "\n").strip()
    return text.removesuffix(" 00:00")


def fingerprint(cell: Cell) -> str:
    """Six letters; an empty cell has one, too."""
    return hashlib.sha256(plain(cell).encode("utf-8", "replace")).hexdigest()[:6]


def changed_fields(old: Record, new: Record) -> frozenset[str]:
    """The names of the fields that are not the same in both."""
    return frozenset(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))


def places(header: Sequence[str]) -> dict[tuple[str, int], int]:
    """Where a header stands: (its text, the how manieth of that text) → column."""
    seen: dict[str, int] = {}
    found: dict[tuple[str, int], int] = {}
    for index, text in enumerate(header):
        name = " ".join(text.split())
        found[name, seen.get(name, 0)] = index
        seen[name] = seen.get(name, 0) + 1
    return found
