"""Tables as agencies keep them, written by hand: exports of CRMs and boards, price lists, in four languages.

Each line is "header => target: values", the values repeated down the column; "{n}" counts the rows. "-" means that the
column must not be used; several targets joined by "/" are all right ("-" among them: it may be left alone).
None of these was looked at while the words were collected: they show how well the kind of thing is understood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from rentix_desktop.sheets.table import Cell

ROWS: Final = 24
_LINE: Final = re.compile(r"(?P<header>.*?)\s*=> (?P<targets>[\w./-]+):\s?(?P<values>.*)")
TARGETS: Final = {
    "id": "externalId", "deal": "announcementType", "type": "propertyType", "kind": "propertySecondaryType",
    "status": "announcementStatus", "price": "announcementValue", "currency": "announcementCurrency",
    "period": "announcementPayPeriod", "text": "announcementDescription", "area": "propertyArea",
    "floors": "propertyFloor", "floor": "propertyFloorNumber", "total": "propertyFloorsTotal",
    "rooms": "propertyQuantitySizeValue", "market": "propertyHousingMarket", "state": "propertyVisualState",
    "address": "propertyAddress", "part": "propertyAddress.part", "where": "propertyCoordinates",
    "lat": "propertyCoordinates.lat", "lng": "propertyCoordinates.lng", "files": "files", "user": "user",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ForeignTable:
    name: str
    columns: tuple[tuple[str, tuple[Cell, ...]], ...]
    expected: tuple[frozenset[str | None], ...]


def foreign_tables(text: str) -> tuple[ForeignTable, ...]:
    """The tables of a text: "# name" starts one."""
    return tuple(_table(block) for block in re.split(r"(?m)^# ", text)[1:])


def _table(block: str) -> ForeignTable:
    name, *lines = block.strip().splitlines()
    columns, expected = [], []
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is None:
            raise ValueError(line)
        values = match["values"].split(" | ")
        cells = (values[row % len(values)].strip().replace("{n}", str(row + 11)) for row in range(ROWS))
        columns.append((match["header"], tuple(_cell(cell) for cell in cells)))
        said = (None if target == "-" else TARGETS[target] for target in match["targets"].split("/"))
        expected.append(frozenset(said))
    return ForeignTable(name, tuple(columns), tuple(expected))


def _cell(text: str) -> Cell:
    if re.fullmatch(r"[1-9]\d{0,8}|0", text):
        return int(text)
    return text or None
