"""A key where no column is one: made of columns that say which listing it is, and stay as they are from file to file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from rentix_desktop.mapping import roles
from rentix_desktop.mapping.model import ReasonCode, Suggestion, Target
from rentix_desktop.mapping.text import fold_header
from rentix_desktop.mapping.vocabulary import Vocabulary, load_vocabulary
from rentix_desktop.sheets.cells import cell_text
from rentix_desktop.sheets.profile import ColumnProfile, TableProfile
from rentix_desktop.sheets.table import SheetRow

_CODE: Final = re.compile(r"(?:https?://\S{4,150}|[\w./№#-]{3,40})\Z")
_PLACE: Final = (Target.ADDRESS_PART, roles.ADDRESS, roles.COORDINATES, Target.LATITUDE, Target.LONGITUDE)
_ALWAYS: Final = (Target.FLOOR, roles.FLOOR_NUMBER, roles.ROOMS, roles.AREA)
_BESIDES: Final = ("propertySecondaryType", "propertyType", "announcementType", roles.FLOORS_TOTAL)
"""What is added only where the rest does not tell the listings apart. Prices, states, texts and dates change."""


def propose_key(
    profile: TableProfile, suggestion: Suggestion, rows: Iterable[SheetRow] | None = None
) -> tuple[int, ...]:
    """The columns whose texts joined make a key, in an order that does not depend on the order of the file; () where
    none can be made.

    A column of codes that are unique and full goes before columns put together: the place (with flat and entrance), then
    floor, rooms and area, then kind and deal where they are needed. `rows` are all records, to be sure; without them the
    first hundred are looked at.
    """
    words = load_vocabulary()
    for column in profile.columns:
        if _is_code(column, profile.rows, suggestion, words):
            return (column.index,)
    ordered, at_least = _ordered(profile, suggestion, words)
    if not ordered or not at_least:
        return ()
    return _shortest(ordered, at_least, profile.first if rows is None else rows)


def key_order(suggestion: Suggestion, indices: Iterable[int]) -> tuple[int, ...]:
    """Columns of a key in the order of `propose_key`, which does not depend on that of the file; what it would not
    take comes last, by its header."""
    wanted = (*_PLACE, *_ALWAYS, *_BESIDES)

    def place(index: int) -> tuple[int, str, int]:
        column = suggestion.columns[index]
        number = wanted.index(column.target) if column.target in wanted else len(wanted)
        return number, fold_header(column.header), index

    return tuple(sorted(indices, key=place))


def _is_code(column: ColumnProfile, rows: int, suggestion: Suggestion, words: Vocabulary) -> bool:
    """Unique and full, written as codes are, under a header that does not say anything else: a cadastral number, an
    address on a board. Row numbers are none: tomorrow they belong to other rows."""
    if not column.unique or column.filled < rows or not rows:
        return False
    said = suggestion.columns[column.index]
    if said.target is not None or any(reason.code is ReasonCode.PRIVATE for reason in said.reasons):
        return False
    if _says(column.header, words, "row-number") or not _says(column.header, words, "code"):
        return False
    return all(_CODE.match(text) for text in column.samples) and not _counts_up(column.samples)


def _counts_up(texts: Sequence[str]) -> bool:
    numbers = [int(text) for text in texts if text.isdecimal()]
    return len(numbers) == len(texts) > 1 and all(b - a == 1 for a, b in pairwise(numbers))


def _ordered(profile: TableProfile, suggestion: Suggestion, words: Vocabulary) -> tuple[list[int], int]:
    """The columns that may be part of a key, and how many of them always are."""
    full = [column for column in profile.columns if column.filled >= profile.rows > 0]
    targets = {column.index: suggestion.columns[column.index].target for column in full}

    def of(wanted: Sequence[str]) -> list[int]:
        found = [index for target in wanted for index, said in targets.items() if said == target]
        return sorted(found, key=lambda index: (wanted.index(targets[index] or ""), fold_header(_header(index))))

    def _header(index: int) -> str:
        return profile.columns[index].header

    flats = [column.index for column in full if targets[column.index] is None and _says(column.header, words, "flat")]
    place = [*of(_PLACE), *sorted(flats, key=lambda index: fold_header(_header(index)))]
    always = [*place, *of(_ALWAYS)]
    return [*always, *of(_BESIDES)], len(always) if place else 0


def _says(header: str, words: Vocabulary, kind: str) -> bool:
    folded = fold_header(header)
    known = words.words[kind]
    return folded in known or (kind != "row-number" and any(f" {word} " in f" {folded} " for word in known))


def _shortest(ordered: Sequence[int], at_least: int, rows: Iterable[SheetRow]) -> tuple[int, ...]:
    """The fewest of the columns, from the first on, that tell all rows apart; () where all of them do not."""
    lengths = range(at_least, len(ordered) + 1)
    seen: list[set[int] | None] = [set() for _ in lengths]
    for row in rows:
        texts = [cell_text(row.cells[index]) if index < len(row.cells) else "" for index in ordered]
        for place, length in enumerate(lengths):
            known = seen[place]
            if known is None:
                continue
            code = hash("-".join(texts[:length]))
            if code in known:
                seen[place] = None
            else:
                known.add(code)
        if not any(known is not None for known in seen):
            return ()
    return next((tuple(ordered[:length]) for length, known in zip(lengths, seen, strict=True) if known is not None), ())
