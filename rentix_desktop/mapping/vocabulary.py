"""The words of each language, from `resources/vocabulary/*.toml`: headers, values, units, and what is not for the public."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from rentix_desktop.mapping.text import fold, fold_header, in_latin, unaccented
from rentix_desktop.resources import resource

LANGUAGES: Final = ("en", "ro", "ru", "uk", "bg")
_FILES: Final = (*LANGUAGES, "cells")

Phrase = tuple[str, ...]
_TICKS: Final = frozenset("+✓✔☑√")
_DIGIT: Final = re.compile(r"\d")


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """All words are folded. Read it, never change it: one object serves the whole program.

    headers     header → targets it names; `weak` = names it only where nothing better does
    private     phrases in headers of what is not for the public; `ignored` = of what has no field here, wherever they
                stand in a header, `ignored_names` = only as the whole header
    values      field → cell text → portal value, also values the catalogue may not know
    words       kind of word ("yes", "studio", "ground" …) → words
    currencies  word or mark → ISO code; periods → portal value; factors → number; areas → m² in one
    unsure      field → cell text → portal value that it only probably means
    companions  field → further fields that the same cell text may fill; flags: field → what "yes" means
    deals       word in the header of a price → the deal it is for
    months      beginning of a month's name → its number
    counts      word → number of rooms
    numbered    targets that several columns with numbered headers may have ("Foto 1", "Foto 2")
    glue        words that names of programs are glued from
    """

    headers: Mapping[str, tuple[str, ...]]
    weak: Mapping[str, tuple[str, ...]]
    private: frozenset[Phrase]
    ignored: frozenset[Phrase]
    ignored_names: frozenset[str]
    values: Mapping[str, Mapping[str, str]]
    unsure: Mapping[str, Mapping[str, tuple[str, ...]]]
    words: Mapping[str, frozenset[str]]
    currencies: Mapping[str, str]
    periods: Mapping[str, str]
    factors: Mapping[str, int]
    areas: Mapping[str, float]
    companions: Mapping[str, tuple[str, ...]]
    flags: Mapping[str, str]
    deals: Mapping[str, str]
    months: Mapping[str, int]
    numbered: frozenset[str]
    glue: frozenset[str]
    units: frozenset[str]  # single words that say a unit, a currency or a period in a header
    currency_pattern: re.Pattern[str]
    period_pattern: re.Pattern[str]
    factor_pattern: re.Pattern[str]
    area_pattern: re.Pattern[str]
    room_pattern: re.Pattern[str]
    floor_pattern: re.Pattern[str]
    counts: Mapping[str, int]
    count_pattern: re.Pattern[str]
    behind: Mapping[str, str]  # what says a currency right behind an amount only: "45000 e"
    ordinals: Mapping[str, int]
    storeys_pattern: re.Pattern[str]

    def is_empty(self, text: str, field: str = "") -> bool:
        """Whether a cell text says that there is no value: "", dashes, "N/A", "нет данных". A word that is a value of
        the field is one: "not available" is a state."""
        if len(text) >= 30 or _DIGIT.search(text):
            return False
        if text == "\\N":  # how a database exports no value; "N" alone is a value
            return True
        folded = fold(text)
        if folded in self.words["empty"]:
            return folded not in self.values.get(field, {})
        if text.strip() in _TICKS:
            return False
        return not any(map(str.isalnum, text)) and not self.currency(text)  # "€" says something

    def currency(self, text: str) -> str | None:
        """The ISO code of the first currency named in the text."""
        found = self.currency_pattern.search(text.casefold())
        return self.currencies[found.group()] if found else None

    def all_currencies(self, text: str) -> frozenset[str]:
        """The ISO codes of every currency named in the text."""
        return frozenset(self.currencies[word] for word in self.currency_pattern.findall(text.casefold()))

    def factor(self, header: str) -> int:
        """The thousands or millions that a header says all its numbers are in; 1 where it says nothing."""
        found = self.factor_pattern.search(unaccented(header))
        return self.factors[found.group(1)] if found else 1

    def is_of_prices(self, text: str) -> bool:
        """Whether a text speaks of prices in thousands or millions: not of "120 mii de anunțuri"."""
        plain = unaccented(text)
        found = self.factor_pattern.search(plain)
        if found is None or plain[: found.start(1)].rstrip()[-1:].isdigit():
            return False
        named = any(fold_header(text).find(word) >= 0 for word in self.words["price"])
        return named or self.currency(text) is not None

    def count(self, text: str) -> int | None:
        """The number of rooms in a word: "двушка", "трёхкомнатная", "două camere"."""
        found = self.count_pattern.search(unaccented(text))
        return self.counts[found.group()] if found else None

    def period(self, text: str) -> str | None:
        found = self.period_pattern.search(unaccented(text))
        return self.periods[found.group()] if found else None

    def deal(self, header: str) -> str | None:
        """The one deal that the header of a price speaks of."""
        named = {self.deals[token] for token in fold_header(header).split() if token in self.deals}
        return named.pop() if len(named) == 1 else None


@cache
def load_vocabulary() -> Vocabulary:
    """Reads the files once (about 10 ms)."""
    files = [tomllib.loads(resource("vocabulary", f"{name}.toml").read_text("utf-8")) for name in _FILES]
    common = tomllib.loads(resource("vocabulary", "common.toml").read_text("utf-8"))
    words, values = _words(files), _values(files)
    currencies = _turned(common["currencies"])
    periods = {unaccented(word): period for word, period in _turned(common["periods"]).items()}
    factors = dict.fromkeys(common["factors"]["thousand"], 1000) | dict.fromkeys(common["factors"]["million"], 1000000)
    counts = {
        unaccented(text): int(number)
        for file in files
        for number, texts in file.get("counts", {}).items()
        for text in texts
    }
    areas = {word: float(size) for size, texts in common["areas"].items() for word in texts}
    return Vocabulary(
        headers=_headers(files, "headers"),
        weak=_headers(files, "weak"),
        private=_phrases(files, "private"),
        ignored=_phrases(files, "ignored"),
        ignored_names=frozenset(
            fold_header(text) for file in files for text in file.get("ignored", {}).get("names", ())
        ),
        values=values,
        unsure=_unsure(files),
        words={kind: frozenset(texts) for kind, texts in words.items()},
        currencies=currencies,
        periods=periods,
        factors=factors,
        areas=areas,
        companions={field: tuple(others) for field, others in common["companions"].items()},
        flags=common["flags"],
        deals={fold(word): deal for word, deal in _turned(common["deals"]).items()},
        months={word: int(number) for number, texts in common["months"].items() for word in texts},
        numbered=frozenset(common["numbered"]["targets"]),
        glue=frozenset(common["glue"]["words"]),
        units=frozenset(fold(word) for table in (currencies, periods, areas) for word in table)
        | {"per", "pe", "in", "в", "за", "на", "кв", "м", "sq", "m", "us"},
        currency_pattern=pattern_of(currencies),
        period_pattern=pattern_of(periods),
        factor_pattern=re.compile(rf"[\s.]*({pattern_of(factors).pattern})"),
        area_pattern=pattern_of(areas),
        room_pattern=pattern_of(words["rooms"], stems=True),
        floor_pattern=pattern_of(words["floor"]),
        counts=counts,
        count_pattern=pattern_of(counts, stems=True),
        behind=_turned(common["behind"]),
        ordinals={
            fold(text): int(number)
            for file in files
            for number, texts in file.get("ordinals", {}).items()
            for text in texts
        },
        storeys_pattern=pattern_of(words["storeys"]),
    )


def _turned(table: Mapping[str, list[str]]) -> dict[str, str]:
    return {word.casefold(): value for value, texts in table.items() for word in texts}


def _words(files: list[dict[str, Any]]) -> dict[str, set[str]]:
    words: dict[str, set[str]] = {}
    for file in files:
        for kind, texts in file["words"].items():
            words.setdefault(kind, set()).update(map(fold, texts))
    return words


def _values(files: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    """Also as they are typed without a Cyrillic keyboard."""
    values: dict[str, dict[str, str]] = {}
    for file in files:
        for field, table in file.get("values", {}).items():
            known = values.setdefault(field, {})
            for value, texts in table.items():
                for text in (value, *texts):
                    known.setdefault(fold(text), value)
                    if not text.isascii():
                        for spelled in in_latin(fold(text)):
                            known.setdefault(spelled, value)
    return values


def _unsure(files: list[dict[str, Any]]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Texts with the values they may mean, the one to be taken where the portal has it first."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for file in files:
        for field, table in file.get("unsure", {}).items():
            for value, texts in table.items():
                for text in texts:
                    for spelled in (fold(text), *in_latin(fold(text))):
                        values = found.setdefault(field, {}).get(spelled, ())
                        found[field][spelled] = values if value in values else (*values, value)
    return found


def _headers(files: list[dict[str, Any]], section: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for file in files:
        for target, texts in file.get(section, {}).items():
            for text in texts:
                folded = fold_header(text)
                if target not in found.get(folded, ()):
                    found[folded] = (*found.get(folded, ()), target)
    return found


def _phrases(files: list[dict[str, Any]], section: str) -> frozenset[Phrase]:
    return frozenset(
        tuple(fold_header(text).split()) for file in files for text in file.get(section, {}).get("words", ())
    )


def pattern_of(words: Iterable[str], *, stems: bool = False) -> re.Pattern[str]:
    """Finds the longest of the words where it stands alone; a digit may stand right beside it ("100EUR").

    `stems`: the word may go on in letters when it has at least four itself ("комн" in "комнатная").
    """
    parts: dict[bool, list[str]] = {True: [], False: []}
    for word in sorted(words, key=len, reverse=True):
        after = r"(?![^\W\d_])" if word[-1].isalnum() and not (stems and len(word) >= 4) else ""
        parts[word[0].isalpha()].append(re.escape(word) + after)
    # one look behind for all words: each of them then begins with its letter, which `re` checks without trying it
    named = [r"(?<![^\W\d_])(?:" + "|".join(parts[True]) + ")"] if parts[True] else []
    return re.compile("(?:" + "|".join([*named, *parts[False]]) + ")")
