"""Taking a secret out of what may be shown, logged or kept: also a piece of it, where somebody cut a text in the middle."""

from __future__ import annotations

from typing import AnyStr, Final

SHORTEST_PIECE: Final = 12
"""Characters; a shorter piece of a key is of no use to anybody, and may stand anywhere by chance."""


def hidden(text: AnyStr, secret: AnyStr, mark: AnyStr) -> AnyStr:
    """`text` with `mark` in place of `secret` and of every piece of it that is not too short."""
    if secret:
        text = text.replace(secret, mark)
    pieces = {secret[at : at + SHORTEST_PIECE] for at in range(len(secret) - SHORTEST_PIECE + 1)}
    spans = sorted(span for piece in pieces for span in _places(text, piece))
    kept, end = text[:0], 0
    for start, stop in spans:
        if start > end or not end:
            kept += text[end:start] + mark
        end = max(end, stop)
    return kept + text[end:]


def _places(text: AnyStr, piece: AnyStr) -> list[tuple[int, int]]:
    found, at = [], text.find(piece)
    while at >= 0:
        found.append((at, at + len(piece)))
        at = text.find(piece, at + 1)
    return found
