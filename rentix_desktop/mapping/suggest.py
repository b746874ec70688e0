"""What the columns of a table probably mean. The surest first: a remembered layout, the header's exact name, a similar
name, the look of the cells; then the best assignment over the whole table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from rentix_desktop.catalog.fields import Catalogue, Kind
from rentix_desktop.errors import Param
from rentix_desktop.mapping import roles
from rentix_desktop.mapping.assign import best_assignment
from rentix_desktop.mapping.candidates import LEAST, Candidate, Column, column_of, exists
from rentix_desktop.mapping.decisions import ValueDecision, apply_decisions
from rentix_desktop.mapping.headers import EXACT, WEAK
from rentix_desktop.mapping.layout_match import apply_layout, best_layout, known_part
from rentix_desktop.mapping.layouts import Layout
from rentix_desktop.mapping.model import (
    ColumnSuggestion,
    Level,
    Reason,
    ReasonCode,
    Suggestion,
    Target,
    ValueSuggestion,
)
from rentix_desktop.mapping.parse.codes import is_damaged
from rentix_desktop.mapping.prices import deals_of
from rentix_desktop.mapping.text import fold, fold_header
from rentix_desktop.mapping.values import states_in, suggest_values
from rentix_desktop.mapping.vocabulary import Vocabulary
from rentix_desktop.sheets.cells import cell_text
from rentix_desktop.sheets.profile import ColumnProfile, TableProfile
from rentix_desktop.sheets.table import TableInfo

SURE: Final = 0.9
SAMPLES: Final = 3
MANY: Final = frozenset({Target.ADDRESS_PART.value, roles.ADDRESS})
"""Targets that several columns may have; photos are the other one, known by their kind."""

SHOWN_TEXTS: Final = 500
"""Different texts of a column that are looked at while its meaning is suggested, the most frequent ones."""
_CONTESTED: Final = 0.06
_GOOD: Final = 0.75


def suggest(
    profile: TableProfile,
    catalogue: Catalogue,
    vocabulary: Vocabulary,
    layouts: Sequence[Layout] = (),
    decisions: Sequence[ValueDecision] = (),
    titles: Sequence[str] = (),
) -> Suggestion:
    """Suggests targets for the columns, values for the texts of fields with fixed values, and the key.

    With a remembered layout that knows most of the headers, its decisions come first, as REMEMBERED. `decisions` about
    texts, from other files of the account, go before what a layout says of them. `titles` are the texts above the
    header and below the rows ("Prețuri în euro").
    """
    names = {fold_header(name): name for name in (*catalogue.fields, *Target)}
    columns = [column_of(column, profile.rows, catalogue, vocabulary, names) for column in profile.columns]
    deals = _deals(columns, vocabulary)
    chosen = _chosen(columns, catalogue, deals)
    suggestions = tuple(_suggestion(column, chosen, columns, catalogue, deals) for column in columns)
    key = tuple(column.index for column in suggestions if column.target == catalogue.key)
    suggestion = Suggestion(
        columns=suggestions,
        values=_values(suggestions, profile, catalogue, vocabulary),
        key=key,
        constants=_constants(suggestions, catalogue, vocabulary, titles),
        factor=factor_of(titles, vocabulary),
    )
    suggestion = apply_decisions(suggestion, decisions, catalogue)
    layout = best_layout([column.header for column in profile.columns], layouts)
    if layout is None:
        return suggestion
    return with_layout(layout, suggestion, profile, catalogue, vocabulary, decisions)


def texts_around(info: TableInfo) -> tuple[str, ...]:
    """The texts that stand above the header, and the notes below the rows."""
    first = 0 if info.header_row is None else info.header_row + 1 - info.header_rows
    above = (text for row in info.head[: max(0, first)] for text in map(cell_text, row) if text)
    return (*above, *info.notes)


def with_layout(
    layout: Layout,
    suggestion: Suggestion,
    profile: TableProfile,
    catalogue: Catalogue,
    vocabulary: Vocabulary,
    decisions: Sequence[ValueDecision] = (),
) -> Suggestion:
    """A layout's decisions laid over a suggestion, with the values of the columns as they are then."""
    layout = known_part(layout, lambda target: exists(target, catalogue), catalogue)
    applied = apply_layout(layout, suggestion)
    found = _values(applied.columns, profile, catalogue, vocabulary)
    seen = Suggestion(applied.columns, found, applied.key, suggestion.constants, factor=suggestion.factor)
    return apply_decisions(apply_layout(layout, seen), decisions, catalogue)


