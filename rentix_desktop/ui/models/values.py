"""The cell texts of fields with fixed values, each with what it means on the portal: grouped by field. Before them what is
decided once for many texts; among them, to be looked at, what was read beside fixed values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QStandardItemModel

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.mapping.decisions import Place
from rentix_desktop.mapping.model import LEAVE_OUT, Level, Standing, ValueSuggestion
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.names import field_name, level_name, meaning_name
from rentix_desktop.ui.models.value_words import (
    fact_effect,
    fact_face,
    fact_level,
    fact_value,
    question_effect,
    question_face,
    question_level,
    said_before,
)
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
from rentix_desktop.ui.wizard.understanding import Understanding
from rentix_desktop.ui.wizard.values.facts import Fact
from rentix_desktop.ui.wizard.values.meanings import Picture, Question, answers, place_of, unknown

Index = QModelIndex | QPersistentModelIndex
FORGET: Final = "#forget"
"""The option that undoes what was decided: no portal value begins so."""
_NOWHERE: Final = QModelIndex()
_EFFECT: Final = 3


@dataclass(frozen=True, slots=True)
class Heading:
    """The line over the values of one field, over what was read of it, or (field "") over the questions."""

    field: str
    facts: bool = False


_Line: TypeAlias = "Heading | Standing | Place | Fact"
Said: TypeAlias = "ValueSuggestion | Question"


def value_options(field: str, catalogue: Catalogue, tr: Texts, *, decided: bool) -> QStandardItemModel:
    """The portal's values in the clerk's words; of a text that was `decided` also to forget that."""
    found = catalogue.fields.get(field)
    choices = (*(found.choices if found else ()), LEAVE_OUT)
    options = [(meaning_name(field, value, tr), value) for value in choices]
    options.append((tr("Leave empty"), NOT_CHOSEN))
    return options_model([("", options + _forgetting(tr, decided=decided))])


def question_options(catalogue: Catalogue, tr: Texts, *, decided: bool) -> QStandardItemModel:
    """What may become of listings that are not on offer."""
    field = catalogue.visibility.field
    options = [(meaning_name(field, value, tr), value) for value in answers(catalogue)]
    return options_model([("", options + _forgetting(tr, decided=decided))])


def _forgetting(tr: Texts, *, decided: bool) -> list[tuple[str, str]]:
    return [(tr("Forget what I said"), FORGET)] if decided else []


class ValuesModel(QAbstractTableModel):
    """The order is made once, what is to be looked at first: a line stays where it is while it is decided."""

    chosen = Signal(object, object)  # a ValueSuggestion or a Question; the portal value, LEAVE_OUT, FORGET, or None

    def __init__(self, tr: Texts) -> None:
        super().__init__()
        self._tr = tr
        self._known: Understanding | None = None
        self._lines: list[_Line] = []
        self._values: Mapping[Place, ValueSuggestion] = {}
        self._asked: set[Place] = set()
        self._questions: dict[Standing, Question] = {}
        self._facts: tuple[Fact, ...] = ()

    def show_values(self, known: Understanding, shown: Picture, facts: Sequence[Fact], *, anew: bool = False) -> None:
        """`anew`: in a new order, what is to be looked at first; else a line stays where it is."""
        questions = {question.standing: question for question in shown.questions}
        anew = (
            anew
            or not self._lines
            or (shown.shown.keys(), questions.keys(), facts)
            != (
                self._values.keys(),
                self._questions.keys(),
                self._facts,
            )
        )
        if anew:
            self.beginResetModel()
        self._known, self._values, self._questions, self._facts = known, shown.shown, questions, tuple(facts)
        self._asked = {place_of(value) for value in (*shown.probable, *shown.strange)}
        if anew:
            self._lines = self._ordered()
            self.endResetModel()
        elif self._lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._lines) - 1, _EFFECT))

    def said(self, row: int) -> Said | None:
        """What is decided in a line; None where nothing is."""
        line = self._lines[row]
        if isinstance(line, Standing):
            return self._questions[line]
        return self._values[line] if isinstance(line, tuple) else None

    def row_of(self, said: Said) -> int:
        """Where a text or a question stands; -1 = nowhere any more."""
        line: _Line = said.standing if isinstance(said, Question) else place_of(said)
        return self._lines.index(line) if line in self._lines else -1

    def headings(self) -> list[int]:
        return [row for row, line in enumerate(self._lines) if isinstance(line, Heading)]

    def tall(self) -> list[int]:
        """The lines that hold more than a text and its count."""
        return [row for row, line in enumerate(self._lines) if isinstance(line, (Standing, Fact))]

    def marked_rows(self) -> list[int]:
        return [row for row, line in enumerate(self._lines) if self._marked(line)]

    def _marked(self, line: _Line) -> bool:
        if isinstance(line, tuple):
            return line in self._asked
        return isinstance(line, Standing) and self._questions[line].open

    def _ordered(self) -> list[_Line]:
        """By field; a field with something to look at first, and in it what is to be looked at, what holds most rows
        first. What was read besides stands between the fields to be decided and those that are clear."""
        by_field: dict[str, list[ValueSuggestion]] = {}
        for value in self._values.values():
            by_field.setdefault(value.field, []).append(value)
        lines: list[_Line] = [Heading(""), *self._questions] if self._questions else []
        clear: list[_Line] = []
        for field, found in by_field.items():
            found.sort(key=lambda value: (value.level is Level.SURE, value.target is not None, -value.count))
            asked = any(place_of(value) in self._asked for value in found)
            into = lines if asked else clear
            into += [Heading(field), *map(place_of, found)]
        for number, fact in enumerate(self._facts):
            if number == 0 or fact.field != self._facts[number - 1].field:
                lines.append(Heading(fact.field, facts=True))
            lines.append(fact)
        return lines + clear

    # what Qt asks -------------------------------------------------------------------------------------------------------
    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._lines)

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
        line = self._lines[index.row()]
        if isinstance(line, Heading):
            return Qt.ItemFlag.ItemIsEnabled
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        editable = index.column() == MEANS and not isinstance(line, Fact)
        return flags | Qt.ItemFlag.ItemIsEditable if editable else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if isinstance(line, Heading):
            return self._heading(line, index.column(), role)
        if isinstance(line, Fact):
            return self._fact(line, index.column(), role)
        if role == MARKED:
            return self._marked(line)
        return self._said(self._questions[line] if isinstance(line, Standing) else self._values[line], index, role)

    def _said(self, said: Said, index: Index, role: int) -> Any:
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(said)
        if index.column() == MEANS:
            if role in (VALUE, Qt.ItemDataRole.EditRole):
                return _chosen(said)
            if role in (CHOICE, Qt.ItemDataRole.DisplayRole):
                choice = self._meaning(said)
                return choice if role == CHOICE else choice.text
        if index.column() == SURE and role in (LEVEL, Qt.ItemDataRole.DisplayRole):
            level = self._level(said)
            return level if role == LEVEL else level.text
        if role == FACE:
            return self._face(said) if index.column() == 0 else Face(self._effect(said), tone=Tone.MUTED, lines=3)
        if role == Qt.ItemDataRole.DisplayRole:
            return _name(said, self._tr) if index.column() == 0 else self._effect(said)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._whole(said) if index.column() == 0 else self._effect(said) or None
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802 - Qt's name
        said = self.said(index.row())
        if said is None or role != Qt.ItemDataRole.EditRole or index.column() != MEANS:
            return False
        self.chosen.emit(said, value or None)
        return True

    # texts --------------------------------------------------------------------------------------------------------------
    def _heading(self, line: Heading, column: int, role: int) -> Any:
        if column or role not in (FACE, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return Face() if role == FACE else None
        text = self._heading_text(line)
        return Face(text=text, tone=Tone.MUTED, strong=True) if role == FACE else text

    def _heading_text(self, line: Heading) -> str:
        tr = self._tr
        if not line.field:
            return tr("Listings that are not on offer: decided once for all your files")
        name = field_name(line.field, tr)
        if line.facts:
            header = next((fact.header for fact in self._facts if fact.field == line.field and fact.header), "")
            return tr("{field} · as read from column “{header}”", field=name, header=header)
        headers = self._headers(line.field)
        return f"{name} · {headers}" if headers else name

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

    def _fact(self, fact: Fact, column: int, role: int) -> Any:
        tr = self._tr
        value, effect = fact_value(fact, tr), fact_effect(fact, tr)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            face = fact_face(fact, tr)
            return f"{field_name(fact.field, tr)}: {face.text}, {face.below}. {value}. {effect}".rstrip(" .") + "."
        if column == SURE and role in (LEVEL, Qt.ItemDataRole.DisplayRole):
            level = fact_level(fact, tr)
            return level if role == LEVEL else level.text
        if role not in (FACE, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        face = (
            fact_face(fact, tr)
            if column == 0
            else Face(value, lines=3)
            if column == MEANS
            else Face(effect if column == _EFFECT else "", tone=Tone.MUTED, lines=3)
        )
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{face.text}\n{face.below}\n{effect if column == 0 else ''}".strip() or None
        return face if role == FACE else face.text

    def _spoken(self, said: Said) -> str:
        means, level = self._meaning(said).text, self._level(said).text
        if isinstance(said, Question):
            face = question_face(said, self._tr)
            return f"{face.text} {face.below}. {means}. {level}. {self._effect(said)}"
        return f"{field_name(said.field, self._tr)}: {said.value}, {means}. {level}"

    def _ruled(self, value: ValueSuggestion) -> bool:
        """Whether the text is decided by its question, not by itself."""
        return value.standing is not None and not value.decided

    def _meaning(self, said: Said) -> Choice:
        tr = self._tr
        if isinstance(said, Question):
            target = said.proposed if said.ruling is None else said.ruling.value
            return Choice(tr("Leave empty") if target is None else meaning_name(said.field, target, tr))
        if self._ruled(said) and said.level is not Level.SURE:
            return Choice(tr("As decided above"), quiet=True)
        if unknown(said):
            return Choice(tr("Choose…"), quiet=True)
        if said.target is None:
            return Choice(tr("Leave empty"), quiet=True)
        return Choice(meaning_name(said.field, said.target, tr), quiet=said.target == LEAVE_OUT)

    def _level(self, said: Said) -> Sureness:
        tr = self._tr
        if isinstance(said, Question):
            return question_level(said, tr)
        if self._ruled(said):
            return Sureness(tr("Asked above") if said.level is not Level.SURE else tr("As decided above"), Tone.MUTED)
        if unknown(said):
            return Sureness(tr("Not known"), Tone.LOOK)
        if said.level is Level.CHECK:
            return Sureness(level_name(Level.CHECK, tr), Tone.LOOK, tr("It is right"))
        if said.remembered is not None:
            return Sureness(tr("Remembered"), Tone.GOOD)
        if said.target == LEAVE_OUT:
            return Sureness(tr("Left out"), Tone.MUTED)
        return (
            Sureness(tr("Left empty"), Tone.MUTED)
            if said.target is None
            else Sureness(level_name(Level.SURE, tr), Tone.GOOD)
        )

    def _effect(self, said: Said) -> str:
        """What becomes of the rows, where it is not plain; and since when that is so."""
        tr = self._tr
        if isinstance(said, Question):
            return question_effect(said, tr)
        parts = [self._outcome(said)]
        if said.remembered is not None:
            parts.append(said_before(said.remembered, tr))
        return ". ".join(part for part in parts if part)

    def _outcome(self, value: ValueSuggestion) -> str:
        known, tr = self._known, self._tr
        if known is None or (self._ruled(value) and value.level is not Level.SURE):
            return ""
        if value.target == LEAVE_OUT:
            return tr.plural("{n} row is not sent", "{n} rows are not sent", value.count)
        if value.target is not None:
            return ""
        field = known.catalogue.fields.get(value.field)
        if unknown(value):
            return tr("Choose what it means, or leave it empty")
        if field is not None and field.required:
            return tr.plural("{n} row waits until it is filled in", "{n} rows wait until it is filled in", value.count)
        return tr.plural("{n} row goes without it", "{n} rows go without it", value.count)

    def _face(self, said: Said) -> Face:
        if isinstance(said, Question):
            return question_face(said, self._tr)
        return Face(text=_name(said, self._tr), below=self._tr.plural("{n} row", "{n} rows", said.count))

    def _whole(self, said: Said) -> str:
        if isinstance(said, Question):
            return "\n".join(said.texts[:30])
        return said.value[:500]


def _name(said: Said, tr: Texts) -> str:
    return question_face(said, tr).text if isinstance(said, Question) else " ".join(said.value.split())


def _chosen(said: Said) -> str | None:
    if isinstance(said, Question):
        return said.proposed if said.ruling is None else said.ruling.value or NOT_CHOSEN
    return None if unknown(said) else said.target or NOT_CHOSEN
