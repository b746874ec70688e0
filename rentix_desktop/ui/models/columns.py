"""The columns of the file, each with what it means: a model over `Understanding` and nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QStandardItemModel

from rentix_desktop.catalog.fields import Catalogue, Kind
from rentix_desktop.mapping import roles
from rentix_desktop.mapping.decide import targets
from rentix_desktop.mapping.model import ColumnSuggestion, Level, ReasonCode, Target
from rentix_desktop.mapping.prices import deal_of_column
from rentix_desktop.mapping.suggest import SHOWN_TEXTS
from rentix_desktop.mapping.text import fold
from rentix_desktop.texts.columns import Fit, column_titles, explain, for_deal
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.names import field_name, level_name
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
from rentix_desktop.ui.wizard.columns.needs import price_says_currency
from rentix_desktop.ui.wizard.understanding import Entry, Understanding, entries, marked

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
_WHY: Final = 3
_LONGEST: Final = 60  # characters of one sample that are drawn
_PARTS: Final[Mapping[str, str]] = {
    Target.FLOOR.value: roles.FLOOR_NUMBER,
    Target.ADDRESS_PART.value: roles.ADDRESS,
    Target.LATITUDE.value: roles.COORDINATES,
    Target.LONGITUDE.value: roles.COORDINATES,
}
"""Behind which field a compound target stands in the list."""


def target_options(catalogue: Catalogue, tr: Texts) -> QStandardItemModel:
    """Everything a column may mean: what publishing needs first, what only the portal's own schema names last."""
    needed = {catalogue.key, *(name for group in catalogue.one_of for name in group)}
    needed |= {field.name for field in catalogue.fields.values() if field.required}
    first, more, others = [], [], []
    for name in _ordered(targets(catalogue)):
        field = catalogue.fields.get(_PARTS.get(name, name))
        option = (target_name(name, catalogue, tr), name)
        if field is not None and not field.built_in:
            others.append(option)
        elif _PARTS.get(name, name) in needed:
            first.append(option)
        else:
            more.append(option)
    return options_model(
        [
            ("", [(tr("Not used"), NOT_CHOSEN)]),
            (tr("Needed to publish"), first),
            (tr("More about the listing"), more),
            (tr("Other fields of the portal"), others),
        ]
    )


def _ordered(names: tuple[str, ...]) -> list[str]:
    """The compound targets behind the field they fill."""
    places = {name: number for number, name in enumerate(names)}
    return sorted(names, key=lambda name: (places.get(_PARTS.get(name, name), len(places)), name in _PARTS))


def target_name(target: str, catalogue: Catalogue, tr: Texts) -> str:
    name = field_name(target, tr)
    field = catalogue.fields.get(target)
    if target == catalogue.key:
        return tr("{name} (key)", name=name)
    return f"{name}, {tr('m²')}" if target == roles.AREA or (field is not None and field.unit == "m2") else name


