"""What a person said once about a cell text holds for every file of the account: "vândut" is hidden, "la gri" is none.

What becomes of sold, reserved and withdrawn listings is said once for all their words: a decision whose text is a
`Standing`. A decision about one text goes before it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rentix_desktop.catalog.fields import Catalogue, Field, Kind
from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.mapping.model import LEAVE_OUT, Level, Ruling, Standing, Suggestion, ValueSuggestion
from rentix_desktop.mapping.parse.plain import read_yes_no
from rentix_desktop.mapping.text import fold
from rentix_desktop.mapping.values import suggest_values
from rentix_desktop.mapping.vocabulary import Vocabulary, load_vocabulary

Place = tuple[str, str]
"""A field, and a folded text or a Standing."""


@dataclass(frozen=True, slots=True)
class ValueDecision:
    """`text` is folded by `mapping.text.fold`, or a Standing; `value` None = the field is left empty, LEAVE_OUT = the
    row is not sent. `said` is the day."""

    field: str
    text: str
    value: str | None
    said: date | None = None


def decisions_of(suggestion: Suggestion, today: date | None = None) -> tuple[ValueDecision, ...]:
    """What a person has decided in this file, here or in the layout it came from; what is remembered from other files
    is not among it."""
    values = (
        ValueDecision(value.field, fold(value.value), value.target, today)
        for value in suggestion.values
        if value.decided and value.remembered is None
    )
    rulings = (
        ValueDecision(ruling.field, ruling.standing, ruling.value, today)
        for ruling in suggestion.rulings
        if ruling.remembered is None
    )
    return (*values, *rulings)


def joined_decisions(old: Sequence[ValueDecision], new: Sequence[ValueDecision]) -> tuple[ValueDecision, ...]:
    """Both; of two about the same text the newer one."""
    both = {(decision.field, decision.text): decision for decision in (*old, *new)}
    return tuple(both.values())


def without_decisions(old: Sequence[ValueDecision], places: Collection[Place]) -> tuple[ValueDecision, ...]:
    """Those about other texts than these."""
    return tuple(decision for decision in old if (decision.field, decision.text) not in places)


def apply_decisions(suggestion: Suggestion, decisions: Sequence[ValueDecision], catalogue: Catalogue) -> Suggestion:
    """The suggestion with remembered decisions laid over its values: sure, because a person made them. One whose value
    the portal does not take any more is left aside, and the text is asked about again; so is a yes or a no, which says
    another thing under another header ("Vândut", "Publicat")."""
    words = load_vocabulary()
    holding = [each for each in decisions if _holds(each, catalogue) and read_yes_no(each.text, words) is None]
    return laid_over(suggestion, holding)


def remembered_again(suggestion: Suggestion, decisions: Sequence[ValueDecision], catalogue: Catalogue) -> Suggestion:
    """Remembered decisions for texts that came in since, as when a column was given another meaning; what a person has
    said in this file stays."""
    said = {(each.field, each.text) for each in decisions_of(suggestion)}
    said |= {(ruling.field, ruling.standing.value) for ruling in suggestion.rulings}
    return apply_decisions(suggestion, [each for each in decisions if (each.field, each.text) not in said], catalogue)


def with_values(suggestion: Suggestion, decisions: Sequence[ValueDecision], catalogue: Catalogue) -> Suggestion:
    """A person says now what these texts mean; texts that the file was not seen to have are decided as well.

    Raises AppError WRONG_USAGE for what the field does not take.
    """
    for each in decisions:
        if not _holds(each, catalogue):
            text = f"--value {each.field}:{each.text}={each.value}"
            raise AppError(Code.WRONG_USAGE, Cause.USAGE, option="--value", text=text)
    said = laid_over(suggestion, [each if each.said is None else replace(each, said=None) for each in decisions])
    there = {(value.field, fold(value.value)) for value in said.values}
    more = (
        ValueSuggestion(each.field, each.text, each.value, 1.0, Level.SURE, 0, decided=True)
        for each in decisions
        if (each.field, each.text) not in there and not _is_standing(each.text)
    )
    return replace(said, values=(*said.values, *more))


def forgotten(suggestion: Suggestion, places: Collection[Place], catalogue: Catalogue, words: Vocabulary) -> Suggestion:
    """What was decided about these texts is not any more: they mean what they were suggested to mean."""
    again: dict[Place, ValueSuggestion] = {}
    for name in {field for field, _ in places}:
        field = catalogue.fields.get(name)
        texts = {value.value: value.count for value in suggestion.values if value.field == name}
        for value in suggest_values(field, texts, catalogue, words, companions=False) if field is not None else ():
            again[name, fold(value.value)] = value
    rulings = tuple(each for each in suggestion.rulings if (each.field, each.standing.value) not in places)
    open_again = {name for name, text in places if _is_standing(text)}

    def undone(value: ValueSuggestion) -> ValueSuggestion:
        place = (value.field, fold(value.value))
        own = place in places
        ruled = value.field in open_again and value.standing is not None and not value.decided
        return again.get(place, value) if own or ruled else value

    return _ruled(replace(suggestion, values=tuple(map(undone, suggestion.values)), rulings=rulings), rulings)


def laid_over(suggestion: Suggestion, decisions: Sequence[ValueDecision]) -> Suggestion:
    """Every text that is decided about gets what was decided, without a look at what the portal takes."""
    known = {(each.field, each.text): each for each in decisions}
    rulings = {ruling.standing: ruling for ruling in suggestion.rulings}
    for each in decisions:
        if _is_standing(each.text):
            standing = Standing(each.text)
            rulings[standing] = Ruling(each.field, standing, each.value, each.said)

    def decided(value: ValueSuggestion) -> ValueSuggestion:
        said = known.get((value.field, fold(value.value)))
        if said is None:
            return value
        # not by `replace`: thousands are decided at once, while a person waits
        until, standing = value.until_confirmed, value.standing
        return ValueSuggestion(
            value.field, value.value, said.value, 1.0, Level.SURE, value.count, until, True, standing, said.said
        )

    laid = replace(suggestion, rulings=tuple(rulings.values()))
    if known:
        laid = replace(laid, values=tuple(map(decided, laid.values)))
    return _ruled(laid, laid.rulings)


def _ruled(suggestion: Suggestion, rulings: Sequence[Ruling]) -> Suggestion:
    """Texts that a person has not decided one by one get what was said of all of their standing."""
    if not rulings:
        return suggestion
    by_standing: Mapping[Standing, Ruling] = {ruling.standing: ruling for ruling in rulings}

    def ruled(value: ValueSuggestion) -> ValueSuggestion:
        ruling = by_standing.get(value.standing) if value.standing is not None and not value.decided else None
        if ruling is None or value.field != ruling.field:
            return value
        return replace(value, target=ruling.value, confidence=1.0, level=Level.SURE)

    return replace(suggestion, values=tuple(map(ruled, suggestion.values)))


def _is_standing(text: str) -> bool:
    return text in Standing._value2member_map_


def _holds(decision: ValueDecision, catalogue: Catalogue) -> bool:
    field = catalogue.fields.get(decision.field)
    if field is None or (_is_standing(decision.text) and decision.field != catalogue.visibility.field):
        return False
    return takes(field, decision.value)


def takes(field: Field, value: str | None) -> bool:
    """Whether a text of the field can be decided to mean this."""
    if field.kind is not Kind.CHOICE:
        return False
    return value is None or value == LEAVE_OUT or not field.choices or value in field.choices
