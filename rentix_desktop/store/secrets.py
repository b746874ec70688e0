"""Every secret this process has held, so that none reaches a log."""

from __future__ import annotations

import json
from typing import Final
from urllib.parse import quote

from rentix_desktop.sync.redacting import hidden

HIDDEN: Final = "[key]"
_SHORTEST: Final = 4
"""Shorter texts are no key, and hiding them would make a log unreadable."""


class Secrets:
    """The texts to hide. Thread-safe: a tuple is replaced, never changed."""

    def __init__(self) -> None:
        self._texts: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Secrets({len(self._texts)})"

    def add(self, secret: str) -> None:
        """Also hides it as a JSON string, a `repr` and a part of an address would show it."""
        forms = {secret, secret.strip(), json.dumps(secret)[1:-1], repr(secret)[1:-1], quote(secret, safe="")}
        known = forms.union(self._texts)
        self._texts = tuple(sorted((text for text in known if len(text) >= _SHORTEST), key=len, reverse=True))

    def hide(self, text: str) -> str:
        for secret in self._texts:
            text = hidden(text, secret, HIDDEN)
        return text