class ColumnsModel(QAbstractTableModel):
    """`chosen` is emitted for a row with the target, or None; the page decides and shows what came of it."""

    chosen = Signal(int, object)

    def __init__(self, tr: Texts) -> None:
        super().__init__()
        self._tr = tr
        self._known: Understanding | None = None
        self._entries: tuple[Entry, ...] = ()
        self._names: tuple[str, ...] = ()
        self._fits: Mapping[tuple[int, str], Fit] = {}
        self._texts: dict[int, frozenset[str]] = {}  # of columns with fixed values, folded once
        self._marked: dict[Entry, bool] = {}
        self._why: dict[Entry, str] = {}
        self.together = True  # photo columns side by side in one line

    def show_columns(self, known: Understanding | None) -> None:
        found = entries(known, together=self.together) if known else ()
        anew = (
            found != self._entries or known is None or self._known is None or known.profile is not self._known.profile
        )
        if anew:
            self.beginResetModel()
        if known is None or self._known is None or known.profile is not self._known.profile:
            self._texts, self._fits = {}, {}
        self._known, self._entries = known, found
        self._names = column_titles(known.suggestion.columns, self._tr) if known else ()
        self._marked, self._why = {}, {}
        if anew:
            self.endResetModel()
        elif found:
            self.dataChanged.emit(self.index(0, 0), self.index(len(found) - 1, _WHY))

    def show_fits(self, fits: Mapping[tuple[int, str], Fit]) -> None:
        """How many cells are what their column was taken for, counted since."""
        self._fits, self._why = fits, {}
        if self._entries:
            self.dataChanged.emit(self.index(0, _WHY), self.index(len(self._entries) - 1, _WHY))

    def entry(self, row: int) -> Entry:
        return self._entries[row]

    def row_of(self, column: int) -> int:
        """The line in which a column of the file stands."""
        return next((row for row, entry in enumerate(self._entries) if column in entry), 0)

    def marked_rows(self) -> list[int]:
        """The lines that are still to be looked at."""
        return [row for row, entry in enumerate(self._entries) if self._is_marked(entry)]

    def _is_marked(self, entry: Entry) -> bool:
        """Asked at every painting."""
        if entry not in self._marked:
            self._marked[entry] = self._known is not None and marked(self._known, entry)
        return self._marked[entry]

    # what Qt asks -------------------------------------------------------------------------------------------------------
    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else _WHY + 1

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            tr = self._tr
            return (tr("In your file"), tr("Means"), "", tr("Why"))[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == MEANS else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        known = self._known
        if known is None or not index.isValid():
            return None
        entry = self._entries[index.row()]
        column = known.column(entry)
        if role == MARKED:
            return self._is_marked(entry)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(entry, column)
        if index.column() == MEANS and role in (CHOICE, VALUE, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._meaning(column, role)
        if index.column() == SURE and role in (LEVEL, Qt.ItemDataRole.DisplayRole):
            level = self._level(entry, column)
            return level if role == LEVEL else level.text
        if role == FACE:
            return self._face(index.column(), entry, column)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._header(entry) if index.column() == 0 else self.why(entry)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(index.column(), entry, column)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802 - Qt's name
        known = self._known
        if known is None or role != Qt.ItemDataRole.EditRole or index.column() != MEANS:
            return False
        target = str(value or NOT_CHOSEN)
        if target != NOT_CHOSEN and target not in targets(known.catalogue):
            return False
        self.chosen.emit(index.row(), target or None)
        return True

    # texts --------------------------------------------------------------------------------------------------------------
    def _header(self, entry: Entry) -> str:
        first = self._names[entry[0]]
        return first if len(entry) == 1 else f"{first} … {self._names[entry[-1]]}"

    def _samples(self, column: ColumnSuggestion) -> str:
        return ", ".join(" ".join(text.split())[:_LONGEST] for text in column.samples)

    def _meaning(self, column: ColumnSuggestion, role: int) -> Any:
        known, target = self._known, column.target
        if role in (VALUE, Qt.ItemDataRole.EditRole):
            return NOT_CHOSEN if target is None else target
        if target is None or known is None:
            internal = any(reason.code is ReasonCode.PRIVATE for reason in column.reasons)
            text = self._tr("Not used: internal") if internal else self._tr("Not used")
        elif target == roles.PRICE and price_says_currency(known, column.index):
            text = self._tr("Price with currency")
        else:
            text = target_name(target, known.catalogue, self._tr)
        if known is not None and target == roles.PRICE:
            deal = deal_of_column(known.suggestion, column.index, known.words)
            text = text if deal is None else for_deal(text, deal, self._tr)
        return Choice(text, quiet=target is None) if role == CHOICE else text

    def _level(self, entry: Entry, column: ColumnSuggestion) -> Sureness:
        if self._is_marked(entry):
            return Sureness(level_name(Level.CHECK, self._tr), Tone.LOOK, self._tr("It is right"))
        if column.target is None:
            return Sureness(level_name(Level.NONE, self._tr), Tone.MUTED)
        return Sureness(level_name(Level.SURE, self._tr), Tone.GOOD)

    def why(self, entry: Entry) -> str:
        """Why the column was taken for this, in few words."""
        if entry not in self._why:
            self._why[entry] = _sentence(self._reasons(entry, short=True))
        return self._why[entry]

    def whole_why(self, entry: Entry) -> str:
        """The same, all of it."""
        return _sentence(self._reasons(entry, short=False))

    def _reasons(self, entry: Entry, *, short: bool) -> list[str]:
        known = self._known
        if known is None:
            return []
        column = known.column(entry)
        found, values = self._beside(entry, column), self._known_values(column)
        reasons = column.reasons
        if short and len(reasons) > 1 and reasons[0].code is ReasonCode.HEADER_KNOWN and column.target is not None:
            reasons = reasons[1:]
        if short and len(reasons) > 1 and column.target == known.catalogue.key:
            reasons = reasons[-1:]
        fit = self._fits.get((column.index, column.target or ""))
        if values:
            fit = None
            reasons = tuple(reason for reason in reasons if reason.code is not ReasonCode.VALUES_FIT)
        if short and reasons and reasons[0].code is ReasonCode.REMEMBERED:
            return found + (values or [self._tr("Remembered")])
        if column.target == known.catalogue.key:  # whether it is full and different says more
            fit, reasons = None, tuple(reason for reason in reasons if reason.code is not ReasonCode.VALUES_FIT)
        return found + explain(replace(column, reasons=reasons), self._tr, fit) + values

    def _beside(self, entry: Entry, column: ColumnSuggestion) -> list[str]:
        """What the place of the column in the whole says."""
        known, tr, found = self._known, self._tr, list[str]()
        if known is None:
            return found
        if len(entry) > 1:
            found.append(tr.plural("{n} column", "{n} columns", len(entry)))
        parts = [c.index for c in known.suggestion.columns if c.target == column.target == Target.ADDRESS_PART]
        if len(parts) > 1:
            place = tr.number(parts.index(column.index) + 1)
            found.append(tr("Part {n} of {count} of the address", n=place, count=tr.number(len(parts))))
        if column.index in known.suggestion.key and len(known.suggestion.key) > 1:
            found.append(tr("Part of the listing code"))
        if column.target == known.catalogue.visibility.field:
            found.append(tr("What is sold or reserved is asked about on the next page"))
        if column.target == roles.DESCRIPTION:
            left = [tr("“{text}”", text=self._names[index]) for index in self._left_for(column)]
            if left:
                found.append(tr("One description is sent, this one; not {names}", names=", ".join(left)))
        return found

    def _left_for(self, column: ColumnSuggestion) -> list[int]:
        """Columns that would hold the same, and are not sent because this one is."""
        known = self._known
        return [
            other.index
            for other in (known.suggestion.columns if known else ())
            if other.target is None
            and any(
                reason.code is ReasonCode.TAKEN and reason.params.get("field") == column.target
                for reason in other.reasons
            )
        ]

    def _known_values(self, column: ColumnSuggestion) -> list[str]:
        """ "5 values, 4 known" for a field with fixed values."""
        known = self._known
        field = known.catalogue.fields.get(column.target or "") if known else None
        if known is None or field is None or field.kind is not Kind.CHOICE:
            return []
        texts = self._texts.get(column.index)
        if texts is None:
            distinct = known.profile.columns[column.index].distinct
            texts = self._texts[column.index] = frozenset(fold(text) for text in islice(distinct, SHOWN_TEXTS))
        values = [v for v in known.suggestion.values if v.field == column.target and fold(v.value) in texts]
        if not values:
            return []
        clear = sum(value.level is not Level.NONE or value.confidence > 0 for value in values)
        tr = self._tr
        if clear == len(values):
            return [tr.plural("{n} value, known", "{n} values, all known", clear)]
        return [tr.plural("{n} value, {known} known", "{n} values, {known} known", len(values), known=tr.number(clear))]

    def _face(self, section: int, entry: Entry, column: ColumnSuggestion) -> Face:
        if section == 0:
            return Face(text=self._header(entry), strong=True, below=self._samples(column) or self._tr("empty"))
        return Face(text=self.why(entry), tone=Tone.MUTED, lines=3)

    def _tip(self, section: int, entry: Entry, column: ColumnSuggestion) -> str | None:
        if section == 0:
            return "\n".join((self._header(entry), *(text[:300] for text in column.samples)))
        if section == MEANS:
            return str(self._meaning(column, Qt.ItemDataRole.DisplayRole))
        return self.whole_why(entry) or None

    def _spoken(self, entry: Entry, column: ColumnSuggestion) -> str:
        means = self._meaning(column, Qt.ItemDataRole.DisplayRole)
        level = self._level(entry, column).text
        return f"{self._header(entry)}: {means}. {level}. {self.whole_why(entry)}"


def _sentence(parts: list[str]) -> str:
    """ "Header “Preț” means price; 498 of 500 values are prices"."""
    text = "; ".join(part[:1].lower() + part[1:] for part in parts)
    return text[:1].upper() + text[1:]
