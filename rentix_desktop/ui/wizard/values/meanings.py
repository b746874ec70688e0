"""What the cell texts of fields with fixed values mean, as the values page decides it. No Qt.

What becomes of sold, reserved and withdrawn listings is one question each for all their words. Every decision returns a
new `Understanding`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from rentix_desktop.catalog.fields import Catalogue, Kind
from rentix_desktop.mapping.decisions import (
    Place,
    ValueDecision,
    forgotten,
    remembered_again,
    with_values,
    without_decisions,
)
from rentix_desktop.mapping.model import LEAVE_OUT, Level, Ruling, Standing, ValueSuggestion
from rentix_desktop.mapping.suggest import SHOWN_TEXTS
from rentix_desktop.mapping.text import fold
from rentix_desktop.mapping.values import GONE, suggest_values
from rentix_desktop.sheets.cells import cell_text
from rentix_desktop.ui.jobs import Task
from rentix_desktop.ui.wizard.understanding import Understanding

MOST_TEXTS: Final = 20_000
"""Different texts of one column that can be decided one by one; what comes after them is asked about row by row."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is to become of all listings with one standing. `texts` are the words of the file that say so, the most
    frequent first; `proposed` is what is likely, and confirmed by nobody."""

    field: str
    standing: Standing
    texts: tuple[str, ...]
    count: int
    proposed: str
    ruling: Ruling | None = None

    @property
    def open(self) -> bool:
        return self.ruling is None

    @property
    def shows(self) -> bool:
        """Whether what is proposed is for everybody to see: such a thing is confirmed on its own."""
        return self.proposed == GONE


def place_of(value: ValueSuggestion) -> Place:
    return value.field, fold(value.value)


def asks(value: ValueSuggestion) -> bool:
    """Whether the person is still to say what the text means: it is only probable, or not known at all. A text with a
    standing is asked about by its question."""
    return value.standing is None and (value.level is Level.CHECK or unknown(value))


def unknown(value: ValueSuggestion) -> bool:
    """Nothing is known of the text; understood texts that the portal has no value for are not among these."""
    return value.target is None and value.confidence == 0


def questions(known: Understanding) -> tuple[Question, ...]:
    """One for each standing that rows of the file have, in the order sold, reserved, withdrawn."""
    found: dict[Standing, list[ValueSuggestion]] = {}
    for value in known.suggestion.values:
        if value.standing is not None and not value.decided:
            found.setdefault(value.standing, []).append(value)
    hidden, made = known.catalogue.visibility.hidden, []
    for standing in Standing:
        values = found.get(standing)
        if values:
            likely = GONE if standing is Standing.SOLD and GONE in answers(known.catalogue) else hidden
            texts = tuple(value.value for value in sorted(values, key=lambda value: -value.count))
            count = sum(value.count for value in values)
            ruling = known.suggestion.ruling(standing)
            made.append(Question(values[0].field, standing, texts, count, likely, ruling))
    return tuple(made)


def answers(catalogue: Catalogue) -> tuple[str, ...]:
    """What may become of listings that are not on offer: completed, hidden, or left out."""
    field = catalogue.fields[catalogue.visibility.field]
    return (*(value for value in (GONE, catalogue.visibility.hidden) if value in field.choices), LEAVE_OUT)


@dataclass(frozen=True, slots=True)
class Picture:
    """What the page shows, gathered in one pass: a column may have thousands of texts.

    shown      what is listed: all but what only follows from another value of the same text (apartment → home)
    probable   texts that are asked about and have a likely meaning; `strange` ones have none
    """

    shown: Mapping[Place, ValueSuggestion]
    probable: tuple[ValueSuggestion, ...]
    strange: tuple[ValueSuggestion, ...]
    questions: tuple[Question, ...]
    unruled: int  # texts that wait for the answer to a question

    @property
    def in_doubt(self) -> int:
        """How many decisions are still to be made."""
        return len(self.probable) + len(self.strange) + sum(question.open for question in self.questions)

    @property
    def clear(self) -> int:
        """How many of the texts shown mean something for sure."""
        return len(self.shown) - len(self.probable) - len(self.strange) - self.unruled

    @property
    def harmless(self) -> tuple[Question, ...]:
        """Open questions whose likely answer shows nothing to anybody; the others are answered one by one."""
        return tuple(question for question in self.questions if question.open and not question.shows)


def picture(known: Understanding) -> Picture:
    columns = {column.target for column in known.suggestion.columns}
    follows = {derived.field: derived for derived in known.catalogue.derived if derived.field not in columns}
    sources = {derived.source for derived in follows.values()}
    values = known.suggestion.values
    said = {place_of(value): value.target for value in values if value.field in sources} if follows else {}
    shown: dict[Place, ValueSuggestion] = {}
    asked: dict[bool, list[ValueSuggestion]] = {True: [], False: []}
    for value in values:
        place = place_of(value)
        derived = follows.get(value.field)
        source = said.get((derived.source, place[1])) if derived is not None else None
        if derived is None or source is None or derived.table.get(source) != value.target:
            shown[place] = value
        if value.level is not Level.SURE and asks(value):
            asked[unknown(value)].append(value)
    open_ones = questions(known)
    unruled = sum(len(question.texts) for question in open_ones if question.open)
    return Picture(shown, tuple(asked[False]), tuple(asked[True]), open_ones, unruled)


# deciding ---------------------------------------------------------------------------------------------------------------
def with_values_of(
    known: Understanding, values: Sequence[ValueSuggestion], target_of: Callable[[ValueSuggestion], str | None]
) -> Understanding:
    """Each of these texts means what `target_of` says (None = the field is left empty, LEAVE_OUT = its rows are left
    out), by the person's word. What the text said of a field that follows from this one follows the decision."""
    catalogue, columns = known.catalogue, {column.target for column in known.suggestion.columns}
    said: list[ValueDecision] = []
    for value in values:
        target = target_of(value)
        said.append(ValueDecision(*place_of(value), target))
        for derived in catalogue.derived:
            follows = derived.table.get(target) if target is not None and derived.source == value.field else None
            if follows is not None and derived.field not in columns and derived.field in catalogue.fields:
                said.append(ValueDecision(derived.field, fold(value.value), follows))
    return replace(known, suggestion=with_values(known.suggestion, said, catalogue))


