"""Addresses as people write them, taken apart: "ул. Индепенденцей 12/3 кв 45" and "str. Independenței 12/3, ap. 45" are
the same one. The words are those of `resources/linking`; the words of names are sounded (`spelling`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from rentix_desktop.linking.spelling import sounded
from rentix_desktop.linking.words import AddressWords, address_words, plain

LONGEST: Final = 300
"""Characters of a text that are looked at: no address is longer."""
_SEGMENTS: Final = re.compile(r"[,;()\[\]|\n\r\t\"«»„“”]+")
_TOKEN: Final = re.compile(
    r"(?P<number>\d{1,6})(?:\s?[/\\]\s?(?P<slash>\d{1,4}[^\W\d_]?|[^\W\d_])(?![^\W\d_])|\s?-?(?P<letter>[^\W\d_])(?![^\W\d_]|\.|\s?\d))?"
    r"|(?P<dash>[-–—])\s?(?=\d)|(?P<word>[^\W\d_]+(?:-[^\W\d_]+)*)(?P<stop>\.)?"
)
_NOT_LETTERS: Final = frozenset({"y", "i", "и", "м", "m"})
"""Letters that stand behind a number without being a house's: "5 m", "12 и 14", "2-й"."""
_MOST_WORDS: Final = 8
_ABBREVIATED: Final = 4
"""Letters of an abbreviation ("Gr. Vieru", "Alex. Hâjdeu"); behind a longer word a full stop ends something."""


@dataclass(frozen=True, slots=True)
class Street:
    """`kind` is a code ("" = not said). `words` are sounded, in their order; an initial has one letter, an
    abbreviation its full stop."""

    kind: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Address:
    """What an address says; "" and None = it does not. `house` without its letter or fraction, which is `suffix` (also a
    block's number: "12 к. 3" = "12/3"). `sector` and `city` have the first name that `AddressWords` has for them; one it does not know is sounded."""

    text: str = ""
    street: Street | None = None
    house: int | None = None
    suffix: str = ""
    flat: str = ""
    sector: str = ""
    city: str = ""

    @property
    def house_text(self) -> str:
        """ "12/3"."""
        return "" if self.house is None else f"{self.house}/{self.suffix}" if self.suffix else str(self.house)


@dataclass(slots=True)
class _Token:
    text: str
    plain: str
    number: int | None = None
    suffix: str = ""
    letter: str = ""  # a suffix that may be a word of its own
    dash: bool = False
    stop: bool = False  # a full stop stands behind the word


@dataclass(slots=True)
class _Found:
    """What was found so far."""

    words: AddressWords
    kind: str = ""
    street: list[str] = field(default_factory=list)
    is_street_said: bool = False  # by a word as "str."
    house: int | None = None
    suffix: str = ""
    block: str = ""
    flat: str = ""
    sector: str = ""
    city: str = ""


@lru_cache(maxsize=32768)
def read_address(text: str) -> Address:
    """Takes an address apart. Never raises: what is not understood is left out."""
    words = address_words()
    found = _Found(words)
    segments = [list(_tokens(part)) for part in _SEGMENTS.split(text[:LONGEST])]
    segments = _joined([tokens for tokens in segments if tokens], words)
    said = [tokens for tokens in segments if any(token.plain in words.kinds for token in tokens)]
    for tokens in segments:
        _read_segment(tokens, found, may_be_street=not said or tokens in said)
    if found.suffix == "" and found.house is not None:
        found.suffix = found.block
    street = Street(found.kind, tuple(found.street[:_MOST_WORDS])) if found.street else None
    return Address(text, street, found.house, found.suffix, found.flat, found.sector, found.city)


def _joined(segments: list[list[_Token]], words: AddressWords) -> list[list[_Token]]:
    """A part that is nothing but the kind of a street belongs to the next one: "str, Teilor 5"."""
    joined: list[list[_Token]] = []
    for tokens in segments:
        if joined and len(joined[-1]) == 1 and joined[-1][0].plain in words.kinds:
            joined[-1] = [*joined[-1], *tokens]
        else:
            joined.append(tokens)
    return joined


