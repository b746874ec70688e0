"""What a person said once about a cell text holds for every file of the account: "vândut" is hidden, "la gri" is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.mapping.model import Level, Suggestion, ValueSuggestion
from rentix_desktop.mapping.text import fold


@dataclass(frozen=True, slots=True)
class ValueDecision:
    """`text` is folded by `mapping.text.fold`; `value` None = the field is left out."""

    field: str
    text: str
    value: str | None


def decisions_of(suggestion: Suggestion) -> tuple[ValueDecision, ...]:
    """What a person has decided in this file, here or in the layout it came from."""
    return tuple(
        ValueDecision(value.field, fold(value.value), value.target) for value in suggestion.values if value.decided
    )


def joined_decisions(old: Sequence[ValueDecision], new: Sequence[ValueDecision]) -> tuple[ValueDecision, ...]:
    """Both; of two about the same text the newer one."""
    both = {(decision.field, decision.text): decision for decision in (*old, *new)}
    return tuple(both.values())


def apply_decisions(suggestion: Suggestion, decisions: Sequence[ValueDecision], catalogue: Catalogue) -> Suggestion:
    """The suggestion with the decisions laid over its values: sure, because a person made them. One whose value the
    portal does not take any more is left aside, and the text is asked about again."""
    known = {(decision.field, decision.text): decision.value for decision in decisions}

    def decided(value: ValueSuggestion) -> ValueSuggestion:
        place, field = (value.field, fold(value.value)), catalogue.fields.get(value.field)
        if place not in known or field is None:
            return value
        target = known[place]
        if target is not None and field.choices and target not in field.choices:
            return value
        return replace(value, target=target, confidence=1.0, level=Level.SURE, decided=True)

    return replace(suggestion, values=tuple(map(decided, suggestion.values)))
