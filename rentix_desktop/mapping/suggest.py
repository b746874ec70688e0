"""What the columns of a table probably mean. The surest first: a remembered layout, the header's exact name, a similar
name, the look of the cells; then the best assignment over the whole table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rentix_desktop.catalog.fields import Catalogue, Kind
from rentix_desktop.errors import Param
from rentix_desktop.mapping import roles
from rentix_desktop.mapping.assign import best_assignment
from rentix_desktop.mapping.by_values import meaning_by_values
from rentix_desktop.mapping.decisions import ValueDecision, apply_decisions
from rentix_desktop.mapping.headers import EXACT, WEAK, HeaderMeaning, Named, header_meaning
from rentix_desktop.mapping.layout_match import apply_layout, best_layout, known_part
from rentix_desktop.mapping.layouts import Layout
from rentix_desktop.mapping.look import Look
from rentix_desktop.mapping.model import (
    ColumnSuggestion,
    Level,
    Reason,
    ReasonCode,
    Suggestion,
    Target,
    ValueSuggestion,
)
from rentix_desktop.mapping.text import fold, fold_header
from rentix_desktop.mapping.values import own_share, suggest_values
from rentix_desktop.mapping.vocabulary import Vocabulary
from rentix_desktop.sheets.cells import cell_text
from rentix_desktop.sheets.profile import ColumnProfile, TableProfile
from rentix_desktop.sheets.table import TableInfo

SURE: Final = 0.9
LEAST: Final = 0.5
SAMPLES: Final = 3
MANY: Final = frozenset({Target.ADDRESS_PART.value, roles.ADDRESS})
"""Targets that several columns may have; photos are the other one, known by their kind."""

_ENOUGH: Final = 0.5  # of the cells must fit what the header says
SHOWN_TEXTS: Final = 500
"""Different texts of a column that are looked at while its meaning is suggested, the most frequent ones."""
_CONTESTED: Final = 0.06


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing a column may mean. `fit` is the share of its cells that can be read so."""

    target: str
    confidence: float
    fit: float
    named: Named | None = None  # None: the cells alone say so


@dataclass(slots=True)
class _Column:
    profile: ColumnProfile
    look: Look
    meaning: HeaderMeaning
    candidates: dict[str, Candidate]
    disagree: tuple[Candidate, ...] = ()


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
    header ("Prețuri în euro").
    """
    names = {fold_header(name): name for name in (*catalogue.fields, *Target)}
    columns = [_column(column, profile.rows, catalogue, vocabulary, names) for column in profile.columns]
    chosen = _chosen(columns, catalogue)
    suggestions = tuple(_suggestion(column, chosen, columns, catalogue) for column in columns)
    key = tuple(column.index for column in suggestions if column.target == catalogue.key)
    suggestion = Suggestion(
        columns=suggestions,
        values=_values(suggestions, profile, catalogue, vocabulary),
        key=key,
        constants=_constants(suggestions, catalogue, vocabulary, titles),
    )
    suggestion = apply_decisions(suggestion, decisions, catalogue)
    layout = best_layout([column.header for column in profile.columns], layouts)
    if layout is None:
        return suggestion
    return with_layout(layout, suggestion, profile, catalogue, vocabulary, decisions)


def titles_above(info: TableInfo) -> tuple[str, ...]:
    """The texts that stand above the header."""
    first = 0 if info.header_row is None else info.header_row + 1 - info.header_rows
    return tuple(text for row in info.head[: max(0, first)] for text in map(cell_text, row) if text)


def with_layout(
    layout: Layout,
    suggestion: Suggestion,
    profile: TableProfile,
    catalogue: Catalogue,
    vocabulary: Vocabulary,
    decisions: Sequence[ValueDecision] = (),
) -> Suggestion:
    """A layout's decisions laid over a suggestion, with the values of the columns as they are then."""
    layout = known_part(layout, lambda target: _exists(target, catalogue), catalogue)
    applied = apply_layout(layout, suggestion)
    found = _values(applied.columns, profile, catalogue, vocabulary)
    seen = Suggestion(applied.columns, found, applied.key, suggestion.constants)
    return apply_decisions(apply_layout(layout, seen), decisions, catalogue)


