"""Columns of the repair table in the clerk's terms: how a record reads in a cell, and what a changed cell means. No Qt.

A column may stand for several fields of the portal: a price with its currency, a floor of floors. What a text means is
read as the mapping reads a file; what cannot be read stays as it was typed, and the checks say what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rentix_desktop.catalog.fields import AGENT_ID, Catalogue, Field, JsonValue, Kind, Record
from rentix_desktop.mapping.model import Target
from rentix_desktop.mapping.parse.photos import photo_addresses, photo_id
from rentix_desktop.mapping.readers import Context, Pairs, reader
from rentix_desktop.mapping.roles import ADDRESS, CURRENCY, FLOOR_NUMBER, FLOORS_TOTAL, PAY_PERIOD, PRICE
from rentix_desktop.mapping.vocabulary import Vocabulary
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.names import field_name, value_name

_TOGETHER: Final = ((PRICE, CURRENCY, PAY_PERIOD), (FLOOR_NUMBER, FLOORS_TOTAL))
"""Fields that stand in one cell, the first one first."""
_USUAL: Final = (PRICE, FLOOR_NUMBER, ADDRESS)
"""What a person wants to see beside a faulty cell."""


class Editor(StrEnum):
    LINE = "line"
    MEMO = "memo"  # several lines
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class CellColumn:
    """`fields` are the portal's; `choices` are (portal value, in words) where one is chosen. `field` is the first."""

    field: Field
    fields: tuple[str, ...]
    editor: Editor
    title: str
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        return self.field.name


def columns_for(catalogue: Catalogue, used: Collection[str], wrong: Collection[str], tr: Texts) -> list[CellColumn]:
    """The useful columns, those of faulty fields first: of fields that are filled somewhere, or that something is
    wrong with."""
    made: list[CellColumn] = []
    taken: set[str] = set()
    follows = {derived.field for derived in catalogue.derived}
    for name in catalogue.fields:
        group = next((group for group in _TOGETHER if name in group and group[0] in catalogue.fields), (name,))
        names = tuple(each for each in group if each in catalogue.fields)
        if name in taken or not any(each in used or each in wrong for each in names):
            continue
        taken.update(names)
        bad = any(each in wrong for each in names)
        if not bad and (name in follows or name == catalogue.key):
            continue
        made.append(_column(catalogue.fields[names[0]], names, tr))
    order = {name: index for index, name in enumerate(_USUAL)}
    return sorted(
        made, key=lambda column: (not any(each in wrong for each in column.fields), order.get(column.name, len(order)))
    )


def _column(field: Field, names: tuple[str, ...], tr: Texts) -> CellColumn:
    title = field_name(Target.FLOOR if field.name == FLOOR_NUMBER and len(names) > 1 else field.name, tr)
    if field.kind is Kind.CHOICE and field.choices:
        choices = tuple((value, value_name(field.name, value, tr)) for value in field.choices)
        return CellColumn(field, names, Editor.CHOICE, title, choices)
    if field.kind is Kind.BOOLEAN:
        return CellColumn(field, names, Editor.CHOICE, title, (("true", tr("Yes")), ("false", tr("No"))))
    long = field.kind is Kind.PHOTOS or (field.kind is Kind.TEXT and (field.max_length or 0) > 300)
    return CellColumn(field, names, Editor.MEMO if long else Editor.LINE, title)


def allowed_values(column: CellColumn, record: Record, catalogue: Catalogue) -> frozenset[str] | None:
    """The values that go with the rest of the record; None = any. What follows from this field binds it not."""
    follows = {derived.field for derived in catalogue.derived if derived.source == column.name}
    for rule in catalogue.dependent:
        if rule.field == column.name:
            bound = [(place, record.get(name)) for place, name in enumerate(rule.by) if name not in follows]
            fitting = [
                values
                for by, values in rule.table.items()
                if all(value is None or by[place] == value for place, value in bound)
            ]
            return frozenset(value for values in fitting for value in values) if fitting else None
    return None


def wrong_fields_of(messages: Iterable[str], catalogue: Catalogue) -> set[str]:
    """The fields that the portal's words name by their technical names."""
    words = {word.partition(".")[0] for message in messages for word in message.replace(",", " ").split()}
    return {word.strip("“”\"'`:;()[]") for word in words} & catalogue.fields.keys()