def column_values(
    column: ColumnProfile, target: str, catalogue: Catalogue, vocabulary: Vocabulary
) -> tuple[ValueSuggestion, ...]:
    """The texts of one column as values of a target, and the states that stand in it ("VÂNDUT" in the place of a price);
    empty where the target has no fixed values. For the moment when a person gives a column another target."""
    field = catalogue.fields.get(target)
    states = tuple(states_in(target, column.distinct, catalogue, vocabulary))
    if field is None or field.kind is not Kind.CHOICE:
        return states
    texts = dict(list(column.distinct.items())[:SHOWN_TEXTS])
    return (*suggest_values(field, texts, catalogue, vocabulary, header=column.header), *states)


def takes_many(target: str, catalogue: Catalogue) -> bool:
    """Whether several columns may have the target."""
    field = catalogue.fields.get(target)
    return target in MANY or (field is not None and field.kind is Kind.PHOTOS)


def _deals(columns: Sequence[Column], words: Vocabulary) -> dict[int, str]:
    """Columns of prices → the deal that their headers say they are for, where these tell several of them apart."""
    named = {
        column.profile.index: column.profile.header
        for column in columns
        if (price := column.candidates.get(roles.PRICE)) is not None
        and price.named is not None
        and price.confidence >= _GOOD
    }
    found = dict(zip(named, deals_of(tuple(named.values()), words), strict=False))
    return {index: deal for index, deal in found.items() if deal is not None}


def _place(index: int, target: str, deals: Mapping[int, str]) -> str:
    """What only one column can have: of two prices each has a place of its own."""
    return f"{target} {deals[index]}" if target == roles.PRICE and index in deals else target


def _is_between(index: int, candidate: Candidate, deals: Mapping[int, str]) -> bool:
    """A price that is neither that for sale nor that for rent, where there are both."""
    return candidate.target == roles.PRICE and bool(deals) and index not in deals


def _chosen(columns: Sequence[Column], catalogue: Catalogue, deals: Mapping[int, str]) -> dict[int, Candidate]:
    """The best assignment. Weak names count only where no column has a good one for the same target."""
    good = {
        candidate.target
        for column in columns
        for candidate in column.candidates.values()
        if candidate.named is not None and candidate.named.score > WEAK and candidate.confidence >= _GOOD
    }
    if good & MANY:
        good |= MANY
    open_candidates: dict[int, list[Candidate]] = {
        column.profile.index: [
            candidate
            for candidate in column.candidates.values()
            if candidate.confidence >= LEAST and not (candidate.target in good and _is_weak(candidate))
        ]
        for column in columns
    }
    many: dict[int, Candidate] = {}
    gains: dict[tuple[int, str], float] = {}
    total = {column.profile.index for column in columns if column.meaning.total}
    fill = {column.profile.index: column.look.fill for column in columns}
    for index, candidates in open_candidates.items():
        shared = [candidate for candidate in candidates if takes_many(candidate.target, catalogue)]
        if shared:
            many[index] = max(shared, key=lambda candidate: candidate.confidence)
        instead = many[index].confidence if shared else 0.0
        for candidate in candidates:
            if not takes_many(candidate.target, catalogue) and not _is_between(index, candidate, deals):
                # where nothing else decides the one that says "total" wins, then the fuller, then the earlier column
                little = 1e-3 * (index in total) + 1e-4 * fill[index] + 1e-6 * (len(columns) - index)
                gains[index, _place(index, candidate.target, deals)] = candidate.confidence - instead + little
    assigned = best_assignment(gains)
    chosen = {
        index: next(each for each in candidates if _place(index, each.target, deals) == assigned[index])
        for index, candidates in open_candidates.items()
        if index in assigned
    }
    for index, candidate in many.items():
        chosen.setdefault(index, candidate)
    addresses = [index for index, candidate in chosen.items() if candidate.target in MANY]
    if len(addresses) > 1:
        for index in addresses:
            old = chosen[index]
            chosen[index] = Candidate(Target.ADDRESS_PART, old.confidence, old.fit, old.named)
    return chosen


