"""The words of addresses and the streets that have several names, from `resources/linking/*.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from rentix_desktop.linking.spelling import sounded
from rentix_desktop.mapping.text import in_latin, unaccented
from rentix_desktop.resources import resource


@dataclass(frozen=True, slots=True, eq=False)
class AddressWords:
    """Words of one kind are `plain`, names are sounded (`spelling.sounded`). Read it, never change it.

    kinds      word → kind of street: "street", "boulevard" …
    parts      word → "house", "block", "flat", "skipped": what the number behind it is
    places     word → "city", "village", "district", "sector": what the name behind it is
    months     name → 0 to 11
    given      given name → its number: forms of one name have one
    sectors, cities   name, several words joined by a blank → its first name as it is written
    streets    the names of each street that has several, as they are written
    """

    kinds: Mapping[str, str]
    parts: Mapping[str, str]
    places: Mapping[str, str]
    country: frozenset[str]
    small: frozenset[str]
    titles: frozenset[str]
    months: Mapping[str, int]
    given: Mapping[str, int]
    sectors: Mapping[str, str]
    cities: Mapping[str, str]
    streets: tuple[tuple[str, ...], ...]


@cache
def address_words() -> AddressWords:
    """Reads the files once (about 5 ms)."""
    file = tomllib.loads(resource("linking", "address.toml").read_text("utf-8"))
    streets = tomllib.loads(resource("linking", "streets.toml").read_text("utf-8"))["streets"]
    names = file["names"]
    places = file["places"]
    return AddressWords(
        kinds=_turned(file["kinds"]),
        parts=_turned(file["parts"]),
        places=_turned({kind: words for kind, words in places.items() if kind != "country"}),
        country=frozenset(_spelled(places["country"])),
        small=frozenset(_spelled(names["small"])),
        titles=frozenset(_spelled(names["titles"])),
        months=_numbered(names["months"]),
        given=_numbered(names["given"]),
        sectors=_named(file["sectors"]["names"]),
        cities=_named(file["cities"]["names"]),
        streets=tuple(tuple(group) for group in streets),
    )


def plain(word: str) -> str:
    """Small letters without diacritics, hyphens and stops, in the alphabet it is written in: "Str-la" → "strla"."""
    return "".join(letter for letter in unaccented(word) if letter.isalnum())


def sounded_all(text: str) -> str:
    """Each word of a text sounded, joined by blanks."""
    return " ".join(filter(None, map(sounded, text.replace("-", " ").split())))


def _latin_too(word: str) -> Iterable[str]:
    """A word, and how it is typed where there is no Cyrillic keyboard."""
    yield word
    yield from in_latin(word)


def _spelled(texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        yield from map(sounded_all, _latin_too(text))


def _turned(table: Mapping[str, Any]) -> dict[str, str]:
    turned: dict[str, str] = {}
    for code, texts in table.items():
        for text in texts:
            for word in _latin_too(plain(text)):
                turned.setdefault(word, code)
    return turned


def _numbered(groups: Iterable[Iterable[str]]) -> dict[str, int]:
    numbered: dict[str, int] = {}
    for number, group in enumerate(groups):
        for word in _spelled(group):
            numbered.setdefault(word, number)
    return numbered


def _named(groups: Iterable[Sequence[str]]) -> dict[str, str]:
    named: dict[str, str] = {}
    for group in groups:
        for word in _spelled(group):
            named.setdefault(word, group[0])
    return named
