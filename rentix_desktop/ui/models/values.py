"""The cell texts of fields with fixed values, each with what it means on the portal: grouped by field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QStandardItemModel

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.mapping.model import Level, ValueSuggestion
from rentix_desktop.mapping.text import fold
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.names import field_name, level_name, value_name
from rentix_desktop.ui.widgets.basics import Tone
from rentix_desktop.ui.widgets.choosing import (
    CHOICE,
    LEVEL,
    MARKED,
    MEANS,
    NOT_CHOSEN,
    SURE,
    VALUE,
    Choice,
    Sureness,
    options_model,
)
from rentix_desktop.ui.widgets.faces import FACE, Face
from rentix_desktop.ui.wizard.understanding import Understanding, asks, shown_values, unknown

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
_EFFECT: Final = 3
_Place = tuple[str, str]  # field, folded text


@dataclass(frozen=True, slots=True)
class Heading:
    """The line over the values of one field."""

    field: str


def value_options(field: str, catalogue: Catalogue, tr: Texts) -> QStandardItemModel:
    """The portal's values in the clerk's words."""
    found = catalogue.fields.get(field)
    choices = found.choices if found else ()
    return options_model(
        [("", [*((value_name(field, value, tr), value) for value in choices), (tr("Leave empty"), NOT_CHOSEN)])]
    )


class ValuesModel(QAbstractTableModel):
    """The order is made once, what is to be looked at first: a line stays where it is while it is decided."""

    chosen = Signal(object, object)  # a ValueSuggestion, the portal value or None

    def __init__(self, tr: Texts) -> None:
        super().__init__()
        self._tr = tr
        self._known: Understanding | None = None
        self._rows: list[Heading | _Place] = []
        self._values: dict[_Place, ValueSuggestion] = {}

    def show_values(self, known: Understanding | None) -> None:
        values = shown_values(known) if known else ()
        by_place = {_place(value): value for value in values}
        anew = by_place.keys() != self._values.keys() or not self._rows
        if anew:
            self.beginResetModel()
            self._rows = _ordered(values)
        self._known, self._values = known, by_place
        if anew:
            self.endResetModel()
        elif self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, _EFFECT))

    def sort_again(self) -> None:
        """What is to be looked at first, at the start of a look at the page."""
        self.beginResetModel()
        self._rows = _ordered(tuple(self._values.values()))
        self.endResetModel()

    def value(self, row: int) -> ValueSuggestion | None:
        """None where the line is a heading."""
        place = self._rows[row]
        return None if isinstance(place, Heading) else self._values[place]

    def headings(self) -> list[int]:
        return [row for row, place in enumerate(self._rows) if isinstance(place, Heading)]

    def field(self, row: int) -> str:
        place = self._rows[row]
        return place.field if isinstance(place, Heading) else place[0]

    def marked_rows(self) -> list[int]:
        return [row for row in range(len(self._rows)) if (value := self.value(row)) is not None and asks(value)]

    # what Qt asks -------------------------------------------------------------------------------------------------------
    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else _EFFECT + 1

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            tr = self._tr
            return (tr("In your file"), tr("On the portal"), "", tr("What happens"))[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.value(index.row()) is None:
            return Qt.ItemFlag.ItemIsEnabled
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == MEANS else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        value = self.value(index.row())
        if value is None:
            return self._heading(index, role)
        if role == MARKED:
            return asks(value)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            means = self._meaning(value).text
            return f"{field_name(value.field, self._tr)}: {value.value}, {means}. {self._level(value).text}"
        if index.column() == MEANS:
            if role in (VALUE, Qt.ItemDataRole.EditRole):
                return None if unknown(value) else value.target or NOT_CHOSEN
            if role in (CHOICE, Qt.ItemDataRole.DisplayRole):
                choice = self._meaning(value)
                return choice if role == CHOICE else choice.text
        if index.column() == SURE and role in (LEVEL, Qt.ItemDataRole.DisplayRole):
            level = self._level(value)
            return level if role == LEVEL else level.text
        if role == FACE:
            return self._face(index.column(), value)
        if role == Qt.ItemDataRole.DisplayRole:
            return value.value if index.column() == 0 else self._effect(value)
        if role == Qt.ItemDataRole.ToolTipRole:
            return value.value[:500] if index.column() == 0 else self._effect(value) or None
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802 - Qt's name
        suggestion = self.value(index.row())
        if suggestion is None or role != Qt.ItemDataRole.EditRole or index.column() != MEANS:
            return False
        self.chosen.emit(suggestion, value or None)
        return True

    # texts --------------------------------------------------------------------------------------------------------------
    def _heading(self, index: Index, role: int) -> Any:
        if index.column() or role not in (FACE, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return Face() if role == FACE else None
        name = field_name(self.field(index.row()), self._tr)
        headers = self._headers(self.field(index.row()))
        text = f"{name} · {headers}" if headers else name
        return Face(text=text, tone=Tone.MUTED, strong=True) if role == FACE else text

    def _headers(self, field: str) -> str:
        """The columns of the file the texts stand in."""
        known = self._known
        if known is None:
            return ""
        names = [c.header for c in known.suggestion.columns if c.target == field and c.header]
        if not names:
            return ""
        quoted = ", ".join(self._tr("“{text}”", text=name) for name in names)
        return self._tr.plural("column {names}", "columns {names}", len(names), names=quoted)

    def _meaning(self, value: ValueSuggestion) -> Choice:
        if unknown(value):
            return Choice(self._tr("Choose…"), quiet=True)
        if value.target is None:
            return Choice(self._tr("Leave empty"), quiet=True)
        return Choice(value_name(value.field, value.target, self._tr))

    def _level(self, value: ValueSuggestion) -> Sureness:
        tr = self._tr
        if unknown(value):
            return Sureness(tr("Not known"), Tone.LOOK)
        if value.level is Level.CHECK:
            return Sureness(level_name(Level.CHECK, tr), Tone.LOOK, tr("It is right"))
        if value.target is None:
            return Sureness(tr("Left empty"), Tone.MUTED)
        return Sureness(level_name(Level.SURE, tr), Tone.GOOD)

    def _effect(self, value: ValueSuggestion) -> str:
        """What becomes of the rows where there is no value for them."""
        known, tr = self._known, self._tr
        if known is None or value.target is not None:
            return ""
        field = known.catalogue.fields.get(value.field)
        needed = field is not None and field.required
        if unknown(value):
            return tr("Choose what it means, or leave it empty")
        if needed:
            return tr.plural("{n} row waits until it is filled in", "{n} rows wait until it is filled in", value.count)
        return tr.plural("{n} row goes without it", "{n} rows go without it", value.count)

    def _face(self, section: int, value: ValueSuggestion) -> Face:
        if section == 0:
            count = self._tr.plural("{n} row", "{n} rows", value.count)
            return Face(text=" ".join(value.value.split()), below=count)
        return Face(text=self._effect(value), tone=Tone.MUTED, lines=2)


def _place(value: ValueSuggestion) -> _Place:
    return value.field, fold(value.value)


def _ordered(values: tuple[ValueSuggestion, ...]) -> list[Heading | _Place]:
    """By field; a field with something to look at first, and in it what is to be looked at."""
    by_field: dict[str, list[ValueSuggestion]] = {}
    for value in values:
        by_field.setdefault(value.field, []).append(value)
    rows: list[Heading | _Place] = []
    for field, found in sorted(by_field.items(), key=lambda item: not any(map(asks, item[1]))):
        rows.append(Heading(field))
        rows += [_place(value) for value in sorted(found, key=lambda value: (not asks(value), -value.count))]
    return rows
