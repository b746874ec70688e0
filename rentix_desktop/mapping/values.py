"""Which portal value a cell text means: the same word, the same words in another order (its fingerprint), then the words
in it, then one that is spelled like it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final

from rentix_desktop.catalog.fields import Catalogue, Field, Kind, Visibility
from rentix_desktop.mapping import roles
from rentix_desktop.mapping.model import Level, Standing, Target, ValueSuggestion
from rentix_desktop.mapping.parse.plain import read_yes_no
from rentix_desktop.mapping.text import fold, fold_header
from rentix_desktop.mapping.vocabulary import Vocabulary

SURE: Final = 0.9
CHECK: Final = 0.6
_PROBABLY: Final = 0.7
CHECK_STATE: Final = 0.8
"""Of states that are not on offer: a person confirms them, however plain they are."""
_SIMILAR: Final = 84.0
_PHRASE_WORDS: Final = 4
_CUT_LETTERS: Final = 4
"""Letters of a word cut short, at least."""


@dataclass(frozen=True, slots=True)
class Meaning:
    target: str | None
    confidence: float
    until_confirmed: str | None = None
    standing: Standing | None = None

    def said_by(self, field: str, text: str, count: int) -> ValueSuggestion:
        return ValueSuggestion(
            field, text, self.target, self.confidence, self.level, count, self.until_confirmed, standing=self.standing
        )

    @property
    def level(self) -> Level:
        if self.target is None or self.confidence < CHECK:
            return Level.NONE
        return Level.SURE if self.confidence >= SURE else Level.CHECK


_UNKNOWN: Final = Meaning(None, 0.0)
GONE: Final = "completed"
"""Under which value the vocabulary has the words for sold and rented out."""
_LEFT_OUT: Final = Meaning(None, 1.0)
"""Understood, but the portal has no such value ("косметический ремонт"): the field is left out and nobody is asked."""


def suggest_values(
    field: Field,
    texts: Mapping[str, int],
    catalogue: Catalogue,
    words: Vocabulary,
    *,
    companions: bool = True,
    header: str = "",
) -> tuple[ValueSuggestion, ...]:
    """The distinct texts of one column, with their counts, as values of `field`; the most frequent first.

    With `companions`, also what the same texts say of the fields that may stand in one column with it ("Продажа
    квартиры" is a sale and an apartment); of those only what was found. Texts that say "no value" are left out.
    `header` tells what "yes" means where it names a state itself ("Vândut").
    """
    ordered = sorted(texts.items(), key=lambda item: -item[1])
    if field.kind is not Kind.CHOICE:
        return ()
    flagged = _flag(field, texts, catalogue.visibility, words, header)
    found = []
    for text, count in ordered:
        if words.is_empty(text, field.name) and flagged is None:
            continue
        meaning = flagged.get(text, _UNKNOWN) if flagged is not None else value_of(field, fold(text), catalogue, words)
        found.append(meaning.said_by(field.name, text, count))
    for name in words.companions.get(field.name, ()) if companions and flagged is None else ():
        other = catalogue.fields.get(name)
        if other is None:
            continue
        for text, count in ordered:
            meaning = value_of(other, fold(text), catalogue, words)
            if meaning.level is Level.SURE:
                found.append(meaning.said_by(name, text, count))
    return tuple(found)


def value_share(field: Field, texts: Mapping[str, int], catalogue: Catalogue, words: Vocabulary) -> float:
    """How much of the texts, by their counts, means a value of the field for sure or nearly so."""
    total = sum(texts.values())
    if not total:
        return 0.0
    if _flag(field, texts, catalogue.visibility, words) is not None:
        return 1.0
    known = sum(n for text, n in texts.items() if value_of(field, fold(text), catalogue, words).confidence >= CHECK)
    return known / total


def own_share(field: Field, texts: Mapping[str, int], words: Vocabulary) -> float:
    """As `value_share`, of the field's own words only: "Apartament" is a value of what the type is derived from."""
    total = sum(texts.values())
    own = words.values.get(field.name, {})
    return sum(n for text, n in texts.items() if fold(text) in own or text in field.choices) / total if total else 0.0


def value_of(field: Field, folded: str, catalogue: Catalogue, words: Vocabulary) -> Meaning:
    """What a folded text means as a value of the field."""
    if field.name == roles.CURRENCY:
        named = words.all_currencies(folded)
        code = next(iter(named)) if len(named) == 1 else words.currencies.get(folded)
        return Meaning(code, 1.0) if code in field.choices else _UNKNOWN
    meaning = _value_of(folded, _Tables.of(field, catalogue, words))
    if field.name == catalogue.visibility.field:
        return _state(folded, meaning, catalogue.visibility, words)
    return meaning


def _state(folded: str, meaning: Meaning, visibility: Visibility, words: Vocabulary) -> Meaning:
    """Sold or reserved: whether that is completed, hidden or left out is for the person to say, once. Until then, and
    where a text is only like one of ours, the listing is hidden: the one state that shows nothing and can be undone."""
    if meaning.target is not None and folded == fold(meaning.target):
        return meaning  # the portal's own word
    standing = _standing(folded, meaning, visibility, words)
    if standing is not None:
        # "sold", where the portal has no such state, is no reason to leave the listing as it is
        return Meaning(
            meaning.target or visibility.hidden, min(meaning.confidence, CHECK_STATE), visibility.hidden, standing
        )
    if meaning.target is None or (meaning.target == visibility.shown and meaning.level is Level.SURE):
        return meaning
    return Meaning(meaning.target, min(meaning.confidence, CHECK_STATE), visibility.hidden)


def _standing(folded: str, meaning: Meaning, visibility: Visibility, words: Vocabulary) -> Standing | None:
    """None for what is on offer, for what is only like one of our words, and for drafts."""
    if meaning.confidence < SURE:
        return None
    value = words.values.get(visibility.field, {}).get(folded) or meaning.target
    if value == GONE:
        return Standing.SOLD
    if value != visibility.hidden:
        return None
    whole = f" {folded} "
    reserved = folded in words.words["reserved"] or any(f" {text} " in whole for text in words.words["reserved"])
    return Standing.RESERVED if reserved else Standing.WITHDRAWN


class _Tables:
    """The words of one field that lead to a value, and the words that lead to none (a value the portal lacks)."""

    _made: dict[tuple[str, int, int], tuple[_Tables, Catalogue]] = {}  # noqa: RUF012 - a cache, see `of`

    def __init__(self, field: Field, catalogue: Catalogue, words: Vocabulary) -> None:
        allowed = set(field.choices)
        self.known: dict[str, str | None] = {fold(value): value for value in field.choices}
        for text, value in words.values.get(field.name, {}).items():
            self.known.setdefault(text, value if not allowed or value in allowed else None)
        for derived in catalogue.derived:
            if derived.field == field.name:
                for text, value in words.values.get(derived.source, {}).items():
                    self.known.setdefault(text, derived.table.get(value))
                for text, values in words.unsure.get(derived.source, {}).items():
                    leads_to = {derived.table[each] for each in values if each in derived.table}
                    if len(leads_to) == 1:  # which parking it is nobody knows, but it is one
                        self.known.setdefault(text, leads_to.pop())
        self.by_first: dict[str, list[tuple[str, ...]]] = {}
        self.by_print: dict[str, str | None] = {}
        for text in self.known:
            phrase = tuple(text.split())
            self.by_print.setdefault(_fingerprint(phrase), self.known[text])
            self.by_first.setdefault(phrase[0], []).append(phrase)
        self.negations = words.words["not"] | words.words["wanted"]
        self.either = words.words["either"]
        self.negative_prefixes = tuple(words.words["negative-prefix"])
        self.elsewhere = _all_words(words)
        unsure = words.unsure.get(field.name, {})
        self.unsure = {text for text in unsure if self.known.get(text) is None}
        for text in self.unsure:
            taken = next((each for each in unsure[text] if not allowed or each in allowed), None)
            if taken is not None:
                self.known[text] = taken
                self.by_print.setdefault(_fingerprint(text.split()), taken)
                self.by_first.setdefault(text.split()[0], []).append(tuple(text.split()))
        self.unsure_prints = {_fingerprint(text.split()) for text in self.unsure}
        self.in_order = sorted(self.known)
        self.names = tuple(text for text in self.known if len(text) >= 5)
        # words of a sentence that are explained without this field: those of its companions, rooms, small words
        self.besides = {
            token
            for name in words.companions.get(field.name, ())
            for text in words.values.get(name, ())
            for token in text.split()
        } | words.words["rooms"]

    @classmethod
    def of(cls, field: Field, catalogue: Catalogue, words: Vocabulary) -> _Tables:
        """The tables of a field, made once per catalogue (kept alive here, so that its identity stays its own)."""
        key = (field.name, id(catalogue), id(words))
        made = cls._made.get(key)
        if made is None or made[1] is not catalogue:
            if len(cls._made) > 64:
                cls._made.clear()
            made = cls._made[key] = (cls(field, catalogue, words), catalogue)
        return made[0]


@lru_cache(maxsize=2)
def _all_words(words: Vocabulary) -> frozenset[str]:
    return frozenset(text for table in words.values.values() for text in table)


@lru_cache(maxsize=8192)
def _value_of(folded: str, tables: _Tables) -> Meaning:
    if folded in tables.known:
        value = tables.known[folded]
        return Meaning(value, _PROBABLY if folded in tables.unsure else 1.0) if value is not None else _LEFT_OUT
    tokens = folded.split()
    if 1 < len(tokens) <= 2 * _PHRASE_WORDS and (print_ := _fingerprint(tokens)) in tables.by_print:
        value, known = tables.by_print[print_], _PROBABLY if print_ in tables.unsure_prints else 0.95
        return Meaning(value, known) if value is not None else _LEFT_OUT
    if len(tokens) > 12 or not tables.negations.isdisjoint(tokens):
        return _UNKNOWN  # "не опубликовано" says the opposite of what its words say
    inside, doubtful = _inside(tokens, tables)
    if len(inside) == 1:
        value, covered = next(iter(inside.items()))
        if doubtful or not tables.either.isdisjoint(tokens):
            return Meaning(value, _PROBABLY)  # "nou/vechi": one of two, of which the portal knows the one
        # "Продажа квартиры в новостройке": its other words speak of other fields, so it is an apartment for sure
        covered += sum(len(token) <= 2 or token.isdigit() or token in tables.besides for token in tokens)
        return Meaning(value, 0.92 if covered * 2 > len(tokens) else _PROBABLY)
    if len(inside) > 1:
        best = sorted(inside.items(), key=lambda item: -item[1])
        return Meaning(best[0][0], _PROBABLY) if best[0][1] > best[1][1] else _UNKNOWN
    if (value := _cut_short(folded, tables)) is not None:
        return Meaning(value, _PROBABLY)
    return _similar(folded, tables)


def _cut_short(folded: str, tables: _Tables) -> str | None:
    """ "Прод." and "Кварт." are the beginning of words that all mean the same."""
    if len(folded) < _CUT_LETTERS or not folded.isalpha():
        return None
    start, meant = bisect_left(tables.in_order, folded), set[str | None]()
    for text in islice(tables.in_order, start, None):
        if not text.startswith(folded):
            break
        meant.add(tables.known[text])
    return meant.pop() if len(meant) == 1 else None


def _fingerprint(tokens: Iterable[str]) -> str:
    """The words in order of the alphabet, each once: "nou bloc" and "bloc nou" are the same."""
    return " ".join(sorted(set(tokens)))


def _inside(tokens: list[str], tables: _Tables) -> tuple[dict[str, int], bool]:
    """Portal values whose words stand in the text, with how many words they cover; longer phrases go first. And whether
    a value stands in it that the portal lacks, or one by words that only probably mean it."""
    found: dict[str, int] = {}
    doubtful = False
    position = 0
    while position < len(tokens):
        phrases = [
            phrase
            for phrase in tables.by_first.get(tokens[position], ())
            if len(phrase) <= _PHRASE_WORDS and tuple(tokens[position : position + len(phrase)]) == phrase
        ]
        phrase = max(phrases, key=len, default=())
        # "2 camere" counts rooms; it is no room
        counted = position > 0 and tokens[position - 1].isdigit()
        value = tables.known[" ".join(phrase)] if phrase and not counted else None
        if value is not None and len("".join(phrase)) > 1:
            found[value] = found.get(value, 0) + len(phrase)
        unsure = value is None or " ".join(phrase) in tables.unsure
        doubtful = doubtful or (bool(phrase) and not counted and unsure)
        position += max(1, len(phrase))
    return found, doubtful


def _similar(folded: str, tables: _Tables) -> Meaning:
    if not 5 <= len(folded) <= 40 or not tables.names or any(map(str.isdigit, folded)):
        return _UNKNOWN
    if folded in tables.elsewhere:
        return _UNKNOWN  # "продажа" is a word of its own, and no slip for "продана"
    from rapidfuzz import fuzz, process

    match = process.extractOne(folded, tables.names, scorer=fuzz.ratio, score_cutoff=_SIMILAR)
    if match is None or folded.removesuffix(match[0]) in tables.negative_prefixes:
        return _UNKNOWN  # "nepublicat" is spelled like "publicat"
    return Meaning(tables.known[match[0]], 0.6 + (match[1] - _SIMILAR) / 100)


def _flag(
    field: Field, texts: Iterable[str], visibility: Visibility, words: Vocabulary, header: str = ""
) -> dict[str, Meaning] | None:
    """A column of yes and no under a header of the field: "yes" is the value named in the vocabulary, "no" is none.
    Of states, "no" is a listing that is not on offer; under a header that is a state itself ("Vândut") it is "yes"."""
    value = words.flags.get(field.name)
    if value is None or value not in field.choices:
        return None
    said = {text: read_yes_no(text, words) for text in texts}
    if not said or None in said.values():
        return None
    yes, no = Meaning(value, 0.95), Meaning(None, 0.95)
    if field.name == visibility.field:
        standing = flag_standing(header, field, words)
        no = Meaning(visibility.hidden, CHECK_STATE, visibility.hidden, Standing.WITHDRAWN)
        if standing is not None:
            target = GONE if standing is Standing.SOLD and GONE in field.choices else visibility.hidden
            yes = Meaning(target, CHECK_STATE, visibility.hidden, standing)
            no = Meaning(value, CHECK_STATE, visibility.hidden)  # "not sold": on offer, once a person says so
    return {text: yes if said[text] else no for text in said}


def flag_standing(header: str, field: Field, words: Vocabulary) -> Standing | None:
    """What "yes" says of a listing under a header that is a state itself: "Vândut", "Продано", "Rezervat"."""
    value = state_named(header, field, words)
    if value == GONE:
        return Standing.SOLD
    if value is None or _as_state(header) not in words.words["reserved"]:
        return None
    return Standing.RESERVED


def state_named(header: str, field: Field, words: Vocabulary) -> str | None:
    """The value of the field of states that a header is itself: "Опубликовано", "is_sold"."""
    return words.values.get(field.name, {}).get(_as_state(header))


def _as_state(header: str) -> str:
    return fold_header(header).removeprefix("is ")


def holds_states(target: str, catalogue: Catalogue) -> bool:
    """Whether a state in a cell of the target is no value of it: in a column of numbers, or of other fixed values."""
    field = catalogue.fields.get(target)
    if field is None:
        return target == Target.FLOOR
    return field.kind in (Kind.NUMBER, Kind.INTEGER, Kind.CHOICE) and field.name != catalogue.visibility.field


def states_in(
    target: str, texts: Mapping[str, int], catalogue: Catalogue, words: Vocabulary
) -> Iterator[ValueSuggestion]:
    """The states that stand in a column of something else, as values of the field of states."""
    if not holds_states(target, catalogue):
        return
    field = catalogue.fields.get(target)
    for text, count in texts.items():
        meaning = standing_of(text, catalogue, words) if not any(map(str.isdigit, text)) else None
        if meaning is None:
            continue
        if (
            field is None
            or field.kind is not Kind.CHOICE
            or not value_of(field, fold(text), catalogue, words).confidence
        ):
            yield meaning.said_by(catalogue.visibility.field, text, count)


def standing_of(text: str, catalogue: Catalogue, words: Vocabulary) -> Meaning | None:
    """What a text in a column of something else says of the listing's state: "VÂNDUT" in the place of the price. None
    where it says none, or only resembles a word of ours."""
    field = catalogue.fields.get(catalogue.visibility.field)
    if field is None or not any(map(str.isalpha, text)):
        return None
    meaning = value_of(field, fold(text), catalogue, words)
    return meaning if meaning.standing is not None else None
