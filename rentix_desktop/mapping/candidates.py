"""What each column may mean, by its header and by its cells, before one meaning is chosen for all of them together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rentix_desktop.catalog.fields import Catalogue
from rentix_desktop.mapping import roles
from rentix_desktop.mapping.by_values import meaning_by_values
from rentix_desktop.mapping.headers import EXACT, KNOWN_OTHERWISE, HeaderMeaning, Named, header_meaning
from rentix_desktop.mapping.look import Look
from rentix_desktop.mapping.model import ReasonCode, Target
from rentix_desktop.mapping.text import fold_header
from rentix_desktop.mapping.values import flag_standing, own_share, state_named
from rentix_desktop.mapping.vocabulary import Vocabulary
from rentix_desktop.sheets.profile import ColumnProfile

LEAST: Final = 0.5
_ENOUGH: Final = 0.5  # of the cells must fit what the header says


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing a column may mean. `fit` is the share of its cells that can be read so."""

    target: str
    confidence: float
    fit: float
    named: Named | None = None  # None: the cells alone say so


@dataclass(slots=True)
class Column:
    profile: ColumnProfile
    look: Look
    meaning: HeaderMeaning
    candidates: dict[str, Candidate]
    disagree: tuple[Candidate, ...] = ()


def column_of(
    profile: ColumnProfile, rows: int, catalogue: Catalogue, words: Vocabulary, names: Mapping[str, str]
) -> Column:
    look = Look(profile, rows, catalogue, words)
    meaning = header_meaning(profile.header, words)
    folded = fold_header(profile.header)
    if folded in names:
        # a field's own name, also of one that only the live schema knows
        meaning = HeaderMeaning({names[folded]: Named(EXACT, ReasonCode.HEADER_KNOWN, folded)})
    elif not meaning.targets and (state := _state_named(profile.header, look, catalogue, words)):
        meaning = HeaderMeaning({catalogue.visibility.field: state})
    named = _with_relatives({t: n for t, n in meaning.targets.items() if exists(t, catalogue)}, look, catalogue, words)
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
            if exists(target, catalogue):
                candidates[target] = Candidate(target, confidence, round(fit, 3))
    return Column(profile, look, meaning, candidates, tuple(disagree))


def _state_named(header: str, look: Look, catalogue: Catalogue, words: Vocabulary) -> Named | None:
    """A state as the header, over yes and no: "Vândut", "Опубликовано"."""
    field = catalogue.fields.get(catalogue.visibility.field)
    if field is None or not look.total or look.yes_no < 1:
        return None
    shown = state_named(header, field, words) == catalogue.visibility.shown
    if shown or flag_standing(header, field, words) is not None:
        return Named(KNOWN_OTHERWISE, ReasonCode.HEADER_KNOWN, fold_header(header))
    return None


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


def exists(target: str, catalogue: Catalogue) -> bool:
    if target == Target.FLOOR:
        return roles.FLOOR_NUMBER in catalogue.fields
    return target == catalogue.key or target.partition(".")[0] in catalogue.fields