# showing --------------------------------------------------------------------------------------------------------------
def shown(column: CellColumn, record: Record, tr: Texts) -> str:
    """The cell as it is read, with the language's separators."""
    values = [record.get(name) for name in column.fields]
    if column.name == PRICE:
        return _price(values, tr, for_editing=False)
    if column.field.kind is Kind.PHOTOS:
        return "\n".join(_photo_lines(values[0]))
    if len(values) == 1 and column.editor is not Editor.CHOICE and isinstance(values[0], int | float):
        text = tr.number(values[0]) if not isinstance(values[0], bool) else str(values[0])
        return f"{text} {tr(column.field.unit)}" if column.field.unit else text
    return edited(column, record, tr)


def edited(column: CellColumn, record: Record, tr: Texts) -> str:
    """The cell as it is typed, copied and pasted: what `read` understands."""
    values = [record.get(name) for name in column.fields]
    value = values[0]
    if column.name == PRICE:
        return _price(values, tr, for_editing=True)
    if column.name == FLOOR_NUMBER and len(values) > 1:
        return " / ".join(_plain(part) for part in values) if any(part is not None for part in values) else ""
    if column.editor is Editor.CHOICE:
        text = str(value).casefold() if isinstance(value, bool) else _plain(value)
        return dict(column.choices).get(text, text)
    if column.field.kind is Kind.PHOTOS:
        return "\n".join(_photo_lines(value))
    if column.field.kind is Kind.COORDINATES and isinstance(value, dict):
        return f"{_plain(value.get('lat'))}, {_plain(value.get('lng'))}"
    if column.field.kind is Kind.AGENT and isinstance(value, dict):
        return _plain(value.get(AGENT_ID))
    return _plain(value)


def _price(values: list[JsonValue], tr: Texts, *, for_editing: bool) -> str:
    amount, currency, period = (*values, None, None)[:3]
    if isinstance(amount, int | float) and not isinstance(amount, bool) and not for_editing:
        text = tr.number(amount)
    else:
        text = _plain(amount)
    text = f"{text} {currency}".strip() if currency else text
    return f"{text} / {value_name(PAY_PERIOD, str(period), tr).lower()}" if period else text


def _photo_lines(value: JsonValue) -> list[str]:
    items = value if isinstance(value, list) else []
    return [str(item.get("url", item.get("id", ""))) for item in items if isinstance(item, dict)]


def _plain(value: JsonValue) -> str:
    if value is None:
        return ""
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def measure(column: CellColumn, text: str) -> str:
    """How long a text is beside what it must, or may, be: "14/40". Empty where nothing limits it."""
    field = column.field
    if field.kind is Kind.PHOTOS:
        length = len(photo_addresses(text))
    elif field.kind is Kind.TEXT:
        length = len(text)
    else:
        return ""
    low, high = field.min_length, field.max_length
    limit = high if high and length > high // 2 else low
    return f"{length}/{limit}" if limit else ""


# reading --------------------------------------------------------------------------------------------------------------
def read(column: CellColumn, text: str, record: Record, catalogue: Catalogue, words: Vocabulary) -> Record:
    """What a changed cell makes of its fields; None takes one out."""
    text = text.strip()
    if not text:
        return dict.fromkeys(column.fields)
    if column.editor is Editor.CHOICE:
        found = _chosen(column, text)
        if found is not None:
            return {column.name: found}
    if column.field.kind is Kind.PHOTOS:
        return {column.name: _photos(text, record.get(column.name))}
    if column.field.kind in (Kind.TEXT, Kind.UNKNOWN):
        return {column.name: text if column.editor is Editor.MEMO else " ".join(text.split())}
    compound = column.name == FLOOR_NUMBER and len(column.fields) > 1
    understood = reader(Target.FLOOR if compound else column.name, "", Context(catalogue, words, {}))(text)
    fields: Record = {
        name: value for name, value in _pairs(understood.fields, understood.besides) if name in column.fields
    }
    if column.name not in fields and not (compound and fields):
        return {column.name: text}
    if compound:
        return {name: fields.get(name) for name in column.fields}
    return fields


def _pairs(fields: Pairs, besides: Pairs) -> Pairs:
    return (*fields, *besides)


def _chosen(column: CellColumn, text: str) -> JsonValue:
    """The portal value that a text names, by its name in words or its own; None where it is none."""
    wanted = text.casefold()
    for value, words in column.choices:
        if wanted in (value.casefold(), words.casefold()):
            return value == "true" if column.field.kind is Kind.BOOLEAN else value
    return None


def _photos(text: str, before: JsonValue) -> JsonValue:
    """An address that was there before keeps its own id; photos that the portal has already keep theirs."""
    known = {line: item for line, item in zip(_photo_lines(before), _items(before), strict=True) if line}
    return [
        known.get(address) or {"url": address, "externalFileId": photo_id(address)} for address in photo_addresses(text)
    ]


def _items(value: JsonValue) -> list[JsonValue]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