def column_values(
    column: ColumnProfile, target: str, catalogue: Catalogue, vocabulary: Vocabulary
) -> tuple[ValueSuggestion, ...]:
    """The texts of one column as values of a target; empty where the target has no fixed values. For the moment when
    a person gives a column another target."""
    field = catalogue.fields.get(target)
    if field is None or field.kind is not Kind.CHOICE:
        return ()
    texts = dict(list(column.distinct.items())[:SHOWN_TEXTS])
    return suggest_values(field, texts, catalogue, vocabulary)


def takes_many(target: str, catalogue: Catalogue) -> bool:
    """Whether several columns may have the target."""
    field = catalogue.fields.get(target)
    return target in MANY or (field is not None and field.kind is Kind.PHOTOS)


def _column(
    profile: ColumnProfile, rows: int, catalogue: Catalogue, words: Vocabulary, names: Mapping[str, str]
) -> _Column:
    look = Look(profile, rows, catalogue, words)
    meaning = header_meaning(profile.header, words)
    folded = fold_header(profile.header)
    if folded in names:
        # a field's own name, also of one that only the live schema knows
        meaning = HeaderMeaning({names[folded]: Named(EXACT, ReasonCode.HEADER_KNOWN, folded)})
    named = _with_relatives({t: n for t, n in meaning.targets.items() if _exists(t, catalogue)}, look, catalogue, words)
    candidates: dict[str, Candidate] = {}
    disagree = []
    for target, name in named.items():
        if not look.total:
            if name.score >= EXACT:
                candidates[target] = Candidate(target, LEAST, 0.0, name)
            continue
        fit = look.fit(target)
        candidate = Candidate(target, round(name.score * (0.55 + 0.45 * fit), 3), round(fit, 3), name)
        if fit >= _ENOUGH:
            candidates[target] = candidate
        else:
            disagree.append(candidate)
    if not candidates and look.total and not meaning.private:
        for target, confidence, fit in meaning_by_values(look, meaning, catalogue):
            if _exists(target, catalogue):
                candidates[target] = Candidate(target, confidence, round(fit, 3))
    return _Column(profile, look, meaning, candidates, tuple(disagree))


def _with_relatives(
    named: Mapping[str, Named], look: Look, catalogue: Catalogue, words: Vocabulary
) -> dict[str, Named]:
    """Targets that the cells may turn a name into: "Etaj" over "3/9", "Tip" over apartments and sales."""
    found = dict(named)
    floors = [named[t] for t in (Target.FLOOR, roles.FLOOR_NUMBER, roles.FLOORS_TOTAL) if t in named]
    if floors and look.fit(Target.FLOOR) >= _ENOUGH:
        for target in (roles.FLOOR_NUMBER, roles.FLOORS_TOTAL):
            found.pop(target, None)
        found[Target.FLOOR] = max(floors, key=lambda name: name.score)
    elif Target.FLOOR in found and look.fit(roles.FLOOR_NUMBER) >= _ENOUGH and roles.FLOOR_NUMBER not in found:
        found[roles.FLOOR_NUMBER] = _less(found.pop(Target.FLOOR))
    for derived in catalogue.derived:
        name, field = found.get(derived.field), catalogue.fields.get(derived.field)
        if name is None or field is None or derived.source not in catalogue.fields or derived.source in found:
            continue
        if field.choices and look.fit(derived.source) > own_share(field, look.texts, words):
            # "Вид недвижимости" over flats and houses says more than residential
            found[derived.source] = name
            found[derived.field] = _less(name)
    for target, name in named.items():
        for other in words.companions.get(target, ()):
            if other in catalogue.fields and other not in words.flags:
                found.setdefault(other, _less(name))
    return found


