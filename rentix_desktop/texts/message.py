"""Messages that stand in tables beside their codes: marked where they stand, translated and filled when shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Final, TypeAlias

from rentix_desktop.errors import Param
from rentix_desktop.texts.language import Texts

NOT_TOLD: Final = "…"
"""Stands where a parameter is missing: a message with a hole is better than none."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A message whose form depends on a number: the parameter `count`, written as `{n}`."""

    one: str
    many: str
    count: str = "count"


Message: TypeAlias = str | Counted


def mark_plural(one: str, many: str, count: str = "count") -> Counted:
    """Marks a counted message for translation where it stands in a table."""
    return Counted(one, many, count)


def placeholders(message: str) -> frozenset[str]:
    """The names of the parameters a message is filled with."""
    return frozenset(name for _, name, _, _ in Formatter().parse(message) if name)


def fill(tr: Texts, message: Message, params: Mapping[str, Param]) -> str:
    """The message in the person's language. Numbers are written by the language's rule, missing ones as "…"."""
    written = {name: written_param(tr, value) for name, value in params.items()}
    texts = (message.one, message.many) if isinstance(message, Counted) else (message,)
    for text in texts:
        for name in placeholders(text):
            written.setdefault(name, NOT_TOLD)
    if isinstance(message, Counted):
        count = params.get(message.count)
        return tr.plural(message.one, message.many, count if isinstance(count, int) else 0, **written)
    return tr(message, **written)


def first_told(messages: Sequence[str], params: Mapping[str, Param]) -> str:
    """Of several wordings, the most telling one first, the first whose parameters are all there; else the last."""
    return next((each for each in messages if placeholders(each) <= params.keys()), messages[-1])


def written_param(tr: Texts, value: Param) -> str:
    """A parameter as a person reads it."""
    return value if isinstance(value, str) else tr.number(value)
