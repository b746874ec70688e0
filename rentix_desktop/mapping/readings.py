"""Other ways to read the words of a header: Russian in Latin letters, letters of two alphabets in one word, words cut
short, and what stands in it only to say of what ("Стоимость квартиры")."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from rentix_desktop.mapping.text import fold, fold_header
from rentix_desktop.mapping.vocabulary import Phrase, Vocabulary

LAND: Final = 100
"""Square metres of the smallest unit that land only is measured in."""

_LATIN_FOR: Final = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "e", "э": "e", "ё": "e", "ж": "x",
        "з": "z", "и": "i", "і": "i", "ї": "i", "й": "i", "ы": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
        "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "q", "ш": "w", "щ": "w",
        "ь": None, "ъ": None, "ю": "iu", "я": "ia",
    }
)  # fmt: skip
_SPELLINGS: Final = (
    ("shch", "w"), ("sch", "w"), ("sh", "w"), ("ch", "q"), ("zh", "x"), ("kh", "h"), ("ts", "c"), ("tz", "c"),
    ("y", "i"), ("j", "i"),
)  # fmt: skip
_TWICE: Final = re.compile(r"(.)\1")
_LOOK_ALIKE: Final = ("aceopxykmthbiAEOPCTXHKMBI", "асеорхукмтнвіАЕОРСТХНКМВІ")
_TO_CYRILLIC: Final = str.maketrans(*_LOOK_ALIKE)
_TO_LATIN: Final = str.maketrans(*reversed(_LOOK_ALIKE))
_WORD: Final = re.compile(r"[^\W\d_]+")
_LEAST: Final = 2
"""Letters of a word cut short, at least; of one that stands alone twice as many."""


def one_alphabet(text: str) -> str:
    """Words with letters of both alphabets in one of them: "Цeна" with a Latin e was typed on the wrong keyboard."""
    if text.isascii():
        return text
    return _WORD.sub(lambda match: _mended(match.group()), text)


def _mended(word: str) -> str:
    cyrillic = sum(unicodedata.name(letter, "").startswith("CYRILLIC") for letter in word)
    if not 0 < cyrillic < len(word):
        return word
    mended = word.translate(_TO_CYRILLIC if 2 * cyrillic >= len(word) else _TO_LATIN)
    names = {unicodedata.name(letter, "").split(" ")[0] for letter in mended}
    return mended if len(names) == 1 else word


def in_cyrillic(tokens: Phrase, words: Vocabulary) -> Phrase | None:
    """Words in Latin letters that are Russian: "Kolichestvo komnat". None where nothing but known words stands there."""
    if not all(token.isascii() for token in tokens):
        return None
    index = _index(words)
    found = tuple(index.cyrillic.get(sound(token), token) if not token.isdigit() else token for token in tokens)
    unknown = [token for token, said in zip(tokens, found, strict=True) if said != token and token not in index.known]
    return found if unknown else None


def sound(word: str) -> str:
    """A word as it sounds, in letters of our own: the same for "площадь", "ploshad" and "ploshchad'"."""
    letters = word.translate(_LATIN_FOR)
    if word.isascii():
        for spelling, sign in _SPELLINGS:
            letters = letters.replace(spelling, sign)
    letters = letters.replace("ie", "e")
    return _TWICE.sub(r"\1", letters)


def full_words(tokens: Phrase, words: Vocabulary) -> frozenset[str]:
    """Our names whose words begin as these do: "Supraf. tot." is "suprafata totala". With the marks of a name in another
    order, too."""
    index, found = _index(words), set[str]()
    if len(tokens[0]) < _LEAST * (1 + (len(tokens) == 1)):
        return frozenset()
    for order in dict.fromkeys((tokens, tokens[::-1])) if len(tokens) < 4 else (tokens,):
        for name in index.by_start.get((len(tokens), order[0][:_LEAST]), ()):
            if all(
                whole == part or (_may_be_cut(part, index) and whole.startswith(part))
                for part, whole in zip(order, name, strict=True)
            ):
                found.add(" ".join(name))
    return frozenset(found)


def _may_be_cut(part: str, index: _Index) -> bool:
    return len(part) >= _LEAST and (part not in index.known or len(part) <= 2 * _LEAST)


def without_nouns(tokens: Phrase, words: Vocabulary) -> Phrase:
    """A header without the words that say of what it speaks: "Этажей в доме", "Adresa unității"."""
    left = [token for token in tokens if token not in words.words["object"]]
    while len(left) > 1 and left[-1] in words.words["of"]:
        left.pop()
    return tuple(left)


def parts_of(header: str) -> tuple[str, ...]:
    """The same said in two languages: "Preț / Цена", "Etaj (этаж)", two lines in one cell."""
    found = (fold_header(part) for part in re.split(r"[/\n|()\[\];]+", header))
    return tuple(part for part in found if len(part) > 1 and not part.isdigit())


def sounds_private(tokens: Iterable[str], words: Vocabulary) -> bool:
    """Whether an unknown word has one in it that says that the column is for colleagues: in another case, glued to
    another, or with a slip of the keyboard ("telproprietar", "Владельцем", "komentarii")."""
    from rapidfuzz import fuzz, process

    index = _index(words)
    for token in tokens:
        if token not in index.ignored and index.private.search(token):
            return True
        if (
            len(token) > 5
            and token not in index.known
            and process.extractOne(token, index.private_words, scorer=fuzz.ratio, score_cutoff=86)
        ):
            return True
    return False


def area_units(words: Vocabulary) -> frozenset[Phrase]:
    return _index(words).area_units


class _Index:
    """What is looked up often, made once from the words."""

    def __init__(self, words: Vocabulary) -> None:
        names = [tuple(name.split()) for name in (*words.headers, *words.weak)]
        phrases = [*names, *words.private, *words.ignored]
        self.known = {token for name in phrases for token in name} | words.units | words.glue
        self.known |= words.words["object"] | words.words["of"]
        self.ignored = {phrase[0] for phrase in words.ignored if len(phrase) == 1}
        self.area_units = frozenset(tuple(fold(word).split()) for word in (*words.areas, *words.words["square"]))
        self.cyrillic: dict[str, str] = {}
        for token in sorted(self.known):
            if not token.isascii() and len(token) > 1:
                self.cyrillic.setdefault(sound(token), token)
        self.by_start: dict[tuple[int, str], list[Phrase]] = {}
        for name in phrases:
            self.by_start.setdefault((len(name), name[0][:_LEAST]), []).append(name)
        single = sorted({phrase[0] for phrase in words.private if len(phrase) == 1 and len(phrase[0]) > 4})
        self.private_words = [word for word in single if len(word) > 5]
        stems = [word if word.isascii() or len(word) < 8 else word[:-2] for word in single]
        self.private = re.compile("|".join(map(re.escape, stems)))


@lru_cache(maxsize=2)
def _index(words: Vocabulary) -> _Index:
    return _Index(words)