def _less(name: Named) -> Named:
    return Named(round(name.score * 0.9, 3), ReasonCode.HEADER_SIMILAR, name.word)


def _exists(target: str, catalogue: Catalogue) -> bool:
    if target == Target.FLOOR:
        return roles.FLOOR_NUMBER in catalogue.fields
    return target == catalogue.key or target.partition(".")[0] in catalogue.fields


def _chosen(columns: Sequence[_Column], catalogue: Catalogue) -> dict[int, Candidate]:
    """The best assignment. Weak names count only where no column has a good one for the same target."""
    good = {
        candidate.target
        for column in columns
        for candidate in column.candidates.values()
        if candidate.named is not None and candidate.named.score > WEAK and candidate.confidence >= 0.75
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
            if not takes_many(candidate.target, catalogue):
                # where nothing else decides the one that says "total" wins, then the fuller, then the earlier column
                little = 1e-3 * (index in total) + 1e-4 * fill[index] + 1e-6 * (len(columns) - index)
                gains[index, candidate.target] = candidate.confidence - instead + little
    assigned = best_assignment(gains)
    chosen = {
        index: next(candidate for candidate in candidates if candidate.target == assigned[index])
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
    column: _Column, chosen: Mapping[int, Candidate], columns: Sequence[_Column], catalogue: Catalogue
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
    if candidate.target == catalogue.key:
        key_reason = key_doubt(profile, column.look.rows)
        reasons.append(key_reason)
        if key_reason.code is not ReasonCode.UNIQUE_AND_FULL:
            level = Level.CHECK
    return ColumnSuggestion(
        profile.index, profile.header, candidate.target, candidate.confidence, level, samples, tuple(reasons)
    )


def _level(
    column: _Column,
    candidate: Candidate,
    chosen: Mapping[int, Candidate],
    columns: Sequence[_Column],
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
        and candidate.target in other.candidates
        # a rival that means something else for better reasons is none
        and (other.profile.index not in chosen or chosen[other.profile.index].confidence < SURE)
    ]
    return Level.CHECK if any(rival >= candidate.confidence - _CONTESTED for rival in rivals) else Level.SURE


def key_doubt(profile: ColumnProfile, rows: int) -> Reason:
    """Whether the texts of a column are unique and full, as a key must be; compared over the whole column."""
    if profile.filled < rows:
        return Reason(ReasonCode.NOT_FULL, {"count": rows - profile.filled})
    if not profile.unique:
        repeated = sum(count - 1 for count in profile.distinct.values())
        return Reason(ReasonCode.NOT_UNIQUE, {"count": max(1, repeated)})
    return Reason(ReasonCode.UNIQUE_AND_FULL, {"count": rows})


def _named_reason(candidate: Candidate, header: str) -> Reason:
    named = candidate.named
    if named is None or named.reason is ReasonCode.HEADER_KNOWN:
        return Reason(ReasonCode.HEADER_KNOWN, {"header": header})
    return Reason(ReasonCode.HEADER_SIMILAR, {"header": header, "word": named.word})


def _why_not(column: _Column, chosen: Mapping[int, Candidate], columns: Sequence[_Column]) -> tuple[Reason, ...]:
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
    """The currency and the pay period that the header of the price says, or a title, where no column has them."""
    targets = {column.target for column in columns}
    constants: dict[str, str] = {}
    for column in columns:
        if column.target == roles.PRICE:
            header = column.header.replace("_", " ")
            said = {roles.CURRENCY: vocabulary.currency(header), roles.PAY_PERIOD: vocabulary.period(header)}
            if said[roles.CURRENCY] is None:
                # of several currencies in the titles none is meant for all ("1 € = 19,4 lei")
                told = {code for title in titles for code in vocabulary.all_currencies(title)}
                said[roles.CURRENCY] = told.pop() if len(told) == 1 else None
            for name, value in said.items():
                field = catalogue.fields.get(name)
                if value and field is not None and name not in targets and value in field.choices:
                    constants[name] = value
    return constants
