"""Which encoding a text file has, from all of its bytes (stack-facts, section 3.6)."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

CODE_PAGES: Final = ("cp1251", "cp1250", "iso-8859-2", "iso-8859-16", "koi8-r", "mac_cyrillic")
"""Scored in this order; of equal scores the first wins."""

_NOT_OF_FILES: Final = frozenset({"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "utf-7"})
"""Codecs of Python that no spreadsheet is saved in; some read anything, and make something else of it."""

FEW_BYTES: Final = 10
"""Fewer non-ASCII bytes than this decide nothing for sure."""

_REPLACED: Final = "\ufffd".encode()
_SHOWN_LINES: Final = 3
_SHOWN: Final = 160
_BEFORE: Final = 40
_COMPARED_LINES: Final = 50
_CHUNK: Final = 1 << 20
_SAMPLE: Final = 64 << 10
_ASCII: Final = bytes(range(128))
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_CYRILLIC = re.compile(r"[а-яёіїєґ]", re.IGNORECASE)
_FREQUENT: Final = frozenset("оеаинтсрвлкмдпуяызьбгчйі")
_ROMANIAN: Final = frozenset("ăâîșțşţĂÂÎȘȚŞŢ")
_TYPOGRAPHY: Final = frozenset("«»„“”‘’–—…№°±€·•\u00a0§©®²³")


@dataclass(frozen=True, slots=True)
class Encoding:
    """`evidence` counts the non-ASCII bytes that decided; `nul_bytes` the NULs that are no part of the encoding."""

    name: str
    evidence: int
    nul_bytes: int
    sure: bool


def detect_encoding(path: Path) -> Encoding:
    """Look at the whole file: BOM, strict UTF-8, UTF-16 by its nulls, then the best of the code pages.

    Raises OSError.
    """
    return _detected(_chunks(path))


def detect_start(start: bytes) -> Encoding:
    """The same from the start of a file alone, for a first look: the rest of the file may say otherwise."""
    return _detected([start])


def _detected(chunks: Iterable[bytes]) -> Encoding:
    chunks = iter(chunks)
    first = next(chunks, b"")
    for bom, name in _BOMS:
        if first.startswith(bom):
            nul_bytes = sum(chunk.count(0) for chunk in chain([first], chunks)) if name == "utf-8-sig" else 0
            return Encoding(name, 0, nul_bytes, sure=True)
    seen = _scan(chain([first], chunks))
    if seen.nul_bytes and (wide := utf16_without_bom(seen.start)) is not None:
        return Encoding(wide, seen.high_bytes, 0, sure=True)
    if seen.utf8 or _almost_utf8(seen.sample):
        return Encoding("utf-8", seen.high_bytes, seen.nul_bytes, sure=seen.utf8)
    best = max(CODE_PAGES, key=lambda name: score(seen.sample, name))
    return Encoding(best, seen.high_bytes, seen.nul_bytes, sure=seen.high_bytes >= FEW_BYTES)


@dataclass(frozen=True, slots=True)
class EncodingChoice:
    """`sample`: lines of the file as this encoding reads them, those that tell most first."""

    name: str
    sample: str


def encoding_choices(path: Path) -> tuple[EncodingChoice, ...]:
    """The encodings a person may choose from where few bytes decide, the likeliest first; of those that read the file
    alike only the first. One alone where nothing is in doubt. Raises OSError."""
    found = detect_encoding(path)
    seen = _scan(_chunks(path))
    lines = _telling(seen.sample)
    if found.name not in {"utf-8", *CODE_PAGES}:
        return (EncodingChoice(found.name, seen.start[:_SHOWN].decode(found.name, "replace")),)
    others = sorted((*CODE_PAGES, "cp1252"), key=lambda name: score(seen.sample, name), reverse=True)
    choices: dict[str, EncodingChoice] = {}
    for name in dict.fromkeys((found.name, *others)):
        text = "\n".join(line.decode(name, "replace")[:_SHOWN].strip() for line in lines).strip()
        choices.setdefault(text, EncodingChoice(name, text))
    return tuple(choices.values())


def _telling(sample: bytes) -> list[bytes]:
    """The lines that the code pages read in most ways, from a little before the first letter they differ in."""
    lines = [line for line in sample.split(b"\n")[:_COMPARED_LINES] if line]
    lines.sort(key=lambda line: -len({line.decode(name, "replace") for name in CODE_PAGES}))
    shown = []
    for line in lines[:_SHOWN_LINES]:
        first = next((place for place, byte in enumerate(line) if byte > 0x7F), 0)
        shown.append(line[first - _BEFORE :] if first > _SHOWN // 2 else line)
    return shown


def fits(path: Path, encoding: str) -> bool:
    """Whether the encoding that a person named exists and fits the file; a stray byte here and there is let pass."""
    return _fits(_chunks(path), encoding)


def fits_start(start: bytes, encoding: str) -> bool:
    """The same for the start of a file."""
    return _fits([start], encoding)


def _fits(chunks: Iterable[bytes], encoding: str) -> bool:
    try:
        info = codecs.lookup(encoding)
        "".encode(encoding)  # raises for codecs that are not of texts, such as hex
    except (LookupError, ValueError):  # UnicodeError, which some codecs raise even here, is a ValueError
        return False
    if info.name in _NOT_OF_FILES:
        return False
    if info.name not in {"utf-8", "utf-8-sig", "ascii", "utf-16", "utf-32"}:
        return True
    bad = letters = 0
    decoder = info.incrementaldecoder(errors="replace")
    try:
        for chunk in chunks:
            text = decoder.decode(chunk)
            bad += text.count("\ufffd") - chunk.count(_REPLACED)  # those that are in the file are sound
            letters += len(text)
    except UnicodeError:  # UTF-16 without its BOM
        return False
    return bad * 1000 <= letters


def score(sample: bytes, encoding: str) -> float:
    """How well the non-ASCII bytes of `sample` read as Russian, Ukrainian or Romanian: higher is better."""
    text = sample.decode(encoding, "replace")
    total = 0.0
    previous, before = " ", " "
    for position, char in enumerate(text):
        if char > "\x7f":
            following = text[position + 1] if position + 1 < len(text) else " "
            total += _score_char(char, previous, before, following)
        before, previous = previous, char
    return total


def _score_char(char: str, previous: str, before: str, following: str) -> float:
    if _CYRILLIC.match(char):
        if _is_latin(previous) or _is_latin(following):
            return -1.0
        if char.isupper() and previous.islower():
            return -1.0  # a capital inside a word: the code page has capitals elsewhere
        if char.islower() and previous.isupper() and before.isupper():
            return -0.5
        return 1.0 if char.lower() in _FREQUENT else 0.6
    if char in _ROMANIAN:
        return 1.0 if _is_latin(previous) or _is_latin(following) else 0.0
    if char in _TYPOGRAPHY:
        return 0.3
    if char.isalpha():
        return 0.2 if char < "\u0250" and (_is_latin(previous) or _is_latin(following)) else -0.7
    return -3.0 if char == "\ufffd" or not char.isprintable() else -0.5


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


@dataclass(slots=True)
class _Seen:
    start: bytes = b""
    sample: bytes = b""
    nul_bytes: int = 0
    high_bytes: int = 0
    utf8: bool = True


def _scan(chunks: Iterable[bytes]) -> _Seen:
    seen = _Seen()
    decoder = codecs.getincrementaldecoder("utf-8")()
    sample = bytearray()
    for chunk in chunks:
        seen.start = seen.start or chunk[:_SAMPLE]
        seen.nul_bytes += chunk.count(0)
        if chunk.isascii():
            if seen.utf8 and decoder.getstate()[0]:
                seen.utf8 = False  # a letter was cut in two by ASCII
            continue
        seen.high_bytes += len(chunk.translate(None, _ASCII))
        for line in chunk.splitlines() if len(sample) < _SAMPLE else ():
            if len(sample) >= _SAMPLE:
                break
            if not line.isascii():
                sample += line + b"\n"
        if seen.utf8:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                seen.utf8 = False
    if seen.utf8 and decoder.getstate()[0]:
        seen.utf8 = False
    seen.sample = bytes(sample[: 2 * _SAMPLE])
    return seen


def _almost_utf8(sample: bytes) -> bool:
    """UTF-8 with a stray or cut letter: read as anything else, all of its other letters would be wrong."""
    text = sample.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for char in text if char > "\x7f") - bad
    return good > 20 and bad * 50 <= good


def utf16_without_bom(start: bytes) -> str | None:
    """UTF-16 without BOM: the nulls of its ASCII letters stand all on one side, and the rest reads as text."""
    even, odd = start[::2].count(0), start[1::2].count(0)
    if not even and not odd:
        return None
    name, many, few = ("utf-16-le", odd, even) if odd > even else ("utf-16-be", even, odd)
    if many < 10 * few or many * 50 < len(start):
        return None
    text = start[: len(start) & ~1].decode(name, "replace")
    plain = sum(1 for char in text if char < "\u0600" or "\u2000" <= char <= "\u22ff")
    return name if plain >= 0.95 * len(text) else None


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk
