"""The API key, held so that it does not get into logs, messages or files by accident."""

from __future__ import annotations

from typing import Final, NoReturn

from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.sync.redacting import hidden

_SCHEME: Final = "ApiKey"
_LONGEST: Final = 4096
_SHORTEST: Final = 8
_INVISIBLE: Final = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


class ApiKey:
    """A key that can be sent, and not shown: `repr` and `str` hide it, it is not pickled or compared."""

    __slots__ = ("_text",)

    def __init__(self, typed: str) -> None:
        """Spaces, line ends and invisible characters of a paste are taken out, and the scheme word before the key.

        Raises AppError KEY_MISSING, or KEY_MALFORMED where a character is left that cannot stand in a header.
        """
        words = typed.translate(_INVISIBLE).split()
        if len(words) > 1 and words[0].lower().rstrip(":") == _SCHEME.lower():
            del words[0]
        text = "".join(words)
        if not text:
            raise AppError(Code.KEY_MISSING, Cause.ACCESS)
        if len(text) > _LONGEST or not all("!" <= char <= "~" for char in text):
            raise AppError(Code.KEY_MALFORMED, Cause.ACCESS)
        self._text = text

    def header(self) -> tuple[str, str]:
        """The one header that carries it (API reference, section 1: exactly one of the two)."""
        return "Authorization", f"{_SCHEME} {self._text}"

    def hidden_in(self, text: str) -> str:
        """`text` without the key, should it hold it."""
        return hidden(text, self._text, "•••")

    def hidden_in_answer(self, raw: bytes) -> bytes:
        """An answer without the key, should the service send it back: its words are shown, exported and kept on disk.

        A key too short to be one is left: taking it out could change what the answer says.
        """
        return raw if len(self._text) < _SHORTEST else hidden(raw, self._text.encode("ascii"), b"***")

    def __repr__(self) -> str:
        return "ApiKey(hidden)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is not written anywhere")
