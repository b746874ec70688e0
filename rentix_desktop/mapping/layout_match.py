"""Remembered layouts: made from decisions, found again by their headers in any order, and applied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.mapping.decisions import ValueDecision, decisions_of, laid_over
from rentix_desktop.mapping.layouts import Layout
from rentix_desktop.mapping.model import (
    LEAVE_OUT,
    ColumnMapping,
    ColumnSuggestion,
    Level,
    Reason,
    ReasonCode,
    Suggestion,
    Target,
)
from rentix_desktop.mapping.text import fold

ENOUGH: Final = 0.75
"""Share of the layout's used columns, and of all its headers by half, that must be there for it to be meant."""

SEVERAL: Final = frozenset({Target.PHOTOS.value, Target.ADDRESS_PART.value})
"""A new column of these may stand beside those that a layout knows."""


@dataclass(frozen=True, slots=True)
class LayoutMatch:
    """How a table differs from a layout: `extra` headers are new, `missing` ones are gone. Texts as in the file."""

    layout: Layout
    share: float
    extra: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def layout_of(name: str, mapping: ColumnMapping, headers: Sequence[str], unsettled: Collection[int] = ()) -> Layout:
    """The decisions by header, so that they hold when columns move. Columns without a target: decided not to use;
    `unsettled` ones are left out: they are asked about again."""
    targets = dict(mapping.columns)
    places = list(places_of(headers))
    return Layout(
        name=name,
        headers=tuple(fold(header) for header in headers),
        columns=tuple(
            (header, nth, targets.get(index)) for index, (header, nth) in enumerate(places) if index not in unsettled
        ),
        key=tuple(places[index] for index in mapping.key if index < len(places)),
        values=tuple((field, text, value) for (field, text), value in mapping.values),
        constants=mapping.constants,
        names=tuple(headers),
    )


def settled_layout(name: str, suggestion: Suggestion, mapping: ColumnMapping, headers: Sequence[str]) -> Layout:
    """What of the decisions may be kept: what is only probable is no decision. A column, a cell text or a key that
    nobody has confirmed is left out, so that next time it is asked about, never taken without a word."""
    unsettled = {
        column.index
        for column in suggestion.columns
        if column.target is not None and column.level is Level.CHECK and column.index < len(headers)
    }
    said = {(each.field, each.text) for each in decisions_of(suggestion)}
    values = tuple(pair for pair in mapping.values if pair[0] in said)
    # a key of several columns is always a person's word, whatever the columns mean beside
    key = () if len(mapping.key) == 1 and mapping.key[0] in unsettled else mapping.key
    return layout_of(name, replace(mapping, values=values, key=key), headers, unsettled)


def known_part(layout: Layout, exists: Callable[[str], bool], catalogue: Catalogue) -> Layout:
    """The layout without what the portal does not know (any more): its columns, texts and constants are asked about
    again. `exists` says whether a target is one."""

    def takes(field: str, value: str | None) -> bool:
        known = catalogue.fields.get(field)
        return known is not None and (value in (None, LEAVE_OUT) or not known.choices or value in known.choices)

    columns = tuple(column for column in layout.columns if column[2] is None or exists(column[2]))
    values = tuple(each for each in layout.values if takes(each[0], each[2]))
    constants = tuple(each for each in layout.constants if takes(*each))
    if (columns, values, constants) == (layout.columns, layout.values, layout.constants):
        return layout
    return replace(layout, columns=columns, values=values, constants=constants)


def match_layout(headers: Sequence[str], layout: Layout) -> LayoutMatch:
    """Compares by folded headers, whatever their order; the share counts used columns twice."""
    here, there = list(places_of(headers)), list(places_of(layout.headers))
    written = dict(zip(there, layout.names or layout.headers, strict=False))
    used = {(header, nth) for header, nth, target in layout.columns if target is not None} | set(layout.key)
    weight = sum(2 if place in used else 1 for place in there)
    common = sum(2 if place in used else 1 for place in there if place in here)
    names = dict(zip(here, headers, strict=True))
    share = common / weight if weight and not used - set(here) else common / (weight + 2) if weight else 0.0
    return LayoutMatch(
        layout,
        share,
        tuple(names[place] for place in here if place not in there),
        tuple(written.get(place, place[0]) for place in there if place not in here),
    )


def best_layout(headers: Sequence[str], layouts: Sequence[Layout]) -> Layout | None:
    """The layout that fits best, or None. Files without any header text are never recognised."""
    if not any(header.strip() for header in headers):
        return None
    fitting = [match for match in (match_layout(headers, layout) for layout in layouts) if match.share >= ENOUGH]
    return max(fitting, key=lambda match: (match.share, -len(match.extra))).layout if fitting else None


def apply_layout(layout: Layout, suggestion: Suggestion) -> Suggestion:
    """The suggestion with the layout's decisions laid over it: sure, because a person made them. Columns the layout
    does not know keep what was suggested, unless their target was given by the layout already."""
    decided: Mapping[tuple[str, int], str | None] = {(header, nth): target for header, nth, target in layout.columns}
    places = list(places_of([column.header for column in suggestion.columns]))
    given = {decided[place] for place in places if place in decided} - SEVERAL
    reason = Reason(ReasonCode.REMEMBERED, {"name": layout.name})
    columns: list[ColumnSuggestion] = []
    for column, place in zip(suggestion.columns, places, strict=True):
        if place in decided:
            target = decided[place]
            level = Level.SURE if target is not None else Level.NONE
            column = replace(column, target=target, confidence=1.0, level=level, reasons=(reason,))
        elif column.target in given:
            column = replace(column, target=None, confidence=0.0, level=Level.NONE, reasons=())
        columns.append(column)
    texts = laid_over(suggestion, [ValueDecision(field, text, value) for field, text, value in layout.values])
    by_place = {place: index for index, place in enumerate(places)}
    key = tuple(by_place[place] for place in layout.key if place in by_place)
    match = match_layout([column.header for column in suggestion.columns], layout)
    return Suggestion(
        columns=tuple(columns),
        values=texts.values,
        key=key if layout.key and len(key) == len(layout.key) else suggestion.key,
        constants={**suggestion.constants, **dict(layout.constants)},
        layout=layout.name,
        layout_extra=match.extra,
        layout_missing=match.missing,
        rulings=texts.rulings,
        factor=suggestion.factor,
    )


def places_of(headers: Sequence[str]) -> Iterator[tuple[str, int]]:
    """(folded header, which of that name): two columns "Preț" are ("pret", 0) and ("pret", 1)."""
    seen: Counter[str] = Counter()
    for header in headers:
        folded = fold(header)
        yield folded, seen[folded]
        seen[folded] += 1
