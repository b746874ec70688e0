"""What a header says by itself: the targets its words name, and whether it names what is not for the portal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from rentix_desktop.mapping import roles
from rentix_desktop.mapping.model import ReasonCode, Target
from rentix_desktop.mapping.readings import (
    LAND,
    area_units,
    full_words,
    in_cyrillic,
    one_alphabet,
    parts_of,
    sounds_private,
    without_nouns,
)
from rentix_desktop.mapping.text import fold_header
from rentix_desktop.mapping.vocabulary import Phrase, Vocabulary

EXACT: Final = 1.0
KNOWN_OTHERWISE: Final = 0.92
WEAK: Final = 0.72
FUZZY: Final = 84.0
_EACH: Final = 60.0
_NEVER_PER_AREA: Final = frozenset({roles.PRICE, "externalId"})
_SHARE: Final = re.compile(r"(?:^|[^\d\s])\s*%")
_MEANINGLESS: Final = re.compile(
    r"(?:[a-zа-я]{1,2}|unnamed|col|column|coloana|столбец|колонка|field|поле|camp|стовпець)? ?\d*", re.IGNORECASE
)
_SMALL_WORDS: Final = frozenset(
    {"de", "of", "the", "a", "in", "al", "в", "на", "за", "по", "и", "и т д", "din", "pe", "per"}
)


@dataclass(frozen=True, slots=True)
class Named:
    """How well a header names a target, by which word of ours."""

    score: float
    reason: ReasonCode
    word: str


@dataclass(frozen=True, slots=True)
class HeaderMeaning:
    """`targets` are empty for a header that says nothing (`meaningless`: no name at all, so values may speak).

    `total`: it says that it is the whole of something ("Suprafața totală").
    """

    targets: Mapping[str, Named] = field(default_factory=dict)
    private: bool = False
    ignored: bool = False
    meaningless: bool = False
    total: bool = False


def header_meaning(header: str, words: Vocabulary) -> HeaderMeaning:
    """Reads one header. Exact names go before what is private or ignored, that before names inside it."""
    header = one_alphabet(header)
    folded = fold_header(header)
    if not folded or _MEANINGLESS.fullmatch(folded):
        exact = _exact(folded, words) if folded else {}
        known = bool(exact) or (folded,) in words.ignored or folded in words.ignored_names
        return HeaderMeaning(exact, ignored=known and not exact, meaningless=not known)
    tokens = _tokens(folded, words.glue)
    core = tuple(token for token in tokens if token not in words.units) or tokens
    has_area = phrase_in(tokens, area_units(words))
    known = any(_strong(" ".join(name), words) for name in ((folded,), core, without_nouns(tokens, words)) if name)
    if _is_not_for_the_public(tokens, words):
        return HeaderMeaning(private=True)
    if not known and (phrase_in(tokens, words.private) or sounds_private(tokens, words)):
        return HeaderMeaning(private=True)
    in_units = {token for unit in area_units(words) for token in unit}  # "sq ft": no forint
    if has_area and folded not in words.headers and not in_units.issuperset(set(tokens) & set(words.currencies)):
        return HeaderMeaning(ignored=True)  # money for each square metre
    total = not words.words["total"].isdisjoint(tokens)
    targets = _known(folded, tokens, core, words, has_area=has_area)
    if targets:
        return HeaderMeaning(targets, total=total)
    meaning = _of_no_known_name(header, tokens, core, words, has_area=has_area)
    return replace(meaning, total=total) if meaning.targets else meaning


def _of_no_known_name(header: str, tokens: Phrase, core: Phrase, words: Vocabulary, *, has_area: bool) -> HeaderMeaning:
    if " ".join(tokens) in words.ignored_names:
        return HeaderMeaning(ignored=True)
    if whole := _of_the_whole(tokens, words, has_area=has_area):
        return HeaderMeaning(whole)
    if phrase_in(tokens, words.ignored) or _SHARE.search(header):
        return HeaderMeaning(ignored=True)  # "% агента": a share of something is no field
    meaning = _read_otherwise(header, tokens, core, words)
    if meaning is None:
        meaning = HeaderMeaning(_inside(core, words) or _similar(" ".join(core), words))
    targets = meaning.targets
    own = _strong(" ".join(without_nouns(tokens, words)), words)  # "offer.internal-id" is a name, whatever its words
    if targets and not own and not words.words["colleagues"].isdisjoint(tokens):
        # "Descriere pentru agenți" is written for the office, whatever else its words name
        targets = {target: name for target, name in targets.items() if target == Target.AGENT}
        if not targets:
            return HeaderMeaning(private=True)
    if has_area and _NEVER_PER_AREA & set(targets):
        return HeaderMeaning(ignored=True)
    return replace(meaning, targets=targets)


def _known(folded: str, tokens: Phrase, core: Phrase, words: Vocabulary, *, has_area: bool) -> dict[str, Named]:
    """Names that are known as they stand, taken apart, without their units, or without their number."""
    apart = " ".join(tokens)
    targets = _exact(folded, words) or _exact(apart, words)
    if not targets and apart in words.ignored_names:
        return {}
    if not targets:
        # "Nightly rate, EUR" is known with its period, "Preț lunar" without it
        with_period = " ".join(token for token in tokens if token not in words.units or token in words.periods)
        targets = _exact(with_period, words)
        if has_area or not targets:
            targets = targets or _exact(" ".join(core), words)
            if phrase_in(tokens, words.ignored):
                # "Участок, сот." is the area where nothing better is
                targets = {target: name for target, name in targets.items() if name.score <= WEAK}
        if has_area:
            # "Preț, €/m²" is the price of one square metre, "Plot, sqm" no number of a plot
            targets = {target: name for target, name in targets.items() if target not in _NEVER_PER_AREA}
    if not targets and core and core[-1].isdigit():
        # "Foto 1", "Foto 2": only a name that several columns may have goes with a number
        numbered = _exact(" ".join(core[:-1]), words)
        targets = {target: name for target, name in numbered.items() if target in words.numbered}
    return targets


def _of_the_whole(tokens: Phrase, words: Vocabulary, *, has_area: bool) -> dict[str, Named]:
    """A price or an area named by its unit and by what says that it is that of the whole: "Asking EUR", "Usable sqm",
    "Цена за участок"."""
    kinds, small = words.words, words.words["of"]
    money = [token for token in tokens if token in words.currencies]
    bare = [token for token in tokens if token not in words.units and token not in small and not token.isdigit()]
    rest = [token for token in bare if token not in kinds["land"] and roles.AREA not in words.headers.get(token, ())]
    in_land = any(words.areas.get(token, 1) >= LAND for token in tokens)
    if in_land and kinds["whole-area"].issuperset(rest):
        return {roles.AREA: Named(WEAK, ReasonCode.HEADER_SIMILAR, " ".join(tokens))}  # of a house it is the plot
    if has_area:
        return _less_sure(roles.AREA, tokens) if bare and kinds["whole-area"].issuperset(bare) else {}
    if money and kinds["whole-price"].issuperset(bare):
        return _less_sure(roles.PRICE, tokens)
    head = words.headers.get(tokens[0], ())
    if roles.PRICE in head and bare[1:] and kinds["object"].issuperset(bare[1:]):
        return _less_sure(roles.PRICE, tokens)
    return {}


def _read_otherwise(header: str, tokens: Phrase, core: Phrase, words: Vocabulary) -> HeaderMeaning | None:
    """A header none of whose names is known as it stands."""
    cyrillic = in_cyrillic(tokens, words)
    if cyrillic is not None:
        return _lowered(header_meaning(" ".join(cyrillic), words))
    parts = parts_of(header)
    if len(parts) > 1:
        said = [found for part in parts if (found := _exact(part, words))]
        same = set(said[0]).intersection(*said) if said else set()
        if same and (len(said) > 1 or len(parts) == 2):
            return HeaderMeaning(
                {target: Named(KNOWN_OTHERWISE, ReasonCode.HEADER_SIMILAR, said[0][target].word) for target in same}
            )
    left = without_nouns(core, words)
    if left and left != core and (targets := _exact(" ".join(left), words)):
        if roles.AREA in targets and not words.words["land"].isdisjoint(core):
            return HeaderMeaning(ignored=True)  # "Aria terenului" is the plot
        return _lowered(HeaderMeaning(targets))
    return _cut_short(core, words)


def _cut_short(core: Phrase, words: Vocabulary) -> HeaderMeaning | None:
    names = full_words(core, words)
    if any(phrase_in(tuple(name.split()), words.private) for name in names):
        return HeaderMeaning(private=True)
    if any(tuple(name.split()) in words.ignored for name in names):
        return HeaderMeaning(ignored=True) if not any(name in words.headers for name in names) else None
    said = [_exact(name, words) for name in names]
    same = set(said[0]).intersection(*said) if said else set()
    if not same:
        return None
    return _lowered(HeaderMeaning({target: said[0][target] for target in same}))


def _less_sure(target: str, tokens: Phrase) -> dict[str, Named]:
    return {target: Named(KNOWN_OTHERWISE, ReasonCode.HEADER_SIMILAR, " ".join(tokens))}


def _lowered(meaning: HeaderMeaning) -> HeaderMeaning:
    """What was read in another way than it is written is never sure."""
    targets = {
        target: Named(min(named.score, KNOWN_OTHERWISE), ReasonCode.HEADER_SIMILAR, named.word)
        for target, named in meaning.targets.items()
    }
    return replace(meaning, targets=targets)


def phrase_in(tokens: Phrase, phrases: frozenset[Phrase]) -> bool:
    """Whether one of the phrases stands in the tokens, word for word."""
    return any(
        tokens[start:end] in phrases
        for start in range(len(tokens))
        for end in range(start + 1, min(len(tokens), start + 4) + 1)
    )


def _is_not_for_the_public(tokens: Phrase, words: Vocabulary) -> bool:
    """Whether a header says so itself: "Точный адрес (не публиковать)", "Foto - nu pe site", "Address, do not show"."""
    publish = tuple(words.words["publish"])
    return any(
        token in words.words["not"] and any(other.startswith(publish) for other in tokens[place + 1 : place + 4])
        for place, token in enumerate(tokens)
    )


def _strong(folded: str, words: Vocabulary) -> bool:
    return folded in words.headers


def _exact(folded: str, words: Vocabulary) -> dict[str, Named]:
    found = {target: Named(EXACT, ReasonCode.HEADER_KNOWN, folded) for target in words.headers.get(folded, ())}
    for target in words.weak.get(folded, ()):
        found.setdefault(target, Named(WEAK, ReasonCode.HEADER_KNOWN, folded))
    return found


def _inside(core: Phrase, words: Vocabulary) -> dict[str, Named]:
    """Names that stand in the header among other words; the more of it they are, the better."""
    size = sum(token not in _SMALL_WORDS and not token.isdigit() for token in core) or 1
    found: dict[str, Named] = {}
    for start in range(len(core)):
        for end in range(start + 1, min(len(core), start + 4) + 1):
            part = core[start:end]
            name = " ".join(part)
            if len(name) < 3 or len(part) == len(core):
                continue
            # the last word of a name carries it ("total area"), the first one in Romanian and Russian does
            place = 0.05 if start == 0 or end == len(core) else 0.0
            score = 0.55 + 0.35 * min(1.0, len(part) / size) + place - (0.05 if len(name) < 4 else 0.0)
            for target in words.headers.get(name, ()):
                if target not in found or found[target].score < score:
                    found[target] = Named(score, ReasonCode.HEADER_SIMILAR, name)
    return found


def _similar(core: str, words: Vocabulary) -> dict[str, Named]:
    if len(core) < 4:
        return {}
    from rapidfuzz import fuzz, process

    found: dict[str, Named] = {}
    names = _names(words)
    for name, score, _ in process.extract(core, names, scorer=fuzz.ratio, score_cutoff=FUZZY, limit=4):
        if not _word_for_word(core, name):
            continue
        for target in words.headers[name]:
            found.setdefault(target, Named(0.62 + (score - FUZZY) / 70, ReasonCode.HEADER_SIMILAR, name))
    return found


def _word_for_word(core: str, name: str) -> bool:
    """A word more, or another short one, is another thing: "proprietate" is not "id proprietate"."""
    from rapidfuzz import fuzz

    ours, theirs = core.split(), name.split()
    if len(ours) != len(theirs):
        return core.replace(" ", "") == name.replace(" ", "")
    return all(fuzz.ratio(one, other) >= _EACH for one, other in zip(ours, theirs, strict=True))


@lru_cache(maxsize=2)
def _names(words: Vocabulary) -> tuple[str, ...]:
    return tuple(name for name in words.headers if len(name) >= 4)


def _tokens(folded: str, glue: frozenset[str]) -> Phrase:
    """The words of a header; a word glued from known ones is taken apart ("geocoordinateslat")."""
    tokens: list[str] = []
    for token in folded.split():
        tokens += _unglued(token, glue) if len(token) > 6 and token.isascii() and token not in glue else (token,)
    return tuple(tokens)


def _unglued(token: str, glue: frozenset[str]) -> Phrase:
    letters = token.rstrip("0123456789")
    best: list[Phrase | None] = [()] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 12), end):
            before = best[start]
            if before is not None and letters[start:end] in glue:
                candidate = (*before, letters[start:end])
                current = best[end]
                if current is None or len(candidate) < len(current):
                    best[end] = candidate
    found = best[len(letters)]
    return found if found and len(found) > 1 else (token,)
