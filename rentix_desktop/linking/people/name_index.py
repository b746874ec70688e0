"""Which of many names are like a name, without comparing it with each of them. Finds all that `agents.name_likeness` puts
above zero, and some that it does not.

Two words are alike where their edit distance is at most a quarter of the longer one. Then they have a word in common that
is left of each when a quarter of its own letters, rounded down, are taken out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from rentix_desktop.linking.people.agents import is_same_word
from rentix_desktop.linking.spelling import stem
from rentix_desktop.linking.words import address_words

_LONG: Final = 16
"""Letters from which on too much can be left of a word; the few that are so long are compared one by one."""
_NEARLY_LONG: Final = 12
"""Letters of the shortest word that is like a long one."""


class NameIndex:
    """Over names as `PersonSaid.name` has them; they are told apart by their place."""

    def __init__(self, names: Sequence[tuple[str, ...]]) -> None:
        self._having: dict[str, dict[int, list[int]]] = {}  # word → how many words the name has → which names
        for place, name in enumerate(names):
            for word in dict.fromkeys(name):
                self._having.setdefault(word, {}).setdefault(len(name), []).append(place)
        self._lengths = sorted({len(name) for name in names if name})
        self._by_key: dict[str, list[str]] = defaultdict(list)
        self._by_initial: dict[str, list[str]] = defaultdict(list)
        self._long = [word for word in self._having if len(word) >= _NEARLY_LONG]
        for word in self._having:
            self._by_initial[word[0]].append(word)
            for key in _keys(word):
                self._by_key[key].append(word)
        self._known: dict[str, tuple[list[str], int]] = {}

    def like(self, name: tuple[str, ...]) -> set[int]:
        """Of two names all words of the shorter one are in the other: it is enough to look for those of its words that
        fewest have."""
        found: set[int] = set()
        rare = sorted((self._alike(word) for word in name), key=lambda each: each[1])
        for length in self._lengths:
            for words, _ in rare[: len(name) - min(len(name), length) + 1]:
                for word in words:
                    found.update(self._having[word].get(length, ()))
        return found

    def _alike(self, word: str) -> tuple[list[str], int]:
        """The words that are like this one, and how many names have one of them."""
        known = self._known.get(word)
        if known is None:
            words = [other for other in dict.fromkeys(self._perhaps(word)) if is_same_word(word, other)]
            names = sum(len(places) for other in words for places in self._having[other].values())
            known = self._known[word] = words, names
        return known

    def _perhaps(self, word: str) -> Iterator[str]:
        for key in _keys(word):
            yield from self._by_key.get(key, ())
        if len(word) == 1:
            yield from self._by_initial.get(word, ())
        elif word[0] in self._having:
            yield word[0]
        if len(word) >= _NEARLY_LONG:
            yield from (other for other in self._long if len(word) >= _LONG or len(other) >= _LONG)


def _keys(word: str) -> Iterator[str]:
    """What words that are alike share at least one of; initials and long words apart."""
    for text in dict.fromkeys((word, stem(word))):
        yield from _shortened(text) if len(text) < _LONG else (text,)
    group = address_words().given.get(word)
    if group is not None:
        yield f"#{group}"


def _shortened(word: str) -> set[str]:
    """The word without any quarter of its letters."""
    found = left = {word}
    for _ in range(len(word) // 4):
        left = {each[:at] + each[at + 1 :] for each in left for at in range(len(each))}
        found = found | left
    return found
