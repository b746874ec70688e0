"""Texts without mark-up, and words of yes and no."""

from __future__ import annotations

import html
import re
from functools import cache
from typing import Final

from rentix_desktop.mapping.parse.beside import signs_levelled
from rentix_desktop.mapping.text import fold, unaccented
from rentix_desktop.mapping.vocabulary import Vocabulary, pattern_of

_MARKED: Final = re.compile(r"[<&\n\r]")
_UNSEEN: Final = re.compile(r"<(style|script)\b[^<>]*>.{0,8000}?</\1\s*>|<!--.{0,2000}?-->", re.DOTALL | re.IGNORECASE)
_BREAK: Final = re.compile(
    r"<\s*(?:br|/p|/div|/li|/h\d|/tr)\b[^<>]*>|(?<=[^\s>])\s{0,9}<(?:p|div|li|ul|ol|h\d|table|tr)\b[^<>]*>",
    re.IGNORECASE,
)
_CELL: Final = re.compile(r"</t[dh]\s*>", re.IGNORECASE)
_TAG: Final = re.compile(r"</?[a-zA-Z][\w:-]*(?:\s[^<>=]*=[^<>]*|\s*/?)>")  # "a <b and c> d" is none
_BLANKS: Final = re.compile(r"[^\S\n]+")

_MAIL: Final = re.compile(
    r"[\w.+-]{1,64}\s?(?:@|[\[(](?:at|собака)[\])])\s?[\w-]{1,63}(?:\.[\w-]{2,63}){0,3}\.[^\W\d_]{2,24}(?!\w)"
)
_MESSENGER: Final = re.compile(
    r"(?<![\w.])(?:t\.me|wa\.me|(?:www\.)?(?:instagram|facebook|tiktok)\.com)/[\w.+-]+|(?<!\S)@[a-zA-Z]\w{4,}"
)
_BETWEEN: Final = r"[\s()./-]{0,3}"
_PHONE: Final = re.compile(
    rf"(?<![\w/=+])(?<!\d[.,-])(?:\+\d{{1,3}}|00[1-9]\d{{1,2}}|\(?0(?={_BETWEEN}[2-9])|8(?={_BETWEEN}[3489]\d\d)|373(?={_BETWEEN}[2-9]))"
    rf"(?:{_BETWEEN}\d){{7,12}}(?![\w/])(?!\.\d)"
)
_MANY_DIGITS: Final = re.compile(r"\d(?:\W{0,3}\d){5}")
_DATE: Final = re.compile(r"\d{1,2}([./-])\d{1,2}\1(?:19|20)\d\d")
_THOUSANDS: Final = re.compile(r"\d{3}(?: \d{3})+")


def plain_text(text: str) -> str:
    """A text for people: HTML tags out, line breaks kept, blanks joined."""
    if not _MARKED.search(text):
        return " ".join(text.split())
    if "<" in text:
        text = _without_tags(text)
    if "&" in text:
        text = html.unescape(text)
        if "<" in text:  # the tags themselves were escaped
            text = _without_tags(text)
    lines = (line.strip() for line in _BLANKS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def has_markup(text: str) -> bool:
    """Whether `plain_text` takes HTML tags out of it."""
    text = html.unescape(text) if "&lt;" in text else text
    return "<" in text and any(found.search(text) for found in (_TAG, _BREAK, _UNSEEN))


def _without_tags(text: str) -> str:
    return _TAG.sub("", _CELL.sub(" ", _BREAK.sub("\n", _UNSEEN.sub("", text))))


def contacts(text: str, words: Vocabulary) -> tuple[str, ...]:
    """Phone numbers, e-mail addresses and names in messengers in a text for the public. Prices, dates and cadastral
    numbers are no phone numbers."""
    found = _MAIL.findall(text) if "@" in text or "at]" in text or "at)" in text or "собака" in text else []
    if "@" in text or "me/" in text or ".com/" in text:
        found += _MESSENGER.findall(text)
    if _MANY_DIGITS.search(text):
        text = signs_levelled(text)
        phones = [match.group().strip() for match in _PHONE.finditer(text) if _is_phone(match)]
        found += phones
        found += [
            named for named in _named_phone(words).findall(unaccented(text)) if not any(named in one for one in phones)
        ]
    return tuple(found)


def _is_phone(found: re.Match[str]) -> bool:
    number = found.group()
    digits = sum(map(str.isdigit, number))
    if number[0] == "+" or number.startswith("00"):
        return 9 <= digits <= 15
    if number[0] in "0(":
        behind_a_number = found.string[: found.start()].rstrip(" ")[-1:].isdigit()
        is_amount = behind_a_number and _THOUSANDS.fullmatch(number.strip("( ")) is not None
        return digits in (9, 10) and not is_amount and _DATE.match(number) is None
    return digits == 11


@cache
def _named_phone(words: Vocabulary) -> re.Pattern[str]:
    """A number that is too short to be known as one, behind "tel."."""
    return re.compile(
        pattern_of(words.words["phone"]).pattern + r"[\s.:№-]{0,4}(\d(?:[\s()./-]{0,2}\d){5,12})(?![\w/])(?!\s?[€$%])"
    )


def read_yes_no(text: str, words: Vocabulary) -> bool | None:
    folded = fold(text)
    if folded in words.words["yes"] or folded in ("+", "✓", "✔"):
        return True
    return False if folded in words.words["no"] or folded in ("-", "–", "—") else None
