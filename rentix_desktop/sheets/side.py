"""A table that lies on its side: the names of the columns stand one below the other, a listing to a column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rentix_desktop.sheets.cells import cell_text
from rentix_desktop.sheets.header import Row, is_label, is_label_word, listing_signs

_SIGNS: Final = 4
"""Different things of a listing that the first column has to name; and how many more of them than the first row."""
_LONGEST: Final = 40
_MOST_ROWS: Final = 100
"""More rows than this have no names in front of them: they would be fields of one listing."""


def lies_on_its_side(rows: Sequence[Row], count: int) -> bool:
    """Judged from the first rows of a sheet; `count` are all its rows that are not empty."""
    filled = [row for row in rows if any(cell is not None for cell in row)]
    first = min((index for row in filled for index, cell in enumerate(row) if cell is not None), default=0)
    named = [row for row in filled if len(row) > first + 1 and row[first] is not None]
    if count > _MOST_ROWS or len(named) < _SIGNS or len(named) * 2 < len(filled):
        return False
    names = [(row[first], cell_text(row[first])) for row in named]
    labels = [text for cell, text in names if len(text) <= _LONGEST and is_label(cell, text)]
    known = [text for text in labels if is_label_word(text)]
    if len(labels) < 0.8 * len(names) or 2 * len(known) < len(names) or len(set(labels)) < len(labels):
        return False
    signs = listing_signs([labels])
    return signs >= _SIGNS and all(listing_signs([row[first + 1 :]]) * 2 < signs for row in filled[:5])