def _tokens(segment: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(segment.replace("№", " nr ")):
        if number := match.group("number"):
            letter = match.group("letter") or ""
            if letter and plain(letter) in _NOT_LETTERS:
                letter = ""
            yield _Token(match.group(), number, int(number), _suffix(match.group("slash") or letter), letter)
        elif match.group("dash"):
            yield _Token("-", "-", dash=True)
        else:
            yield from _words(match.group("word"), stop=bool(match.group("stop")))


def _words(text: str, *, stop: bool) -> Iterator[_Token]:
    """A word with a hyphen is one where it is known as one ("b-dul"), else two ("Cuza-Vodă")."""
    words = address_words()
    whole = plain(text)
    if "-" not in text or whole in words.kinds or whole in words.places or whole in words.parts:
        yield _Token(text, whole, stop=stop)
    else:
        yield from (_Token(part, plain(part)) for part in text.split("-"))


def _suffix(text: str) -> str:
    """ "A", "а" and "/a" → "a"; "03" → "3"."""
    told = sounded(text) or text.casefold()
    return told.lstrip("0") or told


def _read_segment(tokens: list[_Token], found: _Found, may_be_street: bool) -> None:
    """One part between commas."""
    place = _as_place(tokens, found.words)
    if place and not any(token.plain in found.words.kinds for token in tokens[:1]):
        _take_place(place, found)
        return
    begun = bool(found.street)
    at = 0
    while at < len(tokens):
        token, following = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else None
        if token.dash:
            at += _take_dash(following, found)
        elif token.number is not None:
            _take_number(token, following, found, may_be_street and not begun)
        elif following is not None and (role := _part(token, following, found)) is not None:
            _take_part(role, following, found)
            at += 1
        elif token.plain in found.words.places and _names_place(tokens, at, found):
            at = _take_named_place(tokens, at, found)
        elif token.plain in found.words.kinds and not (_in_name(found) and token.stop and len(token.plain) <= 2):
            if found.is_street_said and begun:
                return  # a second street: the corner
            _take_kind(token, found)
        elif may_be_street and not begun and (found.house is None or not found.street):
            _take_name(token, found)
        at += 1
    if not may_be_street and not begun:
        found.street.clear()


def _as_place(tokens: list[_Token], words: AddressWords) -> tuple[str, str] | None:
    """(kind of place, its name sounded) of a segment that is nothing but one; None where it is something else."""
    kind = words.places.get(tokens[0].plain, "") if len(tokens) > 1 else ""
    rest = tokens[1:] if kind else tokens
    if any(token.number is not None or token.dash for token in rest) or any(t.plain in words.kinds for t in rest):
        return None
    name = " ".join(sounded(token.text) for token in rest)
    known = name in words.sectors or name in words.cities or name in words.country
    return (kind, name) if kind or known else None


def _take_place(place: tuple[str, str], found: _Found) -> None:
    """The first city wins ("or. Ialoveni, …, Chișinău" is in Ialoveni), for the portal adds the district's town at the end."""
    kind, name = place
    words = found.words
    if name in words.country or kind == "district":
        return
    if (kind == "sector" and name not in words.cities) or (kind == "" and name in words.sectors):
        found.sector = found.sector or words.sectors.get(name, name)
    else:
        found.city = found.city or words.cities.get(name, name)


def _names_place(tokens: list[_Token], at: int, found: _Found) -> bool:
    """Whether the word says that the name of a place follows: one letter ("S. Lazo", "д. 5") only before the street."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is None or following.number is not None or following.dash:
        return False
    return not found.street and not found.is_street_said if len(tokens[at].plain) == 1 else not _in_name(found)


def _in_name(found: _Found) -> bool:
    return found.is_street_said and not found.street


def _take_named_place(tokens: list[_Token], at: int, found: _Found) -> int:
    """Takes the words behind as the place's name, up to three that are known as one, else one; where it ends."""
    kind = found.words.places[tokens[at].plain]
    names: list[str] = []
    best = 0
    for length, token in enumerate(tokens[at + 1 : at + 4], 1):
        if token.number is not None or token.dash or token.plain in found.words.kinds:
            break
        names.append(sounded(token.text))
        name = " ".join(names)
        best = best or 1
        if name in found.words.cities or name in found.words.sectors:
            best = length
    if best:
        _take_place((kind, " ".join(names[:best])), found)
    return at + best


def _take_kind(token: _Token, found: _Found) -> None:
    """The kind may stand behind the name, too ("Московский проспект"); words before that are no place are its name."""
    kind = found.words.kinds[token.plain]
    if not found.is_street_said or kind == "way":
        found.kind = kind
    if found.street and " ".join(found.street) in {**found.words.cities, **found.words.sectors}:
        _take_place(("", " ".join(found.street)), found)
        found.street.clear()
    found.is_street_said = True


def _part(token: _Token, following: _Token, found: _Found) -> str | None:
    """What the number behind this word is; None where the word says nothing of one."""
    if token.plain not in found.words.parts:
        return None
    if following.number is not None:
        return found.words.parts[token.plain]
    role = found.words.parts[token.plain]
    is_letter = role == "block" and len(following.plain) == 1 and len(token.plain) > 1
    return role if is_letter and found.street else None


def _take_part(role: str, token: _Token, found: _Found) -> None:
    text = str(token.number) if token.number is not None else sounded(token.text)
    match role:
        case "house" if found.house is None:
            found.house, found.suffix = token.number, token.suffix
        case "block":
            found.block = found.block or text + token.suffix
        case "flat":
            found.flat = found.flat or text + token.suffix
        case _:
            pass


def _take_number(token: _Token, following: _Token | None, found: _Found, in_street: bool) -> None:
    """A bare number: a part of the street's name ("31 August 1989"), or the house's."""
    words, number = found.words, token.number or 0
    named = following is not None and following.number is None and not following.dash
    month = named and following is not None and sounded(following.text) in words.months
    plain_number = not token.suffix
    if in_street and found.house is None:
        year = bool(found.street) and found.street[-1].startswith("month") and number >= 1000
        first = not found.street and named and following is not None and following.plain not in words.parts
        if plain_number and (year or (month and not found.street)):
            found.street.append(str(number))
            return
        if first and not found.is_street_said and following is not None and following.plain in words.kinds:
            return  # "3 str. …": of no use
        if first and found.is_street_said and plain_number:
            found.street.append(str(number))  # "str-la 1 Sfinții Martiri"
            return
    if not in_street and named and following is not None and not _may_follow(following, words):
        return  # "40 de ani": a name
    if found.house is None and number < 10_000:
        found.house, found.suffix = number, token.suffix


def _may_follow(token: _Token, words: AddressWords) -> bool:
    """Whether a word may stand behind the number of a house."""
    name = sounded(token.text)
    known = (words.parts, words.kinds, words.places, words.country)
    return any(token.plain in table for table in known) or name in words.cities or name in words.sectors


def _take_name(token: _Token, found: _Found) -> None:
    """A word of the street's name: an initial is one letter, a month behind a day is the same in every language."""
    word = sounded(token.text)
    behind_day = bool(found.street) and found.street[-1].isdigit()
    if behind_day and word in found.words.months:
        word = f"month{found.words.months[word]}"
    if word:
        abbreviated = token.stop and len(token.text) <= _ABBREVIATED
        found.street.append(word[0] if len(token.text) == 1 else f"{word}." if abbreviated else word)


def _take_dash(following: _Token | None, found: _Found) -> int:
    """ "12-45": the flat."""
    if following is None or following.number is None or found.house is None:
        return 0
    found.flat = found.flat or str(following.number)
    return 1
