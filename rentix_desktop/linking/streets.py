"""How alike two names of streets are: spellings, initials, mistyped letters, and names that mean one street."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from rentix_desktop.linking.address import Street, read_address
from rentix_desktop.linking.spelling import bones, stem
from rentix_desktop.linking.words import AddressWords, address_words

_MISTYPED: Final = 0.84
"""How alike a name has to be to one that is known to be taken for it, mistyped."""
_LIGHT, _SMALL = 0.3, 0.05
_ONE_SLIP: Final = 0.8
"""How alike words of four letters and more are at the least that one slip of a finger tells apart."""
_WORD_ALIKE: Final = 0.55
"""Words that are less alike than this are different ones."""
_ALONE: Final = 0.5  # what a word of weight that the other name does not have counts


class _Word(NamedTuple):
    """A word of a name without its ending; `given` is the number of a given name; an abbreviation has its full stop."""

    text: str
    weight: float
    given: int | None = None


@dataclass(frozen=True, slots=True)
class StreetName:
    """A name prepared for comparing. `known` the streets of the file that it may be (number → how alike it is to the name
    there)."""

    words: tuple[_Word, ...]
    known: tuple[tuple[int, float], ...] = ()

    @property
    def heavy(self) -> tuple[str, ...]:
        """The words that tell streets apart."""
        return tuple(word.text for word in self.words if word.weight == 1)


@lru_cache(maxsize=32768)
def street_name(words: tuple[str, ...]) -> StreetName:
    """The words of a `Street` prepared, with the known streets that it may be."""
    name = _prepared(words)
    return StreetName(name.words, _known(name))


def keys_of(name: StreetName) -> frozenset[str]:
    """Short keys: names of one street mostly share one."""
    return frozenset(f"#{number}" for number, _ in name.known) | {bones(word)[:4] for word in name.heavy}


@lru_cache(maxsize=262144)
def likeness(one: Street, other: Street) -> float:
    """0 to 1. Symmetric."""
    if other.words < one.words:
        one, other = other, one
    first, second = street_name(one.words), street_name(other.words)
    known = dict(second.known)
    both = [min(alike, known[number]) for number, alike in first.known if number in known]
    return max(_spelled_alike(first, second), *both) if both else _spelled_alike(first, second)


def _prepared(words: tuple[str, ...]) -> StreetName:
    """A name without a word of weight ("Bogdan Voievod", "Maria") has its titles, or else its given names, as such."""
    table = address_words()
    weighed = [_weighed(word, table) for word in words]
    if not any(word.weight == 1 for word in weighed):
        heaviest = max((word.weight for word in weighed if len(word.text.rstrip(".")) > 1), default=0.0)
        titles = any(word in table.titles for word in words)
        weighed = [
            _Word(word.text, 1.0, word.given) if (text in table.titles if titles else word.weight == heaviest) else word
            for word, text in zip(weighed, words, strict=True)
        ]
    return StreetName(tuple(weighed))


def _weighed(word: str, table: AddressWords) -> _Word:
    if word.endswith("."):
        return _Word(word, _SMALL if word[:-1] in table.titles else _LIGHT)
    if len(word) == 1 and word.isalpha():
        return _Word(word, _LIGHT)
    for form in (word, word[:-1] if word[-1] in "aiu" else word):  # "Иона", "Михая"
        if form in table.given:
            return _Word(stem(word), _LIGHT, table.given[form])
    if word in table.small or word in table.titles or (word.isdigit() and len(word) == 4):
        return _Word(stem(word), _SMALL)
    return _Word(stem(word), 1.0)


@cache
def _streets() -> tuple[dict[tuple[str, ...], set[int]], list[str]]:
    """Sorted heavy words → the streets with such a name; and the same joined, for looking up mistyped ones."""
    table: dict[tuple[str, ...], set[int]] = {}
    for number, names in enumerate(address_words().streets):
        for text in names:
            street = read_address(f"str. {text}").street
            if street is not None:
                table.setdefault(tuple(sorted(_prepared(street.words).heavy)), set()).add(number)
    return table, [" ".join(key) for key in table]


def _known(name: StreetName) -> tuple[tuple[int, float], ...]:
    table, joined = _streets()
    key = tuple(sorted(name.heavy))
    if key in table:
        return tuple((number, 1.0) for number in sorted(table[key]))
    text = " ".join(key)
    if len(text) < 5:
        return ()
    found = process.extractOne(text, joined, scorer=OSA.normalized_similarity, score_cutoff=_MISTYPED)
    if found is None:
        return ()
    return tuple((number, float(found[1])) for number in sorted(table[tuple(found[0].split(" "))]))


def _spelled_alike(one: StreetName, other: StreetName) -> float:
    """Words find their likest, in whatever order; what tells a street counts most, and a given name that only one says,
    or that is an initial, tells nothing against them."""
    pairs = sorted(
        (
            (min(mine.weight, theirs.weight), alike, mine, theirs)
            for mine in one.words
            for theirs in other.words
            if (alike := _same_word(mine, theirs)) >= _WORD_ALIKE
        ),
        key=lambda pair: (-pair[0], -pair[1], pair[2], pair[3]),
    )
    mine, theirs = Counter(one.words), Counter(other.words)
    got = full = 0.0
    for weight, alike, word, match in pairs:
        if mine[word] and theirs[match]:
            mine[word] -= 1
            theirs[match] -= 1
            got += weight * alike
            full += weight
    full += _left_over(list(mine.elements()), list(theirs.elements()))
    return got / full if full else 0.0


def _left_over(mine: list[_Word], theirs: list[_Word]) -> float:
    """What words count that found none."""
    heavy = sorted(sum(word.weight == 1 for word in words) for words in (mine, theirs))
    both_given = all(any(word.weight == _LIGHT for word in words) for words in (mine, theirs))
    return heavy[0] + _ALONE * (heavy[1] - heavy[0]) + _LIGHT * both_given


def _same_word(one: _Word, other: _Word) -> float:
    if one.text[-1] == "." or other.text[-1] == ".":
        short, long = sorted((one.text.rstrip("."), other.text.rstrip(".")), key=lambda text: (len(text), text))
        return float(long.startswith(short))
    if one.given is not None and other.given is not None:
        return float(one.given == other.given)
    if len(one.text) == 1 or len(other.text) == 1:
        return float(one.text[0] == other.text[0]) if not (one.text[0] + other.text[0]).isdigit() else one == other
    return _words_alike(one.text, other.text)


@lru_cache(maxsize=262144)
def _words_alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if one.isdigit() or other.isdigit():
        return 0.0
    letters = OSA.normalized_similarity(one, other)
    if min(len(one), len(other)) < 4:
        return letters if letters > 0.6 else 0.0
    alike = 0.7 * letters + 0.3 * OSA.normalized_similarity(bones(one), bones(other))
    return max(alike, _ONE_SLIP) if OSA.distance(one, other, score_cutoff=1) == 1 else alike
