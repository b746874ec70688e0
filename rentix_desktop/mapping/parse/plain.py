"""Texts without mark-up, and words of yes and no."""

from __future__ import annotations

import html
import re
from typing import Final

from rentix_desktop.mapping.text import fold
from rentix_desktop.mapping.vocabulary import Vocabulary

_MARKED: Final = re.compile(r"[<&\n\r]")
_BREAK: Final = re.compile(r"<\s*(?:br|/p|/div|/li|/h\d)\b[^<>]*>", re.IGNORECASE)
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.{0,2000}?-->", re.DOTALL)
_MAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}")
_PHONE: Final = re.compile(r"(?<![\w/.=])(?:\+\d{1,3}|00\d{2,3}|0|8(?=[\s(-]{0,2}\d{3}))[\d\s()/-]{6,17}\d(?![\w/])")
_BLANKS: Final = re.compile(r"[^\S\n]+")


def plain_text(text: str) -> str:
    """A text for people: HTML tags out, line breaks kept, blanks joined."""
    if not _MARKED.search(text):
        return " ".join(text.split())
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub("\n", text))
    if "&" in text:
        text = html.unescape(text)
    lines = (line.strip() for line in _BLANKS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def has_markup(text: str) -> bool:
    """Whether `plain_text` takes HTML tags out of it."""
    return "<" in text and (_TAG.search(text) or _BREAK.search(text)) is not None


def contacts(text: str) -> tuple[str, ...]:
    """Phone numbers and e-mail addresses in a text for the public. Prices and codes are no phone numbers."""
    mails = _MAIL.findall(text) if "@" in text else ()
    phones = (found.group().strip() for found in _PHONE.finditer(text))
    return (*mails, *(phone for phone in phones if 8 <= sum(map(str.isdigit, phone)) <= 13))


def read_yes_no(text: str, words: Vocabulary) -> bool | None:
    folded = fold(text)
    if folded in words.words["yes"] or folded in ("+", "✓", "✔"):
        return True
    return False if folded in words.words["no"] or folded in ("-", "–", "—") else None
