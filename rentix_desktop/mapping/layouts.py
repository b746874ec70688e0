"""A remembered layout: what the columns of a file of this shape mean, whatever their order next time."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layout:
    """Decisions by header text (folded), so that they hold when columns move.

    columns    (header, occurrence from 0, target or None = decided not to use); a header that is not among them was
               not decided, and is asked about again
    key        (header, occurrence) of the columns that make the externalId
    values     (field, folded text, portal value or None = leave the field out)
    constants  (field, value text)
    headers    every header of the file it was made from, in order: the fingerprint
    names      the same headers as they were written; () in layouts kept by older versions
    """

    name: str
    headers: tuple[str, ...]
    columns: tuple[tuple[str, int, str | None], ...]
    key: tuple[tuple[str, int], ...] = ()
    values: tuple[tuple[str, str, str | None], ...] = ()
    constants: tuple[tuple[str, str], ...] = ()
    names: tuple[str, ...] = ()