def with_rulings(known: Understanding, rulings: Mapping[Standing, str]) -> Understanding:
    """This becomes of all listings with these standings, in this file and in those to come."""
    field = known.catalogue.visibility.field
    said = [ValueDecision(field, standing, value) for standing, value in rulings.items()]
    return replace(known, suggestion=with_values(known.suggestion, said, known.catalogue))


def without(known: Understanding, places: Collection[Place]) -> Understanding:
    """What was said about these is forgotten: they are suggested, and asked about, as if it had never been said."""
    return replace(
        known,
        suggestion=forgotten(known.suggestion, places, known.catalogue, known.words),
        remembered=without_decisions(known.remembered, places),
    )


def places_of(known: Understanding, said: ValueSuggestion | Question) -> tuple[Place, ...]:
    """What is decided and forgotten together: an answer, or a text with what follows from it."""
    if isinstance(said, Question):
        return ((said.field, said.standing.value),)
    folded = fold(said.value)
    derived = (each.field for each in known.catalogue.derived if each.source == said.field)
    return ((said.field, folded), *((field, folded) for field in derived))


# all texts of a column --------------------------------------------------------------------------------------------------
def to_count(known: Understanding) -> tuple[int, ...]:
    """The columns with fixed values that have more different texts than were looked at so far."""
    return tuple(
        column.index
        for column in known.suggestion.columns
        if column.index not in known.counted
        and (field := known.catalogue.fields.get(column.target or "")) is not None
        and field.kind is Kind.CHOICE
        and (len((profile := known.profile.columns[column.index]).distinct) > SHOWN_TEXTS or not profile.complete)
    )


def with_all_texts(task: Task[Any], known: Understanding) -> Understanding:
    """With every text of the columns `to_count` names, up to MOST_TEXTS, and how many rows have it. For a worker.

    Raises AppError STOPPED.
    """
    indices = to_count(known)
    counts: dict[int, Counter[str]] = {index: Counter() for index in indices}
    for number, row in enumerate(known.table.records()):
        if not number % 500:
            task.check()
        for index, counter in counts.items():
            text = cell_text(row.cells[index]) if index < len(row.cells) else ""
            if text and (text in counter or len(counter) < MOST_TEXTS):
                counter[text] += 1
    values = {place_of(value): value for value in known.suggestion.values}
    for own in (True, False):  # a column's own texts go before what another says besides
        for index, counter in counts.items():
            field = known.catalogue.fields[known.suggestion.columns[index].target or ""]
            for value in suggest_values(field, counter, known.catalogue, known.words):
                task.check()
                place = place_of(value)
                if (value.field == field.name) is own:
                    there = values.get(place)
                    values[place] = replace(there, count=value.count) if there is not None and own else there or value
    suggestion = replace(known.suggestion, values=tuple(values.values()))
    suggestion = remembered_again(suggestion, known.remembered, known.catalogue)
    return replace(known, suggestion=suggestion, counted=known.counted | set(indices))
