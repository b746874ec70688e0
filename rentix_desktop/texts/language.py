"""The translator handed to everything that shows text."""

from __future__ import annotations

import gettext
import locale
import os
from typing import Final

from rentix_desktop.resources import resource

LANGUAGES: Final = ("ro", "ru", "en")
DEFAULT: Final = "en"

_GROUP: Final = {"ro": ".", "ru": "\u00a0", "en": ","}
_DECIMAL: Final = {"ro": ",", "ru": ",", "en": "."}


def mark(message: str) -> str:
    """Marks a message for translation where it stands in a table; it is translated when shown."""
    return message


def system_language() -> str:
    """The language of the system if it is one of ours, else English. Romanian for `mo` (Moldovan), too."""
    for name in (
        os.environ.get("LC_ALL"),
        os.environ.get("LC_MESSAGES"),
        os.environ.get("LANG"),
        locale.getlocale()[0],
    ):
        if name:
            code = name.replace("-", "_").split("_")[0].lower()
            code = {"mo": "ro", "romanian": "ro", "russian": "ru", "english": "en"}.get(code, code)
            return code if code in LANGUAGES else DEFAULT
    return DEFAULT


class Texts:
    """`tr("Send")`, `tr("Row {row}", row=7)`, `tr.plural("{n} listing", "{n} listings", 5)`.

    Messages are English and are their own keys. Parameters are filled in after translation; `{n}` is written with the
    language's separators.
    """

    def __init__(self, language: str | None = None) -> None:
        self.language = language if language in LANGUAGES else system_language()
        folder = resource("translations")
        self._catalogue = gettext.translation("rentix", str(folder), [self.language], fallback=True)

    def __call__(self, message: str, /, **params: object) -> str:
        text = self._catalogue.gettext(message) if message else ""
        return text.format(**params) if params else text

    def plural(self, one: str, many: str, n: int, /, **params: object) -> str:
        text = self._catalogue.ngettext(one, many, n)
        return text.format(**{**params, "n": self.number(n)})

    def number(self, value: float, decimals: int | None = None) -> str:
        """`12345.5` as this language writes it; without `decimals` as many as the value has."""
        if decimals is None:
            plain = f"{value:,}" if isinstance(value, int) else f"{value:,.10f}".rstrip("0").rstrip(".")
        else:
            plain = f"{value:,.{decimals}f}"
        swap = {",": _GROUP[self.language], ".": _DECIMAL[self.language]}
        return "".join(swap.get(char, char) for char in plain)
