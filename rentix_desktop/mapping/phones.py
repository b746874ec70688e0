"""Phone numbers and e-mail addresses in a cell, in every usual spelling, several of them, with words around."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_RUN: Final = re.compile(r"\+?[\d(][\d\s().\-–+]{4,60}\d")
_BETWEEN: Final = re.compile(r"[,;/|\\\n\r]+")
_PIECE: Final = re.compile(r"\+?\d+")
_EMAIL: Final = re.compile(r"[\w.+%-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_REGION: Final = "MD"
_CODE: Final = "373"
_NATIONAL: Final = 8
"""Digits of a number in the country, without the 0 before them."""
_DATES: Final = ((2, 2, 4), (4, 2, 2))
_MOST_DIGITS: Final = 15
_LONGEST: Final = 500

LABELS: Final = (
    "tel", "telefon", "mob", "mobil", "agent", "agentul", "broker", "manager", "viber", "whatsapp", "telegram", "phone", "id", "dl",
    "dna", "domnul", "doamna", "тел", "телефон", "моб", "агент", "брокер", "менеджер", "вайбер", "г-н", "г-жа", "și", "and",
)  # fmt: skip
"""Words beside a person's name that are no part of it, "и" apart: sounded, it is an initial."""


@lru_cache(maxsize=8192)
def phones_in(text: str) -> frozenset[str]:
    """The numbers in international form ("+37369123456"); one without a country is of Moldova. What is written as one of
    Moldova is one, whether or not its range is known to be in use; bare digits alone have to be valid."""
    found: set[str] = set()
    for part in _BETWEEN.split(text[:_LONGEST]):
        for run in _RUN.findall(part):
            found.update(_numbers(_PIECE.findall(run)))
    return frozenset(found)


def emails_in(text: str) -> frozenset[str]:
    return frozenset(address.casefold() for address in _EMAIL.findall(text[:_LONGEST]))


def without_contacts(text: str) -> str:
    """What is left of a cell beside numbers of phones and e-mail addresses."""
    return _EMAIL.sub(" ", _RUN.sub(lambda run: " " if phones_in(run.group()) else run.group(), text[:_LONGEST]))


def _numbers(pieces: list[str]) -> set[str]:
    """Groups of digits put together to numbers: the longest that is one, then on behind it."""
    found: set[str] = set()
    at = 0
    while at < len(pieces):
        for end in range(len(pieces), at, -1):
            digits = "".join(pieces[at:end])
            if len(digits) <= _MOST_DIGITS + 3 and (number := _number(digits)):
                found.add(number)
                at = end
                break
        else:
            at += 1
    if not found and (number := _written(pieces)):
        found.add(number)
    return found


def _written(pieces: list[str]) -> str | None:
    """A number that only its writing shows to be one: with the country's code, with a 0 before it, or in groups."""
    bare = "".join(pieces).replace("+", "").removeprefix("00" if not pieces[0].startswith("+") else "")
    if bare.startswith(_CODE) and _is_national(bare.removeprefix(_CODE)):
        return f"+{_CODE}{bare[-_NATIONAL:]}"
    digits = "".join(pieces)
    grouped = len(pieces) > 1 and tuple(map(len, pieces)) not in _DATES
    local = digits.isdecimal() and _is_national(digits) and (grouped or len(digits) > _NATIONAL)
    return f"+{_CODE}{digits[-_NATIONAL:]}" if local else None


def _is_national(digits: str) -> bool:
    return len(digits) == _NATIONAL or (len(digits) == _NATIONAL + 1 and digits.startswith("0"))


@lru_cache(maxsize=16384)
def _number(digits: str) -> str | None:
    import phonenumbers

    plus = digits.startswith("+")
    bare = digits.replace("+", "")
    if not plus and bare.startswith("00"):
        plus, bare = True, bare[2:]
    if bare.startswith(_CODE + "0"):  # "+373 (0) 69 …"
        bare = _CODE + bare[len(_CODE) + 1 :]
    written = [f"+{bare}"] if plus or bare.startswith(_CODE) else []
    if not plus:
        written.append(bare)
    for text in written:
        try:
            number = phonenumbers.parse(text, None if text[0] == "+" else _REGION)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None