def _is_weak(candidate: Candidate) -> bool:
    """Not by a good name. Names of towns are as good as one: they only ever are a part of an address."""
    if candidate.named is None:
        return candidate.target != Target.ADDRESS_PART
    return candidate.named.score <= WEAK


def _suggestion(
    column: Column,
    chosen: Mapping[int, Candidate],
    columns: Sequence[Column],
    catalogue: Catalogue,
    deals: Mapping[int, str],
) -> ColumnSuggestion:
    profile = column.profile
    candidate = chosen.get(profile.index)
    samples = profile.samples[:SAMPLES]
    if candidate is None:
        why = _why_not(column, chosen, columns)
        return ColumnSuggestion(profile.index, profile.header, None, 0.0, Level.NONE, samples, why)
    reasons = [_named_reason(candidate, profile.header)] if candidate.named is not None else []
    count = column.look.total
    code = ReasonCode.VALUES_FIT if candidate.named is not None else ReasonCode.VALUES_ONLY
    reasons.append(Reason(code, {"fit": round(candidate.fit * count), "count": count}))
    level = _level(column, candidate, chosen, columns, catalogue)
    if candidate.target == roles.PRICE and profile.index in deals:
        reasons.append(Reason(ReasonCode.FOR_DEAL, {"deal": deals[profile.index]}))
    if candidate.target == Target.FLOOR and (dated := column.look.dated_floors):
        level = Level.CHECK
        text, floors = next(iter(dated.items()))
        count = sum(column.look.texts[each] for each in dated)
        reasons.append(Reason(ReasonCode.FLOORS_FROM_DATES, {"count": count, "text": text, "floor": floors}))
    if candidate.target == catalogue.key:
        key_reason = key_doubt(profile, column.look.rows)
        reasons.append(key_reason)
        if key_reason.code is not ReasonCode.UNIQUE_AND_FULL:
            level = Level.CHECK
    return ColumnSuggestion(
        profile.index, profile.header, candidate.target, candidate.confidence, level, samples, tuple(reasons)
    )


def _level(
    column: Column,
    candidate: Candidate,
    chosen: Mapping[int, Candidate],
    columns: Sequence[Column],
    catalogue: Catalogue,
) -> Level:
    field = catalogue.fields.get(candidate.target)
    exact = candidate.named is not None and candidate.named.score >= EXACT
    if not exact or candidate.confidence < SURE or (field is not None and field.kind is Kind.AGENT):
        return Level.CHECK
    if takes_many(candidate.target, catalogue):
        return Level.SURE
    rivals = [
        other.candidates[candidate.target].confidence
        for other in columns
        if other is not column
        and not _has(other, candidate.target, chosen)  # a price for the other deal stands beside this one
        and candidate.target in other.candidates
        # a rival that means something else for better reasons is none
        and (other.profile.index not in chosen or chosen[other.profile.index].confidence < SURE)
    ]
    return Level.CHECK if any(rival >= candidate.confidence - _CONTESTED for rival in rivals) else Level.SURE


def _has(column: Column, target: str, chosen: Mapping[int, Candidate]) -> bool:
    taken = chosen.get(column.profile.index)
    return taken is not None and taken.target == target


def key_doubt(profile: ColumnProfile, rows: int) -> Reason:
    """Whether the texts of a column are whole, unique and full, as a key must be; compared over the whole column."""
    if profile.filled < rows:
        return Reason(ReasonCode.NOT_FULL, {"count": rows - profile.filled})
    damaged = {text: count for text, count in profile.distinct.items() if is_damaged(text)}
    if damaged:
        return Reason(ReasonCode.CODES_DAMAGED, {"count": sum(damaged.values()), "text": next(iter(damaged))})
    if not profile.unique:
        repeated = sum(count - 1 for count in profile.distinct.values())
        return Reason(ReasonCode.NOT_UNIQUE, {"count": max(1, repeated)})
    return Reason(ReasonCode.UNIQUE_AND_FULL, {"count": rows})


def _named_reason(candidate: Candidate, header: str) -> Reason:
    named = candidate.named
    if named is None or named.reason is ReasonCode.HEADER_KNOWN:
        return Reason(ReasonCode.HEADER_KNOWN, {"header": header})
    return Reason(ReasonCode.HEADER_SIMILAR, {"header": header, "word": named.word})


def _why_not(column: Column, chosen: Mapping[int, Candidate], columns: Sequence[Column]) -> tuple[Reason, ...]:
    if column.meaning.private:
        return (Reason(ReasonCode.PRIVATE),)
    for candidate in sorted(column.candidates.values(), key=lambda each: -each.confidence):
        for other in columns:
            taken = chosen.get(other.profile.index)
            if taken is not None and taken.target == candidate.target and other is not column:
                return (Reason(ReasonCode.TAKEN, {"header": other.profile.header, "field": candidate.target}),)
    if column.disagree:
        worst, count = column.disagree[0], column.look.total
        params: dict[str, Param] = {"fit": round(worst.fit * count), "count": count, "field": worst.target}
        named = _named_reason(worst, column.profile.header)
        said = Reason(named.code, {**named.params, "field": worst.target})
        return (said, Reason(ReasonCode.VALUES_DISAGREE, params))
    return (Reason(ReasonCode.NO_FIELD if column.meaning.ignored else ReasonCode.UNKNOWN_HEADER),)


def _values(
    columns: Sequence[ColumnSuggestion], profile: TableProfile, catalogue: Catalogue, vocabulary: Vocabulary
) -> tuple[ValueSuggestion, ...]:
    """The values of all columns with fixed values. A column's own texts go before what another says besides."""
    found: dict[tuple[str, str], ValueSuggestion] = {}
    besides: list[ValueSuggestion] = []
    for column in columns:
        if column.target is None or column.index >= len(profile.columns):
            continue
        for value in column_values(profile.columns[column.index], column.target, catalogue, vocabulary):
            if value.field == column.target:
                found.setdefault((value.field, fold(value.value)), value)
            else:
                besides.append(value)
    for value in besides:
        found.setdefault((value.field, fold(value.value)), value)
    return tuple(found.values())


def _constants(
    columns: Sequence[ColumnSuggestion], catalogue: Catalogue, vocabulary: Vocabulary, titles: Sequence[str]
) -> dict[str, str]:
    """What the header of the price says, or a title, where no column has it: currency, pay period, and the deal. Of
    two prices only what is said of both."""
    targets = {column.target for column in columns}
    prices = [column.header.replace("_", " ") for column in columns if column.target == roles.PRICE]
    if not prices:
        return {}
    currencies = {vocabulary.currency(header) for header in prices}
    if currencies == {None}:
        # of several currencies in the titles none is meant for all ("1 € = 19,4 lei")
        currencies = {code for title in titles for code in vocabulary.all_currencies(title)}
    said = {
        roles.CURRENCY: currencies,
        roles.PAY_PERIOD: {vocabulary.period(header) for header in prices},
        roles.DEAL: {vocabulary.deal(header) for header in prices},
    }
    constants: dict[str, str] = {}
    for name, values in said.items():
        field, value = catalogue.fields.get(name), next(iter(values)) if len(values) == 1 else None
        if value and field is not None and name not in targets and value in field.choices:
            constants[name] = value
    return constants


def factor_of(titles: Sequence[str], vocabulary: Vocabulary) -> int:
    """The thousands that a text above or below the table says all prices are in: "Цены в тыс. евро"."""
    said = {vocabulary.factor(title) for title in titles if vocabulary.is_of_prices(title)} - {1}
    return said.pop() if len(said) == 1 else 1
